"""The verdict, the diagnostics and the document are the same with and without libyaml."""

import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import effort
from backhaul.document import reader
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
    for _ in range(effort.trials(300)):
        start = chance.randrange(len(lines) - 12)
        chosen = lines[start : start + chance.randint(1, 12)]
        indent = len(chosen[0]) - len(chosen[0].lstrip(" "))
        text = "\n".join(line[indent:] for line in chosen) + "\n"
        for _ in range(chance.randint(0, 3)):
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice(PIECES) + text[at + chance.randint(0, 3) :]
        same(text)


def test_the_place_where_a_large_text_is_wrong_is_told_as_if_all_of_it_were_read_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance = random.Random(5)
    mistaken = 0
    for _ in range(effort.trials(12)):
        at = chance.randrange(len(REAL))
        text = REAL[:at] + chance.choice(PIECES) + REAL[at + chance.randint(0, 3) :]
        _, expected = read(text, "f", libyaml=False)
        with monkeypatch.context() as patch:
            patch.setattr(reader, "AGAIN", 0)
            patch.setattr(reader, "_NEAR", 60)
            _, found = read(text, "f", libyaml=True)
        assert found == expected
        mistaken += bool(found)
    assert mistaken


#: larger than what is read a second time as a whole
LARGE = "facts:\n" + "".join(f'  a{n}: {{type: text, title: "why ?"}}\n' for n in range(6_000))


def test_a_large_text_without_a_mistake_has_none() -> None:
    assert len(LARGE) > reader.AGAIN
    assert read(LARGE, "f")[1] == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ("  z: [a\n", "yaml-syntax"),
        ('  z: "a\n', "yaml-syntax"),
        ("  a1: {type: text}\n", "duplicate-key"),
        ("  z: &y 1\n", "anchor"),
        (" z: 1\n", "yaml-syntax"),
        ("  z: @x\n", "quote-this"),
    ],
)
def test_little_of_a_large_text_is_read_twice(
    wrong: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = 0
    get_event: Any = reader._PlainParser.get_event

    def counted(parser: reader._PlainParser) -> object:
        nonlocal taken
        taken += 1
        return get_event(parser)

    monkeypatch.setattr(reader._PlainParser, "get_event", counted)
    _, found = read(f"{LARGE}{wrong}", "f")

    assert [mistake.code for mistake in found] == [code]
    assert taken < 20 * 1000


def test_pieces_of_yaml_in_any_order() -> None:
    chance = random.Random(21)
    for _ in range(effort.trials(1500)):
        same(chance.choice(("", "k: ")) + "".join(chance.choices(PIECES, k=chance.randint(2, 12))))


@settings(max_examples=effort.trials(100))
@given(st.text(max_size=60) | st.text("ab:- \n[]{}'\"#?,|>&*!%", max_size=40))
def test_any_text(text: str) -> None:
    same(text)


@settings(max_examples=effort.trials(50))
@given(st.binary(max_size=60))
def test_any_bytes(data: bytes) -> None:
    same(data)
