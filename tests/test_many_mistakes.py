"""However much is wrong, a message has an end."""

import pickle

import pytest

from backhaul.diagnostic_forms import as_github, as_json, as_sarif
from backhaul.diagnostics import (
    LONGEST,
    LONGEST_NAME,
    MOST,
    BackhaulError,
    Diagnostic,
    FactError,
    PolicyError,
    Span,
    few,
)
from backhaul.document.json_reader import read_json
from small import COMPLETE, policy

BIG = 200_000


def test_of_many_wrong_facts_the_first_are_told_and_the_others_counted() -> None:
    with pytest.raises(FactError) as caught:
        policy().decide({**COMPLETE, **{f"other_{n}": n for n in range(50_000)}})

    *told, last = caught.value.diagnostics
    assert [d.fact for d in told] == [f"other_{n}" for n in range(MOST)]
    assert (last.code, last.message) == (
        "more-mistakes", "and 49,900 more mistakes, which are not listed",
    )  # fmt: skip
    assert len(str(caught.value)) < BIG


def test_of_many_mistakes_on_one_line_of_json_each_is_counted() -> None:
    with pytest.raises(FactError) as caught:
        read_json("[" + ",".join(["tru"] * 50_000) + "]", "facts.json")

    assert [d.code for d in caught.value.diagnostics] == ["json-syntax"] * MOST + ["more-mistakes"]
    assert "49,900 more" in caught.value.diagnostics[-1].message
    assert len(str(caught.value)) < BIG


def test_of_many_mistakes_in_a_policy_the_first_are_told() -> None:
    rules = "".join(f"      - {{id: r{n}, when: lost{n}, then: {{a: true}}}}\n" for n in range(300))
    head = "decisions:\n  d:\n    outputs: {a: {type: boolean}}\n    rules:\n"
    with pytest.raises(PolicyError) as caught:
        policy(decisions=head + rules)

    found = caught.value.diagnostics
    assert [d.message for d in found[:MOST]] == [
        f"nothing is called `lost{n}`" for n in range(MOST)
    ]
    assert [d.span.line for d in found if d.span] == sorted(d.span.line for d in found if d.span)
    assert found[MOST].code == "more-mistakes"


def test_a_long_text_is_cut_in_every_form() -> None:
    with pytest.raises(FactError) as caught:
        policy().decide({**COMPLETE, "x" * 1_000_000: 1})
    (found,) = caught.value.diagnostics

    assert len(found.message) == LONGEST + 1
    assert len(found.fact or "") == LONGEST_NAME + 1
    long = Diagnostic("usage", "m" * BIG, "h" * BIG, Span("f", 1, 1, 1, "t" * BIG))
    (cut,) = few([long])
    for text in (as_json([cut]), as_github([cut]), as_sarif([cut], "1.0.0")):
        assert len(text) < 10_000


def test_what_was_cut_is_the_same_in_another_process() -> None:
    error = BackhaulError(Diagnostic("usage", str(n)) for n in range(1_000))
    again = pickle.loads(pickle.dumps(error))

    assert len(error.diagnostics) == MOST + 1
    assert again.diagnostics == error.diagnostics
    assert BackhaulError(error.diagnostics).diagnostics == error.diagnostics


def test_a_hundred_and_one_mistakes_are_all_told() -> None:
    assert len(few(Diagnostic("usage", str(n)) for n in range(MOST + 1))) == MOST + 1
