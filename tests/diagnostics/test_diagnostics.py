"""One bad file per diagnostic code, and the whole text that it gives.

The name of a file says what it is, and which code it shows:

    <code>.yaml                 a policy; or a text that cannot be read at all
    <code>.json, json-<code>.json   facts, or a document, that cannot be read at all
    facts-<code>.yaml           facts for `_policy.yaml`; every output is read
    document-<code>.json        a document that is read through `_source.yaml`
    source-<code>.yaml          a source for `_policy.yaml`
    cases-<code>.yaml           cases of `_policy.yaml`; they are run
    words-<idea>.yaml           a policy whose words are held against its values, as by `check`
    proof-<code>.yaml           a policy of which this is proved, or with so little `work` not settled
    call-<code>.yaml            arguments of the command line

`<code>.<idea>.yaml` is one more file for the same code; a large one is packed, `.gz`. `<name>.txt` beside it holds what comes; after a
change, `EXPECTED=write python -m pytest tests/diagnostics` writes it anew, to be read before it is kept.
"""

import gzip
import os
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest

import backhaul
from backhaul.diagnostics import BackhaulError, Diagnostic, as_text
from backhaul.document.json_reader import read_json
from backhaul.document.node import Document, plain
from backhaul.document.reader import read
from diagnostics.codes import codes

HERE = Path(__file__).parent
DOCS = Path(__file__).parents[2] / "docs" / "diagnostics.md"
FILES = sorted(
    path
    for path in HERE.iterdir()
    if path.name.removesuffix(".gz").endswith((".yaml", ".json")) and not path.name.startswith("_")
)
CODES = codes()
#: codes that others come with
ALSO = {
    # a hundred of any are told first
    "more-mistakes": {"unknown-fact"},
}
Given = tuple[Diagnostic, ...]


def code_of(path: Path) -> str:
    """The code that a bad file shows."""
    name = path.name.partition(".")[0]
    return name if name in CODES else name.partition("-")[2]


def text_name(path: Path) -> str:
    """The name of the file with the text that a bad file gives."""
    return Path(path.name.removesuffix(".gz")).with_suffix(".txt").name


def content(path: Path) -> bytes:
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def policy(path: Path) -> Given:
    return backhaul.loads(content(path), path.name.removesuffix(".gz")).warnings


def json(path: Path) -> Given:
    read_json(content(path), path.name.removesuffix(".gz"))
    return ()


def facts(path: Path) -> Given:
    decision = backhaul.load("_policy.yaml").decide(_plain(path))
    for name, outputs in decision.trace.decisions.items():
        for output in outputs.decision.outputs:
            assert decision[name][output] is not ...
    return ()


def document(path: Path) -> Given:
    backhaul.load("_policy.yaml").read(read_json(path.read_bytes(), path.name), "_source.yaml")
    return ()


def source(path: Path) -> Given:
    backhaul.load("_policy.yaml").read({}, path.name)
    return ()


def cases(path: Path) -> Given:
    from backhaul.cases.run import run
    from backhaul.cases.suite import check
    from backhaul.document.checked_shape import check_shape

    text, mistakes = _document(path)
    suite = check(text, [*mistakes, *check_shape(text, "cases")])
    model = backhaul.load("_policy.yaml").model
    results = run(
        suite, model, lambda evaluation, words: backhaul.Decision.of(evaluation).explain(words)
    )
    return tuple(problem for result in results for problem in result.problems)


def words(path: Path) -> Given:
    from backhaul.language.contradictions import contradictions

    found = backhaul.loads(content(path), path.name)
    return (*found.warnings, *contradictions(found.model, _document(path)[0].root))


def proof(path: Path) -> Given:
    from backhaul.analysis.findings import diagnostics

    found = backhaul.loads(content(path), path.name)
    work = found.model.annotations.get("work")
    return (*found.warnings, *diagnostics(found.model, **({"all_work": int(work)} if work else {})))


def call(path: Path) -> Given:
    from backhaul.cli.arguments import parse

    arguments = _plain(path)["run"]
    assert isinstance(arguments, list)
    given = parse([str(argument) for argument in arguments])
    assert given is not None
    if given.command == "check":
        from backhaul.questions.check import check

        return check(given.paths).diagnostics
    if given.command == "zone":
        return backhaul.check_zones(backhaul.load(given.zone))
    if given.command == "review" and shutil.which("ssh-keygen") is None:
        pytest.skip("OpenSSH is not installed")
    # as where only what the library itself needs is installed
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "pyarrow", None)
        given.run(given)
    return ()


RUN: dict[str, Callable[[Path], Given]] = {
    run.__name__: run for run in (facts, document, source, cases, words, proof, call)
}


def _document(path: Path) -> tuple[Document, list[Diagnostic]]:
    text, mistakes = read(path.read_bytes(), path.name)
    assert text is not None, mistakes
    return text, mistakes


def _plain(path: Path) -> dict[str, object]:
    text, mistakes = _document(path)
    assert not mistakes
    found = plain(text.root)
    assert isinstance(found, dict)
    return found


@cache
def outcome(path: Path) -> Given:
    """The diagnostics that a bad file gives; the current directory is that of the file."""
    prefix = path.name.partition("-")[0]
    run = RUN.get(prefix) or (json if ".json" in path.name else policy)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(HERE)
        # what is to be installed is installed for this interpreter
        patch.setattr(sys, "executable", "/opt/python")
        try:
            return run(path)
        except BackhaulError as error:
            return error.diagnostics


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_bad_file_gives_exactly_its_code_and_its_text(path: Path) -> None:
    found = outcome(path)
    text = as_text(found) + "\n"
    expected = HERE / text_name(path)
    if os.environ.get("EXPECTED") == "write":
        expected.write_text(text, encoding="utf-8")

    code = code_of(path)
    assert {code, *ALSO.get(code, ())} == {diagnostic.code for diagnostic in found}, text
    assert expected.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_message_is_a_plain_sentence(path: Path) -> None:
    for diagnostic in outcome(path):
        for words in (diagnostic.message, diagnostic.help):
            assert not re.match(r"[A-Z][a-z]", words), words
            assert not words.endswith("."), words
            assert not _python_words(words), words


def _python_words(text: str) -> Sequence[str]:
    """Names of Python's own types, outside what the user wrote."""
    return re.findall(r"\b(?:str|int|dict|NoneType|datetime\.\w+)\b", re.sub(r"`[^`]*`", "", text))


def test_every_expected_text_has_its_file() -> None:
    named = {text_name(path) for path in FILES}

    assert sorted(named) == sorted(path.name for path in HERE.glob("*.txt"))


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_bad_file(code: str) -> None:
    assert code in {code_of(path) for path in FILES}, f"made at {CODES[code]}"


def test_every_code_has_a_heading() -> None:
    headings = re.findall(r"^### `([a-z0-9-]+)`$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)

    assert list(CODES) == headings
