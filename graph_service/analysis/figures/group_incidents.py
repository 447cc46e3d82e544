"""Visits against the incidents of the groups that the visited belonged to on the day."""

from collections import defaultdict
from dataclasses import dataclass

from graph_service.analysis.attribution import names_group, sides
from graph_service.analysis.figures.parts import Figure
from graph_service.analysis.figures.tally import QUARTILES, Tally
from graph_service.analysis.figures.visits import Period, Visit, records, visits_in
from graph_service.analysis.incidents import FATAL, incidents
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import Snapshot, derived

YEAR = 365
SIDES = ("committed", "suffered")


@dataclass(frozen=True, slots=True)
class _OfGroup:
    """The counted incidents that name a group, by side."""

    committed: tuple[int, ...]
    suffered: tuple[int, ...]

    def on(self, code: str) -> tuple[int, ...]:
        return self.committed if code == "committed" else self.suffered


@derived
def _named_in(snapshot: Snapshot, policy: Policy) -> dict[int, _OfGroup]:
    """Return the counted incidents that name each group."""
    counted, both = incidents(snapshot, policy).counted, sides(snapshot, policy, lineage=True)
    rows: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for position, side in enumerate((both.suspect, both.victim)):
        mask = names_group(side, policy) & counted[side.incident]
        for group, row in zip(side.group[mask].tolist(), side.incident[mask].tolist(), strict=True):
            rows[group][position].append(row)
    return {group: _OfGroup(tuple(committed), tuple(suffered)) for group, (committed, suffered) in rows.items()}


def lethal_figure(snapshot: Snapshot, policy: Policy, period: Period) -> Figure:
    """Count the persons whose group on the day was named in a fatal incident of the year up to the visit."""
    tally, view, named = Tally(snapshot, "lethal_violence"), incidents(snapshot, policy), _named_in(snapshot, policy)
    first, last = view.periods.first, view.periods.last
    for visit in visits_in(snapshot, period):
        rows_of = {
            code: {
                row
                for group in visit.groups
                if group in named
                for row in named[group].on(code)
                if view.outcome[row] == FATAL and first[row] > visit.day - YEAR and last[row] <= visit.day
            }
            for code in SIDES
        }
        keys = [code for code, rows in rows_of.items() if rows]
        if keys:
            tied = sorted(rows_of["committed"] | rows_of["suffered"])
            tally.row(
                ["persons", *keys],
                [*records(snapshot, "notification", visit.rows), *records(snapshot, "incident", tied)],
                day=visit.day,
                person=visit.person,
                groups=visit.groups,
            )
    for code in ("persons", *SIDES):
        tally.count(code, "persons")
    return tally.figure()


def interval_figure(snapshot: Snapshot, policy: Policy, period: Period) -> Figure:
    """Measure the days from the latest incident of the person's group to the visit."""
    tally = Tally(snapshot, "incident_to_visit")
    for visit in visits_in(snapshot, period):
        rows = _latest(snapshot, policy, visit)
        category = "no_group" if not visit.groups else "with_incident" if rows else "no_incident"
        days = visit.day - int(incidents(snapshot, policy).periods.day[rows[0]]) if rows else None
        ids = [*records(snapshot, "notification", visit.rows), *records(snapshot, "incident", rows)]
        tally.row([f"interval:{category}"], ids, day=visit.day, person=visit.person, groups=visit.groups, days=days)
    for category in ("with_incident", "no_group", "no_incident"):
        tally.count("interval", "visits", category)
    for code in QUARTILES:
        tally.days(code, "interval:with_incident")
    return tally.figure()


def _latest(snapshot: Snapshot, policy: Policy, visit: Visit) -> list[int]:
    """Return the latest exactly dated incidents of a person's groups by the day of a visit: those of one day."""
    periods, named = incidents(snapshot, policy).periods, _named_in(snapshot, policy)
    rows = {
        row
        for group in visit.groups
        if group in named
        for row in (*named[group].committed, *named[group].suffered)
        if periods.exact[row] and periods.day[row] <= visit.day
    }
    latest = max((int(periods.day[row]) for row in rows), default=None)
    return sorted(row for row in rows if periods.day[row] == latest)
