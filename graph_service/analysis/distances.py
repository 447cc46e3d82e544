"""How many steps lie between all persons: from many persons at once, a bit for each."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.contact_graph import ContactGraph, components, igraph_of

MAX_PERSONS = 50_000  # with a contact; up to so many all distances are counted
WORDS_AT_ONCE = 1_000_000  # of 64 persons each, for all ends of ties: 8 MB
WORD = 64
MANY_STEPS = 200  # in a graph that is so long, fewer persons are met at each step than a word is worth
FEW = 4  # a step from fewer than one in so many persons walks their contacts alone
Ints = NDArray[np.int64]
Words = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Distances:
    """One element a person: how many they reach, the sum of the steps and of 1 / steps, and the farthest."""

    n_reached: Ints
    far: Ints
    near: NDArray[np.float64]
    eccentricity: Ints


@dataclass(frozen=True, slots=True)
class _Contacts:
    """Contacts of all who have one: those of `i` are `end[first[i] : first[i + 1]]`."""

    first: Ints
    end: Ints

    def reached_from(self, bits: Words, rows: Ints | None) -> Words:
        """Return the bits that stand at any contact, for each row."""
        if rows is None:
            return np.bitwise_or.reduceat(bits[self.end], self.first[:-1], axis=0)
        index, first = self.ends_of(rows)
        return np.bitwise_or.reduceat(bits[self.end[index]], first, axis=0)

    def ends_of(self, rows: Ints) -> tuple[Ints, Ints]:
        """Return where in `end` the contacts of some rows stand, and where those of each begin."""
        n_ends = self.first[rows + 1] - self.first[rows]
        first = np.cumsum(n_ends) - n_ends
        return np.repeat(self.first[rows] - first, n_ends) + np.arange(int(n_ends.sum())), first


def distances(graph: ContactGraph) -> Distances | None:
    """Return how far everybody is from everybody else, None for a graph with too many persons who have a contact.

    Parameters
    ----------
    graph : ContactGraph
        Persons and ties; strengths play no part.

    Returns
    -------
    Distances | None
        Of a person without a contact all are 0.

    Notes
    -----
    A breadth-first search from all persons at once, 64 to a word: each step joins the words of the contacts.
    O(n m d / 64) of longest distance d, some ten times as fast as one search after another; where d is large, as
    in a chain, the searches are made one after another by the library, in O(n m).
    """
    n = len(graph.person)
    starts, ends = graph.both_ways
    order = np.argsort(starts, kind="stable")
    person, number = np.unique(starts, return_inverse=True)
    n_linked = len(person)
    if n_linked > MAX_PERSONS:
        return None
    row_of = np.zeros(n, dtype=np.int64)
    row_of[person] = np.arange(n_linked)
    contacts = _Contacts(np.searchsorted(number[order], np.arange(n_linked + 1)), row_of[ends[order]])
    if _is_long(graph):
        return _one_by_one(graph)
    n_words = max(1, min(-(-n_linked // WORD), WORDS_AT_ONCE // max(1, len(ends))))
    counts = np.zeros((3, n), dtype=np.int64)
    steps = Distances(counts[0], counts[1], np.zeros(n), counts[2])
    for first in range(0, n_linked, WORD * n_words):
        _search(contacts, np.arange(first, min(n_linked, first + WORD * n_words)), n_words, person, steps)
    return steps


def _is_long(graph: ContactGraph) -> bool:
    """Say whether from somebody in a large part it is many steps to the farthest."""
    labels = components(graph)
    _, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    large = first[sizes > MANY_STEPS]
    return bool(len(large)) and max(igraph_of(graph).eccentricity(vertices=large.tolist())) > MANY_STEPS


def _one_by_one(graph: ContactGraph) -> Distances:
    network = igraph_of(graph)
    labels = components(graph)
    n_reached = np.bincount(labels)[labels] - 1
    with np.errstate(divide="ignore"):
        far = np.where(n_reached > 0, np.rint(1 / np.array(network.closeness(normalized=False))), 0)
    near = np.array(network.harmonic_centrality(normalized=False))
    return Distances(
        n_reached,
        far.astype(np.int64),
        np.where(n_reached > 0, near, 0.0),
        np.array(network.eccentricity(), dtype=np.int64),
    )


def _search(contacts: _Contacts, sources: Ints, n_words: int, person: Ints, steps: Distances) -> None:
    """Walk from some persons to all whom they reach, and add to each person in how many steps that was."""
    bit = np.arange(len(sources))
    reached = np.zeros((len(person), n_words), dtype=np.uint64)
    reached[sources, bit // WORD] = np.uint64(1) << (bit % WORD).astype(np.uint64)
    edge = reached.copy()  # who was reached in the last step
    active = sources
    step = 0
    while len(active):
        step += 1
        rows = None
        if len(active) < len(person) // FEW:
            rows = np.unique(contacts.end[contacts.ends_of(active)[0]])
        new = contacts.reached_from(edge, rows)
        new &= ~(reached if rows is None else reached[rows])
        n_new = np.bitwise_count(new).sum(axis=1, dtype=np.int64)
        is_new = n_new > 0
        rows = np.flatnonzero(is_new) if rows is None else rows[is_new]
        edge[active] = 0
        edge[rows] = new[is_new]
        reached[rows] |= new[is_new]
        active, at = rows, person[rows]
        steps.n_reached[at] += n_new[is_new]
        steps.far[at] += step * n_new[is_new]
        steps.near[at] += n_new[is_new] / step
        steps.eccentricity[at] = np.maximum(steps.eccentricity[at], step)
