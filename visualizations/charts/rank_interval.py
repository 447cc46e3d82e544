"""A rank with its likely range: a dot on a line, the first rank on the left."""

from typing import Final

from visualizations.charts.drawing import GRID, chart, dot, line
from visualizations.theme import ACCENT, INK

WIDTH: Final = 110
HEIGHT: Final = 18
MARGIN: Final = 6


def rank_interval(rank: int, low: int, high: int, n_ranks: int, *, title: str, description: str) -> str:
    """Draw where a rank may lie.

    Parameters
    ----------
    rank : int
        The rank, from 1.
    low : int
        The best rank that is likely.
    high : int
        The worst rank that is likely.
    n_ranks : int
        How many ranks there are.
    title : str
        What it shows.
    description : str
        What is read out in its place.

    Returns
    -------
    str
        The drawing.
    """
    pitch = (WIDTH - 2 * MARGIN) / max(1, n_ranks - 1)

    def at(position: int) -> float:
        return MARGIN + (position - 1) * pitch

    middle = HEIGHT / 2
    shapes = [
        line(at(1), middle, at(max(1, n_ranks)), middle, stroke=GRID),
        line(at(low), middle, at(high), middle, stroke=ACCENT, stroke_width=4, stroke_linecap="round"),
        dot(at(rank), middle, 4.2, fill=INK),
    ]
    return chart(WIDTH, HEIGHT, shapes, title=title, description=description)
