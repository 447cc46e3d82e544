"""A table whose cells are in memory already: a sheet of a workbook, the nodes of a graph, a frame."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from graph_service.errors import RowProblem
from loaders.read.budget import Budget
from loaders.table_file import Chunk

CHUNK_ROWS = 500


@dataclass(slots=True)
class TextTable:
    """Rows as text, each as wide as the header; `lines` say where each stands in its file, as people count there."""

    file: str
    header: tuple[str, ...]
    columns: Sequence[Sequence[str]]
    lines: Sequence[int]
    header_line: int = 1
    encoding: str = "utf-8"
    separator: str = ""
    is_foreign: bool = False
    budget: Budget = field(default_factory=Budget)
    n_passes: int = 0
    ragged: list[RowProblem] = field(default_factory=list)
    n_blank: int = 0
    n_rows: int = 0
    put_right: Counter[str] = field(default_factory=Counter)

    def chunks(self) -> Iterator[Chunk]:
        """Give the rows, and count them."""
        self.n_passes += 1
        self.n_rows = 0
        for start in range(0, len(self.lines), CHUNK_ROWS):
            lines = self.lines[start : start + CHUNK_ROWS]
            self.budget.take_rows(self.file, len(lines), is_first_pass=self.n_passes == 1)
            self.n_rows += len(lines)
            yield Chunk([column[start : start + CHUNK_ROWS] for column in self.columns], lines)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Give the rows one by one with their lines."""
        for line, *cells in zip(self.lines, *self.columns, strict=True):
            yield line, cells
