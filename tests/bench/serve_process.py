"""`backhaul serve` in processes of its own, and a client that is cheap enough to keep it busy."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from backhaul.frozen import frozen


@frozen
class Answer:
    """What came of one request."""

    status: int
    headers: Mapping[bytes, bytes]
    body: bytes


class Running:
    """A service that runs."""

    def __init__(self, process: subprocess.Popen[str], port: int, errors: IO[str]) -> None:
        self.process, self.port, self._errors = process, port, errors

    @property
    def workers(self) -> list[int]:
        """The processes that answer, the oldest first; where there is but one, the service itself."""
        return workers_of(self.process.pid)

    @property
    def complaints(self) -> str:
        """What it has written on its standard error."""
        if not self._errors.closed:
            self._errors.seek(0)
            self._said = self._errors.read()
        return self._said

    def send(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.process.pid, number)

    def stop(self) -> int:
        """Its exit status, once it was asked to stop."""
        self.send(signal.SIGTERM)
        return self.process.wait(30)


def workers_of(process: int) -> list[int]:
    """The processes that a service has begun, the oldest first, or else itself."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    return [int(child) for child in children] or [process]


@contextmanager
def running(*arguments: str) -> Iterator[Running]:
    """`backhaul serve` with these arguments, on a port that is free."""
    command = [sys.executable, "-m", "backhaul", "serve", *arguments, "--port", "0"]
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
        assert process.stdout is not None
        service = Running(process, 0, errors)
        try:
            line = process.stdout.readline()
            port = line.rpartition("/ ")[0].rpartition(":")[2]
            if not port.isdigit():
                raise RuntimeError(service.complaints)
            service.port = int(port)
            yield service
        finally:
            if process.poll() is None:
                process.terminate()
            process.wait(30)
            process.stdout.close()
            assert service.complaints is not None  # it is read while the file is there


def request(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """A request as it is sent."""
    lines = [f"{method} {path} HTTP/1.1", "host: localhost"]
    if body:
        lines += ["content-type: application/json", f"content-length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join((*lines, "", "")).encode("ascii") + body


class Client:
    """One connection, which is opened again where it was closed; raises OSError or EOFError where it breaks."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, sent: bytes) -> Answer:
        """The answer to a request."""
        try:
            if self._streams is None:
                self._streams = await asyncio.open_connection("127.0.0.1", self._port)
            reader, writer = self._streams
            writer.write(sent)
            answer = await read_answer(reader)
        except (OSError, EOFError, asyncio.LimitOverrunError):
            self.close()
            raise
        if answer.headers.get(b"connection") == b"close":
            self.close()
        return answer

    def close(self) -> None:
        """Close the connection."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def read_answer(reader: asyncio.StreamReader) -> Answer:
    """The next answer on a connection; raises EOFError where it ends before that."""
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head[:-4].split(b"\r\n")
    headers = dict(line.lower().split(b": ", 1) for line in lines)
    if headers.get(b"transfer-encoding") == b"chunked":
        parts = []
        while size := int(await reader.readline(), 16):
            parts.append(await reader.readexactly(size))
            await reader.readline()
        await reader.readline()
        body = b"".join(parts)
    else:
        body = await reader.readexactly(int(headers.get(b"content-length", 0)))
    return Answer(int(first.split()[1]), headers, body)
