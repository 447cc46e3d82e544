"""Planning: whom to reach so that the message reaches everyone."""

from collections.abc import Sequence
from datetime import date

from graph_service.analysis import representatives as analysis
from graph_service.analysis.reach import ALL_KINDS
from graph_service.analysis.representatives import Representatives
from graph_service.domain.caller import Caller
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
    """
    snapshot = snapshot_on(place, as_of)
    return analysis.representatives(
        snapshot,
        place.policy,
        groups=group_positions(snapshot, groups),
        pool=pool,
        budget=budget,
        n_alternatives=n_alternatives,
        kinds=kinds,
        lineage=lineage,
    )
