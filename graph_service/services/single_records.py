"""Single records: made, filled, corrected, ended and extended by a person, by the rules of a case.

What stood there is kept in a correction, written with the change and its audit event or not at all. Whoever writes
names the version that they saw; somebody else's change in between is never written over.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from graph_service.domain.caller import Caller
from graph_service.domain.case_rules import KnownKeys
from graph_service.domain.filling import is_empty, overwriting, overwritten
from graph_service.domain.nearest import did_you_mean, nearest
from graph_service.domain.requests import Once
from graph_service.domain.rights import WriteAct, classes_granted, classes_of, may_write, unseen_fields
from graph_service.domain.schema import KINDS, Kind, Row
from graph_service.domain.service_records import Extension, cell_text, extension_id, of_record
from graph_service.domain.tables import Tables, tables_of
from graph_service.domain.writes import WriteHow
from graph_service.errors import (
    AccessError,
    ActExistsError,
    ChangedMeanwhileError,
    InputError,
    RecordExistsError,
    RejectedRowsError,
)
from graph_service.services.access import authorise, event_of
from graph_service.services.context import Context
from graph_service.services.importing import LoadedCase, stored_keys
from graph_service.services.judging import JOINED, is_withheld, keys_seen, owners
from graph_service.services.record_reading import (
    StoredRecord,
    changed_since,
    extensions,
    persons_of,
    stored_row,
    version_of,
    view_of_row,
)
from graph_service.services.single_writes import WRITE, of_another_agency, write_single
from graph_service.services.written_records import (
    WrittenRecord,
    WrittenRecords,
    answered_before,
    request_tables,
)

MIN_REASON, MAX_REASON = 3, 500  # characters
MAX_RECORDS = 1_000  # of one call

Cells = Mapping[str, str]  # text by column, as a cell of a table holds it


class RowLoader(Protocol):
    """Loads records from cells of text."""

    def __call__(self, rows: Mapping[str, Sequence[Cells]], existing: KnownKeys) -> LoadedCase:
        """Return checked records; `existing` are those that they may refer to."""


def kinds_to_make(caller: Caller) -> tuple[Kind, ...]:
    """Return the kinds of which a caller may make records; that two rows are one person is decided, not recorded."""
    classes = classes_granted(caller)
    if not may_write(caller, WriteAct.CREATE, caller.agency):
        return ()
    return tuple(kind for kind in KINDS.values() if kind.name != JOINED and classes_of(kind) <= classes)


def create_records(
    context: Context,
    rows: Mapping[str, Sequence[Cells]],
    load: RowLoader,
    *,
    once: Once | None = None,
    dry_run: bool = False,
) -> WrittenRecords:
    """Make records, such as an incident with all that is said of it, all or none.

    Parameters
    ----------
    context : Context
        Who writes, and where.
    rows : Mapping[str, Sequence[Cells]]
        Cells of each record, by the name of its kind.
    load : RowLoader
        Checks them by the rules of a case.
    once : Once | None
        Names the request, so that it is done once.
    dry_run : bool
        Whether nothing is written.

    Returns
    -------
    WrittenRecords
        What was, or would be, written.

    Raises
    ------
    RecordExistsError
        If there is a record with one of the ids, and it says something else.
    RejectedRowsError
        If a rule refuses a record.
    AccessError
        If the caller may not write one of them.
    """
    authorise(context.caller, WRITE)
    n_records = sum(map(len, rows.values()))
    if not 0 < n_records <= MAX_RECORDS:
        raise InputError(f"{n_records} records in one call; give 1 to {MAX_RECORDS}, or import a case")

    def prepare() -> Tables:
        tables = _loaded(context, rows, load)
        stored = context.store.get_all({name: table.keys for name, table in tables.items()})[1]
        for name, table in tables.items():
            before = dict(zip(stored[name].keys, stored[name].rows(), strict=True))
            for row in table.rows():
                old = before.get(str(row[0]))
                if (
                    old is not None
                    and old != row
                    and not is_withheld(context, table.kind, old, classes_granted(context.caller))
                ):
                    raise RecordExistsError(_exists(table.kind, str(row[0])))
        return tables

    return write_single(context, prepare, WRITE, {"act": "create"}, once=once, dry_run=dry_run)


def change_record(
    context: Context,
    kind: Kind,
    record_id: str,
    cells: Cells,
    load: RowLoader,
    *,
    reason: str | None = None,
    version: str | None = None,
    once: Once | None = None,
    dry_run: bool = False,
) -> WrittenRecords:
    """Fill empty columns of an act, or, with a reason, correct any record.

    Parameters
    ----------
    context : Context
        Who writes, and where.
    kind : Kind
        Kind of the record.
    record_id : str
        Its id.
    cells : Cells
        Text by column, of those that change; empty text empties a column.
    load : RowLoader
        Checks the record by the rules of a case.
    reason : str | None
        Why it is corrected; None: an act is filled, and nothing that stands there changes.
    version : str | None
        The version that the caller saw; None: whatever stands there now.
    once : Once | None
        Names the request, so that it is done once.
    dry_run : bool
        Whether nothing is written.

    Returns
    -------
    WrittenRecords
        What was, or would be, written.

    Raises
    ------
    NotFoundError
        If there is no such record for the caller.
    ChangedMeanwhileError
        If it says something else than the version that the caller saw.
    ActExistsError
        If a filling would change what is filled.
    RejectedRowsError
        If a rule refuses what it would say.
    AccessError
        If the caller may not change it.
    """
    authorise(context.caller, WRITE)
    if reason is not None:
        check_reason(reason)
    elif not kind.is_act:
        raise InputError(
            f"{kind.table} are not filled but corrected: say why (a reason of {MIN_REASON} characters or more)"
        )
    _check_columns(context, kind, cells)

    def prepare() -> Tables:
        before = stored_row(context, kind, record_id)
        if version is not None and version != version_of(kind, before):
            raise ChangedMeanwhileError(_changed(kind, record_id, changed_since(context, kind, before, version)))
        tables = _loaded(context, {kind.name: [_cells_after(context, kind, before, cells)]}, load)
        (after,) = tables[kind.name].rows()
        if str(after[0]) != record_id:
            raise InputError(f"{kind.key} names the record and stays as it is; make a new one")
        emptied = [name for name in cells if reason is None and is_empty(after[kind.index[name]])]
        if reason is None and (columns := [*overwritten(kind, before, after), *_emptied(kind, before, emptied)]):
            raise ActExistsError(overwriting(kind, {record_id: columns}))
        return tables

    details = {"act": "fill" if reason is None else "correct"}
    return write_single(
        context,
        prepare,
        WRITE,
        details,
        reason=reason or "",
        is_correction=reason is not None,
        once=once,
        dry_run=dry_run,
    )


def end_record(
    context: Context,
    kind: Kind,
    record_id: str,
    on: date,
    load: RowLoader,
    *,
    reason: str,
    version: str | None = None,
    once: Once | None = None,
    dry_run: bool = False,
) -> WrittenRecords:
    """Give a record its last day: of an act by filling it, of another as a correction; see `change_record`."""
    column = last_day_column(kind)
    cells = {column: on.isoformat()}
    return change_record(
        context,
        kind,
        record_id,
        cells,
        load,
        reason=None if kind.is_act else reason,
        version=version,
        once=once,
        dry_run=dry_run,
    )


def cells_after(context: Context, kind: Kind, record_id: str, cells: Cells) -> Cells:
    """Return the whole record as a change would leave it, as far as the caller writes it: to be compared, not shown."""
    authorise(context.caller, WRITE)
    _check_columns(context, kind, cells)
    return _cells_after(context, kind, stored_row(context, kind, record_id), cells)


def _cells_after(context: Context, kind: Kind, before: Row, cells: Cells) -> Cells:
    unseen = {field.name for field in unseen_fields(kind, classes_granted(context.caller))}
    unchanged = {name: cell_text(value) for name, value in zip(kind.names, before, strict=True) if name not in unseen}
    return {**unchanged, **cells}


def last_day_column(kind: Kind) -> str:
    """Return the column with the last day of a record; an `InputError` for kinds that have none."""
    for name in ("valid_to", "ends_on", "closed_on", "undone_on"):
        if name in kind.index:
            return name
    raise InputError(f"{kind.table} have no last day; correct what is wrong, or erase a person")


def extend_record(
    context: Context, kind: Kind, record_id: str, kept_until: date, *, reason: str, once: Once | None = None
) -> StoredRecord:
    """Decide that a record is kept until a later day, after somebody looked at it.

    Parameters
    ----------
    context : Context
        The open store, and who asks what for.
    kind : Kind
        Kind of the record.
    record_id : str
        Its id.
    kept_until : date
        The last day that it is kept.
    reason : str
        Why, in one line.
    once : Once | None
        The request by its key, so that it is carried out once; None: it has none.

    Returns
    -------
    StoredRecord
        The record, which has not changed, with its version.

    Raises
    ------
    InputError
        If the day does not lie ahead, or no reason is given.
    NotFoundError
        If there is no such record for the caller.
    AccessError
        If the record is another agency's.
    """
    authorise(context.caller, WRITE)
    check_reason(reason)
    if kept_until <= context.clock.today():
        raise InputError(f"kept until {kept_until}: give a day that lies ahead")
    row = stored_row(context, kind, record_id)
    if not may_write(context.caller, WriteAct.CHANGE, owners(context.store, {})(kind, row)):
        raise of_another_agency()
    now = context.clock.now()
    if once is not None and answered_before(context, once, now) is not None:
        return view_of_row(context, kind, row)
    of = of_record(kind, record_id)
    extension = Extension(
        extension_id=extension_id(of, len(extensions(context, of))), of=of, kept_until=kept_until, reason=reason
    )
    event = event_of(
        context.caller, WRITE, subjects=persons_of(kind, row), details={"act": "extend", "kind": kind.name}
    )
    extended = WrittenRecords(
        (WrittenRecord(kind.name, record_id, version_of(kind, row)),), has_changed=True, remarks=()
    )
    context.store.write(
        {**tables_of([extension]), **({} if once is None else request_tables(once, extended, now))},
        event,
        recorded_at=now,
        how=WriteHow.RECORD,
        agency=context.caller.agency,
    )
    return view_of_row(context, kind, row)


def _loaded(context: Context, rows: Mapping[str, Sequence[Cells]], load: RowLoader) -> Tables:
    """Check records by the rules of a case; of all ids that are stored, those are looked up to which they refer."""
    ids: dict[str, set[str]] = {}
    for name, some in rows.items():
        for reference in KINDS[name].references:
            ids.setdefault(str(reference.target), set()).update(row.get(reference.name, "").strip() for row in some)
    stored = context.store.get_all(ids)[1]
    try:
        return load(rows, keys_seen(context, {name: set(table.keys) for name, table in stored.items()})).tables
    except RejectedRowsError as error:
        if any(problem.code.startswith("unknown_reference") for problem in error.problems):
            load(rows, keys_seen(context, stored_keys(context.store)))  # says which id may be meant
        raise


def _exists(kind: Kind, record_id: str) -> str:
    return f"{kind.table} has a record {record_id} already: correct it, or give the new one another id"


def _changed(kind: Kind, record_id: str, columns: Sequence[str] | None) -> str:
    where = f"in {', '.join(columns)}" if columns else "since"
    return (
        f"{kind.table} {record_id} was changed {where} by somebody else; look at it again, and repeat the change if it "
        "still holds"
    )


def check_reason(reason: str) -> None:
    """Refuse a reason that is none, or more than a line."""
    if not MIN_REASON <= len(reason.strip()) <= MAX_REASON or not reason.isprintable():
        raise InputError(f"say why in one line of {MIN_REASON} to {MAX_REASON} characters, without names")


def _check_columns(context: Context, kind: Kind, cells: Cells) -> None:
    if not cells:
        raise InputError("nothing to change; give at least one field with what it should say")
    for name in cells:
        if name not in kind.index:
            raise InputError(f"{kind.table} have no column {name}{did_you_mean(nearest(name, kind.names)[:1])}")
        if name == kind.key:
            raise InputError(f"{kind.key} names the record and stays as it is; make a new one")
    unseen = {field.name for field in unseen_fields(kind, classes_granted(context.caller))}
    if columns := [name for name in cells if name in unseen]:
        raise AccessError(f"{', '.join(columns)} of {kind.table} is not yours to write: see docs/access.md")


def _emptied(kind: Kind, before: Row, columns: Sequence[str]) -> list[str]:
    return [name for name in columns if not is_empty(before[kind.index[name]])]
