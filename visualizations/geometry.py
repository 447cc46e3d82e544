"""Small plane geometry: padded hulls, their edge in a direction, curves that avoid discs."""

import math

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull, QhullError

XY = tuple[float, float]
Points = NDArray[np.float64]
Box = tuple[float, float, float, float]  # left, top, right, bottom

AREA_CORNERS = 3  # fewer corners hold no area


def num(value: float) -> str:
    """Write a coordinate with one decimal at most.

    Parameters
    ----------
    value : float
        A coordinate.

    Returns
    -------
    str
        As short as it goes.

    Examples
    --------
    >>> num(12.04), num(-0.01), num(-3.25)
    ('12', '0', '-3.2')
    """
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def square(centre: XY, reach: float) -> Box:
    """Return the box around a point.

    Parameters
    ----------
    centre : XY
        The point.
    reach : float
        Half the side.

    Returns
    -------
    Box
        Left, top, right, bottom.
    """
    return centre[0] - reach, centre[1] - reach, centre[0] + reach, centre[1] + reach


def circle_path(x: float, y: float, r: float) -> str:
    """Return a circle as path data.

    Parameters
    ----------
    x : float
        Of the centre.
    y : float
        Of the centre.
    r : float
        Radius.

    Returns
    -------
    str
        For the attribute ``d``.
    """
    return f"M{num(x - r)} {num(y)}a{num(r)} {num(r)} 0 1 0 {num(2 * r)} 0a{num(r)} {num(r)} 0 1 0 {num(-2 * r)} 0z"


def line_path(start: XY, end: XY) -> str:
    """Return a straight line as path data.

    Parameters
    ----------
    start : XY
        One end.
    end : XY
        The other.

    Returns
    -------
    str
        For the attribute ``d``.
    """
    return f"M{num(start[0])} {num(start[1])}L{num(end[0])} {num(end[1])}"


def curve_path(start: XY, control: XY, end: XY) -> str:
    """Return a quadratic curve as path data.

    Parameters
    ----------
    start : XY
        One end.
    control : XY
        The control point.
    end : XY
        The other end.

    Returns
    -------
    str
        For the attribute ``d``.
    """
    return f"M{num(start[0])} {num(start[1])}Q{num(control[0])} {num(control[1])} {num(end[0])} {num(end[1])}"


def hull_corners(points: Points) -> Points:
    """Return the corners of the convex hull in drawing order; the points themselves if there is no area.

    Parameters
    ----------
    points : Points
        One or more.

    Returns
    -------
    Points
        The corners.
    """
    try:
        return np.asarray(points[ConvexHull(points).vertices])
    except (QhullError, ValueError):
        return points


def padded_hull_path(corners: Points, pad: float) -> str:
    """Return the path around corners at a distance, with round corners.

    Parameters
    ----------
    corners : Points
        As `hull_corners` gives them.
    pad : float
        The distance.

    Returns
    -------
    str
        For the attribute ``d``.
    """
    if len(corners) < AREA_CORNERS or _on_one_line(corners):
        centre = corners.mean(0)
        reach = float(np.hypot(*(corners - centre).T).max())
        return circle_path(float(centre[0]), float(centre[1]), reach + pad)
    parts: list[str] = []
    for here, after in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = (after - here) / np.hypot(*(after - here))
        outward = np.array([along[1], -along[0]]) * pad
        start, end = here + outward, after + outward
        move = f"A{num(pad)} {num(pad)} 0 0 1 " if parts else "M"
        parts.append(f"{move}{num(start[0])} {num(start[1])}L{num(end[0])} {num(end[1])}")
    first = parts[0][1:].partition("L")[0]
    return "".join(parts) + f"A{num(pad)} {num(pad)} 0 0 1 {first}z"


def _on_one_line(corners: Points) -> bool:
    return bool(np.linalg.matrix_rank(corners - corners[0], tol=1e-6) < 2)  # noqa: PLR2004  a plane has two directions


def edge_towards(centre: XY, corners: Points, pad: float, target: XY) -> XY:
    """Return where the line from a centre to a target leaves the padded hull.

    Parameters
    ----------
    centre : XY
        A point inside the hull.
    corners : Points
        Of the hull.
    pad : float
        The distance kept around the hull.
    target : XY
        Where the line goes.

    Returns
    -------
    XY
        The point on the edge.
    """
    dx, dy = target[0] - centre[0], target[1] - centre[1]
    length = math.hypot(dx, dy) or 1.0
    along = np.array([dx / length, dy / length])
    within = float(np.hypot(*(corners - np.array(centre)).T).max()) + pad
    steps = np.linspace(0, within, 60)
    distance = np.array([_distance_to_polygon(np.array(centre) + step * along, corners) for step in steps])
    inside = steps[distance <= pad]
    reach = float(inside.max()) if len(inside) else within
    return centre[0] + float(along[0]) * reach, centre[1] + float(along[1]) * reach


def _distance_to_polygon(point: Points, corners: Points) -> float:
    """Distance to the polygon, 0 inside; corners run anticlockwise."""
    edge, to_point = np.roll(corners, -1, axis=0) - corners, point - corners
    cross = edge[:, 0] * to_point[:, 1] - edge[:, 1] * to_point[:, 0]
    if len(corners) >= AREA_CORNERS and (cross >= 0).all():
        return 0.0
    share = np.clip((edge * to_point).sum(1) / np.maximum((edge**2).sum(1), 1e-9), 0, 1)
    return float(np.hypot(*(to_point - edge * share[:, None]).T).min())


def bend(start: XY, end: XY, amount: float) -> XY:
    """Return the control point of a quadratic curve, bent sideways by a share of its length.

    Parameters
    ----------
    start : XY
        One end.
    end : XY
        The other.
    amount : float
        The share; 0 is straight.

    Returns
    -------
    XY
        The control point.
    """
    middle_x, middle_y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    return middle_x - (end[1] - start[1]) * amount, middle_y + (end[0] - start[0]) * amount


def on_curve(start: XY, control: XY, end: XY, share: float) -> XY:
    """Return a point of a quadratic curve.

    Parameters
    ----------
    start : XY
        One end.
    control : XY
        The control point.
    end : XY
        The other end.
    share : float
        0 at the start, 1 at the end.

    Returns
    -------
    XY
        The point.
    """
    rest = 1 - share
    return (
        rest * rest * start[0] + 2 * rest * share * control[0] + share * share * end[0],
        rest * rest * start[1] + 2 * rest * share * control[1] + share * share * end[1],
    )


def n_hits(start: XY, control: XY, end: XY, discs: Points) -> int:
    """Count how many of 15 points of a curve lie inside a disc.

    Parameters
    ----------
    start : XY
        One end.
    control : XY
        The control point.
    end : XY
        The other end.
    discs : Points
        Centres and radii, one disc a row.

    Returns
    -------
    int
        0 for a curve that crosses none.
    """
    samples = np.array([on_curve(start, control, end, step / 16) for step in range(1, 16)])
    apart = np.hypot(samples[:, None, 0] - discs[None, :, 0], samples[:, None, 1] - discs[None, :, 1])
    return int((apart < discs[None, :, 2]).any(axis=1).sum())
