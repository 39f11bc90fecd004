"""The codes of all diagnostics of the library, read from its source."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import backhaul

ENGINE = Path(backhaul.__file__).parent
#: what makes a diagnostic; the code is the first argument
MAKERS = {"Diagnostic", "Refusal", "say", "_say", "_say_of", "_refused", "finding_of"}
#: rooms whose `say` is about words and not about mistakes
OF_WORDS = {"explanation", "books", "questions"}
CODE = re.compile(r"[a-z]+(-[a-z0-9]+)*")


def codes() -> dict[str, list[str]]:
    """Every code with the places that use it, as `file:line`."""
    found: dict[str, list[str]] = {}
    for path in sorted(ENGINE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node, function in _calls(tree, None):
            if _name(node.func) != "Diagnostic" and OF_WORDS.intersection(path.parts):
                continue
            place = f"{path.relative_to(ENGINE)}:{node.lineno}"
            for code in _code(tree, node, function):
                found.setdefault(code, []).append(place)
    return dict(sorted(found.items()))


def _calls(
    node: ast.AST, function: ast.FunctionDef | None
) -> Iterator[tuple[ast.Call, ast.FunctionDef | None]]:
    """The calls that make a diagnostic, each with the function that it stands in."""
    for child in ast.iter_child_nodes(node):
        inner = child if isinstance(child, ast.FunctionDef) else function
        if isinstance(child, ast.Call) and _name(child.func) in MAKERS and child.args:
            yield child, inner
        yield from _calls(child, inner)


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return node.attr
        case _:
            return ""


def _code(tree: ast.Module, call: ast.Call, function: ast.FunctionDef | None) -> list[str]:
    match call.args[0]:
        case ast.Constant(value=str() as code):
            return [code] if CODE.fullmatch(code) else []
        case ast.Name(id="code"):
            return _tabled(tree)
        case ast.IfExp(body=ast.Constant(value=str() as one), orelse=ast.Constant(value=other)):
            return [one, str(other)]
        case ast.JoinedStr(values=[ast.Constant(value=str() as head), ast.FormattedValue()]):
            # the rest of the code is the first argument of the function around it
            assert function, f"a code made outside a function: {ast.unparse(call)}"
            return [f"{head}{first}" for first in _firsts(tree, function.name)]
        case _:
            # handed on from a refusal, whose own place is found too
            return []


def _tabled(tree: ast.Module) -> list[str]:
    """The codes in the module's tables: the first of a pair whose second is a sentence."""
    return [
        str(code.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Tuple) and len(node.elts) == 2
        for code, sentence in [node.elts]
        if isinstance(code, ast.Constant) and CODE.fullmatch(str(code.value))
        if isinstance(sentence, ast.Constant) and " " in str(sentence.value)
    ]


def _firsts(tree: ast.Module, function: str) -> list[str]:
    return [
        str(node.args[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _name(node.func) == function and node.args
        if isinstance(node.args[0], ast.Constant)
    ]
