"""Writes records as the folder of tables that a user would have."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from graph_service.domain.schema import KINDS, Value, row_of
from tests.rival.make import case_of


def write_case(folder: Path, records: Iterable[object], *, as_of: date) -> Path:
    """Write one CSV file a table, and the head of the case; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "case.toml").write_text(f'name = "made here"\nas_of = {as_of.isoformat()}\n', encoding="utf-8")
    for name, some in case_of(records).items():
        kind = KINDS[name]
        with (folder / f"{kind.table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(kind.names)
            writer.writerows([_cell(value) for value in row_of(record)] for record in some)
    return folder


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "|".join(value)
    return str(value)
