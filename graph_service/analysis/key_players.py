"""Key players: which persons together reach the most, or without whom the rest falls apart the most."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from typing import Annotated as A
from typing import Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from graph_service.analysis.contact_graph import (
    ContactGraph,
    GraphParameters,
    GraphSize,
    contact_graph,
    graph_size,
    persons_named,
    retracted,
)
from graph_service.analysis.graph_groups import selected_groups
from graph_service.analysis.header import header, parameter_values
from graph_service.analysis.key_sets import SUBSETS, BestSets, Residual, best_single, most_dividing, most_reaching
from graph_service.analysis.pools import pool_of
from graph_service.analysis.result import Note, Result, note
from graph_service.domain.described import Described
from graph_service.domain.parameters import Parameter
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import IntArray, Snapshot
from graph_service.domain.use_case import UseCase
from graph_service.errors import InputError

MIN_LEFT = 2  # persons; one alone cannot fall apart
SINGLE_LIMIT = 20_000  # persons up to which the best single one is measured
REACH_LIMIT = 3_000  # persons up to which sets of two or more are
REMOVAL_LIMIT = 2_000  # persons up to which it is measured what falls apart
REMOVAL_SEARCH_LIMIT = 500  # the same where there are too many sets to try all
_BATCH = 500  # persons whose steps to everybody are walked at once
CAVEAT = "It describes contacts on record: being in such a set makes nobody eligible, and says nothing of guilt."
REMOVAL_CAVEAT = (
    "Fragmentation asks what would fall apart if persons were removed, and a removal is not what the programme is for: "
    "it is shown to analysts to understand the structure, and nobody is chosen by it."
)
Floats = NDArray[np.float64]
MEASURES = ("reach", "weighted_reach", "fragmentation", "weighted_fragmentation")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPlayersParameters(GraphParameters):
    """Of which graph, out of whom, and how large the sets are."""

    size: A[int, Parameter("So many persons in a set", 2, minimum=1, maximum=100)] = 2
    steps: A[int, Parameter("Who is at most so many steps away counts as reached", 2, minimum=1, maximum=100)] = 2
    pool: A[
        tuple[str, ...] | Literal["supervised"] | None,
        Parameter(
            "Ids of persons who may be in a set, or supervised; default: adult members who may be asked",
            "supervised",
            refers_to="person",
        ),
    ] = None
    diagnostics: A[
        bool, Parameter("Also what falls apart without a set; then every person may be in one", example=True)
    ] = False


@dataclass(frozen=True, slots=True)
class KeySets:
    """The best sets by one measure."""

    measure: A[
        str,
        Described(
            "reach: persons within the steps; weighted_reach: mean of 1/d over all persons; fragmentation: share of "
            "pairs of the rest that no path joins; weighted_fragmentation: 1 less the mean of 1/d over those pairs",
            "reach",
            words=MEASURES,
        ),
    ]
    value: A[
        float | None,
        Described(
            "the best value, members of the set counted as reached, 1 each; null: fewer persons may be in a set than "
            "it has",
            25.0,
        ),
    ]
    others_only: A[
        float | None,
        Described("the same without the members; null: of fragmentation, or no value", 23.0),
    ]
    before: A[
        float | None,
        Described("fragmentation of the whole graph, nobody removed; null: of reach, or fewer than two persons", 0.52),
    ]
    proven_optimal: A[bool, Described("whether it is proven that no set has a larger value", example=True)]
    bound: A[
        float | None, Described("the most that any set can have, as proven, members counted; null: no value", 25.0)
    ]
    n_sets: A[int | None, Described("sets with that value; null: not known", 1, unit="sets")]
    sets: A[
        tuple[tuple[str, ...], ...],
        Described("the first 50 of them by id, or those that were met", (("P-0014", "P-0030"),), refers_to="person"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPlayers(Result):
    """The best sets. They describe records of contacts, and are no list of whom to visit."""

    graph: A[GraphSize, Described("how large the graph is", None)]
    n_pool: A[int, Described("persons of the graph who may be in a set", 12, unit="persons")]
    caveat: A[str, Described("what the sets do not say", CAVEAT)]
    removal_caveat: A[
        str | None, Described("what fragmentation is not for; null: it was not asked for", REMOVAL_CAVEAT)
    ]
    measures: A[tuple[KeySets, ...], Described("the best sets, by measure", None)]


def key_players(snapshot: Snapshot, policy: Policy, parameters: KeyPlayersParameters) -> KeyPlayers:
    """Return the sets of a size that reach the most, and on request those without which the most falls apart.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        How old a tie may be; who may be asked.
    parameters : KeyPlayersParameters
        Of which graph; the pool is that of `representatives`, with `diagnostics` it is everybody.

    Returns
    -------
    KeyPlayers
        All that tie within 1e-9, in order, the first 50. Without enough persons for a set no value.

    Raises
    ------
    InputError
        If a kind of limit is passed, a set would leave fewer than two persons, or a person of the pool is not known.

    Notes
    -----
    With d the steps from a person to the nearest of a set K, n persons, and components of s persons [1]_:
    reach is the number with d <= m, weighted reach the sum of 1/d over n, members at 1; fragmentation
    1 - sum s(s-1) / n(n-1) and weighted fragmentation 1 - 2 sum 1/d / n(n-1), of the graph without K. Up to 100,000
    sets all are tried, O(sets n) for reach and O(sets nm/64) for fragmentation. Beyond, reach is found by branch and
    bound, with all sets that tie, and where that takes too much work by an integer programme, with proof or gap;
    fragmentation, and reach where the programme too would be too large (weighted reach also where paths are longer
    than ten steps), is the best of 20 starts ``default_rng(i).choice``, each bettered by
    exchanging one person until no exchange does: a set without proof.

    References
    ----------
    .. [1] Borgatti (2006), Identifying sets of key players in a social network. doi:10.1007/s10588-006-7084-x
    """
    graph = contact_graph(snapshot, policy, parameters)
    pool, notes = _pool(snapshot, policy, graph, parameters)
    _refuse(graph, parameters)
    ids = [snapshot["person"].ids[person] for person in graph.person.tolist()]
    reach, weighted_reach = _reaching(graph, pool, parameters)
    best: dict[str, BestSets | None] = {"reach": reach, "weighted_reach": weighted_reach}
    before: dict[str, float] = {}
    if parameters.diagnostics:
        residual = Residual(len(ids), graph.start, graph.end)
        best["fragmentation"], best["weighted_fragmentation"] = most_dividing(residual, parameters.size)
        before["fragmentation"], before["weighted_fragmentation"] = residual.whole()
    everybody = np.arange(len(ids))
    rows = tuple(
        _row(measure, sets, parameters.size, ids, everybody if measure in before else pool, before.get(measure))
        for measure, sets in best.items()
    )
    is_drawn = any(sets is not None and sets.is_from_starts for sets in best.values())
    said = parameter_values(parameters)
    return KeyPlayers(
        **header("key-players", snapshot, policy, said, seed=0 if is_drawn else None, notes=(*graph.notes, *notes)),
        graph=graph_size(graph),
        n_pool=len(pool),
        caveat=CAVEAT,
        removal_caveat=REMOVAL_CAVEAT if parameters.diagnostics else None,
        measures=rows,
    )


def _row(
    measure: str,
    best: BestSets | None,
    size: int,
    ids: Sequence[str],
    pool: IntArray,
    before: float | None,
) -> KeySets:
    """The best sets by ids; weighted measures are means over the graph."""
    if best is None:
        return KeySets(measure, None, None, None, proven_optimal=False, bound=None, n_sets=0, sets=())
    total = len(ids) if measure == "weighted_reach" else 1
    return KeySets(
        measure=measure,
        value=best.value / total,
        others_only=None if before is not None else (best.value - size) / total,
        before=before,
        proven_optimal=best.is_proven,
        bound=best.bound / total,
        n_sets=best.n_sets,
        sets=tuple(tuple(ids[pool[i]] for i in members) for members in best.sets),
    )


def _pool(
    snapshot: Snapshot, policy: Policy, graph: ContactGraph, parameters: KeyPlayersParameters
) -> tuple[IntArray, tuple[Note, ...]]:
    """Places in the graph of those who may be in a set, and who is left out."""
    if parameters.diagnostics:
        return np.arange(len(graph.person)), ()
    records = retracted(snapshot, parameters.without_source)
    groups = selected_groups(records, parameters.groups, lineage=parameters.lineage).group.tolist()
    is_calculation = not len(records["membership"])
    may = pool_of(records, policy, groups, parameters.pool, is_calculation=is_calculation, lineage=parameters.lineage)
    named = parameters.pool if isinstance(parameters.pool, tuple) else ()
    pool = np.flatnonzero(may.allowed[graph.person])
    n_outside = 0 if is_calculation else int(may.allowed.sum()) - len(pool)
    return pool, (
        *may.left_out,
        persons_named(records, named)[1],
        note("pool_outside", n_outside),
        note("pool_too_small", max(0, parameters.size - len(pool))),
        note("calculation", int(is_calculation)),
    )


def _refuse(graph: ContactGraph, parameters: KeyPlayersParameters) -> None:
    n, size = len(graph.person), parameters.size
    if parameters.diagnostics and n - size < MIN_LEFT:
        message = f"without {size} of {n} persons fewer than two are left, and nothing can fall apart; ask for fewer"
        raise InputError(message)
    most = SINGLE_LIMIT if size == 1 else REACH_LIMIT
    if n > most:
        message = f"the graph has {n:,} persons; sets of {size} are looked for among up to {most:,}"
        raise InputError(message)
    most = REMOVAL_LIMIT if comb(n, size) <= SUBSETS else REMOVAL_SEARCH_LIMIT
    if parameters.diagnostics and n > most:
        message = f"the graph has {n:,} persons; what falls apart without {size} is measured among up to {most:,}"
        raise InputError(message)


def _reaching(graph: ContactGraph, pool: IntArray, parameters: KeyPlayersParameters) -> tuple[BestSets | None, ...]:
    """By persons within the steps, and by the sum of 1/d."""
    size = parameters.size
    if len(pool) < size:
        return None, None

    def worth(steps: Floats) -> tuple[Floats, Floats]:
        return (steps <= parameters.steps).astype(np.float64), 1 / np.maximum(steps, 1)

    batches = (_distances(graph, pool[i : i + _BATCH]) for i in range(0, len(pool), _BATCH))
    if size == 1:
        sums = [(within.sum(axis=1), near.sum(axis=1)) for within, near in map(worth, batches)]
        return tuple(best_single(np.concatenate(values)) for values in zip(*sums, strict=True))
    rows = [worth(steps) for steps in batches]
    return tuple(most_reaching(np.concatenate(matrices), size) for matrices in zip(*rows, strict=True))


def _distances(graph: ContactGraph, sources: IntArray) -> Floats:
    """Steps from some persons to everybody, a step at a time; infinite where no path leads."""
    n = len(graph.person)
    ties = scipy.sparse.csr_array((np.ones(2 * len(graph.start), dtype=np.float32), graph.both_ways), shape=(n, n))
    steps = np.full((n, len(sources)), np.inf)
    steps[sources, np.arange(len(sources))] = 0
    frontier = np.isfinite(steps)
    step = 0
    while frontier.any():
        step += 1
        frontier = ((ties @ frontier.astype(np.float32)) > 0) & np.isinf(steps)
        steps[frontier] = step
    return steps.T


KEY_PLAYERS = UseCase(
    name="key-players",
    question="Which persons together reach the most of a structure?",
    summary="Sets of persons with the largest reach and weighted reach, all that tie, with proof or gap; as a "
    "diagnosis also without whom the rest falls apart most",
    address="key-players",
    parameters=KeyPlayersParameters,
    result=KeyPlayers,
    compute=key_players,
    on_what_is_seen=True,
    unit="persons; shares of pairs",
    reference="Borgatti (2006), Computational & Mathematical Organization Theory 12(1)",
)
