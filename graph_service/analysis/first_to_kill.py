"""Who killed first after a call-in."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated as A

import numpy as np

from graph_service.analysis.attribution import is_named, sides
from graph_service.analysis.incidents import FATAL, incidents
from graph_service.domain.dates import day_of
from graph_service.domain.described import Described
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, Snapshot
from graph_service.domain.vocabulary import CallInStatus, code_of


@dataclass(frozen=True, slots=True)
class FirstToKill:
    """Who killed first after a call-in; a computed hint, never a decision."""

    call_in_id: A[str, Described("id of the last call-in that was held by the day", "CI-01", refers_to="call_in")]
    held_on: A[date, Described("day on which it was held; only later incidents are looked at", date(2020, 10, 1))]
    group_ids: A[
        tuple[str, ...],
        Described(
            "groups named, with a confidence of at least 0.5, for the first killing; groups of one day tie; empty: "
            "none is named",
            ("G-01",),
            refers_to="group",
        ),
    ]
    occurred_on: A[
        date | None, Described("day of the first killing that names a group; null: none does", date(2020, 10, 18))
    ]
    incident_ids: A[
        tuple[str, ...], Described("fatal incidents of that day that name a group", ("I-0004",), refers_to="incident")
    ]
    without_named_group: A[
        tuple[str, ...],
        Described(
            "fatal incidents of an earlier day that name no group; all of them, if no group is named",
            ("I-0002",),
            refers_to="incident",
        ),
    ]


def last_call_in(snapshot: Snapshot) -> tuple[str, int] | None:
    """Return id and day of the last call-in that was held by the day (of one day: the larger id)."""
    frame = snapshot["call_in"]
    held = frame["held_on"]
    is_held = (frame["status"] == code_of(CallInStatus.HELD)) & (held != NO_DAY) & (held <= snapshot.day)
    rows = np.flatnonzero(is_held).tolist()
    if not rows:
        return None
    row = max(rows, key=lambda candidate: (int(held[candidate]), candidate))
    return frame.ids[row], int(held[row])


def first_to_kill(snapshot: Snapshot, policy: Policy, *, lineage: bool) -> FirstToKill | None:
    """Return who killed first after the last call-in; None if none was held."""
    held = last_call_in(snapshot)
    if held is None:
        return None
    view, suspect = incidents(snapshot, policy), sides(snapshot, policy, lineage=lineage).suspect
    days, ids = snapshot["incident"]["occurred_on"], snapshot["incident"].ids
    fatal = np.flatnonzero(view.counted & (view.outcome == FATAL) & view.periods.exact & (days > held[1])).tolist()
    named = {incident: [g for g, c in suspect.of(incident).items() if is_named(c, policy)] for incident in fatal}
    day = min((int(days[incident]) for incident in fatal if named[incident]), default=None)
    first = [incident for incident in fatal if day is not None and days[incident] == day and named[incident]]
    groups = sorted({group for incident in first for group in named[incident]})
    unnamed = [incident for incident in fatal if not named[incident] and (day is None or days[incident] < day)]
    return FirstToKill(
        call_in_id=held[0],
        held_on=day_of(held[1]),
        group_ids=tuple(snapshot["group"].ids[group] for group in groups),
        occurred_on=None if day is None else day_of(day),
        incident_ids=tuple(ids[incident] for incident in first),
        without_named_group=tuple(
            ids[incident] for incident in sorted(unnamed, key=lambda incident: (int(days[incident]), incident))
        ),
    )
