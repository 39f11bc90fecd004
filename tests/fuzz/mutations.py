"""Changes that keep most of a file's structure, and changes of its text that do not."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

import yaml

from fuzz.seeds import pool, words

Place = tuple[Any, Any]

HOSTILE_TEXTS = (
    "", " ", "\n", "\x00", "\x1b[31m", "\u202e", "\u2028", "\ud800", "\U0001f4e6", "é" * 300,
    "a" * 5_000, "null", "true", "~", "..", "../x", "/etc/passwd", "=1+1", "{{x}}", "%s{0}", "__class__",
    "9999-12-31T23:59:59.999999Z", "0001-01-01T00:00:00+14:00", "2026-02-30T00:00:00Z",
    "2026-03-02T00:00:00", "2016-12-31T23:59:60Z", "999999999 days", "-5 days", "1 fortnight", "P1D",
    "1e400", "1e-400", "0.1e1", "-0", "NaN", "٣", "1" * 60, "0." + "0" * 60 + "1",
    "'", "`", "((((", "a.b.c.d", "@", "&a", "*", "[*]", "[?a]", "a || b && !c", "a == b == c", "x = y",
    "present(@)", "plus(a, b)", "`1` < `2`", "join('', [@, @])", "to_string(@) | [@, @] | [@, @]",
    "map(&[@, @], [@, @])", "sort_by(@, &a)", "[[[[[[@]]]]]]", "length('a') > `0`", "a[::-1]", "a[::0]",
)  # fmt: skip
HOSTILE_VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 1.5, 1e308, 2**63, -(2**63), 10**40, 10**400, [], {}, [[]], [None], {"": ""},
    {"from": 1}, {"from": 2, "before": 1}, {"day": "2026-03-02", "offset": "+07:00"}, {"masked": True},
    {"en": "x", "zh": "y"}, {"all": []}, {"any": [{"all": [{"not": "a"}]}]}, ["a", "a"],
)  # fmt: skip


def mutated(random: Random, trees: tuple[Any, ...], texts: tuple[bytes, ...]) -> bytes:
    """The bytes of a file that is like one of these."""
    if not trees or random.random() < 0.25:
        return changed_text(random, random.choice(texts))
    data = written(random, changed_tree(random, random.choice(trees)))
    return changed_text(random, data) if random.random() < 0.1 else data


def kin(random: Random, tree: Any) -> bytes:
    """A file that is most likely right: parts of it stand where others of their kind stood."""
    root = [deepcopy(tree)]
    for _ in range(random.choice((1, 1, 2, 3))):
        places = _places(root)
        node, key = random.choice(places)
        random.choice((_number, _swap, _repeat, _delete, _operator, _combine, _combine))(
            random, node, key
        )
        node, key = random.choice(places)
        alike = [
            other[name]
            for other, name in places
            if name == key and other is not node and _has(other, name)
        ]
        if alike and isinstance(node, dict) and key in node:
            node[key] = deepcopy(random.choice(alike))
    return written(random, root[0])


def _has(node: Any, key: Any) -> bool:
    """Whether a place is still there after a change."""
    return key in node if isinstance(node, dict) else key < len(node)


def changed_tree(random: Random, tree: Any) -> Any:
    """A copy of the data with one to six changes."""
    root = [deepcopy(tree)]
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 6))):
        random.choice(_CHANGES)(random, *random.choice(_places(root)))
    return root[0]


def written(random: Random, tree: Any) -> bytes:
    """The data as YAML or as JSON."""
    if random.random() < 0.3:
        return json.dumps(tree, ensure_ascii=random.random() < 0.5).encode("utf-8", "replace")
    text: str = yaml.dump(tree, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=10_000)
    return text.encode("utf-8", "replace")


class _Plain(yaml.SafeDumper):
    """A dumper without anchors."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        return True


def changed_text(random: Random, data: bytes) -> bytes:
    """The bytes with a part of them lost, doubled, moved or replaced."""
    for _ in range(random.choice((1, 1, 2, 4))):
        start = random.randrange(len(data) + 1)
        end = min(len(data), start + random.choice((0, 1, 1, 2, 8, 40, 400)))
        part = data[start:end]
        new = random.choice(
            (b"", part * 2, part * 50, part[::-1], _word(random), bytes([random.randrange(256)]))
        )
        data = data[:start] + new + data[end:]
    return data


def _word(random: Random) -> bytes:
    text = random.choice((random.choice(words()), random.choice(HOSTILE_TEXTS)))
    return text.encode("utf-8", "surrogatepass")


