"""Amounts of money as records hold them and policies give them: found under a name, read as exact decimals."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Context, Decimal, InvalidOperation

from backhaul.evaluation.decision import Evaluation
from backhaul.evaluation.reads import masked_names
from backhaul.frozen import frozen
from backhaul.language.kinds import NUMBERS, Type, decimal_text
from backhaul.language.model import Policy

#: an amount has at most so many digits on either side of the point
_MOST_DIGITS = 40
#: so no sum of them is ever rounded
EXACT = Context(prec=200)


@frozen
class Worth:
    """How many records, and the money of those that have an amount."""

    count: int
    amount: Decimal
    #: records that have no amount
    without: int
    unit: str = ""
    #: the amount by the old side, where each side gives its own
    before: Decimal | None = None


NOTHING = Worth(0, Decimal(0), 0)


def worth(amount: Decimal | None, unit: str = "") -> Worth:
    """What one record is worth."""
    return Worth(1, Decimal(0), 1) if amount is None else Worth(1, amount, 0, unit)


def under(record: Mapping[str, object], name: str) -> object:
    """The value under a name: of the record, of the facts in it, or along a path of names."""
    if name in record:
        return record[name]
    facts = record.get("facts")
    if isinstance(facts, Mapping) and name in facts:
        return facts[name]
    value: object = record
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def amount_of(value: object) -> Decimal | None:
    """The amount that a value is, exactly; nothing where it is none."""
    if isinstance(value, float):
        value = repr(value)
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    try:
        amount = Decimal(value.strip() if isinstance(value, str) else value)
    except (InvalidOperation, ValueError):
        return None
    return amount if _is_small(amount) else None


def _is_small(amount: Decimal) -> bool:
    parts = amount.as_tuple()
    if not isinstance(parts.exponent, int) or len(parts.digits) > 2 * _MOST_DIGITS:
        return False
    return parts.exponent >= -_MOST_DIGITS and amount.adjusted() < _MOST_DIGITS


@frozen
class Amount:
    """The name of what is added up, and where it is a number of both policies what kind of number."""

    name: str
    type: Type | None = None
    #: whether both sides give it, each its own
    given: bool = False

    @property
    def by(self) -> str | None:
        """The fact by which its unit varies."""
        return self.type.unit.by if self.type and self.type.unit else None

    def unit(self, choice: object) -> str | None:
        """The unit of a case with this choice of the fact by which it varies; None where that is not known.

        Empty where it does not vary: there is nothing to be told apart.
        """
        unit = self.type.unit if self.type else None
        if unit is None or unit.by is None:
            return ""
        return dict(unit.names).get(choice) if isinstance(choice, str) else None

    def held(self, record: Mapping[str, object], facts: object) -> Worth:
        """What a record is worth that holds the amount, or of which *facts*, those that were read, do."""
        told = facts if isinstance(facts, Mapping) else {}
        value = under(record, self.name)
        amount = amount_of(told.get(self.name) if value is None else value)
        unit = self.unit(told.get(self.by) if self.by else None)
        return worth(None) if unit is None else worth(amount, unit)

    def of_outputs(self, old: Evaluation, new: Evaluation) -> Worth:
        """What a record is worth of which each side gives an amount; nothing where one of them is open."""
        before, after = (self._output(side) for side in (old, new))
        known = new.names[self.by].one if self.by else None
        unit = self.unit(known)
        if before is None or after is None or unit is None:
            return worth(None)
        return Worth(1, after, 0, unit, before)

    def _output(self, side: Evaluation) -> Decimal | None:
        """What a side gives: of a list the sum of its rows, and where there is nothing 0; None where that is open."""
        decision, _, output = self.name.partition(".")
        answer = side.answers[decision]
        if answer.open_end and answer.status != "uncovered":
            return None
        listed = side.policy.decisions[decision].hit == "collect"
        if not all(row.sure for row in answer.rows) and listed:
            return None
        known = [row.outputs[output] for row in answer.rows] if listed else []
        if not listed and output in answer.outputs:
            known = [answer.outputs[output]]
        if not all(each.settled for each in known):
            return None
        type, total = side.policy.decisions[decision].outputs[output].type, Decimal(0)
        for each in known:
            if each.one is not None:
                total = EXACT.add(total, _exact(type, int(each.one)))
        return total


def _exact(type: Type, held: int) -> Decimal:
    return Decimal(decimal_text(type, held))


def named_amount(old: Policy, new: Policy, name: str) -> Amount:
    """What a name stands for: a number that both policies have in one unit, unless it is masked; else a column alone."""
    types = [_typed(side, name) for side in (old, new)]
    (before, output), (type, output_too) = types
    if before is None or type is None or output != output_too or before.unit != type.unit:
        return Amount(name)
    if name in masked_names(old) | masked_names(new):
        return Amount(name)
    return Amount(name, max(before, type, key=lambda each: each.places or 0), output)


def _typed(policy: Policy, name: str) -> tuple[Type | None, bool]:
    """The type of a fact or output that is a number, and whether it is an output."""
    decision, _, output = name.partition(".")
    declared = policy.decisions.get(decision)
    if name in policy.facts:
        type, given = policy.facts[name].type, False
    elif declared and output in declared.outputs:
        type, given = declared.outputs[output].type, True
    else:
        return None, False
    return type if type.kind in NUMBERS else None, given
