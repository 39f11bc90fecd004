"""Where a policy says that its source is silent, and where it says that it infers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backhaul.books.telling import Telling
from backhaul.language.nodes import Literal
from backhaul.report.blocks import Block, Item, Items, Paragraph, Section

#: the choice by which an answer says that the source does not say
SILENT = "unspecified"
#: where a sentence ends
_STOPS = re.compile(r"(?<=[.!?;])\s+|(?<=[。！？；])")


def silence(telling: Telling) -> Section:
    """The answers that are silence, with the rules that give them; and the sentences that say that something is inferred."""
    silent, inferred = tuple(_silent(telling)), tuple(_inferred(telling))
    blocks: list[Block] = []
    for name, items in (("silence", silent), ("inference", inferred)):
        if items:
            blocks += [Paragraph(telling.say(f"{name}-intro"), "intro"), Items(items)]
        else:
            blocks.append(Paragraph(telling.say(f"no-{name}"), "intro"))
    return Section(telling.say("silence"), tuple(blocks), anchor="silence")


def _silent(telling: Telling) -> Iterator[Item]:
    for decision in telling.policy.decisions.values():
        for output in decision.outputs.values():
            rules = [
                (decision.name, rule.id)
                for rule in decision.ladder
                if isinstance(node := rule.outputs.get(output.name), Literal)
                and node.value == SILENT
                and SILENT in output.type.choices
            ]
            if rules:
                said = telling.words.held(output.type, SILENT)
                line = telling.say("silent", a=telling.output_title(output), b=said)
                yield Item(line, (telling.rules(rules),))


def _inferred(telling: Telling) -> Iterator[Item]:
    """Each sentence that says so, with the rules in whose words it stands."""
    mark = re.compile(telling.say("inferred-mark"), re.IGNORECASE)
    rules: dict[str, list[tuple[str, str]]] = {}
    for decision in telling.policy.decisions.values():
        for rule in decision.ladder:
            text = telling.sentence(rule.because.get(telling.language, ()))
            for sentence in _STOPS.split(text):
                if mark.search(sentence):
                    rules.setdefault(sentence.strip(" ;；"), []).append((decision.name, rule.id))
    for sentence, where in rules.items():
        yield Item(telling.speaker.say("quoted", a=sentence), (telling.rules(where),))
