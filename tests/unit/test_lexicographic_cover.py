"""The first of the smallest covers, against every set there is; and what is given where nobody can wait for it."""

import random
from itertools import combinations

import networkx as nx
import pytest

from graph_service.analysis import lexicographic_cover as module
from graph_service.analysis.lexicographic_cover import first_cover

Lists = list[set[int]]
ENOUGH = 1_000


def drawn(seed: int, *, n_members: int = 11, n_targets: int = 13) -> Lists:
    """Members who reach one to four targets each."""
    dice = random.Random(seed)
    return [set(dice.sample(range(n_targets), dice.randint(1, 4))) for _ in range(n_members)]


def ring(n: int) -> Lists:
    """Everybody reaches himself and his two neighbours: nothing follows at once."""
    return [{(i - 1) % n, i, (i + 1) % n} for i in range(n)]


def first_by_trying(reach: Lists) -> tuple[int, ...]:
    """The first of the smallest covers, by trying every set in order."""
    everything = set().union(*reach)
    sets = (some for size in range(1, len(reach) + 1) for some in combinations(range(len(reach)), size))
    return next(some for some in sets if set().union(*(reach[one] for one in some)) == everything)


@pytest.mark.parametrize("tried", [0, 8], ids=["by programme", "by trying"])
@pytest.mark.parametrize("seed", range(10))
def test_it_is_the_first_of_all_that_are_as_small(seed: int, tried: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_TRIED", tried)
    reach = drawn(seed)
    found = first_cover(reach, part_limit=ENOUGH, order_limit=ENOUGH)
    expected = first_by_trying(reach)
    assert (found.chosen, found.bound, found.is_first) == (expected, len(expected), True)


@pytest.mark.parametrize("seed", range(10))
def test_among_many_it_is_one_of_the_smallest(seed: int) -> None:
    reach = drawn(seed)
    found = first_cover(reach, part_limit=ENOUGH, order_limit=len(reach) - 1)
    assert set().union(*(reach[one] for one in found.chosen)) == set().union(*reach)
    assert len(found.chosen) == found.bound == len(first_by_trying(reach))
    assert not found.is_first


def contacts(n: int, n_ties: int, seed: int) -> Lists:
    """Everybody reaches himself and those he is tied to; the ties are drawn."""
    graph = nx.gnm_random_graph(n, n_ties, seed=seed)
    return [{place, *graph[place]} for place in range(n)]


@pytest.mark.parametrize(
    "reach",
    [*(ring(n) for n in range(4, 14)), *(contacts(12, 18, seed) for seed in (91, 128, 150))],  # three choose too many
)
def test_what_is_too_large_gets_a_cover_without_needless_members_and_a_true_bound(reach: Lists) -> None:
    found = first_cover(reach, part_limit=0, order_limit=0)
    everything = set().union(*reach)
    assert set().union(*(reach[one] for one in found.chosen)) == everything
    assert found.bound <= len(first_by_trying(reach)) <= len(found.chosen)
    for needless in found.chosen:
        assert set().union(*(reach[one] for one in found.chosen if one != needless)) != everything


@pytest.mark.parametrize("n", range(4, 14))
def test_in_a_ring_every_third_is_enough(n: int) -> None:
    found = first_cover(ring(n), part_limit=ENOUGH, order_limit=ENOUGH)
    assert found.chosen == first_by_trying(ring(n))
    assert found.bound == -(-n // 3)


def test_a_search_without_work_chooses_a_small_cover_and_proves_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SIZE_WORK", 1)
    found = first_cover(ring(10), part_limit=ENOUGH, order_limit=ENOUGH)
    assert set().union(*(ring(10)[one] for one in found.chosen)) == set(range(10))
    assert found.bound <= 4 <= len(found.chosen)
    assert not found.is_first


@pytest.mark.parametrize("work", [1, 200, 400])
@pytest.mark.parametrize("n_parts", [1, 2])
def test_an_order_that_is_not_finished_leaves_one_of_the_smallest(
    work: int, n_parts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ORDER_WORK", work)
    reach = [{target + 10 * part for target in targets} for part in range(n_parts) for targets in ring(10)]
    found = first_cover(reach, part_limit=ENOUGH, order_limit=ENOUGH)
    assert (len(found.chosen), found.bound) == (4 * n_parts, 4 * n_parts)
