"""One text of a policy, source, case or clauses file, worked out once: what it is, what it states, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

from backhaul.cases import suite as suites
from backhaul.cases.fitting import misfits
from backhaul.diagnostics import Diagnostic, PolicyError, few, in_file_order
from backhaul.document.checked_shape import as_meant
from backhaul.document.node import Document, text
from backhaul.document.reader import read
from backhaul.document.salvage import salvaged
from backhaul.document.unquoted import unquoted
from backhaul.evaluation.plain_findings import plain_findings
from backhaul.language.checker import Examined, examine
from backhaul.language.contradictions import contradictions
from backhaul.opening import wrapped
from backhaul.policy import Policy
from backhaul.questions.documents import of_all_versions
from backhaul.questions.find_files import Kind, kind_of
from backhaul.sources import checker as sources
from backhaul.versions.reasons import misfits as misfits_of_reasons
from backhaul.versions.version import Version

#: characters of a text that is read again as a whole where it is wrong: somebody waits for it at every key
AGAIN = 1 << 14


class Reading:
    r"""A text as it stands in an editor; everything else in this room is asked of one. It never changes.

    *name*: the name of its file, which stands in messages. *kind*: what it is; without it that is told by the keys in it. *others*: the
    other files of its policy, which a case, source or clauses file is held against, and in which a name is renamed, too.

    >>> reading = Reading("language: 1\npolicy: late\ndecisions: {}", "1.0.0.yaml")
    >>> reading.kind, reading.diagnostics[0].code, reading.policy is None
    ('policy', 'missing-key', True)
    """

    def __init__(
        self,
        text: str,
        name: str,
        *,
        kind: Kind | None = None,
        others: Iterable[Reading] = (),
    ) -> None:
        self.text, self.name, self.others = text, name, tuple(others)
        self._data = text.encode("utf-8", "surrogatepass")
        self.kind: Kind = kind or kind_of(Path(name), self._data)
        self.lines: Sequence[str] = tuple(
            text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
        )
        document, mistakes = read(text, name, again=AGAIN)
        self._mistakes = mistakes
        if document is not None:
            document, misshapen = as_meant(document, self.kind)
            self._mistakes = [*mistakes, *misshapen]
        #: the document, where the text can be read
        self.document: Document | None = document

    @cached_property
    def standing(self) -> Document | None:
        """The document, or what of it can be read where the text is not finished; nothing where that is nothing."""
        return self.document or salvaged(self.text, self.name)

    @cached_property
    def examined(self) -> Examined | None:
        """What the text states as a policy, as far as it does; nothing for another kind of file."""
        if self.kind != "policy" or self.standing is None:
            return None
        return examine(self.standing, self._mistakes if self.document else ())

    @cached_property
    def policy(self) -> Policy | None:
        """The policy, where nothing is wrong with it."""
        if self.document is None or self.examined is None or self.examined.is_wrong:
            return None
        return wrapped(Version(self.examined.policy, self._data, self.name))

    @cached_property
    def policies(self) -> tuple[Reading, ...]:
        """The readings of the policy that this is one of, or is about: itself, or those among the others."""
        if self.kind == "policy":
            return (self,)
        of = text(self.standing.root.get("policy")) if self.standing else None
        mine = [other for other in self.others if other.kind == "policy" and other.examined]
        about = [each for each in mine if each.examined and each.examined.policy.id == of]
        return tuple(mine if of is None else about)

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Every mistake, and with none every warning, in the order of the file; of very many the first, and how many more."""
        if self.document is None:
            return few(in_file_order(self._hidden(self._mistakes)))
        return few(in_file_order(self._hidden(self._told(self.document))))

    @cached_property
    def notes(self) -> tuple[Diagnostic, ...]:
        """What rules of a right policy can plainly never do, found without a solver; it takes longer than the diagnostics."""
        if self.policy is None:
            return ()
        return few(plain_findings(self.policy.model))

    def _hidden(self, found: Sequence[Diagnostic]) -> Sequence[Diagnostic]:
        """The mistakes, without what stands there where facts of the policy are masked."""
        masks = self.kind == "cases" and any(
            each.examined and each.examined.policy.masks for each in self.policies
        )
        return unquoted(found) if masks and found else found

    def _told(self, document: Document) -> Sequence[Diagnostic]:
        match self.kind:
            case "policy":
                return self._of_policy(document)
            case "source":
                return self._of_source(document)
            case "cases":
                return self._of_cases(document)
            case "clauses":
                models = [each.policy.model for each in self.policies if each.policy]
                wrong = misfits_of_reasons(document, models) if models else ()
                return [*self._mistakes, *wrong]

    def _of_policy(self, document: Document) -> Sequence[Diagnostic]:
        if self.examined is None or self.policy is None:
            return self.examined.mistakes if self.examined else self._mistakes
        model = self.examined.policy
        return [*model.warnings, *contradictions(model, document.root)]

    def _of_source(self, document: Document) -> Sequence[Diagnostic]:
        fitting: list[Sequence[Diagnostic]] = []
        for each in self.policies:
            if each.policy is not None:
                try:
                    sources.check(document, each.policy.model, self._mistakes)
                except PolicyError as error:
                    fitting.append(error.diagnostics)
                else:
                    return ()
        # that it is wrong for the newest version is told
        return fitting[-1] if fitting else self._mistakes

    def _of_cases(self, document: Document) -> Sequence[Diagnostic]:
        suite, wrong = suites.read(document, self._mistakes)
        models = [each.policy.model for each in self.policies if each.policy]
        told = {
            model.version: misfits(suite.of(model.version), model)
            for model in models
            if suite.covers(model.version)
        }
        shaped = {each.span for each in wrong}
        unfit = [each for each in of_all_versions(told) if each.span not in shaped]
        return [*wrong, *document.apart_from_suspect(unfit)]
