"""Prioritising: the lanes of individuals, and why somebody is on one or not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from graph_service.analysis import explain as explain_analysis
from graph_service.analysis import lanes as lane_analysis
from graph_service.analysis.explain import Explanation
from graph_service.analysis.lanes import Lane
from graph_service.domain.caller import Caller
from graph_service.services.access import authorise, disclosed
from graph_service.services.paging import place_page
from graph_service.services.workplace import Workplace, group_positions, snapshot_on


def priorities(
    place: Workplace,
    caller: Caller,
    *,
    lane: str,
    as_of: date | None = None,
    groups: Sequence[str] | None = None,
    lineage: bool = True,
    after: int = 0,
    limit: int | None = None,
) -> Lane:
    """Return a lane of individuals.

    Parameters
    ----------
    place : Workplace
        The store opened for work.
    caller : Caller
        Who asks.
    lane : str
        message, safety or messenger.
    as_of : date | None
        The day, default today.
    groups : Sequence[str] | None
        Ids of groups; None: all.
    lineage : bool
        Whether records of a renamed or merged group count for its successor.
    after : int
        Only rows after so many.
    limit : int | None
        At most so many rows.

    Returns
    -------
    Lane
        Rows in the order of the lane.
    """
    authorise(caller, "priorities")
    snapshot = snapshot_on(place, as_of)
    chosen = group_positions(snapshot, groups)
    found = lane_analysis.lane(snapshot, place.policy, lane, groups=chosen, lineage=lineage)

    def page(whole: Lane) -> Lane:
        rows, next_after = place_page(whole.rows, after=after, limit=limit)
        return replace(whole, rows=rows, next_after=next_after)

    return disclosed(place, caller, "priorities", snapshot, found, page=page)


def explain(
    place: Workplace, caller: Caller, *, person_id: str, as_of: date | None = None, lineage: bool = True
) -> Explanation:
    """Explain why a person is listed, why not, and what is missing.

    Parameters
    ----------
    place : Workplace
        The store opened for work.
    caller : Caller
        Who asks.
    person_id : str
        Any id of the person.
    as_of : date | None
        The day, default today.
    lineage : bool
        Whether records of a renamed or merged group count for its successor.

    Returns
    -------
    Explanation
        The three lanes and all records of the person.
    """
    authorise(caller, "explain")
    snapshot = snapshot_on(place, as_of)
    found = explain_analysis.explain(snapshot, place.policy, person_id, lineage=lineage)
    return disclosed(place, caller, "explain", snapshot, found, about={person_id})
