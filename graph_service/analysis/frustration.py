"""The frustration index of a signed graph: the fewest edges to change so that two camps explain all of them.

A block is a part that no single vertex holds together, and a cycle lies in one block. So blocks are solved one
by one, and their indices add up; what is then left to choose, over a whole connected part, is the first of the
best splits. Limits are in nodes of the search, never in seconds, so that the answer is always the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

NODE_LIMIT = 20_000
_BITS = 10  # vertices that one programme puts in order: 2**10 stays far from the solver's tolerance
_OPTIMAL, _INFEASIBLE = 0, 2
Edge = tuple[int, int, int]  # ends and sign


@dataclass(frozen=True, slots=True)
class Split:
    """A best split of a connected part into camps 0 and 1, its first vertex in camp 0.

    `bound`: fewer edges than so many never disagree. `is_first`: no split as good comes before it.
    `is_only`: None where it is not known whether another is as good.
    """

    vertices: tuple[int, ...]
    camps: tuple[int, ...]
    n_disagreeing: int
    bound: int
    is_first: bool
    is_only: bool | None


def disagrees(camp: Sequence[int] | Mapping[int, int], edge: Edge) -> bool:
    """Say whether an edge joins two camps and is positive, or lies in one and is negative."""
    start, end, sign = edge
    return (camp[start] == camp[end]) == (sign < 0)


def best_splits(n: int, edges: Sequence[Edge]) -> list[Split]:
    """Return a best split of each connected part that has an edge, by its first vertex."""
    import igraph

    network = igraph.Graph(n=n, edges=[(start, end) for start, end, _ in edges])
    part = network.connected_components().membership
    vertices: dict[int, list[int]] = {}
    for vertex in sorted({end for start, end, _ in edges} | {start for start, _, _ in edges}):
        vertices.setdefault(part[vertex], []).append(vertex)
    blocks: dict[int, list[list[Edge]]] = {}
    for block in _block_edges(network):
        blocks.setdefault(part[edges[block[0]][0]], []).append([edges[i] for i in block])
    return [_best_split(members, blocks[name]) for name, members in vertices.items()]


def _block_edges(network: Any) -> list[list[int]]:  # noqa: ANN401  the library has no types
    """Return the edges of each block; every edge is in one."""
    blocks = [set(block) for block in network.biconnected_components()]
    blocks_of: dict[int, set[int]] = {}
    for i, block in enumerate(blocks):
        for vertex in block:
            blocks_of.setdefault(vertex, set()).add(i)
    inside: list[list[int]] = [[] for _ in blocks]
    for i, (start, end) in enumerate(network.get_edgelist()):
        (block_of_edge,) = blocks_of[start] & blocks_of[end]
        inside[block_of_edge].append(i)
    return inside


def _best_split(vertices: Sequence[int], blocks: Sequence[Sequence[Edge]]) -> Split:
    local = {vertex: i for i, vertex in enumerate(vertices)}
    local_blocks = [[(local[start], local[end], sign) for start, end, sign in block] for block in blocks]
    edges = [edge for block in local_blocks for edge in block]
    solved = [_solved_block(block) for block in local_blocks]
    camps = _joined(len(vertices), edges, [differs for block in solved for differs in block.differs])
    n_disagreeing, bound = (sum(block.n_disagreeing for block in solved), sum(block.bound for block in solved))
    is_first, is_only = False, None
    if bound == n_disagreeing:
        model = _SplitModel(len(vertices), edges)
        start = 0
        for block in solved:
            model.at_most(range(start, start + len(block.differs)), block.n_disagreeing)
            start += len(block.differs)
        ordered = model.first_in_order()
        if ordered is not None and sum(disagrees(ordered, edge) for edge in edges) == n_disagreeing:
            camps, is_first = ordered, True
            model.exclude(camps)
            is_only = model.is_infeasible()
    return Split(tuple(vertices), tuple(camps), n_disagreeing, bound, is_first, is_only)


@dataclass(frozen=True, slots=True)
class _SolvedBlock:
    """Of each edge whether its ends are in different camps."""

    differs: list[bool]
    n_disagreeing: int
    bound: int


def _solved_block(edges: Sequence[Edge]) -> _SolvedBlock:
    vertices = sorted({vertex for start, end, _ in edges for vertex in (start, end)})
    local = {vertex: i for i, vertex in enumerate(vertices)}
    local_edges = [(local[start], local[end], sign) for start, end, sign in edges]
    camps = _joined(len(vertices), local_edges, [sign < 0 for _, _, sign in local_edges])
    n_disagreeing, bound = sum(disagrees(camps, edge) for edge in local_edges), 0
    if n_disagreeing:  # else it is balanced
        better, bound = _SplitModel(len(vertices), local_edges).fewest()
        if better is not None and sum(disagrees(better, edge) for edge in local_edges) <= n_disagreeing:
            camps, n_disagreeing = better, sum(disagrees(better, edge) for edge in local_edges)
    return _SolvedBlock([camps[start] != camps[end] for start, end, _ in local_edges], n_disagreeing, bound)


def _joined(n: int, edges: Sequence[Edge], differs: Sequence[bool]) -> list[int]:
    """Walk from the first vertex along the edges, and change camps where an edge says so."""
    neighbours: list[list[tuple[int, bool]]] = [[] for _ in range(n)]
    for (start, end, _), changes in zip(edges, differs, strict=True):
        neighbours[start].append((end, changes))
        neighbours[end].append((start, changes))
    camps = {0: 0}
    queue = [0]
    for vertex in queue:
        for neighbour, changes in neighbours[vertex]:
            if neighbour not in camps:
                camps[neighbour] = camps[vertex] ^ changes
                queue.append(neighbour)
    return [camps[vertex] for vertex in range(n)]


def _triangles(edges: Sequence[Edge]) -> Iterable[tuple[int, int, int]]:
    """Yield the triangles as positions of their edges."""
    position = {(start, end): i for i, (start, end, _) in enumerate(edges)}
    after: dict[int, list[int]] = {}
    for start, end in sorted(position):
        after.setdefault(start, []).append(end)
    for (start, end), i in position.items():
        for third in after.get(end, ()):
            if (start, third) in position:
                yield i, position[end, third], position[start, third]


class _SplitModel:
    """An integer programme: a camp for each vertex (x, the first in camp 0), and whether each edge disagrees (e).

    A positive edge a-b: e >= xa - xb and e >= xb - xa; a negative one: e >= 1 - xa - xb and e >= xa + xb - 1.
    With x all at one half nothing disagrees, so the triangles are added, which say more: of an unbalanced one an
    edge disagrees at least, and of a balanced one never exactly one.
    """

    def __init__(self, n: int, edges: Sequence[Edge]) -> None:
        self._n_vertices = n
        self._n = n + len(edges)
        self._rows: list[list[tuple[int, float]]] = []
        self._low: list[float] = []
        for i, (start, end, sign) in enumerate(edges):
            second = -1.0 if sign > 0 else 1.0
            for direction in (1.0, -1.0):
                low = 0.0 if sign > 0 else direction
                self._add([(n + i, 1.0), (start, direction), (end, direction * second)], low)
        for triangle in _triangles(edges):
            columns = [n + i for i in triangle]
            if edges[triangle[0]][2] * edges[triangle[1]][2] * edges[triangle[2]][2] < 0:
                self._add([(column, 1.0) for column in columns], 1.0)
            else:
                for single in columns:
                    self._add([(column, -1.0 if column == single else 1.0) for column in columns], 0.0)

    def fewest(self) -> tuple[list[int] | None, int]:
        """Return a split in which the fewest edges disagree, and a lower bound on their number."""
        cost = np.zeros(self._n)
        cost[self._n_vertices :] = 1
        result = self._run(cost, *self._bounds())
        lowest = result.fun if result.status == _OPTIMAL else result.mip_dual_bound
        bound = max(1, ceil(lowest - 1e-6)) if lowest is not None and np.isfinite(lowest) else 1
        return (None if result.x is None else self._camps(result.x)), bound

    def at_most(self, edges: Iterable[int], n: int) -> None:
        """Of these edges at most so many disagree."""
        self._add([(self._n_vertices + i, -1.0) for i in edges], -float(n))

    def exclude(self, camps: Sequence[int]) -> None:
        """Another split than this one."""
        self._add([(i, -1.0 if camp else 1.0) for i, camp in enumerate(camps)], 1.0 - sum(camps))

    def first_in_order(self) -> list[int] | None:
        """Return the lexicographically smallest split; None: the search was cut short."""
        lower, upper = self._bounds()
        for start in range(1, self._n_vertices, _BITS):
            block = range(start, min(start + _BITS, self._n_vertices))
            cost = np.zeros(self._n)
            cost[block.start : block.stop] = [float(2 ** (_BITS - 1 - i)) for i in range(len(block))]
            result = self._run(cost, lower, upper)
            if result.status != _OPTIMAL:
                return None
            lower[block.start : block.stop] = upper[block.start : block.stop] = np.round(
                result.x[block.start : block.stop]
            )
        return [int(camp) for camp in lower[: self._n_vertices]]

    def is_infeasible(self) -> bool | None:
        """Say whether nothing fits; None: the search was cut short."""
        status = self._run(np.zeros(self._n), *self._bounds()).status
        return {_OPTIMAL: False, _INFEASIBLE: True}.get(status)

    def _bounds(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        lower, upper = np.zeros(self._n), np.ones(self._n)
        upper[0] = 0
        return lower, upper

    def _add(self, terms: list[tuple[int, float]], low: float) -> None:
        self._rows.append(terms)
        self._low.append(low)

    def _camps(self, solution: NDArray[np.float64]) -> list[int]:
        return [int(camp) for camp in np.round(solution[: self._n_vertices])]

    def _run(self, cost: NDArray[np.float64], lower: NDArray[np.float64], upper: NDArray[np.float64]) -> Any:  # noqa: ANN401  scipy has no type for it
        integrality = np.zeros(self._n)
        integrality[: self._n_vertices] = 1
        entries = [(row, column, value) for row, terms in enumerate(self._rows) for column, value in terms]
        rows, columns, values = zip(*entries, strict=True)
        matrix = scipy.sparse.csr_array((values, (rows, columns)), shape=(len(self._rows), self._n))
        return scipy.optimize.milp(
            cost,
            integrality=integrality,
            bounds=scipy.optimize.Bounds(lower, upper),
            constraints=scipy.optimize.LinearConstraint(matrix, np.array(self._low), np.inf),
            options={"node_limit": NODE_LIMIT, "mip_rel_gap": 0.0},
        )
