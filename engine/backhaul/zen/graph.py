"""A graph of ZEN, node by node, as facts, definitions and decisions of a policy; what cannot be said is listed with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from backhaul.frozen import frozen
from backhaul.zen.inputs import Inputs
from backhaul.zen.policy import PolicyDraft, Told, Unsaid, snake, type_of
from backhaul.zen.saying import TRUE, Path, Saying, Scope
from backhaul.zen.syntax import NoExpression, ZenTree, expression
from backhaul.zen.tables import read_table
from backhaul.zen.walking import in_order, incoming

CUT = Told("", "cut")


@frozen
class NotSaid:
    """What is not said: its place in the graph, and why."""

    place: str
    why: str


@frozen
class HandedOn:
    """What a node hands on: values by path, and the condition under which it is reached."""

    values: Scope
    reached: Told


class ZenGraph:
    """Reads the nodes of one graph in order."""

    def __init__(self, content: Mapping[str, Any], draft: PolicyDraft, inputs: Inputs) -> None:
        self.content, self.draft, self.inputs = content, draft, inputs
        self.left: list[NotSaid] = []
        self.known: dict[str, HandedOn] = {}
        self.named: dict[str, Scope] = {}
        #: tables that are said whole, and all that there are
        self.tables = [0, 0]
        self.place = ""

    def read(self) -> list[HandedOn]:
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
                self.known[node["id"]] = HandedOn({(): CUT}, before.reached)
                continue
            self.known[node["id"]] = HandedOn(reader(node, before), before.reached)
            self.named[str(node.get("name"))] = self.known[node["id"]].values
        onward = {edge["sourceId"] for edge in edges if edge["targetId"] in nodes}
        onward |= {f"{edge['sourceId']}/{edge.get('sourceHandle') or ''}" for edge in edges}
        return [known for id, known in self.known.items() if id not in onward]

    def _leave(self, why: str) -> None:
        self.left.append(NotSaid(self.place, why))

    def _before(self, node: Mapping[str, Any], edges: Sequence[Mapping[str, Any]]) -> HandedOn:
        """What a node is given: all that those before it hand on."""
        values: dict[Path, Told] = {}
        reached: list[Told] = []
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
            every = Told(text, "boolean")
        return HandedOn(values, every or TRUE)

    def _input(self, _node: Mapping[str, Any], _before: HandedOn) -> Scope:
        return self.inputs.scope

    def _output(self, _node: Mapping[str, Any], before: HandedOn) -> Scope:
        return before.values

    def saying(self, scope: Scope, own: Scope, hint: str) -> Saying:
        """What says expressions here; what it cannot say becomes a fact where it rests on the input alone."""

        def otherwise(tree: ZenTree) -> Told:
            return self.inputs.derived(tree, {**scope, **own}, hint)

        def choose(tree: ZenTree, saying: Saying) -> Told:
            return self._chosen(tree, saying, hint)

        return Saying(scope, own, otherwise, choose)

    def _chosen(self, tree: ZenTree, saying: Saying, hint: str) -> Told:
        """One value or another by conditions: a decision of its own."""
        rules: list[dict[str, Any]] = []
        values: list[Told] = []
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
        if not rules:
            return values[-1]
        return self._decided(rules, values, hint)

    def _decided(self, rules: list[dict[str, Any]], values: list[Told], hint: str) -> Told:
        """A decision of one output, of which the last value stands where no rule holds."""
        kinds = {value.kind for value in values}
        if len(kinds) > 1:
            raise Unsaid("values of several kinds")
        kind, optional = kinds.pop(), any(value.absent for value in values)
        places = max(value.places for value in values)
        body = {
            "outputs": {"value": type_of(kind, places, optional=optional)},
            "rules": rules,
            "otherwise": {"then": {"value": given(values[-1])}},
        }
        name = f"{self.draft.add(self.draft.decisions, hint, body)}.value"
        return Told(name, kind, frozenset((name,)) if optional else frozenset(), None, places)

    def _expressions(self, node: Mapping[str, Any], before: HandedOn) -> Scope:
        content = node.get("content") or {}
        given_on: dict[Path, Told] = {}
        prefix = (
            tuple(str(content.get("outputPath") or "").split("."))
            if content.get("outputPath")
            else ()
        )
        for each in content.get("expressions", ()):
            path = _path(each["key"])
            try:
                _single(content)
                tree = expression(str(each["value"]))
                for below, part in _parts(tree):
                    given_on[(*path, *below)] = self._given(part, before, given_on, path[-1])
            except (Unsaid, NoExpression) as unsaid:
                self.place, place = f"{self.place}, `{each['key']}`", self.place
                self._leave(str(unsaid))
                self.place = place
                given_on[path] = CUT
        own = {(*prefix, *path): said for path, said in given_on.items()}
        return {**before.values, **own} if content.get("passThrough") else own

    def _given(self, tree: ZenTree, before: HandedOn, own: Scope, hint: str) -> Told:
        """The value of one expression, under a name where it is worked out."""
        said = self.saying(before.values, own, hint).value(tree)
        named = said.text in (*self.draft.facts, *self.draft.definitions)
        if said.literal is not None or named or said.is_output:
            return said
        body: Any = {"value": said.text} if said.kind != "boolean" else said.text
        name = self.draft.add(self.draft.definitions, hint, body)
        absent = said.absent if said.kind != "boolean" else frozenset[str]()
        return Told(name, said.kind, absent, None, said.places)

    def _table(self, node: Mapping[str, Any], before: HandedOn) -> Scope:
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
            _single(content)
            saying = self.saying(before.values, {}, snake(str(node.get("name") or "table")))
            own = read_table(node, saying, before.reached, self.draft)
        except (Unsaid, NoExpression) as unsaid:
            self._leave(str(unsaid))
            own = {_path(field): CUT for field in fields}
        else:
            self.tables[0] += 1
        return {**keep, **{(*prefix, *path): said for path, said in own.items()}}

    def _switch(self, node: Mapping[str, Any], before: HandedOn) -> None:
        """The ways behind a switch: each with the condition under which it is taken."""
        content = node["content"]
        first = content.get("hitPolicy", "first") == "first"
        earlier: list[str] = []
        for number, statement in enumerate(content["statements"], 1):
            handle, place = f"{node['id']}/{statement['id']}", self.place
            try:
                hint = f"{node.get('name') or 'switch'} {number}"
                text = str(statement.get("condition") or "").strip()
                condition = self._way(text, before, hint)
                parts = [each.text for each in (before.reached, condition) if each.literal is None]
                if first:
                    parts += earlier
                name = self.draft.add(
                    self.draft.definitions, hint, " && ".join(f"({each})" for each in parts)
                )
                self.known[handle] = HandedOn(before.values, Told(name, "boolean"))
                earlier.append(f"!({condition.text})")
            except (Unsaid, NoExpression) as unsaid:
                self.place = f"{place}, way {number}"
                self._leave(str(unsaid))
                self.place = place
                self.known[handle] = HandedOn(dict.fromkeys(before.values, CUT), before.reached)

    def _way(self, text: str, before: HandedOn, hint: str) -> Told:
        """The condition of one way of a switch; none is written where it is always taken."""
        if not text:
            return TRUE
        condition = self.saying(before.values, {}, snake(hint)).condition(expression(text))
        if condition.literal is not None:
            raise Unsaid("a way that is always or never taken")
        return condition


def _path(text: object) -> Path:
    """A path as its parts; of no text none."""
    return tuple(str(text).split(".")) if text else ()


def _single(content: Mapping[str, Any]) -> None:
    """Raises Unsaid for a node that is asked of every item of a list, or of a part of what it is given."""
    if content.get("executionMode") == "loop" or content.get("inputField"):
        raise Unsaid("a loop, or an input of its own")


def given(said: Told) -> object:
    """A value as `then` has it."""
    if said.literal is not None:
        return said.literal
    if said.kind == "text":
        raise Unsaid("a text that is worked out")
    return said.text


def _parts(tree: ZenTree) -> Iterator[tuple[Path, ZenTree]]:
    """The parts of an object, one by one; any other value is one."""
    if tree[0] != "object":
        yield (), tree
        return
    for name, part in tree[1]:
        for path, inner in _parts(part):
            yield (name, *path), inner
