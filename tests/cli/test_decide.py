"""`backhaul decide`: answers, forms, facts from everywhere."""

import json
import re
import stat
from pathlib import Path

import pytest
from rich.text import Text

import backhaul
import small
from cli.calling import ESCAPE, HELD, HOME, INCOMPLETE, POLICY, Call


def _facts(call: Call, *arguments: object, stdin: bytes = b"") -> dict[str, object]:
    """The facts that a decision records."""
    said = call("decide", POLICY, *arguments, "--format", "json", stdin=stdin)
    facts: dict[str, object] = json.loads(said.out)["facts"]
    return facts


def test_the_exit_status_says_whether_the_decision_is_settled(call: Call, tmp_path: Path) -> None:
    uncovered = small.text().replace("    otherwise: {then: {answer: no}}\n", "")
    file = tmp_path / "1.0.0.yaml"
    file.write_text(uncovered)

    assert call("decide", POLICY, HELD).status == 0
    assert call("decide", POLICY, INCOMPLETE).status == 3
    assert call("decide", file, "--fact", "flag=true").status == 0
    assert call("decide", file, "--fact", "flag=false").status == 3


@pytest.mark.parametrize(
    "named", [POLICY, f"{POLICY}@2.0.0", HOME, HOME / "2.0.0.yaml", f"{HOME}/"]
)
def test_a_policy_is_named_by_id_by_file_or_by_directory(call: Call, named: object) -> None:
    by_id, said = call("decide", POLICY, HELD), call("decide", named, HELD)

    assert (by_id.status, by_id.err) == (said.status, said.err)
    assert by_id.out == said.out
    assert "Read after 2.0.0, which replaces 1.0.0" in said.out


