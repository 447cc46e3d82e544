"""Structure: where each person stands in the graph of contacts, by all measures of it or by some."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated as A
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.betweenness import MAX_SAMPLED, MIN_PERSONS, estimated_betweenness, exact_betweenness
from graph_service.analysis.competition_ranks import competition_ranks
from graph_service.analysis.contact_graph import (
    ContactGraph,
    GraphParameters,
    components,
    contact_graph,
    graph_size,
    igraph_of,
    of_graph,
)
from graph_service.analysis.contacts_of_groups import group_contacts
from graph_service.analysis.cuts import Cuts, cuts
from graph_service.analysis.distances import MAX_PERSONS, Distances, distances
from graph_service.analysis.header import header, parameter_values
from graph_service.analysis.result import Note, note
from graph_service.analysis.spectral import (
    MAX_PART,
    attenuation,
    eigenvector,
    inter_centrality,
    largest_eigenvalue,
    pagerank,
)
from graph_service.analysis.structural_holes import strengths, structural_holes
from graph_service.analysis.structure_parts import (
    CAVEAT,
    COLUMNS,
    Bridge,
    Structure,
    StructureMeasure,
    StructureRow,
)
from graph_service.domain.nearest import check_word
from graph_service.domain.parameters import MAX_ITEMS, Parameter
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import Snapshot
from graph_service.domain.use_case import Paging, UseCase
from graph_service.errors import InputError, NotConvergedError

M = StructureMeasure
EXACT_BETWEENNESS = 10_000  # persons; in larger graphs it is estimated unless a sample is named
SAMPLE = 200  # persons whose paths such an estimate walks
Column = Sequence[Any]
V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class StructureParameters(GraphParameters):
    """Of which graph, which measures, and in which order."""

    measures: A[
        tuple[StructureMeasure, ...] | None,
        Parameter("Only these measures; default: all", ("degree", "constraint"), each="measure", maximum=MAX_ITEMS),
    ] = None
    sort: A[
        StructureMeasure | None,
        Parameter("The measure to sort by; default: the first named, or degree", "betweenness"),
    ] = None
    sampled: A[
        int | None,
        Parameter(
            "Estimate betweenness from the paths of so many persons drawn at random; default: exact up to 10,000 "
            "persons, 200 beyond",
            200,
            minimum=1,
            maximum=MAX_SAMPLED,
        ),
    ] = None
    phi: A[
        float | None,
        Parameter("How much a contact adds in inter-centrality; default: half of what it must stay below", 0.1),
    ] = None


class _Table:
    """The columns of the table, made one measure after another."""

    def __init__(self, snapshot: Snapshot, policy: Policy, parameters: StructureParameters) -> None:
        self.snapshot = snapshot
        self.policy = policy
        self.parameters = parameters
        self.graph = contact_graph(snapshot, policy, parameters)
        self.columns: dict[str, Column] = {}
        self.notes: list[Note] = []
        self.seed: int | None = None
        self.is_exact: bool | None = None
        self.phi: float | None = None
        self.eigenvalue: float | None = None
        self.bridges: tuple[tuple[int, int, int, int], ...] = ()

    def of(self, measure: Callable[[ContactGraph], V]) -> V:
        """Return what a measure makes of the graph, made once for all questions."""
        return of_graph(self.snapshot, self.policy, self.parameters, measure)

    def leave_out(self, measure: StructureMeasure, problem: str, code: str, n: int) -> None:
        """Note that a measure is left out, or refuse it where it was asked for by name."""
        if measure in (self.parameters.measures or ()):
            message = f"{measure.value.replace('_', '-')} is computed {problem}; choose groups, or leave it out"
            raise InputError(message)
        self.notes.append(note(code, n))

    def add_degree(self) -> None:
        self.columns["degree"] = self.graph.degrees.tolist()

    def add_strength(self) -> None:
        self.columns["strength"] = self.of(strengths).tolist()

    def add_betweenness(self) -> None:
        n, named = len(self.graph.person), self.parameters.sampled
        n_sampled = named if named is not None else SAMPLE if n > EXACT_BETWEENNESS else n
        self.is_exact = n_sampled >= n
        if self.is_exact:
            scores, errors = self.of(exact_betweenness), None
        else:
            self.seed = 0
            scores, errors = estimated_betweenness(self.graph, n_sampled)
        self.notes.append(note("sample_is_everybody", int(self.is_exact and named is not None)))
        self.notes.append(note("betweenness_sampled", 0 if self.is_exact or named is not None else n_sampled))
        n_pairs = (n - 1) * (n - 2) / 2
        self.columns["betweenness"] = scores.tolist()
        self.columns["betweenness_normalized"] = (scores / n_pairs).tolist() if n >= MIN_PERSONS else [None] * n
        self.columns["betweenness_standard_error"] = [None] * n if errors is None else errors.tolist()
        self.columns["betweenness_not_seen"] = [not self.is_exact and score == 0 for score in scores.tolist()]

    def add_closeness(self) -> None:
        steps = self._distances(M.CLOSENESS)
        others = len(self.graph.person) - 1
        if steps is not None and others > 0:
            n_reached = steps.n_reached.astype(np.float64)
            self.columns["closeness"] = (n_reached / others * n_reached / np.maximum(steps.far, 1)).tolist()

    def add_harmonic(self) -> None:
        steps = self._distances(M.HARMONIC)
        others = len(self.graph.person) - 1
        if steps is not None and others > 0:
            self.columns["harmonic"] = (steps.near / others).tolist()

    def _distances(self, measure: StructureMeasure) -> Distances | None:
        steps = self.of(distances)
        if steps is None:
            n_linked = int((self.graph.degrees > 0).sum())
            problem = f"for up to {MAX_PERSONS:,} persons with a contact, and here are {n_linked:,}"
            self.leave_out(measure, problem, f"{measure.value}_too_large", n_linked)
        return steps

    def add_coreness(self) -> None:
        self.columns["coreness"] = self.of(coreness)

    def add_holes(self, name: str) -> None:
        """Constraint, or effective size of a kind."""
        self.columns[name] = _defined(getattr(self.of(structural_holes), name))

    def add_efficiency(self, name: str, size: str) -> None:
        """Effective size of a kind, for each contact."""
        contacts = np.maximum(self.graph.degrees, 1)
        self.columns[name] = _defined(getattr(self.of(structural_holes), size) / contacts)

    def add_eigenvector(self) -> None:
        self.notes.append(note("rewards_acquaintance", 1, of="eigenvector"))
        try:
            self.columns["eigenvector"] = _defined(self.of(eigenvector))
        except NotConvergedError:
            if M.EIGENVECTOR in (self.parameters.measures or ()):
                raise
            self.notes.append(note("eigenvector_not_settled", 1))

    def add_pagerank(self) -> None:
        self.notes.append(note("rewards_acquaintance", 1, of="pagerank"))
        self.columns["pagerank"] = _defined(self.of(pagerank))

    def add_inter_centrality(self) -> None:
        n_largest = int(np.bincount(self.of(components)).max(initial=0))
        if n_largest > MAX_PART:
            problem = f"for up to {MAX_PART:,} persons in a component, and the largest has {n_largest:,}"
            self.leave_out(M.INTER_CENTRALITY, problem, "inter_centrality_too_large", n_largest)
            return
        self.eigenvalue = self.of(largest_eigenvalue)
        self.phi = attenuation(self.eigenvalue, self.parameters.phi)
        scores = None if self.phi is None else inter_centrality(self.graph, self.phi)
        if scores is not None:
            self.columns["inter_centrality"] = scores.tolist()

    def add_between_groups(self) -> None:
        self.columns["n_other_groups"] = self.of(group_contacts).other_groups.tolist()

    def add_ei_index(self) -> None:
        contacts = self.of(group_contacts)
        self.columns["ei_index"] = _defined(contacts.ei_index)
        self.columns["n_inside"] = contacts.inside.tolist()
        self.columns["n_outside"] = contacts.outside.tolist()
        self.columns["n_without_group"] = contacts.without_group.tolist()

    def add_cut_persons(self) -> None:
        parts: Cuts = self.of(cuts)
        self.columns["part_sizes"] = parts.parts
        self.columns["n_parts"] = [len(sizes) for sizes in parts.parts]
        self.columns["is_cut_person"] = [bool(sizes) for sizes in parts.parts]

    def add_bridges(self) -> None:
        self.bridges = self.of(cuts).bridges
        n_bridges = [0] * len(self.graph.person)
        for a, b, *_ in self.bridges:
            n_bridges[a] += 1
            n_bridges[b] += 1
        self.columns["n_bridges"] = n_bridges


_ADD: Mapping[StructureMeasure, Callable[[_Table], None]] = {
    M.DEGREE: _Table.add_degree,
    M.STRENGTH: _Table.add_strength,
    M.BETWEENNESS: _Table.add_betweenness,
    M.CLOSENESS: _Table.add_closeness,
    M.HARMONIC: _Table.add_harmonic,
    M.CORENESS: _Table.add_coreness,
    M.CONSTRAINT: lambda table: table.add_holes("constraint"),
    M.EFFECTIVE_SIZE: lambda table: table.add_holes("effective_size"),
    M.EFFICIENCY: lambda table: table.add_efficiency("efficiency", "effective_size"),
    M.EFFECTIVE_SIZE_UNWEIGHTED: lambda table: table.add_holes("effective_size_unweighted"),
    M.EFFICIENCY_UNWEIGHTED: lambda table: table.add_efficiency("efficiency_unweighted", "effective_size_unweighted"),
    M.EIGENVECTOR: _Table.add_eigenvector,
    M.PAGERANK: _Table.add_pagerank,
    M.INTER_CENTRALITY: _Table.add_inter_centrality,
    M.BETWEEN_GROUPS: _Table.add_between_groups,
    M.EI_INDEX: _Table.add_ei_index,
    M.CUT_PERSONS: _Table.add_cut_persons,
    M.BRIDGES: _Table.add_bridges,
}


def coreness(graph: ContactGraph) -> list[int]:
    """Return for each person the largest k of a k-core that holds them."""
    return list(igraph_of(graph).coreness())


def structure(snapshot: Snapshot, policy: Policy, parameters: StructureParameters) -> Structure:
    """Return where each person stands in the graph of contacts.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        How old a tie may be.
    parameters : StructureParameters
        Of which graph, which measures, sorted by which of them; how betweenness is sampled and inter-centrality damped.

    Returns
    -------
    Structure
        In an empty graph no rows. What is not defined of a person is None, has no rank and stands last.

    Raises
    ------
    InputError
        If it is sorted by a measure that is not among those named, if phi lies outside its bounds, or if a measure
        is named that is not computed in so large a graph. Where no measure is named it is left out, with a note.
    NotConvergedError
        If the eigenvector is named and does not settle.

    Notes
    -----
    Each measure and its source stands with its function. O(n + m) but for betweenness, O(nm), which is estimated
    beyond 10,000 persons; closeness and harmonic, O(nm), up to 50,000 persons with a contact; and inter-centrality,
    O(n^3) in the largest component, up to 8,000. Closeness is (r-1)/(n-1) times (r-1) / the sum of steps to those
    reachable [1]_, harmonic the mean of 1 / steps.

    References
    ----------
    .. [1] Wasserman & Faust (1994), Social Network Analysis, equation 5.22 and its extension to parts.
    """
    for word in (*(parameters.measures or ()), *([parameters.sort] if parameters.sort else [])):
        check_word("measure", word, tuple(StructureMeasure))
    measures = tuple(dict.fromkeys(StructureMeasure(word) for word in parameters.measures or StructureMeasure))
    sort = StructureMeasure(parameters.sort or (measures[0] if parameters.measures else M.DEGREE))
    if sort not in measures:
        message = f"cannot sort by {sort.value}, which is not among the measures; name it too"
        raise InputError(message)
    table = _Table(snapshot, policy, parameters)
    for measure in measures:
        _ADD[measure](table)
    ids, labels = snapshot["person"].ids, snapshot["person"].texts["label"]
    person, columns = table.graph.person.tolist(), table.columns
    scores = columns.get(COLUMNS[sort][0], [None] * len(person))
    names = tuple(columns)
    values = list(zip(*columns.values(), strict=True)) if columns else [()] * len(person)
    rows = tuple(
        StructureRow(
            person_id=ids[person[i]],
            label=labels[person[i]],
            rank=rank,
            **dict(zip(names, values[i], strict=True)),
        )
        for i, rank in competition_ranks(scores, smallest_first=sort is M.CONSTRAINT)
    )
    options = parameter_values(parameters)
    return Structure(
        **header("structure", snapshot, policy, options, seed=table.seed, notes=(*table.graph.notes, *table.notes)),
        graph=graph_size(table.graph),
        caveat=CAVEAT,
        measures=tuple(measure.value for measure in measures),
        sort=sort.value,
        betweenness_is_exact=table.is_exact,
        phi=table.phi,
        largest_eigenvalue=table.eigenvalue,
        rows=rows,
        n_rows=len(rows),
        next_after=None,
        bridges=tuple(Bridge(ids[person[a]], ids[person[b]], *sizes) for a, b, *sizes in table.bridges),
    )


def _defined(values: NDArray[np.float64]) -> list[float | None]:
    return [None if value != value else value for value in values.tolist()]  # noqa: PLR0124  NaN alone is not itself


STRUCTURE = UseCase(
    name="structure",
    question="Where does each person stand in the network?",
    summary="All measures of a person in the graph of contacts in one table, or some of them, sorted by any: degree, "
    "betweenness, closeness, core, structural holes, eigenvector, inter-centrality, ties to other groups, cut persons",
    address="structure",
    parameters=StructureParameters,
    result=Structure,
    compute=structure,
    paging=Paging("rows", once=("bridges",)),
    on_what_is_seen=True,
    unit="as each measure says",
    reference="Freeman (1977), Burt (1992), Borgatti (1997), Ballester et al. (2006), Krackhardt & Stern (1988)",
)
