"""Lists as files for whoever asks over the network: whole, with the mark of the copy, in a form for spreadsheets."""

import io
from dataclasses import dataclass
from typing import Any, Final

from graph_service.analysis.result import Result
from graph_service.domain.use_case import UseCase
from graph_service.errors import InputError
from graph_service.files.private_folder import private_folder
from graph_service.interchange.lists_csv import csv_chunks
from graph_service.interchange.lists_xlsx import write_lists
from graph_service.interchange.result_sheets import result_sheets, title_of
from graph_service.languages.translator import Translator

MEDIA_TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class SentList:
    """A file: what it holds, and as what it is sent."""

    content: bytes
    media_type: str


def list_file(
    result: Result, question: UseCase[Any, Any], form: str, translator: Translator, *, handling: str
) -> SentList:
    """Write the lists of a result.

    Parameters
    ----------
    result : Result
        What was answered.
    question : UseCase[Any, Any]
        What was asked.
    form : str
        ``xlsx`` for all lists, ``csv`` for the first.
    translator : Translator
        Of the language of a workbook; CSV is for machines, and has the names and codes of the fields in each.
    handling : str
        Handling mark with the id of the copy.

    Returns
    -------
    SentList
        The file.

    Raises
    ------
    InputError
        If there is no such form, or a list is longer than it takes.
    """
    check_form(form)
    sheets = result_sheets(result, question, translator)
    if form == "csv":
        text = "".join(csv_chunks(sheets.lists[0], handling=handling, decimal_comma=True))
        return SentList(text.encode(), MEDIA_TYPES[form])
    stream = io.BytesIO()
    with private_folder() as folder:
        write_lists(stream, folder, sheets, translator, handling=handling, title=title_of(result, translator))
    return SentList(stream.getvalue(), MEDIA_TYPES[form])


def check_form(form: str) -> None:
    """Refuse a form that there is not, before anything is computed."""
    if form not in MEDIA_TYPES:
        message = f"cannot write {form[:20]!r}: ask for one of {', '.join(MEDIA_TYPES)}"
        raise InputError(message)
