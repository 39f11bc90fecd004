"""Requests a second of `backhaul serve`, beside the same stack that answers a constant: `python -m bench.serve` in tests/.

One run, interleaved: in every round each question is asked for a while, one after the other, so that all meet the same
machine; the figures are medians. What the processor had to do for a request is told, too, and depends less on who
else uses the machine; the last column compares that. The client is `wrk`, which Debian has: one thread, eight connections that are kept.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from backhaul.frozen import frozen
from bench.serve_process import running, workers_of
from bench.serve_questions import POLICY

POLICIES = Path(__file__).parents[2] / "policies"
PLACE = f"/v1/policies/{POLICY}/2.0.0/decide"
FACTS = json.loads((POLICIES / POLICY / "examples" / "facts-held.json").read_bytes())
#: what is asked: its name, and what is wanted of the decision; of the constant nothing is
WANTED = {"a constant": "outcome", "decide": "outcome", "with the receipt": "receipt"}
WANTED |= {"with the trace": "trace", "with words": "words", "logged": "outcome"}
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@frozen
class Measured:
    """Of one question: requests a second, milliseconds that half and nearly all of them took, and the processor's microseconds of each."""

    rate: float
    half: float
    most: float
    work: float


@frozen
class Asked:
    """Where something is asked, and what; the processes that answer."""

    port: int
    body: str
    processes: tuple[int, ...]
    path: str = PLACE


