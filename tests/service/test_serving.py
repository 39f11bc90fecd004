"""The command itself, in a process of its own: ready, reloaded, killed, stopped; and load that is not kind to it."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bench import serve_load
from bench.serve_process import Answer, Client, Running, request, running
from receipts.receipts_of import NAME, example

SHIPPED = Path(__file__).parents[2] / "policies"


def ask(service: Running, path: str, body: bytes = b"") -> Answer:
    async def once() -> Answer:
        client = Client(service.port)
        try:
            return await client.ask(request("POST" if body else "GET", path, body))
        finally:
            client.close()

    return asyncio.run(once())


def standing(service: Running) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ask(service, "/readyz").body)
    return found


def eventually(so: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not so():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.fixture(scope="module")
def policies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served") / "policies"
    (folder / NAME).mkdir(parents=True)
    for file in (SHIPPED / NAME).glob("*.*"):
        shutil.copy(file, folder / NAME)
    return folder


@pytest.fixture(scope="module")
def two(policies: Path) -> Iterator[Running]:
    """A service of two workers."""
    log = policies.with_name("log.jsonl")
    with running(str(policies), "--workers", "2", "--log", str(log)) as service:
        yield service


def test_a_worker_that_is_killed_is_replaced_and_has_the_last_good_state(
    two: Running, policies: Path
) -> None:
    file = policies / NAME / "2.0.0.yaml"
    text = file.read_bytes()
    good = standing(two)
    assert good["status"] == "ready"
    try:
        file.write_bytes(text + b"\nbroken: [\n")
        eventually(lambda: standing(two)["status"] == "stale")
        old = two.workers
        for worker in old:
            os.kill(worker, signal.SIGKILL)
        eventually(lambda: len(two.workers) == 2 and not {*two.workers} & {*old})
        stale = standing(two)
        assert stale["status"] == "stale"
        assert stale["policies"] == good["policies"]
        assert stale["errors"][0]["file"] == f"{NAME}/2.0.0.yaml"
        assert str(policies) not in json.dumps(stale)
        asked = json.dumps({"facts": example("held")}).encode()
        assert ask(two, f"/v1/policies/{NAME}/2.0.0/decide", asked).status == 200
    finally:
        file.write_bytes(text)
    two.send(signal.SIGHUP)
    eventually(lambda: [standing(two)["status"] for _ in range(6)] == ["ready"] * 6)
    assert "was ended by SIGKILL; another takes its place" in two.complaints
    assert "2.0.0.yaml" in two.complaints


def test_any_worker_gives_the_counts_of_all(two: Running) -> None:
    asked = json.dumps({"facts": example("held")}).encode()
    for _ in range(10):
        assert ask(two, f"/v1/policies/{NAME}/1.0.0/decide", asked).status == 200

    counted = f'backhaul_decisions_total{{policy="{NAME}",status="decided",version="1.0.0"}} 10.0'
    assert {counted in ask(two, "/metrics").body.decode() for _ in range(4)} == {True}
    assert b"NaN" not in ask(two, "/metrics").body


def test_what_is_under_way_is_answered_before_it_stops(policies: Path) -> None:
    async def story(service: Running) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
        body = json.dumps({"facts": example("held")}).encode()
        sent = request("POST", f"/v1/policies/{NAME}/2.0.0/decide", body)
        writer.write(sent[:-5])
        await asyncio.sleep(0.3)
        service.send(signal.SIGTERM)
        await asyncio.sleep(0.3)
        writer.write(sent[-5:])
        answer = await reader.read()
        writer.close()
        return answer

    with running(str(policies), "--log", str(policies.with_name("one.jsonl"))) as service:
        answer = asyncio.run(story(service))
        assert answer.startswith(b"HTTP/1.1 200")
        assert service.process.wait(10) == 0
    assert "Traceback" not in service.complaints
    assert policies.with_name("one.jsonl").read_bytes().count(b"\n") == 1


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_port_that_is_taken_is_told(two: Running, policies: Path, workers: str) -> None:
    command = [sys.executable, "-m", "backhaul", "serve", str(policies), "--workers", workers]
    tried = subprocess.run(
        [*command, "--port", str(two.port)], capture_output=True, text=True, check=False
    )

    assert tried.returncode == 2
    assert f"another program listens on port {two.port}" in tried.stderr
    assert "Traceback" not in tried.stderr


def test_workers_end_with_the_process_that_watches_them(policies: Path) -> None:
    with running(str(policies), "--workers", "2") as service:
        workers = service.workers
        eventually(lambda: standing(service)["status"] == "ready")
        service.process.kill()
        service.process.wait()
        eventually(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))


def test_load_that_is_not_kind_gives_no_wrong_answer_and_loses_no_receipt() -> None:
    assert serve_load.run(6, clients=4) == []
