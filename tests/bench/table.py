"""Runs the harness and writes RESULTS.md: ours beside every engine, with what must be reached.

    python tests/bench/table.py                                   # everything, about an hour
    python tests/bench/table.py --peers python_ifelse,datalogic --rounds 3 --print
    python tests/bench/table.py --figures figures.json --print    # figures kept by --keep

Engines that are not installed are left out.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
HARNESS = HERE / "harness"
OURS, RELEASED = "backhaul_engine", "backhaul_released"
SIZES = (10, 100, 1_000, 10_000)
SHAPES = {"mixed": "mixed", "ranges": "told apart by ranges"}
HEAD = ("measure", "practical limit", "best engines", "ours", "ours ÷ limit", "must be reached")
PACKAGES = ("backhaul", "duckdb", "sqlglot", "pyarrow", "PyYAML")

Figures = Mapping[str, Any]


class Measure(NamedTuple):
    """One row of the table: what the harness calls it, its limit, and what must be reached."""

    title: str
    key: str
    unit: str
    limit: str
    #: at most so many times the limit
    most: float | None = None
    under_engines: bool = True
    #: at most so many of the unit
    at_most: float | None = None
    own: str = OURS
    shape: str = "mixed"


SCALE = {"µs": 1e6, "ns": 1e9, "ms": 1e3}
MEASURES = (
    Measure("one decision, epoch seconds", "single", "µs", "python_ifelse", 3),
    Measure("one decision, ISO texts", "iso", "µs", "python_ifelse", 2),
    Measure("with the trace, JSON-ready", "trace", "µs", "python_ifelse", None, False, at_most=10),
    Measure("1,000,000 dicts to dicts, each", "batch_1000000", "µs", "python_ifelse", 1.5, False),
    Measure("1,000,000 rows of Arrow, each", "columns_1000000", "ns", "duckdb_sql", 1.2),
    Measure("money and a month, one decision", "refund", "µs", "python_ifelse", 5),
    Measure("money and a month, 1,000,000 rows", "refund_columns_1000000", "ns", "duckdb_sql", 1.2),
    Measure("cold start, released policy", "cold", "ms", "python_ifelse", 2, False, own=RELEASED),
    Measure("cold start, edited YAML", "cold", "ms", "python_ifelse", 8, False),
    *(
        Measure(
            f"{size:,} rules, {words}",
            f"growth_{size}",
            "µs",
            "python_bitmap",
            1 if size == SIZES[-1] else None,
            shape=shape,
        )
        for shape, words in SHAPES.items()
        for size in SIZES
    ),
)


def medians(figures: Figures, measure: Measure) -> dict[str, float]:
    """The median of each peer that was measured, or the least of its rounds, in the measure's unit."""
    found = figures["runs"].get(measure.shape, {}).get(measure.key, {})
    which = figures.get("taken", "median")
    return {peer: one[which] * SCALE[measure.unit] for peer, one in found.items()}


def engines(figures: Figures, measure: Measure) -> list[tuple[float, str]]:
    """The engines that were measured, the fastest first; limits and ours are none."""
    peers = figures["runs"].get(measure.shape, {}).get("peers", {})
    return sorted(
        (seconds, peer)
        for peer, seconds in medians(figures, measure).items()
        if peers.get(peer, {}).get("kind") in ("engine", "expression")
        and peer not in (OURS, RELEASED)
    )


def number(value: float) -> str:
    """A figure with two or three digits that count."""
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def said(claim: str, reached: bool | None) -> str:
    """What must be reached, and whether it is."""
    return f"{claim}: {'not measured' if reached is None else 'yes' if reached else '**no**'}"


