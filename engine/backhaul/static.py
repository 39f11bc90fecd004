"""Words of `typing` that stand where modules are read at every start, at no cost to the program.

Importing `typing` takes as long as many decisions. Type checkers read its own words here; at run time
they are as little as the modules on the way to a decision need.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import (
        Any,
        Literal,
        Protocol,
        TypeVar,
        assert_never,
        cast,
        dataclass_transform,
        final,
        overload,
    )
else:
    from types import GenericAlias

    Any = object

    class Literal:
        """A union of values; `typing.get_args` gives them."""

        def __class_getitem__(cls, values: object) -> GenericAlias:
            return GenericAlias(cls, values)

    class Protocol:
        """What other classes look like; nothing is asked of it at run time."""

    def TypeVar(name: str, *_: object, **__: object) -> str:  # noqa: N802
        """The name of a type that varies."""
        return name

    def assert_never(value: object) -> None:
        """Nothing: a crash, where a closed set of nodes was not closed."""
        raise AssertionError(f"no case is for {value!r}")

    def cast(_: object, value: object) -> object:
        """The value."""
        return value

    def final(thing: object) -> object:
        """The class or function."""
        return thing

    def dataclass_transform(**_: object) -> object:
        """What marks a decorator, and leaves it as it is."""
        return final

    overload = final

__all__ = [
    "TYPE_CHECKING",
    "Any",
    "Literal",
    "Protocol",
    "TypeVar",
    "assert_never",
    "cast",
    "dataclass_transform",
    "final",
    "overload",
]
