"""The parts that occur all over a policy, read from a document: words, types, values, conditions, templates."""

from __future__ import annotations

import re
from collections.abc import Mapping

from backhaul.diagnostics import Diagnostic, Span, listed, nearest
from backhaul.document.characters import other_script
from backhaul.document.node import ListNode, MapNode, Node, Scalar, entries, text, texts
from backhaul.language import syntax
from backhaul.language.kinds import NAMED, Held, Kind, Refusal, Type, Words
from backhaul.language.measured_types import Measures
from backhaul.language.nodes import Reference
from backhaul.language.parsing import Refused, parse
from backhaul.language.scope import NO_NAMES, Names, Scope
from backhaul.language.typed_nodes import Checked, Typer
from backhaul.language.values import read_value
from backhaul.language.ways_out import type_named
from backhaul.way_out import WayOut


class Reader:
    """Reads parts that occur all over a policy; mistakes go to the scope."""

    def __init__(self, scope: Scope, languages: tuple[str, ...]) -> None:
        self.scope = scope
        self.languages = languages
        self.types: dict[str, Type] = {}
        #: the calendars and zones
        self.named: dict[str, Held] = {}
        self.clauses: set[str] = set()
        self.cited: set[str] = set()
        self.used_types: set[str] = set()
        self.measures = Measures(scope, self.words)
        #: what is no mistake but worth a look
        self.noted: list[Diagnostic] = []

    def words(self, node: Node | None) -> Words | None:
        """Texts by language, in the policy's languages."""
        if not isinstance(node, MapNode):
            return None
        by_language = {
            key: words for key, _, value in entries(node) if (words := text(value) or "").strip()
        }
        empty = {key for key, _, value in entries(node) if text(value) == ""}  # said by its shape
        missing = [name for name in self.languages if name not in by_language and name not in empty]
        for key, place, _ in entries(node):
            if key not in self.languages and key not in _BESIDE_WORDS:
                help = "the languages are those of the policy's title: " + listed(
                    self.languages, "`"
                )
                if len(missing) == 1:
                    help = WayOut(f"did you mean `{missing[0]}`?", (None, missing[0]))
                    missing.clear()
                message = f"the policy's title has no language `{key}`"
                self.scope.say("unknown-language", message, place.span, help)
        self._languages_turned(node, by_language)
        if missing:
            message = "the text is missing in " + listed(missing, "`")
            help = "every text has all the languages of the policy's title"
            self.scope.say("missing-language", message, node.span, help)
        return {name: by_language[name] for name in self.languages if name in by_language}

    def _languages_turned(self, node: MapNode, words: Words) -> None:
        """Note Chinese words that stand as English ones while the Chinese text has none."""
        if not {"en", "zh"} <= set(words) or _HAN.search(words["zh"]):
            return
        message = "the text in `zh` is not translated"
        if _HAN.search(words["en"]):
            message = "the texts in `en` and `zh` have changed places"
        elif words["en"] != words["zh"] or not re.search("[a-z] [a-z]", words["zh"]):
            return
        help = "write each text behind its language"
        place = node.get("zh")
        span = place.span if place else node.span
        self.noted.append(Diagnostic("wrong-language", message, help, span, "warning"))

    def type(self, node: MapNode, *, named_too: bool = False) -> Type | None:
        """The type that a declaration's `type` and `choices` give; *named_too*: also one whose values have names."""
        place = node.get("type")
        name = text(place)
        if name is None or place is None:
            return None
        choices, named = node.get("choices"), name in self.types or name not in set(Kind)
        if choices is not None and name != Kind.CHOICE:
            message = (
                f"`{name}` already has its choices" if named else f"{name} values have no choices"
            )
            help = "leave `choices` out here" if named else "write `type: choice`"
            self.scope.say("choices-misplaced", message, self.at(node, "choices"), help)
        if named or name == Kind.CHOICE:
            self.measures.type(Kind.CHOICE, node)
        if named:
            self.used_types.add(name)
            self.scope.use("type", name, place.span)
            if name not in self.types:
                known = [*Kind, *self.types]
                help = type_named(name) or nearest(name, known) or "the types are " + listed(known)
                self.scope.say("unknown-type", f"there is no type `{name}`", place.span, help)
            return self.types.get(name)
        if name in NAMED and not named_too:
            message = f"only a parameter is a {name}"
            help = f"declare a parameter with `type: {name}`, which may vary `by` a choice fact"
            self.scope.say("wrong-kind", message, place.span, help)
            return None
        if name != Kind.CHOICE:
            return self.measures.type(Kind(name), node)
        if choices is None:
            help = "add `choices: [a, b]`, or name a type that is declared under `types`"
            self.scope.say("missing-choices", "a choice needs its choices", place.span, help)
            return None
        return self.choices(choices)

    def choices(self, node: Node) -> Type | None:
        """The choice type that a list or a mapping of choices gives."""
        if isinstance(node, MapNode):
            for key, place, _ in entries(node):
                if key in _DECLARING:
                    message = f"`{key}` belongs to the declaration and is no choice"
                    help = "indent it like `choices`"
                    self.scope.say("bad-name", message, place.span, help)
            labels = {key: self.words(value) or {} for key, _, value in entries(node)}
            return Type(Kind.CHOICE, tuple(labels), labels)
        seen: dict[str, None] = {}
        for name, place in texts(node):
            if name in seen:
                message = f"the choice `{name}` stands twice"
                self.scope.say("duplicate-id", message, place.span, "leave one out")
            seen[name] = None
        return Type(Kind.CHOICE, tuple(seen)) if seen else None

    def literal(self, node: Node | None, type: Type | None) -> Held | None:
        """The value of a scalar of this type."""
        if not isinstance(node, Scalar) or type is None:
            return None
        if type.kind in NAMED:
            self.scope.read.add(str(node.value))
            self.scope.use("name", str(node.value), node.span)
            meaning = self.scope.meanings.get(str(node.value))
            if meaning and meaning.role == type.kind.value:
                # nothing where what is named is itself wrong, which is said there
                return meaning.value
        held = read_value(node.value, type, self.named)
        if isinstance(held, Refusal):
            self.scope.say(held.code, held.message, node.span, held.help)
            return None
        return held

    def cites(self, node: Node | None) -> tuple[str, ...]:
        """The clauses that a list names."""
        names = []
        for name, place in texts(node):
            self.cited.add(name)
            self.scope.use("clause", name, place.span)
            names.append(name)
            if name not in self.clauses:
                help = nearest(name, self.clauses) or "clauses stand under `source.clauses`"
                if re.search(r"[\s，、；]", name):
                    help = "separate the clauses with `, `"
                if script := other_script(name):
                    help = f"it has a letter of another script ({script}): type it again"
                self.scope.say("unknown-clause", f"there is no clause `{name}`", place.span, help)
        return tuple(names)

    def condition(self, node: Node | None) -> syntax.Syntax | None:
        """The syntax tree of a condition, written as text or as `all`, `any`, `not`."""
        if isinstance(node, Scalar):
            return self.expression(node)
        if not isinstance(node, MapNode):
            return None
        title = self.words(node.get("title"))
        for word in ("all", "any"):
            below = node.get(word)
            if isinstance(below, ListNode):
                parts = [self.condition(item) for item in below.items]
                known = tuple(part for part in parts if part is not None)
                if not known or len(known) < len(parts):
                    return None
                place = self.at(node, word)
                return syntax.Joined(word == "all", known, place, title)
        child = self.condition(node.get("not"))
        return syntax.Negated(child, self.at(node, "not"), title) if child else None

    def checked(self, node: Node | None) -> Checked:
        """The typed condition that a node states; without a node nothing is asked."""
        tree = self.condition(node)
        return Typer(self.scope).condition(tree, NO_NAMES) if tree else Checked(None)

    def expression(self, node: Node | None) -> syntax.Syntax | None:
        """The syntax tree of an expression written as text."""
        if not isinstance(node, Scalar) or not isinstance(node.value, str):
            return None
        try:
            tree = parse(node)
        except Refused as refused:
            self.scope.diagnostics += refused.diagnostics
            return None
        for name in syntax.names(tree):
            self.scope.use("name", name.text, name.span)
        return tree

    @staticmethod
    def at(node: MapNode, name: str) -> Span:
        """The place of a key, or of the mapping where the key is missing."""
        key = node.key(name)
        return key.span if key else node.span

    def templates(
        self, node: Node | None, present: Names
    ) -> Mapping[str, tuple[str | Reference, ...]]:
        """Texts by language, cut at the names in braces; none of those may be absent here."""
        self.words(node)
        self._same_names(node)
        return {
            language: self._template(value, present)
            for language, _, value in entries(node)
            if isinstance(value, Scalar) and isinstance(value.value, str)
        }

    def _names_in_words(self, node: Scalar) -> None:
        """Note a name of which the words show the letters and not the value."""
        for bare in _BARE_NAME.finditer(str(node.value)):
            name = bare["doubled"] or bare["marked"] or bare["joined"]
            if name in self.scope.meanings:
                place = node.place(bare.start(), len(bare[0]))
                message = f"the words show the name `{name}` itself, and not its value"
                help = WayOut(f"write {{{name}}} for its value", (None, f"{{{name}}}"))
                told = Diagnostic("name-in-words", message, help, place, "warning")
                self.noted.append(told)

    def _same_names(self, node: Node | None) -> None:
        """Note a name whose value one language says and another does not."""
        said = {key: value for key, _, value in entries(node) if key in self.languages}
        for other, theirs in said.items():
            for part in _TEMPLATE.finditer(text(theirs) or ""):
                for language, value in said.items():
                    if (name := part["name"]) and name not in (text(value) or ""):
                        message = f"the text in `{other}` says the value of `{name}`, and the one in `{language}` does not"
                        help = f"write {{{name}}} there, too, or leave it out in both"
                        told = Diagnostic("words-differ", message, help, value.span, "warning")
                        self.noted.append(told)

    def _meant(self, written: str) -> str:
        """The known name that somebody meant who wrote this in braces, or nothing."""
        words = written.strip("{} ")
        name: str
        for name in (words, re.sub(r"[\s-]+", "_", words), *re.findall(_NAME, words)):
            if name in self.scope.meanings:
                return name
        return ""

    def _template(self, node: Scalar, present: Names) -> tuple[str | Reference, ...]:
        pieces: list[str | Reference] = []
        self._names_in_words(node)
        for part in _TEMPLATE.finditer(str(node.value)):
            if part["name"] is None:
                pieces.append({"{{": "{", "}}": "}"}.get(part[0], part[0]))
                if part[0][0] in "{}｛｝" and part[0] not in ("{{", "}}"):
                    message = "braces hold a name, as in {as_of}"
                    help = "write {{ or }} for the brace itself"
                    if meant := self._meant(part["meant"] or part["opened"] or part[0]):
                        help = WayOut(f"write {{{meant}}}", (None, f"{{{meant}}}"))
                    place = node.place(part.start(), len(part[0]))
                    self.scope.say("bad-placeholder", message, place, help)
                continue
            place = node.place(part.start("name"), len(part["name"]))
            meaning = self.scope.find(part["name"], place)
            if meaning is None or meaning.type is None:
                continue
            if meaning.absent_with - present:
                message = f"`{part['name']}` may be absent here"
                help = "the rule's `when` must have present(...) of it in its `all`"
                self.scope.say("may-be-absent", message, place, help)
            pieces.append(Reference(part["name"], meaning.type, place))
        return tuple(pieces)


