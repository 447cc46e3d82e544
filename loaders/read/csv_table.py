"""Reads a CSV file by the chunk: separator, header, quoting, and the line each row stands on."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import StringIO
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Protocol

from graph_service.domain.limits import MAX_HEADER_LINES, MAX_NAME_LENGTH, SETTING_OF
from graph_service.domain.load_texts import refusal
from graph_service.domain.text import without_signs_of_no_width
from graph_service.errors import RejectedRowsError, RowProblem
from graph_service.files.plain_file import open_entry
from loaders.read.budget import Budget
from loaders.read.decoding import MAX_LINE_BYTES, encoding_of, text_blocks
from loaders.read.header_row import TITLE_LINES, column_name, header_below, is_total, may_be_total, stated_separator
from loaders.table_file import Chunk, refused_file, unreadable_file

CHUNK_ROWS = 500  # small enough to stay in the processor's cache
STEP_ROWS = 20  # rows taken at once while a chunk is filled: so many of the longest fit into memory
STEP_LENGTH = STEP_ROWS * (MAX_LINE_BYTES + 1)
CHUNK_LENGTH = 4 * MAX_LINE_BYTES  # characters from which on a chunk is not filled further
SEPARATORS = (",", ";", "\t")


class _Lines:
    """Lines of a file one by one; `length` is what was given out since it was last set to 0, and is bounded."""

    def __init__(self, path: Path, blocks: Iterator[str]) -> None:
        self._path = path
        self._blocks = blocks
        self.length = 0
        self.first_line = 1

    def __iter__(self) -> Iterator[str]:
        for block in self._blocks:
            for line in StringIO(block):
                self.length += len(line)
                if self.length > STEP_LENGTH:
                    why = refusal("row_too_long", n_rows=STEP_ROWS, limit=MAX_LINE_BYTES)
                    raise refused_file(self._path, self.first_line, why)
                yield line


class RecordReader(Protocol):
    """What `csv.reader` gives."""

    line_num: int

    def __iter__(self) -> "RecordReader": ...
    def __next__(self) -> list[str]: ...


@dataclass(slots=True)
class CsvTable:
    """An open CSV file: its header is read, its rows are read when `chunks` is walked.

    `positions` are those of the named columns among `width`; the others are empty throughout, and passed over.
    """

    path: Path
    encoding: str
    separator: str
    header: tuple[str, ...]
    header_line: int
    width: int
    positions: Sequence[int]
    at_opening: Counter[str]
    budget: Budget = field(default_factory=Budget)
    n_passes: int = 0
    ragged: list[RowProblem] = field(default_factory=list)
    n_blank: int = 0
    n_rows: int = 0
    put_right: Counter[str] = field(default_factory=Counter)
    is_foreign: bool = False

    @property
    def file(self) -> str:
        """Its name, as problems give it."""
        return self.path.name

    def chunks(self) -> Iterator[Chunk]:
        """Read the rows as wide as the header; the others are noted in `ragged`."""
        self.ragged = []
        self.n_blank = 0
        self.n_rows = 0
        self.put_right = Counter(self.at_opening)
        self.n_passes += 1
        first_cell, last_cell = itemgetter(0), itemgetter(self.positions[-1])
        last_name = self.header[-1]
        with _reading(self.path, self.encoding, self.separator) as (reader, source):
            for _ in _records(reader, up_to=self.header_line):
                pass
            first_line = reader.line_num + 1
            while rows := _next_rows(reader, source):
                self.budget.take_rows(self.file, len(rows), is_first_pass=self.n_passes == 1)
                lines: Sequence[int] = range(first_line, first_line + len(rows))
                if reader.line_num != lines[-1]:  # some cell holds a line break
                    lines = _lines_of(rows, first_line)
                first_line = reader.line_num + 1
                if (
                    set(map(len, rows)) == {self.width}
                    and all(map(first_cell, rows))
                    and not may_be_total(map(first_cell, rows))
                    and last_name not in map(last_cell, rows)
                ):
                    self.n_rows += len(rows)
                else:
                    rows, lines = self._without_odd_rows(rows, lines)
                if rows:
                    columns = tuple(zip(*rows, strict=True))
                    is_whole = len(self.positions) == self.width
                    yield Chunk(columns if is_whole else [columns[index] for index in self.positions], lines)

    def _without_odd_rows(self, rows: list[list[str]], lines: Sequence[int]) -> tuple[list[list[str]], list[int]]:
        """Take out blank rows, rows that are no records, and rows of another width."""
        whole_rows = []
        whole_lines = []
        for line, row in zip(lines, rows, strict=True):
            if not any(row):
                self.n_blank += 1
            elif is_total(row):
                self.put_right["total_rows"] += 1
            elif self._repeats_header(row):
                self.put_right["header_again"] += 1
            else:
                self.n_rows += 1
                fitted = self._fitted(row)
                if fitted is None:
                    self.ragged.append(_ragged_row(self.file, line, len(row), self.width))
                else:
                    whole_rows.append(fitted)
                    whole_lines.append(line)
        return whole_rows, whole_lines

    def _repeats_header(self, row: list[str]) -> bool:
        """Whether each cell is the name of its column, as where one export stands below another: no record is so."""
        cells = [row[index] for index in self.positions if index < len(row)]
        if any(len(cell) > 2 * MAX_NAME_LENGTH for cell in cells):
            return False
        return tuple(map(column_name, cells)) == self.header and not any(row[self.width :])

    def _fitted(self, row: list[str]) -> list[str] | None:
        """Return a row as wide as the header, if only empty cells or columns that are passed over make it differ."""
        if len(row) == self.width:
            return row
        is_fit = len(row) > self.positions[-1] and not any(row[self.width :])
        if not is_fit:
            return None
        self.put_right["trailing_separators"] += 1
        return [*row[: self.width], *[""] * (self.width - len(row))]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Read the rows one by one, ragged ones too."""
        with _reading(self.path, self.encoding, self.separator) as (reader, source):
            for line, row in _records(reader):
                source.length = 0
                if line > self.header_line:
                    named = [row[index] for index in self.positions if index < len(row)]
                    yield line, [*named, *row[self.width :]]