def test_the_id_of_a_policy_below_policies_here_names_it_in_every_command(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "policies" / "small"
    folder.mkdir(parents=True)
    (folder / "1.0.0.yaml").write_text(small.text())
    facts = ("--fact", "flag=true")
    by_file = call("decide", folder / "1.0.0.yaml", *facts)

    for named in ("small", "small@1.0.0", "policies/small@1.0.0"):
        assert call("decide", named, *facts).out == by_file.out
    assert call("compare", "small@1.0.0", "small").status == 0
    assert "unknown-version" in call.refused("decide", "small@2.0.0", *facts)
    assert "did you mean `small`?" in call.refused("decide", "smal", *facts)
    assert call("decide", POLICY, HELD).status == 0


def test_a_version_may_be_named(call: Call) -> None:
    assert call("decide", POLICY, HELD, "--version", "1.0.0").status == 0
    assert call("decide", f"{POLICY}@1.0.0", HELD, "--version", "1.0.0").status == 0
    assert call("decide", HOME / "1.0.0.yaml", HELD, "--version", "1.0.0").status == 0
    assert "unknown-version" in call.refused("decide", POLICY, HELD, "--version", "9.0.0")
    assert "unknown-version" in call.refused("decide", f"{POLICY}@9.0.0", HELD)
    assert "unknown-version" in call.refused(
        "decide", HOME / "1.0.0.yaml", HELD, "--version", "2.0.0"
    )
    assert "unknown-version" in call.refused(
        "decide", f"{POLICY}@1.0.0", HELD, "--version", "2.0.0"
    )


def test_text_is_what_the_library_explains(call: Call) -> None:
    decision = backhaul.open(POLICY).decide(json.loads(Path(HELD).read_text()))

    assert decision.explain() == call("decide", POLICY, HELD).out
    assert (
        decision.explain("zh", why="full")
        == call("decide", POLICY, HELD, "--lang", "zh", "--why", "full").out
    )
    for form in ("markdown", "html"):
        assert decision.explain(form=form) == call("decide", POLICY, HELD, "--format", form).out


def test_json_is_the_whole_decision_for_people_too(call: Call) -> None:
    said = call("decide", POLICY, HELD, "--format", "json")
    decision = backhaul.open(POLICY).decide(json.loads(Path(HELD).read_text()))

    assert json.loads(json.dumps(decision.to_dict())) == json.loads(said.out)
    assert said.out.startswith('{\n  "policy": "tiktok')
    assert said == call("decide", POLICY, "-", "--format", "json", stdin=Path(HELD).read_bytes())


def test_json_has_the_trace_where_the_full_reasons_are_asked_for(call: Call) -> None:
    said = call("decide", POLICY, HELD, "--format", "json", "--why", "full")
    decision = backhaul.open(POLICY).decide(json.loads(Path(HELD).read_text()))

    assert json.loads(said.out) == decision.to_dict(trace=True)


def test_facts_come_from_json_yaml_and_standard_input(call: Call) -> None:
    expected = _facts(call, HELD)

    assert expected == _facts(call, HELD.replace(".json", ".yaml"))
    assert expected == _facts(call, "-", stdin=Path(HELD).read_bytes())
    assert expected == _facts(call, "-", stdin=b"\xef\xbb\xbf" + Path(HELD).read_bytes())


def test_a_source_reads_a_platform_document(call: Call) -> None:
    document, name = HOME / "examples" / "public-timeline.json", "tiktok-shop-open-api"
    found = _facts(call, document, "--source", name)

    assert "last_failed_attempt_at" in found
    assert found == _facts(call, document, "--source", HOME / "sources" / f"{name}.yaml")
    error = call.refused("decide", POLICY, document, "--source", "tiktok-open-api")
    assert "did you mean `tiktok-shop-open-api`?" in error


def test_a_document_in_which_a_source_finds_nothing_is_refused(call: Call) -> None:
    error = call.refused("decide", POLICY, HELD, "--source", "tiktok-shop-open-api")

    assert "error[unreadable-document]: the source `tiktok-shop-open-api` finds none" in error
    assert "leave `--source` out" in error


def test_options_give_change_and_take_away_facts(call: Call) -> None:
    found = _facts(
        call,
        HELD,
        *("--fact", "market=SG"),
        *("--fact", "earlier_free_returns=2"),
        *("--fact", "redelivery_requested_at=null"),
        *("--fact", 'warehouse_arrived_at={"from": "2025-03-12T00:00:00+08:00"}'),
        *("--without", "address_now"),
        *("--as-of", "2025-04-01T08:00:00+08:00"),
    )

    assert found["market"] == "SG"
    assert found["earlier_free_returns"] == 2
    assert found["redelivery_requested_at"] is None
    assert found["warehouse_arrived_at"] == {"from": "2025-03-11T16:00:00Z"}
    assert "address_now" not in found
    assert found["as_of"] == "2025-04-01T00:00:00Z"


def test_facts_may_come_from_options_alone(call: Call) -> None:
    assert _facts(call, "--fact", "cross_border=false") == {"cross_border": False}
    assert "there are no facts" in call.refused("decide", POLICY)
    assert "none is named" in call.refused(
        "decide", POLICY, "--source", "x", "--fact", "cross_border=false"
    )


def test_now_is_read_from_the_clock_because_a_person_says_so(call: Call) -> None:
    assert "as_of" not in _facts(call, HELD, "--without", "as_of")
    assert str(_facts(call, HELD, "--as-of", "now")["as_of"]).endswith("Z")
    assert "2025" not in str(_facts(call, HELD, "--as-of", "now")["as_of"])


def test_as_of_needs_a_fact_of_that_name(call: Call, tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(small.text())

    error = call.refused("decide", tmp_path / "p.yaml", "--fact", "flag=true", "--as-of", "now")

    assert "`--as-of` sets the fact `as_of`, and `small` has none" in error


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (["--fact", "market="], "usage", "`market=null` says that it is absent"),
        (["--fact", "market"], "usage", "write `--fact market=VALUE`"),
        (["--fact", "markt=SG"], "unknown-fact", "did you mean `market`?"),
        (["--fact", "markt=SG", "--extra", "ignore"], "unknown-fact", "did you mean `market`?"),
        (["--without", "markt"], "unknown-fact", "did you mean `market`?"),
        (["--fact", 'market={"from'], "json-syntax", ""),
        (["--fact", "market=XX"], "unknown-choice", ""),
        (["--fact", "cross_border=yes"], "wrong-kind", "write true"),
        (["--fact", "market=SG", "--fact", "market=TH"], "usage", "say it once"),
        (["--fact", "market=SG", "--without", "market"], "usage", "say it once"),
        (["--as-of", "yesterday"], "bad-instant", "or `now`"),
        (["--as-of", "2026-03-02T10:00:00"], "naive-instant", "or `now`"),
        (["--as-of", "now", "--fact", "as_of=2026-03-02T10:00:00Z"], "usage", "say it once"),
        (["--lang", "fr"], "unknown-language", ""),
    ],
)
def test_a_wrong_option_is_refused(call: Call, options: list[str], code: str, says: str) -> None:
    error = call.refused("decide", POLICY, HELD, *options)

    assert f"error[{code}]" in error
    assert says in error


def test_all_mistakes_in_the_options_are_told_at_once(call: Call) -> None:
    error = call.refused("decide", POLICY, HELD, "--fact", "a=1", "--fact", "b=", "--without", "c")

    assert error.count("error[") == 4


def test_names_that_are_no_facts_may_be_ignored(call: Call) -> None:
    facts = b'{"cross_border": false, "order_no": 5}'

    assert "unknown-fact" in call.refused("decide", POLICY, "-", stdin=facts)
    assert call("decide", POLICY, "-", "--extra", "ignore", stdin=facts).status == 0


def test_a_file_is_written_whole(call: Call, tmp_path: Path) -> None:
    target = tmp_path / "decision.json"
    target.write_text("old")
    target.chmod(0o640)
    said = call("decide", POLICY, INCOMPLETE, "--format", "json", "--output", target)

    assert said == (3, "", "")
    assert json.loads(target.read_text())["status"] == "undetermined"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert [target] == list(tmp_path.iterdir())


