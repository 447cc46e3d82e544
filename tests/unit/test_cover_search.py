"""Branch and bound over who is chosen, against every choice there is."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

import pytest

from graph_service.analysis.cover_search import CoverSearch, Members, merged
from graph_service.analysis.relaxed import Work

Lists = list[set[int]]
ENOUGH = 10**9


def drawn(seed: int, *, n_members: int = 9, n_targets: int = 14) -> Lists:
    """Members who reach two to five targets each."""
    dice = random.Random(seed)
    return [set(dice.sample(range(n_targets), dice.randint(2, 5))) for _ in range(n_members)]


def costs(reach: Lists, price: int, size: int | None = None) -> Iterator[tuple[int, Members]]:
    """Every choice of at most a size, in order, with its price less what it reaches."""
    for n in range(1 + (len(reach) if size is None else size)):
        for some in combinations(range(len(reach)), n):
            yield price * n - len(set().union(*(reach[i] for i in some))), some


@pytest.mark.parametrize("price", [1, 2, 3])
@pytest.mark.parametrize("seed", range(15))
def test_at_a_price_no_choice_is_cheaper(seed: int, price: int) -> None:
    reach = drawn(seed)
    fewer, weights = merged(reach)
    best = CoverSearch(fewer, weights=weights, price=price).best(0, Work(ENOUGH))
    least = min(cost for cost, _ in costs(reach, price))
    assert (best.cost, best.bound) == (least, least)
    assert (least, best.members) in set(costs(reach, price))


@pytest.mark.parametrize("size", [1, 2, 3, 4])
@pytest.mark.parametrize("seed", range(15))
def test_the_best_of_a_size_follow_one_another_in_order(seed: int, size: int) -> None:
    reach = drawn(seed)
    least = min(cost for cost, _ in costs(reach, 0, size))
    if -least == len(set().union(*reach)):
        return
    expected = sorted(some for cost, some in costs(reach, 0, size) if cost == least)
    search, work = CoverSearch.on_budget(reach, size), Work(ENOUGH)
    best = search.best(0, work)
    assert (best.cost, best.bound) == (least, least)
    found = [search.first(least, work)]
    while (members := found[-1]) is not None:
        found.append(search.following(members, least, work))
    assert found == [*expected, None]


@pytest.mark.parametrize("seed", range(15))
def test_a_choice_that_would_have_to_be_cheaper_is_none_and_its_bound_says_so(seed: int) -> None:
    search, work = CoverSearch.whole(drawn(seed)), Work(ENOUGH)
    least = search.best(9, work).cost
    none = search.best(least - 1, work)
    assert (none.members, none.bound) == (None, least)
    assert search.first(least - 1, work) is None


@pytest.mark.parametrize("work", [1, 300, 1_000, 3_000])
@pytest.mark.parametrize("seed", range(6))
def test_a_search_that_is_cut_has_a_true_bound_and_no_order(seed: int, work: int) -> None:
    reach = drawn(seed, n_members=40, n_targets=40)
    whole = CoverSearch.whole(reach).best(40, Work(ENOUGH))
    left = Work(work)
    cut = CoverSearch.whole(reach).best(40, left)
    assert cut.bound <= whole.cost <= cut.cost
    assert left.is_spent or cut.bound == whole.cost
    ordered = CoverSearch.whole(reach).first(whole.cost, Work(ENOUGH))
    assert CoverSearch.whole(reach).first(whole.cost, Work(work)) in {None, ordered}
    assert ordered is not None
    following = CoverSearch.whole(reach).following(ordered, whole.cost, Work(ENOUGH))
    assert CoverSearch.whole(reach).following(ordered, whole.cost, Work(work)) in {None, following}


def test_many_at_once_get_what_one_alone_gets() -> None:
    def answer(seed: int) -> Members | None:
        search, work = CoverSearch.whole(drawn(seed, n_members=30, n_targets=40)), Work(ENOUGH)
        best = search.best(30, work)
        return search.first(best.cost, work, best.members)

    seeds = [*range(6)] * 4
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(answer, seeds)) == [answer(seed) for seed in seeds]
