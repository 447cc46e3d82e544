"""A lane in part: by what a week's work asks for, with how many are left out and why, and who is new since a day.

Filters are applied to what the caller may see: of a person who is withheld nothing is known that they could look at.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np

from graph_service.analysis.cards import Card
from graph_service.analysis.people import people
from graph_service.analysis.priorities import PRIORITIES, LaneParameters
from graph_service.analysis.priorities_parts import Lane, LaneRow
from graph_service.analysis.result import WITHHELD, ParameterValue, note
from graph_service.domain.snapshot import Snapshot
from graph_service.errors import InputError
from graph_service.services.access import authorise
from graph_service.services.context import Context
from graph_service.services.frame import answer, in_one_moment
from graph_service.services.paging import ALL_ROWS, Cut
from graph_service.services.snapshots import columns_beside
from graph_service.services.view import view_of

MEETING_DAYS: Final = 14  # how soon a meeting is one that a visit can be planned by


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneFilters:
    """Which persons of a lane to show; without any, all."""

    supervised: bool = False
    meeting: bool = False  # within `MEETING_DAYS`
    reachable: bool = False  # neither in custody nor cooling off
    agency: str = ""  # that supervises them
    since: date | None = None  # compare with the lane of this day
    new: bool = False  # only who is new since then

    @property
    def are_any(self) -> bool:
        """Whether somebody may be left out."""
        return bool(self.supervised or self.meeting or self.reachable or self.agency or (self.new and self.since))

    @property
    def asked(self) -> Mapping[str, ParameterValue]:
        """The filters in use, as a result says them."""
        values: dict[str, ParameterValue] = {
            "supervised": self.supervised,
            "meeting": self.meeting,
            "reachable": self.reachable,
            "agency": self.agency,
            "since": self.since.isoformat() if self.since else "",
            "new": self.new,
        }
        return {name: value for name, value in values.items() if value}


@dataclass(frozen=True, slots=True)
class LaneMoves:
    """Who came onto a lane and who left it between two days, as far as the caller may see them."""

    since: date
    new: frozenset[str]
    left: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class FilteredLane:
    """What is shown of a lane: its rows that pass the filters, and in its notes those that do not."""

    lane: Lane
    n_listed: int  # on the lane, shown or not
    n_withheld: int
    change: LaneMoves | None


def filtered_lane(
    context: Context,
    parameters: LaneParameters,
    filters: LaneFilters,
    *,
    as_of: date | None = None,
    cut: Cut = ALL_ROWS,
    details: Mapping[str, str | int] | None = None,
) -> FilteredLane:
    """Return a lane with the rows that pass some filters.

    Parameters
    ----------
    context : Context
        The open store, and who asks what for.
    parameters : LaneParameters
        Which lane, of which groups.
    filters : LaneFilters
        Whom to show.
    as_of : date | None
        The day, seen at its end; default today.
    cut : Cut
        Which rows of those that pass; default: all.
    details : Mapping[str, str | int] | None
        More for the audit trail, without names and ids of persons.

    Returns
    -------
    FilteredLane
        Ranks stay those of the whole lane.
    """
    day = context.clock.today() if as_of is None else as_of
    if filters.since is not None and filters.since >= day:
        message = f"{filters.since} is not before {day}: choose an earlier day to compare with"
        raise InputError(message)
    earlier = None if filters.since is None else answer(context, PRIORITIES, parameters, as_of=filters.since)
    before = frozenset[str]() if earlier is None else _ids_of_now(context.snapshot(as_of), earlier)
    supervised_by = _supervised_by(context, as_of, filters.agency) if filters.agency else frozenset()
    whole: list[Lane] = []

    def narrow(lane: Lane) -> Lane:
        whole.append(lane)
        passing = _narrowed(lane, filters, before, supervised_by)
        rows = cut.of(passing.rows)
        end = cut.begin(passing.n_rows) + len(rows)
        return replace(passing, rows=rows, next_after=end if end < passing.n_rows else None)

    lane = answer(context, PRIORITIES, parameters, as_of=as_of, details=details, narrow=narrow)
    rows, change = whole[-1].rows, None
    hides = bool(view_of(context.snapshot(as_of), context.classes).hidden)
    n_withheld = sum(row.person.person_id == WITHHELD for row in rows) if hides else 0
    if earlier is not None and filters.since is not None:
        listed = frozenset(row.person.person_id for row in rows)
        shown_then = (row.person for row in earlier.rows if row.person.person_id != WITHHELD)
        left = tuple(card for card in shown_then if _id_now(context.snapshot(as_of), card.person_id) not in listed)
        change = LaneMoves(filters.since, listed - before - {WITHHELD.value}, left)
    return FilteredLane(lane, len(rows), n_withheld, change)


def supervising_agencies(context: Context, as_of: date | None = None) -> tuple[str, ...]:
    """Return the agencies that supervise somebody on the day, for callers who may ask for lanes."""
    authorise(context.caller, PRIORITIES.name)
    snapshot = context.snapshot(as_of)
    valid = snapshot["supervision"].valid_on(snapshot.day)
    agencies = in_one_moment(lambda: _agencies(context, snapshot))
    return tuple(sorted({agencies[row] for row in np.flatnonzero(valid).tolist() if agencies[row]}))


def _narrowed(lane: Lane, filters: LaneFilters, before: Collection[str], supervised_by: Collection[str]) -> Lane:
    if not filters.are_any:
        return replace(lane, parameters={**lane.parameters, **filters.asked})
    left_out: Counter[str] = Counter()
    rows: list[LaneRow] = []
    for row in lane.rows:
        why = _why_not(row.person, lane.as_of, filters, before, supervised_by)
        if why is None:
            rows.append(row)
        else:
            left_out[why] += 1
    values = {"agency": filters.agency, "n_days": str(MEETING_DAYS), "day": str(filters.since)}
    notes = (note("filtered", left_out[why], of=why, **values) for why in sorted(left_out))
    return replace(
        lane,
        parameters={**lane.parameters, **filters.asked},
        notes=(*lane.notes, *notes),
        rows=tuple(rows),
        n_rows=len(rows),
    )


def _why_not(
    card: Card, as_of: date, filters: LaneFilters, before: Collection[str], supervised_by: Collection[str]
) -> str | None:
    """Return the first filter that leaves somebody out; None: none does."""
    if card.person_id == WITHHELD:
        return "withheld" if filters.are_any else None
    meets_on = card.next_meeting_on
    fails = {
        "supervised": filters.supervised and not card.is_supervised,
        "meeting": filters.meeting and (meets_on is None or meets_on > as_of + timedelta(days=MEETING_DAYS)),
        "reachable": filters.reachable and (card.in_custody or card.cooling_off_until is not None),
        "agency": bool(filters.agency) and card.person_id not in supervised_by,
        "new": filters.new and filters.since is not None and card.person_id in before,
    }
    return next((why for why, does in fails.items() if does), None)


def _ids_of_now(snapshot: Snapshot, earlier: Lane) -> frozenset[str]:
    """Return who was listed, by the ids that stand for them now: rows may have been joined since."""
    listed = (row.person.person_id for row in earlier.rows)
    return frozenset(_id_now(snapshot, person_id) for person_id in listed if person_id != WITHHELD)


def _id_now(snapshot: Snapshot, person_id: str) -> str:
    """Return the id that stands for a person on the day of a snapshot."""
    frame = snapshot["person"]
    return frame.ids[int(people(snapshot).same[frame.position[person_id]])]


def _supervised_by(context: Context, as_of: date | None, agency: str) -> frozenset[str]:
    """Return whom an agency supervises on the day."""
    snapshot = context.snapshot(as_of)
    frame, same, ids = snapshot["supervision"], people(snapshot).same, snapshot["person"].ids
    valid = frame.valid_on(snapshot.day)
    agencies = in_one_moment(lambda: _agencies(context, snapshot))
    rows = [row for row in np.flatnonzero(valid).tolist() if agencies[row] == agency]
    return frozenset(ids[int(person)] for person in same[frame["person_id"][rows]].tolist())


def _agencies(context: Context, snapshot: Snapshot) -> list[str]:
    """Return the agency of each supervision, in the order of the snapshot; empty: none is recorded."""
    columns = columns_beside(context.store, snapshot, {"supervision": ["supervision_id", "agency"]})["supervision"]
    return [str(agency or "") for agency in columns["agency"]]
