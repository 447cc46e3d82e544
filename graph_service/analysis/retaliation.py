"""Retaliation windows: who was hit by whom so recently that an answer may come, and what closes one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph_service.analysis.attribution import is_named, sides
from graph_service.analysis.incidents import FATAL, INJURY, incidents
from graph_service.analysis.people import successors
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, NONE, Snapshot, derived
from graph_service.domain.vocabulary import ConflictState, code_of


@dataclass(frozen=True, slots=True)
class RetaliationWindow:
    """The victim's group may answer the suspects' group; `against` is None where nobody is named.

    `closed_by` are the records that close it: incidents linked as its retaliation, or conflict
    statuses of a truce or an end; empty: it is open.
    """

    incident: int
    victim_group: int
    against: int | None
    day: int
    closed_by: tuple[tuple[str, str], ...]

    @property
    def is_open(self) -> bool:
        """Whether nothing closes it."""
        return not self.closed_by


@dataclass(frozen=True, slots=True)
class ConflictSides:
    """The groups of a conflict with the side and validity of each, and the state it is in on the day."""

    conflict: int
    parties: tuple[tuple[int, str, int, int], ...]  # group, side, valid from, valid to
    state: int  # position in ConflictState, NONE if no state is valid on the day
    state_row: int
    state_from: int

    def opposed(self, first_group: int, second_group: int, first: int, last: int) -> bool:
        """Say whether two groups stood on different sides at some time from `first` to `last`."""
        valid = [
            (group, side)
            for group, side, begins, ends in self.parties
            if begins <= last and (ends == NO_DAY or ends >= first)
        ]
        mine = {side for group, side in valid if group == first_group}
        theirs = {side for group, side in valid if group == second_group}
        return any(a != b for a in mine for b in theirs)


@derived
def conflict_sides(snapshot: Snapshot, *, lineage: bool) -> list[ConflictSides]:
    """Return every conflict with its parties and its state on the day.

    Of the states valid on the day the one that began last holds; of one day the larger id.
    """
    states, parties, day = snapshot["conflict_status"], snapshot["conflict_party"], snapshot.day
    current: dict[int, tuple[int, int]] = {}
    for row in np.flatnonzero(states.valid_on(day)).tolist():  # rows are in the order of ids
        conflict, begins = int(states["conflict_id"][row]), int(states["valid_from"][row])
        if conflict not in current or begins >= current[conflict][0]:
            current[conflict] = (begins, row)
    group = successors(snapshot, lineage=lineage)
    parties_of: dict[int, list[tuple[int, str, int, int]]] = {}
    for row in range(len(parties)):
        entry = (
            int(group[parties["group_id"][row]]),
            str(parties.texts["side"][row]),
            int(parties["valid_from"][row]),
            int(parties["valid_to"][row]),
        )
        parties_of.setdefault(int(parties["conflict_id"][row]), []).append(entry)
    return [
        ConflictSides(
            conflict,
            tuple(parties_of.get(conflict, ())),
            int(states["status"][current[conflict][1]]) if conflict in current else NONE,
            current[conflict][1] if conflict in current else NONE,
            current[conflict][0] if conflict in current else NO_DAY,
        )
        for conflict in range(len(snapshot["conflict"]))
    ]


@derived
def retaliation_windows(snapshot: Snapshot, policy: Policy, *, lineage: bool) -> list[RetaliationWindow]:
    """Return all windows of the last days, open and closed."""
    view, both = incidents(snapshot, policy), sides(snapshot, policy, lineage=lineage)
    frame, day = snapshot["incident"], view.periods.day
    age = snapshot.day - day
    recent = view.counted & (day != NO_DAY) & (age >= 0) & (age <= policy.retaliation.days)
    recent &= (view.outcome == FATAL) | (view.outcome == INJURY)
    answers: dict[int, list[int]] = {}
    for row in np.flatnonzero((frame["retaliation_for"] != NONE) & view.counted & (day != NO_DAY)).tolist():
        answers.setdefault(int(frame["retaliation_for"][row]), []).append(row)
    conflicts_of: dict[int, list[ConflictSides]] = {}
    for conflict in conflict_sides(snapshot, lineage=lineage):
        for group in {party[0] for party in conflict.parties}:
            conflicts_of.setdefault(group, []).append(conflict)
    windows = []
    for incident in np.flatnonzero(recent).tolist():
        hit = [g for g, c in both.victim.of(incident).items() if is_named(c, policy)]
        named: list[int | None] = [g for g, c in both.suspect.of(incident).items() if is_named(c, policy)]
        answered = tuple(("incident", frame.ids[row]) for row in answers.get(incident, ()))
        for victim_group in hit:
            for against in named or [None]:
                if against != victim_group:
                    calmed: tuple[tuple[str, str], ...] = ()
                    if against is not None:
                        opposed = [
                            conflict
                            for conflict in conflicts_of.get(against, ())
                            if conflict.opposed(victim_group, against, int(day[incident]), snapshot.day)
                        ]
                        calmed = _calmed(snapshot, opposed, incident, since=int(day[incident]))
                    windows.append(
                        RetaliationWindow(incident, victim_group, against, int(day[incident]), answered + calmed)
                    )
    return windows


def _calmed(
    snapshot: Snapshot, opposed: Sequence[ConflictSides], incident: int, *, since: int
) -> tuple[tuple[str, str], ...]:
    """The truces or ends that close a window: in every conflict of the two groups, or in the incident's own."""
    conflict = int(snapshot["incident"]["conflict_id"][incident])
    if any(c.conflict == conflict for c in opposed):
        opposed = [c for c in opposed if c.conflict == conflict]
    calm = (code_of(ConflictState.TRUCE), code_of(ConflictState.ENDED))
    if opposed and all(c.state in calm and c.state_from > since for c in opposed):
        return tuple(("conflict_status", snapshot["conflict_status"].ids[c.state_row]) for c in opposed)
    return ()
