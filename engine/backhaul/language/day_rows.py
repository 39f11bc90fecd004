"""The rows of functions of dates and of zones; dates are whole numbers of days since 1970-01-01."""

from __future__ import annotations

from backhaul.language.function import Function, rising
from backhaul.language.kinds import DAY, LIMITS, Kind
from backhaul.language.months import (
    end_of_month,
    end_of_month_term,
    months_after,
    months_term,
    weekday,
    weekdays,
)
from backhaul.language.zone_columns import (
    date_python,
    date_sql,
    date_term,
    day_sql,
    known_instants,
    start_python,
    start_sql,
    start_term,
)

_FIRST_SQL = "CAST('1970-01-01' AS DATE)"
_DAY_SQL = f"DATE_ADD({_FIRST_SQL}, INTERVAL CAST(a AS INT) DAY)"
#: more are as good as never asked for
_MANY_MONTHS = 600
_DATES, _FOREVER = LIMITS[Kind.DATE], LIMITS[Kind.DATETIME]
_Y, _L, _T, _Z, _I = Kind.DATE, Kind.DURATION, Kind.DATETIME, Kind.ZONE, Kind.INTEGER

DAY_ROWS: tuple[Function, ...] = (
    Function(
        "plus",
        (((_Y, _L), _Y),),
        lambda a, b: a + b // DAY,
        interval=rising(lambda a, b: a + b // DAY),
        narrowing=lambda r, a, b: (
            (r[0] - b[1] // DAY, r[1] - b[0] // DAY),
            ((r[0] - a[1]) * DAY, (r[1] - a[0] + 1) * DAY - 1),
        ),
        python="a + b // day",
        sql="(a + b DIV day)",
        z3=lambda a, b: a + b / DAY,
        words={"en": "{a} plus {b}", "zh": "{a}加{b}"},
        moves_on=True,
        needs_days=True,
    ),
    Function(
        "plus",
        (((_L, _Y), _Y),),
        lambda a, b: a // DAY + b,
        interval=rising(lambda a, b: a // DAY + b),
        narrowing=lambda r, a, b: (
            ((r[0] - b[1]) * DAY, (r[1] - b[0] + 1) * DAY - 1),
            (r[0] - a[1] // DAY, r[1] - a[0] // DAY),
        ),
        python="a // day + b",
        sql="(a DIV day + b)",
        z3=lambda a, b: a / DAY + b,
        words={"en": "{a} plus {b}", "zh": "{a}加{b}"},
        needs_days=True,
    ),
    Function(
        "minus",
        (((_Y, _L), _Y),),
        lambda a, b: a - b // DAY,
        interval=lambda a, b: (a[0] - b[1] // DAY, a[1] - b[0] // DAY),
        narrowing=lambda r, a, b: (
            (r[0] + b[0] // DAY, r[1] + b[1] // DAY),
            ((a[0] - r[1]) * DAY, (a[1] - r[0] + 1) * DAY - 1),
        ),
        python="a - b // day",
        sql="(a - b DIV day)",
        z3=lambda a, b: a - b / DAY,
        words={"en": "{a} minus {b}", "zh": "{a}减{b}"},
        needs_days=True,
    ),
    Function(
        "minus",
        (((_Y, _Y), _L),),
        lambda a, b: (a - b) * DAY,
        interval=lambda a, b: ((a[0] - b[1]) * DAY, (a[1] - b[0]) * DAY),
        narrowing=lambda r, a, b: (
            (b[0] - -r[0] // DAY, b[1] + r[1] // DAY),
            (a[0] - r[1] // DAY, a[1] + -r[0] // DAY),
        ),
        python="(a - b) * day",
        sql="((a - b) * day)",
        z3=lambda a, b: (a - b) * DAY,
        words={"en": "{a} minus {b}", "zh": "{a}减{b}"},
        keeps_days=True,
    ),
    Function(
        "date_of",
        (((_T, _Z), _Y),),
        lambda instant, zone: zone.date(instant),
        interval=lambda instants, zone: zone.dates(instants),
        narrowing=lambda r, _, zone: (
            (r[0] * DAY - zone.extremes[1], (r[1] + 1) * DAY - zone.extremes[0] - 1),
        ),
        python=date_python,
        sql=date_sql,
        z3=date_term,
        span=lambda zone: ((zone.ends[0], zone.ends[1] - 1), _DATES),
        words={"en": "the day of {a}", "zh": "{a}的日期"},
    ),
    Function(
        "start_of",
        (((_Y, _Z), _T),),
        lambda day, zone: zone.start(day),
        interval=lambda days, zone: (zone.start(days[0]), zone.start(days[1])),
        narrowing=lambda r, _, zone: (
            ((r[0] + zone.extremes[0]) // DAY - 2, (r[1] + zone.extremes[1]) // DAY),
        ),
        python=start_python,
        sql=start_sql,
        z3=start_term,
        span=lambda zone: (zone.days, _FOREVER),
        words={"en": "the start of {a}", "zh": "{a}的开始"},
    ),
    Function(
        "end_of",
        (((_Y, _Z), _T),),
        lambda day, zone: zone.start(day + 1),
        interval=lambda days, zone: (zone.start(days[0] + 1), zone.start(days[1] + 1)),
        narrowing=lambda r, _, zone: (
            ((r[0] + zone.extremes[0]) // DAY - 3, (r[1] + zone.extremes[1]) // DAY - 1),
        ),
        python=lambda zone: start_python(zone, 1),
        sql=lambda zone: start_sql(zone, 1),
        z3=lambda day, zone: start_term(day + 1, zone),
        span=lambda zone: ((zone.days[0] - 1, zone.days[1] - 1), _FOREVER),
        words={"en": "the end of {a}", "zh": "{a}的结束"},
    ),
    Function(
        "day_start",
        (((_T, _Z), _T),),
        lambda instant, zone: zone.start(zone.date(instant)),
        interval=lambda instants, zone: tuple(map(zone.start, zone.dates(instants))),
        narrowing=lambda r, *_: ((r[0] - DAY, r[1] + 3 * DAY),),
        sql=lambda zone: day_sql(zone, 0),
        z3=lambda instant, zone: start_term(date_term(instant, zone), zone),
        span=lambda zone: (known_instants(zone), _FOREVER),
        words={"en": "the start of the day of {a}", "zh": "{a}当日的开始"},
    ),
    Function(
        "day_end",
        (((_T, _Z), _T),),
        lambda instant, zone: zone.start(zone.date(instant) + 1),
        interval=lambda instants, zone: tuple(zone.start(d + 1) for d in zone.dates(instants)),
        narrowing=lambda r, *_: ((r[0] - 3 * DAY, r[1] + DAY),),
        sql=lambda zone: day_sql(zone, 1),
        z3=lambda instant, zone: start_term(date_term(instant, zone) + 1, zone),
        span=lambda zone: (known_instants(zone), _FOREVER),
        words={"en": "the end of the day of {a}", "zh": "{a}当日的结束"},
    ),
    Function(
        "months_after",
        (((_Y, _I), _Y),),
        months_after,
        interval=rising(months_after),
        sql=f"DATEDIFF(DATE_ADD({_DAY_SQL}, INTERVAL CAST(b AS INT) MONTH), {_FIRST_SQL})",
        usual=(_DATES, (-_MANY_MONTHS, _MANY_MONTHS)),
        z3=months_term,
        words={"en": "{b} months after {a}", "zh": "{a}之后{b}个月"},
    ),
    Function(
        "end_of_month",
        (((_Y,), _Y),),
        end_of_month,
        interval=rising(end_of_month),
        narrowing=lambda r, _: ((r[0] - 30, r[1]),),
        sql=f"DATEDIFF(LAST_DAY({_DAY_SQL}), {_FIRST_SQL})",
        z3=end_of_month_term,
        words={"en": "the last day of the month of {a}", "zh": "{a}当月的最后一天"},
    ),
    Function(
        "weekday",
        (((_Y,), _I),),
        weekday,
        interval=weekdays,
        python="(a + 3) % 7 + 1",
        sql="(((a + 3) % 7 + 7) % 7 + 1)",
        z3=lambda day: (day + 3) % 7 + 1,
        words={"en": "the day of the week of {a} (1 is Monday)", "zh": "{a}是星期几（1 为星期一）"},
    ),
)
