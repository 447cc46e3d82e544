"""Writing single records: by the rules and rights of an import, on what they were judged by, with their event."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from graph_service.domain.requests import Once
from graph_service.domain.schema import KINDS
from graph_service.domain.tables import Tables
from graph_service.domain.writes import WriteHow
from graph_service.errors import AccessError, InputError
from graph_service.services.access import event_of, note_use
from graph_service.services.context import Context
from graph_service.services.importing import judged_with_stored, on_what_is_stored
from graph_service.services.judging import Judged
from graph_service.services.record_reading import persons_of, version_of
from graph_service.services.written_records import WrittenRecord, WrittenRecords, answered_before, request_tables

WRITE = "record_write"  # the use case


def write_single(
    context: Context,
    prepare: Callable[[], Tables],
    action: str,
    details: Mapping[str, str] | None = None,
    *,
    reason: str = "",
    is_correction: bool = False,
    once: Once | None = None,
    dry_run: bool = False,
) -> WrittenRecords:
    """Write records by the rules and rights of an import, with their event; what is not written is refused.

    Parameters
    ----------
    context : Context
        Who writes, and where.
    prepare : Callable[[], Tables]
        Gives the records; asked again if others wrote meanwhile, for they may depend on what is stored.
    action : str
        Use case, for the audit trail.
    details : Mapping[str, str] | None
        What else the trail says of it.
    reason : str
        Why a record is corrected.
    is_correction : bool
        Whether what is filled of an act may change.
    once : Once | None
        Names the request, so that it is done once.
    dry_run : bool
        Whether nothing is written.

    Returns
    -------
    WrittenRecords
        What was, or would be, written.
    """
    now = context.clock.now()

    def write(content_hash: str) -> WrittenRecords:
        if once is not None and (answered := answered_before(context, once, now)) is not None:
            return answered
        tables = prepare()
        judged = judged_with_stored(context, tables)
        _refuse_told(judged)
        written = _answer(judged, tables)
        if dry_run:
            note_use(context, "check", details={"n_records": len(written.records)})
            return written
        if judged.aside:
            context.aside.put(judged.lines(context))
        subjects = [
            person for table in tables.values() for row in table.rows() for person in persons_of(table.kind, row)
        ]
        kinds = " ".join(sorted(tables))
        summary = context.store.write(
            judged.tables if once is None else {**judged.tables, **request_tables(once, written, now)},
            event_of(context.caller, action, subjects=subjects, details={**(details or {}), "kind": kinds}),
            recorded_at=now,
            only_on=content_hash,
            how=WriteHow.RECORD,
            agency=context.caller.agency,
            is_correction=is_correction,
            reason=lambda _kind, _key: reason,
        )
        total = judged.counted(summary).total
        return replace(written, has_changed=bool(total.n_new + total.n_changed + total.n_filled))

    return on_what_is_stored(context, write)


def _refuse_told(judged: Judged) -> None:
    """Of a delivery, rows that the caller may not write are put aside; a single record is refused."""
    for code, _, column in judged.told:
        if code == "not_there_for_caller":
            raise InputError(f"{column}: there is no such record; check the id")
        if code == "of_another_agency":
            raise of_another_agency()
        message = (
            f"{column} is not yours to write: see docs/access.md"
            if column
            else "such records are not yours to write: see docs/access.md"
        )
        raise AccessError(message)


def of_another_agency() -> AccessError:
    """Return the refusal to change what is another agency's."""
    return AccessError("the record is another agency's: ask them to change it")


def _answer(judged: Judged, tables: Tables) -> WrittenRecords:
    records = tuple(
        WrittenRecord(name, str(row[0]), version_of(KINDS[name], row))
        for name in KINDS
        if name in judged.as_told
        for row in judged.as_told[name].rows()
    )
    return WrittenRecords(records, has_changed=bool(tables), remarks=judged.remarks)
