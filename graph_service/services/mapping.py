"""Mapping: the groups, their conflicts and incidents, and the network."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from graph_service.analysis import conflicts as conflict_analysis
from graph_service.analysis import network as network_analysis
from graph_service.analysis import scorecard as scorecard_analysis
from graph_service.analysis.conflicts import Conflicts
from graph_service.analysis.network import Network, NetworkIncident
from graph_service.analysis.reach import ALL_KINDS
from graph_service.analysis.result import WITHHELD, Count, Result
from graph_service.analysis.scorecard import GroupRow, Scorecard
from graph_service.domain.caller import Caller
from graph_service.errors import NotFoundError
from graph_service.services.access import authorise, details_of, disclosed, note_use, seen_by
from graph_service.services.paging import page_of, place_page
from graph_service.services.workplace import Workplace, group_positions, head_as, snapshot_on


@dataclass(frozen=True, slots=True)
class GroupBrief:
    """A group in the list of groups."""

    group_id: str
    name: str
    is_valid: bool
    rank: int
    violence_index: float
    n_members: Count
    size_low: int | None
    size_high: int | None
    n_open_windows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupList(Result):
    """Groups by id; `next_after` is the last id of this page, None on the last one."""

    groups: tuple[GroupBrief, ...]
    n_total: int
    next_after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDetail(Result):
    """One group as the scorecard has it, with the incidents behind its numbers."""

    group: GroupRow


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentList(Result):
    """Counted incidents by id; `next_after` is the last id of this page, None on the last one."""

    incidents: tuple[NetworkIncident, ...]
    n_total: int
    next_after: str | None


def scorecard(
    place: Workplace,
    caller: Caller,
    *,
    as_of: date | None = None,
    lineage: bool = True,
    after: int = 0,
    limit: int | None = None,
) -> Scorecard:
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
    after : int
        Only groups after so many.
    limit : int | None
        At most so many groups.

    Returns
    -------
    Scorecard
        The groups by rank.
    """
    authorise(caller, "scorecard")
    snapshot = snapshot_on(place, as_of)
    found = scorecard_analysis.scorecard(snapshot, place.policy, lineage=lineage)

    def page(whole: Scorecard) -> Scorecard:
        rows, next_after = place_page(whole.groups, after=after, limit=limit)
        return replace(whole, groups=rows, next_after=next_after)

    return disclosed(place, caller, "scorecard", snapshot, found, page=page)


def groups(
    place: Workplace,
    caller: Caller,
    *,
    as_of: date | None = None,
    lineage: bool = True,
    after: str | None = None,
    limit: int | None = None,
) -> GroupList:
    """List the groups, a page at a time.

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
    after : str | None
        Only groups with a larger id.
    limit : int | None
        At most so many.

    Returns
    -------
    GroupList
        Groups by id.
    """
    authorise(caller, "groups")
    snapshot = snapshot_on(place, as_of)
    whole = seen_by(caller, snapshot, scorecard_analysis.scorecard(snapshot, place.policy, lineage=lineage))
    briefs = sorted((_brief(row) for row in whole.groups), key=lambda one: one.group_id)
    page, next_after = page_of(briefs, key=lambda one: one.group_id, after=after, limit=limit)
    note_use(place, caller, "groups", details={**details_of(whole), "n_groups": len(page)})
    return GroupList(**head_as(whole, "groups"), groups=page, n_total=len(briefs), next_after=next_after)


def group(
    place: Workplace, caller: Caller, *, group_id: str, as_of: date | None = None, lineage: bool = True
) -> GroupDetail:
    """Return one group with the incidents behind its numbers.

    Parameters
    ----------
    place : Workplace
        The store opened for work.
    caller : Caller
        Who asks.
    group_id : str
        Its id.
    as_of : date | None
        The day, default today.
    lineage : bool
        Whether records of a renamed or merged group count for its successor.

    Returns
    -------
    GroupDetail
        Its row of the scorecard.

    Raises
    ------
    NotFoundError
        If there is no such group, or it is not on the scorecard of that day.
    """
    authorise(caller, "groups")
    snapshot = snapshot_on(place, as_of)
    group_positions(snapshot, (group_id,))
    whole = seen_by(caller, snapshot, scorecard_analysis.scorecard(snapshot, place.policy, lineage=lineage))
    found = next((row for row in whole.groups if row.group_id == group_id), None)
    if found is None:
        message = f"group {group_id!r} has no row of its own on {snapshot.as_of}: it was not valid, or became another"
        raise NotFoundError(message)
    note_use(place, caller, "groups", details={**details_of(whole), "group": group_id})
    return GroupDetail(**head_as(whole, "group"), group=found)


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
    authorise(caller, "conflicts")
    snapshot = snapshot_on(place, as_of)
    found = conflict_analysis.conflicts(snapshot, place.policy, states=states, lineage=lineage)
    return disclosed(place, caller, "conflicts", snapshot, found)


def incidents(
    place: Workplace,
    caller: Caller,
    *,
    as_of: date | None = None,
    lineage: bool = True,
    after: str | None = None,
    limit: int | None = None,
) -> IncidentList:
    """List the incidents that count, a page at a time.

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
    after : str | None
        Only incidents with a larger id.
    limit : int | None
        At most so many.

    Returns
    -------
    IncidentList
        Incidents by id, with the persons linked to them.
    """
    authorise(caller, "incidents")
    snapshot = snapshot_on(place, as_of)
    whole = network_analysis.counted_incidents(snapshot, place.policy, lineage=lineage)
    page, next_after = page_of(whole.incidents, key=lambda one: one.incident_id, after=after, limit=limit)
    seen = seen_by(caller, snapshot, replace(whole, incidents=page))
    shown = {person for one in seen.incidents for person in (*one.suspects, *one.victims)} - {WITHHELD.value}
    details = {**details_of(seen), "n_incidents": len(page)}
    note_use(place, caller, "incidents", subjects=shown, details=details)
    return IncidentList(
        **head_as(seen, "incidents"), incidents=seen.incidents, n_total=len(whole.incidents), next_after=next_after
    )


def network(
    place: Workplace,
    caller: Caller,
    *,
    as_of: date | None = None,
    groups: Sequence[str] | None = None,
    kinds: Sequence[str] = ALL_KINDS,
    lineage: bool = True,
    copy: str = "",
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
    kinds : Sequence[str]
        Kinds of ties.
    lineage : bool
        Whether records of a renamed or merged group count for its successor.
    copy : str
        Form and id of the copy that leaves the service, for the audit trail.

    Returns
    -------
    Network
        Persons, groups, ties, conflicts, alliances, incidents.
    """
    authorise(caller, "network")
    snapshot = snapshot_on(place, as_of)
    chosen = group_positions(snapshot, groups)
    found = network_analysis.network(snapshot, place.policy, groups=chosen, kinds=kinds, lineage=lineage)
    return disclosed(place, caller, "network", snapshot, found, details={"copy": copy} if copy else None)


def _brief(row: GroupRow) -> GroupBrief:
    return GroupBrief(**{field.name: getattr(row, field.name) for field in fields(GroupBrief)})
