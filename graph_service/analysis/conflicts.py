"""Conflicts as of the day: their state, who stands where, the chain of incidents, open retaliation windows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Annotated as A

import numpy as np

from graph_service.analysis.attribution import is_named, named_groups, sides
from graph_service.analysis.codes import CONFLICT_STATES
from graph_service.analysis.fields import (
    AllianceIds,
    DatePrecision,
    GroupA,
    GroupB,
    GroupId,
    GroupName,
    IncidentId,
    IncidentTypeWord,
    Label,
    OccurredOn,
    OutcomeWord,
    PersonId,
    ShownPrecision,
    SuspectGroups,
    VictimGroups,
)
from graph_service.analysis.header import header
from graph_service.analysis.incidents import FATAL, INJURY, OUTCOMES, incidents
from graph_service.analysis.left_out import undated_decisions
from graph_service.analysis.people import people, successors
from graph_service.analysis.result import Result, note
from graph_service.analysis.retaliation import ConflictSides, conflict_sides, retaliation_windows
from graph_service.domain.dates import day_of
from graph_service.domain.described import Described
from graph_service.domain.parameters import Lineage, Parameter
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, NONE, Snapshot, derived
from graph_service.domain.use_case import UseCase
from graph_service.domain.vocabulary import ConflictState, IncidentType, Precision
from graph_service.errors import InputError

_STATES = tuple(ConflictState)


@dataclass(frozen=True, slots=True)
class Party:
    """A group on a side of a conflict on the day."""

    group_id: GroupId
    name: GroupName
    side: A[str, Described("name of the side; groups with the same word stand together", "a")]


@dataclass(frozen=True, slots=True)
class DrawnIn:
    """A person drawn into a conflict on the day: shown, and in no number."""

    person_id: PersonId
    label: Label
    side: A[str, Described('name of the side that the person stands on; "withheld" where the person is', "a")]


@dataclass(frozen=True, slots=True)
class StateRow:
    """A state of a conflict in its history."""

    conflict_status_id: A[str, Described("id of the record that says so", "CS-01", refers_to="conflict_status")]
    status: A[str, Described("state of the conflict in that time", "active", words=tuple(ConflictState))]
    valid_from: A[date | None, Described("first day of the state; null: its start is not known", date(2020, 5, 1))]
    valid_to: A[date | None, Described("last day of the state; null: still valid", date(2020, 8, 1))]


@dataclass(frozen=True, slots=True)
class ChainLink:
    """A counted incident of a conflict."""

    incident_id: IncidentId
    occurred_on: OccurredOn
    precision: DatePrecision
    type: IncidentTypeWord
    outcome: OutcomeWord
    suspect_groups: SuspectGroups
    victim_groups: VictimGroups
    retaliation_for: A[
        str | None,
        Described("the earlier incident that it answers; null: none is recorded", "I-0002", refers_to="incident"),
    ]


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """A conflict with its parties, its history and its incidents."""

    conflict_id: A[str, Described("id of the conflict", "C-01", refers_to="conflict")]
    name: A[str | None, Described("what the conflict is called; null: it has no name", "Norr and Hamnen")]
    cause: A[str | None, Described("what the conflict is about; null: not recorded", "a debt")]
    owner: A[str | None, Described("who follows the conflict; null: not recorded", "police")]
    next_review_on: A[date | None, Described("day of the next review; null: none is set", date(2021, 1, 15))]
    status: A[
        str,
        Described("state on the day; not_active where no state is valid", "active", words=CONFLICT_STATES),
    ]
    since: A[date | None, Described("first day of that state; null: not known, or no state is valid", date(2020, 5, 1))]
    parties: A[tuple[Party, ...], Described("groups that stand in the conflict on the day, each with its side", None)]
    persons: A[tuple[DrawnIn, ...], Described("persons drawn into the conflict on the day; they enter no number", None)]
    history: A[tuple[StateRow, ...], Described("states that began by the day, oldest first", None)]
    chain: A[tuple[ChainLink, ...], Described("counted incidents of the conflict, oldest first", None)]


@dataclass(frozen=True, slots=True)
class ConflictPair:
    """Two groups on different sides of a conflict in one of the states asked for."""

    group_a: GroupA
    group_b: GroupB
    status: A[
        str,
        Described(
            "state of the conflict between them, the most active one if there are several: active, truce, dormant "
            "or ended",
            "active",
            words=tuple(ConflictState),
        ),
    ]
    conflict_ids: A[
        tuple[str, ...], Described("conflicts in which they stand on different sides", ("C-01",), refers_to="conflict")
    ]
    also_allied: A[
        bool,
        Described("whether an alliance between them is valid too; the pair then counts as in conflict", example=False),
    ]


@dataclass(frozen=True, slots=True)
class WindowRow:
    """A retaliation window: a group was hit and may answer."""

    incident_id: A[str, Described("the incident that opened the window", "I-0003", refers_to="incident")]
    group_id: A[str, Described("the group that was hit and may answer", "G-02", refers_to="group")]
    against: A[
        str | None,
        Described(
            "the group that the answer may be against; null: no group is named on the suspect side",
            "G-01",
            refers_to="group",
        ),
    ]
    occurred_on: A[date, Described("day of the incident, as exact as `precision` says", date(2020, 11, 5))]
    precision: ShownPrecision
    days_since: A[int, Described("days from the incident to the day of the result", 28, unit="days")]
    days_left: A[int, Described("days for which the window can still be open, 0 on its last day", 62, unit="days")]
    is_open: A[bool, Described("whether the window is open on the day", example=False)]
    closed_by: A[
        tuple[str, ...],
        Described(
            "what closed the window, as kind:id: an incident that answered, or a truce or an end in force; empty: "
            "it is open",
            ("incident:I-0005",),
            refers_to="record",
        ),
    ]


@dataclass(frozen=True, slots=True)
class AlliancePair:
    """Two groups that stand together on the day."""

    group_a: GroupA
    group_b: GroupB
    record_ids: AllianceIds


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflicts(Result):
    """Conflicts as of a day, and where an answer may come."""

    conflicts: A[tuple[ConflictRow, ...], Described("all conflicts, by id", None)]
    pairs: A[
        tuple[ConflictPair, ...],
        Described("groups on different sides of a conflict in one of the states asked for, by their ids", None),
    ]
    alliances: A[tuple[AlliancePair, ...], Described("groups that stand together on the day, by their ids", None)]
    windows: A[
        tuple[WindowRow, ...],
        Described("retaliation windows of incidents of the last 90 days, those closed meanwhile included", None),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictParameters:
    """Which states make two groups a pair."""

    states: A[
        tuple[ConflictState, ...],
        Parameter(
            "In which states a conflict makes its groups a pair", ("active",), each="state", minimum=1, maximum=4
        ),
    ] = (ConflictState.ACTIVE,)
    lineage: Lineage = True


def conflicts(snapshot: Snapshot, policy: Policy, parameters: ConflictParameters) -> Conflicts:
    """Return the conflicts and which retaliation windows are open.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        For how many days a window stays open.
    parameters : ConflictParameters
        States that make a pair.

    Returns
    -------
    Conflicts
        As of the day.

    Raises
    ------
    InputError
        If a state is not known.
    """
    states, lineage = parameters.states, parameters.lineage
    if unknown := set(states) - {state.value for state in _STATES}:
        message = f"no such state: {', '.join(sorted(unknown))}; they are {', '.join(_STATES)}"
        raise InputError(message)
    rows = conflict_sides(snapshot, lineage=lineage)
    windows = retaliation_windows(snapshot, policy, lineage=lineage)
    allied = alliances(snapshot, lineage=lineage)
    pairs = conflict_pairs(snapshot, states=states, lineage=lineage)
    notes = (
        note("allied_and_in_conflict", sum(pair.also_allied for pair in pairs)),
        note("no_state", sum(row.state == NONE for row in rows)),
        note("windows_against_unknown", sum(w.is_open and w.against is None for w in windows)),
        note("window_undated", _n_undated(snapshot, policy, lineage=lineage)),
        undated_decisions(snapshot),
    )
    return Conflicts(
        **header("conflicts", snapshot, policy, {"states": tuple(sorted(states)), "lineage": lineage}, notes=notes),
        conflicts=tuple(_conflict_row(snapshot, policy, row, lineage=lineage) for row in rows),
        pairs=pairs,
        alliances=allied,
        windows=window_rows(snapshot, policy, lineage=lineage),
    )


@derived
def window_rows(snapshot: Snapshot, policy: Policy, *, lineage: bool) -> tuple[WindowRow, ...]:
    """Return the retaliation windows as results print them."""
    periods = incidents(snapshot, policy).periods
    group_ids, incident_ids = snapshot["group"].ids, snapshot["incident"].ids
    return tuple(
        WindowRow(
            incident_id=incident_ids[window.incident],
            group_id=group_ids[window.victim_group],
            against=None if window.against is None else group_ids[window.against],
            occurred_on=day_of(int(periods.first[window.incident])),
            precision=periods.shown(window.incident)[1],
            days_since=snapshot.day - window.day,
            days_left=policy.retaliation.days - (snapshot.day - window.day),
            is_open=window.is_open,
            closed_by=tuple(f"{kind}:{key}" for kind, key in window.closed_by),
        )
        for window in retaliation_windows(snapshot, policy, lineage=lineage)
    )


def _n_undated(snapshot: Snapshot, policy: Policy, *, lineage: bool) -> int:
    """Count the incidents that would open a window if they had a date."""
    view, victim = incidents(snapshot, policy), sides(snapshot, policy, lineage=lineage).victim
    undated = view.counted & (view.periods.day == NO_DAY) & ((view.outcome == FATAL) | (view.outcome == INJURY))
    return len(named_groups(victim, policy, undated))


def conflict_pairs(snapshot: Snapshot, *, states: Collection[str], lineage: bool) -> tuple[ConflictPair, ...]:
    """Return the groups that stand on different sides of a conflict in one of the states, by their ids."""
    rows_of: dict[tuple[int, int], list[ConflictSides]] = {}
    day = snapshot.day
    for row in conflict_sides(snapshot, lineage=lineage):
        if row.state == NONE or _STATES[row.state].value not in states:
            continue
        groups = sorted({party[0] for party in row.parties})
        for i, group in enumerate(groups):
            for rival in groups[i + 1 :]:
                if row.opposed(group, rival, day, day):
                    rows_of.setdefault((group, rival), []).append(row)
    allied = {(pair.group_a, pair.group_b) for pair in alliances(snapshot, lineage=lineage)}
    ids, conflict_ids = snapshot["group"].ids, snapshot["conflict"].ids
    return tuple(
        ConflictPair(
            group_a=ids[a],
            group_b=ids[b],
            status=_STATES[min(row.state for row in rows)].value,
            conflict_ids=tuple(conflict_ids[row.conflict] for row in rows),
            also_allied=(ids[a], ids[b]) in allied,
        )
        for (a, b), rows in sorted(rows_of.items())
    )


def alliances(snapshot: Snapshot, *, lineage: bool) -> tuple[AlliancePair, ...]:
    """Return the groups that stand together on the day, by their ids."""
    frame, group = snapshot["alliance"], successors(snapshot, lineage=lineage)
    records_of: dict[tuple[int, int], list[str]] = {}
    for row in np.flatnonzero(frame.valid_on(snapshot.day)).tolist():
        a, b = sorted((int(group[frame["group_a"][row]]), int(group[frame["group_b"][row]])))
        if a != b:
            records_of.setdefault((a, b), []).append(f"alliance:{frame.ids[row]}")
    ids = snapshot["group"].ids
    return tuple(AlliancePair(ids[a], ids[b], tuple(records)) for (a, b), records in sorted(records_of.items()))


def _conflict_row(snapshot: Snapshot, policy: Policy, row: ConflictSides, *, lineage: bool) -> ConflictRow:
    frame, day = snapshot["conflict"], snapshot.day
    groups = snapshot["group"]
    parties = {
        (group, side) for group, side, begins, ends in row.parties if begins <= day and (ends == NO_DAY or ends >= day)
    }
    review = int(frame["next_review_on"][row.conflict])
    return ConflictRow(
        conflict_id=frame.ids[row.conflict],
        name=frame.texts["name"][row.conflict],
        cause=frame.texts["cause"][row.conflict],
        owner=frame.texts["owner"][row.conflict],
        next_review_on=_date(review),
        status="not_active" if row.state == NONE else _STATES[row.state].value,
        since=_date(row.state_from),
        parties=tuple(Party(groups.ids[g], groups.texts["name"][g], side) for g, side in sorted(parties)),
        persons=_drawn_in(snapshot, row.conflict),
        history=_history(snapshot, row.conflict),
        chain=_chain(snapshot, policy, row.conflict, lineage=lineage),
    )


def _date(day: int) -> date | None:
    return None if day == NO_DAY else day_of(day)


def _drawn_in(snapshot: Snapshot, conflict: int) -> tuple[DrawnIn, ...]:
    links, persons = snapshot["conflict_person"], snapshot["person"]
    rows = np.flatnonzero((links["conflict_id"] == conflict) & links.valid_on(snapshot.day)).tolist()
    drawn = {(int(people(snapshot).same[links["person_id"][row]]), str(links.texts["side"][row])) for row in rows}
    return tuple(DrawnIn(persons.ids[p], persons.texts["label"][p], side) for p, side in sorted(drawn))


def _history(snapshot: Snapshot, conflict: int) -> tuple[StateRow, ...]:
    states = snapshot["conflict_status"]
    rows = np.flatnonzero((states["conflict_id"] == conflict) & (states["valid_from"] <= snapshot.day)).tolist()
    rows.sort(key=lambda row: (int(states["valid_from"][row]), row))
    return tuple(
        StateRow(
            states.ids[row],
            _STATES[states["status"][row]].value,
            _date(int(states["valid_from"][row])),
            _date(int(states["valid_to"][row])),
        )
        for row in rows
    )


def _chain(snapshot: Snapshot, policy: Policy, conflict: int, *, lineage: bool) -> tuple[ChainLink, ...]:
    frame, view = snapshot["incident"], incidents(snapshot, policy)
    both, ids = sides(snapshot, policy, lineage=lineage), snapshot["group"].ids
    rows = np.flatnonzero((frame["conflict_id"] == conflict) & view.counted).tolist()
    rows.sort(key=lambda row: (int(view.periods.day[row]), row))
    types, precisions = tuple(IncidentType), tuple(Precision)
    return tuple(
        ChainLink(
            incident_id=frame.ids[row],
            occurred_on=_date(int(frame["occurred_on"][row])),
            precision=precisions[frame["precision"][row]].value,
            type=types[frame["type"][row]].value,
            outcome=OUTCOMES[view.outcome[row]],
            suspect_groups=tuple(ids[g] for g, c in both.suspect.of(row).items() if is_named(c, policy)),
            victim_groups=tuple(ids[g] for g, c in both.victim.of(row).items() if is_named(c, policy)),
            retaliation_for=None if frame["retaliation_for"][row] == NONE else frame.ids[frame["retaliation_for"][row]],
        )
        for row in rows
    )


CONFLICTS = UseCase(
    name="conflicts",
    question="Who is in conflict with whom, and where may an answer come?",
    summary="State and history of conflicts, pairs of groups, chains of incidents, retaliation windows of 90 days",
    address="conflicts",
    parameters=ConflictParameters,
    result=Conflicts,
    compute=conflicts,
    cached=True,
    unit="conflicts, windows",
    reference="Green, Horel & Papachristos (2017) for the time scale",
)
