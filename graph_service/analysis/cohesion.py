"""Cohesion of groups: how closely each holds together, now and a year before, and the contacts between them."""

from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import scipy
from numpy.typing import NDArray

from graph_service.analysis.cohesion_parts import (
    CAVEAT,
    CELLS_CAVEAT,
    Cohesion,
    CohesionRow,
    ContactCell,
)
from graph_service.analysis.contact_graph import GraphParameters, graph_size, retracted
from graph_service.analysis.graph_groups import (
    GroupedGraph,
    grouped_graph,
    selected_groups,
    tie_groups,
)
from graph_service.analysis.header import header, parameter_values
from graph_service.analysis.pairs import distinct, pair_key
from graph_service.analysis.people import successors
from graph_service.domain.dates import years_before
from graph_service.domain.policy import Policy
from graph_service.domain.selection import without_rows
from graph_service.domain.snapshot import Snapshot, derived
from graph_service.domain.use_case import UseCase

MIN_MEMBERS = 2  # fewer make no pair
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class CohesionParameters(GraphParameters):
    """Of which graph."""


@dataclass(frozen=True, slots=True)
class _GroupTies:
    """Members of a group, ties among them, and how many are in the largest part."""

    n: int
    m: int
    largest: int

    @property
    def density(self) -> float | None:
        return 2 * self.m / (self.n * (self.n - 1)) if self.n >= MIN_MEMBERS else None

    @property
    def mean_degree(self) -> float | None:
        return 2 * self.m / self.n if self.n else None

    @property
    def largest_share(self) -> float | None:
        return self.largest / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class _Measured:
    """Of each group its ties, and those that leave it; `cell` and `n_ties` have one element a cell with a tie.

    The cell of the groups at positions g and h, g <= h, is g times the number of groups, plus h.
    """

    groups: tuple[_GroupTies, ...]
    n_outside: Counts
    cell: Counts
    n_ties: Counts
    n_in_no_cell: int


