"""The chains of a log tell of every line that is missing, doubled, torn, changed or out of order."""

import json
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

import backhaul
from backhaul.evaluation.record import checksum
from backhaul.receipts.chain import Break, Chains, End
from receipts.receipts_of import example, shipped

Lines = list[bytes]


def read(lines: Lines, earlier: Mapping[str, End] = {}) -> Chains:
    chains = Chains(earlier)
    for number, line in enumerate(lines, 1):
        chains.add(f"line {number}", line)
    return chains


def told(lines: Lines) -> list[Break]:
    return read(lines).breaks()


@pytest.fixture
def log(tmp_path: Path) -> Lines:
    """Nine lines of three writers in turn, one of which is another process in the log's eyes."""
    path = tmp_path / "log.jsonl"
    decision = shipped().decide(example("held"))
    logs = [backhaul.DecisionLog(path) for _ in range(3)]
    for _ in range(3):
        for each in logs:
            each.write(decision)
    for each in logs:
        each.close()
    return path.read_bytes().splitlines()


def test_a_log_as_it_was_written_has_no_break(log: Lines) -> None:
    assert told(log) == []
    # of different writers none comes first
    assert told([*log[0::3], *log[2::3], *log[1::3]]) == []


def test_the_last_line_of_each_writer_is_told_with_its_hash(log: Lines) -> None:
    chains = read(log)

    assert [(end.first, end.last) for end in chains.ends().values()] == [(1, 3)] * 3
    assert chains.unchained == 0


def sealed(line: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The line changed, with a checksum that fits."""
    receipt = json.loads(line)
    del receipt["checksum"]
    change(receipt)
    receipt["checksum"] = checksum(receipt)
    return json.dumps(receipt, separators=(",", ":")).encode()


CHANGES: dict[str, tuple[Callable[[Lines], object], str, str]] = {
    "the first line is gone": (lambda log: log.pop(0), "missing", "line 3"),
    "a line is gone": (lambda log: log.pop(3), "missing", "line 6"),
    "two lines of one writer are gone": (
        lambda log: [log.pop(3), log.pop(0)],
        "missing",
        "line 5",
    ),
    "two lines are exchanged": (
        lambda log: log.insert(0, log.pop(3)),
        "reordered",
        "line 1",
    ),
    "a line is there twice": (lambda log: log.append(log[3]), "repeated", "line 10"),
    "a line is cut off": (lambda log: log.__setitem__(8, log[8][:-40]), "torn", "line 9"),
    "a byte is another": (
        lambda log: log.__setitem__(3, log[3].replace(b'"hold"', b'"hola"')),
        "changed",
        "line 4",
    ),
    "a line is another, with a checksum that fits": (
        lambda log: log.__setitem__(3, sealed(log[3], lambda r: r.update(status="uncovered"))),
        "changed",
        "line 4",
    ),
    "a line is written otherwise": (
        lambda log: log.__setitem__(3, log[3].replace(b",", b", ", 1)),
        "changed",
        "line 4",
    ),
    "a place is no place": (
        lambda log: log.__setitem__(8, sealed(log[8], lambda r: r.update(chain={"line": 1}))),
        "changed",
        "line 9",
    ),
    "a first line has one before it": (
        lambda log: log.__setitem__(
            slice(None),
            [sealed(log[0], lambda r: r["chain"].update(previous="sha256:0"))],
        ),
        "changed",
        "line 1",
    ),
    "lines could not be written": (
        lambda log: log.__setitem__(
            8,
            sealed(log[8], lambda r: r["chain"].update(unwritten=2)),
        ),
        "missing",
        "line 9",
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_told_by_its_kind_and_place(log: Lines, what: str) -> None:
    change, kind, place = CHANGES[what]
    change(log)

    assert [(each.kind, each.place) for each in told(log)] == [(kind, place)]


def test_any_lines_that_are_taken_away_or_moved_are_noticed_but_for_the_ends_of_chains(
    log: Lines,
) -> None:
    for seed in range(300):
        random = Random(seed)
        kept = [line for line in log if random.random() < 0.8]
        if random.random() < 0.5:
            random.shuffle(kept)
        places = [json.loads(line)["chain"] for line in kept]
        numbers: dict[str, list[int]] = {}
        for chain in places:
            numbers.setdefault(chain["writer"], []).append(chain["line"])
        begun = all(
            each[0] == 1 and all(b == a + 1 for a, b in pairwise(each)) for each in numbers.values()
        )

        assert (told(kept) == []) == begun, (seed, numbers)


def test_what_no_log_has_written_has_no_chain() -> None:
    chains = Chains()
    receipt = shipped().decide(example("held")).to_dict()
    chains.add("line 1", json.dumps(receipt).encode())

    assert (chains.breaks(), chains.unchained, chains.ends()) == ([], 1, {})


@pytest.mark.parametrize("line", [b"[]", b"1", b"\xff", b"{" * 100_000, b"", b'{"a": 1' + b"0" * 9])
def test_what_is_no_line_of_a_log_is_torn(line: bytes) -> None:
    assert [each.kind for each in told([line])] == ["torn"]


@pytest.mark.parametrize("seen", range(10))
def test_chains_go_on_from_where_they_ended_earlier(log: Lines, seen: int) -> None:
    """Whether the lines that were seen then are there again, some of them, or none."""
    earlier = read(log[:seen]).ends()
    for start in range(seen + 1):
        chains = read(log[start:], earlier)
        assert chains.breaks() == []
        assert {writer: end.last for writer, end in chains.ends().items()} == dict.fromkeys(
            read(log).ends(), 3
        )


def test_an_end_that_was_cut_off_since_is_noticed(log: Lines) -> None:
    earlier = read(log).ends()

    assert told(log[:6]) == []
    breaks = read(log[:6], earlier).breaks()
    assert [each.kind for each in breaks] == ["missing"] * 3
    assert "lines 3 to 3 of writer" in breaks[0].sentence


def test_a_line_that_was_another_earlier_is_noticed(log: Lines) -> None:
    earlier = read(log[:6]).ends()
    other = {writer: End(1, 2, "sha256:0") for writer in earlier}
    assert [each.kind for each in read(log, other).breaks()] == ["changed"] * 3
    breaks = read(log[6:], other).breaks()
    assert [(each.kind, each.place) for each in breaks] == [("changed", "the earlier check")] * 3
