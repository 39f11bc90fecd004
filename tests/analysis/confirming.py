"""What is found about random policies, held against the definition on random facts and on policies that are edited.

A long run by hand: `python -m analysis.confirming 0 1000` takes 1,000 policies from seed 0.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import islice
from random import Random
from typing import Any

import backhaul
from backhaul.analysis.agreement import Whole, evaluation
from backhaul.analysis.finding import Finding
from backhaul.analysis.findings import findings
from backhaul.analysis.idle_parts import Part
from backhaul.analysis.presence import replaced
from backhaul.diagnostics import FactError, PolicyError
from backhaul.evaluation import meaning
from backhaul.evaluation.decision import Evaluation
from backhaul.evaluation.known import exactly
from backhaul.evaluation.meaning import derive, truth, value
from backhaul.evaluation.sampling import Sampler
from backhaul.language import model, nodes
from backhaul.language.kinds import json_value
from generated.facts import Domain
from generated.policies import Generated, dumped, generated

#: what a replaced part is written as: a fact that every generated policy with such a finding has
TRUE = {True: "always", False: "!always"}


class Trial:
    """A random policy with facts, and what the definition makes of them."""

    def __init__(self, made: Generated, cases: int) -> None:
        self.made, self.policy = made, made.model
        self.domain = Domain(self.policy, Random(made.seed))
        self.wholes: list[Whole] = [self.domain.whole() for _ in range(cases)]
        self.wholes += islice(Sampler(self.policy, made.seed).wholes(), cases // 4)
        tried = [(whole, decided(self.policy, whole)) for whole in self.wholes]
        self.accepted = [(whole, found) for whole, found in tried if not isinstance(found, str)]

    def refuted(self, finding: Finding) -> str:
        """Why a finding is wrong; nothing where all facts bear it out."""
        match finding.diagnostic.code:
            case "never-answers":
                return self._answers(finding)
            case "rules-may-overlap" | "not-covered":
                return self._shows(finding)
            case "always-true" | "always-false" | "makes-no-difference" if finding.part:
                return self._matters(finding)
            case "makes-no-difference":
                return self._definition(*finding.about)
            case "constraint-without-effect":
                return self._constraint(*finding.about)
            case "constraints-contradict":
                return "some facts are accepted" if self.accepted else ""
            case "never-given":
                return self._gives(*finding.about)
            case "parameter-without-effect":
                return self._parameter(*finding.about)
            case "boundary-never-met":
                return self._equal(finding)
            case code:
                return f"nothing is known of {code}"

    def _answers(self, finding: Finding) -> str:
        name, *rules = finding.about
        for whole, found in self.accepted:
            if rules:
                ladder = self.policy.decisions[name].ladder
                answering = {ladder[row.rule].id for row in found.answers[name].rows} & {*rules}
            else:
                by_cases = self.policy.definitions[name].expression
                assert isinstance(by_cases, nodes.Cases)
                spans = {case.span for case, _ in meaning.answering(by_cases, found.names)}
                answering = {str(span) for span in spans & {finding.diagnostic.span}}
            if answering:
                return f"it answers for {whole}"
        return ""

    def _shows(self, finding: Finding) -> str:
        assert finding.facts is not None
        try:
            status = self.made.policy.decide(finding.facts).statuses[finding.about[0]]
        except PolicyError as error:
            return "" if finding.diagnostic.code == "rules-may-overlap" else str(error)
        return "" if status == "uncovered" else f"it is {status}"

    def _matters(self, finding: Finding) -> str:
        """Write the part as true or false into the file, and decide all facts again."""
        assert finding.part is not None
        return self.changed([finding.part])

    def changed(self, parts: Sequence[Part]) -> str:
        """A case that is decided otherwise with these parts of one condition replaced."""
        raw = deepcopy(self.made.raw)
        spot = _spot(self.policy, raw, parts[0].node)
        if spot is None:
            return "it stands nowhere"
        root, holder, key = spot
        for part in parts:
            root = replaced(root, part.node, part.value)
        holder[key] = _written(root)
        return self._changes(raw)

    def together(self, found: Sequence[Finding]) -> str:
        """A case that is decided otherwise with all parts of one condition replaced that are told."""
        by_root: dict[int, list[Part]] = {}
        for part in [each.part for each in found if each.part]:
            spot = _spot(self.policy, deepcopy(self.made.raw), part.node)
            by_root.setdefault(id(spot and spot[0]), []).append(part)
        several = [parts for parts in by_root.values() if len(parts) > 1]
        return next(filter(None, map(self.changed, several)), "")

    def _definition(self, name: str) -> str:
        for text in TRUE.values():
            raw = deepcopy(self.made.raw)
            raw["definitions"][name] = {"all": [text]}
            if why := self._changes(raw):
                return why
        return ""

    def _changes(self, raw: dict[str, Any]) -> str:
        """A case that an edited policy decides otherwise."""
        raw["facts"]["always"] = {"type": "boolean"}
        try:
            edited = backhaul.loads(dumped(raw).encode(), "edited.yaml").model
        except PolicyError as error:
            return f"the edited policy is refused: {error}"
        for whole, found in self.accepted:
            other = decided(edited, {**whole, "always": True})
            if isinstance(other, str) or told(other) != told(found):
                return f"it is decided otherwise for {whole}"
        return ""

    def _constraint(self, id: str) -> str:
        constraint = next(c for c in self.policy.constraints if c.id == id)
        others = [c for c in self.policy.constraints if c is not constraint]
        for whole in self.wholes:
            try:
                names = derive(self.policy, {name: exactly(held) for name, held in whole.items()})
                holds = truth(constraint.condition, names)
                if not holds and all(truth(c.condition, names) for c in others):
                    return f"it refuses {whole}"
            except FactError:
                continue
        return ""

    def _gives(self, decision: str, output: str, choice: object = ...) -> str:
        types = self.policy.decisions[decision].outputs[output].type
        for whole, found in self.accepted:
            for name, answer in found.answers.items():
                for row in answer.rows:
                    for each, known in row.outputs.items():
                        own = (name, each) == (decision, output)
                        alike = self.policy.decisions[name].outputs[each].type == types
                        if known.one == choice and alike:
                            return f"it is given for {whole}"
                        if choice is ... and own and known.one is not None:
                            return f"it is there for {whole}"
        return ""

    def _parameter(self, name: str) -> str:
        parameter = self.policy.parameters[name]
        facts = [f.name for f in self.policy.facts.values() if f.type.kind is parameter.type.kind]
        held = [v for fact in facts for v in self.domain.values[fact] if v is not None]
        alike = [v for v in held if v != parameter.value]
        for other in [] if parameter.axes else Random(1).sample(alike, min(3, len(alike))):
            raw = deepcopy(self.made.raw)
            raw["parameters"][name]["value"] = json_value(parameter.type, other)
            try:
                edited = backhaul.loads(dumped(raw).encode(), "edited.yaml").model
            except PolicyError:
                continue
            for whole, found in self.accepted:
                new = decided(edited, whole)
                if new in ("result-out-of-range", "outside-table"):
                    continue
                if isinstance(new, str) or told(new) != told(found):
                    return f"with {other} it is decided otherwise for {whole}"
        return ""

    def _equal(self, finding: Finding) -> str:
        own = {c.id for c in self.policy.constraints}
        if finding.about[0] in own:
            return ""
        for node in _compared(self.policy):
            if node.span == finding.diagnostic.span:
                for whole, found in self.accepted:
                    left, right = value(node.left, found.names), value(node.right, found.names)
                    if left.one is not None and left.one == right.one:
                        return f"its sides are equal for {whole}"
        return ""


def decided(policy: model.Policy, whole: Whole) -> Evaluation | str:
    """What the definition makes of complete facts, or the code for which they are refused."""
    try:
        return evaluation(policy, whole)
    except (FactError, PolicyError) as error:
        return error.diagnostics[0].code


def told(found: Evaluation) -> Mapping[str, object]:
    """What is decided: statuses, the rules that answer, and what they give."""
    return {
        name: (answer.status, [(row.rule, dict(row.outputs)) for row in answer.rows])
        for name, answer in found.answers.items()
    }


def _written(node: nodes.Condition) -> str:
    """The condition with what was replaced in it, as text."""
    match node:
        case nodes.Truth() if isinstance(node.operand, nodes.Literal):
            return TRUE[bool(node.operand.value)]
        case nodes.All() | nodes.Any():
            sign = " && " if isinstance(node, nodes.All) else " || "
            return "(" + sign.join(_written(child) for child in node.children) + ")"
        case nodes.Not():
            return f"!({_written(node.child)})"
        case _:
            return nodes.written(node)


def _spot(
    policy: model.Policy, raw: dict[str, Any], part: nodes.Condition
) -> tuple[nodes.Condition, Any, Any] | None:
    """The condition that a part stands in, and where the file has it."""
    for root, holder, key in _roots(policy, raw):
        if _has(root, part):
            return root, holder, key
    return None


def _roots(policy: model.Policy, raw: dict[str, Any]) -> Iterator[tuple[nodes.Condition, Any, Any]]:
    written = {each["id"]: each for each in raw.get("constraints", ())}
    for constraint in policy.constraints:
        # a parameter that begins on a day has one of its own, which stands in no file
        if constraint.id in written:
            yield constraint.condition, written[constraint.id], "holds"
    for name, definition in policy.definitions.items():
        if not isinstance(definition.expression, nodes.Value):
            yield definition.expression, raw["definitions"], name
    for name, decision in policy.decisions.items():
        body = raw["decisions"][name]
        if decision.applies:
            yield decision.applies, body, "applies"
        for index, rule in enumerate(decision.ladder):
            last = index == len(decision.rules)
            node = body["otherwise"] if last else body["rules"][index]
            if rule.condition:
                yield rule.condition, node, "when"
            for output, expression in rule.outputs.items():
                if not isinstance(expression, nodes.Value):
                    yield expression, node["then"], output


def _has(root: nodes.Expression, part: nodes.Condition) -> bool:
    return root is part or any(_has(below, part) for below in nodes.operands(root))


def _compared(policy: model.Policy) -> Iterator[nodes.Compare]:
    pending: list[nodes.Expression] = [d.expression for d in policy.definitions.values()]
    for decision in policy.decisions.values():
        pending += [decision.applies] if decision.applies else []
        for rule in decision.ladder:
            pending += [*([rule.condition] if rule.condition else []), *rule.outputs.values()]
    while pending:
        node = pending.pop()
        if isinstance(node, nodes.Compare):
            yield node
        pending += nodes.operands(node)


def confirmed(seeds: Iterable[int], cases: int) -> Counter[str]:
    """How often each code was found, and each finding that is refuted."""
    counts: Counter[str] = Counter()
    for seed in seeds:
        trial = Trial(generated(seed), cases)
        told_of = findings(trial.policy)
        if why := trial.together(told_of):
            counts[f"refuted together: seed {seed}, {why}"] += 1
        for finding in told_of:
            counts[finding.diagnostic.code] += 1
            if why := trial.refuted(finding):
                counts[f"refuted: seed {seed}, {finding.diagnostic}: {why}"] += 1
    return counts


if __name__ == "__main__":
    first, policies = map(int, sys.argv[1:])
    for what, count in confirmed(range(first, first + policies), 200).most_common():
        print(f"{count:9,} {what}")
