"""A small directory of policies: one that was released, and a draft after it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from backhaul.cli.main import main
from backhaul.page import working
from backhaul.page.app import application
from backhaul.page.job_folder import JobFolder
from backhaul.page.jobs import Jobs
from backhaul.service.served import Served

RULES = """\
language: 1
policy: fees
version: "{version}"
title: {{en: Fees, zh: 费用}}
draft: {draft}
facts:
  days: {{type: integer, title: {{en: Days late, zh: 晚到天数}}}}
  fragile: {{type: boolean, title: {{en: Fragile, zh: 易碎}}}}
decisions:
  fee:
    title: {{en: The fee, zh: 费用}}
    outputs:
      paid: {{type: boolean, title: {{en: The fee is paid back, zh: 退还费用}}}}
    rules:
      - id: late
        when: "days > `{days}` || (fragile && days == `{days}`)"
        then: {{paid: true}}
    otherwise: {{id: in-time, then: {{paid: false}}}}
invariants:
  - id: never-early
    title: {{en: Nothing is paid back for a parcel in time, zh: 准时的包裹不退费}}
    holds: "!(fee.paid) || days > `3`"
"""
CASES = """\
policy: fees
title: Late and in time
cases:
  - name: Ten days late
    facts: {days: 10, fragile: false}
    expect: {outcome: {fee: {paid: true}}}
  - name: In time
    facts: {days: 0, fragile: false}
    expect: {outcome: {fee: {paid: false}}}
"""


@pytest.fixture(scope="session")
def made_fees(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of `fees`, made once."""
    folder = tmp_path_factory.mktemp("made") / "policies" / "fees"
    (folder / "cases").mkdir(parents=True)
    first = RULES.format(version="1.0.0", draft="true", days=5)
    (folder / "1.0.0.yaml").write_text(first, encoding="utf-8")
    (folder / "cases" / "all.yaml").write_text(CASES, encoding="utf-8")
    assert main(["release", str(folder), "1.0.0", "--generated", "0"]) == 0
    second = RULES.format(version="2.0.0", draft="true", days=4)
    (folder / "2.0.0.yaml").write_text(second, encoding="utf-8")
    return folder.parent


@pytest.fixture
def fees(made_fees: Path, tmp_path: Path) -> Path:
    """A directory with the policy `fees`: 1.0.0 is released, 2.0.0 is a draft."""
    return Path(shutil.copytree(made_fees, tmp_path / "policies"))


@pytest.fixture
def served(fees: Path) -> Served:
    """The directory as it is served."""
    return Served(fees)


def _work_here(self: Jobs, folder: JobFolder, asked: Any, files: Mapping[str, bytes]) -> None:
    """What the process of a job does, without the process."""
    os.close(folder.create(asked, files))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder.path)
        working.work(folder, asked)


@pytest.fixture
def client(served: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The application of the directory, which may write; jobs are done in the request that begins them."""
    monkeypatch.setattr(Jobs, "_start", _work_here)
    with TestClient(application(served, write=True)) as client:
        yield client


@pytest.fixture
def done(client: TestClient) -> Callable[..., dict[str, object]]:
    """Begins a job and gives what came of it."""

    def run(kind: str, version: str = "2.0.0", **more: object) -> dict[str, object]:
        language = str(more.pop("language", "en"))
        asked = {"kind": kind, "id": "fees", "version": version, **more}
        told: dict[str, object] = client.post(f"/page/jobs?language={language}", json=asked).json()
        return told

    return run
