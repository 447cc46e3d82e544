"""Representatives on graphs of every shape: time to proof or the gap, beside greedy and a published heuristic.

``python -m benchmarks.bench_representatives 300 1000`` measures graphs of so many persons.
"""

from collections.abc import Callable
from datetime import date

import networkx as nx

from benchmarks.measure import Line, finish, saying, show, sizes_asked, timed
from graph_service.analysis.representatives import REPRESENTATIVES
from graph_service.analysis.representatives_parts import Representatives
from graph_service.domain.policy import default_policy
from graph_service.domain.snapshot import Snapshot
from tests.rival import make
from tests.rival.published_heuristics import most_left
from tests.snapshots import snapshot_from

SIZES = (300, 1_000, 5_000, 20_000)
SMALL = 300
AIM_S = 1.0
BUDGET = 10
HEURISTIC_LIMIT = 1_000  # the published heuristic asks after each choice whether all are reached
AS_OF = date(2020, 12, 3)
HEAD = ("shape", "persons", "budget", "chosen", "reached", "gap", "curve proven", "ours, CPU s", "greedy", "published")


def _pairs(n: int) -> "nx.Graph[int]":
    graph: nx.Graph[int] = nx.empty_graph(n)
    graph.add_edges_from((i, i + 1) for i in range(0, n - 1, 2))
    return graph


def _clustered(n: int) -> "nx.Graph[int]":
    return nx.convert_node_labels_to_integers(nx.relaxed_caveman_graph(n // 10, 10, 0.1, seed=1))


def _stars(n: int) -> "nx.Graph[int]":
    graph: nx.Graph[int] = nx.empty_graph(n)
    graph.add_edges_from((i - i % 10, i) for i in range(n) if i % 10)
    return graph


def _cycles(n: int) -> "nx.Graph[int]":
    graph: nx.Graph[int] = nx.empty_graph(n)
    graph.add_edges_from((i, i + 1 if (i + 1) % 20 else i - 19) for i in range(n))
    return graph


def _grid(n: int) -> "nx.Graph[int]":
    return nx.convert_node_labels_to_integers(nx.grid_2d_graph(10, n // 10), ordering="sorted")


def _cube(n: int) -> "nx.Graph[int]":
    return nx.convert_node_labels_to_integers(nx.hypercube_graph(n.bit_length() - 1), ordering="sorted")


SHAPES: dict[str, Callable[[int], "nx.Graph[int]"]] = {
    "random, 3 ties each": lambda n: nx.gnm_random_graph(n, 3 * n // 2, seed=1),
    "clustered in tens": _clustered,
    "sparse, 1.6 ties each": lambda n: nx.gnm_random_graph(n, 4 * n // 5, seed=1),
    "pairs": _pairs,
    "isolates": nx.empty_graph,
    "stars of ten": _stars,
    "cycles of twenty": _cycles,
    "one ring, 2 ties each": nx.cycle_graph,
    "one ring, 6 ties each": lambda n: nx.watts_strogatz_graph(n, 6, 0, seed=1),
    "complete bipartite": lambda n: nx.complete_bipartite_graph(n // 2, n - n // 2),
    "random, 5 ties each": lambda n: nx.gnm_random_graph(n, 5 * n // 2, seed=1),
    "small world, 4 ties each": lambda n: nx.watts_strogatz_graph(n, 4, 0.1, seed=1),
    "grid, ten wide": _grid,
    "hypercube": _cube,
}
DENSE = {"complete bipartite"}  # a million ties and more above a thousand persons


def _snapshot(graph: "nx.Graph[int]") -> Snapshot:
    persons = [make.person(f"P-{node:05}") for node in graph]
    ties = [make.tie(f"T-{a}-{b}", f"P-{min(a, b):05}", f"P-{max(a, b):05}") for a, b in graph.edges]
    return snapshot_from([*persons, *ties], AS_OF)


def greedy(graph: "nx.Graph[int]") -> list[int]:
    """Always whoever reaches the most who are left; the reach of a member only falls, so few are looked at again."""
    reach = {node: {node, *graph[node]} for node in graph}
    levels: dict[int, list[int]] = {}
    for node, targets in reach.items():
        levels.setdefault(len(targets), []).append(node)
    left, members = set(graph), list[int]()
    for gain in range(max(levels, default=0), 0, -1):
        waiting = levels.get(gain, [])
        while waiting:
            node = waiting.pop(0)
            now = len(reach[node] & left)
            if now == gain:
                members.append(node)
                left -= reach[node]
            else:
                levels.setdefault(now, []).append(node)
    return members


def _reached(graph: "nx.Graph[int]", members: list[int]) -> int:
    return len({*members}.union(*(graph[node] for node in members)))


def _line(shape: str, n: int, budget: int | None) -> Line:
    graph = SHAPES[shape](n)
    answers: list[Representatives] = []
    parameters = REPRESENTATIVES.parameters(budget=budget, n_alternatives=2)
    snapshot = _snapshot(graph)
    with saying(f"{shape}, {n:,} persons, budget {budget}"):
        took = timed(lambda: answers.append(REPRESENTATIVES.compute(snapshot, default_policy(), parameters)))
    (answer,) = answers
    rivals = [greedy(graph)[:budget]]
    if n <= HEURISTIC_LIMIT:
        rivals.append(most_left(graph)[:budget])
    others = [f"{len(members) if budget is None else _reached(graph, members):,}" for members in rivals]
    cells = (
        shape,
        f"{len(graph):,}",
        "none" if budget is None else str(budget),
        f"{len(answer.chosen):,}",
        f"{answer.n_reached:,}",
        f"{answer.gap:,}",
        "no" if "curve_not_proven" in {note.code for note in answer.notes} else "yes",
        f"{took.cpu:.2f}",
        *others,
        *["–"] * (2 - len(others)),
    )
    return Line(cells, took.cpu < AIM_S if n <= SMALL else None)


if __name__ == "__main__":
    lines = [
        _line(shape, n, budget)
        for n in sizes_asked(SIZES)
        for shape in SHAPES
        if shape not in DENSE or n <= HEURISTIC_LIMIT
        for budget in (None, BUDGET)
    ]
    finish(
        all_met=show(
            f"Representatives; greedy and published: their number of members, on a budget whom they reach; {SMALL} "
            f"persons in under {AIM_S:.0f} s",
            HEAD,
            lines,
        )
    )
