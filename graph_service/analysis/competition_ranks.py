"""Competition ranks (1, 1, 3) of scores, the same for every measure of structure."""

from collections.abc import Sequence
from typing import overload

EQUAL = 1e-9  # scores closer than this to the first of a run share its rank


@overload
def competition_ranks(scores: Sequence[float], *, smallest_first: bool = False) -> tuple[tuple[int, int], ...]: ...
@overload
def competition_ranks(
    scores: Sequence[float | None], *, smallest_first: bool = False
) -> tuple[tuple[int, int | None], ...]: ...
def competition_ranks(
    scores: Sequence[float | None], *, smallest_first: bool = False
) -> tuple[tuple[int, int | None], ...]:
    """Order scores that stand by id, and rank them: pairs of a position in the scores and its rank.

    Scores within 1e-9 of the first of their run share its rank and stand by id. Who has no score has no rank
    and stands last: 2, none, 5, 2 gives (2, 1), (0, 2), (3, 2), (1, none).
    """
    sign = 1 if smallest_first else -1
    falling = sorted((sign * score, position) for position, score in enumerate(scores) if score is not None)
    ranks: list[tuple[int, int | None]] = []
    first = 0
    for i in range(1, len(falling) + 1):
        if i == len(falling) or falling[i][0] - falling[first][0] > EQUAL:
            ranks.extend((position, first + 1) for position in sorted(place for _, place in falling[first:i]))
            first = i
    ranks.extend((position, None) for position, score in enumerate(scores) if score is None)
    return tuple(ranks)
