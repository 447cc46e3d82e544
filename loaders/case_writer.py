"""Writes records as a case folder: one CSV file per table, which `load_case` reads back to the same records."""

import csv
import json
from datetime import date
from pathlib import Path

from graph_service.domain.report import CaseHead
from graph_service.domain.schema import BY_TABLE, Field, Value
from graph_service.domain.tables import Table, Tables
from graph_service.errors import InputError
from loaders.case_head import CASE_FILE

_NO_HEAD = CaseHead()


def write_case(tables: Tables, folder: Path, *, head: CaseHead = _NO_HEAD) -> tuple[Path, ...]:
    """Write tables as a case folder.

    Parameters
    ----------
    tables : Tables
        Kind name to table; a kind without a record gets no file.
    folder : Path
        New, or without any file of a case.
    head : CaseHead
        What case.toml says.

    Returns
    -------
    tuple[Path, ...]
        The written files: case.toml, then the tables in the order of `tables`.

    Raises
    ------
    InputError
        If the folder holds files of a case, or a part of a list holds the sign that separates the parts.

    Notes
    -----
    Same tables, same bytes: rows in the order of their keys, every column of the kind, UTF-8, LF.
    A date stands as a whole day, whatever its precision says.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = {CASE_FILE, *(f"{table}.csv" for table in BY_TABLE)}
    present = sorted(path.name for path in folder.iterdir() if path.name in names)
    if present:
        raise InputError(f"{folder}: holds a case already ({present[0]}); name a new or empty folder")
    texts = {CASE_FILE: _head_text(head)}
    rows = {f"{table.kind.table}.csv": _table_cells(table) for table in tables.values() if len(table)}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    for name, lines in rows.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(lines)
    return tuple(folder / name for name in (*texts, *rows))


def _table_cells(table: Table) -> list[list[str]]:
    """Return the header and the rows; made before any file is written, so that a refusal leaves none behind."""
    fields = table.kind.fields
    rows = sorted(table.rows(), key=lambda row: str(row[0]))
    return [
        list(table.kind.names),
        *([_cell(field, value, str(row[0])) for field, value in zip(fields, row, strict=True)] for row in rows),
    ]


def _cell(field: Field, value: Value, key: str) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        if any("|" in word for word in value):
            raise InputError(
                f"{key}: {field.name}: a part of a list holds |, which separates its parts; write it without"
            )
        return "|".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def _head_text(head: CaseHead) -> str:
    texts = {"name": head.name, "time_zone": head.time_zone, "handling": head.handling}
    # a JSON string is a TOML string
    lines = [f"{key} = {json.dumps(text, ensure_ascii=False)}" for key, text in texts.items() if text is not None]
    lines += [] if head.as_of is None else [f"as_of = {head.as_of.isoformat()}"]
    return "".join(f"{line}\n" for line in lines)
