"""Call-ins that were held: who was invited, came and was reached; and the figure that rests on weekly reviews."""

import numpy as np

from graph_service.analysis.figures.parts import Figure, FigureNumber
from graph_service.analysis.figures.tally import Tally
from graph_service.analysis.figures.visits import Period, of_persons, records
from graph_service.analysis.figures.words import NO_REVIEW
from graph_service.analysis.people import people, successors
from graph_service.analysis.reach import reach_graph
from graph_service.domain.dates import day_of
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NONE, Snapshot
from graph_service.domain.vocabulary import Answer, CallInStatus, code_of


def call_ins_figure(snapshot: Snapshot, policy: Policy, period: Period) -> Figure:
    """Count the call-ins held in the period, who was invited and came, and whom these reached on that day."""
    tally, frame = Tally(snapshot, "call_ins"), snapshot["call_in"]
    is_held = frame["status"] == code_of(CallInStatus.HELD)
    held = [row for row in np.flatnonzero(is_held).tolist() if period.has(int(frame["held_on"][row]))]
    n_members: dict[str, int] = {}
    for call_in in held:
        tally.row(["held"], records(snapshot, "call_in", [call_in]), day=int(frame["held_on"][call_in]))
        _add_attendances(tally, call_in)
        n_members[frame.ids[call_in]] = _add_reach(tally, policy, call_in)
    tally.count("held", "call-ins")
    for code in ("invited", "came", "stand_ins"):
        tally.count(code, "invitations")
    tally.count("groups", "groups")
    for call_in_id, n in n_members.items():
        tally.count("reached", "persons", call_in_id)
        tally.add("reachable", "persons", call_in_id, n)
    return tally.figure()


def _attended(snapshot: Snapshot, call_in: int) -> dict[int, list[int]]:
    """Return the rows of a call-in in the table of attendances, by person."""
    rows: dict[int, list[int]] = {}
    persons = of_persons(snapshot, "attendance")
    for row in np.flatnonzero(snapshot["attendance"]["call_in_id"] == call_in).tolist():
        rows.setdefault(int(persons[row]), []).append(row)
    return rows


def _add_attendances(tally: Tally, call_in: int) -> None:
    snapshot = tally.snapshot
    frame, held_on = snapshot["attendance"], int(snapshot["call_in"]["held_on"][call_in])
    stands_in, last = frame.texts["stand_in_for"], successors(snapshot, lineage=True)
    for person, rows in sorted(_attended(snapshot, call_in).items()):
        came = [row for row in rows if frame["attended"][row] == code_of(Answer.YES)]
        groups = {int(last[group]) for group in frame["group_id"][came].tolist() if group != NONE}
        keys = ["invited", *(["came"] if came else []), *(["groups"] if groups else [])]
        keys += ["stand_ins"] if any(stands_in[row] for row in came) else []
        ids = records(snapshot, "attendance", rows)
        tally.row(keys, ids, day=held_on, person=person, groups=groups)


def _add_reach(tally: Tally, policy: Policy, call_in: int) -> int:
    """Add whom those who came to a call-in reached, and return of how many members of all groups on that day."""
    held_on, call_in_id = int(tally.snapshot["call_in"]["held_on"][call_in]), tally.snapshot["call_in"].ids[call_in]
    on_the_day = tally.snapshot.on(day_of(held_on))
    graph, same = reach_graph(on_the_day, policy, None), people(on_the_day).same
    position = {person: i for i, person in enumerate(graph.person.tolist())}
    attended = tally.snapshot["attendance"]
    came = (attended["call_in_id"] == call_in) & (attended["attended"] == code_of(Answer.YES))
    starts = {position[person] for person in same[attended["person_id"][came]].tolist() if person in position}
    reached = {end for start in starts for end in (start, *graph.reached[start])}
    said_by = records(tally.snapshot, "call_in", [call_in])
    for i in sorted(reached):
        tally.row([f"reached:{call_in_id}"], said_by, day=held_on, person=int(graph.person[i]))
    return len(position)


def lists_figure() -> Figure:
    """Say that there is nothing to count from: no weekly review is frozen in a store of this version."""
    codes = ("listed", "proposed", "approved", "visited", "proposed_unlisted", "declined_listed")
    numbers = [FigureNumber(code, "", "", None, "persons", "") for code in codes]
    numbers += [FigureNumber(code, "", "", None, "days", of) for code, of in _LIST_DAYS]
    return Figure("lists", NO_REVIEW, shows_rows=True, numbers=tuple(numbers), rows=())


_LIST_DAYS = (("decision_days", "approved"), ("delivery_days", "visited"))
