"""The parser reads an expression as stock JMESPath does, places included, and takes no other."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from backhaul.diagnostics import Span
from backhaul.document.node import ListNode, MapNode, Node, Scalar
from backhaul.document.reader import read
from backhaul.language.parsing import Refused, parse
from backhaul.language.syntax import Syntax
from generated.trials import POLICIES
from language.stock import stock

SHIPPED = sorted(Path(__file__).parents[2].glob("policies/*/[0-9]*.yaml"))
NAMES = ["a", "b_1", "Z", "route.x", "true_x", "x.null", "present", "contains", "_", "a . b"]
STRANGE = [
    "true",
    "null",
    "None",
    "a.b.c",
    '"a"',
    "1",
    "-1",
    "2.5",
    "a[0]",
    "@",
    "",
    "a.b(c)",
    "a.*",
]
LITERALS = ["'v'", "''", "'a && b'", "'it\\'s'", r"'\\'", r"'\\\''", "`0`", "`-12`", "`-0`", "'\n'"]
STRANGE += ["`01`", "`true`", "` 1 `", "`1", "'v", "(f)(a)", "('x')(a)", "!a.b", "(a).b", "(!a).b"]
SIGNS = ["==", "!=", "<", "<=", ">", ">=", "&&", "||"]
BLANKS = ["", "", " ", " ", "  ", "\n", "\t"]
PIECES = [*NAMES, *STRANGE, *LITERALS, *SIGNS, *"()[],.!=&|*+-/%{}:@?$ ", "[]", "[?", "=>"]


def scalar(text: str) -> Scalar:
    """The text as it stands in a list of a file."""
    lines = tuple(f"  - {text}".split("\n"))
    places = []
    line, column = 1, 5
    for character in text:
        places.append((line, column))
        line, column = (line + 1, 1) if character == "\n" else (line, column + 1)
    span = Span("f", 1, 5, len(lines[0]) - 4, lines[0])
    return Scalar(text, span, "", tuple(places) if "\n" in text else (), lines)


def parsed(written: Scalar) -> Syntax | None:
    """The tree, or nothing where the text is refused, which is at a place and with a reason."""
    try:
        return parse(written)
    except Refused as mistakes:
        refusals = mistakes.diagnostics
    assert refusals
    assert all(refusal.message and refusal.span for refusal in refusals)
    return None


def expression(random: Random, depth: int = 0) -> str:
    """An expression that is mostly one of the language."""
    blank = random.choice(BLANKS)
    sort = random.random()
    if depth > 4 or sort < 0.35:
        kinds = (NAMES, LITERALS, STRANGE)
        return f"{random.choice(random.choices(kinds, (70, 28, 2))[0])}{blank}"
    one = expression(random, depth + 1)
    if sort < 0.65:
        return f"{one}{random.choice(SIGNS)}{blank}{expression(random, depth + 1)}"
    if sort < 0.75:
        return f"({blank}{one}){blank}"
    if sort < 0.83:
        return f"!{blank}{one}"
    if sort < 0.93:
        comma = random.choice([",", ",", " ", ", ,"])
        rest = "".join(
            f"{comma}{blank}{expression(random, 5)}" for _ in range(random.randint(0, 2))
        )
        return f"{random.choice(['f', 'present', 'plus', 'contains'])}({one}{rest}){blank}"
    return f"contains([{blank}{random.choice(LITERALS)},{one}],{blank}{expression(random, 5)})"


def mutated(text: str, random: Random) -> str:
    """The text with a piece cut out, put in or put twice."""
    start = random.randint(0, len(text))
    end = min(len(text), start + random.randint(0, 3))
    middle: str = random.choice(["", random.choice(PIECES), text[start:end] * 2])
    return text[:start] + middle + text[end:]


def test_a_random_expression_is_read_as_stock_jmespath_reads_it() -> None:
    random, seen = Random(5), Counter[bool]()
    for _ in range(70 * POLICIES):
        text = expression(random)
        while random.random() < 0.3:
            text = mutated(text, random)
        if text.strip() and len(text) < 400:
            tree = parsed(scalar(text))
            assert tree == stock(scalar(text)), text
            seen[tree is not None] += 1

    assert min(seen.values()) > 15 * POLICIES


def test_pieces_in_any_order_are_taken_when_stock_jmespath_takes_them() -> None:
    random, seen = Random(6), Counter[bool]()
    for _ in range(50 * POLICIES):
        text = random.choice(["", " "]).join(random.choices(PIECES, k=random.randint(1, 6)))
        if text.strip():
            tree = parsed(scalar(text))
            assert tree == stock(scalar(text)), text
            seen[tree is not None] += 1

    assert min(seen.values()) > 2 * POLICIES


def texts(node: Node) -> Iterator[Scalar]:
    """Every text of a document."""
    match node:
        case Scalar():
            yield from [node] if isinstance(node.value, str) and node.value.strip() else []
        case ListNode():
            for item in node.items:
                yield from texts(item)
        case MapNode():
            for _, below in node.entries:
                yield from texts(below)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_text_of_a_shipped_policy_is_read_as_stock_jmespath_reads_it(path: Path) -> None:
    document, wrong = read(path.read_bytes(), path.name)
    assert document is not None
    assert wrong == []
    seen = Counter[bool]()
    for text in texts(document.root):
        tree = parsed(text)
        assert tree == stock(text), text.value
        seen[tree is not None] += 1

    assert min(seen.values()) > 20


def test_places_go_through_quotes_and_lines_of_yaml() -> None:
    text = (
        "it: \"a == 'x' &&\n  !b && c.d > `2`\"\nthat: >-\n  a ==\n    'x' || contains(['x'], b)\n"
    )
    document, wrong = read(text, "f")
    assert document is not None
    assert wrong == []
    for name in ("it", "that"):
        written = document.root.get(name)
        assert isinstance(written, Scalar)
        assert parse(written) == stock(written)
