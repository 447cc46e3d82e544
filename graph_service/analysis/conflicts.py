"""Conflicts as of the day: their state, who stands where, the chain of incidents, open retaliation windows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np

from graph_service.analysis.attribution import is_named, sides
from graph_service.analysis.header import header
from graph_service.analysis.incidents import OUTCOMES, incidents
from graph_service.analysis.people import people, successors
from graph_service.analysis.result import Note, Result
from graph_service.analysis.retaliation import ConflictSides, conflict_sides, retaliation_windows
from graph_service.domain.dates import day_of
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, NONE, Snapshot
from graph_service.domain.vocabulary import ConflictState, IncidentType, Precision
from graph_service.errors import InputError

_STATES = tuple(ConflictState)


@dataclass(frozen=True, slots=True)
class Party:
    """A group on a side of a conflict on the day."""

    group_id: str
    name: str
    side: str


@dataclass(frozen=True, slots=True)
class DrawnIn:
    """A person drawn into a conflict on the day: shown, and in no number."""

    person_id: str
    label: str
    side: str


@dataclass(frozen=True, slots=True)
class StateRow:
    """A state of a conflict in its history."""

    conflict_status_id: str
    status: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class ChainLink:
    """A counted incident of a conflict; `retaliation_for` names the one it answers."""

    incident_id: str
    occurred_on: date | None
    precision: str
    type: str
    outcome: str
    suspect_groups: tuple[str, ...]
    victim_groups: tuple[str, ...]
    retaliation_for: str | None


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """A conflict; `status` is "not_active" where no state is valid on the day."""

    conflict_id: str
    name: str | None
    cause: str | None
    owner: str | None
    next_review_on: date | None
    status: str
    since: date | None
    parties: tuple[Party, ...]
    persons: tuple[DrawnIn, ...]
    history: tuple[StateRow, ...]
    chain: tuple[ChainLink, ...]


@dataclass(frozen=True, slots=True)
class ConflictPair:
    """Two groups on different sides of a conflict in one of the states asked for."""

    group_a: str
    group_b: str
    status: str  # the most active of the conflicts
    conflict_ids: tuple[str, ...]
    also_allied: bool


@dataclass(frozen=True, slots=True)
class WindowRow:
    """A retaliation window: `group_id` was hit and may answer `against` (None: nobody is named)."""

    incident_id: str
    group_id: str
    against: str | None
    occurred_on: date
    days_since: int
    days_left: int
    is_open: bool
    closed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlliancePair:
    """Two groups that stand together on the day."""

    group_a: str
    group_b: str
    record_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflicts(Result):
    """Conflicts by id, pairs by groups, windows that were opened in the last 90 days."""

    conflicts: tuple[ConflictRow, ...]
    pairs: tuple[ConflictPair, ...]
    alliances: tuple[AlliancePair, ...]
    windows: tuple[WindowRow, ...]


def conflicts(
    snapshot: Snapshot, policy: Policy, *, states: Collection[str] = ("active",), lineage: bool = True
) -> Conflicts:
    """Return the conflicts and which retaliation windows are open.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        For how many days a window stays open.
    states : Collection[str]
        In which states a conflict makes its groups a pair: active, truce, dormant.
    lineage : bool
        Whether records of a group count for its successor.

    Returns
    -------
    Conflicts
        As of the day.

    Raises
    ------
    InputError
        If a state is not known.
    """
    if unknown := set(states) - {state.value for state in _STATES}:
        message = f"no such state: {', '.join(sorted(unknown))}; they are {', '.join(_STATES)}"
        raise InputError(message)
    rows = conflict_sides(snapshot, lineage=lineage)
    windows = retaliation_windows(snapshot, policy, lineage=lineage)
    allied = alliances(snapshot, lineage=lineage)
    pairs = conflict_pairs(snapshot, states=states, lineage=lineage)
    group_ids, incident_ids = snapshot["group"].ids, snapshot["incident"].ids
    notes = (
        Note(
            "allied_and_in_conflict",
            sum(pair.also_allied for pair in pairs),
            "pairs allied and in conflict at once: they count as in conflict",
        ),
        Note("no_state", sum(row.state == NONE for row in rows), "conflicts without a state on the day: not active"),
        Note(
            "windows_against_unknown",
            sum(w.is_open and w.against is None for w in windows),
            "open windows against nobody named",
        ),
    )
    return Conflicts(
        **header("conflicts", snapshot, policy, {"states": tuple(sorted(states)), "lineage": lineage}, notes=notes),
        conflicts=tuple(_conflict_row(snapshot, policy, row, lineage=lineage) for row in rows),
        pairs=pairs,
        alliances=allied,
        windows=tuple(
            WindowRow(
                incident_id=incident_ids[window.incident],
                group_id=group_ids[window.victim_group],
                against=None if window.against is None else group_ids[window.against],
                occurred_on=day_of(window.day),
                days_since=snapshot.day - window.day,
                days_left=policy.retaliation.days - (snapshot.day - window.day),
                is_open=window.is_open,
                closed_by=tuple(f"{kind}:{key}" for kind, key in window.closed_by),
            )
            for window in windows
        ),
    )


def conflict_pairs(snapshot: Snapshot, *, states: Collection[str], lineage: bool) -> tuple[ConflictPair, ...]:
    """Return the groups that stand on different sides of a conflict on the day.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    states : Collection[str]
        States that make a pair.
    lineage : bool
        Whether records of a group count for its successor.

    Returns
    -------
    tuple[ConflictPair, ...]
        By the smaller group, then the other.
    """
    found: dict[tuple[int, int], list[ConflictSides]] = {}
    day = snapshot.day
    for row in conflict_sides(snapshot, lineage=lineage):
        if row.state == NONE or _STATES[row.state].value not in states:
            continue
        groups = sorted({party[0] for party in row.parties})
        for i, one in enumerate(groups):
            for other in groups[i + 1 :]:
                if row.opposed(one, other, day, day):
                    found.setdefault((one, other), []).append(row)
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
        for (a, b), rows in sorted(found.items())
    )


def alliances(snapshot: Snapshot, *, lineage: bool) -> tuple[AlliancePair, ...]:
    """Return the groups that stand together on the day.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    lineage : bool
        Whether records of a group count for its successor.

    Returns
    -------
    tuple[AlliancePair, ...]
        By the smaller group, then the other.
    """
    frame, group = snapshot["alliance"], successors(snapshot, lineage=lineage)
    found: dict[tuple[int, int], list[str]] = {}
    for row in np.flatnonzero(frame.valid_on(snapshot.day)).tolist():
        a, b = sorted((int(group[frame["group_a"][row]]), int(group[frame["group_b"][row]])))
        if a != b:
            found.setdefault((a, b), []).append(f"alliance:{frame.ids[row]}")
    ids = snapshot["group"].ids
    return tuple(AlliancePair(ids[a], ids[b], tuple(records)) for (a, b), records in sorted(found.items()))


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
    found = {(int(people(snapshot).same[links["person_id"][row]]), str(links.texts["side"][row])) for row in rows}
    return tuple(DrawnIn(persons.ids[p], persons.texts["label"][p], side) for p, side in sorted(found))


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
