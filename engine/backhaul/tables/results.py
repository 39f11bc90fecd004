"""What was decided of many cases, as Arrow columns: status and reason, then every decision's rule and outputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from backhaul.evaluation.lowering.domains import TIMES
from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.language.kinds import Held, Kind, Type, python_value
from backhaul.language.model import Decision, Output, Policy
from backhaul.tables.arrow_types import arrow_type

STATUSES = ("decided", "undetermined", "uncovered", "refused")


class Decided(NamedTuple):
    """What was decided of one case."""

    status: str
    #: why it was refused or what it needs; None: nothing to say
    reason: str | None = None
    statuses: Mapping[str, str] = {}
    outcome: Mapping[str, Any] = {}
    rules: Mapping[str, Any] = {}


@frozen
class Labels:
    """A column of few different texts."""

    texts: tuple[str, ...]

    @property
    def codes(self) -> Any:
        """The type of the places of the texts."""
        few = len(self.texts)
        return pa.int8() if few < 1 << 7 else pa.int16() if few < 1 << 15 else pa.int32()

    def column(self, codes: Any) -> Any:
        """The column of the texts at these places."""
        return pa.DictionaryArray.from_arrays(codes, pa.array(self.texts, pa.string()), safe=False)

    def of(self, values: Sequence[str | None]) -> Any:
        """The column of these texts."""
        places = {text: place for place, text in enumerate(self.texts)}
        codes = [None if value is None else places[value] for value in values]
        return self.column(pa.array(codes, self.codes))

    def first(self, rows: int) -> Any:
        """The column that says the first text in every row."""
        zeros = pa.py_buffer(bytes(rows * self.codes.bit_width // 8))
        return self.column(pa.Array.from_buffers(self.codes, rows, [None, zeros]))


_STATUS = Labels(STATUSES)


class Results:
    """Makes the columns of a policy's decisions; times are held as whole numbers of *unit* microseconds."""

    def __init__(self, policy: Policy, unit: int) -> None:
        self.policy, self.unit = policy, unit
        self.decisions = list(policy.decisions.values())

    @property
    def types(self) -> dict[str, Type | dict[str, Type]]:
        """The types of the columns of outputs; of a list those of what stands in its rows."""
        made: dict[str, Type | dict[str, Type]] = {}
        for decision in self.decisions:
            types = {name: output.type for name, output in decision.outputs.items()}
            if decision.hit == "collect":
                made[decision.name] = types
            else:
                made |= {f"{decision.name}.{name}": type for name, type in types.items()}
        return made

    def columns(self, found: Mapping[str, Any], rows: int) -> Any:
        """The table of what a query has found."""
        made = dict(self._columns(found, rows))
        uncovered = [made[f"{d.name}.rule"] for d in self.decisions if _may_be_uncovered(d)]
        status = _STATUS.first(rows)
        for rule in uncovered:
            if rule.null_count:
                codes = pc.if_else(rule.is_valid(), status.indices, _code("uncovered"))
                status = _STATUS.column(codes)
        return pa.table({"status": status, "reason": pa.nulls(rows, pa.string()), **made})

    def _columns(self, found: Mapping[str, Any], rows: int) -> Iterator[tuple[str, Any]]:
        for index, decision in enumerate(self.decisions):
            name = decision.name
            if decision.hit == "collect":
                yield f"{name}.status", _STATUS.first(rows)
                yield name, self._list(decision, found[f"l{index}"])
                continue
            rule = found[f"r{index}"]
            ids = [one.id for one in decision.ladder]
            answered = _taken(ids, _labels(iter(ids)), rule)
            status = _STATUS.first(rows)
            if answered.null_count:
                codes = pc.if_else(answered.is_valid(), status.indices, _code("uncovered"))
                status = _STATUS.column(codes)
            yield f"{name}.status", status
            yield f"{name}.rule", answered
            for place, output in enumerate(decision.outputs.values()):
                computed = found.get(f"o{index}_{place}")
                yield (
                    f"{name}.{output.name}",
                    self._literals(decision, output, rule)
                    if computed is None
                    else self._computed(output, computed),
                )

    def _literals(self, decision: Decision, output: Output, rule: Any) -> Any:
        """An output that is one literal for each rule; after the last rule comes none."""
        values = _held(decision, output)
        if output.type.kind in (Kind.CHOICE, Kind.TEXT):
            return _taken(values, _texts(decision, output), rule)
        kind = output.type.kind
        python = [None if value is None else python_value(output.type, value) for value in values]
        if kind is Kind.BOOLEAN:
            # bytes are taken in a fraction of the time that bits are
            held = pa.array(python, pa.bool_()).cast(pa.int8())
            return pc.equal(_looked_up(held, rule), 1)
        return _looked_up(pa.array(python, arrow_type(output.type)), rule)

    def _computed(self, output: Output, values: Any) -> Any:
        """An output as it was worked out, in the type it has in Arrow."""
        if isinstance(values, pa.ChunkedArray):
            chunks = [self._computed(output, chunk) for chunk in values.chunks]
            return pa.chunked_array(chunks, arrow_type(output.type))
        kind = output.type.kind
        if kind in TIMES:
            if self.unit != 1:
                values = pc.multiply(values.cast(pa.int64()), self.unit)
            return values.cast(pa.int64()).view(arrow_type(output.type))
        if kind is Kind.DATE:
            return values.cast(pa.int32()).view(arrow_type(output.type))
        if kind is Kind.DECIMAL:
            scale = output.type.scale
            last = pa.scalar(Decimal(1).scaleb(-scale), pa.decimal128(scale, scale))
            scaled = pc.multiply(values.cast(pa.decimal128(19, 0)), last)
            return scaled.cast(arrow_type(output.type))
        return values.cast(arrow_type(output.type))

    def _list(self, decision: Decision, found: Any) -> Any:
        """The rows of a list: the rule of each, then its outputs."""
        rows = found.flatten()
        rule = rows.field("rule")
        ids = [one.id for one in decision.ladder]
        columns = {"rule": pa.array(ids, pa.string()).take(rule)}
        for place, output in enumerate(decision.outputs.values()):
            at = rows.type.get_field_index(f"o{place}")
            if at >= 0:
                columns[output.name] = self._computed(output, rows.field(at))
                continue
            values = [
                None if v is None else python_value(output.type, v) for v in _held(decision, output)
            ]
            columns[output.name] = pa.array(values, arrow_type(output.type)).take(rule)
        struct = pa.StructArray.from_arrays([*columns.values()], names=[*columns])
        lengths = pc.list_value_length(found).fill_null(0)
        ends = pc.cumulative_sum(lengths.cast(pa.int64()))
        offsets = pa.concat_arrays([pa.array([0], pa.int64()), ends]).cast(pa.int32())
        return pa.ListArray.from_arrays(offsets, struct)

    def only(self, cases: Sequence[Decided]) -> Any:
        """The table of cases that were decided one by one."""
        columns = {
            "status": _STATUS.of([case.status for case in cases]),
            "reason": pa.array([case.reason for case in cases], pa.string()),
        }
        for decision in self.decisions:
            name = decision.name
            columns[f"{name}.status"] = _STATUS.of([case.statuses.get(name) for case in cases])
            if decision.hit == "collect":
                columns[name] = pa.array(
                    [_rows(case, name) for case in cases], _list_type(decision)
                )
                continue
            ids = _labels(rule.id for rule in decision.ladder)
            columns[f"{name}.rule"] = ids.of([case.rules.get(name) for case in cases])
            for output in decision.outputs.values():
                values = [case.outcome.get(name, {}).get(output.name) for case in cases]
                columns[f"{name}.{output.name}"] = (
                    _texts(decision, output).of(values)
                    if output.type.kind in (Kind.CHOICE, Kind.TEXT)
                    else pa.array(values, arrow_type(output.type))
                )
        return pa.table(columns)

    def merged(self, columns: Any, again: Any, places: Any) -> Any:
        """The columns with these rows in their places."""
        rows = columns.num_rows
        mask = pc.is_in(_count(rows), value_set=places.cast(pa.int64()))
        rank = pc.cumulative_sum(mask.cast(pa.int64()))
        at = pc.if_else(mask, pc.add(rank, rows - 1), _count(rows))
        whole = pa.concat_tables([columns, again.cast(columns.schema)]).combine_chunks()
        return whole.take(at)


