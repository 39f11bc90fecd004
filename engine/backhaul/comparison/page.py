"""A comparison in the order in which it is read: what came of it, the flips, the reasons, the changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backhaul.comparison.blocks import (
    Block,
    Code,
    Flows,
    Folded,
    Heading,
    Items,
    Line,
    Paragraph,
    Shares,
    Table,
    line,
)
from backhaul.comparison.change_blocks import change_blocks
from backhaul.comparison.proof_blocks import proof_blocks
from backhaul.comparison.reasons import decisions_of, why

Json = dict[str, Any]
_STANDINGS = {
    "same": "the same",
    "changed": "changed",
    "cannot_tell": "cannot tell",
    "refused": "refused",
    "unreadable": "not readable",
}


def page(data: Json) -> list[Block]:
    """All blocks of a report."""
    return [
        *_head(data),
        *(proof_blocks(data["proof"]) if "proof" in data else ()),
        *_outputs(data),
        *_not_told(data),
        *_refused(data),
        *_facts(data),
        *change_blocks(data["changes"]),
        *_examples(data),
    ]


def side_name(data: Json, side: str) -> str:
    """How a side is called: its version, and what was set."""
    policy = data[side]
    said = str(policy["version"]) + (" (draft)" if policy["draft"] else "")
    changed = policy.get("changed_parameters")
    if changed:
        said = f"{policy['version']} with " + ", ".join(_set(changed))
    other = data["new" if side == "old" else "old"]
    if other["policy"] != policy["policy"]:
        said = f"{policy['policy']} {said}"
    elif (
        other["version"] == policy["version"]
        and not changed
        and not other.get("changed_parameters")
    ):
        said += f", the {side} file"
    return said


def _set(changed: Json) -> Iterator[str]:
    for name, value in changed.items():
        if isinstance(value, dict):
            yield from (f"{name}.{choice}={held}" for choice, held in value.items())
        else:
            yield f"{name}={value}"


def _head(data: Json) -> Iterator[Block]:
    old, new = side_name(data, "old"), side_name(data, "new")
    yield Heading(1, line(Code(data["new"]["policy"]), f": {old} → {new}"))
    records = data["records"]
    if not records["all"] and "proof" in data:
        return
    if not records["all"]:
        yield Paragraph(line("No records were compared."))
        return
    counts = [(name, records[key]) for key, name in _STANDINGS.items()]
    yield Shares(tuple((name, count) for name, count in counts if count))
    amounts = data["amounts"]
    head = ("records", "how many", "share", *([f"sum of {amounts['column']}"] if amounts else []))
    rows = [
        (
            line(name),
            line(_number(records[key])),
            line(_share(records[key], records["all"])),
            *([line(amounts.get(key, ""))] if amounts else []),
        )
        for key, name in _STANDINGS.items()
        if records[key] or key != "unreadable"
    ]
    yield Table(head, tuple(rows), tuple(range(1, len(head))))
    if amounts and amounts["without"]:
        count = _number(amounts["without"])
        yield Paragraph(
            line(f"{count} records have no amount under ", Code(amounts["column"]), ".")
        )


def _number(count: int) -> str:
    return f"{count:,}"


def _share(count: int, whole: int) -> str:
    """Percent, never rounded to all or nothing."""
    if count in (0, whole):
        return "100 %" if count else "0 %"
    percent = count * 100 / whole
    if percent < 0.1:
        return "under 0.1 %"
    return "over 99.9 %" if percent > 99.9 else f"{percent:.1f} %"


def _outputs(data: Json) -> Iterator[Block]:
    if not data["records"]["all"]:
        return
    flipped = [output for output in data["outputs"] if output["flips"]]
    yield Heading(2, line("What flips"))
    if not flipped:
        yield Paragraph(line("Nothing: no output of any record came out otherwise."))
    for output in flipped:
        yield Heading(3, line(Code(output["output"])))
        flows = tuple((f["from"], f["to"], f["count"]) for f in output["flips"])
        yield Flows(output["output"], flows)
        yield _matrix(output, money=data["amounts"] is not None)
    if data["apart"]:
        named = [
            line(Code(one["output"]), f": {_APART.get(one['why'], one['why'])}")
            for one in data["apart"]
        ]
        yield Paragraph(line("Outputs that were not held side by side:"))
        yield Items(tuple((said, ()) for said in named))
    if rules := data["same_by_another_rule"]:
        yield Heading(3, line("The same outcome by another rule"))
        rows = tuple(
            (
                line(Code(r["decision"])),
                line(Code(r["from"])),
                line(Code(r["to"])),
                line(_number(r["count"])),
            )
            for r in rules
        )
        yield Table(("decision", "from", "to", "records"), rows, (3,))


_APART = {"only old": "only the old version has it", "only new": "only the new version has it"}


def _matrix(output: Json, *, money: bool) -> Table:
    """From, to, how many; and what stays, below."""
    rows: list[tuple[Line, ...]] = []
    for flip in output["flips"]:
        row = [line(flip["from"]), line("→ " + flip["to"]), line(_number(flip["count"]))]
        if money:
            without = f" (+ {_number(flip['without'])} without)" if flip["without"] else ""
            row.append(line(flip["amount"] + without))
        rows.append(tuple(row))
    kept = sum(one["count"] for one in output["kept"])
    blank = (line(""),) if money else ()
    rows.append((line("the same on both sides"), line(""), line(_number(kept)), *blank))
    if output["cannot_tell"]:
        rows.append((line("cannot tell"), line(""), line(_number(output["cannot_tell"])), *blank))
    head = ("from", "to", "records", *(["sum"] if money else []))
    return Table(head, tuple(rows), tuple(range(2, len(head))))


def _not_told(data: Json) -> Iterator[Block]:
    if not data["cannot_tell"]:
        return
    yield Heading(2, line("Why it cannot be told"))
    items = []
    for missing in data["cannot_tell"]:
        only = f"; only the {missing['only']} version asks for it" if missing["only"] else ""
        said = "was not recorded" if missing["why"] == "not recorded" else "is not known exactly"
        count = _number(missing["count"]) + (" record" if missing["count"] == 1 else " records")
        items.append((line("fact ", Code(missing["fact"]), f" {said}: {count}{only}"), ()))
    yield Items(tuple(items))


def _refused(data: Json) -> Iterator[Block]:
    refused = data["refused"]
    if data["records"]["refused"]:
        yield Heading(2, line("What was refused"))
        counts = [
            f"by the {side} version alone {_number(refused[side])}" for side in ("old", "new")
        ]
        yield Paragraph(line(", ".join([*counts, f"by both {_number(refused['both'])}"]) + "."))
        rows = tuple(
            (
                line(r["by"]),
                line(Code(r["code"])),
                line(Code(r["of"])),
                line(_number(r["count"])),
                line(r["first"]),
            )
            for r in refused["reasons"]
        )
        yield Table(("by", "why", "of", "records", "the first one"), rows, (3,))
    if data["unreadable"]:
        yield Heading(2, line("What could not be read"))
        items = [(line(f"{d['file']}:{d['line']}: {d['message']}"), ()) for d in data["unreadable"]]
        more = data["records"]["unreadable"] - len(items)
        yield Items((*items, *([(line(f"and {_number(more)} more"), ())] if more else [])))


def _facts(data: Json) -> Iterator[Block]:
    facts = data["facts"]
    items: list[tuple[Line, tuple[Line, ...]]] = []
    for side in ("old", "new"):
        if names := facts[f"only_{side}"]:
            said = f"only the {side} version has, and only it was given: "
            items.append((line(said, *_listed(names)), ()))
    if names := [one["name"] for one in facts["no_facts"]]:
        helps = [(one["name"], one["help"]) for one in facts["no_facts"] if "help" in one]
        below = tuple(line(Code(name), ": ", *_marked(help)) for name, help in helps)
        items.append((line("stand in the records and are no facts: ", *_listed(names)), below))
    if items:
        yield Heading(2, line("Facts"))
        yield Items(tuple(items))


def _marked(help: str) -> Iterator[str | Code]:
    """A help, what stands in it in backticks as code."""
    for place, part in enumerate(help.split("`")):
        yield Code(part) if place % 2 else part


def _listed(names: list[str]) -> Iterator[str | Code]:
    for place, name in enumerate(names):
        yield from ((", ", Code(name)) if place else (Code(name),))


def _examples(data: Json) -> Iterator[Block]:
    if not data["examples"]:
        return
    yield Heading(2, line("Examples, and why"))
    for example in data["examples"]:
        yield Heading(3, line(example["record"]))
        flips = [
            (line(Code(f["output"]), f": {f['from']} → {f['to']}"), ()) for f in example["flips"]
        ]
        yield Items(tuple(flips))
        for side in ("old", "new"):
            yield Paragraph(line(f"{side_name(data, side)}:"))
            yield Items(tuple(_side(example, side, _lacks(data, side))))
            yield Folded(
                line(f"The whole answer of {side_name(data, side)}"), example[side]["words"]
            )


def _lacks(data: Json, side: str) -> set[str]:
    """The rules that only the other side has."""
    kind = "added" if side == "old" else "removed"
    return {c["name"] for c in data["changes"] if (c["part"], c["kind"]) == ("rule", kind)}


def _side(example: Json, side: str, lacks: set[str]) -> Iterator[tuple[Line, tuple[Line, ...]]]:
    for decision in decisions_of(example):
        for rule, said, conditions in why(example, decision, side, lacks):
            yield (
                line(Code(decision), ": ", Code(rule), f" {said}"),
                tuple(line(condition) for condition in conditions),
            )
