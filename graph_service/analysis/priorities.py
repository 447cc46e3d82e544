"""The lanes of individuals: whom to reach with the message, whom to warn, who could carry the message."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated as A

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.cards import Card, cards
from graph_service.analysis.eligibility import Reason, exited, message_reasons, safety_reasons
from graph_service.analysis.header import header
from graph_service.analysis.named_records import group_positions
from graph_service.analysis.people import overdue
from graph_service.analysis.person_status import own_memberships, person_status
from graph_service.analysis.pools import messenger_pool
from graph_service.analysis.reach import own_reach, reach_graph
from graph_service.analysis.representatives import in_print_order, solve
from graph_service.analysis.result import Count, Note, Result
from graph_service.domain.described import Described
from graph_service.domain.parameters import Groups, Lineage, Parameter
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import Snapshot, derived
from graph_service.domain.use_case import Paging, UseCase
from graph_service.errors import InputError


class LaneName(StrEnum):
    """The lanes: whom to reach with the message, whom to warn, who could carry the message."""

    MESSAGE = "message"
    SAFETY = "safety"
    MESSENGER = "messenger"


LANES = tuple(lane.value for lane in LaneName)
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LaneRow:
    """A person of a lane."""

    rank: A[
        int,
        Described(
            "place in the lane, from 1; equal points and reach (message) or equal days (safety) share a rank (1, 1, 3)",
            1,
            unit="rank",
        ),
    ]
    person: A[Card, Described("who it is, and what bears on when and how to reach them", None)]
    points: A[int, Described("sum of the points of the reasons; 0 outside the message lane", 12, unit="points")]
    reach: A[
        Count,
        Described(
            "members they reach in one step, they themselves included: of their own groups (message; 0 without a "
            "group), or of the groups to reach (messenger); 0 in the safety lane; "
            '"withheld" where the number would tell about one person',
            6,
            unit="persons",
        ),
    ]
    newly_reached: A[
        Count,
        Described(
            'members they reach whom nobody above them in the messenger lane does; 0 in the others; "withheld" '
            "where the number would tell about one person",
            4,
            unit="persons",
        ),
    ]
    is_eligible: A[bool, Described("whether they may be visited now; false while cooling off", example=False)]
    needs_elevated_approval: A[
        bool,
        Described(
            "whether a proposal needs the elevated approval: for minors, and where the age is not known", example=False
        ),
    ]
    reasons: A[tuple[Reason, ...], Described("why they are listed, with the records that say so", None)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane(Result):
    """A lane, in its order. The notes say who is not on it, and why."""

    lane: A[str, Described("which lane: message, safety or messenger", "message", words=LANES)]
    rows: A[tuple[LaneRow, ...], Described("persons of the lane, in its order; on a page, a part of them", None)]
    n_rows: A[int, Described("persons on all pages together", 31, unit="persons")]
    next_after: A[
        int | None,
        Described(
            "place of the last person of this page, from 1, after which the next page begins; null: nobody follows", 10
        ),
    ]
    n_reached: A[
        int | None,
        Described(
            "living members of the groups to reach whom the messengers reach; null outside the messenger lane",
            20,
            unit="persons",
        ),
    ]
    n_total: A[
        int | None,
        Described("living members of the groups to reach; null outside the messenger lane", 21, unit="persons"),
    ]
    unreached: A[
        tuple[str, ...],
        Described(
            "members whom nobody who may carry the message can reach; empty outside the messenger lane",
            ("P-0031",),
            refers_to="person",
        ),
    ]
    proven_optimal: A[
        bool | None,
        Described(
            "whether it is proven that fewer messengers cannot reach as many; null outside the messenger lane",
            example=True,
        ),
    ]
    gap: A[
        int | None,
        Described(
            "messengers less the fewest proven to be needed; 0 is a proof; null outside the messenger lane",
            0,
            unit="persons",
        ),
    ]


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
        Gate, points and limits.
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
    """Count overdue reviews, table by table: those records count for nothing in lanes and pools."""
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
    reasons, stand = safety_reasons(snapshot, policy, lineage=lineage), person_status(snapshot, policy)
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
            reasons=(Reason("carries_the_message", None, 0, pool.records.get(person, ())),),
        )
        for i, (person, (position, newly), card) in enumerate(listed, start=1)
    )
    notes = (
        Note("eligible_not_needed", len(inside) - len(rows), "other eligible persons"),
        *(Note(code, n, text) for code, n, text in pool.left_out),
        Note("tie_undated", graph.n_undated, "undated ties, included"),
        solution.order_note,
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
        n_reached=solution.n_reached,
        n_total=len(graph.person),
        unreached=tuple(snapshot["person"].ids[graph.person[position]] for position in solution.unreached),
        proven_optimal=solution.gap == 0,
        gap=solution.gap,
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


def _of_groups(snapshot: Snapshot, lane: Lane, groups: Sequence[int]) -> Lane:
    group_ids = {snapshot["group"].ids[group] for group in groups}
    rows = tuple(row for row in lane.rows if group_ids.intersection(row.person.group_ids))
    left_out = Note("other_groups", len(lane.rows) - len(rows), "listed persons without a membership in these groups")
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
