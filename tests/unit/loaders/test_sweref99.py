"""SWEREF 99 TM against the control points that Lantmäteriet publishes."""

import pytest

from loaders.mapping.sweref99 import is_within, latitude_longitude

# "Kontrollpunkter för SWEREF 99 TM", Lantmäteriet, 2007-11-20: latitude, longitude, northing, easting
CONTROL_POINTS = (
    (55.0, 12.75, 6097106.672, 356083.438),
    (55.0, 14.25, 6095048.642, 452024.069),
    (57.0, 12.75, 6319636.937, 363331.554),
    (57.0, 19.5, 6326392.707, 773251.054),
    (59.0, 11.25, 6546096.724, 284626.066),
    (59.0, 19.5, 6548757.206, 758410.519),
    (69.0, 21.0, 7666089.698, 739639.195),
)


@pytest.mark.parametrize(("latitude", "longitude", "northing", "easting"), CONTROL_POINTS)
def test_a_control_point_lies_where_it_is_published(
    latitude: float, longitude: float, northing: float, easting: float
) -> None:
    assert is_within(northing, easting)
    assert latitude_longitude(northing, easting) == pytest.approx((latitude, longitude), abs=1e-7, rel=0)
