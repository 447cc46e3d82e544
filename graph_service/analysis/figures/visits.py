"""Visits: delivered custom notifications, the rows of one person on one day as one; and the figures that count them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph_service.analysis.figures.parts import Figure
from graph_service.analysis.figures.tally import Tally
from graph_service.analysis.people import memberships, people
from graph_service.domain.rights import Agency
from graph_service.domain.snapshot import NO_DAY, NONE, IntArray, Snapshot, derived
from graph_service.domain.vocabulary import Channel, NotificationKind, code_of

_CHANNELS = tuple(Channel)
AGENCY_WORDS = {"probation": Agency.PROBATION.value}  # as cases write it
NONE_OF_THEM = "none"
NOT_RECORDED = "not_recorded"


@dataclass(frozen=True, slots=True)
class Period:
    """The days that figures are for, and the round whose visits alone count (a position; None: all)."""

    first: int
    last: int
    round: int | None = None

    def has(self, day: int) -> bool:
        """Say whether a day lies in the period."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit; `rows` are its notifications, `groups` those that the person was a member of on the day."""

    person: int
    day: int
    rows: tuple[int, ...]
    groups: tuple[int, ...]


@derived
def visits(snapshot: Snapshot) -> tuple[Visit, ...]:
    """Return all visits by the day of the snapshot, by day, then person."""
    rows: dict[tuple[int, int], list[int]] = defaultdict(list)
    frame = snapshot["notification"]
    persons = of_persons(snapshot, "notification")
    for row in np.flatnonzero(message_rows(snapshot)).tolist():
        day = int(frame["delivered_on"][row])
        if day != NO_DAY and day <= snapshot.day:
            rows[day, int(persons[row])].append(row)
    return tuple(
        Visit(person, day, tuple(rows[day, person]), groups_on(snapshot, person, day)) for day, person in sorted(rows)
    )


def visits_in(snapshot: Snapshot, period: Period) -> list[Visit]:
    """Return the visits of a period, and of its round."""
    of_round = snapshot["notification"]["round_id"]
    return [
        visit
        for visit in visits(snapshot)
        if period.has(visit.day) and (period.round is None or any(of_round[row] == period.round for row in visit.rows))
    ]


def first_visits(some: Sequence[Visit]) -> dict[int, Visit]:
    """Return the first of some visits of each person."""
    first: dict[int, Visit] = {}
    for visit in some:
        first.setdefault(visit.person, visit)
    return first


def of_persons(snapshot: Snapshot, kind: str) -> IntArray:
    """Return whom each record of a kind is about, joined rows as one person."""
    about = snapshot[kind]["person_id"]
    return people(snapshot).same[about] if len(about) else about


def message_rows(snapshot: Snapshot) -> IntArray:
    """Say of each notification whether it is a custom notification: a safety talk is none."""
    return snapshot["notification"]["kind"] != code_of(NotificationKind.SAFETY_TALK)


def groups_on(snapshot: Snapshot, person: int, day: int) -> tuple[int, ...]:
    """Return the groups of which a person was leader, core or affiliate on a day, after lineage."""
    rows = memberships(snapshot, lineage=True)
    of_person = slice(rows.starts[person], rows.starts[person + 1])
    begins, ends = rows.begins[of_person], rows.ends[of_person]
    is_valid = (begins <= day) & ((ends == NO_DAY) | (ends >= day))
    return tuple(sorted({int(group) for group in rows.group[of_person][is_valid]}))


def records(snapshot: Snapshot, kind: str, rows: Sequence[int]) -> list[str]:
    """Return records of a kind as kind:id."""
    return [f"{kind}:{snapshot[kind].ids[row]}" for row in rows]


def visits_figure(snapshot: Snapshot, period: Period) -> Figure:
    """Count the visits of the period, by place, agency, round and group."""
    tally, some = Tally(snapshot, "visits"), visits_in(snapshot, period)
    first = first_visits(some)
    before = {visit.person: visit.day for visit in reversed(visits(snapshot))}  # the first of all
    n_of: dict[int, int] = defaultdict(int)
    for visit in some:
        n_of[visit.person] += 1
    for visit in some:
        keys = ["visits", "persons"]
        keys += ["again"] if first[visit.person] is visit and before[visit.person] < visit.day else []
        keys += ["more_than_once"] if n_of[visit.person] > 1 else []
        keys += _categories(snapshot, visit)
        tally.row(
            keys,
            records(snapshot, "notification", visit.rows),
            day=visit.day,
            person=visit.person,
            groups=visit.groups,
        )
    tally.count("visits", "visits")
    for code in ("persons", "again", "more_than_once"):
        tally.count(code, "persons")
    for code in ("channel", "agency", "round", "group"):
        for category in tally.categories(code):
            tally.count(code, "visits", category, _name(snapshot, code, category))
    return tally.figure()


def _categories(snapshot: Snapshot, visit: Visit) -> list[str]:
    """Return in which categories a visit counts: of several, in each."""
    frame, rows = snapshot["notification"], list(visit.rows)
    channels = {_CHANNELS[code].value for code in frame["channel"][rows].tolist() if code != NONE}
    agencies = {AGENCY_WORDS.get(word, word) for row in rows for word in frame.texts["agencies"][row]}
    rounds = {snapshot["round"].ids[row] for row in frame["round_id"][rows].tolist() if row != NONE}
    groups = {snapshot["group"].ids[group] for group in visit.groups}
    return [
        *(f"channel:{word}" for word in sorted(channels or {NOT_RECORDED})),
        *(f"agency:{word}" for word in sorted(agencies or {NOT_RECORDED})),
        *(f"round:{word}" for word in sorted(rounds or {NONE_OF_THEM})),
        *(f"group:{word}" for word in sorted(groups or {NONE_OF_THEM})),
    ]


def _name(snapshot: Snapshot, code: str, category: str) -> str:
    if code not in {"round", "group"} or category not in snapshot[code].position:
        return ""
    return str(snapshot[code].texts["name"][snapshot[code].position[category]])


def since_start_figure(snapshot: Snapshot) -> Figure:
    """Count who was ever visited, and who on two or more days."""
    tally = Tally(snapshot, "since_start")
    n_of: dict[int, int] = defaultdict(int)
    for visit in visits(snapshot):
        n_of[visit.person] += 1
    for visit in visits(snapshot):
        keys = ["persons", *(["more_than_once"] if n_of[visit.person] > 1 else [])]
        tally.row(keys, records(snapshot, "notification", visit.rows), day=visit.day, person=visit.person)
    tally.count("persons", "persons")
    tally.count("more_than_once", "persons")
    return tally.figure()
