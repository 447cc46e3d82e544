"""Communities: who has more contacts among each other than with the rest, as computed from the ties alone."""

from dataclasses import dataclass
from typing import Annotated as A

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.contact_graph import GraphParameters, GraphSize, graph_options, graph_size, retracted
from graph_service.analysis.fields import GroupId, Label, PersonId
from graph_service.analysis.graph_groups import GroupedGraph, grouped_graph, selected_groups
from graph_service.analysis.header import header, parameter_values
from graph_service.analysis.partitions import (
    SEEDS,
    Partition,
    adjusted_rand,
    best_partition,
    library_version,
    mutual_information,
    overlap,
)
from graph_service.analysis.result import ParameterValue, Result
from graph_service.domain.described import Described
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import Snapshot
from graph_service.domain.use_case import Paging, UseCase

CAVEAT = (
    "A community is computed from contacts on record, and is no group: nobody is said to belong together. Other "
    "seeds, ties or versions of the library may give others; with a low stability they do."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityParameters(GraphParameters):
    """Of which graph."""


CommunityNumber = A[int, Described("number of the community: by size, the largest first, then by first person", 1)]


@dataclass(frozen=True, slots=True)
class CommunityRow:
    """A community."""

    community: CommunityNumber
    n_persons: A[int, Described("persons in the community", 12, unit="persons")]
    n_inside: A[int, Described("ties with both ends in the community", 23, unit="ties")]
    n_outside: A[int, Described("ties with one end in the community", 4, unit="ties")]


@dataclass(frozen=True, slots=True)
class CommunityGroup:
    """How many persons of a community are in a group."""

    community: CommunityNumber
    group_id: GroupId
    n_persons: A[int, Described("persons of the community who are in the group", 9, unit="persons")]


@dataclass(frozen=True, slots=True)
class CommunityPerson:
    """A person with a contact."""

    person_id: PersonId
    label: Label
    community: CommunityNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class Communities(Result):
    """Communities of the graph of contacts, and how far they agree with the groups that sources name."""

    graph: A[GraphSize, Described("how large the graph is", None)]
    caveat: A[str, Described("what a community is not", CAVEAT)]
    modularity: A[
        float | None,
        Described(
            "share of the ties within communities, less what it would be by chance given everybody's contacts; null: "
            "there are no ties",
            0.46,
        ),
    ]
    best_seed: A[
        int | None, Described("first of the seeds that gave this modularity, the largest; null: there are no ties", 0)
    ]
    stability: A[
        float | None,
        Described(
            "adjusted Rand index of the partitions of two seeds, mean of all pairs of seeds: 1 all alike, 0 as if by "
            "chance; null: there are no ties",
            0.97,
        ),
    ]
    n_compared: A[int, Described("persons with a contact who are in exactly one of the groups", 18, unit="persons")]
    adjusted_rand: A[
        float | None,
        Described(
            "how far communities and groups of those persons agree: 1 the same, 0 as if by chance; null: fewer than "
            "two persons",
            0.71,
        ),
    ]
    mutual_information: A[
        float | None,
        Described(
            "what communities and groups of those persons tell of each other, normalised: 1 everything, 0 nothing; "
            "null: fewer than two persons",
            0.78,
        ),
    ]
    n_isolates: A[int, Described("persons of the graph without a contact, who are in no community", 2, unit="persons")]
    communities: A[tuple[CommunityRow, ...], Described("communities by number; on the first page alone", None)]
    groups: A[
        tuple[CommunityGroup, ...],
        Described(
            "communities and the groups of their persons, by number and id; of several groups each counts; on the "
            "first page alone",
            None,
        ),
    ]
    rows: A[
        tuple[CommunityPerson, ...],
        Described("persons with a contact by community, then id; on a page, a part of them", None),
    ]
    n_rows: A[int, Described("persons on all pages together", 20, unit="persons")]
    next_after: A[int | None, Described("place of the last person of this page, from 1; null: nobody follows", 10)]


def communities(snapshot: Snapshot, policy: Policy, parameters: CommunityParameters) -> Communities:
    """Return who has more contacts among each other than with the rest.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        How old a tie may be.
    parameters : CommunityParameters
        Of which graph.

    Returns
    -------
    Communities
        Without ties no communities; an isolate is in none.

    Raises
    ------
    InputError
        If the graph has more than 100,000 ties.

    Notes
    -----
    Leiden's algorithm [1]_ for modularity [2]_, until nothing improves, from seeds 0 to 19; the best partition, of
    equal ones that of the smallest seed. The optimum is not proven. Agreement by the adjusted Rand index [3]_ and
    2 I/(H1 + H2), over persons in exactly one group. An iteration is near-linear in the ties; large graphs take many.

    References
    ----------
    .. [1] Traag, Waltman & van Eck (2019), From Louvain to Leiden. doi:10.1038/s41598-019-41695-z
    .. [2] Newman & Girvan (2004), Finding and evaluating community structure in networks. Physical Review E 69.
    .. [3] Hubert & Arabie (1985), Comparing partitions. doi:10.1007/BF01908075
    """
    records = retracted(snapshot, parameters.without_source)
    groups = selected_groups(records, parameters.groups, lineage=parameters.lineage).group
    grouped = grouped_graph(snapshot, policy, parameters, groups)
    graph = grouped.graph
    group_ids = tuple(snapshot["group"].ids[row] for row in groups.tolist())
    partition = best_partition(snapshot, policy, graph_options(parameters))
    community = np.zeros(len(graph.person), dtype=np.int64)  # 0: none
    community[partition.person] = partition.community
    compared = np.flatnonzero((community > 0) & (grouped.n_of_person == 1))
    table = overlap(community[compared], grouped.position[grouped.starts[compared]])
    frame = snapshot["person"]
    order = partition.person[np.argsort(partition.community, kind="stable")]
    said: dict[str, ParameterValue] = {
        **parameter_values(parameters),
        "igraph": library_version(),
        "objective": "modularity",
        "seeds": tuple(str(seed) for seed in SEEDS),
    }
    return Communities(
        **header("communities", snapshot, policy, said, seed=partition.seed, notes=graph.notes),
        graph=graph_size(graph),
        caveat=CAVEAT,
        modularity=partition.modularity,
        best_seed=partition.seed,
        stability=partition.stability,
        n_compared=len(compared),
        adjusted_rand=adjusted_rand(table),
        mutual_information=mutual_information(table),
        n_isolates=len(graph.person) - len(order),
        communities=_community_rows(grouped, partition, community),
        groups=_group_rows(grouped, community, group_ids),
        rows=tuple(
            CommunityPerson(
                person_id=frame.ids[int(graph.person[person])],
                label=frame.texts["label"][graph.person[person]],
                community=int(community[person]),
            )
            for person in order.tolist()
        ),
        n_rows=len(order),
        next_after=None,
    )


def _community_rows(
    grouped: GroupedGraph, partition: Partition, community: NDArray[np.int64]
) -> tuple[CommunityRow, ...]:
    graph = grouped.graph
    start, end = community[graph.start], community[graph.end]
    most = int(community.max(initial=0)) + 1
    n_persons = np.bincount(partition.community, minlength=most)
    n_inside = np.bincount(start[start == end], minlength=most)
    n_ends = np.bincount(np.concatenate([start, end]), minlength=most)
    return tuple(
        CommunityRow(number, int(n_persons[number]), int(n_inside[number]), int(n_ends[number] - 2 * n_inside[number]))
        for number in range(1, most)
    )


def _group_rows(
    grouped: GroupedGraph, community: NDArray[np.int64], group_ids: tuple[str, ...]
) -> tuple[CommunityGroup, ...]:
    n_groups = max(1, len(group_ids))
    of_member = community[grouped.member]
    key = of_member[of_member > 0] * n_groups + grouped.position[of_member > 0]
    both, n_persons = np.unique(key, return_counts=True)
    return tuple(
        CommunityGroup(pair // n_groups, group_ids[pair % n_groups], n)
        for pair, n in zip(both.tolist(), n_persons.tolist(), strict=True)
    )


COMMUNITIES = UseCase(
    name="communities",
    question="Who has more contacts among each other than with the rest, and is that what the groups are?",
    summary="Communities of the graph of contacts by modularity, how stable they are, and how far they agree with the "
    "groups",
    address="communities",
    parameters=CommunityParameters,
    result=Communities,
    compute=communities,
    paging=Paging("rows", once=("communities", "groups")),
    on_what_is_seen=True,
    unit="persons",
    reference="Traag, Waltman & van Eck (2019), Scientific Reports 9; Hubert & Arabie (1985) for the agreement",
)
