"""What was proved of two policies, as JSON holds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from backhaul.analysis.difference import Comparing
from backhaul.analysis.pair import Case, Said
from backhaul.analysis.proved_changes import ProvedChange
from backhaul.analysis.region import Region, Sign, regions
from backhaul.analysis.witness import as_given
from backhaul.comparison.labels import OTHERS
from backhaul.evaluation.outcome import outcome, rules
from backhaul.language.kinds import Kind, Type

Json = dict[str, Any]


def as_data(comparing: Comparing) -> Json:
    """Everything that was proved; cases stand in a list, and are named by their place in it from 1."""
    cases = _Cases()
    for flip in comparing.flips:
        # those that both sides decide come first
        if flip.case and not flip.by_one:
            cases.place(flip.case)
    order = [flip for flip in comparing.moved if flip.answer != "impossible"]
    return {
        "verdict": _VERDICTS[comparing.verdict],
        "decisions": _VERDICTS[comparing.changed],
        "nothing_accepted": comparing.nothing_accepted,
        "regions": [_region(*one) for one in regions(comparing).items()],
        "refused": {which: _flip(flip, cases) for which, flip in comparing.refused.items()},
        "outputs": [_output(*one, cases) for one in _by_output(comparing.flips)],
        "order": [_flip(flip, cases) for flip in order],
        "apart": [{"output": name, "why": why} for name, why in comparing.incomparable.items()],
        "facts": _facts(comparing),
        "plain": as_given(comparing.pair.joint.policy, comparing.finder.plain),
        "cases": cases.data(),
    }


#: whether a change is possible, as the verdict on both
_VERDICTS = {"impossible": "alike", "possible": "different", "not settled": "not_settled"}


class _Cases:
    """The cases that are shown, each once."""

    def __init__(self) -> None:
        self._found: list[Case] = []

    def place(self, case: Case) -> int:
        """The number under which a case is shown."""
        places = (n for n, known in enumerate(self._found, 1) if known.facts == case.facts)
        place = next(places, 0)
        if not place:
            self._found.append(case)
        return place or len(self._found)

    def data(self) -> list[Json]:
        """All of them with what both sides say."""
        return [
            {"facts": dict(case.given), "old": _said(case.old), "new": _said(case.new)}
            for case in self._found
        ]


def _said(said: Said) -> Json:
    if said.evaluation is None:
        reasons = [{"code": d.code, "message": d.message} for d in said.refused]
        return {"refused": reasons}
    found = said.evaluation
    return {
        "status": found.status,
        "outcome": outcome(found, as_text=True),
        "rules": rules(found),
    }


def _by_output(flips: Sequence[ProvedChange]) -> Iterator[tuple[str, list[ProvedChange]]]:
    found: dict[str, list[ProvedChange]] = {}
    for flip in flips:
        found.setdefault(flip.change.output, []).append(flip)
    yield from found.items()


def _output(name: str, flips: list[ProvedChange], cases: _Cases) -> Json:
    return {
        "output": name,
        "flips": [_flip(flip, cases) for flip in flips if flip.answer != "impossible"],
        "impossible": [
            {"from": flip.change.old, "to": flip.change.new, **_several(flip)}
            for flip in flips
            if flip.answer == "impossible"
        ],
    }


def _flip(flip: ProvedChange, cases: _Cases) -> Json:
    change = flip.change
    found: Json = {"output": change.output} if change.output else {}
    found |= {"from": change.old, "to": change.new, "answer": flip.answer.replace(" ", "_")}
    found |= _several(flip)
    if flip.case:
        found["case"] = cases.place(flip.case)
    return found


def _several(flip: ProvedChange) -> Json:
    """How many pairs of values are told as one, where it is more than itself."""
    return {"pairs": flip.pairs} if OTHERS in (flip.change.old, flip.change.new) else {}


def _region(decision: str, region: Region | None) -> Json:
    if region is None:
        return {"decision": decision, "found": False}
    return {
        "decision": decision,
        "found": True,
        "exact": region.exact,
        "all": [_sign(sign) for sign in region.common],
        "any": [[_sign(sign) for sign in part] for part in region.parts],
    }


def _sign(sign: Sign) -> Json:
    if sign.atom.otherwise:
        return {"name": sign.condition, "comes_out": "otherwise" if sign.holds else "alike"}
    return {"condition": sign.condition, "in": sign.atom.side}


def _type(type: Type) -> str:
    return f"{type} of {type.scale} places" if type.kind is Kind.DECIMAL else str(type)


def _facts(comparing: Comparing) -> Json:
    old, new = comparing.old.facts, comparing.new.facts
    apart: Mapping[str, Any] = comparing.pair.apart
    return {
        "only_old": [name for name in old if name not in new],
        "only_new": [name for name in new if name not in old],
        "other_type": [
            {"name": name, "old": _type(one), "new": _type(other)}
            for name, (one, other) in apart.items()
        ],
    }
