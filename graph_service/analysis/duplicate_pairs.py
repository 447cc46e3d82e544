"""Which names are compared at all: those that share a key, so that not everybody is held against everybody.

Names that agree have a word, or the beginnings or ends of two words, in common, or both initials and the birth year;
whatever shares none of these is not looked at.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.name_likeness import FULL_NAME
from graph_service.analysis.name_words import Words
from graph_service.domain.snapshot import NO_INT

Ints = NDArray[np.int64]
N_LETTERS = 3  # of the beginnings and ends of words
MERGED_AFTER = 10_000_000  # pairs, which are then made distinct
BLOCKS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class NamePairs:
    """Pairs of names, by position, the smaller first; and names too common for all pairs of them to be made."""

    first: Ints
    second: Ints
    too_common: Ints


def name_pairs(names: Sequence[Words], years: Ints, *, limit: int) -> NamePairs:
    """Return pairs of names that share a key.

    Parameters
    ----------
    names : Sequence[Words]
        Names of all persons, one after another.
    years : Ints
        Birth year of whoever bears each; `NO_INT` where it is not known.
    limit : int
        A key that more names share is looked at year by year; of a year with more, no pairs are made.

    Returns
    -------
    NamePairs
        Each pair once, in order; also pairs of names of one person.
    """
    n = len(names)
    left_out: list[Ints] = []
    by_size: dict[int, list[Ints]] = {}
    merged, waiting, n_waiting = np.empty(0, dtype=np.int64), list[Ints](), 0
    for block in _blocks(names, years, limit, left_out):
        by_size.setdefault(len(block), []).append(block)
    for blocks in by_size.values():
        for start in range(0, len(blocks), BLOCKS_AT_ONCE):
            waiting.append(_pairs_within(np.stack(blocks[start : start + BLOCKS_AT_ONCE]), n))
            n_waiting += len(waiting[-1])
            if n_waiting > MERGED_AFTER:
                merged, waiting, n_waiting = distinct(np.concatenate([merged, *waiting])), [], 0
    waiting += [_pairs_between(*block, n) for block in _blocks_of_single_words(names, years, limit, left_out)]
    merged = distinct(np.concatenate([merged, *waiting]))
    return NamePairs(merged // n, merged % n, np.unique(np.concatenate([np.empty(0, dtype=np.int64), *left_out])))


def distinct(values: Ints) -> Ints:
    """Return each number once, in order; of millions faster than by hashes."""
    ordered = np.sort(values)
    is_first = np.ones(len(ordered), dtype=np.bool_)
    is_first[1:] = ordered[1:] != ordered[:-1]
    return ordered[is_first]


def _blocks(names: Sequence[Words], years: Ints, limit: int, left_out: list[Ints]) -> Iterator[Ints]:
    """Yield names that share a key, two at least."""
    shared: dict[str, list[int]] = {}
    for name, words in enumerate(names):
        for key in _keys(words, None if years[name] == NO_INT else int(years[name])):
            shared.setdefault(key, []).append(name)
    for sharing in shared.values():
        if len(sharing) > 1:
            yield from _bounded(np.array(sharing, dtype=np.int64), years, limit, left_out)


def _blocks_of_single_words(
    names: Sequence[Words], years: Ints, limit: int, left_out: list[Ints]
) -> Iterator[tuple[Ints, Ints]]:
    """Yield names of one word, and the names that have it among theirs: longer ones are not compared by a word."""
    singles: dict[str, list[int]] = {}
    for name, words in enumerate(names):
        if len(words) < FULL_NAME:
            singles.setdefault(words[0].sound, []).append(name)
    within: Mapping[str, list[int]] = {sound: [] for sound in singles}
    for name, words in enumerate(names):
        for sound in {word.sound for word in words} & within.keys():
            within[sound].append(name)
    is_single = np.array([len(words) < FULL_NAME for words in names], dtype=np.bool_)
    for sound in sorted(singles):
        for block in _bounded(np.array(within[sound], dtype=np.int64), years, limit, left_out):
            yield block[is_single[block]], block


def _keys(words: Words, year: int | None) -> set[str]:
    """Return what a name is looked up by; words of a name stand in no order."""
    keys = {"=" + "".join(word.letters for word in words)}
    for pair in combinations(words, FULL_NAME):
        a, b = sorted(word.sound for word in pair)
        keys.update((f"{a}|{b[:1]}", f"{b}|{a[:1]}"))
        keys.add("<" + "|".join(sorted((a[:N_LETTERS], b[:N_LETTERS]))))
        keys.add(">" + "|".join(sorted((a[-N_LETTERS:], b[-N_LETTERS:]))))
        if year is not None:
            keys.add(f"{a[:1]}|{b[:1]}|{year}")
            keys.update((f"{a}|{year}", f"{b}|{year}"))
    return keys


def _bounded(block: Ints, years: Ints, limit: int, left_out: list[Ints]) -> Iterator[Ints]:
    """Yield a block, or where it is too large its years; what is still too large is left out, and said."""
    if len(block) <= limit:
        yield block
        return
    of_block = years[block]
    for year in np.unique(of_block).tolist():
        of_year = block[of_block == year]
        if len(of_year) <= limit:
            yield of_year
        else:
            left_out.append(of_year)


def _pairs_within(blocks: Ints, n: int) -> Ints:
    """Return the pairs of names of each block, a row; names of a block are in order."""
    first, second = np.triu_indices(blocks.shape[1], k=1)
    return (blocks[:, first] * n + blocks[:, second]).reshape(-1)


def _pairs_between(singles: Ints, block: Ints, n: int) -> Ints:
    first, second = np.repeat(singles, len(block)), np.tile(block, len(singles))
    pairs = np.minimum(first, second) * n + np.maximum(first, second)
    return pairs[first != second]
