"""Who writes random policies: valid by construction, over few facts with few telling values."""

from __future__ import annotations

from random import Random

import yaml

from generated.declarations import HEAD, Declarations, Node
from generated.expressions import (
    CHOICES,
    NONE,
    Condition,
    Names,
    as_text,
    as_yaml,
    join,
    quoted,
)

LITERAL_KINDS = ("text", *CHOICES)


def dumped(policy: Node) -> str:
    """The YAML text of a policy's data."""
    return yaml.dump(policy, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=200)


class _Plain(yaml.SafeDumper):
    """A dumper without anchors, which the language does not have."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        return True


class Author(Declarations):
    """Writes one policy: what is declared, then what is decided."""

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        self.bodies: set[str] = set()

    def policy(self) -> Node:
        """The whole policy."""
        tables, facts, parameters = self.tables(), self.facts(), self.parameters()
        definitions, constraints = self.definitions(), self.constraints()
        decisions = {}
        for index in range(self.random.randint(1, 3)):
            name, decision = self._decision(f"d{index}")
            decisions[name] = decision
            if self.random.random() < 0.4:
                # mostly over what the decision gives
                kind = self.random.choice(self.kinds)
                definitions[f"after_{name}"] = self.definition(f"after_{name}", kind)
        invariants = [
            {"id": f"claim-{i}", "holds": self.condition()}
            for i in range(self.random.randint(0, 2))
        ]
        parts = {**tables, "parameters": parameters, "facts": facts, "constraints": constraints}
        rest = {"definitions": definitions, "decisions": decisions, "invariants": invariants}
        return {**HEAD, **{key: part for key, part in {**parts, **rest}.items() if part}}

    def _decision(self, name: str) -> tuple[str, Node]:
        random = self.random
        hit = random.choices(("first", "unique", "collect"), (5, 3, 3))[0]
        outputs = {f"o{i}": self._output() for i in range(random.randint(1, 3))}
        node: Node = {} if hit == "first" and random.random() < 0.5 else {"hit": hit}
        if hit == "collect" and random.random() < 0.5:
            node["applies"] = self.condition(1)
        node["outputs"] = {key: output for key, (_, output) in outputs.items()}
        self.bodies = set()
        count = random.randint(1, 2 if hit == "unique" else 4)
        node["rules"] = [self._rule(f"r{i}", outputs, hit == "unique") for i in range(count)]
        has_otherwise = hit != "collect" and random.random() < 0.75
        if has_otherwise:
            node["otherwise"] = {"then": self._then(outputs, NONE)}
            if random.random() < 0.5:
                node["otherwise"]["id"] = "rest"
            for key, (kind, output) in outputs.items():
                full, optional = f"{name}.{key}", output.get("optional")
                self.writer.tell(kind, full, frozenset((full,)) if optional else NONE)
        return name, node

    def _output(self) -> tuple[str, Node]:
        kind = self.random.choice(self.kinds)
        node = self.typed(kind)
        if self.random.random() < 0.4:
            node["optional"] = True
        if self.random.random() < 0.25:
            found = self._filled(kind, NONE, optional="optional" in node)
            if found is not None:
                node["default"] = found
        return kind, node

    def _rule(self, id: str, outputs: dict[str, tuple[str, Node]], unique: bool) -> Node:
        while True:
            condition = self.writer.condition(depth=self.random.randint(0, 2))
            if unique and (names := [n for k, n in self.certain if k == "colour"]):
                choice = quoted(CHOICES["colour"][len(self.bodies)])
                mine = Condition("atom", f"{names[0]} == {choice}")
                condition = join("all", (mine, condition))
            text = as_text(condition)
            if text not in self.bodies:
                break
        self.bodies.add(text)
        because = {"en": self._words()}
        then = self._then(outputs, condition.if_true)
        return {"id": id, "when": as_yaml(condition, self.random), "then": then, "because": because}

    def _words(self) -> str:
        names = [name for _, name in self.certain]
        return (
            f"As {{{self.random.choice(names)}}} and {{p0_integer}} say {{{{so}}}}."
            if names
            else "So."
        )

    def _then(self, outputs: dict[str, tuple[str, Node]], present: Names) -> Node:
        found = {}
        for name, (kind, output) in outputs.items():
            may_omit = "default" in output or "optional" in output
            if may_omit and self.random.random() < 0.3:
                continue
            found[name] = self._filled(kind, present, optional="optional" in output)
        return found

    def _filled(self, kind: str, present: Names, *, optional: bool) -> object:
        """What gives an output its value: a literal or an expression."""
        random = self.random
        if kind in LITERAL_KINDS:
            return self.literal(kind)
        if kind == "boolean" and random.random() < 0.4:
            return as_text(self.writer.condition(present, 1))
        if kind in ("boolean", "integer") and random.random() < 0.4:
            return self.literal(kind)
        while True:
            value = self.writer.value(kind)
            if value and (optional or not value.absent_with - present):
                return value.text
            if kind == "boolean" and random.random() < 0.3:
                return True
