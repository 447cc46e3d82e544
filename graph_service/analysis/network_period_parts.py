"""Periods of persons and conflicts in a network, as frozen records: what a time axis counts."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated as A

from graph_service.analysis.fields import PersonId
from graph_service.domain.described import Described
from graph_service.domain.vocabulary import ConflictState


@dataclass(frozen=True, slots=True)
class NetworkPeriod:
    """From when to when something held of a person who is shown, up to the day: what a time axis counts."""

    person_id: PersonId
    kind: A[
        str,
        Described(
            "membership (leader, core or affiliate of some group), custody, or notified (from the day of delivery on)",
            "custody",
            words=("membership", "custody", "notified"),
        ),
    ]
    first_on: A[date | None, Described("first day; null: not known, and taken as always", date(2020, 3, 1))]
    last_on: A[date | None, Described("last day; null: it holds still", date(2020, 9, 30))]
    record_id: A[str, Described("the record, as kind:id", "supervision:U-0003", refers_to="record")]


@dataclass(frozen=True, slots=True)
class ConflictPeriod:
    """From when to when a conflict was in a state."""

    status: A[str, Described("the state", "active", words=tuple(ConflictState))]
    first_on: A[date | None, Described("first day; null: not known, and taken as always", date(2020, 3, 1))]
    last_on: A[
        date | None,
        Described("last day, or the day before the next state began; null: it holds still", date(2020, 9, 30)),
    ]
