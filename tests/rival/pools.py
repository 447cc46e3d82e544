"""Who is kept out of lanes and pools, and what is shown beside a person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from graph_service.domain import records
from tests.rival import days
from tests.rival.gate import facts, gate_grounds, incident_statuses, is_by_two_sources
from tests.rival.incidents import counted, happened
from tests.rival.policy import COOLING_OFF_DAYS, THREAT_MADE_DAYS, WEAPON_DAYS
from tests.rival.reach import chosen_groups, is_calculation, is_in_custody, members_of
from tests.rival.view import MEMBER_ROLES, View, rows


@dataclass(frozen=True, slots=True)
class Feasibility:
    """Shown beside a person; never changes the order."""

    supervised_until: date | None  # None: not supervised, or open
    is_supervised: bool
    next_meeting_on: date | None
    in_custody: bool
    notified_on: date | None
    eligible_on: date | None  # first day after cooling-off, if that lies ahead


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
    meetings = [row.next_meeting_on for row in now if row.next_meeting_on and row.next_meeting_on > view.as_of]
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


def best_role(view: View, person_id: str) -> str:
    """Return the best current role with the grade of its source; of several rows the smallest id."""
    current = view.current_memberships(person_id)
    if not current:
        return ""
    best = min(current, key=lambda one: (MEMBER_ROLES.index(one.role), one.row.membership_id))
    source = view.sources[best.row.source_id]
    return f"{best.role} {source.reliability or '-'}{source.credibility or '-'}"


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
    has_ground = bool(gate_grounds(view, person_id, overdue_too=True))
    return is_victim and not has_ground and not view.current_memberships(person_id)


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
