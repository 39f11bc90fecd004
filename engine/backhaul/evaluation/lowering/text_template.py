"""A text as a template: what is the same for all facts, and expressions for what is not."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from json import dumps

#: constant text, or an expression whose value is a text or a whole number
Template = tuple[str | ast.expr, ...]


def literal(value: object) -> str:
    """A value as JSON text, everything beyond ASCII escaped."""
    return dumps(value, separators=(",", ":"))


def listed(templates: Iterable[Template]) -> Template:
    """Templates in a row, with a comma between each two."""
    parts: list[str | ast.expr] = []
    for template in templates:
        parts += (",", *template) if parts else template
    return tuple(parts)


def either(test: ast.expr, yes: str, no: str) -> ast.expr:
    """One of two texts."""
    return ast.IfExp(test, ast.Constant(yes), ast.Constant(no))


def whole(template: Template) -> ast.expr:
    """The text as one expression, in as few parts as there can be."""
    parts: list[ast.expr] = []
    for part in template:
        node = ast.Constant(part) if isinstance(part, str) else part
        while parts and (joined := _joined(parts[-1], node)):
            parts.pop()
            node = joined
        parts.append(node)
    if len(parts) == 1 and isinstance(parts[0], ast.Constant | ast.IfExp):
        return parts[0]
    return ast.JoinedStr(
        [
            part if isinstance(part, ast.Constant) else ast.FormattedValue(part, -1, None)
            for part in parts
        ]
    )


def _joined(first: ast.expr, second: ast.expr) -> ast.expr | None:
    """Two texts as one, where both are constant, or one of two by the same local."""
    one, other = _branches(first), _branches(second)
    if one is None or other is None or (one[0] and other[0] and one[0] != other[0]):
        return None
    local, yes, no = one[0] or other[0], one[1] + other[1], one[2] + other[2]
    return either(ast.Name(local, ast.Load()), yes, no) if local else ast.Constant(yes)


def _branches(text: ast.expr) -> tuple[str, str, str] | None:
    """The local that a text depends on, if any, and what it is where that is true and where it is not."""
    match text:
        case ast.Constant(str(constant)):
            return "", constant, constant
        case ast.IfExp(ast.Name(local), ast.Constant(str(yes)), ast.Constant(str(no))):
            return local, yes, no
    return None
