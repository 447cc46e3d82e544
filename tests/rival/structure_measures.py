"""Measures of a graph by the letter of their definitions: plain, slow, pair by pair."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

Pair = tuple[str, str]


@dataclass(slots=True)
class Plain:
    """Persons, ties by their strength, and the chosen groups of each person."""

    persons: list[str]
    ties: Mapping[Pair, float]
    groups: Mapping[str, set[str]] = field(default_factory=dict)

    def s(self, a: str, b: str) -> float:
        """Return the strength of a tie, 0 for none."""
        return self.ties.get((min(a, b), max(a, b)), 0.0)

    def contacts(self, a: str) -> list[str]:
        """Return the contacts of a person."""
        return [b for b in self.persons if b != a and self.s(a, b) > 0]

    def without(self, *gone: str) -> "Plain":
        """Return the graph without some persons."""
        ties = {pair: s for pair, s in self.ties.items() if not set(pair) & set(gone)}
        return Plain([a for a in self.persons if a not in gone], ties, self.groups)

    def without_tie(self, pair: Pair) -> "Plain":
        """Return the graph without a tie."""
        return Plain(self.persons, {p: s for p, s in self.ties.items() if p != pair}, self.groups)

    def steps(self, source: str) -> dict[str, int]:
        """Return whom somebody reaches, themselves included, in how many steps."""
        reached, edge, step = {source: 0}, [source], 0
        while edge:
            step += 1
            edge = sorted({b for a in edge for b in self.contacts(a)} - set(reached))
            reached.update(dict.fromkeys(edge, step))
        return reached

    def parts(self) -> list[list[str]]:
        """Return the components by their smallest person."""
        left, parts = list(self.persons), []
        while left:
            part = sorted(self.steps(left[0]))
            parts.append(part)
            left = [a for a in left if a not in part]
        return parts

    def largest(self) -> list[str]:
        """Return the largest component: most persons, most ties, smallest id."""

        def key(part: list[str]) -> tuple[int, int, str]:
            return -len(part), -sum(a in part for a, _ in self.ties), part[0]

        return min(self.parts(), key=key, default=[])

    def matrix(self, persons: list[str]) -> np.ndarray:
        """Return who is tied to whom, as ones."""
        return np.array([[float(self.s(a, b) > 0) if a != b else 0.0 for b in persons] for a in persons]).reshape(
            len(persons), len(persons)
        )


def individual(graph: Plain) -> dict[str, dict[str, object]]:
    """Return every measure of every person, by the names of the columns."""
    n = len(graph.persons)
    table: dict[str, dict[str, object]] = {}
    largest = graph.largest()
    between = _betweenness(graph)
    top = _eigen(graph, largest)
    rank = _pagerank(graph, largest)
    fall = falls_without(graph)
    bridges = bridges_of(graph)
    for a in graph.persons:
        steps = {b: d for b, d in graph.steps(a).items() if b != a}
        near = graph.contacts(a)
        r = len(steps) + 1
        parts = cut_parts(graph, a)
        pieces = holes(graph, a)
        table[a] = {
            "degree": len(near),
            "strength": sum(graph.s(a, b) for b in near),
            "betweenness": between[a],
            "betweenness_normalized": between[a] / ((n - 1) * (n - 2) / 2) if n > 2 else None,
            "closeness": None if n < 2 else (r - 1) / (n - 1) * (r - 1) / sum(steps.values()) if steps else 0.0,
            "harmonic": sum(1 / d for d in steps.values()) / (n - 1) if n > 1 else None,
            "coreness": _coreness(graph, a),
            **pieces,
            "eigenvector": top.get(a),
            "pagerank": rank.get(a),
            "inter_centrality": fall.get(a),
            **_groups(graph, a),
            "is_cut_person": bool(parts),
            "n_parts": len(parts),
            "part_sizes": parts,
            "n_bridges": sum(a in pair for pair in bridges),
        }
    return table


def _betweenness(graph: Plain) -> dict[str, float]:
    """For each pair, the share of its shortest paths that pass each other person."""
    paths = {a: _paths(graph, a) for a in graph.persons}
    steps = {a: graph.steps(a) for a in graph.persons}
    scores = dict.fromkeys(graph.persons, 0.0)
    for a, b in combinations(graph.persons, 2):
        if b not in steps[a]:
            continue
        for v in graph.persons:
            if v not in {a, b} and v in steps[a] and steps[a][v] + steps[v][b] == steps[a][b]:
                scores[v] += paths[a][v] * paths[v][b] / paths[a][b]
    return scores


def _paths(graph: Plain, source: str) -> dict[str, int]:
    steps = graph.steps(source)
    n_paths = {source: 1}
    for b in sorted(steps, key=lambda b: steps[b])[1:]:
        n_paths[b] = sum(n_paths[c] for c in graph.contacts(b) if steps[c] == steps[b] - 1)
    return n_paths


def _coreness(graph: Plain, person: str) -> int:
    k = 0
    while True:
        rest = graph
        while small := [a for a in rest.persons if len(rest.contacts(a)) < k + 1]:
            rest = rest.without(*small)
        if person not in rest.persons:
            return k
        k += 1


def holes(graph: Plain, a: str) -> dict[str, object]:
    """Return constraint, effective size and efficiency, sum by sum."""
    near = graph.contacts(a)
    names = ("constraint", "effective_size", "efficiency", "effective_size_unweighted", "efficiency_unweighted")
    if not near:
        return dict.fromkeys(names)

    def p(i: str, j: str) -> float:
        return graph.s(i, j) / sum(graph.s(i, k) for k in graph.contacts(i))

    def m(j: str, q: str) -> float:
        return graph.s(j, q) / max(graph.s(j, k) for k in graph.contacts(j))

    constraint = sum((p(a, j) + sum(p(a, q) * p(q, j) for q in near if q != j)) ** 2 for j in near)
    size = sum(1 - sum(p(a, q) * m(j, q) for q in near if q != j) for j in near)
    n, t = len(near), sum(graph.s(j, q) > 0 for j, q in combinations(near, 2))
    plain = n - 2 * t / n
    return dict(zip(names, (constraint, size, size / n, plain, plain / n), strict=True))


def _eigen(graph: Plain, part: list[str]) -> dict[str, float]:
    if len(part) < 2:
        return {}
    _, vectors = np.linalg.eigh(graph.matrix(part))
    return dict(zip(part, np.abs(vectors[:, -1]).tolist(), strict=True))


def _pagerank(graph: Plain, part: list[str]) -> dict[str, float]:
    if len(part) < 2:
        return {}
    n, scores = len(part), dict.fromkeys(part, 1 / len(part))
    for _ in range(400):
        scores = {a: 0.15 / n + 0.85 * sum(scores[b] / len(graph.contacts(b)) for b in graph.contacts(a)) for a in part}
    return scores


def largest_eigenvalue(graph: Plain) -> float | None:
    """Return the largest eigenvalue of the whole graph."""
    return float(np.linalg.eigvalsh(graph.matrix(graph.persons)).max()) if graph.ties else None


def falls_without(graph: Plain, phi: float | None = None) -> dict[str, float]:
    """Return by how much the sum of b falls when a person is taken out."""
    eigenvalue = largest_eigenvalue(graph)
    if eigenvalue is None:
        return {}
    used = 0.5 / eigenvalue if phi is None else phi
    whole = activity(graph, used)
    return {a: whole - activity(graph.without(a), used) for a in graph.persons}


def activity(graph: Plain, phi: float) -> float:
    """Return the sum of (I - phi A)^-1 1."""
    n = len(graph.persons)
    return float(np.linalg.solve(np.eye(n) - phi * graph.matrix(graph.persons), np.ones(n)).sum()) if n else 0.0


def _groups(graph: Plain, a: str) -> dict[str, object]:
    own = graph.groups.get(a, set())
    near = [graph.groups.get(b, set()) for b in graph.contacts(a)]
    inside = sum(bool(groups & own) for groups in near)
    outside = sum(bool(groups) and not groups & own for groups in near)
    return {
        "n_other_groups": len(set().union(*near) - own),
        "n_inside": inside,
        "n_outside": outside,
        "n_without_group": sum(not groups for groups in near),
        "ei_index": (outside - inside) / (outside + inside) if own and outside + inside else None,
    }


def cut_parts(graph: Plain, a: str) -> tuple[int, ...]:
    """Return the sizes of what a part falls into without a person, empty if it stays in one piece."""
    part = set(graph.steps(a)) - {a}
    sizes = sorted((len(rest) for rest in graph.without(a).parts() if set(rest) <= part), reverse=True)
    return tuple(sizes) if len(sizes) > 1 else ()


def bridges_of(graph: Plain) -> dict[Pair, tuple[int, int]]:
    """Return the ties without which a part falls in two, and how many stay at either end."""
    bridges = {}
    for a, b in graph.ties:
        rest = graph.without_tie((a, b))
        if b not in rest.steps(a):
            bridges[a, b] = (len(rest.steps(a)), len(rest.steps(b)))
    return bridges


def summary_of(graph: Plain) -> dict[str, object]:
    """Return the graph as a whole, by the names of the fields."""
    n, m, parts, largest = len(graph.persons), len(graph.ties), graph.parts(), graph.largest()
    near = {a: graph.contacts(a) for a in graph.persons}
    tied = {a: sum(graph.s(b, c) > 0 for b, c in combinations(near[a], 2)) for a in graph.persons}
    pairs = {a: len(near[a]) * (len(near[a]) - 1) // 2 for a in graph.persons}
    steps = [d for a, b in combinations(graph.persons, 2) if (d := graph.steps(a).get(b)) is not None]
    core = [_coreness(graph, a) for a in graph.persons]
    has_groups = any(graph.groups.get(a) for a in graph.persons)
    within = sum(bool(graph.groups.get(a, set()) & graph.groups.get(b, set())) for a, b in graph.ties)
    grouped = sum(bool(graph.groups.get(a)) and bool(graph.groups.get(b)) for a, b in graph.ties)
    all_pairs = n * (n - 1) / 2
    return {
        "component_sizes": _falling(len(part) for part in parts),
        "n_in_largest": len(largest) if n else None,
        "n_ties_in_largest": sum(a in largest for a, _ in graph.ties) if n else None,
        "n_isolates": sum(not contacts for contacts in near.values()),
        "density": m / all_pairs if n > 1 else None,
        "mean_degree": sum(map(len, near.values())) / n if n else None,
        "degree_distribution": _falling(map(len, near.values()))[::-1],
        "n_triangles": sum(tied.values()) // 3,
        "transitivity": sum(tied.values()) / sum(pairs.values()) if sum(pairs.values()) else None,
        "mean_clustering": sum(tied[a] / pairs[a] if pairs[a] else 0 for a in near) / n if n else None,
        "largest_core": max(core, default=None),
        "n_in_largest_core": core.count(max(core)) if n else None,
        "n_cut_persons": sum(bool(cut_parts(graph, a)) for a in graph.persons),
        "n_bridges": len(bridges_of(graph)),
        "diameter": max((d for a in largest for d in graph.steps(a).values()), default=None),
        "mean_distance": sum(steps) / len(steps) if steps else None,
        "fragmentation": 1 - len(steps) / all_pairs if n > 1 else None,
        "distance_weighted_fragmentation": 1 - sum(1 / d for d in steps) / all_pairs if n > 1 else None,
        "n_ties_within_groups": within if has_groups else None,
        "n_ties_between_groups": grouped - within if has_groups else None,
        "n_ties_without_group": m - grouped if has_groups else None,
    }


def _falling(sizes: Iterable[int]) -> list[tuple[int, int]]:
    return sorted(Counter(sizes).items(), reverse=True)
