"""What the page refuses, in the language of the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from backhaul.page.app import application
from backhaul.service.served import Served

DRAFT = "/page/policies/fees/2.0.0/text"


@pytest.mark.parametrize(
    ("query", "header"), [("?lang=zh", "en"), ("?language=zh", "en"), ("", "zh-CN,en;q=0.5")]
)
def test_a_refusal_is_told_in_chinese_with_its_way_out(fees: Path, query: str, header: str) -> None:
    client = TestClient(application(Served(fees), write=False))

    refused = client.put(DRAFT + query, json={"text": ""}, headers={"accept-language": header})

    assert refused.status_code == 403
    assert refused.headers["content-language"] == "zh"
    told = refused.json()
    assert told["code"] == "read-only"
    assert told["detail"] == "当前服务只读，不会写入任何文件"
    assert told["help"] == "请用 `backhaul serve --write` 启动"
    assert told["errors"][0]["message"] == told["detail"]


def test_what_somebody_else_wrote_is_told_in_chinese_with_its_text(client: TestClient) -> None:
    headers = {"if-match": '"sha256:0"', "accept-language": "zh"}

    refused = client.put(DRAFT, json={"text": "x"}, headers=headers).json()

    assert refused["code"] == "changed-meanwhile"
    assert "2.0.0.yaml` 在此期间被他人改动" in refused["detail"]
    assert refused["text"].startswith("language: 1")


@pytest.mark.parametrize("language", ["en", "fr", ""])
def test_a_refusal_is_told_in_english_in_any_other_language(
    client: TestClient, language: str
) -> None:
    refused = client.get("/page/jobs/none", headers={"accept-language": language}).json()

    assert refused["detail"] == "there is no such job, or no longer"


def test_an_unknown_job_is_told_in_chinese(client: TestClient) -> None:
    refused = client.get("/page/jobs/none?language=zh").json()

    assert (refused["detail"], refused["help"]) == ("没有这项任务，或者它已不再保留", "请重新查询")
