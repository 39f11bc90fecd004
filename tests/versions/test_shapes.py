"""The list of files whose shape need not be checked again."""

import json
import os

from backhaul.document.reader import read
from backhaul.document.schema import check_shape
from backhaul.versions import shapes
from backhaul.versions.catalogue import shipped


def test_the_list_is_that_of_the_shipped_files_and_of_this_schema():
    expected = shapes.listing(shipped().root)
    if os.environ.get("BACKHAUL_REGENERATE"):
        shapes.LIST.write_text(json.dumps(expected, indent=1) + "\n")

    assert expected == json.loads(shapes.LIST.read_bytes())


def test_every_listed_file_has_the_shape_of_its_kind():
    root = shipped().root
    for kind, pattern in (("policy", "*/*.yaml"), ("source", "*/sources/*.yaml")):
        for path in root.glob(pattern):
            document, mistakes = read(path.read_bytes(), path.name)

            assert [] == mistakes
            assert [] == check_shape(document, kind)
            assert shapes.is_known(document)


def test_one_changed_byte_makes_a_file_unknown():
    path = next(shipped().root.glob("*/*.yaml"))
    document, _ = read(path.read_bytes() + b"\n", path.name)

    assert not shapes.is_known(document)


def test_a_changed_schema_makes_every_file_unknown(monkeypatch):
    path = next(shipped().root.glob("*/*.yaml"))
    document, _ = read(path.read_bytes(), path.name)
    monkeypatch.setattr(shapes, "schema_digest", lambda: "another")

    assert not shapes.is_known(document)
