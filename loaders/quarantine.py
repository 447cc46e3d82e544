"""Puts refused rows aside: each file's bad rows with their cells as they were, their line and their problems."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from graph_service.errors import InputError
from loaders.columns import BOOKKEEPING
from loaders.csv_table import CsvTable


def check_quarantine(folder: Path) -> None:
    """Make sure that rows can be put aside here without mixing with others.

    Parameters
    ----------
    folder : Path
        The folder.

    Raises
    ------
    InputError
        If it exists and is not an empty folder.
    """
    try:
        is_free = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    except OSError as error:
        raise InputError(f"the quarantine folder {folder.name} cannot be read; name a new folder") from error
    if not is_free:
        raise InputError(f"the quarantine folder {folder.name} is not empty; empty it, or name a new folder")


def write_quarantine(
    folder: Path, table: CsvTable, problems: Mapping[int, Sequence[str]], *, without: Sequence[str]
) -> None:
    """Write the bad rows of one file.

    Parameters
    ----------
    folder : Path
        The quarantine folder, made if needed.
    table : CsvTable
        The file, which is read once more.
    problems : Mapping[int, Sequence[str]]
        What is wrong, by the line on which a row begins.
    without : Sequence[str]
        Columns that must not come in, and do not go out here either.

    Raises
    ------
    InputError
        If the folder cannot be written to.
    """
    left_out = {*without, *BOOKKEEPING}
    kept = [i for i, name in enumerate(table.header) if name not in left_out]
    width = len(table.header)
    rows = [(line, row) for line, row in table.rows() if line in problems]
    has_extra = any(len(row) > width for _, row in rows)
    header = [table.header[i] for i in kept]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / table.file).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, delimiter=table.separator, lineterminator="\n")
            writer.writerow([*header, "_line", "_problems", *(["_extra"] if has_extra else [])])
            for line, row in rows:
                cells = [row[i] if i < len(row) else "" for i in kept]
                extra = ["|".join(row[width:])] if has_extra else []
                writer.writerow([*cells, str(line), "; ".join(problems[line]), *extra])
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(f"the quarantine folder {folder.name} cannot be written ({reason}); name another") from error
