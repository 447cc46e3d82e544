"""Years side by side: each whole and to the same date, so that an unfinished one is compared fairly."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from visualizations.charts.drawing import box, chart, hint, line, steps, text, width_of
from visualizations.theme import ACCENT, INK

PITCH: Final = 92
HEIGHT: Final = 210
LEFT, RIGHT, TOP, BOTTOM = 30, 6, 34, 24
WHOLE: Final = "#c9d2da"
SWATCH: Final = 10
WIDE: Final = 0.3  # of a bar, against the room of its year


@dataclass(frozen=True, slots=True)
class YearBar:
    """A year; None: the number is not told."""

    name: str
    whole: int | None
    to_date: int | None


def year_bars(years: Sequence[YearBar], *, whole: str, to_date: str, title: str, description: str) -> str:
    """Draw for each year a bar of the whole and, beside it, one to the same date.

    Parameters
    ----------
    years : Sequence[YearBar]
        The years, the oldest first.
    whole : str
        What the first bar is.
    to_date : str
        What the second bar is.
    title : str
        What it shows.
    description : str
        What is read out in its place.

    Returns
    -------
    str
        The drawing.
    """
    ticks = steps(max([1, *(n for year in years for n in (year.whole, year.to_date) if n is not None)]))
    legend = sum(SWATCH + 22 + width_of(name) for name in (whole, to_date))
    width = LEFT + RIGHT + max(PITCH * len(years), legend)

    def level(value: float) -> float:
        return HEIGHT - BOTTOM - value / ticks[-1] * (HEIGHT - TOP - BOTTOM)

    shapes = []
    for tick in ticks:
        shapes.append(line(LEFT, level(tick), width - RIGHT, level(tick)))
        shapes.append(text(LEFT - 5, level(tick) + 4, str(tick), anchor="end"))
    for i, year in enumerate(years):
        middle = LEFT + PITCH * (i + 0.5)
        shapes.append(text(middle, HEIGHT - 8, year.name, anchor="middle"))
        for value, side, fill, kind in ((year.whole, -1, WHOLE, whole), (year.to_date, 1, ACCENT, to_date)):
            if value is not None:
                shapes += _bar(middle, level(value), level(0), side, fill, f"{year.name}, {kind}: {value}")
                shapes.append(
                    text(middle + side * PITCH * WIDE / 2, level(value) - 4, str(value), anchor="middle", fill=INK)
                )
    x = float(LEFT)
    for fill, name in ((WHOLE, whole), (ACCENT, to_date)):
        shapes.append(box(x, 4, SWATCH, SWATCH, fill=fill))
        shapes.append(text(x + SWATCH + 5, 13, name, fill=INK))
        x += SWATCH + 22 + width_of(name)
    return chart(width, HEIGHT, shapes, title=title, description=description)


def _bar(middle: float, top: float, bottom: float, side: int, fill: str, said: str) -> list[str]:
    wide = PITCH * WIDE
    if top >= bottom:
        return []
    return [box(middle if side > 0 else middle - wide, top, wide - 1, bottom - top, fill=fill, content=hint(said))]
