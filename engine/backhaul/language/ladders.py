"""The decisions of a policy: outputs, rules, and what stands behind each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from backhaul.diagnostics import Diagnostic, Span, closest, listed
from backhaul.document.node import MapNode, Node, Scalar, entries, flag, mapping, maps, text
from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.language.decision_tables import TableReader
from backhaul.language.divisors import ANY_DIVISOR, is_divisor, may_be_zero
from backhaul.language.given_values import GivenValue
from backhaul.language.model import Decision, DecisionTable, Hit, Output, Role, Rule
from backhaul.language.policy_parts import Reader
from backhaul.language.scope import NO_NAMES, Meaning, unique
from backhaul.language.typed_nodes import Checked
from backhaul.way_out import WayOut

#: what to do where a rule gives an output a value of another type
_OTHER_TYPE = "give the output another `type`, or read something else here"


def announce(root: MapNode, reader: Reader) -> None:
    """Make every output known as a name that cannot be read yet, for a better sentence."""
    for decision, key, node in entries(root.get("decisions")):
        why = f"is a decision; name one of its outputs, as in `{decision}.output`"
        reader.scope.declare(decision, Meaning("decision", None, span=key.span, unreadable=why))
        if isinstance(node, MapNode):
            for output, spot, _ in entries(node.get("outputs")):
                why = "is an output, which only later decisions and invariants can read"
                meaning = Meaning("output", None, span=spot.span, unreadable=why)
                reader.scope.declare(f"{decision}.{output}", meaning)


def read_decisions(
    root: MapNode, reader: Reader, after: Callable[[str], None]
) -> dict[str, Decision]:
    """The decisions, in file order; each one's outputs become readable after it. *after*: called after each with its name."""
    decisions = {}
    for name, key, node in entries(root.get("decisions")):
        if isinstance(node, MapNode):
            decisions[name] = _Ladder(name, key, node, reader).read()
        after(name)
    return decisions


@frozen
class _Draft:
    """An output as declared, with what stands where a rule leaves it out."""

    output: Output
    default: nodes.Expression | None
    #: there is a default, and it is wrong
    wrong: bool = False


