"""The page of the service tells the truth: every command on it is answered, and as it stands there."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from itertools import groupby, pairwise
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from docs.pages import ROOT, blocks, table
from service.policies import place, shipped

PAGE = ROOT / "docs" / "service.md"
BLOCKS = blocks(PAGE)
COMMANDS = [shlex.split(block.text) for block in BLOCKS if block.kind == "sh"]
SENT = {"--json": "application/json", "--data-binary": "application/x-ndjson"}


def calls(words: list[str]) -> list[list[str]]:
    """The commands of a block; what is printed into one is its body."""
    if "|" in words:
        return [piped([list(part) for bar, part in groupby(words, "|".__eq__) if not bar])]
    starts = [n for n, word in enumerate(words) if word == "curl"]
    return [words[a:b] for a, b in zip(starts, [*starts[1:], len(words)], strict=True)]


def piped(parts: list[list[str]]) -> list[str]:
    """The last of several commands of which each is given what the one before it prints."""
    said = ""
    for part in parts[:-1]:
        if part[0] == "printf":
            said = "\n".join(part[2:])
        elif part[0] == "curl":
            said = answered(shipped(), part).text
        else:
            assert part[:2] == ["python3", "-c"]
            command = [sys.executable, *part[1:]]
            done = subprocess.run(command, input=said, capture_output=True, text=True, check=True)
            said = done.stdout
    *last, body = parts[-1]
    assert body == "@-"
    return [*last, said]


def answered(client: TestClient, call: list[str]) -> Any:
    """The response to a command."""
    program, silent, address, *rest = call
    assert (program, silent) == ("curl", "-s")
    where = urlsplit(f"http://{address}")
    target = where.path + (f"?{where.query}" if where.query else "")
    if not rest:
        return client.get(target)
    *headers, option, body = rest
    assert headers in ([], ["-H", f"content-type: {SENT[option]}"])
    return client.post(target, content=body, headers={"content-type": SENT[option]})


@pytest.mark.parametrize(
    "call", [call for words in COMMANDS for call in calls(words)], ids=lambda call: call[2][-40:]
)
def test_every_command_is_answered(call: list[str]) -> None:
    told = answered(shipped(), call)

    # the one that shows what a problem is
    assert told.status_code == (422 if "merket" in call[-1] else 200), told.text


def test_answers_are_as_they_stand_there() -> None:
    for before, block in pairwise(BLOCKS):
        if block.test == ("answer",):
            [call] = calls(shlex.split(before.text))
            told = answered(shipped(), call).json()
            assert json.loads(block.text) == told


def test_no_command_has_what_a_shell_takes_for_a_pattern() -> None:
    for block in BLOCKS:
        bare = re.sub(r"'[^']*'", "", block.text)
        assert block.kind != "sh" or not set("?*[&") & set(bare), block.text


def test_every_question_has_a_command_on_the_page() -> None:
    asked = {call[2] for words in COMMANDS for call in calls(words)}
    for route in shipped().app.routes:  # type: ignore[attr-defined]
        path = getattr(route, "path", "")
        if path.startswith("/v1/"):
            pattern = re.compile(re.sub(r"\{\w+\}", "[^/?]+", path) + r"(\?.*)?")
            assert any(pattern.fullmatch(each.partition("8000")[2]) for each in asked), path


def test_the_codes_of_the_table_come_with_their_statuses() -> None:
    asked = {
        "not-found": shipped().get("/v1/nope"),
        "unknown-policy": shipped().get("/v1/policies/nope"),
        "unknown-version": shipped().get(place("9.9.9", "schema")),
        "method-not-allowed": shipped().get(place()),
        "wrong-type-of-body": shipped().post(place(), content="{}"),
    }
    rows = {int(status): what for status, what in table(PAGE, "statuses")}

    for code, told in asked.items():
        assert told.json()["code"] == code
        assert f"`{code}`" in rows[told.status_code]
