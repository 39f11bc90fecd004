"""The sentences of diagnostics: f-strings with a hole for each value, named as the source names it."""

import ast
import re
from collections.abc import Iterable, Iterator
from itertools import product

from diagnostics.source_files import FIELDS, Function, Module, argument
from diagnostics.word_flow import NONE, Flow, Texts

#: which arguments of what makes a diagnostic are words
MAKERS = {
    "Diagnostic": {"message": 1, "help": 2, "related": 5},
    "RefusedError": {"detail": 2, "help": 3},
    "Refusal": {"message": 1, "help": 2},
    "NotOneMeaning": {"help": 0},
    "told": {"text": 0},
}
WORDS = "backhaul.diagnostic_words"
#: templates that one text may have, at most
MOST = 200


class Sentences(Flow):
    """The sentences of all diagnostics."""

    def run(self) -> dict[str, str]:
        for name, words in MAKERS.items():
            for inside, module, call in self.named.get(name, ()):
                if name == "told" and module.imports.get(name, ("",))[0] != WORDS:
                    continue
                place = f"{module.name}:{call.lineno}"
                for word, number in words.items():
                    value = argument(call, word, number)
                    if value is not None:
                        self._keep(self._words(value, inside, module, word), place)
        for name in FIELDS[:-1]:
            self._keep(self.field(name), f"a field `{name}`")
        return self.found

    def _words(self, value: ast.expr, inside: Function | None, module: Module, word: str) -> Texts:
        if word != "related":
            return self.texts(value, inside, module)
        every = NONE
        for each in self._related(value, inside, 0):
            every |= self.texts(each, inside, module)
        return every

    def _related(self, value: ast.expr, inside: Function | None, depth: int) -> Iterator[ast.expr]:
        """The first of every pair in what is given as other places."""
        for node in ast.walk(value):
            if isinstance(node, ast.Tuple) and len(node.elts) == 2:
                yield node.elts[0]
            elif isinstance(node, ast.Name) and inside and depth < 3:
                for each in inside.values.get(node.id, ()):
                    if isinstance(each, ast.expr):
                        yield from self._related(each, inside, depth + 1)

    def _keep(self, texts: Iterable[str], place: str) -> None:
        for text in texts:
            if _says_something(text):
                self.found.setdefault(text, place)

    def texts(self, node: ast.expr, inside: Function | None, module: Module) -> Texts:
        """The templates that an expression can be; none where nothing is known of it."""
        key = id(node), id(inside)
        if key not in self.known:
            # what leads back to itself adds nothing
            self.known[key] = NONE
            self.nodes.append(node)
            self.known[key] = self._texts(node, inside, module)
        return self.known[key]

    def _texts(self, node: ast.expr, inside: Function | None, module: Module) -> Texts:
        def of(each: ast.expr) -> Texts:
            return self.texts(each, inside, module)

        match node:
            case ast.Constant(value=str() as text):
                return frozenset([escaped(text)])
            case ast.JoinedStr(values=parts):
                return self._joined(parts, inside, module)
            case ast.IfExp(body=body, orelse=orelse):
                return self._either([body, orelse], inside, module)
            case ast.BoolOp(values=values):
                return self._either(values, inside, module)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._sum(left, right, inside, module)
            case ast.NamedExpr(value=value):
                return of(value)
            case ast.Name(id=name):
                return self._named(name, inside, module)
            case ast.Attribute(attr=name) if name in FIELDS:
                return self.field(name)
            case ast.Subscript(value=table):
                return self.tabled(table, inside, module, None)
            case ast.Call(func=ast.Name(id="WayOut"), args=[words, *_]):
                return of(words)
            case ast.Call(func=ast.Attribute(attr="format", value=text)):
                return self._formatted(node, of(text), inside, module)
            case ast.Call(func=ast.Attribute(attr="get", value=table), args=[_, *rest]):
                tabled = self.tabled(table, inside, module, None)
                return tabled.union(*map(of, rest)) if tabled else NONE
            case ast.Call(func=ast.Attribute(attr="join"), args=[every]):
                self._keep(self.elements(every, inside, module), _place(node, module))
                return NONE
            case ast.Call(
                func=ast.Attribute(attr="capitalize" | "removeprefix" | "strip", value=text)
            ):
                return of(text)
            case ast.Call():
                return self.returned(node, inside, module, None)
            case _:
                return NONE

    def _either(self, values: Iterable[ast.expr], inside: Function | None, module: Module) -> Texts:
        """The texts of one of these; one of which nothing is known is a hole beside the others."""
        texts = [(value, self.texts(value, inside, module)) for value in values]
        known = frozenset().union(*(each for _, each in texts))
        holes = [f"{{{_hole(value)}}}" for value, each in texts if not each]
        return known | frozenset(holes) if known else NONE

    def _sum(
        self, left: ast.expr, right: ast.expr, inside: Function | None, module: Module
    ) -> Texts:
        """The templates of two texts in a row; where one can be several it is a hole."""
        both = []
        for part in (left, right):
            texts = self.texts(part, inside, module)
            if len(texts) > 2 or not texts or isinstance(part, ast.Name):
                self._keep(texts, _place(part, module))
                texts = frozenset([f"{{{_hole(part)}}}"])
            both.append(texts)
        return frozenset(a + b for a, b in product(*both))

    def elements(self, node: ast.expr, inside: Function | None, module: Module) -> Texts:
        """The texts in a list."""
        match node:
            case ast.List(elts=every) | ast.Tuple(elts=every) | ast.Set(elts=every):
                return frozenset().union(
                    *(
                        self.elements(e.value, inside, module)
                        if isinstance(e, ast.Starred)
                        else self.texts(e, inside, module)
                        for e in every
                    )
                )
            case ast.GeneratorExp(elt=each) | ast.ListComp(elt=each) | ast.SetComp(elt=each):
                return self.texts(each, inside, module)
            case ast.IfExp(body=body, orelse=orelse):
                return self.elements(body, inside, module) | self.elements(orelse, inside, module)
            case ast.Name(id=name) if inside:
                texts = NONE
                for value in inside.values.get(name, ()):
                    if isinstance(value, ast.expr) and value is not node:
                        texts |= self.elements(value, inside, module)
                for value in inside.appended.get(name, ()):
                    texts |= self.texts(value, inside, module)
                return texts
            case ast.Dict() | ast.Attribute() | ast.Subscript():
                return NONE
            case ast.Call(func=ast.Name(id="map"), args=[ast.Name(id=name), *_]):
                return self.given_back(module, name, inside)
            case ast.Call(
                func=ast.Name(id="sorted" | "filter" | "list" | "tuple"), args=[*_, last]
            ):
                return self.elements(last, inside, module)
            case ast.Call():
                return self.yielded(node, inside, module)
            case _:
                return self.texts(node, inside, module)

    def _joined(self, parts: Iterable[ast.expr], inside: Function | None, module: Module) -> Texts:
        made: list[tuple[str, tuple[tuple[str, str], ...]]] = [("", ())]
        for part in parts:
            made = [
                (text + more, names if not name else (*names, name))
                for text, names in made
                for more, name in self._part(part, inside, module, text, names)
            ][:MOST]
        return frozenset(text for text, _ in made)

    def _part(
        self,
        part: ast.expr,
        inside: Function | None,
        module: Module,
        before: str,
        names: tuple[tuple[str, str], ...],
    ) -> Iterator[tuple[str, tuple[str, str] | None]]:
        """One part of a sentence: its text, or a hole with its name."""
        if isinstance(part, ast.FormattedValue):
            value = part.value
            if isinstance(value, ast.IfExp) and (texts := self.texts(value, inside, module)):
                yield from ((text, None) for text in texts)
                return
            if isinstance(value, ast.Name) and value.id in module.constants:
                texts = self.texts(module.constants[value.id], None, module)
                yield from ((text, None) for text in texts)
                if texts:
                    return
            source = ast.unparse(value)
            taken = dict(names)
            name = taken.get(source) or _hole(value)
            while taken.get(source) != name and name in taken.values():
                name += "_2"
            if before.count("`") % 2 == 0:
                self._keep(self.texts(value, inside, module), _place(part, module))
            yield f"{{{name}}}", (source, name)
            return
        yield from ((text, None) for text in self.texts(part, inside, module))

    def _named(self, name: str, inside: Function | None, module: Module) -> Texts:
        if inside is None or not (name in inside.values or name in inside.parameters):
            if inside and inside.outer:
                return self._named(name, inside.outer, module)
            if name in module.constants:
                return self.texts(module.constants[name], None, module)
            if name in module.imports:
                source, what = module.imports[name]
                other = self.modules.get(source)
                if other and what in other.constants:
                    return self.texts(other.constants[what], None, other)
            return NONE
        every = NONE
        for value in inside.values.get(name, ()):
            if isinstance(value, tuple):
                every |= self.item(*value, inside, module)
            else:
                every |= self.texts(value, inside, module)
        if name in inside.parameters:
            every |= self.given(inside, name)
        for more in inside.added.get(name, ()):
            added = self.texts(more, inside, module) or frozenset([f"{{{_hole(more)}}}"])
            every |= frozenset(f"{{{name}}}{text}" for text in added)
        return every

    def _formatted(
        self, call: ast.Call, texts: Texts, inside: Function | None, module: Module
    ) -> Texts:
        for keyword in call.keywords:
            if keyword.arg:
                self._keep(self.texts(keyword.value, inside, module), _place(call, module))
        return frozenset(unescaped(text) for text in texts)


