"""The outline of an area from a GeoJSON file, such as a municipality: as rings of longitude and latitude."""

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from graph_service.errors import InputError

MAX_BYTES: Final = 10_000_000
MAX_POINTS: Final = 200_000
LONGITUDES, LATITUDES = 180.0, 90.0
LEAST_POINTS: Final = 2
Ring = tuple[tuple[float, float], ...]  # longitude, latitude

_LINES_WITHIN: Final = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}  # lists around a line


def boundary_of(content: bytes) -> tuple[Ring, ...]:
    """Read the lines and rings of a GeoJSON document; points of it are passed over.

    Parameters
    ----------
    content : bytes
        The document: a geometry, a feature or a collection, in WGS 84.

    Returns
    -------
    tuple[Ring, ...]
        In the order of the document.

    Raises
    ------
    InputError
        If it is no GeoJSON, holds no line or polygon, is too large, or a point lies nowhere on earth.
    """
    if len(content) > MAX_BYTES:
        message = f"a boundary may have {MAX_BYTES} bytes, and this one has {len(content)}: simplify its lines"
        raise InputError(message)
    try:
        document = json.loads(content)
        rings = tuple(_ring(line) for line in _lines(document))
    except (ValueError, TypeError, KeyError, IndexError, RecursionError) as error:
        message = "the boundary is no GeoJSON of lines or polygons in longitude and latitude"
        raise InputError(message) from error
    if not rings:
        message = "the boundary holds no line and no polygon"
        raise InputError(message)
    if sum(map(len, rings)) > MAX_POINTS:
        message = f"a boundary may have {MAX_POINTS} points: simplify its lines"
        raise InputError(message)
    return rings


def _lines(document: Any) -> Iterator[Any]:  # noqa: ANN401  as JSON has it
    kind = document["type"]
    if kind == "FeatureCollection":
        for feature in document["features"]:
            yield from _lines(feature)
    elif kind == "Feature":
        if document["geometry"] is not None:
            yield from _lines(document["geometry"])
    elif kind == "GeometryCollection":
        for geometry in document["geometries"]:
            yield from _lines(geometry)
    elif kind in _LINES_WITHIN:
        yield from _flat(document["coordinates"], _LINES_WITHIN[kind])
    elif kind not in {"Point", "MultiPoint"}:
        message = "no kind of GeoJSON"
        raise ValueError(message)


def _flat(lines: Any, depth: int) -> Iterator[Any]:  # noqa: ANN401  as JSON has it
    if not depth:
        yield lines
        return
    for part in lines:
        yield from _flat(part, depth - 1)


def _ring(line: Any) -> Ring:  # noqa: ANN401  as JSON has it
    ring = tuple((float(point[0]), float(point[1])) for point in line)
    is_on_earth = all(abs(longitude) <= LONGITUDES and abs(latitude) <= LATITUDES for longitude, latitude in ring)
    if len(ring) < LEAST_POINTS or not is_on_earth or not any(a != b for a, b in pairwise(ring)):
        message = "no line of points on earth"
        raise ValueError(message)
    return ring