def _places(root: list[Any]) -> list[Place]:
    """Every place below the root, as what contains it and the key in it."""
    places: list[Place] = []
    rest: list[Any] = [root]
    while rest:
        node = rest.pop()
        below = node.items() if isinstance(node, dict) else enumerate(node)
        for key, value in below:
            places.append((node, key))
            if isinstance(value, dict | list):
                rest.append(value)
    return places


def _replace(random: Random, node: Any, key: Any) -> None:
    hostile = HOSTILE_VALUES if random.random() < 0.4 else HOSTILE_TEXTS
    node[key] = deepcopy(random.choice(hostile))


def _graft(random: Random, node: Any, key: Any) -> None:
    node[key] = deepcopy(random.choice(pool()))


def _rename(random: Random, node: Any, key: Any) -> None:
    if isinstance(node, dict):
        name = random.choice((*random.sample(words(), 3), random.choice(HOSTILE_TEXTS)))
        renamed = {name if old == key else old: value for old, value in node.items()}
        node.clear()
        node.update(renamed)


def _delete(random: Random, node: Any, key: Any) -> None:
    if isinstance(node, dict) or len(node) > 1:
        del node[key]


def _repeat(random: Random, node: Any, key: Any) -> None:
    times = random.choice((2, 2, 3, 60))
    if isinstance(node, list):
        node[key:key] = [_relative(random, node[key], number) for number in range(times)]
    else:
        for number in range(times):
            node[f"{key}-{number}"] = deepcopy(node[key])


def _relative(random: Random, item: Any, number: int) -> Any:
    """A copy of an item under another id, changed in one place."""
    copy = [deepcopy(item)]
    if isinstance(item, dict):
        if "id" in item:
            copy[0]["id"] = f"{item['id']}-{number}"
        places = [place for place in _places(copy) if place[1] not in (0, "id")]
        if places:
            random.choice((_edit, _number, _number))(random, *random.choice(places))
    return copy[0]


def _swap(random: Random, node: Any, key: Any) -> None:
    other = random.choice([*node]) if isinstance(node, dict) else random.randrange(len(node))
    node[key], node[other] = node[other], node[key]


def _wrap(random: Random, node: Any, key: Any) -> None:
    for _ in range(random.choice((1, 1, 2, 40))):
        node[key] = random.choice(([node[key]], {random.choice(words()): node[key]}))


def _edit(random: Random, node: Any, key: Any) -> None:
    """Write another text out of this one and others."""
    text = str(node[key])[:2_000]
    other = str(random.choice(words()))
    join = random.choice((" ", " && ", " || ", " == ", " < ", ", ", ".", "|"))
    node[key] = random.choice(
        (
            f"{text}{join}{other}",
            f"!({text})",
            f"not_null({text}, {other})",
            f"plus({text}, {other})",
            f"minus({other}, {text})",
            "(" * 60 + text + ")" * 60,
            join.join([text] * random.choice((2, 30))),
            text[: random.randrange(len(text) + 1)],
            text.replace("=", "!="),
            f"`{text}`",
            f"'{text}'",
        )
    )


def _operator(random: Random, node: Any, key: Any) -> None:
    """Exchange an operator of an expression."""
    if isinstance(node[key], str):
        operators = (" < ", " <= ", " == ", " != ", " && ", " || ", "plus(", "minus(", "present(")
        present = [operator for operator in operators if operator in node[key]]
        if present:
            node[key] = node[key].replace(random.choice(present), random.choice(operators), 1)


def _combine(random: Random, node: Any, key: Any) -> None:
    """Make a condition of two, or of one many times over."""
    if key in ("when", "holds", "applies") and isinstance(node, dict):
        times = random.choice((1, 1, 2, 20))
        way = random.choice(("all", "any"))
        node[key] = random.choice(({way: [deepcopy(node[key])] * times}, {"not": node[key]}))


def _number(random: Random, node: Any, key: Any) -> None:
    """Move a number, also one inside a text."""
    value = node[key]
    if isinstance(value, int) and not isinstance(value, bool):
        node[key] = value + random.choice((-1, 1, 10**6, -value, -2 * value))
    elif isinstance(value, str) and (digits := [i for i, c in enumerate(value) if c.isdigit()]):
        at = random.choice(digits)
        node[key] = (
            value[:at] + random.choice("0123456789") * random.choice((1, 2)) + value[at + 1 :]
        )


_CHANGES: tuple[Callable[[Random, Any, Any], None], ...] = (
    _replace, _replace, _graft, _graft, _rename, _delete, _repeat, _swap, _wrap, _edit, _edit, _number,
)  # fmt: skip
