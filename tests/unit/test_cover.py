"""Exact covers against every set there is, and against networkx."""

import random
from itertools import combinations

import networkx as nx
import pytest

from graph_service.analysis import cover, reach_curves
from graph_service.analysis.cover import CoverComponent, best_reach, best_reaches, covers, joined, parts_of
from graph_service.analysis.cover_search import Choice, CoverSearch
from graph_service.analysis.lexicographic_cover import FirstCover
from graph_service.analysis.reach_curves import part_curves, reach_curve

Lists = list[list[int]]


def random_lists(n: int, n_ties: int, seed: int) -> Lists:
    """Contacts of n persons, drawn."""
    graph = nx.gnm_random_graph(n, n_ties, seed=seed)
    return [sorted(graph[place]) for place in range(n)]


def every_cover(part: CoverComponent) -> list[tuple[int, ...]]:
    """All smallest covers, by trying every set."""
    reach = dict(zip(part.pool, part.reach, strict=True))
    for size in range(1, len(part.pool) + 1):
        found = [
            chosen
            for chosen in combinations(part.pool, size)
            if frozenset().union(*(reach[place] for place in chosen)) == frozenset(part.targets)
        ]
        if found:
            return found
    return []


def best_by_trying(part: CoverComponent, budget: int) -> tuple[int, tuple[int, ...]]:
    """The best reach of a budget and the smallest set with it."""
    reach = dict(zip(part.pool, part.reach, strict=True))
    found = [
        (-len(frozenset().union(*(reach[place] for place in chosen))), size, chosen)
        for size in range(1, budget + 1)
        for chosen in combinations(part.pool, size)
    ]
    best = min(found)
    return -best[0], best[2]


@pytest.fixture(params=[0, 12], ids=["by programme", "by trying"])
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cover, "_ENUMERATED", request.param)


@pytest.mark.usefixtures("_way")
@pytest.mark.parametrize("seed", range(12))
def test_all_smallest_covers_come_in_order(seed: int) -> None:
    lists = random_lists(11, 9 + seed, seed)
    pool = sorted(random.Random(seed).sample(range(11), 9))
    for part in parts_of(lists, pool):
        found = list(covers(part))
        assert [one.chosen for one in found] == every_cover(part)
        assert all(one.is_proven and one.bound == len(one.chosen) for one in found)


@pytest.mark.usefixtures("_way")
@pytest.mark.parametrize("seed", range(8))
def test_a_budget_reaches_the_most_and_takes_the_smallest_ids(seed: int) -> None:
    lists = random_lists(12, 12 + seed, seed)
    part = joined(parts_of(lists, range(0, 12, 1 + seed % 2)))
    for budget in range(1, 5):
        reach, chosen = best_by_trying(part, budget)
        found = best_reach(part, budget)
        assert (found.bound, found.chosen, found.is_proven) == (reach, chosen, True)


@pytest.mark.usefixtures("_way")
@pytest.mark.parametrize("seed", range(8))
def test_the_curve_is_the_best_of_every_budget(seed: int) -> None:
    lists = random_lists(11, 6 + seed, seed)
    parts = parts_of(lists, range(11))
    size = sum(len(next(covers(part)).chosen) for part in parts)
    curve, is_proven = reach_curve(part_curves(parts, size), size)
    assert is_proven
    assert list(curve) == [best_by_trying(joined(parts), budget)[0] for budget in range(1, size + 1)]


def test_other_best_sets_of_a_budget_come_after_the_first() -> None:
    star = [[1, 2], [0], [0], [4, 5], [3], [3]]
    found = [one.chosen for one in best_reaches(joined(parts_of(star, range(6))), 1)]
    assert found == [(0,), (3,)]


@pytest.mark.parametrize("seed", range(3))
def test_a_large_part_is_covered_with_a_true_bound(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lists = random_lists(60, 90, seed)
    exact = [next(covers(part)) for part in parts_of(lists, range(60))]
    monkeypatch.setattr(cover, "EXACT_LIMIT", 12)
    rough = [next(covers(part)) for part in parts_of(lists, range(60))]
    for part, best, found in zip(parts_of(lists, range(60)), exact, rough, strict=True):
        heard = set(found.chosen).union(*(lists[place] for place in found.chosen))
        assert heard == set(part.targets)
        assert found.bound <= len(best.chosen) <= len(found.chosen)
        assert all(
            set(found.chosen).difference({place}).union(*(lists[p] for p in found.chosen if p != place)) != heard
            for place in found.chosen
        ), "nobody is needless"


def test_a_search_that_is_cut_short_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    lists = random_lists(70, 140, 5)
    (part, *_) = parts_of(lists, range(70))
    best = next(covers(part))
    reach = best_reach(part, 6)
    cut_short = FirstCover((0, 1), len(best.chosen) - 1, is_first=False)
    monkeypatch.setattr(cover, "first_cover", lambda *_reach, **_limits: cut_short)
    cut_choice = Choice((0, 1), 1 - reach.bound, -reach.bound)
    monkeypatch.setattr(CoverSearch, "best", lambda *_self, **_limits: cut_choice)
    (found,) = covers(part)
    assert (found.is_proven, found.bound) == (False, len(best.chosen) - 1)
    (cut,) = best_reaches(part, 6)
    assert (cut.is_proven, cut.bound) == (False, reach.bound)


@pytest.mark.parametrize("seed", range(5))
def test_no_exact_cover_is_larger_than_that_of_networkx(seed: int) -> None:
    graph = nx.gnm_random_graph(80, 130, seed=seed)
    lists = [sorted(graph[place]) for place in range(80)]
    exact = [place for part in parts_of(lists, range(80)) for place in next(covers(part)).chosen]
    assert nx.is_dominating_set(graph, exact)
    assert len(exact) <= len(nx.dominating_set(graph))


def test_a_pool_that_reaches_nobody_else_is_its_own_cover() -> None:
    parts = parts_of([[], [], []], [2, 0])
    assert [part.pool for part in parts] == [(0,), (2,)]
    assert [next(covers(part)).chosen for part in parts] == [(0,), (2,)]
    assert parts_of([[], []], []) == []
    assert reach_curve([], 0) == ((), True)


def test_who_turns_out_to_be_needless_is_dropped_from_a_rough_cover(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cover, "_ENUMERATED", 0)
    monkeypatch.setattr(cover, "EXACT_LIMIT", 2)
    part = CoverComponent((0, 1, 2), (0, 1, 2, 3, 4, 5), ((0, 1, 2, 3), (0, 1, 4), (2, 3, 5)))
    assert [found.chosen for found in covers(part)] == [(1, 2)]


@pytest.mark.parametrize("work", [0, 2_000, 8_000, 30_000])
@pytest.mark.parametrize("seed", range(3))
def test_a_curve_that_is_cut_lies_between_its_ends(seed: int, work: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lists = random_lists(40, 60, seed)
    parts = parts_of(lists, range(40))
    exact = part_curves(parts, 12)
    assert all(curve.is_proven for curve in exact)
    monkeypatch.setattr(reach_curves, "WORK", work)
    for curve, cut in zip(exact, part_curves(parts, 12), strict=True):
        ends = zip(cut.least, curve.least, cut.most, strict=True)
        assert all(least <= best <= most for least, best, most in ends)
