"""What visited persons answered, who was not met, and what those who ignored the message did after it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from graph_service.analysis.figures.parts import Figure
from graph_service.analysis.figures.tally import Tally
from graph_service.analysis.figures.visits import (
    Period,
    Visit,
    message_rows,
    of_persons,
    records,
    visits_in,
)
from graph_service.analysis.incidents import suspects
from graph_service.analysis.people import incident_periods
from graph_service.analysis.periods import Periods
from graph_service.analysis.person_status import facts
from graph_service.domain.dates import day_number
from graph_service.domain.snapshot import NO_DAY, Snapshot, derived
from graph_service.domain.vocabulary import FactKind, IncidentStatus, ResponseKind, SupervisionKind, code_of

ANSWERS = tuple(kind for kind in ResponseKind if kind is not ResponseKind.NOT_FOUND)
NO_ANSWER = "no_answer"
_KINDS = tuple(ResponseKind)
_UNWILLING = frozenset({ResponseKind.IGNORES, ResponseKind.HOSTILE})


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A response that is an answer: a row of the responses table."""

    row: int
    kind: ResponseKind


@derived
def _answers(snapshot: Snapshot) -> dict[int, list[AnswerRow]]:
    """Return the answers by the day to each notification, the latest last; of one day, the larger id is later."""
    frame = snapshot["response"]
    of_notification: dict[int, list[AnswerRow]] = defaultdict(list)
    for row in np.argsort(frame["responded_on"], kind="stable").tolist():
        kind = _KINDS[frame["response"][row]]
        if frame["responded_on"][row] <= snapshot.day and kind is not ResponseKind.NOT_FOUND:
            of_notification[int(frame["notification_id"][row])].append(AnswerRow(row, kind))
    return of_notification


def _answers_to(snapshot: Snapshot, visit: Visit) -> list[AnswerRow]:
    """Return the answers to a visit, the latest last."""
    days = snapshot["response"]["responded_on"]
    answers = [answer for row in visit.rows for answer in _answers(snapshot).get(row, ())]
    return sorted(answers, key=lambda answer: (int(days[answer.row]), answer.row))


def answers_figure(snapshot: Snapshot, period: Period) -> Figure:
    """Count the visits by their latest answer, and the persons who ever answered so."""
    tally = Tally(snapshot, "answers")
    for visit in visits_in(snapshot, period):
        answers = _answers_to(snapshot, visit)
        latest = answers[-1].kind.value if answers else NO_ANSWER
        ever = sorted({answer.kind.value for answer in answers})
        tally.row(
            [f"answer:{latest}", *(f"any_answer:{kind}" for kind in ever)],
            [
                *records(snapshot, "notification", visit.rows),
                *records(snapshot, "response", [answer.row for answer in answers]),
            ],
            day=visit.day,
            person=visit.person,
        )
    for category in (*(kind.value for kind in ANSWERS), NO_ANSWER):
        tally.count("answer", "visits", category)
    for kind in ANSWERS:
        tally.count("any_answer", "persons", kind.value)
    return tally.figure()


def not_found_figure(snapshot: Snapshot, period: Period) -> Figure:
    """Count the persons who were looked for in the period, and whom nobody met in it."""
    tally, frame = Tally(snapshot, "not_found"), snapshot["notification"]
    persons, is_message = of_persons(snapshot, "notification"), message_rows(snapshot)
    met = {visit.person for visit in visits_in(snapshot, Period(period.first, period.last))}
    for row in np.flatnonzero(is_message).tolist():
        if int(persons[row]) in met or (period.round is not None and frame["round_id"][row] != period.round):
            continue
        for day, record in _attempts(snapshot, row):
            if period.has(day):
                tally.row(["persons"], record, day=day, person=int(persons[row]))
    tally.count("persons", "persons")
    return tally.figure()


def _attempts(snapshot: Snapshot, notification: int) -> Iterator[tuple[int, list[str]]]:
    """Go through the days on which somebody was looked for and not met, each with what says so."""
    said_by = records(snapshot, "notification", [notification])
    for word in sorted(set(snapshot["notification"].texts["attempted_on"][notification])):
        yield day_number(date.fromisoformat(word)), said_by
    frame = snapshot["response"]
    is_not_found = frame["response"] == code_of(ResponseKind.NOT_FOUND)
    for row in np.flatnonzero(is_not_found & (frame["notification_id"] == notification)).tolist():
        yield int(frame["responded_on"][row]), [*said_by, *records(snapshot, "response", [row])]


