"""Workbooks, JSON lines and Parquet as somebody hostile would fill them, written by other libraries, then spoilt."""

import io
import json
import random
import string
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from graph_service.domain.schema import KINDS, Kind

_NUMBERS = (0, -1, 1.5, 1e308, -0.0, 43938, 43938.75, 2_958_466, 2**53 + 1, 17_042_020)
_TEXTS = (
    *("", " ", "null", "NaN", "#REF!", "=1+1", "@SUM(A1)", "withheld", "1e999", "9" * 400, "2020-02-30", "17/4-20"),
    *("ja", "'P-1", "\u202eabc", "\u0301" * 40, "\u3164", "x" * 5_000, "a\nb", "a\u2028b", "200417-0012"),
)
_TIMES = (date(1899, 12, 31), date(2020, 4, 17), datetime(2020, 4, 17, 23, 59, 59), time(12, 30), timedelta(days=2))  # noqa: DTZ001  a workbook knows no zone
_PRINTABLE = frozenset(string.printable)

Grid = list[list[Any]]
Book = dict[str, Grid]


def _cell(rng: random.Random, kind: Kind, name: str, n_rows: int) -> object:
    field = kind[name]
    if rng.random() < 0.3:
        return rng.choice((*_NUMBERS, *_TEXTS, *_TIMES, None, True))
    if name == kind.key or field.target is not None:
        return f"{field.target or kind.name}-{rng.randrange(n_rows)}"
    if field.words:
        return rng.choice(field.words)
    return rng.choice((date(2020, 4, rng.randrange(1, 31)), rng.randrange(5), "Falk"))


def _grid(rng: random.Random, kind: Kind) -> Grid:
    n_rows = rng.choice((1, 20, 60))
    names = [name for name in kind.names if kind[name].required or rng.random() < 0.6]
    rows = [[_cell(rng, kind, name, n_rows) for name in names] for _ in range(n_rows)]
    titles = rng.choice(([], [], [], [["Utdrag"]], [[None, "Grupp", None, "Datum"]]))
    totals = rng.choice(([], [], [], [["Summa", n_rows]]))
    return [*titles, list(names), *rows, *totals]


def _book(rng: random.Random) -> Book:
    kinds = rng.sample(list(KINDS.values()), rng.choice((1, 1, 3, 8)))
    return {kind.table if rng.random() < 0.9 else rng.choice(("Blad1", "x" * 31)): _grid(rng, kind) for kind in kinds}


def _xlsx(rng: random.Random, book: Book) -> bytes:
    workbook = openpyxl.Workbook()
    for name, grid in book.items():
        sheet = workbook.create_sheet(name)
        for row in grid:
            sheet.append(row)
        if rng.random() < 0.3:
            sheet.sheet_state = "hidden"
        if rng.random() < 0.1:
            sheet.cell(rng.choice((200, 1_048_576)), rng.choice((1, 16_384)), "far")
        if rng.random() < 0.3:
            sheet.merge_cells(f"A1:{rng.choice('CZ')}{rng.choice((1, 2, 900))}")
    return _saved(workbook.save)


def _xls(rng: random.Random, book: Book) -> bytes:
    workbook = xlwt.Workbook(encoding=rng.choice(("utf-8", "cp1252", "ascii")))
    for name, grid in book.items():
        sheet = workbook.add_sheet(name)
        for at, row in enumerate(grid):
            for column, value in enumerate(row):
                written = value if _PRINTABLE.issuperset(str(value)) else "x"
                sheet.write(at, column, str(written) if isinstance(written, timedelta) else written)
    return _saved(workbook.save)


def _ods(rng: random.Random, book: Book) -> bytes:
    document = OpenDocumentSpreadsheet()
    for name, grid in book.items():
        table = Table(name=name)
        document.spreadsheet.addElement(table)
        for row in grid:
            line = TableRow(**({"numberrowsrepeated": rng.choice((2, 10**9))} if rng.random() < 0.02 else {}))
            table.addElement(line)
            for value in row:
                cell = TableCell(**({"numbercolumnsrepeated": 16_384} if rng.random() < 0.001 else {}))
                if not isinstance(value, str) and isinstance(value, int | float):
                    cell = TableCell(valuetype="float", value=value)
                cell.addElement(P(text=str(value)))
                line.addElement(cell)
    return _saved(document.write)


def _json_lines(rng: random.Random, book: Book) -> bytes:
    odd: tuple[Callable[[], Any], ...] = (
        lambda: [1],
        dict,
        lambda: {"a": {"b": []}},
        lambda: 10**400,
        lambda: float("nan"),
        lambda: "\ud800",
    )
    lines = []
    for header, *rows in book.values():
        for row in rows:
            pairs = zip(header, row, strict=False)
            values = {str(name): rng.choice(odd)() if rng.random() < 0.0005 else value for name, value in pairs}
            lines.append(json.dumps(values, default=str, ensure_ascii=rng.random() < 0.5))
    if rng.random() < 0.1:
        lines.append('{"a":' * rng.choice((50, 100_000)))
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _parquet(rng: random.Random, book: Book) -> bytes:
    header, *rows = next(iter(book.values()))
    if rng.random() < 0.5:
        frame = pd.DataFrame([[str(value) for value in row[: len(header)]] for row in rows])
        frame.columns = [str(name) for name in header[: len(frame.columns)]]
    else:
        kinds: Sequence[Any] = (
            ["a", None],
            [1.5, float("inf")],
            [True, False],
            [b"\x00", b"\xff"],
            [[1], [2, 3]],
            [{"a": 1}, None],
            [datetime(2020, 4, 17, tzinfo=UTC), None],
            [10**18, -1],
        )
        frame = pd.DataFrame({str(name): rng.choice(kinds) for name in header})
    return _saved(frame.loc[:, ~frame.columns.duplicated()].to_parquet)


def _saved(write: Callable[[io.BytesIO], object]) -> bytes:
    buffer = io.BytesIO()
    write(buffer)
    return buffer.getvalue()


_WRITERS: dict[str, Callable[[random.Random, Book], bytes]] = {
    ".xlsx": _xlsx,
    ".xls": _xls,
    ".ods": _ods,
    ".jsonl": _json_lines,
    ".parquet": _parquet,
}


def _part_spoilt(rng: random.Random, raw: bytes, spoil: Callable[[random.Random, bytes], bytes]) -> bytes:
    """Spoil one part of a package, so that what unpacks it still can."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as package, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        doomed = rng.choice(package.namelist())
        for name in package.namelist():
            content = package.read(name)
            out.writestr(name, spoil(rng, content) if name == doomed and content else content)
    return buffer.getvalue()


def spoilt_format(rng: random.Random, root: Path, spoilers: Sequence[Callable[[random.Random, bytes], bytes]]) -> Path:
    """Write a file of one of the formats, as a rule spoilt, under the name that suits it or another's."""
    suffix = rng.choice(list(_WRITERS))
    book = _book(rng)
    raw = _WRITERS[suffix](rng, book)
    way = rng.random()
    if way < 0.15:
        raw = rng.choice(spoilers)(rng, raw)
    elif way < 0.4 and suffix in {".xlsx", ".ods"}:
        raw = _part_spoilt(rng, raw, rng.choice(spoilers))
    name = next(iter(book)) if rng.random() < 0.9 else "persons"
    path = root / f"{name}{suffix if rng.random() < 0.95 else rng.choice(list(_WRITERS))}"
    path.write_bytes(raw)
    return path
