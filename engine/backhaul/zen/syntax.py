"""Expressions of ZEN as trees: a Pratt parser over its words and signs, and the tests that cells of tables hold."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

#: a tree: the name of what it is, and its parts
ZenTree = tuple[Any, ...]
DOLLAR: ZenTree = ("path", "$", ())

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>\d[\d_]*(?:\.\d+)?)(?![\w.]*\.\.[^.]{0}x)
    | (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<template>`[^`]*`)
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*|\$[A-Za-z_]*|\#)
    | (?P<sign>\.\.|\?\?|==|!=|<=|>=|<|>|\|\||&&|[-+*/%^()\[\]{}.,?:!;=])
    )""",
    re.VERBOSE,
)
_LEVELS = {
    "?": 1,
    "??": 2,
    "or": 3,
    "||": 3,
    "and": 4,
    "&&": 4,
    "==": 5,
    "!=": 5,
    "in": 5,
    "not": 5,
    "<": 6,
    "<=": 6,
    ">": 6,
    ">=": 6,
    "+": 7,
    "-": 7,
    "*": 8,
    "/": 8,
    "%": 8,
    "^": 9,
}
_COMPARED = ("==", "!=", "<", "<=", ">", ">=")
_TRUE_OR_FALSE = (
    "contains",
    "startsWith",
    "endsWith",
    "some",
    "all",
    "none",
    "not",
    "one",
    "matches",
)


class NoExpression(ValueError):
    """A text that is no expression of ZEN that is known here."""


def expression(text: str) -> ZenTree:
    """The tree of an expression; raises NoExpression."""
    parser = _Parser(text, in_cell=False)
    tree = parser.expression(0)
    parser.end()
    return tree


def cell(text: str) -> ZenTree:
    """The condition that a cell states of `$`, the value of its column; raises NoExpression."""
    parser = _Parser(text, in_cell=True)
    parts = [_asked(parser.expression(0))]
    while parser.peek() == ",":
        parser.take()
        parts.append(_asked(parser.expression(0)))
    parser.end()
    tree = parts[0]
    for part in parts[1:]:
        tree = ("binary", "or", tree, part)
    return tree


def _asked(tree: ZenTree) -> ZenTree:
    """A condition as it is; of a value that it is the one of the column."""
    match tree:
        case ("binary", ("and" | "or") as joint, left, right):
            return ("binary", joint, _asked(left), _asked(right))
        case ("binary", op, *_) if op in _COMPARED or op == "in":
            return tree
        case ("not", _):
            return tree
        case ("call", name, _) if name in _TRUE_OR_FALSE:
            return tree
        case ("range", *_) | ("list", _):
            return ("binary", "in", DOLLAR, tree)
        case _:
            return ("binary", "==", DOLLAR, tree)


