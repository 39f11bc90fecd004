"""Texts that changed and decide nothing: each with what it is, as it is now and as it was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from backhaul.comparison.change import Change
from backhaul.explanation.change_sides import ChangeSides
from backhaul.explanation.part_words import because_words
from backhaul.explanation.rule_sentences import decision_of
from backhaul.frozen import frozen
from backhaul.language.model import Clause, Constraint, Decision, Invariant, Rule


@frozen
class Rewording:
    """A text that changed."""

    what: str
    language: str
    old: str
    new: str


def rewordings(sides: ChangeSides, changes: Iterable[Change]) -> Iterator[Rewording]:
    """The texts that changed, but for clauses; those of another language where the reader's own stayed."""
    changed = [(change, *_place(change)) for change in changes if _is_text(change)]
    own = {
        (c.part, c.name, what) for c, what, language in changed if language == sides.new.language
    }
    for change, what, language in changed:
        if (change.part, what) == ("clause", "text") and language == sides.new.language:
            # told as a change of the clause
            continue
        if language in ("", sides.new.language) or (change.part, change.name, what) not in own:
            yield Rewording(_named(sides, change, what), language, *_texts(sides, change, language))


def _texts(sides: ChangeSides, change: Change, language: str) -> tuple[str, str]:
    """The text as it was and as it is; in the words of a rule each name by its title."""
    old, new = change.before, change.after
    if isinstance(old, Rule) and isinstance(new, Rule):
        was, now = because_words(sides.old.policy, old), because_words(sides.new.policy, new)
        return was.get(language, ""), now.get(language, "")
    return change.old, change.new


def _is_text(change: Change) -> bool:
    return (
        change.kind == "words" and bool(change.at) and change.at not in ("added", "removed", "mark")
    )


def _place(change: Change) -> tuple[str, str]:
    """What a text is, and its language: `title (en)`, `choice red (zh)`."""
    match = re.fullmatch(r"(.*?)(?: \(([\w-]+)\))?", change.at)
    return (match[1], match[2] or "") if match else (change.at, "")


def _named(sides: ChangeSides, change: Change, what: str) -> str:
    """What a text belongs to, by its title, and which of its texts it is."""
    kind = what.partition(" ")[0]
    part = change.after
    if isinstance(part, Rule):
        label = sides.rule(sides.new, decision_of(change), part)
        key = "of-rule" if kind == "because" else "text-in"
    else:
        label, key = sides.quoted(_title(sides, change)), "text-in"
    if key == "of-rule":
        return sides.say(key, a=label)
    return sides.say(key, a=label, b=sides.say(f"text-{kind if kind in _KINDS else 'part'}"))


_KINDS = (
    "text",
    "why",
    "title",
    "absent",
    "choice",
    "mark",
    "role",
    "leads",
    "changeable",
    "masked",
)


def _title(sides: ChangeSides, change: Change) -> str:
    match change.after:
        case Constraint() | Decision() | Invariant():
            name = change.after.name if isinstance(change.after, Decision) else change.after.id
            return sides.new.speaker.title(change.after.title, name)
        case Clause():
            return sides.say("clause", a=change.after.id)
        case None:
            return sides.say(f"policy-{change.name}")
        case _:
            return sides.new.name(change.name)
