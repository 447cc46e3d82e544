"""Balance: alliances and conflicts of groups as a signed graph, which camps explain them, and who may be drawn in."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Annotated as A
from typing import TypedDict

from graph_service.analysis.balance_parts import (
    CAVEAT,
    SIGNS,
    Balance,
    BalanceEdge,
    BalanceGroup,
    BalancePart,
    DrawnInAlly,
    GroupCover,
)
from graph_service.analysis.contact_graph import retracted
from graph_service.analysis.cover import CoverComponent, covers, parts_of, smallest_cover
from graph_service.analysis.drawn_in import AllyOfHarmed, drawn_in
from graph_service.analysis.frustration import Split, best_splits, disagrees
from graph_service.analysis.graph_groups import selected_groups
from graph_service.analysis.header import header, parameter_values
from graph_service.analysis.incidents import incidents
from graph_service.analysis.result import note
from graph_service.analysis.signed_graph import POSITIVE, Counts, SignedGraph, signed_graph, triads
from graph_service.domain.dates import day_of
from graph_service.domain.nearest import check_word
from graph_service.domain.parameters import Groups, Lineage, Parameter, WithoutSource
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import Snapshot
from graph_service.domain.use_case import UseCase
from graph_service.domain.vocabulary import ConflictState


class RivalState(StrEnum):
    """States of a conflict that may make groups rivals: one that has ended does not."""

    ACTIVE = ConflictState.ACTIVE.value
    DORMANT = ConflictState.DORMANT.value
    TRUCE = ConflictState.TRUCE.value


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceParameters:
    """Of which groups, and which conflicts."""

    groups: Groups = None
    states: A[
        tuple[RivalState, ...],
        Parameter(
            "In which states a conflict makes its groups rivals",
            ("active",),
            each="state",
            minimum=1,
            maximum=3,
        ),
    ] = (RivalState.ACTIVE,)
    n_alternatives: A[int, Parameter("How many other sets of groups to speak with to list", 2, maximum=100)] = 0
    without_source: WithoutSource = None
    lineage: Lineage = True


def balance(snapshot: Snapshot, policy: Policy, parameters: BalanceParameters) -> Balance:
    """Return how alliances and conflicts of groups fit together, and who may be drawn into a conflict.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        For how many days an incident may draw allies in, and from which confidence on a group is named.
    parameters : BalanceParameters
        Without groups all that are valid on the day.

    Returns
    -------
    Balance
        Without a triad the balance is null; without an edge there are no parts, and the index is 0.

    Raises
    ------
    InputError
        If a state is not active, dormant or truce.

    Notes
    -----
    A triad is balanced if the product of its signs is positive [1]_. The frustration index is the fewest edges in
    or between two camps that have the wrong sign for it, by integer programming [2]_, block by block; of the best
    splits of a part the lexicographically smallest. Triads cost the cube of the number of groups; the index is hard
    in general, and the search is cut after a number of nodes, the same on every machine.

    References
    ----------
    .. [1] Cartwright & Harary (1956), Structural balance: a generalization of Heider's theory. doi:10.1037/h0046049
    .. [2] Aref, Mason & Wilson (2020), A modeling and computational study of the frustration index in signed
       networks. doi:10.1002/net.21907
    """
    for word in parameters.states:
        check_word("state that makes rivals", word, tuple(RivalState))
    lineage = parameters.lineage
    records = retracted(snapshot, parameters.without_source)
    selection = selected_groups(records, parameters.groups, lineage=lineage)
    graph = signed_graph(records, selection.group, states=frozenset(parameters.states), lineage=lineage)
    edges = list(zip(graph.start.tolist(), graph.end.tolist(), graph.sign.tolist(), strict=True))
    splits = best_splits(len(graph.group), edges)
    camp = dict(pair for split in splits for pair in zip(split.vertices, split.camps, strict=True))
    ids = tuple(snapshot["group"].ids[row] for row in graph.group.tolist())
    allies = drawn_in(records, policy, graph, lineage=lineage)
    said = parameter_values(parameters)
    said["states"] = tuple(sorted(parameters.states))
    counts = triads(graph)
    notes = (
        *graph.notes,
        note("group_has_successor", selection.n_successors),
        note("split_not_first", sum(not split.is_first for split in splits)),
        note("hit_undated", allies.n_undated),
        note("hit_without_rival", allies.n_without_rival),
    )
    return Balance(
        **header("balance", snapshot, policy, said, notes=notes),
        caveat=CAVEAT,
        **_triad_fields(counts.total),
        frustration_index=sum(split.n_disagreeing for split in splits),
        is_proven=all(split.bound == split.n_disagreeing for split in splits),
        parts=tuple(_part(number, split, edges) for number, split in enumerate(splits, 1)),
        groups=_groups(snapshot, graph, splits, counts.of_group),
        edges=tuple(
            BalanceEdge(
                group_a=ids[edge[0]],
                group_b=ids[edge[1]],
                sign=SIGNS[edge[2] != POSITIVE],
                also_allied=graph.is_both[i],
                record_ids=graph.records[i],
                disagrees=disagrees(camp, edge),
                **_triad_fields(counts.of_edge[i]),
            )
            for i, edge in enumerate(edges)
        ),
        drawn_in=tuple(_ally(snapshot, policy, ids, row) for row in allies.allies),
        cover=_cover(edges, ids, parameters.n_alternatives),
    )


class _TriadFields(TypedDict):
    """The fields that the whole, a group and an edge have of their triads."""

    all_allied: int
    two_against_one: int
    torn_ally: int
    all_in_conflict: int
    balance: float | None


def _triad_fields(kinds: Counts) -> _TriadFields:
    all_allied, two_against_one, torn_ally, all_in_conflict = kinds.tolist()
    balanced, total = all_allied + two_against_one, sum(kinds.tolist())
    return _TriadFields(
        all_allied=all_allied,
        two_against_one=two_against_one,
        torn_ally=torn_ally,
        all_in_conflict=all_in_conflict,
        balance=balanced / total if total else None,
    )


def _part(number: int, split: Split, edges: Sequence[tuple[int, int, int]]) -> BalancePart:
    inside = set(split.vertices)
    return BalancePart(
        part=number,
        n_groups=len(inside),
        n_edges=sum(start in inside for start, _, _ in edges),
        n_disagreeing=split.n_disagreeing,
        n_disagreeing_at_least=split.bound,
        is_only_split={True: "yes", False: "no", None: "unknown"}[split.is_only],
    )


def _groups(
    snapshot: Snapshot, graph: SignedGraph, splits: Sequence[Split], of_group: Counts
) -> tuple[BalanceGroup, ...]:
    frame = snapshot["group"]
    part_of = {vertex: number for number, split in enumerate(splits, 1) for vertex in split.vertices}
    camp = dict(pair for split in splits for pair in zip(split.vertices, split.camps, strict=True))
    n_allies, n_rivals = [0] * len(graph.group), [0] * len(graph.group)
    for (vertex, _), sign in graph.signs().items():
        (n_allies if sign == POSITIVE else n_rivals)[vertex] += 1
    return tuple(
        BalanceGroup(
            group_id=frame.ids[row],
            name=frame.texts["name"][row],
            n_allies=n_allies[i],
            n_rivals=n_rivals[i],
            part=part_of.get(i),
            camp=camp[i] + 1 if i in camp else None,
            **_triad_fields(of_group[i]),
        )
        for i, row in enumerate(graph.group.tolist())
    )


def _ally(snapshot: Snapshot, policy: Policy, ids: Sequence[str], row: AllyOfHarmed) -> DrawnInAlly:
    periods = incidents(snapshot, policy).periods
    return DrawnInAlly(
        incident_id=snapshot["incident"].ids[row.incident],
        occurred_on=day_of(int(periods.first[row.incident])),
        precision=periods.shown(row.incident)[1],
        days_since=snapshot.day - row.day,
        harmed=ids[row.harmed],
        rival=ids[row.rival],
        ally=ids[row.ally],
        also_allied=row.is_ally_of_rival,
    )


def _cover(edges: Sequence[tuple[int, int, int]], ids: Sequence[str], n_alternatives: int) -> GroupCover:
    allies: list[list[int]] = [[] for _ in ids]
    for start, end, sign in edges:
        if sign == POSITIVE:
            allies[start].append(end)
            allies[end].append(start)
    parts = parts_of(allies, range(len(ids)))
    best = [smallest_cover(part) for part in parts]
    gap = sum(len(cover.chosen) - cover.bound for cover in best)
    alternatives = _sets(parts, 1 + n_alternatives)[1:] if n_alternatives and not gap else []
    return GroupCover(
        group_ids=tuple(ids[position] for position in sorted(position for cover in best for position in cover.chosen)),
        proven_optimal=not gap,
        gap=gap,
        alternatives=tuple(tuple(ids[position] for position in members) for members in alternatives),
    )


def _sets(parts: Sequence[CoverComponent], limit: int) -> list[tuple[int, ...]]:
    """Return the first of the smallest sets: the first n unions hold only the first n sets of each part."""
    sets: list[tuple[int, ...]] = [()]
    for part in parts:
        of_part = [cover.chosen for cover in islice(covers(part), limit)]
        sets = sorted(tuple(sorted((*a, *b))) for a in sets for b in of_part)[:limit]
    return sets


BALANCE = UseCase(
    name="balance",
    question="Do alliances and conflicts fit together, and which group may be drawn in?",
    summary="Triads of groups, the fewest alliances and conflicts that fit no two camps, allies of groups hit of late, "
    "and whom to speak with so that all hear",
    address="balance",
    parameters=BalanceParameters,
    result=Balance,
    compute=balance,
    on_what_is_seen=True,
    unit="triads, edges",
    reference="Cartwright & Harary (1956); Aref, Mason & Wilson (2020) for the frustration index",
)