class _Parser:
    """Reads the tokens of one text."""

    def __init__(self, text: str, *, in_cell: bool) -> None:
        self.in_cell, self.index = in_cell, 0
        self.tokens: list[tuple[str, str]] = []
        at = 0
        text = text.strip()
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None or match.end() == at:
                raise NoExpression(text)
            kind = str(match.lastgroup)
            self.tokens.append((kind, match[kind]))
            at = match.end()
        self.text = text

    def peek(self, ahead: int = 0) -> str:
        """The next word or sign; empty at the end."""
        place = self.index + ahead
        kind, said = self.tokens[place] if place < len(self.tokens) else ("end", "")
        return said if kind in ("sign", "name") else f"<{kind}>" if kind != "end" else ""

    def take(self, said: str = "") -> tuple[str, str]:
        """The next token, which must be this one where one is named."""
        if self.index >= len(self.tokens) or (said and self.peek() != said):
            raise NoExpression(self.text)
        self.index += 1
        return self.tokens[self.index - 1]

    def end(self) -> None:
        """Nothing must be left."""
        if self.peek() == ";":
            self.take()
        if self.index < len(self.tokens):
            raise NoExpression(self.text)

    def expression(self, power: int) -> ZenTree:
        """An operand and all behind it that binds it more tightly."""
        left = self.operand()
        while True:
            sign = self.peek()
            binds = _LEVELS.get(sign, 0)
            if sign == "not" and self.peek(1) != "in":
                binds = 0
            if binds <= power:
                return left
            self.take()
            if sign == "?":
                yes = self.expression(0)
                self.take(":")
                left = ("if", left, yes, self.expression(0))
            elif sign == "not":
                self.take("in")
                left = ("not", ("binary", "in", left, self.expression(binds)))
            else:
                sign = {"&&": "and", "||": "or"}.get(sign, sign)
                left = ("binary", sign, left, self.expression(binds))

    def operand(self) -> ZenTree:
        """A value, brackets, or what stands before one."""
        sign = self.peek()
        if self.in_cell and sign in (*_COMPARED, "in"):
            self.take()
            return ("binary", sign, DOLLAR, self.expression(6))
        if self.in_cell and sign == "not" and self.peek(1) == "in":
            self.take()
            self.take()
            return ("not", ("binary", "in", DOLLAR, self.expression(6)))
        if sign in ("not", "!") and self.peek(1) != "(":
            self.take()
            return ("not", self.expression(5 if sign == "not" else 9))
        if sign in ("not", "!"):
            self.take()
            return ("not", self.expression(9))
        if sign == "-":
            self.take()
            return ("negative", self.expression(9))
        if sign in ("(", "[", "]"):
            return self.behind(self.bracket())
        if sign == "{":
            return self.object()
        kind, said = self.take()
        match kind:
            case "number":
                return ("value", Decimal(said.replace("_", "")))
            case "text":
                return self.behind(("value", re.sub(r"\\(.)", r"\1", said[1:-1])))
            case "template":
                return ("template", said[1:-1])
            case "name":
                return self.behind(self.named(said))
        raise NoExpression(self.text)

    def named(self, name: str) -> ZenTree:
        """A literal, a call, or the beginning of a path."""
        if name in ("true", "false", "null"):
            return ("value", {"true": True, "false": False, "null": None}[name])
        if self.peek() == "(":
            self.take()
            return ("call", name, tuple(self.listed(")")))
        return ("path", name, ()) if name[0] in "$#" else ("path", "", (name,))

    def behind(self, tree: ZenTree) -> ZenTree:
        """What stands behind an operand: `.name`, `[index]`."""
        while self.peek() in (".", "["):
            if self.take()[1] == ".":
                kind, name = self.take()
                if kind != "name" or tree[0] != "path":
                    raise NoExpression(self.text)
                tree = ("path", tree[1], (*tree[2], name))
            else:
                inside = self.expression(0)
                self.take("]")
                tree = ("index", tree, inside)
        return tree

    def bracket(self) -> ZenTree:
        """Brackets around an expression, a range, or a list."""
        opened = self.take()[1]
        if opened == "[" and self.peek() == "]":
            self.take()
            return ("list", ())
        first = self.expression(0)
        if self.peek() == "..":
            self.take()
            last = self.expression(0)
            closed = self.take()[1]
            return ("range", first, last, opened == "[", closed == "]")
        if opened == "(":
            self.take(")")
            return first
        items = [first]
        while self.peek() == ",":
            self.take()
            items.append(self.expression(0))
        self.take("]")
        return ("list", tuple(items))

    def object(self) -> ZenTree:
        """Values by their names."""
        self.take("{")
        parts = []
        while self.peek() != "}":
            kind, name = self.take()
            self.take(":")
            parts.append((name[1:-1] if kind == "text" else name, self.expression(0)))
            if self.peek() == ",":
                self.take()
        self.take("}")
        return ("object", tuple(parts))

    def listed(self, closing: str) -> list[ZenTree]:
        """Expressions up to a closing bracket."""
        items: list[ZenTree] = []
        in_cell, self.in_cell = self.in_cell, False
        while self.peek() != closing:
            items.append(self.expression(0))
            if self.peek() == ",":
                self.take()
        self.take(closing)
        self.in_cell = in_cell
        return items
