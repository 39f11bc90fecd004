"""The jobs of the page *Compare*: the change note, on generated facts, by proof, and on an uploaded file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from backhaul.page.task import Json, Task, in_languages
from backhaul.report.blocks import Block, Flows, Foot, Heading, Section
from backhaul.report.html import fragment

if TYPE_CHECKING:
    from backhaul.explanation.change_note import ChangeNote
    from backhaul.questions.compare import Compared

#: generated facts that are compared for the note
GENERATED = 600


def note(task: Task) -> Json:
    """The change note, with what generated facts show."""
    return _compared(task, generated=GENERATED)


def proof(task: Task) -> Json:
    """The change note, with what is proved of every case."""
    return _compared(task, prove=True)


def records(task: Task) -> Json:
    """The change note, with what the records of an uploaded file show."""
    options = task.options
    return _compared(
        task,
        files=[
            options["file"]
        ],  # in the folder where the process works, so that it is told by its name
        source=options.get("source"),
        null=options.get("null", "unknown"),
        naive=options.get("naive"),
        amount=options.get("amount"),
    )


def _compared(task: Task, **how: object) -> Json:
    from typing import Any

    from backhaul.diagnostic_words import in_language
    from backhaul.questions.compare import compare

    old, new = task.policy("old"), task.policy()
    asked: dict[str, Any] = how
    phase = "proving" if asked.get("prove") else "records"
    task.told(phase, None, 0)
    compared = compare(old, new, jobs=1, progress=task.progress(phase), **asked)
    task.told("writing", None, 0)
    now = datetime.now(UTC)

    def told(language: str) -> Json:
        unreadable = in_language(compared.unreadable, language)
        return {
            "language": language,
            "html": fragment(_blocks(compared, language, now)),
            "unreadable": [{"message": each.message, "help": each.help} for each in unreadable],
        }

    counts = compared.comparison.tally
    verdict = compared.proof["verdict"] if compared.proof else None
    counted = {"changed": compared.changed, "verdict": verdict, "records": counts.records}
    return {**counted, "texts": in_languages((old, new), told)}


def _blocks(compared: Compared, language: str, now: datetime) -> Iterator[Block]:
    """The note, and before the examples what turns into what; its title is the page's."""
    told = compared.note(language, now=now)
    for block in told.blocks(details=True, whole=True):
        if isinstance(block, Section) and block.kind == "touches":
            yield Section(block.title, (*block.blocks, *_flows(told)), block.kind)
        elif not isinstance(block, Heading | Foot):
            yield block


def _flows(told: ChangeNote) -> Iterator[Block]:
    """Bands from what was decided to what is decided now; of records that were made up nothing is said of how often."""
    from backhaul.explanation.change_labels import ChangeLabels

    if told.data["records"]["generated"]:
        return
    labels = ChangeLabels(told.sides)
    for output in told.data["outputs"]:
        name = output["output"]
        flows = tuple(
            (labels.old(name, flip["from"]), labels.new(name, flip["to"]), flip["count"])
            for flip in output["flips"]
        )
        if flows:
            yield Heading(3, labels.title(name))
            yield Flows(labels.title(name), flows)
