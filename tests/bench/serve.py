"""Requests a second of `backhaul serve`, beside the same stack that answers a constant: `python -m bench.serve` in tests/.

One run, interleaved: in every round each question is asked for a while, one after the other, so that all meet the same
machine; the figures are medians. The client is `wrk`, which Debian has: one thread, eight connections that are kept.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from backhaul.frozen import frozen
from bench.serve_process import running
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
    """Of one question: requests a second, and milliseconds that half and nearly all of them took."""

    rate: float
    half: float
    most: float


@contextmanager
def constant(workers: int) -> Iterator[int]:
    """The port of the same stack that answers the same bytes to everything."""
    command = [sys.executable, "-m", "bench.serve", "--constant", "--workers", str(workers)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


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


def asked(port: int, want: str, seconds: float, script: Path) -> Measured:
    """What wrk measures; raises RuntimeError where an answer is no 200."""
    body = json.dumps({"facts": FACTS, "want": [want], "lang": "en"})
    headers = 'wrk.headers["Content-Type"] = "application/json"'
    script.write_text(f'wrk.method = "POST"\n{headers}\nwrk.body = [==[{body}]==]\n', "utf-8")
    url = f"http://127.0.0.1:{port}{PLACE}"
    command = ["wrk", "-t1", "-c8", f"-d{seconds:g}s", "--latency", "-s", str(script), url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    [rate] = re.findall(r"Requests/sec:\s+([\d.]+)", said)
    half, most = (_milliseconds(said, share) for share in (50, 99))
    return Measured(float(rate), half, most)


def _milliseconds(said: str, share: int) -> float:
    [(number, unit)] = re.findall(rf"{share}%\s+([\d.]+)(us|ms|s)", said)
    return float(number) * _UNITS[unit]


def measure(workers: int, rounds: int, seconds: float, wanted: Sequence[str]) -> Iterator[str]:
    """A row for each question."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        plain = [str(POLICIES), "--workers", str(workers)]
        logged = [*plain, "--log", str(folder / "decisions.jsonl")]
        service = stack.enter_context(running(*plain)).port
        ports = dict.fromkeys(wanted, service)
        if "logged" in ports:
            ports["logged"] = stack.enter_context(running(*logged)).port
        ports["a constant"] = stack.enter_context(constant(workers))
        found: dict[str, list[Measured]] = {name: [] for name in ports}
        for turn in range(rounds + 1):
            for name, port in ports.items():
                measured = asked(port, WANTED[name], seconds, folder / "ask.lua")
                if turn:  # in the first everything is warmed up
                    found[name].append(measured)
    base = [each.rate for each in found["a constant"]]
    for name, each in found.items():
        rate, half, most = (median(values) for values in zip(*map(_numbers, each), strict=True))
        share = median(one.rate / other for one, other in zip(each, base, strict=True))
        yield f"| {name} | {workers} | {rate:,.0f} | {half:.2f} | {most:.2f} | {share:.2f} |"


def _numbers(measured: Measured) -> tuple[float, float, float]:
    return measured.rate, measured.half, measured.most


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--constant", action="store_true", help="serve the constant")
    parser.add_argument("--workers", type=int, help="only so many")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3, help="of one question in one round")
    parser.add_argument("--only", nargs="*", default=list(WANTED), choices=list(WANTED))
    given = parser.parse_args()
    if given.constant:
        serve_constant(given.workers)
        return 0
    if shutil.which("wrk") is None:
        sys.stderr.write("`wrk` is not installed; Debian has it: apt-get install wrk\n")
        return 2
    sys.stdout.write(
        "| asked | workers | requests a second | p50, ms | p99, ms | of the constant |\n"
    )
    sys.stdout.write("|---|---|---|---|---|---|\n")
    for workers in [given.workers] if given.workers else [1, 2]:
        for row in measure(workers, given.rounds, given.seconds, given.only):
            sys.stdout.write(f"{row}\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
