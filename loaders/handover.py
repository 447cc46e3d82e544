"""How checked tables go from the process that reads an upload to the one that writes: as lines of JSON.

Whoever reads such lines runs nothing that stands in them, and takes no line and no table that is longer than
announced: the process that wrote them has read what somebody else sent.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType, NoneType
from typing import IO, Any, Final

from graph_service.domain.dates import day_number, day_of
from graph_service.domain.row_lines import RowLines
from graph_service.domain.schema import KINDS, Field, Value
from graph_service.domain.tables import Column, Table, Tables

LINE_BYTES: Final = 1 << 20  # a line is split beyond that; one of a single value may be longer
MOST_LINE_BYTES: Final = 1 << 24
VALUES: Final = 4_000  # of a line; to decode them holds other work up for a millisecond or two
_FORMS: Final[Mapping[type, set[type]]] = MappingProxyType(
    {date: {int}, tuple: {list}, float: {int, float}}
)  # of which types JSON makes them
_FIRST_DAY, _LAST_DAY = day_number(date.min), day_number(date.max)
_encode = json.JSONEncoder(separators=(",", ":"), default=day_number).encode


class HandoverError(ValueError):
    """What was handed over is not what is expected."""


def written(tables: Tables) -> Iterator[str]:
    """Write tables: first which and how long, then their columns in parts; a column without a value is one `null`."""
    yield _encode([[name, len(table)] for name, table in tables.items()])
    for table in tables.values():
        for column in table.columns:
            if all(value is None for value in column):
                yield "null"
                continue
            for start in range(0, len(column), VALUES):
                yield from _lines(column[start : start + VALUES])


def written_lines(lines: Mapping[str, RowLines]) -> Iterator[str]:
    """Write where the rows of the tables were read, in the order of the tables."""
    for table_lines in lines.values():
        yield _encode(list(table_lines.files))
        for start in range(0, len(table_lines.lines), VALUES):
            yield _encode(list(table_lines.lines[start : start + VALUES]))


def _lines(values: Sequence[Value]) -> Iterator[str]:
    line = _encode(values)
    if len(line) <= LINE_BYTES or len(values) == 1:
        yield line
        return
    middle = len(values) // 2
    yield from _lines(values[:middle])
    yield from _lines(values[middle:])


def read(stream: IO[bytes], *, max_rows: int) -> dict[str, Table]:
    """Read tables that were written so; `HandoverError` where they were not."""
    sizes = _sizes(line_of(stream), max_rows)
    tables: dict[str, Table] = {}
    for name, n_rows in sizes.items():
        kind = KINDS[name]
        tables[name] = Table(kind, tuple(_column(stream, field, n_rows) for field in kind.fields))
    return tables


def read_lines(stream: IO[bytes], tables: Tables) -> dict[str, RowLines]:
    """Read where the rows of tables were read; `HandoverError` where it was not written so."""
    lines: dict[str, RowLines] = {}
    for name, table in tables.items():
        files = [_counted_file(entry) for entry in _list_of(line_of(stream))]
        if sum(n_rows for _, n_rows in files) != len(table):
            raise HandoverError("more or fewer rows were read than there are")
        numbers: list[int] = []
        while len(numbers) < len(table):
            part = _list_of(line_of(stream))
            if not 0 < len(part) <= len(table) - len(numbers):
                raise HandoverError("there are more or fewer lines than rows")
            if not all(type(number) is int and number >= 0 for number in part):
                raise HandoverError("a line is no number")
            numbers += part
        lines[name] = RowLines(files, numbers)
    return lines


def _counted_file(entry: object) -> tuple[str, int]:
    file, n_rows = entry if isinstance(entry, list) and len(entry) == 2 else (None, None)  # noqa: PLR2004  a pair
    if not isinstance(file, str) or type(n_rows) is not int or n_rows < 0:
        raise HandoverError("a file is not one that rows were read from")
    return file, n_rows


def _list_of(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise HandoverError("a line is no list")
    return value


def line_of(stream: IO[bytes]) -> object:
    """Read one line of JSON."""
    line = stream.readline(MOST_LINE_BYTES + 1)
    if len(line) > MOST_LINE_BYTES or not line.endswith(b"\n"):
        raise HandoverError("a line is too long or cut off")
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise HandoverError("a line is not JSON") from error


def _sizes(head: object, max_rows: int) -> Mapping[str, int]:
    sizes: dict[str, int] = {}
    for entry in head if isinstance(head, list) else ():
        name, n_rows = entry if isinstance(entry, list) and len(entry) == 2 else (None, None)  # noqa: PLR2004  a pair
        if name not in KINDS or name in sizes or type(n_rows) is not int or not 0 < n_rows <= max_rows:
            raise HandoverError("a table is not one that can be loaded")
        sizes[name] = n_rows
    return sizes


def _column(stream: IO[bytes], field: Field, n_rows: int) -> Column:
    column: list[Value] = []
    while len(column) < n_rows:
        values = line_of(stream)
        if values is None and not column:
            return [None] * n_rows
        if not isinstance(values, list) or not 0 < len(values) <= n_rows - len(column):
            raise HandoverError("a column is longer or shorter than it should be")
        column += _decoded(field, values)
    return column


def _decoded(field: Field, values: list[Any]) -> Sequence[Value]:
    """Dates and lists have no form of their own in JSON; whatever else is wrong, no store admits."""
    types = set(map(type, values)) - {NoneType}
    if types - _FORMS.get(field.type, {str if issubclass(field.type, str) else field.type}):
        raise HandoverError("a value is not of the type of its column")
    if field.type is date:
        return [None if value is None else _day(value) for value in values]
    if field.type is tuple:
        return [None if value is None else _words(value) for value in values]
    return values


def _day(number: int) -> date:
    if not _FIRST_DAY <= number <= _LAST_DAY:
        raise HandoverError("a day is no day")
    return day_of(number)


def _words(values: list[object]) -> tuple[str, ...]:
    words = tuple(value for value in values if isinstance(value, str))
    if len(words) < len(values):
        raise HandoverError("a list holds more than words")
    return words