def cohesion(snapshot: Snapshot, policy: Policy, parameters: CohesionParameters) -> Cohesion:
    """Return how closely groups hold together, and the contacts between them.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        How old a tie may be.
    parameters : CohesionParameters
        Of which graph; without groups all that are valid on the day.

    Returns
    -------
    Cohesion
        A group without members, or that had none a year before, has 0 members and ties and null elsewhere.

    Notes
    -----
    Of n members with m ties among them: density 2m/[n(n-1)], mean degree 2m/n [1]_, and the share of the largest
    part that these ties join. E-I index (outside - inside)/(outside + inside) [2]_ of the ties with an end in the
    group, each once, to anyone in the graph. O(n + m) for persons in few groups.

    References
    ----------
    .. [1] Wasserman & Faust (1994), Social Network Analysis, section 4.3.
    .. [2] Krackhardt & Stern (1988), Informal networks and organizational crises. Social Psychology Quarterly 51(2).
    """
    records = retracted(snapshot, parameters.without_source)
    groups = selected_groups(records, parameters.groups, lineage=parameters.lineage).group
    grouped = grouped_graph(snapshot, policy, parameters, groups)
    measured = _measured(grouped, len(groups))
    frame = snapshot["group"]
    ids = tuple(frame.ids[row] for row in groups.tolist())
    before = _year_before(snapshot, policy, parameters, groups, ids)
    n_groups = max(1, len(ids))
    said = parameter_values(parameters)
    return Cohesion(
        **header("cohesion", snapshot, policy, said, notes=grouped.graph.notes),
        graph=graph_size(grouped.graph),
        caveat=CAVEAT,
        groups=tuple(
            CohesionRow(
                group_id=ids[i],
                name=frame.texts["name"][row],
                n_members=now.n,
                n_ties=now.m,
                density=now.density,
                mean_degree=now.mean_degree,
                largest_share=now.largest_share,
                n_outside=outside,
                ei_index=_ei_index(outside, now.m),
                n_members_year_before=then.n,
                density_year_before=then.density,
                mean_degree_year_before=then.mean_degree,
                largest_share_year_before=then.largest_share,
            )
            for i, (row, now, outside, then) in enumerate(
                zip(groups.tolist(), measured.groups, measured.n_outside.tolist(), before.groups, strict=True)
            )
        ),
        cells=tuple(
            ContactCell(ids[cell // n_groups], ids[cell % n_groups], n_ties)
            for cell, n_ties in zip(measured.cell.tolist(), measured.n_ties.tolist(), strict=True)
        ),
        cells_caveat=CELLS_CAVEAT,
        n_ties_in_no_cell=measured.n_in_no_cell,
        n_in_several=int((grouped.n_of_person > 1).sum()),
    )


def _ei_index(outside: int, inside: int) -> float | None:
    return (outside - inside) / (outside + inside) if outside + inside else None


def _measured(grouped: GroupedGraph, n_groups: int) -> _Measured:
    graph, base = grouped.graph, max(1, n_groups)
    pairs = tie_groups(grouped)
    first, second = grouped.position[pairs.first], grouped.position[pairs.second]
    cell = pair_key(np.minimum(first, second), np.maximum(first, second), base)
    of_tie = distinct(pair_key(pairs.tie, cell, base * base))  # a tie once per cell
    cells, n_ties = np.unique(of_tie % (base * base), return_counts=True)
    inside = first == second
    n_members = np.bincount(grouped.position, minlength=n_groups)
    n_inside = np.bincount(first[inside], minlength=n_groups)
    degree = graph.degrees
    n_ends = np.bincount(grouped.position, weights=degree[grouped.member], minlength=n_groups).astype(np.int64)
    largest = _largest_parts(grouped, pairs.first[inside], pairs.second[inside], n_groups)
    return _Measured(
        tuple(
            _GroupTies(n, m, most)
            for n, m, most in zip(n_members.tolist(), n_inside.tolist(), largest.tolist(), strict=True)
        ),
        n_ends - 2 * n_inside,
        cells,
        n_ties,
        len(graph.start) - len(distinct(pairs.tie)),
    )


def _largest_parts(grouped: GroupedGraph, first: Counts, second: Counts, n_groups: int) -> Counts:
    """Count the members of each group's largest part: a node is a person in a group, so that groups stay apart."""
    n = len(grouped.member)
    largest = np.zeros(n_groups, dtype=np.int64)
    if n:
        ties = scipy.sparse.coo_array((np.ones(len(first)), (first, second)), shape=(n, n))
        label = scipy.sparse.csgraph.connected_components(ties, directed=False)[1]
        part, first_node, n_nodes = np.unique(label, return_index=True, return_counts=True)
        np.maximum.at(largest, grouped.position[first_node], n_nodes[: len(part)])
    return largest


def _year_before(
    snapshot: Snapshot, policy: Policy, parameters: CohesionParameters, groups: Counts, ids: tuple[str, ...]
) -> _Measured:
    """Measure the same groups a year earlier; of ties among members it is all one who else is in the graph."""
    past = _as_of_a_year_before(snapshot, parameters.without_source, lineage=parameters.lineage)
    same = replace(parameters, groups=ids, without_source=None, lineage=False, all_persons=True)
    return _measured(grouped_graph(past, policy, same, groups), len(ids))


@derived
def _as_of_a_year_before(snapshot: Snapshot, without_source: tuple[str, ...] | None, *, lineage: bool) -> Snapshot:
    """Return the records as seen a year earlier, memberships already those of what the groups became by the day."""
    records = retracted(snapshot, without_source)
    everything = np.ones(len(records["group_succession"]), dtype=np.bool_)
    settled = without_rows(records, {"group_succession": everything})
    frame = settled["membership"]
    group = successors(records, lineage=lineage)[frame["group_id"]] if len(frame) else frame["group_id"]
    arrays = MappingProxyType({**frame.arrays, "group_id": group})
    frames = {**settled.frames, "membership": replace(frame, arrays=arrays)}
    return Snapshot(settled.content_hash, frames, years_before(snapshot.as_of, 1))


COHESION = UseCase(
    name="cohesion",
    question="How closely do groups hold together, and who has contacts with whom?",
    summary="Density, mean degree, largest part and E-I index of each group, now and a year before, and the ties "
    "between groups",
    address="cohesion",
    parameters=CohesionParameters,
    result=Cohesion,
    compute=cohesion,
    on_what_is_seen=True,
    unit="ties, shares",
    reference="Wasserman & Faust (1994), section 4.3; Krackhardt & Stern (1988) for the E-I index",
)
