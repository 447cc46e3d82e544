"""Competition ranks: what shares one, and what has none."""

import random

import pytest

from graph_service.analysis.competition_ranks import competition_ranks


def slow(scores: list[float | None], *, smallest_first: bool) -> list[tuple[int, int | None]]:
    """Take the best that is left, and all that are as good as it."""
    left = [i for i, score in enumerate(scores) if score is not None]
    pairs: list[tuple[int, int | None]] = []
    while left:
        pick = min if smallest_first else max
        best = pick(float(scores[i] or 0) for i in left)
        run = [i for i in left if abs(float(scores[i] or 0) - best) <= 1e-9]
        rank = len(pairs) + 1
        pairs += [(i, rank) for i in run]
        left = [i for i in left if i not in run]
    return pairs + [(i, None) for i, score in enumerate(scores) if score is None]


def test_equal_scores_share_a_rank_and_who_has_none_stands_last() -> None:
    assert competition_ranks([2, None, 5, 2, 1]) == ((2, 1), (0, 2), (3, 2), (4, 4), (1, None))
    assert competition_ranks([2, None, 5, 2], smallest_first=True) == ((0, 1), (3, 1), (2, 3), (1, None))
    assert competition_ranks([]) == ()


def test_nearly_equal_scores_stand_by_id() -> None:
    assert competition_ranks([1.0, 1.0 + 5e-10, 2.0]) == ((2, 1), (0, 2), (1, 2))


def test_a_run_is_measured_from_its_first() -> None:
    assert competition_ranks([3e-10, 9e-10, 1.8e-9]) == ((1, 1), (2, 1), (0, 3))


@pytest.mark.parametrize("smallest_first", [False, True])
def test_it_is_what_taking_the_best_again_and_again_gives(*, smallest_first: bool) -> None:
    rnd = random.Random(1)
    for _ in range(200):
        scores = [
            rnd.choice((None, 0.0, 1.0, 1.0 + 6e-10, 1.0 + 1.2e-9, 1.0 - 6e-10, rnd.random()))
            for _ in range(rnd.randint(0, 9))
        ]
        assert list(competition_ranks(scores, smallest_first=smallest_first)) == slow(
            scores, smallest_first=smallest_first
        )
