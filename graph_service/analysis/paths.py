"""Paths: how two persons or two groups are linked, by the shortest ways alone, with the records of every step."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log10
from typing import Annotated as A

from graph_service.analysis.contact_graph import ContactGraph, GraphParameters, GraphSize, graph_size
from graph_service.analysis.header import header, parameter_values
from graph_service.analysis.named_ends import (
    NO_EVIDENCE,
    PathEnd,
    end_in_graph,
    is_group,
    named_notes,
    person_of,
    without_persons,
)
from graph_service.analysis.path_search import FoundPath, shortest_paths
from graph_service.analysis.result import Result, note
from graph_service.analysis.tie_evidence import EvidencedTie, evidence_of, turned
from graph_service.domain.described import Described
from graph_service.domain.parameters import MAX_ID, MAX_ITEMS, Parameter
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import Snapshot
from graph_service.domain.use_case import UseCase
from graph_service.errors import InputError

MOST_PATHS = 20
MAX_STEPS = 1_000
MAX_DIGITS = 1_000  # of a number of paths that is written
OUTCOMES = ("paths", "longer", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class PathsParameters(GraphParameters):
    """From whom to whom, in which graph."""

    start: A[
        str,
        Parameter(
            "Id of a person, or id or name of a group",
            "P-0014",
            refers_to="person",
            or_group=True,
            minimum=1,
            maximum=MAX_ID,
        ),
    ]
    end: A[
        str,
        Parameter(
            "The other person, or the other group",
            "P-0030",
            refers_to="person",
            or_group=True,
            minimum=1,
            maximum=MAX_ID,
        ),
    ]
    avoid: A[
        tuple[str, ...] | None,
        Parameter(
            "Persons who leave the graph, by id", ("P-0021",), each="avoid", refers_to="person", maximum=MAX_ITEMS
        ),
    ] = None
    max_steps: A[
        int | None,
        Parameter(
            "Only paths of at most so many steps; default: as many as it takes",
            3,
            each="max_steps",
            minimum=1,
            maximum=MAX_STEPS,
        ),
    ] = None


@dataclass(frozen=True, slots=True)
class ShortestPath:
    """One of the shortest paths."""

    number: A[int, Described("place by the strength of the weakest tie, then by the list of ids, from 1", 1)]
    person_ids: A[
        tuple[str, ...],
        Described("the persons in order, both ends included", ("P-0014", "P-0021", "P-0030"), refers_to="person"),
    ]
    labels: A[tuple[str, ...], Described("their pseudonyms, in the same order", ("Falk", "Lo", "Ek"))]
    weakest: A[
        float | None,
        Described("strength of the weakest tie on it; null: one person is at both ends, and there is no tie", 1.0),
    ]
    steps: A[tuple[EvidencedTie, ...], Described("the ties from person to person, with their records", None)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths(Result):
    """The shortest paths between two ends. They describe records, and are no evidence of contact."""

    graph: A[GraphSize, Described("how large the graph is, without those avoided", None)]
    caveat: A[str, Described("what a path does not say", NO_EVIDENCE)]
    start: A[PathEnd, Described("where the paths begin", None)]
    end: A[PathEnd, Described("where they end", None)]
    outcome: A[
        str,
        Described(
            "paths: there are some; longer: the shortest has more steps than were allowed, which is not no path; "
            "none: no path joins the ends",
            "paths",
            words=OUTCOMES,
        ),
    ]
    n_steps: A[int | None, Described("steps of each of the shortest paths; null: longer, or none", 2, unit="steps")]
    n_paths: A[
        int | None,
        Described(
            "how many shortest paths there are, exactly; null: longer than was allowed, or a number of more than a "
            "thousand digits",
            3,
            unit="paths",
        ),
    ]
    paths: A[
        tuple[ShortestPath, ...],
        Described(
            "the first 20 of them: by the strength of the weakest tie, the largest first, then by the list of ids", None
        ),
    ]


def paths(snapshot: Snapshot, policy: Policy, parameters: PathsParameters) -> Paths:
    """Return the shortest paths between two persons or two groups.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        How old a tie may be.
    parameters : PathsParameters
        The ends, who is avoided, and in which graph.

    Returns
    -------
    Paths
        The first 20 with the number of all. A person in both groups is a path of no steps. Who is avoided leaves
        the graph, a member of a group at an end as well.

    Raises
    ------
    InputError
        If an end is not in the graph (dead, or of no chosen group), is avoided, or both ends are one person; or if
        one is a person and the other a group.
    NotFoundError
        If there is no such person or group.

    Notes
    -----
    Steps count, strengths do not; of equally short paths the one whose weakest tie is strongest comes first, then
    the smaller list of ids. All are counted from the end backwards, and only the first are walked: each strength
    that is the weakest of some path is taken in turn, the largest first, and no walk comes to nothing. O(m log n)
    for a graph of m ties, however many paths there are.

    References
    ----------
    .. [1] Dijkstra (1959), A note on two problems in connexion with graphs. doi:10.1007/BF01386390
    """
    avoided = parameters.avoid or ()
    _check_ends(snapshot, parameters)
    graph, left_notes = without_persons(snapshot, policy, parameters, avoided)
    start, starts = end_in_graph(snapshot, parameters, graph, parameters.start)
    end, ends = end_in_graph(snapshot, parameters, graph, parameters.end)
    search = shortest_paths(graph, starts, ends, MOST_PATHS)
    n_steps, limit = search.n_steps, parameters.max_steps
    is_longer = n_steps is not None and limit is not None and n_steps > limit
    n_digits = int(search.n_paths.bit_length() * log10(2))
    is_counted = not is_longer and n_digits <= MAX_DIGITS
    shown = () if is_longer else search.first
    said = parameter_values(parameters)
    notes = (
        *left_notes,
        *named_notes(snapshot, parameters, graph, (parameters.start, parameters.end, *avoided)),
        note("longer_than", limit if is_longer and limit is not None else 0),
        note("path_not_shown", search.n_paths - len(shown) if is_counted else 0),
        note("paths_not_written", 0 if is_counted or is_longer else n_digits),
    )
    return Paths(
        **header("paths", snapshot, policy, said, notes=notes),
        graph=graph_size(graph),
        caveat=NO_EVIDENCE,
        start=start,
        end=end,
        outcome="none" if n_steps is None else "longer" if is_longer else "paths",
        n_steps=None if is_longer else n_steps,
        n_paths=search.n_paths if is_counted else None,
        paths=_with_records(snapshot, policy, parameters, graph, shown),
    )


def _check_ends(snapshot: Snapshot, parameters: PathsParameters) -> None:
    """Refuse ends of two kinds, ends that are one person, and an end that is avoided."""
    words = (parameters.start, parameters.end)
    are_groups = [is_group(snapshot, word) for word in words]
    if any(are_groups) != all(are_groups):
        message = "give two persons or two groups: one of these ends is a person, the other is a group"
        raise InputError(message)
    avoided = {person_of(snapshot, person_id): person_id for person_id in parameters.avoid or ()}
    persons = [] if all(are_groups) else [person_of(snapshot, word) for word in words]
    if len(persons) > len(set(persons)):
        message = f"both ends are one person, {snapshot['person'].ids[persons[0]]!r}: give two"
        raise InputError(message)
    for word, person in zip(words, persons, strict=False):
        if person in avoided:
            message = f"the person {word!r} is an end and cannot be avoided: leave them out of `avoid`"
            raise InputError(message)


def _with_records(
    snapshot: Snapshot,
    policy: Policy,
    parameters: PathsParameters,
    graph: ContactGraph,
    first: Sequence[FoundPath],
) -> tuple[ShortestPath, ...]:
    frame = snapshot["person"]
    persons_on = [[int(graph.person[vertex]) for vertex in path.persons] for path in first]
    ties = evidence_of(snapshot, policy, parameters, (pair for persons in persons_on for pair in pairwise(persons)))
    return tuple(
        ShortestPath(
            number=number,
            person_ids=tuple(frame.ids[person] for person in persons),
            labels=tuple(frame.texts["label"][person] for person in persons),
            weakest=path.weakest,
            steps=tuple(ties[a, b] if a < b else turned(ties[b, a]) for a, b in pairwise(persons)),
        )
        for number, (path, persons) in enumerate(zip(first, persons_on, strict=True), 1)
    )


PATHS = UseCase(
    name="paths",
    question="How are two persons or two groups linked?",
    summary="The shortest paths between them in the graph of contacts, with their number and the records of every "
    "step, those whose weakest tie is strongest first; a path is no evidence of contact between its ends",
    address="paths",
    parameters=PathsParameters,
    result=Paths,
    compute=paths,
    on_what_is_seen=True,
    unit="paths",
    reference="Dijkstra (1959), Numerische Mathematik 1",
)
