"""Pieces of Python syntax, each by a short name."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any


def name(name: str) -> ast.Name:
    """The value of a local or constant."""
    return ast.Name(name, ast.Load())


def constant(value: str | int | bool | None) -> ast.expr:
    """A value written in place."""
    if isinstance(value, int) and not isinstance(value, bool) and value < 0:
        return ast.UnaryOp(ast.USub(), ast.Constant(-value))
    return ast.Constant(value)


def assign(local: str, value: ast.expr) -> ast.stmt:
    """A value kept in a local."""
    return ast.Assign([ast.Name(local, ast.Store())], value)


def set_attribute(of: str, attribute: str, value: ast.expr) -> ast.stmt:
    """A value kept in an attribute of what a local holds."""
    return ast.Assign([ast.Attribute(name(of), attribute, ast.Store())], value)


def call(function: ast.expr, *arguments: ast.expr) -> ast.expr:
    """A call."""
    return ast.Call(function, list(arguments), [])


def method(of: ast.expr, called: str, *arguments: ast.expr) -> ast.expr:
    """A call of a method."""
    return call(ast.Attribute(of, called, ast.Load()), *arguments)


def item(of: ast.expr, key: ast.expr) -> ast.expr:
    """What stands under a key."""
    return ast.Subscript(of, key, ast.Load())


def several(values: Sequence[ast.expr]) -> ast.expr:
    """A tuple."""
    return ast.Tuple(list(values), ast.Load())


def compared(left: ast.expr, sign: ast.cmpop, right: ast.expr) -> ast.expr:
    """A comparison."""
    return ast.Compare(left, [sign], [right])


def between(low: ast.expr, value: ast.expr, high: ast.expr) -> ast.expr:
    """Whether a value lies within two, both included."""
    return ast.Compare(low, [ast.LtE(), ast.LtE()], [value, high])


def is_none(value: ast.expr) -> ast.expr:
    """Whether a value is absent."""
    return compared(value, ast.Is(), constant(None))


def is_not_none(value: ast.expr) -> ast.expr:
    """Whether a value is there."""
    return compared(value, ast.IsNot(), constant(None))


def is_type(type_name: str, value: ast.expr) -> ast.expr:
    """Whether a value is exactly of a type of Python."""
    return compared(call(name("type"), value), ast.Is(), name(type_name))


def is_no(type_name: str, value: ast.expr) -> ast.expr:
    """Whether a value is not exactly of a type of Python."""
    return compared(call(name("type"), value), ast.IsNot(), name(type_name))


def written(template: str, names: Mapping[str, ast.expr]) -> ast.expr:
    """A text of Python with these in the place of its names; one that is kept in a local is kept where it is read first."""
    whole: ast.expr = _filled(_parsed(template), {**names})
    return whole


@cache
def _parsed(template: str) -> ast.expr:
    return ast.parse(template, mode="eval").body


def _filled(node: Any, names: dict[str, ast.expr]) -> Any:
    """A copy of a tree, with other trees in the place of names."""
    if isinstance(node, list):
        return [_filled(each, names) for each in node]
    if isinstance(node, ast.Name) and node.id in names:
        value = names[node.id]
        names[node.id] = again(value)
        return value
    if isinstance(node, ast.IfExp):
        # what is kept in one branch is not there in the other
        test = _filled(node.test, names)
        return ast.IfExp(test, _filled(node.body, {**names}), _filled(node.orelse, {**names}))
    if not isinstance(node, ast.AST) or not node._fields:
        return node
    return type(node)(*(_filled(getattr(node, field), names) for field in node._fields))


def no(test: ast.expr) -> ast.expr:
    """The opposite."""
    return ast.UnaryOp(ast.Not(), test)


def every(tests: Sequence[ast.expr]) -> ast.expr:
    """Whether all are true."""
    return tests[0] if len(tests) == 1 else ast.BoolOp(ast.And(), list(tests))


def some(tests: Sequence[ast.expr]) -> ast.expr:
    """Whether one is true."""
    return tests[0] if len(tests) == 1 else ast.BoolOp(ast.Or(), list(tests))


def when(test: ast.expr, body: Sequence[ast.stmt], rest: Sequence[ast.stmt] = ()) -> ast.stmt:
    """Statements where a test is true, and others where it is not."""
    return ast.If(test, list(body) or [ast.Pass()], list(rest))


def give_up_if(test: ast.expr) -> ast.stmt:
    """The end of all that is tried here, without an answer, where the test is true."""
    return when(test, [ast.Raise(name("ValueError"))])


def kept(value: ast.expr, local: str) -> ast.expr:
    """A value that is kept in a local where it is read first."""
    return ast.NamedExpr(ast.Name(local, ast.Store()), value)


def again(value: ast.expr) -> ast.expr:
    """The value where it is read once more: the local that it was kept in."""
    return name(value.target.id) if isinstance(value, ast.NamedExpr) else value
