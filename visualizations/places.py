"""Where incidents happened, as a drawing of our own: no tiles, so that no place is asked of anybody else.

Longitude and latitude become metres, equirectangular at the mean latitude: true in shape and size as far as a region
goes. A place that is written with few decimals is a pale disc as large as what it leaves open.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from graph_service.languages.source import N_
from graph_service.languages.translator import Translator
from visualizations import theme
from visualizations.boundary import Ring
from visualizations.charts.drawing import FONT_SIZE, chart, dot, element, line, text
from visualizations.escaping import escape
from visualizations.geometry import XY, num
from visualizations.labels import text_width

METRES_A_DEGREE: Final = 111_195.0  # of latitude, on a sphere of 6,371 km
WIDTH: Final = 960.0
MOST_HEIGHT: Final = 640.0
MARGIN: Final = 28.0
LEGEND: Final = 74.0
LEAST_METRES: Final = 400.0  # that the drawing spans: one incident is not blown up to fill the page
COARSE_DECIMALS: Final = 2  # a place with no more is known to about a kilometre
MARK: Final = 5.0
CELL: Final = 9.0  # marks nearer than this are one, with their number
SHAPES: Final = {"shooting": "circle", "explosion": "star", "stabbing": "diamond", "arson": "triangle"}  # else a square
SHAPE_WORDS: Final = {
    "circle": N_("shooting"),
    "star": N_("explosion"),
    "diamond": N_("stabbing"),
    "triangle": N_("arson"),
    "square": N_("other kinds, or several"),
}
FILLS: Final = {"fatal": theme.INK, "injury": theme.SHADES[2], "none": theme.PAPER, "unknown": theme.PAPER}
FILL_WORDS: Final = {
    "fatal": N_("fatal"),
    "injury": N_("injury"),
    "none": N_("nobody hurt"),
    "unknown": N_("outcome not known"),
}
DASH: Final = "2 1.6"
BACKDROP: Final = "#f3f5f7"


@dataclass(frozen=True, slots=True)
class PlacedIncident:
    """An incident whose point may be shown: longitude and latitude, and what is said of it."""

    incident_id: str
    type: str
    outcome: str
    point: tuple[float, float]
    description: str


@dataclass(frozen=True, slots=True)
class _Mark:
    """Incidents that lie on one spot of the drawing."""

    at: XY
    incidents: tuple[PlacedIncident, ...]


def coarse_radius(point: tuple[float, float]) -> float | None:
    """Return how far, in metres, an incident may lie from a point that is written coarsely; None: it is exact.

    Parameters
    ----------
    point : tuple[float, float]
        Longitude and latitude, as they are recorded.

    Returns
    -------
    float | None
        Half a step of its last decimal, where it has two at most.
    """
    decimals = max(_decimals(value) for value in point)
    return 0.5 * METRES_A_DEGREE / 10**decimals if decimals <= COARSE_DECIMALS else None


def _decimals(value: float) -> int:
    return len(f"{value:.7f}".rstrip("0").partition(".")[2])


def draw_places(
    incidents: Sequence[PlacedIncident],
    *,
    title: str,
    description: str,
    t: Translator,
    boundary: Sequence[Ring] = (),
) -> str:
    """Draw incidents where they happened.

    Parameters
    ----------
    incidents : Sequence[PlacedIncident]
        Those that have a point and may be shown with it.
    title : str
        Read out in place of the drawing.
    description : str
        The same, in more words.
    t : Translator
        Of the language.
    boundary : Sequence[Ring]
        The outline of an area, which is shown as a whole.

    Returns
    -------
    str
        SVG that stands alone, the same bytes for the same incidents.
    """
    ground = _ground([incident.point for incident in incidents], boundary)
    marks = _marks(incidents, ground)
    shapes = [
        *(_outline(ring, ground) for ring in boundary),
        *_pale_discs(incidents, ground, t),
        *(_mark(mark) for mark in marks),
        *_scale_bar(ground),
        *_legend(marks, incidents, ground.height, t),
    ]
    return chart(WIDTH, ground.height + LEGEND, shapes, title=title, description=description)


@dataclass(frozen=True, slots=True)
class _Ground:
    """From longitude and latitude to the drawing: the north-west corner, how wide a degree is, pixels a metre."""

    west: float
    north: float
    metres_a_longitude: float
    scale: float
    height: float

    def at(self, point: tuple[float, float]) -> XY:
        """Return where a point lies on the drawing."""
        return (
            MARGIN + (point[0] - self.west) * self.metres_a_longitude * self.scale,
            MARGIN + (self.north - point[1]) * METRES_A_DEGREE * self.scale,
        )


def _ground(points: Sequence[tuple[float, float]], boundary: Sequence[Ring]) -> _Ground:
    everything = [*points, *(point for ring in boundary for point in ring)] or [(0.0, 0.0)]
    latitudes = [point[1] for point in everything]
    middle = (min(latitudes) + max(latitudes)) / 2
    wide = METRES_A_DEGREE * max(math.cos(math.radians(middle)), 0.01)
    reach = [coarse_radius(point) or 0.0 for point in points] + [0.0] * (len(everything) - len(points))
    west = min(x - r / wide for (x, _), r in zip(everything, reach, strict=True))
    east = max(x + r / wide for (x, _), r in zip(everything, reach, strict=True))
    south = min(y - r / METRES_A_DEGREE for (_, y), r in zip(everything, reach, strict=True))
    north = max(y + r / METRES_A_DEGREE for (_, y), r in zip(everything, reach, strict=True))
    across, down = (east - west) * wide, (north - south) * METRES_A_DEGREE
    spare_x, spare_y = max(0.0, LEAST_METRES - across) / 2, max(0.0, LEAST_METRES - down) / 2
    across, down = across + 2 * spare_x, down + 2 * spare_y
    scale = min((WIDTH - 2 * MARGIN) / across, (MOST_HEIGHT - 2 * MARGIN) / down)
    indent = ((WIDTH - 2 * MARGIN) / scale - across) / 2  # in the middle where it is higher than wide
    return _Ground(
        west=west - (spare_x + indent) / wide,
        north=north + spare_y / METRES_A_DEGREE,
        metres_a_longitude=wide,
        scale=scale,
        height=down * scale + 2 * MARGIN,
    )


def _marks(incidents: Sequence[PlacedIncident], ground: _Ground) -> list[_Mark]:
    """Join what would lie on one spot, in the order of the incidents."""
    cells: dict[tuple[int, int], list[PlacedIncident]] = {}
    for incident in incidents:
        x, y = ground.at(incident.point)
        cells.setdefault((round(x / CELL), round(y / CELL)), []).append(incident)
    marks = []
    for joined in cells.values():
        spots = [ground.at(incident.point) for incident in joined]
        middle = (sum(x for x, _ in spots) / len(spots), sum(y for _, y in spots) / len(spots))
        marks.append(_Mark(middle, tuple(joined)))
    return marks


def _outline(ring: Ring, ground: _Ground) -> str:
    path = "M" + "L".join(f"{num(x)} {num(y)}" for x, y in map(ground.at, ring))
    is_closed = ring[0] == ring[-1]
    return element(
        "path",
        d=f"{path}z" if is_closed else path,
        fill=BACKDROP if is_closed else "none",
        stroke=theme.OUTSIDER,
        stroke_width=1,
        class_="outline",
    )


def _pale_discs(incidents: Sequence[PlacedIncident], ground: _Ground, t: Translator) -> Iterator[str]:
    """A disc for each coarse point, below all marks."""
    said = t.text("place known to {metres} m at best")
    discs = {incident.point: radius for incident in incidents if (radius := coarse_radius(incident.point)) is not None}
    for point, radius in discs.items():
        x, y = ground.at(point)
        words = element("title", escape(said.format(metres=round(radius))))
        pen: dict[str, str | float] = {
            "stroke": theme.OUTSIDER,
            "stroke_dasharray": DASH,
            "fill_opacity": 0.15,
            "class_": "coarse",
        }
        yield dot(x, y, max(radius * ground.scale, 1.6 * MARK), fill=theme.OUTSIDER, content=words, **pen)


def shape_of(incidents: Sequence[PlacedIncident]) -> str:
    """Return the shape of a mark: that of the type, where all have one."""
    shapes = {SHAPES.get(incident.type, "square") for incident in incidents}
    return shapes.pop() if len(shapes) == 1 else "square"


def _outcome_of(incidents: Sequence[PlacedIncident]) -> str:
    return min((incident.outcome for incident in incidents), key=list(FILLS).index)


def _mark(mark: _Mark) -> str:
    x, y = mark.at
    n = len(mark.incidents)
    words = element("title", escape("; ".join(incident.description for incident in mark.incidents)))
    sign = _sign(x, y, shape_of(mark.incidents), _outcome_of(mark.incidents), words)
    if n > 1:
        sign += text(x + MARK + 3, y + 4, str(n), fill=theme.INK, font_weight=700, class_="n")
    return sign


def _sign(x: float, y: float, shape: str, outcome: str, content: str = "") -> str:
    pen: dict[str, str | float] = {"stroke": theme.INK, "stroke_width": 1.3, "class_": "incident"}
    if outcome == "unknown":
        pen["stroke_dasharray"] = DASH
    r = MARK
    if shape == "circle":
        return dot(x, y, r, fill=FILLS[outcome], content=content, **pen)
    corners = {
        "star": [
            (x + k * math.sin(i * math.pi / 5), y - k * math.cos(i * math.pi / 5))
            for i in range(10)
            for k in (1.5 * r if i % 2 == 0 else 0.7 * r,)
        ],
        "diamond": [(x, y - 1.35 * r), (x + 1.35 * r, y), (x, y + 1.35 * r), (x - 1.35 * r, y)],
        "triangle": [(x, y - 1.3 * r), (x + 1.25 * r, y + r), (x - 1.25 * r, y + r)],
        "square": [(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)],
    }[shape]
    path = "M" + "L".join(f"{num(a)} {num(b)}" for a, b in corners) + "z"
    return element("path", content, d=path, fill=FILLS[outcome], **pen)


def _scale_bar(ground: _Ground) -> Iterator[str]:
    """A round length of about a sixth of the width; the drawing has the north above."""
    most = WIDTH / 6 / ground.scale
    step = 10.0 ** math.floor(math.log10(most))
    metres = max(factor * step for factor in (1, 2, 5) if factor * step <= most)
    length, y = metres * ground.scale, ground.height - 10
    words = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"  # noqa: PLR2004  a kilometre
    yield line(MARGIN, y, MARGIN + length, y, stroke=theme.INK, stroke_width=2)
    yield text(MARGIN + length + 8, y + 4, words, fill=theme.INK)


def _legend(marks: Sequence[_Mark], incidents: Sequence[PlacedIncident], top: float, t: Translator) -> Iterator[str]:
    """The signs that the drawing has: shapes in one row, fills in the next."""
    shapes = {shape_of(mark.incidents) for mark in marks}
    outcomes = {_outcome_of(mark.incidents) for mark in marks}
    rows: list[list[tuple[str, str]]] = [
        [(_sign(0, 0, shape, "injury"), t.text(words)) for shape, words in SHAPE_WORDS.items() if shape in shapes],
        [(_sign(0, 0, "circle", key), t.text(words)) for key, words in FILL_WORDS.items() if key in outcomes],
    ]
    if any(len(mark.incidents) > 1 for mark in marks):
        number = text(0, 4, "3", anchor="middle", fill=theme.INK, font_weight=700)
        rows[0].append((number, t.text("so many on one spot: the gravest outcome")))
    if any(coarse_radius(incident.point) is not None for incident in incidents):
        disc = dot(0, 0, 7, fill=theme.OUTSIDER, fill_opacity=0.15, stroke=theme.OUTSIDER, stroke_dasharray=DASH)
        rows[1].append((disc, t.text("place known coarsely")))
    for row, entries in enumerate(rows):
        x = MARGIN + 8
        for sign, words in entries:
            y = top + 22 + 26 * row
            yield element("g", sign, transform=f"translate({num(x)} {num(y)})")
            yield text(x + 13, y + 4, words, fill=theme.INK)
            x += 36 + text_width(words, FONT_SIZE)
