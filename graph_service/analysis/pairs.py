"""Pairs of positions as single numbers, so that numpy can sort them, count them and look them up."""

import numpy as np
from numpy.typing import NDArray

from graph_service.domain.snapshot import IntArray


def pair_key(first: IntArray, second: IntArray, n_others: int) -> NDArray[np.int64]:
    """Return one number a pair; they are in the order of the pairs."""
    return first.astype(np.int64) * n_others + second


def distinct(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each number once, in order; on long arrays several times as fast as `numpy.unique`, which hashes."""
    ordered = np.sort(keys)
    first = np.ones(len(ordered), dtype=np.bool_)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first]
