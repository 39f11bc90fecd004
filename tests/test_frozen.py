"""Immutable values: equal by their fields, never changed, copied and sent elsewhere whole."""

import copy
import pickle
from typing import Any

import pytest

from backhaul.frozen import apart, frozen


@frozen
class Point:
    """A point."""

    x: int
    y: int = 0
    place: str = apart(default="nowhere")

    @property
    def total(self) -> int:
        """The sum."""
        return self.x + self.y


@frozen
class Other:
    """Another class with the same fields."""

    x: int
    y: int


def test_values_are_made_by_position_or_name_with_defaults() -> None:
    assert Point(1) == Point(x=1, y=0)
    assert (1, 2, 3) == (Point(1, 2).x, Point(1, 2).y, Point(1, 2).total)


def test_what_stands_apart_is_no_part_of_equality_hash_or_repr() -> None:
    assert Point(1, 2, "here") == Point(1, 2, "there")
    assert hash(Point(1, 2, "here")) == hash(Point(1, 2, "there"))
    assert "Point(x=1, y=2)" == repr(Point(1, 2, "here"))


def test_values_of_different_classes_are_never_equal() -> None:
    others: list[object] = [Other(1, 2), (1, 2)]

    assert Point(1, 2) not in others


def test_nothing_can_be_set_added_or_deleted() -> None:
    with pytest.raises(AttributeError, match="a Point cannot be changed"):
        Point(1).x = 2  # type: ignore[misc]
    with pytest.raises(AttributeError):
        Point(1).z = 2  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        del Point(1).x


def test_a_missing_or_unknown_field_is_a_type_error() -> None:
    with pytest.raises(TypeError):
        Point()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Point(1, z=2)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))]
)
def test_copies_are_equal_and_keep_what_stands_apart(copied: Any) -> None:
    point = copied(Point(1, 2, "here"))

    assert Point(1, 2) == point
    assert point.place == "here"


def test_a_pattern_matches_by_position() -> None:
    match Point(1, 2):
        case Point(x, y):
            assert (x, y) == (1, 2)
