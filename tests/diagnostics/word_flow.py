"""Where the words of a sentence come from: what callers give, functions give back, and fields and tables hold."""

import ast
from abc import abstractmethod

from diagnostics.source_files import Function, Module, argument, called

Texts = frozenset[str]
NONE: Texts = frozenset()


class Flow:
    """Follows words from where they are used back to where they stand."""

    @abstractmethod
    def texts(self, node: ast.expr, inside: Function | None, module: Module) -> Texts:
        """The templates that an expression can be; none where nothing is known of it."""

    @abstractmethod
    def elements(self, node: ast.expr, inside: Function | None, module: Module) -> Texts:
        """The templates of the texts in a list."""

    def __init__(self, modules: dict[str, Module]) -> None:
        self.modules = modules
        self.found: dict[str, str] = {}
        self.calls: list[tuple[Function | None, Module, ast.Call]] = []
        self.by_name: dict[str, list[Function]] = {}
        for module in modules.values():
            for name, functions in module.functions.items():
                self.by_name.setdefault(name, []).extend(functions)
            self._calls(module, module.tree, None)
        self.named: dict[str, list[tuple[Function | None, Module, ast.Call]]] = {}
        for call in self.calls:
            self.named.setdefault(called(call[2].func), []).append(call)
        #: the fields of each class that are texts, by the name of the class
        self.fields = [
            (
                node.name,
                [
                    field.target.id
                    for field in node.body
                    if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
                ],
            )
            for module in modules.values()
            for node in ast.walk(module.tree)
            if isinstance(node, ast.ClassDef) and node.name not in ("Diagnostic", "Refusal")
        ]
        self.known: dict[tuple[int, ...], Texts] = {}
        #: kept, or another node could get the number of one that is gone
        self.nodes: list[ast.expr] = []

    def _calls(self, module: Module, node: ast.AST, inside: Function | None) -> None:
        for child in ast.iter_child_nodes(node):
            inner = inside
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                inner = next(f for f in module.functions[child.name] if f.node is child)
            if isinstance(child, ast.Call):
                self.calls.append((inner, module, child))
            self._calls(module, child, inner)

    def field(self, name: str) -> Texts:
        """What is put into a field of that name, of whatever value."""
        every = NONE
        for module in self.modules.values():
            for value, function in module.fields.get(name, ()):
                every |= self.texts(value, function, module)
        if name == "name":
            return every
        for owner, fields in self.fields:
            if name in fields:
                for inside, module, call in self.named.get(owner, ()):
                    given = argument(call, name, fields.index(name))
                    if given is not None:
                        every |= self.texts(given, inside, module)
        return every

    def given(self, function: Function, name: str) -> Texts:
        """What callers give for a parameter."""
        number = function.parameters.index(name)
        node = function.node
        every = NONE
        positional = [*node.args.posonlyargs, *node.args.args]
        defaults = dict(
            zip([a.arg for a in reversed(positional)], reversed(node.args.defaults), strict=False)
        )
        defaults |= {
            a.arg: d for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if d
        }
        if name in defaults:
            every |= self.texts(defaults[name], None, function.module)
        method = bool(function.parameters) and function.parameters[0] in ("self", "cls")
        called = function.owner if node.name == "__init__" else node.name
        for inside, module, call in self.named.get(called, ()):
            if function in self._meant(call, inside, module):
                value = argument(call, name, number - method)
                if value is not None:
                    every |= self.texts(value, inside, module)
        return every

    def _meant(self, call: ast.Call, inside: Function | None, module: Module) -> list[Function]:
        """The functions that a call may be of."""
        match call.func:
            case ast.Name(id=name):
                if name in module.functions:
                    return module.functions[name]
                source, what = module.imports.get(name, (module.name, name))
                other = self.modules.get(source)
                if other is None:
                    return []
                if what in other.functions:
                    return other.functions[what]
                return [f for f in other.functions.get("__init__", ()) if f.owner == what]
            case ast.Attribute(value=ast.Name(id="self"), attr=name) if inside:
                own = [f for f in module.functions.get(name, ()) if f.owner == inside.owner]
                return own or [f for f in self.by_name.get(name, ()) if f.owner]
            case ast.Attribute(value=ast.Name(id=source), attr=name) if source in module.imports:
                other = self.modules.get(".".join(module.imports[source]))
                if other and name in other.functions:
                    return other.functions[name]
                return [f for f in self.by_name.get(name, ()) if f.owner]
            case ast.Attribute(attr=name):
                return [f for f in self.by_name.get(name, ()) if f.owner]
            case _:
                return []

    def returned(
        self, call: ast.Call, inside: Function | None, module: Module, item: int | None
    ) -> Texts:
        """The texts that a function gives back."""
        every = NONE
        for function in self._meant(call, inside, module):
            for node in ast.walk(function.node):
                if isinstance(node, ast.Return) and node.value is not None:
                    every |= (
                        self.texts(node.value, function, function.module)
                        if item is None
                        else self.item(node.value, item, function, function.module)
                    )
        return every

    def given_back(self, module: Module, name: str, inside: Function | None) -> Texts:
        call = ast.Call(func=ast.Name(id=name), args=[], keywords=[])
        return self.returned(call, inside, module, None)

    def yielded(self, call: ast.Call, inside: Function | None, module: Module) -> Texts:
        """The texts that a function gives one after another."""
        every = NONE
        for function in self._meant(call, inside, module):
            for node in ast.walk(function.node):
                if isinstance(node, ast.Yield) and node.value is not None:
                    every |= self.texts(node.value, function, function.module)
                elif isinstance(node, ast.YieldFrom):
                    every |= self.elements(node.value, function, function.module)
        return every

    def item(self, node: ast.expr, item: int, inside: Function | None, module: Module) -> Texts:
        """The texts that one of several values can be."""
        key = id(node), id(inside), item
        if key not in self.known:
            self.known[key] = NONE
            self.known[key] = self._items(node, item, inside, module)
        return self.known[key]

    def _items(self, node: ast.expr, item: int, inside: Function | None, module: Module) -> Texts:
        match node:
            case ast.Tuple(elts=every) if item < len(every):
                return self.texts(every[item], inside, module)
            case ast.IfExp(body=body, orelse=orelse):
                return self.item(body, item, inside, module) | self.item(
                    orelse, item, inside, module
                )
            case ast.BoolOp(values=values):
                return frozenset().union(*(self.item(v, item, inside, module) for v in values))
            case ast.Name(id=name) if inside:
                texts = NONE
                for value in inside.values.get(name, ()):
                    if isinstance(value, ast.expr) and value is not node:
                        texts |= self.item(value, item, inside, module)
                return texts
            case ast.Subscript(value=table):
                return self.tabled(table, inside, module, item)
            case ast.Call(func=ast.Attribute(attr="get", value=table)):
                return self.tabled(table, inside, module, item)
            case ast.Call(func=ast.Name(id="next"), args=[ast.GeneratorExp(elt=each), *_]):
                return self.item(each, item, inside, module)
            case ast.Call():
                return self.returned(node, inside, module, item)
            case _:
                return NONE

    def tabled(
        self, table: ast.expr, inside: Function | None, module: Module, item: int | None
    ) -> Texts:
        """The texts that stand in a table."""
        if not isinstance(table, ast.Name):
            return (
                NONE
                if not isinstance(table, ast.Dict)
                else self._values(table, inside, module, item)
            )
        if inside and table.id in inside.values:
            every = NONE
            for value in inside.values[table.id]:
                if isinstance(value, ast.Dict):
                    every |= self._values(value, inside, module, item)
            return every
        source = module
        name = table.id
        if name not in module.constants and name in module.imports:
            source = self.modules.get(module.imports[name][0], module)
            name = module.imports[name][1]
        found = source.constants.get(name)
        return self._values(found, None, source, item) if isinstance(found, ast.Dict) else NONE

    def _values(
        self, table: ast.Dict, inside: Function | None, module: Module, item: int | None
    ) -> Texts:
        every = NONE
        for key, row in zip(table.keys, table.values, strict=True):
            value = row
            if isinstance(row, ast.Call) and called(row.func) == "fromkeys":
                value = row.args[1]
            if key is None and isinstance(row, ast.Name):
                every |= self.tabled(value, inside, module, item)
                continue
            if item is not None:
                every |= self.item(value, item, inside, module)
            elif isinstance(value, ast.Tuple):
                for each in value.elts:
                    every |= self.texts(each, inside, module)
            else:
                every |= self.texts(value, inside, module)
        return every
