"""What the fuzzer begins with: right and wrong files of every kind, as text and as data."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

import backhaul
from generated.facts import Domain
from generated.policies import generated

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "policies" / "tiktok-shop-sea-failed-delivery"
DIAGNOSTICS = ROOT / "tests" / "diagnostics"
#: random policies beside the written ones
GENERATED = 40


@dataclass(frozen=True)
class Corpus:
    """The texts of one kind of file, and those of them that are plain data."""

    texts: tuple[bytes, ...]
    trees: tuple[Any, ...]


@cache
def corpus(kind: str) -> Corpus:
    """The corpus of `policy`, `source`, `cases`, `facts` or `document`."""
    texts = tuple(dict.fromkeys(_TEXTS[kind]()))
    trees = tuple(tree for text in texts if (tree := _tree(text)) is not None)
    return Corpus(texts, trees)


@cache
def pool() -> tuple[Any, ...]:
    """Parts of all seeds: a word, an expression, a rule, a whole table."""
    parts: dict[str, Any] = {}
    for kind in _TEXTS:
        for tree in corpus(kind).trees:
            for part in _parts(tree):
                parts.setdefault(json.dumps(part, sort_keys=True), part)
    return tuple(parts.values())


@cache
def words() -> tuple[str, ...]:
    """Every text that stands in a seed: names, expressions, sentences."""
    return tuple(part for part in pool() if isinstance(part, str))


def _tree(text: bytes) -> Any:
    try:
        tree = yaml.load(text, _Loader)
        json.dumps(tree, sort_keys=True).encode()
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        return None
    return tree if isinstance(tree, dict) else None


class _Loader(yaml.SafeLoader):
    """A loader that leaves instants as texts."""


_Loader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if not pair[0].endswith((":timestamp", ":merge", ":value"))]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _parts(tree: Any) -> Iterator[Any]:
    yield tree
    if isinstance(tree, dict):
        for name, below in tree.items():
            yield name
            yield from _parts(below)
    elif isinstance(tree, list):
        for below in tree:
            yield from _parts(below)


def _bad(pattern: str) -> Iterator[bytes]:
    """The bad files of a kind, except those that are large on purpose."""
    for path in sorted(DIAGNOSTICS.glob(pattern)):
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
        if len(data) < 1 << 14:
            yield data


def _policies() -> Iterator[bytes]:
    yield (DIAGNOSTICS / "_policy.yaml").read_bytes()
    yield from (generated(seed).text.encode() for seed in range(GENERATED))
    yield from (path.read_bytes() for path in sorted((ROOT / "tests/bench/policies").glob("p*")))
    prefixes = ("facts-", "document-", "source-", "cases-", "proof-", "call-", "_")
    for path in sorted(DIAGNOSTICS.glob("*.yaml")):
        if not path.name.startswith(prefixes) and path.stat().st_size < 1 << 14:
            yield path.read_bytes()


def _sources() -> Iterator[bytes]:
    yield (DIAGNOSTICS / "_source.yaml").read_bytes()
    yield from (path.read_bytes() for path in sorted((SHIPPED / "sources").glob("*.yaml")))
    yield from _bad("source-*.yaml")


def _cases() -> Iterator[bytes]:
    yield from _bad("cases-*.yaml")
    yield _CASES


def _facts() -> Iterator[bytes]:
    yield from (path.read_bytes() for path in sorted((SHIPPED / "examples").glob("facts*.json")))
    yield from _bad("facts-*.yaml")
    yield from _bad("*.json")
    for seed in range(GENERATED):
        random = Random(seed)
        domain = Domain(generated(seed).model, random)
        given = domain.partial(domain.whole(), 0.3).given
        yield json.dumps(given, default=str).encode()
    yield json.dumps(LOAN).encode()


def _documents() -> Iterator[bytes]:
    yield from (path.read_bytes() for path in sorted((SHIPPED / "examples").glob("*.json")))
    yield from _bad("document-*.json")
    yield json.dumps(SLIP).encode()


def receipts() -> tuple[bytes, ...]:
    """Receipts of `_policy.yaml` and of the shipped policy, whole and partial."""
    small = backhaul.load(DIAGNOSTICS / "_policy.yaml")
    large = backhaul.open(SHIPPED.name, "1.0.0")
    facts = json.loads((SHIPPED / "examples" / "facts-held.json").read_text())
    del facts["warehouse_arrived_at"]
    decisions = [small.decide(LOAN), small.decide({"books": 3}), large.decide(facts)]
    return tuple(json.dumps(decision.to_dict()).encode() for decision in decisions)


#: complete facts for `_policy.yaml`
LOAN: dict[str, object] = {
    "reader": "child",
    "lent_at": "2026-03-02T10:00:00+01:00",
    "back_at": 1774000000,
    "books": 3,
    "price": "12.50",
    "grace": "2 days",
    "damaged": None,
    "remark": "a note",
    "card": 4711,
}
#: a document for `_source.yaml`
SLIP = {
    "slip": {
        "reader": "C",
        "lent": "1772409600",
        "books": "3",
        "damaged": "true",
        "words": ["a", "b"],
        "card": "4711",
    }
}
_CASES = b"""\
language: 1
policy: loans
versions: ">=1.0.0"
facts: {reader: child, books: 3, price: "12.50", grace: 2 days, damaged: null, remark: null, card: 1}
cases:
  - name: a book that is back in time costs nothing
    facts: {lent_at: "2026-03-02T10:00:00+01:00", back_at: "2026-03-03T10:00:00+01:00"}
    expect: {fine.due: false, fine.rule: otherwise}
  - name: a book that is never back is not settled
    facts: {lent_at: "2026-03-02T10:00:00+01:00"}
    expect: {fine.due: unknown}
"""
_TEXTS = {
    "policy": _policies,
    "source": _sources,
    "cases": _cases,
    "facts": _facts,
    "document": _documents,
}
