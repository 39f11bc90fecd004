"""A compiled form that the lock vouches for and that is malformed is passed over: the text is read, and nothing fails."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

import backhaul
from backhaul.digests import digest_of
from backhaul.language.stored import from_data
from backhaul.opening import from_text
from backhaul.versions.catalogue import shipped
from backhaul.versions.lock import read_lock
from cli.calling import Call
from effort import trials
from versions import loans

TRIALS = trials(400)
HELD = json.loads(
    (shipped().root / "tiktok-shop-sea-failed-delivery/examples/facts-held.json").read_text()
)
#: what may stand anywhere in a form that somebody made up
ODD: tuple[Any, ...] = (
    None, True, -1, 0, 1, 7, 8, 9, 15, 10**30, "", "x", "en", "==", "\ud800", 1.5, [], {}, [0], [1, 2],
    [3, 10**9], [3, -1], [4, "~"], [5, "nope"], [6], [7, 1, 1, 1, 10**9], [8], [19, 20], [99, 1], ["x"], [[]], {"x": [3]},
)  # fmt: skip


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    loans.release(tmp_path / "policies", "1.0.0")
    return tmp_path / "policies"


def vouch(root: Path, data: bytes) -> None:
    """Put this in the place of the compiled form, with the lock to fit."""
    lock = read_lock(root / "loans")
    assert lock
    assert lock.releases[0].compiled
    text = loans.lock(root).read_text()
    loans.lock(root).write_text(text.replace(lock.releases[0].compiled.digest, digest_of(data)))
    (root / "loans" / "1.0.0.compiled.json").write_bytes(data)


def _policy(form: dict[str, Any]) -> Any:
    return form["policy"]


WRONG: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda _: b"",
    "no text": lambda _: b"\xff\xfe\x00\n",
    "no JSON": lambda form: form[:-20],
    "two values": lambda form: form + b"{}\n",
    "a number": lambda _: b"7\n",
    "a list": lambda _: b"[]\n",
    "an empty object": lambda _: b"{}\n",
    "no policy": lambda form: form.replace(b'"policy":', b'"police":', 1),
    "deep": lambda _: b"[" * 200_000 + b"]" * 200_000 + b"\n",
    "deep within": lambda form: form.replace(b'"policy":[', b'"policy":' + b"[0," * 5_000, 1)[:-2] + b"]" * 4_999 + b"}\n",
    "a huge number": lambda form: form.replace(b'"policy":[8', b'"policy":[' + b"9" * 5_000, 1),
    "another part": lambda form: form.replace(b'"policy":[8', b'"policy":[9', 1),
    "a part that there is not": lambda form: form.replace(b'"policy":[8', b'"policy":[99', 1),
    "a negative part": lambda form: form.replace(b'"policy":[8', b'"policy":[-1', 1),
    "a reference out of range": lambda form: form.replace(b"[3,0]", b"[3,77]"),
    "no types": lambda form: form.replace(b'"types":[', b'"types":[[],', 1),
    "a name that leads nowhere": lambda form: form.replace(b'"due_at"', b'"do_at"', 1),
    "an operator that there is not": lambda form: form.replace(b'">"', b'"=>"'),
    "a language too few": lambda form: form.replace(b'{"en":"Books that were lent"}', b"{}"),
    "half of a character": lambda form: form.replace(b"Books", b"\\ud83d"),
    "too large": lambda _: b" " * ((1 << 24) + 1),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_malformed_form_is_passed_over_and_told_by_check(
    root: Path, call: Call, name: str
) -> None:
    form = (root / "loans" / "1.0.0.compiled.json").read_bytes()
    wrong = WRONG[name](form)
    assert wrong != form
    vouch(root, wrong)
    policy = backhaul.PolicyStore(root).policy("loans", "1.0.0")

    assert policy.model == from_text(root / "loans" / "1.0.0.yaml").model
    assert "free" == policy.decide(loans.NEXT_DAY)["fine"]["answer"]
    said = call("check", root, "--no-proof", "--format", "json")
    assert "bad-lock" in [d["code"] for d in json.loads(said.out)["diagnostics"]]
    assert 0 == call("decide", root / "loans", "--fact", "lent_at=2026-03-02T10:00:00Z").status % 3


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every list and object in a value, with each key."""
    keys: Any = range(len(value)) if isinstance(value, list) else list(value)
    for key in keys:
        yield value, key
        if isinstance(value[key], list | dict):
            yield from _places(value[key])


def _changed(form: bytes, random: Random) -> Any:
    """The form with a few parts replaced, taken away, doubled or exchanged."""
    data = json.loads(form)
    for _ in range(random.choice((1, 1, 1, 2, 5))):
        places = list(_places(data))
        (into, key), (of, other) = random.choice(places), random.choice(places)
        match random.randrange(5):
            case 0:
                into[key] = random.choice(ODD)
            case 1:
                del into[key]
            case 2 if isinstance(into, list):
                into.insert(key, into[key])
            case 3:
                into[key] = json.loads(json.dumps(of[other]))
            case _:
                into[key], of[other] = of[other], into[key]
    return data


def _use(policy: backhaul.Policy, facts: dict[str, Any], random: Random) -> None:
    """Whatever is done with a policy, on facts of which some are taken away."""
    for share in (1, 1, 1, 0.8, 0.4, 0):
        given = {name: value for name, value in facts.items() if random.random() < share}
        try:
            decision = policy.decide(given)
        except backhaul.BackhaulError:
            continue
        decision.to_dict()
        for language in policy.languages:
            decision.explain(language, why="full")


@pytest.mark.parametrize(
    ("named", "facts"), [("loans", loans.NEXT_DAY), ("tiktok-shop-sea-failed-delivery", HELD)]
)
def test_no_form_whatever_stands_in_it_fails_what_reads_it(
    root: Path, named: str, facts: dict[str, Any]
) -> None:
    folder = root if named == "loans" else shipped().root
    file = folder / named / "1.0.0.yaml"
    form, text = file.with_name("1.0.0.compiled.json").read_bytes(), file.read_bytes()
    taken = 0
    for seed in range(TRIALS if named == "loans" else TRIALS // 8):
        random = Random(seed)
        try:
            changed = from_data(_changed(form, random), "form")
        except ValueError:
            continue
        taken += 1
        _use(backhaul.policy.Policy(changed, (text, "form")), dict(facts), random)
    assert taken
