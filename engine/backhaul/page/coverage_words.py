"""What of a policy no case touches, in the languages of the page."""

from __future__ import annotations

from backhaul.cases.coverage import Item
from backhaul.diagnostic_words import Translator

_CHINESE = Translator((
    ("the rule `{a}` of `{b}` never answers", "`{b}` 的规则 `{a}` 没有在任何案例中给出答案"),
    ("the remark `{a}` of `{b}` never answers", "`{b}` 的备注 `{a}` 没有在任何案例中出现"),
    ("the case `{a}` of `{b}` never answers", "`{b}` 的分支 `{a}` 没有在任何案例中给出答案"),
    ("`otherwise` of `{b}` never answers", "`{b}` 的 `otherwise` 没有在任何案例中给出答案"),
    ("the output `{a}` is never {b}", "输出 `{a}` 没有在任何案例中取值 {b}"),
    ("the condition `{a}` is never true", "条件 `{a}` 没有在任何案例中成立"),
    ("the condition `{a}` is never false", "条件 `{a}` 没有在任何案例中不成立"),
    ("the clause `{a}` is never cited", "条款 `{a}` 没有被任何案例引用"),
    ("the value of `{a}` for {b} is never used", "`{a}` 在 {b} 时的值没有被任何案例用到"),
    ("{what} is asserted by no case in `{a}`", "没有案例核对{what}（`{a}`）"),
    ("the title of the policy", "政策的标题"),
    ("the title of the source", "来源的标题"),
    ("the clause `{a}`", "条款 `{a}` 的文字"),
    ("the title of the fact `{a}`", "事实 `{a}` 的标题"),
    ("the absence of the fact `{a}`", "事实 `{a}` 不存在时的说法"),
    ("the title of the decision `{a}`", "决定 `{a}` 的标题"),
    ("the title of the output `{a}`", "输出 `{a}` 的标题"),
    ("the label `{a}` of the fact `{b}`", "事实 `{b}` 的选项 `{a}` 的名称"),
    ("the label `{a}` of the output `{b}`", "输出 `{b}` 的选项 `{a}` 的名称"),
    ("the sentence `{a}` of the rule `{b}` of `{c}`", "`{c}` 的规则 `{b}` 的句子 `{a}`"),
))  # fmt: skip


def missing(item: Item, language: str) -> str:
    """What no case has seen of one thing, as a sentence."""
    said = f"{item.what} {item.missing}"
    return _CHINESE(said) if language == "zh" else said
