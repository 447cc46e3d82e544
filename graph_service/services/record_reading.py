"""A single record as it is stored, and what became of it, as far as the caller may see it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import blake2b
from typing import Annotated as A
from typing import TypeVar

from graph_service.domain.described import Described
from graph_service.domain.rights import classes_granted, classes_of, unseen_fields
from graph_service.domain.schema import SERVICE_KINDS, Kind, Row, record_of
from graph_service.domain.service_records import (
    Correction,
    Extension,
    cell_text,
    correction_id,
    extension_id,
    of_record,
)
from graph_service.domain.vocabulary import DataClass
from graph_service.domain.writes import StoredWrite
from graph_service.errors import AccessError, NotFoundError, WriteConflictError
from graph_service.services.access import authorise, note_use
from graph_service.services.context import Context
from graph_service.services.judging import is_withheld

R = TypeVar("R")
ATTEMPTS = 5  # to read a moment in which nobody writes
MAX_EXTENSIONS = 100  # of one record
VERSION_BYTES = 16
RECORDED_ON = datetime(2020, 12, 3, 8, 15, tzinfo=UTC)  # in examples


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
        datetime | None,
        Described("instant of its first write; null: not known", RECORDED_ON),
    ]
    recorded_by_agency: A[str | None, Described("agency of its first write; null: not known", "police")]
    kept_until: A[
        date | None, Described("day until which a look at it decided to keep it; null: none did", date(2021, 6, 30))
    ]


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a record: what stood there before, by whom and why it was changed."""

    changed_at: A[datetime, Described("instant of the change", RECORDED_ON)]
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
        datetime | None,
        Described("instant of its first write; null: not known", RECORDED_ON),
    ]
    recorded_by_agency: A[str | None, Described("agency of its first write; null: not known", "police")]
    changes: A[tuple[Change, ...], Described("its corrections, the latest first", None)]


def record(context: Context, kind: Kind, record_id: str) -> StoredRecord:
    """Return a record as it is stored, as far as the caller may see it; `NotFoundError` if there is none for them."""
    authorise(context.caller, "record_read")

    def read() -> tuple[Row, StoredRecord]:
        row = stored_row(context, kind, record_id, reads=True)
        return row, view_of_row(context, kind, row)

    row, stored = _of_one_moment(context, read)
    note_use(context, "record_read", subjects=persons_of(kind, row), details={"kind": kind.name})
    return stored


def view_of_row(context: Context, kind: Kind, row: Row) -> StoredRecord:
    """Return what the caller may see of a record, and when it was first written."""
    record_id = str(row[0])
    texts = {name: cell_text(value) for name, value in zip(kind.names, row, strict=True)}
    first = _first_write(context, kind, record_id)
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

    def read() -> tuple[Row, RecordHistory]:
        row = stored_row(context, kind, record_id, reads=True)
        return row, _history(context, kind, row)

    row, changes = _of_one_moment(context, read)
    note_use(context, "record_read", subjects=persons_of(kind, row), details={"kind": kind.name, "history": "yes"})
    return changes


def _history(context: Context, kind: Kind, row: Row) -> RecordHistory:
    record_id = str(row[0])
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
    return RecordHistory(
        kind.name,
        record_id,
        version_of(kind, row),
        None if first is None else first[0],
        None if first is None else first[1],
        changes,
    )


def _of_one_moment(context: Context, read: Callable[[], tuple[Row, R]]) -> tuple[Row, R]:
    """Read what stands in several places of the store while nobody writes to it; again, if somebody did."""
    for _ in range(ATTEMPTS):
        content_hash = context.store.content_hash()
        value = read()
        if context.store.content_hash() == content_hash:
            return value
    message = "others write to the store so often that no moment of it could be read; try again"
    raise WriteConflictError(message)


def version_of(kind: Kind, row: Row) -> str:
    """Name what a record says: the same text in each column gives the same version, on every store."""
    return _version(dict(zip(kind.names, map(cell_text, row), strict=True)), kind)


def _version(texts: Mapping[str, str], kind: Kind) -> str:
    content = "\x1f".join(f"{name}={texts[name]}" for name in kind.names)
    return blake2b(content.encode(), digest_size=VERSION_BYTES).hexdigest()


def stored_row(context: Context, kind: Kind, record_id: str, *, reads: bool = False) -> Row:
    """Return the record, if it is there for the caller: one that is withheld is not."""
    classes = context.classes if reads else classes_granted(context.caller)
    if not classes_of(kind) <= classes:
        raise AccessError(f"{kind.table} are not yours to {'read' if reads else 'write'}: see docs/access.md")
    rows = list(context.store.get(kind, [record_id]).rows())
    if not rows or is_withheld(context, kind, rows[0], classes):
        raise NotFoundError(f"no record {record_id!r} among the {kind.table}; check the id")
    return rows[0]


def persons_of(kind: Kind, row: Row) -> list[str]:
    """Return the persons whom a record names."""
    subject = [str(row[0])] if kind.name == "person" else []
    named = [row[kind.index[field.name]] for field in kind.references if field.target == "person"]
    return [*subject, *(str(person) for person in named if person is not None)]


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
    return max((extension.kept_until for extension in extensions(context, of_record(kind, record_id))), default=None)


def extensions(context: Context, of: str) -> list[Extension]:
    """Return what was decided on keeping a record, in the order of their ids."""
    keys = [extension_id(of, number) for number in range(MAX_EXTENSIONS)]
    table = context.store.get(SERVICE_KINDS["extension"], keys)
    return [record_of(table.kind, row) for row in table.rows()]


def changed_since(context: Context, kind: Kind, row: Row, version: str) -> tuple[str, ...] | None:
    """Return the columns that corrections changed since a version, as far as the caller sees them; None: not known."""
    texts = dict(zip(kind.names, map(cell_text, row), strict=True))
    changed: set[str] = set()
    for _, correction in _corrections(context, kind, str(row[0])):
        texts |= dict(item.split("=", 1) for item in correction.before)
        changed.update(correction.fields)
        if _version(texts, kind) == version:
            unseen = {field.name for field in unseen_fields(kind, context.classes)}
            return tuple(name for name in kind.names if name in changed - unseen)
    return None
