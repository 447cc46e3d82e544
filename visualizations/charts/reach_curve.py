"""The reach curve: how many hear the message, by how many are asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from visualizations.charts.drawing import chart, dot, element, hint, line, size, steps, text
from visualizations.theme import ACCENT, INK, MUTED, PAPER

WIDTH: Final = 460
HEIGHT: Final = 220
LEFT, RIGHT, TOP, BOTTOM = 40, 14, 18, 40
MOST_NUMBERS: Final = 12


@dataclass(frozen=True, slots=True)
class CurveWords:
    """What stands on the chart: what both axes count, and what the line at the top is."""

    persons_asked: str
    reached: str
    everybody: str


def reach_curve_chart(curve: Sequence[int], n_total: int, words: CurveWords, *, title: str, description: str) -> str:
    """Draw the most persons that 1, 2, … persons reach, beside all who are to be reached.

    Parameters
    ----------
    curve : Sequence[int]
        Reached by one, by two, and so on.
    n_total : int
        Everybody to be reached.
    words : CurveWords
        What is written on it.
    title : str
        What it shows.
    description : str
        What is read out in its place.

    Returns
    -------
    str
        The drawing.
    """
    ticks = steps(max([n_total, *curve]))
    wide, tall = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def level(value: float) -> float:
        return TOP + tall - value / ticks[-1] * tall

    def at(n: int) -> float:
        return LEFT + n / max(1, len(curve)) * wide

    shapes = [
        part
        for tick in ticks
        for part in (
            line(LEFT, level(tick), WIDTH - RIGHT, level(tick)),
            text(LEFT - 6, level(tick) + 4, str(tick), anchor="end"),
        )
    ]
    everybody = level(n_total)
    shapes.append(line(LEFT, everybody, WIDTH - RIGHT, everybody, stroke=INK, stroke_dasharray="5 4"))
    shapes.append(text(WIDTH - RIGHT, everybody - 4, words.everybody, anchor="end", fill=INK))
    points = [(at(0), level(0)), *((at(i + 1), level(value)) for i, value in enumerate(curve))]
    path = " ".join(f"{size(x)},{size(y)}" for x, y in points)
    shapes.append(element("polyline", points=path, fill="none", stroke=ACCENT, stroke_width=2))
    every = -(-len(curve) // MOST_NUMBERS) or 1
    for i, value in enumerate(curve):
        said = hint(f"{i + 1}: {value}")
        shapes.append(dot(at(i + 1), level(value), 3.6, fill=ACCENT, content=said, stroke=PAPER, stroke_width=1))
        if (i + 1) % every == 0:
            shapes.append(text(at(i + 1), HEIGHT - BOTTOM + 16, str(i + 1), anchor="middle"))
    shapes.append(text(LEFT + wide / 2, HEIGHT - 6, words.persons_asked, anchor="middle", fill=MUTED))
    shapes.append(text(2, 10, words.reached, fill=MUTED))
    return chart(WIDTH, HEIGHT, shapes, title=title, description=description)
