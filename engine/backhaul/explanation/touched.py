"""Whom a change touches: regions as sentences, proved; or records, counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from backhaul.comparison.labels import REFUSED
from backhaul.comparison.report import flip_sums, sides_summed
from backhaul.diagnostics import PolicyError
from backhaul.explanation.change_labels import ChangeLabels
from backhaul.explanation.change_sides import ChangeSides
from backhaul.explanation.part_words import PartWords
from backhaul.language import nodes
from backhaul.language.claims import read_claim
from backhaul.report.blocks import Block, Paragraph, Table, bullets
from backhaul.report.lines import Line, Strong

Json = dict[str, Any]
#: facts that are named where they were not recorded
MOST_NAMED = 5


class Touched:
    """Says what was proved and counted of two policies, as the comparison holds it as data."""

    def __init__(self, sides: ChangeSides, data: Json) -> None:
        self.sides, self.data = sides, data
        self.labels = ChangeLabels(sides)
        self.proof: Json | None = data.get("proof")
        self.records: Json = data["records"]

    @property
    def heading(self) -> str:
        """The heading, which says where what follows was shown on generated records alone."""
        made = self.records["generated"]
        alone = made and made == self.records["all"] and self.proof is None
        return self.sides.say("touches-generated" if alone else "touches")

    def blocks(self) -> Iterator[Block]:
        """Everything about whom it touches."""
        if self.proof is not None:
            yield from self._proved(self.proof)
        made = self.records["all"] == self.records["generated"]
        if self.records["all"] and not (made and self.proof):
            yield from self._counted()
        elif self.proof is None:
            yield Paragraph(self.sides.say("not-looked"))
        if apart := [self.labels.title(each["output"]) for each in self.data["apart"]]:
            named = self.sides.new.listed(map(self.sides.quoted, apart))
            yield Paragraph(self.sides.say("apart", a=named))

    def _proved(self, proof: Json) -> Iterator[Block]:
        say = self.sides.say
        if proof["verdict"] == "alike":
            yield Paragraph(Strong(say("nobody")))
            return
        if proof["decisions"] == "alike":
            yield Paragraph(Strong(say("nobody-decided")))
        elif not proof["regions"]:
            yield Paragraph(say("not-settled"))
        else:
            for region in proof["regions"]:
                yield from self._region(region)
            every = all(region["found"] for region in proof["regions"])
            yield Paragraph(say("outside" if every else "outside-open"))
        for flip in proof["order"]:
            yield Paragraph(say("list-order", a=self._quoted(flip["output"])))
        yield from map(Paragraph, self._refusals(proof))
        yield from self._pairs(proof)

    def _region(self, region: Json) -> Iterator[Block]:
        """Where one decision changes, its conditions one below the other."""
        title = Strong(self._quoted(region["decision"]))
        if not region["found"]:
            yield Paragraph(self.sides.line("region-lost", a=title))
            return
        common, parts = region["all"], region["any"]
        if not common and not parts:
            yield Paragraph(self.sides.line("region-every", a=title))
            return
        yield Paragraph(self.sides.line("region" if region["exact"] else "region-part", a=title))
        yield bullets(map(self._sign, common))
        if parts:
            yield Paragraph(self.sides.say("region-one-of"))
            yield bullets(self.sides.new.listed(map(self._sign, part)) for part in parts)

    def _sign(self, sign: Json) -> str:
        """A condition of a region, by titles; where one side alone means it so, that is said."""
        say = self.sides.say
        if "name" in sign:
            return say(sign["comes_out"], a=self.sides.new.name(sign["name"]))
        side = self.sides.old if sign["in"] == "old" else self.sides.new
        said = self._condition(side, sign["condition"])
        return said if sign["in"] == "both" else say(f"by-{sign['in']}", a=said)

    def _condition(self, side: PartWords, text: str) -> str:
        """A condition of the policy that is written out; its opposite holds also where a value is absent."""
        inner = text.removeprefix("!(").removesuffix(")") if text.startswith("!(") else ""
        read = set(re.findall(r"\w+(?:\.\w+)?", text))
        names = (name for name in side.program.names.values() if name.name in read)
        guards = " && ".join(f"present({name.name})" for name in names if name.may_be_absent)
        try:
            return side.condition(read_claim(side.policy, text, "", "").condition)
        except PolicyError:
            pass
        try:
            claim = read_claim(side.policy, f"{guards} && {inner or text}", "", "").condition
        except PolicyError:
            return text
        last = claim.children[-1] if isinstance(claim, nodes.All) else claim
        if inner:
            return self.sides.say("or-none", a=side.opposite(last))
        return side.condition(last)

    def _refusals(self, proof: Json) -> Iterator[str]:
        flips = proof["refused"]
        for side in ("old", "new"):
            if flips[side]["answer"] == "possible":
                case = proof["cases"][flips[side]["case"] - 1]
                yield self.sides.say(f"refuses-{side}", a=self._refused(side, case))
        if "not_settled" in (flips["old"]["answer"], flips["new"]["answer"]):
            yield self.sides.say("refuses-open")

    def _refused(self, side: str, case: Json) -> str:
        """Why a case is refused: the constraint that it breaks, by its title, or what else keeps it from being one."""
        words = self.sides.old if side == "old" else self.sides.new
        reasons = case[side]["refused"]
        broken = [
            words.speaker.title(constraint.title, "") or words.condition(constraint.condition)
            for constraint in words.policy.constraints
            if any(f"`{constraint.id}`" in reason["message"] for reason in reasons)
        ]
        if broken:
            return words.listed(broken)
        ranged = any(reason["code"].endswith("out-of-range") for reason in reasons)
        return self.sides.say("refused-range" if ranged else "refused-other")

    def _pairs(self, proof: Json) -> Iterator[Block]:
        """What can become what, where records do not show it; and what never changes."""
        rows: list[tuple[Line, ...]] = []
        never = []
        for output in proof["outputs"]:
            flips = [flip for flip in output["flips"] if REFUSED not in (flip["from"], flip["to"])]
            if flips:
                rows.append(self._becomes(output["output"], flips))
            else:
                never.append(self._quoted(output["output"]))
        if rows and self.records["all"] == self.records["generated"]:
            yield self._becoming(rows)
        if never and proof["decisions"] != "alike":
            yield Paragraph(self.sides.say("never", a=self.sides.new.listed(never)), "note")

    def _becoming(self, rows: list[tuple[Line, ...]]) -> Table:
        return Table((self.sides.say("head-what"), self.sides.say("can-become")), tuple(rows))

    def _becomes(self, output: str, flips: list[Json]) -> tuple[Line, ...]:
        """An output, and each value that becomes another; of times and numbers only what becomes of them."""
        said = []
        for flip in flips:
            old, new = self.labels.old(output, flip["from"]), self.labels.new(output, flip["to"])
            said.append(new if self.labels.any_value(output, flip["from"]) else f"{old} → {new}")
        return self.labels.title(output), self.sides.new.listed(said)

    def _counted(self) -> Iterator[Block]:
        """How many records come out otherwise, and what of them; of generated ones only what."""
        made, every = self.records["generated"], self.records["all"]
        say = self.sides.say
        if made == every:
            yield Paragraph(say("generated", n=f"{made:,}"))
            yield from self._as_if()
            if not self.records["changed"]:
                yield Paragraph(say("generated-none"))
        else:
            counts = {name: f"{self.records[name]:,}" for name in ("changed", "same")}
            key = "counted-cases" if self.records["cases"] == every else "counted"
            yield Paragraph(Strong(say(key, all=f"{every:,}", **counts)))
            if key == "counted" and self.records["cases"]:
                yield Paragraph(say("counted-both", n=f"{self.records['cases']:,}"))
            yield from self._as_if()
            yield from map(Paragraph, self._rest())
            if made:
                yield Paragraph(say("generated-too", n=f"{made:,}"))
        yield from self._table(counted=not made)

    def _as_if(self) -> Iterator[Block]:
        if self.sides.old.policy.in_force != self.sides.new.policy.in_force:
            yield Paragraph(self.sides.say("as-if"))

    def _rest(self) -> Iterator[str]:
        say, records = self.sides.say, self.records
        if records["cannot_tell"]:
            every = dict.fromkeys(self.sides.new.name(m["fact"]) for m in self.data["cannot_tell"])
            names = [self.sides.quoted(name) for name in every]
            more = [say("and-more", n=str(len(names) - MOST_NAMED))] if names[MOST_NAMED:] else []
            told = self.sides.new.listed([*names[:MOST_NAMED], *more])
            yield say("counted-unsure", n=f"{records['cannot_tell']:,}", a=told)
        if records["refused"]:
            by = {side: f"{self.data['refused'][side]:,}" for side in ("old", "new", "both")}
            yield say("counted-refused", n=f"{records['refused']:,}", **by)
        if records["unreadable"]:
            yield say("counted-unreadable", n=f"{records['unreadable']:,}")
        if no_facts := [each["name"] for each in self.data["facts"]["no_facts"]]:
            yield say("counted-no-facts", a=self.sides.new.speaker.joined(no_facts, "comma"))

    def _table(self, *, counted: bool) -> Iterator[Block]:
        """What of the records becomes what; how many of them do, where they are real."""
        flipped = [output for output in self.data["outputs"] if output["flips"]]
        if not flipped:
            return
        if not counted:
            yield self._becoming([self._becomes(x["output"], x["flips"]) for x in flipped])
            return
        sums = {1: ["sum"], 2: ["sum-before", "sum-now"]}
        money = sums.get(len(sides_summed(self.data["amounts"])), [])
        keys = ("what", "before", "now", "count", *money)
        heads = tuple(self.sides.say(f"head-{key}") for key in keys)
        rows = (row for output in flipped for row in self._rows(output))
        yield Table(heads, tuple(rows), tuple(range(3, len(heads))))

    def _rows(self, output: Json) -> Iterator[tuple[Line, ...]]:
        """A row for each change of an output, which is named in the first alone."""
        name = output["output"]
        for place, flip in enumerate(output["flips"]):
            title = self.labels.title(name) if not place else ""
            sides = self.labels.old(name, flip["from"]), self.labels.new(name, flip["to"])
            money = flip_sums(self.data["amounts"], flip) if self.data["amounts"] else []
            if money and flip["without"]:
                without = f"{flip['without']:,}"
                money[-1] = self.sides.say("sum-without", a=money[-1], n=without)
            yield (title, *sides, f"{flip['count']:,}", *money)

    def _quoted(self, output: str) -> str:
        return self.sides.quoted(self.labels.title(output))
