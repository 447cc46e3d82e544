"""Best sets over many parts, many of them alike, against every set there is."""

import random
from collections.abc import Iterable
from functools import cache, reduce
from itertools import combinations
from operator import or_

import pytest

from graph_service.analysis import alternatives as module
from graph_service.analysis import cover
from graph_service.analysis.alternatives import further_covers, further_of_budget
from graph_service.analysis.budgets import best_of_budget
from graph_service.analysis.cover import joined, parts_of, smallest_covers
from graph_service.analysis.reach_curves import part_curves, reach_curve

Lists = list[list[int]]
Places = tuple[int, ...]

# one part each: contacts by place within it
SHAPES: tuple[Lists, ...] = (
    [[]],
    [[1], [0]],
    [[1], [0, 2], [1]],
    [[1, 2], [0, 2], [0, 1]],
    [[1, 2, 3], [0], [0], [0]],
    [[1], [0, 2], [1, 3], [2]],
    [[1], [0, 2], [1, 3], [2, 4], [3]],
    [[1, 3], [0, 2], [1, 3], [0, 2]],
)
# one who reaches 5, and three who reach 4 each and 12 together: the steps are 5, 3, 4, 1
UNEVEN: Lists = [[4, 5, 7, 10], [4, 5, 6], [7, 8, 9], [10, 11, 12], *([[]] * 9)]


def repeated(seed: int, *, most: int) -> tuple[Lists, list[int]]:
    """Parts drawn with repetition, their places shuffled into one another, and a pool."""
    dice = random.Random(seed)
    parts = [UNEVEN] * (seed % 4)
    while sum(map(len, parts)) < most:
        parts += [dice.choice(SHAPES)] * dice.randint(1, 3)
    n = sum(map(len, parts))
    places = list(range(n))
    if seed % 3:
        dice.shuffle(places)
    lists: Lists = [[] for _ in range(n)]
    pool: list[int] = []
    start = 0
    for part in parts:
        here = places[start : start + len(part)]
        for place, contacts in zip(here, part, strict=True):
            lists[place] = sorted(here[j] for j in contacts)
        pool += here[: 4 if part is UNEVEN else len(part)]
        start += len(part)
    return lists, sorted(dice.sample(pool, min(len(pool), 14)))


@cache
def by_trying(seed: int) -> tuple[list[int], list[list[Places]]]:
    """The best reach of 0, 1, 2, … and all sets with it, in order."""
    lists, pool = repeated(seed, most=13)
    heard = {i: sum(1 << j for j in {i, *lists[i]}) for i in pool}
    everything = _union(heard[i] for i in pool)
    best: list[int] = []
    sets: list[list[Places]] = []
    for size in range(len(pool) + 1):
        reach = {some: _union(heard[i] for i in some) for some in combinations(pool, size)}
        best.append(max(targets.bit_count() for targets in reach.values()))
        sets.append([some for some, targets in reach.items() if targets.bit_count() == best[-1]])
        if everything in reach.values():
            break
    return best, sets


def _union(targets: Iterable[int]) -> int:
    return reduce(or_, targets, 0)


@pytest.fixture(params=[0, 12], ids=["by programme", "by trying"])
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cover, "_ENUMERATED", request.param)


@pytest.mark.usefixtures("_way")
@pytest.mark.parametrize("few", [0, 60], ids=["one by one", "at once"])
@pytest.mark.parametrize("seed", range(20))
def test_every_budget_has_the_first_of_the_best_sets_and_those_that_follow(
    seed: int, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_WINDOW", 1 + few // 4)
    monkeypatch.setattr(module, "_FEW", few)
    lists, pool = repeated(seed, most=13)
    best, sets = by_trying(seed)
    parts = parts_of(lists, pool)
    covers = smallest_covers(parts)
    assert tuple(sorted(place for part in covers for place in part.chosen)) == sets[-1][0]
    curves = part_curves(parts, len(best) - 1, covers)
    assert reach_curve(curves, len(best) - 1) == (tuple(best[1:]), True)
    for budget in range(1, len(best) - 1):
        found = best_of_budget(parts, part_curves(parts, budget, covers), budget)
        assert (found.chosen, found.bound, found.is_proven) == (sets[budget][0], best[budget], True)
        further = further_of_budget(joined(parts), found.chosen, 5, best[budget])
        assert (list(further.sets), further.is_cut) == (sets[budget][1:6], False)
    further = further_covers(joined(parts), sets[-1][0], 9)
    assert (list(further.sets), further.is_cut) == (sets[-1][1:10], False)


RING: Lists = [[(i - 1) % 20, (i + 1) % 20] for i in range(20)]  # one part that is not tried


@pytest.mark.parametrize(("few", "limit"), [(0, "STEPS"), (400, "WORK")])
def test_further_sets_of_a_budget_that_are_not_searched_to_the_end_say_so(
    few: int, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_FEW", few)
    every = further_of_budget(joined(parts_of(RING, range(20))), (1, 4, 7, 10, 13), 9, 15)
    assert (every.is_cut, len(every.sets)) == (False, 9)
    monkeypatch.setattr(module, limit, 0)
    cut = further_of_budget(joined(parts_of(RING, range(20))), (1, 4, 7, 10, 13), 9, 15)
    assert cut.is_cut
    assert cut.sets == every.sets[: len(cut.sets)]


def test_further_covers_that_are_not_searched_to_the_end_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    part = joined(parts_of(RING, range(20)))
    first = smallest_covers([part])[0].chosen
    every = further_covers(part, first, 3)
    assert (every.is_cut, len(every.sets)) == (False, 3)
    monkeypatch.setattr(module, "WORK", 0)
    assert further_covers(part, first, 3) == module.Alternatives((), is_cut=True)
