"""The examples in this room run."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest


@pytest.mark.parametrize(
    "name",
    [
        "assist",
        "assist.completion",
        "assist.functions",
        "assist.places",
        "assist.reading",
        "assist.schemas",
        "document.salvage",
        "way_out",
    ],
)
def test_the_examples_run(name: str) -> None:
    failed, tried = doctest.testmod(import_module(f"backhaul.{name}"))
    assert (failed, tried > 0) == (0, True)