def ignored_figure(snapshot: Snapshot, period: Period) -> Figure:
    """Count who ignored the message or was hostile, and what is on record of them after that visit."""
    tally = Tally(snapshot, "ignored")
    after = _Afterwards(snapshot)
    for visit, answer in _unwilling(snapshot, period).values():
        said_by = [*records(snapshot, "notification", visit.rows), *records(snapshot, "response", [answer.row])]
        tally.row(["answered"], said_by, day=visit.day, person=visit.person)
        for code, day, precision, record_ids in after.of(visit):
            counts = code in {"weapon_seizure", "remand", "suspicion"}
            days = day - visit.day if counts else None
            keys = ["persons", code] if counts else [code]
            tally.row(keys, record_ids, day=day, precision=precision, person=visit.person, days=days)
    for code in ("answered", "persons"):
        tally.count(code, "persons")
    for code in ("weapon_seizure", "remand", "suspicion", "earlier_deed", "same_day", "too_coarse"):
        tally.count(code, "records")
    return tally.figure()


def _unwilling(snapshot: Snapshot, period: Period) -> dict[int, tuple[Visit, AnswerRow]]:
    """Return of each person the first visit of the period whose latest answer was ignores or hostile."""
    first: dict[int, tuple[Visit, AnswerRow]] = {}
    for visit in visits_in(snapshot, period):
        answers = _answers_to(snapshot, visit)
        if answers and answers[-1].kind in _UNWILLING:
            first.setdefault(visit.person, (visit, answers[-1]))
    return first


_Event = tuple[str, int, str, Sequence[str]]  # code, day, precision, records


class _Afterwards:
    """What is on record of persons after a visit: seizures, remands, suspicions."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._custody = of_persons(snapshot, "supervision")

    def of(self, visit: Visit) -> Iterator[_Event]:
        """Go through what is on record of a person after their visit."""
        yield from self._seizures(visit)
        yield from self._remands(visit)
        yield from self._suspicions(visit)

    def _seizures(self, visit: Visit) -> Iterator[_Event]:
        dated = facts(self._snapshot)
        is_one = (dated.person == visit.person) & (dated.kind == code_of(FactKind.WEAPON_SEIZURE))
        for row in dated.row[is_one].tolist():
            when = _when(self._snapshot, dated.periods, row, visit)
            if when != _BEFORE:
                code = "weapon_seizure" if when == _AFTER else when
                yield code, *_shown(dated.periods, row), records(self._snapshot, "fact", [row])

    def _remands(self, visit: Visit) -> Iterator[_Event]:
        frame = self._snapshot["supervision"]
        is_one = (self._custody == visit.person) & (frame["kind"] == code_of(SupervisionKind.REMAND))
        for row in np.flatnonzero(is_one).tolist():
            begun = int(frame["valid_from"][row])
            if visit.day <= begun <= self._snapshot.day:
                code = "remand" if begun > visit.day else "same_day"
                yield code, begun, "day", records(self._snapshot, "supervision", [row])

    def _suspicions(self, visit: Visit) -> Iterator[_Event]:
        """Suspicions that stand, decided after the visit, for a deed after it; for an earlier one apart."""
        snapshot = self._snapshot
        rows, periods = suspects(snapshot), incident_periods(snapshot)
        rows = rows.chosen((rows.person == visit.person) & rows.formal & (rows.decided >= visit.day))
        for row, incident, decided in zip(
            rows.row.tolist(), rows.incident.tolist(), rows.decided.tolist(), strict=True
        ):
            if snapshot["incident"]["status"][incident] == code_of(IncidentStatus.UNFOUNDED):
                continue
            when = _when(snapshot, periods, incident, visit)
            code = {_AFTER: "suspicion", _BEFORE: "earlier_deed"}.get(when, when)
            if decided == visit.day:
                code = "same_day"
            ids = [*records(snapshot, "involvement", [row]), *records(snapshot, "incident", [incident])]
            yield code, decided, "day", ids


_BEFORE, _SAME, _AFTER, _UNCLEAR = "before", "same_day", "after", "too_coarse"


def _when(snapshot: Snapshot, periods: Periods, row: int, visit: Visit) -> str:
    """Say when something was, against a visit: after it needs the whole of what its date may mean."""
    first, last = int(periods.first[row]), int(periods.last[row])
    if first == NO_DAY:
        return _UNCLEAR
    if last < visit.day:
        return _BEFORE
    if first == last == visit.day:
        return _SAME
    return _AFTER if first > visit.day and last <= snapshot.day else _UNCLEAR


def _shown(periods: Periods, row: int) -> tuple[int, str]:
    """Return the first day that a date may mean, and how exactly it is known."""
    _, precision = periods.shown(row)
    return int(periods.first[row]), precision or "day"
