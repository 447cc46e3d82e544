"""The acts of the demo city's programme: rounds, call-ins, what was promised, and increased focus."""

from datetime import date

from graph_service.domain.records import (
    Attendance,
    CallIn,
    Commitment,
    Incident,
    IncreasedFocus,
    Membership,
    Round,
)
from graph_service.domain.vocabulary import Answer, CallInStatus, CommitmentRule, IncidentType
from loaders.demo_city import groups, visits
from loaders.demo_city.city import City, days
from loaders.demo_city.history import FIRST_KILLING
from loaders.demo_city.sentences import IGNORED_ON, detained

START = date(2018, 10, 24)
_HELD = (START, date(2019, 3, 20), date(2019, 6, 12), date(2019, 10, 16), date(2020, 2, 12))
_CANCELLED = (date(2020, 5, 13), date(2020, 10, 21))
_PLANNED = date(2021, 3, 17)
_CAPACITY = 16
_N_INVITED = 13
_N_TOUCHED = 28  # of the detained, how many had been at a call-in or had a visit before
_ROUNDS = (
    ("autumn 2019", date(2019, 11, 4), date(2019, 11, 22)),
    ("May 2020, in place of call-ins", date(2020, 5, 11), date(2020, 5, 24)),
    ("November 2020, groups tied to lethal violence", date(2020, 11, 9), date(2020, 12, 2)),
    ("January 2021", date(2021, 1, 11), None),
)
_MOST_VIOLENT = "most violent group now"
_FIRST_TO_KILL = "first group to kill after a call-in"
# group, reason, day of the incident that gave cause, first and last day, why it ended
_FOCUSES = (
    (groups.FALK, _MOST_VIOLENT, None, date(2018, 11, 20), date(2019, 2, 10), "the group has felt it"),
    (groups.KVARNEN, _FIRST_TO_KILL, FIRST_KILLING, date(2019, 4, 29), date(2019, 7, 31), "nothing new for ten weeks"),
    (groups.TORGET, _FIRST_TO_KILL, date(2020, 7, 3), date(2020, 7, 8), date(2020, 9, 30), "the period was over"),
    (
        groups.FALK,
        f"{_MOST_VIOLENT}; one who was visited ignored it",
        date(2020, 10, 24),
        date(2020, 11, 16),
        None,
        None,
    ),
)
_MEASURES = ("patrols in its territory", "searches for weapons", "collection of debts", "checks of probation")


def add_programme(city: City, ignoring: str, special: dict[str, str]) -> None:
    """Add the acts of the programme."""
    rounds = [
        city.add(Round(round_id=city.next_id("R"), name=name, starts_on=first, ends_on=last)).round_id
        for name, first, last in _ROUNDS
    ]
    call_ins = _add_call_ins(city)
    touched = sorted(
        (
            (since, person)
            for person, since in detained(city).items()
            if since > START + days(20) and person != ignoring
        ),
        reverse=True,
    )[: _N_TOUCHED - 1]  # who ignores is one of them, through the November round
    earlier = _invite_touched(city, touched, call_ins)
    for call_in, day in call_ins.items():
        _fill_call_in(city, call_in, day)
    november = visits.add_november(city, rounds[2], IGNORED_ON, ignoring)
    may = visits.add_may(city, rounds[1], november, special["left"])
    visits.add_other_visits(city, rounds[0], earlier, [*november, *may])
    visits.add_planned(city, rounds[3])
    visits.add_what_followed(city)
    _add_focuses(city)


def _add_call_ins(city: City) -> dict[str, date]:
    held = {}
    for day in _HELD:
        call_in = city.add(
            CallIn(
                call_in_id=city.next_id("CI"),
                held_on=day,
                planned_on=day,
                status=CallInStatus.HELD,
                capacity=_CAPACITY,
            )
        )
        held[call_in.call_in_id] = day
        for rule in CommitmentRule:
            city.add(
                Commitment(
                    commitment_id=city.next_id("CM"),
                    call_in_id=call_in.call_in_id,
                    rule=rule,
                    valid_from=day,
                    valid_to=None if day == _HELD[-1] else _HELD[_HELD.index(day) + 1] - days(1),
                )
            )
    for day, status in (*((day, CallInStatus.CANCELLED) for day in _CANCELLED), (_PLANNED, CallInStatus.PLANNED)):
        city.add(CallIn(call_in_id=city.next_id("CI"), planned_on=day, status=status, capacity=_CAPACITY))
    return held


def _invite_touched(city: City, touched: list[tuple[date, str]], call_ins: dict[str, date]) -> list[tuple[date, str]]:
    """Let most of the detained have been at a call-in; return those whom a visit must have reached instead."""
    rest = []
    for since, person in touched:
        possible = [
            call_in
            for call_in, day in call_ins.items()
            if day < since and city.free_on(person, day) and _group_on(city, person, day)
        ]
        if possible and city.chance(0.6):
            call_in = city.one_of(possible)
            _attend(city, call_in, call_ins[call_in], person, Answer.YES)
        else:
            rest.append((since, person))
    return rest


def _fill_call_in(city: City, call_in: str, day: date) -> None:
    invited = {attendance.person_id for attendance in city.all(Attendance) if attendance.call_in_id == call_in}
    valid = [group for group in groups.N_NAMED if city.members(group, day)]
    while len(invited) < _N_INVITED:
        for person in city.active(city.one_of(valid), day, 3):
            if person not in invited and len(invited) < _N_INVITED:
                answers = (Answer.YES, Answer.YES, Answer.YES, Answer.YES, Answer.NO, Answer.UNKNOWN)
                _attend(city, call_in, day, person, city.one_of(answers))
                invited.add(person)


def _attend(city: City, call_in: str, day: date, person: str, attended: Answer) -> None:
    city.add(
        Attendance(
            attendance_id=city.next_id("AT"),
            call_in_id=call_in,
            person_id=person,
            group_id=_group_on(city, person, day),
            invited_on=day - city.within(14, 28),
            attended=attended,
        )
    )


def _group_on(city: City, person: str, day: date) -> str | None:
    return next(
        (
            membership.group_id
            for membership in city.all(Membership)
            if membership.person_id == person
            and (membership.valid_from is None or membership.valid_from <= day)
            and (membership.valid_to is None or day <= membership.valid_to)
        ),
        None,
    )


def _add_focuses(city: City) -> None:
    shootings = [
        incident for incident in city.all(Incident) if incident.type is IncidentType.SHOOTING and incident.occurred_on
    ]
    for group, reason, day, first, last, end_reason in _FOCUSES:
        cause = next(
            (incident.incident_id for incident in shootings if day is not None and incident.occurred_on == day), None
        )
        city.add(
            IncreasedFocus(
                increased_focus_id=city.next_id("IF"),
                group_id=group,
                reason=reason,
                incident_id=cause,
                starts_on=first,
                measures=tuple(city.rng.sample(_MEASURES, k=2)),
                ends_on=last,
                end_reason=end_reason,
            )
        )
