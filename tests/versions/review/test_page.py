"""docs/review.md tells the truth: its commands and examples are run."""

import doctest
import shlex
import shutil
from pathlib import Path

import pytest

import backhaul
from cli.calling import Call
from docs.pages import ROOT, blocks
from versions.review.reviewing import key, signed

PAGE = ROOT / "docs" / "review.md"


@signed
def test_its_commands_do_what_it_says(
    call: Call, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(made, tmp_path / "policies")
    (tmp_path / "policies" / "loans" / "reviews").mkdir()
    mine = key(tmp_path, "id_ed25519")
    public = mine.with_suffix(".pub").read_text()
    (tmp_path / "policies" / "allowed_signers").write_text(f"anna@example.org {public}")
    monkeypatch.chdir(tmp_path)
    lines = [line for b in blocks(PAGE) if b.kind == "sh" for line in b.text.splitlines()]

    assert len(lines) == 4
    for line in lines:
        words = shlex.split(line.replace("~/.ssh/id_ed25519", str(mine)), comments=True)
        said = call(*words[1:])
        assert said.status == 0, said.err


def test_its_examples_give_what_it_shows() -> None:
    (example,) = (block.text for block in blocks(PAGE) if block.kind == "python")
    test = doctest.DocTestParser().get_doctest(example, {"backhaul": backhaul}, "review.md", "", 0)
    said: list[str] = []

    assert not doctest.DocTestRunner().run(test, out=said.append).failed, "".join(said)
