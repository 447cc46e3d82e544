"""The published ways to choose representatives (Wheeler, McLean, Becker & Worden 2019), as rivals of the exact one.

Where a published rule leaves a choice open, the first in the order of the graph is taken.
"""

from collections.abc import Collection, Mapping
from itertools import combinations, product

import networkx as nx
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp


def most_left(graph: "nx.Graph[int]") -> list[int]:
    """Always whoever is not reached yet and reaches the most who are not: `domSet_Whe2`."""
    rest = graph.copy()
    reached: set[int] = set()
    chosen: list[int] = []
    while len(reached | set(chosen)) < len(graph):
        open_nodes = [node for node in graph if node not in reached and node not in chosen]
        following = max(open_nodes, key=lambda node: len({node, *rest[node]} - reached))
        chosen.append(following)
        reached |= set(rest[following])
        rest.remove_node(following)
    return chosen


def most_ties(graph: "nx.Graph[int]", among: Collection[int] | None = None) -> list[int]:
    """Always whoever has the most ties left, those between persons reached taken out: `domSet_Whe`, `domSet_WheSub`."""
    rest = graph.copy()
    reached: set[int] = set()
    chosen: list[int] = []
    for _ in range(len(graph) if among is None else len(among)):
        open_nodes = [node for node in rest if among is None or node in among]
        most = max(rest.degree[node] for node in open_nodes)
        tied = [node for node in open_nodes if rest.degree[node] == most]
        following = max(tied, key=lambda node: len({node, *rest[node]} - reached))
        fresh = ({following} if len(tied) > 1 else set()) | (set(rest[following]) - reached)
        fresh -= reached
        chosen.append(following)
        if nx.is_dominating_set(graph, chosen):
            break
        rest.remove_node(following)
        rest.remove_edges_from([*combinations(fresh, 2), *product(fresh, reached)])
        reached = (fresh | reached) - set(chosen)
    return chosen


def reach(graph: "nx.Graph[int]", members: Collection[int]) -> int:
    """How many a set reaches, itself included."""
    return len({*members}.union(*(graph[member] for member in members)))


def expected_reach(graph: "nx.Graph[int]", shows_up: Mapping[int, float]) -> float:
    """`ExpReach`: the reach of every way in which people come or stay away, by how likely it is."""
    total = 0.0
    for comes in product((False, True), repeat=len(shows_up)):
        probability = 1.0
        for p, does in zip(shows_up.values(), comes, strict=True):
            probability *= p if does else 1 - p
        if probability:
            members = [node for node, does in zip(shows_up, comes, strict=True) if does]
            total += probability * reach(graph, members)
    return total


def most_newly_reached(graph: "nx.Graph[int]") -> list[int]:
    """Always whoever reaches the most who are not reached yet, reached already or not: the greedy way."""
    reached: set[int] = set()
    chosen: list[int] = []
    while len(reached) < len(graph):
        following = max(graph, key=lambda node: len({node, *graph[node]} - reached))
        chosen.append(following)
        reached |= {following, *graph[following]}
    return chosen


def spillover(
    graph: "nx.Graph[str]", treated: Mapping[str, float], beside: Mapping[str, float], some: Collection[str]
) -> float:
    """What treating some is worth, and what it is to those tied to them."""
    near = set().union(*(graph[node] for node in some)) - set(some)
    return sum(treated[node] for node in some) + sum(beside[node] for node in near)


def best_with_spillover(
    graph: "nx.Graph[str]", treated: Mapping[str, float], beside: Mapping[str, float], size: int
) -> tuple[float, tuple[str, ...]]:
    """The spillover programme, by trying every set of a size."""
    return max((spillover(graph, treated, beside, some), some) for some in combinations(sorted(graph), size))


def spillover_programme(
    graph: "nx.Graph[str]", treated: Mapping[str, float], beside: Mapping[str, float], size: int
) -> float:
    """The same as it was published: who is treated (L) and who is beside (S), S below 1 - L and the L of contacts."""
    nodes = sorted(graph)
    n = len(nodes)
    one, ties = np.eye(n), nx.to_numpy_array(graph, nodelist=nodes)
    worth = np.array([*(treated[node] for node in nodes), *(beside[node] for node in nodes)])
    rules = [
        LinearConstraint(np.hstack([np.ones((1, n)), np.zeros((1, n))]), size, size),
        LinearConstraint(np.hstack([one, one]), -np.inf, 1),
        LinearConstraint(np.hstack([-ties, one]), -np.inf, 0),
    ]
    return -float(milp(-worth, constraints=rules, integrality=np.ones(2 * n), bounds=Bounds(0, 1)).fun)