def test_a_link_to_a_file_stays_a_link(call: Call, tmp_path: Path) -> None:
    target, link = tmp_path / "real", tmp_path / "link"
    link.symlink_to(target)
    call("decide", POLICY, HELD, "--output", link)

    assert link.is_symlink()
    assert target.read_text().startswith("To the provider")


@pytest.mark.parametrize("place", ["nowhere/x", ".", "/dev/null", "\0"])
def test_what_cannot_be_written_is_refused(
    call: Call, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert "error[output-unwritable]" in call.refused("decide", POLICY, HELD, "--output", place)
    assert not list(tmp_path.iterdir())
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_the_same_words_with_colours(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in (HELD, INCOMPLETE):
        plain = call("decide", POLICY, file, "--why", "full").out
        painted = call("decide", POLICY, file, "--why", "full", "--color", "always").out
        frame = str.maketrans("", "", "╭╮╰╯│─")
        words = Text.from_ansi(painted).plain

        assert ESCAPE in painted
        assert plain.translate(frame).split() == words.translate(frame).split()
    monkeypatch.setenv("NO_COLOR", "1")
    assert ESCAPE in call("decide", POLICY, HELD, "--color", "always").out
    assert ESCAPE not in call("decide", POLICY, HELD).out


def test_text_of_facts_never_reaches_the_terminal_as_a_command(call: Call, tmp_path: Path) -> None:
    words = "{en: Small}\nshow_notes: no"
    policy = small.text("present(note)").replace(words, words)
    policy = policy.replace(
        "then: {answer: yes}", "then: {answer: yes}\n        because: {en: 'x {note}'}"
    )
    (tmp_path / "p.yaml").write_text(policy)
    evil = "[bold]\x1b[31mred\x9b2J\u202e[/bold] :smile:"
    facts = json.dumps({**small.COMPLETE, "note": evil}).encode()
    for options in (["--format", "json"], ["--format", "html"], ["--why", "full"], []):
        out = call("decide", tmp_path / "p.yaml", "-", *options, stdin=facts).out

        assert not {"\x1b", "\x9b", "\u202e"} & set(out)
    painted = call("decide", tmp_path / "p.yaml", "-", "--color", "always", stdin=facts).out
    assert "[bold]" in painted
    assert ":smile:" in painted
    assert "\x1b[31mred" not in painted
    found = json.loads(
        call("decide", tmp_path / "p.yaml", "-", "--format", "json", stdin=facts).out
    )
    assert evil == found["facts"]["note"]


NO_ANSWER = {
    "tracking": {"code": 11007009, "message": "No", "data": {"tracking": []}},
    "back_office": {"cross_border": False},
}
READ = ("--source", "tiktok-shop-open-api")


@pytest.fixture
def no_answer(tmp_path: Path) -> Path:
    path = tmp_path / "document.json"
    path.write_text(json.dumps(NO_ANSWER), encoding="utf-8")
    return path


def test_what_is_no_answer_is_told_in_the_answer_in_both_languages(
    call: Call, no_answer: Path
) -> None:
    english = call("decide", POLICY, no_answer, *READ).out
    chinese = call("decide", POLICY, no_answer, *READ, "--lang", "zh").out

    assert "tracking: this is no answer" in english
    assert english.index("About the document") < english.index("What this rests on")
    assert "tracking：这不是有效的接口返回" in chinese
    assert "concluded" not in english


def test_json_has_the_notes_and_origins_and_warns_on_the_side(call: Call, no_answer: Path) -> None:
    said = call("decide", POLICY, no_answer, *READ, "--format", "json")
    read = json.loads(said.out)["read"]

    assert read["facts"]["cross_border"] == {"read_from": ["back_office.cross_border"]}
    assert [(note["section"], note["code"]) for note in read["notes"]] == [
        ("tracking", "no-answer")
    ]
    assert "warning[document-no-answer]: tracking" in said.err
    receipt = no_answer.with_name("receipt.json")
    receipt.write_text(said.out, encoding="utf-8")
    assert call("verify", receipt).status == 0


def test_the_full_why_goes_down_to_the_document(call: Call, no_answer: Path) -> None:
    said = call("decide", POLICY, no_answer, *READ, "--why", "full")

    assert "Where each fact was read" in said.out
    assert "back_office.cross_border" in said.out


def test_facts_only_prints_each_fact_with_its_place_and_decides_nothing(
    call: Call, no_answer: Path
) -> None:
    options = (*READ, "--facts-only", "--fact", "market=TH")
    said = call("decide", POLICY, no_answer, *options)
    found = json.loads(call("decide", POLICY, no_answer, *options, "--format", "json").out)

    assert re.search(r"^cross_border +false +back_office.cross_border$", said.out, re.MULTILINE)
    assert re.search(r'^market +"TH"$', said.out, re.MULTILINE)
    assert re.search(r"^parcel_status +unknown$", said.out, re.MULTILINE)
    assert found["facts"] == {"cross_border": False, "seller_has_parcel": None, "market": "TH"}
    assert "parcel_status" in found["unknown"]
    assert "market" not in found["read"]["facts"]
    assert call.refused("decide", POLICY, no_answer, *READ, "--facts-only", "--format", "html")