def open_csv(path: Path, encoding: str, budget: Budget) -> CsvTable:
    """Open a CSV file, read its header, and tell the separator: the one that cuts the header into more names."""
    try:
        detected = encoding_of(path, encoding)
    except OSError as error:
        raise unreadable_file(path, error) from error
    put_right = Counter(detected.remarks)
    stated = _stated_separator(path, detected.name)
    put_right["separator_line"] += stated is not None
    best: tuple[int, list[str], str] | None = None
    failures: list[RejectedRowsError] = []
    for separator in SEPARATORS if stated is None else dict.fromkeys((stated, *SEPARATORS)):
        try:
            header = _header_of(path, detected.name, separator, first_line=1 if stated is None else 2)
        except RejectedRowsError as error:
            failures.append(error)  # quoted names make no sense with the other separator
            continue
        if header and (best is None or len(header[1]) > len(best[1])):
            best = (*header, separator)
            if separator == stated and len(header[1]) > 1:
                break
    if failures and (best is None or len(best[1]) == 1):
        raise failures[0]
    if best is None:
        raise refused_file(path, None, refusal("empty_file"))
    line, row, separator = best
    check_names(path, line, [cell.strip() for cell in row], budget)  # long ones would take long to compare
    names = [column_name(cell) for cell in row]
    put_right["signs_in_header"] += sum(name != cell.strip() for name, cell in zip(names, row, strict=True))
    empty = _empty_columns(path, detected.name, separator, line, names) if "" in names else frozenset()
    put_right["empty_columns"] += len(empty)
    positions = [index for index in range(len(names)) if index not in empty]
    header_names = tuple(names[index] for index in positions)
    return CsvTable(path, detected.name, separator, header_names, line, len(names), positions, put_right, budget)


def _stated_separator(path: Path, encoding: str) -> str | None:
    with _reading(path, encoding, ",") as (_, source):
        return stated_separator(next(iter(source), ""))


def _header_of(path: Path, encoding: str, separator: str, *, first_line: int) -> tuple[int, list[str]] | None:
    """Return the line and cells of the header; a title above it is refused."""
    with _reading(path, encoding, separator) as (reader, source):
        for line, row in _records(reader):
            source.length = 0
            if line >= first_line and _is_header(row):
                below = islice(_records(reader), TITLE_LINES)
                header_line = None
                with suppress(csv.Error, RejectedRowsError):  # told when the rows are read
                    header_line = header_below(row, below)
                if header_line is not None:
                    raise refused_file(path, line, refusal("title_above_header", line=line, header_line=header_line))
                return line, row
            if line >= MAX_HEADER_LINES:
                raise refused_file(path, 1, refusal("no_header", limit=MAX_HEADER_LINES))
    return None


