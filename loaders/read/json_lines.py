"""Reads JSON lines (.jsonl): one object a line, a table whose columns are the keys of all of them."""

import json
from pathlib import Path
from typing import NoReturn

from graph_service.domain.limits import MAX_SHEET_CELLS
from graph_service.domain.load_texts import Refusal, refusal
from graph_service.errors import RejectedRowsError, RowProblem
from graph_service.files.plain_file import open_entry
from loaders.read.budget import Budget
from loaders.read.cell_text import text_of
from loaders.read.csv_table import check_names
from loaders.read.decoding import MAX_LINE_BYTES
from loaders.read.header_row import column_name
from loaders.read.text_table import TextTable
from loaders.table_file import refused_file, unreadable_file

_LINE_FEED = b"\n"
_MOST_PROBLEMS = 100


def open_json_lines(path: Path, _encoding: str, budget: Budget) -> tuple[TextTable, ...]:
    """Open a file of JSON lines; JSON is UTF-8, whatever encoding is named. Keys stand in order of appearance."""
    lines = _Lines(path, budget)
    try:
        with open_entry(path) as stream:
            while line := stream.readline(MAX_LINE_BYTES + 1):
                lines.take(line)
    except OSError as error:
        raise unreadable_file(path, error) from error
    return (lines.table(),)


class _Lines:
    """The lines of a file as they come: each column is as long as the lines read so far."""

    def __init__(self, path: Path, budget: Budget) -> None:
        self._path = path
        self._budget = budget
        self._columns: dict[str, list[str]] = {}
        self._lines: list[int] = []
        self._nested: list[RowProblem] = []
        self._number = self._n_blank = 0

    def take(self, line: bytes) -> None:
        """Read a line."""
        self._number += 1
        if len(line) > MAX_LINE_BYTES:
            raise refused_file(self._path, self._number, refusal("line_too_long", limit=MAX_LINE_BYTES))
        line = line.removeprefix(b"\xef\xbb\xbf") if self._number == 1 else line
        if not line.strip():
            self._n_blank += 1
            return
        for key, value in self._object(line).items():
            text = text_of(value)
            if text is None:
                self._refuse(key, refusal("nested_value", column=key))
                continue
            column = self._columns.get(key)
            if column is None:
                column = self._columns[key] = [""] * len(self._lines)
                check_names(self._path, self._number, tuple(self._columns), self._budget)
            column.append(text)
        self._lines.append(self._number)
        for column in self._columns.values():
            if len(column) < len(self._lines):
                column.append("")
        if len(self._lines) * len(self._columns) > MAX_SHEET_CELLS:
            raise refused_file(self._path, None, refusal("too_many_cells", limit=MAX_SHEET_CELLS))

    def _object(self, line: bytes) -> dict[str, object]:
        try:
            read = json.loads(line.decode("utf-8"), object_pairs_hook=_pairs, parse_constant=_refuse_constant)
            if b"\\u" in line:
                json.dumps(read, ensure_ascii=False).encode("utf-8")  # half of a pair of escapes is no character
        except (ValueError, RecursionError) as error:
            raise refused_file(self._path, self._number, refusal("not_json_lines")) from error
        if not isinstance(read, dict):
            raise refused_file(self._path, self._number, refusal("not_json_lines"))
        return {column_name(key): value for key, value in read.items()}

    def _refuse(self, key: str, why: Refusal) -> None:
        problem = RowProblem(why.code, self._path.name, self._number, key, None, why.problem, why.remedy)
        self._nested.append(problem)
        if len(self._nested) >= _MOST_PROBLEMS:
            raise RejectedRowsError(tuple(self._nested))

    def table(self) -> TextTable:
        """Return all as a table; what holds more than single values is refused."""
        if self._nested:
            raise RejectedRowsError(tuple(self._nested))
        if not self._columns:
            raise refused_file(self._path, None, refusal("empty_file"))
        return TextTable(
            self._path.name,
            tuple(self._columns),
            list(self._columns.values()),
            self._lines,
            separator=",",
            budget=self._budget,
            n_blank=self._n_blank,
        )


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    read = dict(pairs)
    if len(read) < len(pairs):  # one key twice: which of the two is meant cannot be told
        raise ValueError
    return read


def _refuse_constant(_: str) -> NoReturn:
    """NaN and Infinity are no JSON."""
    raise ValueError
