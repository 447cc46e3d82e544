"""What help visited persons sought after the message, and who got in touch later."""

from collections import defaultdict

import numpy as np

from graph_service.analysis.figures.parts import Figure
from graph_service.analysis.figures.tally import Tally
from graph_service.analysis.figures.visits import (
    Period,
    Visit,
    first_visits,
    of_persons,
    records,
    visits,
    visits_in,
)
from graph_service.domain.snapshot import NO_DAY, Snapshot, derived
from graph_service.domain.vocabulary import Initiative, SupportKind, SupportStatus, code_of


def exit_figure(snapshot: Snapshot, period: Period) -> Figure:
    """Count the persons whose case with the exit programme was opened from their first visit of the period on."""
    tally, opened_on = Tally(snapshot, "exit_programme"), snapshot["support_case"]["opened_on"]
    for person, visit in first_visits(visits_in(snapshot, period)).items():
        rows = _cases(snapshot, SupportKind.EXIT_PROGRAMME).get(person, [])
        since = [row for row in rows if opened_on[row] >= visit.day]
        before = [] if since else [row for row in rows if _is_open_before(snapshot, row, visit)]
        for row in since:
            _case_row(tally, row, ["persons"], visit)
        for row in before:
            _case_row(tally, row, ["open_before"], visit)
    for code in ("persons", "on_the_day", "open_before"):
        tally.count(code, "persons")
    return tally.figure()


def moved_figure(snapshot: Snapshot, period: Period) -> Figure:
    """Count the persons who were helped to move after their first visit of the period."""
    tally, frame = Tally(snapshot, "moved"), snapshot["support_case"]
    sought = {row.person_id for row in exit_figure(snapshot, period).rows if "persons" in row.counted_in}
    for person, visit in first_visits(visits_in(snapshot, period)).items():
        for row in _cases(snapshot, SupportKind.RELOCATION).get(person, ()):
            closed_on = int(frame["closed_on"][row])
            is_completed = frame["status"][row] == code_of(SupportStatus.COMPLETED)
            if is_completed and frame["opened_on"][row] >= visit.day and NO_DAY < closed_on <= snapshot.day:
                has_sought = snapshot["person"].ids[person] in sought
                _case_row(tally, row, ["persons", *(["of_sought"] if has_sought else [])], visit)
    for code in ("persons", "on_the_day", "of_sought"):
        tally.count(code, "persons")
    return tally.figure()


@derived
def _cases(snapshot: Snapshot, kind: SupportKind) -> dict[int, list[int]]:
    """Return the cases of a kind that were opened by the day, by person."""
    frame, rows_of = snapshot["support_case"], defaultdict[int, list[int]](list)
    persons = of_persons(snapshot, "support_case")
    for row in np.flatnonzero((frame["kind"] == code_of(kind)) & (frame["opened_on"] <= snapshot.day)).tolist():
        rows_of[int(persons[row])].append(row)
    return rows_of


def _is_open_before(snapshot: Snapshot, row: int, visit: Visit) -> bool:
    """Say whether a case was opened before a visit, and still open on its day."""
    frame = snapshot["support_case"]
    closed_on = int(frame["closed_on"][row])
    return bool(frame["opened_on"][row] < visit.day) and (closed_on == NO_DAY or closed_on >= visit.day)


def _case_row(tally: Tally, row: int, keys: list[str], visit: Visit) -> None:
    snapshot = tally.snapshot
    opened_on = int(snapshot["support_case"]["opened_on"][row])
    tally.row(
        [*keys, *(["on_the_day"] if opened_on == visit.day else [])],
        [*records(snapshot, "support_case", [row]), *records(snapshot, "notification", visit.rows)],
        day=opened_on,
        person=visit.person,
        days=opened_on - visit.day if opened_on >= visit.day else None,
    )


def in_touch_figure(snapshot: Snapshot, period: Period) -> Figure:
    """Count who got in touch on their own initiative after a visit of the period, and how many days later."""
    tally, frame = Tally(snapshot, "in_touch"), snapshot["contact"]
    persons, in_period = of_persons(snapshot, "contact"), set(visits_in(snapshot, period))
    all_visits: dict[int, list[Visit]] = defaultdict(list)
    for visit in visits(snapshot):
        all_visits[visit.person].append(visit)
    followed: set[Visit] = set()
    for row in np.argsort(frame["contacted_on"], kind="stable").tolist():
        day, initiative = int(frame["contacted_on"][row]), int(frame["initiative"][row])
        of_person = all_visits.get(int(persons[row]), [])
        if day > snapshot.day or initiative == code_of(Initiative.AGENCY):
            continue
        is_own = initiative == code_of(Initiative.PERSON)
        same = [visit for visit in of_person if visit.day == day and visit in in_period]
        earlier = [visit for visit in of_person if visit.day < day]
        if same:
            _contact_row(tally, row, same[0], ["on_a_visit_day"] if is_own else ["family_contacts", "family_persons"])
        elif earlier and earlier[-1] in in_period and is_own:
            is_first = earlier[-1] not in followed
            followed.add(earlier[-1])
            keys = ["persons", "contacts", *(["first_contacts"] if is_first else [])]
            _contact_row(tally, row, earlier[-1], keys)
        elif earlier and earlier[-1] in in_period:
            _contact_row(tally, row, earlier[-1], ["family_contacts", "family_persons"])
    tally.count("persons", "persons")
    tally.count("contacts", "contacts")
    tally.count("first_contacts", "visits")
    tally.days("median_days", "first_contacts")
    tally.count("on_a_visit_day", "contacts")
    tally.count("family_persons", "persons")
    tally.count("family_contacts", "contacts")
    return tally.figure()


def _contact_row(tally: Tally, row: int, visit: Visit, keys: list[str]) -> None:
    snapshot = tally.snapshot
    day = int(snapshot["contact"]["contacted_on"][row])
    tally.row(
        keys,
        [*records(snapshot, "contact", [row]), *records(snapshot, "notification", visit.rows)],
        day=day,
        person=visit.person,
        days=day - visit.day,
    )
