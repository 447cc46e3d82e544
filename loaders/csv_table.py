"""Reads a CSV file by the chunk: separator, encoding, quoting, and the line each row stands on."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import StringIO
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, Protocol
from unicodedata import normalize

from graph_service.errors import RejectedRowsError, RowProblem

MAX_LINE_BYTES = 2**20
CHUNK_ROWS = 500  # small enough to stay in the processor's cache
SEPARATORS = (",", ";")
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Reader(Protocol):
    """What `csv.reader` gives."""

    line_num: int

    def __iter__(self) -> "Reader": ...
    def __next__(self) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows as columns of text, in the order of the header, and the line each row begins on."""

    columns: Sequence[Sequence[str]]
    lines: Sequence[int]


@dataclass(slots=True)
class CsvTable:
    """An open CSV file: its header is read, its rows are read when `chunks` is walked.

    `header_line` is where the header stands; `ragged` and `n_blank` fill while rows are read.
    """

    path: Path
    encoding: str
    separator: str
    header: tuple[str, ...]
    header_line: int
    ragged: list[RowProblem] = field(default_factory=list)
    n_blank: int = 0
    n_rows: int = 0

    @property
    def file(self) -> str:
        """Its name, as problems give it."""
        return self.path.name

    def chunks(self) -> Iterator[Chunk]:
        """Read the rows.

        Yields
        ------
        Chunk
            Rows as wide as the header; others are noted in `ragged`.

        Raises
        ------
        RejectedRowsError
            If the rest of the file cannot be read.
        """
        self.ragged, self.n_blank, self.n_rows = [], 0, 0
        width = len(self.header)
        with _reading(self.path, self.encoding, self.separator) as reader:
            for _ in _records(reader, up_to=self.header_line):
                pass
            begins = reader.line_num + 1
            while rows := list(islice(reader, CHUNK_ROWS)):
                lines: Sequence[int] = range(begins, begins + len(rows))
                if reader.line_num != lines[-1]:
                    lines = _lines_of(rows, begins)
                begins = reader.line_num + 1
                if set(map(len, rows)) == {width} and all(map(itemgetter(0), rows)):
                    self.n_rows += len(rows)
                else:
                    rows, lines = self._sorted_out(rows, lines)
                if rows:
                    yield Chunk(tuple(zip(*rows, strict=True)), lines)

    def _sorted_out(self, rows: list[list[str]], lines: Sequence[int]) -> tuple[list[list[str]], list[int]]:
        """Take out blank rows and rows of another width."""
        good, their_lines = [], []
        for line, row in zip(lines, rows, strict=True):
            if not any(row):
                self.n_blank += 1
                continue
            self.n_rows += 1
            if len(row) == len(self.header):
                good.append(row)
                their_lines.append(line)
            else:
                self.ragged.append(_ragged(self.file, line, len(row), len(self.header)))
        return good, their_lines

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Read the rows one by one, ragged ones too.

        Yields
        ------
        tuple[int, list[str]]
            The line on which the row begins, and its cells.

        Raises
        ------
        RejectedRowsError
            If the rest of the file cannot be read.
        """
        with _reading(self.path, self.encoding, self.separator) as reader:
            yield from ((line, row) for line, row in _records(reader) if line > self.header_line)


def open_table(path: Path, *, encoding: str) -> CsvTable:
    """Open a CSV file and read its header.

    Parameters
    ----------
    path : Path
        The file.
    encoding : str
        utf-8 (with or without a byte order mark) or cp1252.

    Returns
    -------
    CsvTable
        Ready to read rows; header names are trimmed and in Unicode NFC.

    Raises
    ------
    RejectedRowsError
        If there is no header that can be read.
    """
    try:
        is_file = path.is_file()  # a pipe or device might never end
    except OSError as error:
        raise _unreadable(path, error) from error
    if not is_file:
        raise _refused(path, "not_a_file", None, f"{path.name} is not a file", "put a CSV file in its place")
    best: tuple[int, list[str], str] | None = None
    failures: list[RejectedRowsError] = []
    for separator in SEPARATORS:
        try:
            with _reading(path, encoding, separator) as reader:
                found = next(((line, row) for line, row in _records(reader) if _is_header(row)), None)
        except RejectedRowsError as error:
            failures.append(error)  # quoted names make no sense with the other separator
            continue
        if found and (best is None or len(found[1]) > len(best[1])):
            best = (*found, separator)
    if failures and (best is None or len(best[1]) == 1):
        raise failures[0]
    if best is None:
        raise _refused(
            path, "empty_file", None, "the file is empty", "write at least the header, or take the file away"
        )
    line, row, separator = best
    if len(row) == 1 and "\t" in row[0]:
        problem, remedy = "the columns are separated by tabs", "save it as CSV, separated by commas or semicolons"
        raise _refused(path, "wrong_separator", line, problem, remedy)
    header = tuple(normalize("NFC", name.strip()) for name in row)
    return CsvTable(path, encoding, separator, header, line)


def _is_header(row: list[str]) -> bool:
    """Blank lines may stand above the header, and so may lines of nothing but separators."""
    return any(cell.strip(" ,;") for cell in row)


@contextmanager
def _reading(path: Path, encoding: str, separator: str) -> Iterator[Reader]:
    """Give a reader of records, whose errors say what is wrong with the file and where."""
    try:
        with path.open("rb") as stream:
            lines = chain.from_iterable(map(StringIO, _blocks(path, stream, encoding)))
            yield csv.reader(lines, delimiter=separator, strict=True)
    except csv.Error as error:
        begins = _broken_record(path, encoding, separator)
        if "new-line" in str(error):
            problem, remedy = "a carriage return stands alone in the line", "save the file with ordinary line ends"
            raise _refused(path, "broken_line_end", begins, problem, remedy) from error
        problem = 'the row that begins here has a quotation mark (") too many or too few'
        if "field limit" in str(error):
            problem += f", or a cell of more than {csv.field_size_limit()} characters"
        remedy = 'close the quotation; a quotation mark inside a quoted cell is written twice ("")'
        raise _refused(path, "broken_quoting", begins, problem, remedy) from error
    except OSError as error:
        raise _unreadable(path, error) from error


def _records(reader: Reader, *, up_to: int | None = None) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line it begins on; a line break inside quotes ends no record."""
    begins = reader.line_num + 1
    while up_to is None or begins <= up_to:
        row = next(reader, None)
        if row is None:
            return
        yield begins, row
        begins = reader.line_num + 1


