"""What was released is read from its text by whoever is to vouch for it, and from the form by nobody else."""

import json
from pathlib import Path

import pytest

import backhaul
from backhaul.digests import digest_of
from cli.calling import Call
from versions import loans


@pytest.fixture
def swapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of policies whose form says the opposite of its text, with the lock to fit."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = tmp_path / "policies"
    file = loans.release(root, "1.0.0")
    form = file.with_name("1.0.0.compiled.json")
    before = form.read_bytes()
    types, policy = before.split(b'"policy"', 1)
    for old, new in ((b'"pay"', b'"-"'), (b'"free"', b'"pay"'), (b'"-"', b'"free"')):
        policy = policy.replace(old, new)
    after = types + b'"policy"' + policy
    assert before != after
    form.write_bytes(after)
    lock = loans.lock(root)
    lock.write_text(lock.read_text().replace(digest_of(before), digest_of(after)))
    return root


def _decided(root: Path) -> backhaul.Decision:
    return backhaul.PolicyStore(root).policy("loans", "1.0.0").decide(loans.NEXT_DAY)


def test_opening_trusts_the_lock_and_check_does_not(swapped: Path, call: Call) -> None:
    assert "pay" == _decided(swapped)["fine"]["answer"]
    line = loans.lock(swapped).read_text().splitlines().index('      "version": "1.0.0",') + 1
    for named in (swapped, swapped / "loans" / "1.0.0.yaml", loans.lock(swapped)):
        said = call("check", named, "--no-proof", "--format", "json")
        (wrong,) = json.loads(said.out)["diagnostics"]

        assert 1 == said.status
        assert ("bad-lock", line) == (wrong["code"], wrong["line"])
        assert "`1.0.0.compiled.json`" in wrong["help"]


def test_verify_decides_by_the_text_and_names_the_lock(
    swapped: Path, call: Call, tmp_path: Path
) -> None:
    receipt = tmp_path / "receipt.json"
    receipt.write_text(json.dumps(_decided(swapped).to_dict()))
    said = call("verify", receipt, "--policies", swapped)

    assert 1 == said.status
    assert 'the receipt has "pay", the policy gives "free"' in said.out
    assert "error[bad-lock]" in said.err


def test_a_receipt_that_comes_out_the_same_does_not_hide_the_lock(
    swapped: Path, call: Call, tmp_path: Path
) -> None:
    policy = backhaul.loads((swapped / "loans" / "1.0.0.yaml").read_bytes(), "1.0.0.yaml")
    receipt = tmp_path / "receipt.json"
    receipt.write_text(json.dumps(policy.decide(loans.NEXT_DAY).to_dict()))
    said = call("verify", receipt, receipt, "--policies", swapped)

    assert (2, "2 receipts: 2 the same\n") == (said.status, said.out)
    assert 1 == said.err.count("error[bad-lock]")
    told = json.loads(call("verify", receipt, "--policies", swapped, "--format", "json").out)
    assert ["the compiled form" in message for message in told["releases"]] == [True]


def test_worked_cases_run_by_the_text(swapped: Path, call: Call) -> None:
    assert 0 == call("test", swapped).status


def test_nothing_is_released_beside_a_form_that_lies(swapped: Path, call: Call) -> None:
    loans.write(swapped, "2.0.0")

    assert "bad-lock" in call.refused("release", swapped / "loans", "2.0.0")


def test_a_form_that_the_lock_does_not_vouch_for_is_a_warning_and_no_obstacle(
    swapped: Path, call: Call
) -> None:
    text = loans.lock(swapped).read_text()
    form = swapped / "loans" / "1.0.0.compiled.json"
    lied = form.read_bytes()
    form.unlink()
    # the lock is right again, and the form that lies stands where it stood
    loans.lock(swapped).unlink()
    loans.release(swapped, "1.0.0")
    form.write_bytes(lied)
    said = call("check", swapped, "--no-proof", "--format", "json")

    assert text != loans.lock(swapped).read_text()
    assert 0 == said.status
    assert ["compiled-form-differs"] == [d["code"] for d in json.loads(said.out)["diagnostics"]]
    assert "free" == _decided(swapped)["fine"]["answer"]
    assert 1 == call("check", swapped, "--no-proof", "--strict").status
    loans.write(swapped, "2.0.0")
    assert 0 == call("release", swapped / "loans", "2.0.0").status
