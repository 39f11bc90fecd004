"""Whatever a file holds, the user meets a diagnostic: no foreign exception, no run without bounds."""

from itertools import count
from pathlib import Path
from random import Random

from effort import trials
from fuzz.mutations import changed_tree
from fuzz.run import run_many
from fuzz.watch import Watch

#: seconds that the short run takes; a long one sets the variable
SECONDS = trials(10)


def test_no_mutated_file_raises_a_foreign_exception_or_takes_too_much(tmp_path: Path) -> None:
    report = run_many(seed=0, numbers=count(), seconds=SECONDS, folder=tmp_path)

    assert not report.faults, report.text()
    assert report.inputs > 0


def test_a_foreign_exception_is_a_fault_named_after_its_kind() -> None:
    watch = Watch()
    watch.step("divide", lambda: 1 // 0)

    (fault,) = watch.faults
    assert fault.signature.startswith("divide: ZeroDivisionError")


def test_too_much_memory_is_a_fault() -> None:
    watch = Watch()
    watch.step("fill", lambda: bytearray(b"x" * (300 << 20)))

    assert [fault.signature for fault in watch.faults] == ["fill: memory"]


def test_the_same_number_makes_the_same_input() -> None:
    tree = {"a": [1, "b", {"c": None}]}
    assert changed_tree(Random("1"), tree) == changed_tree(Random("1"), tree)
