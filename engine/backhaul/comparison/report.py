"""A comparison as JSON holds it: the one form that every other is written from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from backhaul.comparison.amounts import EXACT, Amount, named_amount
from backhaul.comparison.change import Change
from backhaul.comparison.comparable_outputs import comparable_outputs
from backhaul.comparison.compare import Comparison
from backhaul.comparison.judge import Standing
from backhaul.comparison.labels import OutputChange, Which
from backhaul.comparison.tally import Cell, Example
from backhaul.diagnostics import nearest
from backhaul.language.model import Policy

Json = dict[str, Any]
#: a sum as text, or one for each unit
Money = str | dict[str, str]
#: what one side says of an example: the whole decision as data, and in words
Tell = Callable[[Which, Mapping[str, object]], tuple[Json, str]]

STANDINGS: tuple[Standing, ...] = ("same", "changed", "cannot_tell", "refused")
#: records that are told with both traces
MOST_EXAMPLES = 24


def as_data(comparison: Comparison, tell: Tell | None = None) -> Json:
    """Everything that was found; *tell* makes the decisions of the examples once more, or there are none."""
    tally, terms = comparison.tally, comparison.terms
    outputs = _outputs(comparison)
    return {
        "old": _policy(comparison.old),
        "new": _policy(comparison.new),
        "records": {
            "all": tally.records + tally.unreadable_count,
            **{name: _cell_of(comparison, name).count for name in STANDINGS},
            "unreadable": tally.unreadable_count,
            "cases": comparison.cases,
            "generated": comparison.generated,
        },
        "amounts": _amounts(comparison) if terms.amount is not None else None,
        "outputs": outputs,
        "apart": [{"output": name, "why": why} for name, why in comparison.apart.items()],
        "same_by_another_rule": [
            {"decision": flip.output, "from": flip.old, "to": flip.new, "count": count}
            for flip, count in _falling(tally.rules)
        ],
        "cannot_tell": [
            {
                "fact": missing.fact,
                "why": missing.why,
                "count": count,
                "only": _only(comparison, missing.fact),
            }
            for missing, count in _falling(tally.missing)
        ],
        "refused": _refused(comparison),
        "facts": {
            "only_old": list(comparison.only_old),
            "only_new": list(comparison.only_new),
            "no_facts": _no_facts(comparison),
        },
        "unreadable": [diagnostic.to_dict() for diagnostic in tally.unreadable],
        "changes": [_change(change) for change in comparison.changes],
        "examples": _examples(comparison, outputs, tell) if tell else [],
    }


def _no_facts(comparison: Comparison) -> list[Json]:
    """The names in the records that no fact has, each with the fact that may be meant."""
    facts = {*comparison.old.facts, *comparison.new.facts}
    return [
        {"name": name, "count": count, **({"help": help} if (help := nearest(name, facts)) else {})}
        for name, count in comparison.tally.extra.items()
    ]


def _policy(policy: Policy) -> Json:
    found: Json = {
        "policy": policy.id,
        "version": policy.version,
        "digest": policy.digest,
        "draft": policy.draft,
        "title": dict(policy.title),
    }
    if policy.changed_parameters:
        found["changed_parameters"] = dict(policy.changed_parameters)
    return found


def _cell_of(comparison: Comparison, standing: Standing) -> Cell:
    return comparison.tally.standings.get(standing) or Cell()


def _amounts(comparison: Comparison) -> Json:
    """What the records are worth, by how they stand."""
    cells = {name: _cell_of(comparison, name) for name in STANDINGS}
    amount = _amount(comparison)
    found: Json = {"column": comparison.terms.amount}
    if amount.type and amount.type.unit:
        found["unit"] = str(amount.type.unit)
    if amount.given:
        found["before"] = {name: _sums(cell, amount)[0] for name, cell in cells.items()}
    return {
        **found,
        **{name: _sums(cell, amount)[1] for name, cell in cells.items()},
        "without": sum(cell.without for cell in cells.values()),
    }


def _amount(comparison: Comparison) -> Amount:
    return named_amount(comparison.old, comparison.new, comparison.terms.amount or "")


def _sums(cell: Cell, amount: Amount) -> tuple[Money, Money]:
    """What is summed up, before and now: exact texts; one for each unit, where that varies."""
    least = amount.type.places or 0 if amount.type else 0

    def text(total: Decimal) -> str:
        last = Decimal(1).scaleb(-least)
        return f"{min(total, total.quantize(last, context=EXACT), key=_exponent):f}"

    sums = {unit: (text(old), text(new)) for unit, (old, new) in sorted(cell.sums.items())}
    if amount.by:
        return {u: old for u, (old, _) in sums.items()}, {u: new for u, (_, new) in sums.items()}
    return next(iter(sums.values()), (text(Decimal(0)),) * 2)


def _exponent(number: Decimal) -> int:
    return int(number.as_tuple().exponent)


def said_money(amounts: Json, money: Money) -> str:
    """A sum for people: with its unit, where the policy says one."""
    if not isinstance(money, str):
        return ", ".join(f"{total} {unit}" for unit, total in money.items()) or "0"
    return f"{money} {amounts['unit']}" if "unit" in amounts else money


def sides_summed(amounts: Json | None) -> list[Json]:
    """By standing what is summed up: of what each side gives, before and now."""
    if not amounts:
        return []
    return [amounts["before"], amounts] if "before" in amounts else [amounts]


def flip_sums(amounts: Json, flip: Json) -> list[str]:
    """What the records that flip so are worth, for people."""
    keys = ("amount_before", "amount") if "before" in amounts else ("amount",)
    return [said_money(amounts, flip[key]) for key in keys]


def _outputs(comparison: Comparison) -> list[Json]:
    """The matrix of every output: what stays, and each flip, the most frequent first."""
    tally = comparison.tally
    names = [
        name
        for before, _, outputs in comparable_outputs(comparison.old, comparison.new)
        for name in (
            [before.name]
            if before.hit == "collect"
            else [f"{before.name}.{output}" for output in outputs]
        )
    ]
    return [
        {
            "output": name,
            "kept": [
                {"value": flip.old, "count": count}
                for flip, count in _falling(tally.kept)
                if flip.output == name
            ],
            "cannot_tell": tally.unclear.get(name, 0),
            "flips": [_flip(comparison, flip, cell) for flip, cell in flips(comparison, name)],
        }
        for name in names
    ]


def flips(comparison: Comparison, output: str | None = None) -> list[tuple[OutputChange, Cell]]:
    """The flips, of one output or of all, the most frequent first."""
    found = [
        (flip, cell)
        for flip, cell in comparison.tally.flips.items()
        if output is None or flip.output == output
    ]
    return sorted(found, key=lambda pair: -pair[1].count)


def _flip(comparison: Comparison, flip: OutputChange, cell: Cell) -> Json:
    found: Json = {"from": flip.old, "to": flip.new, "count": cell.count}
    if comparison.terms.amount is not None:
        amount = _amount(comparison)
        before, now = _sums(cell, amount)
        found |= {"amount": now, "without": cell.without}
        found |= {"amount_before": before} if amount.given else {}
    found["examples"] = [example.place for example in cell.examples]
    return found


def _falling(counts: Mapping[Any, int]) -> list[tuple[Any, int]]:
    return sorted(counts.items(), key=lambda pair: -pair[1])


def _only(comparison: Comparison, fact: str) -> str | None:
    """The side that alone has the fact, if one does."""
    if fact in comparison.only_new:
        return "new"
    return "old" if fact in comparison.only_old else None


def _refused(comparison: Comparison) -> Json:
    by = comparison.tally.refused_by
    reasons = sorted(comparison.tally.reasons.items(), key=lambda pair: -pair[1][0])
    return {
        **{side: by.get(side, 0) for side in ("old", "new", "both")},
        "reasons": [
            {"by": side, "code": code, "of": of, "count": count, "first": first}
            for (side, code, of), (count, first) in reasons
        ],
    }


def _change(change: Change) -> Json:
    return {
        "part": change.part,
        "name": change.name,
        "kind": change.kind,
        "at": change.at,
        "words_only": change.words_only,
        "old": change.old,
        "new": change.new,
        "steps": list(change.steps),
    }


def _examples(comparison: Comparison, outputs: list[Json], tell: Tell) -> list[Json]:
    """The first records of each flip, each record once, with what both sides say of it."""
    shown: dict[str, tuple[Example, list[Json]]] = {}
    for flip, cell in flips(comparison):
        for example in cell.examples:
            if example.place not in shown and len(shown) >= MOST_EXAMPLES:
                continue
            said = {"output": flip.output, "from": flip.old, "to": flip.new}
            shown.setdefault(example.place, (example, []))[1].append(said)
    found = []
    order = [output["output"] for output in outputs]
    for place, (example, said_of) in shown.items():
        said_of.sort(key=lambda flip: order.index(flip["output"]))
        sides: Json = {}
        for by, facts in (("old", example.old), ("new", example.new)):
            data, words = tell("old" if by == "old" else "new", facts)
            sides[by] = {"decision": data, "words": words}
        found.append({"record": place, "flips": said_of, **sides})
    return found
