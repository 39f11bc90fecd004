"""The parser reads an expression as stock JMESPath does, places included, and takes no other."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from backhaul.diagnostics import Span
from backhaul.document.node import ListNode, MapNode, Node, Scalar
from backhaul.document.reader import read
from backhaul.language.parsing import Refused, parse
from backhaul.language.syntax import (
    Call,
    Comparing,
    Joined,
    Name,
    Number,
    Quantity,
    Syntax,
    below,
)
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


def ours_alone(tree: Syntax | None) -> bool:
    """Whether a tree has what stock JMESPath does not take: a number in place, or a sign of arithmetic."""
    if tree is None:
        return False
    bare = isinstance(tree, Number) and tree.bare
    signed = isinstance(tree, Call) and tree.infix
    return bare or signed or isinstance(tree, Quantity) or any(map(ours_alone, below(tree)))


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
            assert ours_alone(tree) or tree == stock(scalar(text)), text
            assert not ours_alone(tree) or stock(scalar(text)) is None, text
            seen[tree is not None] += 1

    assert min(seen.values()) > 15 * POLICIES


def test_pieces_in_any_order_are_taken_when_stock_jmespath_takes_them() -> None:
    random, seen = Random(6), Counter[bool]()
    for _ in range(50 * POLICIES):
        text = random.choice(["", " "]).join(random.choices(PIECES, k=random.randint(1, 6)))
        if text.strip():
            tree = parsed(scalar(text))
            assert ours_alone(tree) or tree == stock(scalar(text)), text
            assert not ours_alone(tree) or stock(scalar(text)) is None, text
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
        assert ours_alone(tree) or tree == stock(text), text.value
        assert not ours_alone(tree) or stock(text) is None, text.value
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


#: how tightly each kind of Python's signs binds is what JEP-16 says of ours
PYTHON = {ast.Add: "plus", ast.Sub: "minus", ast.Mult: "times", ast.Div: "divided_by"}
COMPARED = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}


def of_python(tree: ast.expr) -> object:
    """A tree of Python's as a nested tuple."""
    match tree:
        case ast.BinOp():
            return PYTHON[type(tree.op)], of_python(tree.left), of_python(tree.right)
        case ast.Compare():
            return COMPARED[type(tree.ops[0])], *map(of_python, (tree.left, tree.comparators[0]))
        case ast.BoolOp():
            return type(tree.op) is ast.And, *map(of_python, tree.values)
        case ast.Call():
            return ast.unparse(tree.func), *map(of_python, tree.args)
        case _:
            return ast.unparse(tree)


def of_ours(tree: Syntax) -> object:
    """A tree of ours as a nested tuple."""
    match tree:
        case Call():
            return tree.function, *map(of_ours, tree.arguments)
        case Comparing():
            return tree.symbol, of_ours(tree.left), of_ours(tree.right)
        case Joined():
            return tree.every, *map(of_ours, tree.children)
        case Number():
            return str(tree.value)
        case Name() | Quantity():
            return tree.text
        case _:
            raise AssertionError(tree)


def sum_of(random: Random, depth: int) -> str:
    """A sum, product, difference or quotient of names and numbers, in brackets or not."""
    sort = random.random()
    if depth > 4 or sort < 0.3:
        return random.choice(["a", "b_1", "f(a - 1, b)", "5", "-3", "0", "99.9", "-0.5"])
    if sort < 0.45:
        return f"({sum_of(random, depth + 1)})"
    blank = random.choice(["", " "])
    sign = random.choice("+-*/")
    return f"{sum_of(random, depth + 1)}{blank}{sign}{blank}{sum_of(random, depth + 1)}"


def test_signs_of_arithmetic_bind_as_they_do_in_python() -> None:
    random, signs = Random(7), Counter[str]()
    for _ in range(20 * POLICIES):
        parts = [
            f"{sum_of(random, 0)} {random.choice([*COMPARED.values()])} {sum_of(random, 0)}"
            for _ in range(random.randint(1, 2))
        ]
        text = " && ".join(parts)
        tree = parsed(scalar(text))
        assert tree is not None, text
        python = ast.parse(text.replace("&&", "and"), mode="eval").body
        assert of_ours(tree) == of_python(python), text
        signs.update(sign for sign in text if sign in "+-*/")

    assert min(signs.values()) > 10 * POLICIES


def test_a_sum_is_no_deeper_than_brackets_may_be() -> None:
    assert parsed(scalar("+".join(["a"] * 33))) is not None
    assert parsed(scalar("+".join(["a"] * 34))) is None
    assert parsed(scalar("(a - " * 16 + "a" + ")" * 16)) is not None
    assert parsed(scalar("(a - " * 17 + "a" + ")" * 17)) is None
    assert parsed(scalar(" && ".join(["a + b < c - d"] * 30))) is not None
