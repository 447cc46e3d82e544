"""Representatives: whom to reach so that the message reaches everyone, with proof."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import accumulate
from typing import Annotated as A
from typing import Literal

from graph_service.analysis.alternatives import Alternatives, further_covers, further_of_budget
from graph_service.analysis.budgets import best_of_budget
from graph_service.analysis.cover import Cover, CoverComponent, joined, linked, parts_of, rough_covers, smallest_covers
from graph_service.analysis.header import header
from graph_service.analysis.left_out import review_notes, undated_decisions
from graph_service.analysis.named_records import group_positions
from graph_service.analysis.people import people
from graph_service.analysis.pools import empty_pool, pool_of, refuse_groups_of_a_calculation
from graph_service.analysis.reach import ReachGraph, reach_graph
from graph_service.analysis.reach_curves import Curve, part_curves, reach_curve
from graph_service.analysis.representatives_parts import Pick, Representatives
from graph_service.analysis.result import Note, ParameterValue, note
from graph_service.domain.parameters import ALL_KINDS, Groups, Kinds, Lineage, Parameter
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NONE, Snapshot
from graph_service.domain.use_case import UseCase
from graph_service.errors import InputError


@dataclass(frozen=True, slots=True)
class Solution:
    """Places in a reach graph: a best set, and whom it does not reach; `gap` 0 is a proof.

    `is_first`: no other set as good comes before it by id.
    """

    chosen: tuple[int, ...]
    n_reached: int
    unreached: tuple[int, ...]
    gap: int
    is_first: bool

    @property
    def order_note(self) -> Note:
        """Said of a best set that may not be the first of the best."""
        return note("not_first_by_id", int(self.gap == 0 and not self.is_first))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanParameters:
    """Whom to reach, out of whom, along which ties."""

    groups: Groups = None
    pool: A[
        tuple[str, ...] | Literal["supervised"] | None,
        Parameter(
            "Ids of persons who may be chosen, or supervised; default: adult members who may be asked",
            "supervised",
            refers_to="person",
        ),
    ] = None
    must: A[
        tuple[str, ...] | None,
        Parameter("Ids of persons of the pool who are chosen in any case", ("P-0014",), refers_to="person"),
    ] = None
    must_not: A[
        tuple[str, ...] | None,
        Parameter("Ids of persons who are not chosen, though the pool has them", ("P-0030",), refers_to="person"),
    ] = None
    budget: A[int | None, Parameter("At most this many persons", 5, minimum=1, maximum=10_000)] = None
    n_alternatives: A[int, Parameter("How many other optimal sets to list", 2, maximum=100)] = 0
    kinds: Kinds = ALL_KINDS
    lineage: Lineage = True


def representatives(snapshot: Snapshot, policy: Policy, parameters: PlanParameters) -> Representatives:
    """Choose the fewest of a pool so that the message reaches all whom the pool can reach in one step.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        How old a tie may be; ages and days of rest.
    parameters : PlanParameters
        Without groups all that are valid on the day are to be reached. Without a pool it is the adult members
        who are not exited, in custody, cooling off or overdue; in a calculation everybody.

    Returns
    -------
    Representatives
        The lexicographically smallest optimal set, by id as text; nobody, and why, where nobody may be asked.

    Raises
    ------
    InputError
        If the budget is below 1, or below the number of those who must be chosen; if a kind or a person is not
        known, somebody must be chosen who is not in the pool, or groups are named where there are no memberships.

    Notes
    -----
    A minimum dominating set by integer programming, exact; the source uses a heuristic [1]_. The search is cut
    after so much work, and then the gap says how far the proof came.

    References
    ----------
    .. [1] Wheeler, McLean, Becker & Worden (2019), Choosing representatives to deliver the message in
       a group violence intervention. Justice Evaluation Journal 2(2).
    """
    budget, kinds, lineage = parameters.budget, parameters.kinds, parameters.lineage
    groups = group_positions(snapshot, parameters.groups)
    if budget is not None and budget < 1:
        message = f"the budget is {budget}; it must be at least 1"
        raise InputError(message)
    if unknown := set(kinds) - set(ALL_KINDS):
        message = f"no such kind of tie: {', '.join(sorted(unknown))}; they are {', '.join(ALL_KINDS)}"
        raise InputError(message)
    graph = reach_graph(snapshot, policy, groups, kinds=kinds, lineage=lineage)
    refuse_groups_of_a_calculation(graph, groups)
    may = pool_of(snapshot, policy, groups, parameters.pool, is_calculation=graph.is_calculation, lineage=lineage)
    barred = _places(graph, _persons(snapshot, parameters.must_not))
    inside = [position for position, person in enumerate(graph.person.tolist()) if may.allowed[person]]
    n_barred = len(barred & set(inside))
    inside = [position for position in inside if position not in barred]
    must = _must(snapshot, graph, parameters, inside)
    before = _heard(graph, must)
    parts = _parts_left(graph, inside, must, before)
    left = None if budget is None else budget - len(must)
    if left == 0:
        parts = []
    covers = _covers(parts, left)
    size = _size(covers, left)
    curves = part_curves(parts, size, covers)
    solution = _solution(graph, parts, covers, curves, left, must=must)
    curve, curve_proven = reach_curve(curves, len(solution.chosen) - len(must))
    others = Alternatives((), is_cut=False)
    added = tuple(position for position in solution.chosen if position not in must)
    if parameters.n_alternatives and solution.gap == 0 and added:
        n, is_short = parameters.n_alternatives, size < sum(len(cover.chosen) for cover in covers)
        others = (
            further_of_budget(joined(parts), added, n, solution.n_reached - len(before))
            if is_short
            else further_covers(joined(parts), added, n)
        )
    ids = [snapshot["person"].ids[person] for person in graph.person.tolist()]
    labels = snapshot["person"].texts["label"]
    outside = 0 if graph.is_calculation else int(may.allowed.sum()) - len(inside) - n_barred
    in_reach = _heard(graph, inside)
    notes = (
        *may.left_out,
        note("pool_outside", outside),
        note("must_not", n_barred),
        *graph.notes,
        note("tie_projected", graph.n_projected),
        note("calculation", int(graph.is_calculation)),
        note("curve_not_proven", int(not curve_proven)),
        note("alternatives_cut", int(others.is_cut)),
        solution.order_note,
        *review_notes(snapshot),
        undated_decisions(snapshot),
    )
    return Representatives(
        **header(
            "representatives",
            snapshot,
            policy,
            _parameters(parameters),
            notes=notes,
        ),
        is_calculation=graph.is_calculation,
        chosen=tuple(ids[position] for position in solution.chosen),
        picks=tuple(
            Pick(
                person_id=ids[position],
                label=labels[graph.person[position]],
                n_contacts=len(graph.reached[position]),
                newly_reached=len(newly),
                reaches=tuple(ids[hearer] for hearer in sorted(newly)),
            )
            for position, newly in newly_reached(graph, solution.chosen)
        ),
        n_reached=solution.n_reached,
        n_total=len(graph.person),
        n_pool=len(inside),
        unreached=tuple(ids[position] for position in solution.unreached),
        out_of_reach=tuple(ids[position] for position in solution.unreached if position not in in_reach),
        proven_optimal=solution.gap == 0 and bool(inside),
        gap=solution.gap,
        why_empty=None if inside else empty_pool(graph, may),
        curve=(*_curve_of(graph, must), *(len(before) + n for n in curve)),
        alternatives=tuple(tuple(ids[position] for position in sorted({*must, *members})) for members in others.sets),
    )


def solve(graph: ReachGraph, pool: Sequence[int], *, budget: int | None = None) -> Solution:
    """Find the smallest set that reaches all whom the pool can reach, or the best of at most `budget`.

    Parameters
    ----------
    graph : ReachGraph
        Who hears from whom.
    pool : Sequence[int]
        Places that may be chosen.
    budget : int | None
        At most so many.

    Returns
    -------
    Solution
        Empty if the pool is.
    """
    parts = parts_of(graph.reached, pool)
    covers = _covers(parts, budget)
    size = _size(covers, budget)
    is_short = size < sum(len(cover.chosen) for cover in covers)
    return _solution(graph, parts, covers, part_curves(parts, size, covers) if is_short else (), budget)


def _covers(parts: Sequence[CoverComponent], budget: int | None) -> list[Cover]:
    """The smallest cover of each part, or any where more than a budget are needed anyway."""
    if budget is not None:
        rough = rough_covers(parts)
        if sum(cover.bound for cover in rough) > budget:
            return rough
    return smallest_covers(parts)


def _size(covers: Sequence[Cover], budget: int | None) -> int:
    """How many are chosen: as many as reach everybody, or fewer on a budget."""
    n = sum(len(cover.chosen) for cover in covers)
    return n if budget is None else min(n, budget)


def _solution(
    graph: ReachGraph,
    parts: Sequence[CoverComponent],
    covers: Sequence[Cover],
    curves: Sequence[Curve],
    budget: int | None,
    *,
    must: Collection[int] = (),
) -> Solution:
    before = _heard(graph, must)
    members = sorted(position for cover in covers for position in cover.chosen)
    gap = sum(len(cover.chosen) - cover.bound for cover in covers)
    is_first = all(cover.is_proven for cover in covers)
    if _size(covers, budget) < len(members):
        best = best_of_budget(parts, curves, _size(covers, budget))
        members = list(best.chosen)
        gap = best.bound - len(_heard(graph, members) - before)
        is_first = best.is_proven
    members = sorted({*must, *members})
    heard = _heard(graph, members)
    unreached = tuple(position for position in range(len(graph.person)) if position not in heard)
    return Solution(tuple(members), len(heard), unreached, gap, is_first)


def in_print_order(graph: ReachGraph, members: Collection[int]) -> list[tuple[int, int]]:
    """Order a set by most newly reached, then by id.

    Parameters
    ----------
    graph : ReachGraph
        Who hears from whom.
    members : Collection[int]
        Places.

    Returns
    -------
    list[tuple[int, int]]
        Place, and how many hear it first from that person.
    """
    is_left = bytearray([1]) * len(graph.person)
    order: list[tuple[int, int]] = []
    queue = [(-1 - len(graph.reached[position]), position) for position in members]
    heapify(queue)
    while queue:  # gains only fall, so the first whose gain still holds is the best
        negative_gain, position = heappop(queue)
        gain = is_left[position] + sum(map(is_left.__getitem__, graph.reached[position]))
        if gain == -negative_gain:
            order.append((position, gain))
            for hearer in (position, *graph.reached[position]):
                is_left[hearer] = 0
        else:
            heappush(queue, (-gain, position))
    return order


def newly_reached(graph: ReachGraph, members: Collection[int]) -> list[tuple[int, set[int]]]:
    """Return a set in print order, each with those whom nobody before them reaches, they themselves included."""
    heard: set[int] = set()
    order = []
    for position, _ in in_print_order(graph, members):
        newly = _heard(graph, [position]) - heard
        order.append((position, newly))
        heard |= newly
    return order


def _curve_of(graph: ReachGraph, members: Collection[int]) -> list[int]:
    """Return how many hear from the first, the first two, … of a set in print order."""
    return list(accumulate(newly for _, newly in in_print_order(graph, members)))


def _persons(snapshot: Snapshot, person_ids: Collection[str] | None) -> set[int]:
    """Return the rows of persons, of one in several records the one that stands for them; NONE: is not there."""
    position = snapshot["person"].position
    rows = {position.get(person_id, NONE) for person_id in person_ids or ()}
    return {row if row == NONE else int(people(snapshot).same[row]) for row in rows}


def _places(graph: ReachGraph, persons: Collection[int]) -> set[int]:
    """Return the places of persons in a graph."""
    return {at for at, person in enumerate(graph.person.tolist()) if person in persons}


def _must(snapshot: Snapshot, graph: ReachGraph, parameters: PlanParameters, inside: Sequence[int]) -> tuple[int, ...]:
    """Return the places of those who are chosen in any case; all must be in the pool, and within the budget."""
    persons = _persons(snapshot, parameters.must)
    must = sorted(_places(graph, persons) & set(inside))
    n_missing = len(persons) - len(must)
    if n_missing > 0:
        message = (
            f"of those who must be chosen, {n_missing} cannot be: not in the pool, or also among those who must not be"
            "; leave them out, or name a pool that has them"
        )
        raise InputError(message)
    if parameters.budget is not None and len(must) > parameters.budget:
        message = f"at most {parameters.budget} may be chosen, and {len(must)} must be: allow more, or take some out"
        raise InputError(message)
    return tuple(must)


def _parts_left(
    graph: ReachGraph, inside: Sequence[int], must: Collection[int], before: Collection[int]
) -> list[CoverComponent]:
    """Return the parts of what is left to be reached once those who must be chosen are."""
    if not must:
        return parts_of(graph.reached, inside)
    reach = {at: tuple(sorted({at, *graph.reached[at]} - set(before))) for at in sorted(set(inside) - set(must))}
    positions = [at for at, targets in reach.items() if targets]
    return linked(positions, [reach[at] for at in positions], len(graph.reached))


def _heard(graph: ReachGraph, members: Collection[int]) -> set[int]:
    return set(members).union(*(graph.reached[position] for position in members))


def _parameters(parameters: PlanParameters) -> dict[str, ParameterValue]:
    """What was asked, each list in order."""
    groups, pool = parameters.groups, parameters.pool
    return {
        "groups": None if groups is None else tuple(sorted(set(groups))),
        "pool": pool if pool is None or isinstance(pool, str) else tuple(sorted(pool)),
        "must": None if parameters.must is None else tuple(sorted(parameters.must)),
        "must_not": None if parameters.must_not is None else tuple(sorted(parameters.must_not)),
        "budget": parameters.budget,
        "alternatives": parameters.n_alternatives,
        "kinds": tuple(sorted(parameters.kinds)),
        "lineage": parameters.lineage,
    }


REPRESENTATIVES = UseCase(
    name="representatives",
    question="Whom to reach so that the message reaches everyone?",
    summary="Exact minimum or budgeted dominating set from a pool, with proof, curve and alternatives",
    address="representatives",
    parameters=PlanParameters,
    result=Representatives,
    compute=representatives,
    cached=True,
    unit="persons",
    reference="Wheeler, McLean, Becker & Worden (2019), Justice Evaluation Journal 2(2)",
)
