"""A policy as the text of one query, for people who run it in their own warehouse.

The table has a column for each fact, under its name: BOOLEAN, BIGINT, DECIMAL(18, 9), text for texts and choices, an
instant with a time zone or, where the fact says so, a BIGINT of its epoch form; a DATE; a duration is a BIGINT of microseconds.
A null says that an optional fact is absent, and that any other is not known. A row that columns cannot settle is
`unsettled`, with the reason, and has no outputs: it is for the engine itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal as Exact

from sqlglot import exp

from backhaul.diagnostics import BackhaulError, Diagnostic, listed, nearest
from backhaul.evaluation.lowering.domains import UNITS, Count, domains
from backhaul.evaluation.lowering.safe_ranges import SafeRanges, safe_ranges_of
from backhaul.language.kinds import DECIMAL_DIGITS, Kind, Type
from backhaul.language.model import Decision, Fact, Output, Policy
from backhaul.language.values import MAX_TEXT
from backhaul.program.program import program_of
from backhaul.tables.dialects import DIALECTS, Dialect
from backhaul.tables.sql_expressions import (
    case,
    column,
    decimal,
    in_its_type,
    is_not_null,
    is_null,
    number,
    some,
    wide,
)
from backhaul.tables.stages import Stages, staged

#: columns of stages; those of names of the policy begin otherwise
_REASON, _ODD = "reason", "odd"
#: what sqlglot calls the names of a table, the last first
_PARTS = ("this", "db", "catalog")


def to_sql(
    policy: Policy, dialect: str, table: str | Sequence[str], keep: str | Iterable[str]
) -> str:
    """The query over a table; *keep*: columns of it that stand beside the decisions."""
    if dialect not in DIALECTS:
        help = nearest(dialect, DIALECTS) or f"one of {', '.join(DIALECTS)}"
        raise BackhaulError([Diagnostic("usage", f"there is no dialect `{dialect}`", help)])
    box = safe_ranges_of(policy)
    if box is None:
        unbounded = {
            f"`{node.function.name}`": None
            for node in program_of(policy).arithmetic
            if node.function.interval is None and node.type.ordered
        }
        what = (
            f"the result of {' or '.join(unbounded)}" if unbounded else "arithmetic of the policy"
        )
        message = f"{what} may be out of range for any facts"
        help = "decide with the engine itself"
        raise BackhaulError([Diagnostic("result-out-of-range", message, help)])
    kept = [keep] if isinstance(keep, str) else [*dict.fromkeys(keep)]
    query = Warehouse(policy, DIALECTS[dialect], box).query(_table(table), kept)
    return query.sql(dialect, pretty=True)


def _table(table: str | Sequence[str]) -> exp.Table:
    """A table by its exact name, or by the names of what it stands in and then its own; none is ever read as SQL."""
    names = [table] if isinstance(table, str) else [*table]
    if not 1 <= len(names) <= len(_PARTS) or not all(names) or any("\0" in n for n in names):
        message = f"`{table}` is no name of a table"
        help = 'give one name, or several as ("schema", "table")'
        raise BackhaulError([Diagnostic("usage", message, help)])
    quoted = [exp.to_identifier(name, quoted=True) for name in reversed(names)]
    return exp.Table(**dict(zip(_PARTS, quoted, strict=False)))


class Warehouse(Stages):
    """Writes the query of one policy in one dialect."""

    def __init__(self, policy: Policy, dialect: Dialect, box: SafeRanges) -> None:
        unit = next(d.unit for d in domains(policy) if isinstance(d, Count))
        # before anything is written, which making it does
        if dialect.name != "duckdb":
            self.widest = "bigdecimal" if dialect.name == "bigquery" else "decimal(38, 0)"
        super().__init__(policy, unit, coded=False)
        self.dialect, self.box = dialect, box

    def query(self, table: exp.Table, keep: Sequence[str]) -> exp.Select:
        """The whole query; raises BackhaulError where a column that is kept is called like one of the decisions."""
        outputs = self._outputs()
        self._check(keep, [name for name, _ in outputs])
        # under names that no stage has
        kept = [exp.alias_(column(name), f"k{i}", quoted=True) for i, name in enumerate(keep)]
        facts = [*self.policy.facts.values()]
        lowered = [
            exp.alias_(self._lowered(f), self.local(f.name).name, quoted=True) for f in facts
        ]
        doubted = [
            (test, exp.Literal.string(f"`{f.name}`")) for f in facts for test in [self._odd(f)]
        ]
        doubted_at_all = case(doubted, exp.null())
        source = exp.select(*kept, *lowered, exp.alias_(doubted_at_all, _ODD)).from_(table)
        reasons = [(doubt.test, exp.Literal.string(doubt.why)) for doubt in self.doubts]
        odd = exp.DPipe(
            this=column(_ODD),
            expression=exp.Literal.string(" is not known, or out of the ordinary"),
        )
        reason = case([(is_not_null(column(_ODD)), odd), *reasons], exp.null())
        last = [exp.alias_(column(f"k{i}"), name, quoted=True) for i, name in enumerate(keep)]
        last += [exp.alias_(value, name, quoted=True) for name, value in outputs]
        stages = [*self.stages, {_REASON: reason}]
        return staged(source, stages, last, materialized=self.dialect.materialized)

    def _check(self, keep: Sequence[str], outputs: Sequence[str]) -> None:
        taken = {name.lower() for name in outputs}
        both = [name for name in keep if name.lower() in taken]
        if both:
            message = f"the decisions have columns that are called so, too: {listed(both, '`')}"
            help = "call the columns of the table otherwise, or do not keep them"
            raise BackhaulError([Diagnostic("usage", message, help)])

    def _lowered(self, fact: Fact) -> exp.Expr:
        """A fact as whole numbers, truth values or text; NULL where it is out of the ordinary."""
        raw = column(fact.name)
        match fact.type.kind:
            case Kind.BOOLEAN | Kind.TEXT | Kind.CHOICE:
                return raw
            case Kind.DECIMAL:
                value: exp.Expr = exp.Mul(
                    this=exp.cast(
                        raw, f"decimal({DECIMAL_DIGITS + fact.type.scale}, {fact.type.scale})"
                    ),
                    expression=number(fact.type.one),
                )
                value = exp.cast(value, "bigint")
            case Kind.DATETIME if not fact.form:
                value = self.dialect.microseconds(raw)
                if self.unit != 1:
                    value = exp.IntDiv(this=value, expression=number(self.unit))
            case Kind.DATETIME:
                value = exp.cast(raw, "bigint")
                if (size := UNITS[str(fact.form)]) != self.unit:
                    value = exp.Mul(this=value, expression=number(size // self.unit))
            case Kind.DATE:
                value = self.dialect.days(raw)
            case _:
                value = exp.cast(raw, "bigint")
        return case([(self._inside(fact), value)], exp.null())

    def _inside(self, fact: Fact) -> exp.Expr:
        """Whether a value that has an order lies within the limits where arithmetic is safe."""
        low, high = self.box.limits(fact)
        ends: tuple[exp.Expr, exp.Expr]
        match fact.type.kind:
            case Kind.DATETIME if not fact.form:
                ends = (in_its_type(fact.type, low), in_its_type(fact.type, high))
            case Kind.DATETIME:
                size = UNITS[str(fact.form)]
                ends = (number(-(-low // size)), number(high // size))
            case Kind.DATE | Kind.DECIMAL:
                ends = (in_its_type(fact.type, low), in_its_type(fact.type, high))
            case _:
                ends = (number(low), number(high))
        return exp.Between(this=column(fact.name), low=ends[0], high=ends[1])

    def _odd(self, fact: Fact) -> exp.Expr:
        """Whether the definition must look at a fact."""
        raw = column(fact.name)
        tests = [] if fact.optional else [is_null(raw)]
        match fact.type.kind:
            case Kind.BOOLEAN:
                pass
            case Kind.TEXT:
                length = exp.Length(this=column(fact.name))
                tests.append(exp.GT(this=length, expression=number(MAX_TEXT)))
            case Kind.CHOICE:
                options = [exp.Literal.string(choice) for choice in fact.type.choices]
                tests.append(exp.Not(this=exp.In(this=column(fact.name), expressions=options)))
            case _:
                tests.append(exp.Not(this=self._inside(fact)))
                if fact.type.kind is Kind.DECIMAL:
                    tests.append(_too_fine(fact))
        return some(tests)

    def _outputs(self) -> list[tuple[str, exp.Expr]]:
        """Status and reason, then what every decision says."""
        unsettled = is_not_null(column(_REASON))
        uncovered = some(
            [self._uncovered(d) for d in self.policy.decisions.values() if _may_be_uncovered(d)]
        )
        words = [(unsettled, "unsettled"), (uncovered, "uncovered")]
        status = case([(test, exp.Literal.string(word)) for test, word in words], _decided())
        columns = {"status": status, "reason": column(_REASON)}
        for decision in self.policy.decisions.values():
            for name, value in self._said(decision):
                # an output that is called `rule` or `status` stands in its place, as in a table
                path = f"{decision.name}{self.dialect.point}{name}" if name else decision.name
                columns[path] = value
        return [*columns.items()]

    def _uncovered(self, decision: Decision) -> exp.Expr:
        return exp.EQ(this=self.local(decision.name), expression=number(len(decision.rules)))

    def _said(self, decision: Decision) -> list[tuple[str, exp.Expr]]:
        """What one decision says, under the names of its columns; nothing for its list."""
        open = is_not_null(column(_REASON))
        never = [(open, exp.null())]
        uncovered = (
            [(self._uncovered(decision), exp.Literal.string("uncovered"))]
            if _may_be_uncovered(decision)
            else []
        )
        found = [("status", case([*never, *uncovered], _decided()))]
        if decision.hit == "collect":
            rows = [
                (
                    self.match(decision, i),
                    {"rule": exp.Literal.string(rule.id), **self._row(decision, i)},
                )
                for i, rule in enumerate(decision.rules)
            ]
            return [*found, ("", case([(open.copy(), exp.null())], self.dialect.rows(rows)))]
        ids = [
            (self.answers(decision, i), exp.Literal.string(rule.id))
            for i, rule in enumerate(decision.ladder)
        ]
        found.append(("rule", case([(open.copy(), exp.null()), *ids], exp.null())))
        for name, output in decision.outputs.items():
            value = self._worded(output, self.output(decision, name))
            found.append((name, case([(open.copy(), exp.null())], value)))
        return found

    def _row(self, decision: Decision, index: int) -> dict[str, exp.Expr]:
        """The outputs of one rule of a list."""
        outputs = decision.rules[index].outputs
        return {
            name: exp.cast(
                self._worded(output, wide(self.value(outputs[name]))), _sql_type(output.type)
            )
            for name, output in decision.outputs.items()
        }

    def _worded(self, output: Output, value: exp.Expr) -> exp.Expr:
        """An output as people read it: instants, dates and decimals in their own types."""
        kind = output.type.kind
        if kind is Kind.DATETIME:
            if self.unit != 1:
                value = exp.Mul(this=exp.paren(value), expression=number(self.unit))
            return self.dialect.instant(value)
        if kind is Kind.DATE:
            return self.dialect.date(exp.paren(value))
        if kind is Kind.DECIMAL:
            units = exp.cast(value, "decimal(18, 0)")
            scale = output.type.scale
            last = exp.cast(
                exp.Literal.string(f"{Exact(1).scaleb(-scale):f}"), f"decimal({scale}, {scale})"
            )
            return exp.cast(exp.Mul(this=units, expression=last), decimal(output.type))
        if kind is Kind.DURATION and self.unit != 1:
            return exp.Mul(this=exp.paren(value), expression=number(self.unit))
        return value


def _decided() -> exp.Expr:
    return exp.Literal.string("decided")


def _may_be_uncovered(decision: Decision) -> bool:
    return decision.hit != "collect" and decision.otherwise is None


def _too_fine(fact: Fact) -> exp.Expr:
    """Whether a decimal has more places than its type."""
    return exp.NEQ(
        this=column(fact.name),
        expression=exp.Round(this=column(fact.name), decimals=number(fact.type.scale)),
    )


def _sql_type(type: Type) -> str:
    match type.kind:
        case Kind.BOOLEAN:
            return "boolean"
        case Kind.CHOICE | Kind.TEXT:
            return "text"
        case Kind.DATETIME:
            return "timestamptz"
        case Kind.DATE:
            return "date"
        case Kind.DECIMAL:
            return decimal(type)
        case _:
            return "bigint"
