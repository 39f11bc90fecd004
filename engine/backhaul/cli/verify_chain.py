"""`backhaul verify --chain`: whether the lines of a log are all there, in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from backhaul.cli import output
from backhaul.cli.exit_status import FAILED, NO, OPEN, YES
from backhaul.diagnostics import BackhaulError, Diagnostic

if TYPE_CHECKING:
    from backhaul.receipts.chain import Break, Chains, End

#: breaks that are told one by one
MOST_TOLD = 20


def verify_chain(files: Sequence[str], form: str, since: str | None) -> int:
    """Read the files, oldest first, and print every break; the status says whether there is one.

    *since*: a file with what was printed as JSON earlier; the chains go on from there.
    """
    from backhaul.cli.receipts_input import lines
    from backhaul.receipts.chain import Chains

    chains, unread = Chains(_earlier(since)), list[tuple[str, str]]()
    for name in files:
        try:
            for place, line in lines(name):
                chains.add(place, line)
        except BackhaulError as error:
            if len(files) == 1:
                raise
            unread += ((name, diagnostic.message) for diagnostic in error.diagnostics)
    if not chains.lines and not unread:
        help = "name a file that a decision log has written"
        raise BackhaulError([Diagnostic("not-a-receipt", "there is no receipt", help)])
    breaks = chains.breaks()
    told = _as_json(chains, breaks, unread) if form == "json" else None
    text = output.as_json(told) if told else _as_text(chains, breaks, unread)
    if not told and len(files) > 1 and any(each.kind == "reordered" for each in breaks):
        text += "\nhelp: name the oldest file first"
    output.write(output.safe(text))
    if breaks:
        return NO
    if unread:
        return FAILED
    return OPEN if chains.unchained else YES


def _earlier(file: str | None) -> Mapping[str, End]:
    """Where the chains ended when they were looked at earlier."""
    from backhaul.cli.receipts_input import LIMIT
    from backhaul.document.files import read_bytes
    from backhaul.document.json_reader import read_json

    if file is None:
        return {}
    ends: dict[str, End | None]
    match read_json(read_bytes(file, limit=LIMIT), file, limit=LIMIT):
        case {"writers": dict(writers)}:
            ends = dict(map(_end, writers.items()))
        case _:
            ends = {"": None}
    known = {writer: end for writer, end in ends.items() if end}
    if len(known) < len(ends):
        message = f"`{file}` does not say where chains end"
        help = "keep what `backhaul verify LOG --chain --format json` prints, whole"
        raise BackhaulError([Diagnostic("not-a-receipt", message, help)])
    return known


def _end(entry: tuple[str, object]) -> tuple[str, End | None]:
    from backhaul.receipts.chain import End

    match entry[1]:
        case {"first": int(first), "last": int(last), "hash": str(hash)}:
            return entry[0], End(first, last, hash)
        case _:
            return entry[0], None


def _as_text(chains: Chains, breaks: list[Break], unread: list[tuple[str, str]]) -> str:
    shown = [f"{place}: unreadable\n  {message}" for place, message in unread]
    shown += (f"{each.place}: {each.kind}\n  {each.sentence}" for each in breaks[:MOST_TOLD])
    if len(breaks) > MOST_TOLD:
        shown.append(f"and {len(breaks) - MOST_TOLD} more breaks")
    counts = [f"{count} {kind}" for kind, count in Counter(b.kind for b in breaks).items()]
    if chains.unchained:
        counts.append(f"{chains.unchained} without a chain")
    writers = chains.writers
    of = f"{chains.lines} {'line' if chains.lines == 1 else 'lines'} of {writers} "
    of += "writer" if writers == 1 else "writers"
    return "\n".join([*shown, f"{of}: {', '.join(counts) or 'all there, in order'}"])


def _as_json(
    chains: Chains, breaks: list[Break], unread: list[tuple[str, str]]
) -> dict[str, object]:
    writers = {
        writer: {"first": end.first, "last": end.last, "hash": end.hash}
        for writer, end in chains.ends().items()
    }
    told = [
        {"place": b.place, "finding": b.kind, "because": b.sentence} for b in breaks[:MOST_TOLD]
    ]
    told += ({"place": p, "finding": "unreadable", "because": m} for p, m in unread)
    found = Counter(each.kind for each in breaks)
    return {
        "lines": chains.lines,
        "unchained": chains.unchained,
        "found": dict(found),
        "writers": writers,
        "told": told,
    }
