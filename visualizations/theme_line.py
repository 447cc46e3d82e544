"""A theme line: everything about one person, group or conflict on one time axis, a row for each sort of thing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from graph_service.domain.dates import period
from visualizations.escaping import escape
from visualizations.theme import ACCENT, INK, MUTED, PAPER

XMLNS: Final = "http://www.w3.org/2000/svg"
WIDTH: Final = 960
NAMES: Final = 240  # on the left, for the names of the rows
ROW: Final = 26
HEAD: Final = 30
MARGIN: Final = 14
RADIUS: Final = 4.5
LEAST_DAYS: Final = 180  # a single day still has an axis around it
FEW_YEARS: Final = 3  # up to so many, the axis has quarters
MOST_LABELS: Final = 14
GRID: Final = "#dfe3e8"
SPAN: Final = "#8ba3bc"


@dataclass(frozen=True, slots=True)
class ThemeEntry:
    """Something that happened on a day, or lasted from one day to another, with the words that say what.

    An entry that lasts has `lasts`; without a last day it goes on. A date that is not exact is drawn as wide as it is.
    """

    row: str
    first: date
    last: date | None
    text: str
    precision: str = "day"
    lasts: bool = False


@dataclass(frozen=True, slots=True)
class _Axis:
    first: date
    last: date

    def x(self, day: date) -> float:
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return round(NAMES + min(1.0, max(0.0, share)) * (WIDTH - NAMES - MARGIN), 1)


def theme_line(entries: Sequence[ThemeEntry], *, as_of: date, title: str, today: str) -> str:
    """Draw entries on one time axis.

    Parameters
    ----------
    entries : Sequence[ThemeEntry]
        What to draw; rows stand in the order in which their names come first.
    as_of : date
        The day that the page is of, which is marked: what lies right of it is planned, or was not there yet.
    title : str
        What the drawing is of, for readers of screens; the same is to stand as a list beside it.
    today : str
        What the mark of the day says.

    Returns
    -------
    str
        SVG without scripts and styles of its own; empty: there is nothing to draw.
    """
    if not entries:
        return ""
    axis = _axis(entries, as_of)
    rows = list(dict.fromkeys(entry.row for entry in entries))
    height = HEAD + ROW * len(rows) + 8
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    parts = [f'<svg class="chart theme-line" xmlns="{XMLNS}" {size} role="img" aria-label="{escape(title)}">']
    parts += _scale(axis, height)
    parts.append(_day_mark(axis, as_of, height, today))
    for number, row in enumerate(rows):
        y = HEAD + ROW * number + ROW / 2
        position = f'x="{NAMES - 12}" y="{y + 4:.1f}" text-anchor="end"'
        parts.append(f'<text {position} font-size="12.5" fill="{INK}">{escape(row)}</text>')
        parts.append(f'<line x1="{NAMES}" x2="{WIDTH - MARGIN}" y1="{y}" y2="{y}" stroke="{GRID}"/>')
        of_row = sorted(
            (entry for entry in entries if entry.row == row),
            key=lambda entry: (not entry.lasts, entry.first, entry.text),
        )
        parts += [_mark(entry, axis, y) for entry in of_row]
    return "".join([*parts, "</svg>"])


def _axis(entries: Sequence[ThemeEntry], as_of: date) -> _Axis:
    days = [as_of, *(entry.first for entry in entries), *(entry.last for entry in entries if entry.last)]
    first, last = min(days), max(days)
    lacking = LEAST_DAYS - (last - first).days
    if lacking > 0:
        first = date.fromordinal(max(1, first.toordinal() - lacking))
    pad = max(5, (last - first).days // 40)
    return _Axis(
        date.fromordinal(max(1, first.toordinal() - pad)),
        date.fromordinal(min(date.max.toordinal(), last.toordinal() + pad)),
    )


def _scale(axis: _Axis, height: int) -> list[str]:
    """Lines and names of years, and of quarters where there are few years."""
    n_years = axis.last.year - axis.first.year + 1
    has_quarters = n_years <= FEW_YEARS
    step = -(-n_years // MOST_LABELS)
    ticks = [
        (date(year, month, 1), f"{year}" if month == 1 else f"{year}-{month:02d}")
        for year in range(axis.first.year, axis.last.year + 1)
        if year % step == 0
        for month in ((1, 4, 7, 10) if has_quarters else (1,))
    ]
    return [
        f'<line x1="{axis.x(day)}" x2="{axis.x(day)}" y1="{HEAD - 8}" y2="{height}" stroke="{GRID}"/>'
        f'<text x="{axis.x(day)}" y="{HEAD - 13}" font-size="11.5" fill="{MUTED}" text-anchor="middle">{label}</text>'
        for day, label in ticks
        if axis.first <= day <= axis.last
    ]


def _day_mark(axis: _Axis, as_of: date, height: int, today: str) -> str:
    x = axis.x(as_of)
    return (
        f'<line x1="{x}" x2="{x}" y1="{HEAD - 8}" y2="{height}" stroke="{ACCENT}" stroke-width="1.5">'
        f"<title>{escape(today)}</title></line>"
    )


def _mark(entry: ThemeEntry, axis: _Axis, y: float) -> str:
    title = f"<title>{escape(entry.text)}</title>"
    if entry.lasts:
        left, right = axis.x(entry.first), axis.x(entry.last or axis.last)
        width = max(3.0, round(right - left, 1))
        edge = f'<path d="M{left + width} {y - 5}l5 5l-5 5z" fill="{SPAN}"/>' if entry.last is None else ""
        return f'<g><rect x="{left}" y="{y - 5}" width="{width}" height="10" rx="2" fill="{SPAN}"/>{edge}{title}</g>'
    if entry.precision in {"month", "year"}:
        first, last = period(entry.first, entry.precision)
        left, right = axis.x(first), axis.x(last)
        return (
            f'<rect x="{left}" y="{y - 4}" width="{max(6.0, round(right - left, 1))}" height="8" rx="4" fill="{PAPER}" '
            f'stroke="{INK}" stroke-dasharray="3 2">{title}</rect>'
        )
    return f'<circle cx="{axis.x(entry.first)}" cy="{y}" r="{RADIUS}" fill="{INK}" stroke="{PAPER}">{title}</circle>'
