"""Exact covers: the fewest of a pool that reach all it can reach, and the most that a few can reach.

Places are integers in the order of the persons' ids, so that "lexicographically smallest by id" is
the smallest sorted tuple of places. Solved by branch and bound, part by part where nothing links
the parts, and parts that are alike once; limits are in work, never in seconds, so that the answer is
always the same.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TypeVar

import numpy as np
import scipy  # its parts are loaded where they are first used: `--help` answers without them

from graph_service.analysis.cover_model import pairs_of
from graph_service.analysis.cover_search import CoverSearch
from graph_service.analysis.lexicographic_cover import FirstCover, first_cover
from graph_service.analysis.relaxed import Work

EXACT_LIMIT = 3_000  # members of a pool in one part up to which the first of the smallest sets is found
_SMALL = (
    6_000  # members of what is left of a larger part; where more are left, a greedy set and a simple bound are given
)
_ENUMERATED = 12  # pools up to this size are tried one by one
_WORK = 60_000_000  # for sets in order, where nothing else is said

Places = tuple[int, ...]
Shape = tuple[Places, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cover:
    """A set of places; `bound` is a proven lower bound on its size, or on a budget an upper bound on the reach.

    `is_proven`: no other set is better, or as good and before it. A set may be proven to be one of the
    smallest (its size is the bound) without being proven to be the first.
    """

    chosen: tuple[int, ...]
    bound: int
    is_proven: bool


@dataclass(frozen=True, slots=True)
class CoverComponent:
    """Members of the pool and whom they reach, linked to no other part."""

    pool: tuple[int, ...]
    targets: tuple[int, ...]
    reach: tuple[tuple[int, ...], ...] = field(repr=False)  # of each member of the pool, itself included

    @property
    def shape(self) -> Shape:
        """Whom each member reaches, by place among the targets: alike parts have the same answers in the same order.

        The pool (3, 8) that reaches (3, 8) and (3, 8, 9) has the shape ((0, 1), (0, 1, 2)).
        """
        rank = {target: i for i, target in enumerate(self.targets)}
        return tuple([tuple([rank[target] for target in targets]) for targets in self.reach])


def parts_of(reached: Sequence[Sequence[int]], pool: Sequence[int]) -> list[CoverComponent]:
    """Split a pool and those it reaches, its members themselves included, into parts that nothing links."""
    places = sorted(set(pool))
    return linked(places, [tuple(sorted({position, *reached[position]})) for position in places], len(reached))


def linked(places: Sequence[int], reach: Sequence[tuple[int, ...]], n_targets: int) -> list[CoverComponent]:
    """Split members of a pool, in order, and whom each of them reaches into parts that nothing links."""
    pairs = pairs_of(reach)
    n = len(places)  # nodes of the graph: the pool, then all places as targets
    edges = scipy.sparse.csr_array(
        (np.ones(pairs.shape[1]), (pairs[0], n + pairs[1])), shape=(n + n_targets, n + n_targets)
    )
    label = scipy.sparse.csgraph.connected_components(edges, directed=False)[1].tolist()
    members: dict[int, list[int]] = {}
    for i in range(n):
        members.setdefault(label[i], []).append(i)
    targets: dict[int, list[int]] = {}
    for target in np.flatnonzero(np.bincount(pairs[1])).tolist():
        targets.setdefault(label[n + target], []).append(target)
    return [
        CoverComponent(tuple([places[i] for i in inside]), tuple(targets[component]), tuple([reach[i] for i in inside]))
        for component, inside in members.items()
    ]


def by_shape(parts: Sequence[CoverComponent], solve: Callable[[CoverComponent], T]) -> list[T]:
    """Return what `solve` says of each part, asked once for all that are alike; places are those within the part."""
    answers: dict[Shape, T] = {}
    for_part = []
    for part in parts:
        shape = part.shape
        if shape not in answers:
            answers[shape] = solve(CoverComponent(tuple(range(len(shape))), tuple(range(len(part.targets))), shape))
        for_part.append(answers[shape])
    return for_part


def smallest_covers(parts: Sequence[CoverComponent]) -> list[Cover]:
    """Return the smallest cover of each part."""
    return _covers(parts, smallest_cover)


def rough_covers(parts: Sequence[CoverComponent]) -> list[Cover]:
    """Return a small cover of each part, found at once, with a true bound; of a part that can be tried the smallest."""
    return _covers(parts, rough_cover)


def _covers(parts: Sequence[CoverComponent], solve: Callable[[CoverComponent], Cover]) -> list[Cover]:
    return [
        Cover(places_of(part, cover.chosen), cover.bound, cover.is_proven)
        for part, cover in zip(parts, by_shape(parts, solve), strict=True)
    ]


def rough_cover(part: CoverComponent) -> Cover:
    """Return a small cover, found at once."""
    if can_be_tried(part):
        return smallest_cover(part)
    first = first_cover(part.reach, part_limit=0, order_limit=0)
    return Cover(places_of(part, first.chosen), first.bound, is_proven=False)


def smallest_cover(part: CoverComponent) -> Cover:
    """Return the fewest of the pool that reach all targets; of several sets the lexicographically smallest."""
    return next(covers(part))


def can_be_tried(part: CoverComponent) -> bool:
    """Say whether a part is so small that every set of it is tried."""
    return len(part.pool) <= _ENUMERATED


def covers(part: CoverComponent, work: Work | None = None, leading: Sequence[int] | None = None) -> Iterator[Cover]:
    """Yield all smallest covers in lexicographic order, after one that is known; one where the search was cut short."""
    if can_be_tried(part):
        yield from _enumerated(part)
        return
    first = FirstCover(tuple(leading), len(leading), is_first=True) if leading else None
    if first is None:
        first = first_cover(part.reach, part_limit=_part_limit(part), order_limit=EXACT_LIMIT)
    yield Cover(places_of(part, first.chosen), first.bound, is_proven=first.is_first)
    if not first.is_first:
        return
    work = work or Work(_WORK)
    search = CoverSearch.whole(part.reach)
    members = search.following(first.chosen, first.bound, work)
    while members is not None:
        yield Cover(places_of(part, members), first.bound, is_proven=True)
        members = search.following(members, first.bound, work)


def _part_limit(part: CoverComponent) -> int:
    """What is left of a large part must fall into small ones; a smaller part is solved whatever it takes."""
    return EXACT_LIMIT if len(part.pool) <= EXACT_LIMIT else _SMALL


def best_reach(part: CoverComponent, budget: int) -> Cover:
    """Return the set of at most `budget` that reaches the most; of several the lexicographically smallest."""
    return next(best_reaches(part, budget))


def best_reaches(
    part: CoverComponent, budget: int, work: Work | None = None, reach: int | None = None
) -> Iterator[Cover]:
    """Yield all sets of at most `budget` with the best reach, which may be known, in lexicographic order."""
    work = work or Work(_WORK)
    if reach is not None and reach < len(part.targets) and budget <= len(part.pool):
        part = able(part, {budget: reach})
    search = CoverSearch.on_budget(part.reach, budget)
    first: Places | None = None
    if reach is None:
        best = search.best(0, work)
        first, reach = best.members, -best.cost
        if best.bound < best.cost:
            yield Cover(places_of(part, first or ()), -best.bound, is_proven=False)
            return
    least = -reach
    if reach == len(part.targets):  # else whoever is left over would reach somebody more
        search = CoverSearch.whole(part.reach)
        first, least = None, len(smallest_cover(part).chosen)
    members = search.first(least, work, first)
    while members is not None:
        yield Cover(places_of(part, members), reach, is_proven=True)
        members = search.following(members, least, work)


def able(part: CoverComponent, least: Mapping[int, int]) -> CoverComponent:
    """Leave out who is in no set that reaches the least for its size: too few even beside those who reach most."""
    n_reached = [len(targets) for targets in part.reach]
    most = sorted(n_reached, reverse=True)
    needed = min([reach - sum(most[: size - 1]) for size, reach in least.items()], default=0)
    inside = [i for i, n in enumerate(n_reached) if n >= needed]
    reach = tuple([part.reach[i] for i in inside])
    return CoverComponent(places_of(part, inside), tuple(sorted(set().union(*reach))), reach)


def joined(parts: Sequence[CoverComponent]) -> CoverComponent:
    """Return all parts as one."""
    members = sorted((position, reach) for part in parts for position, reach in zip(part.pool, part.reach, strict=True))
    targets = sorted(target for part in parts for target in part.targets)
    return CoverComponent(
        tuple(position for position, _ in members), tuple(targets), tuple(reach for _, reach in members)
    )


def places_of(part: CoverComponent, members: Sequence[int]) -> tuple[int, ...]:
    """Return the places of members of a part."""
    return tuple([part.pool[i] for i in members])


def _enumerated(part: CoverComponent) -> Iterator[Cover]:
    everything = (1 << len(part.targets)) - 1
    bit = {target: 1 << i for i, target in enumerate(part.targets)}
    reach = [sum(bit[target] for target in targets) for targets in part.reach]
    for size in range(1, len(part.pool) + 1):  # pragma: no branch  the whole pool reaches every target
        is_any = False
        for members in combinations(range(len(part.pool)), size):
            covered = 0
            for i in members:
                covered |= reach[i]
            if covered == everything:
                is_any = True
                yield Cover(places_of(part, members), size, is_proven=True)
        if is_any:
            return
