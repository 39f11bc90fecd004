"""The types that `backhaul stubs` writes: mypy and pyright take what is right, and find what is misspelt."""

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

import backhaul
import small
from backhaul.language.stubs import stubs
from cli.calling import POLICY, Call

ENGINE = Path(backhaul.__file__).parents[1]
ODD = small.policy(
    facts="""\
facts:
  class: {type: boolean}
  from: {type: integer, optional: true, title: {en: "From \\\\ \\"when\\" \\n on"}}
  price: {type: decimal}
  note: {type: text}
  market: {type: choice, choices: [A, B1, None]}
  seen: {type: datetime, form: epoch_seconds}
  length: {type: duration}
""",
    decisions="""\
decisions:
  facts:
    outputs:
      market: {type: choice, choices: [yes, no]}
      price: {type: decimal, optional: true}
    rules:
      - {id: one, then: {market: yes, price: null}}
  policy:
    hit: collect
    outputs: {when: {type: datetime}}
    rules:
      - {id: two, when: class, then: {when: seen}}
""",
)
ONE = small.policy()
GOOD = f"""\
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import backhaul
from delivery import Facts, typed
from odd import Facts as OddFacts, Policy as OddPolicy
from one import Policy as One

policy = typed(backhaul.open("{POLICY}"))
facts: Facts = {{
    "market": "TH",
    "cross_border": False,
    "as_of": datetime(2025, 3, 15, tzinfo=timezone.utc),
    "address_saved_at": None,
    "warehouse_arrived_at": {{"from": "2025-03-12T00:00:00Z"}},
    "last_failed_attempt_at": {{"day": "2025-03-09", "offset": "+07:00"}},
    "earlier_free_returns": {{}},
}}
decision = policy.decide({{"market": "TH", "cross_border": False}})
place: str = decision["route"]["disposition"]
ends: datetime | None = decision["deadlines"]["hold_ends_at"]
rule: str | None = decision.rules["route"]
remarks: list[str] = [row["remark"] for row in decision["remarks"]]
same: str = decision.outcome["route"]["disposition"]
whole: backhaul.Decision = decision
ids: list[str] = [one["route"]["disposition"] for one in policy.decide_many([facts])]


def odd(policy: OddPolicy, one: One) -> None:
    facts: OddFacts = {{
        "class": True, "from": {{"before": 3}}, "price": Decimal(1), "note": {{}},
        "market": "None", "seen": 7, "length": timedelta(1),
    }}
    decision = policy.decide(facts)
    price: Decimal | None = decision["facts"]["price"]
    times: list[datetime] = [row["when"] for row in decision["policy"]]
    print(price, times, one.decide({{"flag": True}})["route"]["answer"])
"""
#: each is wrong on its own
BAD = (
    'facts: Facts = {"markt": "TH"}',
    'facts: Facts = {"market": "THX"}',
    'facts: Facts = {"market": None}',
    'facts: Facts = {"cross_border": "yes"}',
    'facts: Facts = {"as_of": {"form": "2025-03-12T00:00:00Z"}}',
    'policy.decide({"markt": "TH"})',
    'decision["rout"]',
    'decision["route"]["dispositon"]',
    'decision["deadlines"]["hold_ends_at"].year',
    'decision["remarks"][0]["remrk"]',
    'decision.rules["rout"]',
    'decision.outcome["route"]["dispositon"]',
    'place: int = decision["route"]["disposition"]',
    'print(decision["route"]["disposition"] == "hold_at_warehose")',
    'odd: OddFacts = {"clas": True}',
    "policy.decid(facts={})",
)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the types of three policies, what is right, and one file for each that is wrong."""
    folder = tmp_path_factory.mktemp("stubs")
    policies = {"delivery": backhaul.open(POLICY), "odd": ODD, "one": ONE}
    for name, policy in policies.items():
        (folder / f"{name}.py").write_text(stubs(policy.model), encoding="utf-8")
    (folder / "good.py").write_text(GOOD, encoding="utf-8")
    head = "import backhaul\nfrom delivery import Facts, typed\nfrom odd import Facts as OddFacts\n"
    head += f'policy = typed(backhaul.open("{POLICY}"))\ndecision = policy.decide({{}})\n'
    for number, line in enumerate(BAD):
        (folder / f"bad{number}.py").write_text(f"{head}{line}\n", encoding="utf-8")
    settings = {"extraPaths": [str(ENGINE)], "typeCheckingMode": "strict", "pythonVersion": "3.11"}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    return folder


def _wrong_files(folder: Path, *command: str) -> set[str]:
    """The files in which a type checker finds an error."""
    said = subprocess.run(
        [sys.executable, "-m", *command],
        check=False,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "MYPYPATH": os.pathsep.join((str(ENGINE), "."))},
    )
    assert said.returncode == 1, said.stdout + said.stderr
    files = {path.name for path in folder.glob("*.py")}
    lines = [line for line in said.stdout.splitlines() if "error" in line and ":" in line]
    return {name for name in files if any(f"{name}:" in line for line in lines)}


WRONG = {f"bad{number}.py" for number in range(len(BAD))}


def test_mypy_finds_what_is_misspelt_and_nothing_else(written: Path) -> None:
    files = sorted(path.name for path in written.glob("*.py"))

    assert _wrong_files(written, "mypy", "--strict", "--cache-dir=.cache", *files) == WRONG


def test_pyright_finds_what_is_misspelt_and_nothing_else(written: Path) -> None:
    assert _wrong_files(written, "basedpyright", "--pythonpath", sys.executable) == WRONG


def test_what_is_right_runs(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("delivery", "odd", "one"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(written)
    names = runpy.run_path(str(written / "good.py"))

    assert names["place"] == names["same"] == "not_applicable"
    with pytest.raises(ValueError, match=r"these are the types of small 1\.0\.0, not of <Policy"):
        runpy.run_path(str(written / "one.py"))["typed"](backhaul.open(POLICY))


def test_the_command_writes_the_same_module_to_a_file(call: Call, tmp_path: Path) -> None:
    said = call("stubs", POLICY)

    assert (said.status, said.err) == (0, "")
    assert said.out == stubs(backhaul.open(POLICY).model)
    assert call("stubs", POLICY, "--output", tmp_path / "delivery.py").out == ""
    assert (tmp_path / "delivery.py").read_text(encoding="utf-8") == said.out
    assert "unknown-policy" in call.refused("stubs", "tiktok")
