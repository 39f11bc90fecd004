"""The steps of the GitHub Action, run by a real bash in a repository with two commits, as a runner would."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import small

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
SCRIPTS: dict[str, str] = {step["id"]: step["run"] for step in STEPS if "run" in step}
#: a title that would be markup, and that would call somebody
HOSTILE = '{en: "@everyone <img src=x onerror=alert(1)> [a](javascript:b) `c`"}'
#: what stands in for GitHub's command line: it notes what it is called with, and lists one comment
GH = """\
#!/usr/bin/env bash
printf '%s\\n' "$*" >> "$CALLS"
for word in "$@"; do
  if [[ $word == body=@* ]]; then cp "${word#body=@}" "$CALLS.body"; fi
  if [[ $word == --jq ]]; then cat "$CALLS.earlier"; fi
done
"""
pytestmark = pytest.mark.skipif(
    shutil.which("bash") is None or shutil.which("git") is None, reason="needs bash and git"
)


def policy(number: int, version: str = "1.0.0") -> str:
    text = small.text(f"count > `{number}`").replace("1.0.0", version)
    return text.replace("{en: Small}", HOSTILE)


class Runner:
    """A repository, and the environment in which a runner runs the steps."""

    def __init__(self, root: Path) -> None:
        self.root, self.temp = root / "repository", root / "temp"
        self.home = self.root / "policies" / "small"
        self.home.mkdir(parents=True)
        tools = root / "tools"
        tools.mkdir()
        (self.temp / "backhaul" / "bin").mkdir(parents=True)
        command = self.temp / "backhaul" / "bin" / "backhaul"
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m backhaul "$@"\n')
        (tools / "gh").write_text(GH)
        for file in (command, tools / "gh"):
            file.chmod(0o755)
        self.calls = root / "calls"
        (root / "calls.earlier").touch()
        self.environment = {
            **os.environ,
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_OUTPUT": str(root / "output"),
            "GITHUB_STEP_SUMMARY": str(root / "summary"),
            "CALLS": str(self.calls),
            "POLICIES": "policies",
            "FAIL_ON": "error",
            "SPOKEN": "",
            "BASE": "",
            "REPOSITORY": "me/mine",
            "NUMBER": "7",
            "PYTHONUTF8": "1",
        }
        self.git("init", "-q", "-b", "main")

    def git(self, *words: str) -> str:
        who = ("-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false")
        done = subprocess.run(
            ["git", *who, *words], cwd=self.root, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def commit(self, **files: str) -> str:
        """Writes the versions that are named so, and commits: the commit's name."""
        for name, text in files.items():
            (self.home / f"{name.removeprefix('v').replace('_', '.')}.yaml").write_text(text)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "a")
        return self.git("rev-parse", "HEAD")

    def run(self, step: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", SCRIPTS[step]],
            cwd=self.root,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    @property
    def note(self) -> str:
        return (self.temp / "backhaul-changes.md").read_text(encoding="utf-8")


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def test_what_a_pull_request_changes_becomes_one_comment(runner: Runner) -> None:
    base = runner.commit(v1_0_0=policy(3))
    runner.commit(v1_1_0=policy(5, "1.1.0").replace("title:", "draft: true\ntitle:"))
    done = runner.run("compare", BASE=base)

    assert (0, "") == (done.returncode, done.stderr)
    assert "more than 3" in runner.note
    assert "more than 5" in runner.note
    assert runner.note == Path(runner.environment["GITHUB_STEP_SUMMARY"]).read_text()

    assert 0 == runner.run("comment").returncode
    body = Path(f"{runner.calls}.body").read_text()
    assert body.startswith("<!-- backhaul: what changes -->\n# What changes from 1.0.0")
    assert "--method POST repos/me/mine/issues/7/comments" in runner.calls.read_text()
    for markup in ("@everyone", "<img", "](javascript", " `c`"):
        assert markup not in body.replace("\\<img", "").replace("\\]", "")

    Path(f"{runner.calls}.earlier").write_text("41\n42\n")
    assert 0 == runner.run("comment").returncode
    assert "--method PATCH repos/me/mine/issues/comments/41 " in runner.calls.read_text()


def test_a_draft_that_was_edited_is_compared_with_itself_and_an_odd_name_is_passed_over(
    runner: Runner,
) -> None:
    base = runner.commit(v1_0_0=policy(3), v0_9_0=policy(1, "0.9.0"))
    odd = runner.root / "policies" / "small`$(touch x)`"
    odd.mkdir()
    (odd / "1.0.0.yaml").write_text(policy(4))
    runner.commit(v1_0_0=policy(5))
    done = runner.run("compare", BASE=base)

    assert (0, "") == (done.returncode, done.stderr)
    assert runner.note.startswith("`small` 1.0.0: what it says now, compared with what it said.\n")
    assert "more than 3" in runner.note
    assert "touch x" not in runner.note
    assert not (runner.root / "x").exists()


def test_the_version_before_is_the_highest_below_by_number(runner: Runner) -> None:
    versions = {f"v1_{n}_0": policy(n, f"1.{n}.0") for n in (2, 9, 10, 12)}
    base = runner.commit(**versions)
    runner.commit(v1_11_0=policy(11, "1.11.0"))

    assert 0 == runner.run("compare", BASE=base).returncode
    assert "# What changes from 1.10.0 to 1.11.0" in runner.note


def test_a_first_version_and_one_with_mistakes_are_told(runner: Runner) -> None:
    base = runner.commit()
    runner.commit(v1_0_0=policy(3))

    assert 0 == runner.run("compare", BASE=base).returncode
    first = "`small` 1.0.0 is the first version: there is nothing to compare it with.\n\n"
    assert first == runner.note

    base = runner.git("rev-parse", "HEAD")
    runner.commit(v1_0_1=policy(3, "1.0.1").replace("count >", "cuont >"))
    done = runner.run("compare", BASE=base)

    assert 0 == done.returncode
    assert "error[unknown-name]" in done.stderr
    assert "`small` 1.0.1 cannot be compared with 1.0.0" in runner.note


@pytest.mark.parametrize("base", ["", "0" * 40, "a" * 40, "main; touch x", "--output=x"])
def test_without_an_earlier_commit_nothing_is_compared_and_nothing_fails(
    runner: Runner, base: str
) -> None:
    runner.commit(v1_0_0=policy(3))
    done = runner.run("compare", BASE=base)

    assert 0 == done.returncode
    assert done.stdout.startswith("::notice::")
    assert "" == runner.note
    assert 0 == runner.run("comment").returncode
    assert "--method" not in runner.calls.read_text()


def test_a_comment_that_says_nothing_any_more_is_told_so(runner: Runner) -> None:
    base = runner.commit(v1_0_0=policy(3))
    assert 0 == runner.run("compare", BASE=base).returncode
    Path(f"{runner.calls}.earlier").write_text("41\n")

    assert 0 == runner.run("comment").returncode
    assert "No version of a policy changes any more." in Path(f"{runner.calls}.body").read_text()


def test_a_very_long_note_is_cut_before_github_refuses_it(runner: Runner) -> None:
    (runner.temp / "backhaul-changes.md").write_text("市场 " * 30_000)

    assert 0 == runner.run("comment").returncode
    body = Path(f"{runner.calls}.body").read_text()
    assert 60_000 < len(body) < 65_536
    assert body.endswith("stands in the summary of the job.\n")


def test_findings_are_written_for_code_scanning_and_as_annotations(runner: Runner) -> None:
    runner.commit(v1_0_0=policy(3).replace("count >", "cuont >"))
    done = runner.run("check")
    log = json.loads((runner.temp / "backhaul.sarif").read_text())
    location = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]

    assert 1 == done.returncode
    assert done.stdout.startswith("::error file=policies/small/1.0.0.yaml,line=")
    assert "policies/small/1.0.0.yaml" == location["artifactLocation"]["uri"]
    assert "sarif=true\n" == Path(runner.environment["GITHUB_OUTPUT"]).read_text()


