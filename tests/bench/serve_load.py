"""Load on `backhaul serve` that is not kind to it: `cd tests && ../.venv/bin/python -m bench.serve_load --seconds 600`.

Clients ask over real sockets and hold every answer against the library. Meanwhile files are touched, broken and
mended, SIGHUP is sent, workers are killed, and other clients are slow, too large or speak no HTTP. At the end every
answer must be in the log of decisions once, the log must be whole, and memory must not have grown.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench.serve_process import Answer, Client, Running, request, running
from bench.serve_questions import POLICY, Question, questions

SHIPPED = Path(__file__).parents[2] / "policies"
#: seconds between two deeds of those who disturb
TOUCH, BREAK, KILL, WEIGH = 2.0, 5.0, 7.0, 10.0
#: receipts that are decided again at the end; the chain is looked at whole
VERIFIED = 20_000
#: what a worker may grow by after a third of the time, in MiB and as a share
GROWTH, SHARE = 16, 0.1


class Load:
    """One run: what was asked, what came, and what is wrong with it."""

    def __init__(self, service: Running, folder: Path, seconds: float) -> None:
        self.service, self.folder = service, folder
        self.until = time.monotonic() + seconds
        self.came: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.answered: set[str] = set()
        self.asked: set[str] = set()
        self.killed = 0
        #: MiB of the oldest worker, over time
        self.memory: list[float] = []

    @property
    def goes_on(self) -> bool:
        return time.monotonic() < self.until

    def blame(self, what: str) -> None:
        """Note that something is wrong."""
        if len(self.wrong) < 100:
            self.wrong.append(what)

    async def ask(self, questions: list[Question], seed: int) -> None:
        """Ask at random, and look at every answer."""
        chance, client = random.Random(seed), Client(self.service.port)
        while self.goes_on:
            question = chance.choice(questions)
            trace = f"00-{chance.getrandbits(128) or 1:032x}-{chance.getrandbits(64) or 1:016x}-01"
            self.asked.add(trace)
            # a connection that is kept stays with its worker: now and then it is another one's turn
            more = {"connection": "close"} if chance.random() < 0.05 else {}
            sent = request("POST", question.path, question.body, traceparent=trace, **more)
            try:
                answer = await asyncio.wait_for(client.ask(sent), 60)
            except TimeoutError:
                self.blame("a request was not answered within a minute")
                client.close()
            except (OSError, EOFError):
                self.came["connection ended"] += 1
            else:
                self.look(question, answer, trace)
        client.close()

    def look(self, question: Question, answer: Answer, trace: str) -> None:
        """Hold an answer against what the library says."""
        self.came[str(answer.status)] += 1
        if answer.status in (429, 503) and b"retry-after" in answer.headers:
            return
        if answer.status != 200:
            self.blame(f"{question.path}: {answer.status} {answer.body[:300]!r}")
            return
        self.answered.add(trace)
        said = json.loads(answer.body)
        if "receipt" in said:
            receipt = said["receipt"]
            if receipt.pop("traceparent", None) != trace:
                self.blame("a receipt has the traceparent of another request")
            del receipt["checksum"]
        different = [n for n, value in question.expected.items() if said.get(n) != value]
        if different:
            self.blame(f"{question.path}: another {different} than the library gives")

    async def disturb(self, deed: Callable[[], Awaitable[object]], pause: float) -> None:
        """Do something again and again."""
        while self.goes_on:
            await asyncio.sleep(min(pause, max(0.0, self.until - time.monotonic())))
            try:
                await deed()
            except (OSError, EOFError, TimeoutError):
                self.came["connection ended"] += 1

    async def touch(self) -> None:
        """Make a file look new, or ask for a reload."""
        if random.random() < 0.5:
            self.service.send(signal.SIGHUP)
        else:
            os.utime(random.choice(list(self.folder.glob("*/*.yaml"))))

    async def spoil(self) -> None:
        """Break a released file, see that it is told and served on, and mend it."""
        file = self.folder / POLICY / random.choice(("1.0.0.yaml", "2.0.0.yaml"))
        text = file.read_bytes()
        file.write_bytes(text + b"\nbroken: [\n")
        try:
            await self.stands("stale")
        finally:
            file.write_bytes(text)
        await self.stands("ready")

    async def stands(self, status: str) -> None:
        """Wait until the service says so of itself; each worker is asked often enough."""
        client, until = Client(self.service.port), time.monotonic() + 60
        alike = 0
        while alike < 5:
            answer = json.loads(
                (await client.ask(request("GET", "/readyz", connection="close"))).body
            )
            alike = alike + 1 if answer["status"] == status else 0
            if time.monotonic() > until:
                self.blame(f"the service did not say `{status}` within a minute")
                return
            await asyncio.sleep(0.02)

    async def kill(self) -> None:
        """Kill the youngest worker at once, wherever it is."""
        workers = self.service.workers
        if len(workers) > 1:
            os.kill(workers[-1], signal.SIGKILL)
            self.killed += 1

    async def weigh(self) -> None:
        """Note the memory of the worker that is never killed."""
        self.memory.append(_memory(self.service.workers[0]))

    async def be_slow(self) -> None:
        """Begin a request, and send no more; the answer says so, or the connection is closed."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.service.port)
        head = request("POST", f"/v1/policies/{POLICY}/newest/decide", b"{" * 50)
        writer.write(head[: random.randrange(1, len(head) - 1)])
        rest = await asyncio.wait_for(reader.read(), 60)
        writer.close()
        self.expect("slow", rest, b"408")

    async def be_large(self) -> None:
        """Send more than is taken, with and without saying so beforehand."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.service.port)
        path, size = f"/v1/policies/{POLICY}/newest/decide", 9 << 20
        if random.random() < 0.5:
            sized = request("POST", path, content_length=str(size), content_type="application/json")
            writer.write(sized + bytes(size))
        else:
            chunk = b"100000\r\n" + bytes(1 << 20) + b"\r\n"
            writer.write(
                request("POST", path, transfer_encoding="chunked") + chunk * 9 + b"0\r\n\r\n"
            )
        rest = await asyncio.wait_for(reader.read(), 60)
        writer.close()
        self.expect("large", rest, b"413")

    async def be_wrong(self) -> None:
        """Send what is no HTTP, or no JSON, or no facts."""
        path = f"/v1/policies/{POLICY}/2.0.0/decide"
        sent, status = random.choice(
            [
                (random.randbytes(200), b"400"),
                (b"GET / HTTP/9.9\r\n\r\n", b"400"),
                (b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: -5\r\n\r\n", b"400"),
                (request("POST", path, b'{"facts": {', connection="close"), b"400"),
                (request("POST", path, b"\xff\xfe", connection="close"), b"400"),
                (request("POST", path, b'{"facts": {"market": 7}}', connection="close"), b"422"),
                (request("GET", "/v1/" + "x" * 9000, connection="close"), b"414"),
                (request("GET", "/", x="y" * 40_000, connection="close"), b"431"),
                (request("GET", "/v1/policies/nothing/1.0.0", connection="close"), b"404"),
            ]
        )
        reader, writer = await asyncio.open_connection("127.0.0.1", self.service.port)
        writer.write(sent)
        rest = await asyncio.wait_for(reader.read(), 60)
        writer.close()
        self.expect("wrong", rest, status)

    def expect(self, what: str, answer: bytes, status: bytes) -> None:
        """Count what came; a connection that was closed without a word is taken, another status is not."""
        if not answer:
            self.came[f"{what}: closed"] += 1
        elif answer[9:12] in (status, b"429", b"503"):
            self.came[f"{what}: {answer[9:12].decode()}"] += 1
        else:
            self.blame(f"{what}: {answer[:300]!r} instead of {status!r}")


def _memory(process: int) -> float:
    return int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1]) * 4096 / (1 << 20)


async def put_load(load: Load, asked: list[Question], clients: int) -> None:
    """Everything at once, until the time is over."""
    await asyncio.gather(
        *(load.ask(asked, seed) for seed in range(clients)),
        load.disturb(load.touch, TOUCH),
        load.disturb(load.spoil, BREAK),
        load.disturb(load.kill, KILL),
        load.disturb(load.weigh, WEIGH),
        *(load.disturb(deed, 0.5) for deed in (load.be_large, load.be_wrong)),
        *(load.disturb(load.be_slow, 0.1) for _ in range(5)),
    )


def look_back(load: Load, log: Path, policies: Path) -> None:
    """What must be so when all is over."""
    if (status := load.service.stop()) != 0:
        load.blame(f"the service ended with {status}")
    if "Traceback" in load.service.complaints:
        load.blame(f"a fault of the service: {load.service.complaints[:3000]}")
    lines = log.read_bytes().splitlines()
    written = Counter(json.loads(line).get("traceparent") for line in lines)
    if lost := load.answered - set(written):
        load.blame(f"{len(lost)} answers are not in the log")
    if doubled := [trace for trace, times in written.items() if times > 1]:
        load.blame(f"{len(doubled)} decisions are in the log more than once")
    if strange := set(written) - load.asked:
        load.blame(f"{len(strange)} lines of the log belong to no request")
    sample = log.with_name("sample.jsonl")
    sample.write_bytes(b"".join(line + b"\n" for line in lines[-VERIFIED:]))
    for arguments in ([str(log), "--chain"], [str(sample), "--policies", str(policies)]):
        command = [sys.executable, "-m", "backhaul", "verify", *arguments]
        verified = subprocess.run(command, capture_output=True, text=True, check=False)
        sys.stdout.write(verified.stdout)
        if verified.returncode:
            load.blame(f"`backhaul verify` ended with {verified.returncode}: {verified.stderr}")
    # a worker grows at first, since policies are compiled when they have decided often
    settled = load.memory[len(load.memory) // 3 :]
    if len(settled) > 5 and max(settled[1:], default=0) > settled[0] * (1 + SHARE) + GROWTH:
        load.blame(f"the memory of a worker grew: {[round(each) for each in load.memory]} MiB")


def run(seconds: float, workers: int = 2, clients: int = 6) -> list[str]:
    """What is wrong after so many seconds of load; empty where all is well."""
    with tempfile.TemporaryDirectory() as place:
        policies, log = Path(place, "policies"), Path(place, "decisions.jsonl")
        shutil.copytree(SHIPPED, policies)
        asked = questions(policies)
        with running(str(policies), "--workers", str(workers), "--log", str(log)) as service:
            load = Load(service, policies, seconds)
            asyncio.run(put_load(load, asked, clients))
            look_back(load, log, policies)
        size = log.stat().st_size / (1 << 20)
    came = ", ".join(f"{what} {times}" for what, times in sorted(load.came.items()))
    memory = [round(each) for each in load.memory]
    sys.stdout.write(
        f"{seconds:g} s, {workers} workers, {clients} clients: {came}; workers killed {load.killed};"
        f" log {size:.0f} MiB; memory of the oldest worker in MiB {memory}\n"
    )
    return load.wrong


def main() -> int:
    """Run it, and say what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--clients", type=int, default=6)
    given = parser.parse_args()
    wrong = run(given.seconds, given.workers, given.clients)
    sys.stdout.write("".join(f"WRONG: {each}\n" for each in wrong) or "all is well\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
