"""Sets of persons who reach the most, or without whom the rest falls apart the most: all of them, or the best known."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations, islice
from math import comb, lcm

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.cover_model import Allowance, CoverModel
from graph_service.domain.snapshot import IntArray

SUBSETS = 100_000  # up to which every set is tried
PRINTED = 50
STARTS = 20
EQUAL = 1e-9
PROGRAMMES = 1_000  # that are solved to put the best sets of a programme in order
_BRANCHED_ENTRIES = 400_000_000  # of rows that are compared, up to which sets are tried by branches
_TIED = 200_000  # sets of equal value up to which they are kept
_ROWS_AT_ONCE = 256
_MODEL_ENTRIES = 400_000  # pairs of a member and what they reach, up to which there is a programme
_SCALE = 2_520  # divided by 1 to 10: distances up to 10 give whole numbers
_BATCH_WORDS = 4_000_000
_WORD = 64

Floats = NDArray[np.float64]
Words = NDArray[np.uint64]
Sets = tuple[tuple[int, ...], ...]
Score = Callable[[IntArray], Floats]  # one set a row


@dataclass(frozen=True, slots=True)
class BestSets:
    """The best value, the first sets that have it, and how many do: None if that is not known."""

    value: float
    bound: float
    sets: Sets
    n_sets: int | None
    is_from_starts: bool = False

    @property
    def is_proven(self) -> bool:
        """Whether no set is better."""
        return self.bound - self.value <= EQUAL


def most_reaching(worth: Floats, size: int) -> BestSets:
    """Return the sets of rows whose largest values, column by column, add up to the most.

    With the rows (1, 0, 1), (0, 1, 0) and (1, 0, 0) the first two rows have 3, and no other two do.
    """
    n = len(worth)
    if comb(n, size) <= SUBSETS:
        return _best(_sums(worth, size))
    branched = _branched(worth, size)
    if branched is not None:
        return branched
    gains = np.sort(worth.sum(axis=1))[::-1]
    bound = min(float(gains[:size].sum()), float(worth.shape[1]))
    programme = _programmed(worth, size, bound)
    if programme is not None:
        return programme
    return _swapped(n, size, lambda sets: worth[sets].max(axis=1).sum(axis=1), bound)


def best_single(values: Floats) -> BestSets:
    """Return who alone has the largest value."""
    return _best(iter([(np.arange(len(values))[:, None], values)]))


def most_dividing(score: Score, n: int, size: int) -> BestSets:
    """Return the sets of `n` persons with the largest score, which is at most 1."""
    if comb(n, size) <= SUBSETS:
        return _best(_scored(score, n, size))
    return _swapped(n, size, score, 1.0)


def _scored(score: Score, n: int, size: int) -> Iterator[tuple[IntArray, Floats]]:
    every = combinations(range(n), size)
    while batch := list(islice(every, 4_096)):
        sets = np.array(batch, dtype=np.int64).reshape(len(batch), size)
        yield sets, score(sets)


def _sums(worth: Floats, size: int) -> Iterator[tuple[IntArray, Floats]]:
    """Each set but its last member, and then all who may be last."""
    n = len(worth)
    for first in combinations(range(n), size - 1):
        after = first[-1] + 1 if first else 0
        if after < n:
            base = worth[list(first)].max(axis=0, initial=0)
            rows = max(1, _BATCH_WORDS // max(1, worth.shape[1]))
            for start in range(after, n, rows):
                last = np.arange(start, min(n, start + rows))
                sets = np.column_stack([np.tile(np.array(first, dtype=np.int64), (len(last), 1)), last])
                yield sets, np.maximum(base, worth[last]).sum(axis=1)


def _best(scored: Iterator[tuple[IntArray, Floats]]) -> BestSets:
    """The largest value, and all sets that have it, in order."""
    best = -np.inf
    batches: list[tuple[IntArray, Floats]] = []
    for sets, values in scored:
        best = max(best, float(values.max()))
        near = values >= best - EQUAL
        if near.any():
            batches.append((sets[near], values[near]))
    tied = [sets[values >= best - EQUAL] for sets, values in batches]
    rows = np.concatenate(tied)
    return BestSets(best, best, tuple(map(tuple, rows[:PRINTED].tolist())), len(rows))


def _branched(worth: Floats, size: int) -> BestSets | None:
    """Try all sets but those that cannot be among the best; None: too much work, or too many sets.

    What a row adds to a set only falls as the set grows. So no set is worth more than some of its rows, and what the
    others would add to these, each alone: rows are tried by what they add, and those that cannot make up for the
    best known are passed over.
    """
    n_rows, n_columns = worth.shape
    best, n_entries, n_tied = _greedy(worth, size), 0, 0
    tied: list[tuple[tuple[int, ...], IntArray, Floats]] = []  # all rows but the last, which may be last, their values
    pending: list[tuple[tuple[int, ...], Floats, IntArray, float]] = [
        ((), np.zeros(n_columns), np.arange(n_rows), np.inf)
    ]
    while pending:
        members, reached, rest, most = pending.pop()
        if most < best - EQUAL:
            continue
        n_entries += len(rest) * n_columns
        if n_entries > _BRANCHED_ENTRIES or n_tied > _TIED:
            return None
        worths = np.concatenate(
            [
                np.maximum(worth[rest[i : i + _ROWS_AT_ONCE]], reached).sum(axis=1)
                for i in range(0, len(rest), _ROWS_AT_ONCE)
            ]
        )
        n_missing = size - len(members)
        if n_missing == 1:
            if worths.max() > best + EQUAL:
                tied.clear()
                n_tied = 0
            best = max(best, float(worths.max()))
            near = worths >= best - EQUAL
            tied.append((members, rest[near], worths[near]))
            n_tied += int(near.sum())
            continue
        value = float(reached.sum())
        order = np.lexsort((rest, -worths))
        rest, adds = rest[order], worths[order] - value
        mosts = value + np.convolve(adds, np.ones(n_missing), mode="valid")
        branches = [
            ((*members, row), np.maximum(reached, worth[row]), rest[i + 1 :], float(mosts[i]))
            for i, row in enumerate(rest[: len(mosts)].tolist())
            if mosts[i] >= best - EQUAL
        ]
        pending += reversed(branches)
    sets = np.array(
        sorted(
            tuple(sorted((*members, row)))
            for members, last, values in tied
            for row in last[values >= best - EQUAL].tolist()
        )
    )
    return BestSets(best, best, tuple(map(tuple, sets[:PRINTED].tolist())), len(sets))


def _greedy(worth: Floats, size: int) -> float:
    """What the rows are worth of which each adds the most to those before."""
    reached = np.zeros(worth.shape[1])
    for _ in range(size):
        reached = np.maximum(reached, worth[np.maximum(worth, reached).sum(axis=1).argmax()])
    return float(reached.sum())


def _programmed(worth: Floats, size: int, bound: float) -> BestSets | None:
    """By integer programme: a column and a value are reached together with all smaller values of the column."""
    values = np.unique(worth[worth > 0])
    weights = np.diff(np.concatenate([[0.0], values]))
    scale = lcm(*(round(1 / value) for value in values)) if len(values) else 1
    n_entries = sum(int((worth >= value - EQUAL).sum()) for value in values)
    if n_entries > _MODEL_ENTRIES or scale > _SCALE:
        return None
    levels = [np.round(scale * weight) for weight in weights]
    reach: list[list[int]] = [[] for _ in worth]
    n_columns = worth.shape[1]
    for i, value in enumerate(values):
        for row, column in np.argwhere(worth >= value - EQUAL).tolist():
            reach[row].append(i * n_columns + column)
    targets = sorted(set(chain.from_iterable(reach)))
    programme = CoverModel.budget(reach, targets, size, [int(levels[target // n_columns]) for target in targets])
    programme.fill_size(size)
    best, most, members = programme.most()
    bound = min(bound, most / scale)
    if most > best:
        return BestSets(best / scale, bound, (tuple(members),), None)
    programme.fix_reach(best)
    allowance, sets = Allowance(PROGRAMMES), list[tuple[int, ...]]()
    following = programme.first_in_order(allowance)
    while following is not None and len(sets) <= PRINTED:
        sets.append(tuple(following))
        programme.exclude(following)
        following = programme.first_in_order(allowance)
    is_all = following is None and not allowance.is_spent
    value = best / scale
    return BestSets(value, value, tuple(sets[:PRINTED]) or (tuple(members),), len(sets) if is_all else None)


def _swapped(n: int, size: int, score: Score, bound: float) -> BestSets:
    """The best of several starts: of each the best swap, of equal ones the first by id, until none is better."""
    best, sets = -np.inf, set[tuple[int, ...]]()
    scores: dict[tuple[int, ...], float] = {}
    for seed in range(STARTS):
        start = np.random.default_rng(seed).choice(n, size, replace=False)
        members, value = _climbed(n, tuple(sorted(start.tolist())), score, scores)
        if value > best + EQUAL:
            best, sets = value, {members}
        elif value >= best - EQUAL:
            sets.add(members)
    return BestSets(best, max(bound, best), tuple(sorted(sets)[:PRINTED]), None, is_from_starts=True)


def _climbed(
    n: int, members: tuple[int, ...], score: Score, scores: dict[tuple[int, ...], float]
) -> tuple[tuple[int, ...], float]:
    value = _values([members], score, scores)[0]
    while True:
        joinable = [i for i in range(n) if i not in members]
        swaps = sorted(
            tuple(sorted((*members[:i], *members[i + 1 :], joining)))
            for i in range(len(members))
            for joining in joinable
        )
        values = _values(swaps, score, scores)
        highest = max(values)
        if highest <= value + EQUAL:
            return members, value
        members = next(swap for swap, reached in zip(swaps, values, strict=True) if reached >= highest - EQUAL)
        value = scores[members]


def _values(sets: list[tuple[int, ...]], score: Score, scores: dict[tuple[int, ...], float]) -> list[float]:
    fresh = [members for members in sets if members not in scores]
    for start in range(0, len(fresh), 256):
        batch = fresh[start : start + 256]
        scores.update(zip(batch, score(np.array(batch, dtype=np.int64)).tolist(), strict=True))
    return [scores[members] for members in sets]


class Residual:
    """A graph without some persons: how many pairs are left connected, and the sum of 1/d over all pairs.

    Everybody's reach is walked at once, a step at a time, as bits: with ties a-b and b-c, bits of c, b, a,
    the rows 001, 010, 100 become 011, 111, 110 and then 111 each.
    """

    def __init__(self, n: int, start: IntArray, end: IntArray) -> None:
        self._n = n
        ends = np.concatenate([start, end])
        order = np.argsort(ends, kind="stable")
        self._neighbour = np.concatenate([end, start])[order]
        self._tied, self._first = np.unique(ends[order], return_index=True)

    def fragmentation(self, sets: IntArray) -> Floats:
        """F of what is left without each set: the share of ordered pairs that no path joins."""
        return 1 - self._walked(sets)[0] / self._pairs(sets)

    def weighted(self, sets: IntArray) -> Floats:
        """F weighted by distance, of what is left without each set: 1 less the mean of 1/d."""
        return 1 - self._walked(sets)[1] / self._pairs(sets)

    def _pairs(self, sets: IntArray) -> int:
        left = self._n - sets.shape[1]
        return left * (left - 1)

    def _walked(self, sets: IntArray) -> tuple[Floats, Floats]:
        n_words = -(-self._n // _WORD)
        n_at_once = max(1, _BATCH_WORDS // max(1, n_words * (len(self._neighbour) + self._n)))
        parts = [self._batch(sets[i : i + n_at_once], n_words) for i in range(0, len(sets), n_at_once)]
        return np.concatenate([joined for joined, _ in parts]), np.concatenate([near for _, near in parts])

    def _batch(self, sets: IntArray, n_words: int) -> tuple[Floats, Floats]:
        row = np.arange(len(sets))[:, None]
        person = np.arange(self._n)
        reached = np.zeros((len(sets), self._n, n_words), dtype=np.uint64)
        reached[:, person, person // _WORD] = np.uint64(1) << (person % _WORD).astype(np.uint64)
        reached[row, sets] = 0
        n_reached = np.full(len(sets), self._n - sets.shape[1], dtype=np.int64)
        joined, near = np.zeros(len(sets)), np.zeros(len(sets))
        step = 0
        while len(self._neighbour):
            step += 1
            wider = reached.copy()
            wider[:, self._tied] |= np.bitwise_or.reduceat(reached[:, self._neighbour], self._first, axis=1)
            wider[row, sets] = 0
            n_wider = np.bitwise_count(wider).sum(axis=(1, 2), dtype=np.int64)
            fresh = n_wider - n_reached
            if not fresh.any():
                break
            joined += fresh
            near += fresh / step
            reached, n_reached = wider, n_wider
        return joined, near
