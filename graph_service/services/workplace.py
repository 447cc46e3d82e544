"""What every use case works with: the store, its snapshots, the policy in force and the clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from graph_service.analysis.header import Header
from graph_service.analysis.result import Result
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import Snapshot
from graph_service.errors import InputError, NotFoundError
from graph_service.ports import Clock, GraphStore
from graph_service.services.snapshots import Snapshots

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)


@dataclass(frozen=True, slots=True)
class Workplace:
    """A store opened for work."""

    store: GraphStore
    snapshots: Snapshots
    policy: Policy
    clock: Clock


def head_as(result: Result, measure: str) -> Header:
    """Return the head of a result that is a part of another.

    Parameters
    ----------
    result : Result
        The other.
    measure : str
        Name of the part.

    Returns
    -------
    Header
        Keyword arguments of a result.
    """
    return Header(
        measure=measure,
        version=result.version,
        as_of=result.as_of,
        snapshot_id=result.snapshot_id,
        policy=result.policy,
        parameters=result.parameters,
        seed=result.seed,
        notes=result.notes,
    )


def group_positions(snapshot: Snapshot, groups: Sequence[str] | None) -> tuple[int, ...] | None:
    """Return the positions of groups that a caller names by id.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    groups : Sequence[str] | None
        Ids of groups; None stays None.

    Returns
    -------
    tuple[int, ...] | None
        In the order of ids.

    Raises
    ------
    NotFoundError
        If one is not there.
    """
    if groups is None:
        return None
    known = snapshot["group"].position
    for group in groups:
        if group not in known:
            near = get_close_matches(group, known, n=3)
            hint = f"; did you mean {', '.join(near)}?" if near else ""
            message = f"there is no group {group!r}{hint}"
            raise NotFoundError(message)
    return tuple(sorted({known[group] for group in groups}))


def snapshot_on(place: Workplace, as_of: date | None) -> Snapshot:
    """Return the snapshot as of a day, default today.

    Parameters
    ----------
    place : Workplace
        The store opened for work.
    as_of : date | None
        The day.

    Returns
    -------
    Snapshot
        What is stored now, as of the day.

    Raises
    ------
    InputError
        If the day is too long ago or too far ahead to be meant.
    """
    if as_of is not None and not FIRST_DAY <= as_of <= LAST_DAY:
        message = f"cannot look at {as_of}: give a day from {FIRST_DAY} to {LAST_DAY}"
        raise InputError(message)
    return place.snapshots.on(place.clock.today() if as_of is None else as_of)
