"""A result as lists for spreadsheets: what its fields say makes the columns, so that no list has a form of its own.

A list of rows is a sheet. What a row holds in parts stands in columns of their own (`person.label`); a list within a
row is a further sheet, whose first column says to which row it belongs. All else stands on the sheet `about`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from datetime import date
from enum import Enum
from types import NoneType
from typing import Any, get_args, get_origin

from graph_service.analysis.columns import Rows
from graph_service.analysis.result import FLOAT_DIGITS, Result
from graph_service.domain.described import Described, described_fields
from graph_service.domain.use_case import UseCase
from graph_service.languages.source import N_
from graph_service.languages.translator import Translator
from graph_service.wording.cells import cell_text, heading, label_of_measure, sheet_title, yes_or_no
from graph_service.wording.words import note_in_full

Cell = str | int | float | date | None
Get = Callable[[Any], Any]
ABOUT = N_("about")
COLUMNS = N_("columns")


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: its name, and what it says."""

    name: str
    described: Described
    get: Get

    def cell(self, row: object) -> Cell:
        """Return what stands in a row, with the codes that machines read."""
        return cell_of(self.get(row))

    def said(self, row: object, translator: Translator) -> Cell:
        """Return what stands in a row, in the words of a language."""
        return cell_said(self.get(row), translator, self.described, self.name)


@dataclass(frozen=True, slots=True)
class ListSheet:
    """A list with its columns."""

    name: str
    columns: Sequence[SheetColumn]
    rows: Sequence[Any]

    def cells(self) -> Iterator[list[Cell]]:
        """Go through the rows, with the codes that machines read."""
        for row in self.rows:
            yield [column.cell(row) for column in self.columns]

    def said(self, translator: Translator) -> Iterator[list[Cell]]:
        """Go through the rows, in the words of a language."""
        for row in self.rows:
            yield [column.said(row, translator) for column in self.columns]

    def headings(self, translator: Translator) -> list[str]:
        """Return what stands over the columns."""
        return [heading(translator, column.name) for column in self.columns]

    def title(self, translator: Translator) -> str:
        """Return what the list is called."""
        return sheet_title(translator, self.name)


@dataclass(frozen=True, slots=True)
class ResultSheets:
    """The lists of a result, the one that is asked for first, and what else it says, as names and values."""

    lists: Sequence[ListSheet]
    about: Sequence[tuple[str, Cell]]


def result_sheets(result: Result, question: UseCase[Any, Any], translator: Translator) -> ResultSheets:
    """Return what a result holds as lists.

    Parameters
    ----------
    result : Result
        What was answered.
    question : UseCase[Any, Any]
        What was asked: the rows that it pages are the first list.
    translator : Translator
        Of the language in which it is told what else the result says.

    Returns
    -------
    ResultSheets
        Lists without a row among them.
    """
    lists: list[ListSheet] = []
    about: list[tuple[str, Cell]] = []
    telling = _Telling(translator)
    for field in described_fields(type(result)):
        value = getattr(result, field.name)
        kind = _row_kind(field.hint)
        if field.name == "notes":
            about += [(heading(translator, "note"), note_in_full(translator, note)) for note in result.notes]
        elif kind is not None:
            lists += _sheets(field.name, kind, value)
        elif is_dataclass(_given(field.hint)) or isinstance(value, Mapping):
            about += telling.pairs(field.name, value, field.described)
        else:
            about.append(telling.pair(field.name, value, field.described))
    first = question.paging.rows if question.paging else ""
    lists.sort(key=lambda sheet: (sheet.name != question.first_list, sheet.name.partition(" ")[0] != first))
    return ResultSheets(lists, about)


def title_of(result: Result, translator: Translator) -> str:
    """Return what a workbook says it is of: question, day, snapshot."""
    measure = label_of_measure(translator, result.measure)
    text = translator.text("{measure}, as of {day}, snapshot {snapshot}")
    return text.format(measure=measure, day=result.as_of, snapshot=result.snapshot_id)


