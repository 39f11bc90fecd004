"""The names of a policy as a module of Python types, for editors and type checkers.

Its facts are a TypedDict, its choices are Literals, its outputs are TypedDicts. So a misspelt name is found before
anything runs. Nothing of it is needed to decide.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from keyword import iskeyword

from backhaul.language.kinds import Kind, Type, Words
from backhaul.language.model import Decision, Fact, Output, Policy
from backhaul.report.columns import visible

_WIDTH = 88
#: what each kind of value may be given as, and what an output of it is
_GIVEN = {
    Kind.BOOLEAN: "bool | Anything",
    Kind.INTEGER: "int | IntegerBounds",
    Kind.DECIMAL: "Decimal | int | str | DecimalBounds",
    Kind.TEXT: "str | Anything",
    Kind.DATETIME: "datetime | str | DatetimeBounds | LocalDay",
    Kind.DATE: "date | str | DateBounds",
    Kind.DURATION: "timedelta | str | DurationBounds",
}
_GIVES = {
    Kind.BOOLEAN: "bool",
    Kind.INTEGER: "int",
    Kind.DECIMAL: "Decimal",
    Kind.TEXT: "str",
    Kind.DATETIME: "datetime",
    Kind.DATE: "date",
    Kind.DURATION: "timedelta",
}
#: values of which not everything is known
_PARTLY = {
    "Anything": ("Present, and nothing else known: `{}`.", ()),
    "LocalDay": ("Some time on a local day.", (("day", "date | str"), ("offset", "str"))),
    **{
        f"{kind.value.capitalize()}Bounds": (
            "Not before `from`, and before `before`; either may be left out.",
            tuple((end, " | ".join(_GIVEN[kind].split(" | ")[:-1])) for end in ("from", "before")),
        )
        for kind in (Kind.INTEGER, Kind.DECIMAL, Kind.DATE, Kind.DURATION)
    },
    "DatetimeBounds": (
        "Not before `from`, and before `before`; either may be left out.",
        (("from", "datetime | str | int"), ("before", "datetime | str | int")),
    ),
}
_IMPORTS = (
    ("collections.abc", ("Iterable", "Iterator")),
    ("datetime", ("date", "datetime", "timedelta")),
    ("decimal", ("Decimal",)),
    ("typing", ("TYPE_CHECKING", "Any", "Literal", "TypedDict", "cast", "overload")),
)
_TYPED = '''\
if TYPE_CHECKING:
    # narrower than what they stand for: only these names are there

    class Decision(backhaul.Decision):
        """What `{id}` {version} says of one case."""

{getters}
        @property
        def outcome(self) -> Outcome: ...
        @property
        def rules(self) -> Rules: ...

    class Policy(backhaul.Policy):
        """`{id}` {version}."""

        def decide(self, facts: Facts, **options: Any) -> Decision: ...
        @overload
        def decide_many(
            self, cases: Iterable[Facts], *, errors: Literal["raise"] = "raise", **options: Any
        ) -> Iterator[Decision]: ...
        @overload
        def decide_many(
            self, cases: Iterable[Facts], *, errors: Literal["return"], **options: Any
        ) -> Iterator[Decision | backhaul.FactError]: ...
        def decide_many(self, cases: Iterable[Facts], **options: Any) -> Iterator[Any]: ...
        def read(self, document: object, source: Any) -> Facts: ...

else:
    Decision, Policy = backhaul.Decision, backhaul.Policy


def typed(policy: backhaul.Policy) -> Policy:
    """The same policy, known to have these names; raises ValueError for another one or another version."""
    if (policy.id, policy.version) != ("{id}", "{version}"):
        raise ValueError(f"these are the types of {id} {version}, not of {{policy!r}}")
    return cast("Policy", policy)
'''


def stubs(policy: Policy) -> str:
    """The text of the module; the same for the same policy."""
    return "\n".join(_Writer(policy).module()) + "\n"


class _Writer:
    """Writes the types of one policy, each under a name of its own."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._taken = {"Facts", "Outcome", "Rules", "Decision", "Policy", *_PARTLY}
        self._taken |= {name for _, names in _IMPORTS for name in names}
        #: the name of each set of choices
        self._choices: dict[tuple[str, ...], str] = {}
        self._aliases: list[str] = []

    def module(self) -> Iterator[str]:
        """The lines of the module."""
        policy = self._policy
        facts = [(f.name, self._given(f), f.title) for f in policy.facts.values()]
        body = [*self._record("Facts", "What may be known of a case.", facts, total=False)]
        outcome, rules = [], []
        for decision in policy.decisions.values():
            name = self._name(decision.name)
            outputs = [(o.name, self._gives(o), o.title) for o in decision.outputs.values()]
            body += self._record(name, f"The outputs of `{decision.name}`.", outputs)
            many = decision.hit == "collect"
            outcome.append((decision.name, f"list[{name}]" if many else name, decision.title))
            rules.append((decision.name, _rules(decision), None))
        body += self._record("Outcome", "The outputs that are settled.", outcome)
        body += self._record("Rules", "The rule behind each decision.", rules)
        body += _typed(policy, outcome)
        partly = self._partly("\n".join(body))
        whole = [*self._aliases, *partly, *body]
        yield f'"""The names of `{policy.id}` {policy.version} as types, as `backhaul stubs` writes them."""'
        yield '# mypy: disable-error-code="override"'
        yield "# pyright: reportIncompatibleMethodOverride=false, reportIncompatibleVariableOverride=false"
        yield ""
        yield "from __future__ import annotations"
        yield ""
        yield from _imports("\n".join(whole))
        yield ""
        yield "import backhaul"
        yield ""
        yield from whole

    def _partly(self, body: str) -> list[str]:
        """The types of what is partly known, of those that are used."""
        records: list[str] = []
        for name, (words, fields) in _PARTLY.items():
            if re.search(rf"\b{name}\b", body):
                total = name == "LocalDay"
                records += self._record(name, words, [(*f, None) for f in fields], total=total)
        return records

    def _name(self, name: str) -> str:
        """A name of a type for a name of the policy, which no other has."""
        camel = "".join(part.capitalize() for part in name.split("_"))
        while camel in self._taken:
            camel += "_"
        self._taken.add(camel)
        return camel

    def _choice(self, type: Type, name: str) -> str:
        if type.choices not in self._choices:
            alias = self._choices[type.choices] = self._name(name)
            self._aliases += _wrapped(f"{alias} = ", type.choices)
        return self._choices[type.choices]

    def _given(self, fact: Fact) -> str:
        kind = fact.type.kind
        if kind == Kind.CHOICE:
            written = f"{self._choice(fact.type, fact.name)} | Anything"
        else:
            written = ("int | " if fact.form else "") + _GIVEN[kind]
        return f"{written} | None" if fact.optional else written

    def _gives(self, output: Output) -> str:
        kind = output.type.kind
        written = self._choice(output.type, output.name) if kind == Kind.CHOICE else _GIVES[kind]
        return f"{written} | None" if output.optional else written

    def _record(
        self,
        name: str,
        words: str,
        fields: Iterable[tuple[str, str, Words | None]],
        *,
        total: bool = True,
    ) -> Iterator[str]:
        """A TypedDict; where a name is a word of Python, by a call."""
        fields = [*fields]
        end = "" if total else ", total=False"
        by_call = any(iskeyword(field) for field, _, _ in fields)
        yield f"#: {words}" if by_call else f"class {name}(TypedDict{end}):"
        yield f'{name} = TypedDict("{name}", {{' if by_call else f'    """{words}"""'
        if not by_call:
            yield ""
        for field, type, title in fields:
            if title:
                yield f"    #: {visible(' '.join(title[self._policy.languages[0]].split()))}"
            yield f'    "{field}": "{type}",' if by_call else f"    {field}: {type}"
        if by_call:
            yield f"}}{end})"
        yield ""


