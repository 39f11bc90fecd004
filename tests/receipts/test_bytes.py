"""One changed byte, whichever it is, and a receipt does not verify."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import backhaul
import effort
from backhaul.cli.receipts_input import receipts
from backhaul.diagnostics import BackhaulError
from backhaul.receipts.verify import verify
from small import policy

BLANKS = b" \t\r\n"
WAYS = effort.trials(1)
DECISIONS = """\
decisions:
  route:
    outputs: {left: {type: integer}}
    rules: [{id: rule, when: count == `0`, then: {left: count}}]
    otherwise: {then: {left: 0}}
"""
FACTS = """\
facts:
  count: {type: integer}
  price: {type: decimal}
  note: {type: text}
"""
SMALL = policy(decisions=DECISIONS, facts=FACTS)
#: texts with escapes of every kind, and a zero that could have a sign
FACTS_GIVEN = {"note": 'tab\t "quoted" \\ é 仓', "count": 0, "price": "-0.000000001"}


def finding(path: Path, data: bytes) -> set[str]:
    path.write_bytes(data)
    found = set()
    for _, receipt in receipts(str(path)):
        if isinstance(receipt, BackhaulError):
            found.add("unreadable")
            continue
        try:
            found.add(verify(receipt, lambda *_: SMALL, {}).finding)
        except BackhaulError:
            found.add("unreadable")
    return found


def changes(data: bytes) -> Iterator[bytes]:
    """The bytes with one of them another; blanks between two values may be other blanks."""
    text = False
    for index, byte in enumerate(data):
        escaped = data[:index].endswith(b"\\") and not data[:index].endswith(b"\\\\")
        text = text != (byte == ord('"') and not escaped)
        # each byte is another in some of four ways, by turns
        for other in [byte ^ 1, byte ^ 0x20, *b"-\\"][(index + byte) % 4 :][:WAYS]:
            if other != byte and (text or byte not in BLANKS or other not in BLANKS):
                yield data[:index] + bytes([other]) + data[index + 1 :]


@pytest.mark.parametrize(
    "form",
    [{"separators": (",", ":")}, {"indent": 1, "ensure_ascii": False}],
    ids=["logged", "printed"],
)
def test_one_changed_byte_does_not_verify(form: dict[str, object], tmp_path: Path) -> None:
    path = tmp_path / "receipt.json"
    receipt = SMALL.decide(FACTS_GIVEN).to_dict()
    # the conditions of a trace repeat themselves: one is enough
    data = json.dumps(receipt, **form).encode()  # type: ignore[arg-type]
    assert finding(path, data) == {"same"}

    for number, changed in enumerate(changes(data)):
        assert finding(path, changed) != {"same"}, (number, changed)


def test_one_changed_byte_in_a_line_of_a_log_does_not_verify(tmp_path: Path) -> None:
    """Not even in its place in a chain."""
    path = tmp_path / "log.jsonl"
    with backhaul.DecisionLog(path) as log:
        log.write(SMALL.decide(FACTS_GIVEN))
    data = path.read_bytes().removesuffix(b"\n")
    assert finding(path, data) == {"same"}

    for number, changed in enumerate(changes(data)):
        assert finding(path, changed) != {"same"}, (number, changed)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"count":0', b'"count":-0'),
        (b'"count":0', b'"count":0.0'),
        (b'"count":0', b'"count":0e0'),
        (b"\\u4ed3", b"\\u4ED3"),
        (b"\\t", b"\\u0009"),
        (b'"small"', b'"\\u0073mall"'),
    ],
)
def test_another_spelling_of_the_same_value_is_noticed(
    old: bytes, new: bytes, tmp_path: Path
) -> None:
    data = json.dumps(SMALL.decide(FACTS_GIVEN).to_dict(), separators=(",", ":")).encode()
    assert old in data

    assert finding(tmp_path / "receipt.json", data.replace(old, new, 1)) != {"same"}


def test_blanks_and_the_order_of_names_are_no_bytes_of_a_receipt(tmp_path: Path) -> None:
    receipt = SMALL.decide(FACTS_GIVEN).to_dict()
    data = json.dumps(receipt, indent=4, sort_keys=True).replace("\n", "\r\n\t").encode()

    assert finding(tmp_path / "receipt.json", data) == {"same"}
