"""The graph of contacts: living persons and who is tied to whom, with all that a caller may leave out of it.

Every measure of structure takes this graph. It is simple and undirected: of several ties of a pair the
largest strength counts, and nobody is tied to themselves.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Annotated as A
from typing import Any, TypeVar

import numpy as np
import scipy
from numpy.typing import NDArray

from graph_service.analysis.named_records import group_positions
from graph_service.analysis.pairs import distinct, pair_key
from graph_service.analysis.people import alive, memberships, people, successors
from graph_service.analysis.person_status import graded
from graph_service.analysis.reach import TieRecords, tie_records
from graph_service.analysis.result import Note, note
from graph_service.domain.described import Described
from graph_service.domain.parameters import ALL_KINDS, Groups, Kinds, Lineage, Parameter, WithoutSource
from graph_service.domain.policy import Policy
from graph_service.domain.selection import without_rows
from graph_service.domain.snapshot import NONE, IntArray, Snapshot, derived
from graph_service.errors import InputError, NotFoundError

T = TypeVar("T")
Mask = NDArray[np.bool_]
GRADE = "[A-E][1-5]"
FACTS_GRADE = "B2"
PROJECTED_STRENGTH = 1.0  # of joint suspects
RETRACTED_KINDS = (
    "tie",
    "membership",
    "involvement",
    "attribution",
    "alliance",
    "conflict_party",
    "conflict_status",
    "fact",
    "group_succession",
    "supervision",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphParameters:
    """Who is in the graph, and which ties."""

    groups: Groups = None
    all_persons: A[bool, Parameter("Every living person, also without a group", example=True, each="all")] = False
    kinds: Kinds = ALL_KINDS
    facts_only: A[
        bool, Parameter("Only ties whose source is graded B2 or better, and joint suspects", example=True)
    ] = False
    min_grade: A[
        str | None,
        Parameter("Only ties whose source is graded so or better; a tie without a grade is out", "C3", pattern=GRADE),
    ] = None
    min_strength: A[float | None, Parameter("Only ties at least so strong; above 1 joint suspects are out", 2.0)] = None
    window_days: A[
        int | None,
        Parameter("Ties valid in the last so many days; default: three years", 365, minimum=1, maximum=36_500),
    ] = None
    without_source: WithoutSource = None
    lineage: Lineage = True


@dataclass(frozen=True, slots=True)
class CountedTies:
    """The records of ties in the time and of the kinds chosen, and which of them a graph of contacts counts.

    `joined_person` are the persons to whom rows of the ties table lead at both ends that would count if these were
    two; a row each.
    """

    records: TieRecords
    counts: Mask
    joined_person: IntArray
    n_too_coarse: int

    def n_undated(self, inside: Mask) -> int:
        """Count the rows without dates between persons who are inside."""
        within = inside[self.records.one] & inside[self.records.other]
        return int((self.counts & within & self.records.undated).sum())

    def n_joined(self, inside: Mask) -> int:
        """Count the rows whose ends are one and the same person, who is inside."""
        return int(inside[self.joined_person].sum())


@dataclass(frozen=True, slots=True)
class ContactGraph:
    """Persons by id, and their ties: ends are places in `person`, the smaller first, in order.

    Three persons a, b, c with ties a-c and b-c: person [0, 1, 2], start [0, 1], end [2, 2]. `member` and
    `group` are pairs, in order: who (a place in `person`) belongs on the day to which of the chosen groups.
    """

    person: IntArray
    start: IntArray
    end: IntArray
    strength: IntArray
    n_undated: int
    n_joined: int
    n_too_coarse: int
    member: IntArray
    group: IntArray
    n_successors: int  # groups that were named by what they were called before
    n_without_memberships: int  # persons who are in it because there are no memberships at all

    @property
    def both_ways(self) -> tuple[IntArray, IntArray]:
        """Every tie from either end, whom it starts from and whom it leads to: first all as they are, then turned."""
        return np.concatenate([self.start, self.end]), np.concatenate([self.end, self.start])

    @property
    def degrees(self) -> IntArray:
        """How many contacts each person has."""
        return np.bincount(self.both_ways[0], minlength=len(self.person)).astype(np.int64)

    @property
    def notes(self) -> tuple[Note, ...]:
        """What is said of its persons and ties wherever it is measured."""
        return (
            note("group_has_successor", self.n_successors),
            note("no_memberships", self.n_without_memberships),
            note("tie_undated", self.n_undated),
            note("tie_joined", self.n_joined),
            note("tie_too_coarse", self.n_too_coarse),
        )


@dataclass(frozen=True, slots=True)
class GraphSize:
    """Which graph a measure was computed on."""

    n_persons: A[int, Described("persons in the graph", 20, unit="persons")]
    n_ties: A[int, Described("pairs of persons who are tied", 31, unit="ties")]
    n_components: A[int, Described("parts that no tie joins, single persons included", 3)]
    n_undated: A[int, Described("rows of ties without any date, included", 2, unit="ties")]


def contact_graph(snapshot: Snapshot, policy: Policy, parameters: GraphParameters) -> ContactGraph:
    """Return the graph that the parameters describe, kept on the snapshot for all measures of it."""
    return _contact_graph(snapshot, policy, graph_options(parameters))


def of_graph(
    snapshot: Snapshot, policy: Policy, parameters: GraphParameters, measure: Callable[[ContactGraph], T]
) -> T:
    """Return what a measure makes of the graph that the parameters describe, kept on the snapshot like the graph."""
    return snapshot.once(
        (measure, policy, graph_options(parameters)), lambda: measure(contact_graph(snapshot, policy, parameters))
    )


def graph_options(parameters: GraphParameters) -> GraphParameters:
    """Return of the parameters of a measure those of the graph alone."""
    return GraphParameters(**{name: getattr(parameters, name) for name in GraphParameters.__dataclass_fields__})


def graph_size(graph: ContactGraph) -> GraphSize:
    """Return how large a graph is."""
    n_components = int(components(graph).max()) + 1 if len(graph.person) else 0
    return GraphSize(len(graph.person), len(graph.start), n_components, graph.n_undated)


def components(graph: ContactGraph) -> IntArray:
    """Return for each person of a graph the number of the part that holds them, parts by their smallest id."""
    n = len(graph.person)
    if not n:
        return np.zeros(0, dtype=np.int64)
    ties = scipy.sparse.coo_array((np.ones(len(graph.start)), (graph.start, graph.end)), shape=(n, n))
    labels = scipy.sparse.csgraph.connected_components(ties, directed=False)[1]
    _, first, number = np.unique(labels, return_index=True, return_inverse=True)
    order = np.empty(len(first), dtype=np.int64)
    order[np.argsort(first)] = np.arange(len(first))
    return order[number]


def largest_component(graph: ContactGraph) -> IntArray:
    """Return the persons of the largest part: most persons, then most ties, then the smallest id."""
    labels = components(graph)
    if not len(labels):
        return labels
    n_parts = int(labels.max()) + 1
    sizes, ties = np.bincount(labels), np.bincount(labels[graph.start], minlength=n_parts)
    return np.flatnonzero(labels == np.lexsort((np.arange(n_parts), -ties, -sizes))[0])


def igraph_of(graph: ContactGraph) -> Any:  # noqa: ANN401  the library has no types
    """Return the graph as its library takes it."""
    import igraph

    return igraph.Graph(n=len(graph.person), edges=np.column_stack([graph.start, graph.end]).tolist())


def retracted(snapshot: Snapshot, source_ids: tuple[str, ...] | None) -> Snapshot:
    """Return the records as if some sources, and those that go back to them by any number of steps, had not been."""
    return snapshot if not source_ids else _retracted(snapshot, tuple(sorted(set(source_ids))))


def counted_ties(snapshot: Snapshot, policy: Policy, parameters: GraphParameters) -> CountedTies:
    """Return the records of ties that the graph of some parameters is made of, whoever is in it."""
    if parameters.min_strength is not None and not isfinite(parameters.min_strength):
        message = f"min_strength is {parameters.min_strength}; write a number, such as 2"
        raise InputError(message)
    tie_choices = GraphParameters(
        kinds=parameters.kinds,
        facts_only=parameters.facts_only,
        min_grade=parameters.min_grade,
        min_strength=parameters.min_strength,
        window_days=parameters.window_days,
    )
    return _counted_ties(retracted(snapshot, parameters.without_source), policy, tie_choices)


def persons_named(snapshot: Snapshot, person_ids: Sequence[str]) -> tuple[tuple[int, ...], Note]:
    """Return the persons that some ids name, rows joined as one resolved, and a note of how many were such rows.

    An id that is not there, or that the caller may not see, is a `NotFoundError`.
    """
    position = snapshot["person"].position
    unknown = next((person_id for person_id in person_ids if person_id not in position), None)
    if unknown is not None:
        message = f"there is no person {unknown!r}; ids are as in the persons table"
        raise NotFoundError(message)
    rows = [position[person_id] for person_id in dict.fromkeys(person_ids)]
    same = people(snapshot).same
    persons = tuple(dict.fromkeys(int(same[row]) for row in rows))
    return persons, note("person_is_joined", sum(int(same[row]) != row for row in rows))


@derived
def _counted_ties(records: Snapshot, policy: Policy, parameters: GraphParameters) -> CountedTies:
    strict = _grade(FACTS_GRADE if parameters.facts_only else None, parameters.min_grade)
    ties = tie_records(records, policy, kinds=parameters.kinds, days=parameters.window_days, all_pairs=True)
    is_stored = ties.tie >= 0
    projects = parameters.min_strength is None or parameters.min_strength <= PROJECTED_STRENGTH
    counts = np.full(len(ties.tie), projects)
    counts[is_stored] = _passes(records, ties.tie[is_stored], parameters, strict)
    if parameters.min_grade is not None:  # joint suspects have the source of their incident
        source = records["incident"]["source_id"][ties.incident[~is_stored]]
        counts[~is_stored] &= _is_graded(records, source, _grade(parameters.min_grade))
    joined = ties.joined[_passes(records, ties.joined, parameters, strict)]
    return CountedTies(
        records=ties,
        counts=counts,
        joined_person=people(records).same[records["tie"]["person_a"][joined]],
        n_too_coarse=ties.n_too_coarse if projects else 0,
    )


def _passes(records: Snapshot, tie: IntArray, parameters: GraphParameters, grade: tuple[int, int] | None) -> Mask:
    """Say of each of some rows of the ties table whether its grade and its strength are enough."""
    frame = records["tie"]
    good = _is_graded(records, frame["source_id"][tie], grade)
    if parameters.min_strength is not None:
        good &= frame["strength"][tie] >= parameters.min_strength
    return good


def _is_graded(records: Snapshot, source: IntArray, grade: tuple[int, int] | None) -> Mask:
    return np.ones(len(source), dtype=np.bool_) if grade is None else graded(records, source, grade)


def _grade(*grades: str | None) -> tuple[int, int] | None:
    """Return the strictest of some grades as the codes of its letter and digit, None without any."""
    named = [grade for grade in grades if grade is not None]
    for grade in named:
        if not re.fullmatch(GRADE, grade):
            message = f"no such grade: {grade}; write a letter from A to E and a digit from 1 to 5, such as C3"
            raise InputError(message)
    codes = [("ABCDE".index(grade[0]), int(grade[1])) for grade in named]
    return (min(letter for letter, _ in codes), min(digit for _, digit in codes)) if codes else None


@derived
def _contact_graph(snapshot: Snapshot, policy: Policy, parameters: GraphParameters) -> ContactGraph:
    records = retracted(snapshot, parameters.without_source)
    groups, n_successors = _chosen_groups(records, parameters)
    living = alive(records) & people(records).is_person
    rows = memberships(records, lineage=parameters.lineage)
    counts = rows.on(records.day) & np.isin(rows.group, groups) & living[rows.person]
    n_memberships = len(records["membership"])
    if parameters.all_persons or not n_memberships:
        inside = living
    else:
        inside = np.zeros(len(living), dtype=np.bool_)
        inside[rows.person[counts]] = True
    person = np.flatnonzero(inside)
    belongs = distinct(pair_key(np.searchsorted(person, rows.person[counts]), rows.group[counts], _n_groups(records)))
    counted = counted_ties(snapshot, policy, parameters)
    ties, is_stored = counted.records, counted.records.tie >= 0
    good = counted.counts & inside[ties.one] & inside[ties.other]
    strength = np.full(len(ties.tie), PROJECTED_STRENGTH)
    strength[is_stored] = records["tie"]["strength"][ties.tie[is_stored]]
    start, end, strongest = _simple(person, ties.one[good], ties.other[good], strength[good])
    return ContactGraph(
        person=person,
        start=start,
        end=end,
        strength=strongest,
        n_undated=counted.n_undated(inside),
        n_joined=counted.n_joined(inside),
        n_too_coarse=counted.n_too_coarse,
        member=belongs // _n_groups(records),
        group=belongs % _n_groups(records),
        n_successors=n_successors,
        n_without_memberships=0 if parameters.all_persons or n_memberships else len(person),
    )


def _n_groups(records: Snapshot) -> int:
    return max(1, len(records["group"]))


def _chosen_groups(records: Snapshot, parameters: GraphParameters) -> tuple[IntArray, int]:
    """Return the groups whose members are asked for, each as what it became by the day, and how many became others."""
    positions = group_positions(records, parameters.groups)
    if positions is None:
        return np.flatnonzero(records["group"].valid_on(records.day)), 0
    if not len(records["membership"]) and not parameters.all_persons:
        message = (
            "there are no memberships, so no group has members; ask without a group for the graph of everybody, or "
            "load memberships"
        )
        raise InputError(message)
    last = successors(records, lineage=parameters.lineage)[list(positions)]
    return np.unique(last), int((last != np.array(positions)).sum())


def _simple(
    person: IntArray, smaller: IntArray, larger: IntArray, strength: IntArray
) -> tuple[IntArray, IntArray, IntArray]:
    """One tie per pair, the strongest: rows sorted by pair and falling strength, and the first of each pair."""
    start, end = np.searchsorted(person, smaller), np.searchsorted(person, larger)
    key = pair_key(start, end, max(1, len(person)))
    order = np.lexsort((-strength, key))
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = key[order][1:] != key[order][:-1]
    rows = order[first]
    return start[rows], end[rows], strength[rows]


@derived
def _retracted(snapshot: Snapshot, source_ids: tuple[str, ...]) -> Snapshot:
    frame = snapshot["source"]
    unknown = [source_id for source_id in source_ids if source_id not in frame.position]
    if unknown:
        message = f"there is no source {unknown[0]!r}; ids are as in the sources table"
        raise NotFoundError(message)
    gone = np.zeros(len(frame), dtype=np.bool_)
    gone[[frame.position[source_id] for source_id in source_ids]] = True
    derived_from: dict[int, list[int]] = {}
    for row, word in enumerate(frame.texts["origin_id"]):
        if word and word in frame.position:
            derived_from.setdefault(frame.position[word], []).append(row)
    waiting = np.flatnonzero(gone).tolist()
    while waiting:
        for row in derived_from.pop(waiting.pop(), ()):
            gone[row] = True
            waiting.append(row)
    dropped = {}
    for kind in RETRACTED_KINDS:
        source = snapshot[kind]["source_id"]
        dropped[kind] = (source != NONE) & gone[source]
    return without_rows(snapshot, dropped)
