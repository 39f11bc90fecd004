"""The pages of the documentation: their code blocks and tables, as tests need them."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LANGUAGE = ROOT / "policies" / "LANGUAGE.md"
README = ROOT / "README.md"
PAGES = (
    README,
    LANGUAGE,
    ROOT / "CHANGELOG.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
)

_BLOCK = re.compile(
    r"(?:^<!-- test: (?P<test>.*?) -->\n)?^```(?P<kind>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_TABLE = re.compile(r"^<!-- table: (?P<name>.*?) -->\n(?P<rows>(?:\|.*\n)+)", re.MULTILINE)
_CELL = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Block:
    """A fenced block: its kind, the comment above it that says how it is tested, and where it is."""

    kind: str
    test: tuple[str, ...]
    text: str
    line: int

    def __str__(self) -> str:
        return f"line {self.line}: {' '.join(self.test)}"


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(
            found["kind"],
            tuple((found["test"] or "").split()),
            found["text"],
            text.count("\n", 0, found.start("text")) + 1,
        )
        for found in _BLOCK.finditer(text)
    ]


def table(page: Path, name: str) -> list[list[str]]:
    """The rows of a table that has this name, without its head."""
    for found in _TABLE.finditer(page.read_text(encoding="utf-8")):
        if found["name"] == name:
            rows = found["rows"].splitlines()[2:]
            return [
                [cell.strip().replace("\\|", "|") for cell in _CELL.split(row)[1:-1]]
                for row in rows
            ]
    raise LookupError(name)


def code(cell: str) -> str:
    """What stands between a cell's backticks."""
    found = re.match(r"``\s?(.*?)\s?``|`([^`]*)`", cell)
    assert found, cell
    return found[1] if found[1] is not None else found[2]
