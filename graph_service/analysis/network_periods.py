"""From when to when persons belonged somewhere, were in custody or were notified, and conflicts were in a state."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.columns import Coded, Column, Rows, coded, days
from graph_service.analysis.network_period_parts import ConflictPeriod, NetworkPeriod
from graph_service.analysis.people import MEMBER_ROLES, people
from graph_service.analysis.person_status import CUSTODY
from graph_service.domain.dates import day_of
from graph_service.domain.snapshot import NO_DAY, Snapshot, derived
from graph_service.domain.vocabulary import ConflictState

Mask = NDArray[np.bool_]
KINDS = ("membership", "custody", "notified")


def period_rows(snapshot: Snapshot, shown: Mask) -> Rows[NetworkPeriod]:
    """Return the periods of persons who are shown: memberships, then custody, then notifications, each by record."""
    members, orders, told = snapshot["membership"], snapshot["supervision"], snapshot["notification"]
    same, day = people(snapshot).same, snapshot.day
    parts = (
        ("membership", members["role"], MEMBER_ROLES, members["valid_from"], members["valid_to"]),
        ("supervision", orders["kind"], CUSTODY, orders["valid_from"], orders["valid_to"]),
        ("notification", None, (), told["delivered_on"], np.full(len(told), NO_DAY)),
    )
    persons, kinds, begins, ends, records = [], [], [], [], list[str]()
    for kind, (table, column, codes, first, last) in enumerate(parts):
        frame = snapshot[table]
        person = same[frame["person_id"]] if len(frame) else frame["person_id"]
        holds = (first <= day) & (shown[person] if len(frame) else np.zeros(0, dtype=np.bool_))
        holds &= (first != NO_DAY) if column is None else np.isin(column, codes)
        rows = np.flatnonzero(holds)
        persons.append(person[rows])
        kinds.append(np.full(len(rows), kind))
        begins.append(first[rows])
        ends.append(last[rows])
        records += [f"{table}:{frame.ids[row]}" for row in rows.tolist()]
    columns: dict[str, Column] = {
        "person_id": Coded(np.concatenate(persons).astype(np.int64), snapshot["person"].ids),
        "kind": Coded(np.concatenate(kinds).astype(np.int64), KINDS),
        "first_on": days(np.concatenate(begins)),
        "last_on": days(np.concatenate(ends)),
        "record_id": coded(records),
    }
    return Rows(NetworkPeriod, columns)


@derived
def conflict_periods(snapshot: Snapshot) -> dict[str, tuple[ConflictPeriod, ...]]:
    """Return by conflict the states it was in up to the day; one ends at the latest before the next begins."""
    states, words = snapshot["conflict_status"], tuple(ConflictState)
    begins, ends = states["valid_from"], states["valid_to"]
    begun = np.flatnonzero(begins <= snapshot.day)
    order = begun[np.lexsort((begun, begins[begun]))]
    rows_of: dict[str, list[int]] = {}
    for row in order.tolist():
        rows_of.setdefault(snapshot["conflict"].ids[int(states["conflict_id"][row])], []).append(row)
    return {
        conflict: tuple(
            ConflictPeriod(
                words[int(states["status"][row])].value,
                _day(int(begins[row])),
                _day(_last(int(ends[row]), int(begins[rows[i + 1]]) if i + 1 < len(rows) else NO_DAY)),
            )
            for i, row in enumerate(rows)
        )
        for conflict, rows in rows_of.items()
    }


def _last(ends: int, next_begins: int) -> int:
    if next_begins == NO_DAY:
        return ends
    return next_begins - 1 if ends == NO_DAY else min(ends, next_begins - 1)


def _day(number: int) -> date | None:
    return None if number == NO_DAY else day_of(number)
