"""Dots pushed apart: members stay inside their disc, all others outside every disc."""

import math
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from visualizations.geometry import Points

SPACING: Final = 20.0  # between the centres of two dots
CLEARANCE: Final = 17.0  # between a disc and a dot that does not belong to it
NAME_SPOTS: Final = (-34.0, 0.0, 34.0)
NAME_REACH: Final = 17.0
SAME_SPOT: Final = 1e-9
ROUNDS: Final = 300
LEAST: Final = 0.85  # share of the spacing that is kept in any case
GOLDEN_ANGLE: Final = 2.399963


def separate(
    positions: Points,
    home: NDArray[np.int64],
    centres: Points,
    radii: NDArray[np.float64],
    fixed: NDArray[np.bool_],
) -> None:
    """Move dots, in place, until none overlap.

    Parameters
    ----------
    positions : Points
        Of the persons; changed.
    home : NDArray[np.int64]
        The disc of each, -1 for none.
    centres : Points
        Of the discs.
    radii : NDArray[np.float64]
        Of the discs.
    fixed : NDArray[np.bool_]
        Who stays in place, outside all discs.
    """
    keep_out, reach = _closed_to_others(centres, radii)
    inside, outside = np.flatnonzero(home >= 0), np.flatnonzero((home < 0) & ~fixed)
    moving = np.flatnonzero(~fixed)
    if not len(moving):
        return
    for _ in range(ROUNDS):
        moved = _push_pairs(positions, moving)
        from_centre = positions[inside] - centres[home[inside]]
        r = np.hypot(from_centre[:, 0], from_centre[:, 1])
        limit = radii[home[inside]] - 0.4 * SPACING
        positions[inside] = centres[home[inside]] + from_centre * np.minimum(1, limit / np.maximum(r, 1e-9))[:, None]
        moved |= _push_out(positions, outside, keep_out, reach)
        if not moved:
            return
    _move_to_free_spots(positions, home, centres, radii)


def _push_pairs(positions: Points, moving: NDArray[np.int64]) -> bool:
    pairs = cKDTree(positions[moving]).query_pairs(SPACING * 0.98, output_type="ndarray")
    if not len(pairs):
        return False
    pairs = moving[pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]]
    delta = positions[pairs[:, 0]] - positions[pairs[:, 1]]
    distance = np.hypot(delta[:, 0], delta[:, 1])
    same = distance < SAME_SPOT  # two dots on one spot: any direction will do, but the same one each time
    delta[same], distance[same] = (1e-6, 0.0), 1e-6
    push = delta / distance[:, None] * (0.5 * (SPACING - distance) * 0.6)[:, None]
    np.add.at(positions, pairs[:, 0], push)
    np.add.at(positions, pairs[:, 1], -push)
    return True


def _closed_to_others(centres: Points, radii: NDArray[np.float64]) -> tuple[Points, NDArray[np.float64]]:
    """Discs with their clearance, and the room above each where its name goes."""
    above = np.stack([centres[:, 0], centres[:, 1] - radii - CLEARANCE], axis=1)
    beside = [above + np.array([dx, 0.0]) for dx in NAME_SPOTS]
    return np.concatenate([centres, *beside]), np.concatenate(
        [radii + CLEARANCE, np.full(len(NAME_SPOTS) * len(radii), NAME_REACH)]
    )


def _push_out(positions: Points, outside: NDArray[np.int64], centres: Points, radii: NDArray[np.float64]) -> bool:
    if not len(outside) or not len(centres):
        return False
    delta = positions[outside][:, None] - centres[None]
    distance = np.hypot(delta[..., 0], delta[..., 1])
    short = np.maximum(0, radii[None] - distance)
    nearest, rows = short.argmax(1), np.arange(len(outside))
    away = delta[rows, nearest] / np.maximum(distance[rows, nearest], 1e-9)[:, None]
    away[distance[rows, nearest] < SAME_SPOT] = (0.0, -1.0)
    positions[outside] += away * short[rows, nearest][:, None]
    return bool(short.max() > 0.01)  # noqa: PLR2004  a hundredth of a unit cannot be seen


def spiral(centre: Points | tuple[float, float], step: float) -> Iterator[Points]:
    """Go round a point, ever farther away.

    Parameters
    ----------
    centre : Points | tuple[float, float]
        Where it begins.
    step : float
        How far one turn lies from the next, about.

    Yields
    ------
    Points
        Spots, the nearest first.
    """
    for turn in range(1, 2_000):
        angle, r = GOLDEN_ANGLE * turn, step * math.sqrt(turn)
        yield np.asarray(centre) + np.array([r * math.cos(angle), r * math.sin(angle)])


def _move_to_free_spots(
    positions: Points, home: NDArray[np.int64], centres: Points, radii: NDArray[np.float64]
) -> None:
    """Last resort: along a spiral to the first spot with no dot near, on the right side of the discs."""
    least = SPACING * LEAST
    for a, b in sorted(cKDTree(positions).query_pairs(least)):
        if np.hypot(*(positions[a] - positions[b])) >= least:
            continue
        rest = np.delete(positions, b, axis=0)
        for spot in spiral(positions[b], least * 0.25):
            to_discs = np.hypot(*(centres - spot).T)
            fits = to_discs[home[b]] <= radii[home[b]] if home[b] >= 0 else bool((to_discs > radii).all())
            if fits and np.hypot(*(rest - spot).T).min() >= least:
                positions[b] = spot
                break