def _rules(decision: Decision) -> str:
    ids = ", ".join(f'"{rule.id}"' for rule in decision.ladder)
    return f"list[Literal[{ids}]] | None" if decision.hit == "collect" else f"Literal[{ids}] | None"


def _typed(policy: Policy, outcome: Iterable[tuple[str, str, Words | None]]) -> list[str]:
    """The decision and the policy, which know what stands under each name."""
    names = [(name, type) for name, type, _ in outcome]
    lines: list[str] = []
    for name, type in names:
        lines += ["        @overload"] * (len(names) > 1)
        arguments = f'self, decision: Literal["{name}"], /'
        lines.append(f"        def __getitem__({arguments}) -> {type}: ...")
    if len(names) > 1:
        lines.append("        def __getitem__(self, decision: Any, /) -> Any: ...")
    text = _TYPED.format(id=policy.id, version=policy.version, getters="\n".join(lines))
    return text.rstrip("\n").split("\n")


def _wrapped(start: str, choices: tuple[str, ...]) -> list[str]:
    """A Literal, on several lines where one is too long."""
    values = [json.dumps(choice, ensure_ascii=False) for choice in choices]
    line = f"{start}Literal[{', '.join(values)}]"
    if len(line) <= _WIDTH:
        return [line, ""]
    return [f"{start}Literal[", *(f"    {value}," for value in values), "]", ""]


def _imports(text: str) -> Iterator[str]:
    """Imports of what the text uses, and of nothing else."""
    for module, names in _IMPORTS:
        used = [name for name in names if re.search(rf"\b{name}\b", text)]
        if used:
            yield f"from {module} import {', '.join(used)}"
