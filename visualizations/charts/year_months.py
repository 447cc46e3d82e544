"""Months of a year against earlier years: bars before the range in which the earlier years lay."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from visualizations.charts.drawing import box, chart, hint, line, steps, text, width_of
from visualizations.theme import ACCENT, INK, MUTED

WIDTH: Final = 640
HEIGHT: Final = 210
LEFT, RIGHT, TOP, BOTTOM = 30, 6, 26, 24
RANGE: Final = "#c9d2da"
SWATCH: Final = 10


@dataclass(frozen=True, slots=True)
class YearWords:
    """What stands on the chart: names of the months, and what bars, ranges and ticks are."""

    months: Sequence[str]
    this_year: str
    earlier: str
    mean: str


def year_months(
    now: Sequence[int], earlier: Sequence[Sequence[int]], words: YearWords, *, title: str, description: str
) -> str:
    """Draw the months of a year as bars, and for each month the lowest, the highest and the mean of earlier years.

    Parameters
    ----------
    now : Sequence[int]
        Of this year, from January on; the last month may be unfinished.
    earlier : Sequence[Sequence[int]]
        Of earlier years, twelve numbers each; none: only the bars are drawn.
    words : YearWords
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
    ticks = steps(max([*now, *(value for year in earlier for value in year), 1]))
    inner, pitch = HEIGHT - TOP - BOTTOM, (WIDTH - LEFT - RIGHT) / len(words.months)

    def level(value: float) -> float:
        return HEIGHT - BOTTOM - value / ticks[-1] * inner

    shapes = [
        part
        for tick in ticks
        for part in (
            line(LEFT, level(tick), WIDTH - RIGHT, level(tick)),
            text(LEFT - 5, level(tick) + 4, str(tick), anchor="end"),
        )
    ]
    for month, name in enumerate(words.months):
        x, before = LEFT + month * pitch, [year[month] for year in earlier]
        shapes.append(text(x + pitch / 2, HEIGHT - 8, name, anchor="middle"))
        if before:
            top, mean = level(max(before)), sum(before) / len(before)
            tall = max(level(min(before)) - top, 1)
            shapes.append(box(x + pitch * 0.14, top, pitch * 0.72, tall, fill=RANGE))
            shapes.append(
                line(x + pitch * 0.14, level(mean), x + pitch * 0.86, level(mean), stroke=MUTED, stroke_width=2)
            )
        if month < len(now) and now[month]:
            said = hint(f"{name}: {now[month]}")
            wide = pitch * 0.34
            shapes.append(
                box(
                    x + (pitch - wide) / 2,
                    level(now[month]),
                    wide,
                    level(0) - level(now[month]),
                    fill=ACCENT,
                    content=said,
                )
            )
    shapes += _legend(words, has_earlier=bool(earlier))
    return chart(WIDTH, HEIGHT, shapes, title=title, description=description)


def _legend(words: YearWords, *, has_earlier: bool) -> list[str]:
    x, shapes = float(LEFT), []
    entries = [(ACCENT, SWATCH, words.this_year)]
    if has_earlier:
        entries += [(RANGE, SWATCH, words.earlier), (MUTED, 2, words.mean)]
    for fill, tall, name in entries:
        shapes.append(box(x, 9 - tall / 2, SWATCH, tall, fill=fill))
        shapes.append(text(x + SWATCH + 5, 13, name, fill=INK))
        x += SWATCH + 22 + width_of(name)
    return shapes
