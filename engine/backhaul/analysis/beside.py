"""Which decisions and outputs of two policies can be held side by side."""

from __future__ import annotations

from collections.abc import Iterator

from backhaul.language.model import Decision, Policy


def held(old: Policy, new: Policy) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The decisions of both, each with the outputs that can be held side by side."""
    others = dict(apart(old, new))
    for name, decision in old.decisions.items():
        if name in new.decisions and name not in others:
            outputs = tuple(o for o in decision.outputs if f"{name}.{o}" not in others)
            yield name, decision.hit, outputs


def apart(old: Policy, new: Policy) -> Iterator[tuple[str, str]]:
    """The decisions and outputs that cannot, each with the reason."""
    for name in dict.fromkeys((*old.decisions, *new.decisions)):
        before, after = old.decisions.get(name), new.decisions.get(name)
        if before and after and (before.hit == "collect") != (after.hit == "collect"):
            yield name, "a list on one side alone"
            continue
        here, there = _outputs(before), _outputs(after)
        for output in dict.fromkeys((*here, *there)):
            if output not in there:
                yield f"{name}.{output}", "only old"
            elif output not in here:
                yield f"{name}.{output}", "only new"
            elif here[output] != there[output]:
                yield (
                    f"{name}.{output}",
                    f"{here[output]} on one side, {there[output]} on the other",
                )


def _outputs(decision: Decision | None) -> dict[str, str]:
    """The kinds of a decision's outputs."""
    if decision is None:
        return {}
    return {name: str(output.type) for name, output in decision.outputs.items()}
