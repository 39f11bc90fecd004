"""Which decisions and outputs of two policies can be compared, on records and by proof alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backhaul.language.model import Decision, Policy


def comparable_outputs(
    old: Policy, new: Policy
) -> Iterator[tuple[Decision, Decision, tuple[str, ...]]]:
    """Each decision of both policies with the names of the outputs that can be compared, where it has such."""
    left_out = incomparable_outputs(old, new)
    for name, before in old.decisions.items():
        outputs = tuple(o for o in before.outputs if f"{name}.{o}" not in left_out)
        if outputs and name in new.decisions and name not in left_out:
            yield before, new.decisions[name], outputs


def incomparable_outputs(old: Policy, new: Policy) -> Mapping[str, str]:
    """The decisions and outputs that cannot be compared, each with the reason."""
    reasons = {}
    for name in dict.fromkeys((*old.decisions, *new.decisions)):
        before, after = old.decisions.get(name), new.decisions.get(name)
        if before and after and (before.hit == "collect") != (after.hit == "collect"):
            reasons[name] = "a list on one side alone"
            continue
        olds, news = _types(before), _types(after)
        for output in dict.fromkeys((*olds, *news)):
            if output not in news:
                reasons[f"{name}.{output}"] = "only old"
            elif output not in olds:
                reasons[f"{name}.{output}"] = "only new"
            elif olds[output] != news[output]:
                kinds = f"{olds[output]} on one side, {news[output]} on the other"
                reasons[f"{name}.{output}"] = kinds
    return reasons


def _types(decision: Decision | None) -> dict[str, str]:
    return {name: str(o.type) for name, o in decision.outputs.items()} if decision else {}
