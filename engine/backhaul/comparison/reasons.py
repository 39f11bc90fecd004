"""Why an example came out as it did: out of both traces, the conditions of the rules that answered."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

Json = dict[str, Any]
_LISTS = ("all", "any", "not", "truth")
_MARKS = {"true": "✓", "false": "✗", "cannot tell": "?"}


def decisions_of(example: Json) -> list[str]:
    """The decisions whose outputs flip in an example, each once."""
    return list(dict.fromkeys(flip["output"].partition(".")[0] for flip in example["flips"]))


def why(
    example: Json, decision: str, side: str, lacks: Collection[str]
) -> Iterator[tuple[str, str, list[str]]]:
    """Of one side: each rule that answered on either side, how it stands here, its conditions.

    *lacks*: the rules, as `decision/rule`, that only the other side has.
    """
    here = _rules(example[side], decision)
    other = _rules(example["new" if side == "old" else "old"], decision)
    for name, rule in here.items():
        answers = rule["answers"]
        if answers == "no" and other.get(name, {}).get("answers", "no") == "no":
            continue
        both = answers != "no" and other.get(name, {}).get("answers", "no") == answers
        if both and len(here) > 1 and _is_list(example[side], decision):
            continue
        yield name, _standing(rule), list(dict.fromkeys(_leaves(rule.get("when"))))
    for name, rule in other.items():
        if rule["answers"] != "no" and name not in here:
            gone = f"{decision}/{name}" in lacks
            yield name, "is no rule here" if gone else "is not asked: one before it answers", []


def _rules(side: Json, decision: str) -> dict[str, Json]:
    traced = side["decision"]["trace"].get(decision, {"rules": []})
    return {rule["rule"]: rule for rule in traced["rules"]}


def _is_list(side: Json, decision: str) -> bool:
    return isinstance(side["decision"]["outcome"].get(decision), list)


def _standing(rule: Json) -> str:
    if rule["answers"] == "yes":
        return "answers"
    if rule["answers"] == "maybe":
        return "may be the rule"
    return "cannot be told" if rule["outcome"] == "cannot tell" else "does not apply"


def _leaves(condition: Json | None) -> Iterator[str]:
    """The conditions that made the whole come out so, with the values that they read."""
    if condition is None:
        yield "without a condition"
        return
    below = next((condition[kind] for kind in _LISTS if kind in condition), None)
    if below is None:
        yield _leaf(condition)
        return
    for child in below:
        wanted = condition["outcome"]
        if "not" in condition:
            wanted = {"true": "false", "false": "true"}.get(wanted, wanted)
        if child["outcome"] == wanted:
            yield from _leaves(child)


def _leaf(condition: Json) -> str:
    values = [
        "not known exactly" if isinstance(o["value"], dict | list) else _shown(o["value"])
        for o in condition.get("operands", ())
        if o["kind"] != "literal"
    ]
    found = f" ({' against '.join(values)})" if values else ""
    return f"{_MARKS[condition['outcome']]} {condition['text']}{found}"


def _shown(value: object) -> str:
    if value is None:
        return "absent"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."
