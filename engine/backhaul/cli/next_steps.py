"""The line at the end of an answer on a terminal: which commands say more of the same case."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Sequence

_WORDS = {
    "en": (
        "What next: ",
        "{} for all reasons",
        "{} to be asked for the rest",
        "{} for other words",
    ),
    "zh": ("接下来可以：", "加 {} 看全部原因", "用 {} 逐项补充信息", "加 {} 换语言"),
}


def next_steps(
    given: argparse.Namespace, status: str, language: str, languages: Sequence[str]
) -> str:
    """One line in this language, or nothing where nothing more can be said.

    *given* are the arguments of `backhaul decide`, *languages* those of the policy.
    """
    begin, reasons, rest, words = _WORDS.get(language, _WORDS["en"])
    steps: list[str] = []
    if given.why == "short":
        steps.append(reasons.format("--why full"))
    if status == "undetermined" and given.facts not in (None, "-") and not given.source:
        ask = f"backhaul ask {shlex.quote(given.policy)} --facts {shlex.quote(given.facts)}"
        steps.append(rest.format(ask))
    steps += [words.format(f"--lang {other}") for other in languages if other != language][:1]
    return begin + " · ".join(steps) if steps else ""
