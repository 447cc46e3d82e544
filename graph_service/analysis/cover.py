"""Exact covers: the fewest of a pool that reach all it can reach, and the most that a few can reach.

Places are integers in the order of the persons' ids, so that "lexicographically smallest by id" is
the smallest sorted tuple of places. Solved by integer programming, part by part where nothing links
the parts; limits are in nodes of the search, never in seconds, so that the answer is always the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations
from math import ceil

import numpy as np
import scipy  # its parts are loaded where they are first used: `--help` answers without them
from numpy.typing import NDArray

from graph_service.analysis.lexicographic_cover import NODE_LIMIT, first_cover

EXACT_LIMIT = 3_000  # members of a pool in one part up to which the first of the smallest sets is found
_SMALL = 400  # members of what is left of a larger part; where more are left, a greedy set and a simple bound are given
_ENUMERATED = 12  # pools up to this size are tried one by one
_BITS = 10  # places that one programme puts in order: 2**10 stays far from the solver's tolerance
_OPTIMAL = 0


@dataclass(frozen=True, slots=True)
class Cover:
    """A set of places; `bound` is a proven lower bound on its size, or on a budget an upper bound on the reach.

    `is_proven`: no other set is better, or as good and before it. A set may be proven to be one of the
    smallest (its size is the bound) without being proven to be the first.
    """

    chosen: tuple[int, ...]
    bound: int
    is_proven: bool


@dataclass(frozen=True, slots=True)
class CoverComponent:
    """Members of the pool and whom they reach, linked to no other part."""

    pool: tuple[int, ...]
    targets: tuple[int, ...]
    reach: tuple[tuple[int, ...], ...] = field(repr=False)  # of each member of the pool, itself included


def parts_of(reached: Sequence[Sequence[int]], pool: Sequence[int]) -> list[CoverComponent]:
    """Split a pool and those it reaches into parts that nothing links."""
    places = sorted(set(pool))
    reach = [tuple(sorted({position, *reached[position]})) for position in places]
    pairs = _pairs(reach)
    n = len(places)  # nodes of the graph: the pool, then all places as targets
    edges = scipy.sparse.csr_array(
        (np.ones(pairs.shape[1]), (pairs[0], n + pairs[1])), shape=(n + len(reached), n + len(reached))
    )
    label = scipy.sparse.csgraph.connected_components(edges, directed=False)[1].tolist()
    members: dict[int, list[int]] = {}
    for i in range(n):
        members.setdefault(label[i], []).append(i)
    targets: dict[int, list[int]] = {}
    for target in np.flatnonzero(np.bincount(pairs[1])).tolist():
        targets.setdefault(label[n + target], []).append(target)
    return [
        CoverComponent(tuple([places[i] for i in inside]), tuple(targets[component]), tuple([reach[i] for i in inside]))
        for component, inside in members.items()
    ]


def smallest_cover(part: CoverComponent) -> Cover:
    """Return the fewest of the pool that reach all targets; of several sets the lexicographically smallest."""
    return next(covers(part))


def covers(part: CoverComponent) -> Iterator[Cover]:
    """Yield all smallest covers in lexicographic order; one only where the search was cut short."""
    if len(part.pool) <= _ENUMERATED:
        yield from _enumerated(part)
        return
    first = first_cover(part.reach, part_limit=_part_limit(part), order_limit=EXACT_LIMIT)
    yield Cover(_places(part, first.chosen), first.bound, is_proven=first.is_first)
    if not first.is_first:
        return
    programme, members = CoverModel.cover(part), list(first.chosen)
    programme.fix_size(len(members))
    while True:
        programme.exclude(members)
        following = programme.first_in_order()
        if following is None:
            return
        members = following
        yield Cover(_places(part, members), len(members), is_proven=True)


def _part_limit(part: CoverComponent) -> int:
    """What is left of a large part must fall into small ones; a smaller part is solved whatever it takes."""
    return EXACT_LIMIT if len(part.pool) <= EXACT_LIMIT else _SMALL


def best_reach(part: CoverComponent, budget: int) -> Cover:
    """Return the set of at most `budget` that reaches the most; of several the lexicographically smallest."""
    return next(best_reaches(part, budget))


def best_reaches(part: CoverComponent, budget: int) -> Iterator[Cover]:
    """Yield all sets of at most `budget` with the best reach, in lexicographic order."""
    programme = CoverModel.budget(part, budget)
    reach, bound, members = programme.most()
    if bound > reach:
        yield Cover(_places(part, members), bound, is_proven=False)
        return
    programme.fix_reach(reach)
    size, _, _ = programme.fewest()
    programme.fix_size(size)
    while True:
        members_in_order = programme.first_in_order()
        if members_in_order is None:
            return
        yield Cover(_places(part, members_in_order), reach, is_proven=True)
        programme.exclude(members_in_order)


def reach_curve(parts: Sequence[CoverComponent], size: int) -> tuple[tuple[int, ...], bool]:
    """Return the best reach of 1, 2, ... `size` chosen, over all parts, and whether all of it is proven."""
    curve, is_proven = [0], True
    for part in parts:
        best_of_component = [0]
        while best_of_component[-1] < len(part.targets) and len(best_of_component) <= min(size, len(part.pool)):
            reach, proven = _reach_of(part, len(best_of_component))
            best_of_component.append(reach)
            is_proven &= proven
        curve = [
            max(curve[k - j] + best_of_component[j] for j in range(len(best_of_component)) if 0 <= k - j < len(curve))
            for k in range(min(size, len(curve) + len(best_of_component) - 2) + 1)
        ]
    return tuple(curve[1:]), is_proven


def joined(parts: Sequence[CoverComponent]) -> CoverComponent:
    """Return all parts as one."""
    members = sorted((position, reach) for part in parts for position, reach in zip(part.pool, part.reach, strict=True))
    targets = sorted(target for part in parts for target in part.targets)
    return CoverComponent(
        tuple(position for position, _ in members), tuple(targets), tuple(reach for _, reach in members)
    )


def _reach_of(part: CoverComponent, budget: int) -> tuple[int, bool]:
    if budget == 1:
        return max(len(reach) for reach in part.reach), True
    if len(part.pool) <= _ENUMERATED:
        return max(
            len(frozenset().union(*sets)) for sets in combinations(part.reach, min(budget, len(part.pool)))
        ), True
    reach, bound, _ = CoverModel.budget(part, budget).most()
    return reach, bound == reach


def _enumerated(part: CoverComponent) -> Iterator[Cover]:
    for size in range(1, len(part.pool) + 1):  # pragma: no branch  the whole pool reaches every target
        is_any = False
        for members in combinations(range(len(part.pool)), size):
            if len(frozenset().union(*(part.reach[i] for i in members))) == len(part.targets):
                is_any = True
                yield Cover(tuple(part.pool[i] for i in members), size, is_proven=True)
        if is_any:
            return


def _pairs(reach: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """Two rows: a place in the pool, and a target that it reaches."""
    n_reached = [len(targets) for targets in reach]
    targets = np.fromiter(chain.from_iterable(reach), dtype=np.int64, count=sum(n_reached))
    return np.stack([np.repeat(np.arange(len(reach)), n_reached), targets])


def _places(part: CoverComponent, members: Sequence[int]) -> tuple[int, ...]:
    return tuple(part.pool[i] for i in members)


class CoverModel:
    """An integer programme over the pool (x) and, on a budget, the targets reached (y)."""

    def __init__(self, n_pool: int, n_targets: int, rows: "scipy.sparse.csr_array", low: NDArray[np.float64]) -> None:
        self._n_pool = n_pool
        self._n = n_pool + n_targets
        self._rows = [rows]
        self._low = [low]

    @classmethod
    def cover(cls, part: CoverComponent) -> "CoverModel":
        """Every target is reached."""
        matrix = _reach_matrix(part)
        return cls(len(part.pool), 0, matrix, np.ones(len(part.targets)))

    @classmethod
    def budget(cls, part: CoverComponent, budget: int) -> "CoverModel":
        """A target counts if it is reached, and at most `budget` are chosen."""
        n_pool, n_targets = len(part.pool), len(part.targets)
        minus = -scipy.sparse.eye_array(n_targets)
        programme = cls(
            n_pool,
            n_targets,
            scipy.sparse.csr_array(scipy.sparse.hstack([_reach_matrix(part), minus])),
            np.zeros(n_targets),
        )
        programme._add([(i, -1.0) for i in range(n_pool)], -budget)
        return programme

    def fewest(self) -> tuple[int, int, list[int]]:
        """Return size, lower bound and a set."""
        cost = np.zeros(self._n)
        cost[: self._n_pool] = 1
        value, bound, solution = self._solve(cost)
        return round(value), ceil(bound - 1e-6), self._chosen(solution)

    def most(self) -> tuple[int, int, list[int]]:
        """Return reach, upper bound and a set."""
        cost = np.zeros(self._n)
        cost[self._n_pool :] = -1
        value, bound, solution = self._solve(cost)
        return round(-value), int(np.floor(-bound + 1e-6)), self._chosen(solution)

    def fix_size(self, size: int) -> None:
        """At most so many are chosen."""
        self._add([(i, -1.0) for i in range(self._n_pool)], -size)

    def fix_reach(self, reach: int) -> None:
        """At least so many are reached."""
        self._add([(i, 1.0) for i in range(self._n_pool, self._n)], reach)

    def exclude(self, members: Sequence[int]) -> None:
        """Another set than this one."""
        self._add([(i, -1.0) for i in members], 1 - len(members))

    def first_in_order(self) -> list[int] | None:
        """Return the lexicographically smallest set, None if there is none left."""
        lower, upper = np.zeros(self._n), np.ones(self._n)
        for start in range(0, self._n_pool, _BITS):
            bits = range(start, min(start + _BITS, self._n_pool))
            cost = np.zeros(self._n)
            cost[bits.start : bits.stop] = [-float(2 ** (_BITS - 1 - i)) for i in range(len(bits))]
            result = self._run(cost, lower, upper)
            if result.x is None:
                return None
            fixed = np.round(result.x[bits.start : bits.stop])
            lower[bits.start : bits.stop] = upper[bits.start : bits.stop] = fixed
        return [int(i) for i in np.flatnonzero(lower[: self._n_pool])]

    def _add(self, terms: Sequence[tuple[int, float]], low: float) -> None:
        columns, values = [i for i, _ in terms], [value for _, value in terms]
        self._rows.append(scipy.sparse.csr_array((values, ([0] * len(terms), columns)), shape=(1, self._n)))
        self._low.append(np.array([float(low)]))

    def _solve(self, cost: NDArray[np.float64]) -> tuple[float, float, NDArray[np.float64]]:
        result = self._run(cost, np.zeros(self._n), np.ones(self._n))
        bound = result.fun if result.status == _OPTIMAL else result.mip_dual_bound
        return float(result.fun), float(bound), result.x

    def _run(self, cost: NDArray[np.float64], lower: NDArray[np.float64], upper: NDArray[np.float64]):  # type: ignore[no-untyped-def]  # noqa: ANN202  scipy has no type for it
        integrality = np.zeros(self._n)
        integrality[: self._n_pool] = 1
        return scipy.optimize.milp(
            cost,
            integrality=integrality,
            bounds=scipy.optimize.Bounds(lower, upper),
            constraints=scipy.optimize.LinearConstraint(
                scipy.sparse.vstack(self._rows), np.concatenate(self._low), np.inf
            ),
            options={"node_limit": NODE_LIMIT, "mip_rel_gap": 0.0},
        )

    def _chosen(self, solution: NDArray[np.float64]) -> list[int]:
        return [int(i) for i in np.flatnonzero(np.round(solution[: self._n_pool]))]


def _reach_matrix(part: CoverComponent) -> "scipy.sparse.csr_array":
    member, target = _pairs(part.reach)
    row = np.searchsorted(part.targets, target)
    return scipy.sparse.csr_array((np.ones(len(row)), (row, member)), shape=(len(part.targets), len(part.pool)))
