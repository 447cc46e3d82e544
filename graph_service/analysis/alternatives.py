"""Further sets as good as the first, in order: those that differ late come before those that differ early.

All smallest sets that agree with the first up to some place come before all others. So the last places are let
free, more and more of them, until there are enough sets. On a budget the set that follows another keeps as many of
its first members as it can.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from graph_service.analysis.budgets import best_of_budget
from graph_service.analysis.cover import CoverComponent, Shape, able, covers, linked, places_of
from graph_service.analysis.cover_model import Allowance
from graph_service.analysis.cover_search import CoverSearch
from graph_service.analysis.reach_curves import part_curves
from graph_service.analysis.relaxed import Work

WORK = 30_000_000  # for the alternatives of one answer
STEPS = 200  # sets that are looked for one by one, where many members may be in them
_FEW = 400  # members who may be in a best set, up to which one search puts them in order
_WINDOW = 16  # places that are free at first
_WIDER = 4

Places = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Sets in order; `is_cut`: the search for more was cut short."""

    sets: tuple[Places, ...]
    is_cut: bool


def further_covers(part: CoverComponent, first: Places, n: int) -> Alternatives:
    """Return up to `n` sets after the first that are as small."""
    work = Work(WORK)
    window = _WINDOW
    sets: list[Places] = []
    while True:
        wider = [members for members in _agreeing(part, first, window, n + 1, work) if members != first]
        if not work.is_spent:  # what a cut search gives may lack a set in between
            sets = wider
        if len(sets) >= n or window >= len(part.pool) or work.is_spent:
            return Alternatives(tuple(sets[:n]), is_cut=work.is_spent and len(sets) < n)
        window *= _WIDER


def further_of_budget(part: CoverComponent, first: Places, n: int, reach: int) -> Alternatives:
    """Return up to `n` sets after the first that are as large and reach as much."""
    if reach < len(part.targets):
        part = able(part, {len(first): reach})
    if len(part.pool) > _FEW:
        return _one_by_one(part, first, n, reach)
    work = Work(WORK)
    search = CoverSearch.on_budget(part.reach, len(first))
    index = {position: i for i, position in enumerate(part.pool)}
    sets: list[Places] = []
    members = search.following(tuple([index[position] for position in first]), -reach, work)
    while members is not None:
        sets.append(places_of(part, members))
        members = search.following(members, -reach, work) if len(sets) < n else None
    return Alternatives(tuple(sets), is_cut=work.is_spent and len(sets) < n)


def _one_by_one(part: CoverComponent, first: Places, n: int, reach: int) -> Alternatives:
    """Part by part, by the curves of those who come later."""
    steps = Allowance(STEPS)
    sets: list[Places] = []
    following = _following(part, first, reach, steps)
    while following is not None:
        sets.append(following)
        following = _following(part, following, reach, steps) if len(sets) < n else None
    return Alternatives(tuple(sets), is_cut=steps.is_spent)


def _following(part: CoverComponent, members: Places, reach: int, steps: Allowance) -> Places | None:
    """The next best set in order: it keeps the most first members, and then has somebody later."""
    for n_kept in range(len(members) - 1, -1, -1):
        first_members = members[:n_kept]
        left, n_covered = _left(part, first_members, after=members[n_kept])
        size, missing = len(members) - n_kept, reach - n_covered
        if sum(sorted([len(targets) for _, targets in left], reverse=True)[:size]) < missing:
            continue
        if size == 1:
            return (*first_members, next(position for position, targets in left if len(targets) == missing))
        if not steps.take():
            return None
        parts = _linked(left)
        best = best_of_budget(parts, part_curves(parts, size), size)
        if best.bound == missing and len(best.chosen) == size:
            return (*first_members, *best.chosen)
    return None


def _agreeing(part: CoverComponent, first: Places, window: int, limit: int, work: Work) -> Iterator[Places]:
    """Yield the smallest sets that agree with the first but for the last places."""
    n_before = max(0, len(part.pool) - window)
    fixed = tuple([position for position in first if position < part.pool[n_before]])
    left, _ = _left(part, fixed, after=part.pool[n_before] - 1)
    unions = _smallest_unions(_linked(left), frozenset(first), limit, work)
    yield from ((*fixed, *members) for members in unions)


def _left(part: CoverComponent, members: Places, after: int) -> tuple[list[tuple[int, Places]], int]:
    """Whom later places reach beside those whom some members do, and how many those are."""
    reach_of = dict(zip(part.pool, part.reach, strict=True))
    covered = set[int]().union(*(reach_of[position] for position in members))
    more = [
        (position, tuple([target for target in targets if target not in covered]))
        for position, targets in zip(part.pool, part.reach, strict=True)
        if position > after
    ]
    return [(position, targets) for position, targets in more if targets], len(covered)


def _linked(left: Sequence[tuple[int, Places]]) -> list[CoverComponent]:
    n_targets = max((target for _, targets in left for target in targets), default=-1) + 1
    return linked([position for position, _ in left], [targets for _, targets in left], n_targets)


def _smallest_unions(
    parts: Sequence[CoverComponent], first: frozenset[int], limit: int, work: Work
) -> Iterator[Places]:
    """Yield the first unions of a smallest cover of each part: only parts whose covers differ late are in them."""
    of_shape: dict[Shape, list[Places]] = {}
    choices = []
    for part in parts:
        shape = part.shape
        if shape not in of_shape:
            alike = CoverComponent(tuple(range(len(shape))), tuple(range(len(part.targets))), shape)
            leading = tuple([i for i, position in enumerate(part.pool) if position in first])
            of_shape[shape] = [cover.chosen for cover in islice(covers(alike, work, leading), limit)]
        choices.append([places_of(part, members) for members in of_shape[shape]])
    several = sorted((sets for sets in choices if len(sets) > 1), key=_first_difference, reverse=True)
    n_changing = limit.bit_length()  # as many parts with two sets each give more unions than are asked for
    rest = [position for sets in choices if len(sets) == 1 for position in sets[0]]
    rest += [position for sets in several[n_changing:] for position in sets[0]]
    unions: list[Places] = [()]
    for sets in several[:n_changing]:
        unions = sorted(tuple(sorted((*union, *members))) for union in unions for members in sets)[:limit]
    yield from (tuple(sorted((*union, *rest))) for union in unions)


def _first_difference(sets: Sequence[Places]) -> int:
    """The first place that only one of the first two sets has."""
    return min(set(sets[0]) ^ set(sets[1]))
