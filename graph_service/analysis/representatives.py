"""Representatives: whom to reach so that the message reaches everyone, with proof."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Annotated as A
from typing import Literal

from graph_service.analysis.alternatives import Alternatives, further_covers, further_of_budget
from graph_service.analysis.budgets import best_of_budget
from graph_service.analysis.cover import Cover, CoverComponent, joined, parts_of, rough_covers, smallest_covers
from graph_service.analysis.fields import Label, PersonId
from graph_service.analysis.header import header
from graph_service.analysis.left_out import review_notes, undated_decisions
from graph_service.analysis.named_records import group_positions
from graph_service.analysis.pools import empty_pool, pool_of, refuse_groups_of_a_calculation
from graph_service.analysis.reach import ReachGraph, reach_graph
from graph_service.analysis.reach_curves import Curve, part_curves, reach_curve
from graph_service.analysis.result import Count, Note, ParameterValue, Result, note
from graph_service.analysis.why_empty import WhyEmpty
from graph_service.domain.described import Described
from graph_service.domain.parameters import ALL_KINDS, Groups, Kinds, Lineage, Parameter
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import Snapshot
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


@dataclass(frozen=True, slots=True)
class Pick:
    """A chosen person, in the order of most newly reached."""

    person_id: PersonId
    label: Label
    n_contacts: A[
        Count,
        Described(
            'persons to reach whom they are tied to; "withheld" where the number would tell about one person',
            6,
            unit="persons",
        ),
    ]
    newly_reached: A[
        Count,
        Described(
            'persons they reach, they themselves included, whom nobody above them does; "withheld" where the '
            "number would tell about one person",
            4,
            unit="persons",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Representatives(Result):
    """Whom to reach. Without memberships it is a calculation on ties alone, never a proposal."""

    is_calculation: A[
        bool,
        Described(
            "whether there are no memberships, so that it is a calculation on ties alone and never a proposal",
            example=False,
        ),
    ]
    chosen: A[
        tuple[str, ...],
        Described(
            "the persons chosen, by id; of equally good sets the first by id, unless a note says otherwise",
            ("P-0014", "P-0030"),
            refers_to="person",
        ),
    ]
    picks: A[tuple[Pick, ...], Described("the same persons, those who newly reach the most first", None)]
    n_reached: A[int, Described("persons who are chosen or tied to somebody chosen", 20, unit="persons")]
    n_total: A[
        int,
        Described(
            "persons to reach: living members of the chosen groups, or in a calculation all who are alive",
            21,
            unit="persons",
        ),
    ]
    n_pool: A[int, Described("persons among them who may be chosen", 12, unit="persons")]
    unreached: A[
        tuple[str, ...], Described("persons to reach who are not reached, by id", ("P-0031",), refers_to="person")
    ]
    proven_optimal: A[
        bool,
        Described(
            "whether it is proven that no set does better: a gap of 0. Never where nobody may be asked", example=True
        ),
    ]
    gap: A[
        int,
        Described(
            "how far the proof is from complete: persons chosen less the fewest proven to be needed; with a "
            "budget, the most that can be reached, as proven, less those reached",
            0,
            unit="persons",
        ),
    ]
    why_empty: A[
        WhyEmpty | None,
        Described("why nobody may be asked, and what would change that; null: somebody may", None),
    ]
    curve: A[
        tuple[int, ...],
        Described(
            "the most persons that 1, 2, … chosen can reach, up to as many as are chosen", (12, 20), unit="persons"
        ),
    ]
    alternatives: A[
        tuple[tuple[str, ...], ...],
        Described(
            "further sets that are as good, up to the number asked for", (("P-0014", "P-0033"),), refers_to="person"
        ),
    ]


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
    budget: A[int | None, Parameter("At most so many persons", 5, minimum=1, maximum=10_000)] = None
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
        If the budget is below 1, a kind or a person of the pool is not known, or groups are named where there are
        no memberships.

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
    inside = [position for position, person in enumerate(graph.person.tolist()) if may.allowed[person]]
    parts = parts_of(graph.reached, inside)
    covers = _covers(parts, budget)
    size = _size(covers, budget)
    curves = part_curves(parts, size, covers)
    solution = _solution(graph, parts, covers, curves, budget)
    curve, curve_proven = reach_curve(curves, len(solution.chosen))
    others = Alternatives((), is_cut=False)
    if parameters.n_alternatives and solution.gap == 0 and solution.chosen:
        n, is_short = parameters.n_alternatives, size < sum(len(cover.chosen) for cover in covers)
        others = (
            further_of_budget(joined(parts), solution.chosen, n, solution.n_reached)
            if is_short
            else further_covers(joined(parts), solution.chosen, n)
        )
    ids = [snapshot["person"].ids[person] for person in graph.person.tolist()]
    labels = snapshot["person"].texts["label"]
    outside = 0 if graph.is_calculation else int(may.allowed.sum()) - len(inside)
    notes = (
        *may.left_out,
        note("pool_outside", outside),
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
            Pick(ids[position], labels[graph.person[position]], len(graph.reached[position]), newly)
            for position, newly in in_print_order(graph, solution.chosen)
        ),
        n_reached=solution.n_reached,
        n_total=len(graph.person),
        n_pool=len(inside),
        unreached=tuple(ids[position] for position in solution.unreached),
        proven_optimal=solution.gap == 0 and bool(inside),
        gap=solution.gap,
        why_empty=None if inside else empty_pool(graph, may),
        curve=curve,
        alternatives=tuple(tuple(ids[position] for position in members) for members in others.sets),
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
) -> Solution:
    members = sorted(position for cover in covers for position in cover.chosen)
    gap = sum(len(cover.chosen) - cover.bound for cover in covers)
    is_first = all(cover.is_proven for cover in covers)
    if _size(covers, budget) < len(members):
        best = best_of_budget(parts, curves, _size(covers, budget))
        members = list(best.chosen)
        gap = best.bound - len(_heard(graph, members))
        is_first = best.is_proven
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


def _heard(graph: ReachGraph, members: Collection[int]) -> set[int]:
    return set(members).union(*(graph.reached[position] for position in members))


def _parameters(parameters: PlanParameters) -> dict[str, ParameterValue]:
    """What was asked, each list in order."""
    groups, pool = parameters.groups, parameters.pool
    return {
        "groups": None if groups is None else tuple(sorted(set(groups))),
        "pool": pool if pool is None or isinstance(pool, str) else tuple(sorted(pool)),
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
    unit="persons",
    reference="Wheeler, McLean, Becker & Worden (2019), Justice Evaluation Journal 2(2)",
)
