"""Every measure on a snapshot: first computed (nothing remembered) and again, at growing sizes.

``python -m benchmarks.bench_analysis [PERSONS ...]``
"""

from collections.abc import Callable
from typing import Any

import networkx as nx

from benchmarks import synthetic
from benchmarks.measure import Line, best_of, finish, saying, show, sizes_asked, timed
from graph_service.analysis.conflicts import CONFLICTS
from graph_service.analysis.explanation import EXPLAIN
from graph_service.analysis.network import NETWORK
from graph_service.analysis.priorities import PRIORITIES
from graph_service.analysis.reach import ReachGraph, reach_graph, tie_records
from graph_service.analysis.representatives import REPRESENTATIVES, solve
from graph_service.analysis.scorecard import SCORECARD
from graph_service.domain.policy import Policy, default_policy
from graph_service.domain.snapshot import Snapshot
from graph_service.domain.use_case import UseCase

SIZES = (4_000, 12_500, 25_000, 50_000, 100_000)
AIM_S = 1.0
MILLISECONDS = 1_000
GROUP = 3
FEW_GROUPS = 5

Measure = Callable[[Snapshot, Policy], object]
GROUPS = (f"G-{GROUP:07}",)


def _asked(question: UseCase[Any, Any], **parameters: object) -> Measure:
    return lambda snapshot, policy: question.compute(snapshot, policy, question.parameters(**parameters))


MEASURES: dict[str, Measure] = {
    "scorecard": _asked(SCORECARD),
    "message lane": _asked(PRIORITIES, lane="message"),
    "safety lane": _asked(PRIORITIES, lane="safety"),
    "messenger lane, one group": _asked(PRIORITIES, lane="messenger", groups=GROUPS),
    "messenger lane, all groups": _asked(PRIORITIES, lane="messenger"),
    "representatives, one group": _asked(REPRESENTATIVES, groups=GROUPS),
    "conflicts": _asked(CONFLICTS),
    "network, one group": _asked(NETWORK, groups=GROUPS),
    "network, everything": _asked(NETWORK),
    "explain, one person": _asked(EXPLAIN, person_id="P-0000007"),
}
WITHOUT_AIM = ("network, everything", "explain, one person")  # drawn by nobody; stands on all three lanes


def measures(persons: int) -> list[Line]:
    """Time every measure on a snapshot that remembers nothing, and on one that remembers all.

    Parameters
    ----------
    persons : int
        Size of the population.

    Returns
    -------
    list[Line]
        One line a measure.
    """
    with saying(f"{persons:,} persons"):
        snapshot = synthetic.snapshot(persons)
    return [_measured(snapshot, name, measure) for name, measure in MEASURES.items()]


def _measured(snapshot: Snapshot, name: str, measure: Measure) -> Line:
    policy, known = default_policy(), snapshot.on(synthetic.AS_OF)
    (first,) = best_of(lambda: measure(snapshot.on(synthetic.AS_OF), policy))
    measure(known, policy)
    again = timed(lambda: measure(known, policy))
    cells = (
        f"{len(snapshot['person']):,}",
        name,
        f"{first.wall:.2f}",
        f"{first.cpu:.2f}",
        f"{again.cpu * MILLISECONDS:.1f}",
    )
    return Line(cells, None if name in WITHOUT_AIM else first.cpu < AIM_S)


def rivals(persons: int) -> list[Line]:
    """Build the reach graph and choose who carries the message, beside networkx and a plain greedy choice.

    Parameters
    ----------
    persons : int
        Size of the population.

    Returns
    -------
    list[Line]
        A line for some groups, and one for all.
    """
    snapshot = synthetic.snapshot(persons)
    tie_records(snapshot, default_policy())  # remembered, so that the graph alone is timed
    asked = {"one group": [GROUP], f"{FEW_GROUPS} groups": list(range(FEW_GROUPS)), "all groups": None}
    return [_covered(snapshot, name, groups) for name, groups in asked.items()]


def _covered(snapshot: Snapshot, name: str, groups: list[int] | None) -> Line:
    policy = default_policy()
    graph = reach_graph(snapshot, policy, groups)
    everybody = range(len(graph.person))
    edges = [(i, j) for i, reached in enumerate(graph.reached) for j in reached if i < j]
    ours, theirs, greedy = best_of(
        lambda: solve(reach_graph(snapshot, policy, groups), everybody),
        lambda: nx.dominating_set(_graph(edges, everybody)),
        lambda: _greedy(graph),
    )
    found = solve(graph, everybody)
    return Line(
        (
            name,
            f"{len(graph.person):,}",
            f"{len(found.chosen):,} (gap {found.gap:,})",
            f"{len(nx.dominating_set(_graph(edges, everybody))):,}",
            f"{len(_greedy(graph)):,}",
            *(f"{time.cpu:.3f}" for time in (ours, theirs, greedy)),
        )
    )


def _graph(edges: list[tuple[int, int]], nodes: range) -> "nx.Graph[int]":
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(edges)
    return graph


def _greedy(graph: ReachGraph) -> list[int]:
    """The textbook way: always whoever reaches the most who are left; by buckets of equal gain."""
    left = set(range(len(graph.person)))
    reach = [{i, *reached} for i, reached in enumerate(graph.reached)]
    buckets: list[list[int]] = [[] for _ in range(max(map(len, reach), default=0) + 1)]
    for i, one in enumerate(reach):
        buckets[len(one)].append(i)
    chosen, gain = [], len(buckets) - 1
    while left:
        if not buckets[gain]:
            gain -= 1
            continue
        i = buckets[gain].pop()
        now = len(reach[i] & left)
        if now == gain:
            chosen.append(i)
            left -= reach[i]
        elif now:
            buckets[now].append(i)
    return chosen


HEAD = ("persons", "measure", "first, s", "first, CPU s", "again, CPU ms")
COVER_HEAD = ("who hears", "members", "chosen", "networkx", "greedy", "ours, CPU s", "networkx, CPU s", "greedy, CPU s")

if __name__ == "__main__":
    sizes = sizes_asked(SIZES)
    timings = [line for persons in sizes for line in measures(persons)]
    met = show(f"Measures on a snapshot, each in under {AIM_S:.0f} s when first computed", HEAD, timings)
    met &= show(f"Reach graph and who carries the message, {max(sizes):,} persons", COVER_HEAD, rivals(max(sizes)))
    finish(all_met=met)
