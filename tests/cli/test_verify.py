"""`backhaul verify`: receipts in files and pipes, and what the exit status says."""

import gzip
import hashlib
import json
from pathlib import Path

import pytest

import backhaul
from cli.calling import HELD, INCOMPLETE, POLICY, Call
from receipts.receipts_of import SECRET, receipt, secret_facts, secretive
from small import FACTS, text


@pytest.fixture
def held(tmp_path: Path) -> Path:
    path = tmp_path / "held.json"
    path.write_text(json.dumps(receipt("held"), indent=2), "utf-8")
    return path


def test_what_decide_prints_verifies(call: Call, tmp_path: Path) -> None:
    for facts in (HELD, INCOMPLETE):
        for form in ({}, {"--set": "hold_period=10 days"}):
            options = [part for pair in form.items() for part in pair]
            printed = call("decide", POLICY, facts, "--format", "json", *options).out

            said = call("verify", "-", stdin=printed.encode())
            assert (said.status, said.out) == (0, "1 receipt: 1 the same\n")


def test_a_log_verifies_line_by_line(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    policy = backhaul.open(POLICY)
    with backhaul.DecisionLog(path) as log:
        for _ in range(3):
            log.write(policy.decide({"cross_border": False}))
    whole = path.read_bytes()
    assert call("verify", path).out == "3 receipts: 3 the same\n"

    first, second, third = whole.splitlines(keepends=True)
    path.write_bytes(first + b"\n" + second.replace(b"false", b"true", 1) + third[:-20])
    said = call("verify", path)
    assert said.status == 1
    assert f"{path}, line 3: differs" in said.out
    assert f"{path}, line 4: unreadable" in said.out
    assert said.out.endswith("3 receipts: 1 the same, 1 different, 1 not readable\n")
    path.write_bytes(first + third[:-20])
    assert call("verify", path).status == 2


def test_a_log_whose_first_line_is_torn_is_read_all_the_same(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    line = json.dumps(receipt("held"))
    path.write_text(f'{{"policy":"t\n{line}\n{line}\n', "utf-8")
    said = call("verify", path)

    assert said.status == 2
    assert said.out.endswith("3 receipts: 2 the same, 1 not readable\n")


def test_a_list_of_receipts_verifies(call: Call) -> None:
    given = json.dumps([receipt("held"), receipt("incomplete")], indent=1)

    assert call("verify", "-", stdin=given.encode()).out == "2 receipts: 2 the same\n"


def test_a_difference_names_its_path(call: Call, held: Path) -> None:
    held.write_text(
        held.read_text("utf-8").replace('"hold_at_warehouse"', '"returned"', 1), "utf-8"
    )
    said = call("verify", held)

    assert said.status == 1
    assert said.out == (
        f'{held}: differs\n  `outcome.route.disposition`: the receipt has "returned", '
        'the policy gives "hold_at_warehouse"\n1 receipt: 1 different\n'
    )


def test_a_file_that_is_not_there_hides_no_difference(
    call: Call, held: Path, tmp_path: Path
) -> None:
    torn = tmp_path / "torn.json"
    torn.write_bytes(held.read_bytes()[:-40])
    none = tmp_path / "none.json"
    said = call("verify", none, held, torn)
    assert (said.status, said.err) == (2, "")
    assert f"{none}: unreadable\n  there is no file `{none}`\n" in said.out
    assert said.out.endswith("3 receipts: 1 the same, 2 not readable\n")

    held.write_text(held.read_text("utf-8").replace('"hold"', '"hola"', 1), "utf-8")
    assert call("verify", none, held, torn).status == 1


def test_a_receipt_of_a_draft_verifies_in_its_directory(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "policies" / "small"
    folder.mkdir(parents=True)
    draft = folder / "2.0.0.yaml"
    draft.write_text(
        text("count > `3`").replace('version: "1.0.0"', 'version: "2.0.0"\ndraft: true'), "utf-8"
    )
    facts = tmp_path / "facts.json"
    facts.write_text(json.dumps({"count": 4, "start": {"from": "2026-01-01T00:00:00Z"}}), "utf-8")
    made = call("decide", draft, facts, "--format", "json").out

    assert json.loads(made)["version"] == "2.0.0"
    assert call("verify", "-", "--policies", folder.parent, stdin=made.encode()).status == 0
    assert call("verify", "-", stdin=made.encode()).status == 2


def test_a_version_that_means_something_else_is_a_difference(
    call: Call, held: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "policies" / POLICY
    folder.mkdir(parents=True)
    source = Path(backhaul.open(POLICY, "1.0.0")._file[1]).read_text("utf-8")
    (folder / "1.0.0.yaml").write_text(source, "utf-8")
    assert call("verify", held, "--policies", folder.parent).status == 0

    (folder / "1.0.0.yaml").write_text(source.replace("value: 14 days", "value: 13 days"), "utf-8")
    said = call("verify", held, "--policies", folder.parent)
    assert said.status == 1
    assert "its meaning is another" in said.out


def test_a_masked_fact_that_was_read_is_status_3_until_it_is_supplied(
    call: Call, tmp_path: Path
) -> None:
    folder = tmp_path / "policies" / "small"
    folder.mkdir(parents=True)
    (folder / "1.0.0.yaml").write_bytes(secretive()._file[0])
    made = tmp_path / "receipt.json"
    made.write_text(json.dumps(secretive().decide(secret_facts()).to_dict()), "utf-8")
    said = call("verify", made, "--policies", folder.parent)

    assert said.status == 3
    assert "cannot verify\n  the fact `end` is masked\n" in said.out
    supplied = tmp_path / "facts.json"
    supplied.write_text(json.dumps({"end": SECRET}), "utf-8")
    assert call("verify", made, "--policies", folder.parent, "--facts", supplied).status == 0
    supplied.write_text(json.dumps({"end": "2026-01-01T00:00:00Z"}), "utf-8")
    assert call("verify", made, "--policies", folder.parent, "--facts", supplied).status == 1


def test_as_json(call: Call, held: Path) -> None:
    found = json.loads(call("verify", held, "--format", "json").out)

    assert found["receipts"] == found["found"]["same"] == 1
    assert found["told"] == []


def test_bad_input(call: Call, tmp_path: Path, held: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.touch()

    assert "error[not-a-receipt]" in call.refused("verify", empty)
    assert "error[file-not-found]" in call.refused("verify", tmp_path / "none.json")
    assert "error[file-not-found]" in call.refused("verify", held, "--policies", tmp_path / "none")
    assert "error[file-unreadable]" in call.refused("verify", tmp_path)
    said = call("verify", "-", stdin=b'{"facts": {}}')
    assert said.status == 2
    assert "this is no receipt" in said.out


def test_set_takes_every_kind_of_value_and_refuses_all_mistakes_at_once(
    call: Call, tmp_path: Path
) -> None:
    policy = tmp_path / "small.yaml"
    parameters = (
        "parameters:\n  n: {type: integer, value: 3}\n  p: {type: decimal, value: 2}\n"
        "  b: {type: boolean, value: true}\n  t: {type: text, value: x}\n"
        "  v: {type: integer, by: colour, values: {red: 1, green: 2, blue: 3}}\n"
    )
    policy.write_text(
        text("count > n || price > p || b || count > v", facts=parameters + FACTS), "utf-8"
    )
    given = ("n=4", "p=2.5", "b=false", "t=1.50", "v.red=7")
    options = [part for one in given for part in ("--set", one)]
    facts = [part for one in ("count=5", "price=1", "colour=red") for part in ("--fact", one)]
    found = json.loads(call("decide", policy, *facts, *options, "--format", "json").out)

    assert found["changed_parameters"] == {
        "n": 4,
        "p": "2.5",
        "b": False,
        "t": "1.50",
        "v": {"red": 7},
    }
    said = call.refused("decide", policy, *facts, "--set", "v[red]=7")
    assert "help: write `--set v.red=7`" in said
    wrong = ("n", "n.red=1", "q=1", "v=1", "b=1", "p=1", "p=2")
    options = [part for one in wrong for part in ("--set", one)]
    said = call.refused("decide", policy, *facts, *options)
    assert said.count("error[") == 6


@pytest.fixture
def rotated(tmp_path: Path) -> list[Path]:
    """A log of nine lines over three files, the oldest first."""
    path = tmp_path / "log.jsonl"
    decision = backhaul.open(POLICY).decide({"cross_border": False})
    with backhaul.DecisionLog(path) as log:
        for number in (2, 1, 0):
            for _ in range(3):
                log.write(decision)
            if number:
                path.rename(f"{path}.{number}")
    return [Path(f"{path}.2"), Path(f"{path}.1"), path]


def test_a_chain_is_followed_over_rotated_files(call: Call, rotated: list[Path]) -> None:
    said = call("verify", *rotated, "--chain")
    assert (said.status, said.out) == (0, "9 lines of 1 writer: all there, in order\n")

    packed = rotated[0].with_suffix(".gz")
    packed.write_bytes(gzip.compress(rotated[0].read_bytes()))
    assert call("verify", packed, *rotated[1:], "--chain").status == 0
    assert call("verify", packed).out == "3 receipts: 3 the same\n"
    whole = b"".join(path.read_bytes() for path in rotated)
    assert call("verify", "-", "--chain", stdin=whole).status == 0


def test_a_chain_with_a_break_is_status_1(call: Call, rotated: list[Path]) -> None:
    said = call("verify", rotated[0], rotated[2], "--chain")
    assert said.status == 1
    assert f"{rotated[2]}, line 1: missing\n  lines 4 to 6 of writer `" in said.out
    assert said.out.endswith("6 lines of 1 writer: 1 missing\n")

    said = call("verify", *reversed(rotated), "--chain")
    assert (said.status, said.out.count(": reordered\n")) == (1, 2)
    assert said.out.endswith("help: name the oldest file first\n")

    said = call("verify", rotated[1], "--chain", "--format", "json")
    found = json.loads(said.out)
    assert (said.status, found["lines"], found["found"]) == (1, 3, {"missing": 1})
    ((_, ends),) = found["writers"].items()
    assert (ends["first"], ends["last"]) == (4, 6)
    last = rotated[1].read_bytes().splitlines()[-1]
    assert ends["hash"] == "sha256:" + hashlib.sha256(last).hexdigest()


def test_a_chain_goes_on_from_an_earlier_check(
    call: Call, rotated: list[Path], tmp_path: Path
) -> None:
    earlier = tmp_path / "earlier.json"
    earlier.write_text(call("verify", *rotated[:2], "--chain", "--format", "json").out, "utf-8")
    since = ("--chain", "--since", earlier)

    assert call("verify", rotated[2], *since).out == "3 lines of 1 writer: all there, in order\n"
    said = call("verify", rotated[0], *since)
    assert said.status == 1
    assert f"{rotated[0]}, line 3: missing\n  lines 4 to 6 of writer `" in said.out
    assert "error[usage]" in call.refused("verify", rotated[2], "--since", earlier)
    for other in ('{"writers": {"a": {"last": 1}}}', "[]"):
        earlier.write_text(other, "utf-8")
        assert "error[not-a-receipt]" in call.refused("verify", rotated[2], *since)
    earlier.unlink()
    assert "error[file-not-found]" in call.refused("verify", rotated[2], *since)


def test_a_chain_that_cannot_be_told_is_no_status_0(
    call: Call, rotated: list[Path], held: Path, tmp_path: Path
) -> None:
    line = json.dumps(json.loads(held.read_text("utf-8"))).encode()
    said = call("verify", "-", "--chain", stdin=line)
    assert (said.status, said.out) == (3, "1 line of 0 writers: 1 without a chain\n")
    said = call("verify", *rotated, tmp_path / "none", "--chain")
    assert said.status == 2
    assert "none: unreadable\n" in said.out
    assert "error[file-not-found]" in call.refused("verify", tmp_path / "none", "--chain")
    assert "error[not-a-receipt]" in call.refused("verify", "-", "--chain", stdin=b"\n")
    assert "error[usage]" in call.refused("verify", held, "--chain", "--facts", held)
    torn = tmp_path / "torn.gz"
    torn.write_bytes(gzip.compress(line)[:-9])
    assert "error[file-unreadable]" in call.refused("verify", torn, "--chain")
    torn.write_bytes(line)
    assert "error[file-unreadable]" in call.refused("verify", torn)