class _Ladder:
    """Reads one decision."""

    def __init__(self, name: str, key: Scalar, node: MapNode, reader: Reader) -> None:
        self.name, self.key, self.node, self.reader = name, key, node, reader
        self.scope = reader.scope
        hit = text(node.get("hit"))
        self.hit: Hit = hit if hit in ("unique", "collect") else "first"  # type: ignore[assignment]
        self.drafts = dict(self._outputs())
        #: the ids of the rules that always hold
        self.always: set[str] = set()

    def read(self) -> Decision:
        """The decision, with its mistakes noted."""
        title = self.reader.words(self.node.get("title"))
        applies = self._applies()
        rules, table = self._rules()
        otherwise = self._otherwise()
        ladder = (*rules, otherwise) if otherwise else rules
        unique([(rule.id, rule.span) for rule in ladder], "rules", self.scope)
        self._unreachable(rules, otherwise)
        outputs = {name: draft.output for name, draft in self.drafts.items()}
        span = self.key.span
        decision = Decision(
            self.name, title, self.hit, applies, outputs, rules, otherwise, span, table
        )
        self.scope.meanings.update(outputs_of(decision))
        for output, spot, _ in entries(self.node.get("outputs")):
            if output not in outputs:  # its declaration is wrong: what reads it is not judged
                meaning = Meaning("output", None, span=spot.span)
                self.scope.meanings[f"{self.name}.{output}"] = meaning
        return decision

    def _outputs(self) -> Mapping[str, _Draft]:
        drafts = {}
        for name, key, node in entries(self.node.get("outputs")):
            body = node if isinstance(node, MapNode) else MapNode((), node.span)
            type = self.reader.type(body)
            role = text(body.get("role"))
            known: Role | None = role if role in ("what", "bearer", "step", "until") else None  # type: ignore[assignment]
            title = self.reader.words(body.get("title"))
            if type is None:
                continue
            optional = flag(body.get("optional"))
            output = Output(name, type, optional, known, title, key.span)
            written = body.get("default")
            default = self._output(output, written, NO_NAMES) if written else None
            if default is None and optional:
                default = nodes.Literal(type, None, key.span)
            drafts[name] = _Draft(output, default, wrong=bool(written) and default is None)
        return drafts

    def _applies(self) -> nodes.Condition | None:
        written = self.node.get("applies")
        if written is not None and self.hit != "collect":
            message = "`applies` is only for a decision with `hit: collect`"
            self._misplaced(self.node, "applies", message, "put the condition into the rules")
        return self.reader.checked(written).node

    def _misplaced(self, node: MapNode, key: str, message: str, help: str) -> None:
        if text(self.node.get("hit")) not in (None, "first", "unique", "collect"):
            return  # that has been said, and which one is meant is not known
        self.scope.say("misplaced-key", message, self.reader.at(node, key), help)

    def _rules(self) -> tuple[tuple[Rule, ...], DecisionTable | None]:
        """The rules of a ladder or of a table, and how the table is shown."""
        node = mapping(self.node.get("table"))
        if node is None:
            written = maps(self.node.get("rules"))
            rules = [self._rule(r, partial(self.reader.checked, r.get("when"))) for r in written]
            return tuple(rules), None
        table, rules = TableReader(node, self.node, self.reader), []
        for row in table.rows():
            told = len(self.scope.diagnostics)
            rules.append(self._rule(row.rule, partial(table.checked, row)))
            table.name_cells(row, told)
        return tuple(rules), table.read()

    def _rule(self, node: MapNode, condition: Callable[[], Checked]) -> Rule:
        told = len(self.scope.diagnostics)
        checked = condition()
        if len(self.scope.diagnostics) > told:  # what it makes sure of is not known
            checked = Checked(checked.node, frozenset((*self.scope.meanings, ANY_DIVISOR)))
        elif checked.node is None:
            self.always.add(text(node.get("id")) or "")
        leads = flag(node.get("leads"))
        if leads and self.hit != "collect":
            message = "`leads` is only for rules of a decision with `hit: collect`"
            self._misplaced(node, "leads", message, "leave `leads` out")
        return self._filled(node, text(node.get("id")) or "", checked, leads=leads)

    def _otherwise(self) -> Rule | None:
        node = mapping(self.node.get("otherwise"))
        if node is None:
            return None
        if self.hit == "collect":
            message = "a decision with `hit: collect` has no `otherwise`"
            help = "where no rule matches, the list is empty"
            self._misplaced(self.node, "otherwise", message, help)
        return self._filled(node, text(node.get("id")) or "otherwise", Checked(None), leads=False)

    def _filled(self, node: MapNode, id: str, checked: Checked, *, leads: bool) -> Rule:
        present = checked.if_true
        return Rule(
            id,
            checked.node,
            self._then(node, present),
            self.reader.templates(node.get("because"), present),
            self.reader.cites(node.get("cites")),
            leads,
            self.reader.at(node, "id") if node.key("id") else self._place_of(node),
        )

    def _place_of(self, node: MapNode) -> Span:
        """The place of `otherwise`, whose mapping begins on the line below it."""
        key = self.node.key("otherwise")
        return key.span if key and self.node.get("otherwise") is node else node.span

    def _then(self, node: MapNode, present: frozenset[str]) -> dict[str, nodes.Expression]:
        then = mapping(node.get("then"))
        if then is None:
            return {}
        meant: set[str] = set()
        for name, key, _ in entries(then):
            if name not in self.drafts and self._is_declared(name):
                message = f"`{self.name}` has no output `{name}`"
                free = [output for output in self.drafts if then.get(output) is None]
                close = closest(name, free) or (free[0] if len(free) == 1 else "")
                meant.add(close)
                help = (
                    WayOut(f"did you mean `{close}`?", (None, close))
                    if close
                    else "its outputs are " + listed(self.drafts)
                )
                self.scope.say("unknown-output", message, key.span, help)
        outputs = {}
        for name, draft in self.drafts.items():
            value = then.get(name)
            filled = self._output(draft.output, value, present) if value else draft.default
            if filled is not None:
                outputs[name] = filled
            elif value is None and not draft.wrong and name not in meant:
                place = self.reader.at(node, "then")
                help = "name it under `then`, or give the output a `default`"
                self.scope.say("missing-output", f"the rule does not give `{name}`", place, help)
        return outputs

    def _is_declared(self, name: str) -> bool:
        """False for an output whose own declaration is wrong: that has been said there."""
        outputs = mapping(self.node.get("outputs"))
        return outputs is None or outputs.get(name) is None

    def _output(
        self, output: Output, node: Node, present: frozenset[str]
    ) -> nodes.Expression | None:
        """The expression that gives an output its value."""
        place = GivenValue(output.name, output.type, output.optional, _OTHER_TYPE)
        expression, absent_with = place.read(node, present, self.reader)
        if expression is not None and absent_with and not output.optional:
            shown = nodes.written(expression)
            help = f"declare the output `optional: true`, or put present({shown}) in `when`"
            message = f"`{shown}` may be absent, and the output `{output.name}` may not"
            span = node.place(0, len(str(node.value))) if isinstance(node, Scalar) else node.span
            divisor = next(filter(is_divisor, absent_with), None)
            if divisor is not None and ANY_DIVISOR in present:
                return expression
            if divisor is not None:
                may_be_zero(divisor, span, self.scope)
            else:
                self.scope.say("may-be-absent", message, span, help)
        return expression

    def _unreachable(self, rules: tuple[Rule, ...], otherwise: Rule | None) -> None:
        """Note what can never answer: after a rule without condition, or with an earlier one's."""
        if self.hit != "first":
            return
        always: Rule | None = None
        seen: dict[str, Rule] = {}
        for rule in (*rules, *((otherwise,) if otherwise else ())):
            earlier = always
            if rule.condition is not None:
                written = nodes.written(rule.condition)
                earlier = earlier or seen.get(written)
                seen.setdefault(written, rule)
            elif rule is not otherwise and rule.id in self.always:
                always = always or rule
            if earlier is not None and earlier is not rule:
                self._say_unreachable(rule, earlier)

    def _say_unreachable(self, rule: Rule, earlier: Rule) -> None:
        why = "has the same condition" if earlier.condition else "has no condition"
        self.scope.diagnostics.append(
            Diagnostic(
                "unreachable-rule",
                f"`{rule.id}` can never answer: `{earlier.id}` above it {why}",
                "give the earlier rule a condition, or leave this one out",
                rule.span,
                related=((f"`{earlier.id}` stands here", earlier.span),),
            )
        )


def outputs_of(decision: Decision) -> dict[str, Meaning]:
    """What the outputs of a decision mean to what stands after it, by `decision.output`."""
    why = way_out = ""
    if decision.hit == "collect":
        why = "belongs to a decision that gives a list, which nothing can read"
    elif decision.otherwise is None:
        why = "may be missing: its decision has no `otherwise`"
        way_out = f"add `otherwise:` to `{decision.name}`, with what it gives where no rule matches"
    meanings = {}
    for output in decision.outputs.values():
        name = f"{decision.name}.{output.name}"
        absent_with = frozenset((name,)) if output.optional else NO_NAMES
        meanings[name] = Meaning("output", output.type, absent_with, output.span, why, way_out)
    return meanings
