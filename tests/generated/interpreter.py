"""A second, small interpreter of the language for complete facts; no code of the engine is in it."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache
from operator import add, eq, ge, gt, le, lt, mul, ne, sub, truediv
from typing import Any

from jmespath.parser import Parser

from generated import days_by_hand as days

LAST = datetime(2200, 1, 1, tzinfo=UTC) - timedelta(0, 0, 1)
LEAST: Any = {timedelta: timedelta(-109573), int: -(2**63)}
MOST: Any = {datetime: LAST, timedelta: timedelta(109573), int: 2**63 - 1}
MOST[date], LEAST[date] = date(2199, 12, 31), date(1900, 1, 1)
LEAST.update({datetime: datetime(1900, 1, 1, tzinfo=UTC)})
COMPARE: Any = {"lt": lt, "lte": le, "gt": gt, "gte": ge, "eq": eq, "ne": ne}


class Refused(Exception):
    """The facts are refused: why, and the ids of the constraints or rules behind it."""


@cache
def parsed(text: str) -> Any:
    """The tree of an expression; what JMESPath has no signs for is written as it has."""
    text = re.sub(r"round\((.*?), (\d), ('\w+')\)", r"round(\1, `\2`, \3)", text)
    text = re.sub(r"round\(((?:(?!round)[^/])*) / ([\w.]+), ", r"round(divided_by(\1, \2), ", text)
    return Parser().parse(text).parsed


def literal(value: Any, kind: str, places: int = 9) -> Any:
    if kind == "decimal" and str(value)[-1] == "%":
        value = Decimal(value[:-1]).scaleb(-2)
    if kind == "zone" and value[0] in "+-":
        return days.zone(value)
    if kind == "datetime":
        return datetime.fromisoformat(value).astimezone(UTC)
    if kind == "date":
        return date.fromisoformat(value)
    if kind == "duration":
        count, unit = value.split()
        return timedelta(**{unit.rstrip("s") + "s": int(count)})
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places)) if kind == "decimal" else value


def kind_of(said: str) -> str:
    """The kind of what stands in place."""
    if said[-1] in "sy":
        return "duration"
    if ":" in said:
        return "datetime"
    return "date" if said.count("-") > 1 else "decimal"


def entry(parameter: Any, facts: dict[str, Any]) -> Any:
    """The entry of the date that a case is of; nothing for one that is before all of them."""
    if "dated" not in parameter:
        return parameter
    at, found = facts[parameter["dated"]["by"]], None
    for each in parameter["dated"]["values"]:
        if (
            "from" not in each
            or literal(each["from"], "datetime" if "T" in each["from"] else "date") <= at
        ):
            found = each
    return found


def varying(parameter: Any, facts: dict[str, Any]) -> Any:
    by = parameter.get("by", [])
    body = entry(parameter, facts) or parameter["dated"]["values"][0]
    value = body["values"] if by else body["value"]
    for fact in [by] if isinstance(by, str) else by:
        key = {True: "true", False: "false"}.get(facts[fact], facts[fact])
        value = value[key] if key in value else value["*"]
    return value


MIDNIGHT = {"hour": 0, "minute": 0, "second": 0, "microsecond": 0}
FORMULA: Any = {"plus": add, "minus": sub, "times": mul, "divided_by": truediv}


def day_start(at: datetime, there: Any, more: int = 0) -> Any:
    if isinstance(there, days.Zone):
        return there.start_of_day(at, more)
    return (at + there).replace(**MIDNIGHT) - there + timedelta(more)


ARITHMETIC: Any = {"plus": add, "minus": sub, "times": mul, "day_start": day_start}
ARITHMETIC["day_end"] = lambda at, there: day_start(at, there, 1)
ARITHMETIC.update(date_of=lambda at, zone: zone.local(at), start_of=lambda d, zone: zone.start(d))
ARITHMETIC.update(end_of=lambda d, zone: zone.start(d + timedelta(1)), weekday=date.isoweekday)
ARITHMETIC.update(months_after=days.months_after, end_of_month=days.end_of_month)
ARITHMETIC.update(working_days_after=lambda d, n, calendar: calendar.after(d, n))
ARITHMETIC.update(working_days_between=lambda a, b, calendar: calendar.between(a, b))
ARITHMETIC.update(is_working_day=lambda d, calendar: calendar.is_working_day(d))
ARITHMETIC.update(min_of=lambda *each: min(each), max_of=lambda *each: max(each))
ARITHMETIC.update(starts_with=str.startswith, ends_with=str.endswith, includes=str.__contains__)
ARITHMETIC["in_place"] = lambda said: literal(said, kind_of(said))
ON_ABSENT: Any = {"present": lambda v: v is not None, "not_present": lambda v: v is None}
ON_ABSENT.update(contains=lambda texts, v: v in texts, not_null=lambda v, w: w if v is None else v)
JOINS: Any = {"and_expression": all, "or_expression": any, "not_expression": lambda v: not any(v)}


def call(function: str, values: list[Any]) -> Any:
    if function in ON_ABSENT:
        return ON_ABSENT[function](*values)
    if None in values:
        return None
    try:
        with localcontext(prec=100):
            return within(ARITHMETIC[function](*values))
    except days.Outside:
        raise Refused("outside-table", []) from None
    except OverflowError:
        raise Refused("result-out-of-range", []) from None


def within(result: Any) -> Any:
    kind = type(result)
    if kind is Decimal:  # eighteen digits, of which it shows how many stand after the point
        fits = abs(result.as_tuple().exponent) <= 9 and len(result.as_tuple().digits) <= 18
    else:
        fits = kind is bool or LEAST[kind] <= result <= MOST[kind]
    if not fits:
        raise Refused("result-out-of-range", [])
    return result


class Interpreter:
    def __init__(self, raw: Any, facts: dict[str, Any]) -> None:
        self.raw, self.names = raw, dict(facts)
        self.statuses, self.outcome, self.rules = (dict[str, Any]() for _ in range(3))
        for name, body in raw.get("zones", {}).items():
            self.names[name] = days.zone(body)
        for name, body in raw.get("calendars", {}).items():
            self.names[name] = days.Calendar(body)
        for name, parameter in raw.get("parameters", {}).items():
            value, places = varying(parameter, facts), parameter.get("places", 9)
            named = parameter["type"] in ("zone", "calendar") and value in self.names
            self.names[name] = (
                self.names[value] if named else literal(value, parameter["type"], places)
            )
        self.late = dict[str, str]()
        for name in raw.get("definitions", {}):
            self.after(name)
        for name in raw.get("definitions", {}):
            if not self.late[name]:
                self.name(name)
        limits = raw.get("constraints", [])
        early = [f"{n}.first" for n, p in raw.get("parameters", {}).items() if not entry(p, facts)]
        if broken := early + [c["id"] for c in limits if not self.condition(c["holds"])]:
            raise Refused("broken-constraint", broken)
        if sum(self.decision(*item) for item in raw["decisions"].items()):
            raise Refused("rules-overlap", [])

    def after(self, name: str) -> str:
        """The last decision that a definition reads, itself or by another; empty: none."""
        if name not in self.late:
            words = re.findall(r"\w+", json.dumps(self.raw["definitions"][name]))
            own = [word for word in words if word in self.raw["decisions"]]
            below = [self.after(word) for word in words if word in self.raw["definitions"]]
            self.late[name] = max([*own, *below], default="")
        return self.late[name]

    def name(self, name: str) -> Any:
        if name not in self.names:
            body = self.raw["definitions"][name]
            if isinstance(body, dict) and "cases" in body:
                kind = body.get("type", "")
                rest = {"value": body.get("otherwise")}
                held = (c for c in body["cases"] if self.condition(c["when"]))
                self.names[name] = self.output(kind, next(held, rest)["value"])
                return self.names[name]
            value = body.get("value") if isinstance(body, dict) else None
            self.names[name] = self.value(value) if value else self.condition(body)
        return self.names[name]

    def decision(self, name: str, decision: Any) -> bool:
        hit, ladder = decision.get("hit", "first"), list(decision["rules"])
        outputs = decision["outputs"].items()
        found = [i for i, rule in enumerate(ladder) if self.condition(rule["when"])]
        if rest := decision.get("otherwise"):
            ladder.append({"id": "otherwise", **rest})
            found = found or [len(ladder) - 1]
        rows = [
            {o: self.output(d["type"], rule["then"].get(o, d.get("default"))) for o, d in outputs}
            for rule in ladder
        ]
        found = found if self.condition(decision.get("applies", {"all": []})) else []
        ids = self.rules[name] = [ladder[i]["id"] for i in found]
        self.outcome[name] = [rows[i] for i in found]
        self.statuses[name] = "decided" if found or hit == "collect" else "uncovered"
        if hit != "collect":
            self.names[name] = self.outcome[name] = rows[found[0]] if found else {}
            self.rules[name] = ids[0] if found else None
        for each, decision_name in self.late.items():
            if decision_name == name:
                self.name(each)
        return hit == "unique" and len(ids) > 1

    def output(self, kind: str, value: Any) -> Any:
        if value is None or kind in ("text", "choice", "colour"):
            return value
        if isinstance(value, str) and value[-1] != "%":
            return self.value(value)
        return literal(value, kind)

    def condition(self, node: Any) -> bool:
        if isinstance(node, str):
            return self.value(node) is True
        if "not" in node:
            return not self.condition(node["not"])
        parts = [self.condition(child) for child in node.get("all", node.get("any"))]
        return all(parts) if "all" in node else any(parts)

    def value(self, tree: Any) -> Any:
        if isinstance(tree, str):
            return self.value(parsed(tree))
        kind, said = tree["type"], tree.get("value")
        if kind == "field":
            return self.name(said)
        if kind == "literal":
            return said
        if kind == "subexpression":
            return self.names[tree["children"][0]["value"]][tree["children"][1]["value"]]
        if said == "round":
            return self.rounded(*tree["children"])
        values = [self.value(child) for child in tree["children"]]
        if kind == "comparator":
            return None not in values and COMPARE[said](*values)
        if kind in JOINS:
            return JOINS[kind]([value is True for value in values])
        return values if kind == "multi_select_list" else call(said, values)

    def rounded(self, formula: Any, places: Any, mode: Any) -> Any:
        found = self.formula(formula)
        if found is None:
            return None
        return within(days.rounded(found, places["value"], mode["value"]))

    def formula(self, tree: Any) -> Fraction | None:
        """What is worked out exactly; a difference of instants is one value."""
        said = tree.get("value")
        if tree["type"] == "function_expression" and said in FORMULA:
            leaves = [child for child in tree["children"] if child.get("value") not in FORMULA]
            if not any(isinstance(self.value(leaf), datetime) for leaf in leaves):
                parts = [self.formula(child) for child in tree["children"]]
                if None in parts or (said == "divided_by" and parts[1] == 0):
                    return None
                result: Fraction = FORMULA[said](*parts)
                return result
        value = self.value(tree)
        return None if value is None else days.exactly(value)
