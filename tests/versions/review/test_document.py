"""`backhaul review`: everything that is to be read, in both languages, with what was bounded."""

import json
from pathlib import Path

import pytest

import backhaul
from backhaul.explanation import review_words
from cli.calling import Call
from versions.review.reviewing import FAST, WORDS


def test_a_review_has_everything_that_is_to_be_read(call: Call, home: Path) -> None:
    said = call("review", home, "2.0.0", *FAST)
    heads = ("The changes", "The cases", "What the cases touch", "What is proved", "To sign")

    assert (said.status, said.err) == (0, "")
    assert said.out.startswith("Review of loans 2.0.0\n")
    for head in (*heads, "Whether the cases would notice a change", "Open questions"):
        assert f"\n{head}\n" in said.out
    assert "10 days" in said.out
    assert "4 cases are for this version; 3 of them are as they were, 1 are new" in said.out
    assert "cases/documents/slip.json" in said.out
    assert "cases/three.yaml" not in said.out
    assert not (home / "reviews").exists()


def test_what_was_bounded_is_said_and_the_sample_is_the_same_again(call: Call, home: Path) -> None:
    first, again = (
        json.loads(call("review", home, "2.0.0", *FAST, "--format=json").out) for _ in "12"
    )
    sample = first["mutations"]["sample"]
    bounded = " ".join(first["bounded"])

    assert first == again
    assert f"3 of {sample['of']} changes" in bounded
    assert sample["seed"] == first["digest"].removeprefix("sha256:")[:8]
    assert "20 generated cases" in bounded
    assert first["cases"]["added"] == [{"file": "two.yaml", "name": "A book of ten days is late"}]


def test_the_first_version_is_compared_with_nothing(home: Path) -> None:
    made = backhaul.review(str(home), "1.0.0", sample=0)

    assert (made.against, made.compared, made.mutations) == (None, None, None)
    assert "nothing: it is the first version" in made.explain()


def test_a_review_speaks_the_other_language(call: Call, home: Path) -> None:
    for version in ("1.0.0", "2.0.0"):
        text = (home / f"{version}.yaml").read_text("utf-8")
        for english, chinese in WORDS.items():
            text = text.replace(f"{{en: {english}}}", f"{{en: {english}, zh: {chinese}}}")
        text = text.replace('because: {en: "It was due {due_at}."}', "")
        (home / f"{version}.yaml").write_text(text, encoding="utf-8")
    (home / "released.lock").unlink()
    said = call("review", home, "2.0.0", *FAST, "--against", "1.0.0", "--lang", "zh")

    assert said.out.startswith("loans 2.0.0 审阅材料\n")
    assert "\n待解决的问题\n" in said.out
    assert "\n案例能否发现改动\n" in said.out
    assert review_words.ENGLISH.keys() == review_words.CHINESE.keys()


def test_without_the_solver_it_says_what_is_missing(
    call: Call, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backhaul.questions.review.installed", lambda name: name != "z3")
    said = call("review", home, "2.0.0", *FAST)

    assert said.status == 0
    assert "the solver is not installed" in " ".join(said.out.split())
    assert "What is proved\n" not in said.out


def test_a_version_with_mistakes_is_not_reviewed(call: Call, home: Path) -> None:
    path = home / "2.0.0.yaml"
    path.write_text(path.read_text("utf-8").replace("back_at > due_at", "back_at > due"))

    assert "error[unknown-name]" in call.refused("review", home, "2.0.0", *FAST)
