"""Places of a policy, and what a case shows of a condition there, in words; one catalogue a language."""

from __future__ import annotations

from backhaul.explanation.policy_words import PolicyWords
from backhaul.explanation.words import SAME, Catalogue, fill
from backhaul.language import nodes
from backhaul.language.kinds import POINTS, Kind, Type, difference
from backhaul.language.model import Constraint, Decision, Policy
from backhaul.program.program import program_of
from backhaul.static import Literal

ENGLISH: Catalogue = {
    "rule": "rule {a} ({b})",
    "decision": "the rules of “{a}” together",
    "definition": "“{a}”",
    "constraint": "what facts have to fit: “{a}”",
    "parameter": "“{a}”",
    "calendar": "the calendar {a}",
    "table": "table {a}",
    "part": "part {a}",
    "fact": "“{a}”, as it is read",
    "section": "section {a}",
    "note": "note {a}",
    "shown": "{a}: {b}",
    "again": "{a} ({b})",
}
CHINESE: Catalogue = {
    "rule": "规则{a}（{b}）",
    "decision": "“{a}”的全部规则",
    "definition": "“{a}”",
    "constraint": "信息须相符：“{a}”",
    "parameter": "“{a}”",
    "calendar": "日历{a}",
    "table": "表{a}",
    "part": "部分{a}",
    "fact": "“{a}”的读取",
    "section": "段{a}",
    "note": "备注{a}",
    "shown": "{a}：{b}",
    "again": "{a}（{b}）",
}
_CATALOGUES = {"en": ENGLISH, "zh": CHINESE}
Shows = Literal["true", "false", "the edge", "below the edge", "above the edge"]
#: the words for two values: as near to each other as can be, or no more than apart
_NEAR = {
    "below the edge": {Kind.DATETIME: "earlier", Kind.DATE: "earlier", Kind.DURATION: "shorter"},
    "above the edge": {Kind.DATETIME: "later", Kind.DATE: "later", Kind.DURATION: "longer"},
}
_APART = {"below the edge": ("before", "below"), "above the edge": ("after", "above")}
_NUMBERS = {"below the edge": "less", "above the edge": "more"}


class PlaceWords:
    """Says places and what is shown of conditions, of one policy in one of its languages.

    Raises BackhaulError (`unknown-language`) for a language that the policy does not have.
    """

    def __init__(self, policy: Policy, language: str) -> None:
        self.policy, self.of_policy = policy, PolicyWords(policy, language)
        self._words = _CATALOGUES.get(language.partition("-")[0], ENGLISH)
        self._alike = self._found()

    def place(self, place: str) -> str:
        """A place such as `rule route.hold` or `definition late`, by titles."""
        kind, _, name = place.partition(" ")
        say, policy = self._say, self.policy
        match kind:
            case "rule":
                decision, _, rule = name.partition(".")
                return say("rule", a=rule, b=self._title(policy.decisions[decision], decision))
            case "decision":
                return say(kind, a=self._title(policy.decisions[name], name))
            case "constraint":
                titles = {each.id: self._title(each, each.id) for each in policy.constraints}
                return say(kind, a=titles[name])
            case "definition" | "parameter":
                return say(kind, a=self.of_policy.name(name))
            case "fact":
                fact, comma, reading = name.partition(",")
                return say(kind, a=self.of_policy.name(fact)) + comma + reading
            case _:
                return say(kind, a=name)

    def shown(self, place: str, node: nodes.Condition, shows: Shows, near: int | None) -> str:
        """What a case shows of a condition at a place such as `rule route.hold/1`, the same in every run.

        *near*: how far the two sides of a comparison are from its edge; None: farther. Where another condition
        is said in the same words, it is said what this one is of, and where that does not tell, which of them it is.
        """
        said = self._of(node, shows, near)
        alike = self._alike[self.of_policy.condition(node)]
        root = place.partition("/")[0]
        if set(alike) != {root}:
            said = self._say("shown", a=self._owner(root), b=said)
        before = alike[root].index(id(node))
        return self._say("again", a=said, b=str(before + 1)) if before else said

    def _owner(self, root: str) -> str:
        """In short what a condition is of."""
        kind, _, name = root.partition(" ")
        return self.of_policy.name(name) if kind == "definition" else name

    def _of(self, node: nodes.Condition, shows: Shows, near: int | None) -> str:
        words = self.of_policy
        if shows == "true":
            return words.condition(node)
        if shows == "false" or not isinstance(node, nodes.Compare):
            return words.opposite(node)
        kind, say = node.left.type.kind, words.speaker.say
        sides = {"a": words.value(node.left), "b": words.value(node.right)}
        if shows == "the edge":
            return say(SAME.get(kind, "same"), **sides)
        if near is None:
            return say(_APART[shows][kind not in POINTS], **sides)
        apart, size = difference(kind)
        by = words.held(Type(apart) if kind in POINTS else node.left.type, near * size)
        return say(_NEAR[shows].get(kind, _NUMBERS[shows]), by=by, **sides)

    def _found(self) -> dict[str, dict[str, list[int]]]:
        """The conditions without parts by their words, and by what they are of, in order."""
        found: dict[str, dict[str, list[int]]] = {}
        for place, node in program_of(self.policy).conditions:
            if not isinstance(node, nodes.All | nodes.Any | nodes.Not):
                alike = found.setdefault(self.of_policy.condition(node), {})
                alike.setdefault(place.partition("/")[0], []).append(id(node))
        return found

    def _title(self, thing: Constraint | Decision, name: str) -> str:
        return self.of_policy.speaker.title(thing.title, name)

    def _say(self, key: str, **names: str) -> str:
        return fill(self._words[key], names)
