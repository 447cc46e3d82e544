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
    (name,) = (name for name, declared in KINDS.items() if declared.record is kind)
    return _records(name)  # type: ignore[return-value]  # all are of the kind


def is_valid(record: Membership | Supervision, day: date = DEMO_AS_OF) -> bool:
    begins, ends = record.valid_from, record.valid_to
    return (begins is None or begins <= day) and (ends is None or day <= ends)


def counted_shootings(first: date, last: date) -> list[Incident]:
    return [
        incident
        for incident in every(Incident)
        if incident.type is IncidentType.SHOOTING
        and incident.status is IncidentStatus.CONFIRMED
        and incident.group_involved in (Answer.YES, Answer.UNKNOWN)
        and incident.precision is Precision.DAY
        and incident.occurred_on is not None
        and first <= incident.occurred_on <= last
    ]


def delivered(first: date, last: date = DEMO_AS_OF) -> list[Notification]:
    return [
        notification
        for notification in every(Notification)
        if notification.delivered_on is not None and first <= notification.delivered_on <= last
    ]


def groups_of(person_id: str, day: date) -> set[str]:
    return {
        membership.group_id
        for membership in every(Membership)
        if membership.person_id == person_id and membership.role is not Role.ASSOCIATE and is_valid(membership, day)
    }


def detained_since(day: date = DEMO_AS_OF) -> dict[str, date]:
    """Person to the first day of the custody that lasts on the day; prison follows remand without a gap."""
    custody = [
        supervision
        for supervision in every(Supervision)
        if supervision.kind in (SupervisionKind.REMAND, SupervisionKind.PRISON)
    ]
    since: dict[str, date] = {}
    for row in custody:
        if is_valid(row, day) and row.valid_from is not None:
            begins = row.valid_from
            before = [
                supervision
                for supervision in custody
                if supervision.person_id == row.person_id and supervision.valid_to is not None
            ]
            for earlier in before:
                if earlier.valid_from and earlier.valid_to and (begins - earlier.valid_to).days == 1:
                    begins = earlier.valid_from
            since[row.person_id] = min(begins, since.get(row.person_id, begins))
    return since


def days_of_messages(person_id: str) -> list[date]:
    """Days on which a person was at a call-in or had a custom notification."""
    held = {call_in.call_in_id: call_in.held_on for call_in in every(CallIn) if call_in.status is CallInStatus.HELD}
    met = [
        held[attendance.call_in_id]
        for attendance in every(Attendance)
        if attendance.person_id == person_id and attendance.attended is Answer.YES and attendance.call_in_id in held
    ]
    visited = [notification.delivered_on for notification in every(Notification) if notification.person_id == person_id]
    return sorted(day for day in (*met, *visited) if day is not None)