def row(figures: Figures, measure: Measure) -> list[str]:
    """The cells of one measure."""
    found, rivals = medians(figures, measure), engines(figures, measure)
    own, limit = found.get(measure.own), found.get(measure.limit)
    ratio = own / limit if own and limit else None
    claims = []
    if measure.under_engines:
        claim = f"under every engine ({len(rivals)} measured)"
        claims.append(said(claim, own < rivals[0][0] if own and rivals else None))
    if measure.most is not None:
        claims.append(
            said(f"at most {measure.most:g} ×", None if ratio is None else ratio <= measure.most)
        )
    if measure.at_most is not None:
        claim = f"at most {measure.at_most:g} {measure.unit}"
        claims.append(said(claim, own <= measure.at_most if own else None))
    return [
        f"{measure.title}, {measure.unit}",
        f"{measure.limit} {number(limit)}" if limit else "",
        " · ".join(f"{peer} {number(value)}" for value, peer in rivals[:3]),
        number(own) if own else "",
        number(ratio) if ratio else "",
        "; ".join(claims),
    ]


def loading_row(shape: str, found: Figures | None) -> list[str]:
    """The cells of loading the largest policy, or that it could not be loaded."""
    title = f"loading {SIZES[-1]:,} rules, {SHAPES[shape]}, ms"
    if not found or "load" not in found:
        return [title, "", "", (found or {}).get("refused", ""), "", said("under 8 ×", None)]
    limit, own = found["compose"] * 1e3, found["load"] * 1e3
    reached = said("under 8 ×", own / limit < 8)
    return [title, f"libyaml {number(limit)}", "", number(own), number(own / limit), reached]


def rows(figures: Figures) -> Iterator[list[str]]:
    """Every row of the table, its head first."""
    yield list(HEAD)
    yield ["---", "---", "---", "--:", "--:", "---"]
    for measure in MEASURES:
        yield row(figures, measure)
    for shape in SHAPES:
        yield loading_row(shape, figures.get("loading", {}).get(shape))


def render(figures: Figures) -> str:
    """The whole record as Markdown: the table, what it ran on, and every table of the harness."""
    table = "\n".join("| " + " | ".join(cells) + " |" for cells in rows(figures))
    peers = figures["runs"].get("mixed", {}).get("peers", {})
    missing = {name: peer["error"] for name, peer in peers.items() if "error" in peer}
    wrong = [name for name, peer in peers.items() if not peer.get("check", {"ok": True})["ok"]]
    left = [f"{name} ({error.partition(':')[0]})" for name, error in missing.items()]
    parts = ["# Results", figures["machine"], table]
    if left:
        parts.append(f"Not installed here: {', '.join(left)}.")
    if wrong:
        parts.append(f"Not equal to the reference, so not measured: {', '.join(wrong)}.")
    if figures.get("counts"):
        parts += ["## Counts", figures["counts"].strip()]
    for shape, text in figures.get("tables", {}).items():
        parts += [f"## Every peer: {SHAPES[shape]}", text.strip()]
    return "\n\n".join(parts) + "\n"


def machine(taken: str) -> str:
    """What the figures were measured on and with, and when, in one paragraph."""
    cpu = "an unknown processor"
    if (information := Path("/proc/cpuinfo")).exists():
        lines = information.read_text(encoding="utf-8").splitlines()
        names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
        cpu = names[0] if names else cpu
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = []
    for package in PACKAGES:
        try:
            packages.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            packages.append(f"no {package}")
    return (
        f"{datetime.now(UTC).date()}, {cpu}, {os.cpu_count()} cores, load {os.getloadavg()[1]:.1f}, "
        f"{memory:.0f} GiB; Python {sys.version.split()[0]}, {', '.join(packages)}. "
        f"The {taken} of interleaved rounds; compare ratios, and none across tables."
    )


