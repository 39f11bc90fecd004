"""A comparison in the order in which it is read: what came of it, the flips, the reasons, the changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backhaul.comparison.change_blocks import change_blocks
from backhaul.comparison.proof_blocks import proof_blocks
from backhaul.comparison.reasons import decisions_of, why
from backhaul.comparison.report import flip_sums, said_money, sides_summed
from backhaul.report.blocks import (
    Block,
    Flows,
    Folded,
    Heading,
    Item,
    Items,
    Paragraph,
    Shares,
    Table,
    Verbatim,
    bullets,
)
from backhaul.report.lines import Code, Line, listed, parsed
from backhaul.report.writing import Form
from backhaul.report.writing import written as report

Json = dict[str, Any]
_STANDINGS = {
    "same": "the same",
    "changed": "changed",
    "cannot_tell": "cannot tell",
    "refused": "refused",
    "unreadable": "not readable",
}
#: the part of the bar that each is
_PARTS = {
    "same": "part-same",
    "changed": "part-changed",
    "cannot_tell": "part-unsure",
    "refused": "part-refused",
    "unreadable": "part-refused",
}


def written(data: Json, form: Form) -> str:
    """A comparison as data, written down; whole answers stand only where they can be folded."""
    return report(page(data, whole=form != "text"), form)


def page(data: Json, *, whole: bool) -> list[Block]:
    """All blocks of a report; *whole*: with the whole answers of the examples, folded."""
    return [
        *_head(data),
        *(proof_blocks(data["proof"]) if "proof" in data else ()),
        *_outputs(data),
        *_not_told(data),
        *_refused(data),
        *_facts(data),
        *change_blocks(data["changes"]),
        *_examples(data, whole=whole),
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
    yield Heading(2, (Code(data["new"]["policy"]), f": {old} → {new}"))
    records = data["records"]
    if not records["all"] and "proof" in data:
        return
    if not records["all"]:
        yield Paragraph("No records were compared.")
        return
    # of records that were made up nothing is said of how often anything is
    counted = not records["generated"]
    if counted:
        shares = [(name, records[key], _PARTS[key]) for key, name in _STANDINGS.items()]
        yield Shares(tuple(share for share in shares if share[1]))
    else:
        yield Paragraph(f"{_number(records['generated'])} of them were generated.")
    amounts = data["amounts"]
    sums = sides_summed(amounts)
    share, money = ["share"] if counted else [], [f"sum of {amounts['column']}"] if amounts else []
    if len(sums) > 1:
        money = [f"{money[0]} by {name}" for name in (old, new)]
    head = ("records", "how many", *share, *money)
    rows = [
        (
            name,
            _number(records[key]),
            *([_share(records[key], records["all"])] if counted else []),
            *(said_money(amounts, each.get(key, "")) if key in each else "" for each in sums),
        )
        for key, name in _STANDINGS.items()
        if records[key] or key != "unreadable"
    ]
    yield Table(head, tuple(rows), tuple(range(1, len(head))))
    if amounts and amounts["without"]:
        count = _number(amounts["without"])
        yield Paragraph((f"{count} records have no amount under ", Code(amounts["column"]), "."))


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
    yield Heading(2, "What flips")
    if not flipped:
        yield Paragraph("Nothing: no output of any record came out otherwise.")
    for output in flipped:
        yield Heading(3, Code(output["output"]))
        flows = tuple((f["from"], f["to"], f["count"]) for f in output["flips"])
        yield Flows(output["output"], flows)
        yield _matrix(output, data["amounts"])
    if data["apart"]:
        yield Paragraph("Outputs that cannot be compared:")
        yield bullets(
            (Code(output["output"]), f": {_APART.get(output['why'], output['why'])}")
            for output in data["apart"]
        )
    if rules := data["same_by_another_rule"]:
        yield Heading(3, "The same outcome by another rule")
        rows = tuple(
            (Code(r["decision"]), Code(r["from"]), Code(r["to"]), _number(r["count"]))
            for r in rules
        )
        yield Table(("decision", "from", "to", "records"), rows, (3,))


_APART = {"only old": "only the old version has it", "only new": "only the new version has it"}


def _matrix(output: Json, amounts: Json | None) -> Table:
    """From, to, how many; and what stays, below."""
    sums = {1: ("sum",), 2: ("sum before", "sum now")}.get(len(sides_summed(amounts)), ())
    rows: list[tuple[Line, ...]] = []
    for flip in output["flips"]:
        row = [flip["from"], f"→ {flip['to']}", _number(flip["count"])]
        if amounts:
            without = f" (+ {_number(flip['without'])} without)" if flip["without"] else ""
            row += flip_sums(amounts, flip)
            row[-1] += without
        rows.append(tuple(row))
    kept = sum(same["count"] for same in output["kept"])
    blank = ("",) * len(sums)
    rows.append(("the same on both sides", "", _number(kept), *blank))
    if output["cannot_tell"]:
        rows.append(("cannot tell", "", _number(output["cannot_tell"]), *blank))
    head = ("from", "to", "records", *sums)
    return Table(head, tuple(rows), tuple(range(2, len(head))))


def _not_told(data: Json) -> Iterator[Block]:
    if not data["cannot_tell"]:
        return
    yield Heading(2, "Why it cannot be told")
    items: list[Line] = []
    for missing in data["cannot_tell"]:
        only = f"; only the {missing['only']} version asks for it" if missing["only"] else ""
        said = "was not recorded" if missing["why"] == "not recorded" else "is not known exactly"
        count = _number(missing["count"]) + (" record" if missing["count"] == 1 else " records")
        items.append(("fact ", Code(missing["fact"]), f" {said}: {count}{only}"))
    yield bullets(items)


def _refused(data: Json) -> Iterator[Block]:
    refused = data["refused"]
    if data["records"]["refused"]:
        yield Heading(2, "What was refused")
        counts = [
            f"by the {side} version alone {_number(refused[side])}" for side in ("old", "new")
        ]
        yield Paragraph(", ".join([*counts, f"by both {_number(refused['both'])}"]) + ".")
        rows = tuple(
            (r["by"], Code(r["code"]), Code(r["of"]), _number(r["count"]), r["first"])
            for r in refused["reasons"]
        )
        yield Table(("by", "why", "of", "records", "the first one"), rows, (3,))
    if data["unreadable"]:
        yield Heading(2, "What could not be read")
        items = [f"{d['file']}:{d['line']}: {d['message']}" for d in data["unreadable"]]
        more = data["records"]["unreadable"] - len(items)
        yield bullets((*items, *([f"and {_number(more)} more"] if more else [])))


def _facts(data: Json) -> Iterator[Block]:
    facts = data["facts"]
    items: list[Item] = []
    for side in ("old", "new"):
        if names := facts[f"only_{side}"]:
            said = f"only the {side} version has, and only it was given: "
            items.append(Item((said, *listed(names))))
    if unknown := facts["no_facts"]:
        said = "stand in the records and are no facts: "
        below = tuple((Code(n["name"]), ": ", *parsed(n["help"])) for n in unknown if "help" in n)
        items.append(Item((said, *listed(name["name"] for name in unknown)), below))
    if items:
        yield Heading(2, "Facts")
        yield Items(tuple(items))


def _examples(data: Json, *, whole: bool) -> Iterator[Block]:
    if not data["examples"]:
        return
    yield Heading(2, "Examples, and why")
    for example in data["examples"]:
        yield Heading(3, example["record"])
        yield bullets((Code(f["output"]), f": {f['from']} → {f['to']}") for f in example["flips"])
        for side in ("old", "new"):
            yield Paragraph(f"{side_name(data, side)}:")
            yield Items(tuple(_side(example, side, _lacks(data, side))))
            if whole:
                answer = Verbatim(example[side]["words"])
                title = f"The whole answer of {side_name(data, side)}"
                yield Folded(title, (answer,), "aside")


def _lacks(data: Json, side: str) -> set[str]:
    """The rules that only the other side has."""
    kind = "added" if side == "old" else "removed"
    return {c["name"] for c in data["changes"] if (c["part"], c["kind"]) == ("rule", kind)}


def _side(example: Json, side: str, lacks: set[str]) -> Iterator[Item]:
    for decision in decisions_of(example):
        for rule, said, conditions in why(example, decision, side, lacks):
            yield Item((Code(decision), ": ", Code(rule), f" {said}"), tuple(conditions))
