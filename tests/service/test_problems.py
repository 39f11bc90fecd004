"""What a problem tells, and what of the server it does not."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from backhaul.diagnostics import BackhaulError, Diagnostic, Span
from backhaul.packages import install
from backhaul.service.bodies import fits
from backhaul.service.problems import as_problem, asked_language, refusal_of


def test_a_package_that_is_missing_is_told_without_the_command_that_installs_it_there() -> None:
    help = f"run `{install('analysis')}`"
    missing = Diagnostic("missing-package", "`flip` needs the package z3", help)

    refused = refusal_of(BackhaulError([missing]))
    told = as_problem(refused)
    assert (refused.status, told["detail"]) == (501, "`flip` needs the package z3")
    assert told["help"] == "ask whoever runs the service to install it"
    assert "pip" not in str(told)


def test_of_a_file_the_names_of_its_policy_and_of_itself_are_told() -> None:
    place = Span("/srv/secret/policies/loans/1.0.0.yaml", 3, 1)
    wrong = Diagnostic("usage", "no", span=place, related=(("here", place),))

    [mistake] = as_problem(refusal_of(BackhaulError([wrong])))["errors"]
    assert mistake["file"] == mistake["related"][0]["file"] == "loans/1.0.0.yaml"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", None),
        ("zh", "zh"),
        ("zh-Hans-CN;q=0.9, en;q=0.8", "zh"),
        ("en;q=0.8, zh;q=0.9", "zh"),
        ("EN-gb", "en"),
        ("fr, zh;q=x, en;q=0.1", "en"),
        ("zh;q=0", None),
        (", ;q=1,,", None),
    ],
)
def test_the_language_that_a_request_likes_best_is_found(header: str, language: str | None) -> None:
    headers = [(b"accept-language", header.encode())]
    request = Request({"type": "http", "headers": headers})

    assert asked_language(request, ("en", "zh")) == language


@pytest.mark.parametrize(
    ("schema", "right", "wrong"),
    [
        ({"type": "integer", "minimum": 1, "maximum": 3}, [1, 3], [0, 4, True, "1", 1.5, None]),
        ({"type": "boolean"}, [True, False], [0, 1, "true", None]),
        ({"type": "string"}, ["", "x"], [1, None, [], {}]),
        ({"type": "array", "items": {"enum": ["a"]}, "minItems": 1}, [["a"]], [[], ["b"], "a"]),
        ({"type": "object", "minProperties": 1}, [{"a": 1}], [{}, [], "a"]),
    ],
)
def test_a_member_is_what_its_schema_says(
    schema: dict[str, object], right: list[object], wrong: list[object]
) -> None:
    assert [value for value in right if not fits(schema, value)] == []
    assert [value for value in wrong if fits(schema, value)] == []