_HAN = re.compile("[\u4e00-\u9fff]")
#: keys of a clause and of a holiday, which stand beside its words
_BESIDE_WORDS = ("words_only", "not_covered", "why", "cites")
#: keys beside `choices`, which are never choices themselves
_DECLARING = (
    *("type", "choices", "title", "optional", "form", "changeable", "masked", "absent"),
    *("role", "default", "places", "unit"),
)
_NAME = r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)?"
_TEMPLATE = re.compile(
    rf"\{{\{{|\}}\}}|\{{(?P<name>{_NAME})\}}|[{{｛]\s*(?P<meant>{_NAME})\s*[}}｝]|\{{[^{{}}]*\}}"
    rf"|\{{(?P<opened>{_NAME})|[{{}}｛｝]|[^{{}}｛｝]+"
)
#: a name in double braces, in other marks of templates, or one that no word of a language looks like
_BARE_NAME = re.compile(
    rf"\{{\{{\s*(?P<doubled>{_NAME})\s*\}}\}}|(?:\[|<|%|【|\$)(?P<marked>{_NAME})(?:\]|>|%|】|\b)"
    r"|(?<![\w.{｛/-])(?P<joined>[a-z]+(?:_[a-z0-9]+)+)(?![\w｝/-])(?!\s*[}｝])"
)
