"""A policy with a review, made and signed."""

import shutil
from pathlib import Path

import pytest

from cli.calling import Call
from versions import loans
from versions.review.reviewing import FAST, OF_THREE, OF_TWO, SOURCE, WITH_DOCUMENT, key


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A released version, the next one, and a review of it in `reviews`."""
    root = tmp_path_factory.mktemp("made")
    files = {
        "sources/slip.yaml": SOURCE,
        "cases/documents/slip.json": '{"slip": {"lent": 1735700000}}',
        "cases/slip.yaml": WITH_DOCUMENT,
        "cases/two.yaml": OF_TWO,
        "cases/three.yaml": OF_THREE,
    }
    loans.release(root, "1.0.0")
    for name, text in files.items():
        path = root / loans.ID / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text, encoding="utf-8")
    loans.write(root, "2.0.0", loans.text("2.0.0", allowed="10 days"))
    later = loans.text("3.0.0").replace("policy: loans", "policy: loans\ndraft: true")
    loans.write(root, "3.0.0", later)
    return root


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "policies")
    return tmp_path / "policies" / loans.ID


@pytest.fixture
def review(call: Call, home: Path, tmp_path: Path) -> Path:
    """The folder of a policy with a review of 2.0.0 that `anna` has signed and may sign."""
    said = call(
        "review", home, "2.0.0", *FAST, "--output", home / "reviews.md", "--format=markdown"
    )
    assert said.status == 0, said.err
    anna = key(tmp_path, "anna")
    public = anna.with_suffix(".pub").read_text()
    (home / "allowed_signers").write_text(f"anna@example.org {public}")
    assert call("review", home, "2.0.0", "--sign", anna).status == 0
    return home
