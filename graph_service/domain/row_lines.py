"""Where the rows of a table were read: for the reason of a correction, which names the file and the line."""

from collections.abc import Sequence
from dataclasses import dataclass

from graph_service.domain.text import with_escapes


@dataclass(frozen=True, slots=True)
class RowLines:
    """The file and the line of each row of a table.

    `files` are names, each with the number of rows that came from it, in the order of the rows. `lines` count as an
    editor does; a row that was merged from several has its first one, a row of constants has 0.
    """

    files: Sequence[tuple[str, int]]
    lines: Sequence[int]

    def words_of(self, row: int) -> str:
        """Return file and line of a row, such as "persons.csv line 14"; of a row of constants the file alone.

        Whoever sends a file names it: signs that are not seen are written as escapes.
        """
        end = 0
        for file, n_rows in self.files:
            end += n_rows
            if row < end:
                name = with_escapes(file)
                return f"{name} line {self.lines[row]}" if self.lines[row] else name
        raise IndexError(row)

    def take(self, rows: Sequence[int]) -> "RowLines":
        """Return the lines of some rows, which come in the order of all."""
        counts: list[tuple[str, int]] = []
        begin = position = 0
        for file, n_rows in self.files:
            end, first = begin + n_rows, position
            while position < len(rows) and rows[position] < end:
                position += 1
            counts.append((file, position - first))
            begin = end
        return RowLines(counts, [self.lines[row] for row in rows])
