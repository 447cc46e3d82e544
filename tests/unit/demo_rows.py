"""The demo city as records, made once, and the few queries that several tests share."""

from datetime import date
from functools import cache
from typing import TypeVar

from graph_service.domain.records import Attendance, CallIn, Incident, Membership, Notification, Supervision
from graph_service.domain.schema import KINDS
from graph_service.domain.tables import Tables
from graph_service.domain.vocabulary import (
    Answer,
    CallInStatus,
    IncidentStatus,
    IncidentType,
    Precision,
    Role,
    SupervisionKind,
)
from loaders.demo_city import DEMO_AS_OF, demo_city

R = TypeVar("R")


@cache
def city() -> Tables:
    return demo_city()


@cache
def _records(kind: str) -> list[object]:
    return city()[kind].records()


def every(kind: type[R]) -> list[R]:
    (name,) = (name for name, one in KINDS.items() if one.record is kind)
    return _records(name)  # type: ignore[return-value]  # all are of the kind


def is_valid(record: Membership | Supervision, day: date = DEMO_AS_OF) -> bool:
    begins, ends = record.valid_from, record.valid_to
    return (begins is None or begins <= day) and (ends is None or day <= ends)


def counted_shootings(first: date, last: date) -> list[Incident]:
    return [
        one
        for one in every(Incident)
        if one.type is IncidentType.SHOOTING
        and one.status is IncidentStatus.CONFIRMED
        and one.group_involved in (Answer.YES, Answer.UNKNOWN)
        and one.precision is Precision.DAY
        and one.occurred_on is not None
        and first <= one.occurred_on <= last
    ]


def delivered(first: date, last: date = DEMO_AS_OF) -> list[Notification]:
    return [one for one in every(Notification) if one.delivered_on is not None and first <= one.delivered_on <= last]


def groups_of(person_id: str, day: date) -> set[str]:
    return {
        one.group_id
        for one in every(Membership)
        if one.person_id == person_id and one.role is not Role.ASSOCIATE and is_valid(one, day)
    }


def detained_since(day: date = DEMO_AS_OF) -> dict[str, date]:
    """Person to the first day of the custody that lasts on the day; prison follows remand without a gap."""
    custody = [one for one in every(Supervision) if one.kind in (SupervisionKind.REMAND, SupervisionKind.PRISON)]
    since: dict[str, date] = {}
    for row in custody:
        if is_valid(row, day) and row.valid_from is not None:
            begins = row.valid_from
            before = [one for one in custody if one.person_id == row.person_id and one.valid_to is not None]
            for one in before:
                if one.valid_from and one.valid_to and (begins - one.valid_to).days == 1:
                    begins = one.valid_from
            since[row.person_id] = min(begins, since.get(row.person_id, begins))
    return since


def days_of_messages(person_id: str) -> list[date]:
    """Days on which a person was at a call-in or had a custom notification."""
    held = {one.call_in_id: one.held_on for one in every(CallIn) if one.status is CallInStatus.HELD}
    met = [
        held[one.call_in_id]
        for one in every(Attendance)
        if one.person_id == person_id and one.attended is Answer.YES and one.call_in_id in held
    ]
    visited = [one.delivered_on for one in every(Notification) if one.person_id == person_id]
    return sorted(day for day in (*met, *visited) if day is not None)
