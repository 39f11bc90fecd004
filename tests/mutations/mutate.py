"""Slips of the hand in a policy file: each makes nonsense of one line, and is to be told there.

A slip that gives a file of the same content, or a policy that somebody may have meant, is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import yaml

from mutations.lines import Line, lines

#: keys of the language, by which a slip can be told from a change of somebody's own words
KEYS = (
    *(
        "language",
        "policy",
        "version",
        "title",
        "annotations",
        "in_force",
        "show_times_at",
        "source",
    ),
    *("clauses", "types", "parameters", "facts", "constraints", "definitions", "decisions"),
    *(
        "invariants",
        "type",
        "value",
        "values",
        "by",
        "from",
        "choices",
        "cites",
        "optional",
        "changeable",
    ),
    *(
        "holds",
        "id",
        "all",
        "any",
        "not",
        "hit",
        "applies",
        "outputs",
        "rules",
        "otherwise",
        "when",
    ),
    *("then", "because", "leads", "role", "en", "zh"),
)
#: keys whose values are expressions
STATED = ("holds", "when", "applies", "value", "all", "any", "not")
KINDS = ("boolean", "integer", "decimal", "text", "datetime", "duration")


@dataclass(frozen=True)
class Mutation:
    """The file after one slip."""

    kind: str
    text: str
    #: the line that was changed, and that of the block's key
    line: int
    block: int
    before: str
    after: str
    #: the name that the line declares, where other lines may show the mistake too
    declares: str = ""


Slip = Callable[[Line, Random], str | None]


def misspelt(word: str, random: Random) -> str:
    """The word with one letter doubled, lost, changed or exchanged with the next."""
    at = random.randrange(len(word))
    rest = word[at + 1 :]
    ways = [word[:at] + word[at] * 2 + rest, word[:at] + "q" + rest]
    ways += [word[:at] + rest] if len(word) > 2 else []
    ways += [word[:at] + rest[0] + word[at] + rest[1:]] if rest and rest[0] != word[at] else []
    return random.choice(ways)


def _states(line: Line) -> bool:
    """Whether the line holds an expression, or the like."""
    if "annotations" in line.path or "title" in line.path or line.key in ("title", "en", "zh"):
        return False
    if line.key in STATED:
        return bool(line.value) and line.value != ">-"
    item = not line.key and bool(line.path) and line.path[-1] in ("all", "any")
    return item or (line.continued and bool(line.path) and line.path[-1] in STATED)


def _replace(text: str, start: int, end: int, by: str) -> str:
    return text[:start] + by + text[end:]


def name_misspelt(line: Line, random: Random) -> str | None:
    """A name that an expression, a list of clauses or a sentence reads."""
    pattern = {"cites": r"[A-Z]\d+", "en": r"(?<=\{)[a-z_]+(?=\})", "zh": r"(?<=\{)[a-z_]+(?=\})"}
    found = pattern.get(line.key) or (
        r"(?<!['\w.])[a-z]+_[a-z_]+(?!['\w(])" if _states(line) else ""
    )
    if not found or ("because" not in line.path and line.key in ("en", "zh")):
        return None
    spots = list(re.finditer(found, line.text))
    if not spots:
        return None
    spot = random.choice(spots)
    return _replace(line.text, spot.start(), spot.end(), misspelt(spot[0], random))


def key_misspelt(line: Line, random: Random) -> str | None:
    """A key of the language."""
    if not _own(line):
        return None
    start = line.text.index(line.key)
    return _replace(line.text, start, start + len(line.key), misspelt(line.key, random))


def _own(line: Line) -> bool:
    """Whether the line's key is the language's, not the author's."""
    above = line.path[-1] if line.path else ""
    listed = above in ("choices", "values", "annotations", "facts", "types")
    listed |= line.path == ("title",)  # its languages are the author's
    return line.key in KEYS and not line.continued and not listed and "annotations" not in line.path


def key_moved(line: Line, random: Random) -> str | None:
    """A key of the language one step out or in."""
    if not _own(line) or not line.value or not line.indent or line.text.lstrip().startswith("- "):
        return None
    return line.text[2:] if random.random() < 0.5 else "  " + line.text


def type_changed(line: Line, random: Random) -> str | None:
    """Another kind."""
    found = re.search(r"(?<=type: )\w+", line.text)
    if found is None or "annotations" in line.path:
        return None
    others = [kind for kind in (*KINDS, "choice") if kind != found[0]]
    if found[0] not in KINDS:
        others.remove("text")  # any text for one of a few choices may be meant
    return _replace(line.text, found.start(), found.end(), random.choice(others))


def indent_broken(line: Line, random: Random) -> str | None:
    """One space more or fewer."""
    if line.continued or "annotations" in line.path:
        return None
    return line.text[1:] if line.indent and random.random() < 0.5 else " " + line.text


def quote_dropped(line: Line, random: Random) -> str | None:
    """One of two quotes, around a value or in an expression."""
    if "annotations" in line.path:
        return None
    spots = [
        m.start() for m in re.finditer(r"[\"']", line.text) if not _apostrophe(line.text, m.start())
    ]
    if not spots or not (_states(line) or line.value[:1] in ('"', "'", "{", "[")):
        return None
    at = random.choice(spots)
    return _replace(line.text, at, at + 1, "")


