"""One document, read again by sources that differ a little from the one that has read it."""

from __future__ import annotations

from backhaul.diagnostics import BackhaulError
from backhaul.language.model import Policy
from backhaul.sources.converting import Unreadable
from backhaul.sources.model import Source
from backhaul.sources.notes import Note
from backhaul.sources.reading import Search, answers, exactly, first, read, read_parts


class Rereading:
    """What a source reads in a document, kept so that little is read again where little is changed."""

    def __init__(self, source: Source, policy: Policy, document: object) -> None:
        self._source, self._policy, self._document = source, policy, document
        self._before = self._read(source)
        #: the document with the parts; nothing where it is refused
        self._whole: object = None
        if isinstance(self._before, tuple):
            search = Search(exactly(document))
            answers(source, policy, search)
            read_parts(source, policy, search)
            self._whole = search.document
            self._facts = {name: repr(value) for name, value in self._before[0].items()}

    def differs(self, changed: Source) -> bool:
        """Whether another source reads or notes anything else, or refuses the document otherwise."""
        return not self._same_at_once(changed) and self._read(changed) != self._before

    def _same_at_once(self, changed: Source) -> bool:
        """Whether one part or fact alone is read otherwise, and gives what it gave before."""
        old = self._source
        rest = changed.sections is old.sections and changed.remarks is old.remarks
        parts = [name for name in old.parts if changed.parts[name] is not old.parts[name]]
        facts = [name for name in old.facts if changed.facts[name] is not old.facts[name]]
        if not rest or len(parts) + len(facts) != 1 or not isinstance(self._whole, dict):
            return False
        search = Search(self._whole)
        try:
            for name in parts:
                return repr(search(changed.parts[name])) == repr(self._whole["parts"][name])
            (name,) = facts
            told = first(changed.facts[name], self._policy.facts[name], search)
        except (Unreadable, BackhaulError):
            return False
        return (repr(told[0]) if told else None) == self._facts.get(name)

    def _read(self, source: Source) -> list[str] | tuple[dict[str, object], tuple[Note, ...]]:
        """The facts and the notes, or the codes for which the document is refused."""
        try:
            facts = read(source, self._policy, self._document)
        except BackhaulError as error:
            return [each.code for each in error.diagnostics]
        return dict(facts), facts.notes
