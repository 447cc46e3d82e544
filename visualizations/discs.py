"""Discs of groups on the page: drawn together by what links them, pushed apart so that none overlap."""

import math
from collections.abc import Mapping
from typing import Final

import igraph
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from visualizations.geometry import Points

GAP: Final = 62.0  # between two discs: room for a name, a conflict line and those who stand between
ASPECT: Final = 1.6  # wider than tall, as screens and landscape pages are
ROUNDS: Final = 1_500
EASY: Final = 100  # discs up to which all rounds are run
LEAST_ROUNDS: Final = 300
FORCE_ROUNDS: Final = 800
MANY: Final = 300  # discs from which on fewer rounds of force are run: of so many, a map is for orientation
LEAST_FORCE_ROUNDS: Final = 120


def place_discs(radii: NDArray[np.float64], links: Mapping[tuple[int, int], float]) -> Points:
    """Lay out discs by force, stretch the picture to the page, and push the discs apart.

    Draws random numbers from the generator that igraph is set to.

    Parameters
    ----------
    radii : NDArray[np.float64]
        One a disc.
    links : Mapping[tuple[int, int], float]
        Pairs of discs and how strongly they belong together.

    Returns
    -------
    Points
        The centres.
    """
    n_discs = len(radii)
    if n_discs <= 1:
        return np.zeros((n_discs, 2))
    coords = _by_force(n_discs, links)
    half = math.sqrt(float(((radii + GAP / 2) ** 2).sum()) * 1.15)
    stretch = np.array([half * math.sqrt(ASPECT), half / math.sqrt(ASPECT)])
    coords = coords * stretch / (np.abs(coords).max(0) + 1e-9)
    for _ in range(max(LEAST_ROUNDS, min(ROUNDS, ROUNDS * EASY // n_discs))):
        width, height = np.ptp(coords, axis=0) + 1e-9
        wide = width > ASPECT * height  # a slight pull to the middle keeps the map compact, in the wanted shape
        coords = coords * np.array([0.997, 0.9997] if wide else [0.9997, 0.997])
        _push_apart(coords, radii)
    return np.asarray(coords)


def _push_apart(coords: Points, radii: NDArray[np.float64]) -> None:
    """Move discs that are nearer than the gap away from each other, in place."""
    pairs = cKDTree(coords).query_pairs(2 * float(radii.max()) + GAP, output_type="ndarray")
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]  # sums of floats depend on their order
    delta = coords[pairs[:, 0]] - coords[pairs[:, 1]]
    distance = np.hypot(delta[:, 0], delta[:, 1])
    overlap = np.maximum(0, radii[pairs].sum(1) + GAP - distance)
    push = delta / np.maximum(distance, 1e-6)[:, None] * (0.4 * overlap)[:, None]
    np.add.at(coords, pairs[:, 0], push)
    np.add.at(coords, pairs[:, 1], -push)


def _by_force(n_discs: int, links: Mapping[tuple[int, int], float]) -> Points:
    graph = igraph.Graph(n=n_discs, edges=list(links))
    niter = max(LEAST_FORCE_ROUNDS, min(FORCE_ROUNDS, FORCE_ROUNDS * MANY // n_discs))
    drawn = graph.layout_fruchterman_reingold(weights=list(links.values()) or None, niter=niter)
    coords: Points = np.array(drawn.coords)
    coords -= coords.mean(0)
    _, _, axes = np.linalg.svd(coords, full_matrices=False)
    coords = np.asarray(coords @ axes.T)  # the long axis lies flat
    # Which way an axis points is left open by the decomposition: settle it by the farthest disc.
    farthest = coords[np.abs(coords).argmax(0), np.arange(2)]
    return np.asarray(coords * np.where(farthest < 0, -1.0, 1.0))
