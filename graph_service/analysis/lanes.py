"""The lanes of individuals: whom to reach with the message, whom to warn, who could carry the message."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.cards import Card, cards
from graph_service.analysis.grounds import Reason, exited, message_reasons, safety_reasons
from graph_service.analysis.header import header
from graph_service.analysis.people import overdue
from graph_service.analysis.pools import messenger_pool
from graph_service.analysis.reach import own_reach, reach_graph
from graph_service.analysis.representatives import in_print_order, solve
from graph_service.analysis.result import Count, Note, Result
from graph_service.analysis.standing import own_memberships, standing
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import Snapshot
from graph_service.errors import InputError

__all__ = ["LANES", "Card", "Lane", "LaneRow", "equal_ranks", "lane", "review_notes", "rows_by_person"]

LANES = ("message", "safety", "messenger")
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LaneRow:
    """A person of a lane. `is_eligible` is False while cooling off: listed, and not to be visited yet."""

    rank: int
    person: Card
    points: int
    reach: Count
    newly_reached: Count
    is_eligible: bool
    needs_elevated_approval: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane(Result):
    """A lane, in its order. The counts say who is not on it, and why.

    There are `n_rows` in all; on a page of them `next_after` is the place of its last row, counted from 1,
    and None where no row follows.
    """

    lane: str
    rows: tuple[LaneRow, ...]
    n_rows: int
    next_after: int | None
    n_reached: int | None  # of the messenger lane: members of the chosen groups that hear the message
    n_total: int | None
    unreached: tuple[str, ...]
    proven_optimal: bool | None
    gap: int | None


def lane(
    snapshot: Snapshot, policy: Policy, name: str, *, groups: Sequence[int] | None = None, lineage: bool = True
) -> Lane:
    """Return a lane.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        Gate, points and limits.
    name : str
        message, safety or messenger.
    groups : Sequence[int] | None
        Positions of groups: only persons with a current membership in one of them; ranks stay those
        of the whole lane. The messenger lane carries the message to these groups.
    lineage : bool
        Whether records of a group count for its successor.

    Returns
    -------
    Lane
        Rows in the order of the lane.

    Raises
    ------
    InputError
        If there is no such lane.
    """
    if name not in LANES:
        message = f"there is no lane {name!r}; it is one of {', '.join(LANES)}"
        raise InputError(message)
    if name == "messenger" and groups is not None:
        return _messenger(snapshot, policy, groups, lineage=lineage)
    whole = snapshot.once(("lane", name, policy, lineage), lambda: _whole(snapshot, policy, name, lineage=lineage))
    return whole if groups is None else _of_groups(snapshot, whole, groups)


def rows_by_person(snapshot: Snapshot, policy: Policy, name: str, *, lineage: bool) -> Mapping[str, LaneRow]:
    """Return the rows of a lane by the id of the person.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        Gate, points and limits.
    name : str
        message, safety or messenger.
    lineage : bool
        Whether records of a group count for its successor.

    Returns
    -------
    Mapping[str, LaneRow]
        Persons who are not on the lane are missing.
    """
    key = ("lane by person", name, policy, lineage)
    return snapshot.once(
        key, lambda: {row.person.person_id: row for row in lane(snapshot, policy, name, lineage=lineage).rows}
    )


def _whole(snapshot: Snapshot, policy: Policy, name: str, *, lineage: bool) -> Lane:
    if name == "messenger":
        return _messenger(snapshot, policy, None, lineage=lineage)
    return (_message if name == "message" else _safety)(snapshot, policy, lineage=lineage)


def equal_ranks(keys: Sequence[object]) -> list[int]:
    """Rank things that are in order already; equal keys have an equal rank (1, 1, 3).

    Parameters
    ----------
    keys : Sequence[object]
        What the order goes by.

    Returns
    -------
    list[int]
        One rank a key.
    """
    found: list[int] = []
    for place, key in enumerate(keys):
        found.append(found[-1] if place and key == keys[place - 1] else place + 1)
    return found


def _message(snapshot: Snapshot, policy: Policy, *, lineage: bool) -> Lane:
    reasons = message_reasons(snapshot, policy, lineage=lineage)
    stand, gone = standing(snapshot, policy), exited(snapshot, policy, lineage=lineage)
    barred = Counter({"dead": 0})
    persons = []
    for person in reasons:
        why = _barred(person, stand.alive, stand.is_overdue, stand.is_under_age, gone)
        if why is None:
            persons.append(person)
        else:
            barred[why] += 1
    own = own_memberships(snapshot, lineage=lineage)
    chosen = np.array(sorted(persons), dtype=np.int64)
    heard = own_reach(snapshot, policy, chosen, own.rows, own.current, lineage=lineage)
    reach = dict(zip(chosen.tolist(), heard.tolist(), strict=True))
    points = {person: sum(reason.points for reason in reasons[person]) for person in persons}
    persons.sort(key=lambda person: (-points[person], -reach[person], person))
    rank = equal_ranks([(points[person], reach[person]) for person in persons])
    rows = tuple(
        LaneRow(
            rank=rank[i],
            person=card,
            points=points[person],
            reach=reach[person],
            newly_reached=0,
            is_eligible=card.cooling_off_until is None,
            needs_elevated_approval=card.is_minor,
            reasons=tuple(reasons[person]),
        )
        for i, (person, card) in enumerate(zip(persons, cards(snapshot, policy, persons, lineage=lineage), strict=True))
    )
    notes = (
        *_barred_notes(barred),
        Note(
            "minor",
            sum(row.person.is_minor for row in rows),
            "minors or of unknown age, who need the elevated approval",
        ),
        Note(
            "cooling_off",
            sum(not row.is_eligible for row in rows),
            "cooling off after a notification, not eligible yet",
        ),
        Note("in_custody", sum(row.person.in_custody for row in rows), "in custody"),
        *review_notes(snapshot),
    )
    return _lane("message", snapshot, policy, rows, notes, lineage=lineage)


def _barred(person: int, alive: Mask, is_overdue: Mask, is_under_age: Mask, gone: Mask) -> str | None:
    if not alive[person]:
        return "dead"
    if is_overdue[person]:
        return "person_overdue"
    if is_under_age[person]:
        return "under_age"
    return "exited" if gone[person] else None


def _barred_notes(barred: Counter[str]) -> tuple[Note, ...]:
    return (
        Note("dead", barred["dead"], "who would meet the gate are dead"),
        Note("person_overdue", barred["person_overdue"], "who would meet the gate have an overdue review"),
        Note("under_age", barred["under_age"], "who would meet the gate are under 15: for social services"),
        Note("exited", barred["exited"], "who would meet the gate declared an exit later than all of it"),
    )


def review_notes(snapshot: Snapshot) -> tuple[Note, ...]:
    """Count overdue reviews, table by table: those records count for nothing in lanes and pools.

    Parameters
    ----------
    snapshot : Snapshot
        The records.

    Returns
    -------
    tuple[Note, ...]
        One note a table.
    """
    return tuple(
        Note(f"{kind}_review_overdue", int(overdue(snapshot, kind).sum()), f"records of {table} with an overdue review")
        for kind, table in (
            ("person", "persons"),
            ("group", "groups"),
            ("membership", "memberships"),
            ("involvement", "involvements"),
            ("fact", "facts"),
        )
    )


def _safety(snapshot: Snapshot, policy: Policy, *, lineage: bool) -> Lane:
    reasons, stand = safety_reasons(snapshot, policy, lineage=lineage), standing(snapshot, policy)
    dead = [person for person in reasons if not stand.alive[person]]
    stale = [person for person in reasons if stand.alive[person] and stand.is_overdue[person]]
    persons = sorted(reasons.keys() - set(dead) - set(stale))
    latest = {person: max(reason.on for reason in reasons[person] if reason.on is not None) for person in persons}
    persons.sort(key=lambda person: (-latest[person].toordinal(), person))
    rank = equal_ranks([latest[person] for person in persons])
    rows = tuple(
        LaneRow(
            rank=rank[i],
            person=card,
            points=0,
            reach=0,
            newly_reached=0,
            is_eligible=True,
            needs_elevated_approval=card.is_minor,
            reasons=tuple(reasons[person]),
        )
        for i, (person, card) in enumerate(zip(persons, cards(snapshot, policy, persons, lineage=lineage), strict=True))
    )
    notes = (
        Note("dead", len(dead), "who have a ground are dead"),
        Note("person_overdue", len(stale), "who have a ground have an overdue review"),
        Note("minor", sum(row.person.is_minor for row in rows), "minors or of unknown age"),
        *review_notes(snapshot),
    )
    return _lane("safety", snapshot, policy, rows, notes, lineage=lineage)


def _messenger(snapshot: Snapshot, policy: Policy, groups: Sequence[int] | None, *, lineage: bool) -> Lane:
    graph = reach_graph(snapshot, policy, groups, lineage=lineage)
    pool = messenger_pool(snapshot, policy, lineage=lineage)
    inside = np.flatnonzero(pool.allowed[graph.person]).tolist()
    found = solve(graph, inside)
    order = in_print_order(graph, found.chosen)
    persons = graph.person[[place for place, _ in order]].tolist()
    listed = zip(persons, order, cards(snapshot, policy, persons, lineage=lineage), strict=True)
    rows = tuple(
        LaneRow(
            rank=i,
            person=card,
            points=0,
            reach=len(graph.reached[place]) + 1,
            newly_reached=newly,
            is_eligible=True,
            needs_elevated_approval=False,
            reasons=(Reason("carries_the_message", None, 0, pool.records.get(person, ())),),
        )
        for i, (person, (place, newly), card) in enumerate(listed, start=1)
    )
    notes = (
        Note("eligible_not_needed", len(inside) - len(rows), "other eligible persons"),
        *(Note(code, n, text) for code, n, text in pool.left_out),
        Note("tie_undated", graph.n_undated, "undated ties, included"),
        found.order_note,
        *review_notes(snapshot),
    )
    parameters = None if groups is None else tuple(snapshot["group"].ids[group] for group in groups)
    return Lane(
        **header(
            "priorities", snapshot, policy, {"lane": "messenger", "groups": parameters, "lineage": lineage}, notes=notes
        ),
        lane="messenger",
        rows=rows,
        n_rows=len(rows),
        next_after=None,
        n_reached=found.n_reached,
        n_total=len(graph.person),
        unreached=tuple(snapshot["person"].ids[graph.person[place]] for place in found.unreached),
        proven_optimal=found.gap == 0,
        gap=found.gap,
    )


def _lane(
    name: str, snapshot: Snapshot, policy: Policy, rows: tuple[LaneRow, ...], notes: Sequence[Note], *, lineage: bool
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
    )


def _of_groups(snapshot: Snapshot, whole: Lane, groups: Sequence[int]) -> Lane:
    wanted = {snapshot["group"].ids[group] for group in groups}
    rows = tuple(row for row in whole.rows if wanted.intersection(row.person.group_ids))
    left_out = Note("other_groups", len(whole.rows) - len(rows), "listed persons without a membership in these groups")
    return Lane(
        measure=whole.measure,
        version=whole.version,
        as_of=whole.as_of,
        snapshot_id=whole.snapshot_id,
        policy=whole.policy,
        parameters={**whole.parameters, "groups": tuple(sorted(wanted))},
        seed=whole.seed,
        notes=(*whole.notes, *([left_out] if left_out.n else [])),
        lane=whole.lane,
        rows=rows,
        n_rows=len(rows),
        next_after=None,
        n_reached=None,
        n_total=None,
        unreached=(),
        proven_optimal=None,
        gap=None,
    )
