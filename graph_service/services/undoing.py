"""Taking an import back, as long as nothing else was written after it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated as A

from graph_service.domain.caller import CallerRole
from graph_service.domain.described import Described
from graph_service.domain.rights import EVERYTHING, classes_written
from graph_service.domain.write_summary import WriteSummary
from graph_service.domain.writes import StoredWrite, WriteHow
from graph_service.errors import AccessError, InputError
from graph_service.services.access import authorise, event_of, note_use
from graph_service.services.context import Context


@dataclass(frozen=True, slots=True)
class Undone:
    """Which import was taken back, or would be."""

    is_done: A[bool, Described("whether it was taken back; false for a dry run, which changes nothing", example=True)]
    imported_at: A[datetime, Described("when it was imported, in UTC", datetime(2020, 12, 3, 8, 0, tzinfo=UTC))]
    deliverer: A[str, Described("whose delivery it was; empty: nobody is named", "police register")]
    as_of: A[date | None, Described("day of the delivery; null: it had none", date(2020, 12, 3))]
    tables: A[tuple[str, ...], Described("tables that it brought", ("persons", "memberships"))]
    write: A[
        WriteSummary | None,
        Described("what came back and what was removed; null: a dry run, or the caller may not see all of it", None),
    ]


def undo_import(context: Context, *, dry_run: bool = False, imported_at: datetime | None = None) -> Undone:
    """Take the last import back: what it brought goes, and what it changed, ended or took out is there again.

    Whoever imported it takes it back, or an administrator of their agency. Whoever was shown one names it by the
    instant at which it was imported, so that no other is taken back in its place.
    """
    authorise(context.caller, "check" if dry_run else "import")
    write = _last_import(context)
    if write is None or not _may_undo(context, write):
        raise _refusal(write)
    if imported_at is not None and _in_utc(imported_at) != write.recorded_at:
        message = (
            f"the last import was made at {write.recorded_at.isoformat()}, not at {imported_at.isoformat()}: "
            "look again at which would be taken back"
        )
        raise InputError(message)
    summary = None
    if dry_run:
        note_use(context, "check", details={"undo_of": write.number})
    else:
        event = event_of(context.caller, "undo")
        summary = context.store.undo(write.number, event, recorded_at=context.clock.now())
    sees_all = context.caller.is_local or classes_written(context.caller) == EVERYTHING
    return Undone(
        not dry_run, write.recorded_at, write.deliverer, write.as_of, write.tables, summary if sees_all else None
    )


def _in_utc(instant: datetime) -> datetime:
    """Return an instant with a time zone: without one it is in UTC, as it is shown."""
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=UTC)


def _last_import(context: Context) -> StoredWrite | None:
    number = context.store.undoable()
    writes = [write for write in context.store.writes() if write.number == number and write.how is WriteHow.IMPORT]
    return writes[0] if number and writes else None


def _may_undo(context: Context, write: StoredWrite) -> bool:
    caller = context.caller
    is_their_agency = write.agency == caller.agency
    return caller.is_local or (is_their_agency and (write.by == caller.name or caller.role is CallerRole.ADMIN))


def _refusal(write: StoredWrite | None) -> Exception:
    if write is None:
        return InputError(
            "there is no import to take back: something else was written after the last one, or a record was erased; "
            "correct what is wrong, or import a delivery that is right"
        )
    return AccessError(
        "the last import is somebody else's: they take it back, or an administrator of their agency", attempt="import"
    )
