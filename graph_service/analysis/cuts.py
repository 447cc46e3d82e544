"""Who and what holds a part of the graph together: cut persons and bridges, with what falls apart without them."""

from dataclasses import dataclass

import numpy as np

from graph_service.analysis.contact_graph import ContactGraph


@dataclass(frozen=True, slots=True)
class Cuts:
    """Of each person the sizes of the parts that their own part falls into without them, largest first.

    Empty for whoever is no cut person. A bridge is a tie between two places, the smaller first, with the
    persons at either end once it is gone.
    """

    parts: tuple[tuple[int, ...], ...]
    bridges: tuple[tuple[int, int, int, int], ...]


class _Walk:
    """One walk through the graph along ties, deepest first, that ends where it began."""

    def __init__(self, contacts: list[list[int]]) -> None:
        n = len(contacts)
        self.contacts = contacts
        self.order = [0] * n  # in which order persons are met, from 1
        self.low = [0] * n  # the first whom a person, or someone met after them, is tied to
        self.parent = [-1] * n
        self.size = [1] * n  # a person and all who are met through them
        self.n_met = 0

    def from_person(self, root: int) -> list[int]:
        """Walk a whole part; return its persons in the order in which the walk leaves them."""
        left: list[int] = []
        self._meet(root)
        path, following = [root], [iter(self.contacts[root])]
        while path:
            at = path[-1]
            contact = next(following[-1], -1)
            if contact < 0:
                path.pop()
                following.pop()
                left.append(at)
                self._leave(at)
            elif not self.order[contact]:
                self.parent[contact] = at
                self._meet(contact)
                path.append(contact)
                following.append(iter(self.contacts[contact]))
            elif contact != self.parent[at]:
                self.low[at] = min(self.low[at], self.order[contact])
        return left

    def _meet(self, person: int) -> None:
        self.n_met += 1
        self.order[person] = self.low[person] = self.n_met

    def _leave(self, person: int) -> None:
        parent = self.parent[person]
        if parent >= 0:
            self.size[parent] += self.size[person]
            self.low[parent] = min(self.low[parent], self.low[person])


def cuts(graph: ContactGraph) -> Cuts:
    """Return the cut persons and the bridges of a graph.

    Parameters
    ----------
    graph : ContactGraph
        Persons and ties; strengths play no part.

    Returns
    -------
    Cuts
        A person without a contact is none; the tie to a person with one contact is a bridge.

    Notes
    -----
    One depth-first walk [1]_ that also counts whom each branch holds. O(n + m).

    References
    ----------
    .. [1] Tarjan (1972), Depth-first search and linear graph algorithms. doi:10.1137/0201010
    """
    walk = _Walk(_contacts(graph))
    parts: list[tuple[int, ...]] = [()] * len(graph.person)
    bridges: list[tuple[int, int, int, int]] = []
    for root in range(len(graph.person)):
        if walk.order[root]:
            continue
        persons = walk.from_person(root)
        branches: dict[int, list[int]] = {}
        for person in persons:
            parent, size = walk.parent[person], walk.size[person]
            if parent >= 0 and walk.low[person] >= walk.order[parent]:
                branches.setdefault(parent, []).append(size)
            if parent >= 0 and walk.low[person] > walk.order[parent]:
                rest = len(persons) - size
                bridges.append((person, parent, size, rest) if person < parent else (parent, person, rest, size))
        for person, sizes in branches.items():
            rest = len(persons) - 1 - sum(sizes)
            pieces = sorted([*sizes, *([rest] if rest else [])], reverse=True)
            if len(pieces) > 1:
                parts[person] = tuple(pieces)
    return Cuts(tuple(parts), tuple(sorted(bridges)))


def _contacts(graph: ContactGraph) -> list[list[int]]:
    start, end = graph.both_ways
    order = np.lexsort((end, start))
    bounds, ends = np.searchsorted(start[order], np.arange(len(graph.person) + 1)).tolist(), end[order].tolist()
    return [ends[bounds[i] : bounds[i + 1]] for i in range(len(graph.person))]
