"""A small policy whose parameters vary by two facts and by date, in two languages."""

from __future__ import annotations

import backhaul

TEXT = """\
language: 1
policy: rts
version: "1.0.0"
title: {en: Return to sender, zh: 退回卖家}
source:
  title: {en: Pages of the shop, zh: 店铺页面}
  clauses:
    P1: {en: "A parcel is kept for 14 days.", zh: "包裹保留14天。"}
    P2: {en: "From 2026 on it is kept for 10 days.", zh: "自2026年起保留10天。"}
    P3: {en: "The way back takes as long as the table says.", zh: "退回时间见表。"}
parameters:
  hold:
    type: duration
    title: {en: Time of keeping, zh: 保留时间}
    dated:
      by: ordered
      values:
        - {from: "2023-07-05T00:00:00+08:00", value: 14 days, cites: [P1]}
        - {from: "2026-01-01T00:00:00+08:00", value: 10 days, cites: [P2]}
  lead_time:
    type: duration
    title: {en: Time of the way back, zh: 退回用时}
    by: [origin, destination]
    values:
      manila: {manila: 10 days, "*": 18 days}
      luzon: {manila: 13 days, luzon: 13 days, visayas: 17 days}
      visayas: {visayas: 13 days, "*": 17 days}
    cites: [P3]
facts:
  origin: {type: choice, choices: {manila: {en: Metro Manila, zh: 马尼拉}, luzon: {en: Luzon, zh: 吕宋}, visayas: {en: Visayas, zh: 米沙鄢}}, title: {en: "From", zh: 出发地}}
  destination: {type: choice, choices: {manila: {en: Metro Manila, zh: 马尼拉}, luzon: {en: Luzon, zh: 吕宋}, visayas: {en: Visayas, zh: 米沙鄢}}, title: {en: "To", zh: 目的地}}
  ordered: {type: datetime, title: {en: Ordered, zh: 下单时间}}
  arrived: {type: datetime, title: {en: Arrived, zh: 到仓时间}}
  as_of: {type: datetime, title: {en: Time of this decision, zh: 决定时间}}
definitions:
  kept_until: {value: "plus(arrived, hold)", title: {en: Kept until, zh: 保留至}}
decisions:
  route:
    title: {en: What becomes of it, zh: 去向}
    outputs:
      answer: {type: choice, role: what, choices: {keep: {en: It is kept, zh: 保留}, back: {en: It goes back, zh: 退回}}}
      by: {type: datetime, role: until, title: {en: By, zh: 最晚}}
    rules:
      - id: keep
        when: as_of < kept_until
        then: {answer: keep, by: kept_until}
        because: {en: "It is kept until {kept_until}, which is {hold}.", zh: "保留至{kept_until}，即{hold}。"}
        cites: [P1]
    otherwise:
      id: back
      then: {answer: back, by: "plus(kept_until, lead_time)"}
      because: {en: "It was kept for {hold}; the way back takes {lead_time}.", zh: "已保留{hold}；退回需{lead_time}。"}
"""
FACTS = {
    "origin": "luzon",
    "destination": "visayas",
    "ordered": "2026-02-01T00:00:00+08:00",
    "arrived": "2026-03-01T00:00:00+08:00",
    "as_of": "2026-03-09T00:00:00+08:00",
}


def varying(*changed: tuple[str, str]) -> backhaul.Policy:
    """The policy, with some of its text changed."""
    text = TEXT
    for old, new in changed:
        assert old in text, old
        text = text.replace(old, new)
    return backhaul.loads(text.encode(), "rts.yaml")
