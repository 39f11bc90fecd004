"""A graph of ZEN, node by node, as facts, definitions and decisions of a policy; what cannot be said is listed with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from backhaul.frozen import frozen
from backhaul.zen.inputs import Inputs
from backhaul.zen.policy import Draft, Said, Unsaid, snake
from backhaul.zen.saying import TRUE, Path, Saying, Scope
from backhaul.zen.syntax import Tree, Unreadable, expression
from backhaul.zen.tables import read_table
from backhaul.zen.walking import in_order, incoming

CUT = Said("", "cut")


@frozen
class Left:
    """What is not said: its place in the graph, and why."""

    place: str
    why: str


@frozen
class Known:
    """What a node hands on: values by path, and the condition under which it is reached."""

    values: Scope
    reached: Said


class Graph:
    """Reads the nodes of one graph in order."""

    def __init__(self, content: Mapping[str, Any], draft: Draft, inputs: Inputs) -> None:
        self.content, self.draft, self.inputs = content, draft, inputs
        self.left: list[Left] = []
        self.known: dict[str, Known] = {}
        self.named: dict[str, Scope] = {}
        #: tables that are said whole, and all that there are
        self.tables = [0, 0]
        self.place = ""

    def read(self) -> list[Known]:
        """What the last nodes hand on: the answer of the graph."""
        nodes = {node["id"]: node for node in self.content["nodes"]}
        edges = self.content["edges"]
        for node in in_order(nodes, edges):
            self.place = f"`{node.get('name') or node['type']}`"
            before = self._before(node, edges)
            if node["type"] == "switchNode":
                self._switch(node, before)
                continue
            reader = {
                "inputNode": self._input,
                "outputNode": self._output,
                "decisionTableNode": self._table,
                "expressionNode": self._expressions,
            }.get(node["type"])
            if reader is None:
                self._leave(f"a node of the kind {node['type']}")
                self.known[node["id"]] = Known({(): CUT}, before.reached)
                continue
            self.known[node["id"]] = Known(reader(node, before), before.reached)
            self.named[str(node.get("name"))] = self.known[node["id"]].values
        last = {edge["sourceId"] for edge in edges if edge["targetId"] in nodes}
        return [known for id, known in self.known.items() if id not in last]

    def _leave(self, why: str) -> None:
        self.left.append(Left(self.place, why))

    def _before(self, node: Mapping[str, Any], edges: Sequence[Mapping[str, Any]]) -> Known:
        """What a node is given: all that those before it hand on."""
        values: dict[Path, Said] = {}
        reached: list[Said] = []
        for edge in incoming(node, edges):
            known = self.known.get(f"{edge['sourceId']}/{edge.get('sourceHandle') or ''}")
            known = known or self.known.get(edge["sourceId"])
            if known is None:
                continue
            reached.append(known.reached)
            for path, said in known.values.items():
                before = values.get(path)
                values[path] = said if before in (None, said) else CUT
        every = reached[0] if reached and all(r == reached[0] for r in reached) else None
        if every is None and any(r == TRUE for r in reached):
            every = TRUE
        if every is None and reached:
            text = " || ".join(f"({r.text})" for r in reached)
            every = Said(text, "boolean")
        return Known(values, every or TRUE)

    def _input(self, _node: Mapping[str, Any], _before: Known) -> Scope:
        return self.inputs.scope

    def _output(self, _node: Mapping[str, Any], before: Known) -> Scope:
        return before.values

    def saying(self, scope: Scope, own: Scope, hint: str) -> Saying:
        """What says expressions here; what it cannot say becomes a fact where it rests on the input alone."""

        def otherwise(tree: Tree) -> Said:
            return self.inputs.derived(tree, scope, hint)

        def choose(tree: Tree, saying: Saying) -> Said:
            return self._chosen(tree, saying, hint)

        return Saying(scope, own, otherwise, choose)

    def _chosen(self, tree: Tree, saying: Saying, hint: str) -> Said:
        """One value or another by conditions: a decision of its own."""
        rules: list[dict[str, Any]] = []
        values: list[Said] = []
        while tree[0] == "if":
            condition = saying.condition(tree[1])
            value = saying.value(tree[2])
            values.append(value)
            if condition.literal is None:
                rules.append(
                    {
                        "id": f"case-{len(rules) + 1}",
                        "when": condition.text,
                        "then": {"value": given(value)},
                    }
                )
            elif condition.literal:
                break
            else:
                values.pop()
            tree = tree[3]
        else:
            values.append(saying.value(tree))
        kinds = {value.kind for value in values}
        if len(kinds) > 1 or not rules:
            if not rules and values:
                return values[-1]
            raise Unsaid("values of several kinds")
        kind = kinds.pop()
        optional = any(value.absent for value in values)
        body = {
            "outputs": {"value": {"type": kind, **({"optional": True} if optional else {})}},
            "rules": rules,
            "otherwise": {"then": {"value": given(values[-1])}},
        }
        name = self.draft.add(self.draft.decisions, hint, body)
        return Said(
            f"{name}.value", kind, frozenset((f"{name}.value",)) if optional else frozenset()
        )

    def _expressions(self, node: Mapping[str, Any], before: Known) -> Scope:
        content = node.get("content") or {}
        plain = content.get("executionMode") in (None, "single") and not content.get("inputField")
        given_on: dict[Path, Said] = {}
        prefix = (
            tuple(str(content.get("outputPath") or "").split("."))
            if content.get("outputPath")
            else ()
        )
        for each in content.get("expressions", ()):
            path = tuple(str(each["key"]).split("."))
            try:
                if not plain:
                    raise Unsaid("a loop, or an input of its own")
                tree = expression(str(each["value"]))
                for below, part in _parts(tree):
                    given_on[(*path, *below)] = self._given(part, before, given_on, path[-1])
            except (Unsaid, Unreadable) as unsaid:
                self.place, place = f"{self.place}, `{each['key']}`", self.place
                self._leave(str(unsaid))
                self.place = place
                given_on[path] = CUT
        own = {(*prefix, *path): said for path, said in given_on.items()}
        return {**before.values, **own} if content.get("passThrough") else own

    def _given(self, tree: Tree, before: Known, own: Scope, hint: str) -> Said:
        """The value of one expression, under a name where it is worked out."""
        said = self.saying(before.values, own, hint).value(tree)
        if (
            said.literal is not None
            or said.text in (*self.draft.facts, *self.draft.definitions)
            or "." in said.text.split("(")[0]
        ):
            if said.literal is None or said.kind != "boolean":
                return said
        body: Any = {"value": said.text} if said.kind != "boolean" else said.text
        if said.literal is not None:
            return said
        name = self.draft.add(self.draft.definitions, hint, body)
        return Said(name, said.kind, said.absent if said.kind != "boolean" else frozenset())

    def _table(self, node: Mapping[str, Any], before: Known) -> Scope:
        content = node["content"]
        self.tables[1] += 1
        prefix = (
            tuple(str(content.get("outputPath") or "").split("."))
            if content.get("outputPath")
            else ()
        )
        keep = before.values if content.get("passThrough") else {}
        fields = [str(each.get("field") or "") for each in content["outputs"]]
        try:
            if content.get("executionMode") == "loop" or content.get("inputField"):
                raise Unsaid("a loop, or an input of its own")
            saying = self.saying(before.values, {}, snake(str(node.get("name") or "table")))
            own = read_table(node, saying, before.reached, self.draft)
        except (Unsaid, Unreadable) as unsaid:
            self._leave(str(unsaid))
            own = {tuple(field.split(".")): CUT for field in fields}
        else:
            self.tables[0] += 1
        return {**keep, **{(*prefix, *path): said for path, said in own.items()}}

    def _switch(self, node: Mapping[str, Any], before: Known) -> None:
        """The ways behind a switch: each with the condition under which it is taken."""
        content = node["content"]
        first = content.get("hitPolicy", "first") == "first"
        earlier: list[str] = []
        for number, statement in enumerate(content["statements"], 1):
            handle = f"{node['id']}/{statement['id']}"
            try:
                text = str(statement.get("condition") or "").strip()
                condition = (
                    TRUE
                    if not text
                    else self.saying(before.values, {}, f"way_{number}").condition(expression(text))
                )
                parts = [
                    *([] if before.reached == TRUE else [before.reached.text]),
                    *(earlier if first else ()),
                ]
                if condition.literal is None:
                    parts.append(condition.text)
                elif not condition.literal:
                    raise Unsaid("a way that is never taken")
                name = self.draft.add(
                    self.draft.definitions,
                    f"{node.get('name') or 'switch'} {number}",
                    " && ".join(f"({part})" for part in parts) if parts else raise_unsaid(),
                )
                self.known[handle] = Known(before.values, Said(name, "boolean"))
                earlier.append(f"!{name}" if condition.literal is None else "FALSE")
                if condition.literal is None:
                    earlier[-1] = f"!({condition.text})"
            except (Unsaid, Unreadable) as unsaid:
                self.place, place = f"{self.place}, way {number}", self.place
                self._leave(str(unsaid))
                self.place = place
                self.known[handle] = Known(dict.fromkeys(before.values, CUT), before.reached)


def raise_unsaid() -> str:
    """A way that is always taken needs no condition, and none is written for it here."""
    raise Unsaid("a way that is always taken")


def given(said: Said) -> object:
    """A value as `then` has it."""
    if said.literal is not None:
        return said.literal
    if said.kind == "text":
        raise Unsaid("a text that is worked out")
    return said.text


def _parts(tree: Tree) -> Iterator[tuple[Path, Tree]]:
    """The parts of an object, one by one; any other value is one."""
    if tree[0] != "object":
        yield (), tree
        return
    for name, part in tree[1]:
        for path, inner in _parts(part):
            yield (name, *path), inner


def literal_of(value: object) -> object:
    """A value of JSON as numbers are held here."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(str(value))
    return value
