"""What is told beside the facts of a document: what in it was no answer, and what was not understood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from backhaul.diagnostics import Diagnostic
from backhaul.frozen import frozen
from backhaul.language.values import shown
from backhaul.sources.numbers import single

Code = Literal["no-answer", "nothing-understood", "unknown-section", "twice", "remark"]
Words = Mapping[str, str]

_SAYS: Mapping[Code, Words] = {
    "no-answer": {
        "en": "this is no answer, so nothing was read from it",
        "zh": "这不是有效的接口返回，未从中读取任何内容",
    },
    "nothing-understood": {
        "en": "nothing in it was understood, so what it would tell is unknown",
        "zh": "其中的内容无法识别，相关情况按未知处理",
    },
    "unknown-section": {
        "en": "the source has no such section, so it was not read",
        "zh": "数据来源没有这一部分，未读取",
    },
    "twice": {
        "en": "the clocks show this local time twice, so either instant is possible",
        "zh": "当地时钟会两次走到这一时间，两个时刻都有可能",
    },
}
#: texts that one note names
_MOST = 8


@frozen
class Note:
    """One thing that is told of a section of a document, or of a fact that was read."""

    section: str
    code: Code
    #: by language
    says: Words
    #: texts and numbers of the document that it names
    names: tuple[str, ...] = ()

    def words(self, language: str = "en") -> str:
        """The note in a language, in English where it has none of that."""
        words = self.says.get(language) or self.says.get("en") or next(iter(self.says.values()))
        names = ", ".join(f"`{name}`" for name in self.names)
        said = f"{words}: {names}" if names and language != "zh" else words
        said = f"{words}：{names.replace(', ', '、')}" if names and language == "zh" else said
        return f"{self.section}：{said}" if language == "zh" else f"{self.section}: {said}"

    def without_names(self) -> Note:
        """The note, which quotes nothing of the document."""
        return Note(self.section, self.code, self.says)

    def to_dict(self) -> dict[str, Any]:
        """The note as JSON holds it."""
        found = {"section": self.section, "code": self.code, "says": dict(self.says)}
        return {**found, "names": list(self.names)} if self.names else found

    def diagnostic(self, language: str = "en") -> Diagnostic:
        """The note as a warning."""
        return Diagnostic(f"document-{self.code}", self.words(language), severity="warning")


def note(section: str, code: Code, found: object = None, says: Words | None = None) -> Note:
    """A note on a section or a fact, which names what an expression found."""
    return Note(section, code, says or _SAYS[code], tuple(_names(found)))


def _names(found: object) -> list[str]:
    every = found if isinstance(found, list) else [found]
    texts = [single(each) for each in every if not isinstance(each, bool)]
    return list(dict.fromkeys(shown(text) for text in texts if text))[:_MOST]