def release(folder: Path) -> Path:
    """The parcel policy as a released version in a folder of its own."""
    directory = folder / "parcel"
    (directory / "cases").mkdir(parents=True)
    shutil.copy(HERE / "policies" / "parcel.yaml", directory / "1.0.0.yaml")
    shutil.copy(HERE / "policies" / "released-case.yaml", directory / "cases" / "parcel.yaml")
    command = [sys.executable, "-m", "backhaul.cli", "release", str(directory), "1.0.0"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return directory / "1.0.0.yaml"


def harness(shape: str, arguments: list[str], folder: Path, released: Path) -> tuple[Any, str]:
    """What the harness measured, and the tables that it printed."""
    kept = folder / f"{shape}.json"
    command = [sys.executable, str(HARNESS / "run.py"), "--json", str(kept), "--shape", shape]
    only = [] if shape == "mixed" else ["--only", "growth"]
    known = {**os.environ, "BENCH_RELEASED": str(released)}
    done = subprocess.run(
        [*command, *arguments, *only], check=True, stdout=subprocess.PIPE, text=True, env=known
    )
    return json.loads(kept.read_text(encoding="utf-8")), done.stdout


def seconds(call: Callable[[], object]) -> float:
    """How long a call takes."""
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def loading(shape: str, folder: Path, times: int = 5) -> dict[str, Any]:
    """The seconds of loading the largest policy, and of libyaml alone, composing the same file."""
    import yaml

    import backhaul

    sys.path.insert(0, str(HARNESS))
    rules = import_module("growth").rules(SIZES[-1], shape=shape)
    text = import_module("peers.backhaul_engine").growth_text(rules)
    path = folder / f"{shape}.yaml"
    path.write_text(text, encoding="utf-8")
    compose, load = [], []
    try:
        for _ in range(times):
            compose.append(seconds(lambda: yaml.compose(text, Loader=yaml.CSafeLoader)))
            load.append(seconds(lambda: backhaul.load(path)))
    except AttributeError:
        return {"refused": "PyYAML was built without libyaml"}
    except backhaul.BackhaulError as error:
        return {"refused": error.diagnostics[0].code}
    return {"compose": statistics.median(compose), "load": statistics.median(load)}


def measured(arguments: list[str], keep: Path | None, taken: str) -> dict[str, Any]:
    """Every figure, and the tables as the harness printed them; kept as they come."""
    figures: dict[str, Any] = {"taken": taken, "runs": {}, "tables": {}, "loading": {}}
    figures["machine"] = machine(taken)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        released = release(folder)
        for shape in SHAPES:
            found = harness(shape, arguments, folder, released)
            figures["runs"][shape], figures["tables"][shape] = found
            figures["loading"][shape] = loading(shape, folder)
            if keep:
                write(keep, json.dumps(figures, indent=1) + "\n")
    counts = [sys.executable, str(HERE / "counts.py")]
    figures["counts"] = subprocess.run(counts, check=True, stdout=subprocess.PIPE, text=True).stdout
    return figures


def write(path: Path, text: str) -> None:
    """Write a file beside its place and then move it there."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def main() -> None:
    """Measure, or read what was measured; print the table, and write it down."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--peers", default="", help="comma-separated peers; ours are always among them")
    add("--rounds", type=int, default=11, help="rounds of every measure (default: 11)")
    add("--least", action="store_true", help="the least of the rounds: others use the machine, too")
    add("--figures", type=Path, help="render these figures instead of measuring")
    add("--keep", type=Path, help="keep the figures in this file")
    add("--print", action="store_true", help="print only, and leave RESULTS.md as it is")
    given = parser.parse_args()
    if given.figures:
        figures = json.loads(given.figures.read_text(encoding="utf-8"))
    else:
        peers = [OURS, RELEASED, *given.peers.split(",")] if given.peers else []
        chosen = ["--peers", ",".join(dict.fromkeys(peers))] if peers else []
        chosen += ["--rounds", str(given.rounds)]
        figures = measured(chosen, given.keep, "least" if given.least else "median")
    if given.keep:
        write(given.keep, json.dumps(figures, indent=1) + "\n")
    text = render(figures)
    print(text, end="")
    if not given.print:
        write(HERE / "RESULTS.md", text)


if __name__ == "__main__":
    main()
