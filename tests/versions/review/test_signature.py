"""`backhaul review --sign` and `--verify`: a later edit of anything that was read makes a review stale."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from backhaul.questions import review_signature
from cli.calling import Call
from versions import loans
from versions.review.reviewing import FAST, OF_TWO, key, signed


@signed
def test_a_signed_review_is_verified_and_lets_a_version_be_released(
    call: Call, review: Path
) -> None:
    said = call("review", review, "2.0.0", "--verify")
    released = call("release", review, "2.0.0", "--require-review", "--generated", "20")

    assert (said.status, said.err) == (0, "")
    assert said.out.startswith(
        "loans 2.0.0 was read, beside 1.0.0 and signed by anna@example.org (SHA256:"
    ) or ("signed by anna@example.org (SHA256:" in said.out)
    assert (released.status, released.err) == (0, "")
    assert "loans 2.0.0 is released\n" in released.out
    assert "signed by anna@example.org" in released.out
    # the release itself changed nothing that was read
    assert "审阅并签署" in call("review", review, "2.0.0", "--verify", "--lang", "zh").out
    assert call("review", review, "2.0.0", "--verify").status == 0


def _touch(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


EDITS: dict[str, Callable[[Path], object]] = {
    "2.0.0.yaml": lambda home: _touch(home / "2.0.0.yaml"),
    "1.0.0.yaml": lambda home: _touch(home / "1.0.0.yaml"),
    "cases/two.yaml": lambda home: _touch(home / "cases" / "two.yaml"),
    "cases/all.yaml": lambda home: _touch(home / "cases" / "all.yaml"),
    "sources/slip.yaml": lambda home: _touch(home / "sources" / "slip.yaml"),
    "cases/documents/slip.json": lambda home: _touch(home / "cases" / "documents" / "slip.json"),
    "cases/new.yaml": lambda home: shutil.copy(
        home / "cases" / "all.yaml", home / "cases" / "new.yaml"
    ),
    "cases/slip.yaml": lambda home: (home / "cases" / "slip.yaml").unlink(),
    "cases/three.yaml": lambda home: (home / "cases" / "three.yaml").write_text(OF_TWO),
    "sources/other.yaml": lambda home: shutil.copy(
        home / "sources" / "slip.yaml", home / "sources" / "other.yaml"
    ),
}


@signed
def test_a_later_edit_of_each_file_makes_it_stale_and_is_named(
    call: Call, review: Path, tmp_path: Path
) -> None:
    for name, edit in EDITS.items():
        home = tmp_path / "edited" / loans.ID
        shutil.copytree(review, home)
        edit(home)
        verified = call.refused("review", home, "2.0.0", "--verify")
        signing = call.refused("review", home, "2.0.0", "--sign", tmp_path / "anna")

        assert "error[stale-review]: " in verified, name
        assert f"`{name}` " in verified
        assert verified.count("error[stale-review]") == (
            2 if "slip.yaml" in name and "cases" in name else 1
        )
        assert "stale-review" in signing
        refused = call.refused("release", home, "2.0.0", "--require-review", "--generated", "20")
        assert "stale-review" in refused
        assert '"2.0.0"' not in (home / "released.lock").read_text()
        shutil.rmtree(home)


@signed
def test_another_case_file_of_another_version_leaves_it_as_it_is(call: Call, review: Path) -> None:
    _touch(review / "cases" / "three.yaml")

    assert call("review", review, "2.0.0", "--verify").status == 0


@signed
def test_a_changed_document_statement_or_signature_is_refused(call: Call, review: Path) -> None:
    statement = review / "reviews" / "2.0.0.review.json"
    signature = statement.with_name(statement.name + ".sig")
    kept = {path: path.read_bytes() for path in (statement, signature, review / "reviews.md")}

    def refused(path: Path, data: bytes) -> str:
        path.write_bytes(data)
        said = call.refused("review", review, "2.0.0", "--verify")
        path.write_bytes(kept[path])
        return said

    text = kept[statement]
    assert "error[changed-document]" in refused(review / "reviews.md", b"# nothing\n")
    assert "error[bad-statement]" in refused(statement, text.replace(b"  ", b" "))
    assert "error[bad-statement]" in refused(statement, b"[]")
    assert "error[bad-signature]" in refused(statement, text.replace(b"reviews.md", b"other.md"))
    assert "error[other-review]" in refused(statement, text.replace(b'"2.0.0"', b'"3.0.0"'))
    assert "error[bad-signature]" in refused(signature, b"nothing\n")
    (review / "reviews.md").unlink()
    assert "error[changed-document]" in call.refused("review", review, "2.0.0", "--verify")
    signature.unlink()
    assert "error[no-review]" in call.refused("review", review, "2.0.0", "--verify")


@signed
def test_only_an_allowed_signer_counts_and_only_for_reviews(
    call: Call, review: Path, tmp_path: Path
) -> None:
    allowed = review / "allowed_signers"
    other = key(tmp_path, "berta").with_suffix(".pub").read_text()
    mine = (tmp_path / "anna.pub").read_text()
    for text in (f"berta@example.org {other}", f'anna@example.org namespaces="git" {mine}', ""):
        allowed.write_text(text)
        assert "error[unknown-signer]" in call.refused("review", review, "2.0.0", "--verify")
    shared = review.parent / "allowed_signers"
    allowed.rename(shared)
    shared.write_text(f"berta@example.org {other}\nanna@example.org {mine}")
    assert call("review", review, "2.0.0", "--verify").status == 0
    assert call("review", review, "2.0.0", "--verify", "--allowed-signers", shared).status == 0
    shared.unlink()
    refused = call.refused("review", review, "2.0.0", "--verify")
    assert "allowed_signers" in refused


@signed
def test_a_signature_for_something_else_is_none(call: Call, review: Path, tmp_path: Path) -> None:
    statement = review / "reviews" / "2.0.0.review.json"
    sign = ("ssh-keygen", "-q", "-Y", "sign", "-n", "git", "-f", str(tmp_path / "anna"))
    made = subprocess.run(sign, input=statement.read_bytes(), capture_output=True, check=True)
    statement.with_name(statement.name + ".sig").write_bytes(made.stdout)

    assert "error[bad-signature]" in call.refused("review", review, "2.0.0", "--verify")


@signed
def test_a_key_of_another_kind_or_none_signs_nothing(
    call: Call, review: Path, tmp_path: Path
) -> None:
    other = key(tmp_path, "curve", "ecdsa")
    signature = review / "reviews" / "2.0.0.review.json.sig"
    before = signature.read_bytes()

    for named in (other, tmp_path / "nobody", review / "2.0.0.yaml"):
        assert "error[bad-key]" in call.refused("review", review, "2.0.0", "--sign", named)
    sign = ("ssh-keygen", "-q", "-Y", "sign", "-n", review_signature.NAMESPACE, "-f", str(other))
    statement = signature.with_suffix("").read_bytes()
    made = subprocess.run(sign, input=statement, capture_output=True, check=True)
    assert signature.read_bytes() == before
    signature.write_bytes(made.stdout)
    assert "error[bad-key]" in call.refused("review", review, "2.0.0", "--verify")


@signed
def test_a_review_against_a_version_that_is_no_longer_the_newest_releases_nothing(
    call: Call, review: Path
) -> None:
    text = loans.text("1.0.1", allowed="14 days")
    loans.release(review.parent, "1.0.1", text)

    assert call("review", review, "2.0.0", "--verify").status == 0
    refused = call.refused("release", review, "2.0.0", "--require-review")
    assert "error[other-review]: the review is against 1.0.0" in refused


def test_without_a_review_nothing_is_released_or_signed(call: Call, home: Path) -> None:
    release = call.refused("release", home, "2.0.0", "--require-review")
    verify = call.refused("review", home, "2.0.0", "--verify")

    assert release == verify
    assert "error[no-review]: there is no review of `loans` 2.0.0" in verify
    assert "unknown-version" in call.refused("review", home, "9.0.0", "--verify")
    assert "no-review" in call.refused("review", home, "2.0.0", "--sign", "key")
    both = call.refused("review", home, "2.0.0", "--verify", "--output", home / "x.md")
    assert "error[usage]" in both


@signed
def test_a_draft_is_signed_and_its_release_leaves_the_review_as_it_is(
    call: Call, review: Path
) -> None:
    path = review / "2.0.0.yaml"
    path.write_text(path.read_text("utf-8").replace("policy: loans", "policy: loans\ndraft: true"))

    assert call("review", review, "2.0.0", "--verify").status == 0
    asked = ("release", review, "2.0.0", "--require-review", "--generated", "20")
    assert call(*asked).status == 0
    assert "draft" not in path.read_text("utf-8")
    assert call("review", review, "2.0.0", "--verify").status == 0


def test_a_draft_whose_mark_a_release_cannot_take_out_is_not_signed(call: Call, home: Path) -> None:
    path = home / "2.0.0.yaml"
    path.write_text(
        path.read_text("utf-8").replace("policy: loans", "policy: loans\ndraft:\n  true")
    )
    said = call("review", home, "2.0.0", *FAST, "--output", home / "review.txt")

    assert "This version is still a draft" in (home / "review.txt").read_text("utf-8")
    assert "sign it by `backhaul review" in said.err
    assert "error[draft-version]" in call.refused("review", home, "2.0.0", "--sign", "key")


@signed
def test_that_openssh_is_missing_is_told(
    call: Call, review: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    for asked in (("--verify",), ("--sign", tmp_path / "anna")):
        refused = call.refused("review", review, "2.0.0", *asked)
        assert "error[missing-package]: signatures need the program `ssh-keygen`" in refused
