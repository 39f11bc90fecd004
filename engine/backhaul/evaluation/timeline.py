"""How a decision changes as one instant moves, as exact intervals.

At the first instant the definition is run on an instant that moves, and says how long everything in that
run stays as it is. The next instant is looked at after that, and so on to the end of time; what stands
side by side and says the same is one interval.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backhaul.diagnostics import BackhaulError, Diagnostic, FactError, PolicyError, nearest
from backhaul.evaluation.decision import Evaluation, conclude
from backhaul.evaluation.facts import Extra, by_name, understand
from backhaul.evaluation.known import Known, exactly
from backhaul.evaluation.meaning import Answer, decide
from backhaul.evaluation.moving import Moving, TimeSpan, settle
from backhaul.evaluation.outcome import is_settled
from backhaul.evaluation.reads import compared_with, is_told, needs
from backhaul.evaluation.tighten import tighten
from backhaul.evaluation.uniform_span import UniformSpan
from backhaul.frozen import frozen
from backhaul.language.kinds import DAY, LIMITS, Kind
from backhaul.language.model import Policy
from backhaul.program.program import program_of

FIRST, LAST = LIMITS[Kind.DATETIME]
#: pieces that are looked at before it is said that there are too many: of a large policy fewer, as far as
#: the pieces times the work that the policy's expressions are exceed a bound, but some in any case
MOST_PIECES, MOST_WORK, SOME_PIECES = 1_000, 50_000, 16
#: a piece shorter than this may be one of very many
_SHORT = 32 * DAY
_ANY = Known(((FIRST, LAST),))


@frozen
class Stretch:
    """An interval with one outcome; both ends, in microseconds, are included."""

    start: int
    end: int
    #: the decision at its first instant
    evaluation: Evaluation
    #: what would settle the decision somewhere in it
    needs: tuple[str, ...]


@frozen
class Refused:
    """An interval in which the facts are refused, and why; both ends are included."""

    start: int
    end: int
    #: the constraints that are broken; empty where something else is wrong
    constraints: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]


@frozen
class Course:
    """The whole of time, cut at the instants at which the decision changes."""

    policy: Policy
    #: the fact that moves
    by: str
    #: what is known of the other facts
    facts: Mapping[str, Known]
    #: where it was given exactly, its value
    given: int | None
    stretches: tuple[Stretch, ...]
    refused: tuple[Refused, ...]


@frozen
class _Piece:
    """What comes out at an instant, and up to which instant it surely stays so."""

    end: int
    said: object
    needs: frozenset[str]
    #: whether every rule and output of it is sure
    settled: bool


def course(policy: Policy, given: Mapping[str, object], by: str, extra: Extra = "refuse") -> Course:
    """How the decision on these facts changes as the datetime fact *by* moves.

    Raises FactError where other facts are wrong, and BackhaulError where there is no such fact or an
    output changes with every instant.
    """
    _check(policy, by)
    given = by_name(given)
    facts = understand(policy, given, extra)
    _refuse_masked(policy, facts, by)
    walk = _Walk(policy, facts, frozenset(facts).intersection(given) | {by}, by)
    stretches: list[Stretch] = []
    refused: list[Refused] = []
    for start, piece in walk.merged():
        try:
            evaluation = walk.at(exactly(start))
        except (FactError, PolicyError) as error:
            broken = piece.said if isinstance(piece.said, tuple) else ()
            refused.append(Refused(start, piece.end, broken, error.diagnostics))
        else:
            needs = tuple(name for name in policy.facts if name in piece.needs)
            stretches.append(Stretch(start, piece.end, evaluation, needs))
    one = facts[by].one if facts[by].settled else None
    mark = None if one is None else int(one)
    return Course(policy, by, {**facts, by: _ANY}, mark, tuple(stretches), tuple(refused))


def _check(policy: Policy, by: str) -> None:
    fact = policy.facts.get(by)
    if fact is None:
        help = nearest(by, policy.facts) or _moving_facts(policy)
        raise BackhaulError([Diagnostic("unknown-fact", f"there is no fact `{by}`", help, fact=by)])
    if fact.type.kind != Kind.DATETIME:
        message = f"the fact `{by}` is {fact.type}, and only an instant moves along a timeline"
        raise BackhaulError([Diagnostic("wrong-kind", message, _moving_facts(policy), fact=by)])


def _refuse_masked(policy: Policy, facts: Mapping[str, Known], by: str) -> None:
    """The ends of the intervals are made of what the moving instant is compared with."""
    masked = {name for name, fact in policy.facts.items() if fact.masked and name != by}
    found = []
    for name in masked and sorted(masked & compared_with(policy, by)):
        known = facts[name]
        if is_told(policy.facts[name], known) and not known.never_present:
            message = f"the fact `{name}` is masked, and the ends of the intervals would tell it"
            help = "leave it out: it is then unknown"
            found.append(Diagnostic("timeline-masked", message, help, fact=name))
    if found:
        raise BackhaulError(found)


def _moving_facts(policy: Policy) -> str:
    moving = [f.name for f in policy.facts.values() if f.type.kind == Kind.DATETIME]
    return "instants are " + ", ".join(moving) if moving else f"`{policy.id}` has no instants"


class _Walk:
    """Goes from the first instant to the last, from one piece to the next."""

    def __init__(
        self, policy: Policy, facts: dict[str, Known], said: frozenset[str], by: str
    ) -> None:
        self.policy, self.facts, self.said, self.by = policy, facts, said, by
        #: an output that differs at every instant of the piece that is looked at
        self.never_still: tuple[str, str] | None = None
        self.alike = UniformSpan(policy, facts, by)
        self.most = max(SOME_PIECES, min(MOST_PIECES, MOST_WORK // program_of(policy).size))

    def at(self, moment: Known) -> Evaluation:
        """The decision while the instant is this one."""
        return conclude(self.policy, {**self.facts, self.by: moment}, self.said, branching=False)

    def merged(self) -> Iterator[tuple[int, _Piece]]:
        """The pieces with their first instants, those that say the same made one."""
        open_start, open_piece = FIRST, self._piece(FIRST)
        for start, piece in self._pieces(open_piece):
            if piece.said == open_piece.said:
                needs = open_piece.needs | piece.needs
                open_piece = _Piece(piece.end, piece.said, needs, piece.settled)
            else:
                yield open_start, open_piece
                open_start, open_piece = start, piece
        yield open_start, open_piece

    def _pieces(self, last: _Piece) -> Iterator[tuple[int, _Piece]]:
        """The pieces after the first; over short ones that are settled and the same it leaps."""
        leap = _SHORT
        for _ in range(self.most):
            if last.end >= LAST:
                return
            start = last.end + 1
            last = self._piece(start)
            if last.settled and last.end - start < _SHORT:
                far = min(start + leap, LAST)
                if far > last.end and self._all_of(start, far) == last.said:
                    last, leap = _Piece(far, last.said, last.needs, settled=True), leap * 2
                else:
                    leap = max(leap // 2, _SHORT // 32)
            yield start, last
        raise self._too_fine()

    def _piece(self, start: int) -> _Piece:
        """What comes out from this instant on, and for how long it surely does."""
        span = TimeSpan(LAST - start)
        moment = Known(((Moving(start, 1, {}, span),) * 2,))
        self.never_still = None
        said, needs, settled = self._outcome(moment)
        if self.never_still and span.most > 0:
            raise self._moves(*self.never_still)
        return _Piece(start + span.most, said, needs, settled)

    def _all_of(self, start: int, end: int) -> object:
        """What comes out at every one of these instants; nothing where that cannot be told."""
        said, _, settled = self._outcome(Known(((start, end),)))
        return said if settled else None

    def _too_fine(self) -> BackhaulError:
        message = f"the decision may change at more than {self.most} instants of `{self.by}`"
        varying = {axis.fact for p in self.policy.parameters.values() for axis in p.axes}
        unknown = [name for name in self.facts if name in varying and not self.facts[name].settled]
        help = "give " + ", ".join(f"`{name}`" for name in unknown) + " exactly"
        if not unknown:
            help = "ask for the decision at one instant, or give more of the other facts exactly"
        return BackhaulError([Diagnostic("timeline-too-fine", message, help, fact=self.by)])

    def _outcome(self, moment: Known) -> tuple[object, frozenset[str], bool]:
        """What comes out, what it needs, and whether all of it is sure."""
        facts = {**self.facts, self.by: moment}
        try:
            known, broken, _ = tighten(self.policy, facts)
            # of many instants at once nothing is sure where the constraints refuse only some of them
            alike = isinstance(moment.one, int) or self.alike.refused(moment, known, broken)
            if broken:
                return tuple(constraint.id for constraint in broken), frozenset(), alike
            answers, names = decide(self.policy, known)
        except FactError as error:
            return frozenset(d.message for d in error.diagnostics), frozenset(), False
        said = {name: self._answer(name, answer) for name, answer in answers.items()}
        sure = all(a.status == "decided" and not a.conflict for a in answers.values())
        sure = sure and all(row.sure for a in answers.values() for row in a.rows)
        sure = sure and alike and (isinstance(moment.one, int) or self.alike.fits(names))
        return said, frozenset(needs(self.policy, names, answers)), sure

    def _answer(self, decision: str, answer: Answer) -> object:
        """All that one decision says, as far as it can be compared."""
        rules = [(row.rule, row.sure) for row in answer.rows]
        told = [answer.outputs]
        if self.policy.decisions[decision].hit == "collect":
            told = [row.outputs for row in answer.rows]
        outputs = [self._outputs(decision, each, answer) for each in told]
        return answer.status, answer.open_end, answer.conflict, rules, outputs

    def _outputs(
        self, decision: str, outputs: Mapping[str, Known], answer: Answer
    ) -> dict[str, object]:
        """What is settled, and which choices are possible; bounds move, so only that they are there."""
        found: dict[str, object] = {}
        for name, known in outputs.items():
            if not is_settled(answer, known):
                members = known.values if isinstance(known.values, frozenset) else None
                found[name] = (members, known.absent)
            elif isinstance(known.one, Moving) and known.one.slope:
                self.never_still = (decision, name)
                found[name] = int(known.one)
            else:
                found[name] = settle(known.one) if isinstance(known.one, Moving) else known.one
        return found

    def _moves(self, decision: str, output: str) -> BackhaulError:
        place = self.policy.decisions[decision].outputs[output].span
        message = f"`{decision}.{output}` changes with every instant of `{self.by}`"
        help = "there are no intervals of such an output; ask for the decision at one instant"
        return BackhaulError([Diagnostic("timeline-too-fine", message, help, place, fact=self.by)])
