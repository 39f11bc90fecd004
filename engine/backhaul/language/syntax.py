"""The syntax tree of an expression: what was written and where, before anybody asks what it means."""

from __future__ import annotations

from collections.abc import Iterator

from backhaul.diagnostics import Span
from backhaul.frozen import frozen
from backhaul.language.kinds import Kind, Words
from backhaul.static import assert_never


@frozen
class Name:
    """A name, or two joined by a point."""

    text: str
    span: Span


@frozen
class Text:
    """A text in single quotes."""

    value: str
    span: Span


@frozen
class Number:
    """A whole number, in backticks or bare."""

    value: int
    span: Span
    bare: bool = False


@frozen
class Quantity:
    """A decimal or a duration, written in place."""

    kind: Kind
    text: str
    span: Span


@frozen
class Comparing:
    """Two operands and the symbol between them."""

    symbol: str
    left: Syntax
    right: Syntax
    span: Span


@frozen
class Joined:
    """Conditions joined by `&&` (every) or by `||`."""

    every: bool
    children: tuple[Syntax, ...]
    span: Span
    title: Words | None = None


@frozen
class Negated:
    """`!` and what follows it."""

    child: Syntax
    span: Span
    title: Words | None = None


@frozen
class Call:
    """A function and what stands in its brackets, or around its sign."""

    function: str
    arguments: tuple[Syntax, ...]
    span: Span
    infix: bool = False


@frozen
class Options:
    """A list of texts, written in place."""

    items: tuple[Syntax, ...]
    span: Span


Syntax = Name | Text | Number | Quantity | Comparing | Joined | Negated | Call | Options


def names(syntax: Syntax) -> Iterator[Name]:
    """Every name in the tree, in the order written."""
    if isinstance(syntax, Name):
        yield syntax
    for child in below(syntax):
        yield from names(child)


def below(syntax: Syntax) -> tuple[Syntax, ...]:
    """The trees directly below, in the order written."""
    match syntax:
        case Comparing():
            return (syntax.left, syntax.right)
        case Joined():
            return syntax.children
        case Negated():
            return (syntax.child,)
        case Call():
            return syntax.arguments
        case Options():
            return syntax.items
        case Name() | Text() | Number() | Quantity():
            return ()
        case _:
            assert_never(syntax)
