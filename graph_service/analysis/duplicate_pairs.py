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
MERGED_AFTER = 20_000_000  # pairs, which are then made distinct


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
    """
    n = len(names)
    merged, waiting, n_waiting = np.empty(0, dtype=np.int64), [], 0
    left_out: list[Ints] = []
    for block, singles in _blocks(names, years, limit, left_out):
        waiting.append(_pairs_within(block, n) if singles is None else _pairs_between(singles, block, n))
        n_waiting += len(waiting[-1])
        if n_waiting > MERGED_AFTER:
            merged, waiting, n_waiting = np.unique(np.concatenate([merged, *waiting])), [], 0
    merged = np.unique(np.concatenate([merged, *waiting]))
    return NamePairs(merged // n, merged % n, np.unique(np.concatenate([np.empty(0, dtype=np.int64), *left_out])))


def _blocks(
    names: Sequence[Words], years: Ints, limit: int, left_out: list[Ints]
) -> Iterator[tuple[Ints, Ints | None]]:
    """Yield names that share a key; with those of one word, the latter apart: others are not compared by a word."""
    shared: dict[str, list[int]] = {}
    for name, words in enumerate(names):
        for key in _keys(words, None if years[name] == NO_INT else int(years[name])):
            shared.setdefault(key, []).append(name)
    for key in sorted(shared):
        for block in _bounded(np.array(shared[key], dtype=np.int64), years, limit, left_out):
            yield block, None
    yield from _blocks_of_single_words(names, years, limit, left_out)


def _blocks_of_single_words(
    names: Sequence[Words], years: Ints, limit: int, left_out: list[Ints]
) -> Iterator[tuple[Ints, Ints]]:
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
            yield block, block[is_single[block]]


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


def _pairs_within(block: Ints, n: int) -> Ints:
    first, second = np.triu_indices(len(block), k=1)
    return block[first] * n + block[second]  # names of a block are in order


def _pairs_between(singles: Ints, block: Ints, n: int) -> Ints:
    first, second = np.repeat(singles, len(block)), np.tile(block, len(singles))
    pairs = np.minimum(first, second) * n + np.maximum(first, second)
    return pairs[first != second]
