"""Cohesion of groups and agreement of partitions, as the definitions say it, person by person and tie by tie."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from math import log

import networkx as nx

from tests.rival import days
from tests.rival.reach import chosen_groups, reach_graph
from tests.rival.view import Case, Member, View


@dataclass(frozen=True, slots=True)
class Held:
    """A group and the ties among its members."""

    n: int
    m: int
    density: float | None
    mean_degree: float | None
    share: float | None


@dataclass(frozen=True, slots=True)
class CohesionOf:
    """Of each group what holds it together, now and a year before, and its E-I index; ties by cell."""

    now: dict[str, Held]
    before: dict[str, Held]
    ei: dict[str, float | None]
    cells: dict[tuple[str, str], int]
    n_in_no_cell: int


def cohesion(case: Case, as_of: date, *, groups: Sequence[str] | None = None, lineage: bool = True) -> CohesionOf:
    """Measure the groups asked for, or all valid on the day that have not gone into another."""
    view = View(case, as_of, lineage=lineage)
    if groups is None:
        ids = sorted(chosen_groups(view, None))
    else:
        ids = sorted({view.heir_of[group_id] for group_id in groups})
    past = View(case, days.years_earlier(as_of, 1), lineage=False)
    past.members = [Member(one.row, past.one_of[one.row.person_id], one.group_id) for one in view.members]
    graph, graph_before = reach_graph(view, ids), reach_graph(past, ids)
    groups_of = {one: view.groups_of(one, view.as_of) & set(ids) for one in graph.persons}
    groups_before = {one: past.groups_of(one, past.as_of) & set(ids) for one in graph_before.persons}
    cells: Counter[tuple[str, str]] = Counter()
    ei: dict[str, float | None] = {}
    for a, b in graph.edges:
        cells.update({(min(g, h), max(g, h)) for g in groups_of[a] for h in groups_of[b]})
    for group_id in ids:
        ends = [(group_id in groups_of[a]) + (group_id in groups_of[b]) for a, b in graph.edges]
        one, both = ends.count(1), ends.count(2)
        ei[group_id] = (one - both) / (one + both) if one + both else None
    return CohesionOf(
        {group_id: held(graph.persons, graph.edges, groups_of, group_id) for group_id in ids},
        {group_id: held(graph_before.persons, graph_before.edges, groups_before, group_id) for group_id in ids},
        ei,
        dict(sorted(cells.items())),
        sum(not groups_of[a] or not groups_of[b] for a, b in graph.edges),
    )


def held(
    persons: Iterable[str], ties: Iterable[tuple[str, str]], groups_of: Mapping[str, set[str]], group_id: str
) -> Held:
    """Measure the ties among the members of a group."""
    inside = nx.Graph()
    inside.add_nodes_from(one for one in persons if group_id in groups_of[one])
    inside.add_edges_from((a, b) for a, b in ties if a in inside and b in inside)
    n, m = len(inside), inside.number_of_edges()
    return Held(
        n,
        m,
        nx.density(inside) if n > 1 else None,
        sum(degree for _, degree in inside.degree) / n if n else None,
        max(len(part) for part in nx.connected_components(inside)) / n if n else None,
    )


def adjusted_rand(first: Sequence[Hashable], second: Sequence[Hashable]) -> float | None:
    """Count pairs: together in both, in the first alone, in the second alone, in neither."""
    if len(first) < 2:
        return None
    together = Counter((first[i] == first[j], second[i] == second[j]) for i, j in combinations(range(len(first)), 2))
    a, b, c, d = (together[key] for key in ((True, True), (True, False), (False, True), (False, False)))
    below = (a + b) * (b + d) + (a + c) * (c + d)
    return 2 * (a * d - b * c) / below if below else 1.0


def mutual_information(first: Sequence[Hashable], second: Sequence[Hashable]) -> float | None:
    """Sum over pairs of classes what the one tells of the other, and halve the sum of the entropies below it."""
    n = len(first)
    if n < 2:
        return None
    p, q, both = Counter(first), Counter(second), Counter(zip(first, second, strict=True))
    if len(p) == len(q) == 1:
        return 1.0
    shared = sum(k / n * log(k * n / (p[a] * q[b])) for (a, b), k in both.items())
    entropy = -sum(k / n * log(k / n) for counts in (p, q) for k in counts.values())
    return 2 * shared / entropy


def modularity(graph: nx.Graph, community: Mapping[int, int]) -> float:
    """Sum over all pairs of persons, each with themselves too, what is there less what chance would give."""
    m = graph.number_of_edges()
    shares = (
        (graph.has_edge(a, b) - graph.degree[a] * graph.degree[b] / (2 * m)) / (2 * m)
        for a in graph
        for b in graph
        if community[a] == community[b]
    )
    return float(sum(shares))


def partitions(n: int) -> Iterator[list[int]]:
    """Yield every partition of n as labels, the first label 0."""
    labels = [0] * n

    def fill(i: int, n_labels: int) -> Iterator[list[int]]:
        if i == n:
            yield labels
            return
        for label in range(n_labels + 1):
            labels[i] = label
            yield from fill(i + 1, max(n_labels, label + 1))

    yield from fill(0, 0)
