"""The groups of a graph of contacts: which they are, who belongs where, and the ties that they share."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.contact_graph import ContactGraph, GraphParameters, contact_graph
from graph_service.analysis.named_records import group_positions
from graph_service.analysis.pairs import distinct
from graph_service.analysis.people import successors
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import IntArray, Snapshot


@dataclass(frozen=True, slots=True)
class SelectedGroups:
    """Positions of groups after lineage, in the order of ids; `n_successors`: named ones that became others."""

    group: NDArray[np.int64]
    n_successors: int


@dataclass(frozen=True, slots=True)
class GroupedGraph:
    """A graph of contacts, and its persons' groups: `member` and `position` are parallel, by person, then group.

    Of persons a, b, c with a and b in X and b in Y: member [0, 1, 1], position [0, 0, 1]; `starts` [0, 1, 3, 3].
    """

    graph: ContactGraph
    member: NDArray[np.int64]
    position: NDArray[np.int64]
    starts: NDArray[np.int64]

    @property
    def n_of_person(self) -> NDArray[np.int64]:
        """In how many of the groups each person is."""
        return np.diff(self.starts)


def selected_groups(snapshot: Snapshot, group_ids: Sequence[str] | None, *, lineage: bool) -> SelectedGroups:
    """Return the groups named, each as what it became by the day, or all that are valid on the day."""
    last = successors(snapshot, lineage=lineage)
    positions = group_positions(snapshot, group_ids)
    if positions is None:
        valid = snapshot["group"].valid_on(snapshot.day) & (last == np.arange(len(last)))
        return SelectedGroups(np.flatnonzero(valid), 0)
    named = np.array(positions, dtype=np.int64)
    return SelectedGroups(distinct(last[named].astype(np.int64)), int((last[named] != named).sum()))


def grouped_graph(
    snapshot: Snapshot, policy: Policy, parameters: GraphParameters, group: NDArray[np.int64]
) -> GroupedGraph:
    """Return the graph that the parameters describe, with its persons' groups as positions in `group`."""
    graph = contact_graph(snapshot, policy, parameters)
    shown = np.isin(graph.group, group)
    member, position = graph.member[shown], np.searchsorted(group, graph.group[shown])
    return GroupedGraph(graph, member, position, np.searchsorted(member, np.arange(len(graph.person) + 1)))


@dataclass(frozen=True, slots=True)
class TieGroups:
    """A tie and a group of each of its ends: one element for each such pair of groups.

    `first` and `second` are elements of `member` and `position` of the graph: the start's and the end's.
    """

    tie: NDArray[np.int64]
    first: NDArray[np.int64]
    second: NDArray[np.int64]


def tie_groups(grouped: GroupedGraph) -> TieGroups:
    """Return for each tie every group of its start beside every group of its end.

    Of the tie a-b, with a in X and b in X and Y: X beside X, and X beside Y.
    """
    tie, first = _expanded(np.arange(len(grouped.graph.start)), grouped.graph.start, grouped.starts)
    row, second = _expanded(np.arange(len(tie)), grouped.graph.end[tie], grouped.starts)
    return TieGroups(tie[row], first[row], second)


def _expanded(
    row: NDArray[np.int64], person: IntArray, starts: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Repeat each row once for each group of its person, beside the element that says so."""
    n_groups = starts[person + 1] - starts[person]
    repeated = np.repeat(np.arange(len(row)), n_groups)
    offset = np.arange(len(repeated)) - np.repeat(np.cumsum(n_groups) - n_groups, n_groups)
    return row[repeated], starts[person][repeated] + offset
