"""The list of files whose shape need not be checked again."""

import json
import os
from pathlib import Path

import pytest

from backhaul.document.node import Document
from backhaul.document.reader import read
from backhaul.document.schema import Kind, check_shape
from backhaul.versions import shapes
from backhaul.versions.catalogue import shipped


def read_whole(data: bytes) -> Document:
    document, mistakes = read(data, "file")
    assert [] == mistakes
    assert document is not None
    return document


def test_the_list_is_that_of_the_shipped_files_and_of_this_schema() -> None:
    expected = shapes.listing(shipped().root)
    if os.environ.get("BACKHAUL_REGENERATE"):
        Path(shapes.LIST).write_text(json.dumps(expected, indent=1) + "\n")

    assert expected == json.loads(Path(shapes.LIST).read_bytes())


def test_every_listed_file_has_the_shape_of_its_kind() -> None:
    root = shipped().root
    kinds: tuple[tuple[Kind, str], ...] = (
        ("policy", "*/*.yaml"),
        ("source", "*/sources/*.yaml"),
    )
    for kind, pattern in kinds:
        for path in root.glob(pattern):
            document = read_whole(path.read_bytes())

            assert [] == check_shape(document, kind)
            assert shapes.is_known(document)


def test_one_changed_byte_makes_a_file_unknown() -> None:
    path = next(shipped().root.glob("*/*.yaml"))
    document = read_whole(path.read_bytes() + b"\n")

    assert not shapes.is_known(document)


def test_a_changed_schema_makes_every_file_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    path = next(shipped().root.glob("*/*.yaml"))
    document = read_whole(path.read_bytes())
    monkeypatch.setattr(shapes, "schema_digest", lambda: "another")

    assert not shapes.is_known(document)
