"""What is done with every mutated file: whatever a user, a service or a colleague does with it."""

from __future__ import annotations

import json
import pickle
import shutil
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any, Literal

import backhaul
from backhaul.cli.main import main
from backhaul.digests import digest_of
from fuzz.mutations import changed_text, changed_tree, kin, mutated
from fuzz.seeds import DIAGNOSTICS, GENERATED, LOAN, SHIPPED, SLIP, corpus, receipts
from fuzz.watch import Watch
from versions import loans

#: writes a mutated input into a folder, and uses it
Target = Callable[[Random, Path, Watch], None]
#: decisions after which a policy is compiled, and some more
TIMES = 10


def policy(random: Random, folder: Path, watch: Watch) -> None:
    """A policy is opened, decides, explains itself and is checked."""
    file = folder / "policy.yaml"
    trees, texts = _of("policy")
    right = trees[: GENERATED + 1]
    gentle = random.random() < 0.6
    file.write_bytes(kin(random, random.choice(right)) if gentle else mutated(random, trees, texts))
    opened = watch.step("load", lambda: backhaul.load(file))
    if opened is not None:
        _exercise(random, opened, watch)
    command(watch, "check", "--no-proof", file)
    if random.random() < 0.05:
        command(watch, "check", file)
    if random.random() < 0.1:
        command(watch, "cases", file)


def source(random: Random, folder: Path, watch: Watch) -> None:
    """A source is checked, and reads a document."""
    file = folder / "source.yaml"
    file.write_bytes(mutated(random, *_of("source")))
    command(watch, "check", file, "--policy", _small_file())
    watch.step("read", lambda: _small().read(SLIP, file))
    watch.step("read", lambda: _large().read(_document(), file))


def document(random: Random, folder: Path, watch: Watch) -> None:
    """A document is read through a right source, and decided."""
    file = folder / "document.json"
    file.write_bytes(mutated(random, *_of("document")))
    command(watch, "decide", SHIPPED.name, file, "--source", "tiktok-shop-open-api")
    tree = changed_tree(random, random.choice(corpus("document").trees))
    if facts := watch.step("read", lambda: _large().read(tree, "tiktok-shop-open-api")):
        _decide(random, _large(), facts, watch)


def facts(random: Random, folder: Path, watch: Watch) -> None:
    """Facts out of a file, and facts as Python values."""
    file = folder / random.choice(("facts.json", "facts.yaml"))
    file.write_bytes(mutated(random, *_of("facts")))
    form = random.choice(("text", "json", "markdown", "html"))
    command(watch, "decide", SHIPPED.name, file, "--format", form, "--lang", "zh")
    command(watch, "decide", _small_file(), file)
    _decide(random, _small(), changed_tree(random, LOAN), watch)
    _decide(random, _large(), changed_tree(random, random.choice(corpus("facts").trees)), watch)


def cases(random: Random, folder: Path, watch: Watch) -> None:
    """A case file is run and checked beside its policy."""
    home = folder / "loans"
    (home / "cases").mkdir(parents=True)
    shutil.copy(_small_file(), home / "1.0.0.yaml")
    (home / "cases" / "all.yaml").write_bytes(mutated(random, *_of("cases")))
    command(watch, "check", "--no-proof", home)
    command(watch, "test", "--policy", home / "1.0.0.yaml")
    if random.random() < 0.3:
        command(watch, "test", "--policy", home / "1.0.0.yaml", "--record")


def lock(random: Random, folder: Path, watch: Watch) -> None:
    """A directory with a changed lock is checked, and its policy opened."""
    home = _released(folder)
    path = home / "released.lock"
    path.write_bytes(_changed_json(random, path.read_bytes()))
    _open_released(home, watch)


def form(random: Random, folder: Path, watch: Watch) -> None:
    """A compiled form is changed, and the lock vouches for it."""
    home = _released(folder)
    path, lock = home / "1.0.0.compiled.json", home / "released.lock"
    before = path.read_bytes()
    after = _changed_json(random, before)
    path.write_bytes(after)
    lock.write_text(lock.read_text().replace(digest_of(before), digest_of(after)))
    _open_released(home, watch)


def receipt(random: Random, folder: Path, watch: Watch) -> None:
    """Changed receipts are verified."""
    file = folder / "receipts.jsonl"
    lines = [_changed_json(random, text) for text in receipts()]
    file.write_bytes(b"\n".join(random.sample(lines, random.choice((1, 2, 3)))) + b"\n")
    (folder / "policies").mkdir()
    shutil.copytree(SHIPPED, folder / "policies" / SHIPPED.name)
    (folder / "policies" / "loans").mkdir()
    shutil.copy(_small_file(), folder / "policies" / "loans" / "1.0.0.yaml")
    command(watch, "verify", file, "--policies", folder / "policies")
    command(watch, "verify", file, "--policies", folder / "policies", "--format", "json")


