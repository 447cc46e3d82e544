"""Columns of plain values, in which every store gives out its records; turning them into records stands here once."""

from collections.abc import Mapping, Sequence
from datetime import date

from graph_service.domain.dates import day_numbers, day_of
from graph_service.domain.schema import Field, Kind, Value
from graph_service.domain.tables import Column, Table

Plain = str | int | float | bool | tuple[str, ...] | None  # as a column holds it: a date is a day number
PlainColumns = dict[str, dict[str, Sequence[Plain]]]  # kind name to column name to values


def table_of_plain(kind: Kind, plain: Mapping[str, Sequence[Plain]]) -> Table:
    """Turn day numbers into dates; a column that is not there becomes one of None.

    Parameters
    ----------
    kind : Kind
        Which kind.
    plain : Mapping[str, Sequence[Plain]]
        Columns by name, that of the key among them.

    Returns
    -------
    Table
        The records.
    """
    nothing = (None,) * len(plain[kind.key])
    columns: list[Column] = []
    for field in kind.fields:
        values = plain.get(field.name, nothing)
        if field.type is date and values is not nothing:
            dates = {number: day_of(int(str(number))) for number in set(values) if number is not None}
            columns.append([None if number is None else dates[number] for number in values])
        else:
            columns.append(values)
    return Table(kind, tuple(columns))


def plain_column(field: Field, column: Sequence[Value]) -> Sequence[Plain]:
    """Turn a column of a table into plain values: dates into day numbers.

    Parameters
    ----------
    field : Field
        Which field.
    column : Sequence[Value]
        Its values.

    Returns
    -------
    Sequence[Plain]
        What `table_of_plain` takes.
    """
    if field.type is not date:
        return column  # type: ignore[return-value]  # only columns of dates hold dates
    return day_numbers(column)
