"""A case is run: the policy decides, and what comes is held against what was expected.

Only what a case lists is checked. An expectation that names nothing the policy has is a failure of the
case, so that a misspelt name never passes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from backhaul.cases.suite import Case, Suite
from backhaul.diagnostics import BackhaulError, Diagnostic, Span, nearest
from backhaul.document.node import ListNode, MapNode, Node, Scalar
from backhaul.evaluation import outcome
from backhaul.evaluation.decision import Evaluation, evaluate, possible
from backhaul.evaluation.known import Known
from backhaul.evaluation.meaning import Answer
from backhaul.frozen import frozen
from backhaul.language.kinds import Held, Refusal, Type, json_value
from backhaul.language.model import Decision, Policy
from backhaul.language.reading import entries, flag, text, texts
from backhaul.language.values import read_value

Explain = Callable[[Evaluation, str], str]


@frozen
class Result:
    """A case that was run; it passed if there are no problems."""

    case: Case
    problems: tuple[Diagnostic, ...]
    #: nothing where the facts were refused
    evaluation: Evaluation | None

    @property
    def passed(self) -> bool:
        """Whether all came as expected."""
        return not self.problems


def run(suite: Suite, policy: Policy, explain: Explain) -> Iterator[Result]:
    """The result of every case, in file order; *explain* gives the short answer in a language."""
    for case in suite.cases:
        yield _run(case, policy, explain)


def _run(case: Case, policy: Policy, explain: Explain) -> Result:
    refused = case.expect.get("refused")
    try:
        evaluation = evaluate(policy, case.facts)
    except BackhaulError as error:
        codes = [diagnostic.code for diagnostic in error.diagnostics]
        wanted = [code for code, _ in texts(refused)]
        if refused is not None and set(codes) == set(wanted):
            return Result(case, (), None)
        came = ", ".join(dict.fromkeys(codes))
        message = (
            f"expected {', '.join(wanted) or 'a decision'}, and the facts were refused: {came}"
        )
        help = "; ".join(diagnostic.message for diagnostic in error.diagnostics)
        span = refused.span if refused else case.span
        return Result(case, (Diagnostic("case-failed", message, help, span),), None)
    if refused is not None:
        message = "expected the facts to be refused, and they were decided"
        return Result(case, (Diagnostic("case-failed", message, "", refused.span),), evaluation)
    return Result(case, tuple(_Comparison(policy, evaluation, explain).problems(case)), evaluation)


class _Comparison:
    """Holds one evaluation against what was expected."""

    def __init__(self, policy: Policy, evaluation: Evaluation, explain: Explain) -> None:
        self.policy, self.evaluation, self.explain = policy, evaluation, explain

    def problems(self, case: Case) -> Iterator[Diagnostic]:
        """Everything that did not come as expected, in file order."""
        checks = {
            "status": self._status,
            "outcome": self._outcome,
            "rules": self._rules,
            "needs": self._needs,
            "possible": self._possible,
            "says": self._says,
        }
        for name, _, node in entries(case.expect):
            yield from checks[name](node)

    def _status(self, node: Node) -> Iterator[Diagnostic]:
        if text(node) != self.evaluation.status:
            needs = ", ".join(self.evaluation.needs)
            help = f"it needs {needs}" if needs else ""
            yield _differs("the status", text(node), self.evaluation.status, node.span, help)

    def _needs(self, node: Node) -> Iterator[Diagnostic]:
        wanted = {name for name, _ in texts(node)}
        if wanted != set(self.evaluation.needs):
            came = ", ".join(self.evaluation.needs) or "nothing"
            yield _differs("what is needed", ", ".join(sorted(wanted)), came, node.span)

    def _says(self, node: Node) -> Iterator[Diagnostic]:
        for language, _, sentences in entries(node):
            answer = self.explain(self.evaluation, language)
            for sentence, place in texts(sentences):
                if _unspaced(sentence) not in _unspaced(answer):
                    message = f"the short answer does not say `{sentence}`"
                    help = "it says: " + " ".join(answer.split())
                    yield Diagnostic("case-failed", message, help, place.span)

    def _rules(self, node: Node) -> Iterator[Diagnostic]:
        came = outcome.rules(self.evaluation)
        for name, key, wanted in entries(node):
            decision = self.policy.decisions.get(name)
            if decision is None:
                yield _unknown("decision", name, self.policy.decisions, key.span)
                continue
            ids = [rule.id for rule in decision.ladder]
            expected: object = text(wanted)
            named = [(text(wanted), wanted.span)] if text(wanted) else []
            if isinstance(wanted, ListNode):
                named = [(rule, place.span) for rule, place in texts(wanted)]
                expected = [rule for rule, _ in named]
            unknown = [(rule, place) for rule, place in named if rule not in ids]
            for rule, place in unknown:
                yield _unknown("rule", str(rule), ids, place)
            if not unknown and expected != came[name]:
                yield _differs(f"the rule of `{name}`", expected, came[name], wanted.span)

    def _unknown_decisions(self, node: Node) -> Iterator[Diagnostic]:
        for name, key, _ in entries(node):
            if name not in self.policy.decisions:
                yield _unknown("decision", name, self.policy.decisions, key.span)

    def _each(self, node: Node) -> Iterator[tuple[Decision, Answer, Node]]:
        for name, _, wanted in entries(node):
            if name in self.policy.decisions:
                yield self.policy.decisions[name], self.evaluation.answers[name], wanted

    def _outcome(self, node: Node) -> Iterator[Diagnostic]:
        yield from self._unknown_decisions(node)
        for decision, answer, wanted in self._each(node):
            if decision.hit == "collect":
                yield from self._list(decision, answer, wanted)
                continue
            for output, key, value in entries(wanted):
                if output not in decision.outputs:
                    yield _unknown("output", output, decision.outputs, key.span)
                    continue
                known = answer.outputs.get(output)
                open = known is None or not outcome.is_settled(answer, known)
                type = decision.outputs[output].type
                shown = "open" if open or known is None else _shown(type, known)
                if open or known is None or not _is(value, type, known):
                    yield _differs(f"`{decision.name}.{output}`", _text(value), shown, value.span)

    def _list(self, decision: Decision, answer: Answer, wanted: Node) -> Iterator[Diagnostic]:
        rows = answer.rows if answer.status == "decided" else ()
        items = wanted.items if isinstance(wanted, ListNode) else ()
        alike = len(rows) == len(items) and answer.status == "decided"
        for row, item in zip(rows, items, strict=False):
            alike = alike and self._row(decision, row.outputs, item)
        if not alike:
            came = "open"
            if answer.status == "decided":
                came = "; ".join(self._as_text(decision, row.outputs) for row in rows) or "nothing"
            expected = "; ".join(_text(item) for item in items) or "nothing"
            yield _differs(f"`{decision.name}`", expected, came, wanted.span)

    @staticmethod
    def _row(decision: Decision, known: Mapping[str, Known], item: Node) -> bool:
        if isinstance(item, MapNode):
            return all(
                name in known and _is(value, decision.outputs[name].type, known[name])
                for name, _, value in entries(item)
            )
        name = next(iter(decision.outputs))
        return len(known) == 1 and _is(item, decision.outputs[name].type, known[name])

    @staticmethod
    def _as_text(decision: Decision, known: Mapping[str, Known]) -> str:
        return ", ".join(_shown(decision.outputs[name].type, k) for name, k in known.items())

    def _possible(self, node: Node) -> Iterator[Diagnostic]:
        yield from self._unknown_decisions(node)
        for decision, answer, wanted in self._each(node):
            for output, key, values in entries(wanted):
                if output not in decision.outputs:
                    yield _unknown("output", output, decision.outputs, key.span)
                    continue
                type = decision.outputs[output].type
                known = answer.outputs.get(output, Known(()))
                came = possible(type, known, as_text=True)
                expected = _possibilities(values, type)
                if not _alike(expected, came):
                    what = f"what is possible for `{decision.name}.{output}`"
                    yield _differs(what, _listed(expected), _listed(came), values.span)


def _possibilities(node: Node, type: Type) -> object:
    """What is written as possible, in the form of `possible`: a list of values, or bounds."""
    if isinstance(node, MapNode):
        ends = {name: _json(value, type) for name, value in node if name != "or_absent"}
        return {**ends, "or_absent": True} if flag(node.get("or_absent")) else ends
    return [_json(item, type) for item in (node.items if isinstance(node, ListNode) else (node,))]


def _json(node: Node, type: Type) -> object:
    held = _held(node, type)
    return None if held is None or isinstance(held, Refusal) else json_value(type.kind, held)


def _alike(expected: object, came: object) -> bool:
    """Whether two possibilities are the same, in any order."""
    if isinstance(expected, list) and isinstance(came, list):
        return len(expected) == len(came) and all(value in came for value in expected)
    return expected == came


def _listed(possibilities: object) -> str:
    if isinstance(possibilities, dict):
        return ", ".join(f"{name} {_plainly(value)}" for name, value in possibilities.items())
    values = possibilities if isinstance(possibilities, list) else [possibilities]
    return ", ".join(sorted(map(_plainly, values))) or "nothing"


def _held(node: Node, type: Type) -> Held | Refusal | None:
    value = node.value if isinstance(node, Scalar) else None
    return None if value is None else read_value(value, type)


def _is(node: Node, type: Type, known: Known) -> bool:
    """Whether a value as written is the value known."""
    if not isinstance(node, Scalar) or not known.settled:
        return False
    return _held(node, type) == known.one and (node.value is None) == (known.one is None)


def _shown(type: Type, known: Known) -> str:
    if not known.settled:
        return "open"
    return "absent" if known.one is None else _plainly(json_value(type.kind, known.one))


def _text(node: Node) -> str:
    match node:
        case Scalar():
            return _plainly(node.value)
        case MapNode():
            return ", ".join(_text(value) for _, value in node)
        case _:
            return "a list"


def _plainly(value: object) -> str:
    """A value as somebody who writes YAML would write it."""
    match value:
        case None:
            return "absent"
        case bool():
            return str(value).lower()
        case _:
            return str(value)


def _unspaced(words: str) -> str:
    """The words without spaces and line ends: lines are broken anywhere in Chinese."""
    return "".join(words.split())


def _differs(what: str, expected: object, came: object, span: Span, help: str = "") -> Diagnostic:
    def plainly(value: object) -> str:
        if isinstance(value, list):
            return ", ".join(map(str, value)) or "none"
        return "none" if value is None else str(value)

    message = f"{what}: expected {plainly(expected)}, came {plainly(came)}"
    return Diagnostic("case-failed", message, help, span)


def _unknown(what: str, name: str, known: Iterable[str], span: Span) -> Diagnostic:
    help = nearest(name, known)
    return Diagnostic(f"unknown-{what}", f"the policy has no {what} `{name}`", help, span)
