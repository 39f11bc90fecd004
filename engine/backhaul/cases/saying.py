"""Whether an answer says what a case expects of it, and where it does not, what it says instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher

from backhaul.diagnostics import Diagnostic
from backhaul.document.node import Node, Scalar, entries, text, texts
from backhaul.evaluation.decision import Evaluation
from backhaul.language.model import Policy

#: the short answer in a language, or with a third argument `full` the whole why
Explain = Callable[..., str]
#: a text that is expected, and where it is written
Sentence = tuple[str, Scalar]
Token = re.Match[str]
Step = tuple[str, int, int, int, int]
#: what an answer is called, by the key of the expectation
ANSWERS = {"says": "the short answer", "explains": "the whole why"}
#: a line that is less alike than this is not worth showing
_ALIKE = 0.5
#: differences that are named one by one
_MOST = 3
#: a text that is less alike than this is another one, which nobody meant
_SAME = 0.8
_TOKEN = re.compile(r"[^\W\d\u2e80-\uffff]+|\d+|\S")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])\s*")
_WIDE = "\u2e80"


def unspaced(words: str) -> str:
    """The words without spaces and line ends: lines are broken anywhere in Chinese."""
    return "".join(words.split())


def expected(node: Node | None, policy: Policy) -> Iterator[tuple[str, list[Sentence]]]:
    """What a case expects to be said, in each language of the policy: one text, or a list of them."""
    for language, _, sentences in entries(node):
        if language in policy.languages:
            alone = [(str(text(sentences)), sentences)] if isinstance(sentences, Scalar) else []
            yield language, [*alone, *texts(sentences)]


def answer_of(explain: Explain, evaluation: Evaluation, language: str, key: str) -> str:
    """The short answer, of which a case `says` something, or the whole why, which it `explains`."""
    if key == "says":
        return explain(evaluation, language)
    return explain(evaluation, language, "full")


def not_said(
    answer: str, sentences: Iterable[Sentence], key: str
) -> Iterator[tuple[Diagnostic, str | None]]:
    """The sentences that an answer does not say, each with what it says instead, where that is all but the same."""
    whole = unspaced(answer)
    for sentence, node in sentences:
        if unspaced(sentence) not in whole:
            message = f"{ANSWERS[key]} does not say `{sentence}`"
            nearest = _nearest(answer, sentence)
            now = _instead(sentence, nearest)
            help = _help(sentence, nearest)
            yield (
                Diagnostic("not-said", message, help, node.span),
                now if now and unspaced(now) in whole else None,
            )


def _help(sentence: str, nearest: str) -> str:
    """What an answer says in place of a sentence."""
    if not nearest:
        return "nothing in it is like that"
    differences = list(_differences(sentence, nearest))
    named = differences if len(differences) <= _MOST else []
    return ", ".join([f"the nearest line is `{nearest}`", *named])


def _instead(sentence: str, nearest: str) -> str | None:
    """The part of the nearest line that stands for a sentence, if it is all but the same."""
    steps, _, new = _steps(sentence, nearest)
    if not steps or sum(step[0] != "equal" for step in steps) > _MOST:
        return None
    words = _text(nearest, new[steps[0][3] : steps[-1][4]])
    alike = SequenceMatcher(None, unspaced(sentence), unspaced(words), autojunk=False).ratio()
    return words if alike >= _SAME else None


def _nearest(answer: str, sentence: str) -> str:
    """The line, or as many sentences in a row, that is most like what was expected."""
    wanted = unspaced(sentence)
    count = max(1, len(_sentences(sentence)))
    score, nearest = max(
        (SequenceMatcher(None, wanted, unspaced(part), autojunk=False).ratio(), part)
        for part in _parts(answer, count)
    )
    return nearest if score >= _ALIKE else ""


def _parts(answer: str, count: int) -> Iterator[str]:
    """The lines of an answer, and every so many of its sentences in a row."""
    paragraph: list[str] = []
    for line in (*answer.splitlines(), ""):
        words = " ".join(line.split())
        yield words
        if line.startswith(" "):
            paragraph.append(words)
            continue
        sentences = _sentences(_joined(paragraph))
        for start in range(len(sentences) - count + 1):
            yield _joined(sentences[start : start + count])
        paragraph = []


def _sentences(words: str) -> list[str]:
    return [part for part in _SENTENCE.split(" ".join(words.split())) if part]


def _joined(lines: list[str]) -> str:
    """Broken lines made one again; no space stands beside a character of Chinese."""
    whole = ""
    for line in lines:
        apart = whole and line and whole[-1] < _WIDE and line[0] < _WIDE
        whole += f" {line}" if apart else line
    return whole


def _differences(expected: str, came: str) -> Iterator[str]:
    """Where two texts differ, word by word; what only *came* has before and after does not count."""
    steps, old, new = _steps(expected, came)
    for tag, start, end, at, until in steps:
        if tag == "equal":
            continue
        missing, extra = _text(expected, old[start:end]), _text(came, new[at:until])
        if missing and extra:
            yield f"with `{extra}` in the place of `{missing}`"
        else:
            yield f"without `{missing}`" if missing else f"with `{extra}` in it"


def _steps(expected: str, came: str) -> tuple[list[Step], list[Token], list[Token]]:
    """How one text becomes another, word by word, but for what only the other has before and after."""
    old, new = list(_TOKEN.finditer(expected)), list(_TOKEN.finditer(came))
    matcher = SequenceMatcher(None, [t[0] for t in old], [t[0] for t in new], autojunk=False)
    edges = (0, len(old))
    steps: list[Step] = [s for s in matcher.get_opcodes() if s[0] != "insert" or s[1] not in edges]
    return steps, old, new


def _text(whole: str, tokens: list[re.Match[str]]) -> str:
    return whole[tokens[0].start() : tokens[-1].end()] if tokens else ""
