"""The network as it is drawn and exported: persons, groups, ties, conflicts and incidents as of a day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Annotated as A

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.header import header
from graph_service.analysis.left_out import review_notes, undated_decisions
from graph_service.analysis.named_records import group_positions
from graph_service.analysis.network_incidents import (
    INCIDENTS,
    acts_of,
    counted_incidents,
    incident_rows,
    involvement_rows,
    notes_on_incidents,
)
from graph_service.analysis.network_parts import (
    IncidentList,
    ListedIncident,
    Network,
    NetworkAlliance,
    NetworkConflict,
    NetworkGroup,
    NetworkIncident,
    NetworkInvolvement,
    NetworkMembership,
    NetworkPerson,
    NetworkTie,
)
from graph_service.analysis.network_periods import period_rows
from graph_service.analysis.network_rows import (
    DRAWN_STATES,
    CurrentMemberships,
    Relations,
    conflict_rows,
    current_memberships,
    group_rows,
    membership_rows,
    person_rows,
    relations_of,
    sources_of,
)
from graph_service.analysis.network_ties import tie_rows
from graph_service.analysis.people import people, successors
from graph_service.analysis.reach import TieRecords, tie_records
from graph_service.analysis.result import Note, note
from graph_service.analysis.retaliation import ConflictSides, conflict_sides
from graph_service.analysis.violence import listed_groups
from graph_service.domain.parameters import ALL_KINDS, Groups, Kinds, Lineage, Parameter
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NONE, Snapshot
from graph_service.domain.use_case import UseCase
from graph_service.domain.vocabulary import ConflictState

__all__ = [
    "INCIDENTS",
    "NETWORK",
    "IncidentList",
    "ListedIncident",
    "Network",
    "NetworkAlliance",
    "NetworkConflict",
    "NetworkGroup",
    "NetworkIncident",
    "NetworkInvolvement",
    "NetworkMembership",
    "NetworkParameters",
    "NetworkPerson",
    "NetworkTie",
    "counted_incidents",
    "network",
]

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkParameters:
    """Which groups, which ties, and who besides."""

    groups: Groups = None
    neighbours: A[
        bool, Parameter("With the groups asked for also their rivals and allies", example=True, each="neighbours")
    ] = False
    kinds: Kinds = ALL_KINDS
    isolates: A[
        bool,
        Parameter(
            "Whether persons without a tie to anybody shown are kept",
            example=True,
            off="Leave out persons without a tie",
        ),
    ] = True
    lineage: Lineage = True


def network(snapshot: Snapshot, policy: Policy, parameters: NetworkParameters) -> Network:
    """Return everything that a map or an export shows.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        How old a tie may be; points of the message lane.
    parameters : NetworkParameters
        Of some groups: only these, their members and who is tied to a member; with `neighbours` also the groups
        that are in conflict with one of them, or allied to one, and their members.

    Returns
    -------
    Network
        All persons, or those of the groups; the notes count whatever is left out.
    """
    kinds, lineage = parameters.kinds, parameters.lineage
    selected = group_positions(snapshot, parameters.groups)
    relations = relations_of(snapshot, lineage=lineage)
    if selected is None:
        shown_groups = listed_groups(snapshot, policy, lineage=lineage)
    else:
        shown_groups = sorted(
            _with_neighbours(snapshot, selected, relations) if parameters.neighbours else set(selected)
        )
    members = current_memberships(snapshot, lineage=lineage)
    ties = tie_records(snapshot, policy, kinds=kinds)
    acts = acts_of(snapshot, policy, None if selected is None else shown_groups, lineage=lineage)
    shown = _shown_persons(snapshot, members, shown_groups, ties, everything=selected is None)
    n_left_out = int(people(snapshot).is_person.sum()) - int(shown.sum())
    n_near = int(shown.sum())
    if not parameters.isolates:
        shown = _without_isolates(shown, ties)
    drawn = shown[ties.one] & shown[ties.other]
    group_ids = snapshot["group"].ids
    drawn_groups = {group_ids[group] for group in shown_groups}
    persons = person_rows(snapshot, policy, shown, members, shown_groups, lineage=lineage)
    conflicts = conflict_rows(snapshot, acts, relations.pairs, drawn_groups, lineage=lineage)
    return Network(
        **header(
            "network",
            snapshot,
            policy,
            {
                "groups": None if parameters.groups is None else tuple(sorted(set(parameters.groups))),
                "neighbours": parameters.neighbours,
                "kinds": tuple(sorted(kinds)),
                "isolates": parameters.isolates,
                "lineage": lineage,
            },
            notes=(
                note("person_not_shown", n_left_out),
                note("isolate_not_shown", n_near - int(shown.sum())),
                note("member_of_both_sides", int((persons.listed("groups_in_conflict").lengths > 0).sum())),
                *_notes_on_ties(snapshot, ties, drawn),
                *_notes_on_groups(snapshot, relations, drawn_groups, lineage=lineage),
                *notes_on_incidents(snapshot, policy, acts, shown),
                *review_notes(snapshot),
                undated_decisions(snapshot),
            ),
        ),
        persons=persons,
        groups=group_rows(snapshot, policy, shown_groups, relations, lineage=lineage),
        memberships=membership_rows(snapshot, members, shown),
        periods=period_rows(snapshot, shown),
        ties=tie_rows(snapshot, ties, drawn),
        conflicts=conflicts,
        alliances=tuple(
            NetworkAlliance(pair.group_a, pair.group_b, pair.record_ids, sources_of(snapshot, pair.record_ids))
            for pair in relations.alliances
            if {pair.group_a, pair.group_b} <= drawn_groups
        ),
        incidents=incident_rows(snapshot, policy, acts, shown),
        involvements=involvement_rows(snapshot, acts, shown),
    )


def _with_neighbours(snapshot: Snapshot, selected: Collection[int], relations: Relations) -> set[int]:
    frame, rivals, allies = snapshot["group"], relations.rivals, relations.allies
    names = [frame.ids[group] for group in selected]
    return {
        *selected,
        *(frame.position[neighbour] for name in names for neighbour in (*rivals.get(name, ()), *allies.get(name, ()))),
    }


def _notes_on_ties(snapshot: Snapshot, ties: TieRecords, drawn: Mask) -> tuple[Note, ...]:
    n_stored = int((drawn & (ties.tie >= 0)).sum())
    return (
        note("tie_undated", int((drawn & ties.undated).sum())),
        note("tie_projected", int((drawn & (ties.tie < 0)).sum())),
        note("tie_joined", ties.n_joined),
        note("tie_too_coarse", ties.n_too_coarse),
        note("tie_not_shown", len(snapshot["tie"]) - n_stored - ties.n_joined),
    )


def _notes_on_groups(
    snapshot: Snapshot, relations: Relations, drawn_groups: Collection[str], *, lineage: bool
) -> tuple[Note, ...]:
    """Count the groups that are not shown, and every conflict and alliance that is not drawn, each by its reason."""
    successor = successors(snapshot, lineage=lineage)
    n_own = int((successor == np.arange(len(successor))).sum())
    is_drawn = set(drawn_groups)
    drawn, outside, elsewhere = set[str](), set[str](), set[str]()
    for pair in relations.pairs:
        n_ends = len({pair.group_a, pair.group_b} & is_drawn)
        (elsewhere, outside, drawn)[n_ends].update(pair.conflict_ids)
    rest = [
        row
        for row in conflict_sides(snapshot, lineage=lineage)
        if snapshot["conflict"].ids[row.conflict] not in drawn | outside | elsewhere
    ]
    within = [row for row in rest if _is_within_one(snapshot, row)]
    allied = snapshot["alliance"]
    n_allied = int(allied.valid_on(snapshot.day).sum())
    n_allied_by_ends = [0, 0, 0]  # alliances of which no, one or both groups are drawn
    for allies in relations.alliances:
        n_allied_by_ends[len({allies.group_a, allies.group_b} & is_drawn)] += len(allies.record_ids)
    return (
        note("group_not_shown", n_own - len(drawn_groups)),
        note("conflict_not_shown", len(outside - drawn)),
        note("conflict_of_others", len(elsewhere - outside - drawn)),
        note("conflict_within_group", len(within)),
        note("conflict_not_current", len(rest) - len(within)),
        note("alliance_not_shown", n_allied_by_ends[1]),
        note("alliance_of_others", n_allied_by_ends[0]),
        note("alliance_within_group", n_allied - sum(n_allied_by_ends)),
    )


def _is_within_one(snapshot: Snapshot, row: ConflictSides) -> bool:
    """Say of a conflict in a state that is drawn whether one group stands on both of its sides."""
    states = tuple(ConflictState)
    if row.state == NONE or states[row.state] not in DRAWN_STATES:
        return False
    return any(row.opposed(group, group, snapshot.day, snapshot.day) for group, *_ in row.parties)


def _shown_persons(
    snapshot: Snapshot,
    members: CurrentMemberships,
    shown_groups: Sequence[int],
    ties: TieRecords,
    *,
    everything: bool,
) -> Mask:
    """Everybody; or the members and associates of some groups, and who is tied to one of them."""
    if everything:
        return people(snapshot).is_person.copy()
    member = np.zeros(len(snapshot["person"]), dtype=np.bool_)
    member[members.person[np.isin(members.group, shown_groups)]] = True
    shown = member.copy()
    near = member[ties.one] | member[ties.other]
    shown[ties.one[near]] = shown[ties.other[near]] = True
    return shown


def _without_isolates(shown: Mask, ties: TieRecords) -> Mask:
    tied = np.zeros(len(shown), dtype=np.bool_)
    drawn = shown[ties.one] & shown[ties.other]
    tied[ties.one[drawn]] = tied[ties.other[drawn]] = True
    return shown & tied


NETWORK = UseCase(
    name="network",
    question="Who belongs where, and who is tied to whom?",
    summary="Persons, groups, ties, conflicts, alliances and incidents as of a day, for maps and exports",
    address="network",
    parameters=NetworkParameters,
    result=Network,
    compute=network,
    unit="persons, ties",
    reference="the records",
)
