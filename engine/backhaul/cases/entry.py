"""A case as text, ready to be pasted into the list of a case file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

#: a text that YAML reads as itself without quotes
PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
#: a mapping of which the line is longer has a line for each of its names
_LONGEST = 100
_WORDS = frozenset(("true", "false", "null"))


def entry(name: str, facts: Mapping[str, object], expect: Mapping[str, object]) -> str:
    """The lines of one case: its name, its facts and what is expected, without an indent."""
    lines = [f"- name: {flow(name)}"]
    if facts:
        lines += ["  facts:", *(f"    {fact}: {flow(value)}" for fact, value in facts.items())]
    lines.append("  expect:")
    for key, value in expect.items():
        line = f"    {key}: {flow(value)}"
        if isinstance(value, Mapping) and len(line) > _LONGEST:
            line = f"    {key}:"
            lines += [line, *(f"      {name}: {flow(part)}" for name, part in value.items())]
        else:
            lines.append(line)
    return "\n".join(lines)


def flow(value: object) -> str:
    """A value in one line, as YAML reads it back."""
    match value:
        case str():
            plain = PLAIN.fullmatch(value) and value.lower() not in _WORDS
            return value if plain else json.dumps(value, ensure_ascii=False)
        case Mapping():
            return f"{{{', '.join(f'{key}: {flow(held)}' for key, held in value.items())}}}"
        case list() | tuple():
            return f"[{', '.join(map(flow, value))}]"
        case _:
            return json.dumps(value)
