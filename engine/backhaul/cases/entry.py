"""A case as text, ready to be pasted into the list of a case file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_WORDS = frozenset(("true", "false", "null"))


def entry(name: str, facts: Mapping[str, object], expect: Mapping[str, object]) -> str:
    """The lines of one case: its name, its facts and what is expected, without an indent."""
    lines = [f"- name: {_flow(name)}", "  facts:"]
    lines += [f"    {fact}: {_flow(value)}" for fact, value in facts.items()]
    lines.append("  expect:")
    lines += [f"    {key}: {_flow(value)}" for key, value in expect.items()]
    return "\n".join(lines)


def _flow(value: object) -> str:
    match value:
        case str():
            plain = _PLAIN.fullmatch(value) and value.lower() not in _WORDS
            return value if plain else json.dumps(value, ensure_ascii=False)
        case Mapping():
            return f"{{{', '.join(f'{key}: {_flow(held)}' for key, held in value.items())}}}"
        case list() | tuple():
            return f"[{', '.join(map(_flow, value))}]"
        case _:
            return json.dumps(value)
