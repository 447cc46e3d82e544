"""Positions, computed once: a disc per group, everybody else near the persons they know.

1. The graph *of groups* is laid out by force and its discs are pushed apart.
2. Inside a disc the members are laid out by their own ties and spread to fill it.
3. A person in two groups, or in none, is drawn outside the discs: at the mean of the contacts,
   hence between the groups they connect. Persons who know only each other share a disc without a
   hull; those without any tie stand in rows below the map.
4. Dots that overlap are pushed apart; what is left is moved to the nearest free spot.

The same network and seed give the same positions.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import igraph
import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.network import Network
from graph_service.analysis.random_source import igraph_random_numbers
from graph_service.errors import InputError
from visualizations.discs import ASPECT, GAP, place_discs
from visualizations.geometry import Points
from visualizations.group_links import group_links, members_by_group
from visualizations.numbering import NOBODY, Numbered, numbered
from visualizations.separation import SPACING, separate

MAX_PERSONS: Final = 1_500  # more dots than a picture can hold
GROUPS_FIRST: Final = 800  # from here on persons are drawn only when asked for
MOST_ROWS: Final = 5_000  # persons whom a page lists where it does not draw them; more than a browser shows at ease
LOOSE: Final = 1.5  # those who know only each other get more room: there are no areas to keep small
CAREFUL: Final = 150  # members up to which the slower layout, the better one, is used


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands; discs of persons who know only each other follow those of the groups."""

    persons: Points  # (n_persons, 2); empty where only groups are drawn
    centres: Points  # (n_discs, 2)
    radii: NDArray[np.float64]
    home: NDArray[np.int64]  # the disc a person is drawn in, -1 for none
    isolated: tuple[int, ...]  # persons without group and tie, in rows below the map
    shows_persons: bool


def grouped_layout(network: Network, *, seed: int = 1, persons: bool | None = None) -> Layout:
    """Place every group, and every person if persons are drawn.

    Parameters
    ----------
    network : Network
        What is drawn.
    seed : int
        Of the force layouts.
    persons : bool | None
        Whether to draw persons; None: up to `GROUPS_FIRST` of them.

    Returns
    -------
    Layout
        The positions.

    Raises
    ------
    InputError
        If persons are asked for and there are more than `MAX_PERSONS`.
    """
    n_persons = len(network.persons)
    if persons and n_persons > MAX_PERSONS:
        raise InputError(
            f"{n_persons} persons are too many for one picture, which holds {MAX_PERSONS}; "
            "choose groups, or draw groups alone"
        )
    shown = n_persons <= GROUPS_FIRST if persons is None else persons
    links = group_links(network)
    if not shown:
        radii = _radii(members_by_group(network))
        with igraph_random_numbers(seed):
            centres = place_discs(radii, links)
        return Layout(np.zeros((0, 2)), centres, radii, np.full(n_persons, NOBODY), (), shows_persons=False)
    return _with_persons(numbered(network), links, n_persons, len(network.groups), seed)


def _with_persons(
    numbers: Numbered, links: Mapping[tuple[int, int], float], n_persons: int, n_groups: int, seed: int
) -> Layout:
    home = np.array([g[0] if len(g) == 1 else NOBODY for g in numbers.groups_of], dtype=np.int64)
    circles, isolated, rounds = _outsiders(numbers, home)
    for disc, circle in enumerate(circles, start=n_groups):
        home[list(circle)] = disc
    n_discs = n_groups + len(circles)
    radii = _radii(np.bincount(home[home >= 0], minlength=n_discs))
    radii[n_groups:] *= LOOSE
    positions = np.zeros((n_persons, 2))
    with igraph_random_numbers(seed):
        centres = place_discs(radii, links)
        for disc in range(n_discs):
            members = np.flatnonzero(home == disc)
            if len(members):
                positions[members] = centres[disc] + _fill_disc(numbers, members, float(radii[disc]))
    for person, contacts in rounds:
        anchors = [positions[c] for c in contacts] + [centres[g] for g in numbers.groups_of[person]] * 2
        # A hair's breadth apart, so that persons with the same contacts can be pushed apart.
        positions[person] = np.mean(anchors, axis=0) + np.array([0.01 * (person % 7), 0.01 * (person % 5)])
    _stand_in_rows(positions, isolated, centres, radii)
    fixed = np.zeros(n_persons, dtype=bool)
    fixed[list(isolated)] = True
    separate(positions, home, centres, radii, fixed)
    return Layout(positions, centres, radii, home, isolated, shows_persons=True)


