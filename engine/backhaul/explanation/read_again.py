"""Words, clauses and citations that did not change although what they speak of did."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from backhaul.comparison.cells import alike, differing_cells
from backhaul.comparison.change import Change
from backhaul.explanation.change_sides import ChangeSides, Sentence
from backhaul.explanation.part_words import PartWords, because_words
from backhaul.explanation.rule_sentences import decision_of
from backhaul.frozen import frozen
from backhaul.language.kinds import Held, Kind, Words, duration_text
from backhaul.language.model import (
    Constraint,
    Definition,
    Invariant,
    Parameter,
    Policy,
    Rule,
)

_UNITS = {
    "day": ("days?", "天|日"),
    "hour": ("hours?", "小时"),
    "minute": ("minutes?", "分钟"),
    "second": ("seconds?", "秒"),
}
_LENGTH = re.compile(r"(-?[0-9.]+) (day|hour|minute|second)s?")


@frozen
class StaleText:
    """A text that is as it was: what it is, in each language of the policy, and the change that speaks against it."""

    what: str
    texts: Words
    because_of: Sentence


def read_again(sides: ChangeSides, told: Iterable[Sentence]) -> tuple[StaleText, ...]:
    """The texts that stayed beside what changed, each once."""
    kept: dict[str, StaleText] = {}
    for sentence in told:
        common = _common(sentence.changes)
        for change in sentence.changes:
            for key, what, texts in (*_cited(sides, common), *_beside(sides, change)):
                kept.setdefault(key, StaleText(what, texts, sentence))
    return tuple(kept.values())


def _common(changes: Sequence[Change]) -> tuple[str, ...]:
    """The clauses that all of these rules rest on, where there are several that change in the same way; or else that any does."""
    cites = [
        change.after.cites
        for change in changes
        if isinstance(change.before, Rule) and isinstance(change.after, Rule)
        if change.kind != "moved"
    ]
    every = tuple(dict.fromkeys(clause for each in cites for clause in each))
    return tuple(clause for clause in every if all(clause in each for each in cites)) or every


_Text = tuple[str, str, Words]


def _beside(sides: ChangeSides, change: Change) -> Iterator[_Text]:
    """What speaks of the part that changed, as far as it stayed: a key, what it is, its words."""
    before, after = change.before, change.after
    match before, after:
        case (Parameter(), Parameter()):
            yield from _cited(sides, after.cites)
            yield from _with_figure(sides, before, after, change.at)
        case (Rule(), Rule()) if change.kind != "moved":
            yield from _reason(sides, decision_of(change), before, after)
        case (Definition(), Definition()):
            yield from _titled(sides, f"definition {after.name}", before.title, after.title)
        case (Constraint(), Constraint()):
            yield from _titled(sides, f"claim {after.id}", before.title, after.title)
        case (Invariant(), Invariant()):
            yield from _titled(sides, f"claim {after.id}", before.title, after.title)
        case _:
            return


def _titled(sides: ChangeSides, key: str, old: Words | None, new: Words | None) -> Iterator[_Text]:
    if texts := _same(old, new):
        yield key, sides.say("stale-title"), texts


def _same(old: Words | None, new: Words | None) -> Words:
    """The texts that are the same on both sides, by language."""
    before = old or {}
    return {
        language: said for language, said in (new or {}).items() if before.get(language) == said
    }


def _cited(sides: ChangeSides, cites: Iterable[str]) -> Iterator[_Text]:
    old, new = sides.old.policy.clauses, sides.new.policy.clauses
    for id in cites:
        if id in old and id in new and (texts := _same(old[id].words, new[id].words)):
            yield f"clause {id}", sides.say("clause", a=id), texts


def _reason(sides: ChangeSides, decision: str, old: Rule, new: Rule) -> Iterator[_Text]:
    policy = sides.new.policy
    if texts := _same(because_words(sides.old.policy, old), because_words(policy, new)):
        label = sides.rule(sides.new, decision, new)
        yield f"rule {decision} {new.id}", sides.say("of-rule", a=label), texts


def _with_figure(sides: ChangeSides, old: Parameter, new: Parameter, at: str) -> Iterator[_Text]:
    """The texts in which a figure that changed still stands, written out."""
    cells = differing_cells(old, new) if alike(old, new) else ()
    value = next((cell.old for cell in cells if cell.at == at), old.value)
    patterns = {
        language: pattern
        for language in sides.new.policy.languages
        if (pattern := _figure(sides.old, old, value, language))
    }
    before = {key: texts for key, _, texts in _texts(sides, sides.old)}
    for key, what, texts in _texts(sides, sides.new):
        same = _same(before.get(key), texts)
        if any(p.search(same[language]) for language, p in patterns.items() if language in same):
            yield key, what, same


def _figure(
    side: PartWords, parameter: Parameter, value: Held | None, language: str
) -> re.Pattern[str] | None:
    """How a value stands in a text; nothing where a plain number would say too little."""
    if value is None or parameter.type.kind not in (Kind.DURATION, Kind.INTEGER, Kind.DECIMAL):
        return None
    if parameter.type.kind is not Kind.DURATION:
        number = side.held(parameter.type, value)
        return (
            re.compile(rf"(?<![0-9.,]){re.escape(number)}(?![0-9.,]*[0-9])")
            if len(number) > 1
            else None
        )
    length = _LENGTH.fullmatch(duration_text(int(value)))
    if length is None:
        return None
    western, eastern = _UNITS[length[2]]
    unit = eastern if language.startswith("zh") else western
    return re.compile(rf"(?<![0-9.]){re.escape(length[1])}[ -]?(?:{unit})", re.IGNORECASE)


def _texts(sides: ChangeSides, side: PartWords) -> Iterator[_Text]:
    """Every text of a policy that may name a figure."""
    policy: Policy = side.policy
    for clause in policy.clauses.values():
        yield f"clause {clause.id}", sides.say("clause", a=clause.id), clause.words
    for decision in policy.decisions.values():
        for rule in decision.ladder:
            what = sides.say("of-rule", a=sides.rule(side, decision.name, rule))
            yield f"rule {decision.name} {rule.id}", what, because_words(policy, rule)
        for output in decision.outputs.values():
            place = f"{decision.name}.{output.name}"
            for choice, words in output.type.labels.items():
                what = sides.say("choice", a=side.name(place), b=sides.say("text-choice"))
                yield f"choice {place} {choice}", what, words
    titled: Mapping[str, Words | None] = {
        **{name: fact.title for name, fact in policy.facts.items()},
        **{name: parameter.title for name, parameter in policy.parameters.items()},
        **{name: definition.title for name, definition in policy.definitions.items()},
        **{constraint.id: constraint.title for constraint in policy.constraints},
        **{invariant.id: invariant.title for invariant in policy.invariants},
    }
    for name, title in titled.items():
        yield f"title {name}", sides.say("stale-title"), title or {}
