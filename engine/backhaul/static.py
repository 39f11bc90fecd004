"""Words of the standard library that stand where modules are read at every start, at little cost to the program.

Importing `typing`, `enum`, `functools` or `collections` takes as long as many decisions. Type checkers read their own
words here; at run time they are as little as the modules on the way to a decision need.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from enum import StrEnum
    from functools import cached_property, lru_cache
    from types import GenericAlias, NoneType, UnionType
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
    # what `collections.abc` is made of, without the package around it
    from _collections_abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    GenericAlias, NoneType, UnionType = type(list[int]), type(None), type(int | str)
    Any = object

    class cached_property:  # noqa: N801 - the name that it has in `functools`
        """A property that is worked out once."""

        def __init__(self, make: Callable) -> None:
            self.make = make

        def __get__(self, of: object, _: type) -> object:
            value = of.__dict__[self.make.__name__] = self.make(of)
            return value

    class _Members(type):
        """Makes a class whose members are the texts in its body, each once."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, object]) -> type:
            made = super().__new__(cls, name, bases, body)
            made.members = {}
            for key, text in body.items():
                if type(text) is str and not key.startswith("_"):
                    made.members[text] = str.__new__(made, text)
                    setattr(made, key, made.members[text])
            return made

        def __call__(cls, text: object) -> object:
            if text not in cls.members:
                raise ValueError(f"{text!r} is not a valid {cls.__name__}")
            return cls.members[text]

        def __iter__(cls) -> Iterator:
            return iter(cls.members.values())

    class StrEnum(str, metaclass=_Members):
        """A closed set of texts."""

        __slots__ = ()
        value = property(str.__str__)

        def __reduce_ex__(self, _: int) -> tuple:
            return type(self), (self.value,)

    def lru_cache(maxsize: int | None) -> Callable:
        """What `functools` has under this name, and loads when the function is first called."""

        def kept(function: Callable) -> Callable:
            made = []

            def call(*arguments: object, **named: object) -> object:
                if not made:
                    from functools import lru_cache

                    made.append(lru_cache(maxsize=maxsize)(function))
                return made[0](*arguments, **named)

            # so that it is pickled by its name
            for name in ("__module__", "__name__", "__qualname__", "__doc__"):
                setattr(call, name, getattr(function, name))
            return call

        return kept

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
    "Callable",
    "Collection",
    "GenericAlias",
    "Iterable",
    "Iterator",
    "Literal",
    "Mapping",
    "NoneType",
    "Protocol",
    "Sequence",
    "StrEnum",
    "TypeVar",
    "UnionType",
    "assert_never",
    "cached_property",
    "cast",
    "dataclass_transform",
    "final",
    "lru_cache",
    "overload",
]
