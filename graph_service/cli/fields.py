"""Any result for people at a terminal, from what its fields say: a table for each list of rows, a line for the rest."""

from collections.abc import Mapping
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from enum import Enum

from rich.console import Console
from rich.text import Text

from graph_service.analysis.result import Result
from graph_service.cli.fitting import Grid
from graph_service.domain.described import described_fields

WIDE = 20  # columns; of a table with more, those that are empty in all rows are left out
_HEAD = {field.name for field in dataclass_fields(Result)}


def show_fields(out: Console, result: Result) -> None:
    """Print a result that has no form of its own."""
    for field in described_fields(type(result)):
        value = getattr(result, field.name)
        if field.name in _HEAD or (field.name == "next_after" and value is None):
            continue
        if isinstance(value, tuple) and value and is_dataclass(value[0]):
            out.print(_rows(value))
        elif is_dataclass(value):
            out.print(_rows((value,)))
        else:
            out.print(Text(f"{field.name.replace('_', ' ')}: {_cell(value)}"))


def _rows(rows: tuple[object, ...]) -> Grid:
    """A table of all columns that hold single values or lists of words."""
    columns = [
        field
        for field in described_fields(type(rows[0]))
        if not any(_is_nested(getattr(row, field.name)) for row in rows[:100])
    ]
    if len(columns) > WIDE:
        columns = [field for field in columns if any(getattr(row, field.name) is not None for row in rows)]
    numbers = [
        field.name.replace("_", " ")
        for field in columns
        if any(
            isinstance(value, int | float) and not isinstance(value, bool)
            for value in (getattr(row, field.name) for row in rows[:100])
        )
    ]
    table = Grid([field.name.replace("_", " ") for field in columns], right=numbers)
    for row in rows:
        table.add_row(*(_cell(getattr(row, field.name)) for field in columns))
    return table


def _is_nested(value: object) -> bool:
    if isinstance(value, tuple):
        return any(is_dataclass(item) for item in value)
    return is_dataclass(value) or isinstance(value, Mapping)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple):
        return ", ".join(_cell(item) for item in value)
    return str(value)
