"""The parts of one table put together, and where each of its rows came from."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

from graph_service.domain.row_lines import RowLines
from graph_service.domain.schema import KINDS
from graph_service.domain.tables import Table
from loaders.plan import Output
from loaders.read.table_part import TablePart


@dataclass(frozen=True, slots=True)
class RowOrigin:
    """Where a record came from: a file and the lines in it (0 for a record of constants)."""

    file: str
    lines: Sequence[int]
    output: Output

    def column_of(self, name: str) -> str:
        """Return the column of the file that a field came from."""
        return self.output.column_of(self.output.kind[name])


@dataclass(slots=True)
class Assembly:
    """All rows of one kind. `bad` maps a row to the columns that refused it."""

    table: Table
    parts: Sequence[TablePart]
    bad: dict[int, set[str]]
    counted_files: Sequence[str]  # a file that makes several tables is counted with the first
    _first_rows: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._first_rows = [0]
        for part in self.parts[:-1]:
            self._first_rows.append(self._first_rows[-1] + len(part.lines))

    def origin(self, row: int) -> RowOrigin:
        """Return where a row of the table came from."""
        index = bisect_right(self._first_rows, row) - 1
        part = self.parts[index]
        return RowOrigin(part.file, part.lines_of(row - self._first_rows[index]), part.output)

    @property
    def lines(self) -> RowLines:
        """Where every row came from."""
        files = [(part.file, len(part.lines)) for part in self.parts]
        return RowLines(files, list(chain.from_iterable(part.lines for part in self.parts)))

    @property
    def ragged_keys(self) -> set[str]:
        """Ids of rows that could not be read for their width."""
        return set().union(*(part.ragged_keys for part in self.parts))

    def good_rows(self) -> Sequence[int]:
        """Return the rows that are not refused, in order."""
        n_rows = len(self.table)
        return [row for row in range(n_rows) if row not in self.bad] if self.bad else range(n_rows)


def assemble(parts: Sequence[TablePart]) -> dict[str, Assembly]:
    """Put the parts of each kind together, by kind name in the order in which kinds are declared."""
    first_part = {part.file: part for part in reversed(parts)}
    assemblies: dict[str, Assembly] = {}
    for name, kind in KINDS.items():
        kind_parts = [part for part in parts if part.output.kind is kind]
        if not kind_parts:
            continue
        columns = kind_parts[0].columns
        if len(kind_parts) > 1:
            pieces = zip(*(part.columns for part in kind_parts), strict=True)
            columns = [list(chain.from_iterable(piece)) for piece in pieces]
        bad: dict[int, set[str]] = {}
        first_row = 0
        for part in kind_parts:
            bad.update({first_row + row: names for row, names in part.bad.items()})
            first_row += len(part.lines)
        files = [file for file, part in first_part.items() if part.output.kind is kind]
        assemblies[name] = Assembly(Table(kind, tuple(columns)), kind_parts, bad, files)
    return assemblies
