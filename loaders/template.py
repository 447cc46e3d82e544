"""Writes an empty case folder: one CSV file per table, with its header, and a case.toml to fill in."""

import csv
from collections.abc import Collection
from pathlib import Path

from graph_service.domain.report import DEFAULT_TIME_ZONE
from graph_service.domain.schema import BY_TABLE
from graph_service.errors import InputError
from loaders.case_head import CASE_FILE


def write_template(folder: Path, *, tables: Collection[str] | None = None) -> tuple[str, ...]:
    """Write empty tables.

    Parameters
    ----------
    folder : Path
        An empty or new folder.
    tables : Collection[str] | None
        Names of tables, default all.

    Returns
    -------
    tuple[str, ...]
        Names of the files written.

    Raises
    ------
    InputError
        If the folder is not empty or cannot be written, or a table is unknown.
    """
    unknown = sorted(set(tables or ()) - BY_TABLE.keys())
    if unknown:
        raise InputError(f"no such table: {', '.join(unknown)}; known are {', '.join(BY_TABLE)}")
    kinds = [kind for name, kind in BY_TABLE.items() if tables is None or name in tables]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise InputError(f"the folder {folder.name} is not empty; name a new folder")
        for kind in kinds:
            with (folder / f"{kind.table}.csv").open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream, lineterminator="\n").writerow(kind.names)
        (folder / CASE_FILE).write_text(f'name = "A case"\ntime_zone = "{DEFAULT_TIME_ZONE}"\n', encoding="utf-8")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(f"the folder {folder.name} cannot be written ({reason}); name another") from error
    return (*(f"{kind.table}.csv" for kind in kinds), CASE_FILE)
