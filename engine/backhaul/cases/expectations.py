"""What was expected of one evaluation, held against what came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from backhaul.cases import expected_rows, written
from backhaul.cases.fitting import Fitting
from backhaul.cases.problem import Problem
from backhaul.cases.saying import Explain, answer_of, expected, not_said
from backhaul.diagnostics import Diagnostic, FactError, Span
from backhaul.document.node import MapNode, Node, Scalar, entries, flag, plain, text, texts
from backhaul.evaluation import outcome
from backhaul.evaluation.decision import Evaluation, possible
from backhaul.evaluation.facts import understand
from backhaul.evaluation.known import Known
from backhaul.evaluation.meaning import Answer, truth
from backhaul.frozen import with_fields
from backhaul.language.model import Decision, Policy
from backhaul.sources.facts import ReadFacts
from backhaul.sources.notes import Note


class Comparison:
    """Holds one evaluation against what was expected."""

    def __init__(
        self,
        policy: Policy,
        evaluation: Evaluation,
        explain: Explain,
        facts: Mapping[str, object] = MappingProxyType({}),
    ) -> None:
        self.policy, self.evaluation, self.explain = policy, evaluation, explain
        self.facts = facts

    def problems(self, expect: MapNode) -> Iterator[Problem]:
        """Everything that did not come as expected, in file order."""
        misfits = {each.span: each for each in Fitting(self.policy).expected(expect)}
        problems = []
        for problem in self._differences(expect):
            misfit = misfits.pop(problem.diagnostic.span, None)
            problems.append(with_fields(problem, diagnostic=misfit) if misfit else problem)
        problems += map(Problem, misfits.values())
        yield from sorted(problems, key=_place)

    def _differences(self, expect: MapNode) -> Iterator[Problem]:
        """How what came differs from each expectation that the policy can meet."""
        checks = {
            "status": self._status,
            "outcome": self._outcome,
            "rules": self._rules,
            "needs": self._needs,
            "possible": self._possible,
            "says": self._says,
            "facts": self._facts,
            "unknown": self._unknown,
            "notes": self._notes,
            "explains": self._explains,
        }
        for name, _, node in entries(expect):
            if name in checks:
                yield from checks[name](node)
        if flag(expect.get("exact")):
            yield from self._unlisted(expect.get("outcome"))

    def _status(self, node: Node) -> Iterator[Problem]:
        came = self.evaluation.status
        if text(node) != came:
            needs = ", ".join(self.evaluation.needs)
            help = f"it needs {needs}" if needs else ""
            wrong = _differs("the status", text(node), came, node.span, help)
            yield Problem(wrong, ("status",), came, alone=True)

    def _needs(self, node: Node) -> Iterator[Problem]:
        wanted = {name for name, _ in texts(node)}
        needs = self.evaluation.needs
        if wanted != set(needs):
            expected = ", ".join(sorted(wanted)) or "nothing"
            came = ", ".join(needs) or "nothing"
            wrong = _differs("what is needed", expected, came, node.span)
            yield Problem(wrong, ("needs",), list(needs))

    def _says(self, node: Node) -> Iterator[Problem]:
        yield from self._said(node, "says")

    def _explains(self, node: Node) -> Iterator[Problem]:
        yield from self._said(node, "explains")

    def _said(self, node: Node, key: str) -> Iterator[Problem]:
        notes = self._noted()
        for language, sentences in expected(node, self.policy):
            answer = answer_of(self.explain, self.evaluation, language, key)
            answer = "\n".join([answer, *(note.words(language) for note in notes)])
            wrong = {d.span: (d, now) for d, now in not_said(answer, sentences, key)}
            came = [wrong[at.span][1] if at.span in wrong else words for words, at in sentences]
            alone = isinstance(node, MapNode) and isinstance(node.get(language), Scalar)
            for diagnostic, _ in wrong.values():
                path = None if None in came else (key, language)
                yield Problem(diagnostic, path, came[0] if alone else came, alone=alone)

    def _noted(self) -> tuple[Note, ...]:
        return self.facts.notes if isinstance(self.facts, ReadFacts) else ()

    def _notes(self, node: Node) -> Iterator[Problem]:
        """The sections of the document of which something is noted, each as often as it is."""
        wanted, came = [name for name, _ in texts(node)], [note.section for note in self._noted()]
        if wanted != came:
            expected, came_ = ", ".join(wanted) or "none", ", ".join(came) or "none"
            yield Problem(_differs("the notes", expected, came_, node.span), ("notes",), came)

    def _facts(self, node: Node) -> Iterator[Problem]:
        """What is expected of the facts that were read from a document."""
        for name, _, value in entries(node):
            try:
                wanted = understand(self.policy, {name: plain(value)}, "refuse")[name]
            except FactError:
                continue
            came = understand(self.policy, _only(self.facts, name), "refuse")[name]
            if name not in self.facts or wanted != came:
                said = self.facts.get(name, "unknown")
                yield Problem(
                    _differs(
                        f"the fact `{name}`", plain(value), said, value.span, self._origin(name)
                    )
                )

    def _unknown(self, node: Node) -> Iterator[Problem]:
        """The facts that a document must not tell."""
        for name, place in texts(node):
            if name in self.facts:
                came, origin = self.facts[name], self._origin(name)
                yield Problem(_differs(f"the fact `{name}`", "unknown", came, place.span, origin))

    def _origin(self, name: str) -> str:
        """From where in the document a fact was read."""
        origins = self.facts.origins if isinstance(self.facts, ReadFacts) else {}
        if name not in origins:
            return ""
        origin = origins[name]
        return f"{'read' if origin.stands else 'concluded'} from {', '.join(origin.paths)}"

    def _rules(self, node: Node) -> Iterator[Problem]:
        came = outcome.rules(self.evaluation)
        for decision, _, wanted in self._each(node):
            name = decision.name
            ids = [rule.id for rule in decision.ladder]
            named = [(rule, place.span) for rule, place in texts(wanted)]
            expected: object = [rule for rule, _ in named]
            if isinstance(wanted, Scalar):
                expected = text(wanted)
                named = [(str(expected), wanted.span)] if expected else []
            if expected == came[name] or any(rule not in ids for rule, _ in named):
                continue
            passed_by = [d for rule, at in named for d in self._passed_by(decision, rule, at)]
            told = passed_by or [
                _differs(f"the rule of `{name}`", expected, came[name], wanted.span)
            ]
            for diagnostic in told:
                alone = isinstance(wanted, Scalar)
                yield Problem(diagnostic, ("rules", name), came[name], None, alone, expected)

    def _passed_by(self, decision: Decision, rule: str, at: Span) -> Iterator[Diagnostic]:
        """That the rule which a case names was never looked at, and why."""
        answer, ladder = self.evaluation.answers[decision.name], decision.ladder
        index = [other.id for other in ladder].index(rule)
        why = ""
        if decision.hit == "collect":
            applies = decision.applies is None or answer.rows or self._applies(decision)
            why = "" if applies else f"`{decision.name}` does not apply to these facts"
        elif decision.hit == "first" and answer.rows and answer.rows[-1].rule < index:
            last = ladder[answer.rows[-1].rule].id
            why = f"`{last}` above it {'answered' if len(answer.rows) == 1 else 'ends the search'}"
        if why:
            message = f"the rule `{rule}` was never looked at: {why}"
            help = "change the facts until the rule is asked, or name the rule that answers"
            yield Diagnostic("never-looked-at", message, help, at)

    def _applies(self, decision: Decision) -> bool:
        condition = decision.applies
        return condition is None or truth(condition, self.evaluation.names) is not False

    def _each(self, node: Node) -> Iterator[tuple[Decision, Answer, Node]]:
        for name, _, wanted in entries(node):
            if name in self.policy.decisions:
                yield self.policy.decisions[name], self.evaluation.answers[name], wanted

    def _outcome(self, node: Node) -> Iterator[Problem]:
        for decision, answer, wanted in self._each(node):
            if decision.hit == "collect":
                yield from self._list(decision, answer, wanted)
                continue
            for output, _, value in _outputs(decision, wanted):
                yield from self._output(decision, answer, output, value)

    def _output(
        self, decision: Decision, answer: Answer, output: str, value: Node
    ) -> Iterator[Problem]:
        known = answer.outputs.get(output)
        type = decision.outputs[output].type
        what, path = f"`{decision.name}.{output}`", ("outcome", decision.name, output)
        if known is None or not outcome.is_settled(answer, known):
            yield Problem(_differs(what, written.in_words(value), "open", value.span))
        elif not written.is_value(value, type, known):
            expected, came = written.in_words(value), written.shown(type, known)
            wrong = _differs(what, expected, came, value.span)
            alone = isinstance(value, Scalar)
            came_ = written.plainly_known(type, known)
            yield Problem(wrong, path, came_, type.kind, alone, plain(value))

    def _unlisted(self, node: Node | None) -> Iterator[Problem]:
        """The outputs that came in a decision where others are listed, and are not listed."""
        for name, key, wanted in entries(node):
            decision = self.policy.decisions.get(name)
            if decision is None or decision.hit == "collect" or not isinstance(wanted, MapNode):
                continue
            answer = self.evaluation.answers[name]
            for output, declared in decision.outputs.items():
                known = answer.outputs.get(output)
                if wanted.get(output) or (known and known.settled and known.one is None):
                    continue
                settled = known is not None and outcome.is_settled(answer, known)
                came = written.shown(declared.type, known) if known and settled else "open"
                message = f"`{name}.{output}` came as {came}, and is not listed"
                help = "`exact: true` means that what is not listed must be absent"
                wrong = Diagnostic("case-failed", message, help, key.span)
                if known is None or not settled:
                    yield Problem(wrong)
                    continue
                value = written.plainly_known(declared.type, known)
                yield Problem(wrong, ("outcome", name, output), value, declared.type.kind)

    def _list(self, decision: Decision, answer: Answer, wanted: Node) -> Iterator[Problem]:
        """What is expected of a decision that collects: its rows, or the values of each output."""
        if not isinstance(wanted, MapNode):
            diagnostic = expected_rows.differ(decision, answer, wanted)
            if diagnostic:
                came = expected_rows.plain(decision, answer)
                path = None if came is None else ("outcome", decision.name)
                yield Problem(diagnostic, path, came)
            return
        for output, _, values in _outputs(decision, wanted):
            if diagnostic := expected_rows.values_differ(decision, answer, output, values):
                came = expected_rows.values(decision, answer, output)
                at = None if came is None else ("outcome", decision.name, output)
                yield Problem(diagnostic, at, came)

    def _possible(self, node: Node) -> Iterator[Problem]:
        for decision, answer, wanted in self._each(node):
            for output, _, values in _outputs(decision, wanted):
                type = decision.outputs[output].type
                known = answer.outputs.get(output, Known(()))
                came = possible(type, known, as_text=True)
                expected = written.possibilities(values, type)
                if not written.alike(expected, came):
                    what = f"what is possible for `{decision.name}.{output}`"
                    said = written.listed(expected), written.listed(came)
                    path = ("possible", decision.name, output)
                    yield Problem(_differs(what, *said, values.span), path, came, type.kind)


def _outputs(decision: Decision, wanted: Node) -> Iterator[tuple[str, Scalar, Node]]:
    """What is expected of the outputs that a decision has."""
    return (entry for entry in entries(wanted) if entry[0] in decision.outputs)


def _place(problem: Problem) -> tuple[int, int]:
    span = problem.diagnostic.span
    return (span.line, span.column) if span else (0, 0)


def _only(facts: Mapping[str, object], name: str) -> dict[str, object]:
    return {name: facts[name]} if name in facts else {}


def _differs(what: str, expected: object, came: object, span: Span, help: str = "") -> Diagnostic:
    def plainly(value: object) -> str:
        if isinstance(value, list):
            return ", ".join(map(str, value)) or "none"
        return "none" if value is None else str(value)

    message = f"{what}: expected {plainly(expected)}, came {plainly(came)}"
    return Diagnostic("case-failed", message, help, span)
