"""Diagnostics in other languages than English: a table of sentences for each, which translators edit.

A table `diagnostics.<language>.yaml` has every sentence that the engine can say, as it stands in the source with a name in braces for what
is put in, and the same sentence in its language. What stands in backticks is the user's and stays as it is; what is put
in elsewhere may be words of ours, and is looked up again. A sentence that no table has stays English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import accumulate
from pathlib import Path

from backhaul.diagnostics import BackhaulError, Diagnostic, as_text
from backhaul.frozen import frozen, with_fields
from backhaul.way_out import WayOut

ENGLISH = "en"
_HERE = Path(__file__).parent
_BRACES = re.compile(r"\{\{|\}\}|\{([a-z][a-z0-9_]*)\}")
#: a text with whole pairs of backticks, and one without any
_PHRASE, _QUOTED = r"((?:[^`]|`[^`]*`)*?)", r"([^`]*)"
_PARTS = re.compile(r"((?:[^`]|`[^`]*`)+?)(, | and | or |; |(?<=[?]) |$)")
#: what is the same in every language: a name, a number, or what somebody wrote
_PLAIN = re.compile(r"[\w.:+/%<>=-]*|`[^`]*`")
_DEEPEST = 6


def languages() -> tuple[str, ...]:
    """The languages in which diagnostics are told.

    >>> languages()
    ('en', 'zh')
    """
    return (ENGLISH, *sorted(path.name.split(".")[1] for path in _HERE.glob("diagnostics.*.yaml")))


def in_language(diagnostics: Iterable[Diagnostic], language: str | None) -> tuple[Diagnostic, ...]:
    """The same diagnostics, told in this language; a sentence that its table does not have stays English.

    >>> [told] = in_language([Diagnostic("tab", "a tab stands here", "use spaces")], "zh")
    >>> told.message, told.help
    ('这里有制表符', '请改用空格')
    """
    say = translator(language)
    return tuple(
        with_fields(
            each,
            message=say(each.message),
            help=WayOut(
                say(each.help), *(each.help.edits if isinstance(each.help, WayOut) else ())
            ),
            related=tuple((say(words), span) for words, span in each.related),
        )
        for each in diagnostics
    )


def told(text: str, language: str | None) -> str:
    """A sentence of the engine in this language; as it is where the table of the language does not have it.

    >>> told("a tab stands here", "zh")
    '这里有制表符'
    """
    return translator(language)(text)


def need_language(language: str | None) -> str:
    """The language that is asked for, or English; raises BackhaulError (`unknown-language`) for one that has no table."""
    if language and language.partition("-")[0] not in languages():
        message = f"diagnostics are not told in the language `{language}`"
        help = f"they are told in {', '.join(languages())}"
        raise BackhaulError([Diagnostic("unknown-language", message, help)])
    return language or ENGLISH


def translator(language: str | None) -> Translator:
    """What tells English sentences of the engine in this language; in English where it has no table."""
    main = (language or ENGLISH).partition("-")[0]
    return _translator(main if main in languages() else ENGLISH)


@cache
def _translator(language: str) -> Translator:
    return Translator(() if language == ENGLISH else table(language).items())


def text_in(diagnostics: Iterable[Diagnostic], language: str | None) -> str:
    """The diagnostics as lines for a person, in this language."""
    return as_text(in_language(diagnostics, language), translator(language))


def table(language: str) -> Mapping[str, str]:
    """The sentences of a language by those in English, as its file holds them."""
    import yaml

    # in C, where it is there
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    rows = yaml.load((_HERE / f"diagnostics.{language}.yaml").read_bytes(), loader)  # noqa: S506
    return {row["en"]: row[language] for row in rows}


@frozen
class _Template:
    """A sentence with holes: its own words in order, the names of what stands between them, and how another language says it."""

    words: tuple[str, ...]
    names: tuple[str, ...]
    told: tuple[str, ...]

    @property
    def phrases(self) -> tuple[str, ...]:
        """The holes that stand outside backticks, in which words of ours may be."""
        before = accumulate(self.words)
        names = zip(self.names, before, strict=False)
        return tuple(dict.fromkeys(name for name, text in names if text.count("`") % 2 == 0))

    @property
    def weight(self) -> int:
        """How much of it is fixed: the template that says most of a sentence is its own."""
        return sum(map(len, self.words))

    def values(self, text: str, *, strictly: bool) -> Mapping[str, str] | None:
        """What a sentence puts into the holes; nothing where it is another sentence.

        *strictly*: what was put between two backticks has none of its own.
        """
        place = 0
        for words in self.words:
            place = text.find(words, place)
            if place < 0:
                return None
            place += len(words)
        quoted = _QUOTED if strictly else "(.*)"
        match = re.fullmatch(self._pattern(quoted), text, re.DOTALL)
        return match and dict(zip(self.names, match.groups(), strict=True))

    def _pattern(self, quoted: str) -> str:
        """The sentence as a regular expression; *quoted*: what may stand between two backticks."""
        parts, before = [re.escape(self.words[0])], self.words[0]
        seen: dict[str, int] = {}
        for number, (name, words) in enumerate(zip(self.names, self.words[1:], strict=True), 1):
            hole = quoted if before.count("`") % 2 else _PHRASE
            parts += [f"(\\{seen[name]})" if name in seen else hole, re.escape(words)]
            seen.setdefault(name, number)
            before += words
        return "".join(parts)


class Translator:
    """Tells English sentences of the engine in one language."""

    def __init__(self, table: Iterable[tuple[str, str]]) -> None:
        self.whole: dict[str, str] = {}
        templates = []
        for english, told in table:
            words, said = split(english), tuple(split(told))
            if len(words) == 1:
                self.whole[words[0]] = said[0]
            else:
                templates.append(_Template(tuple(words[::2]), tuple(words[1::2]), said))
        self.templates = sorted(templates, key=lambda each: -each.weight)

    def __call__(self, text: str) -> str:
        """The sentence in this language; as it is where the table does not have it."""
        return self._told(text, 0)[0]

    def template(self, english: str) -> str:
        """How this language says a sentence with holes, with the holes in it."""
        parts = split(english)
        words, names = tuple(parts[::2]), tuple(parts[1::2])
        same = [each for each in self.templates if each.words == words]
        # two sentences may differ in the names of their holes alone
        for each in sorted(same, key=lambda each: each.names != names):
            own = dict(zip(each.names, names, strict=True))
            return "".join(f"{{{own[t]}}}" if n % 2 else t for n, t in enumerate(each.told))
        return self.whole.get(english, english)

    def _told(self, text: str, depth: int) -> tuple[str, bool]:
        """The text in this language, and whether no sentence of ours is left in it as it was."""
        plain = text, " " not in text or bool(_PLAIN.fullmatch(text))
        if not self.templates or not text or depth > _DEEPEST:
            return plain
        if text in self.whole:
            return self.whole[text], True
        strict = self._matched(text, depth, strictly=True)
        if strict and strict[1]:
            return strict
        return (
            self._listed(text, depth)
            or strict
            or self._matched(text, depth, strictly=False)
            or plain
        )

    def _matched(self, text: str, depth: int, *, strictly: bool) -> tuple[str, bool] | None:
        """The text by the template that says most of it; where none tells the whole, by the first that tells a part."""
        partly = None
        for template in self.templates:
            values = template.values(text, strictly=strictly)
            if values is None:
                continue
            told = dict(values)
            whole = True
            for name in template.phrases:
                told[name], is_whole = self._told(values[name], depth + 1)
                whole &= is_whole
            said = "".join(told[p] if n % 2 else p for n, p in enumerate(template.told))
            if whole:
                return said, True
            # another that says less of it may tell the rest
            partly = partly or (said, False)
        return partly

    def _listed(self, text: str, depth: int) -> tuple[str, bool] | None:
        """Several things in a row, each told by itself; nothing where one of them is not ours."""
        parts = _PARTS.findall(text)
        if len(parts) < 2 or "".join(part + joint for part, joint in parts) != text:
            return None
        said = []
        for part, joint in parts:
            told, whole = self._told(part, depth + 1)
            if not whole:
                return None
            said += [told, self.whole.get(joint, joint)]
        return "".join(said), True


def split(sentence: str) -> list[str]:
    """The words of a sentence of a table, and between them the names of its holes; doubled braces are one.

    >>> split("write {{{name}}} for its value")
    ['write {', 'name', '} for its value']
    """
    parts, place = [""], 0
    for match in _BRACES.finditer(sentence):
        parts[-1] += sentence[place : match.start()]
        if match[1]:
            parts += [match[1], ""]
        else:
            parts[-1] += match[0][0]
        place = match.end()
    parts[-1] += sentence[place:]
    return parts
