"""Around: who is one or two steps from some persons, and how all of them are tied among themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated as A

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.contact_graph import (
    GraphParameters,
    GraphSize,
    contact_graph,
    counted_ties,
    graph_size,
    of_graph,
)
from graph_service.analysis.fields import Label, PersonId
from graph_service.analysis.header import header, parameter_values
from graph_service.analysis.named_ends import NO_EVIDENCE, named_notes, vertices_of
from graph_service.analysis.path_search import BothWays, both_ways, steps_from
from graph_service.analysis.result import Result, note
from graph_service.analysis.tie_evidence import EvidencedTie, evidence_of, pairs_among
from graph_service.domain.described import Described
from graph_service.domain.parameters import MAX_ITEMS, Parameter
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import IntArray, Snapshot
from graph_service.domain.use_case import UseCase

MOST_STEPS, MOST_SHOWN, MAX_SHOWN = 2, 25, 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AroundParameters(GraphParameters):
    """Around whom, how far, and in which graph."""

    persons: A[
        tuple[str, ...],
        Parameter(
            "One or more persons by id",
            ("P-0014",),
            each="person",
            refers_to="person",
            minimum=1,
            maximum=MAX_ITEMS,
        ),
    ]
    steps: A[int, Parameter("How many steps away, 1 or 2; default: 1", 2, minimum=1, maximum=MOST_STEPS)] = 1
    most: A[
        int,
        Parameter("Show at most so many persons, centres not counted; default: 25", 10, minimum=1, maximum=MAX_SHOWN),
    ] = MOST_SHOWN


@dataclass(frozen=True, slots=True)
class NearbyPerson:
    """Somebody within the steps."""

    person_id: PersonId
    label: Label
    n_steps: A[int, Described("steps from the nearest centre", 1, unit="steps")]
    weakest: A[
        float,
        Described("strength of the weakest tie on the best of the shortest paths from the nearest centres", 2.0),
    ]
    nearest: A[
        tuple[str, ...], Described("the centres that are so many steps away, by id", ("P-0014",), refers_to="person")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Around(Result):
    """Persons around some centres, and all ties among those shown. They describe records of contacts."""

    graph: A[GraphSize, Described("how large the graph is", None)]
    caveat: A[str, Described("what nearness does not say", NO_EVIDENCE)]
    centres: A[
        tuple[str, ...],
        Described("the persons named, each once, by the ids that stand for them", ("P-0014",), refers_to="person"),
    ]
    n_within: A[int, Described("persons within the steps, shown or not, without the centres", 31, unit="persons")]
    persons: A[
        tuple[NearbyPerson, ...],
        Described("the first of them: by steps, then by `weakest`, the largest first, then by id", None),
    ]
    ties: A[
        tuple[EvidencedTie, ...],
        Described("all ties among the centres and the persons shown, with their records, by pair of ids", None),
    ]


def around(snapshot: Snapshot, policy: Policy, parameters: AroundParameters) -> Around:
    """Return who is one or two steps from some persons, and all ties among those who are shown.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        How old a tie may be.
    parameters : AroundParameters
        Around whom, how far, how many, and in which graph.

    Returns
    -------
    Around
        The first persons with the number of all. An isolate has nobody around.

    Raises
    ------
    InputError
        If a centre is not in the graph (dead, or of no chosen group).
    NotFoundError
        If there is no such person.

    Notes
    -----
    The neighbourhood of a set of vertices, and the ties within it: an ego network [1]_ of several egos. O(m log n).

    References
    ----------
    .. [1] Wasserman & Faust (1994), Social Network Analysis, 2.4. Cambridge University Press.
    """
    graph, frame = contact_graph(snapshot, policy, parameters), snapshot["person"]
    centres = vertices_of(snapshot, parameters, graph, parameters.persons)
    away = steps_from(graph, np.array(centres), most=parameters.steps)
    onward = of_graph(snapshot, policy, parameters, both_ways)
    weakest = _weakest(onward, away, centres, parameters.steps)
    within = np.flatnonzero((away >= 1) & (away <= parameters.steps)).tolist()
    shown = sorted(within, key=lambda vertex: (away[vertex], -weakest[vertex], vertex))[: parameters.most]
    nearest = _nearest(onward, away, centres, shown)
    ids = {vertex: frame.ids[graph.person[vertex]] for vertex in (*centres, *shown)}
    pairs = pairs_among(counted_ties(snapshot, policy, parameters), graph.person[[*centres, *shown]], len(frame))
    said = parameter_values(parameters)
    notes = (
        *named_notes(snapshot, parameters, graph, parameters.persons),
        note("person_too_many", len(within) - len(shown)),
    )
    return Around(
        **header("around", snapshot, policy, said, notes=notes),
        graph=of_graph(snapshot, policy, parameters, graph_size),
        caveat=NO_EVIDENCE,
        centres=tuple(ids[vertex] for vertex in centres),
        n_within=len(within),
        persons=tuple(
            NearbyPerson(
                person_id=ids[vertex],
                label=frame.texts["label"][graph.person[vertex]],
                n_steps=int(away[vertex]),
                weakest=float(weakest[vertex]),
                nearest=tuple(ids[centre] for centre in sorted(nearest[vertex])),
            )
            for vertex in shown
        ),
        ties=tuple(evidence_of(snapshot, policy, parameters, pairs).values()),
    )


def _weakest(onward: BothWays, away: NDArray[np.float64], centres: Sequence[int], steps: int) -> NDArray[np.float64]:
    """Return the largest weakest strength among the shortest paths to each person within the steps."""
    start, end, strength = onward
    weakest = np.zeros(len(away))
    weakest[list(centres)] = np.inf
    for step in range(1, steps + 1):
        leads = (away[end] == step) & (away[start] == step - 1)
        np.maximum.at(weakest, end[leads], np.minimum(weakest[start[leads]], strength[leads]))
    return weakest


def _nearest(
    onward: BothWays, away: NDArray[np.float64], centres: Sequence[int], shown: Sequence[int]
) -> dict[int, set[int]]:
    """Return the centres that are as near as any to each person shown."""
    start, end, _ = onward
    nearest = {centre: {centre} for centre in centres}
    of_shown = np.isin(end, shown) & (away[start] == away[end] - 1)
    before = np.unique(start[of_shown])
    of_before = np.isin(end, before) & (away[start] == away[end] - 1)
    for leads in (of_before, of_shown):
        _hand_on(start[leads], end[leads], away, nearest)
    return nearest


def _hand_on(start: IntArray, end: IntArray, away: NDArray[np.float64], nearest: dict[int, set[int]]) -> None:
    """Give the centres of each person to the next, those nearer to a centre first."""
    order = np.argsort(away[end], kind="stable")
    for person, further in zip(start[order].tolist(), end[order].tolist(), strict=True):
        nearest.setdefault(further, set()).update(nearest[person])


AROUND = UseCase(
    name="around",
    question="Who is around these persons?",
    summary="Persons one or two steps from the nearest of them, with all ties among those shown and their records; a "
    "path is no evidence of contact between its ends",
    address="around",
    parameters=AroundParameters,
    result=Around,
    compute=around,
    on_what_is_seen=True,
    unit="persons",
    reference="Wasserman & Faust (1994), 2.4, ego networks",
)