def _place(node: ast.expr, module: Module) -> str:
    return f"{module.name}:{node.lineno}"


def _says_something(text: str) -> bool:
    """Whether a template has a word of its own."""
    bare = re.sub(r"`[^`]*`|\{[a-z_0-9]*\}", "", text)
    # two parts in a row say something, too, where what stands between tells them apart
    return bool(
        re.search(r"[A-Za-z]{2}|\ba\b", bare) or re.search(r"^\S.*(` \{|\}: \{)|\} `", text)
    )


def escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def unescaped(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}")


def _hole(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name.strip("_").lower()
        case ast.Attribute(attr=name, value=value):
            return _hole(value) if name in ("name", "value", "id") else name.strip("_").lower()
        case ast.Call(func=ast.Attribute(attr="join"), args=[each]):
            return _hole(each)
        case ast.Call(args=[each, *_]):
            return _hole(each)
        case ast.Call(func=func):
            return _hole(func)
        case ast.Subscript(value=value):
            return _hole(value)
        case ast.BinOp(left=left):
            return _hole(left)
        case ast.GeneratorExp(elt=each) | ast.ListComp(elt=each):
            return _hole(each)
        case ast.JoinedStr(values=parts):
            return next(
                (_hole(p.value) for p in parts if isinstance(p, ast.FormattedValue)), "text"
            )
        case _:
            return "value"
