"""What `backhaul serve` refuses before it listens, each with a way out."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from backhaul.cli.arguments import parse
from backhaul.diagnostics import BackhaulError
from backhaul.service.hosts import is_loopback
from backhaul.service.listening import address, listen
from service.policies import FIRST, ROOT


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--port", "70000"], "usage", "there is no port 70000"),
        (["--port", "-1"], "usage", "there is no port -1"),
        (["--workers", "0"], "usage", "0 workers answer nothing"),
        (["--workers", "2", "--write"], "usage", "one process writes"),
        (["nowhere"], "file-not-found", "there is no directory `nowhere`"),
        (["a\0b"], "file-not-found", "there is no directory"),
        ([str(ROOT / "policies" / FIRST)], "unknown-policy", "is one policy"),
        (["--port", "0", "--host", "10.1.2.3"], "not-public", "other machines reach `10.1.2.3`"),
        (["--port", "0", "--host", "::"], "not-public", "other machines reach"),
        (["--port", "0", "--log", "no/where/log"], "output-unwritable", "the decision log"),
        (["--port", "0", "--access-log", "no/where"], "output-unwritable", "the access log"),
    ],
)
def test_what_makes_no_sense_is_refused(
    arguments: Sequence[str],
    code: str,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    given = parse(["serve", *arguments])
    assert given is not None
    with pytest.raises(BackhaulError) as raised:
        given.run(given)

    [diagnostic] = raised.value.diagnostics
    assert (diagnostic.code, diagnostic.help != "") == (code, True)
    assert message in diagnostic.message


def test_only_this_machine_reaches_a_loopback_address() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost")))
    assert not any(
        map(is_loopback, ("0.0.0.0", "::", "10.0.0.1", "example.com", "", "localhost.x"))
    )


@pytest.mark.parametrize("count", [1, 3])
def test_each_worker_has_a_socket_and_all_have_one_address(count: int) -> None:
    listeners = listen("127.0.0.1", 0, count=count)
    try:
        assert len(listeners) == count
        [port] = {listener.getsockname()[1] for listener in listeners}
        assert address(listeners[0]) == f"http://127.0.0.1:{port}/"
        assert address(listeners[0], "rules.example.com") == f"http://rules.example.com:{port}/"
        with pytest.raises(BackhaulError, match="another program listens"):
            listen("127.0.0.1", port, count=count)
    finally:
        for listener in listeners:
            listener.close()