def _broken_record(path: Path, encoding: str, separator: str) -> int:
    """Find the line on which the record begins that cannot be read, by reading once more."""
    begins = 1
    with path.open("rb") as stream, suppress(csv.Error):
        lines = chain.from_iterable(map(StringIO, _blocks(path, stream, encoding)))
        reader = csv.reader(lines, delimiter=separator, strict=True)
        for _ in reader:
            begins = reader.line_num + 1
    return begins


def _lines_of(rows: list[list[str]], begins: int) -> list[int]:
    """Lines on which rows begin of which some have line breaks in their cells."""
    lines = []
    for row in rows:
        lines.append(begins)
        begins += 1 + sum(cell.count("\n") for cell in row)
    return lines


def _blocks(path: Path, stream: BinaryIO, encoding: str) -> Iterator[str]:
    """Yield some whole lines at a time, checked and decoded; never more than a block ahead."""
    begin = stream.read(len(_BOM))
    if begin.startswith(_UTF16):
        raise _refused(path, "wrong_encoding", 1, "the file is UTF-16", 'save it as "CSV UTF-8"')
    rest, number = begin.removeprefix(_BOM), 1
    while block := stream.read(MAX_LINE_BYTES):
        whole, end, rest = (rest + block).rpartition(b"\n")
        if len(rest) > MAX_LINE_BYTES or len(whole) > MAX_LINE_BYTES:
            _check_length(path, [*whole.split(b"\n"), rest] if end else [rest], number)
        if end:
            yield _decoded(path, whole + end, encoding, number)
            number += whole.count(b"\n") + 1
    if rest:
        yield _decoded(path, rest, encoding, number)


def _check_length(path: Path, lines: Sequence[bytes], number: int) -> None:
    for i, line in enumerate(lines):
        if len(line) > MAX_LINE_BYTES:
            problem = f"the line is longer than {MAX_LINE_BYTES} bytes"
            remedy = "break it into rows: is this a CSV file?"
            raise _refused(path, "line_too_long", number + i, problem, remedy)


def _decoded(path: Path, block: bytes, encoding: str, number: int) -> str:
    if (nul := block.find(b"\0")) >= 0:
        problem, remedy = "the line holds a NUL byte", "save the file again as text: it is damaged, or no CSV file"
        raise _refused(path, "nul_byte", number + block.count(b"\n", 0, nul), problem, remedy)
    try:
        return block.decode(encoding)
    except UnicodeDecodeError as error:
        line = number + block.count(b"\n", 0, error.start)
        other = "--encoding cp1252" if encoding == "utf-8" else "--encoding utf-8"
        problem, remedy = f"the line is not {encoding}", f'save the file as "CSV UTF-8", or load it with {other}'
        raise _refused(path, "wrong_encoding", line, problem, remedy) from error


def _ragged(file: str, line: int, n_cells: int, n_columns: int) -> RowProblem:
    problem = f"the row has {n_cells} cells, the header {n_columns}"
    remedy = "give the row one cell a column; a cell that holds a separator goes in quotation marks"
    return RowProblem("ragged_row", file, line, None, None, problem, remedy)


def _unreadable(path: Path, error: OSError) -> RejectedRowsError:
    problem = f"the file cannot be read: {error.strerror or type(error).__name__}"
    return _refused(path, "unreadable_file", None, problem, "allow reading it, or close the program that holds it")


def _refused(path: Path, code: str, line: int | None, problem: str, remedy: str) -> RejectedRowsError:
    return RejectedRowsError((RowProblem(code, path.name, line, None, None, problem, remedy),))
