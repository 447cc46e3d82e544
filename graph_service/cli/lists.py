"""Writes the lists of an answer as a file for spreadsheets: .xlsx or .csv."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.language import spoken
from graph_service.cli.session import FORCE, Session, refuse_existing, say, write_file
from graph_service.errors import InputError

if TYPE_CHECKING:
    from graph_service.analysis.result import Result
    from graph_service.domain.use_case import UseCase
    from graph_service.interchange.result_sheets import ResultSheets

ListOutOption = Annotated[
    Path | None,
    typer.Option("--out", help="Write all rows as a workbook (.xlsx) or for spreadsheets (.csv).", metavar="FILE"),
]
DecimalCommaOption = Annotated[bool, typer.Option("--decimal-comma", help="In a .csv file, write 0,5 and not 0.5.")]
SUFFIXES = (".xlsx", ".csv")


@dataclass(frozen=True, slots=True)
class ListFile:
    """A file that is asked for: its name, how it is written, and the id of the copy if one leaves a store."""

    path: Path
    decimal_comma: bool
    force: bool
    copy_id: str
    mark: str

    @property
    def details(self) -> dict[str, str | int] | None:
        """What the audit trail says of it."""
        return {"copy": f"{self.path.suffix} {self.copy_id}"} if self.copy_id else None


def list_file(session: Session, path: Path, *, decimal_comma: bool, force: bool) -> ListFile:
    """Check the name of a file before anything is computed."""
    from graph_service.exports import copy_mark, new_copy_id

    if path.suffix.lower() not in SUFFIXES:
        message = f"cannot write {path.suffix or 'a file without an ending'}: use one of {', '.join(SUFFIXES)}"
        raise InputError(message)
    refuse_existing(path, force=force, way_out=FORCE)
    caller = session.context.caller
    copy_id = "" if caller.is_local else new_copy_id()
    mark = copy_mark(caller, copy_id, translator=spoken()) if copy_id else ""
    return ListFile(path, decimal_comma, force, copy_id, mark)


def write_list(session: Session, file: ListFile, question: "UseCase[Any, Any]", result: "Result") -> None:
    """Write what was answered."""
    from graph_service.cli.show import console, show_notes
    from graph_service.exports import DEFAULT_HANDLING
    from graph_service.interchange.result_sheets import result_sheets, title_of

    t = spoken()
    sheets = result_sheets(result, question, t)
    handling = " ".join(filter(None, (session.handling, file.mark))) or t.text(DEFAULT_HANDLING)
    if file.path.suffix.lower() == ".csv":
        counts = _write_csv(file, sheets, handling)
    else:
        counts = _write_xlsx(file, sheets, handling, title_of(result, t))
    say(t.text("wrote {file}: {counts}").format(file=file.path, counts=counts))
    show_notes(console(to_stderr=True), result.notes)


def _write_xlsx(file: ListFile, sheets: "ResultSheets", handling: str, title: str) -> str:
    from graph_service.files.whole_file import owned_descriptor, whole_file
    from graph_service.interchange.lists_xlsx import write_lists

    try:
        with (
            whole_file(Path(os.path.realpath(file.path))) as beside,
            os.fdopen(owned_descriptor(beside), "w+b") as stream,
        ):
            write_lists(stream, beside.parent, sheets, spoken(), handling=handling, title=title)
    except OSError as error:
        message = f"cannot write {file.path}: {(error.strerror or 'it failed').lower()}; name another file or folder"
        raise InputError(message) from error
    counts = (f"{sheet.title(spoken())} {len(sheet.rows)}" for sheet in sheets.lists)
    return ", ".join(counts) or spoken().text("no list")


def _write_csv(file: ListFile, sheets: "ResultSheets", handling: str) -> str:
    from graph_service.interchange.lists_csv import csv_chunks

    if not sheets.lists:
        raise InputError("this answer holds no list; write it as .xlsx, or print it with --json")
    first, *further = sheets.lists
    write_file(file.path, csv_chunks(first, handling=handling, decimal_comma=file.decimal_comma), force=file.force)
    counts = f"{first.name} {len(first.rows)}"
    if not further:
        return counts
    text = spoken().text("{counts}; an .xlsx file holds {lists} too")
    return text.format(counts=counts, lists=", ".join(sheet.name for sheet in further))
