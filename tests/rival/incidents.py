"""Incidents, their outcome and victims, how the case against a suspect stands, and groups on their sides."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from math import fsum

from graph_service.domain import records
from tests.rival import days
from tests.rival.policy import FACTOR_BELIEVED, FACTOR_FORMAL, NAMED, TOLERANCE, VIOLENT_TYPES, WINDOW_DAYS
from tests.rival.view import View, rows

FORMAL = ("convicted", "charged", "suspected")  # best first
HARMS = ("killed", "injured", "unharmed", "unknown")  # worst first
Set = tuple[tuple[str, ...], float]  # groups that acted jointly, and how likely it is that they did


@dataclass(frozen=True, slots=True)
class SideOf:
    """The groups on one side of an incident: sets that exclude each other, c of each group, what is unknown."""

    sets: tuple[Set, ...]
    c: dict[str, float]
    unknown: float
    is_derived: bool

    def named(self) -> list[str]:
        """Return the groups with c >= 0.5."""
        return sorted(group_id for group_id, c in self.c.items() if is_named(c))


def is_named(c: float) -> bool:
    """Say whether a confidence names a group."""
    return c >= NAMED - TOLERANCE


class Happened:
    """One incident as seen on the day."""

    def __init__(self, view: View, row: records.Incident) -> None:
        self.view = view
        self.row = row
        self.incident_id = row.incident_id
        self.period = view.period(row)
        self.day = view.day(row)
        is_violent = row.type in VIOLENT_TYPES and row.group_involved != "no"
        self.is_counted = is_violent and row.status == "confirmed"
        self.is_hold = is_violent and row.status == "hold"
        self.involvements = [one for one in rows(view.case, records.Involvement) if one.incident_id == self.incident_id]

    # -- what happened

    @cached_property
    def victims(self) -> dict[str, str]:
        """Linked victims with the worst harm that any row says."""
        found: dict[str, str] = {}
        for row in self.involvements:
            if row.part == "victim" and self.view.is_held_decision(row.decided_on):
                person_id, harm = self.view.one_of[row.person_id], str(row.harm or "unknown")
                before = found.get(person_id, "unknown")
                found[person_id] = min(before, harm, key=HARMS.index)
        return found

    def _count(self, given: int | None, harm: str) -> tuple[int, bool]:
        """How many, and whether that is complete."""
        if given is not None:
            return given, True
        harms = list(self.victims.values())
        has_bounds = self.row.victims_low is not None or self.row.victims_high is not None
        return harms.count(harm), bool(harms) and "unknown" not in harms and not has_bounds

    @property
    def n_killed(self) -> int:
        """Killed, as stated, else as linked."""
        return self._count(self.row.n_killed, "killed")[0]

    @property
    def n_injured(self) -> int:
        """Injured, as stated, else as linked."""
        return self._count(self.row.n_injured, "injured")[0]

    @property
    def is_complete(self) -> bool:
        """Whether both counts are."""
        return self._count(self.row.n_killed, "killed")[1] and self._count(self.row.n_injured, "injured")[1]

    @property
    def outcome(self) -> str:
        """Fatal, injury, none or unknown."""
        if self.n_killed >= 1:
            return "fatal"
        if self.n_injured >= 1 or (self.row.victims_low or 0) >= 1:
            return "injury"
        return "none" if self.is_complete else "unknown"

    @property
    def victim_range(self) -> tuple[int, int | None]:
        """The victims, low ... high; None is open."""
        known = self.n_killed + self.n_injured
        if self.is_complete:
            return known, known
        if self.row.victims_low is not None or self.row.victims_high is not None:
            return max(self.row.victims_low or 0, known), self.row.victims_high
        if self.victims:
            return known, known + list(self.victims.values()).count("unknown")
        return known, None

    # -- who is suspected

    def person_status(self, person_id: str, *, for_lanes: bool = False) -> list[tuple[str, date | None]]:
        """What stands against a person: (status, decided_on) of rows that no drop or acquittal extinguishes.

        For lanes and pools an overdue row counts for nothing, but an overdue drop or acquittal still holds.
        """
        held = [
            row
            for row in self.involvements
            if row.part == "suspect"
            and self.view.one_of[row.person_id] == person_id
            and self.view.is_held_decision(row.decided_on)
        ]
        endings = [row.decided_on for row in held if row.status in {"dropped", "acquitted"}]
        if None in endings:
            return []
        last_ending = max((day for day in endings if day is not None), default=None)
        found = []
        for row in held:
            if row.status in {"dropped", "acquitted"}:
                continue
            if last_ending is not None and (row.decided_on is None or row.decided_on <= last_ending):
                continue
            if for_lanes and self.view.is_overdue(row.review_by):
                continue
            status = str(row.status or "believed")
            found.append(("believed" if row.decided_on is None else status, row.decided_on))
        return found

    def best(self, person_id: str, *, for_lanes: bool = False) -> str | None:
        """The best status that stands against a person."""
        standing = {status for status, _ in self.person_status(person_id, for_lanes=for_lanes)}
        return next((status for status in (*FORMAL, "believed") if status in standing), None)

    def suspects(self, *, for_lanes: bool = False) -> dict[str, str]:
        """All persons against whom something stands, with the best status."""
        persons = {self.view.one_of[row.person_id] for row in self.involvements if row.part == "suspect"}
        best = {person_id: self.best(person_id, for_lanes=for_lanes) for person_id in sorted(persons)}
        return {person_id: status for person_id, status in best.items() if status is not None}

    def formal_suspects(self, *, for_lanes: bool = False) -> list[str]:
        """Persons suspected, charged or convicted."""
        return [person for person, status in self.suspects(for_lanes=for_lanes).items() if status in FORMAL]

    # -- which groups

    @cached_property
    def suspect_side(self) -> SideOf:
        """Groups that may have done it."""
        return self._explicit("suspect") or self._derived_suspects()

    @cached_property
    def victim_side(self) -> SideOf:
        """Groups that may have been hit."""
        return self._explicit("victim") or self._derived_victims()

    def side(self, side: str) -> SideOf:
        """Groups on a side."""
        return self.suspect_side if side == "suspect" else self.victim_side

    def _explicit(self, side: str) -> SideOf | None:
        sets: dict[str, tuple[set[str], float]] = {}
        for row in rows(self.view.case, records.Attribution):
            if row.incident_id == self.incident_id and row.side == side:
                key = f"joint {row.joint_set}" if row.joint_set is not None else f"alone {row.attribution_id}"
                groups, _ = sets.get(key, (set(), row.confidence))
                sets[key] = (groups | {self.view.heir_of[row.group_id]}, row.confidence)
        if not sets:
            return None
        return _side([(tuple(sorted(groups)), c) for groups, c in sets.values()], is_derived=False)

    def _groups_that_day(self, person_id: str) -> set[str]:
        return set() if self.day is None else self.view.groups_of(person_id, self.day)

    def _derived_suspects(self) -> SideOf:
        suspects = self.suspects()
        grouped = {person: groups for person in suspects if (groups := self._groups_that_day(person))}
        if not grouped:
            return _side([], is_derived=True)
        is_formal = any(suspects[person] in FORMAL for person in grouped)
        factor = FACTOR_FORMAL if is_formal else FACTOR_BELIEVED
        sets: list[Set] = []
        for group_id in sorted(set().union(*grouped.values())):
            parts = [1 / len(groups) for groups in grouped.values() if group_id in groups]
            sets.append(((group_id,), factor * fsum(parts) / len(grouped)))
        return _side(sets, is_derived=True)

    def _derived_victims(self) -> SideOf:
        c: dict[str, float] = {}
        for person in self.victims:
            groups = self._groups_that_day(person)
            for group_id in groups:
                c[group_id] = max(c.get(group_id, 0.0), 1 / len(groups))
        return SideOf(
            tuple(((group_id,), c[group_id]) for group_id in sorted(c)),
            c,
            1 - max(c.values(), default=0.0),
            is_derived=True,
        )


def _side(sets: list[Set], *, is_derived: bool) -> SideOf:
    sets = sorted(sets)
    groups = {group_id for members, _ in sets for group_id in members}
    c = {group_id: fsum(p for members, p in sets if group_id in members) for group_id in sorted(groups)}
    return SideOf(tuple(sets), c, max(0.0, 1 - fsum(p for _, p in sets)), is_derived)


@lru_cache(maxsize=8)
def happened(view: View) -> dict[str, Happened]:
    """Return every incident seen on the day, by id."""
    return {incident_id: Happened(view, row) for incident_id, row in view.incidents.items() if view.is_seen(row)}


@lru_cache(maxsize=8)
def counted(view: View) -> dict[str, Happened]:
    """Return the counted incidents seen on the day, by id."""
    return {incident_id: one for incident_id, one in happened(view).items() if one.is_counted}


def last_call_in(view: View) -> date | None:
    """Return the day of the last call-in held by the day."""
    held = [
        row.held_on
        for row in rows(view.case, records.CallIn)
        if row.status == "held" and row.held_on is not None and row.held_on <= view.as_of
    ]
    return max(held, default=None)


def windows(view: View) -> dict[str, tuple[days.Span, days.Span]]:
    """Return the windows of the scorecard, each with its previous one."""
    return days.windows(view.as_of, WINDOW_DAYS, last_call_in(view))
