"""Single records: made, filled, corrected, ended and extended by a person, by the rules of a case.

What stood there is kept in a correction, written with the change and its audit event or not at all. Whoever writes
names the version that they saw; somebody else's change in between is never written over.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import blake2b
from typing import Annotated as A
from typing import Protocol

from graph_service.domain.caller import Caller
from graph_service.domain.case_rules import KnownKeys
from graph_service.domain.described import Described
from graph_service.domain.filling import is_empty, overwriting, overwritten
from graph_service.domain.report import Remark
from graph_service.domain.requests import Once, StoredRequest
from graph_service.domain.nearest import did_you_mean, nearest
from graph_service.domain.rights import WriteAct, classes_of, classes_written, may_write, unseen_fields
from graph_service.domain.schema import KINDS, SERVICE_KINDS, Kind, Row, record_of
from graph_service.domain.service_records import (
    Correction,
    Extension,
    cell_text,
    correction_id,
    extension_id,
    of_record,
)
from graph_service.domain.tables import Tables, tables_of
from graph_service.domain.vocabulary import DataClass
from graph_service.domain.writes import StoredWrite, WriteHow
from graph_service.errors import (
    AccessError,
    ActExistsError,
    ChangedMeanwhileError,
    InputError,
    NotFoundError,
    RecordExistsError,
    WriteConflictError,
)
from graph_service.services.access import authorise, event_of, note_use
from graph_service.services.context import Context
from graph_service.services.importing import ATTEMPTS, LoadedCase, judged_with_stored, stored_keys
from graph_service.services.judging import Judged, is_withheld, keys_seen, owners

MIN_REASON, MAX_REASON = 3, 500  # characters
MAX_RECORDS = 1_000  # of one call
MAX_EXTENSIONS = 100  # of one record
VERSION_BYTES = 16

Cells = Mapping[str, str]  # text by column, as a cell of a table holds it


class RowLoader(Protocol):
    """Loads records from cells of text."""

    def __call__(self, rows: Mapping[str, Sequence[Cells]], known: KnownKeys) -> LoadedCase:
        """Return checked records; `known` are those that they may refer to."""


@dataclass(frozen=True, slots=True)
class WrittenRecord:
    """A record that was written."""

    kind: A[str, Described("kind of the record", "membership")]
    record_id: A[str, Described("id of the record; made from its content where none was given", "M-0001")]
    version: A[
        str,
        Described("names what the record says now; to be sent with a change of it", "5f4dcc3b5aa765d61d8327deb882cf99"),
    ]


@dataclass(frozen=True, slots=True)
class RecordsWritten:
    """What a write of single records did."""

    records: A[tuple[WrittenRecord, ...], Described("the records, by kind and in the order given", None)]
    has_changed: A[bool, Described("whether anything was written that was not there before", example=True)]
    remarks: A[tuple[Remark, ...], Described("what was put right or looks doubtful", None)]


@dataclass(frozen=True, slots=True)
class RecordCell:
    """A column of a record."""

    column: A[str, Described("name of the column", "role")]
    text: A[str | None, Described("what stands there, as a table of a case has it; null: nothing, or withheld", "core")]
    is_withheld: A[bool, Described("whether you may not see what stands there", example=False)]


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as it is stored, as far as you may see it."""

    kind: A[str, Described("kind of the record", "membership")]
    record_id: A[str, Described("id of the record", "M-0001")]
    version: A[str, Described("names what the record says now", "5f4dcc3b5aa765d61d8327deb882cf99")]
    cells: A[tuple[RecordCell, ...], Described("its columns, in the order of the table", None)]
    recorded_at: A[
        datetime | None, Described("instant of its first write; null: not known", datetime(2020, 12, 3, 8, 15))
    ]  # noqa: DTZ001  an example
    recorded_by_agency: A[str | None, Described("agency of its first write; null: not known", "police")]
    kept_until: A[
        date | None, Described("day until which a look at it decided to keep it; null: none did", date(2021, 6, 30))
    ]


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a record: what stood there before, by whom and why it was changed."""

    changed_at: A[datetime, Described("instant of the change", datetime(2020, 12, 3, 8, 15))]  # noqa: DTZ001  an example
    changed_by: A[str, Described("who changed it", "analyst 3")]
    agency: A[str | None, Described("their agency; null: not known", "police")]
    how: A[str, Described("import, record or undo", "record")]
    before: A[tuple[RecordCell, ...], Described("the columns that changed, and what stood there", None)]
    reason: A[str | None, Described("why; null: withheld, for reasons are protected", "the role was misread")]


@dataclass(frozen=True, slots=True)
class RecordHistory:
    """What became of a record since it was first written."""

    kind: A[str, Described("kind of the record", "membership")]
    record_id: A[str, Described("id of the record", "M-0001")]
    version: A[str, Described("names what the record says now", "5f4dcc3b5aa765d61d8327deb882cf99")]
    recorded_at: A[
        datetime | None, Described("instant of its first write; null: not known", datetime(2020, 12, 3, 8, 15))
    ]  # noqa: DTZ001  an example
    recorded_by_agency: A[str | None, Described("agency of its first write; null: not known", "police")]
    changes: A[tuple[Change, ...], Described("its corrections, the latest first", None)]


def create_records(
    context: Context,
    rows: Mapping[str, Sequence[Cells]],
    load: RowLoader,
    *,
    once: Once | None = None,
    dry_run: bool = False,
) -> RecordsWritten:
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
    RecordsWritten
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
    authorise(context.caller, "record_write")
    n_records = sum(map(len, rows.values()))
    if not 0 < n_records <= MAX_RECORDS:
        raise InputError(f"{n_records} records in one call; give 1 to {MAX_RECORDS}, or import a case")

    def prepare() -> Tables:
        tables = load(rows, keys_seen(context, stored_keys(context.store))).tables
        stored = context.store.get_all({name: table.keys for name, table in tables.items()})[1]
        for name, table in tables.items():
            before = dict(zip(stored[name].keys, stored[name].rows(), strict=True))
            for row in table.rows():
                old = before.get(str(row[0]))
                if (
                    old is not None
                    and old != row
                    and not is_withheld(context, table.kind, old, classes_written(context.caller))
                ):
                    raise RecordExistsError(table.kind.table, str(row[0]))
        return tables

    return _written(context, prepare, "record_create", "", is_correction=False, once=once, dry_run=dry_run)


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
) -> RecordsWritten:
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
    RecordsWritten
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
    authorise(context.caller, "record_write")
    if reason is not None:
        _check_reason(reason)
    elif not kind.is_act:
        raise InputError(
            f"{kind.table} are not filled but corrected: say why (a reason of {MIN_REASON} characters or more)"
        )
    _check_columns(context, kind, cells)

    def prepare() -> Tables:
        before = _stored(context, kind, record_id)
        if version is not None and version != version_of(kind, before):
            raise ChangedMeanwhileError(kind.table, record_id, _changed_since(context, kind, before, version))
        unseen = {field.name for field in unseen_fields(kind, classes_written(context.caller))}
        kept = {name: cell_text(value) for name, value in zip(kind.names, before, strict=True) if name not in unseen}
        known = keys_seen(context, stored_keys(context.store))
        tables = load({kind.name: [{**kept, **cells}]}, known).tables
        (after,) = tables[kind.name].rows()
        if str(after[0]) != record_id:
            raise InputError(f"{kind.key} names the record and stays as it is; make a new one")
        emptied = [name for name in cells if reason is None and is_empty(after[kind.index[name]])]
        if reason is None and (columns := [*overwritten(kind, before, after), *_emptied(kind, before, emptied)]):
            raise ActExistsError(overwriting(kind, {record_id: columns}))
        return tables

    action = "record_fill" if reason is None else "record_correct"
    return _written(
        context, prepare, action, reason or "", is_correction=reason is not None, once=once, dry_run=dry_run
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
) -> RecordsWritten:
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


def last_day_column(kind: Kind) -> str:
    """Return the column with the last day of a record; an `InputError` for kinds that have none."""
    for name in ("valid_to", "ends_on", "closed_on", "undone_on"):
        if name in kind.index:
            return name
    raise InputError(f"{kind.table} have no last day; correct what is wrong, or erase a person")


def extend_record(context: Context, kind: Kind, record_id: str, kept_until: date, *, reason: str) -> StoredRecord:
    """Decide that a record is kept until a later day, after somebody looked at it.

    Raises
    ------
    InputError
        If the day does not lie ahead, or no reason is given.
    NotFoundError
        If there is no such record for the caller.
    AccessError
        If the record is another agency's.
    """
    authorise(context.caller, "record_write")
    _check_reason(reason)
    if kept_until <= context.clock.today():
        raise InputError(f"kept until {kept_until}: give a day that lies ahead")
    row = _stored(context, kind, record_id)
    if not may_write(context.caller, WriteAct.CHANGE, owners(context.store, {})(kind, row)):
        raise _of_another_agency()
    of = of_record(kind, record_id)
    extension = Extension(
        extension_id=extension_id(of, len(_extensions(context, of))), of=of, kept_until=kept_until, reason=reason
    )
    event = event_of(context.caller, "record_extend", subjects=_persons(kind, row), details={"kind": kind.name})
    context.store.write(
        tables_of([extension]),
        event,
        recorded_at=context.clock.now(),
        how=WriteHow.RECORD,
        agency=context.caller.agency,
    )
    return record(context, kind, record_id)


def record(context: Context, kind: Kind, record_id: str) -> StoredRecord:
    """Return a record as it is stored, as far as the caller may see it; `NotFoundError` if there is none for them."""
    authorise(context.caller, "record_read")
    row = _stored(context, kind, record_id, reads=True)
    texts = {name: cell_text(value) for name, value in zip(kind.names, row, strict=True)}
    first = _first_write(context, kind, record_id)
    note_use(context, "record_read", subjects=_persons(kind, row), details={"kind": kind.name})
    return StoredRecord(
        kind.name,
        record_id,
        version_of(kind, row),
        _cells(context, kind, texts),
        None if first is None else first[0],
        None if first is None else first[1],
        _kept_until(context, kind, record_id),
    )


def history(context: Context, kind: Kind, record_id: str) -> RecordHistory:
    """Return what became of a record since its first write; `NotFoundError` if there is none for the caller."""
    authorise(context.caller, "record_read")
    row = _stored(context, kind, record_id, reads=True)
    shows_reasons = DataClass.PROTECTED in context.classes
    first = _first_write(context, kind, record_id)
    changes = tuple(
        Change(
            write.recorded_at,
            correction.corrected_by,
            write.agency or None,
            write.how.value,
            _cells(context, kind, dict(item.split("=", 1) for item in correction.before)),
            correction.reason if shows_reasons else None,
        )
        for write, correction in _corrections(context, kind, record_id)
    )
    note_use(context, "record_read", subjects=_persons(kind, row), details={"kind": kind.name, "history": "yes"})
    return RecordHistory(
        kind.name,
        record_id,
        version_of(kind, row),
        None if first is None else first[0],
        None if first is None else first[1],
        changes,
    )


def once_for(caller: Caller, key: str, parts: Sequence[str]) -> Once:
    """Name a request of a caller by their key and what it asks."""
    return Once.of(caller.token_id, key, parts)


def version_of(kind: Kind, row: Row) -> str:
    """Name what a record says: the same text in each column gives the same version, on every store."""
    return _version(dict(zip(kind.names, map(cell_text, row), strict=True)), kind)


def _version(texts: Mapping[str, str], kind: Kind) -> str:
    content = "\x1f".join(f"{name}={texts[name]}" for name in kind.names)
    return blake2b(content.encode(), digest_size=VERSION_BYTES).hexdigest()


def _stored(context: Context, kind: Kind, record_id: str, *, reads: bool = False) -> Row:
    """The record, if it is there for the caller: one that is withheld is not."""
    classes = context.classes if reads else classes_written(context.caller)
    if not classes_of(kind) <= classes:
        raise AccessError(f"{kind.table} are not yours to {'read' if reads else 'write'}: see docs/access.md")
    rows = list(context.store.get(kind, [record_id]).rows())
    if not rows or is_withheld(context, kind, rows[0], classes):
        raise NotFoundError(f"no record {record_id!r} among the {kind.table}; check the id")
    return rows[0]


def _check_reason(reason: str) -> None:
    if not MIN_REASON <= len(reason.strip()) <= MAX_REASON or not reason.isprintable():
        raise InputError(f"say why in one line of {MIN_REASON} to {MAX_REASON} characters, without names")


def _check_columns(context: Context, kind: Kind, cells: Cells) -> None:
    if not cells:
        raise InputError("nothing to change; give at least one column with what it is to say")
    for name in cells:
        if name not in kind.index:
            raise InputError(f"{kind.table} have no column {name}{did_you_mean(nearest(name, kind.names)[:1])}")
        if name == kind.key:
            raise InputError(f"{kind.key} names the record and stays as it is; make a new one")
    unseen = {field.name for field in unseen_fields(kind, classes_written(context.caller))}
    if columns := [name for name in cells if name in unseen]:
        raise AccessError(f"{', '.join(columns)} of {kind.table} is not yours to write: see docs/access.md")


def _emptied(kind: Kind, before: Row, columns: Sequence[str]) -> list[str]:
    return [name for name in columns if not is_empty(before[kind.index[name]])]


def _written(
    context: Context,
    prepare: Callable[[], Tables],
    action: str,
    reason: str,
    *,
    is_correction: bool,
    once: Once | None,
    dry_run: bool,
) -> RecordsWritten:
    """Judge by what is stored, and write on nothing else; again, if others wrote meanwhile."""
    now = context.clock.now()
    done = context.store.request(once.request_id) if once is not None else None
    if once is not None and done is not None and done.is_kept(now):
        done.check(once)
        return RecordsWritten(tuple(WrittenRecord(*one) for one in done.records), has_changed=False, remarks=())
    for attempt in range(1, ATTEMPTS + 1):
        content_hash = context.store.content_hash()
        tables = prepare()
        judged = judged_with_stored(context, tables)
        _refuse_told(judged)
        written = _answer(judged, tables)
        if dry_run:
            note_use(context, "check", details={"n_records": len(written.records)})
            return written
        subjects = [person for table in tables.values() for row in table.rows() for person in _persons(table.kind, row)]
        kinds = " ".join(sorted(tables))
        event = event_of(context.caller, action, subjects=subjects, details={"kind": kinds})
        if judged.aside:
            context.aside.put(judged.lines(context))
        try:
            summary = context.store.write(
                judged.tables,
                event,
                recorded_at=now,
                only_on=content_hash,
                how=WriteHow.RECORD,
                agency=context.caller.agency,
                is_correction=is_correction,
                reason=lambda _kind, _key: reason,
                request=None if once is None else StoredRequest(once, _as_texts(written), now),
            )
        except WriteConflictError:
            if attempt == ATTEMPTS or context.store.content_hash() == content_hash:
                raise
            continue
        total = judged.counted(summary).total
        return replace(written, has_changed=bool(total.n_new + total.n_changed + total.n_filled))
    raise AssertionError


def _as_texts(written: RecordsWritten) -> tuple[tuple[str, str, str], ...]:
    return tuple((one.kind, one.record_id, one.version) for one in written.records)


def _refuse_told(judged: Judged) -> None:
    """Of a delivery, rows that the caller may not write are put aside; a single record is refused."""
    for code, _, column in judged.told:
        if code == "not_there_for_caller":
            raise InputError(f"{column}: there is no such record; check the id")
        if code == "of_another_agency":
            raise _of_another_agency()
        what = f"{column} is" if column else "such records are"
        raise AccessError(f"{what} not yours to write: see docs/access.md")


def _of_another_agency() -> AccessError:
    return AccessError("the record is another agency's: ask them to change it")


def _answer(judged: Judged, tables: Tables) -> RecordsWritten:
    records = tuple(
        WrittenRecord(name, str(row[0]), version_of(KINDS[name], row))
        for name in KINDS
        if name in judged.as_told
        for row in judged.as_told[name].rows()
    )
    return RecordsWritten(records, has_changed=bool(tables), remarks=judged.remarks)


def _persons(kind: Kind, row: Row) -> list[str]:
    """The persons whom a record names."""
    own = [str(row[0])] if kind.name == "person" else []
    named = [row[kind.index[field.name]] for field in kind.references if field.target == "person"]
    return [*own, *(str(person) for person in named if person is not None)]


def _cells(context: Context, kind: Kind, texts: Mapping[str, str]) -> tuple[RecordCell, ...]:
    unseen = {field.name for field in unseen_fields(kind, context.classes)}
    unseen |= {field.name for field in kind.fields if field.mark.data_class not in {DataClass.OPEN, *context.classes}}
    return tuple(
        RecordCell(name, None if name in unseen else texts[name] or None, name in unseen)
        for name in kind.names
        if name in texts
    )


def _first_write(context: Context, kind: Kind, record_id: str) -> tuple[datetime, str | None] | None:
    footprint = context.store.footprints({kind.name: [record_id]})[kind.name].get(record_id)
    first = next(
        (write for write in context.store.writes() if footprint and write.number == footprint.first_write), None
    )
    return None if first is None else (first.recorded_at, first.agency or None)


def _corrections(context: Context, kind: Kind, record_id: str) -> list[tuple[StoredWrite, Correction]]:
    """The corrections of a record with the writes that made them, the latest first."""
    of = of_record(kind, record_id)
    writes = {correction_id(of, write.number): write for write in context.store.writes()}
    table = context.store.get(SERVICE_KINDS["correction"], writes.keys())
    corrections = [record_of(table.kind, row) for row in table.rows()]
    pairs = [(writes[correction.correction_id], correction) for correction in corrections]
    return sorted(pairs, key=lambda pair: -pair[0].number)


def _kept_until(context: Context, kind: Kind, record_id: str) -> date | None:
    return max((extension.kept_until for extension in _extensions(context, of_record(kind, record_id))), default=None)


def _extensions(context: Context, of: str) -> list[Extension]:
    keys = [extension_id(of, number) for number in range(MAX_EXTENSIONS)]
    table = context.store.get(SERVICE_KINDS["extension"], keys)
    return [record_of(table.kind, row) for row in table.rows()]


def _changed_since(context: Context, kind: Kind, row: Row, version: str) -> tuple[str, ...] | None:
    """The columns that corrections changed since a version, as far as the caller sees them; None: not known."""
    texts = dict(zip(kind.names, map(cell_text, row), strict=True))
    changed: set[str] = set()
    for _, correction in _corrections(context, kind, str(row[0])):
        texts |= dict(item.split("=", 1) for item in correction.before)
        changed.update(correction.fields)
        if _version(texts, kind) == version:
            unseen = {field.name for field in unseen_fields(kind, context.classes)}
            return tuple(name for name in kind.names if name in changed - unseen)
    return None
