"""What the fields of frozen classes hold, by their annotations: asked of parts that come out of a file."""

from __future__ import annotations

import sys

from backhaul.static import Any, Callable, Literal, Mapping, NoneType, UnionType

#: the types that a field may have, and what else is asked of its value
Field = tuple[frozenset[type], "Callable[[Any], bool] | None"]
_known: dict[type, tuple[Field, ...]] = {}
_hints: dict[tuple[str, str], Field] = {}


def fit(cls: type, values: list[Any]) -> bool:
    """Whether these are values for the fields of a frozen class, as many as there are and each of its type."""
    fields = _known.get(cls)
    if fields is None:
        hints = cls.__annotations__.values()
        fields = _known[cls] = tuple([_hinted(cls.__module__, hint) for hint in hints])
    if len(fields) != len(values):
        return False
    for (types, inside), value in zip(fields, values, strict=True):
        if type(value) not in types or (inside and not inside(value)):
            return False
    return True


def _hinted(module: str, hint: str) -> Field:
    """What a field holds whose annotation stands in a module; the same is read once."""
    field = _hints.get((module, hint))
    if field is None:
        space = vars(sys.modules[module])
        field = _hints[module, hint] = _field(eval(hint, space))  # noqa: S307 - our own
    return field


def _field(hint: Any) -> Field:
    if isinstance(hint, UnionType):
        return _union([_field(each) for each in hint.__args__])
    origin = getattr(hint, "__origin__", None)
    if origin is None:
        return frozenset((NoneType if hint is None else hint,)), None
    arguments = hint.__args__
    if origin is Literal:
        values = frozenset(arguments if isinstance(arguments, tuple) else (arguments,))
        return frozenset((str,)), values.__contains__
    if origin is Mapping:
        if arguments[1] is object:
            return frozenset((dict,)), None
        below = _inside(_field(arguments[1]))
        return frozenset((dict,)), lambda value: below(value.values())
    if arguments[-1] is Ellipsis or origin is frozenset:
        return frozenset((origin,)), _inside(_field(arguments[0]))
    parts = [_field(each) for each in arguments]
    return (
        frozenset((origin,)),
        lambda value: (
            len(value) == len(parts)
            and all(_inside(part)((item,)) for part, item in zip(parts, value, strict=True))
        ),
    )


def _inside(field: Field) -> Callable[[Any], bool]:
    types, inside = field
    if inside is None:
        return lambda values: all(type(value) in types for value in values)
    return lambda values: all(type(value) in types and inside(value) for value in values)


def _union(fields: list[Field]) -> Field:
    """Any of these; of values of one type either all are asked something, or none is."""
    asked = {each: inside for types, inside in fields if inside for each in types}
    types = frozenset[type]().union(*(types for types, _ in fields))
    if not asked:
        return types, None
    return types, lambda value: type(value) not in asked or asked[type(value)](value)
