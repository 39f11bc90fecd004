"""A client that is generated from the description decides a case by typed facts."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

import backhaul
from service.policies import FIRST, held, shipped

NAME = "generated_backhaul_client"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The client, imported."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "openapi.json").write_bytes(shipped().get("/openapi.json").content)
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    places = ["--path", "openapi.json", "--output-path", NAME]
    done = subprocess.run(
        [*command, *places], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    # lines of JSON and YAML are no types of this generator; all else it takes
    warnings = [line for line in done.stdout.splitlines() if line.startswith("Unable")]
    assert warnings == []
    sys.path.insert(0, str(folder))
    try:
        yield importlib.import_module(NAME)
    finally:
        sys.path.remove(str(folder))


def _client(generated: Any) -> Any:
    """The client over the application itself."""
    arguments = {"transport": httpx.ASGITransport(shipped().app)}
    return generated.Client("http://testserver", httpx_args=arguments)


def _asked(call: Any, *place: str, **given: Any) -> Any:
    return anyio.run(partial(call.asyncio, *place, **given))


def test_it_decides_by_typed_facts(generated: Any) -> None:
    models = importlib.import_module(f"{NAME}.models")
    call = importlib.import_module(f"{NAME}.api.cases.decide_tiktok_shop_sea_failed_delivery")
    facts = models.TiktokShopSeaFailedDeliveryFacts.from_dict(held())
    assert facts.earlier_free_returns == 0
    body = models.TiktokShopSeaFailedDeliveryCase(facts=facts)

    answer = _asked(call, client=_client(generated), body=body)
    expected = json.loads(backhaul.open(FIRST).decide(held()).to_json())
    assert type(answer) is models.TiktokShopSeaFailedDeliveryAnswer
    assert answer.status == "decided"
    assert answer.outcome.route.disposition == expected["outcome"]["route"]["disposition"]
    assert answer.outcome.deadlines.act_before == datetime(2025, 3, 25, 15, tzinfo=UTC)
    assert answer.rules.to_dict() == expected["rules"]


def test_a_refusal_is_a_problem_with_a_type(generated: Any) -> None:
    models = importlib.import_module(f"{NAME}.models")
    call = importlib.import_module(f"{NAME}.api.cases.decide")
    facts = models.DecideBodyFacts.from_dict({"market": "XX"})
    body = models.DecideBody(facts=facts)

    problem = _asked(call, FIRST, "newest", client=_client(generated), body=body)
    assert type(problem) is models.Problem
    assert (problem.status, problem.errors[0].pointer) == (422, "/facts/market")


def test_each_policy_and_each_question_has_its_function(generated: Any) -> None:
    folder = Path(generated.__file__).parent / "api" / "cases"
    made = {path.stem for path in folder.glob("*.py")}

    policies = shipped().get("/v1/policies").json()["policies"]
    assert {f"decide_{each['policy'].replace('-', '_')}" for each in policies} <= made
    assert {"decide", "ask", "flip", "timeline"} <= made
