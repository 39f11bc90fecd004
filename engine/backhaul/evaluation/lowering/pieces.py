"""A text in pieces: what is the same for all facts, and expressions for what is not."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from json import dumps

from backhaul.evaluation.lowering import trees

#: constant text, or an expression whose value is a text or a whole number
Pieces = tuple[str | ast.expr, ...]


def literal(value: object) -> str:
    """A value as JSON text, everything beyond ASCII escaped."""
    return dumps(value, separators=(",", ":"))


def merged(pieces: Iterable[str | ast.expr]) -> Pieces:
    """The same text, constants side by side made one."""
    found: list[str | ast.expr] = []
    for each in pieces:
        constant = isinstance(each, ast.Constant) and isinstance(each.value, str)
        piece = str(each.value) if isinstance(each, ast.Constant) and constant else each
        if isinstance(piece, str) and found and isinstance(found[-1], str):
            found[-1] += piece
        elif piece != "":
            found.append(piece)
    return tuple(found)


def holes(pieces: Pieces) -> int:
    """How many expressions there are."""
    return sum(not isinstance(piece, str) for piece in pieces)


def whole(pieces: Pieces) -> ast.expr:
    """The text as one expression."""
    parts = merged(pieces)
    if all(isinstance(piece, str) for piece in parts):
        return ast.Constant("".join(map(str, parts)))
    return ast.JoinedStr(
        [
            ast.Constant(piece) if isinstance(piece, str) else ast.FormattedValue(piece, -1, None)
            for piece in parts
        ]
    )


def either(test: ast.expr, yes: str, no: str) -> ast.expr:
    """One of two texts; that for true comes first, however the test is put."""
    if isinstance(test, ast.UnaryOp):
        test, yes, no = test.operand, no, yes
    return ast.IfExp(test, ast.Constant(yes), ast.Constant(no))


def where(tests: list[ast.expr], inner: Pieces, other: str = "") -> Pieces:
    """A text where all tests are true, else another."""
    if not tests:
        return inner
    return (ast.IfExp(trees.every(tests), whole(inner), ast.Constant(other)),)


def folded(pieces: Pieces) -> Pieces:
    """The same text; where all that varies is one truth value, it is one of two constants."""
    tests = [*_tests(pieces)]
    if len(tests) < 2 or None in tests or len(set(tests)) > 1:
        return pieces
    yes, no = (
        "".join(piece if isinstance(piece, str) else branch(piece) for piece in pieces)
        for branch in (_yes, _no)
    )
    return (either(trees.name(str(tests[0])), yes, no),)


def _tests(pieces: Pieces) -> Iterator[str | None]:
    """The local that each expression depends on, where it is one of two constants."""
    for piece in pieces:
        match piece:
            case str():
                pass
            case ast.IfExp(ast.Name(id=local), ast.Constant(), ast.Constant()):
                yield local
            case _:
                yield None


def _yes(piece: ast.expr) -> str:
    assert isinstance(piece, ast.IfExp) and isinstance(piece.body, ast.Constant)  # noqa: S101, PT018
    return str(piece.body.value)


def _no(piece: ast.expr) -> str:
    assert isinstance(piece, ast.IfExp) and isinstance(piece.orelse, ast.Constant)  # noqa: S101, PT018
    return str(piece.orelse.value)
