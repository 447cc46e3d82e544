"""Persons and groups whom a question of paths names: where they stand in the graph, or why they are not in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated as A

import numpy as np

from graph_service.analysis.contact_graph import (
    ContactGraph,
    GraphParameters,
    contact_graph,
    counted_ties,
    persons_named,
    retracted,
)
from graph_service.analysis.people import alive, memberships, successors
from graph_service.analysis.result import Note, note
from graph_service.domain.described import Described
from graph_service.domain.parameters import GROUP_PREFIX
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import IntArray, Snapshot
from graph_service.errors import InputError, NotFoundError

NO_EVIDENCE = "A path is no evidence of contact between its ends."


@dataclass(frozen=True, slots=True)
class PathEnd:
    """An end of a path: a person, or a group of whom any member in the graph is one."""

    person_id: A[
        str | None, Described("the person, by the id that stands for them; null: a group", "P-0014", refers_to="person")
    ]
    group_id: A[
        str | None, Described("the group, or what it became by the day; null: a person", "G-01", refers_to="group")
    ]
    n_persons: A[int, Described("persons of the graph at this end", 1, unit="persons")]


def vertices_of(
    snapshot: Snapshot, parameters: GraphParameters, graph: ContactGraph, person_ids: Sequence[str]
) -> list[int]:
    """Return where persons stand in the graph, each once; one who is not in it is refused with the reason."""
    persons, _ = persons_named(snapshot, person_ids)
    for person in persons:
        if person not in graph.person:
            person_id = snapshot["person"].ids[person]
            message = f"the person {person_id!r} is not in the graph: {_why_not(snapshot, parameters, person)}"
            raise InputError(message)
    return [int(vertex) for vertex in np.searchsorted(graph.person, persons)]


def person_of(snapshot: Snapshot, person_id: str) -> int:
    """Return the person to whom an id belongs."""
    return persons_named(snapshot, [person_id])[0][0]


def named_notes(
    snapshot: Snapshot, parameters: GraphParameters, graph: ContactGraph, words: Sequence[str]
) -> tuple[Note, ...]:
    """Return what is said of the graph, and of persons and groups who were named by ids that others stand for."""
    group_ids = dict.fromkeys(word.removeprefix(GROUP_PREFIX) for word in words if is_group(snapshot, word))
    position = snapshot["group"].position
    n_old = sum(_group_of(snapshot, parameters, group_id) != position[group_id] for group_id in group_ids)
    _, joined = persons_named(snapshot, [word for word in words if not is_group(snapshot, word)])
    return (joined, *replace(graph, n_successors=graph.n_successors + n_old).notes)


def end_in_graph(
    snapshot: Snapshot, parameters: GraphParameters, graph: ContactGraph, word: str
) -> tuple[PathEnd, IntArray]:
    """Return an end and the vertices of its persons.

    A word is the id of a person, or of a group behind the sign that marks one.
    """
    if not is_group(snapshot, word):
        (vertex,) = vertices_of(snapshot, parameters, graph, [word])
        return PathEnd(snapshot["person"].ids[int(graph.person[vertex])], None, 1), np.array([vertex])
    group_id = word.removeprefix(GROUP_PREFIX)
    group = _group_of(snapshot, parameters, group_id)
    rows = memberships(retracted(snapshot, parameters.without_source), lineage=parameters.lineage)
    members = rows.person[rows.on(snapshot.day) & (rows.group == group)]
    vertices = np.flatnonzero(np.isin(graph.person, members))
    if not len(vertices):
        message = f"the group {group_id!r} has no member in the graph on {snapshot.as_of}"
        raise InputError(message)
    return PathEnd(None, snapshot["group"].ids[group], len(vertices)), vertices


def is_group(snapshot: Snapshot, word: str) -> bool:
    """Say whether a word names a group: whatever is the id of a person names the person."""
    return word.startswith(GROUP_PREFIX) and word not in snapshot["person"].position


def without_persons(
    snapshot: Snapshot, policy: Policy, parameters: GraphParameters, person_ids: Sequence[str]
) -> tuple[ContactGraph, tuple[Note, ...]]:
    """Return the graph that some persons have left, and how many of them were not in it."""
    graph = contact_graph(snapshot, policy, parameters)
    persons = sorted({person_of(snapshot, person_id) for person_id in person_ids})
    if not persons:
        return graph, ()
    n_outside = len(set(persons) - set(graph.person.tolist()))
    stays = ~np.isin(graph.person, persons)
    vertex = np.cumsum(stays) - 1
    ties, members = stays[graph.start] & stays[graph.end], stays[graph.member]
    inside = np.zeros(len(snapshot["person"]), dtype=np.bool_)
    inside[graph.person[stays]] = True
    counted = counted_ties(snapshot, policy, parameters)
    smaller = replace(
        graph,
        person=graph.person[stays],
        start=vertex[graph.start[ties]],
        end=vertex[graph.end[ties]],
        strength=graph.strength[ties],
        member=vertex[graph.member[members]],
        group=graph.group[members],
        n_undated=counted.n_undated(inside),
        n_joined=counted.n_joined(inside),
    )
    return smaller, (note("avoided_outside", n_outside),)


def _group_of(snapshot: Snapshot, parameters: GraphParameters, group_id: str) -> int:
    position = snapshot["group"].position
    if group_id not in position:
        message = f"there is no group {group_id!r}"
        raise NotFoundError(message)
    records = retracted(snapshot, parameters.without_source)
    return int(successors(records, lineage=parameters.lineage)[position[group_id]])


def _why_not(snapshot: Snapshot, parameters: GraphParameters, person: int) -> str:
    if not alive(retracted(snapshot, parameters.without_source))[person]:
        return f"they are dead on {snapshot.as_of}"
    groups = "" if parameters.groups is None else f" of {', '.join(parameters.groups)}"
    return f"they are a member of no chosen group{groups} on {snapshot.as_of}"
