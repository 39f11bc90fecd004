"""A block of cases decided in columns: facts lowered, one query in DuckDB, and what it leaves by the definition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import repeat
from typing import Any, Literal

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from backhaul.evaluation.facts import Missing, taken_as
from backhaul.evaluation.lowering.domains import Count, domains
from backhaul.evaluation.lowering.safe_ranges import SafeRanges, safe_ranges_of
from backhaul.language import nodes
from backhaul.language.kinds import Kind
from backhaul.language.model import Decision, Fact, Policy
from backhaul.tables.lowered_columns import LoweredColumns, either, lower
from backhaul.tables.objects import Odd
from backhaul.tables.results import Decide, Decided, Results
from backhaul.tables.rows_to_facts import given_rows, plain
from backhaul.tables.stages import Stages, staged

Null = Literal["absent", "unknown"]
#: rows that are decided together
BLOCK = 1 << 20


#: lowers one fact: its column, or None where there is none, the rows, the unit of times, the box
Lower = Callable[[Fact, Any, int, int, SafeRanges], LoweredColumns]
#: the same, by what a null says
Lowers = Callable[..., LoweredColumns]
#: whether an output is asked for in columns
Wanted = Callable[[Decision, str], bool]


class Query:
    """A query over the lowered facts of one policy, a block at a time; `unsettled` in it marks rows for the definition."""

    def __init__(self, policy: Policy, box: SafeRanges, lower: Lower, query: exp.Select) -> None:
        self.policy, self.box, self.lower = policy, box, lower
        self.unit = unit_of(policy)
        self.connection = duckdb.connect()
        self.text = query.sql("duckdb")

    def found(self, table: Any) -> tuple[dict[str, Any], Any]:
        """The columns, and which rows are left to the definition, or None: no row."""
        lowered, left = self._lowered(table)
        # a cursor of its own, so that several threads may decide
        with self.connection.cursor() as cursor:
            cursor.register("cases", pa.table(lowered))
            found = cursor.sql(self.text).to_arrow_table()
        # what is computed may stay in pieces: joined it stands in memory twice
        columns = {
            name: found[name] if name.startswith("o") else single(found[name])
            for name in found.column_names
        }
        unsettled = columns.pop("unsettled", None)
        if unsettled is not None and pc.any(unsettled).as_py():
            left = either(left, unsettled)
        return columns, left

    def _lowered(self, table: Any) -> tuple[dict[str, Any], Any]:
        names = set(table.column_names)

        def one(fact: Fact) -> LoweredColumns:
            array = single(table[fact.name]) if fact.name in names else None
            return self.lower(fact, array, table.num_rows, self.unit, self.box)

        facts = self.policy.facts
        with ThreadPoolExecutor(pa.cpu_count()) as pool:
            found = list(pool.map(one, facts.values()))
        left = None
        for each in found:
            left = either(left, each.left)
        return {f"_{n}": each.values for n, each in zip(facts, found, strict=True)}, left


class Blocks:
    """Decides one block after another by one policy; *decide*: one case by itself."""

    def __init__(
        self,
        policy: Policy,
        decide: Decide,
        null: Null,
        lowers: Lowers = lower,
        missing: Missing = "refuse",
    ) -> None:
        self.missing: Missing = missing
        self.policy, self.decide, self.null_is_absent = policy, decide, null == "absent"
        self.results = Results(policy, unit_of(policy))
        box = safe_ranges_of(policy)
        reads = partial(lowers, null_is_absent=self.null_is_absent)
        self.query = None if box is None else Query(policy, box, reads, answers(policy, computed))

    def decided(self, table: Any, odd: Odd | None = None) -> Any:
        """The decisions on the rows of an Arrow table, in their order; *odd*: values that no column holds."""
        table, odd = plain(table).combine_chunks(), odd or {}
        columns, places = self.settled(table)
        if odd:
            places = pa.array(sorted({*places.to_pylist(), *odd}), pa.int64())
        return self.whole(columns, places, self._by_definition(table, places, odd))

    def settled(self, table: Any) -> tuple[Any, Any]:
        """What columns settle, or None where they settle nothing; and the places of the rows that are left."""
        if self.query is None or table.num_rows == 0:
            return None, pa.array(range(table.num_rows), pa.int64())
        found, left = self.query.found(table)
        columns = self.results.columns(found, table.num_rows)
        return columns, pa.array([], pa.int64()) if left is None else pc.indices_nonzero(left)

    def whole(self, columns: Any, places: Any, again: Sequence[Decided]) -> Any:
        """What columns settle, and in these places the rows that were decided one by one."""
        if columns is None:
            return self.results.only(again)
        if not len(places):
            return columns
        return self.results.merged(columns, self.results.only(again), places)

    def _by_definition(self, table: Any, places: Any, odd: Odd) -> list[Decided]:
        """The rows at these places, each decided by itself."""
        rows = given_rows(self.policy, table, places, null_is_absent=self.null_is_absent)
        numbers = places.to_pylist() if odd else repeat(0)
        whole = ({**facts, **odd.get(row, {})} for facts, row in zip(rows, numbers))  # noqa: B905
        return [self.decide(each) for each in taken_as(self.policy, whole, "refuse", self.missing)]


def single(chunked: Any) -> Any:
    """The one array of a column."""
    if chunked.num_chunks == 1:
        return chunked.chunk(0)
    return chunked.combine_chunks()


def unit_of(policy: Policy) -> int:
    """Of how many microseconds times are whole numbers in a query."""
    return next(d.unit for d in domains(policy) if isinstance(d, Count))


def answers(policy: Policy, wanted: Wanted) -> exp.Select:
    """The query for rule numbers, the outputs that are wanted, and lists."""
    stages = Stages(policy, unit_of(policy), coded=True)
    last: list[exp.Expr] = []
    for index, decision in enumerate(policy.decisions.values()):
        if decision.hit == "collect":
            last.append(exp.alias_(_list(stages, decision, wanted), f"l{index}"))
            continue
        rule = exp.cast(stages.local(decision.name), _small(len(decision.ladder)), dialect="duckdb")
        last.append(exp.alias_(rule, f"r{index}"))
        for place, name in enumerate(decision.outputs):
            if wanted(decision, name):
                last.append(exp.alias_(stages.output(decision, name), f"o{index}_{place}"))
    return asked(stages, last)


def asked(stages: Stages, columns: list[exp.Expr]) -> exp.Select:
    """The query for these columns, and for which rows are unsettled."""
    if stages.doubts:
        columns = [*columns, exp.alias_(stages.unsettled(), "unsettled")]
    source = exp.select(exp.Star()).from_("cases")
    return staged(source, stages.stages, columns)


def computed(decision: Decision, name: str) -> bool:
    """Whether an output is more than one literal for each rule."""
    return any(not isinstance(rule.outputs[name], nodes.Literal) for rule in decision.ladder)


def _small(most: int) -> str:
    return "utinyint" if most < 256 else "int"


def _list(stages: Stages, decision: Decision, wanted: Wanted) -> exp.Expr:
    """The rules that match, each with what it computes."""
    rows = []
    for i, rule in enumerate(decision.rules):
        fields = [exp.PropertyEQ(this=exp.to_identifier("rule"), expression=exp.Literal.number(i))]
        for place, (name, output) in enumerate(decision.outputs.items()):
            if wanted(decision, name):
                type = "boolean" if output.type.kind is Kind.BOOLEAN else "bigint"
                value = exp.cast(stages.value(rule.outputs[name]), type)
                fields.append(exp.PropertyEQ(this=exp.to_identifier(f"o{place}"), expression=value))
        rows.append(exp.Struct(expressions=fields))
    masks = [stages.match(decision, i) for i in range(len(decision.rules))]
    return exp.func("list_where", exp.Array(expressions=rows), exp.Array(expressions=masks))