def _count(rows: int) -> Any:
    """The numbers of the rows, from 0."""
    return pc.subtract(pc.cumulative_sum(pa.repeat(pa.scalar(1, pa.int64()), rows)), 1)


def _code(status: str) -> Any:
    return pa.scalar(STATUSES.index(status), _STATUS.codes)


def _may_be_uncovered(decision: Decision) -> bool:
    return decision.hit != "collect" and decision.otherwise is None


def _held(decision: Decision, output: Output) -> list[Held | None]:
    """The literal of every rule; None where it gives none, or works it out."""
    found = []
    for rule in decision.ladder:
        expression = rule.outputs[output.name]
        found.append(expression.value if isinstance(expression, nodes.Literal) else None)
    return found


def _labels(texts: Iterator[str]) -> Labels:
    return Labels(tuple(dict.fromkeys(texts)))


def _texts(decision: Decision, output: Output) -> Labels:
    """The texts that an output can be."""
    if output.type.kind is Kind.CHOICE:
        return Labels(output.type.choices)
    return _labels(str(value) for value in _held(decision, output) if value is not None)


def _taken(values: Sequence[Held | None], labels: Labels, rule: Any) -> Any:
    places = {text: place for place, text in enumerate(labels.texts)}
    codes = [None if value is None else places[str(value)] for value in values]
    return labels.column(_looked_up(pa.array(codes, labels.codes), rule))


def _looked_up(by_rule: Any, rule: Any) -> Any:
    """The value of each row's rule; NULL for the number after all rules."""
    if (pc.max(rule).as_py() or 0) >= len(by_rule):
        by_rule = pa.concat_arrays([by_rule, pa.nulls(1, by_rule.type)])
    return pc.take(by_rule, rule, boundscheck=False)


def _rows(case: Decided, name: str) -> list[dict[str, Any]] | None:
    """The rows of a list, or None where the list is not settled."""
    found, rules = case.outcome.get(name), case.rules.get(name)
    if found is None or rules is None:
        return None
    return [{"rule": rule, **row} for rule, row in zip(rules, found, strict=True)]


def _list_type(decision: Decision) -> Any:
    fields = [("rule", pa.string())]
    fields += [(output.name, arrow_type(output.type)) for output in decision.outputs.values()]
    return pa.list_(pa.struct(fields))


Decide = Callable[[Mapping[str, object]], Decided]
