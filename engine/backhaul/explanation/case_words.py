"""The engine's own words about generated cases, one catalogue a language."""

from __future__ import annotations

from backhaul.explanation.words import Catalogue

ENGLISH: Catalogue = {
    "boundaries": "both sides and the edge of every comparison",
    "mcdc": "every condition where it alone decides",
    "pairs": "every two values of two facts",
    "joined": "{a} and {b}",
    "title": "Cases of {a} {b}: {c}",
    "answers": "{a}: {b}",
    "refused": "refused: {a}",
    "broken": "refused: the facts contradict each other",
    "more": "{a} (and {b} more)",
    "pair": "pairs {a}: {b} that no case above has",
    "both": "{a} and {b}",
    "also": "also: {a}",
    "impossible": "proved to hold of no case",
    "open": "not settled, for the bound on work was met",
    "unknown": "not settled, for {a}",
    "never-both": "proved that no case has both",
    "open-both": "not settled whether a case has both",
    "cases": "{a} cases",
    "shown-count": "{a} things shown of conditions",
    "impossible-count": "{a} proved to be impossible",
    "open-count": "{a} not settled",
    "value": "{a}: {b}",
    "there": "there",
    "review": "Each says what the policy decides now. Whether that is right is for a reader to say.",
    "comma": ", ",
}
CHINESE: Catalogue = {
    "boundaries": "每个比较的边界及其两侧",
    "mcdc": "每个条件单独起决定作用的情形",
    "pairs": "任意两项信息的每两个取值",
    "joined": "{a}；{b}",
    "title": "{a} {b} 的案例：{c}",
    "answers": "{a}：{b}",
    "refused": "被拒绝：{a}",
    "broken": "被拒绝：信息互相矛盾",
    "more": "{a}（另有{b}项）",
    "pair": "取值组合{a}：{b}个前面没有的组合",
    "both": "{a}，且{b}",
    "also": "同时：{a}",
    "impossible": "已证明不存在这样的案例",
    "open": "未能确定（已达到计算量上限）",
    "unknown": "未能确定：{a}",
    "never-both": "已证明没有案例同时具有",
    "open-both": "未能确定是否有案例同时具有",
    "cases": "{a}个案例",
    "shown-count": "说明了条件的{a}种情形",
    "impossible-count": "{a}种已证明不可能",
    "open-count": "{a}种未能确定",
    "value": "{a}：{b}",
    "there": "有",
    "review": "每个案例写明目前的判断结果，是否正确由阅读者判断。",
    "comma": "，",
}
_CATALOGUES = {"en": ENGLISH, "zh": CHINESE}


def case_words(language: str) -> Catalogue:
    """The words for a language, in English where the engine does not speak it."""
    return _CATALOGUES.get(language.partition("-")[0], ENGLISH)
