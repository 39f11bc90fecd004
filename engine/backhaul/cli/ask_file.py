"""The file of the facts that an interview has found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from backhaul.cli import output

if TYPE_CHECKING:
    from backhaul.language.model import Fact


def keep(facts: dict[str, object], declared: Mapping[str, Fact], path: str) -> list[str]:
    """Write the facts to a file, but those that are masked, whose names it gives."""
    masked = [name for name in facts if name in declared and declared[name].masked]
    kept = {name: facts[name] for name in facts if name not in masked}
    output.write_file(_facts_file(kept, path), path)
    return masked


def _facts_file(facts: dict[str, object], path: str) -> str:
    """The facts as YAML or JSON, by the name of the file."""
    from backhaul.cases.entry import flow

    if path.endswith(".json"):
        return output.as_json(facts)
    return "".join(f"{name}: {flow(value)}\n" for name, value in facts.items())
