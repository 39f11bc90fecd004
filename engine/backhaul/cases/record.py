"""Expectations that differ, rewritten to what came; comments, order and all other lines stay.

The YAML is changed by ruamel.yaml, which keeps comments but not every space. So its work is done twice,
with and without the changes, and only the lines in which the two differ are taken over.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from backhaul.cases.entry import PLAIN, flow
from backhaul.cases.problem import Problem
from backhaul.cases.run import Result
from backhaul.cases.table import Path
from backhaul.cases.written import like
from backhaul.diagnostics import BackhaulError, Diagnostic, Span
from backhaul.document.node import plain
from backhaul.document.reader import read
from backhaul.frozen import frozen
from backhaul.packages import install

#: what a case is to expect instead, by the place below `expect`
Changes = Mapping[Path, Problem]
#: a value alone as it stands in one line
_ALONE = re.compile(r"""[A-Za-z0-9][A-Za-z0-9_.:+ -]*|"[^"\\]*"|'[^']*'""")


@frozen
class Recording:
    """A case file as it is to be."""

    text: str
    #: how many expectations were rewritten
    changes: int
    #: the names of cases that differ with one version and not, or otherwise, with another
    torn: tuple[str, ...]


def record(source: str, results: Sequence[Result]) -> Recording:
    """The case file with what came instead of what was expected of its cases.

    *results* are those of every case that may be rewritten, with all versions that it is for. Raises BackhaulError without ruamel.yaml.
    """
    by_case: dict[tuple[int, int | None], list[Result]] = {}
    for result in results:
        by_case.setdefault((result.case.entry, result.case.row), []).append(result)
    wanted: list[tuple[Result, Changes]] = []
    torn = []
    for runs in by_case.values():
        every = [_changes(result) for result in runs]
        same = all(_values(changes) == _values(every[0]) for changes in every)
        if any(every) and not same:
            torn.append(runs[0].case.name)
        elif every[0]:
            wanted.append((runs[0], every[0]))
    if not wanted:
        return Recording(source, 0, tuple(torn))
    text, count = _rewritten(source, wanted)
    return Recording(text, count, tuple(torn))


def _changes(result: Result) -> Changes:
    """What a case is to expect instead; nothing of what has no place of its own in the file."""
    found = {problem.path: problem for problem in result.found if problem.path is not None}
    if result.case.row is None:
        return found
    return {path: problem for path, problem in found.items() if path in result.case.cells}


def _values(changes: Changes) -> dict[Path, object]:
    return {path: problem.came for path, problem in changes.items()}


def _rewritten(source: str, wanted: Sequence[tuple[Result, Changes]]) -> tuple[str, int]:
    """The text with the changes, and how many they are."""
    after = _dumped(source, wanted)
    content, count = _content(after), sum(len(changes) for _, changes in wanted)
    if content is None:
        raise AssertionError("what was recorded cannot be read")
    edited, rest = _in_place(source, wanted)
    text = _merged(edited, _dumped(edited, ()), _dumped(edited, rest)) if rest else edited
    if "'...'" not in source:
        # ruamel.yaml quotes what could end a document, which stands at the start of a line alone
        text = text.replace("'...'", "...")
    # where the layout is so different that lines cannot be told apart, all of it is new
    return text if _content(text) == content else after, count


def _in_place(
    source: str, wanted: Sequence[tuple[Result, Changes]]
) -> tuple[str, list[tuple[Result, Changes]]]:
    """The text with the changes of single values made where they stand, and the changes left."""
    lines = source.split("\n")
    rest: list[tuple[Result, Changes]] = []
    spots: list[tuple[Span, str]] = []
    for result, changes in wanted:
        left = {}
        for path, problem in changes.items():
            span = problem.diagnostic.span
            written = span.text[span.column - 1 :][: span.length] if span else ""
            if span is None or not problem.alone or not _ALONE.fullmatch(written):
                left[path] = problem
                continue
            spots.append((span, _flow(written, problem)))
        if left:
            rest.append((result, left))
    for span, new in sorted(spots, key=lambda spot: (spot[0].line, spot[0].column), reverse=True):
        line, start = lines[span.line - 1], span.column - 1
        lines[span.line - 1] = line[:start] + new + line[start + span.length :]
    return "\n".join(lines), rest