def _apostrophe(text: str, at: int) -> bool:
    return text[at] == "'" and 0 < at < len(text) - 1 and (text[at - 1] + text[at + 1]).isalpha()


def value_swapped(line: Line, random: Random) -> str | None:
    """A value of another shape or of none that there is."""
    swaps: dict[str, tuple[str, ...]] = {
        "optional": ("maybe", '"true"', "1"),
        "changeable": ("yes", "[true]"),
        "leads": ("first", "0"),
        "hit": ("last", "[first]", "true"),
        "language": ("2", '"1"', "true"),
        "version": ("1.0", "1.0.0-beta", '"01.0.0"'),
        "cites": ("R1", "[[R1]]", "true"),
        "role": ("who", "1"),
        "when": ("true", "[]", "{}"),
        "holds": ("true", "[]", "5"),
        "from": ("2023-07-05", '"2023-07-05T00:00:00"', "true"),
        "then": ("nothing", "[]"),
        "value": ("soon", "true", "[1]"),
        "id": ("Has Space", "1", "true"),
        "policy": ("Not_An_Id", "1"),
    }
    at = line.text.find(line.key + ":") + len(line.key) + 1
    if line.key not in swaps or not _own(line) or not line.value:
        return None
    return line.text[:at] + " " + random.choice(swaps[line.key])


def bracket_lost(line: Line, random: Random) -> str | None:
    """One bracket of an expression, a list, a mapping or a name in a sentence."""
    signs = "()[]{}" if _states(line) else ""
    if line.value.startswith(("[", "{")) and not line.continued and "annotations" not in line.path:
        signs = line.value[0] + {"[": "]", "{": "}"}[line.value[0]]
    elif "because" in line.path and line.key in ("en", "zh"):
        signs = "{}"
    spots = [at for at, sign in enumerate(line.text) if sign in signs]
    if not spots:
        return None
    at = random.choice(spots)
    return _replace(line.text, at, at + 1, "")


def choice_misspelt(line: Line, random: Random) -> str | None:
    """A choice in an expression, under `then` or among a parameter's values."""
    if line.path[-1:] == ("then",) and re.fullmatch("[a-z_]+", line.value) and line.key != "en":
        at = line.text.index(line.value, len(line.key) + line.indent)
        expression = line.key.endswith(("_at", "_by", "_from", "before"))
        found = None if expression else (at, at + len(line.value))
    else:
        spots = list(re.finditer(r"(?<=')[a-z_]+(?=')", line.text)) if _states(line) else []
        spot = random.choice(spots) if spots else None
        found = spot.span() if spot else None
    if found is None:
        return None
    return _replace(line.text, *found, misspelt(line.text[slice(*found)], random))


def colon_dropped(line: Line, random: Random) -> str | None:
    """The colon after a key."""
    if not line.key or line.continued or "annotations" in line.path:
        return None
    at = line.text.index(":")
    return _replace(line.text, at, at + 1, "")


def key_doubled(line: Line, random: Random) -> str | None:
    """The line twice."""
    if not line.key or line.continued or line.text.lstrip().startswith("- "):
        return None
    return None if "annotations" in line.path or line.value == ">-" else f"{line.text}\n{line.text}"


def tab(line: Line, random: Random) -> str | None:
    """A tab among the spaces before a line."""
    if not line.indent or line.continued:
        return None
    return "\t" + line.text[random.choice((1, 2, line.indent)) :]


MISSPELT = ("name_misspelt", "key_misspelt", "choice_misspelt")
SLIPS: dict[str, Slip] = {
    slip.__name__: slip
    for slip in (
        *(name_misspelt, key_misspelt, key_moved, type_changed, indent_broken, quote_dropped),
        *(value_swapped, bracket_lost, choice_misspelt, colon_dropped, key_doubled, tab),
    )
}


def mutations(text: str, random: Random) -> Iterator[Mutation]:
    """One slip after another, each kind in turn, without end."""
    known, whole, original = lines(text), text.split("\n"), _content(text)
    words = known_words(text)
    while True:
        for kind, slip in SLIPS.items():
            line, after = None, None
            while (
                line is None or after is None or (kind in MISSPELT and known_words(after) <= words)
            ):
                line = random.choice(known)
                after = slip(line, random)
            changed = "\n".join((*whole[: line.number - 1], after, *whole[line.number :]))
            if kind == "key_doubled" or _content(changed) != original:
                name = line.path[-1] if kind == "type_changed" and line.path else ""
                yield Mutation(kind, changed, line.number, line.block, line.text, after, name)


def known_words(text: str) -> set[str]:
    """The words in a text: a word misspelt as another one may be meant."""
    return set(re.findall(r"\w+", text))


def _content(text: str) -> Any:
    """What stands in the file as PyYAML reads it; itself where PyYAML cannot."""
    try:
        return yaml.load(text, Loader=yaml.CBaseLoader)
    except yaml.YAMLError:
        return text
