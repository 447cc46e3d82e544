"""Erasing: a person goes, with every record that refers to him, and the trail forgets who he was."""

from collections.abc import Mapping
from dataclasses import dataclass

from graph_service.analysis.people import people
from graph_service.domain.caller import Caller
from graph_service.domain.schema import KINDS
from graph_service.errors import InputError, NotFoundError
from graph_service.services.access import authorise, event_of, note_use
from graph_service.services.workplace import Workplace, snapshot_on

MIN_REASON, MAX_REASON = 10, 500  # characters


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure removed, or would remove: records by table. `stay` are other ids held to be the same person."""

    is_done: bool
    n_records: int
    records: Mapping[str, int]
    stay: tuple[str, ...]


def erase_person(place: Workplace, caller: Caller, *, person_id: str, reason: str, dry_run: bool) -> Erasure:
    """Remove a person and all records that refer to him; the audit trail keeps a reference that leads nowhere.

    Parameters
    ----------
    place : Workplace
        The store opened for work.
    caller : Caller
        An administrator.
    person_id : str
        The person.
    reason : str
        Why; it is written to the audit trail and must not name anybody.
    dry_run : bool
        Say what would go, and remove nothing.

    Returns
    -------
    Erasure
        What went, or would go.

    Raises
    ------
    NotFoundError
        If there is no such person.
    InputError
        If the reason is missing.
    """
    authorise(caller, "erase")
    if not MIN_REASON <= len(reason.strip()) <= MAX_REASON or not reason.isprintable():
        message = f"say why, in one line of {MIN_REASON} to {MAX_REASON} characters, without names"
        raise InputError(message)
    kind = KINDS["person"]
    counts = place.store.erasure_of(kind, {person_id})
    if not counts:
        message = f"there is no person {person_id!r}; ids are as in the persons table"
        raise NotFoundError(message)
    stay = _also(place, person_id)
    details = {"reason": reason.strip()}
    if dry_run:
        note_use(place, caller, "erase", subjects={person_id}, details={**details, "dry_run": "yes"})
        n_records = sum(counts.values())
    else:
        event = event_of(caller, "erase", subjects={person_id}, details=details)
        n_records = place.store.erase(kind, {person_id}, event, recorded_at=place.clock.now())
    return Erasure(not dry_run, n_records, {KINDS[name].table: n for name, n in counts.items()}, stay)


def _also(place: Workplace, person_id: str) -> tuple[str, ...]:
    snapshot = snapshot_on(place, None)
    ids, joined = snapshot["person"].ids, people(snapshot)
    row = snapshot["person"].position.get(person_id)
    rows = [] if row is None else joined.rows_of(int(joined.same[row]))
    return tuple(ids[one] for one in rows if one != row)
