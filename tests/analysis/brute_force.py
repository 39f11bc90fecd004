"""Random small policies with products, rounding, dates, zones and calendars, whose every case can be tried.

A long run by hand: `python -m analysis.brute_force 0 1000` takes 1,000 policies from seed 0.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import product
from random import Random
from typing import Any

import backhaul
from backhaul.analysis.agreement import evaluation
from backhaul.analysis.claims import Prover
from backhaul.diagnostics import FactError, PolicyError
from backhaul.evaluation.decision import Evaluation
from backhaul.evaluation.meaning import claim_holds
from backhaul.language import model
from backhaul.language.claims import read_claim
from backhaul.language.kinds import Held, held_date
from generated.policies import dumped
from generated.tables_of_days import ZONES

SIGNS = ("==", "!=", "<", "<=", ">", ">=")
MODES = ("half_even", "half_up", "down", "up", "floor", "ceiling")
WAYS = ("keep", "return", "destroy")
#: every value of each fact; constraints hold them to these
COUNTS, PRICES, FIRST, DAYS = range(-1, 3), range(-2, 4), date(2026, 2, 27), 6
#: so much work for a proof; four times as much settles a fifth of what is not settled by it
WORK = 100_000
#: zones and calendars that know little more than the days that are asked for: the terms of others only take longer
NEAR_ZONES: dict[str, Any] = {
    "west": {
        "zone": "America/Los_Angeles",
        "from": "2026-01-01T00:00:00-08:00",
        "changes": ["2026-03-08T03:00:00-07:00"],
        "until": "2026-07-01T00:00:00-07:00",
    },
    "jumping": {
        **ZONES["jumping"],
        "from": "2026-01-01T00:00:00-03:00",
        "until": "2026-07-01T00:00:00-03:00",
    },
}
NEAR_CALENDARS: dict[str, Any] = {
    "usual": {
        "weekend": ["saturday", "sunday"],
        "from": "2026-01-15",
        "until": "2026-05-15",
        "holidays": {day: {"en": "Closed"} for day in ("2026-02-28", "2026-03-02", "2026-03-03")},
    },
    "short": {
        "weekend": ["friday"],
        "from": "2026-02-15",
        "until": "2026-04-15",
        "holidays": {"2026-03-01": {"en": "Sunday off"}},
    },
}
Case = dict[str, Held | None]


class Author:
    """Writes one policy."""

    def __init__(self, seed: int) -> None:
        self.random = Random(f"brute force {seed}")

    def integer(self) -> str:
        return self.random.choice(
            (
                "count",
                "count * count",
                "weekday(on)",
                "working_days_between(on, due, open)",
                "working_days_between(from_day, on, usual)",
                "most - count",
                "count * most",
                f"round(count * 5 / parts, 0, '{self.random.choice(MODES)}')",
            )
        )

    def money(self) -> str:
        mode = self.random.choice(MODES)
        return self.random.choice(
            (
                "price",
                "fee",
                "price * count",
                "price + fee",
                f"round(price * share, 2, '{mode}')",
                f"round((price - fee) * count / parts, 2, '{mode}')",
                f"round(price / parts, 2, '{mode}')",
            )
        )

    def day(self) -> str:
        return self.random.choice(
            (
                "on",
                "due",
                "from_day",
                "working_days_after(on, count, open)",
                "working_days_after(on, most, usual)",
                "months_after(on, count)",
                "end_of_month(on)",
                "on + two_days",
                "date_of(start_of(on, clock), west)",
                "date_of(end_of(on, jumping), clock)",
            )
        )

    def atom(self) -> str:
        random, sign = self.random, self.random.choice(SIGNS)
        return random.choice(
            (
                lambda: (
                    f"{self.integer()} {sign} {random.choice((self.integer(), str(random.randint(-2, 6))))}"
                ),
                lambda: f"{self.money()} {sign} {self.money()}",
                lambda: f"{self.day()} {sign} {self.day()}",
                lambda: f"{'!' * random.randint(0, 1)}is_working_day({self.day()}, open)",
                lambda: f"market {random.choice(('==', '!='))} 'north'",
                lambda: f"end_of(on, clock) {sign} start_of({self.day()}, west)",
            )
        )()

    def condition(self) -> str:
        parts = [self.atom() for _ in range(self.random.randint(1, 3))]
        return self.random.choice((" && ", " || ")).join(parts)

    def policy(self) -> dict[str, Any]:
        """The whole policy as data."""
        random = self.random
        last = date.fromordinal(FIRST.toordinal() + DAYS - 1)
        limits = {
            "counts": f"count >= {COUNTS[0]} && count <= {COUNTS[-1]}",
            "prices": "price >= lowest && price <= highest",
            "days": f"on >= '{FIRST}' && on <= '{last}'",
        }
        if random.random() < 0.3:
            limits["own"] = self.condition()
        money = {"type": "decimal", "places": 2}
        when = list(dict.fromkeys(self.condition() for _ in range(random.randint(1, 3))))
        cases = [{"when": self.atom(), "value": self.day()}]
        return {
            "language": 1,
            "policy": "small",
            "version": "1.0.0",
            "title": {"en": "Small"},
            "zones": NEAR_ZONES,
            "calendars": NEAR_CALENDARS,
            "parameters": {
                "most": {"type": "integer", "value": random.randint(-2, 3)},
                "parts": {"type": "integer", "value": random.choice((1, 2, 3, 7))},
                "fee": {**money, "value": random.choice(("0.01", "-0.02", "0.00"))},
                "share": {
                    "type": "decimal",
                    "places": 3,
                    "value": random.choice((0.5, -0.25, 0.335)),
                },
                "lowest": {**money, "value": "-0.02"},
                "highest": {**money, "value": "0.03"},
                "from_day": {"type": "date", "value": "2026-03-01"},
                "two_days": {"type": "duration", "value": "2 days"},
                "open": {
                    "type": "calendar",
                    "by": "market",
                    "values": {"north": "usual", "south": "short"},
                },
                "clock": {
                    "type": "zone",
                    "by": "market",
                    "values": {"north": "jumping", "south": "+10:00"},
                },
            },
            "facts": {
                "count": {"type": "integer"},
                "price": dict(money),
                "on": {"type": "date"},
                "market": {"type": "choice", "choices": ["north", "south"]},
            },
            "constraints": [{"id": id, "holds": holds} for id, holds in limits.items()],
            "definitions": {"due": {"cases": cases, "otherwise": "on"}}
            if "due" not in str(cases)
            else {"due": {"value": "on + two_days"}},
            "decisions": {
                "route": {
                    "outputs": {"way": {"type": "choice", "choices": list(WAYS)}, "paid": money},
                    "rules": [
                        {
                            "id": f"r{i}",
                            "when": each,
                            "then": {"way": WAYS[i % 2], "paid": self.money_of_places()},
                        }
                        for i, each in enumerate(when)
                    ],
                    "otherwise": {"then": {"way": "destroy", "paid": "0.00"}},
                }
            },
        }

    def money_of_places(self) -> str:
        return self.random.choice(
            ("price", "fee", "price * count", "round(price * share, 2, 'half_even')")
        )

    def claims(self) -> list[str]:
        """What is claimed: random conditions, and of each way and amount whether it ever comes."""
        random = self.random
        ways = [f"route.way != '{way}'" for way in WAYS]
        paid = f"route.paid {random.choice(SIGNS)} {random.choice(('price', 'fee', 'lowest'))}"
        return [*ways, paid, self.condition(), self.condition()]


def cases() -> Iterator[Case]:
    """Every case within the constraints."""
    days = range(held_date(FIRST), held_date(FIRST) + DAYS)
    for count, price, on, market in product(COUNTS, PRICES, days, ("north", "south")):
        yield {"count": count, "price": price, "on": on, "market": market}


def accepted(policy: model.Policy) -> list[Evaluation]:
    """What every case comes to that is not refused."""
    found = []
    for case in cases():
        try:
            found.append(evaluation(policy, case))
        except (FactError, PolicyError):
            continue
    return found


def compared(seeds: range) -> Counter[str]:
    """How the answers of proofs stand to what all cases come to."""
    counts: Counter[str] = Counter()
    for seed in seeds:
        author = Author(seed)
        policy = backhaul.loads(dumped(author.policy()).encode(), f"small-{seed}.yaml").model
        prover, every = Prover(policy, WORK), accepted(policy)
        counts["policies"] += 1
        for text in author.claims():
            claim = read_claim(policy, text, "claim", "--claim")
            verdict = prover.prove(claim)
            holds = [claim_holds(claim.condition, each.names) for each in every]
            counts[verdict.answer] += 1
            if verdict.answer == "proved" and not all(holds):
                counts[f"different: seed {seed}: {text} is proved and does not hold"] += 1
            if verdict.answer == "false" and False not in holds and None not in holds:
                counts[f"different: seed {seed}: {text} is false and holds of every case"] += 1
    return counts


if __name__ == "__main__":
    first, many = map(int, sys.argv[1:])
    for what, count in compared(range(first, first + many)).most_common():
        print(f"{count:9,} {what}")
