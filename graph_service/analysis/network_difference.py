"""What came to a network, left it or changed between two days; computed on what a caller may see of both."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Generic, TypeVar

from graph_service.analysis.columns import Rows
from graph_service.analysis.network_parts import (
    Network,
    NetworkAlliance,
    NetworkConflict,
    NetworkGroup,
    NetworkInvolvement,
    NetworkMembership,
    NetworkPerson,
    NetworkTie,
)
from graph_service.analysis.result import WITHHELD
from graph_service.domain.vocabulary import Role
from graph_service.errors import InputError

T = TypeVar("T")
Key = tuple[str, ...]  # the ids by which something is the same on both days
# The fields in which something may differ from day to day; scores and ranks move with the calendar alone.
COMPARED: Final[Mapping[type, tuple[str, ...]]] = {
    NetworkPerson: ("status", "is_supervised", "notified_on"),
    NetworkGroup: ("name", "n_named", "is_valid"),
    NetworkMembership: ("role", "basis"),
    NetworkTie: ("kinds", "strength"),
    NetworkConflict: ("status",),
    NetworkAlliance: (),
}


@dataclass(frozen=True, slots=True)
class BeforeAndAfter(Generic[T]):
    """Something as it was on the earlier day, and as it is on the later one."""

    before: T
    after: T
    fields: tuple[str, ...]  # in which the two differ


@dataclass(frozen=True, slots=True)
class Moves(Generic[T]):
    """Of one sort of things those that came, left and changed, in the order of their ids."""

    came: Mapping[Key, T]
    left: Mapping[Key, T]
    changed: Mapping[Key, BeforeAndAfter[T]]

    @property
    def n(self) -> int:
        """How many came, left or changed."""
        return len(self.came) + len(self.left) + len(self.changed)


@dataclass(frozen=True, slots=True)
class NetworkDifference:
    """The difference of two days."""

    since: date
    as_of: date
    persons: Moves[NetworkPerson]
    groups: Moves[NetworkGroup]
    memberships: Moves[NetworkMembership]
    ties: Moves[NetworkTie]
    conflicts: Moves[NetworkConflict]
    alliances: Moves[NetworkAlliance]


def network_difference(earlier: Network, later: Network) -> NetworkDifference:
    """Compare the networks of two days, asked for in the same way by the same caller.

    Parameters
    ----------
    earlier : Network
        As of the earlier day.
    later : Network
        As of the later day.

    Returns
    -------
    NetworkDifference
        Persons by their ids, groups by theirs, all else by the two that it joins. Those who are withheld stand for
        nobody, and a count that is withheld on one of the days is not compared.

    Raises
    ------
    InputError
        If the one day is not before the other.
    """
    if earlier.as_of >= later.as_of:
        message = f"{earlier.as_of} is not before {later.as_of}: choose an earlier day to compare with"
        raise InputError(message)
    return NetworkDifference(
        since=earlier.as_of,
        as_of=later.as_of,
        persons=_moves(_persons(earlier), _persons(later)),
        groups=_moves(_by(earlier.groups, "group_id"), _by(later.groups, "group_id")),
        memberships=_moves(_memberships(earlier.memberships), _memberships(later.memberships)),
        ties=_moves(_by(earlier.ties, "person_a", "person_b"), _by(later.ties, "person_a", "person_b")),
        conflicts=_moves(_by(earlier.conflicts, "group_a", "group_b"), _by(later.conflicts, "group_a", "group_b")),
        alliances=_moves(_by(earlier.alliances, "group_a", "group_b"), _by(later.alliances, "group_a", "group_b")),
    )


def without_persons(network: Network, person_ids: Collection[str]) -> Network:
    """Return a network without some persons and all that links them; incidents name them still.

    Parameters
    ----------
    network : Network
        Of some day.
    person_ids : Collection[str]
        Who is left out.

    Returns
    -------
    Network
        The same where nobody is.
    """
    if not person_ids:
        return network
    ties = Rows.of(NetworkTie, network.ties)
    is_out = ties.coded("person_a").among(person_ids) | ties.coded("person_b").among(person_ids)
    persons = Rows.of(NetworkPerson, network.persons)
    memberships = Rows.of(NetworkMembership, network.memberships)
    involvements = Rows.of(NetworkInvolvement, network.involvements)
    return replace(
        network,
        persons=persons.at(~persons.coded("person_id").among(person_ids)),
        memberships=memberships.at(~memberships.coded("person_id").among(person_ids)),
        ties=ties.at(~is_out),
        involvements=involvements.at(~involvements.coded("person_id").among(person_ids)),
    )


def _by(rows: Iterable[T], *names: str) -> dict[Key, T]:
    return {tuple(getattr(row, name) for name in names): row for row in rows}


def _persons(network: Network) -> dict[Key, NetworkPerson]:
    return {(row.person_id,): row for row in network.persons if row.person_id != WITHHELD.value}


def _memberships(rows: Iterable[NetworkMembership]) -> dict[Key, NetworkMembership]:
    """Of several records of one person in one group that of the best role stands for them, of these the first."""
    roles = [role.value for role in Role]
    best: dict[Key, NetworkMembership] = {}
    for row in rows:
        key = (row.person_id, row.group_id)
        if key not in best or roles.index(row.role) < roles.index(best[key].role):
            best[key] = row
    return best


def _moves(before: Mapping[Key, T], after: Mapping[Key, T]) -> Moves[T]:
    pairs = {key: _pair(before[key], after[key]) for key in sorted(before.keys() & after.keys())}
    return Moves(
        came={key: after[key] for key in sorted(after.keys() - before.keys())},
        left={key: before[key] for key in sorted(before.keys() - after.keys())},
        changed={key: pair for key, pair in pairs.items() if pair.fields},
    )


def _pair(before: T, after: T) -> BeforeAndAfter[T]:
    values = ((name, getattr(before, name), getattr(after, name)) for name in COMPARED[type(after)])
    return BeforeAndAfter(
        before, after, tuple(name for name, old, new in values if old != new and WITHHELD not in (old, new))
    )
