"""Every kind of value stands in a trace as text as the definition writes it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from random import Random

import pytest

import backhaul
import small
from backhaul.evaluation.lowering import texts
from backhaul.evaluation.lowering.domains import Clock, Count
from backhaul.language.kinds import LIMITS, Kind, Type, json_value
from generated.forms import forms_of
from generated.traces import by_definition, compared

DAYS = """\
parameters:
  gap: {type: duration, value: 14 days}
  half: {type: duration, value: 36 hours}
  none_at_all: {type: duration, value: 0 days}
  back: {type: duration, value: -2 days}
  wait: {type: duration, by: market, values: {near: 2 days, far: 10 days, odd: 5 hours}}
  noon: {type: datetime, value: "2026-03-02T12:00:00Z"}
  midnight: {type: datetime, value: "2026-03-02T00:00:00Z"}
  zone: {type: duration, value: 7 hours}
facts:
  market: {type: choice, choices: [near, far, odd]}
  start: {type: datetime FORM}
  end: {type: datetime, optional: true FORM}
LENGTH
definitions:
  until: {value: "plus(start, gap)"}
  again: {value: until}
  waited: {value: "plus(end, wait)"}
  turned: {value: "plus(gap, end)"}
  morning: {value: "day_start(start, zone)"}
  evening: {value: "day_end(end, zone)"}
decisions:
  route:
    hit: collect
    outputs: {until: {type: datetime, optional: true}}
    rules:
RULES
"""
DAYS_READ = (
    "start < until",
    "noon < again",
    "present(end) && end < again",
    "present(end) && until >= end",
    "present(waited) && start <= waited",
    "present(waited) && again <= waited",
    "present(turned) && start <= turned",
    "present(turned) && turned != noon",
    "start < plus(noon, half)",
    "start < plus(noon, none_at_all)",
    "start < plus(noon, back)",
    "plus(noon, gap) > start",
    "start < plus(gap, midnight)",
    "start > plus(noon, wait)",
    "morning < noon",
    "present(evening) && evening > morning",
    "min_of(start, noon) < max_of(noon, morning, until)",
)
#: beside these, only short lengths are never out of range
NO_LENGTHS_READ = (
    "minus(noon, start) > half",
    "present(end) && end < plus(start, minus(end, start))",
)
LENGTHS_READ = (
    "length > half",
    "start < plus(noon, length)",
    "present(end) && plus(length, end) > start",
    "plus(length, gap) >= length",
)


@pytest.mark.parametrize("form", [None, "epoch_seconds", "epoch_millis"])
@pytest.mark.parametrize("lengths", [False, True])
def test_days_of_days_are_those_of_the_definition(form: str | None, *, lengths: bool) -> None:
    conditions = [*DAYS_READ, *(LENGTHS_READ if lengths else NO_LENGTHS_READ)]
    text = DAYS.replace(" FORM", f", form: {form}" if form else "")
    text = text.replace("LENGTH", "  length: {type: duration}" if lengths else "")
    rules = [
        f'      - {{id: r{i}, when: "{condition}", then: {{until: until}}}}'
        for i, condition in enumerate(conditions)
    ]
    text = small.HEAD + text.replace("RULES", "\n".join(rules))
    policy = backhaul.loads(text.encode(), "days.yaml").model
    cases = [moments(random, form, lengths=lengths) for random in map(Random, range(150))]
    written = [by_definition(policy, facts) or "" for facts in cases]

    same, different = compared(policy, forms_of(policy), cases)
    assert different == 0
    assert same >= 150
    assert sum("of_days" in text for text in written) > 100


def moments(random: Random, form: str | None, *, lengths: bool) -> dict[str, object]:
    """Facts of the policy above, within some days of its instants."""
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    found: dict[str, object] = {"market": random.choice(("near", "far", "odd"))}
    for name in ("start", "end"):
        at = noon + timedelta(hours=random.randint(-60, 400), seconds=random.choice((0, 0, 1, -1)))
        offset = timezone(timedelta(hours=random.choice((0, 0, 7, -5))))
        text = at.astimezone(offset).isoformat().replace("+00:00", "Z")
        unit = 1000 if form == "epoch_millis" else 1
        found[name] = text if form is None else int(at.timestamp()) * unit
    if random.random() < 0.3:
        found["end"] = None
    if lengths:
        found["length"] = random.choice(("1 days", "36 hours", "0 days", "-2 days", "3 days"))
    return found


WORDS = """\
parameters:
  usual: {type: text, value: 'say "so" or \\ü'}
facts:
  note: {type: text}
  maybe: {type: text, optional: true}
  size: {type: choice, choices: [small, large]}
  other: {type: choice, choices: [small, large], optional: true}
  price: {type: decimal}
decisions:
  route:
    outputs: {answer: {type: boolean}}
    rules:
      - {id: r1, when: "note == usual", then: {answer: true}}
      - {id: r2, when: "present(other) && other == size && note != 'ü'", then: {answer: true}}
      - {id: r3, when: "contains(['large'], size) && price > price", then: {answer: true}}
      - {id: r4, when: "present(maybe) && maybe != note", then: {answer: true}}
    otherwise: {then: {answer: false}}
"""
TEXTS = ("", "ü", 'say "so" or \\ü', "a\nb\t\x00\x7f", "\U0001f4e6", "{}", "{note}", "</script>")


def test_texts_are_escaped_as_the_definition_escapes_them() -> None:
    policy = backhaul.loads((small.HEAD + WORDS).encode(), "words.yaml").model
    cases = [
        {"note": note, "maybe": maybe, "size": size, "other": other, "price": "-0.5"}
        for note in TEXTS
        for maybe in (None, "ü")
        for size in policy.facts["size"].type.choices
        for other in (None, "small")
    ]
    same, different = compared(policy, forms_of(policy), cases)

    assert (same, different) == (len(cases), 0)


@pytest.mark.parametrize(
    "type",
    [
        Type(Kind.DECIMAL),
        *(Type(Kind.DECIMAL, places=places) for places in (1, 2, 9)),
        Type(Kind.DATETIME),
        Type(Kind.DURATION),
    ],
    ids=repr,
)
def test_a_value_is_written_as_the_definition_writes_it(type: Type) -> None:
    kind = type.kind
    random, (low, high) = Random(1), LIMITS[kind]
    units = (1, 1000, 10**6, 60 * 10**6, 86_400 * 10**6)
    some = [random.randint(low, high) // unit * unit for unit in units for _ in range(200)]
    for held in (low, high, 0, 1, -1, 10**6, -(10**6), *some):
        if not low <= held <= high:
            continue
        expected = json.dumps(json_value(type, held))
        for domain in (Clock(), Count(1), Count(1000), Count(10**6)):
            value = domain.lowered(kind, held)
            if domain.held(kind, value) == held:
                assert texts.text_of(domain, type)(value) == expected, (domain, held)
