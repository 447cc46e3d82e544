"""The gate of the message lane, and the points after it."""

from dataclasses import dataclass
from datetime import date

from graph_service.domain import records
from tests.rival import days
from tests.rival.conflicts import holders_of_open_windows
from tests.rival.incidents import FORMAL, counted
from tests.rival.policy import (
    CHARGED_YEARS,
    CONVICTED_YEARS,
    CORE_POINTS,
    FIRST_GROUP_POINTS,
    LEADER_POINTS,
    OPEN_WINDOW_POINTS,
    OTHER_GROUP_POINTS,
    SECOND_OR_THIRD_GROUP_POINTS,
    STATUS_POINTS,
    SUSPECTED_DAYS,
    THREAT_MADE_DAYS,
    THREAT_MADE_POINTS,
    TOLERANCE,
    WEAPON_DAYS,
    WEAPON_POINTS,
)
from tests.rival.reach import reach_graph
from tests.rival.scorecard import ranks_of, violence_index
from tests.rival.view import Member, View, rows

Grounds = dict[str, tuple[str, ...]]  # code to the records behind it


@dataclass(frozen=True, slots=True)
class Point:
    """Points for one thing, with the records behind it."""

    code: str
    points: int
    record_ids: tuple[str, ...]


def incident_statuses(view: View, person_id: str, *, overdue_too: bool = False) -> dict[str, list[tuple[str, date]]]:
    """Return, of every counted incident, the formal statuses that are inside their limits."""
    found: dict[str, list[tuple[str, date]]] = {}
    for incident_id, one in counted(view).items():
        for status, decided_on in one.person_status(person_id, for_lanes=not overdue_too):
            if decided_on is not None and _is_inside_limit(status, decided_on, view.as_of):
                found.setdefault(incident_id, []).append((status, decided_on))
    return found


def _is_inside_limit(status: str, decided_on: date, as_of: date) -> bool:
    if status == "convicted":
        return days.within_years(decided_on, CONVICTED_YEARS, as_of)
    if status == "charged":
        return days.within_years(decided_on, CHARGED_YEARS, as_of)
    return status == "suspected" and days.within_days(decided_on, SUSPECTED_DAYS, as_of)


def facts(view: View, person_id: str, kind: str, n_days: int, *, overdue_too: bool = False) -> list[tuple[date, str]]:
    """Return (day, id) of the facts of a kind inside a limit that are not overdue."""
    return [
        (day, row.fact_id)
        for row in rows(view.case, records.Fact)
        if view.one_of[row.person_id] == person_id
        and row.kind == kind
        and view.is_seen(row)
        and (overdue_too or not view.is_overdue(row.review_by))
        and (day := view.day(row)) is not None
        and days.within_days(day, n_days, view.as_of)
    ]


def gate_grounds(view: View, person_id: str, *, overdue_too: bool = False) -> Grounds:
    """Return what a person meets of the gate, age left aside, and overdue reviews too where that is asked."""
    found: dict[str, set[str]] = {}
    for incident_id, statuses in incident_statuses(view, person_id, overdue_too=overdue_too).items():
        for status, _ in statuses:
            found.setdefault(status, set()).add(incident_id)
    for _, fact_id in facts(view, person_id, "weapon_seizure", WEAPON_DAYS, overdue_too=overdue_too):
        found.setdefault("weapon_seizure", set()).add(fact_id)
    for group_id in role_groups(view, person_id, overdue_too=overdue_too):
        found.setdefault("role", set()).add(group_id)
    return {code: tuple(sorted(ids)) for code, ids in sorted(found.items())}


def role_groups(view: View, person_id: str, *, overdue_too: bool = False) -> list[str]:
    """Return the groups with V > 0 in which a person is well known to be a leader or core."""
    index = violence_index(view)
    held_now = view.valid_memberships(person_id) if overdue_too else view.current_memberships(person_id)
    current = [one for one in held_now if one.role in {"leader", "core"}]
    found = []
    for group_id in sorted({one.group_id for one in current}):
        held = [one for one in current if one.group_id == group_id]
        good = [one for one in held if view.is_graded(one.row.source_id, reliability="B", credibility=2)]
        is_fact = any(one.row.basis == "fact" for one in held)
        if index.get(group_id, 0.0) > TOLERANCE and (is_fact or is_by_two_sources(view, good)):
            found.append(group_id)
    return found


def is_by_two_sources(view: View, held: list[Member]) -> bool:
    """Say whether two of the rows come from different sources of different origin."""
    return any(
        one.row.source_id != other.row.source_id and view.origin(one.row.source_id) != view.origin(other.row.source_id)
        for one in held
        for other in held
    )


def own_points(view: View, person_id: str) -> list[Point]:
    """Return the points for documented acts."""
    found = []
    for incident_id, statuses in incident_statuses(view, person_id).items():
        status = next(word for word in FORMAL if word in {one for one, _ in statuses})
        found.append(Point(status, STATUS_POINTS[status], (incident_id,)))
    for kind, n_days, points in (
        ("weapon_seizure", WEAPON_DAYS, WEAPON_POINTS),
        ("threat_made", THREAT_MADE_DAYS, THREAT_MADE_POINTS),
    ):
        by_day: dict[date, list[str]] = {}
        for day, fact_id in facts(view, person_id, kind, n_days):
            by_day.setdefault(day, []).append(fact_id)
        found += [Point(kind, points, tuple(sorted(ids))) for _, ids in sorted(by_day.items())]
    return found


def group_points(view: View, person_id: str) -> list[Point]:
    """Return the points for role and group, given after the gate."""
    found = []
    current = view.current_memberships(person_id)
    roles = {one.role for one in current}
    if "leader" in roles:
        found.append(Point("leader", LEADER_POINTS, ()))
    elif "core" in roles:
        found.append(Point("core", CORE_POINTS, ()))
    own = {one.group_id for one in current}
    index = violence_index(view)
    ranks = ranks_of({group_id: index.get(group_id, 0.0) for group_id in view.listed()})
    places = sorted(ranks.get(group_id, len(ranks) + 1000) for group_id in own if index.get(group_id, 0.0) > TOLERANCE)
    if places:
        points = {1: FIRST_GROUP_POINTS, 2: SECOND_OR_THIRD_GROUP_POINTS, 3: SECOND_OR_THIRD_GROUP_POINTS}
        found.append(Point("group", points.get(places[0], OTHER_GROUP_POINTS), ()))
    if own & holders_of_open_windows(view):
        found.append(Point("open_window", OPEN_WINDOW_POINTS, ()))
    return found


def own_reach(view: View, person_id: str) -> int:
    """Return whom a person reaches in one step in the graph of the own groups; 0 without a current group."""
    own = {one.group_id for one in view.current_memberships(person_id)}
    return len(reach_graph(view, own).reached([person_id])) if own else 0
