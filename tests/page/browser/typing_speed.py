"""How fluently a text is typed: from a key to the picture, and from a key to what is found of the text."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from playwright.sync_api import Page

HEAD = """\
language: 1
policy: long
version: "1.0.0"
draft: true
title: {en: Long, zh: 长}
facts:
  weight: {type: integer, title: {en: Weight, zh: 重量}}
  late: {type: boolean, title: {en: Late, zh: 迟到}}
decisions:
  route:
    outputs:
      answer: {type: integer, title: {en: Answer, zh: 回答}}
    rules:
"""
RULE = """\
      - id: rule-{n}
        when:
          all:
            - weight == `{n}`
            - late
        then: {{answer: "`{n}`"}}
        because:
          en: "The weight is {n}."
          zh: "重量为 {n}。"
"""
REST = """\
    otherwise: {then: {answer: "`0`"}}
"""


#: notes when each key went down, when its picture was there, and when the text with it was looked at
RECORD = """() => {
  window.keys = [];
  addEventListener("keydown", () => {
    const key = { down: performance.now(), painted: null, looked: null };
    window.keys.push(key);
    requestAnimationFrame(() => setTimeout(() => (key.painted = performance.now())));
  }, true);
  new PerformanceObserver((list) => {
    for (const mark of list.getEntriesByName("backhaul-looked"))
      for (const key of window.keys) key.looked ??= mark.detail > key.down ? mark.startTime : null;
  }).observe({ type: "mark" });
}"""


def long_policy(lines: int) -> str:
    """A policy of so many lines, or a few more."""
    rules = -(-(lines - HEAD.count("\n") - 1) // RULE.count("\n"))
    return HEAD + "".join(RULE.format(n=n) for n in range(rules)) + REST


def typed(page: Page, text: str, pause: int) -> list[tuple[float, float]]:
    """Of each key, in milliseconds: until it was painted, and until the text with it was looked at.

    *pause*: milliseconds between two keys.
    """
    page.evaluate(RECORD)
    for character in text:
        page.keyboard.type(character)
        page.wait_for_timeout(pause)
    page.wait_for_timeout(100)
    for _ in range(100):
        keys = page.evaluate("() => window.keys")
        if keys[-1]["looked"] is not None:
            break
        page.wait_for_timeout(100)
    return [(key["painted"] - key["down"], key["looked"] - key["down"]) for key in keys]


def figures(times: Sequence[float]) -> str:
    """The median and the worst."""
    return f"median {statistics.median(times):.0f} ms, worst {max(times):.0f} ms"
