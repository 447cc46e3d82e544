"""Exporting: the records of a store, or of one day of it, as a case that others can load.

A caller gets what they see: rows that are withheld are left out with all that refers to them, and columns of a class
that they do not see are empty. All that is stored goes out as it goes into a backup: by an administrator, who
asks for it in so many words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated as A

from graph_service.domain.described import Described
from graph_service.domain.one_day import seen_on
from graph_service.domain.report import CaseHead
from graph_service.domain.rights import EVERYTHING, withholds_persons
from graph_service.domain.schema import KINDS
from graph_service.domain.seen_tables import is_seen, keys_concerning, seen_tables, unseen_columns
from graph_service.domain.tables import Table
from graph_service.domain.vocabulary import DataClass
from graph_service.errors import InputError, WriteConflictError
from graph_service.ports import Progress, no_progress
from graph_service.services.access import authorise, note_use
from graph_service.services.context import Context
from graph_service.services.view import view_of

ATTEMPTS = 5  # while others write


@dataclass(frozen=True, slots=True)
class ExportedRecords:
    """What an export holds, and what of the store it does not."""

    n_records: A[Mapping[str, int], Described("records that were written, by table", {"persons": 414}, unit="records")]
    content_hash: A[
        str,
        Described(
            "names the content of the store that it was taken from; read back, a whole export has the same",
            "a8d1c2b3e4f5061728394a5b6c7d8e9f",
        ),
    ]
    as_of: A[date | None, Described("the day that it shows; null: all days", date(2020, 12, 3))]
    is_partial: A[
        bool,
        Described("whether records or columns are left out for those who see more, if there are any", example=True),
    ]
    tables_withheld: A[
        tuple[str, ...], Described("tables that are left out, whether or not they hold anything", ("support_cases",))
    ]
    columns_withheld: A[
        tuple[str, ...],
        Described("columns that are empty, whether or not they hold anything, as table.column", ("persons.sex",)),
    ]


@dataclass(frozen=True, slots=True)
class RecordsToExport:
    """The records of an export, all of one moment, and what is said of them."""

    tables: Mapping[str, Table]
    said: ExportedRecords

    def head(self, base: CaseHead, *, handling: str, copy_id: str) -> CaseHead:
        """Return what the case says of itself; `base` is what the case said from which the records are, if any."""
        return replace(
            base,
            as_of=self.said.as_of or base.as_of,
            handling=handling,
            copy_id=copy_id or base.copy_id,
            is_partial=self.said.is_partial or base.is_partial,
            is_one_day=self.said.as_of is not None or base.is_one_day,
            has_marked_formulas=True,
        )


def records_to_export(
    context: Context,
    *,
    as_of: date | None = None,
    is_whole: bool = False,
    copy: str = "",
    progress: Progress = no_progress,
) -> RecordsToExport:
    """Return what a caller exports, once it is written down that they did; `is_whole`: all, as a backup has it.

    Parameters
    ----------
    context : Context
        The open store, and who asks.
    as_of : date | None
        Only what this day sees; default all that is stored.
    is_whole : bool
        Also what the caller may not see, which administrators alone may ask for.
    copy : str
        Form and id of the copy, for the audit trail.
    progress : Progress
        Told what is being done.

    Returns
    -------
    RecordsToExport
        Records by kind, without kinds that hold none, and what is said of them.

    Raises
    ------
    AccessError
        If the caller may not export, or not all.
    """
    authorise(context.caller, "export_whole" if is_whole else "export")
    classes = EVERYTHING if is_whole else context.classes
    content_hash, tables, hidden = seen_of_one_moment(context, classes, as_of=as_of, progress=progress)
    visible = tables if classes == EVERYTHING else seen_tables(tables, classes, hidden)
    if as_of is not None:
        visible = seen_on(visible, as_of)
    visible = {name: table for name, table in visible.items() if len(table)}
    said = ExportedRecords(
        n_records={KINDS[name].table: len(table) for name, table in visible.items()},
        content_hash=content_hash,
        as_of=as_of,
        is_partial=classes != EVERYTHING,
        tables_withheld=tuple(kind.table for kind in KINDS.values() if not is_seen(kind, classes)),
        columns_withheld=tuple(
            f"{kind.table}.{column}"
            for kind in KINDS.values()
            if is_seen(kind, classes)
            for column in unseen_columns(kind, classes)
        ),
    )
    details: dict[str, str | int] = {"content": content_hash, "n_records": sum(map(len, visible.values()))}
    details["extent"] = "part" if said.is_partial else "whole"
    details |= {} if as_of is None else {"as_of": as_of.isoformat()}
    details |= {"copy": copy} if copy else {}
    persons = visible["person"].keys if "person" in visible else ()
    note_use(context, "export_whole" if is_whole else "export", subjects=persons, details=details)
    return RecordsToExport(visible, said)


def refuse_part(head: CaseHead, *, is_empty: bool) -> None:
    """Refuse to load a part of a store into a store, where it would pass for the whole.

    Parameters
    ----------
    head : CaseHead
        What the case says of itself.
    is_empty : bool
        Whether the store holds no record: then one day may be loaded, of which the head says which.

    Raises
    ------
    InputError
        If the case is a part of a store.
    """
    if head.is_partial:
        problem = "this case is a part of a store, without what whoever exported it may not see"
        raise InputError(f"{problem}; work on it with --case, or import a whole export")
    if head.is_one_day and not is_empty:
        problem = f"this case shows a store as {head.as_of} sees it, and would take back what was recorded later"
        raise InputError(f"{problem}; work on it with --case, or import it into an empty store")


def seen_of_one_moment(
    context: Context, classes: frozenset[DataClass], *, as_of: date | None = None, progress: Progress = no_progress
) -> tuple[str, Mapping[str, Table], Mapping[str, set[str]]]:
    """Return the content hash, all records, and by kind the keys of those that are withheld, all of one moment."""
    if not withholds_persons(classes):
        progress("reading the store", 0)
        return (*context.store.read(), {})
    for _ in range(ATTEMPTS):
        snapshot = context.snapshot(None)  # withheld today, or on the day: rows may be joined on one of them alone
        days = (snapshot,) if as_of is None else (snapshot, snapshot.on(as_of))
        progress("reading the store", 0)
        content_hash, tables = context.store.read()
        if snapshot.content_hash == content_hash:
            persons = frozenset[str]().union(*(view_of(day, classes).hidden for day in days))
            return content_hash, tables, keys_concerning(tables, persons)
    message = "others write to the store so often that no moment of it could be read; try again"
    raise WriteConflictError(message)
