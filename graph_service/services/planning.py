"""Planning: whom to reach so that the message reaches everyone."""

from collections.abc import Sequence
from datetime import date

from graph_service.analysis import representatives as analysis
from graph_service.analysis.reach import ALL_KINDS
from graph_service.analysis.representatives import Representatives
from graph_service.domain.caller import Caller
from graph_service.domain.rights import rights_of
from graph_service.domain.snapshot import Snapshot
from graph_service.errors import AccessError
from graph_service.services.access import authorise, disclosed
from graph_service.services.projection import view_of
from graph_service.services.workplace import Workplace, group_positions, snapshot_on


def representatives(
    place: Workplace,
    caller: Caller,
    *,
    as_of: date | None = None,
    groups: Sequence[str] | None = None,
    pool: Sequence[str] | str | None = None,
    budget: int | None = None,
    n_alternatives: int = 0,
    kinds: Sequence[str] = ALL_KINDS,
    lineage: bool = True,
) -> Representatives:
    """Choose the fewest who reach everybody they can, or the best of a budget.

    Parameters
    ----------
    place : Workplace
        The store opened for work.
    caller : Caller
        Who asks.
    as_of : date | None
        The day, default today.
    groups : Sequence[str] | None
        Ids of the groups to reach; None: all that are valid on the day.
    pool : Sequence[str] | str | None
        Ids of persons who may be chosen, or "supervised"; None: the default pool.
    budget : int | None
        At most so many.
    n_alternatives : int
        How many other optimal sets to list.
    kinds : Sequence[str]
        Kinds of ties along which the message travels.
    lineage : bool
        Whether records of a renamed or merged group count for its successor.

    Returns
    -------
    Representatives
        A best set, with proof or gap.

    Raises
    ------
    AccessError
        If the pool names persons who are withheld from the caller: the answer would tell about them.
    """
    authorise(caller, "representatives")
    snapshot = snapshot_on(place, as_of)
    named = () if pool is None or isinstance(pool, str) else tuple(pool)
    _check_pool(snapshot, caller, named)
    found = analysis.representatives(
        snapshot,
        place.policy,
        groups=group_positions(snapshot, groups),
        pool=pool,
        budget=budget,
        n_alternatives=n_alternatives,
        kinds=kinds,
        lineage=lineage,
    )
    return disclosed(place, caller, "representatives", snapshot, found, about=named)


def _check_pool(snapshot: Snapshot, caller: Caller, named: Sequence[str]) -> None:
    if caller.is_local or not named:
        return
    n_hidden = len(view_of(snapshot, rights_of(caller)).hidden & set(named))
    if n_hidden:
        message = f"the pool names {n_hidden} persons who are withheld from this caller; leave them out"
        raise AccessError(message)
