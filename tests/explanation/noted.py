"""A small policy in two languages with a part of every kind, and what a change note says of an edited copy."""

import backhaul
from backhaul.comparison.structure import changes
from backhaul.explanation import change_sentences
from backhaul.explanation.change_sides import ChangeSides
from backhaul.explanation.part_words import PartWords
from backhaul.report.lines import bare

POLICY = """\
language: 1
policy: late
version: "1.0.0"
title: {en: Late parcels, zh: 迟到的包裹}
in_force: {by: sent, from: "2026-01-01T00:00:00+08:00"}
source:
  title: {en: The promise, zh: 承诺}
  clauses:
    P1: {en: "A parcel is kept 14 days, and the platform pays.", zh: 包裹保留14天，费用由平台承担。}
    P2: {en: Some markets are near., zh: 部分市场较近。}
parameters:
  kept: {type: duration, value: 14 days, title: {en: Time a parcel is kept, zh: 仓内包裹保留}, cites: [P1]}
  near: {type: duration, by: market, values: {SG: 1 days, TH: 3 days}, title: {en: Time to arrive, zh: 送达时间}, cites: [P2]}
facts:
  market: {type: choice, choices: {SG: {en: Singapore, zh: 新加坡}, TH: {en: Thailand, zh: 泰国}}, title: {en: Market, zh: 市场}}
  fragile: {type: boolean, title: {en: It is fragile, zh: 易碎}}
  sent: {type: datetime, title: {en: Sent, zh: 寄出时间}}
  came: {type: datetime, optional: true, absent: {en: not yet, zh: 尚未到达}, title: {en: Arrived, zh: 到达时间}}
  as_of: {type: datetime, title: {en: Time of this decision, zh: 判断时间}}
constraints:
  - {id: order, holds: not_present(came) || came >= sent, title: {en: it cannot arrive before it was sent, zh: 到达不可能早于寄出}}
definitions:
  due: {value: "plus(sent, near)", title: {en: Due, zh: 到期时间}}
  over: {value: "plus(sent, kept)", title: {en: Kept until, zh: 保留至}}
  late: {all: [present(came), came > due], title: {en: It came late, zh: 晚到}}
decisions:
  route:
    title: {en: What happens, zh: 如何处理}
    outputs:
      what: {type: choice, role: what, title: {en: What happens, zh: 如何处理}, choices: {keep: {en: Kept, zh: 保留}, destroy: {en: Destroyed, zh: 销毁}}}
      freight: {type: choice, role: bearer, title: {en: Freight of a redelivery, zh: 重派运费}, choices: {platform: {en: the platform pays, zh: 由平台承担}, seller: {en: the seller pays, zh: 由卖家承担}}}
    rules:
      - id: late
        when: late
        then: {what: keep, freight: platform}
        because: {en: "It came late, and the platform pays.", zh: 晚到，费用由平台承担。}
        cites: [P1]
      - {id: old, when: "as_of > over", then: {what: destroy, freight: seller}, because: {en: "It was kept until {over}.", zh: "保留至{over}。"}}
    otherwise: {id: rest, then: {what: keep, freight: platform}, because: {en: Nothing else applies., zh: 其他都不适用。}}
  notes:
    title: {en: Remarks, zh: 提示}
    hit: collect
    outputs: {note: {type: choice, choices: {soon: {en: Handle soon, zh: 尽快处理}}, title: {en: Remark, zh: 提示}}}
    rules:
      - {id: fragile, when: fragile, then: {note: soon}}
invariants:
  - {id: paid, holds: route.freight != 'seller' || as_of > over, title: {en: The seller pays only after that time, zh: 卖家只在期满后承担}}
"""


def edited(*pairs: tuple[str, str]) -> backhaul.Policy:
    """The policy with these texts replaced, each once, as the next version."""
    text = POLICY
    for old, new in (('version: "1.0.0"', 'version: "1.1.0"'), *pairs):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return backhaul.loads(text.encode(), "late.yaml")


def original() -> backhaul.Policy:
    """The policy as it is."""
    return backhaul.loads(POLICY.encode(), "late.yaml")


def said(old: backhaul.Policy, new: backhaul.Policy, language: str = "en") -> list[str]:
    """The sentences of meaning, then those of clauses, with the lines below each."""
    sides = ChangeSides(PartWords(old.model, language), PartWords(new.model, language))
    found = changes(old.model, new.model)
    told = (*change_sentences.meaning(sides, found), *change_sentences.clauses(sides, found))
    return [bare(line) for sentence in told for line in (sentence.line, *sentence.below)]
