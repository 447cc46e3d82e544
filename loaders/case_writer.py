"""Writes records as a case folder or an archive: one CSV file per table, which `load_case` reads back to the same."""

import csv
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date
from io import StringIO, TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import IO

from graph_service.domain.report import CaseHead
from graph_service.domain.schema import BY_TABLE, Value
from graph_service.domain.tables import Table, Tables
from graph_service.errors import InputError
from graph_service.files.whole_file import owned_descriptor
from graph_service.ports import Progress, no_progress
from loaders.case_cells import is_free_text, rows_in_order, table_texts
from loaders.case_head import CASE_FILE, head_entries

_PART_ROWS = 5_000
_NO_HEAD = CaseHead()
_PACKED_ON = (1980, 1, 1, 0, 0, 0)  # the same records give the same archive
_OWNER_ALONE = 0o100600 << 16  # rights of a file, as archives keep them


def write_case(
    tables: Tables, folder: Path, *, head: CaseHead = _NO_HEAD, progress: Progress = no_progress
) -> tuple[Path, ...]:
    """Write tables as a case folder.

    Parameters
    ----------
    tables : Tables
        Kind name to table; a kind without a record gets no file.
    folder : Path
        New, or without any file of a case.
    head : CaseHead
        What case.toml says; if it says that formulas are marked, they are.
    progress : Progress
        Told of each table before it is written.

    Returns
    -------
    tuple[Path, ...]
        The written files, for their owner alone: case.toml, then the tables in the order of `tables`.

    Raises
    ------
    InputError
        If the folder holds files of a case.

    Notes
    -----
    Same tables, same bytes: rows in the order of their keys, every column of the kind, UTF-8, LF.
    A date stands as a whole day, whatever its precision says. A part of a list that holds the sign which separates
    the parts is read as two.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = {CASE_FILE, *(f"{table}.csv" for table in BY_TABLE)}
    present = sorted(path.name for path in folder.iterdir() if path.name in names)
    if present:
        raise InputError(f"{folder}: holds a case already ({present[0]}); name a new or empty folder")
    paths = []
    for name, lines in _files(tables, head, progress):
        paths.append(folder / name)
        with os.fdopen(owned_descriptor(folder / name), "w", encoding="utf-8", newline="") as file:
            file.writelines(lines)
    return tuple(paths)


def write_case_archive(
    tables: Tables, stream: IO[bytes], *, head: CaseHead = _NO_HEAD, progress: Progress = no_progress
) -> None:
    """Write tables as a zip archive of a case folder: the same tables, the same bytes.

    Parameters
    ----------
    tables : Tables
        Kind name to table.
    stream : IO[bytes]
        Where to.
    head : CaseHead
        What case.toml says.
    progress : Progress
        Told of each table before it is written.
    """
    with zipfile.ZipFile(stream, "w", allowZip64=False) as archive:
        for name, lines in _files(tables, head, progress):
            entry = zipfile.ZipInfo(name, _PACKED_ON)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _OWNER_ALONE
            with archive.open(entry, "w") as packed, TextIOWrapper(packed, "utf-8", newline="") as file:
                file.writelines(lines)


def _files(tables: Tables, head: CaseHead, progress: Progress) -> Iterator[tuple[str, Iterable[str]]]:
    """Return the files of a case by name, each in parts: the head, then the tables."""
    yield CASE_FILE, _head_lines(head)
    for table in tables.values():
        if len(table):
            progress(f"writing {table.kind.table}", len(table))
            yield f"{table.kind.table}.csv", _csv_parts(table, marks_formulas=head.has_marked_formulas)


def _csv_parts(table: Table, *, marks_formulas: bool) -> Iterator[str]:
    rows = table_texts(rows_in_order(table), marks_formulas=marks_formulas)
    stream = StringIO()
    # a carriage return by itself is quoted by no writer of this version, and read by no reader without quotes
    quotes_all = _holds(table, "\r")
    writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL if quotes_all else csv.QUOTE_MINIMAL)
    writer.writerow(table.kind.names)
    while part := list(islice(rows, _PART_ROWS)):
        writer.writerows(part)
        yield stream.getvalue()
        stream.seek(0)
        stream.truncate()


def _holds(table: Table, sign: str) -> bool:
    """Tell whether a sign stands in any text of a table."""
    columns = (column for field, column in zip(table.kind.fields, table.columns, strict=True) if is_free_text(field))
    return any(sign in str(text) for column in columns for value in set(column) for text in _texts(value))


def _texts(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)


def _head_lines(head: CaseHead) -> Iterator[str]:
    for key, value in head_entries(head).items():
        # a JSON string is a TOML string, and so is a JSON truth value
        text = value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)
        yield f"{key} = {text}\n"
