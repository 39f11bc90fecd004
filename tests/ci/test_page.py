"""The page on continuous integration shows what there is: its hooks, its inputs, and what they are by default."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
HOOKS, WORKFLOW = (
    yaml.safe_load(block) for block in re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
)
OFFERED: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_bytes())
INPUTS: dict[str, dict[str, str]] = yaml.safe_load((ROOT / "action.yml").read_bytes())["inputs"]


def test_the_hooks_that_are_shown_are_those_that_are_offered() -> None:
    shown = [hook["id"] for hook in HOOKS["repos"][0]["hooks"]]

    assert [hook["id"] for hook in OFFERED] == shown


def test_a_hook_that_formats_takes_the_files_of_policies_alone() -> None:
    [files] = [hook["files"] for hook in OFFERED if hook["id"] == "backhaul-fmt"]
    ours = ("policies/a/1.0.0.yaml", "a/cases/b.yml", "sources/c.yaml", "10.0.12.yaml")
    others = ("policies/a/examples/facts.yaml", "a/cases/b/c.yaml", "action.yml", "1.0.0.yaml.bak")

    assert all(re.search(files, name) for name in ours)
    assert not any(re.search(files, name) for name in others)


def test_every_input_has_its_row_and_the_example_uses_no_other() -> None:
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (?:`([a-z]+)`)?", PAGE, re.MULTILINE))
    written = {name: input["default"] for name, input in INPUTS.items() if name != "base"}

    assert {**written, "base": ""} == rows
    assert set(WORKFLOW["jobs"]["policies"]["steps"][1]["with"]) <= set(INPUTS)
