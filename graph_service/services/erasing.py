"""Erasing: a person goes, with every record that refers to them, and the trail forgets who they were."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated as A

from graph_service.analysis.people import people
from graph_service.domain.described import Described
from graph_service.domain.rights import WriteAct, classes_granted, classes_of, may_write
from graph_service.domain.schema import KINDS
from graph_service.domain.store_content import Residue
from graph_service.errors import AccessError, InputError, StoreUnavailableError, WriteConflictError
from graph_service.ports import GraphStore
from graph_service.services.access import authorise, event_of, note_use
from graph_service.services.context import Context
from graph_service.services.judging import persons_named
from graph_service.services.naming import no_person
from graph_service.services.view import view_of

MIN_REASON, MAX_REASON = 10, 500  # characters


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure removed, or would remove."""

    is_done: A[
        bool, Described("whether the records are gone; false for a dry run, which removes nothing", example=False)
    ]
    n_records: A[int, Described("records that the caller may know of that went, or would go", 3, unit="records")]
    records: A[
        Mapping[str, int],
        Described("records by table that went, or would go", {"persons": 1, "memberships": 2}, unit="records"),
    ]
    residue: A[
        Residue | None,
        Described(
            "what may still hold erased values: nothing, write_ahead_log, pages or database_server; null: a dry run",
            Residue.NOTHING,
        ),
    ]
    stay: A[
        tuple[str, ...],
        Described(
            "other ids held to be the same person, whose records stay; empty: there are none",
            ("P-0031",),
            refers_to="person",
        ),
    ]


@dataclass(frozen=True, slots=True)
class Purge:
    """What is left of erased values after what can be done was done."""

    residue: A[Residue, Described("what may still hold erased values", Residue.NOTHING)]


RESIDUE_TEXTS: Mapping[Residue, str] = MappingProxyType(
    {
        Residue.NOTHING: "no file of the store holds erased values any more",
        Residue.LOG: (
            "erased values may still be in the write-ahead log (the file that ends in -wal), which somebody reads: "
            "they go with the next write after that, or with `gruppkarta store purge`"
        ),
        Residue.PAGES: (
            "erased values may still be in free parts of the file, which could not be written anew: see to free "
            "space on the disk and to other writers, then use `gruppkarta store purge`"
        ),
        Residue.SERVER: (
            "erased values are still in store files and transaction logs of the database server, for as long as its "
            "data folder lives: copy the records to a fresh server and delete that folder, as docs/operation.md says "
            "under Erasing"
        ),
    }
)


def erase_person(context: Context, *, person_id: str, reason: str, dry_run: bool) -> Erasure:
    """Remove a person and all records that refer to them; the audit trail keeps a reference that leads nowhere."""
    authorise(context.caller, "erase")
    if not MIN_REASON <= len(reason.strip()) <= MAX_REASON or not reason.isprintable():
        message = f"say why, in one line of {MIN_REASON} to {MAX_REASON} characters, without names"
        raise InputError(message)
    kind = KINDS["person"]
    classes = classes_granted(context.caller)
    counts = context.store.erasure_of(kind, {person_id})
    snapshot = context.snapshot(None)
    if not counts or person_id in view_of(snapshot, classes).hidden:
        raise no_person(person_id, snapshot, view_of(snapshot, context.classes))
    (owner,) = context.store.get(kind, {person_id}).column("owner_agency") or (None,)
    if not may_write(context.caller, WriteAct.ERASE, None if owner is None else str(owner)):
        message = "the record of this person belongs to another agency: its administrators erase it"
        raise AccessError(message)
    counts = {name: n for name, n in counts.items() if classes_of(KINDS[name]) <= classes}
    stay = _also(context, person_id)
    details = {"reason": reason.strip()}
    if dry_run:
        note_use(context, "erase", subjects={person_id}, details={**details, "dry_run": "yes"})
    else:
        event = event_of(context.caller, "erase", subjects={person_id}, details=details)
        context.aside.forget(lambda line: persons_named(line, {person_id}))  # first: a repeated erasure finds nobody
        context.store.erase(kind, {person_id}, event, recorded_at=context.clock.now())
    return Erasure(
        is_done=not dry_run,
        n_records=sum(counts.values()),
        records={KINDS[name].table: n for name, n in counts.items()},
        residue=None if dry_run else _purged(context.store),
        stay=stay,
    )


def purge(context: Context) -> Purge:
    """Take away what is left of erased values, and say what may still hold some; harmless where nothing is left."""
    authorise(context.caller, "store_purge")
    note_use(context, "store_purge")
    return Purge(context.store.purge())


def _purged(store: GraphStore) -> Residue:
    """The records are gone whether or not this succeeds."""
    try:
        return store.purge()
    except (StoreUnavailableError, WriteConflictError):
        return Residue.PAGES


def _also(context: Context, person_id: str) -> tuple[str, ...]:
    snapshot = context.snapshot(None)
    ids, joined = snapshot["person"].ids, people(snapshot)
    row = snapshot["person"].position.get(person_id)
    rows = [] if row is None else joined.rows_of(int(joined.same[row]))
    return tuple(ids[joined_row] for joined_row in rows if joined_row != row)
