"""Writes an empty case as a workbook: a sheet per table, its header, notes with meanings, lists of words to choose."""

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from graph_service.domain.dictionary import Entry, data_dictionary
from graph_service.errors import InputError
from graph_service.files.whole_file import owned_descriptor, whole_file

WORDS_SHEET = "words"  # hidden, so that it is no table
CREATED = datetime(1980, 1, 1)  # noqa: DTZ001  the same bytes each time
LAST_ROW = 1_048_575
_MOST_PROMPT = 255
FORMATS = {"date": "yyyy-mm-dd", "whole number": "0", "number": "General"}


def write_template_workbook(path: Path) -> tuple[str, ...]:
    """Write an empty workbook with all tables.

    Parameters
    ----------
    path : Path
        An .xlsx that is not there yet.

    Returns
    -------
    tuple[str, ...]
        Names of the tables, each a sheet.

    Raises
    ------
    InputError
        If the file is there, or cannot be written.
    """
    if path.exists():
        raise InputError(f"{path.name} is there already; name another file")
    try:
        with (
            whole_file(Path(os.path.realpath(path))) as beside,
            os.fdopen(owned_descriptor(beside), "w+b") as stream,
            Workbook(stream, {"tmpdir": str(beside.parent)}) as workbook,
        ):
            workbook.set_properties({"created": CREATED})
            return _write(workbook)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(f"{path.name} cannot be written ({reason}); name another file or folder") from error


def _write(workbook: Any) -> tuple[str, ...]:  # noqa: ANN401  its library has no types
    tables = data_dictionary()
    required, optional = workbook.add_format({"bold": True}), workbook.add_format({"italic": True})
    formats = {name: workbook.add_format({"num_format": form}) for name, form in FORMATS.items()}
    text = workbook.add_format({"num_format": "@"})  # ids keep their zeros
    words = _Words()
    for table in tables:
        sheet = workbook.add_worksheet(table.table)
        sheet.freeze_panes(1, 1)
        for column, entry in enumerate(table.columns):
            sheet.set_column(column, column, max(10, len(entry.column) + 3), formats.get(entry.type, text))
            sheet.write_string(0, column, entry.column, required if entry.required else optional)
            sheet.write_comment(0, column, _note(entry), {"x_scale": 2})
            choices = entry.words or (("yes", "no") if entry.type == "yes or no" else ())
            if choices and entry.type != "list":
                sheet.data_validation(1, column, LAST_ROW, column, words.rule(choices))
    words.write(workbook)
    return tuple(table.table for table in tables)


class _Words:
    """The lists of words, a column each on one hidden sheet."""

    def __init__(self) -> None:
        self._lists: dict[tuple[str, ...], int] = {}

    def rule(self, choices: Sequence[str]) -> dict[str, object]:
        """Return what lets a cell hold one of some words, or nothing."""
        column = xl_col_to_name(self._lists.setdefault(tuple(choices), len(self._lists)))
        message = f"One of {', '.join(choices)}"
        return {
            "validate": "list",
            "source": f"={WORDS_SHEET}!${column}$1:${column}${len(choices)}",
            "error_title": "Not in the list",
            "error_message": message if len(message) <= _MOST_PROMPT else "Choose a word of the list",
        }

    def write(self, workbook: Any) -> None:  # noqa: ANN401  as above
        """Write all lists."""
        sheet = workbook.add_worksheet(WORDS_SHEET)
        for choices, column in self._lists.items():
            for row, word in enumerate(choices):
                sheet.write_string(row, column, word)
        sheet.hide()


def _note(entry: Entry) -> str:
    parts = [entry.meaning, f"{entry.type}, {'must be filled' if entry.required else 'may be empty'}"]
    if entry.default is not None:
        parts.append(f"empty: {entry.default}")
    if entry.refers_to:
        parts.append(f"an id of {entry.refers_to}")
    if entry.bounds:
        parts.append(entry.bounds)
    return "\n".join(parts)
