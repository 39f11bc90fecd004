"""The columns of the input that stand beside the decisions: which, of what type, and under which names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from backhaul.diagnostics import BackhaulError, Diagnostic, listed, nearest
from backhaul.frozen import frozen
from backhaul.records.headers import columns_of
from backhaul.records.parquet_records import open_parquet

#: what stands before the name of a column, where the decisions have one that is called so
_INPUT = "input."


@frozen
class Kept:
    """Columns of the input, each with the name that it has in the output."""

    names: Mapping[str, str]
    #: their types, where the input has types
    types: Mapping[str, Any]

    @property
    def renamed(self) -> dict[str, str]:
        """Those that have another name in the output."""
        return {old: new for old, new in self.names.items() if old != new}


def kept_of_tables(
    files: Sequence[str], facts: Mapping[str, Any], keep: Sequence[str] | None, taken: Sequence[str]
) -> Kept:
    """Of Parquet files these columns, or all that are no facts, where the decisions have the names that are *taken*.

    Raises BackhaulError for a name that no file has, and where files have a column in types that are not one.
    """
    schemas = {file: open_parquet(file).schema_arrow for file in files}
    names = list(dict.fromkeys(name for schema in schemas.values() for name in schema.names))
    if keep is None:
        keep = [name for name in names if name not in facts]
    _check(keep, names)
    return Kept(_named(keep, taken), {name: _type(name, schemas) for name in keep})


def kept_of_records(files: Sequence[str], keep: Sequence[str], taken: Sequence[str]) -> Kept:
    """Of records these names; raises BackhaulError for one that is in no file, where all files say what is in them."""
    heads = [columns_of(file) for file in files]
    if None not in heads:
        _check(keep, [name for head in heads for name in head or ()])
    return Kept(_named(keep, taken), {})


def _check(keep: Sequence[str], names: Sequence[str]) -> None:
    if missing := [name for name in keep if name not in names]:
        help = "; ".join(filter(None, (nearest(name, names) for name in missing)))
        message = f"no file has a column to keep that is called {listed(missing, '`')}"
        raise BackhaulError([Diagnostic("usage", message, help or "look at the names of columns")])


def _named(keep: Sequence[str], taken: Sequence[str]) -> dict[str, str]:
    """The names in the output, where each is that of one column."""
    given: dict[str, str] = {}
    for name in keep:
        new = name
        while new in taken or new in given.values() or (new != name and new in keep):
            new = _INPUT + new
        given[name] = new
    return given


def _type(name: str, schemas: Mapping[str, Any]) -> Any:
    """The one type of a column in all files that have it."""
    types = {file: s.field(name).type for file, s in schemas.items() if name in s.names}
    (first, type), *others = types.items()
    for file, other in others:
        if other == type:
            continue
        fields = [pa.schema([pa.field(name, _plain(each))]) for each in (type, other)]
        try:
            type = pa.unify_schemas(fields, promote_options="permissive").field(name).type
        except pa.ArrowException:
            message = f"the column `{name}` is {type} in `{first}` and {other} in `{file}`"
            help = "give it one type, or name the columns to keep with `--keep`"
            raise BackhaulError([Diagnostic("wrong-kind", message, help)]) from None
    return type


def _plain(type: Any) -> Any:
    return type.value_type if pa.types.is_dictionary(type) else type
