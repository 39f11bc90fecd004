"""What was proved of two policies, for all cases at once: the sentence, the tables, and the cases that show it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backhaul.report.blocks import Block, Heading, Item, Items, Paragraph, Table, bullets
from backhaul.report.lines import Code, Inline, Line, listed

Json = dict[str, Any]


def proof_blocks(proof: Json) -> Iterator[Block]:
    """Everything about the proof."""
    yield Heading(2, "What is proved, of every case")
    if proof["nothing_accepted"]:
        yield Paragraph("No facts at all are accepted by both versions, so this says nothing.")
    yield from _sentence(proof)
    yield from _refusals(proof)
    yield from _facts(proof)
    for output in proof["outputs"]:
        yield from _output(output)
    yield from _never(proof)
    yield from _cases(proof)


def _sentence(proof: Json) -> Iterator[Block]:
    if proof["verdict"] == "alike":
        yield Paragraph("The two versions decide alike on every case.")
    elif proof["decisions"] == "alike":
        both = "Wherever both versions decide, they decide alike"
        apart = ", but for what cannot be compared" if proof["apart"] else ""
        yield Paragraph(f"{both}{apart}.")
    else:
        yield from _regions(proof)
    for flip in proof["order"]:
        said = " comes in another order" if flip["answer"] == "possible" else " may come in another"
        shown = f": case {flip['case']}" if "case" in flip else ""
        yield Paragraph(("The list ", Code(flip["output"]), f"{said}{shown}."))


def _regions(proof: Json) -> Iterator[Block]:
    described = [region for region in proof["regions"] if region["found"]]
    others = [region["decision"] for region in proof["regions"] if not region["found"]]
    if described and not others:
        said = "For every case outside these the two versions decide alike, where both decide:"
        yield Paragraph(said)
    elif described:
        said = "Outside these cases the two versions decide alike, where both decide, but for "
        yield Paragraph((said, *listed(others), ":"))
    else:
        said = "No short description was found of the cases that they decide otherwise."
        yield Paragraph(said)
    if described:
        yield Items(tuple(map(_region, described)))


def _region(region: Json) -> Item:
    """Where one decision changes; below it the parts of which one holds."""
    common, parts = region["all"], region["any"]
    said: list[Inline] = [Code(region["decision"])]
    said.append(" changes in every case where " if region["exact"] else " changes only where ")
    said += _signs(common)
    if parts:
        said.append(", and" if common else "")
        said.append(" one of these holds:" if len(parts) > 1 else " this holds:")
    if not common and not parts:
        said = [Code(region["decision"]), " changes in every case"]
    if not region["exact"]:
        said.append("; not every such case changes")
    return Item(tuple(part for part in said if part), tuple((*_signs(part),) for part in parts))


def _signs(signs: list[Json]) -> Iterator[Inline]:
    for place, sign in enumerate(signs):
        if place:
            yield " and "
        if "name" in sign:
            yield from (Code(sign["name"]), f" comes out {sign['comes_out']}")
            continue
        yield Code(sign["condition"])
        if sign["in"] != "both":
            yield f" ({sign['in']})"


def _refusals(proof: Json) -> Iterator[Block]:
    flips = proof["refused"]
    answers = {side: flips[side]["answer"] for side in ("old", "new")}
    if set(answers.values()) == {"impossible"}:
        yield Paragraph("Neither version refuses facts on which the other decides.")
        return
    for side, other in (("old", "new"), ("new", "old")):
        if answers[side] == "possible":
            case = flips[side]["case"]
            codes = {d["code"] for d in proof["cases"][case - 1][side]["refused"]}
            said = f"The {side} version refuses facts on which the {other} one decides: case {case}"
            yield Paragraph((f"{said} (", *listed(sorted(codes)), ")."))
        elif answers[side] == "not_settled":
            said = f"Whether the {side} version refuses facts on which the {other} one decides"
            yield Paragraph(f"{said} is not settled.")


def _facts(proof: Json) -> Iterator[Block]:
    facts = proof["facts"]
    for side in ("old", "new"):
        if names := facts[f"only_{side}"]:
            said = f"Facts that only the {side} version has may be anything that it accepts: "
            yield Paragraph((said, *listed(names), "."))
    for fact in facts["other_type"]:
        said = f" is {fact['old']} in the old version and {fact['new']} in the new one"
        yield Paragraph(("The fact ", Code(fact["name"]), f"{said}, and taken for two facts."))


def _output(output: Json) -> Iterator[Block]:
    """The table of what one output can turn into; nothing where nothing of it can change."""
    flips = [flip for flip in output["flips"] if "(refused)" not in (flip["from"], flip["to"])]
    if not flips:
        return
    yield Heading(3, Code(output["output"]))
    rows = tuple(
        (
            flip["from"],
            f"→ {flip['to']}",
            f"case {flip['case']}" if "case" in flip else "not settled",
        )
        for flip in flips
    )
    yield Table(("from", "to", "shown by"), rows)
    if others := next((flip for flip in flips if "pairs" in flip), None):
        one = f", and case {others['case']} is one of them" if "case" in others else ""
        said = f"The other {others['pairs']:,} pairs of values stand together as (others){one}."
        yield Paragraph(said)
    if count := sum(pair.get("pairs", 1) for pair in _impossible(output)):
        said = "pair of values is" if count == 1 else "pairs of values are"
        yield Paragraph(f"{count:,} other {said} proved impossible.")


def _impossible(output: Json) -> list[Json]:
    return [p for p in output["impossible"] if "(refused)" not in (p["from"], p["to"])]


def _never(proof: Json) -> Iterator[Block]:
    """The outputs that never change."""
    names = [
        output["output"]
        for output in proof["outputs"]
        if all("(refused)" in (flip["from"], flip["to"]) for flip in output["flips"])
    ]
    if names and proof["decisions"] != "alike":
        yield Paragraph(("Proved never to change: ", *listed(names), "."))


def _cases(proof: Json) -> Iterator[Block]:
    shown = sorted(set(_shown(proof)))
    if not shown:
        return
    yield Heading(3, "The cases")
    plain = proof["plain"]
    yield Paragraph("The plainest case, from which each differs as little as can be:")
    yield bullets([(*_given(plain),)])
    items = []
    for place in shown:
        case = proof["cases"][place - 1]
        unlike = {
            name: held
            for name, held in case["facts"].items()
            if name not in plain or plain[name] != held
        }
        said = (f"case {place}: ", *(_given(unlike) if unlike else ["the plainest case"]))
        items.append(Item(said, tuple(_said(case))))
    yield Items(tuple(items))


def _shown(proof: Json) -> Iterator[int]:
    """The cases that the report names."""
    flips = [flip for output in proof["outputs"] for flip in output["flips"]]
    both = (flip for flip in flips if "(refused)" not in (flip["from"], flip["to"]))
    for flip in (*both, *proof["order"], *proof["refused"].values()):
        if "case" in flip:
            yield flip["case"]


def _said(case: Json) -> Iterator[Line]:
    """What both sides say, as far as it differs."""
    for side in ("old", "new"):
        for reason in case[side].get("refused", ()):
            yield f"refused by the {side} version: {reason['message']}"
    if "outcome" not in case["old"] or "outcome" not in case["new"]:
        return
    old, new = case["old"], case["new"]
    for decision, before in old["outcome"].items():
        after = new["outcome"].get(decision)
        if after is None or before == after:
            continue
        if isinstance(before, list):
            yield from _lists(decision, before, after)
            continue
        ids = [side["rules"][decision] or "no rule" for side in (old, new)]
        if ids[0] != ids[1]:
            yield (Code(decision), ": ", Code(ids[0]), " → ", Code(ids[1]))
        for name in dict.fromkeys((*before, *after)):
            if before.get(name) != after.get(name):
                values = f": {_plain(before.get(name))} → {_plain(after.get(name))}"
                yield (Code(f"{decision}.{name}"), values)


def _lists(decision: str, before: list[Json], after: list[Json]) -> Iterator[Line]:
    for row in before:
        if row not in after:
            yield (Code(decision), f": {_row(row)} → (not listed)")
    for row in after:
        if row not in before:
            yield (Code(decision), f": (not listed) → {_row(row)}")


def _row(row: Json) -> str:
    return ", ".join(_plain(value) for value in row.values())


def _given(facts: Json) -> Iterator[Inline]:
    for place, (name, held) in enumerate(facts.items()):
        yield from ([", "] if place else [])
        yield from (Code(name), f" {_plain(held)}")


def _plain(value: object) -> str:
    if value is None:
        return "(absent)"
    return str(value).lower() if isinstance(value, bool) else str(value)