def cell_of(value: object) -> Cell:
    """Return a value as a cell holds it: words in a row are separated by commas."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, float):
        return round(value, FLOAT_DIGITS) + 0.0
    if value is None or isinstance(value, str | int | date):
        return value
    if isinstance(value, Iterable):
        return ", ".join("" if cell is None else str(cell) for cell in map(cell_of, value))
    message = f"a list may not hold a {type(value).__name__}"
    raise TypeError(message)


def cell_said(value: object, translator: Translator, described: Described | None, name: str) -> Cell:
    """Return a value as a cell holds it, its words and sentences in a language; numbers and days stay what they are."""
    if isinstance(value, bool):
        return yes_or_no(translator, value)
    if isinstance(value, str | Enum):
        return cell_text(translator, str(cell_of(value)), described, name)
    if value is None or isinstance(value, int | float | date) or not isinstance(value, Iterable):
        return cell_of(value)
    cells = (cell_said(cell, translator, described, name) for cell in value)
    return ", ".join("" if cell is None else str(cell) for cell in cells)


@dataclass(frozen=True, slots=True)
class _Part:
    """A row of a list within a row, and what names the latter."""

    owner: Any
    row: Any


def _sheets(
    name: str, kind: type, rows: Sequence[Any], owner: SheetColumn | None = None, owners: Sequence[Any] = ()
) -> Iterator[ListSheet]:
    """Give a list of rows as a sheet, and the lists within its rows, each with the first column of its owner."""
    columns = list(_columns(kind, rows, "", lambda row: row))
    if owner is None:
        yield ListSheet(name, columns, rows)
    else:
        is_taken = owner.name in {column.name for column in columns}
        first = SheetColumn(f"of {owner.name}" if is_taken else owner.name, owner.described, lambda part: part.owner)
        inner = [SheetColumn(column.name, column.described, _of_part(column.get)) for column in columns]
        yield ListSheet(name, [first, *inner], list(map(_Part, owners, rows)))
    for path, part_kind, get in _inner_lists(kind, "", lambda row: row):
        pairs = [(columns[0].get(row), part) for row in rows for part in get(row) or ()]
        parts, part_owners = [part for _, part in pairs], [first_cell for first_cell, _ in pairs]
        yield from _sheets(f"{name} {path}", part_kind, parts, columns[0], part_owners)


def _of_part(get: Get) -> Get:
    return lambda part: get(part.row)


def _columns(kind: type, rows: Sequence[Any], prefix: str, get: Get) -> Iterator[SheetColumn]:
    for field in described_fields(kind):
        name = f"{prefix}{field.name}"
        take = _then(get, field.name)
        hint = _given(field.hint)
        if _row_kind(hint) is not None:
            continue
        if isinstance(hint, type) and is_dataclass(hint):
            yield from _columns(hint, rows, f"{name}.", take)
        elif get_origin(hint) is Mapping:
            part = _given(get_args(hint)[1])
            keys = dict.fromkeys(key for row in rows for key in take(row) or ())
            for key in keys:
                value = _item(take, key)
                if isinstance(part, type) and is_dataclass(part):
                    yield from _columns(part, rows, f"{name}.{key}.", value)
                elif _row_kind(part) is None:
                    yield SheetColumn(f"{name}.{key}", field.described, value)
        else:
            yield SheetColumn(name, field.described, take)


def _inner_lists(kind: type, prefix: str, get: Get) -> Iterator[tuple[str, type, Get]]:
    """Go through the lists of rows that a row holds: name, class of the rows, and how to get them."""
    for field in described_fields(kind):
        hint = _given(field.hint)
        take = _then(get, field.name)
        inner = _row_kind(hint)
        if inner is not None:
            yield f"{prefix}{field.name}", inner, take
        elif isinstance(hint, type) and is_dataclass(hint):
            yield from _inner_lists(hint, f"{prefix}{field.name}.", take)


def _then(get: Get, name: str) -> Get:
    def take(row: object) -> object:
        value = get(row)
        return None if value is None else getattr(value, name)

    return take


def _item(get: Get, key: str) -> Get:
    def take(row: object) -> object:
        value = get(row)
        return None if value is None else value.get(key)

    return take


def _row_kind(hint: object) -> type | None:
    """Return the class of the rows of a list; None: it is no list of rows."""
    hint = _given(hint)
    if get_origin(hint) not in {tuple, Rows, Sequence}:
        return None
    kind = get_args(hint)[0]
    return kind if isinstance(kind, type) and is_dataclass(kind) else None


def _given(hint: object) -> object:
    """Return a type without None."""
    kinds = [kind for kind in get_args(hint) if kind is not NoneType]
    return kinds[0] if NoneType in get_args(hint) and len(kinds) == 1 else hint


@dataclass(frozen=True, slots=True)
class _Telling:
    """Tells what a result says beside its lists, in a language."""

    translator: Translator

    def pair(self, name: str, value: object, described: Described | None) -> tuple[str, Cell]:
        """Return a value with what it is called."""
        return heading(self.translator, name), cell_said(value, self.translator, described, name)

    def pairs(self, name: str, value: object, described: Described | None) -> Iterator[tuple[str, Cell]]:
        """Go through a part of a result that is no list, as names and values."""
        if isinstance(value, Mapping):
            for key, part in value.items():
                yield from self.pairs(f"{name}.{key}", part, described)
        elif is_dataclass(value) and not isinstance(value, type):
            for field in described_fields(type(value)):
                yield from self.pairs(f"{name}.{field.name}", getattr(value, field.name), field.described)
        elif isinstance(value, tuple | Rows) and any(map(is_dataclass, value)):
            for number, part in enumerate(value, 1):
                yield from self.pairs(f"{name}.{number}", part, None)
        else:
            yield self.pair(name, value, described)
