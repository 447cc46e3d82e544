"""The lanes of individuals: whom to reach with the message, whom to warn, who could carry the message."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated as A

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.cards import cards
from graph_service.analysis.eligibility import Reason, exited, latest_grounds, message_reasons, safety_reasons
from graph_service.analysis.header import header
from graph_service.analysis.incidents import incidents, victims
from graph_service.analysis.left_out import review_notes, undated_decisions
from graph_service.analysis.named_records import group_positions
from graph_service.analysis.people import alive
from graph_service.analysis.person_status import own_memberships, person_status
from graph_service.analysis.pools import empty_pool, messenger_pool, refuse_groups_of_a_calculation
from graph_service.analysis.priorities_parts import LANES, Lane, LaneName, LaneRow
from graph_service.analysis.reach import own_reach, reach_graph
from graph_service.analysis.representatives import in_print_order, solve
from graph_service.analysis.result import Note, note
from graph_service.analysis.why_empty import why_empty
from graph_service.domain.parameters import Groups, Lineage, Parameter
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, Snapshot, derived
from graph_service.domain.use_case import Paging, UseCase
from graph_service.domain.vocabulary import Answer
from graph_service.errors import InputError

NOT_A_MINOR = Answer.NO.value
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneParameters:
    """Which lane, and of which groups."""

    lane: A[LaneName, Parameter("Which lane", "message")]
    groups: Groups = None
    lineage: Lineage = True


def priorities(snapshot: Snapshot, policy: Policy, parameters: LaneParameters) -> Lane:
    """Return a lane.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        Eligibility, points and limits.
    parameters : LaneParameters
        Of some groups: only persons with a current membership in one of them; ranks stay those of the
        whole lane. The messenger lane carries the message to these groups.

    Returns
    -------
    Lane
        Rows in the order of the lane.

    Raises
    ------
    InputError
        If there is no such lane.
    """
    name, lineage = str(parameters.lane), parameters.lineage
    if name not in LANES:
        message = f"there is no lane {name!r}; it is one of {', '.join(LANES)}"
        raise InputError(message)
    groups = group_positions(snapshot, parameters.groups)
    if name == LaneName.MESSENGER and groups is not None:
        return _messenger(snapshot, policy, groups, lineage=lineage)
    lane = whole_lane(snapshot, policy, name, lineage=lineage)
    return lane if groups is None else _of_groups(snapshot, lane, groups)


@derived
def rows_by_person(snapshot: Snapshot, policy: Policy, name: str, *, lineage: bool) -> Mapping[str, LaneRow]:
    """Return the rows of a lane by the id of the person; who is not on the lane is missing."""
    return {row.person.person_id: row for row in whole_lane(snapshot, policy, name, lineage=lineage).rows}


@derived
def whole_lane(snapshot: Snapshot, policy: Policy, name: str, *, lineage: bool) -> Lane:
    """Return a lane of all groups."""
    if name == LaneName.MESSENGER:
        return _messenger(snapshot, policy, None, lineage=lineage)
    return (_message if name == LaneName.MESSAGE else _safety)(snapshot, policy, lineage=lineage)


def equal_ranks(keys: Sequence[object]) -> list[int]:
    """Rank what is in order already; equal keys have an equal rank (1, 1, 3)."""
    ranks: list[int] = []
    for i, key in enumerate(keys):
        ranks.append(ranks[-1] if i and key == keys[i - 1] else i + 1)
    return ranks


def _message(snapshot: Snapshot, policy: Policy, *, lineage: bool) -> Lane:
    reasons = message_reasons(snapshot, policy, lineage=lineage)
    stand, gone = person_status(snapshot, policy), exited(snapshot, policy, lineage=lineage)
    barred = Counter({"dead": 0})
    persons = []
    for person in reasons:
        why = _barred(person, stand.alive, stand.is_overdue, stand.is_under_age, gone)
        if why is None:
            persons.append(person)
        else:
            barred[why] += 1
    member_rows = own_memberships(snapshot, lineage=lineage)
    listed = np.array(sorted(persons), dtype=np.int64)
    heard = own_reach(snapshot, policy, listed, member_rows.rows, member_rows.current, lineage=lineage)
    reach = dict(zip(listed.tolist(), heard.tolist(), strict=True))
    points = {person: sum(reason.points for reason in reasons[person]) for person in persons}
    persons.sort(key=lambda person: (-points[person], -reach[person], person))
    rank = equal_ranks([(points[person], reach[person]) for person in persons])
    rows = tuple(
        LaneRow(
            rank=rank[i],
            person=card,
            points=points[person],
            reach=reach[person],
            newly_reached=None,
            is_eligible=card.cooling_off_until is None,
            needs_elevated_approval=card.is_minor != NOT_A_MINOR,
            reasons=tuple(reasons[person]),
        )
        for i, (person, card) in enumerate(zip(persons, cards(snapshot, policy, persons, lineage=lineage), strict=True))
    )
    notes = (
        *_barred_notes(barred),
        *_age_notes(rows, of="message"),
        note("cooling_off", sum(not row.is_eligible for row in rows), of="message"),
        note("in_custody", sum(row.person.in_custody for row in rows), of="message"),
        *review_notes(snapshot),
        undated_decisions(snapshot),
    )
    empty = "all_left_out" if reasons else "no_grounds_message"
    return _lane("message", snapshot, policy, rows, notes, empty, lineage=lineage)


def _barred(person: int, alive: Mask, is_overdue: Mask, is_under_age: Mask, gone: Mask) -> str | None:
    if not alive[person]:
        return "dead"
    if is_overdue[person]:
        return "person_overdue"
    if is_under_age[person]:
        return "under_age"
    return "exited" if gone[person] else None


def _barred_notes(barred: Counter[str]) -> tuple[Note, ...]:
    return tuple(note(code, barred[code], of="message") for code in ("dead", "person_overdue", "under_age", "exited"))


def _age_notes(rows: Sequence[LaneRow], *, of: str) -> tuple[Note, Note]:
    """Count minors, and apart from them persons of unknown age: nobody is called a minor whose age is not known."""
    ages = Counter(row.person.is_minor for row in rows)
    return note("minor", ages[Answer.YES.value], of=of), note("age_unknown", ages[Answer.UNKNOWN.value], of=of)


def _safety(snapshot: Snapshot, policy: Policy, *, lineage: bool) -> Lane:
    reasons, stand = safety_reasons(snapshot, policy, lineage=lineage), person_status(snapshot, policy)
    dead = [person for person in reasons if not stand.alive[person]]
    stale = [person for person in reasons if stand.alive[person] and stand.is_overdue[person]]
    persons = sorted(reasons.keys() - set(dead) - set(stale))
    latest = latest_grounds(snapshot, policy, lineage=lineage)
    persons.sort(key=lambda person: (-latest[person], person))
    rank = equal_ranks([latest[person] for person in persons])
    rows = tuple(
        LaneRow(
            rank=rank[i],
            person=card,
            points=0,
            reach=None,
            newly_reached=None,
            is_eligible=True,
            needs_elevated_approval=card.is_minor != NOT_A_MINOR,
            reasons=tuple(reasons[person]),
        )
        for i, (person, card) in enumerate(zip(persons, cards(snapshot, policy, persons, lineage=lineage), strict=True))
    )
    notes = (
        note("dead", len(dead), of="safety"),
        note("person_overdue", len(stale), of="safety"),
        *_age_notes(rows, of="safety"),
        note("victim_undated", _n_undated_victims(snapshot, policy)),
        *review_notes(snapshot),
        undated_decisions(snapshot),
    )
    empty = "all_left_out" if reasons else "no_grounds_safety"
    return _lane("safety", snapshot, policy, rows, notes, empty, lineage=lineage)


def _n_undated_victims(snapshot: Snapshot, policy: Policy) -> int:
    """Count the living victims of counted incidents without any date."""
    rows, view = victims(snapshot), incidents(snapshot, policy)
    if not len(rows.row):
        return 0
    undated = view.counted[rows.incident] & (view.periods.day[rows.incident] == NO_DAY)
    return len(set(rows.person[undated & alive(snapshot)[rows.person]].tolist()))


def _messenger(snapshot: Snapshot, policy: Policy, groups: Sequence[int] | None, *, lineage: bool) -> Lane:
    graph = reach_graph(snapshot, policy, groups, lineage=lineage)
    refuse_groups_of_a_calculation(graph, groups)
    pool = messenger_pool(snapshot, policy, lineage=lineage)
    inside = np.flatnonzero(pool.allowed[graph.person]).tolist()
    solution = solve(graph, inside)
    order = in_print_order(graph, solution.chosen)
    persons = graph.person[[position for position, _ in order]].tolist()
    listed = zip(persons, order, cards(snapshot, policy, persons, lineage=lineage), strict=True)
    rows = tuple(
        LaneRow(
            rank=i,
            person=card,
            points=0,
            reach=len(graph.reached[position]) + 1,
            newly_reached=newly,
            is_eligible=True,
            needs_elevated_approval=False,
            reasons=(Reason("carries_the_message", None, None, 0, pool.records.get(person, ())),),
        )
        for i, (person, (position, newly), card) in enumerate(listed, start=1)
    )
    notes = (
        note("eligible_not_needed", len(inside) - len(rows)),
        *pool.left_out,
        *graph.notes,
        note("calculation", int(graph.is_calculation)),
        solution.order_note,
        *review_notes(snapshot),
        undated_decisions(snapshot),
    )
    empty = why_empty("no_memberships") if graph.is_calculation and len(graph.person) else empty_pool(graph, pool)
    parameters = None if groups is None else tuple(snapshot["group"].ids[group] for group in groups)
    return Lane(
        **header(
            "priorities", snapshot, policy, {"lane": "messenger", "groups": parameters, "lineage": lineage}, notes=notes
        ),
        lane="messenger",
        rows=rows,
        n_rows=len(rows),
        next_after=None,
        n_reached=solution.n_reached,
        n_total=len(graph.person),
        unreached=tuple(snapshot["person"].ids[graph.person[position]] for position in solution.unreached),
        proven_optimal=solution.gap == 0 and bool(inside),
        gap=solution.gap,
        why_empty=None if rows else empty,
    )


def _lane(
    name: str,
    snapshot: Snapshot,
    policy: Policy,
    rows: tuple[LaneRow, ...],
    notes: Sequence[Note],
    empty: str,
    *,
    lineage: bool,
) -> Lane:
    return Lane(
        **header("priorities", snapshot, policy, {"lane": name, "groups": None, "lineage": lineage}, notes=notes),
        lane=name,
        rows=rows,
        n_rows=len(rows),
        next_after=None,
        n_reached=None,
        n_total=None,
        unreached=(),
        proven_optimal=None,
        gap=None,
        why_empty=None if rows else why_empty(empty),
    )


def _of_groups(snapshot: Snapshot, lane: Lane, groups: Sequence[int]) -> Lane:
    group_ids = {snapshot["group"].ids[group] for group in groups}
    rows = tuple(row for row in lane.rows if group_ids.intersection(row.person.group_ids))
    left_out = note("other_groups", len(lane.rows) - len(rows))
    return replace(
        lane,
        parameters={**lane.parameters, "groups": tuple(sorted(group_ids))},
        notes=(*lane.notes, *([left_out] if left_out.n else [])),
        rows=rows,
        n_rows=len(rows),
    )


PRIORITIES = UseCase(
    name="priorities",
    question="Whom to reach with the message, whom to warn, who could carry the message?",
    summary="Three lanes of individuals: message by points for documented facts, safety by recency, messenger by reach",
    address="priorities/{lane}",
    parameters=LaneParameters,
    result=Lane,
    compute=priorities,
    paging=Paging("rows"),
    unit="points, persons",
    reference="Kennedy (2011); additive scores in the manner of Wheeler, Worden & Silver (2019)",
)
