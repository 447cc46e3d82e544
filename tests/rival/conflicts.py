"""Conflicts and who stands against whom; retaliation windows and why they are closed."""

from dataclasses import dataclass
from datetime import date

from graph_service.domain import records
from tests.rival import days
from tests.rival.incidents import Happened, counted
from tests.rival.policy import RETALIATION_DAYS
from tests.rival.view import View, rows


@dataclass(frozen=True, slots=True)
class Window:
    """A retaliation window on day 0-90: `holder` was hit, `against` did it (None: unknown)."""

    incident_id: str
    holder: str
    against: str | None
    day: date
    closed_by: str | None  # retaliation, truce, None: open
    answers: tuple[str, ...]  # incidents linked as its retaliation


@dataclass(frozen=True, slots=True)
class Conflicts:
    """All that is said of conflicts on the day."""

    states: dict[str, str | None]  # conflict to its state on the day
    pairs: dict[tuple[str, str], tuple[str, ...]]  # two groups to the conflicts between them
    allied_in_conflict: tuple[tuple[str, str], ...]
    allies: tuple[tuple[str, str], ...]
    windows: tuple[Window, ...]


def conflicts(view: View, *, states: tuple[str, ...] = ("active",)) -> Conflicts:
    """Say who is in conflict (in one of the states) and which windows there are."""
    known = {row.conflict_id: state_of(view, row.conflict_id) for row in rows(view.case, records.Conflict)}
    states_now = {conflict_id: None if row is None else str(row.status) for conflict_id, row in known.items()}
    today = days.Span(view.as_of, view.as_of)
    pairs: dict[tuple[str, str], tuple[str, ...]] = {}
    for conflict_id, state in states_now.items():
        if state in states:
            for pair in sorted(opposed(view, conflict_id, today)):
                pairs[pair] = (*pairs.get(pair, ()), conflict_id)
    allies = set()
    for row in rows(view.case, records.Alliance):
        a, b = sorted((view.heir_of[row.group_a], view.heir_of[row.group_b]))
        if a != b and days.valid_on(row.valid_from, row.valid_to, view.as_of):
            allies.add((a, b))
    return Conflicts(
        states=states_now,
        pairs=dict(sorted(pairs.items())),
        allied_in_conflict=tuple(sorted(allies & pairs.keys())),
        allies=tuple(sorted(allies)),
        windows=tuple(retaliation_windows(view)),
    )


def state_of(view: View, conflict_id: str) -> records.ConflictStatus | None:
    """Return the row that holds on the day: the one begun last, of one day the larger id."""
    valid = [
        row
        for row in rows(view.case, records.ConflictStatus)
        if row.conflict_id == conflict_id and days.valid_on(row.valid_from, row.valid_to, view.as_of)
    ]
    return max(valid, key=lambda row: (row.valid_from or date.min, row.conflict_status_id), default=None)


def opposed(view: View, conflict_id: str, span: days.Span) -> set[tuple[str, str]]:
    """Return the pairs of groups on different sides of a conflict on some day of a span, smaller id first."""
    parties = [
        (view.heir_of[row.group_id], row.side)
        for row in rows(view.case, records.ConflictParty)
        if row.conflict_id == conflict_id and days.valid_within(row.valid_from, row.valid_to, span)
    ]
    return {(a, b) for a, side_a in parties for b, side_b in parties if a < b and side_a != side_b}


def states_of_pairs(view: View) -> dict[tuple[str, str], str]:
    """Return, of every pair in a conflict that is active, at truce or dormant, the most active state."""
    found: dict[tuple[str, str], str] = {}
    for state in ("dormant", "truce", "active"):
        found |= dict.fromkeys(conflicts(view, states=(state,)).pairs, state)
    return found


def sides(view: View, conflict_id: str) -> list[str]:
    """Return groups and drawn-in persons of a conflict on the day, each with the side."""
    groups = [row for row in rows(view.case, records.ConflictParty) if row.conflict_id == conflict_id]
    persons = [row for row in rows(view.case, records.ConflictPerson) if row.conflict_id == conflict_id]
    named = [(view.heir_of[row.group_id], row) for row in groups] + [
        (view.one_of[row.person_id], row) for row in persons
    ]
    return sorted(
        {f"{one} {row.side}" for one, row in named if days.valid_on(row.valid_from, row.valid_to, view.as_of)}
    )


def chain(view: View, conflict_id: str) -> list[str]:
    """Return the counted incidents of a conflict."""
    return sorted(key for key, one in counted(view).items() if one.row.conflict_id == conflict_id)


def retaliation_windows(view: View) -> list[Window]:
    """Return every window that is on its days 0-90, open or closed."""
    found = []
    for incident_id, one in counted(view).items():
        if one.day is None or one.outcome not in {"fatal", "injury"}:
            continue
        if not 0 <= (view.as_of - one.day).days <= RETALIATION_DAYS:
            continue
        answers = tuple(
            sorted(
                other_id
                for other_id, other in counted(view).items()
                if other.row.retaliation_for == incident_id and other.day is not None
            )
        )
        named = one.suspect_side.named()
        for holder in one.victim_side.named():
            sides: list[str | None] = [*named] or [None]
            for against in sides:
                if against == holder:
                    continue
                closed_by = None
                if answers:
                    closed_by = "retaliation"
                elif against is not None and is_at_truce(view, one, holder, against):
                    closed_by = "truce"
                found.append(Window(incident_id, holder, against, one.day, closed_by, answers))
    return sorted(found, key=lambda window: (window.incident_id, window.holder, window.against or ""))


def is_at_truce(view: View, one: Happened, holder: str, against: str) -> bool:
    """Say whether a truce or end that began after the incident is in force in every conflict of the two."""
    if one.day is None:
        return False
    since = days.Span(one.day, view.as_of)
    pair = (min(holder, against), max(holder, against))
    own = one.row.conflict_id
    if own is not None and pair in opposed(view, own, since):
        concerned = [own]
    else:
        concerned = [
            row.conflict_id
            for row in rows(view.case, records.Conflict)
            if pair in opposed(view, row.conflict_id, since)
        ]
    for conflict_id in concerned:
        state = state_of(view, conflict_id)
        if state is None or state.status not in {"truce", "ended"}:
            return False
        if state.valid_from is None or state.valid_from <= one.day:
            return False
    return bool(concerned)


def holders_of_open_windows(view: View) -> set[str]:
    """Return the groups that hold an open window, also against unknown."""
    return {window.holder for window in retaliation_windows(view) if window.closed_by is None}
