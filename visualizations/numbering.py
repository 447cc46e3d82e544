"""A network with positions instead of ids: what layout and drawing reckon with.

A tie, conflict or alliance with an end that the network does not hold cannot be drawn; it is left out and counted.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from graph_service.analysis.columns import Rows
from graph_service.analysis.network import (
    Network,
    NetworkAlliance,
    NetworkConflict,
    NetworkInvolvement,
    NetworkMembership,
    NetworkPerson,
    NetworkTie,
)
from graph_service.analysis.result import WITHHELD, Note, note

NOBODY = -1
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two positions, of persons or of groups."""

    a: int
    b: int


@dataclass(frozen=True, slots=True)
class Numbered:
    """Positions in the lists of the network; lists of pairs run beside the lists of what they join."""

    groups_of: tuple[tuple[int, ...], ...]  # by person, best role first
    ties: tuple[NetworkTie, ...]
    tie_ends: tuple[Pair, ...]
    conflicts: tuple[NetworkConflict, ...]
    conflict_sides: tuple[Pair, ...]
    alliances: tuple[NetworkAlliance, ...]
    alliance_sides: tuple[Pair, ...]
    n_members: tuple[int, ...]  # by group: those whose best role is there
    notes: tuple[Note, ...]  # what cannot be drawn

    def first_group(self, person: int) -> int:
        """Return the group in which a person holds the best role.

        Parameters
        ----------
        person : int
            Position of the person.

        Returns
        -------
        int
            Position of the group, `NOBODY` for a person in none.
        """
        return self.groups_of[person][0] if self.groups_of[person] else NOBODY


_LINKS: tuple[tuple[type, str], ...] = (
    (NetworkMembership, "memberships"),
    (NetworkTie, "ties"),
    (NetworkInvolvement, "involvements"),
)


def linked(network: Network) -> Network:
    """Leave out, and count, the persons whom nothing on a map would stand beside: no group, no tie, no incident.

    Parameters
    ----------
    network : Network
        All persons.

    Returns
    -------
    Network
        The same, with a note where somebody is left out.
    """
    near = {WITHHELD.value}
    for kind, rows in _LINKS:
        for name in ("person_id",) if kind is not NetworkTie else ("person_a", "person_b"):
            near.update(Rows.of(kind, getattr(network, rows)).coded(name).distinct())
    everybody = Rows.of(NetworkPerson, network.persons)
    is_member = (everybody.listed("groups").lengths > 0) | (everybody.listed("groups_not_shown").lengths > 0)
    persons = everybody.at(is_member | everybody.coded("person_id").among(near))
    left_out = note("person_not_linked", len(network.persons) - len(persons))
    return replace(network, persons=persons, notes=(*network.notes, left_out)) if left_out.n else network


def numbered(network: Network) -> Numbered:
    """Find the position of every end.

    Parameters
    ----------
    network : Network
        What is drawn.

    Returns
    -------
    Numbered
        Ties, conflicts and alliances of which both ends are there and differ, and notes that count the others.
    """
    person = {record.person_id: i for i, record in enumerate(network.persons)}
    group = {record.group_id: i for i, record in enumerate(network.groups)}
    ties, tie_ends = _joined(network.ties, [(t.person_a, t.person_b) for t in network.ties], person)
    conflicts, conflict_sides = _joined(network.conflicts, [(c.group_a, c.group_b) for c in network.conflicts], group)
    alliances, alliance_sides = _joined(network.alliances, [(a.group_a, a.group_b) for a in network.alliances], group)
    groups_of = tuple(tuple(dict.fromkeys(group[g] for g in p.groups if g in group)) for p in network.persons)
    first = Counter(groups[0] for groups in groups_of if groups)
    left_out = (
        note("tie_not_drawn", len(network.ties) - len(ties)),
        note("conflict_not_drawn", len(network.conflicts) - len(conflicts)),
        note("alliance_not_drawn", len(network.alliances) - len(alliances)),
        note(
            "membership_not_drawn", sum(m.person_id in person and m.group_id not in group for m in network.memberships)
        ),
    )
    return Numbered(
        groups_of=groups_of,
        ties=ties,
        tie_ends=tie_ends,
        conflicts=conflicts,
        conflict_sides=conflict_sides,
        alliances=alliances,
        alliance_sides=alliance_sides,
        n_members=tuple(first[position] for position in range(len(network.groups))),
        notes=tuple(entry for entry in left_out if entry.n),
    )


def numbered_groups(network: Network) -> Numbered:
    """Find the positions of groups alone: of persons there may be a whole country, and no picture shows them.

    Parameters
    ----------
    network : Network
        What is drawn without its persons.

    Returns
    -------
    Numbered
        Without persons and ties; they are counted where they cannot be joined, all the same.
    """
    alone = numbered(replace(network, persons=(), ties=(), memberships=()))
    persons = Rows.of(NetworkPerson, network.persons).coded("person_id").values()
    ties, members = Rows.of(NetworkTie, network.ties), Rows.of(NetworkMembership, network.memberships)
    is_held = ties.coded("person_a").among(persons) & ties.coded("person_b").among(persons)
    groups = [group.group_id for group in network.groups]
    is_elsewhere = members.coded("person_id").among(persons) & ~members.coded("group_id").among(groups)
    left_out = (
        note("tie_not_drawn", int((~is_held).sum())),
        note("membership_not_drawn", int(is_elsewhere.sum())),
    )
    return replace(alone, notes=(*alone.notes, *(entry for entry in left_out if entry.n)))


def _joined(
    records: Sequence[Thing], ends: Sequence[tuple[str, str]], position: dict[str, int]
) -> tuple[tuple[Thing, ...], tuple[Pair, ...]]:
    joined, pairs = [], []
    for record, (a, b) in zip(records, ends, strict=True):
        if a in position and b in position and a != b:
            joined.append(record)
            pairs.append(Pair(position[a], position[b]))
    return tuple(joined), tuple(pairs)
