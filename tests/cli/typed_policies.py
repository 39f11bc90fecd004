"""Three policies with the types that `backhaul stubs` writes for them, and programs that use them rightly and wrongly."""

import json
from pathlib import Path

import backhaul
import small
from backhaul.language.stubs import stubs
from cli.calling import POLICY

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


def write_stubs(folder: Path) -> None:
    """Write the types of three policies, what is right, and one file for each that is wrong."""
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
