"""What may stand at a place of a file: a value of a type, an expression, a name of some sort."""

from __future__ import annotations

from typing import Literal

from backhaul.assist.trail import Steps
from backhaul.frozen import frozen
from backhaul.language.checker import Examined
from backhaul.language.kinds import BOOLEAN, Kind, Type
from backhaul.language.model import Policy

Sort = Literal[
    "condition", "expression", "value", "given", "type", "clause", "words", "because",
    "fact", "choice-fact", "dated-fact", "zone", "outputs", "inputs", "rule", "decision", "column",
    "policy", "source", "output", "weekday", "table",
]  # fmt: skip


@frozen
class Expected:
    """What may stand at a place: its sort, of a value its type, and the decision around it."""

    sort: Sort
    type: Type | None = None
    decision: str = ""
    optional: bool = False


_CONDITIONS = ("when", "holds", "applies", "not")
_WORDS = ("title", "absent", "why")


def in_policy(path: Steps, examined: Examined) -> Expected | None:
    """What may stand as the value at a place of a policy; nothing where only its schema says it."""
    decision = str(path[1]) if path[:1] == ("decisions",) and len(path) > 1 else ""
    policy = examined.policy
    match path:
        case ("in_force", "by") | ("parameters", _, "dated", "by"):
            return Expected("dated-fact")
        case ("show_times_at",):
            return Expected("zone")
        case (*_, "unit", "by") | ("parameters", _, "by") | ("parameters", _, "by", int()):
            return Expected("choice-fact")
        case (*_, "type"):
            return Expected("type")
        case (*_, "cites", int()) | (*_, "cites"):
            return Expected("clause")
        case (*_, "weekend", int()):
            return Expected("weekday")
        case ("parameters", str(name), "value" | "values", *_) | (
            "parameters", str(name), "dated", "values", int(), "value" | "values", *_,
        ):  # fmt: skip
            parameter = policy.parameters.get(name)
            return Expected("given", parameter.type if parameter else None)
        case ("decisions", _, "rules", int(), "then", str(output)) | (
            "decisions", _, "otherwise", "then", str(output),
        ) | ("decisions", _, "outputs", str(output), "default"):  # fmt: skip
            return _output(policy, decision, output)
        case ("decisions", _, "table", *rest):
            return _in_table(tuple(rest), decision)
        case (*_, "because", str()):
            return Expected("because", None, decision)
        case _:
            return _of_expressions(path, decision)


def _of_expressions(path: Steps, decision: str) -> Expected | None:
    match path:
        case (*_, ("all" | "any"), int()):
            return Expected("condition", BOOLEAN, decision)
        case (*_, str(key)) if key in _CONDITIONS:
            return Expected("condition", BOOLEAN, decision)
        case ("definitions", _):
            return Expected("condition", BOOLEAN)
        case ("definitions", _, "value" | "otherwise") | (
            "definitions",
            _,
            "cases",
            int(),
            "value",
        ):
            return Expected("expression")
        case _:
            return None


def _output(policy: Policy, decision: str, name: str) -> Expected:
    outputs = policy.decisions[decision].outputs if decision in policy.decisions else {}
    output = outputs.get(name)
    if output is None:
        return Expected("value", None, decision)
    return Expected("value", output.type, decision, output.optional)


def _in_table(rest: Steps, decision: str) -> Expected | None:
    match rest:
        case ("inputs", int()) | ("inputs", int(), "read"):
            return Expected("inputs", None, decision)
        case ("outputs", int()):
            return Expected("outputs", None, decision)
        case ("rows", int(), int(), *_):
            return Expected("column", None, decision)
        case _:
            return None


def in_cases(path: Steps, examined: Examined) -> Expected | None:
    """What may stand as the value at a place of a case file."""
    policy = examined.policy
    match path:
        case ("policy",):
            return Expected("policy")
        case (*_, "source"):
            return Expected("source")
        case (*_, "facts", str(name)):
            fact = policy.facts.get(name)
            return Expected("given", fact.type, optional=fact.optional) if fact else None
        case (*_, "without" | "needs" | "unknown", int()):
            return Expected("fact")
        case (*_, "table", "columns", int()):
            return Expected("column")
        case _:
            return _below_expect(path, policy)


def _below_expect(path: Steps, policy: Policy) -> Expected | None:
    match path[path.index("expect") + 1 :] if "expect" in path else ():
        case ("rules", str(decision)) | ("rules", str(decision), int()):
            return Expected("rule", None, decision)
        case ("outcome" | "possible", str(decision), str(output), *_) | (
            "outcome", str(decision), int(), str(output), *_,
        ):  # fmt: skip
            found = _output(policy, decision, output)
            return Expected("given", found.type, decision, found.optional)
        case _:
            return None


def in_source(path: Steps) -> Expected | None:
    """What may stand as the value at a place of a source file."""
    match path:
        case ("policy",):
            return Expected("policy")
        case (*_, "table"):
            return Expected("table")
        case (*_, "local"):
            return Expected("zone")
        case _:
            return None


def keys_of(kind: str, path: Steps) -> Expected | None:
    """What the keys of a mapping are, where a policy and not a schema names them."""
    match kind, *path:
        case ["policy", "decisions", str(decision), "rules", int(), "then"]:
            return Expected("output", None, decision)
        case ["policy", "decisions", str(decision), "otherwise", "then"]:
            return Expected("output", None, decision)
        case ["cases" | "source", *rest] if rest[-1:] == ["facts"]:
            return Expected("fact")
        case ["cases", *rest] if "expect" in rest:
            return _keys_below_expect(path[path.index("expect") + 1 :])
        case ["clauses", "why"]:
            return Expected("clause")
        case _:
            return None


def _keys_below_expect(rest: Steps) -> Expected | None:
    match rest:
        case ("rules" | "outcome" | "possible",):
            return Expected("decision")
        case ("outcome" | "possible", str(decision)) | ("outcome", str(decision), int()):
            return Expected("output", None, decision)
        case ("says" | "explains",):
            return Expected("words")
        case _:
            return None


def takes_number(type: Type | None) -> bool:
    """Whether numbers or lengths of time are values of a type."""
    return type is not None and type.kind in (Kind.INTEGER, Kind.DECIMAL, Kind.DURATION)
