"""What a policy says of every case: names, values and conditions as sentences, by their titles.

A condition with a title is called by it, and so is a definition. Whatever has no title is called by its name.
"""

from __future__ import annotations

from collections.abc import Iterable

from backhaul.evaluation.known import exactly
from backhaul.explanation.cells import keys_said
from backhaul.explanation.guards import without_guards
from backhaul.explanation.policy_catalogues import CHINESE, ENGLISH
from backhaul.explanation.values import Speaker
from backhaul.explanation.words import fill
from backhaul.language import nodes
from backhaul.language.function import LETTERS
from backhaul.language.kinds import POINTS, Held, Type
from backhaul.language.model import Parameter, Policy
from backhaul.language.operators import COMPARISONS
from backhaul.program.program import program_of
from backhaul.static import assert_never

_CATALOGUES = {"en": ENGLISH, "zh": CHINESE}
#: the words for a comparison, of times and of everything else
_COMPARED = {
    "==": ("same", "same"),
    "!=": ("differs", "differs"),
    "<": ("before", "below"),
    "<=": ("not-after", "not-above"),
    ">": ("after", "above"),
    ">=": ("not-before", "not-below"),
}
#: definitions without a title are opened this deep
_DEEPEST = 4


class PolicyWords:
    """Says what stands in a policy, in one of its languages.

    >>> import backhaul
    >>> policy = backhaul.open("tiktok-shop-sea-failed-delivery").model
    >>> words = PolicyWords(policy, "en")
    >>> words.conditions(policy.decisions["route"].rules[10].condition)[:2]
    ('The return address was ready before the first order', 'The return to the seller: failed')

    Raises BackhaulError (`unknown-language`) for a language that the policy does not have.
    """

    def __init__(self, policy: Policy, language: str, speaker: Speaker | None = None) -> None:
        self.policy, self.language = policy, language
        self.speaker = speaker or Speaker.of_policy(policy, language)
        self.program = program_of(policy)
        self._words = _CATALOGUES.get(language.partition("-")[0], ENGLISH)

    def name(self, name: str) -> str:
        """What is called so: its title, or where it has none the name itself."""
        known = self.program.names.get(name)
        return self.speaker.title(known.title if known else None, name)

    def held(self, type: Type, value: Held | None) -> str:
        """One value of a type: a choice by its words, a length in units, a time with its offset."""
        return self.speaker.value(type, exactly(value))

    def value(self, node: nodes.Value) -> str:
        """What an expression gives: a value in words, or the title of what it is read from."""
        node = nodes.bare(node)
        match node:
            case nodes.Literal():
                return self.held(node.type, node.value)
            case nodes.Reference():
                declared = self.program.of(node).declared
                if isinstance(declared, Parameter) and declared.value is not None:
                    told = self.held(declared.type, declared.value)
                    return self._say("with-value", a=self.name(node.name), b=told)
                return self._say("named", a=self.name(node.name))
            case nodes.Arithmetic():
                return self._function(node)
            case nodes.NotNull():
                sides = {"a": self.value(node.operand), "b": self.value(node.default)}
                return self._say("or-where-none", **sides)
            case nodes.Cases():
                return self.speaker.words["semicolon"].join(map(self._branch, node.branches))
            case _:
                assert_never(node)

    def keys(self, parameter: Parameter, cell: int) -> tuple[str, ...]:
        """For which cases a cell counts, a text for each of its keys."""
        return keys_said(self.speaker, parameter, cell)

    def _branch(self, branch: nodes.ValueCase) -> str:
        """One case of a value: what it is, and where."""
        value = self.expression(branch.value)
        if branch.condition is None:
            return self._say("value-otherwise", a=value)
        return self._say("value-where", a=value, b=self.where_branch(branch))

    def where_branch(self, branch: nodes.ValueCase) -> str:
        """When a case of a value answers: its title, or else its condition in words."""
        if branch.condition is None:
            return self._say("in-other-cases")
        return self.speaker.title(branch.title, "") or self.condition(branch.condition)

    def expression(self, node: nodes.Expression) -> str:
        """What an expression gives, where it may be a value or a condition."""
        return self.value(node) if isinstance(node, nodes.Value) else self.condition(node)

    def conditions(self, condition: nodes.Condition | None) -> tuple[str, ...]:
        """A sentence for each condition that has to hold; none where there is nothing to ask."""
        if condition is None:
            return ()
        if isinstance(condition, nodes.All) and not self._title(condition):
            parts = without_guards(self.program, condition.children)
            return tuple(dict.fromkeys(said for part in parts for said in self.conditions(part)))
        return (self.condition(condition),)

    def condition(self, condition: nodes.Condition) -> str:
        """The whole condition as one sentence."""
        return self._said(condition, 0)

    def opposite(self, condition: nodes.Condition) -> str:
        """That a condition does not hold, as one sentence."""
        return self._not(condition, 0)

    def untitled(self, condition: nodes.Condition) -> str:
        """What a condition asks for, without its own title."""
        return self._asked(condition, 0)

    def _said(self, node: nodes.Condition, depth: int) -> str:
        return self._title(node) or self._asked(node, depth)

    def _asked(self, node: nodes.Condition, depth: int) -> str:
        match node:
            case nodes.All():
                return self._joined(
                    "all", without_guards(self.program, node.children), nodes.Any, depth
                )
            case nodes.Any():
                return self._joined("any", node.children, nodes.All, depth)
            case nodes.Not():
                return self._not(node.child, depth)
            case nodes.Truth():
                return self._truth(node, depth)
            case nodes.Compare():
                return self._compared(node, node.comparison.symbol)
            case nodes.Contains():
                return self._is(node.operand, self._listed(node))
            case nodes.Present():
                return self._present(node.operand)
            case nodes.Absent():
                return self._absent(node.operand)
            case _:
                assert_never(node)

    def _not(self, node: nodes.Condition, depth: int) -> str:
        """That a condition does not hold."""
        if title := self._title(node):
            return self._say("not-so", a=title)
        match node:
            case nodes.Not():
                return self._said(node.child, depth)
            case nodes.Compare():
                return self._compared(node, node.comparison.negated)
            case nodes.Contains():
                return self._is(node.operand, self._none_of(node))
            case nodes.Present():
                return self._absent(node.operand)
            case nodes.Absent():
                return self._present(node.operand)
            case nodes.Truth() if self._opened(node, depth) is None:
                return self._is(node.operand, self.speaker.words["no"])
            case _:
                return self._say("not-so", a=self._said(node, depth))

    def _title(self, node: nodes.Condition) -> str:
        """The title of a condition, or of the definition that it reads."""
        behind = self.program.behind(node) if isinstance(node, nodes.Truth) else None
        defined = behind.title if behind and behind.condition is not None else None
        return self.speaker.title(node.title or defined, "")

    def _truth(self, node: nodes.Truth, depth: int) -> str:
        opened = self._opened(node, depth)
        if opened is None:
            return self._is(node.operand, self.speaker.words["yes"])
        return self._said(opened, depth + 1)

    def _opened(self, node: nodes.Truth, depth: int) -> nodes.Condition | None:
        """The condition under a name without a title, as long as that is not too deep."""
        behind = self.program.behind(node)
        return behind.condition if behind and depth < _DEEPEST else None

    def _joined(
        self, joint: str, children: Iterable[nodes.Condition], grouped: type, depth: int
    ) -> str:
        """The parts as one sentence, those of the other family between brackets."""
        parts: dict[str, None] = {}
        for child in children:
            said = self._said(child, depth)
            group = isinstance(child, grouped) and not self._title(child)
            parts[self._say("group", a=said) if group else said] = None
        return self._words[joint].join(parts)

    def _compared(self, node: nodes.Compare, symbol: str) -> str:
        left, right = node.left, node.right
        if isinstance(left, nodes.Literal):
            left, right, symbol = right, left, COMPARISONS[symbol].mirrored
        if isinstance(right, nodes.Literal) and symbol in ("==", "!="):
            told = self.held(left.type, right.value)
            return self._is(left, told if symbol == "==" else self._say("not", a=told))
        key = _COMPARED[symbol][left.type.kind not in POINTS]
        return self._say(key, a=self.value(left), b=self.value(right))

    def _listed(self, node: nodes.Contains) -> str:
        said = (self.held(node.operand.type, option) for option in node.options)
        return self._words["or"].join(said)

    def _none_of(self, node: nodes.Contains) -> str:
        said = [self.held(node.operand.type, option) for option in node.options]
        key = "not" if len(said) == 1 else "none-of"
        return self._say(key, a=self.speaker.joined(said, "comma"))

    def _is(self, node: nodes.Value, said: str) -> str:
        return self._say("is", a=self._bare(node), b=said)

    def _bare(self, node: nodes.Value) -> str:
        """A value by its title alone."""
        return self.name(node.name) if isinstance(node, nodes.Reference) else self.value(node)

    def _present(self, node: nodes.Value) -> str:
        return self._say(f"{self._role(node)}-present", a=self._bare(node))

    def _absent(self, node: nodes.Value) -> str:
        if self._role(node) == "definition":
            return self._say("definition-absent", a=self._bare(node))
        of = node.name if isinstance(node, nodes.Reference) else ""
        return self._is(node, self.speaker.absent(of))

    def _role(self, node: nodes.Value) -> str:
        role = self.program.of(node).part if isinstance(node, nodes.Reference) else "definition"
        return "fact" if role == "parameter" else role

    def _function(self, node: nodes.Arithmetic) -> str:
        """The function of its operands; those that its words leave out stand between brackets."""
        words = node.function.words
        if words is None:
            return nodes.written(node)
        template = self.speaker.own(words)
        said = [self.value(operand) for operand in node.operands]
        names = {
            **dict(zip(LETTERS, said, strict=False)),
            "all": self.speaker.joined(said, "comma"),
        }
        told = fill(template, names)
        if "{all}" in template or "{b}" in template or len(said) == 1:
            return told
        return self.speaker.say("brackets", a=told, b=self.speaker.joined(said[1:], "comma"))

    def _say(self, key: str, **names: str) -> str:
        return fill(self._words[key], names)
