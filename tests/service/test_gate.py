"""What every request passes: sizes, times, turns, hosts and origins, and the headers of every answer."""

import asyncio
import threading
from typing import Any

import pytest

from backhaul.service.gate import Gate
from backhaul.service.limits import ServiceLimits
from service.asgi import Answer, Body, ask, echo, post, scope

SMALL = ServiceLimits(
    body=10,
    bodies=15,
    target=30,
    headers=200,
    receiving=0.05,
    answering=0.05,
    queueing=0.05,
    running=1,
    waiting=1,
)


class Seen:
    def __init__(self) -> None:
        self.requests: list[tuple[str, int, int]] = []

    def over(self, scope: Any, status: int, size: int, seconds: float) -> None:
        assert seconds >= 0
        self.requests.append((scope["state"]["traceparent"], status, size))


def get(app: Any, path: str = "/", **more: Any) -> Answer:
    return asyncio.run(ask(app, scope(path=path, **more)))


def test_an_answer_has_the_headers_that_keep_a_browser_here() -> None:
    answer = get(Gate(echo))

    assert answer.status == 200
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'self';")
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_an_answer_may_bring_its_own_content_policy() -> None:
    async def own(asked: Any, receive: Any, send: Any) -> None:
        headers = [(b"content-security-policy", b"default-src 'none'")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body"})

    names = [name for name, _ in get(Gate(own)).messages[0]["headers"]]
    assert names.count(b"content-security-policy") == 1
    assert b"x-content-type-options" in names


@pytest.mark.parametrize(
    "parts", [[b"0123456789"], [b"01234", b"56789"], [b"", b"0123456789", b""]]
)
def test_a_body_that_fits_comes_whole(parts: list[bytes]) -> None:
    answer = post(Gate(echo, limits=SMALL), parts)

    assert (answer.status, answer.body) == (200, b"0123456789")


@pytest.mark.parametrize(
    ("parts", "headers"),
    [
        ([b"0123456789A"], {"content_length": "11"}),
        ([b"01234", b"56789A"], {"content_length": "11"}),
        ([b"01234", b"56789A"], {}),
        ([b"01234", b"56789A", 5.0], {}),
        ([b"x"], {"content_length": "99999999999999"}),
    ],
)
def test_a_body_that_is_too_large_is_refused(parts: list[Any], headers: dict[str, str]) -> None:
    answer = post(Gate(echo, limits=SMALL), parts, **headers)

    assert (answer.status, answer.problem["code"]) == (413, "body-too-large")
    assert answer.headers["connection"] == "close"


def test_a_body_that_is_asked_for_beforehand_is_refused_before_it_is_sent() -> None:
    body = Body([b"0123456789A"])
    asked = scope("POST", "/v1/x", {"content-length": "11", "expect": "100-continue"})

    assert asyncio.run(ask(Gate(echo, limits=SMALL), asked, body)).status == 413
    assert body.taken == 0


def test_a_body_that_trickles_in_is_given_up() -> None:
    answer = post(Gate(echo, limits=SMALL), [b"0", 0.03, b"1", 0.03, b"2"])

    assert (answer.status, answer.problem["code"]) == (408, "slow-request")
    assert answer.headers["connection"] == "close"


def test_a_client_that_goes_is_not_answered_and_is_seen() -> None:
    seen = Seen()

    assert post(Gate(echo, limits=SMALL, observers=[seen]), [b"0", None]).messages == []
    assert [status for _, status, _ in seen.requests] == [0]


def test_the_bodies_of_all_requests_have_a_bound_and_what_is_answered_makes_room() -> None:
    gate = Gate(echo, limits=SMALL)

    async def together() -> list[Answer]:
        asked = {"transfer-encoding": "chunked"}
        slow = [ask(gate, scope("POST", "/", asked), Body([b"01234567", 0.01, b""])) for _ in "ab"]
        return await asyncio.gather(*slow)

    answers = asyncio.run(together())
    assert sorted(answer.status for answer in answers) == [200, 503]
    assert post(gate, [b"0123456789"]).status == 200
    for parts in ([b"0123456789A"], [b"0123456", 0.1, b""], [b"0123456", None]):
        post(gate, parts)
    assert post(gate, [b"0123456789"]).status == 200


def test_a_compressed_body_is_refused() -> None:
    answer = post(Gate(echo), [b"\x1f\x8b"], content_encoding="gzip")

    assert (answer.status, answer.problem["code"]) == (415, "unsupported-encoding")


def test_an_answer_that_takes_too_long_is_given_up_and_what_comes_later_is_not_heard() -> None:
    async def slow(asked: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(0.1)
        await echo(asked, receive, send)

    seen = Seen()
    answer = post(Gate(slow, limits=SMALL, observers=[seen]), [b"x"])

    assert (answer.status, answer.problem["code"]) == (503, "slow-answer")
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["connection"] == "close"
    assert len(answer.messages) == 2
    assert [status for _, status, _ in seen.requests] == [503]


def test_an_answer_that_has_begun_goes_on() -> None:
    async def slow(asked: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await asyncio.sleep(0.1)
        await send({"type": "http.response.body", "body": b"late"})

    answer = post(Gate(slow, limits=SMALL), [b"x"])
    assert (answer.status, answer.body) == (200, b"late")


def test_who_works_for_a_request_that_was_given_up_keeps_its_turn() -> None:
    """What runs in a thread cannot be ended, so that others must not come in its place."""
    go_on = threading.Event()

    async def stuck(asked: Any, receive: Any, send: Any) -> None:
        await asyncio.to_thread(go_on.wait, 5)
        await echo(asked, receive, send)

    gate = Gate(stuck, limits=SMALL)

    async def story() -> list[Answer]:
        first = asyncio.create_task(ask(gate, scope(path="/v1/a")))
        await asyncio.sleep(0.08)
        second = await ask(gate, scope(path="/v1/b"))
        go_on.set()
        return [await first, second, await ask(gate, scope(path="/v1/c"))]

    assert [answer.status for answer in asyncio.run(story())] == [503, 503, 200]


def test_of_many_at_once_some_wait_and_the_others_are_sent_away() -> None:
    async def short(asked: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(0.02)
        await echo(asked, receive, send)

    gate = Gate(short, limits=SMALL)

    async def together() -> list[Answer]:
        paths = ("/v1/a", "/v1/b", "/v1/c", "/healthz")
        return await asyncio.gather(*(ask(gate, scope(path=path)) for path in paths))

    answers = asyncio.run(together())
    assert [answer.status for answer in answers] == [200, 200, 429, 200]
    assert answers[2].problem["code"] == "too-many-requests"
    assert answers[2].headers["retry-after"] == "1"


def test_long_paths_and_long_headers_are_refused() -> None:
    gate = Gate(echo, limits=SMALL)

    assert get(gate, "/" + "x" * 40).problem["code"] == "url-too-long"
    assert get(gate, query_string=b"x" * 40).status == 414
    assert get(gate, headers={"x": "y" * 200}).problem["code"] == "headers-too-long"
    assert get(gate, "/" + "x" * 20).status == 200


def test_a_fault_is_seen_and_gives_the_turn_back() -> None:
    async def faulty(asked: Any, receive: Any, send: Any) -> None:
        raise RuntimeError

    seen = Seen()
    gate = Gate(faulty, limits=SMALL, observers=[seen])
    for _ in "ab":
        with pytest.raises(RuntimeError):
            get(gate, "/v1/x")
    assert len(seen.requests) == 2
