"""What a graph answers as outputs of the policy, and its published tests as cases of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from backhaul.diagnostics import FactError
from backhaul.frozen import frozen
from backhaul.policy import Policy
from backhaul.zen.graph import HandedOn
from backhaul.zen.inputs import Inputs, leaves
from backhaul.zen.policy import PolicyDraft, Unsaid, type_of
from backhaul.zen.saying import TRUE, Path


@frozen
class TestOutcome:
    """A published test: its case, the paths that the policy does not say, and those that come out otherwise."""

    number: int
    case: Mapping[str, Any] | None
    missing: tuple[str, ...]
    otherwise: tuple[str, ...]


def answered(last: Sequence[HandedOn], draft: PolicyDraft, inputs: Inputs) -> list[dict[Path, str]]:
    """For each end of the graph its paths with the output that says them; raises nothing, and passes over what is not said."""
    ends: list[dict[Path, str]] = []
    for handed in last:
        said: dict[Path, str] = {}
        outputs: dict[str, Any] = {}
        then: dict[str, Any] = {}
        placed: dict[Path, str] = {}
        for path, told in handed.values.items():
            if told.kind in ("cut", "list"):
                continue
            if told.is_output or told.text in inputs.values:
                said[path] = told.text
                continue
            name = "_".join(path).lower()
            name = (
                draft.free(name)
                if name in outputs
                else "".join(c if c.isalnum() else "_" for c in name)
            )
            optional = bool(told.absent) or handed.reached != TRUE
            outputs[name] = type_of(told.kind, told.places, optional=optional)
            then[name] = told.literal if told.literal is not None else told.text
            placed[path] = name
        if outputs:
            _add(handed, outputs, then, placed, said, draft)
        ends.append(said)
    return ends


def _add(
    handed: HandedOn,
    outputs: dict[str, Any],
    then: dict[str, Any],
    placed: Mapping[Path, str],
    said: dict[Path, str],
    draft: PolicyDraft,
) -> None:
    """Give what is said only by definitions and literals outputs of a decision of their own."""
    rule: dict[str, Any] = {"id": "always", "then": then}
    body: dict[str, Any] = {"outputs": outputs, "rules": [rule]}
    if handed.reached != TRUE:
        rule["id"], rule["when"] = "reached", handed.reached.text
        body["rules"] = [{"id": "reached", "when": handed.reached.text, "then": then}]
        body["otherwise"] = {"then": dict.fromkeys(outputs)}
    try:
        decision = draft.add(draft.decisions, "result", body)
    except Unsaid:
        return
    said.update({path: f"{decision}.{name}" for path, name in placed.items()})


def tried(
    policy: Policy,
    inputs: Inputs,
    ends: Sequence[Mapping[Path, str]],
    tests: Sequence[Mapping[str, Any]],
) -> Iterator[TestOutcome]:
    """Each published test as a case, decided by the policy and held against what was published."""
    for number, test in enumerate(tests):
        facts = inputs.facts(number)
        try:
            outcome = policy.decide(facts).outcome
        except FactError as error:
            yield TestOutcome(number + 1, None, (), (error.diagnostics[0].message,))
            continue
        yield _held(number, test, facts, outcome, ends)


def _held(
    number: int,
    test: Mapping[str, Any],
    facts: Mapping[str, Any],
    outcome: Mapping[str, Any],
    ends: Sequence[Mapping[Path, str]],
) -> TestOutcome:
    """What a policy decides of one test, against what was published."""
    expected: dict[str, dict[str, Any]] = {}
    missing, otherwise = [], []
    published = test.get("output")
    for path in leaves(published) if isinstance(published, Mapping) else [()]:
        value, shown = _at(published, path), ".".join(path) or "the output"
        names = [end[path] for end in ends if path in end]
        if not names and _at(test.get("input"), path) == value:
            continue
        there = {name: came for name in names if (came := _came(outcome, facts, name)) is not None}
        if not names or len(there) > 1:
            missing.append(shown)
        elif not there and value is None:
            continue
        elif not there or not _same(next(iter(there.values())), value):
            otherwise.append(f"{shown}: {next(iter(there.values()), None)}, published {value}")
        else:
            name, came_to = next(iter(there.items()))
            decision, _, output = name.partition(".")
            if output:
                expected.setdefault(decision, {})[output] = came_to
    title = f"Published test {number + 1}"
    case = {"name": title, "facts": facts, "expect": {"outcome": expected}}
    kept = case if expected and not otherwise else None
    return TestOutcome(number + 1, kept, tuple(missing), tuple(otherwise))


def _came(outcome: Mapping[str, Any], facts: Mapping[str, Any], name: str) -> Any:
    """What an output came to, or what a fact is."""
    decision, _, output = name.partition(".")
    return (outcome.get(decision) or {}).get(output) if output else facts.get(name)


def _at(document: Any, path: Path) -> Any:
    for name in path:
        document = document.get(name) if isinstance(document, Mapping) else None
    return document


def _same(value: object, published: object) -> bool:
    if isinstance(published, int | float) and not isinstance(published, bool):
        return isinstance(value, Decimal | int) and value == Decimal(str(published))
    return value == published
