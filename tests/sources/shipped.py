"""The policy and the source that are shipped, read once."""

from functools import cache
from pathlib import Path
from typing import Any

import backhaul
from backhaul.sources.facts import ReadFacts
from backhaul.sources.reading import read

POLICY = "tiktok-shop-sea-failed-delivery"
NAME = "tiktok-shop-open-api"
FOLDER = Path(backhaul.__file__).parents[2] / "policies" / POLICY
FILE = FOLDER / "sources" / f"{NAME}.yaml"


@cache
def policy() -> backhaul.Policy:
    return backhaul.open(POLICY)


@cache
def source() -> Any:
    return policy()._source_of(NAME)


def told(given: object) -> ReadFacts:
    """What the shipped source reads, without reading the source again for each document."""
    return read(source(), policy().model, given)
