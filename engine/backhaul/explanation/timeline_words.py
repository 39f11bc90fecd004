"""The engine's own words for timelines, one catalogue a language."""

from __future__ import annotations

from backhaul.explanation.words import Catalogue

ENGLISH: Catalogue = {
    "title": "How the decision changes over time",
    "moves": "What moves: {a}",
    "until": "Until {a}",
    "from": "From {a}",
    "span": "{a} to {b}",
    "always": "At all times",
    "lasts": "for {a}",
    "here": "the facts given stand here: {a}",
    "changes": "What changes",
    "same": "the outcome is the same, by another rule",
    "refused": "These facts cannot be so at this time",
    "none": "There is no time at which these facts can be so",
    "no-longer": "no longer: {a}",
    "at-start": "{a}, as seen at the start of this time",
    "scale": "Strip: first to last change, to scale. Below: one box for each outcome, not to scale.",
    "needs": "Still needed: {a}",
    "rules": "Rules: {a}",
}
CHINESE: Catalogue = {
    "title": "决定随时间的变化",
    "moves": "变动的时间：{a}",
    "until": "{a}之前",
    "from": "{a}起",
    "span": "{a} 至 {b}",
    "always": "任何时间",
    "lasts": "历时{a}",
    "here": "所给信息的时间在此：{a}",
    "changes": "变化",
    "same": "结果不变，依据的规则不同",
    "refused": "此时不可能有这些情况",
    "none": "这些情况在任何时间都不可能同时成立",
    "no-longer": "不再有：{a}",
    "at-start": "{a}（以该时段开始时为准）",
    "scale": "色条：从第一次到最后一次变化，按比例。下方每框为一种结果，不按比例。",
    "needs": "还需要知道：{a}",
    "rules": "规则：{a}",
}

_CATALOGUES = {"en": ENGLISH, "zh": CHINESE}


def words(language: str) -> Catalogue:
    """The words for a language, in English where the engine does not speak it."""
    return _CATALOGUES.get(language.partition("-")[0], ENGLISH)
