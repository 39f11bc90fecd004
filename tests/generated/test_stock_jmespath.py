"""Stock JMESPath, with the published functions, reads every condition as the definition does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

import jmespath
from jmespath.exceptions import LexerError, ParseError

import backhaul
from backhaul.diagnostics import FactError
from backhaul.evaluation.decision import Evaluation, evaluate
from backhaul.evaluation.meaning import answering, truth, value
from backhaul.language import model, nodes
from backhaul.language.kinds import Kind
from effort import trials
from generated.facts import Domain
from generated.jmespath_functions import Day, as_document, functions
from generated.outcomes import run
from generated.policies import generated
from generated.trials import seeds
from parcels.generate import parcel

OPTIONS = jmespath.Options(custom_functions=functions())
PARCELS = trials(60)


def stated(policy: model.Policy, evaluation: Evaluation) -> Iterator[nodes.Expression]:
    """Every condition and value of a policy, of outputs those of rules that answer."""
    yield from (constraint.condition for constraint in policy.constraints)
    for definition in policy.definitions.values():
        node = definition.expression
        answers = answering(node, evaluation.names) if isinstance(node, nodes.Cases) else ()
        yield from (branch.value for branch, _ in answers)
        yield from () if answers else (node,)
    yield from (invariant.condition for invariant in policy.invariants)
    for name, decision in policy.decisions.items():
        yield from [decision.applies] if decision.applies else []
        yield from (rule.condition for rule in decision.rules if rule.condition)
        for row in evaluation.answers[name].rows:
            yield from decision.ladder[row.rule].outputs.values()


def agreed(policy: model.Policy, evaluation: Evaluation) -> Iterator[bool]:
    """Whether stock JMESPath agrees, for each of them whose names all have a value."""
    document = as_document(policy, evaluation.names)
    for node in stated(policy, evaluation):
        written = not isinstance(node, nodes.Literal)
        if not written or not set(nodes.names(node)) <= set(evaluation.names):
            continue
        if _has_an_instant(node):
            continue  # written as a text, which JMESPath holds for no more than that
        try:
            expected = _meaning(node, evaluation)
        except FactError:
            continue  # an invariant that leaves the range of its kind
        try:
            found = jmespath.search(nodes.written(node), document, options=OPTIONS)
        except (LexerError, ParseError):
            continue  # numbers in place and signs of arithmetic, which stock JMESPath does not read
        if isinstance(found, Day):
            found = int(found)
        if not isinstance(node, nodes.Value):
            found = bool(found)
        same = (type(expected), expected) == (type(found), found)
        assert same, (nodes.written(node), document, expected, found)
        yield bool(found)


def _has_an_instant(node: nodes.Expression) -> bool:
    if isinstance(node, nodes.Literal):
        return node.type.kind in (Kind.DATETIME, Kind.DATE)
    return any(map(_has_an_instant, nodes.operands(node)))


def _meaning(node: nodes.Expression, evaluation: Evaluation) -> object:
    if isinstance(node, nodes.Value):
        known = value(node, evaluation.names)
        assert known.settled
        return known.one
    return truth(node, evaluation.names)


def test_stock_jmespath_agrees_on_random_policies() -> None:
    """Every condition and value of random policies, on complete facts."""
    counts: Counter[bool] = Counter()
    for seed in seeds():
        policy, random = generated(seed).model, Random(seed)
        domain = Domain(policy, random)
        for _ in range(5):
            evaluation = run(policy, domain.given(domain.whole()))
            if isinstance(evaluation, Evaluation):
                counts.update(agreed(policy, evaluation))
    assert min(counts[True], counts[False]) > 5 * len(seeds())


def test_stock_jmespath_agrees_on_the_shipped_policy() -> None:
    """Every condition and value of the shipped policy, on random parcels."""
    policy = backhaul.open("tiktok-shop-sea-failed-delivery").model
    random, counts = Random(3), Counter[bool]()
    for _ in range(PARCELS):
        counts.update(agreed(policy, evaluate(policy, parcel(random))))
    assert min(counts[True], counts[False]) > 5 * PARCELS


def test_what_is_not_known_is_left_out_of_the_document() -> None:
    """An unknown fact is not null: null says that it is absent."""
    policy = backhaul.open("tiktok-shop-sea-failed-delivery").model
    facts = parcel(Random(1))
    facts["address_saved_at"] = None
    del facts["cross_border"]
    document = as_document(policy, evaluate(policy, facts).names)

    assert "cross_border" not in document
    assert document["address_saved_at"] is None
    assert document["free_returns"] == 1
    assert document["hold_period"] == 14 * 86_400 * 1_000_000
