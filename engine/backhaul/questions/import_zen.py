"""A decision table or graph of GoRules ZEN as a policy with cases; what cannot be said is listed, each with its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.document.files import read_bytes
from backhaul.frozen import frozen
from backhaul.opening import loads
from backhaul.questions.formatting import format_text
from backhaul.zen.graph import NotSaid, ZenGraph
from backhaul.zen.inputs import Inputs
from backhaul.zen.policy import PolicyDraft, dumped, snake
from backhaul.zen.result import TestOutcome, answered, tried
from backhaul.zen.schema import documents_of

SIZE = 32 << 20


@frozen
class ImportedZen:
    """A policy made of a graph: its files, what is not said, and how the published tests come out."""

    name: str
    #: the text of each file, by its path below the folder of policies
    files: dict[str, str]
    left: tuple[NotSaid, ...]
    #: facts that are worked out of the document before the policy is asked
    made: tuple[str, ...]
    #: tables that are said, and all
    tables: tuple[int, int]
    tests: tuple[TestOutcome, ...]

    @property
    def whole(self) -> bool:
        """Whether everything is said, and every published test comes out right."""
        said = not self.left and not any(test.missing for test in self.tests)
        return said and not self.wrong

    @property
    def wrong(self) -> tuple[TestOutcome, ...]:
        """The published tests that come out otherwise."""
        return tuple(test for test in self.tests if test.otherwise)


def import_zen(file: str, tests: str | None = None, schema: str | None = None) -> ImportedZen:
    """The policy of a GoRules file (a JDM graph, or the content of one decision table); nothing is written.

    *tests*: a JSON file with a list of `{input, output}`, else those in the file itself; *schema*: a JSON Schema of the
    input, by which facts are typed where no test has them. Raises BackhaulError where a file is none of these.
    """
    graph = _graph(_json(file), file)
    given = _json(tests) if tests else graph.get("tests") or []
    given = given.get("tests", given) if isinstance(given, dict) else given
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise _refused(f"`{tests}` has no list of tests", "write a list of {input: …, output: …}")
    examples = documents_of(_json(schema)) if schema else []
    name = snake(Path(file).stem).replace("_", "-")
    draft = PolicyDraft(name, Path(file).stem.replace("-", " ").capitalize())
    inputs = Inputs(draft, [each.get("input") or {} for each in given] + examples)
    reader = ZenGraph(graph, draft, inputs)
    ends = answered(reader.read(), draft, inputs)
    called = str(Path(name).with_suffix(".yaml"))
    text = format_text(draft.text().encode(), called)
    outcomes = tuple(tried(loads(text.encode(), called), inputs, ends, given))
    files = {f"{name}/1.0.0.yaml": text}
    if cases := [test.case for test in outcomes if test.case]:
        said = dumped({"policy": name, "cases": cases})
        files[f"{name}/cases/published.yaml"] = format_text(said.encode(), "published.yaml")
    made = tuple(inputs.made)
    tables = (reader.tables[0], reader.tables[1])
    return ImportedZen(name, files, tuple(reader.left), made, tables, outcomes)


def _json(file: str) -> Any:
    try:
        return json.loads(read_bytes(file, limit=SIZE))
    except (ValueError, RecursionError):
        raise _refused(f"`{file}` is no JSON", "export the graph as JSON") from None


def _graph(content: Any, file: str) -> dict[str, Any]:
    """A graph; of the content of one table the graph of that table."""
    if isinstance(content, dict) and isinstance(content.get("nodes"), list):
        edges = content.get("edges")
        return {**content, "edges": edges if isinstance(edges, list) else []}
    if isinstance(content, dict) and {"inputs", "outputs", "rules"} <= content.keys():
        table = {
            "id": "table",
            "type": "decisionTableNode",
            "name": Path(file).stem,
            "content": content,
        }
        nodes = [{"id": "input", "type": "inputNode", "name": "input"}, table]
        edges = [{"sourceId": "input", "targetId": "table"}]
        return {"nodes": nodes, "edges": edges, "tests": content.get("tests") or []}
    raise _refused(
        f"`{file}` is no graph and no decision table of GoRules",
        "export it as JSON from the editor",
    )


def _refused(message: str, help: str) -> BackhaulError:
    return BackhaulError([Diagnostic("not-zen", message, help)])
