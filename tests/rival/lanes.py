"""The three lanes of individuals, and who is kept out of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from graph_service.domain import records
from tests.rival import days
from tests.rival.conflicts import retaliation_windows
from tests.rival.gate import Grounds, Point, facts, gate_grounds, group_points, own_points, own_reach
from tests.rival.incidents import counted
from tests.rival.policy import SAFETY_THREAT_DAYS, SAFETY_VICTIM_DAYS
from tests.rival.pools import Feasibility, feasibility, has_exited, is_available, is_victim_only, is_well_sourced
from tests.rival.reach import best, print_order, reach_graph
from tests.rival.view import View, rows


@dataclass(frozen=True, slots=True)
class Message:
    """One person of the message lane."""

    grounds: Grounds
    points: tuple[Point, ...]
    total: int
    reach: int
    rank: int
    is_minor: str
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
    told: tuple[tuple[str, int, int], ...]  # person, reach, newly reached by him
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
            is_minor=view.minor_word(one),
            feasibility=feasibility(view, one),
        )
        for one in sorted(gated, key=lambda one: (-keys[one][0], -keys[one][1], one))
    }


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


def messengers(view: View, *, groups: Collection[str] | None = None) -> Messengers:
    """Return the smallest set of eligible persons that reaches all whom they can reach."""
    eligible = [one for one in sorted(view.persons) if is_available(view, one) and is_well_sourced(view, one)]
    graph = reach_graph(view, groups)
    choice = best(graph, eligible)
    order = print_order(graph, choice.chosen)
    reached = [len(graph.reached(order[:n])) for n in range(len(order) + 1)]
    return Messengers(
        eligible=tuple(eligible),
        chosen=order,
        told=tuple((one, len(graph.reached([one])), reached[n + 1] - reached[n]) for n, one in enumerate(order)),
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
