"""What the cells of a column look like: the facts by which a table without a mapping is understood."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from graph_service.domain.schema import BY_TABLE
from loaders.mapping.column_words import is_nothing
from loaders.read.cells import parser
from loaders.read.reading import Read
from loaders.table_file import TableFile

NEARLY_ALL = 0.9
MOST = 0.6
A_TENTH = 0.1
FEW_WORDS = 20  # distinct words up to which a column may be one of kinds
FORM_CELLS = 2_000  # distinct cells by which the form of a column is judged
YEARS = (1850, 2200)
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?")
_WHOLE = re.compile(r"[+-]?\d{1,15}")
_DATE_LIKE = re.compile(
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})|(?:19|20)\d{6})(?:[T ]\d{1,2}:\d\d.*)?"
)
_PERSONAL_NUMBER = re.compile(r"(?:\d\d)?\d{6}[-+]?\d{4}")
_SEVERAL = re.compile(r"\S\s*[;|]\s*\S|\S, \S.*, \S")
_AS_DAY = parser(BY_TABLE["ties"]["valid_from"], coarse_dates=False)


@dataclass(frozen=True)
class Column:
    """A column with all its cells; what is empty or a word for nothing does not count as a value."""

    name: str
    cells: Sequence[str]

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each value stands there."""
        return Counter(cell.strip() for cell in self.cells)

    @cached_property
    def values(self) -> frozenset[str]:
        """The distinct values."""
        return frozenset(cell for cell in self.counts if not is_nothing(cell))

    @cached_property
    def nothings(self) -> tuple[str, ...]:
        """What stands in cells that hold nothing, "" among it where cells are empty."""
        return tuple(sorted(cell for cell in self.counts if is_nothing(cell)))

    @property
    def n_nothing(self) -> int:
        """How many cells hold nothing."""
        return sum(self.counts[cell] for cell in self.nothings)

    @cached_property
    def is_unique(self) -> bool:
        """Whether no value stands there twice and every cell has one."""
        return bool(self.values) and not self.nothings and len(self.values) == len(self.cells)

    @cached_property
    def is_number(self) -> bool:
        """Whether nearly all values are numbers."""
        return self._share(_NUMBER) >= NEARLY_ALL

    @cached_property
    def is_whole_number(self) -> bool:
        """Whether all values are whole numbers."""
        return bool(self.values) and self._share(_WHOLE) == 1

    @cached_property
    def is_year(self) -> bool:
        """Whether all values are years."""
        return self.is_whole_number and all(YEARS[0] <= int(value) <= YEARS[1] for value in self.values)

    @cached_property
    def n_not_positive(self) -> int:
        """How many cells hold no number above 0."""
        return sum(n for cell, n in self.counts.items() if not is_nothing(cell) and not _is_positive(cell))

    @cached_property
    def is_date(self) -> bool:
        """Whether nearly all values look like a day, readable or not."""
        return self._share(_DATE_LIKE) >= NEARLY_ALL

    @cached_property
    def unreadable_date(self) -> str | None:
        """A value that looks like a day and is read as none; None: all are read."""
        return next((value for value in sorted(self.values) if not _is_day(value)), None)

    @cached_property
    def is_personal_number(self) -> bool:
        """Whether most values look like personal identity numbers."""
        return self._share(_PERSONAL_NUMBER) >= MOST

    @cached_property
    def holds_several(self) -> bool:
        """Whether a tenth or more of the values seem to be several."""
        n_several = sum(_SEVERAL.search(value) is not None for value in self.values)
        return n_several > 0 and n_several >= A_TENTH * len(self.values)

    @cached_property
    def form(self) -> str | None:
        """The form that most values share, such as "P-9" or "a a"; None: they share none."""
        forms = Counter(form_of(value) for value in sorted(self.values)[:FORM_CELLS])
        if not forms:
            return None
        form, n = forms.most_common(1)[0]
        return form if n >= MOST * forms.total() else None

    @property
    def may_be_ids(self) -> bool:
        """Whether the values may name persons: no days, no fractions."""
        return bool(self.values) and not self.is_date and (not self.is_number or self.is_whole_number)

    def _share(self, pattern: re.Pattern[str]) -> float:
        values = self.values
        return sum(pattern.fullmatch(value) is not None for value in values) / len(values) if values else 0.0


@dataclass(frozen=True)
class Sheet:
    """A table with all its cells."""

    file: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    def __getitem__(self, name: str) -> Column:
        """Return the column of this name."""
        return self._by_name[name]

    @property
    def n_rows(self) -> int:
        """How many rows it has."""
        return len(self.columns[0].cells) if self.columns else 0

    @property
    def seems_headless(self) -> bool:
        """Whether the header looks like a row: each name has a digit and the form of what stands below it, or is it."""
        names = [column for column in self.columns if column.name]
        among_values = any(column.name in other.values for column in names for other in self.columns)
        alike = [any(map(str.isdigit, column.name)) and form_of(column.name) == column.form for column in names]
        return len(names) > 1 and all(
            is_alike or (among_values and form_of(column.name) == column.form)
            for is_alike, column in zip(alike, names, strict=True)
        )


def sheet_of(table: TableFile) -> Sheet:
    """Read all cells of a table; a row that is not as wide as the header is left to the checks."""
    columns: list[list[str]] = [[] for _ in table.header]
    for chunk in table.chunks():
        for cells, more in zip(columns, chunk.columns, strict=True):
            cells.extend(more)
    return Sheet(table.file, tuple(map(Column, table.header, columns)))


def shared(column: Column, second: Column) -> float:
    """Return how much two columns meet: the share of the values of the one with fewer that stand in both."""
    fewer = min(len(column.values), len(second.values))
    return len(column.values & second.values) / fewer if fewer else 0.0


def form_of(value: str) -> str:
    """Return the form of a value: digits as 9, the letters of a word as a; letters beside digits stay as they are."""
    digits = re.sub(r"\d+", "9", value)
    return digits if digits != value else re.sub(r"[^\W\d_]+", "a", value)


def _is_positive(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell)) and float(cell.replace(",", ".")) > 0


def _is_day(value: str) -> bool:
    read = _AS_DAY(value)
    return isinstance(read, Read) and isinstance(read.value, date)
