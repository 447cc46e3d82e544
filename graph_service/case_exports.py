"""Records that leave as a case: a folder, an archive or a workbook, written whole and then read back."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated as A

from graph_service.domain.described import Described
from graph_service.domain.limits import Limits
from graph_service.domain.report import CaseHead, Remark
from graph_service.domain.table_diff import table_diffs
from graph_service.domain.tables import Tables
from graph_service.errors import BadArchiveError, ForbiddenColumnsError, InputError, RejectedRowsError
from graph_service.files.private_folder import private_folder
from graph_service.files.whole_file import owned_descriptor, whole_file
from graph_service.ports import Progress, no_progress
from graph_service.services.exporting import ExportedRecords
from loaders.case_folder import load_case
from loaders.case_workbook import write_case_workbook
from loaders.case_writer import write_case, write_case_archive
from loaders.options import LoadOptions

MAX_PROBLEMS = 10_000  # that are told apart when what was written is read back
FOLDER_RIGHTS = 0o700


class CaseForm(StrEnum):
    """The forms of a case that leaves."""

    FOLDER = "folder"
    ZIP = "zip"
    WORKBOOK = "xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported(ExportedRecords):
    """What an export wrote."""

    copy_id: A[str, Described("id of the copy, in its head and in the audit trail; empty: of a case", "3f0a91c2d84e")]
    is_read_back: A[bool, Described("whether what was written reads as the same records", example=True)]
    remarks: A[
        tuple[Remark, ...],
        Described("what a load refuses of it, or reads in another way: the store holds what a load would not", None),
    ]


def form_of_path(path: Path) -> CaseForm:
    """Return the form that the ending of a name stands for: .xlsx, .zip, or a folder where there is none."""
    forms = {"": CaseForm.FOLDER, ".zip": CaseForm.ZIP, ".xlsx": CaseForm.WORKBOOK}
    suffix = path.suffix.lower()
    if path.is_dir():
        return CaseForm.FOLDER
    if suffix not in forms:
        raise InputError(f"cannot write {suffix}: name a folder, or a file .xlsx or .zip")
    return forms[suffix]


def refuse_filled_folder(path: Path) -> None:
    """Refuse a folder that holds something: it is not written over, whatever is asked."""
    if path.is_symlink() or (path.is_dir() and any(path.iterdir())):
        raise InputError(f"{path} holds something already, and nothing was written: name a new or empty folder")


def write_case_to(
    path: Path, form: CaseForm, tables: Tables, head: CaseHead, *, progress: Progress = no_progress
) -> None:
    """Write tables in a form, for their owner alone; it is there as a whole, or not at all.

    Parameters
    ----------
    path : Path
        The file, which is replaced, or a folder that is new or empty.
    form : CaseForm
        In which form.
    tables : Tables
        Records by kind.
    head : CaseHead
        What the case says of itself.
    progress : Progress
        Told of each table.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    target = Path(os.path.realpath(path))
    try:
        if form is CaseForm.FOLDER:
            with _whole_folder(target) as folder:
                write_case(tables, folder, head=head, progress=progress)
            return
        with whole_file(target) as beside, os.fdopen(owned_descriptor(beside), "w+b") as stream:
            if form is CaseForm.ZIP:
                write_case_archive(tables, stream, head=head, progress=progress)
            else:
                write_case_workbook(tables, stream, beside.parent, head=head, progress=progress)
    except OSError as error:
        message = f"cannot write {path}: {(error.strerror or 'it failed').lower()}; name another file or folder"
        raise InputError(message) from error


def read_back(
    path: Path, tables: Tables, *, limits: Limits, now: datetime, progress: Progress = no_progress
) -> tuple[Remark, ...]:
    """Load what was written, and say what is refused or comes back otherwise; nothing: it is the same.

    Parameters
    ----------
    path : Path
        What was written.
    tables : Tables
        Of which records.
    limits : Limits
        How much a load takes in.
    now : datetime
        The instant of loading.
    progress : Progress
        Told what is being done.

    Returns
    -------
    tuple[Remark, ...]
        By table and column, with counts.
    """
    progress("reading back", sum(map(len, tables.values())))
    options = LoadOptions(limits=limits, max_problems=MAX_PROBLEMS)
    try:
        loaded = load_case(path, options=options, today=now, progress=progress)
    except RejectedRowsError as error:
        return tuple(_refused(error))
    except (ForbiddenColumnsError, BadArchiveError, InputError) as error:
        return (Remark("refused_on_reading", path.name, None, 1, f"refused when it is read: {error}"),)
    return tuple(_differing(tables, loaded.tables))


def _refused(error: RejectedRowsError) -> Iterator[Remark]:
    counts = Counter((problem.code, problem.file, problem.column, problem.problem) for problem in error.problems)
    for (code, file, column, problem), n in counts.items():
        yield Remark(code, file, column, n, f"refused when it is read: {problem}")
    n_more = error.n_total - sum(counts.values())
    if n_more:
        yield Remark("refused_on_reading", "all tables", None, n_more, "more refused when it is read")


def _differing(tables: Tables, loaded: Tables) -> Iterator[Remark]:
    for diff in table_diffs(tables, loaded).values():
        table = diff.kind.table
        for column, n in Counter(column for columns in diff.changed.values() for column in columns).items():
            text = "put right when it is read, as spaces at the ends are: the record comes back otherwise"
            yield Remark("otherwise_on_reading", table, column, n, text)
        if diff.gone:
            text = "taken for no record when it is read, such as a row of totals, or known by another id then"
            yield Remark("left_out_on_reading", table, None, len(diff.gone), text)


@contextmanager
def _whole_folder(target: Path) -> Iterator[Path]:
    """Give a folder to fill; it takes its place when it is done, and is gone if it fails."""
    refuse_filled_folder(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with private_folder(target.parent) as private:
        folder = private / target.name
        folder.mkdir(FOLDER_RIGHTS)
        yield folder
        folder.replace(target)


def exported(said: ExportedRecords, *, copy_id: str, remarks: tuple[Remark, ...]) -> Exported:
    """Return what an export wrote."""
    fields: Mapping[str, object] = {name: getattr(said, name) for name in ExportedRecords.__slots__}
    return Exported(**fields, copy_id=copy_id, is_read_back=not remarks, remarks=remarks)  # type: ignore[arg-type]  # the fields of the other
