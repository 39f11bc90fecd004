"""Diagnostics in Chinese: every sentence of the engine has its line, and what users wrote stays as they wrote it."""

import json
import os
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

import backhaul
from backhaul.diagnostic_words import in_language, split, table
from diagnostics.templates import templates
from diagnostics.test_diagnostics import FILES, HERE, outcome

TABLE = Path(backhaul.__file__).parent / "diagnostics.zh.yaml"
#: names of things, which are the same in every language
NAMES = set(
    re.findall(
        r"\w+",
        "Arrow Decimal DuckDB IntEnum JMESPath JSON Lines MiB OUT Parquet Polars Python Spark StrEnum UTC UTF YAML"
        " GoRules backhaul dict gzip pandas pyarrow hypothesis pytest Markdown CSV BE LE git"
        # what is written in YAML, and the file that one sentence names
        " seconds minutes hours days true false null decided undetermined policy version yaml loans",
    )
)
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def said() -> Mapping[str, str]:
    return templates()


@pytest.fixture(scope="module")
def own() -> set[str]:
    """The words of our sentences, but for those that may be the user's."""
    return _words(*table("zh")) - _words((HERE / "_policy.yaml").read_text("utf-8")) - NAMES


def test_every_sentence_of_the_engine_has_its_chinese_line_and_no_line_is_left_over(
    said: Mapping[str, str],
) -> None:
    lines = dict(table("zh"))
    if os.environ.get("EXPECTED") == "write":
        _write({english: lines.get(english, "") for english in said})
        lines = dict(table("zh"))

    missing = {english: place for english, place in said.items() if not told_by(lines, english)}
    assert not missing
    assert sorted(set(lines) - set(said)) == []


def told_by(lines: Mapping[str, str], english: str) -> bool:
    return english in lines and bool(lines[english] or english == " ")


def _write(lines: Mapping[str, str]) -> None:
    head = "".join(re.findall(r"^#.*\n", TABLE.read_text("utf-8"), re.MULTILINE))
    rows = [
        f"- en: {_quoted(english)}\n  zh: {_quoted(lines[english])}\n" for english in sorted(lines)
    ]
    TABLE.write_text(head + "".join(rows), "utf-8")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def test_both_lines_have_the_same_holes_and_the_same_code() -> None:
    for english, chinese in table("zh").items():
        assert set(split(english)[1::2]) == set(split(chinese)[1::2]), english
        assert Counter(_code(english)) == Counter(_code(chinese)), english


def _code(text: str) -> list[str]:
    return [code for code in re.findall(r"`[^`]+`", text) if len(split(code)) == 1]


def test_chinese_lines_have_chinese_punctuation() -> None:
    for chinese in table("zh").values():
        bare = re.sub(r"`[^`]*`|\"[^\"]*\"|\{\{.*\}\}", "", chinese)
        assert not re.search(r"[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]|[.。]$", bare), chinese


def test_the_table_says_no_sentence_twice() -> None:
    lines = re.findall(r"^- en: (.*)$", TABLE.read_text("utf-8"), re.MULTILINE)

    assert len(lines) == len(set(lines)) > 1_000


# those that are packed take long, and say nothing of their own
@pytest.mark.parametrize(
    "path", [path for path in FILES if path.suffix != ".gz"], ids=lambda path: path.name
)
def test_every_bad_file_is_told_in_chinese_without_an_english_word(
    path: Path, own: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(HERE)
    for english, chinese in zip(found := outcome(path), in_language(found, "zh"), strict=True):
        assert CHINESE.search(chinese.message), chinese
        assert _in_backticks(chinese.message) == _in_backticks(english.message), chinese
        for text in (chinese.message, chinese.help, *(words for words, _ in chinese.related)):
            assert not _words(text) & own, text


def _words(*texts: str) -> set[str]:
    """The English words outside what is quoted, titles, code and names in lists."""
    bare = re.sub(r"` \([^)]*\)", "", "\n".join(texts))
    code = r"`[^`]*`|\"[^\"]*\"|'[^']*'|\{.*\}|\[.*\]|\w+\(|[\w-]*[_-][\w-]*"
    return set(re.findall(r"\b[A-Za-z]{2,}\b", re.sub(code, "", bare)))


def _in_backticks(text: str) -> Counter[str]:
    """What stands in backticks."""
    return Counter(re.findall(r"`[^`]*`", text))
