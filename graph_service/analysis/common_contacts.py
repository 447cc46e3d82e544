"""Common contacts: who is tied to each of several persons, and by which records."""

from dataclasses import dataclass
from typing import Annotated as A

import numpy as np

from graph_service.analysis.contact_graph import GraphParameters, GraphSize, contact_graph, graph_size
from graph_service.analysis.fields import Label, PersonId
from graph_service.analysis.header import header, parameter_values
from graph_service.analysis.named_ends import NO_EVIDENCE, named_notes, vertices_of
from graph_service.analysis.path_search import both_ways
from graph_service.analysis.result import Result
from graph_service.analysis.tie_evidence import EvidencedTie, evidence_of, turned
from graph_service.domain.described import Described
from graph_service.domain.parameters import MAX_ITEMS, Parameter
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import Snapshot
from graph_service.domain.use_case import UseCase
from graph_service.errors import InputError

MIN_PERSONS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonParameters(GraphParameters):
    """Whose contacts, in which graph."""

    persons: A[
        tuple[str, ...],
        Parameter(
            "Two or more persons by id",
            ("P-0014", "P-0030"),
            each="person",
            refers_to="person",
            minimum=MIN_PERSONS,
            maximum=MAX_ITEMS,
        ),
    ]


@dataclass(frozen=True, slots=True)
class CommonContact:
    """Somebody who is tied to all the persons named."""

    person_id: PersonId
    label: Label
    weakest: A[float, Described("strength of the weakest of their ties to the persons named", 1.0)]
    ties: A[
        tuple[EvidencedTie, ...],
        Described("from each person named, in that order, to the contact, with the records", None),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonContacts(Result):
    """Common contacts of persons. They describe records, and are no evidence that those named know each other."""

    graph: A[GraphSize, Described("how large the graph is", None)]
    caveat: A[str, Described("what a common contact does not say", NO_EVIDENCE)]
    persons: A[
        tuple[str, ...],
        Described(
            "the persons named, each once, by the ids that stand for them", ("P-0014", "P-0030"), refers_to="person"
        ),
    ]
    contacts: A[
        tuple[CommonContact, ...],
        Described("by the strength of the weakest tie, the largest first, then by id; empty: nobody", None),
    ]


def common_contacts(snapshot: Snapshot, policy: Policy, parameters: CommonParameters) -> CommonContacts:
    """Return who is tied to all of several persons.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        How old a tie may be.
    parameters : CommonParameters
        Whose contacts, and in which graph.

    Returns
    -------
    CommonContacts
        Without the persons named. Empty where nobody is tied to all of them.

    Raises
    ------
    InputError
        If somebody named is not in the graph (dead, or of no chosen group), or all of them are one person.
    NotFoundError
        If there is no such person.

    Notes
    -----
    The common neighbours of a set of vertices [1]_: the intersection of their contacts, in O(m).

    References
    ----------
    .. [1] Liben-Nowell & Kleinberg (2007), The link-prediction problem for social networks. doi:10.1002/asi.20591
    """
    graph, frame = contact_graph(snapshot, policy, parameters), snapshot["person"]
    vertices = vertices_of(snapshot, parameters, graph, parameters.persons)
    if len(vertices) < MIN_PERSONS:
        message = "name at least two persons: those named are one and the same"
        raise InputError(message)
    n = len(graph.person)
    start, end, strength = both_ways(graph)
    n_tied, weakest = np.zeros(n, dtype=np.int64), np.full(n, np.inf)
    for vertex in vertices:
        of_person = start == vertex
        n_tied[end[of_person]] += 1
        weakest[end[of_person]] = np.minimum(weakest[end[of_person]], strength[of_person])
    shared = sorted(np.flatnonzero(n_tied == len(vertices)).tolist(), key=lambda contact: (-weakest[contact], contact))
    persons = graph.person[vertices].tolist()
    contacts = graph.person[shared].tolist()
    ties = evidence_of(snapshot, policy, parameters, ((a, b) for a in persons for b in contacts))
    said = parameter_values(parameters)
    notes = named_notes(snapshot, parameters, graph, parameters.persons)
    return CommonContacts(
        **header("common", snapshot, policy, said, notes=notes),
        graph=graph_size(graph),
        caveat=NO_EVIDENCE,
        persons=tuple(frame.ids[person] for person in persons),
        contacts=tuple(
            CommonContact(
                person_id=frame.ids[contact],
                label=frame.texts["label"][contact],
                weakest=float(weakest[vertex]),
                ties=tuple(
                    ties[person, contact] if person < contact else turned(ties[contact, person]) for person in persons
                ),
            )
            for vertex, contact in zip(shared, contacts, strict=True)
        ),
    )


COMMON = UseCase(
    name="common",
    question="Whom do these persons have in common?",
    summary="Contacts of all the persons named, those whose weakest tie is strongest first, with the records that "
    "tie each; a path is no evidence of contact between its ends",
    address="common",
    parameters=CommonParameters,
    result=CommonContacts,
    compute=common_contacts,
    on_what_is_seen=True,
    unit="persons",
    reference="Liben-Nowell & Kleinberg (2007), common neighbours",
)
