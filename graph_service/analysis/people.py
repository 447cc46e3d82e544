"""Who is who as of the day: rows that are one person, who is alive, how old, who belonged where when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.periods import Periods, periods_of
from graph_service.domain.snapshot import NO_DAY, NO_INT, IntArray, Snapshot, derived
from graph_service.domain.vocabulary import Harm, IncidentStatus, Part, Role, SuccessionKind, code_of

Mask = NDArray[np.bool_]
MEMBER_ROLES = (code_of(Role.LEADER), code_of(Role.CORE), code_of(Role.AFFILIATE))


@dataclass(frozen=True, slots=True)
class People:
    """Persons as of the day; every array has one element a row of the persons table.

    `same` names the row that stands for all rows of one person (the smallest id); `is_person` marks
    those rows. `birth_year` and `died` are those of the whole person.
    """

    same: IntArray
    is_person: Mask
    birth_year: IntArray
    died: IntArray
    killed: Mask

    def rows_of(self, person: int) -> list[int]:
        """Return all rows of one person, in the order of their ids."""
        return [int(row) for row in np.flatnonzero(self.same == person)]


@derived
def people(snapshot: Snapshot) -> People:
    """Join the rows of one person, and say who is dead."""
    persons, joins, day = snapshot["person"], snapshot["same_person"], snapshot.day
    same = np.arange(len(persons), dtype=np.int32)
    undone = joins["undone_on"]
    in_force = (joins["decided_on"] <= day) & ((undone == NO_DAY) | (day < undone))
    for a, b in zip(joins["person_a"][in_force].tolist(), joins["person_b"][in_force].tolist(), strict=True):
        first, second = sorted((_root(same, a), _root(same, b)))
        same[second] = first
    for row in np.flatnonzero(same != np.arange(len(same))).tolist():
        same[row] = _root(same, row)
    birth_year, died = persons["birth_year"].copy(), persons["died_on"].copy()
    for row in np.flatnonzero(same != np.arange(len(same))).tolist():  # in the order of ids: the next that has one
        person = same[row]
        if birth_year[person] == NO_INT:
            birth_year[person] = birth_year[row]
        if died[row] != NO_DAY and (died[person] == NO_DAY or died[row] < died[person]):
            died[person] = died[row]
    return People(same, same == np.arange(len(same)), birth_year[same], died[same], _killed(snapshot, same))


@derived
def incident_periods(snapshot: Snapshot) -> Periods:
    """Return the days that the incidents may mean."""
    frame = snapshot["incident"]
    return periods_of(frame["occurred_on"], frame["precision"], snapshot.day)


@derived
def successors(snapshot: Snapshot, *, lineage: bool) -> IntArray:
    """Return for each group the one that its records count for: itself, or what it became by the day.

    Renames and merges are followed to the last; the latest of several wins (equal days: the larger
    id); splits never. Where successions run in a circle, the target of the latest of them is the last.
    """
    groups, steps = snapshot["group"], snapshot["group_succession"]
    last = np.arange(len(groups), dtype=np.int32)
    if not lineage:
        return last
    followed = (steps["kind"] != code_of(SuccessionKind.SPLIT)) & (steps["occurred_on"] <= snapshot.day)
    order = sorted(np.flatnonzero(followed).tolist(), key=lambda row: (int(steps["occurred_on"][row]), row))
    latest = {int(steps["from_group_id"][row]): (i, int(steps["to_group_id"][row])) for i, row in enumerate(order)}
    for path, circle in walks({group: target for group, (_, target) in latest.items()}):
        if circle:  # its latest step leads to the last
            last[path] = max(latest[step] for step in circle)[1]
        else:
            last[path[:-1]] = last[path[-1]]
    return last


def walks(following: Mapping[int, int]) -> Iterator[tuple[list[int], list[int]]]:
    """Walk from each number to the next until there is none; each step is taken once in all.

    A path ends at a number that follows nothing or is on a path given before; where it runs into a circle that is
    new, all of it is on the path, and the circle comes beside it. With 1→2→3, 5→2: ([1, 2, 3], []), ([5, 2], []).
    """
    walked: set[int] = set()
    for start in following:
        if start in walked:
            continue
        step_of = {start: 0}
        current = start
        while current in following and following[current] not in step_of and current not in walked:
            current = following[current]
            step_of[current] = len(step_of)
        path = list(step_of)
        circle = path[step_of[following[current]] :] if current in following and current not in walked else []
        walked.update(path)
        yield path, circle


def _root(same: IntArray, row: int) -> int:
    last = row
    while same[last] != last:
        last = int(same[last])
    while row != last:  # each row passed now leads there at once, so that a long chain is walked once
        same[row], row = last, int(same[row])
    return last


def _killed(snapshot: Snapshot, same: IntArray) -> Mask:
    """Linked with harm killed in an incident that is seen and not unfounded."""
    links, incidents = snapshot["involvement"], snapshot["incident"]
    is_past = incident_periods(snapshot).seen & (incidents["status"] != code_of(IncidentStatus.UNFOUNDED))
    fatal = (links["part"] == code_of(Part.VICTIM)) & (links["harm"] == code_of(Harm.KILLED))
    fatal &= is_past[links["incident_id"]] if len(incidents) else False
    fatal &= links["decided_on"] <= snapshot.day
    killed = np.zeros(len(same), dtype=np.bool_)
    killed[same[links["person_id"][fatal]]] = True
    return killed[same]


def alive(snapshot: Snapshot) -> Mask:
    """Say of each row of the persons table whether the person is alive on the day."""
    who = people(snapshot)
    return ~who.killed & ((who.died == NO_DAY) | (who.died > snapshot.day))


def ages(snapshot: Snapshot) -> IntArray:
    """Return the age each person reaches in the year of the day, `NO_INT` where not known."""
    birth_year = people(snapshot).birth_year
    return np.where(birth_year == NO_INT, NO_INT, snapshot.as_of.year - birth_year)


@dataclass(frozen=True, slots=True)
class Memberships:
    """Rows that make a member (leader, core, affiliate), sorted by person; groups after lineage.

    `row` is the position in the memberships table; `starts[p]` to `starts[p + 1]` are the rows of
    person p. Associates are not in it.
    """

    row: IntArray
    person: IntArray
    group: IntArray
    role: IntArray
    begins: IntArray
    ends: IntArray
    starts: IntArray

    def on(self, day: int) -> Mask:
        """Say of each row whether it is valid on a day."""
        return (self.begins <= day) & ((self.ends == NO_DAY) | (self.ends >= day))


@derived
def memberships(snapshot: Snapshot, *, lineage: bool) -> Memberships:
    """Return all memberships that make a member."""
    rows = snapshot["membership"]
    person = people(snapshot).same[rows["person_id"]] if len(rows) else rows["person_id"]
    member_rows = np.flatnonzero(np.isin(rows["role"], MEMBER_ROLES))
    member_rows = member_rows[np.argsort(person[member_rows], kind="stable")]
    group = successors(snapshot, lineage=lineage)[rows["group_id"][member_rows]]
    starts = np.searchsorted(person[member_rows], np.arange(len(snapshot["person"]) + 1))
    return Memberships(
        member_rows,
        person[member_rows],
        group,
        rows["role"][member_rows],
        rows["valid_from"][member_rows],
        rows["valid_to"][member_rows],
        starts,
    )


def overdue(snapshot: Snapshot, kind: str) -> Mask:
    """Say of each record of a kind whether its review is overdue on the day."""
    review_by = snapshot[kind]["review_by"]
    return (review_by != NO_DAY) & (review_by < snapshot.day)
