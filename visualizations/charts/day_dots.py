"""Days that something took: a dot each above a line of days, with the middle half and the median marked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from visualizations.charts.drawing import box, chart, dot, hint, line, steps, text
from visualizations.theme import ACCENT, INK

WIDTH: Final = 640
LEFT, RIGHT, TOP, BOTTOM = 12, 24, 20, 34
RADIUS: Final = 3.6
STEP: Final = 9  # from dot to dot upwards
HIGHEST: Final = 150  # of a pile; a higher one is pressed together
MIDDLE_HALF: Final = "#dbe6f1"


@dataclass(frozen=True, slots=True)
class DayWords:
    """What stands on it: of the axis, of the median, of the middle half."""

    axis: str
    median: str
    middle_half: str


def day_dots(
    days: Sequence[int],
    quartiles: tuple[float, float, float],
    words: DayWords,
    *,
    title: str,
    description: str,
) -> str:
    """Draw the days as piles of dots.

    Parameters
    ----------
    days : Sequence[int]
        At least one number of days, from 0.
    quartiles : tuple[float, float, float]
        Lower quartile, median, upper quartile.
    words : DayWords
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
    ticks = steps(max(days))
    piles = Counter(_place(day, ticks[-1]) for day in days)
    pile = max(piles.values()) * STEP
    pitch = STEP * min(1.0, HIGHEST / pile)
    floor = TOP + 12 + min(pile, HIGHEST)
    low, median, high = (_x(value, ticks[-1]) for value in quartiles)
    shapes = [
        box(low, TOP, max(high - low, 1), floor - TOP, fill=MIDDLE_HALF, content=hint(words.middle_half)),
        line(median, TOP, median, floor, stroke=ACCENT, stroke_width=2),
        text(min(max(median, 60), WIDTH - 60), 13, words.median, anchor="middle", fill=INK),
        line(LEFT, floor, WIDTH - RIGHT, floor),
    ]
    shapes += [text(_x(tick, ticks[-1]), floor + 14, str(tick), anchor="middle") for tick in ticks]
    shapes.append(text(WIDTH / 2, floor + BOTTOM - 6, words.axis, anchor="middle"))
    for x, n in sorted(piles.items()):
        shapes += [dot(x, floor - RADIUS - 1 - i * pitch, RADIUS, fill=INK) for i in range(n)]
    return chart(WIDTH, floor + BOTTOM, shapes, title=title, description=description)


def _x(day: float, last: int) -> float:
    return LEFT + day / last * (WIDTH - LEFT - RIGHT)


def _place(day: int, last: int) -> float:
    """Where the pile of a day stands: days closer together than a dot is wide share one."""
    wide = 2 * RADIUS
    return LEFT + round((_x(day, last) - LEFT) / wide) * wide