#: every target, and how often it is chosen
TARGETS: dict[str, tuple[Target, int]] = {
    "policy": (policy, 6),
    "source": (source, 3),
    "document": (document, 2),
    "facts": (facts, 3),
    "cases": (cases, 3),
    "lock": (lock, 1),
    "form": (form, 2),
    "receipt": (receipt, 2),
}


def command(watch: Watch, *arguments: object) -> None:
    """A command of the command line, which ends with a status and prints no traceback."""

    def run() -> None:
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            status = main([str(argument) for argument in arguments])
        if status not in (0, 1, 2, 3):
            raise AssertionError(f"status {status}")

    watch.step(f"{arguments[0]}", run)


def _exercise(random: Random, opened: backhaul.Policy, watch: Watch) -> None:
    """Decide as callers do, on facts that mostly fit."""
    given = {name: _value(random, fact) for name, fact in opened.model.facts.items()}
    partial = {name: value for name, value in given.items() if random.random() < 0.6}
    _decide(random, opened, given, watch)
    _decide(random, opened, partial, watch)
    watch.step("timeline", lambda: [*opened.timeline(partial)])
    watch.step("pickle", lambda: pickle.loads(pickle.dumps(opened)))


def _decide(random: Random, opened: backhaul.Policy, given: Any, watch: Watch) -> None:
    decision = None
    for _ in range(TIMES):
        decision = watch.step("decide", lambda: opened.decide(given, extra="ignore"))
        if decision is None:
            return
    assert decision is not None
    watch.step("outcome", lambda: (decision.outcome, decision.rules, decision.possible))
    watch.step("trace", decision.trace_json)
    watch.step("record", lambda: json.dumps(decision.to_dict()).encode("ascii"))
    language = random.choice(opened.languages)
    why: Literal["short", "full"] = random.choice(("short", "short", "short", "full"))
    form: Literal["text", "markdown", "html"] = random.choice(("text", "markdown", "html"))
    watch.step("explain", lambda: decision.explain(language, why=why, form=form).encode())


def _value(random: Random, fact: Any) -> object:
    """A value of the fact's kind, mostly."""
    kind = str(fact.type.kind.value)
    if fact.type.choices and random.random() < 0.9:
        return random.choice([*fact.type.choices])
    values: dict[str, tuple[object, ...]] = {
        "boolean": (True, False),
        "integer": (0, 1, -5, 10**12),
        "decimal": ("0", "12.5", "-3.25", "999999999999"),
        "datetime": (
            "2026-03-02T10:00:00+07:00",
            "2024-02-29T00:00:00Z",
            {"from": "2026-03-02T10:00:00Z"},
        ),
        "duration": ("0 days", "14 days", "36 hours"),
        "text": ("", "plain", "a 'quoted' <b>"),
    }
    return random.choice((*values.get(kind, ("x",)), None))


def _changed_json(random: Random, data: bytes) -> bytes:
    """JSON with its structure changed, or its text."""
    if random.random() < 0.3:
        return changed_text(random, data)
    tree = changed_tree(random, json.loads(data))
    return json.dumps(tree).encode()


def _open_released(home: Path, watch: Watch) -> None:
    opened = watch.step("load", lambda: backhaul.load(home / "1.0.0.yaml"))
    if opened is not None:
        _decide(Random(0), opened, loans.NEXT_DAY, watch)
    command(watch, "decide", home, home / "facts.json")
    command(watch, "check", "--no-proof", home)
    watch.step("store", lambda: backhaul.PolicyStore(home.parent))


def _released(folder: Path) -> Path:
    """A directory with one released version, in this folder."""
    master = folder.parent / "released"
    if not master.exists():
        loans.release(master, "1.0.0")
        (master / loans.ID / "facts.json").write_text(json.dumps(loans.NEXT_DAY))
    shutil.copytree(master / loans.ID, folder / loans.ID)
    return folder / loans.ID


def _of(kind: str) -> tuple[tuple[Any, ...], tuple[bytes, ...]]:
    return corpus(kind).trees, corpus(kind).texts


def _small_file() -> Path:
    return DIAGNOSTICS / "_policy.yaml"


@cache
def _small() -> backhaul.Policy:
    return backhaul.load(_small_file())


@cache
def _large() -> backhaul.Policy:
    return backhaul.open(SHIPPED.name, "1.0.0")


@cache
def _document() -> Any:
    return json.loads((SHIPPED / "examples" / "public-timeline.json").read_text())
