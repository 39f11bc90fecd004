"""How the service says that it lives, what it serves and since when, and what a monitor reads."""

import json
import logging
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import backhaul
from backhaul.page.app import application
from backhaul.service import health
from backhaul.service.access_log import AccessLog
from backhaul.service.gate import Gate
from backhaul.service.metrics import Metrics
from backhaul.service.recorder import Recorder
from backhaul.service.reloading import Reloader
from backhaul.service.served import Served
from receipts.receipts_of import NAME, example, shipped

SHIPPED = Path(__file__).parents[2] / "policies"
DECIDE = f"/v1/policies/{NAME}/1.0.0/decide"


class Whole:
    """A service within this process: its client, and what reads its policies again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.served = Served(folder / "policies")
        self.reloader, self.metrics = Reloader(self.served), Metrics()
        self.reloader.told = self.metrics.reloaded
        self.metrics.stands(self.reloader.loaded_at, failing=False)
        self.log = backhaul.DecisionLog(folder / "log.jsonl")
        recorder = Recorder(self.log, self.metrics)
        routes = health.routes(self.served, self.reloader, recorder, self.metrics)
        app = application(self.served, recorder=recorder, health=routes)
        seen = (self.metrics, AccessLog(str(folder / "access.jsonl")))
        self.client = TestClient(Gate(app, observers=seen), "http://localhost")

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [
            json.loads(line) for line in (self.folder / "access.jsonl").read_bytes().splitlines()
        ]

    @property
    def counts(self) -> list[str]:
        return self.client.get("/metrics").text.splitlines()


@pytest.fixture
def whole(tmp_path: Path) -> Whole:
    (tmp_path / "policies" / NAME).mkdir(parents=True)
    for file in (SHIPPED / NAME).glob("*.*"):
        shutil.copy(file, tmp_path / "policies" / NAME)
    return Whole(tmp_path)


@contextmanager
def broken(whole: Whole) -> Iterator[Path]:
    file = whole.served.path / NAME / "1.0.0.yaml"
    text = file.read_bytes()
    file.write_bytes(text + b"\nbroken: [\n")
    try:
        yield file
    finally:
        file.write_bytes(text)


def test_it_tells_that_it_lives_and_what_it_serves(whole: Whole) -> None:
    assert whole.client.get("/healthz").json() == {"status": "alive"}

    ready = whole.client.get("/readyz")
    assert (ready.status_code, ready.headers["cache-control"]) == (200, "no-store")
    [policy] = ready.json()["policies"]
    first = policy["versions"][0]
    assert first == {"version": "1.0.0", "state": "released", "digest": shipped().digest}
    assert ready.json()["status"] == "ready"


def test_where_there_is_no_policy_yet_it_is_not_ready(tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()

    ready = Whole(tmp_path).client.get("/readyz")
    assert (ready.status_code, ready.json()["status"]) == (503, "empty")


def test_what_is_wrong_is_told_and_the_earlier_policies_are_served(
    whole: Whole, caplog: pytest.LogCaptureFixture
) -> None:
    before = whole.client.get("/readyz").json()
    with broken(whole) as file, caplog.at_level(logging.INFO, "backhaul"):
        assert whole.reloader.changed()
        assert not whole.reloader.reload()
        assert not whole.reloader.changed()

        stale = whole.client.get("/readyz").json()
        assert (stale["status"], stale["policies"]) == ("stale", before["policies"])
        assert stale["loaded"] == before["loaded"]
        assert stale["errors"][0]["file"] == f"{NAME}/1.0.0.yaml"
        assert str(whole.folder) not in json.dumps(stale)
        assert str(file) in caplog.text
        answer = whole.client.post(DECIDE, json={"facts": example("held")})
        assert answer.json()["digest"] == shipped().digest
        assert "backhaul_policies_failing 1.0" in whole.counts
    assert whole.reloader.reload()
    assert "errors" not in whole.client.get("/readyz").json()
    assert {"backhaul_policies_failing 0.0", 'backhaul_reloads_total{result="kept"} 1.0'} <= {
        *whole.counts
    }


def test_a_directory_that_is_gone_for_a_while_is_served_on(whole: Whole) -> None:
    whole.served.path.rename(whole.folder / "elsewhere")
    assert not whole.reloader.reload()
    assert whole.client.post(DECIDE, json={"facts": example("held")}).status_code == 200
    (whole.folder / "elsewhere").rename(whole.served.path)
    assert whole.reloader.reload()


def test_a_changed_file_is_read_by_itself(whole: Whole) -> None:
    loaded = whole.reloader.loaded_at
    whole.reloader.begin(0.05)
    (whole.served.path / NAME / "1.0.0.yaml").touch()
    until = time.monotonic() + 20
    while whole.reloader.loaded_at == loaded:
        assert time.monotonic() < until
        time.sleep(0.02)


def test_decisions_are_counted_by_policy_and_requests_by_route_and_nothing_by_what_is_sent(
    whole: Whole,
) -> None:
    for _ in range(3):
        whole.client.post(DECIDE, json={"facts": example("held")})
    whole.client.post(DECIDE, json={"facts": example("incomplete")})
    for path in ("/v1/policies/secret-1/1.0.0/decide", "/secret-2", "/v1/policies/secret-3"):
        whole.client.post(path, json={"facts": {}})
    whole.client.request("SECRET4", "/healthz")

    counts = whole.counts
    decided = f'backhaul_decisions_total{{policy="{NAME}",status="decided",version="1.0.0"}} 3.0'
    assert decided in counts
    assert decided.replace("decided", "undetermined").replace("3.0", "1.0") not in decided
    assert any('status="undetermined"' in line for line in counts)
    route = 'route="/v1/policies/{policy}/{version}/decide"'
    assert f'backhaul_requests_total{{method="POST",{route},status="200"}} 4.0' in counts
    assert any(
        line.startswith(f'backhaul_request_seconds_bucket{{le="0.5",{route}}}') for line in counts
    )
    assert "secret" not in "\n".join(counts).lower()


def test_a_line_of_the_access_log_has_no_fact_and_no_query(whole: Whole) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    body = {"facts": {**example("held"), "market": "secret"}}
    whole.client.post(f"{DECIDE}?token=secret", json=body, headers={"traceparent": trace})

    [line] = whole.lines
    assert (line["method"], line["path"], line["status"]) == ("POST", DECIDE, 422)
    assert line["traceparent"] == trace
    assert line["bytes"] > 0
    assert "secret" not in json.dumps(line)


def test_a_receipt_of_the_log_names_the_request_that_the_access_log_names(whole: Whole) -> None:
    whole.client.post(DECIDE, json={"facts": example("held")})

    [receipt] = (whole.folder / "log.jsonl").read_bytes().splitlines()
    assert json.loads(receipt)["traceparent"] == whole.lines[0]["traceparent"]


def test_a_log_that_cannot_be_written_keeps_no_answer_back_and_is_told(whole: Whole) -> None:
    whole.log.reopen()
    (whole.folder / "log.jsonl").unlink()
    (whole.folder / "log.jsonl").mkdir()

    assert whole.client.post(DECIDE, json={"facts": example("held")}).status_code == 200
    assert "backhaul_decision_log_failures_total 1.0" in whole.counts
    assert whole.client.get("/readyz").json()["decision_log"] == {"written": 0, "failures": 1}


def test_an_access_log_that_cannot_be_written_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(backhaul.BackhaulError, match="access log"):
        AccessLog(str(tmp_path / "nowhere" / "access.jsonl"))


def test_a_fault_of_ours_is_a_problem_without_its_reason(
    whole: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Served, "policy", lambda *_: 1 / 0)
    client = TestClient(whole.client.app, "http://localhost", raise_server_exceptions=False)

    answer = client.post(DECIDE, json={"facts": {}})
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal-error"
    assert "Zero" not in answer.text
