"""What the tests of the service ask: the shipped policies, and a directory with a release, a draft and a broken one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

import backhaul
from backhaul.cases.documents import facts_of
from backhaul.page.app import application
from backhaul.questions.case_sources import read_case
from backhaul.questions.trying_mutants import suites
from backhaul.service.served import Served
from backhaul.versions.candidate import release_of
from backhaul.versions.lock import Lock

ROOT = Path(__file__).parents[2]
FIRST = "tiktok-shop-sea-failed-delivery"
EXAMPLES = ROOT / "policies" / FIRST / "examples"
JSON = {"content-type": "application/json"}


@cache
def shipped() -> TestClient:
    """A client of the shipped policies."""
    return TestClient(application(Served(ROOT / "policies")))


def held() -> dict[str, Any]:
    """The facts of a parcel that is held."""
    facts: dict[str, Any] = json.loads((EXAMPLES / "facts-held.json").read_bytes())
    return facts


def place(version: str = "2.0.0", below: str = "decide", policy: str = FIRST) -> str:
    """The address of a question about a version."""
    return f"/v1/policies/{policy}/{version}/{below}"


def worked_cases(policy: backhaul.Policy, most: int) -> Iterator[dict[str, object]]:
    """The facts of about so many of the worked cases of a shipped version, as JSON holds them."""
    suites_of = suites(policy, [str(ROOT / "policies" / policy.id / "cases")])
    every = [(suite, case) for suite in suites_of for case in suite.cases]
    for suite, case in every[:: max(1, len(every) // most)]:
        # the document of some cases is to be refused
        with suppress(backhaul.FactError):
            facts = facts_of(case, suite, policy.model, read_case)
            yield json.loads(json.dumps(facts, default=str))


LOANS = """\
language: 1
policy: loans
version: "{version}"
{mark}title: {{en: Loans, zh: 贷款}}
in_force: {{from: "{since}", by: asked_at}}
facts:
  asked_at: {{type: datetime, title: {{en: Asked, zh: 申请时间}}}}
  age: {{type: integer, title: {{en: Age, zh: 年龄}}}}
  name: {{type: text, masked: true, optional: true, title: {{en: Name, zh: 姓名}}}}
  rate: {{type: decimal, optional: true, title: {{en: Rate, zh: 利率}}}}
decisions:
  loan:
    title: {{en: Loan, zh: 贷款}}
    outputs:
      granted: {{type: boolean, title: {{en: Granted, zh: 批准}}}}
      rate: {{type: decimal, optional: true, title: {{en: Rate, zh: 利率}}}}
    rules:
      - {{id: grown-up, when: "age >= `{age}`", then: {{granted: true, rate: rate}}}}
    otherwise: {{then: {{granted: false, rate: null}}}}
"""
SINCE = {"1.0.0": "2024-01-01T00:00:00Z", "2.0.0": "2026-01-01T00:00:00Z"}
#: a secret that stands in no answer
SECRET = "Zhang-Wei-4711"


def loans(version: str, age: int, since: str, *, draft: bool = False) -> str:
    """A small policy with a masked fact."""
    mark = "draft: true\n" if draft else ""
    return LOANS.format(version=version, age=age, since=since, mark=mark)


def lend(folder: Path) -> Path:
    """A directory with two released versions of one policy, a draft, and a draft with a mistake."""
    own = folder / "loans"
    own.mkdir()
    releases = []
    for version, since in SINCE.items():
        text = loans(version, 17 + int(version[0]), since)
        (own / f"{version}.yaml").write_text(text, "utf-8")
        releases.append(release_of(backhaul.loads(text, "loans.yaml").as_version()))
    (own / "released.lock").write_text(Lock("loans", tuple(releases)).text(), "utf-8")
    text = loans("3.0.0", 30, "2027-01-01T00:00:00Z", draft=True)
    (own / "3.0.0.yaml").write_text(text, "utf-8")
    (own / "4.0.0.yaml").write_text(text.replace("30", "thirty").replace("3.0.0", "4.0.0"), "utf-8")
    return folder
