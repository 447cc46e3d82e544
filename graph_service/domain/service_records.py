"""The records that the service adds to those of a case: corrections, extensions, and requests it answered.

No import brings them, no snapshot reads them and they are outside the content hash, so that a year of deliveries ends
with the hash of a clean load. A store keeps them like all others. What they are `of` is named by `table:id`.
"""

from collections.abc import Collection, Mapping
from datetime import date
from hashlib import blake2b
from typing import Annotated as A
from typing import cast

from graph_service.domain.records import record
from graph_service.domain.schema import ALL_KINDS, KINDS, SERVICE_KINDS, Key, Kind, Meaning, Row, Value, node
from graph_service.domain.tables import Table
from graph_service.domain.vocabulary import DataClass

_PROTECTED = DataClass.PROTECTED
_ID_BYTES = 10
Of = A[str, Meaning("the record it is of, as table:id")]
Note = A[str | None, Meaning("free text, never analysed", _PROTECTED)]


@node("corrections", "Correction", by_service=True)
@record
class Correction:
    """What stood in a record before it was changed or taken out, with who and why."""

    correction_id: A[str, Key()]
    of: Of
    fields: A[tuple[str, ...], Meaning("columns that changed")]
    before: A[tuple[str, ...], Meaning("what stood there, as column=value", _PROTECTED)]
    corrected_on: A[date, Meaning("day of the change")]
    corrected_by: A[str, Meaning("who changed it")]
    reason: A[str, Meaning("why; of an import: which, and where in it", _PROTECTED)]
    request: A[str | None, Meaning("the request of the person concerned", _PROTECTED)] = None
    note: Note = None


@node("extensions", "Extension", by_service=True)
@record
class Extension:
    """What a look at an overdue record decided: it is kept until a later day."""

    extension_id: A[str, Key()]
    of: Of
    kept_until: A[date, Meaning("day until which it is kept")]
    reason: A[str, Meaning("why", _PROTECTED)]
    note: Note = None


@node("answered_requests", "AnsweredRequest", by_service=True)
@record
class AnsweredRequest:
    """A request that named itself: sent again under the same key, it is answered as before."""

    request_id: A[str, Key("digest of who sent it and of their key")]
    content: A[str, Meaning("digest of what it asked")]
    records: A[tuple[str, ...], Meaning("the records it was answered with, as table:id")]
    versions: A[tuple[str, ...], Meaning("what they said, by version")]
    answered_at: A[str, Meaning("instant, in UTC")]


def of_record(kind: Kind, key: str) -> str:
    """Return how a record of the service names another."""
    return f"{kind.table}:{key}"


def change_of(kind: Kind, before: Row, after: Row | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return which columns of a record changed, and what stood there; all of it where the record goes."""
    changed = [
        (name, old)
        for i, (name, old) in enumerate(zip(kind.names, before, strict=True))
        if after is None or old != after[i]
    ]
    return tuple(name for name, _ in changed), tuple(f"{name}={cell_text(old)}" for name, old in changed)


def cell_text(value: Value) -> str:
    """Write a value as a cell of a table does."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "|".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def correction_id(of: str, write_number: int) -> str:
    """Return the id of the correction of a record by a write; a write corrects a record once."""
    return blake2b(f"{write_number}\x1f{of}".encode(), digest_size=_ID_BYTES).hexdigest()


def extension_id(of: str, number: int) -> str:
    """Return the id of an extension of a record, of which there were so many before."""
    return blake2b(f"extension {number}\x1f{of}".encode(), digest_size=_ID_BYTES).hexdigest()


def service_records_of(doomed: Mapping[str, Collection[str]], tables: Mapping[str, Table]) -> dict[str, set[str]]:
    """Return which records of the service go with records that are erased, by kind name.

    Those of an erased record, answers that name one, and corrections in which it is named by what stood in a reference.

    Parameters
    ----------
    doomed : Mapping[str, Collection[str]]
        Keys of records that are erased, by kind name.
    tables : Mapping[str, Table]
        All records of the service, by kind name.

    Returns
    -------
    dict[str, set[str]]
        Keys of records of the service.
    """
    names = {of_record(KINDS[name], key) for name, keys in doomed.items() if name in KINDS for key in keys}
    gone: dict[str, set[str]] = {}
    for name, kind in SERVICE_KINDS.items():
        table = tables[name]
        pairs = zip(table.keys, table.column("of"), strict=True) if "of" in kind.index else ()
        gone[name] = {key for key, of in pairs if of in names}
    requests = tables["answered_request"]
    gone["answered_request"] = {
        key
        for key, answered in zip(requests.keys, requests.column("records"), strict=True)
        if not names.isdisjoint(cast("tuple[str, ...]", answered))
    }
    corrections = tables["correction"]
    for key, of, before in zip(corrections.keys, corrections.column("of"), corrections.column("before"), strict=True):
        targets = _REFERENCES.get(str(of).partition(":")[0], {})
        for item in before if isinstance(before, tuple) else ():
            column, _, value = item.partition("=")
            if column in targets and value in doomed.get(targets[column], ()):
                gone["correction"].add(key)
    return {name: keys for name, keys in gone.items() if keys}


_REFERENCES: Mapping[str, Mapping[str, str]] = {
    kind.table: {field.name: str(field.target) for field in kind.references} for kind in ALL_KINDS.values()
}
