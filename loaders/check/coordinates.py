"""Coordinates that look wrong although they are within their bounds: 0, 0, and latitude and longitude swapped."""

from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from loaders.ledger import Ledger
from loaders.read.table_part import TablePart

_DEGREES_PER_HOUR = 15
_MOST_DEGREES = 35  # between a place and where the sun is as its clocks say; China keeps one time over 60 degrees
_A_WINTER_DAY = datetime(2020, 1, 15, 12)  # noqa: DTZ001  the zone is put to it


def remark_coordinates(part: TablePart, ledger: Ledger, *, time_zone: str) -> None:
    """Count positions that are 0, 0, and those that fit the time zone of the case only the other way round."""
    kind = part.output.kind
    if not {"latitude", "longitude"} <= part.output.columns.keys() & set(kind.names):
        return
    latitudes = cast("list[float | None]", part.columns[kind.index["latitude"]])
    longitudes = cast("list[float | None]", part.columns[kind.index["longitude"]])
    meridian = _meridian(time_zone)
    is_far = any(_distance(longitude, meridian) > _MOST_DEGREES for longitude in _ends(longitudes))
    if not is_far and 0 not in longitudes:
        return
    pairs = [pair for pair in zip(latitudes, longitudes, strict=True) if None not in pair]
    n_zero = pairs.count((0, 0))
    n_swapped = sum(_is_swapped(*cast("tuple[float, float]", pair), meridian) for pair in pairs)
    column = part.output.column_of(kind["latitude"])
    ledger.remark("zero_coordinates", part.file, column, n_zero)
    ledger.remark("swapped_coordinates", part.file, column, n_swapped)


def _meridian(time_zone: str) -> float:
    """Return the longitude that the clocks of a zone go by in winter."""
    offset = _A_WINTER_DAY.replace(tzinfo=ZoneInfo(time_zone)).utcoffset()
    return offset.total_seconds() / 3600 * _DEGREES_PER_HOUR if offset else 0.0


def _ends(longitudes: list[float | None]) -> set[float]:
    """Return the least and the greatest: where neither is far, none is."""
    distinct = cast("set[float]", set(longitudes) - {None})
    return {min(distinct), max(distinct)} if distinct else set()


def _is_swapped(latitude: float, longitude: float, meridian: float) -> bool:
    if latitude == longitude == 0:
        return False
    return _distance(longitude, meridian) > _MOST_DEGREES >= _distance(latitude, meridian)


def _distance(longitude: float, meridian: float) -> float:
    difference = abs(longitude - meridian) % 360
    return min(difference, 360 - difference)
