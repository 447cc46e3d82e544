"""The parts of a result on the cohesion of groups."""

from dataclasses import dataclass
from typing import Annotated as A

from graph_service.analysis.contact_graph import GraphSize
from graph_service.analysis.fields import GroupA, GroupB, GroupId, GroupName
from graph_service.analysis.result import Result
from graph_service.domain.described import Described

CAVEAT = (
    "It describes contacts on record: a dense group may only be one that was watched more closely, and a change since "
    "a year before may be one of records. It says nothing of violence."
)
CELLS_CAVEAT = (
    "Cells do not add up to the ties: a tie of somebody in two groups stands in several cells, and a tie of somebody "
    "in none of these groups in no cell."
)


@dataclass(frozen=True, slots=True)
class CohesionRow:
    """A group of the graph: how closely it holds together on the day, and on the same date a year earlier."""

    group_id: GroupId
    name: GroupName
    n_members: A[int, Described("members of the group in the graph", 14, unit="persons")]
    n_ties: A[int, Described("pairs of members who are tied", 21, unit="ties")]
    density: A[
        float | None,
        Described(
            "ties among members as a share of all pairs of them; null: fewer than two members", 0.23, unit="share"
        ),
    ]
    mean_degree: A[
        float | None,
        Described("tied members of the same group, on average of its members; null: no member", 3.0, unit="persons"),
    ]
    largest_share: A[
        float | None,
        Described(
            "share of the members in the largest part that the ties among members join; null: no member",
            0.86,
            unit="share",
        ),
    ]
    n_outside: A[int, Described("ties of a member to somebody in the graph who is no member", 9, unit="ties")]
    ei_index: A[
        float | None,
        Described(
            "ties with exactly one end in the group less those with both, divided by their sum: -1 all inside, 1 all "
            "outside; null: no tie",
            -0.4,
        ),
    ]
    n_members_year_before: A[
        int,
        Described(
            "members a year earlier: same options, records as held now, groups as they are on the day",
            12,
            unit="persons",
        ),
    ]
    density_year_before: A[
        float | None, Described("density a year earlier; null: fewer than two members", 0.2, unit="share")
    ]
    mean_degree_year_before: A[
        float | None, Described("mean degree a year earlier; null: no member", 2.2, unit="persons")
    ]
    largest_share_year_before: A[
        float | None, Described("share of the largest part a year earlier; null: no member", 0.75, unit="share")
    ]


@dataclass(frozen=True, slots=True)
class ContactCell:
    """Ties between two groups, or within one."""

    group_a: GroupA
    group_b: GroupB
    n_ties: A[
        int,
        Described("ties with one end in either group; of a group with itself: with both ends in it", 5, unit="ties"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohesion(Result):
    """How closely groups hold together, and the contacts between them."""

    graph: A[GraphSize, Described("how large the graph is", None)]
    caveat: A[str, Described("what the numbers do not say", CAVEAT)]
    groups: A[tuple[CohesionRow, ...], Described("groups of the graph, by id", None)]
    cells: A[
        tuple[ContactCell, ...],
        Described("pairs of groups with a tie between them, and groups with a tie within them, by their ids", None),
    ]
    cells_caveat: A[str, Described("why cells do not add up", CELLS_CAVEAT)]
    n_ties_in_no_cell: A[int, Described("ties of which one end at least is in none of the groups", 2, unit="ties")]
    n_in_several: A[int, Described("persons who are in several of the groups", 1, unit="persons")]
