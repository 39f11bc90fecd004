"""Diagnostics in the forms that programs read: JSON, GitHub's annotations, SARIF 2.1.0."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from backhaul.diagnostics import LONGEST, Diagnostic, Span
from backhaul.report.columns import visible

Json = dict[str, Any]


def as_json(diagnostics: Sequence[Diagnostic]) -> str:
    """The diagnostics as JSON: how many errors, warnings and notes, and each with code, words and place."""
    counts = Counter(d.severity for d in diagnostics)
    whole = {
        "errors": counts["error"],
        "warnings": counts["warning"],
        "notes": counts["note"],
        "diagnostics": [d.to_dict() for d in diagnostics],
    }
    return _dumped(whole)


def _dumped(value: Json) -> str:
    """JSON that a person can read; characters that a terminal would obey are escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text)


def as_github(diagnostics: Sequence[Diagnostic]) -> str:
    """The diagnostics as workflow commands, one a line, which GitHub shows beside the source."""
    return "\n".join(_command(d) for d in diagnostics)


def _command(diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    properties: dict[str, object] = {}
    if span:
        properties = {"file": _slashed(span.file), "line": span.line, "col": span.column}
        properties["endColumn"] = span.column + span.length
    properties["title"] = diagnostic.code
    written = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    words = "\n".join(visible(part) for part in (diagnostic.message, diagnostic.help) if part)
    command = "notice" if diagnostic.severity == "note" else diagnostic.severity
    return f"::{command} {written}::{_data(words)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    # a comma ends a property and two colons end them all
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_sarif(diagnostics: Sequence[Diagnostic], version: str) -> str:
    """The diagnostics as a SARIF 2.1.0 log of one run of this version of backhaul."""
    codes = sorted({d.code for d in diagnostics})
    documented = documented_codes()
    index = {code: number for number, code in enumerate(codes)}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "backhaul",
                        "version": version,
                        "semanticVersion": version,
                        "informationUri": "https://pypi.org/project/backhaul/",
                        "rules": [_rule(code, documented.get(code, "")) for code in codes],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(d, index[d.code]) for d in diagnostics],
            }
        ],
    }
    return _dumped(log)


def documented_codes() -> dict[str, str]:
    """What the page of the diagnostics says of each code, as Markdown.

    >>> documented_codes()["tab"].splitlines()[0].startswith("A tab")
    True
    """
    package = Path(__file__).parent
    inside = package / "diagnostics.md"
    # in a checkout the page stands beside the source root, not inside the package
    page = inside if inside.exists() else package.parents[1] / "docs" / "diagnostics.md"
    sections = page.read_text("utf-8").split("\n### `")[1:]
    parts = (section.split("\n## ")[0].partition("`\n") for section in sections)
    return {code: text.strip() for code, _, text in parts}


def _rule(code: str, markdown: str) -> Json:
    """What readers of the log show of a code: one sentence, and the page's words with the way out."""
    first, *_ = markdown.splitlines() or [code]
    text = markdown.replace("*Usual cause:*", "Usual cause:").replace("*Way out:*", "Way out:")
    return {
        "id": code,
        "shortDescription": {"text": first},
        "help": {"text": text or code, "markdown": markdown or code},
    }


def _result(diagnostic: Diagnostic, index: int) -> Json:
    words = diagnostic.message
    if diagnostic.help:
        words += f"\n{diagnostic.help}"
    found: Json = {
        "ruleId": diagnostic.code,
        "ruleIndex": index,
        "level": diagnostic.severity,
        "message": {"text": words},
    }
    if diagnostic.span:
        found["locations"] = [{"physicalLocation": _location(diagnostic.span)}]
    if diagnostic.related:
        found["relatedLocations"] = [
            {"id": number, "message": {"text": words}, "physicalLocation": _location(span)}
            for number, (words, span) in enumerate(diagnostic.related, 1)
        ]
    return found


def _location(span: Span) -> Json:
    region: Json = {
        "startLine": span.line,
        "startColumn": span.column,
        "endColumn": span.column + span.length,
    }
    if 0 < len(span.text) <= LONGEST:
        region["snippet"] = {"text": span.text}
    return {"artifactLocation": {"uri": _uri(span.file)}, "region": region}


def _uri(file: str) -> str:
    """A relative path stays relative, so that it is found in another checkout too."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(_slashed(file), errors="surrogateescape")


def _slashed(file: str) -> str:
    return PurePath(file).as_posix()
