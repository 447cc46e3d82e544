"""A time line: marks of incidents in lanes, with what answers what and bands of time behind them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from visualizations.charts.drawing import GRID, box, chart, dot, element, hint, line, short, size, text, width_of
from visualizations.theme import CONFLICT, INK, MUTED, PAPER, SYMBOL

WIDTH: Final = 900
LEFT_MOST: Final = 150
NAME: Final = 24  # characters
RADIUS: Final = 5
STEP: Final = 2 * RADIUS + 2
AXIS: Final = 22
BAND: Final = 12
TICK_GAP: Final = 46  # pixels between two names of the axis, at least
BANDS: Final = {"active": CONFLICT, "truce": "#e3b4b7", "dormant": "#c9cfd6", "ended": GRID}
YEAR: Final = 12
Position = Callable[[date], float]


@dataclass(frozen=True, slots=True)
class IncidentMark:
    """An incident: the days that its date may mean, and how it ended (fatal, injury, none, unknown, or hold)."""

    first: date
    last: date
    kind: str
    words: str
    key: str = ""
    answers: str = ""  # the key of the mark that it answers


@dataclass(frozen=True, slots=True)
class TimeLane:
    """A row of marks under a name."""

    name: str
    marks: Sequence[IncidentMark]


@dataclass(frozen=True, slots=True)
class Band:
    """A state that held from one day to another."""

    first: date
    last: date
    state: str
    words: str


def time_line(
    lanes: Sequence[TimeLane],
    first: date,
    last: date,
    *,
    title: str,
    description: str,
    bands: Sequence[Band] = (),
    legend: Sequence[tuple[str, str]] = (),
) -> str:
    """Draw lanes of marks over one axis of time.

    Parameters
    ----------
    lanes : Sequence[TimeLane]
        From the top; marks that would lie on each other are drawn above each other.
    first : date
        First day of the axis; what is older stands at its edge.
    last : date
        Last day of the axis.
    title : str
        What it shows.
    description : str
        What is read out in its place.
    bands : Sequence[Band]
        States, drawn above the lanes.
    legend : Sequence[tuple[str, str]]
        Kinds of marks with their words.

    Returns
    -------
    str
        The drawing.
    """
    left = min(LEFT_MOST, 14 + max([width_of(short(lane.name, NAME)) for lane in lanes], default=0))
    wide, n_days = WIDTH - left - 12, max(1, (last - first).days)

    def at(day: date) -> float:
        return left + min(max((day - first).days / n_days, 0), 1) * wide

    y, drawn, points = 6 + (BAND + 8 if bands else 0), [], {}
    for lane in lanes:
        levels, n_levels = dodged([(at(mark.first), at(mark.last)) for mark in lane.marks])
        tall = max(1, n_levels) * STEP + 10
        drawn.append(text(left - 8, y + tall / 2 + 4, short(lane.name, NAME), anchor="end", fill=INK))
        drawn.append(line(left, y + tall, left + wide, y + tall))
        for mark, level in zip(lane.marks, levels, strict=True):
            middle = y + tall - 5 - STEP / 2 - level * STEP
            x = (at(mark.first) + at(mark.last)) / 2
            if mark.key:
                points[mark.key] = (x, middle)
            if mark.last > mark.first:
                drawn.append(box(at(mark.first), middle - 2, max(at(mark.last) - at(mark.first), 1), 4, fill="#c9cfd6"))
            drawn.append(_shape(x, middle, mark.kind, mark.words))
        y += tall
    arrows = [
        _arrow(points[mark.answers], points[mark.key])
        for lane in lanes
        for mark in lane.marks
        if mark.answers in points and mark.key in points
    ]
    behind = [*_axis(first, last, at, y), *_bands(bands, at)]
    height = y + AXIS
    if legend:
        drawn += _legend(legend, left, height + 8)
        height += 22
    return chart(WIDTH, height, [*behind, *arrows, *drawn], title=title, description=description)


def dodged(spans: Sequence[tuple[float, float]]) -> tuple[list[int], int]:
    """Return for each span the lowest level at which it lies on no other, and how many levels there are."""
    ends: list[float] = []
    levels = [0] * len(spans)
    for index in sorted(range(len(spans)), key=lambda i: (spans[i], i)):
        begin, end = spans[index][0] - RADIUS - 1, spans[index][1] + RADIUS + 1
        level = next((i for i, taken in enumerate(ends) if taken <= begin), len(ends))
        if level == len(ends):
            ends.append(end)
        ends[level] = end
        levels[index] = level
    return levels, len(ends)


def _shape(x: float, y: float, kind: str, words: str) -> str:
    """Full dark is fatal, full grey injured, hollow nobody hurt, a hollow square on hold, dashed not known."""
    said = hint(words)
    if kind == "fatal":
        return dot(x, y, RADIUS, fill=INK, content=said, stroke=PAPER, stroke_width=0.8)
    if kind == "injury":
        return dot(x, y, RADIUS - 0.6, fill=SYMBOL, content=said, stroke=PAPER, stroke_width=0.8)
    if kind == "hold":
        side = 2 * RADIUS - 2
        return box(x - side / 2, y - side / 2, side, side, fill=PAPER, content=said, stroke=MUTED, stroke_width=1.5)
    dashes = "2 1.5" if kind == "unknown" else "none"
    return dot(x, y, RADIUS - 1, fill=PAPER, content=said, stroke=SYMBOL, stroke_width=1.6, stroke_dasharray=dashes)


def _arrow(start: tuple[float, float], end: tuple[float, float]) -> str:
    """An arc from an incident to the one that answers it."""
    (x1, y1), (x2, y2) = start, end
    bend = min(y1, y2) - 10 - min(abs(x2 - x1) / 8, 20)
    path = f"M{size(x1)} {size(y1)} Q{size((x1 + x2) / 2)} {size(bend)} {size(x2)} {size(y2)}"
    return element("path", d=path, fill="none", stroke=CONFLICT, stroke_width=1.2)


def _axis(first: date, last: date, at: Position, bottom: float) -> list[str]:
    """Lines at the beginning of months, quarters or years, as many as there is room for."""
    month_wide = at_width(first, last, at)
    n_months = next((n for n in (1, 3, 6, YEAR, 2 * YEAR, 5 * YEAR) if n * month_wide >= TICK_GAP), 10 * YEAR)
    shapes = []
    for month in range(first.year * YEAR + first.month - 1, last.year * YEAR + last.month):
        day = date(month // YEAR, month % YEAR + 1, 1)
        if month % n_months == 0 and first <= day <= last:
            name = str(day.year) if n_months >= YEAR else f"{day:%Y-%m}"
            shapes.append(line(at(day), 4, at(day), bottom, stroke="#eceff2"))
            shapes.append(text(at(day), bottom + 14, name, anchor="middle"))
    return shapes


def at_width(first: date, last: date, at: Position) -> float:
    """Return how wide a month is, on average."""
    n_months = max(1.0, (last - first).days / 30.44)
    return (at(last) - at(first)) / n_months


def _bands(bands: Sequence[Band], at: Position) -> list[str]:
    return [
        box(
            at(band.first),
            4,
            max(at(band.last) - at(band.first), 1),
            BAND,
            fill=BANDS[band.state],
            content=hint(band.words),
        )
        for band in bands
    ]


def _legend(legend: Sequence[tuple[str, str]], x: float, y: float) -> list[str]:
    shapes = []
    for kind, words in legend:
        shapes.append(_shape(x + RADIUS, y, kind, ""))
        shapes.append(text(x + 2 * RADIUS + 5, y + 4, words, fill=INK))
        x += 2 * RADIUS + 20 + width_of(words)
    return shapes
