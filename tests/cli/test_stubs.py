"""The types that `backhaul stubs` writes: what uses them rightly runs, and the command writes them."""

import runpy
import sys
from pathlib import Path

import pytest

import backhaul
from backhaul.language.stubs import stubs
from cli.calling import POLICY, Call
from cli.typed_policies import write_stubs


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stubs")
    write_stubs(folder)
    return folder


def test_what_is_right_runs(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("delivery", "odd", "one"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(written)
    names = runpy.run_path(str(written / "good.py"))

    assert names["place"] == names["same"] == "not_applicable"
    with pytest.raises(ValueError, match=r"these are the types of small 1\.0\.0, not of <Policy"):
        runpy.run_path(str(written / "one.py"))["typed"](backhaul.open(POLICY))


def test_the_command_writes_the_same_module_to_a_file(call: Call, tmp_path: Path) -> None:
    said = call("stubs", POLICY)

    assert (said.status, said.err) == (0, "")
    assert said.out == stubs(backhaul.open(POLICY).model)
    assert call("stubs", POLICY, "--output", tmp_path / "delivery.py").out == ""
    assert (tmp_path / "delivery.py").read_text(encoding="utf-8") == said.out
    assert "unknown-policy" in call.refused("stubs", "tiktok")
