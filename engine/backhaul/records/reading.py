"""Records as the facts of one policy: as they stand in files, or as a source reads a platform's documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from backhaul.diagnostics import BackhaulError, Diagnostic, FactError
from backhaul.document.json_reader import read_json
from backhaul.document.unquoted import unquoted
from backhaul.language.kinds import Refusal
from backhaul.language.model import Policy
from backhaul.language.written_values import parse_offset
from backhaul.records.cells import facts_of
from backhaul.records.raw import Raw

Read = Callable[[object], Mapping[str, object]]


class Reading:
    """Reads the records of one policy; *read*: how a source does; *naive*: microseconds east of UTC of times that do not say theirs."""

    def __init__(
        self,
        policy: Policy,
        read: Read | None,
        *,
        null_is_absent: bool,
        naive: int | None = None,
    ) -> None:
        self.policy, self.read, self.null_is_absent = policy, read, null_is_absent
        self.naive = naive

    def record(self, raw: Raw) -> Mapping[str, Any]:
        """The record as a mapping from names to values; raises FactError where it is none."""
        if isinstance(raw.found, Diagnostic):
            raise FactError([raw.found])
        if not isinstance(raw.found, bytes):
            return raw.found
        try:
            record = read_json(raw.found.rstrip(b"\r\n"), raw.file)
        except FactError as error:
            raise FactError(unquoted(error.diagnostics)) if self.policy.masks else error from None
        if not isinstance(record, dict):
            message = "the record is no JSON object"
            raise FactError([Diagnostic("unreadable-record", message)])
        return record

    def facts(self, raw: Raw, record: Mapping[str, Any]) -> Mapping[str, object]:
        """The facts in a record. Raises FactError where a source cannot read it."""
        if self.read:
            return self.read(document(raw, record))
        facts = self.policy.facts
        if not raw.cells:
            return {name: value for name, value in record.items() if name in facts}
        absent, naive = self.null_is_absent, self.naive
        return facts_of(self.policy, record, null_is_absent=absent, naive=naive)


def document(raw: Raw, record: Mapping[str, Any]) -> Mapping[str, Any]:
    """A record as a document for a source, which has no name for a cell in which nothing is."""
    if not raw.cells:
        return record
    return {name: value for name, value in record.items() if value is not None}


def naive_offset(text: str | None) -> int | None:
    """Microseconds east of UTC of times that do not say theirs; None where nothing is said of them.

    Raises BackhaulError for what is no offset.

    >>> naive_offset("UTC"), naive_offset("+07:00")
    (0, 25200000000)
    """
    if text is None:
        return None
    offset = parse_offset("Z" if text.upper() == "UTC" else text)
    if isinstance(offset, Refusal):
        message = f"`{text[:40]}` is not an offset"
        help = "write UTC, or an offset such as +07:00"
        raise BackhaulError([Diagnostic("unknown-offset", message, help)])
    return offset
