"""The language, idea by idea: every file of this folder is taken through every path, and is a page to read it from."""

from __future__ import annotations

import pytest

from backhaul.diagnostics import PolicyError
from backhaul.language import nodes
from backhaul.language.function import LIFTED
from backhaul.language.kinds import NAMED, Kind
from backhaul.language.operators import COMPARISONS, FUNCTION_NAMES
from backhaul.program.program import program_of
from language.ideas import Idea, ideas
from language.paths import PATHS

IDEAS = ideas()
TRIED = [
    pytest.param(idea, code, tried, id=f"{idea}: {code or 'accepted'}: {tried}")
    for idea in IDEAS
    for code, some in {"": idea.says.get("accepted", []), **idea.says.get("refused", {})}.items()
    for tried in some
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("idea", IDEAS, ids=str)
def test_every_path_says_of_an_idea_what_its_file_says(idea: Idea, path: str) -> None:
    answered = PATHS[path](idea)

    assert (answered == 0) == (path in idea.says.get("not_by", {}))


@pytest.mark.parametrize(("idea", "code", "tried"), TRIED)
def test_an_expression_is_taken_or_refused_as_the_file_says(
    idea: Idea, code: str, tried: object
) -> None:
    assert codes(idea, tried) == ([code] if code else [])


def codes(idea: Idea, tried: object) -> list[str]:
    """The codes for which the policy is refused with this as a definition."""
    try:
        idea.loaded(tried=tried)
    except PolicyError as error:
        return [mistake.code for mistake in error.diagnostics]
    return []


def test_every_operator_every_node_and_every_hit_is_shown_by_a_file() -> None:
    models = [idea.policy.model for idea in IDEAS]
    parts = [node for model in models for _, node in program_of(model).parts]
    functions = {part.function.name for part in parts if isinstance(part, nodes.Arithmetic)}
    signs = {part.comparison.symbol for part in parts if isinstance(part, nodes.Compare)}
    others: dict[str, type] = {
        "present": nodes.Present,
        "not_present": nodes.Absent,
        "contains": nodes.Contains,
        "not_null": nodes.NotNull,
    }
    own = {name for name, kind in others.items() if any(isinstance(p, kind) for p in parts)}

    assert (functions | own) - {LIFTED} == {*FUNCTION_NAMES}
    assert signs == {*COMPARISONS}
    assert {decision.hit for model in models for decision in model.decisions.values()} == {
        *("first", "unique", "collect")
    }
    assert {fact.type.kind for model in models for fact in model.facts.values()} == {*Kind} - {
        *NAMED
    }
