"""Partitions of persons: computed ones, how good they are, and how far two of them agree."""

from dataclasses import dataclass
from itertools import combinations
from math import fsum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.contact_graph import ContactGraph, GraphParameters, contact_graph
from graph_service.analysis.random_source import igraph_random_numbers
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import Snapshot, derived
from graph_service.errors import InputError

SEEDS = range(20)
MOST_TIES = 100_000  # about two minutes; more would take much longer, as iterations grow in number too
MOST_WITHOUT_GAIN = 10  # iterations in a row that change something and gain nothing
EQUAL = 1e-9  # modularities closer than this are equal
MIN_PERSONS = 2  # fewer make no pair to agree on
Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Partition:
    """Persons with a contact, as positions in the graph, and the community of each.

    Communities are numbered by size, then first person. `stability`: mean adjusted Rand index over the pairs of
    seeds. It, the seed and the modularity are None where nobody has a contact.
    """

    person: Labels
    community: Labels
    seed: int | None
    modularity: float | None
    stability: float | None


@dataclass(frozen=True, slots=True)
class Overlap:
    """How often a class of one partition meets a class of another, and their sizes."""

    common: Labels
    first: Labels
    second: Labels
    n: int


@derived
def best_partition(snapshot: Snapshot, policy: Policy, parameters: GraphParameters) -> Partition:
    """Return the partition of the largest modularity that any of the seeds finds; too many ties are an `InputError`."""
    graph = contact_graph(snapshot, policy, parameters)
    if len(graph.start) > MOST_TIES:
        message = (
            f"the graph has {len(graph.start):,} ties; communities are looked for among at most {MOST_TIES:,}: choose "
            "groups, kinds, a strength or a shorter window"
        )
        raise InputError(message)
    person = np.flatnonzero(graph.degrees)
    if not len(person):
        nobody = np.zeros(0, dtype=np.int64)
        return Partition(nobody, nobody, None, None, None)
    network = _network(graph, person)
    runs = [_leiden(network, seed) for seed in SEEDS]
    scores = [float(network.modularity(labels.tolist())) for labels in runs]
    seed = next(seed for seed in SEEDS if scores[seed] >= max(scores) - EQUAL)
    agreement = [adjusted_rand(overlap(runs[a], runs[b])) for a, b in combinations(SEEDS, 2)]
    stability = fsum(value for value in agreement if value is not None) / len(agreement)
    return Partition(person, runs[seed], seed, scores[seed], stability)


def library_version() -> str:
    """Return the version of the library that looks for communities: another may give another partition."""
    import igraph

    return str(igraph.__version__)


def overlap(first: Labels, second: Labels) -> Overlap:
    """Count the persons by their class in two partitions.

    Of [0, 0, 1] and [5, 7, 7]: common [1, 1, 1], first [2, 1], second [1, 2].
    """
    rows = np.unique(first, return_inverse=True)[1]
    columns = np.unique(second, return_inverse=True)[1]
    n_columns = int(columns.max(initial=0)) + 1
    common = np.bincount(rows * n_columns + columns)
    return Overlap(common[common > 0], np.bincount(rows), np.bincount(columns), len(first))


def adjusted_rand(table: Overlap) -> float | None:
    """Return the adjusted Rand index of Hubert and Arabie; 1 for two equal trivial partitions, None below two persons.

    In whole numbers up to the last division, so that equal partitions have equal indices.
    """
    if table.n < MIN_PERSONS:
        return None
    common, first, second = _pairs(table.common), _pairs(table.first), _pairs(table.second)
    everything = table.n * (table.n - 1) // 2
    above = 2 * (common * everything - first * second)
    below = (first + second) * everything - 2 * first * second
    return above / below if below else 1.0


def mutual_information(table: Overlap) -> float | None:
    """Return 2 I/(H1 + H2); 1 for two equal trivial partitions, None below two persons."""
    if table.n < MIN_PERSONS:
        return None
    first, second, both = _entropy(table.first), _entropy(table.second), _entropy(table.common)
    if len(table.first) == len(table.second) == 1:
        return 1.0
    return min(1.0, max(0.0, 2 * (first + second - both) / (first + second)))


def _pairs(counts: Labels) -> int:
    return sum(n * (n - 1) // 2 for n in counts.tolist())


def _entropy(counts: Labels) -> float:
    n = int(counts.sum())
    return -fsum(k / n * np.log(k / n) for k in sorted(counts.tolist()))


def _network(graph: ContactGraph, person: Labels) -> Any:  # noqa: ANN401  the library has no types
    import igraph

    ends = np.column_stack([np.searchsorted(person, graph.start), np.searchsorted(person, graph.end)])
    return igraph.Graph(n=len(person), edges=ends.tolist())


def _leiden(network: Any, seed: int) -> Labels:  # noqa: ANN401  the library has no types
    """Iterate until an iteration changes nothing.

    The library, asked for a negative number of iterations, counts moves that gain nothing as changes: on some graphs
    it never ends (version 1.0, seven persons are enough). So iterations are asked for one by one; the last is the
    first that gives the same communities again, or the tenth in a row that gains nothing.
    """
    ends = np.array(network.get_edgelist(), dtype=np.int64)
    best, n_without_gain = None, 0
    with igraph_random_numbers(seed):
        labels, membership = np.zeros(0, dtype=np.int64), None
        while n_without_gain < MOST_WITHOUT_GAIN:
            membership = network.community_leiden(
                objective_function="modularity", n_iterations=1, initial_membership=membership
            ).membership
            before, labels = labels, _numbered(np.array(membership, dtype=np.int64))
            if np.array_equal(before, labels):
                break
            score = _whole_modularity(ends, labels)
            n_without_gain = 0 if best is None or score > best else n_without_gain + 1
            best = score if best is None else max(best, score)
    return labels


def _whole_modularity(ends: Labels, labels: Labels) -> int:
    """Return the modularity times (2m)^2, a whole number: the smallest gain counts, and no error of rounding does."""
    of_ends = labels[ends]
    n_inside = int((of_ends[:, 0] == of_ends[:, 1]).sum())
    degrees = np.bincount(of_ends.reshape(-1))
    return 4 * len(ends) * n_inside - int((degrees * degrees).sum())


def _numbered(labels: Labels) -> Labels:
    """Number communities from 1, the largest first; of equal ones that of the first person. [2, 0, 0] is [2, 1, 1]."""
    _, first, community, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(1, len(order) + 1)
    return number[community]
