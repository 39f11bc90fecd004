"""The verdict, the diagnostics and the document are the same with and without libyaml."""

import random
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from backhaul.document.node import plain
from backhaul.document.reader import read

ROOT = Path(__file__).parent.parent.parent
BAD = sorted(p for p in (ROOT / "tests/diagnostics").glob("*.yaml"))
REAL = (ROOT / "policies/tiktok-shop-sea-failed-delivery/1.0.0.yaml").read_text(encoding="utf-8")
PIECES = (
    *(
        "a",
        "1",
        ": ",
        ":",
        " ",
        "  ",
        "\n",
        "\n  ",
        "\n- ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        ",",
        "? ",
        "?",
    ),
    *(
        '"',
        "'",
        "#",
        " # c",
        "|",
        ">",
        "|\n  x",
        ">-\n  y",
        "!x ",
        "&a ",
        "*a",
        "\n---\n",
        "...",
        "\\",
    ),
    *(
        "!",
        "%",
        "@",
        "`",
        "日",
        "\nkey: ",
        "\n  k: ",
        "-",
        "=",
        "<<: ",
        "\n\n",
        '"\\x41"',
        "!!str ",
        "~",
    ),
    *(
        "|2\n",
        "(",
        ")",
        "&&",
        "||",
        "\t",
        "\r",
        "\r\n",
        "\u2028",
        "\ufeff",
        '"\\ud800"',
        "\\U99999999",
    ),
)

pytestmark = pytest.mark.skipif(not yaml.__with_libyaml__, reason="there is one parser only")


def same(data: bytes | str) -> None:
    assert read(data, "f", libyaml=True) == read(data, "f", libyaml=False)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_bad_files(path: Path) -> None:
    same(path.read_bytes())


def test_a_real_policy_is_read_alike_without_a_mistake() -> None:
    fast, found = read(REAL, "f", libyaml=True)
    slow, _ = read(REAL, "f", libyaml=False)
    assert found == []
    assert fast == slow
    assert fast is not None
    assert plain(fast.root)


def test_mutations_of_a_real_policy() -> None:
    chance = random.Random(20)
    lines = REAL.split("\n")
    for _ in range(600):
        start = chance.randrange(len(lines) - 12)
        chosen = lines[start : start + chance.randint(1, 12)]
        indent = len(chosen[0]) - len(chosen[0].lstrip(" "))
        text = "\n".join(line[indent:] for line in chosen) + "\n"
        for _ in range(chance.randint(0, 3)):
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice(PIECES) + text[at + chance.randint(0, 3) :]
        same(text)


def test_pieces_of_yaml_in_any_order() -> None:
    chance = random.Random(21)
    for _ in range(3000):
        same(chance.choice(("", "k: ")) + "".join(chance.choices(PIECES, k=chance.randint(2, 12))))


@settings(max_examples=200)
@given(st.text(max_size=60) | st.text("ab:- \n[]{}'\"#?,|>&*!%", max_size=40))
def test_any_text(text: str) -> None:
    same(text)


@settings(max_examples=100)
@given(st.binary(max_size=60))
def test_any_bytes(data: bytes) -> None:
    same(data)
