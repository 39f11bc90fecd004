"""The files of the engine as trees: their functions with what each name is given, their constants and imports."""

import ast
from dataclasses import dataclass, field
from pathlib import Path

import backhaul

ENGINE = Path(backhaul.__file__).parent
#: fields in which words of a sentence wait
FIELDS = ("words", "unreadable", "why", "about", "message", "way_out", "name")


@dataclass
class Function:
    """A function of the source, with what its names are given."""

    module: "Module"
    node: ast.FunctionDef | ast.AsyncFunctionDef
    owner: str
    #: the function that it stands in, if it stands in one
    outer: "Function | None" = None
    parameters: list[str] = field(default_factory=list)
    values: dict[str, list[ast.expr | tuple[ast.expr, int]]] = field(default_factory=dict)
    added: dict[str, list[ast.expr]] = field(default_factory=dict)
    appended: dict[str, list[ast.expr]] = field(default_factory=dict)


@dataclass
class Module:
    """One file of the engine."""

    name: str
    tree: ast.Module
    functions: dict[str, list[Function]] = field(default_factory=dict)
    constants: dict[str, ast.expr] = field(default_factory=dict)
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)
    fields: dict[str, list[tuple[ast.expr, Function]]] = field(default_factory=dict)


def modules() -> dict[str, Module]:
    found = {}
    for path in sorted(ENGINE.rglob("*.py")):
        parts = ("backhaul", *path.relative_to(ENGINE).with_suffix("").parts)
        name = ".".join(parts).removesuffix(".__init__")
        module = Module(name, ast.parse(path.read_text("utf-8")))
        _fill(module, module.tree, "")
        found[name] = module
    return found


def _fill(module: Module, node: ast.AST, owner: str) -> None:
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                _function(module, child, owner)
            case ast.ClassDef():
                _fill(module, child, child.name)
                continue
            case ast.ImportFrom(module=str() as source):
                for alias in child.names:
                    module.imports[alias.asname or alias.name] = (source, alias.name)
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if node is module.tree:
                module.constants[name] = value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                if node is module.tree:
                    module.constants[name] = value
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            _fill(module, child, owner)


def _function(
    module: Module,
    node: ast.FunctionDef | ast.AsyncFunctionDef,
    owner: str,
    outer: Function | None = None,
) -> None:
    every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    function = Function(module, node, owner, outer, [each.arg for each in every])
    module.functions.setdefault(node.name, []).append(function)
    for inner in ast.walk(node):
        match inner:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    _bind(function, target, value)
                    if isinstance(target, ast.Attribute) and target.attr in FIELDS:
                        module.fields.setdefault(target.attr, []).append((value, function))
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                _bind(function, target, value)
            case ast.NamedExpr(target=target, value=value):
                _bind(function, target, value)
            case ast.For(target=target, iter=(ast.Tuple() | ast.List()) as rows):
                for row in rows.elts:
                    _bind(function, target, row)
            case (ast.For() | ast.comprehension()) as loop if (
                isinstance(loop.target, ast.Tuple) and len(loop.target.elts) == 2
            ):
                _rows(function, loop)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append"), args=[value]):
                function.appended.setdefault(name, []).append(value)
            case ast.AugAssign(target=ast.Name(id=name), value=value):
                function.added.setdefault(name, []).append(value)
            case ast.ImportFrom(module=str() as source):
                for alias in inner.names:
                    module.imports.setdefault(alias.asname or alias.name, (source, alias.name))
            case ast.FunctionDef() | ast.AsyncFunctionDef() if inner is not node:
                _function(module, inner, owner, function)


def _rows(function: Function, loop: ast.For | ast.comprehension) -> None:
    """What the second name of a loop over a table stands for."""
    match loop.target, loop.iter:
        case (
            ast.Tuple(elts=[_, target]),
            ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="items")),
        ):
            tables = [function.module.constants.get(name), *function.values.get(name, ())]
            for table in tables:
                for row in table.values if isinstance(table, ast.Dict) else ():
                    _bind(function, target, row)
        case _, ast.Name(id=name):
            for rows in function.values.get(name, ()):
                for row in rows.elts if isinstance(rows, ast.Tuple | ast.List) else ():
                    _bind(function, loop.target, row)


def _bind(function: Function, target: ast.expr, value: ast.expr) -> None:
    match target, value:
        case ast.Name(id=name), _:
            function.values.setdefault(name, []).append(value)
        case ast.Tuple(elts=names), ast.Tuple(elts=values) if len(names) == len(values):
            for each, one in zip(names, values, strict=True):
                _bind(function, each, one)
        case ast.Tuple(elts=names), ast.IfExp(body=body, orelse=orelse):
            _bind(function, target, body)
            _bind(function, target, orelse)
        case ast.Tuple(elts=names), _:
            for number, each in enumerate(names):
                if isinstance(each, ast.Name):
                    function.values.setdefault(each.id, []).append((value, number))


def called(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def argument(call: ast.Call, name: str, number: int) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    plain = call.args
    if 0 <= number < len(plain) and not any(
        isinstance(a, ast.Starred) for a in plain[: number + 1]
    ):
        return plain[number]
    return None
