"""A timeline as blocks of a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backhaul.evaluation.decision import Evaluation
from backhaul.evaluation.known import exactly, ranges
from backhaul.evaluation.meaning import derive
from backhaul.evaluation.reads import masked_names
from backhaul.evaluation.timeline import FIRST, LAST, Course, Refused, Stretch
from backhaul.evaluation.trace import trace
from backhaul.explanation import timeline_words
from backhaul.explanation.answer import answer, version
from backhaul.explanation.content import Answer
from backhaul.explanation.values import NO_OFFSET, Speaker
from backhaul.explanation.words import Catalogue, fill
from backhaul.language.kinds import Kind, Type
from backhaul.report.blocks import Block, Chapter, Foot, Heading, Paragraph, Story

#: the name of an output, its title, its value; either of the first may be empty
_Change = tuple[str, str, str]
_INSTANT = Type(Kind.DATETIME)


def story(course: Course, language: str) -> Story:
    """The timeline in one language; raises BackhaulError for one that the policy does not have."""
    policy = course.policy
    speaker = Speaker(policy, derive(policy, course.facts), language, masked_names(policy))
    words = timeline_words.words(language)
    moves = speaker.title(policy.facts[course.by].title, course.by)
    version_of = speaker.say("version", policy=policy.id, version=version(speaker))
    return Story(
        title=words["title"],
        subtitle=speaker.title(policy.title, policy.id),
        moves=fill(words["moves"], {"a": speaker.say("brackets", a=moves, b=course.by)}),
        scale=words["scale"],
        chapters=tuple(_Teller(course, speaker, words).chapters()),
        feet=(version_of, speaker.zone_note),
    )


def blocks(story: Story, language: str) -> Iterator[Block]:
    """The timeline as a report."""
    yield Heading(1, story.title, rule="─")
    if all(chapter.look == "refused" for chapter in story.chapters):
        yield Paragraph(timeline_words.words(language)["none"])
    yield story
    policy, *others = story.feet
    yield Foot((story.subtitle, policy, story.moves, *others))


class _Teller:
    """Tells one interval after another."""

    def __init__(self, course: Course, speaker: Speaker, words: Catalogue) -> None:
        self.course, self.speaker, self.words = course, speaker, words

    def chapters(self) -> Iterator[Chapter]:
        """The intervals in order; those in which the facts are refused are one where they touch."""
        parts: list[Stretch | Refused] = [*self.course.stretches, *self.course.refused]
        before: Answer | None = None
        refused: list[Refused] = []
        for part in sorted(parts, key=lambda part: part.start):
            if isinstance(part, Refused):
                refused.append(part)
                continue
            if refused:
                yield self._refusal(refused)
                refused = []
            now = self._answer(part.evaluation)
            yield self._chapter(part, now, before)
            before = now
        if refused:
            yield self._refusal(refused)

    def _answer(self, evaluation: Evaluation) -> Answer:
        speaker = Speaker.of(evaluation, self.speaker.language)
        traced = trace(evaluation.policy, evaluation.names, evaluation.answers)
        return answer(evaluation, traced, speaker)

    def _chapter(self, part: Stretch, now: Answer, before: Answer | None) -> Chapter:
        bounded = _bounded(part.evaluation)
        changes = tuple(
            self._change(title, self._at_start(value) if name in bounded else value)
            for name, title, value in _changes(now, before, self.words)
        )
        notes = [now.note] if now.note else []
        if before and not changes and before.headline == now.headline:
            notes.append(self.words["same"])
        if part.needs:
            titles = [
                self.speaker.title(self.course.policy.facts[name].title, name)
                for name in part.needs
            ]
            listed = self.speaker.words["semicolon"].join(titles)
            notes.append(fill(self.words["needs"], {"a": listed}))
        return Chapter(
            *self._ends(part.start, part.end),
            look="decided" if now.status == "decided" else "open",
            headline=now.headline,
            changes=changes,
            notes=tuple(notes),
            rules=fill(self.words["rules"], {"a": self.speaker.words["semicolon"].join(now.rules)}),
            here=self._here(part.start, part.end),
        )

    def _refusal(self, parts: Sequence[Refused]) -> Chapter:
        """The facts cannot be so: the constraints that say it, each once."""
        constraints = {c.id: c for c in self.course.policy.constraints}
        broken = dict.fromkeys(name for part in parts for name in part.constraints)
        reasons = [self.speaker.title(constraints[name].title, name) for name in broken]
        for part in parts:
            if not part.constraints:
                reasons += [diagnostic.message for diagnostic in part.diagnostics]
        start, end = parts[0].start, parts[-1].end
        return Chapter(
            *self._ends(start, end),
            look="refused",
            headline=(self.words["refused"],),
            changes=(),
            notes=tuple(reasons),
            here=self._here(start, end),
        )

    def _ends(self, start: int, end: int) -> tuple[int | None, int | None, str, str]:
        """The ends, the first of them in words, and the whole interval with how long it lasts."""
        first = None if start <= FIRST else start
        last = None if end >= LAST else end
        starts = "" if first is None else self._instant(first)
        ends = "" if last is None else self._instant(last + 1)
        if first is not None and last is not None:
            length = fill(self.words["lasts"], {"a": self.speaker.duration(last + 1 - first)})
            when = fill(self.words["span"], {"a": starts, "b": ends})
            return first, last, starts, f"{when} · {length}"
        key = "from" if starts else "until" if ends else "always"
        return first, last, starts, fill(self.words[key], {"a": starts or ends})

    def _here(self, start: int, end: int) -> str:
        given = self.course.given
        masked = self.course.by in self.speaker.masked
        if given is None or masked or not start <= given <= end:
            return ""
        return fill(self.words["here"], {"a": self._instant(given)})

    def _change(self, title: str, value: str) -> str:
        return self.speaker.say("colon", a=title, b=value) if title else value

    def _at_start(self, value: str) -> str:
        """Bounds move with the instant, so that they hold of the first one alone."""
        return fill(self.words["at-start"], {"a": value})

    def _instant(self, held: int) -> str:
        return self.speaker.value(_INSTANT, exactly(held), NO_OFFSET)


def _changes(now: Answer, before: Answer | None, words: Catalogue) -> Iterator[_Change]:
    """What an answer says otherwise than the one before; all of it where there is none."""
    old = {line.name: line for line in before.lines} if before else {}
    new = {line.name: line for line in now.lines}
    for name, line in new.items():
        if line.role == "what" and line.settled:
            continue  # it is the headline
        if name not in old or old[name].value != line.value:
            yield name, line.title, line.value
    for name, line in old.items():
        if name not in new:
            yield name, "", fill(words["no-longer"], {"a": line.title})
    earlier, later = _remarks(before) if before else {}, _remarks(now)
    for row, label in later.items():
        if row not in earlier:
            yield "", "", label
    for row, label in earlier.items():
        if row not in later:
            yield "", "", fill(words["no-longer"], {"a": label})


def _remarks(said: Answer) -> dict[tuple[str, str], str]:
    """The remarks that are sure, by the rule that makes them."""
    rows = [*said.leads, *(row for remarks in said.remarks for row in remarks.rows)]
    return {(row.decision, row.rule): row.label for row in rows if row.sure}


def _bounded(evaluation: Evaluation) -> set[str]:
    """The outputs of which no more than bounds are known."""
    return {
        f"{decision}.{name}"
        for decision, answered in evaluation.answers.items()
        for name, known in answered.outputs.items()
        if ranges(known) and not known.settled
    }
