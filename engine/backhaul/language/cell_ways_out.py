"""What to write for a cell of a decision table that says in other words what a cell can say."""

from __future__ import annotations

import re

from backhaul.language.kinds import Type

_ANY = ("", "*", "any", "all", "else", "n/a", "–", "—", "任意", "均可", "不限", "所有")
_ABSENT = ("null", "none", "nil", "empty", "missing", "无", "空", "没有")
_SIGNS = {
    "=": "",
    "==": "",
    "≤": "<= ",
    "≥": ">= ",
    "=<": "<= ",
    "=>": ">= ",
    "≠": "!= ",
    "<>": "!= ",
}
_SIGN = re.compile(r"(==|=<|=>|<>|[=≤≥≠])\s*(.+)")
_NUMBER = r"-?\d+(?:\.\d+)?"
_BETWEEN = re.compile(
    rf"\[?\s*({_NUMBER})\s*(?:-|–|—|~|至|到)\s*({_NUMBER})\s*\]?"
    r"|\[?\s*(\S.*?)\s*(?:\s-\s|\s?[–—~至到]\s?|\s+to\s+|\.{3}|…)\s*(\S.*?)\s*\]?"
)
_COMMA = re.compile(r"(-?\d+),(\d+)")
_NOT = re.compile(r"(?:not|!)\s*\((.+)\)|!\s*(\S.*)")
_OUTSIDE = re.compile(r"\](.+\.\..+)\[")


def way_out(text: str, type: Type) -> str:
    """What to write instead, or nothing.

    >>> from backhaul.language.kinds import Kind
    >>> way_out("≤ 10", Type(Kind.INTEGER)), way_out("10 to 20", Type(Kind.INTEGER))
    ('write "<= 10"', 'write 10..20')
    """
    bare = text.strip()
    if bare.lower() in _ANY:
        return "write `-` where any value will do"
    if bare.lower() in _ABSENT:
        return "write `absent` where there is none, or `-` where any value will do"
    if match := _SIGN.fullmatch(bare):
        sign = _SIGNS[match[1]]
        return f'write "{sign}{match[2]}"' if sign else f"write {match[2]}"
    if match := _OUTSIDE.fullmatch(bare):
        return f'write "({match[1]})"'
    if type.ordered and (match := _BETWEEN.fullmatch(bare)):
        low, high = (end for end in match.groups() if end is not None)
        return f"write {low}..{high}"
    if type.ordered and (match := _COMMA.fullmatch(bare)):
        return f"write {match[1]}.{match[2]} for one number, or [{match[1]}, {match[2]}] for two"
    if match := _NOT.fullmatch(bare):
        inner = match[1] or match[2]
        parts = [part.strip().strip("\"'") for part in inner.split(",")]
        return (
            f"write not {parts[0]}" if len(parts) == 1 else f"write {{not: [{', '.join(parts)}]}}"
        )
    for joint in (",", "|", "，", "、", " or "):
        if joint in bare:
            parts = [part.strip().strip("\"'") for part in bare.split(joint)]
            return f"write a list of values: [{', '.join(parts)}]"
    return ""
