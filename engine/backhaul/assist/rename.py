"""Another name for what stands at a place, in its policy and in the case, source and clauses files beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from backhaul.assist.places import Position, TextEdit, edited
from backhaul.assist.reading import Reading
from backhaul.assist.symbols import Symbol, at_position, occurrences
from backhaul.cases import suite as suites
from backhaul.diagnostics import BackhaulError, Diagnostic, PolicyError, Span
from backhaul.frozen import frozen

#: how what is called so may be called
_FORMS = {
    **dict.fromkeys(("name", "output", "type"), r"[a-z][a-z0-9_]{0,62}"),
    **dict.fromkeys(("rule", "constraint", "invariant"), r"[a-z][a-z0-9_.-]{0,62}"),
    "clause": r"[A-Za-z][A-Za-z0-9_.-]{0,62}",
}


@frozen
class Renamed:
    """The edits of each text by its name, those of the text itself among them."""

    old: str
    new: str
    edits: Mapping[str, tuple[TextEdit, ...]]

    def to_dict(self) -> dict[str, Any]:
        """The edits as JSON holds them."""
        edits = {name: [edit.to_dict() for edit in every] for name, every in self.edits.items()}
        return {"old": self.old, "new": self.new, "edits": edits}


def rename(reading: Reading, position: Position, new: str) -> Renamed:
    """The edits that give what stands at a place another name, in this text and in those of its policy's others that name it.

    Other versions of the policy among the others stay as they are. Raises PolicyError with a diagnostic where nothing with a name stands
    there, where no name looks so or something else is called so, where the text is not right to begin with, and where a case
    file that names it is for another version, too.
    """
    here = at_position(reading, position)
    if here is None:
        raise _refused("unknown-name", "nothing that has a name stands here", "", reading, position)
    policy = _policy(reading, here.symbol)
    if policy is None:
        message = f"`{here.symbol.own}` is declared in no policy that is at hand"
        raise _refused("unknown-name", message, "", reading, position)
    wrong = [each for each in policy.diagnostics if each.severity == "error"]
    if wrong:
        raise PolicyError(wrong)
    _check_form(reading, position, here.symbol, new)
    _check_free(policy, here.symbol, new)
    edits = {
        each.name: tuple(_edits(each, here.symbol, new))
        for each in (policy, *_files(reading, policy))
    }
    edits = {name: every for name, every in edits.items() if every}
    _check_versions(reading, policy, edits)
    _check_result(policy, edits[policy.name], new)
    return Renamed(here.symbol.own, new, edits)


def _refused(code: str, message: str, help: str, reading: Reading, at: Position) -> BackhaulError:
    line = reading.lines[at.line - 1] if 0 < at.line <= len(reading.lines) else ""
    return PolicyError(
        [Diagnostic(code, message, help, Span(reading.name, at.line, at.column, 1, line))]
    )


def _policy(reading: Reading, symbol: Symbol) -> Reading | None:
    """The policy that declares it: this text, or the newest among the others."""
    for each in reversed(reading.policies):
        if any(o.declares and o.symbol == symbol for o in occurrences(each)):
            return each
    return None


def _files(reading: Reading, policy: Reading) -> Iterator[Reading]:
    """The files beside a policy that are no versions of it."""
    for each in (reading, *reading.others):
        if each.kind != "policy" and each is not policy:
            yield each


def _check_form(reading: Reading, at: Position, symbol: Symbol, new: str) -> None:
    if not re.fullmatch(_FORMS[symbol.what], new):
        message = f"`{new[:80]}` cannot be a name here"
        help = "a name begins with a small letter and goes on with small letters, digits and `_`"
        if symbol.what == "clause":
            help = "it is letters, digits, `_`, `.` and `-`, a letter first"
        raise _refused("bad-name", message, help, reading, at)


def _check_free(policy: Reading, symbol: Symbol, new: str) -> None:
    """Nothing else is called so that shares its names with this."""
    decision, point, _ = (
        symbol.name.partition(".") if symbol.what in ("output", "rule") else ("", "", "")
    )
    wanted = Symbol(symbol.what, f"{decision}{point}{new}")
    for each in occurrences(policy):
        if each.declares and each.symbol == wanted and wanted != symbol:
            message = f"something else is called `{new}`"
            raise _refused("name-taken", message, "choose another name", policy, each.at.start)


def _edits(reading: Reading, symbol: Symbol, new: str) -> Iterator[TextEdit]:
    """The places of a text that name it, each with the other name."""
    for each in occurrences(reading):
        if each.symbol == symbol:
            yield TextEdit(each.at, new)


def _check_versions(
    reading: Reading, policy: Reading, edits: Mapping[str, tuple[TextEdit, ...]]
) -> None:
    """No case file that names it is for another version that is at hand."""
    own = policy.examined.policy.version if policy.examined else ""
    others = [each for each in reading.policies if each.examined and each is not policy]
    for each in _files(reading, policy):
        if each.kind != "cases" or each.name not in edits or each.document is None:
            continue
        suite, _ = suites.read(each.document)
        for other in others:
            version = other.examined.policy.version if other.examined else own
            if version != own and suite.covers(version):
                message = f"the cases of `{each.name}` name it, and they are for {version}, too"
                help = "say in `versions` for which version each file is, and keep one for each"
                raise _refused("name-taken", message, help, each, edits[each.name][0].at.start)


def _check_result(policy: Reading, edits: tuple[TextEdit, ...], new: str) -> None:
    """The policy is right under the other name, too."""
    after = Reading(edited(policy.text, edits), policy.name, kind=policy.kind)
    wrong = next((each for each in after.diagnostics if each.severity == "error"), None)
    if wrong is not None:
        message = f"the policy would be wrong with the name `{new}`: {wrong.message}"
        raise PolicyError([Diagnostic("bad-name", message, "choose another name", wrong.span)])
