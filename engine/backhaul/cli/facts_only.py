"""`backhaul decide --facts-only`: what a source read out of a document, and from where."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from backhaul.cli import output
from backhaul.cli.exit_status import OPEN, YES
from backhaul.report.columns import padded, width
from backhaul.sources.facts import ReadFacts

if TYPE_CHECKING:
    from backhaul.policy import Policy

_MASKED = {"masked": True}


def show_facts(policy: Policy, facts: Mapping[str, object], given: argparse.Namespace) -> int:
    """Print the facts, each with its place in the document, and those that are not known."""
    read = facts if isinstance(facts, ReadFacts) else ReadFacts(facts)
    declared = policy.model.facts
    shown = {
        name: _MASKED if name in declared and declared[name].masked else value
        for name, value in facts.items()
    }
    unknown = [name for name in declared if name not in facts]
    if given.format == "json":
        text = output.as_json({"facts": shown, "unknown": unknown, "read": read.to_dict()})
    else:
        text = output.safe("\n".join(_lines(read, shown, unknown, given.lang or "en")))
    output.write(text, given.output)
    return OPEN if unknown else YES


def _lines(
    read: ReadFacts, shown: Mapping[str, object], unknown: list[str], language: str
) -> Iterator[str]:
    names = max(map(len, (*shown, *unknown)), default=0)
    values = {
        name: json.dumps(value, ensure_ascii=False, default=output.decimal_as_text)
        for name, value in shown.items()
    }
    column = min(40, max(map(width, values.values()), default=0))
    for name, value in values.items():
        origin = read.origins.get(name)
        said = "" if origin is None else ", ".join(origin.paths)
        if origin and not origin.stands:
            said = f"concluded from {said}"
        yield f"{name:{names}}  {padded(value, column)}  {said}".rstrip()
    for name in unknown:
        yield f"{name:{names}}  unknown"
    for note in read.notes:
        yield f"! {note.words(language)}"