@contextmanager
def constant(workers: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The port and the processes of the same stack that answers the same bytes to everything."""
    command = [sys.executable, "-m", "bench.serve", "--constant", "--workers", str(workers)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline()), tuple(workers_of(process.pid))
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


@contextmanager
def cerbos(binary: str, folder: Path) -> Iterator[Asked]:
    """Cerbos with a small policy of its own, asked for two actions: another question, told as it is."""
    (folder / "policies").mkdir()
    shutil.copy(Path(__file__).parent / "policies" / "cerbos.yaml", folder / "policies")
    with (
        socket.create_server(("127.0.0.1", 0)) as free,
        socket.create_server(("127.0.0.1", 0)) as more,
    ):
        ports = free.getsockname()[1], more.getsockname()[1]
    told = {
        "server": {
            "httpListenAddr": f"127.0.0.1:{ports[0]}",
            "grpcListenAddr": f"127.0.0.1:{ports[1]}",
        },
        "storage": {"driver": "disk", "disk": {"directory": str(folder / "policies")}},
        "telemetry": {"disabled": True},
    }
    (folder / "cerbos.json").write_text(json.dumps(told), "utf-8")
    command = [binary, "server", "--log-level=ERROR", f"--config={folder / 'cerbos.json'}"]
    parcel = {
        "kind": "parcel",
        "id": "1",
        "attr": {"cross_border": True, "days": 3, "market": "TH"},
    }
    body = {
        "requestId": "1",
        "principal": {"id": "s", "roles": ["seller"]},
        "resources": [{"actions": ["hold", "return"], "resource": parcel}],
    }
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        time.sleep(5)  # until it answers
        yield Asked(ports[0], json.dumps(body), (process.pid,), "/api/check/resources")
    finally:
        process.terminate()
        process.wait(30)


def serve_constant(workers: int) -> None:
    """Serve a constant, within the same limits and counts."""
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from backhaul.service.listening import listen
    from backhaul.service.running import Serving
    from backhaul.service.served import Served

    answer = json.dumps({"status": "decided", "text": "x" * 700}).encode()

    async def same(request: Request) -> Response:
        await request.body()
        return Response(answer, media_type="application/json")

    app = Starlette(
        routes=[Route("/v1/policies/{policy}/{version}/decide", same, methods=["POST"])]
    )
    listeners = listen("127.0.0.1", 0, count=workers)

    def ready() -> None:
        sys.stdout.write(f"{listeners[0].getsockname()[1]}\n")
        sys.stdout.flush()

    Serving(Served(POLICIES), listeners, lambda *_: app).run(ready)


def ask(asked: Asked, seconds: float, script: Path) -> Measured:
    """What wrk measures; raises RuntimeError where an answer is no 200."""
    headers = 'wrk.headers["Content-Type"] = "application/json"'
    script.write_text(f'wrk.method = "POST"\n{headers}\nwrk.body = [==[{asked.body}]==]\n', "utf-8")
    url = f"http://127.0.0.1:{asked.port}{asked.path}"
    command = ["wrk", "-t1", "-c8", f"-d{seconds:g}s", "--latency", "-s", str(script), url]
    before = _worked(asked.processes)
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    worked = _worked(asked.processes) - before
    [rate] = re.findall(r"Requests/sec:\s+([\d.]+)", said)
    [times] = re.findall(r"(\d+) requests in", said)
    half, most = (_milliseconds(said, share) for share in (50, 99))
    return Measured(float(rate), half, most, worked / int(times) * 1e6)


def _worked(processes: Sequence[int]) -> float:
    """The seconds for which processes have had a processor."""
    ticks = 0
    for process in processes:
        fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _milliseconds(said: str, share: int) -> float:
    [(number, unit)] = re.findall(rf"{share}%\s+([\d.]+)(us|ms|s)", said)
    return float(number) * _UNITS[unit]


def measure(
    workers: int, rounds: int, seconds: float, wanted: Sequence[str], binary: str | None
) -> Iterator[str]:
    """A row for each question."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        plain = [str(POLICIES), "--workers", str(workers)]
        service = stack.enter_context(running(*plain))
        logged = stack.enter_context(running(*plain, "--log", str(folder / "decisions.jsonl")))
        port, processes = stack.enter_context(constant(workers))
        questions = {"a constant": Asked(port, _body("outcome"), processes)}
        for name in wanted:
            where = logged if name == "logged" else service
            questions[name] = Asked(where.port, _body(WANTED[name]), tuple(where.workers))
        if binary:
            questions["Cerbos"] = stack.enter_context(cerbos(binary, folder))
        found: dict[str, list[Measured]] = {name: [] for name in questions}
        for turn in range(rounds + 1):
            for name, asked in questions.items():
                measured = ask(asked, seconds, folder / "ask.lua")
                if turn:  # in the first everything is warmed up
                    found[name].append(measured)
    base = found["a constant"]
    for name, each in found.items():
        rate, half, most, work = (
            median(values) for values in zip(*map(_numbers, each), strict=True)
        )
        share = median(one.work / other.work for one, other in zip(each, base, strict=True))
        yield f"| {name} | {workers} | {rate:,.0f} | {half:.2f} | {most:.2f} | {work:,.0f} | {share:.2f} |"


def _body(want: str) -> str:
    return json.dumps({"facts": FACTS, "want": [want], "lang": "en"})


def _numbers(measured: Measured) -> tuple[float, float, float, float]:
    return measured.rate, measured.half, measured.most, measured.work


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--constant", action="store_true", help="serve the constant")
    parser.add_argument("--workers", type=int, help="only so many")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3, help="of one question in one round")
    questions = [name for name in WANTED if name != "a constant"]
    parser.add_argument("--only", nargs="*", default=questions, choices=questions)
    parser.add_argument(
        "--cerbos", metavar="BINARY", help="that of the npm package @cerbos/cerbos-linux-x64"
    )
    given = parser.parse_args()
    if given.constant:
        serve_constant(given.workers)
        return 0
    if shutil.which("wrk") is None:
        sys.stderr.write("`wrk` is not installed; Debian has it: apt-get install wrk\n")
        return 2
    sys.stdout.write(
        "| asked | workers | requests a second | p50, ms | p99, ms | processor, µs | ÷ constant |\n"
    )
    sys.stdout.write("|---|---|---|---|---|---|---|\n")
    for workers in [given.workers] if given.workers else [1, 2]:
        for row in measure(workers, given.rounds, given.seconds, given.only, given.cerbos):
            sys.stdout.write(f"{row}\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
