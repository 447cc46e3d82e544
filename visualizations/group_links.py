"""What draws the discs of two groups together, counted on the columns of a network: it may hold a whole country."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.columns import Coded, Listed, Rows
from graph_service.analysis.network import Network, NetworkPerson, NetworkTie

TIE, RELATION, SHARED = 1.0, 2.0, 3.0


def members_by_group(network: Network) -> NDArray[np.int64]:
    """Count the persons whose best role is in each group.

    Parameters
    ----------
    network : Network
        What is drawn.

    Returns
    -------
    NDArray[np.int64]
        One number a group.
    """
    _, first = _groups(network)
    return np.bincount(first[first >= 0], minlength=len(network.groups))


def ties_between_groups(network: Network) -> dict[tuple[int, int], int]:
    """Count the ties between persons whose best roles are in two different groups.

    Parameters
    ----------
    network : Network
        What is drawn.

    Returns
    -------
    dict[tuple[int, int], int]
        By two groups, the smaller position first, in the order of these positions.
    """
    _, first = _groups(network)
    a, b = _first_groups_of_ties(network, first)
    counts = (a != b) & (np.minimum(a, b) >= 0)
    summed = _summed(np.minimum(a, b)[counts], np.maximum(a, b)[counts], np.ones(int(counts.sum())))
    return {pair: int(n) for pair, n in sorted(summed.items())}


def group_links(network: Network) -> dict[tuple[int, int], float]:
    """Weigh ties, conflicts, alliances and persons in both, for each two groups by their positions.

    Parameters
    ----------
    network : Network
        What is drawn.

    Returns
    -------
    dict[tuple[int, int], float]
        The smaller position first; pairs in the order in which they come up.
    """
    groups, first = _groups(network)
    tied = _first_groups_of_ties(network, first)
    at = {group.group_id: position for position, group in enumerate(network.groups)}
    pairs = [(row.group_a, row.group_b) for row in network.conflicts]
    pairs += [(row.group_a, row.group_b) for row in network.alliances]
    sides = [(at[a], at[b]) for a, b in pairs if a in at and b in at]
    related = np.array(sides, dtype=np.int64).reshape(-1, 2)
    row = np.repeat(np.arange(len(groups)), groups.lengths)
    a = np.concatenate([tied[0], related[:, 0], first[row]])
    b = np.concatenate([tied[1], related[:, 1], groups.codes])
    weight = np.repeat([TIE, RELATION, SHARED], [len(tied[0]), len(related), len(row)])
    counts = (a != b) & (np.minimum(a, b) >= 0)
    return _summed(np.minimum(a, b)[counts], np.maximum(a, b)[counts], weight[counts])


def _first_groups_of_ties(network: Network, first: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first group of both ends of each tie whose ends are there, -1 for none."""
    ties = Rows.of(NetworkTie, network.ties)
    persons = Rows.of(NetworkPerson, network.persons).coded("person_id").values()
    person = {person_id: position for position, person_id in enumerate(persons)}
    start, end = (_positions(ties.coded(name), person) for name in ("person_a", "person_b"))
    is_held = (start >= 0) & (end >= 0)
    return first[start[is_held]], first[end[is_held]]


def _summed(a: NDArray[np.int64], b: NDArray[np.int64], weight: NDArray[np.float64]) -> dict[tuple[int, int], float]:
    n = int(b.max(initial=0)) + 1
    keys, index, inverse = np.unique(a * n + b, return_index=True, return_inverse=True)
    totals = np.bincount(inverse, weight, minlength=len(keys))
    order = np.argsort(index)
    pairs = zip((keys[order] // n).tolist(), (keys[order] % n).tolist(), strict=True)
    return dict(zip(pairs, totals[order].tolist(), strict=True))


def _groups(network: Network) -> tuple[Listed, NDArray[np.int64]]:
    """Return the groups of each person by position, and the first of them, -1 where there is none."""
    column = Rows.of(NetworkPerson, network.persons).listed("groups")
    at = {group.group_id: position for position, group in enumerate(network.groups)}
    positions = _of_words(column.words, at)[column.codes]
    drawn = column.kept(positions >= 0)
    groups = Listed(drawn.bounds, positions[positions >= 0], range(len(network.groups)))
    first = np.full(len(groups), -1, dtype=np.int64)
    rows = np.flatnonzero(groups.lengths)
    first[rows] = groups.codes[groups.bounds[rows]]
    return groups, first


def _positions(column: Coded, position: dict[str, int]) -> NDArray[np.int64]:
    return _of_words(column.words, position)[column.codes]


def _of_words(words: Sequence[str], position: dict[str, int]) -> NDArray[np.int64]:
    return np.fromiter((position.get(word, -1) for word in words), dtype=np.int64, count=len(words))
