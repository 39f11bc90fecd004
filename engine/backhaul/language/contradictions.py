"""Where the words of a policy contradict what it decides: another number, another bearer.

Words are free, so only what can be told for certain is: a time in a clause or sentence that rests on
parameters and is the value of none of them, a date, share, sum or number in a clause where a parameter of
that kind has another value, and a bearer who by a rule's own words bears something
that by none of its outputs is theirs. In English and Chinese; of other languages nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from backhaul.diagnostics import Diagnostic, Span, listed
from backhaul.document.node import MapNode, Node, Scalar, entries, mapping, text
from backhaul.language import nodes
from backhaul.language.decision_tables import written_rules
from backhaul.language.figures import figures
from backhaul.language.kinds import NUMBERS, Kind, json_value, written_value
from backhaul.language.model import Decision, Parameter, Policy, Rule
from backhaul.language.quantities import counts, times

#: the name of a bearer in a label, such as *the platform* in *the platform pays*
_NAMES = {
    "en": r"^(.*?)(?: (?:pays|bears|carries|covers)(?: it)?)?$",
    "zh": r"^由?(.*?)(?:承担|支付|负担|付费)?$",
}
#: what says of somebody that they bear something: of what is paid up to a number only, nothing is said here
_BEARS = {
    "en": (
        r"(?<!that )(?<!which )\b{0} (?:alone |also |then )?(?:pays?|bears?|carries|covers)\b"
        r"(?! for (?:only|just|at most|up to|no more|a limited))"
        r"|\b(?:paid|borne|carried|covered) by {0}\b"
    ),
    "zh": r"{0}(?:自行|全额|来)?(?:承担|支付|负担|付费)(?!的)|(?:归|归于){0}",
}
#: a unit, or one for each choice, that is money
_CURRENCIES = r"[A-Z]{3}(?: / [A-Z]{3})*|RM|Rp"
_NUMBER_HELP = (
    "correct the words or the value; in a sentence `{name}` says the value of a parameter"
)
_BEARER_HELP = "correct the sentence or the output"


def contradictions(policy: Policy, root: MapNode) -> Iterator[Diagnostic]:
    """What the words of a policy say otherwise than its parameters and outputs; *root* is its text."""
    source = mapping(root.get("source"))
    clauses = list(entries(source.get("clauses") if source else None))
    yield from _in_clauses(policy, clauses)
    yield from _miscited(policy, clauses)
    for name, _, node in entries(root.get("decisions")):
        decision = policy.decisions[name]
        if isinstance(node, MapNode):
            otherwise = mapping(node.get("otherwise"))
            written = [*written_rules(node), *([otherwise] if otherwise else ())]
            for rule, place in zip(decision.ladder, written, strict=True):
                yield from _in_rule(policy, decision, rule, place.get("because"))


def _miscited(policy: Policy, clauses: Iterable[tuple[str, Scalar, Node]]) -> Iterator[Diagnostic]:
    """The times that stand in a clause, and in none of those that their parameters cite."""
    said = {
        clause: {time for lang, place in _texts(node) for _, time in times(str(place.value), lang)}
        for clause, _, node in clauses
    }
    for parameter in _of_kind(policy.parameters.values(), Kind.DURATION):
        saying = [clause for clause, every in said.items() if every >= {*parameter.cells}]
        if saying and parameter.cites and not set(saying) & set(parameter.all_cites):
            value = listed(sorted(_shown(parameter)))
            message = (
                f"no clause that `{parameter.name}` cites says {value}, and `{saying[0]}` does"
            )
            help = "correct the clauses that it cites"
            span = parameter.span
            yield Diagnostic("words-contradict-parameter", message, help, span, "warning")


def _in_clauses(
    policy: Policy, clauses: Iterable[tuple[str, Scalar, Node]]
) -> Iterator[Diagnostic]:
    rules = [rule for decision in policy.decisions.values() for rule in decision.ladder]
    for clause, _, node in clauses:
        own = [each for each in policy.parameters.values() if clause in each.all_cites]
        near = [_rests_on(policy, rule) for rule in rules if clause in rule.cites]
        durations = _of_kind(own, Kind.DURATION) or [p for each in near for p in each]
        what = f"the clause `{clause}`"
        for language, place in _texts(node):
            said = str(place.value)
            yield from _other_times(what, said, language, place, durations)
            for parameter in own:
                if written := _other_figure(parameter, said, language):
                    yield _wrong(what, written, place, [parameter])


def _other_figure(parameter: Parameter, said: str, language: str) -> str | None:
    """The first date or number of a text that is of the kind of a parameter, where none of its values is said."""
    found, type = figures(said, language), parameter.type
    if type.kind is Kind.DATE:
        return _first_unlike(found.dates, parameter.cells)
    if type.kind not in NUMBERS:
        return None
    things = [(written, Decimal(number)) for written, number in counts(said, language)]
    shares = [(written, number / 100) for written, number in found.percents]
    values = {Decimal(str(json_value(type, value))) for value in parameter.cells}
    #: whatever says one of the values, in whatever unit, is no contradiction
    every = (*things, *found.money, *shares, *found.percents)
    if any(number in values for _, number in every):
        return None
    # a unit that is no currency, such as cm, is none of a sum
    counted = type.unit is not None and not re.fullmatch(_CURRENCIES, str(type.unit))
    like = things if counted or type.kind is Kind.INTEGER else [*found.money, *things]
    return _first_unlike(shares if type.percent else like, values)


def _first_unlike(said: Iterable[tuple[str, object]], values: Iterable[object]) -> str | None:
    """What is written first, where nothing is one of the values."""
    written, known = {value: text for text, value in reversed([*said])}, {*values}
    return next(reversed(written.values()), None) if known.isdisjoint(written) else None


def _in_rule(
    policy: Policy, decision: Decision, rule: Rule, because: Node | None
) -> Iterator[Diagnostic]:
    what = f"the rule `{rule.id}`"
    durations = _rests_on(policy, rule)
    for language, place in _texts(because):
        template = rule.because.get(language, ())
        said = "".join(p if isinstance(p, str) else "{}" for p in template)
        yield from _other_times(what, said, language, place, durations)
        yield from _other_bearers(decision, rule, said, language, place)


def _rests_on(policy: Policy, rule: Rule) -> list[Parameter]:
    """The durations behind a rule: those that its sentences name, and those with a clause that it cites."""
    named = {piece.name for piece in rule.said}
    parameters = _of_kind(policy.parameters.values(), Kind.DURATION)
    return [p for p in parameters if p.name in named or set(p.all_cites) & set(rule.cites)]


def _of_kind(parameters: Iterable[Parameter], kind: Kind) -> list[Parameter]:
    return [parameter for parameter in parameters if parameter.type.kind == kind]


def _other_times(
    what: str, said: str, language: str, place: Scalar, parameters: list[Parameter]
) -> Iterator[Diagnostic]:
    """The times in a text that are the value of none of these parameters."""
    values = {value for parameter in parameters for value in parameter.cells}
    for written, time in times(said, language) if parameters else ():
        if time not in values:
            yield _wrong(what, written, place, parameters)


def _wrong(what: str, written: str, place: Scalar, parameters: list[Parameter]) -> Diagnostic:
    unique = {parameter.name: parameter for parameter in parameters}
    are = [f"`{name}` is {listed(sorted(_shown(p)))}" for name, p in unique.items()]
    message = f"{what} says `{written}`, and {', '.join(are)}"
    span = _place_of(written, place)
    return Diagnostic("words-contradict-parameter", message, _NUMBER_HELP, span, "warning")


def _place_of(written: str, place: Scalar) -> Span:
    offset = str(place.value).find(written)
    return place.place(offset, len(written)) if offset >= 0 else place.span


def _shown(parameter: Parameter) -> set[str]:
    return {str(written_value(parameter.type, value)) for value in parameter.cells}


def _other_bearers(
    decision: Decision, rule: Rule, said: str, language: str, place: Scalar
) -> Iterator[Diagnostic]:
    """Who by the words of a rule bears something, and by none of its outputs does."""
    bearers = [o for o in decision.outputs.values() if o.role == "bearer" and o.type.choices]
    outputs_given = {o.name: rule.outputs[o.name] for o in bearers}
    if language not in _BEARS or not all(
        isinstance(e, nodes.Literal) for e in outputs_given.values()
    ):
        return
    own = {e.value for e in outputs_given.values() if isinstance(e, nodes.Literal)}
    labels = _bearers(
        {c: o.type.labels.get(c, {}) for o in bearers for c in o.type.choices}, language
    )
    phrases: set[str] = set()
    for choice, name in labels:
        if choice in own or name in {n for c, n in labels if c in own}:
            continue
        match = re.search(_BEARS[language].format(re.escape(name)), said, re.IGNORECASE)
        if match and match[0] not in phrases:
            phrases.add(match[0])
            outputs = ", ".join(f"`{n}`" for n in outputs_given)
            message = f"the rule `{rule.id}` says `{match[0]}`, and gives `{choice}` for none of {outputs}"
            span = _place_of(match[0], place)
            yield Diagnostic("words-contradict-output", message, _BEARER_HELP, span, "warning")


def _bearers(labels: Mapping[str, Mapping[str, str]], language: str) -> list[tuple[str, str]]:
    """Every choice with the name that its label gives to whom it means."""
    bearers = []
    for choice, words in labels.items():
        match = re.match(_NAMES[language], words.get(language, ""))
        if match and match[1]:
            bearers.append((choice, match[1]))
    return bearers


def _texts(node: Node | None) -> Iterator[tuple[str, Scalar]]:
    """The texts of words, by language."""
    for language, _, value in entries(node):
        if isinstance(value, Scalar) and text(value) is not None:
            yield language, value
