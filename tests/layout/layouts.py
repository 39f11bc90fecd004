"""Random mappings, each written in a random layout with comments wherever one may stand."""

from __future__ import annotations

import json
import random
from typing import Any

#: texts as they are written where no quotes are needed, also within brackets
PLAIN = (
    "true",
    "null",
    "12.50",
    "14 days",
    "a",
    "market != 'other'",
    "x: y"[:1],
    "不适用本指南",
    "it's",
    "a-b",
    "...",
)
#: texts that need quotes somewhere
TEXTS = (
    "",
    " ",
    "a, b",
    "# none",
    "x: y",
    "it's",
    'say "so"',
    "back\\slash",
    "保管14天，到期",
    "- a",
    "{a}",
    "tab\t",
    "two\nlines",
)


class Layout:
    """Writes values as somebody might who follows no style."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.comments = 0

    def text(self) -> str:
        """A whole file: a mapping of some depth."""
        lines = self._alone(0)
        lines += self.mapping(0, 0)
        lines += self._alone(0)
        text = "\n".join(lines) + "\n" * self.random.choice((0, 1, 1, 3))
        if self._may(0.1):
            text = "\ufeff" + text
        return text.replace("\n", "\r\n") if self._may(0.1) else text

    def mapping(self, indent: int, depth: int) -> list[str]:
        """The lines of a mapping in blocks."""
        lines: list[str] = []
        keys = self.random.sample(
            ("a", "b", '"c d"', "'e'", "键", "f-1", "'it''s'", '"#"'), self._count()
        )
        for key in keys:
            lines += self._alone(indent)
            lines += self._entry(f"{' ' * indent}{key}{' ' * self._may(0.1)}:", indent, depth)
        return lines + self._alone(indent)

    def sequence(self, indent: int, depth: int) -> list[str]:
        """The lines of a list in blocks."""
        lines: list[str] = []
        for _ in range(self._count()):
            lines += self._alone(indent)
            head = f"{' ' * indent}-"
            if depth < 4 and self._may(0.5):
                gap = self.random.choice((1, 1, 1, 3))
                inner = self.random.choice((self.mapping, self.sequence))(
                    indent + 1 + gap, depth + 1
                )
                lines += self._behind_dash(head, gap, inner)
            else:
                lines += self._entry(head, indent, depth)
        return lines + self._alone(indent)

    def _behind_dash(self, head: str, gap: int, inner: list[str]) -> list[str]:
        """What stands behind a dash: on its line where it begins with no comment."""
        first = inner[0].strip()
        if self._may(0.2) or not first or first.startswith("#"):
            return [head + self._beside(), *inner]
        return [head + " " * gap + inner[0].lstrip(" "), *inner[1:]]

    def _entry(self, head: str, indent: int, depth: int) -> list[str]:
        """A value behind a key or a dash."""
        choice = self.random.random()
        if depth < 4 and choice < 0.3 and head.endswith(":"):
            deeper = indent + self.random.choice((1, 2, 2, 4))
            return [head + self._beside(), *self.mapping(deeper, depth + 1)]
        if depth < 4 and choice < 0.45 and head.endswith(":"):
            deeper = indent + self.random.choice((0, 2, 2, 3))
            return [head + self._beside(), *self.sequence(deeper, depth + 1)]
        if choice < 0.6:
            return self._below(head, indent)
        deeper = indent + self.random.choice((1, 2, 5))
        if choice < 0.8:
            return self._brackets(head, deeper)
        *lines, last = self._scalar(deeper)
        if not lines and self._may(0.15):
            return [
                head + self._beside(),
                *self._alone(deeper),
                " " * deeper + last.strip() + self._beside(),
            ]
        first, *rest = [*lines, last]
        all = [
            f"{head}{' ' * self.random.choice((1, 1, 3))}{first.strip() if not rest else first.lstrip()}",
            *rest,
        ]
        all[-1] += self._beside()
        return all

    def _scalar(self, indent: int) -> list[str]:
        """A plain or quoted value, in one line or several."""
        pad = "\n" + "\n" * self._may(0.3) + " " * indent
        match self.random.randrange(5):
            case 0 | 1:
                return [self.random.choice(PLAIN)]
            case 2:
                return [json.dumps(self.random.choice(TEXTS), ensure_ascii=False)]
            case 3:
                mark, word, end = self.random.choice(
                    (("", "two's", ""), ("'", "it''s", ""), ('"', "it's", ""), ('"', "it's", " \\"))
                )
                blank = " " * (self._may(0.3) and not end)
                return f"{mark}one{end}{blank}{pad}{word}{pad}three{mark}".split("\n")
            case _:
                text = self.random.choice([each for each in TEXTS if each.isprintable()])
                return ["'" + text.replace("'", "''") + "'"]

    def _below(self, head: str, indent: int) -> list[str]:
        """A text below `|` or `>`."""
        mark = self.random.choice("|>") + self.random.choice(("-", "", "+"))
        deeper = " " * (indent + self.random.choice((1, 2, 4)))
        lines = [deeper + self.random.choice(("text # no comment", "# none", "a: b", "文字  "))]
        more = ("", deeper + "more", deeper + "  deeper", deeper + "- x", deeper + " ")
        lines += self.random.choices(more, k=self.random.randrange(3))
        return [f"{head} {mark}{self._beside()}", *lines, *[""] * self._may(0.3)]

    def _brackets(self, head: str, indent: int) -> list[str]:
        """A list or mapping in brackets, in one line or in several with comments."""
        several = self._may(0.4)
        words = self._inside(indent, 0, several=several)
        lines = f"{head} {words}".split("\n")
        lines[-1] += self._beside()
        return lines

    def _inside(self, indent: int, depth: int, *, several: bool) -> str:
        keyed = self._may(0.5)
        parts: list[str] = []
        for number in range(self.random.randrange(4)):
            value = json.dumps(self.random.choice(TEXTS), ensure_ascii=False)
            if depth < 2 and self._may(0.3):
                value = self._inside(indent, depth + 1, several=several)
            elif self._may(0.5):
                value = self.random.choice(("a", "14 days", "it's", "12.50", "false", "市场"))
            parts.append(f"k{number}:{' ' * self.random.choice((1, 2))}{value}" if keyed else value)
        glue = [
            self._break(indent) if several and self._may(0.6) else " " * self._may(0.8)
            for _ in range(len(parts) + 1)
        ]
        comma = [" " * self._may(0.1) + "," for _ in parts[1:]] + [""]
        body = "".join(
            space + part + end for space, part, end in zip(glue, parts, comma, strict=False)
        )
        return f"{'{' if keyed else '['}{body}{glue[-1]}{'}' if keyed else ']'}"

    def _break(self, indent: int) -> str:
        lines = [self._beside(), *self._alone(indent), " " * (indent + self.random.randrange(3))]
        return "\n".join(lines)

    def _beside(self) -> str:
        return (
            " " * self.random.choice((1, 2, 4)) + self._comment()
            if self._may(0.15)
            else " " * self._may(0.05)
        )

    def _alone(self, indent: int) -> list[str]:
        """Comments and empty lines, as they may stand between two entries."""
        lines = []
        for _ in range(self.random.choice((0, 0, 0, 0, 1, 2))):
            column = max(0, indent + self.random.choice((0, 0, 0, -2, 2, 5)))
            lines.append(
                self.random.choice(
                    ("", "  ", " " * column + self._comment(), " " * column + self._comment())
                )
            )
        return lines

    def _comment(self) -> str:
        self.comments += 1
        return f"# c{self.comments}" + self.random.choice(
            ("", "", ": [x] 'y", " 说明", " # more", "  ")
        )

    def _count(self) -> int:
        return self.random.choice((1, 2, 2, 3))

    def _may(self, chance: float) -> bool:
        return self.random.random() < chance


def values(text: str) -> Any:
    """What the text says, by the parser that is written in Python."""
    import yaml

    return yaml.load(text.removeprefix("\ufeff"), Loader=yaml.BaseLoader)
