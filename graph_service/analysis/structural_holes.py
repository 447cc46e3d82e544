"""Triangles of contacts, and what Burt made of them: constraint, effective size and efficiency."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.contact_graph import ContactGraph
from graph_service.analysis.pairs import pair_key

WEDGES_AT_ONCE = 1_000_000  # about 60 MB
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Oriented:
    """Each tie once, from the end with fewer contacts: `tail[e]` to `head[e]`, sorted; `first[v]` is the first of v."""

    tail: Ints
    head: Ints
    strength: Floats
    first: Ints


@dataclass(frozen=True, slots=True)
class StructuralHoles:
    """One element a person; NaN where it is not defined, as for whoever has no contact."""

    n_triangles: Ints
    constraint: Floats
    effective_size: Floats
    effective_size_unweighted: Floats


def strengths(graph: ContactGraph) -> Floats:
    """Return the sum of the strengths of the ties of each person."""
    sums = np.bincount(
        graph.both_ways[0], np.concatenate([graph.strength, graph.strength]), minlength=len(graph.person)
    )
    return sums.astype(np.float64)


def structural_holes(graph: ContactGraph) -> StructuralHoles:
    """Return the triangles, constraint and effective size of each person.

    Parameters
    ----------
    graph : ContactGraph
        Persons and ties; strengths are weights.

    Returns
    -------
    StructuralHoles
        Constraint and effective size are NaN where a person has no contact; of one contact both are 1.

    Notes
    -----
    With p_ij = s_ij / sum of s_i, constraint is the sum over contacts j of (p_ij + sum over q of p_iq p_qj)^2, and
    effective size the sum over j of 1 - sum over q of p_iq m_jq, where m_jq = s_jq / the largest strength of j [1]_.
    Unweighted it is n - 2t/n, of n contacts with t ties among them [2]_. Only triangles add to the inner sums, and
    each is met once: O(m sqrt(m)), with a bounded number of them at a time.

    References
    ----------
    .. [1] Burt (1992), Structural Holes.
    .. [2] Borgatti (1997), Structural holes: unpacking Burt's redundancy measures. Connections 20(1).
    """
    n = len(graph.person)
    ties = _oriented(graph)
    u, v, s = ties.tail, ties.head, ties.strength
    total, largest, degree = strengths(graph), _largest_strengths(graph), graph.degrees
    n_triangles, redundancy = np.zeros(n, dtype=np.int64), np.zeros(n)
    forth, back = np.zeros(len(s)), np.zeros(len(s))  # what third persons add to p of a tie, either way
    for ab, bc, ac in _triangles(ties, n):
        a, b, c = u[ab], v[ab], v[ac]
        n_triangles += np.bincount(np.concatenate([a, b, c]), minlength=n)
        for sums, tie, near, far, at, third in (
            (forth, ab, ac, bc, a, c),
            (back, ab, bc, ac, b, c),
            (forth, bc, ab, ac, b, a),
            (back, bc, ac, ab, c, a),
            (forth, ac, ab, bc, a, b),
            (back, ac, bc, ab, c, b),
        ):  # of a person `at`, a tie to a contact, and a third whom both know: by ties `near` and `far`
            share = s[near] / total[at]
            np.add.at(sums, tie, share * (s[far] / total[third]))
            contact = a + b + c - at - third
            redundancy += np.bincount(at, share * (s[far] / largest[contact]), minlength=n)
    constraint = np.bincount(u, (s / total[u] + forth) ** 2, minlength=n)
    constraint += np.bincount(v, (s / total[v] + back) ** 2, minlength=n)
    has_contact = degree > 0
    contacts = np.where(has_contact, degree, np.nan)
    return StructuralHoles(
        n_triangles,
        np.where(has_contact, constraint, np.nan),
        contacts - redundancy,
        contacts - 2 * n_triangles / contacts,
    )


def _largest_strengths(graph: ContactGraph) -> Floats:
    largest = np.zeros(len(graph.person))
    np.maximum.at(largest, graph.start, graph.strength)
    np.maximum.at(largest, graph.end, graph.strength)
    return largest


def _oriented(graph: ContactGraph) -> Oriented:
    """Point each tie to the end with more contacts: then nobody has more than sqrt(2m) heads."""
    n, degree = len(graph.person), graph.degrees
    is_forth = degree[graph.start] <= degree[graph.end]  # equal: to the larger id
    tail, head = np.where(is_forth, graph.start, graph.end), np.where(is_forth, graph.end, graph.start)
    order = np.lexsort((head, tail))
    tail, head = tail[order].astype(np.int64), head[order].astype(np.int64)
    return Oriented(tail, head, graph.strength[order], np.searchsorted(tail, np.arange(n + 1)))


def _triangles(ties: Oriented, n: int) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Give triangles as three ties a-b, b-c and a-c, each once.

    Ties 0-1, 0-2, 1-2 (tail 0 0 1, head 1 2 2): of tie 0-1 follow those of 1, 1-2, and 0-2 is looked up.
    """
    keys = pair_key(ties.tail, ties.head, max(1, n))
    n_after = np.diff(ties.first)[ties.head]
    ends = np.cumsum(n_after)
    at = 0
    while at < len(keys):
        before = int(ends[at - 1]) if at else 0
        until = max(at + 1, int(np.searchsorted(ends, before + WEDGES_AT_ONCE, side="right")))
        first = np.repeat(np.arange(at, until), n_after[at:until])
        second = np.arange(len(first)) - np.repeat(ends[at:until] - n_after[at:until] - before, n_after[at:until])
        second += ties.first[ties.head[first]]
        key = pair_key(ties.tail[first], ties.head[second], max(1, n))
        third = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
        hit = keys[third] == key
        if hit.any():
            yield first[hit], second[hit], third[hit]
        at = until
