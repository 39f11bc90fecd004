"""The application as a whole: the shell, its files, and what is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from backhaul.page.app import application
from backhaul.report.style import COLOURS
from backhaul.service.served import Served

ROOT = Path(__file__).parents[2]
FIRST = "tiktok-shop-sea-failed-delivery"


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(application(Served(ROOT / "policies")))


@pytest.mark.parametrize("place", ["/", "/policies", f"/policies/{FIRST}/2.0.0/edit"])
def test_a_person_may_come_in_anywhere(client: TestClient, place: str) -> None:
    response = client.get(place)

    assert response.status_code == 200
    assert "/assets/shell.js" in response.text


def test_what_is_not_there_is_told_as_a_problem(client: TestClient) -> None:
    response = client.get(f"/policies/{FIRST}/2.0.0/fly")

    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == "not-found"


def test_every_version_of_every_policy_is_listed(client: TestClient) -> None:
    listed = client.get("/page/policies").json()["policies"]

    first = next(policy for policy in listed if policy["id"] == FIRST)
    assert [version["version"] for version in first["versions"]] == ["1.0.0", "2.0.0"]
    assert not any(version["draft"] for version in first["versions"])


def test_reports_within_the_page_look_as_they_do_everywhere_else(client: TestClient) -> None:
    response = client.get("/page/report.css")

    assert response.headers["content-type"].startswith("text/css")
    assert response.text.startswith(".report {")
    assert response.text.count("{") == response.text.count("}")


def test_the_page_has_the_colours_of_the_reports_in_light_and_dark() -> None:
    sheet = (ROOT / "web/src/styles/base.css").read_text(encoding="utf-8")
    light, dark = (
        dict(re.findall(r"(--[a-z0-9-]+): (#[0-9a-f]+);", part)) for part in COLOURS.split("@media")
    )

    pairs = dict(re.findall(r"(--[a-z0-9-]+): light-dark\((#[0-9a-f]+, #[0-9a-f]+)\);", sheet))
    for name, colour in light.items():
        assert pairs[name] == f"{colour}, {dark.get(name, colour)}", name
