"""Mapping: the groups, their conflicts, and the network."""

from collections.abc import Collection, Sequence
from datetime import date

from graph_service.analysis import conflicts as conflict_analysis
from graph_service.analysis import network as network_analysis
from graph_service.analysis import scorecard as scorecard_analysis
from graph_service.analysis.conflicts import Conflicts
from graph_service.analysis.network import Network
from graph_service.analysis.scorecard import Scorecard
from graph_service.domain.caller import Caller
from graph_service.services.workplace import Workplace, group_positions, snapshot_on


def scorecard(place: Workplace, caller: Caller, *, as_of: date | None = None, lineage: bool = True) -> Scorecard:
    """Rank the groups by the violence they are held to have committed.

    Parameters
    ----------
    place : Workplace
        The store opened for work.
    caller : Caller
        Who asks.
    as_of : date | None
        The day, default today.
    lineage : bool
        Whether records of a renamed or merged group count for its successor.

    Returns
    -------
    Scorecard
        The groups by rank.
    """
    return scorecard_analysis.scorecard(snapshot_on(place, as_of), place.policy, lineage=lineage)


def conflicts(
    place: Workplace,
    caller: Caller,
    *,
    as_of: date | None = None,
    states: Collection[str] = ("active",),
    lineage: bool = True,
) -> Conflicts:
    """Return the conflicts and the open retaliation windows.

    Parameters
    ----------
    place : Workplace
        The store opened for work.
    caller : Caller
        Who asks.
    as_of : date | None
        The day, default today.
    states : Collection[str]
        In which states a conflict makes its groups a pair.
    lineage : bool
        Whether records of a renamed or merged group count for its successor.

    Returns
    -------
    Conflicts
        Conflicts, pairs and windows.
    """
    return conflict_analysis.conflicts(snapshot_on(place, as_of), place.policy, states=states, lineage=lineage)


def network(
    place: Workplace,
    caller: Caller,
    *,
    as_of: date | None = None,
    groups: Sequence[str] | None = None,
    lineage: bool = True,
) -> Network:
    """Return what a map or an export shows.

    Parameters
    ----------
    place : Workplace
        The store opened for work.
    caller : Caller
        Who asks.
    as_of : date | None
        The day, default today.
    groups : Sequence[str] | None
        Ids of groups; None: all.
    lineage : bool
        Whether records of a renamed or merged group count for its successor.

    Returns
    -------
    Network
        Persons, groups, ties, conflicts, alliances, incidents.
    """
    snapshot = snapshot_on(place, as_of)
    return network_analysis.network(snapshot, place.policy, groups=group_positions(snapshot, groups), lineage=lineage)