def _radii(sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray(0.60 * SPACING * np.sqrt(np.maximum(sizes, 1)) + 0.5 * SPACING, dtype=np.float64)


def _fill_disc(numbers: Numbered, members: NDArray[np.int64], radius: float) -> Points:
    """Layout by ties, its radii evened out so that hubs sit in the middle and the disc is full."""
    if len(members) == 1:
        return np.zeros((1, 2))
    local = {int(person): i for i, person in enumerate(members)}
    edges = [(local[t.a], local[t.b]) for t in numbers.tie_ends if t.a in local and t.b in local]
    graph = igraph.Graph(n=len(members), edges=edges)
    drawn = graph.layout_kamada_kawai() if len(members) <= CAREFUL else graph.layout_fruchterman_reingold()
    coords: Points = np.array(drawn.coords)
    coords -= coords.mean(0)
    r = np.hypot(coords[:, 0], coords[:, 1])
    reach = radius - 0.5 * SPACING
    evened = np.sqrt((np.argsort(np.argsort(r, kind="stable"), kind="stable") + 0.5) / len(r)) * reach
    target = 0.7 * evened + 0.3 * r / (r.max() + 1e-9) * reach
    factor: NDArray[np.float64] = target / np.maximum(r, 1e-9)
    return coords * factor[:, None]


def _outsiders(
    numbers: Numbered, home: NDArray[np.int64]
) -> tuple[list[tuple[int, ...]], tuple[int, ...], list[tuple[int, list[int]]]]:
    """Sort those without a disc: circles that know only each other, the isolated, and the others with their contacts.

    The others come in rounds, so that each has contacts that are placed before.
    """
    contacts: dict[int, list[int]] = {int(person): [] for person in np.flatnonzero(home < 0)}
    for tie in numbers.tie_ends:
        for member, contact in ((tie.a, tie.b), (tie.b, tie.a)):
            if member in contacts:
                contacts[member].append(contact)
    placed = {int(person) for person in np.flatnonzero(home >= 0)}
    waiting, rounds = set(contacts), list[tuple[int, list[int]]]()
    while True:
        ready = [p for p in sorted(waiting) if numbers.groups_of[p] or placed.intersection(contacts[p])]
        if not ready:
            break
        rounds += [(person, [c for c in contacts[person] if c in placed]) for person in ready]
        placed.update(ready)
        waiting.difference_update(ready)
    isolated = tuple(p for p in sorted(waiting) if not contacts[p])
    return _circles(sorted(waiting.difference(isolated)), contacts), isolated, rounds


def _circles(persons: Sequence[int], contacts: dict[int, list[int]]) -> list[tuple[int, ...]]:
    position = {person: i for i, person in enumerate(persons)}
    edges = [(position[p], position[c]) for p in persons for c in contacts[p]]
    graph = igraph.Graph(n=len(persons), edges=edges)
    return [tuple(persons[i] for i in part) for part in graph.connected_components()]


def _stand_in_rows(positions: Points, isolated: Sequence[int], centres: Points, radii: NDArray[np.float64]) -> None:
    """Put the isolated in rows below the discs, as wide as the map."""
    step = SPACING * 1.2
    low = (centres - radii[:, None]).min(0) if len(centres) else np.zeros(2)
    high = (centres + radii[:, None]).max(0) if len(centres) else np.zeros(2)
    middle, top = float(low[0] + high[0]) / 2, float(high[1]) + GAP
    per_row = max(int((high[0] - low[0]) / step), math.ceil(ASPECT * math.sqrt(len(isolated))), 1)
    for index, person in enumerate(isolated):
        row, column = divmod(index, per_row)
        in_row = min(per_row, len(isolated) - row * per_row)
        positions[person] = (middle + (column - (in_row - 1) / 2) * step, top + row * step)
