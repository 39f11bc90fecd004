"""A connection bounds what can take for ever: headers, silence, clients that do not read, and connections themselves."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from backhaul.service.connection import Connection
from backhaul.service.limits import ServiceLimits
from service.asgi import echo

REQUEST = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n"
Story = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[bytes]]


class Small(Connection):
    limits = ServiceLimits(headers=200, target=50, heading=0.1, sending=0.1, connections=2)


async def large(asked: Any, receive: Any, send: Any) -> None:
    """Answer with more than anything on the way holds."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(64):
        await send({"type": "http.response.body", "body": bytes(1 << 20), "more_body": True})
    await send({"type": "http.response.body"})


def told(story: Story, app: Any = echo) -> bytes:
    """What a client is told that does this."""

    async def with_server() -> bytes:
        config = Config(app, http=Small, ws="none", lifespan="off", log_config=None)
        config.load()
        state = ServerState()
        server = await asyncio.get_running_loop().create_server(
            lambda: Small(config=config, server_state=state, app_state={}), "127.0.0.1", 0
        )
        try:
            port = server.sockets[0].getsockname()[1]
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                return await asyncio.wait_for(story(reader, writer), 10)
            finally:
                writer.close()
        finally:
            server.close()
            for connection in list(state.connections):
                connection.transport.abort()

    return asyncio.run(with_server())


def sends(*parts: bytes | float) -> Story:
    async def story(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        answer = asyncio.create_task(reader.read())
        for part in parts:
            if answer.done():
                break
            if isinstance(part, bytes):
                writer.write(part)
            else:
                await asyncio.sleep(part)
        return await answer

    return story


def problem(answer: bytes) -> tuple[int, str]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head
    assert b"content-security-policy" in head
    assert b"connection: close" in head
    found = json.loads(body)
    assert int(head[9:12]) == found["status"]
    return found["status"], found["code"]


@pytest.mark.parametrize("part", [REQUEST[:-2], REQUEST[:5], REQUEST + REQUEST[:9]])
def test_headers_that_do_not_come_are_given_up(part: bytes) -> None:
    answer = told(sends(part))

    if part.startswith(REQUEST):
        assert answer.startswith(b"HTTP/1.1 200")
        answer = answer[answer.rindex(b"HTTP/1.1") :]
    assert problem(answer) == (408, "slow-request")


def test_headers_that_trickle_in_are_given_up() -> None:
    parts = [REQUEST[n : n + 1] for n in range(20)]

    assert problem(told(sends(*(each for part in parts for each in (part, 0.02))))) == (
        408,
        "slow-request",
    )


def test_a_connection_on_which_nothing_is_asked_is_closed_without_a_word() -> None:
    assert told(sends()) == b""


def test_headers_without_an_end_are_refused() -> None:
    lines = b"".join(b"x-%d: y\r\n" % number for number in range(20))
    parts = [REQUEST[:-2], lines, lines]

    assert problem(told(sends(*(each for part in parts for each in (part, 0.01))))) == (
        431,
        "headers-too-long",
    )


@pytest.mark.parametrize(
    "text",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"nonsense\r\n\r\n",
        b"GET / HTTP/9.9\r\nhost: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nhost: x\r\n\r\n",
        b"CONNECT a:80 HTTP/1.1\r\nhost: a:80\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost : x\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused_in_words(text: bytes) -> None:
    assert problem(told(sends(text))) == (400, "malformed-request")


def test_a_client_that_does_not_read_loses_the_connection() -> None:
    async def story(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(REQUEST)
        await asyncio.sleep(0.5)
        received = b""
        try:
            while part := await reader.read(1 << 20):
                received += part
        except ConnectionError:
            pass
        assert len(received) < 64 << 20
        return b"lost"

    assert told(story, large) == b"lost"


def test_a_client_that_reads_slowly_gets_everything() -> None:
    async def story(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(REQUEST.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n"))
        received = 0
        while part := await reader.read(1 << 20):
            received += len(part)
            await asyncio.sleep(0.001)
        return b"%d" % (received >> 20)

    assert told(story, large) == b"64"


def test_of_too_many_connections_the_last_is_sent_away() -> None:
    async def story(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        place = writer.get_extra_info("peername")
        second = await asyncio.open_connection(*place)
        third = await asyncio.open_connection(*place)
        answer = await third[0].read()
        for _, other in (second, third):
            other.close()
        return answer

    answer = told(story)
    assert problem(answer) == (503, "too-busy")
    assert b"retry-after: 1" in answer
