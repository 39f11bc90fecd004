"""Small ladders, and what is found about them in a form that tests can read."""

from __future__ import annotations

import small
from backhaul.analysis.finding import Finding
from backhaul.analysis.findings import findings
from backhaul.language.nodes import written

CONSTRAINED = 'constraints:\n  - {id: some, holds: "count >= `1`"}\n'
HEAD = """\
decisions:
  route:
    hit: HIT
    outputs: {answer: {type: choice, choices: [yes, no]}}
    rules:
"""


def ladder(*conditions: str, hit: str = "first", otherwise: bool = True) -> str:
    """A decision of rules r0, r1, … with these conditions, and `otherwise` if it is to have one."""
    answers = ("yes", "no")
    rules = "".join(
        f'      - {{id: r{i}, when: "{when}", then: {{answer: {answers[i % 2]}}}}}\n'
        for i, when in enumerate(conditions)
    )
    rest = "    otherwise: {then: {answer: no}}\n" if otherwise else ""
    return HEAD.replace("HIT", hit) + rules + rest


def found(condition: str = "flag", **sections: str) -> list[Finding]:
    return findings(small.policy(condition, **sections).model)


def told(condition: str = "flag", **sections: str) -> list[tuple[str, ...]]:
    """Of each finding its code, and what it is about or the part and its value."""
    return [
        (each.diagnostic.code, part_of(each), str(each.part.value).lower())
        if each.part
        else (each.diagnostic.code, *each.about)
        for each in found(condition, **sections)
    ]


def part_of(each: Finding) -> str:
    assert each.part is not None
    return written(each.part.node)
