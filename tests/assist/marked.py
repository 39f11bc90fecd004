"""A small policy, and texts in which `¦` marks the place of the cursor."""

from __future__ import annotations

from backhaul.assist import Position, Reading

POLICY = """\
language: 1
policy: late
version: "1.0.0"
title: {en: Late parcels, zh: 迟到的包裹}
source:
  title: {en: The promise, zh: 承诺}
  clauses:
    P1: {en: A parcel arrives in time., zh: 包裹准时到达。}
types:
  colour: {choices: {red: {en: Red, zh: 红}, blue: {en: Blue, zh: 蓝}}}
parameters:
  time_allowed:
    type: duration
    by: market
    values: {SG: 3 days, TH: 5 days}
    title: {en: Time promised, zh: 承诺时限}
    cites: [P1]
facts:
  market: {type: choice, choices: {SG: {en: Singapore, zh: 新加坡}, TH: {en: Thailand, zh: 泰国}}, title: {en: Market, zh: 市场}}
  cover: {type: colour}
  weight: {type: integer, unit: kg, title: {en: Weight, zh: 重量}}
  sent_at: {type: datetime, title: {en: Sent, zh: 寄出}}
  came_at: {type: datetime, optional: true, title: {en: Arrived, zh: 到达}}
constraints:
  - {id: after-sending, holds: "not_present(came_at) || came_at >= sent_at", title: {en: it comes later, zh: 到达在后}}
definitions:
  due_at: {value: "plus(sent_at, time_allowed)", title: {en: Due, zh: 到期}}
  late: {all: [present(came_at), came_at > due_at], title: {en: It was late, zh: 迟到}}
decisions:
  refund:
    title: {en: Refund, zh: 退款}
    outputs:
      answer: {type: choice, choices: {freight: {en: The freight, zh: 运费}, nothing: {en: Nothing, zh: 无}}}
      until: {type: datetime, optional: true}
    rules:
      - id: was-late
        when: {any: [late, weight > 20]}
        then: {answer: freight, until: due_at}
        because: {en: "It weighs {weight}.", zh: "重{weight}。"}
        cites: [P1]
    otherwise:
      id: in-time
      then: {answer: nothing}
invariants:
  - {id: only-late, holds: "refund.answer != 'freight' || late || weight > 20 || cover == 'red'"}
"""

CASES = """\
policy: late
cases:
  - name: It came late
    facts:
      market: SG
      cover: red
      weight: 2
      sent_at: "2026-03-02T10:00:00Z"
      came_at: "2026-03-09T10:00:00Z"
    expect:
      rules: {refund: was-late}
      outcome: {refund: {answer: freight}}
"""

FACTS = {
    "market": "SG",
    "cover": "red",
    "weight": 2,
    "sent_at": "2026-03-02T10:00:00Z",
    "came_at": "2026-03-09T10:00:00Z",
}


def marked(text: str) -> tuple[str, Position]:
    """The text without its mark, and where that stood."""
    before, _, behind = text.partition("¦")
    line = before.count("\n") + 1
    return before + behind, Position(line, len(before) - before.rfind("\n"))


def before(found: str, text: str = POLICY) -> Position:
    """The place of the first of these characters in a text."""
    assert found in text, found
    start = text.index(found)
    return Position(text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start))


def read(text: str = POLICY, name: str = "1.0.0.yaml") -> Reading:
    """The reading of a text."""
    return Reading(text, name)
