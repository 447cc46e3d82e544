"""What a write of single records did, and how one that was sent again is answered as before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated as A

from graph_service.domain.caller import Caller
from graph_service.domain.described import Described
from graph_service.domain.report import Remark
from graph_service.domain.requests import Once
from graph_service.domain.schema import BY_TABLE, KINDS, SERVICE_KINDS, record_of
from graph_service.domain.service_records import AnsweredRequest, of_record
from graph_service.domain.tables import Tables, tables_of
from graph_service.services.context import Context


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
class WrittenRecords:
    """What a write of single records did."""

    records: A[tuple[WrittenRecord, ...], Described("the records, by kind and in the order given", None)]
    has_changed: A[bool, Described("whether anything was written that was not there before", example=True)]
    remarks: A[tuple[Remark, ...], Described("what was put right or looks doubtful", None)]


def once_for(caller: Caller, key: str, parts: Sequence[str]) -> Once:
    """Name a request of a caller by their key and what it asks."""
    return Once.of(caller.token_id, key, parts)


def request_tables(once: Once, written: WrittenRecords, now: datetime) -> Tables:
    """Return what is stored of a request, so that it is answered as before when it is sent again."""
    answered = AnsweredRequest(
        request_id=once.request_id,
        content=once.content,
        records=tuple(of_record(KINDS[record.kind], record.record_id) for record in written.records),
        versions=tuple(record.version for record in written.records),
        answered_at=now.isoformat(),
    )
    return tables_of([answered])


def answered_before(context: Context, once: Once, now: datetime) -> WrittenRecords | None:
    """Return the answer to a request that was done already; None: it was not."""
    rows = list(context.store.get(SERVICE_KINDS["answered_request"], [once.request_id]).rows())
    if not rows:
        return None
    answered: AnsweredRequest = record_of(SERVICE_KINDS["answered_request"], rows[0])
    if not once.was(answered, now):
        return None
    named = (text.split(":", 1) for text in answered.records)
    records = tuple(
        WrittenRecord(BY_TABLE[table].name, record_id, version)
        for (table, record_id), version in zip(named, answered.versions, strict=True)
    )
    return WrittenRecords(records, has_changed=False, remarks=())
