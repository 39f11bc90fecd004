"""By which names the service is called, from which pages, and by which request."""

import asyncio
import re
from typing import Any

import pytest

from backhaul.service.gate import Gate
from service.asgi import Answer, ask, echo, post, scope


def get(app: Any, path: str = "/", **more: Any) -> Answer:
    return asyncio.run(ask(app, scope(path=path, **more)))


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:80",
        "127.0.0.1:8000",
        "[::1]:8000",
        "[::1]",
        "10.1.2.3",
        "a.localhost",
        "rules.example.com",
        "Rules.Example.com:8443",
        "rules.example.com.",
    ],
)
def test_it_is_called_by_an_address_or_by_its_names(host: str) -> None:
    gate = Gate(echo, names=["rules.example.com"])

    assert [get(gate, headers={"host": host}).status for _ in "ab"] == [200, 200]


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "",
        " ",
        "localhost@evil.example",
        "evil.example#localhost",
        "rules.example.com.evil.example",
        "[::1",
    ],
)
def test_it_is_not_called_by_another_name(host: str) -> None:
    answer = get(Gate(echo, names=["rules.example.com"]), headers={"host": host})

    assert (answer.status, answer.problem["code"]) == (421, "wrong-host")


def test_a_request_has_one_host() -> None:
    asked = scope()
    for hosts in ([], [(b"host", b"localhost"), (b"host", b"localhost")]):
        asked["headers"] = hosts
        assert asyncio.run(ask(Gate(echo), asked)).status == 400


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://localhost:8000", 200),
        ("https://rules.example.com", 200),
        ("https://rules.example.com:8443", 200),
        ("http://localhost:9000", 403),
        ("https://evil.example", 403),
        ("null", 403),
    ],
)
def test_only_a_page_of_its_own_sends_anything(origin: str, status: int) -> None:
    gate = Gate(echo, names=["rules.example.com"])

    assert post(gate, [b"x"], origin=origin).status == status
    assert get(gate, headers={"origin": origin}).status == 200


@pytest.mark.parametrize(
    ("header", "kept"),
    [
        ("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", True),
        ("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more", True),
        ("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more", False),
        ("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", False),
        ("00-00000000000000000000000000000000-b7ad6b7169203331-01", False),
        ("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", False),
        ("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", False),
        ('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"\n', False),
        ("", False),
        (None, False),
    ],
)
def test_a_request_has_a_traceparent_of_its_own_or_a_new_one(
    header: str | None, kept: bool
) -> None:
    asked = scope(headers={} if header is None else {"traceparent": header})
    asyncio.run(ask(Gate(echo), asked))

    traceparent = asked["state"]["traceparent"]
    assert re.fullmatch("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}", traceparent)
    assert (traceparent == (header or "")[:55]) == kept
