"""The three lanes of individuals, who is kept out of them and why."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from graph_service.domain import records
from tests.rival import days
from tests.rival.conflicts import holders_of_open_windows, retaliation_windows
from tests.rival.incidents import FORMAL, counted, happened
from tests.rival.policy import (
    CHARGED_YEARS,
    CONVICTED_YEARS,
    COOLING_OFF_DAYS,
    CORE_POINTS,
    FIRST_GROUP_POINTS,
    LEADER_POINTS,
    OPEN_WINDOW_POINTS,
    OTHER_GROUP_POINTS,
    SAFETY_THREAT_DAYS,
    SAFETY_VICTIM_DAYS,
    SECOND_OR_THIRD_GROUP_POINTS,
    STATUS_POINTS,
    SUSPECTED_DAYS,
    THREAT_MADE_DAYS,
    THREAT_MADE_POINTS,
    TOLERANCE,
    WEAPON_DAYS,
    WEAPON_POINTS,
)
from tests.rival.reach import (
    best,
    chosen_groups,
    is_calculation,
    is_in_custody,
    members_of,
    print_order,
    reach_graph,
)
from tests.rival.scorecard import ranks_of, violence_index
from tests.rival.view import Member, View, rows

Grounds = dict[str, tuple[str, ...]]  # code to the records behind it


@dataclass(frozen=True, slots=True)
class Point:
    """Points for one thing, with the records behind it."""

    code: str
    points: int
    record_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Feasibility:
    """Shown beside a person; never changes the order."""

    supervised_until: date | None  # None: not supervised, or open
    is_supervised: bool
    next_meeting_on: date | None
    in_custody: bool
    notified_on: date | None
    eligible_on: date | None  # first day after cooling-off, if that lies ahead


@dataclass(frozen=True, slots=True)
class Message:
    """One person of the message lane."""

    grounds: Grounds
    points: tuple[Point, ...]
    total: int
    reach: int
    rank: int
    is_minor: bool
    feasibility: Feasibility


@dataclass(frozen=True, slots=True)
class Safety:
    """One person of the safety lane."""

    grounds: tuple[tuple[date, str, str], ...]  # day, code, record; most recent first
    rank: int


@dataclass(frozen=True, slots=True)
class Messengers:
    """The smallest set in print order, and who else was eligible."""

    eligible: tuple[str, ...]
    chosen: tuple[str, ...]
    n_reached: int
    n_total: int
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lanes:
    """All lanes, each in printed order, and what was left out."""

    message: dict[str, Message]
    safety: dict[str, Safety]
    messengers: Messengers
    victim_only: tuple[str, ...]
    under_15: tuple[str, ...]
    exited: tuple[str, ...]
    overdue: dict[str, int]  # by table


def lanes(view: View, *, groups: Collection[str] | None = None) -> Lanes:
    """Build the three lanes."""
    living = [one for one in sorted(view.persons) if view.is_alive(one) and not view.persons[one].is_overdue]
    gated = {one: grounds for one in living if (grounds := gate_grounds(view, one))}
    message = {
        one: grounds for one, grounds in gated.items() if not view.is_under_15(one) and not has_exited(view, one)
    }
    return Lanes(
        message=_message_lane(view, message),
        safety=_safety_lane(view, living),
        messengers=messengers(view, groups=groups),
        victim_only=tuple(one for one in living if is_victim_only(view, one)),
        under_15=tuple(one for one in gated if view.is_under_15(one)),
        exited=tuple(one for one in living if has_exited(view, one)),
        overdue=overdue_counts(view),
    )


# -- gate


def incident_statuses(view: View, person_id: str) -> dict[str, list[tuple[str, date]]]:
    """Return, of every counted incident, the formal statuses that are inside their limits."""
    found: dict[str, list[tuple[str, date]]] = {}
    for incident_id, one in counted(view).items():
        for status, decided_on in one.standing(person_id, for_lanes=True):
            if decided_on is not None and _is_inside_limit(status, decided_on, view.as_of):
                found.setdefault(incident_id, []).append((status, decided_on))
    return found


def _is_inside_limit(status: str, decided_on: date, as_of: date) -> bool:
    if status == "convicted":
        return days.within_years(decided_on, CONVICTED_YEARS, as_of)
    if status == "charged":
        return days.within_years(decided_on, CHARGED_YEARS, as_of)
    return status == "suspected" and days.within_days(decided_on, SUSPECTED_DAYS, as_of)


def facts(view: View, person_id: str, kind: str, n_days: int) -> list[tuple[date, str]]:
    """Return (day, id) of the facts of a kind inside a limit that are not overdue."""
    return [
        (day, row.fact_id)
        for row in rows(view.case, records.Fact)
        if view.one_of[row.person_id] == person_id
        and row.kind == kind
        and view.is_seen(row)
        and not view.is_overdue(row.review_by)
        and (day := view.day(row)) is not None
        and days.within_days(day, n_days, view.as_of)
    ]


def gate_grounds(view: View, person_id: str) -> Grounds:
    """Return what a person meets of the gate, age left aside."""
    found: dict[str, set[str]] = {}
    for incident_id, statuses in incident_statuses(view, person_id).items():
        for status, _ in statuses:
            found.setdefault(status, set()).add(incident_id)
    for _, fact_id in facts(view, person_id, "weapon_seizure", WEAPON_DAYS):
        found.setdefault("weapon_seizure", set()).add(fact_id)
    for group_id in role_groups(view, person_id):
        found.setdefault("role", set()).add(group_id)
    return {code: tuple(sorted(ids)) for code, ids in sorted(found.items())}


def role_groups(view: View, person_id: str) -> list[str]:
    """Return the groups with V > 0 in which a person is well known to be a leader or core."""
    index = violence_index(view)
    current = [one for one in view.current_memberships(person_id) if one.role in {"leader", "core"}]
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


# -- points and order


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


def _message_lane(view: View, gated: dict[str, Grounds]) -> dict[str, Message]:
    points = {one: tuple(own_points(view, one) + group_points(view, one)) for one in gated}
    keys = {one: (sum(point.points for point in points[one]), own_reach(view, one)) for one in gated}
    return {
        one: Message(
            grounds=gated[one],
            points=points[one],
            total=keys[one][0],
            reach=keys[one][1],
            rank=1 + sum(other > keys[one] for other in keys.values()),
            is_minor=view.is_minor(one),
            feasibility=feasibility(view, one),
        )
        for one in sorted(gated, key=lambda one: (-keys[one][0], -keys[one][1], one))
    }


# -- exit, cooling-off, feasibility


def has_exited(view: View, person_id: str) -> bool:
    """Say whether an exit was declared after every scoring deed and after every current membership began."""
    exits = [
        day
        for row in rows(view.case, records.Fact)
        if view.one_of[row.person_id] == person_id
        and row.kind == "exit_declared"
        and view.is_seen(row)
        and (day := view.day(row)) is not None
    ]
    if not exits:
        return False
    deeds = [counted(view)[incident_id].day for incident_id in incident_statuses(view, person_id)]
    deeds += [day for day, _ in facts(view, person_id, "weapon_seizure", WEAPON_DAYS)]
    deeds += [day for day, _ in facts(view, person_id, "threat_made", THREAT_MADE_DAYS)]
    deeds += [one.row.valid_from for one in view.current_memberships(person_id)]
    return all(deed is None or max(exits) > deed for deed in deeds)


def last_notification(view: View, person_id: str) -> date | None:
    """Return the day of the last notification delivered by the day, to the person or a guardian."""
    delivered = [
        row.delivered_on
        for row in rows(view.case, records.Notification)
        if view.one_of[row.person_id] == person_id and row.delivered_on is not None and row.delivered_on <= view.as_of
    ]
    return max(delivered, default=None)


def is_cooling_off(view: View, person_id: str) -> bool:
    """Say whether a person is not yet eligible again."""
    return days.within_days(last_notification(view, person_id), COOLING_OFF_DAYS, view.as_of)


def feasibility(view: View, person_id: str) -> Feasibility:
    """Return what is shown beside a person."""
    own = [row for row in rows(view.case, records.Supervision) if view.one_of[row.person_id] == person_id]
    now = [row for row in own if days.valid_on(row.valid_from, row.valid_to, view.as_of)]
    ends = [row.valid_to for row in now]
    meetings = [row.next_meeting_on for row in own if row.next_meeting_on and row.next_meeting_on > view.as_of]
    notified_on = last_notification(view, person_id)
    return Feasibility(
        supervised_until=None if None in ends else max((end for end in ends if end), default=None),
        is_supervised=bool(now),
        next_meeting_on=min(meetings, default=None),
        in_custody=is_in_custody(view, person_id, view.as_of),
        notified_on=notified_on,
        eligible_on=notified_on + timedelta(days=COOLING_OFF_DAYS + 1)
        if notified_on is not None and is_cooling_off(view, person_id)
        else None,
    )


# -- safety


def safety_grounds(view: View, person_id: str) -> list[tuple[date, str, str]]:
    """Return (day, code, record) of every ground of the safety lane."""
    found = []
    for incident_id, one in counted(view).items():
        is_victim = any(
            row.part == "victim"
            and view.one_of[row.person_id] == person_id
            and not view.is_overdue(row.review_by)
            and view.is_held_decision(row.decided_on)
            for row in one.involvements
        )
        if is_victim and one.day is not None and days.within_days(one.day, SAFETY_VICTIM_DAYS, view.as_of):
            found.append((one.day, "victim", incident_id))
    found += [
        (day, "threat_received", fact_id)
        for day, fact_id in facts(view, person_id, "threat_received", SAFETY_THREAT_DAYS)
    ]
    current = {one.group_id for one in view.current_memberships(person_id)}
    for window in retaliation_windows(view):
        one = counted(view)[window.incident_id]
        if window.closed_by is not None or window.against is None:
            continue
        if person_id not in one.formal_suspects(for_lanes=True):
            continue
        if window.against in current | _groups_on(view, person_id, window.day):
            found.append((window.day, "open_window", window.incident_id))
    return sorted(set(found), reverse=True)


def _groups_on(view: View, person_id: str, day: date) -> set[str]:
    """Groups a person was a member of on an earlier day, by rows that count in lanes."""
    return {
        one.group_id
        for one in view.members
        if one.person_id == person_id
        and one.role != "associate"
        and one.on(day)
        and not view.is_overdue(one.row.review_by)
        and not view.is_overdue(view.groups[one.group_id].review_by)
    }


def _safety_lane(view: View, living: list[str]) -> dict[str, Safety]:
    grounds = {one: found for one in living if (found := safety_grounds(view, one))}
    last = {one: found[0][0] for one, found in grounds.items()}
    return {
        one: Safety(tuple(grounds[one]), 1 + sum(day > last[one] for day in last.values()))
        for one in sorted(grounds, key=lambda one: (-last[one].toordinal(), one))
    }


# -- messengers


def is_victim_only(view: View, person_id: str) -> bool:
    """Say whether a person is a victim, meets no gate and is no member."""
    is_victim = any(
        row.part == "victim"
        and view.one_of[row.person_id] == person_id
        and not view.is_overdue(row.review_by)
        and view.is_held_decision(row.decided_on)
        for one in happened(view).values()
        if one.row.status != "unfounded"
        for row in one.involvements
    )
    return is_victim and not gate_grounds(view, person_id) and not view.groups_of(person_id, view.as_of)


def is_well_sourced(view: View, person_id: str) -> bool:
    """Say whether a current membership has a source C3 or better, or two sources."""
    current = view.current_memberships(person_id)
    if any(view.is_graded(one.row.source_id, reliability="C", credibility=3) for one in current):
        return True
    groups = {one.group_id for one in current}
    return any(is_by_two_sources(view, [one for one in current if one.group_id == group_id]) for group_id in groups)


def is_available(view: View, person_id: str) -> bool:
    """Say whether a person may be in a pool at all, membership left aside."""
    return (
        view.is_alive(person_id)
        and not view.is_minor(person_id)
        and not view.persons[person_id].is_overdue
        and not has_exited(view, person_id)
        and not is_in_custody(view, person_id, view.as_of)
        and not is_cooling_off(view, person_id)
    )


def default_pool(view: View, *, groups: Collection[str] | None = None) -> list[str]:
    """Return the pool of `representatives`: available members of the chosen groups."""
    chosen = chosen_groups(view, groups)
    return [
        one
        for one in sorted(members_of(view, chosen))
        if is_available(view, one) and any(held.group_id in chosen for held in view.current_memberships(one))
    ]


def is_barred(view: View, person_id: str) -> bool:
    """Say whether a person is in no pool, whoever names him."""
    return (
        not view.is_alive(person_id)
        or view.persons[person_id].is_overdue
        or is_victim_only(view, person_id)
        or is_in_custody(view, person_id, view.as_of)
        or is_cooling_off(view, person_id)
    )


def given_pool(view: View, persons: Collection[str]) -> list[str]:
    """Return those of some named persons who may be in a pool; minors and persons with an exit stay."""
    return sorted({one for one in map(view.one_of.__getitem__, persons) if not is_barred(view, one)})


def supervised_pool(view: View) -> list[str]:
    """Return who is under an order on the day, by the rules of the default pool; a calculation asks no more."""
    found = []
    for person_id in sorted(view.persons):
        is_asked = is_calculation(view) or is_available(view, person_id)
        if feasibility(view, person_id).is_supervised and is_asked and not is_barred(view, person_id):
            found.append(person_id)
    return found


def messengers(view: View, *, groups: Collection[str] | None = None) -> Messengers:
    """Return the smallest set of eligible persons that reaches all whom they can reach."""
    eligible = [one for one in sorted(view.persons) if is_available(view, one) and is_well_sourced(view, one)]
    graph = reach_graph(view, groups)
    choice = best(graph, eligible)
    return Messengers(
        eligible=tuple(eligible),
        chosen=print_order(graph, choice.chosen),
        n_reached=choice.n_reached,
        n_total=choice.n_total,
        others=tuple(one for one in eligible if one in graph.persons and one not in choice.chosen),
    )


def overdue_counts(view: View) -> dict[str, int]:
    """Count the overdue rows of each table."""
    dates = {
        "persons": [row.review_by for row in rows(view.case, records.Person)],
        "groups": [row.review_by for row in rows(view.case, records.Group)],
        "memberships": [row.review_by for row in rows(view.case, records.Membership)],
        "facts": [row.review_by for row in rows(view.case, records.Fact)],
        "involvements": [row.review_by for row in rows(view.case, records.Involvement)],
    }
    return {table: sum(view.is_overdue(review_by) for review_by in found) for table, found in dates.items()}
