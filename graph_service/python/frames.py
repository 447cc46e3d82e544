"""Results as pandas frames, typed by what their fields declare; and frames as tables that the loaders read.

A list of records is a frame; a record within a record becomes columns with a point in their names, a list within one
a frame of its own, whose first column says to which row each belongs. What is missing is NA.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date, datetime
from enum import Enum
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal, cast, get_args, get_origin
from unicodedata import normalize

from graph_service.analysis.columns import Coded, Column, Rows
from graph_service.analysis.result import WITHHELD, Result, Withheld
from graph_service.domain.described import described_fields
from graph_service.domain.parameters import alternatives
from graph_service.errors import InputError, MissingExtraError
from loaders.read.budget import Budget
from loaders.read.text_table import TextTable

if TYPE_CHECKING:
    import pandas as pd

_HEAD = ("measure", "version", "as_of", "snapshot_id", "policy", "parameters", "records_until", "seed")
_KINDS: Mapping[Any, str] = {
    bool: "boolean",
    int: "Int64",
    float: "Float64",
    date: "datetime64[s]",
    str: "string",
}
VALUES = "values"  # the frame of single values
FIRST_LINE = 2  # of rows, as in a CSV file with a header


def pandas_module() -> Any:  # noqa: ANN401  a module
    """Return pandas, or say how it is installed."""
    try:
        import pandas as pd
    except ModuleNotFoundError as error:
        raise MissingExtraError("frames") from error
    return pd


def frames_of(result: Result, kind: type, *, handling: str) -> dict[str, "pd.DataFrame"]:
    """Return the lists of a result as frames, and its single values as one row of a frame of their own."""
    pd = pandas_module()
    frames: dict[str, Any] = {}
    single: dict[str, Any] = {}
    for field in described_fields(kind):
        value = getattr(result, field.name)
        item = _record_type(field.hint)
        if item is not None:
            _add_rows(frames, field.name, item, value)
        elif field.name not in _HEAD:
            _add_column(single, frames, field.name, field.hint, [value], parent=VALUES)
    named = {VALUES: pd.DataFrame(single)} if single else {}
    frames = {**named, **frames}
    head = {name: getattr(result, name) for name in _HEAD}
    for frame in frames.values():
        frame.attrs = {**head, "handling": handling}
    return frames


def _add_rows(frames: dict[str, "pd.DataFrame"], name: str, kind: type, rows: Sequence[Any]) -> None:
    """Add the frame of a list of records, and those of the lists within them."""
    pd = pandas_module()
    frames[name] = pd.DataFrame()  # its place in the order
    columns: dict[str, Any] = {}
    _add_fields(columns, frames, "", kind, rows, parent=name)
    frames[name] = pd.DataFrame(columns)


def _add_fields(
    columns: dict[str, Any],
    frames: dict[str, "pd.DataFrame"],
    prefix: str,
    kind: type,
    rows: Sequence[Any],
    *,
    parent: str,
) -> None:
    for field in described_fields(kind):
        if isinstance(rows, Rows):
            values: Column | list[Any] = rows.columns[field.name]
        else:
            values = [None if row is None else getattr(row, field.name) for row in rows]
        _add_column(columns, frames, f"{prefix}{field.name}", field.hint, values, parent=parent)


def _add_column(
    columns: dict[str, Any],
    frames: dict[str, "pd.DataFrame"],
    name: str,
    hint: Any,  # noqa: ANN401  a type
    values: Column | list[Any],
    *,
    parent: str,
) -> None:
    kinds = alternatives(hint)
    item = _record_type(hint)
    if item is not None:
        _add_nested(frames, f"{parent}.{name}", item, _plain_values(values))
    elif len(kinds) == 1 and is_dataclass(kinds[0]):
        _add_fields(columns, frames, f"{name}.", cast("type", kinds[0]), _plain_values(values), parent=parent)
    elif len(kinds) == 1 and get_origin(kinds[0]) in {Mapping, dict}:
        _add_mapping(columns, frames, name, get_args(kinds[0])[1], _plain_values(values), parent=parent)
    else:
        column, is_withheld = _typed(kinds, values)
        columns[name] = column
        if is_withheld is not None:
            columns[f"{name}.withheld"] = is_withheld


def _add_nested(frames: dict[str, "pd.DataFrame"], name: str, kind: type, lists: Sequence[Any]) -> None:
    pd = pandas_module()
    frames[name] = pd.DataFrame()
    lengths = [len(entries or ()) for entries in lists]
    columns: dict[str, Any] = {
        "row": pd.array([row for row, length in enumerate(lengths) for _ in range(length)], dtype="Int64")
    }
    records = list(chain.from_iterable(entries or () for entries in lists))
    _add_fields(columns, frames, "", kind, records, parent=name)
    frames[name] = pd.DataFrame(columns)


def _add_mapping(
    columns: dict[str, Any],
    frames: dict[str, "pd.DataFrame"],
    name: str,
    hint: Any,  # noqa: ANN401  a type
    mappings: Sequence[Mapping[str, Any] | None],
    *,
    parent: str,
) -> None:
    for key in dict.fromkeys(chain.from_iterable(mapping or () for mapping in mappings)):
        values = [None if mapping is None else mapping.get(key) for mapping in mappings]
        _add_column(columns, frames, f"{name}.{key}", hint, values, parent=parent)


def _typed(kinds: Sequence[Any], values: Column | list[Any]) -> tuple[Any, Any]:
    """Return a typed array of values, and where some are withheld from the caller another that says which."""
    pd = pandas_module()
    if isinstance(values, Coded) and 2 * len(values.words) <= len(values.codes):  # words come again
        words, is_withheld = _typed(kinds, list(values.words))
        return words.take(values.codes), None if is_withheld is None else is_withheld.take(values.codes)
    plain = _plain_values(values)
    dtype = _dtype(kinds)
    if dtype is None:
        array = pd.array([None] * len(plain), dtype=object)
        array[:] = plain
        return array, None
    is_withheld = None
    if Withheld in kinds:
        hidden = [value is WITHHELD for value in plain]
        is_withheld = pd.array(hidden, dtype="boolean") if any(hidden) else None
        plain = [None if value is WITHHELD else value for value in plain]
    if dtype == "string" and not set(map(type, plain)) <= {str, type(None)}:
        plain = [value.value if isinstance(value, Enum) else value for value in plain]
    return pd.array(plain, dtype=dtype), is_withheld


def _dtype(kinds: Sequence[Any]) -> str | None:
    """Return the type of a column, None for lists and for what has several types."""
    bare = set()
    for kind in kinds:
        if kind is Withheld:
            continue
        if get_origin(kind) is Literal or (isinstance(kind, type) and issubclass(kind, str)):
            bare.add(str)
        elif kind is datetime:
            return "datetime64[ms, UTC]"
        else:
            bare.add(kind)
    if bare == {int, float}:
        return _KINDS[float]
    return _KINDS.get(next(iter(bare))) if len(bare) == 1 else None


def _record_type(hint: Any) -> type | None:  # noqa: ANN401  a type
    """Return the class of the records in a list of them."""
    for kind in alternatives(hint):
        if get_origin(kind) in {tuple, Sequence} and is_dataclass(get_args(kind)[0]):
            return get_args(kind)[0]  # type: ignore[no-any-return]  # a dataclass
    return None


def _plain_values(values: Column | list[Any]) -> list[Any]:
    return values if isinstance(values, list) else values.values()


def table_of(name: str, frame: Any, *, budget: Budget) -> TextTable:  # noqa: ANN401  a frame of pandas, or what becomes one
    """Return a frame as a table of text, as a CSV file of it would hold it; a named index is a column too.

    Lines count as in that file: the header is line 1.
    """
    if not hasattr(frame, "iloc") and hasattr(frame, "to_pandas"):
        frame = frame.to_pandas()
    if not hasattr(frame, "iloc") or not hasattr(frame, "columns"):
        message = f"{name} is a {type(frame).__name__}, and a table is a DataFrame; give {{'persons': frame, …}}"
        raise InputError(message)
    index_names = [entry for entry in frame.index.names if entry is not None]
    if index_names:
        frame = frame.reset_index(level=index_names)
    header = tuple(normalize("NFC", _column_name(column).strip()) for column in frame.columns)
    columns = [_texts(frame.iloc[:, position]) for position in range(len(header))]
    lines = range(FIRST_LINE, FIRST_LINE + len(frame))
    return TextTable(name, header, columns, lines, budget=budget)


def _column_name(column: object) -> str:
    return " ".join(map(str, column)) if isinstance(column, tuple) else str(column)


def _texts(series: Any) -> list[str]:  # noqa: ANN401  a column of pandas
    """Write a column as text: nothing for what is missing, ISO for days, whole numbers without a point."""
    kind = series.dtype.kind if hasattr(series.dtype, "kind") else "O"
    values = series.tolist()
    missing = series.isna()
    if missing.any():
        return [
            "" if is_missing else text
            for is_missing, text in zip(missing.tolist(), _written(values, kind, missing.tolist()), strict=True)
        ]
    return list(_written(values, kind, None))


def _written(values: list[Any], kind: str, missing: list[bool] | None) -> Iterable[str]:
    if kind in "iu":
        return map(str, values)
    if missing is None and all(type(value) is str for value in values):
        return values
    return _each(values, missing)


def _each(values: list[Any], missing: list[bool] | None) -> Iterator[str]:
    for position, value in enumerate(values):
        yield "" if missing is not None and missing[position] else text_of(value)


def text_of(value: object) -> str:
    """Write a value as a cell of a table."""
    if isinstance(value, str):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, bool) or type(value).__name__ in {"bool_", "bool"}:
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        is_day = value.tzinfo is None and not (value.hour or value.minute or value.second or value.microsecond)
        return value.date().isoformat() if is_day else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        entries = sorted(map(text_of, value)) if isinstance(value, set | frozenset) else map(text_of, value)
        return "|".join(entries)
    return str(value)
