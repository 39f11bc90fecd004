"""A review as a document, in one of the policy's languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from backhaul.explanation.policy_words import PolicyWords
from backhaul.explanation.review_words import review_words
from backhaul.explanation.words import catalogue, fill
from backhaul.packages import install
from backhaul.questions.mutation_report import MutationReport
from backhaul.questions.prove import ANSWERS
from backhaul.questions.review_questions import in_one_line, questions
from backhaul.report.blocks import (
    Badge,
    Block,
    Folded,
    Foot,
    Heading,
    Item,
    Items,
    Pair,
    Pairs,
    Paragraph,
    Section,
    Table,
    bullets,
)
from backhaul.report.lines import Line, Mark, Name, parsed

if TYPE_CHECKING:
    from backhaul.diagnostics import Diagnostic
    from backhaul.questions.case_changes import Key
    from backhaul.questions.review import Review
    from backhaul.report.writing import Form

_SIGNS = {"proved": Mark("✓", "yes"), "false": Mark("✗", "no"), "not settled": Mark("?", "open")}
_DOTS = "·" * 34


class ReviewReport:
    """Says what there is to read; raises BackhaulError for a language that the policy does not have."""

    def __init__(self, review: Review, language: str | None) -> None:
        self.review, self.model = review, review.policy.model
        self.language = language or self.model.spoken
        catalogue(self.model, self.language)
        self._words = review_words(self.language)
        self._names = PolicyWords(self.model, self.language)

    @property
    def title(self) -> str:
        """What a page is called."""
        return self._phrase("title", a=self.review.policy.id, b=self.review.policy.version)

    def blocks(self, form: Form) -> Iterator[Block]:
        """The whole document."""
        yield Heading(1, self.title)
        yield Pairs(tuple(self._head()))
        yield Section(self._words["bounds"], (bullets(self._bounds()),))
        yield from self._note(whole=form != "text")
        yield Section(self._words["cases"], tuple(self._cases()))
        yield Section(self._words["coverage"], tuple(self._coverage()))
        if self.review.mutations:
            report = MutationReport(self.review.mutations, self.language)
            survivors = report.blocks(cases=form != "text")
            yield Section(self._words["mutations"], tuple(_without_levels(survivors)))
        if self.review.solver:
            yield Section(self._words["proofs"], tuple(self._proofs()))
        yield Section(self._words["open"], tuple(self._open()))
        yield Section(self._words["read"], tuple(self._read()))
        yield Section(self._words["sign"], tuple(self._sign()))
        yield Foot((Name(f"{self.review.policy.id} {self.review.policy.version}"),))

    def to_dict(self) -> dict[str, Any]:
        """Everything as JSON holds it."""
        review, cases = self.review, self.review.cases
        compared = review.compared
        return {
            "policy": review.policy.id,
            "version": review.policy.version,
            "against": review.against.version if review.against else None,
            "digest": review.policy.digest,
            "bounded": self._bounds(),
            "change_note": compared.note(self.language).to_dict() if compared else None,
            "cases": {
                "all": len(cases.cases),
                "added": _keys(cases.added),
                "changed": _keys(cases.changed),
                "gone": _keys(cases.gone),
                "failing": _keys(cases.failing),
            },
            "coverage": {
                measure: dict(zip(("touched", "of"), review.coverage.of(measure), strict=True))
                for measure in review.coverage.measures
            },
            "mutations": review.mutations.to_dict() if review.mutations else None,
            "proofs": review.proof.to_dict(self.language)["claims"] if review.proof else [],
            "findings": [in_one_line(each) for each in review.findings],
            "open": {head: list(lines) for head, lines in questions(self.review, self.language)},
            "files": review.files,
        }

    def _head(self) -> Iterator[Pair]:
        review, model = self.review, self.model
        say = self._names.speaker
        yield Pair(self._words["policy"], say.title(model.title, model.id))
        yield Pair(self._words["version"], model.version)
        against = review.against.version if review.against else self._words["first"]
        yield Pair(self._words["against"], against)
        if force := model.in_force:
            start = self._names.held(model.facts[force.by].type, force.start)
            said = self._phrase("from-value", a=self._names.name(force.by), b=start)
            yield Pair(self._words["from"], said)
        yield Pair(self._words["digest"], Name(model.digest))

    def _bounds(self) -> list[str]:
        """What was not looked at whole."""
        review, lines = self.review, []
        if review.compared:
            lines.append(self._phrase("bound-compare", a=f"{2 * review.generated:,}"))
        if not review.solver:
            return [*lines, self._phrase("no-solver", a=install("analysis"))]
        tried = review.mutations
        if tried is None:
            lines.append(self._words["bound-nothing-tried"])
        elif tried.sample:
            drawn = {"a": f"{tried.changes:,}", "b": f"{tried.sample.of:,}"}
            lines.append(self._phrase("bound-mutants", **drawn, c=tried.sample.seed))
        else:
            lines.append(self._phrase("bound-mutants-all", a=f"{tried.changes:,}"))
        from backhaul.analysis.solving import MOST_WORK

        return [*lines, self._phrase("bound-work", a=f"{review.work or MOST_WORK:,}")]

    def _note(self, *, whole: bool) -> Iterator[Block]:
        """The change note, without its own head, foot and lines to sign."""
        if self.review.compared is None:
            return
        for block in self.review.compared.note(self.language).blocks(details=False, whole=whole):
            own = isinstance(block, Badge | Heading | Foot)
            if not own and not (isinstance(block, Section) and block.kind == "sign"):
                yield block

    def _cases(self) -> Iterator[Block]:
        cases = self.review.cases
        parts = (cases.added, cases.changed, cases.gone)
        same = len(cases.cases) - len(cases.added) - len(cases.changed)
        counts = dict(zip("cde", (str(len(part)) for part in parts), strict=True))
        key = "cases-count" if self.review.against else "cases-first"
        said = self._phrase(key, a=str(len(cases.cases)), b=str(same), **counts)
        failing = self._phrase("cases-fail", a=str(len(cases.failing)))
        yield Paragraph(f"{said} {failing if cases.failing else self._words['cases-pass']}")
        if self.review.against:
            for name, part in zip(("added", "changed", "gone"), parts, strict=True):
                if part:
                    yield Folded(f"{self._words[name]} ({len(part)})", tuple(_by_file(part)))

    def _coverage(self) -> Iterator[Block]:
        from backhaul.cases.coverage import percent

        coverage, rows = self.review.coverage, []
        for measure in coverage.measures:
            touched, count = coverage.of(measure)
            kind, _, language = measure.partition(" ")
            share = percent(touched, count) if count else "–"
            rows.append((self._phrase(kind, a=language), str(touched), str(count), share))
        head = tuple(self._words[key] for key in ("measure", "touched", "of", "percent"))
        yield Table(head, tuple(rows), (1, 2, 3))
        if coverage.missed:
            missed = bullets(
                self._phrase("line", a=str(item.span.line), b=f"{item.what} {item.missing}")
                for item in coverage.missed
            )
            yield Folded(f"{self._words['missed']} ({len(coverage.missed)})", (missed,))

    def _proofs(self) -> Iterator[Block]:
        proof = self.review.proof
        if proof is None:
            yield Paragraph(self._words["no-invariants"])
        else:
            answers = [verdict.answer for verdict in proof.verdicts]
            counts = (str(answers.count(answer)) for answer in ANSWERS)
            b, c, d = counts
            yield Paragraph(self._phrase("proved-count", a=str(len(answers)), b=b, c=c, d=d))
            yield bullets(
                (
                    _SIGNS[verdict.answer],
                    self._names.speaker.title(verdict.claim.title, verdict.claim.id),
                )
                for verdict in proof.verdicts
            )
        if self.review.findings:
            lines = bullets(map(self._diagnostic, self.review.findings))
            yield Folded(f"{self._words['findings']} ({len(self.review.findings)})", (lines,))

    def _open(self) -> Iterator[Block]:
        asked = [each for each in questions(self.review, self.language) if each[1]]
        if not asked:
            yield Paragraph(self._words["none-open"])
        for head, lines in asked:
            yield Items((Item(parsed(head), tuple(map(parsed, lines))),))

    def _read(self) -> Iterator[Block]:
        yield Paragraph(self._words["read-why"])
        rows = tuple(
            (Name(name), Name(digest.removeprefix("sha256:")))
            for name, digest in self.review.files.items()
        )
        yield Table((self._words["file"], "SHA-256"), rows)

    def _sign(self) -> Iterator[Block]:
        heads = ("", self._words["sign-who"], self._words["sign-date"])
        rows = tuple((self._words[key], _DOTS, _DOTS[:16]) for key in ("prepared", "read-by"))
        yield Table(heads, rows)

    def _diagnostic(self, diagnostic: Diagnostic) -> Line:
        return parsed(in_one_line(diagnostic))

    def _phrase(self, key: str, **names: str) -> str:
        return fill(self._words[key], names)


def _keys(keys: Sequence[Key]) -> list[dict[str, str]]:
    return [{"file": file, "name": name} for file, name in keys]


def _by_file(keys: Sequence[Key]) -> Iterator[Block]:
    """The names of cases below their files."""
    files: dict[str, list[str]] = {}
    for file, name in keys:
        files.setdefault(file, []).append(name)
    yield Items(
        tuple(Item(f"{file} ({len(names)})", tuple(names)) for file, names in files.items())
    )


def _without_levels(blocks: Iterator[Block]) -> Iterator[Block]:
    """The blocks of another report as part of a section: its headings one level down."""
    for block in blocks:
        yield Heading(block.level + 1, block.line) if isinstance(block, Heading) else block
