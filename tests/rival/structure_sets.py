"""Sets of persons by trying every one, with the distances of networkx: reach, and what is left without them."""

from collections.abc import Callable, Collection
from itertools import combinations

import networkx as nx

EQUAL = 1e-9
Sets = list[tuple[str, ...]]


def within(graph: "nx.Graph[str]", members: tuple[str, ...], steps: int) -> float:
    """Persons within so many steps of a set, its members included."""
    return float(len(set().union(*(nx.single_source_shortest_path_length(graph, i, steps) for i in members))))


def weighted(graph: "nx.Graph[str]", members: tuple[str, ...], _steps: int = 0) -> float:
    """The mean of 1/d from a set, members at 1, those that no path joins at 0."""
    nearest: dict[str, int] = {}
    for member in members:
        for person, steps in nx.single_source_shortest_path_length(graph, member).items():
            nearest[person] = min(steps, nearest.get(person, steps))
    return sum(1 / max(1, steps) for steps in nearest.values()) / len(graph)


def fragmentation(graph: "nx.Graph[str]", members: tuple[str, ...], _steps: int = 0) -> float:
    """1 less the share of ordered pairs of the rest in one component."""
    rest = graph.subgraph(set(graph) - set(members))
    n = len(rest)
    return 1 - sum(len(part) * (len(part) - 1) for part in nx.connected_components(rest)) / (n * (n - 1))


def weighted_fragmentation(graph: "nx.Graph[str]", members: tuple[str, ...], _steps: int = 0) -> float:
    """1 less the mean of 1/d over ordered pairs of the rest: what networkx calls global efficiency."""
    return float(1 - nx.global_efficiency(graph.subgraph(set(graph) - set(members))))


MEASURES: dict[str, Callable[["nx.Graph[str]", tuple[str, ...], int], float]] = {
    "reach": within,
    "weighted_reach": weighted,
    "fragmentation": fragmentation,
    "weighted_fragmentation": weighted_fragmentation,
}


def best(
    graph: "nx.Graph[str]", measure: str, size: int, steps: int, pool: Collection[str] | None = None
) -> tuple[float, Sets]:
    """The largest value of all sets of a pool, by default of everybody, and those that have it, in order."""
    among = sorted(graph if pool is None else pool)
    values = {some: MEASURES[measure](graph, some, steps) for some in combinations(among, size)}
    largest = max(values.values())
    return largest, [some for some, value in values.items() if value >= largest - EQUAL]
