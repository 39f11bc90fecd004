"""Records as the facts of one policy: as they stand in files, or as a source reads a platform's documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from backhaul.diagnostics import Diagnostic, FactError
from backhaul.document.json_reader import read_json
from backhaul.document.unquoted import unquoted
from backhaul.language.model import Policy
from backhaul.records.cells import facts_of
from backhaul.records.raw import Raw

Read = Callable[[object], Mapping[str, object]]


class Reading:
    """Reads the records of one policy; *read*: how a source does."""

    def __init__(self, policy: Policy, read: Read | None, *, null_is_absent: bool) -> None:
        self.policy, self.read, self.null_is_absent = policy, read, null_is_absent

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
        return facts_of(self.policy, record, null_is_absent=self.null_is_absent)


def document(raw: Raw, record: Mapping[str, Any]) -> Mapping[str, Any]:
    """A record as a document for a source, which has no name for a cell in which nothing is."""
    if not raw.cells:
        return record
    return {name: value for name, value in record.items() if value is not None}
