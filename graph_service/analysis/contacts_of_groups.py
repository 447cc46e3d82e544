"""To whom persons are tied, by the groups of both: their own, others, none."""

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from graph_service.analysis.contact_graph import ContactGraph

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class GroupContacts:
    """One element a person, or a tie where that is said.

    `inside` are contacts who share one of the person's groups, `outside` those who have a group and share none,
    `without_group` those who have none. `other_groups` counts groups of contacts that are not the person's.
    """

    has_group: NDArray[np.bool_]
    inside: Ints
    outside: Ints
    without_group: Ints
    other_groups: Ints
    tie_is_within: NDArray[np.bool_]  # one element a tie: both ends share a group
    tie_is_between: NDArray[np.bool_]  # one element a tie: both ends have groups, and share none

    @property
    def ei_index(self) -> NDArray[np.float64]:
        """(outside - inside) / (outside + inside), NaN without an own group or without either."""
        total = (self.outside + self.inside).astype(np.float64)
        index = np.full(len(total), np.nan)
        defined = self.has_group & (total > 0)
        index[defined] = (self.outside - self.inside)[defined] / total[defined]
        return index


def group_contacts(graph: ContactGraph) -> GroupContacts:
    """Count the contacts of each person by the chosen groups that both belong to on the day."""
    n, n_groups = len(graph.person), int(graph.group.max(initial=0)) + 1
    belongs = scipy.sparse.csr_array((np.ones(len(graph.member)), (graph.member, graph.group)), shape=(n, n_groups))
    has_group = np.bincount(graph.member, minlength=n) > 0
    is_within = np.asarray(belongs[graph.start].multiply(belongs[graph.end]).sum(axis=1)).reshape(-1) > 0
    is_between = ~is_within & has_group[graph.start] & has_group[graph.end]
    starts, ends = graph.both_ways
    within = np.concatenate([is_within, is_within])
    inside = np.bincount(starts[within], minlength=n)
    outside = np.bincount(starts[~within & has_group[ends]], minlength=n)
    without_group = np.bincount(starts[~has_group[ends]], minlength=n)
    ties = scipy.sparse.csr_array((np.ones(len(starts)), (starts, ends)), shape=(n, n))
    near = (ties @ belongs > 0).astype(np.int64)
    n_near = np.asarray(near.sum(axis=1)).reshape(-1)
    n_shared = np.asarray(near.multiply(belongs).sum(axis=1)).reshape(-1)
    return GroupContacts(
        has_group,
        inside,
        outside,
        without_group,
        (n_near - n_shared).astype(np.int64),
        is_within,
        is_between,
    )