def test_a_directory_that_is_not_there_fails_and_has_no_findings(runner: Runner) -> None:
    done = runner.run("check", POLICIES="elsewhere")

    assert 2 == done.returncode
    assert not Path(runner.environment["GITHUB_OUTPUT"]).exists()


def test_a_line_of_a_file_is_no_command_to_the_runner(runner: Runner) -> None:
    runner.commit(v1_0_0=policy(3) + "\n\nannotations:\n  a: |\n    ::add-mask::x\n")
    done = runner.run("fmt")
    lines = done.stdout.splitlines()
    words = lines[0].removeprefix("::stop-commands::")

    assert 1 == done.returncode
    assert " ::add-mask::x" in done.stdout
    assert len(words) == 36
    assert f"::{words}::" == lines[-1]


def test_cases_are_run_and_told_as_annotations(runner: Runner) -> None:
    (runner.home / "cases").mkdir()
    facts = json.dumps(small.COMPLETE)
    case = "{name: One, expect: {outcome: {route: {answer: no}}}}"
    (runner.home / "cases" / "a.yaml").write_text(
        f"policy: small\nfacts: {facts}\ncases: [{case}]\n"
    )
    runner.commit(v1_0_0=policy(3))
    done = runner.run("test")

    assert 1 == done.returncode
    assert "::error file=policies/small/cases/a.yaml" in done.stdout


def test_nothing_that_others_write_is_pasted_into_a_script() -> None:
    for name, script in SCRIPTS.items():
        assert "${{" not in script, name
    for step in STEPS:
        assert "@" not in step.get("uses", "") or len(step["uses"].partition("@")[2]) == 40


def test_what_a_fork_sends_is_neither_commented_nor_handed_on() -> None:
    ours = "github.event.pull_request.head.repo.full_name == github.repository"
    writing = [
        step
        for step in STEPS
        if "upload-sarif" in step.get("uses", "") or "GH_TOKEN" in step.get("env", {})
    ]

    assert 2 == len(writing)
    assert all(ours in step["if"] for step in writing)
