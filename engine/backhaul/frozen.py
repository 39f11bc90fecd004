"""Immutable values with slots: what `dataclass(frozen=True, slots=True)` gives, at a third of its cost.

The standard decorator imports `inspect` and compiles six methods a class; for the sixty-odd classes on the way
to one decision that is a third of the process. Here only `__init__` is compiled, and when the first value is made:
of many classes none is. Type checkers treat it as a dataclass. Subclasses are not meant and `field` options other than `apart` are not offered.
"""

from __future__ import annotations

from operator import attrgetter

from backhaul.static import Any, Callable, Iterable, TypeVar, cast, dataclass_transform

T = TypeVar("T")


class _Apart:
    """A default of a field that equality, hash and repr pass over."""

    def __init__(self, default: object) -> None:
        self.default = default


def apart(*, default: Any) -> Any:
    """A field with this default that does not belong to the value's identity, such as its place."""
    return _Apart(default)


@dataclass_transform(frozen_default=True, field_specifiers=(apart,))
def frozen(cls: type[T]) -> type[T]:
    """The class with slots for its annotated fields, made by position or name and never changed.

    >>> @frozen
    ... class Point:
    ...     x: int
    ...     y: int = 0
    >>> Point(1) == Point(x=1, y=0), Point(1)
    (True, Point(x=1, y=0))
    >>> Point(1).x = 2
    Traceback (most recent call last):
    AttributeError: a Point cannot be changed
    """
    names = tuple(cls.__annotations__)
    given = {name: cls.__dict__[name] for name in names if name in cls.__dict__}
    left_out = (*names, "__dict__", "__weakref__")
    body = {key: value for key, value in cls.__dict__.items() if key not in left_out}
    compared = [name for name in names if not isinstance(given.get(name), _Apart)]
    setters: list[Callable[[object, object], None]] = []
    body |= {
        "__slots__": names,
        "__match_args__": names,
        "__setattr__": _refuse,
        "__delattr__": _refuse,
        "__reduce__": _reduce,
        "_identity": staticmethod(attrgetter(*compared)),
        "_compared": tuple(compared),
        "_setters": setters,
    }
    for name, method in (("__eq__", _equal), ("__hash__", _hash), ("__repr__", _repr)):
        if body.get(name) is None:
            body[name] = method
    made: Any = type(cls.__name__, cls.__bases__, body)
    defaults = {n: v.default if isinstance(v, _Apart) else v for n, v in given.items()}
    setters += (made.__dict__[name].__set__ for name in names)

    def first(self: Any, *values: object, **named: object) -> None:
        made.__init__ = _initialiser(made, names, defaults)
        made.__init__(self, *values, **named)

    made.__init__ = first
    return cast("type[T]", made)


def filled(cls: type[T], fields: Iterable[object]) -> T:
    """A value of a frozen class from all its fields in order: as calling it, with nothing compiled."""
    made = object.__new__(cls)
    for put, field in zip(cls._setters, fields, strict=True):  # type: ignore[attr-defined]
        put(made, field)
    return made


def _initialiser(
    cls: type[object], names: tuple[str, ...], defaults: dict[str, object]
) -> Callable[..., None]:
    """An `__init__` that fills the slots; only field names of our own source go into its text."""
    space: dict[str, Any] = {f"set_{name}": cls.__dict__[name].__set__ for name in names}
    space |= {f"default_{name}": value for name, value in defaults.items()}
    arguments = ", ".join(f"{n}=default_{n}" if n in defaults else n for n in names)
    lines = "\n".join(f"    set_{name}(self, {name})" for name in names) or "    pass"
    exec(f"def __init__(self, {arguments}):\n{lines}", space)  # noqa: S102
    initialiser: Callable[..., None] = space["__init__"]
    return initialiser


def with_fields(value: T, /, **fields: object) -> T:
    """The same value of a frozen class, but for these fields; raises TypeError for one that there is not."""
    kind: Any = type(value)
    kept = {name: getattr(value, name) for name in kind.__match_args__}
    changed: T = kind(**{**kept, **fields})
    return changed


def _equal(self: Any, other: Any) -> Any:
    if type(self) is not type(other):
        return NotImplemented
    return self._identity(self) == self._identity(other)


def _hash(self: Any) -> int:
    return hash((type(self), self._identity(self)))


def _repr(self: Any) -> str:
    fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._compared)
    return f"{type(self).__name__}({fields})"


def _reduce(self: Any) -> tuple[Any, ...]:
    return type(self), tuple(getattr(self, name) for name in self.__slots__)


def _refuse(self: Any, *_: object) -> None:
    raise AttributeError(f"a {type(self).__name__} cannot be changed")
