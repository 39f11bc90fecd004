"""A block of cases decided in columns: facts lowered, one query in DuckDB, and what it leaves by the definition."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from backhaul.evaluation.lowering.box import Box, box_of
from backhaul.evaluation.lowering.domains import Count, domains
from backhaul.language import nodes
from backhaul.language.kinds import Kind
from backhaul.language.model import Decision, Policy
from backhaul.tables.columns import lower
from backhaul.tables.given import given_rows, plain
from backhaul.tables.results import Decide, Decided, Results
from backhaul.tables.stages import Stages, staged

Null = Literal["absent", "unknown"]
#: rows that are decided together
BLOCK = 1 << 20


class Blocks:
    """Decides one block after another by one policy; *decide*: one case by itself."""

    def __init__(self, policy: Policy, decide: Decide, null: Null) -> None:
        self.policy, self.decide, self.null_is_absent = policy, decide, null == "absent"
        self.box = box_of(policy)
        self.unit = next(d.unit for d in domains(policy) if isinstance(d, Count))
        self.results = Results(policy, self.unit)
        self.connection = duckdb.connect()
        self.query = _query(policy, self.unit)

    def decided(self, table: Any) -> Any:
        """The decisions on the rows of an Arrow table, in their order."""
        table = plain(table).combine_chunks()
        if self.box is None or table.num_rows == 0:
            return self.results.only(self._by_definition(table, range(table.num_rows)))
        lowered, left = self._lowered(table, self.box)
        # a cursor of its own, so that several threads may decide
        with self.connection.cursor() as cursor:
            cursor.register("cases", pa.table(lowered))
            found = cursor.sql(self.query).to_arrow_table()
        # what is computed may stay in pieces: joined it stands in memory twice
        found = {
            name: found[name] if name.startswith("o") else _single(found[name])
            for name in found.column_names
        }
        unsettled = found.pop("unsettled", None)
        if unsettled is not None and pc.any(unsettled).as_py():
            left = unsettled if left is None else pc.or_(left, unsettled)
        columns = self.results.columns(found, table.num_rows)
        if left is None:
            return columns
        places = pc.indices_nonzero(left)
        if not len(places):
            return columns
        again = self._by_definition(table, places)
        return self.results.merged(columns, self.results.only(again), places)

    def _lowered(self, table: Any, box: Box) -> tuple[Any, Any]:
        names = set(table.column_names)

        def one(name: str) -> Any:
            array = _single(table[name]) if name in names else None
            return lower(
                self.policy.facts[name],
                array,
                table.num_rows,
                self.unit,
                box,
                null_is_absent=self.null_is_absent,
            )

        with ThreadPoolExecutor(pa.cpu_count()) as pool:
            found = list(pool.map(one, self.policy.facts))
        left = None
        for each in found:
            if each.left is not None:
                left = each.left if left is None else pc.or_(left, each.left)
        arrays = {
            f"_{name}": each.values for name, each in zip(self.policy.facts, found, strict=True)
        }
        return arrays, left

    def _by_definition(self, table: Any, places: Any) -> list[Decided]:
        """The rows at these places, each decided by itself."""
        rows = given_rows(self.policy, table, places, null_is_absent=self.null_is_absent)
        return [self.decide(facts) for facts in rows]


def _single(chunked: Any) -> Any:
    """The one array of a column."""
    if chunked.num_chunks == 1:
        return chunked.chunk(0)
    return chunked.combine_chunks()


def _query(policy: Policy, unit: int) -> str:
    """The query: rule numbers, computed outputs, lists, and which rows are unsettled."""
    stages = Stages(policy, unit, coded=True)
    last: list[exp.Expr] = []
    for index, decision in enumerate(policy.decisions.values()):
        if decision.hit == "collect":
            last.append(exp.alias_(_list(stages, decision), f"l{index}"))
            continue
        rule = exp.cast(stages.local(decision.name), _small(len(decision.ladder)), dialect="duckdb")
        last.append(exp.alias_(rule, f"r{index}"))
        for place, name in enumerate(decision.outputs):
            if computed(decision, name):
                last.append(exp.alias_(stages.output(decision, name), f"o{index}_{place}"))
    if stages.doubts:
        last.append(exp.alias_(stages.unsettled(), "unsettled"))
    source = exp.select(exp.Star()).from_("cases")
    return staged(source, stages.stages, last).sql("duckdb")


def computed(decision: Decision, name: str) -> bool:
    """Whether an output is more than one literal for each rule."""
    return any(not isinstance(rule.outputs[name], nodes.Literal) for rule in decision.ladder)


def _small(most: int) -> str:
    return "utinyint" if most < 256 else "int"


def _list(stages: Stages, decision: Decision) -> exp.Expr:
    """The rules that match, each with what it computes."""
    rows = []
    for i, rule in enumerate(decision.rules):
        fields = [exp.PropertyEQ(this=exp.to_identifier("rule"), expression=exp.Literal.number(i))]
        for place, (name, output) in enumerate(decision.outputs.items()):
            if computed(decision, name):
                type = "boolean" if output.type.kind is Kind.BOOLEAN else "bigint"
                value = exp.cast(stages.value(rule.outputs[name]), type)
                fields.append(exp.PropertyEQ(this=exp.to_identifier(f"o{place}"), expression=value))
        rows.append(exp.Struct(expressions=fields))
    masks = [stages.match(decision, i) for i in range(len(decision.rules))]
    return exp.func("list_where", exp.Array(expressions=rows), exp.Array(expressions=masks))
