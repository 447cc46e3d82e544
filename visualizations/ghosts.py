"""Where those stand who were on the map of an earlier day and are not on this one: the layout of this day is kept.

A person stands at the mean of their contacts of then, or in the middle of their group, at the nearest free spot; a
group amid its members of then. Whoever had neither contacts nor a group that can be found stands below the map.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from graph_service.analysis.network import Network
from graph_service.analysis.network_difference import NetworkDifference
from visualizations.discs import GAP
from visualizations.geometry import XY, Points
from visualizations.layout import Layout
from visualizations.separation import CLEARANCE, SPACING, spiral

GROUP_RADIUS: Final = 16.0
PER_ROW: Final = 30


@dataclass(frozen=True, slots=True)
class Ghosts:
    """Positions by id of the persons and groups that left."""

    persons: Mapping[str, XY]
    groups: Mapping[str, XY]

    @property
    def points(self) -> tuple[XY, ...]:
        """All of them."""
        return (*self.persons.values(), *self.groups.values())


NO_GHOSTS: Final = Ghosts({}, {})


def place_ghosts(difference: NetworkDifference, earlier: Network, network: Network, layout: Layout) -> Ghosts:
    """Find a place for whoever left.

    Parameters
    ----------
    difference : NetworkDifference
        Of the two days.
    earlier : Network
        As of the earlier day.
    network : Network
        As of the day that is drawn.
    layout : Layout
        Of this network.

    Returns
    -------
    Ghosts
        Persons only where the layout has persons.
    """
    at: dict[str, XY] = {}
    below = _Below(layout)
    persons: dict[str, XY] = {}
    if layout.shows_persons:
        at = {row.person_id: _xy(spot) for row, spot in zip(network.persons, layout.persons, strict=True)}
        persons = _persons(difference, earlier, network, layout, at, below)
    groups: dict[str, XY] = {}
    discs = np.column_stack([layout.centres, layout.radii + GROUP_RADIUS + CLEARANCE])
    for (group_id,) in difference.groups.left:
        members = [row.person_id for row in earlier.persons if group_id in row.groups]
        spots = [spot for member in members if (spot := persons.get(member, at.get(member))) is not None]
        groups[group_id] = _free(_mean(spots), discs, 1.0) if spots else below.next_spot()
        discs = np.vstack([discs, [*groups[group_id], 2 * GROUP_RADIUS + CLEARANCE]])
    return Ghosts(persons, groups)


def _persons(
    difference: NetworkDifference,
    earlier: Network,
    network: Network,
    layout: Layout,
    at: Mapping[str, XY],
    below: "_Below",
) -> dict[str, XY]:
    disc_of = {group.group_id: disc for disc, group in enumerate(network.groups)}
    waiting = {person_id: row for (person_id,), row in difference.persons.left.items()}
    contacts: dict[str, list[str]] = {person_id: [] for person_id in waiting}
    for tie in earlier.ties:
        for person, contact in ((tie.person_a, tie.person_b), (tie.person_b, tie.person_a)):
            if person in contacts:
                contacts[person].append(contact)
    spots = dict(at)
    taken = np.column_stack([layout.persons, np.full(len(layout.persons), 0.9 * SPACING)])
    discs = np.column_stack([layout.centres, layout.radii + CLEARANCE])
    placed: dict[str, XY] = {}
    while waiting:  # in rounds, so that each has contacts that are placed before
        ready = []
        for person_id, row in sorted(waiting.items()):
            near = [spots[contact] for contact in contacts[person_id] if contact in spots]
            home = next((disc_of[group] for group in row.groups if group in disc_of), None)
            if near or home is not None:
                middle = _mean(near) if near else _xy(layout.centres[home or 0])
                ready.append((person_id, middle, home))
        for person_id, middle, home in ready:
            closed = taken if home is not None else np.vstack([taken, discs])
            placed[person_id] = spots[person_id] = _free(middle, closed, 0.25 * SPACING)
            taken = np.vstack([taken, [*placed[person_id], 0.9 * SPACING]])
            del waiting[person_id]
        if not ready:
            break
    return placed | {person_id: below.next_spot() for person_id in sorted(waiting)}


def _free(middle: XY, closed: Points, step: float) -> XY:
    """Return the nearest spot of a spiral that lies in none of some discs, each given as its centre and radius."""
    for spot in spiral(middle, step):
        if not len(closed) or bool((np.hypot(*(closed[:, :2] - spot).T) >= closed[:, 2]).all()):
            return _xy(spot)
    return middle


def _mean(spots: Iterable[XY]) -> XY:
    return _xy(np.mean(list(spots), axis=0))


def _xy(spot: Points) -> XY:
    return float(spot[0]), float(spot[1])


class _Below:
    """Spots in rows below everything else."""

    def __init__(self, layout: Layout) -> None:
        low = [*(layout.centres[:, 1] + layout.radii), *layout.persons[:, 1]]
        self._top = max(low, default=0.0) + GAP
        self._left = min([*(layout.centres[:, 0] - layout.radii), *layout.persons[:, 0]], default=0.0)
        self._n = 0

    def next_spot(self) -> XY:
        row, column = divmod(self._n, PER_ROW)
        self._n += 1
        return self._left + 2 * SPACING * column, self._top + 2 * SPACING * row
