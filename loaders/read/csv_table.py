"""Reads a CSV file by the chunk: separator, encoding, quoting, and the line each row stands on."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import StringIO
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, Protocol
from unicodedata import normalize

from graph_service.domain.limits import MAX_HEADER_LINES, MAX_NAME_LENGTH, SETTING_OF
from graph_service.domain.load_texts import refusal
from graph_service.errors import RejectedRowsError, RowProblem
from graph_service.files.plain_file import open_entry
from loaders.read.budget import Budget
from loaders.table_file import Chunk, refused_file, unreadable_file

MAX_LINE_BYTES = 2**20
CHUNK_ROWS = 500  # small enough to stay in the processor's cache
STEP_ROWS = 20  # rows taken at once while a chunk is filled: so many of the longest fit into memory
STEP_LENGTH = STEP_ROWS * (MAX_LINE_BYTES + 1)
CHUNK_LENGTH = 4 * MAX_LINE_BYTES  # characters from which on a chunk is not filled further
SEPARATORS = (",", ";")
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


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
    """An open CSV file: its header is read, its rows are read when `chunks` is walked."""

    path: Path
    encoding: str
    separator: str
    header: tuple[str, ...]
    header_line: int
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
        self.n_passes += 1
        width = len(self.header)
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
                if set(map(len, rows)) == {width} and all(map(itemgetter(0), rows)):
                    self.n_rows += len(rows)
                else:
                    rows, lines = self._without_odd_rows(rows, lines)
                if rows:
                    yield Chunk(tuple(zip(*rows, strict=True)), lines)

    def _without_odd_rows(self, rows: list[list[str]], lines: Sequence[int]) -> tuple[list[list[str]], list[int]]:
        """Take out blank rows and rows of another width."""
        whole_rows = []
        whole_lines = []
        for line, row in zip(lines, rows, strict=True):
            if not any(row):
                self.n_blank += 1
                continue
            self.n_rows += 1
            if len(row) == len(self.header):
                whole_rows.append(row)
                whole_lines.append(line)
            else:
                self.ragged.append(_ragged_row(self.file, line, len(row), len(self.header)))
        return whole_rows, whole_lines

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Read the rows one by one, ragged ones too."""
        with _reading(self.path, self.encoding, self.separator) as (reader, source):
            for line, row in _records(reader):
                source.length = 0
                if line > self.header_line:
                    yield line, row


def open_csv(path: Path, encoding: str, budget: Budget) -> CsvTable:
    """Open a CSV file, read its header, and tell the separator: the one that cuts the header into more names."""
    best: tuple[int, list[str], str] | None = None
    failures: list[RejectedRowsError] = []
    for separator in SEPARATORS:
        try:
            with _reading(path, encoding, separator) as (reader, _):
                header = _header_of(path, reader)
        except RejectedRowsError as error:
            failures.append(error)  # quoted names make no sense with the other separator
            continue
        if header and (best is None or len(header[1]) > len(best[1])):
            best = (*header, separator)
    if failures and (best is None or len(best[1]) == 1):
        raise failures[0]
    if best is None:
        raise refused_file(path, None, refusal("empty_file"))
    line, row, separator = best
    if len(row) == 1 and "\t" in row[0]:
        raise refused_file(path, line, refusal("wrong_separator"))
    names = [name.strip() for name in row]
    _check_names(path, line, names, budget)
    return CsvTable(path, encoding, separator, tuple(normalize("NFC", name) for name in names), line, budget)


def _header_of(path: Path, reader: RecordReader) -> tuple[int, list[str]] | None:
    for line, row in _records(reader):
        if _is_header(row):
            return line, row
        if line >= MAX_HEADER_LINES:
            raise refused_file(path, 1, refusal("no_header", limit=MAX_HEADER_LINES))
    return None


def _check_names(path: Path, line: int, names: Sequence[str], budget: Budget) -> None:
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
    return any(cell.strip(" ,;") for cell in row)


@contextmanager
def _reading(path: Path, encoding: str, separator: str) -> Iterator[tuple[RecordReader, _Lines]]:
    """Give a reader of records, whose errors say what is wrong with the file and where, and the lines it takes."""
    try:
        with open_entry(path) as stream:
            lines = _Lines(path, _blocks(path, stream, encoding))
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
        lines = _Lines(path, _blocks(path, stream, encoding))
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


def _blocks(path: Path, stream: BinaryIO, encoding: str) -> Iterator[str]:
    """Yield some whole lines at a time, checked and decoded; never more than a block ahead."""
    mark = stream.read(len(_BOM))
    if mark.startswith(_UTF16):
        raise refused_file(path, 1, refusal("wrong_encoding.utf_16"))
    rest = mark.removeprefix(_BOM)
    line = 1
    while block := stream.read(MAX_LINE_BYTES):
        whole, end, rest = (rest + block).rpartition(b"\n")
        if len(rest) > MAX_LINE_BYTES or len(whole) > MAX_LINE_BYTES:
            _check_length(path, [*whole.split(b"\n"), rest] if end else [rest], line)
        if end:
            yield _decoded(path, whole + end, encoding, line)
            line += whole.count(b"\n") + 1
    if rest:
        yield _decoded(path, rest, encoding, line)


def _check_length(path: Path, lines: Sequence[bytes], first_line: int) -> None:
    for line, content in enumerate(lines, first_line):
        if len(content) > MAX_LINE_BYTES:
            raise refused_file(path, line, refusal("line_too_long", limit=MAX_LINE_BYTES))


def _decoded(path: Path, block: bytes, encoding: str, first_line: int) -> str:
    nul = block.find(b"\0")
    if nul >= 0:
        line = first_line + block.count(b"\n", 0, nul)
        raise refused_file(path, line, refusal("nul_byte"))
    try:
        return block.decode(encoding)
    except UnicodeDecodeError as error:
        line = first_line + block.count(b"\n", 0, error.start)
        alternative = "cp1252" if encoding == "utf-8" else "utf-8"
        why = refusal("wrong_encoding", encoding=encoding, alternative=alternative)
        raise refused_file(path, line, why) from error


def _ragged_row(file: str, line: int, n_cells: int, n_columns: int) -> RowProblem:
    if n_cells == 1:
        why = refusal("ragged_row.one", n_columns=n_columns)
    else:
        why = refusal("ragged_row", n_cells=n_cells, n_columns=n_columns)
    return RowProblem(why.code, file, line, None, None, why.problem, why.remedy)
