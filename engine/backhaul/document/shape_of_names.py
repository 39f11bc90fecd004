"""How names, versions and ranges look by the patterns of the schemas, in words, and what was meant by one that does not look so."""

from __future__ import annotations

import re

_LOWER = "a name begins with a small letter and goes on with small letters, digits and"


def name_meant(pattern: str, name: str) -> str:
    """A version, a range of versions or a name as it is to be written, or nothing."""
    numbers = re.fullmatch(
        r"[“\"']?[≥>=vV]*\s*([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:\.0+)?[”\"']?", name.strip()
    )
    if (numbers and "(0|" in pattern) or (numbers and "0-9]+" in pattern):
        version = ".".join(str(int(number or 0)) for number in numbers.groups())
        return version if "(0|" in pattern else f">={version}"
    if pattern.startswith("^[a-z][a-z0-9") and name.isascii():
        joint = "-" if "-]" in pattern else "_"
        like = re.sub(r"[^a-z0-9]+", joint, name.lower()).strip(joint)
        return like if re.fullmatch(pattern, like) and len(like) < 64 else ""
    return ""


def choice_like(name: str) -> str:
    """A name like this one that a choice may have, or nothing."""
    plain = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_")
    return (f"n{plain}" if plain[:1].isdigit() else plain)[:40]


#: how the schema ends the form of a choice, which as a key of values may be `*`, too
_CHOICE = r"[^\s\\](?:[^\u0000-\u001f\\]*[^\s\\])?$"


def looks_like(pattern: str) -> str:
    """A pattern in words."""
    if "0-9]+" in pattern:
        return 'write versions with comparisons, such as ">=1.0.0 <2.0.0"'
    if "(0|" in pattern:
        return 'a version is three numbers without leading zeros, such as "1.0.0"'
    if pattern.endswith(_CHOICE):
        return "a choice is a text on one line, without a backslash and without spaces around it"
    if "{2,3}" in pattern:
        return "a language is a code such as en or zh-Hant"
    endings = {
        "^[a-z][a-z0-9_]*$": f"{_LOWER} `_`",
        "^[a-z][a-z0-9-]*$": f"{_LOWER} `-`",
        "^[a-z][a-z-]*$": "a code is small letters and `-`",
        "^[a-z][a-z0-9_.-]*$": f"{_LOWER} `_`, `.`, `-`",
    }
    return endings.get(pattern, "it is letters, digits, `_`, `.` and `-`, a letter first")
