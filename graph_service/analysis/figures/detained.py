"""Who is detained on the day, since when, and whether the message had reached them before."""

import numpy as np

from graph_service.analysis.figures.parts import Figure
from graph_service.analysis.figures.tally import Tally
from graph_service.analysis.figures.visits import of_persons, records, visits
from graph_service.analysis.people import alive
from graph_service.domain.snapshot import NO_DAY, Snapshot
from graph_service.domain.vocabulary import Answer, CallInStatus, SupervisionKind, code_of

_CUSTODY = (code_of(SupervisionKind.REMAND), code_of(SupervisionKind.PRISON))


def detained_figure(snapshot: Snapshot) -> Figure:
    """Count the living who are in remand or prison, and who of them was at a visit or call-in before that began."""
    tally, frame = Tally(snapshot, "detained"), snapshot["supervision"]
    persons, living = of_persons(snapshot, "supervision"), alive(snapshot)
    in_custody = np.isin(frame["kind"], _CUSTODY) & (frame["valid_from"] <= snapshot.day)
    heard = heard_on(snapshot)
    for person in sorted(set(persons[in_custody & frame.valid_on(snapshot.day)].tolist())):
        if not living[person]:
            continue
        rows = _spell(snapshot, np.flatnonzero(in_custody & (persons == person)).tolist())
        start = min(int(frame["valid_from"][row]) for row in rows)
        keys, before = ["persons"], []
        if start == NO_DAY:
            keys.append("unknown_start")
        else:
            before = [record for day, record in heard.get(person, ()) if day < start]
            keys += ["reached_before"] if before else []
        ids = [*records(snapshot, "supervision", rows), *before]
        tally.row(keys, ids, day=start, person=person)
    for code in ("persons", "reached_before", "unknown_start"):
        tally.count(code, "persons")
    return tally.figure()


def _spell(snapshot: Snapshot, rows: list[int]) -> list[int]:
    """Return the spells of a person that lead up to those valid on the day: they overlap, or follow by one day."""
    frame = snapshot["supervision"]
    begins, ends, valid = frame["valid_from"], frame["valid_to"], frame.valid_on(snapshot.day)
    spell = {row for row in rows if valid[row]}
    while True:
        start = min(int(begins[row]) for row in spell)
        joined = {row for row in rows if start != NO_DAY and (ends[row] == NO_DAY or ends[row] >= start - 1)}
        if joined <= spell:
            return sorted(spell)
        spell |= joined


def heard_on(snapshot: Snapshot) -> dict[int, list[tuple[int, str]]]:
    """Return by person the days of visits and of call-ins that they came to, each with its record."""
    heard: dict[int, list[tuple[int, str]]] = {}
    for visit in visits(snapshot):
        heard.setdefault(visit.person, []).append((visit.day, records(snapshot, "notification", visit.rows[:1])[0]))
    frame, call_ins = snapshot["attendance"], snapshot["call_in"]
    persons = of_persons(snapshot, "attendance")
    for row in np.flatnonzero(frame["attended"] == code_of(Answer.YES)).tolist():
        call_in = int(frame["call_in_id"][row])
        held_on = int(call_ins["held_on"][call_in])
        if call_ins["status"][call_in] == code_of(CallInStatus.HELD) and NO_DAY < held_on <= snapshot.day:
            record = records(snapshot, "attendance", [row])[0]
            heard.setdefault(int(persons[row]), []).append((held_on, record))
    return heard