def _empty_columns(path: Path, encoding: str, separator: str, header_line: int, names: Sequence[str]) -> frozenset[int]:
    """Return the columns without a name of which no cell is filled, by reading once more."""
    empty = [index for index, name in enumerate(names) if not name]
    with _reading(path, encoding, separator) as (reader, source):
        for line, row in _records(reader):
            source.length = 0
            if line > header_line:
                empty = [index for index in empty if index >= len(row) or not row[index].strip()]
            if not empty:
                break
    return frozenset(empty)


def check_names(path: Path, line: int, names: Sequence[str], budget: Budget) -> None:
    """Refuse a header of too many columns, or with a name that is too long."""
    limit = budget.limits.max_columns
    if len(names) > limit:
        why = refusal("too_many_columns", n_columns=len(names), limit=limit, setting=SETTING_OF["max_columns"])
        raise refused_file(path, line, why)
    for number, name in enumerate(names, 1):
        if len(name) > MAX_NAME_LENGTH:
            why = refusal("column_name_too_long", number=number, length=len(name), limit=MAX_NAME_LENGTH)
            raise refused_file(path, line, why)


def _next_rows(reader: RecordReader, source: _Lines) -> list[list[str]]:
    """Take the rows of a chunk, fewer where they are long."""
    rows: list[list[str]] = []
    length = 0
    while len(rows) < CHUNK_ROWS and length <= CHUNK_LENGTH:
        source.length = 0
        source.first_line = reader.line_num + 1
        step = list(islice(reader, STEP_ROWS))
        if not step:
            break
        rows += step
        length += source.length
    return rows


def _is_header(row: list[str]) -> bool:
    """Blank lines may stand above the header, and so may lines of nothing but separators."""
    return any(without_signs_of_no_width(cell).strip(" ,;\t\u00a0") for cell in row)


@contextmanager
def _reading(path: Path, encoding: str, separator: str) -> Iterator[tuple[RecordReader, _Lines]]:
    """Give a reader of records, whose errors say what is wrong with the file and where, and the lines it takes."""
    try:
        with open_entry(path) as stream:
            lines = _Lines(path, text_blocks(path, stream, encoding))
            yield csv.reader(lines, delimiter=separator, strict=True), lines
    except csv.Error as error:
        line = _line_of_broken_record(path, encoding, separator)
        if "new-line" in str(error):
            raise refused_file(path, line, refusal("broken_line_end")) from error
        if "field limit" in str(error):
            raise refused_file(path, line, refusal("broken_quoting.or_long_cell")) from error
        raise refused_file(path, line, refusal("broken_quoting")) from error
    except OSError as error:
        raise unreadable_file(path, error) from error


def _records(reader: RecordReader, *, up_to: int | None = None) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line it begins on; a line break inside quotes ends no record."""
    line = reader.line_num + 1
    while up_to is None or line <= up_to:
        row = next(reader, None)
        if row is None:
            return
        yield line, row
        line = reader.line_num + 1


def _line_of_broken_record(path: Path, encoding: str, separator: str) -> int:
    """Return the line on which the record begins that cannot be read, by reading once more."""
    line = 1
    with open_entry(path) as stream, suppress(csv.Error):
        lines = _Lines(path, text_blocks(path, stream, encoding))
        reader = csv.reader(lines, delimiter=separator, strict=True)
        for _ in reader:
            lines.length = 0
            line = reader.line_num + 1
    return line


def _lines_of(rows: list[list[str]], first_line: int) -> list[int]:
    """Lines on which rows begin of which some have line breaks in their cells."""
    lines = []
    line = first_line
    for row in rows:
        lines.append(line)
        line += 1 + sum(cell.count("\n") for cell in row)
    return lines


def _ragged_row(file: str, line: int, n_cells: int, n_columns: int) -> RowProblem:
    if n_cells == 1:
        why = refusal("ragged_row.one", n_columns=n_columns)
    else:
        why = refusal("ragged_row", n_cells=n_cells, n_columns=n_columns)
    return RowProblem(why.code, file, line, None, None, why.problem, why.remedy)
