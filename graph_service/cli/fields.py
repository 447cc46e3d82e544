"""Any result for people at a terminal, from what its fields say: a table for each list of rows, a line for the rest.

What holds nothing takes no room: empty columns and values, and labels that only repeat the ids beside them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from enum import Enum
from math import floor, isfinite, log10

from rich.console import Console
from rich.text import Text

from graph_service.analysis.result import Result
from graph_service.cli.fitting import Grid
from graph_service.cli.language import is_english, spoken
from graph_service.domain.described import Described, described_fields
from graph_service.wording.cells import cell_text, heading, yes_or_no

MOST_DECIMALS = 8
_PLACE = {"n_rows", "next_after"}
_HEAD = {field.name for field in dataclass_fields(Result)}


def show_fields(out: Console, result: Result) -> None:
    """Print a result that has no form of its own."""
    for field in described_fields(type(result)):
        value = getattr(result, field.name)
        name = _heading(field.name)
        if field.name in _HEAD | _PLACE or _is_empty(value):
            continue
        if isinstance(value, tuple) and is_dataclass(value[0]):
            out.print(rows_table(value))
        elif is_dataclass(value):
            out.print(Text(f"{name}: {_counts(value)}") if _is_of_counts(value) else rows_table((value,)))
        else:
            said = _cell(value, _decimals([value]), field.described, field.name)
            out.print(Text(said if field.name == "caveat" else f"{name}: {said}"))
    next_after = getattr(result, "next_after", None)
    if next_after is not None:
        n_rows = getattr(result, "n_rows", None)
        text = spoken().text("more after {id}" if n_rows is None else "{n} rows; more after {id}")
        out.print(Text(text.format(n=n_rows, id=next_after)))


def rows_table(rows: Sequence[object]) -> Grid:
    """Return a table of all columns that hold single values or lists of words."""
    described = {field.name: field.described for field in described_fields(type(rows[0]))}
    values = {name: [getattr(row, name) for row in rows] for name in described}
    shown = {
        name: column
        for name, column in values.items()
        if not any(map(_is_nested, column)) and not all(map(_is_empty, column))
    }
    if shown.get("label") == shown.get("person_id"):
        shown.pop("label", None)
    heads = [_full_heading(name) if name.removeprefix("n_") in shown else _heading(name) for name in shown]
    numbers = [head for head, column in zip(heads, shown.values(), strict=True) if any(map(_is_number, column))]
    table = Grid(heads, right=numbers)
    decimals = [_decimals(column) for column in shown.values()]
    for row in zip(*shown.values(), strict=True):
        cells = zip(row, decimals, shown, strict=True)
        table.add_row(*(_cell(value, n, described[name], name) for value, n, name in cells))
    return table


def _heading(name: str) -> str:
    """Write the name of a field: a number needs no sign that it is one."""
    return _full_heading(name.removeprefix("n_") if is_english() else name)


def _full_heading(name: str) -> str:
    return name.replace("_", " ") if is_english() else heading(spoken(), name)


def _is_of_counts(value: object) -> bool:
    return all(field.name.startswith("n_") for field in described_fields(type(value)))


def _counts(value: object) -> str:
    """Write the counts of a part in one line: 20 persons, 31 ties."""
    if not is_english():
        named = ((_heading(field.name), getattr(value, field.name)) for field in described_fields(type(value)))
        return ", ".join(f"{name.lower()} {n}" for name, n in named)
    counts = [(field.name.removeprefix("n_"), getattr(value, field.name)) for field in described_fields(type(value))]
    return ", ".join(f"{n} {noun.removesuffix('s') if n == 1 else noun}" for noun, n in counts)


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str | tuple | Mapping) and not value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_nested(value: object) -> bool:
    if isinstance(value, tuple):
        return any(is_dataclass(item) for item in value)
    return is_dataclass(value) or isinstance(value, Mapping)


def _decimals(values: Iterable[object]) -> int:
    """Return how many decimals let the numbers of a column be compared: three digits that count in the largest."""
    magnitudes = [abs(value) for value in values if isinstance(value, float) and isfinite(value)]
    largest = max(magnitudes, default=0.0)
    if all(size == floor(size) for size in magnitudes):
        return 0
    magnitude = floor(log10(largest))
    return min(MOST_DECIMALS, max(1, 3 - magnitude) if magnitude >= 0 else 2 - magnitude)


def _cell(value: object, decimals: int, described: Described | None = None, name: str = "") -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return yes_or_no(spoken(), value)
    if isinstance(value, float):
        return spoken().decimal(f"{value:.{decimals}f}")
    if isinstance(value, Enum):
        value = str(value.value)
    if isinstance(value, tuple):
        return ", ".join(_cell(item, decimals, described, name) for item in value)
    return cell_text(spoken(), value, described, name) if isinstance(value, str) else str(value)
