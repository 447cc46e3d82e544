"""Betweenness: on how many shortest paths between others a person stands."""

from dataclasses import dataclass
from typing import Annotated as A

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.competition_ranks import competition_ranks
from graph_service.analysis.contact_graph import (
    ContactGraph,
    GraphParameters,
    GraphSize,
    contact_graph,
    graph_size,
    igraph_of,
    of_graph,
)
from graph_service.analysis.fields import Label, PersonId
from graph_service.analysis.header import header, parameter_values
from graph_service.analysis.result import Result, note
from graph_service.domain.described import Described
from graph_service.domain.parameters import Parameter
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import Snapshot
from graph_service.domain.use_case import Paging, UseCase
from graph_service.errors import InputError

WALKED_AT_ONCE = 500_000  # persons and ties, in some hundredths of a second
MAX_EXACT = 50_000  # persons with a contact, of whom all paths are counted
MAX_SAMPLED = 10_000
MIN_PERSONS = 3  # with fewer nobody can stand between two others
CAVEAT = "It describes contacts on record: standing between others makes nobody eligible, and says nothing of guilt."
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class BetweennessParameters(GraphParameters):
    """Of which graph, and from how many persons."""

    sampled: A[
        int | None,
        Parameter("Estimate from the paths of so many persons drawn at random", 200, minimum=1, maximum=MAX_SAMPLED),
    ] = None


@dataclass(frozen=True, slots=True)
class BetweennessRow:
    """A person of the graph."""

    person_id: PersonId
    label: Label
    rank: A[int, Described("place by betweenness, from 1; equal scores share a rank (1, 1, 3)", 1)]
    betweenness: A[
        float, Described("pairs of others, each by the share of its shortest paths on which the person stands", 12.5)
    ]
    normalized: A[
        float | None,
        Described("the same as a share of all pairs of others; null: fewer than three persons", 0.13, unit="share"),
    ]
    standard_error: A[
        float | None,
        Described("standard error of an estimate, of all pairs; null: exact, or a sample of one", 1.5),
    ]
    not_seen: A[
        bool,
        Described("whether no path of the sample passes the person: an estimate of 0 is not none", example=False),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Betweenness(Result):
    """Persons by betweenness. It describes records of contacts, and is no list of whom to visit."""

    graph: A[GraphSize, Described("how large the graph is", None)]
    is_exact: A[bool, Described("whether the paths of all persons were counted", example=True)]
    caveat: A[str, Described("what the scores do not say", CAVEAT)]
    rows: A[tuple[BetweennessRow, ...], Described("persons by rank, then id; on a page, a part of them", None)]
    n_rows: A[int, Described("persons on all pages together", 20, unit="persons")]
    next_after: A[int | None, Described("place of the last person of this page, from 1; null: nobody follows", 10)]


def betweenness(snapshot: Snapshot, policy: Policy, parameters: BetweennessParameters) -> Betweenness:
    """Return how often each person stands on the shortest paths between two others.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        How old a tie may be.
    parameters : BetweennessParameters
        Of which graph; `sampled` persons are drawn by ``default_rng(0)``.

    Returns
    -------
    Betweenness
        In an empty graph no rows; an isolate has 0.

    Raises
    ------
    InputError
        If all paths are asked for of more persons than `MAX_EXACT`.

    Notes
    -----
    Freeman's measure of an undirected graph without weights [1]_: raw, and divided by (n-1)(n-2)/2. A sample of
    K persons gives n/(2K) times the sum of their dependencies [2]_, with the standard error
    (n/2) sd/sqrt(K) sqrt(1 - K/n). O(nm), or O(Km) of a sample.

    References
    ----------
    .. [1] Freeman (1977), A set of measures of centrality based on betweenness. Sociometry 40(1).
    .. [2] Brandes & Pich (2007), Centrality estimation in large networks. doi:10.1142/S0218127407018403
    """
    graph = contact_graph(snapshot, policy, parameters)
    n = len(graph.person)
    n_sampled = n if parameters.sampled is None else min(n, parameters.sampled)
    is_exact = n_sampled == n
    n_linked = int((graph.degrees > 0).sum())
    if is_exact and n_linked > MAX_EXACT:
        message = f"betweenness is counted exactly up to {MAX_EXACT} persons with a contact, and these are {n_linked}; "
        raise InputError(message + "ask for a sample, or choose groups")
    scores, errors = (
        (of_graph(snapshot, policy, parameters, exact_betweenness), None)
        if is_exact
        else estimated_betweenness(graph, n_sampled)
    )
    n_pairs = (n - 1) * (n - 2) / 2
    raw = scores.tolist()
    standard_errors: list[float | None] = [None] * n if errors is None else errors.tolist()
    frame = snapshot["person"]
    rows = tuple(
        BetweennessRow(
            person_id=frame.ids[int(graph.person[i])],
            label=frame.texts["label"][graph.person[i]],
            rank=rank,
            betweenness=raw[i],
            normalized=raw[i] / n_pairs if n >= MIN_PERSONS else None,
            standard_error=standard_errors[i],
            not_seen=not is_exact and raw[i] == 0,
        )
        for i, rank in competition_ranks(raw)
    )
    said = parameter_values(parameters)
    notes = (
        *graph.notes,
        note("sample_is_everybody", int(is_exact and parameters.sampled is not None)),
    )
    return Betweenness(
        **header("betweenness", snapshot, policy, said, seed=None if is_exact else 0, notes=notes),
        graph=graph_size(graph),
        is_exact=is_exact,
        caveat=CAVEAT,
        rows=rows,
        n_rows=n,
        next_after=None,
    )


def exact_betweenness(graph: ContactGraph) -> Scores:
    """Return the raw betweenness of each person of a graph.

    The library lets nothing else of the process run while it counts: so it counts from some persons at a time.
    """
    network = igraph_of(graph)
    n = len(graph.person)
    n_sources = max(1, WALKED_AT_ONCE // max(1, n + 2 * network.ecount()))
    scores = np.zeros(n)
    for start in range(0, n, n_sources):
        sources = range(start, min(n, start + n_sources))
        scores += np.array(network.betweenness(directed=False, sources=sources))
    return scores


def estimated_betweenness(graph: ContactGraph, n_sampled: int) -> tuple[Scores, Scores | None]:
    """Scale the dependencies of sampled persons up, with the standard error of what was not drawn."""
    n = len(graph.person)
    sample = np.random.default_rng(0).choice(n, n_sampled, replace=False)
    network = igraph_of(graph)
    mean, squares = np.zeros(n), np.zeros(n)
    for i, person in enumerate(sample.tolist(), start=1):  # mean and squared distance from it, one row at a time
        # the library halves the paths of an undirected graph, and from one source each is walked once
        dependencies = 2 * np.array(network.betweenness(directed=False, sources=[person]))
        step = dependencies - mean
        mean += step / i
        squares += step * (dependencies - mean)
    scores = n / 2 * mean
    if n_sampled == 1:
        return scores, None
    spread = np.sqrt(squares / (n_sampled - 1) / n_sampled)
    return scores, n / 2 * spread * np.sqrt(1 - n_sampled / n)


BETWEENNESS = UseCase(
    name="betweenness",
    question="Who stands on the shortest paths between others?",
    summary="Freeman's betweenness of each person in the graph of contacts, exact or estimated from a sample with its "
    "standard error",
    address="betweenness",
    parameters=BetweennessParameters,
    result=Betweenness,
    compute=betweenness,
    paging=Paging("rows"),
    on_what_is_seen=True,
    unit="pairs of persons",
    reference="Freeman (1977), Sociometry 40(1); Brandes & Pich (2007) for the sample",
)
