"""The signed graph of groups: alliances and conflicts on the day, and the triads that they make."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.conflicts import alliances, conflict_pairs
from graph_service.analysis.people import successors
from graph_service.analysis.result import Note, note
from graph_service.domain.snapshot import Snapshot

POSITIVE, NEGATIVE = 1, -1
N_KINDS = 4  # of triads: +++, +--, ++-, ---
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SignedGraph:
    """Groups by id, and the signed edges between them: ends are positions in `group`, the smaller first, in order.

    `records` say what an edge rests on, as kind:id; `is_both`: allied and in conflict at once, which is one
    negative edge.
    """

    group: NDArray[np.int64]
    start: Counts
    end: Counts
    sign: Counts
    records: tuple[tuple[str, ...], ...]
    is_both: tuple[bool, ...]
    n_alliances_outside: int  # with a group that is not among these
    n_conflicts_outside: int
    n_within: int  # rows of alliances whose ends are one group after lineage

    @property
    def notes(self) -> tuple[Note, ...]:
        """What is said of its edges wherever it is measured."""
        return (
            note("allied_and_in_conflict", sum(self.is_both)),
            note("conflict_pair_outside", self.n_conflicts_outside),
            note("alliance_pair_outside", self.n_alliances_outside),
            note("alliance_within_group", self.n_within),
        )

    def signs(self) -> dict[tuple[int, int], int]:
        """Return the sign of each edge, by both orders of its ends."""
        edges = list(zip(self.start.tolist(), self.end.tolist(), self.sign.tolist(), strict=True))
        return {pair: sign for a, b, sign in edges for pair in ((a, b), (b, a))}


@dataclass(frozen=True, slots=True)
class Triads:
    """Triads by kind, in the order +++, +--, ++-, ---: of all, a row a group, and a row an edge."""

    total: Counts
    of_group: Counts
    of_edge: Counts


def signed_graph(
    snapshot: Snapshot, group: NDArray[np.int64], *, states: Collection[str], lineage: bool
) -> SignedGraph:
    """Return who among some groups is allied with whom, and in conflict with whom, on the day."""
    position = {snapshot["group"].ids[row]: i for i, row in enumerate(group.tolist())}
    positive = {(pair.group_a, pair.group_b): pair.record_ids for pair in alliances(snapshot, lineage=lineage)}
    negative = {
        (pair.group_a, pair.group_b): tuple(f"conflict:{conflict_id}" for conflict_id in pair.conflict_ids)
        for pair in conflict_pairs(snapshot, states=states, lineage=lineage)
    }
    inside = sorted(
        (position[a], position[b], a, b)
        for a, b in positive.keys() | negative.keys()
        if a in position and b in position
    )
    pairs = [(a, b) for _, _, a, b in inside]
    frame, last = snapshot["alliance"], successors(snapshot, lineage=lineage)
    valid = frame.valid_on(snapshot.day)
    within = last[frame["group_a"][valid]] == last[frame["group_b"][valid]]
    return SignedGraph(
        group=group,
        start=np.array([a for a, _, _, _ in inside], dtype=np.int64),
        end=np.array([b for _, b, _, _ in inside], dtype=np.int64),
        sign=np.array([NEGATIVE if pair in negative else POSITIVE for pair in pairs], dtype=np.int64),
        records=tuple((*negative.get(pair, ()), *positive.get(pair, ())) for pair in pairs),
        is_both=tuple(pair in negative and pair in positive for pair in pairs),
        n_alliances_outside=len(positive.keys() - set(pairs)),
        n_conflicts_outside=len(negative.keys() - set(pairs)),
        n_within=int(within.sum()),
    )


def triads(graph: SignedGraph) -> Triads:
    """Count the triads by kind: of an edge, by the signs of the two edges that lead to each common neighbour.

    Of a positive edge a-b whose ends are both in conflict with c: one triad +--.
    """
    n = len(graph.group)
    positive, negative = (_matrix(graph, sign, n) for sign in (POSITIVE, NEGATIVE))
    ends = graph.start, graph.end
    both_positive = (positive @ positive)[ends]
    mixed = (positive @ negative)[ends] + (negative @ positive)[ends]
    both_negative = (negative @ negative)[ends]
    nothing = np.zeros(len(graph.sign), dtype=np.int64)
    of_positive = np.column_stack([both_positive, both_negative, mixed, nothing])
    of_negative = np.column_stack([nothing, mixed, both_positive, both_negative])
    of_edge = np.where((graph.sign == POSITIVE)[:, None], of_positive, of_negative)
    of_group = np.zeros((n, N_KINDS), dtype=np.int64)
    np.add.at(of_group, graph.start, of_edge)
    np.add.at(of_group, graph.end, of_edge)
    return Triads(of_edge.sum(axis=0) // 3, of_group // 2, of_edge)  # three edges a triad, two of them at a group


def _matrix(graph: SignedGraph, sign: int, n: int) -> Counts:
    matrix = np.zeros((n, n), dtype=np.int64)
    rows = graph.sign == sign
    matrix[graph.start[rows], graph.end[rows]] = 1
    return matrix + matrix.T