def _flow(written: str, problem: Problem) -> str:
    """What came, as it stands in one line, quoted where the old value was."""
    quoted = written[0] in "\"'"
    came = like(written.strip("\"'"), problem.came, problem.kind)
    return json.dumps(came, ensure_ascii=False) if quoted and isinstance(came, str) else flow(came)


def _content(text: str) -> object:
    document, mistakes = read(text, "recorded")
    return None if document is None or mistakes else plain(document.root)


def _dumped(source: str, wanted: Sequence[tuple[Result, Changes]]) -> str:
    yaml = _yaml(source)
    root = yaml.load(source)
    for result, changes in wanted:
        for path, problem in changes.items():
            _change(root["cases"][result.case.entry], result, path, problem)
    written = io.StringIO()
    yaml.dump(root, written)
    return written.getvalue()


def _yaml(source: str) -> Any:
    """The reader and writer, with the indentation of the file."""
    try:
        from ruamel.yaml import YAML
    except ModuleNotFoundError:
        message = "`--record` needs the package `ruamel.yaml`"
        help = f"run `{install('record')}`"
        raise BackhaulError([Diagnostic("missing-package", message, help)]) from None
    yaml: Any = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1 << 16
    dash = re.search(r"^cases:.*\n(?:\s*(?:#.*)?\n)*( *)-", source, re.MULTILINE)
    offset = len(dash[1]) if dash else 2
    yaml.indent(mapping=2, sequence=offset + 2, offset=offset)
    yaml.representer.add_representer(
        type(None), lambda writer, _: writer.represent_scalar("tag:yaml.org,2002:null", "null")
    )
    return yaml


def _change(entry: Any, result: Result, path: Path, problem: Problem) -> None:
    """Put what came in the place of what was expected."""
    if result.case.row is not None:
        row = entry["table"]["rows"][result.case.row]
        cell = result.case.cells[path]
        row[cell] = _value(row[cell], problem)
        return
    if not path:
        entry["expect"] = _value(None, problem)
        return
    below = entry["expect"]
    for step in path[:-1]:
        if step not in below:
            below[step] = _value(None, Problem(problem.diagnostic, (), {}))
        below = below[step]
    below[path[-1]] = _value(below.get(path[-1]), problem)


def _value(old: Any, problem: Problem) -> Any:
    """What came, as the old value was written."""
    came = like(old, problem.came, problem.kind)
    # one value alone may stand for a list of one
    if isinstance(came, list) and len(came) == 1 and isinstance(old, str):
        came = came[0]
    return _as_written(old, came)


def _as_written(old: Any, came: object) -> Any:
    from ruamel.yaml.comments import CommentedMap, CommentedSeq
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString, ScalarString

    made: Any
    match came:
        case str():
            if isinstance(old, ScalarString):
                return type(old)(came)
            return came if PLAIN.fullmatch(came) else DoubleQuotedScalarString(came)
        case dict():
            made = CommentedMap((key, _as_written(None, value)) for key, value in came.items())
        case list():
            made = CommentedSeq(_as_written(None, value) for value in came)
        case _:
            return came
    block = hasattr(old, "fa") and old.fa.flow_style() is False and came
    made.fa.set_block_style() if block else made.fa.set_flow_style()
    return made


def _merged(source: str, before: str, after: str) -> str:
    """The source with the lines in which *after* differs from *before*, which says what it says."""
    lines, old, new = (text.split("\n") for text in (source, before, after))
    exact = dict(_boundaries(lines, old))
    found: list[str] = []
    done = 0
    for tag, start, end, first, last in _opcodes(old, new):
        if tag == "equal":
            continue
        if start not in exact or end not in exact:
            return after
        found += lines[done : exact[start]]
        found += new[first:last]
        done = exact[end]
    return "\n".join([*found, *lines[done:]])


def _boundaries(lines: Sequence[str], old: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where the spaces between old lines are among the lines of the source, as far as is known."""
    for tag, start, end, first, last in _opcodes(lines, old):
        yield first, start
        yield last, end
        if tag == "equal" or end - start == last - first:
            yield from zip(range(first, last + 1), range(start, end + 1), strict=True)


def _opcodes(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    yield from SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
