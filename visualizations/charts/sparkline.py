"""A sparkline: one small bar a month, the last one marked."""

from collections.abc import Sequence
from typing import Final

from visualizations.charts.drawing import GRID, box, chart, line
from visualizations.theme import ACCENT, MUTED

WIDTH: Final = 100
HEIGHT: Final = 22
BASE: Final = 20.5


def sparkline(values: Sequence[float], *, title: str, description: str, highest: float | None = None) -> str:
    """Draw numbers as bars, as high as their share of the highest; several drawings with one highest can be compared.

    Parameters
    ----------
    values : Sequence[float]
        One number a month, 0 or more, the oldest first.
    title : str
        What it shows.
    description : str
        What is read out in place of the bars.
    highest : float | None
        The number that is as high as the drawing; default: the highest of the values.

    Returns
    -------
    str
        The drawing.
    """
    top = max([highest or 0, *values, 1e-9])
    pitch = WIDTH / max(1, len(values))
    shapes = [line(0, BASE + 0.5, WIDTH, BASE + 0.5, stroke=GRID)]
    for position, value in enumerate(values):
        tall = value / top * (BASE - 1)
        if tall:
            fill = ACCENT if position == len(values) - 1 else MUTED
            shapes.append(box(position * pitch + 0.5, BASE - tall, max(pitch - 1, 0.5), tall, fill=fill))
    return chart(WIDTH, HEIGHT, shapes, title=title, description=description)
