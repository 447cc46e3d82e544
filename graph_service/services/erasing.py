"""Erasing: a person goes, with every record that refers to him, and the trail forgets who he was."""

from graph_service.domain.caller import Caller
from graph_service.domain.schema import KINDS
from graph_service.errors import InputError, NotFoundError
from graph_service.services.access import authorise, event_of
from graph_service.services.workplace import Workplace

MIN_REASON, MAX_REASON = 10, 500  # characters


def erase_person(place: Workplace, caller: Caller, *, person_id: str, reason: str) -> int:
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

    Returns
    -------
    int
        How many records went.

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
    if not len(place.store.get(kind, {person_id})):
        message = f"there is no person {person_id!r}; ids are as in the persons table"
        raise NotFoundError(message)
    event = event_of(caller, "erase", subjects={person_id}, details={"reason": reason.strip()})
    return place.store.erase(kind, {person_id}, event, recorded_at=place.clock.now())
