"""Shortest paths between sets of persons: how many there are, and the first of them, without listing them all.

Persons stand as their places in a graph, which are in the order of their ids.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from graph_service.analysis.contact_graph import ContactGraph
from graph_service.domain.snapshot import IntArray

Onward = Mapping[int, Sequence[tuple[int, float]]]  # person -> those one step on by id, with the strength of the step
BothWays = tuple[IntArray, IntArray, NDArray[Any]]  # whom a tie starts from, whom it leads to, how strong it is
UNBOUNDED = float("inf")  # the weakest strength of a path without ties


@dataclass(frozen=True, slots=True)
class FoundPath:
    """Persons in order, and the strength of the weakest tie between them, None without a tie."""

    persons: tuple[int, ...]
    weakest: float | None


@dataclass(frozen=True, slots=True)
class ShortestPaths:
    """The shortest paths: their steps (None: there is no path), how many there are, and the first of them."""

    n_steps: int | None
    n_paths: int
    first: tuple[FoundPath, ...]


def steps_from(graph: ContactGraph, persons: IntArray, *, most: float = np.inf) -> NDArray[np.float64]:
    """Return how many steps each person is away from the nearest of some; infinite where no path is that short."""
    n = len(graph.person)
    if not n or not len(persons):
        return np.full(n, np.inf)
    ties = coo_array((np.ones(len(graph.start)), (graph.start, graph.end)), shape=(n, n)).tocsr()
    steps: NDArray[np.float64] = dijkstra(
        ties, directed=False, indices=persons, unweighted=True, min_only=True, limit=most
    )
    return steps


def shortest_paths(graph: ContactGraph, starts: IntArray, ends: IntArray, most: int) -> ShortestPaths:
    """Return the shortest paths from any of some persons to any of others.

    The first are those with the largest weakest strength, then in the order of their lists of ids. A person who
    is at both ends is a path of no steps. The paths are counted from the end, person by person; the strengths
    that are the weakest of some path are found in one pass over the ties, and for each of them, the largest
    first, only those ties are walked that lead to such a path. O(m log n) and most times the steps of a path
    times the contacts of a person, however many paths there are.
    """
    away, back = steps_from(graph, starts), steps_from(graph, ends)
    n_steps = away[ends].min(initial=np.inf)
    if np.isinf(n_steps):
        return ShortestPaths(None, 0, ())
    on_path = away + back == n_steps
    begins = sorted({int(person) for person in starts if on_path[person]})
    onward = _onward(graph, away, on_path)
    levels = sorted(np.flatnonzero(on_path).tolist(), key=lambda person: -away[person])  # the ends first
    counts: dict[int, int] = {}
    for person in levels:
        further = onward.get(person, ())
        counts[person] = sum(counts[after] for after, _ in further) if back[person] else 1
    n_paths = sum(counts[person] for person in begins)
    first: list[FoundPath] = []
    for weakest in _weakest_strengths(levels, onward, {int(person) for person in begins}):
        first += _walk(begins, onward, levels, weakest, most - len(first))
        if len(first) >= most:
            break
    return ShortestPaths(int(n_steps), n_paths, tuple(first))


def widest_from(order: Sequence[int], onward: Onward, begins: Sequence[int]) -> dict[int, float]:
    """Return for each person the largest weakest strength of a way from the begin; `order` is by steps from it."""
    widest = dict.fromkeys(begins, UNBOUNDED)
    for person in order:
        for after, strength in onward.get(person, ()):
            widest[after] = max(widest.get(after, 0.0), min(widest[person], strength))
    return widest


def _onward(graph: ContactGraph, away: NDArray[np.float64], on_path: NDArray[np.bool_]) -> Onward:
    """The ties that lead one step on, of persons on a shortest path."""
    start, end, strength = both_ways(graph)
    leads = on_path[start] & on_path[end] & (away[end] == away[start] + 1)
    return grouped(start[leads], end[leads], strength[leads])


def both_ways(graph: ContactGraph) -> BothWays:
    """Return each tie from either end, ordered by the one it leads to."""
    start, end = graph.both_ways
    order = np.argsort(end, kind="stable")
    return start[order], end[order], np.concatenate([graph.strength, graph.strength])[order]


def grouped(start: IntArray, end: IntArray, strength: NDArray[Any]) -> dict[int, list[tuple[int, float]]]:
    """Return by person whom the ties lead to, in the order of the ties."""
    onward: dict[int, list[tuple[int, float]]] = {}
    for before, after, of_tie in zip(start.tolist(), end.tolist(), strength.tolist(), strict=True):
        onward.setdefault(before, []).append((after, of_tie))
    return onward


def _weakest_strengths(levels: Sequence[int], onward: Onward, begins: set[int]) -> list[float]:
    """Return every strength that is the weakest of some path, the largest first.

    A tie is the weakest of a path if the best way to it and the best way from it are nowhere weaker.
    """
    to_person = widest_from(levels[::-1], onward, sorted(begins))
    from_person: dict[int, float] = {}
    strengths: set[float] = set()
    for person in levels:
        further = onward.get(person, ())
        from_person[person] = max((min(strength, from_person[after]) for after, strength in further), default=UNBOUNDED)
        strengths.update(
            strength for after, strength in further if strength <= min(to_person[person], from_person[after])
        )
    return sorted(strengths, reverse=True) or [UNBOUNDED]


def _walk(begins: Sequence[int], onward: Onward, levels: Sequence[int], weakest: float, most: int) -> list[FoundPath]:
    """Return the first paths, by the list of their persons, whose weakest tie is exactly so strong.

    It is known of each person whether a path goes on from there over ties at least so strong, and whether over
    one that is exactly so strong, so that no walk comes to nothing.
    """
    goes_on: dict[int, bool] = {}
    meets: dict[int, bool] = {}
    for person in levels:
        further = [(after, strength) for after, strength in onward.get(person, ()) if strength >= weakest]
        goes_on[person] = person not in onward or any(goes_on[after] for after, _ in further)
        meets[person] = any(meets[after] or (strength == weakest and goes_on[after]) for after, strength in further)
    is_point = weakest == UNBOUNDED
    paths: list[FoundPath] = []
    path: list[int] = []
    waiting = [(0, person, is_point) for person in reversed(begins) if is_point or meets[person]]
    while waiting and len(paths) < most:
        n_before, person, has_met = waiting.pop()
        del path[n_before:]
        path.append(person)
        if person not in onward:
            paths.append(FoundPath(tuple(path), None if is_point else weakest))
        for after, strength in reversed(onward.get(person, ())):
            if strength >= weakest:
                meets_now = has_met or strength == weakest
                if goes_on[after] if meets_now else meets[after]:
                    waiting.append((n_before + 1, after, meets_now))
    return paths
