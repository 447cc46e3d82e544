"""SWEREF 99 TM to latitude and longitude, by the formulas that Lantmäteriet publishes (Gauss-Krüger, Krüger 1912).

"Gauss Conformal Projection (Transverse Mercator), Krüger's Formulas", grid to geodetic coordinates; the ellipsoid is
GRS 80, and SWEREF 99 is taken for WGS 84, from which it differs by less than a metre.
"""

from math import atan, cos, cosh, degrees, radians, sin, sinh

NORTHINGS = (6_000_000.0, 7_800_000.0)  # Sweden with its waters, and some way beyond
EASTINGS = (200_000.0, 1_000_000.0)
_AXIS = 6_378_137.0
_FLATTENING = 1 / 298.257222101
_CENTRAL_MERIDIAN = radians(15)
_SCALE = 0.9996
_FALSE_EASTING = 500_000.0
_N = _FLATTENING / (2 - _FLATTENING)
_RADIUS = _AXIS / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_DELTAS = (
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96 - _N**4 / 360,
    _N**2 / 48 + _N**3 / 15 - 437 * _N**4 / 1440,
    17 * _N**3 / 480 - 37 * _N**4 / 840,
    4397 * _N**4 / 161280,
)
_E2 = _FLATTENING * (2 - _FLATTENING)
_SERIES = (
    _E2 + _E2**2 + _E2**3 + _E2**4,
    -(7 * _E2**2 + 17 * _E2**3 + 30 * _E2**4) / 6,
    (224 * _E2**3 + 889 * _E2**4) / 120,
    -(4279 * _E2**4) / 1260,
)


def latitude_longitude(northing: float, easting: float) -> tuple[float, float]:
    """Return latitude and longitude in degrees."""
    xi = northing / (_SCALE * _RADIUS)
    eta = (easting - _FALSE_EASTING) / (_SCALE * _RADIUS)
    xi_0, eta_0 = xi, eta
    for order, delta in enumerate(_DELTAS, 1):
        xi_0 -= delta * sin(2 * order * xi) * cosh(2 * order * eta)
        eta_0 -= delta * cos(2 * order * xi) * sinh(2 * order * eta)
    sine = sin(xi_0) / cosh(eta_0)  # of the isometric latitude
    cosine = (1 - sine**2) ** 0.5
    longitude = _CENTRAL_MERIDIAN + atan(sinh(eta_0) / cos(xi_0))
    latitude = atan(sine / cosine) + sine * cosine * sum(
        term * sine ** (2 * power) for power, term in enumerate(_SERIES)
    )
    return degrees(latitude), degrees(longitude)


def is_within(northing: float, easting: float) -> bool:
    """Tell whether a place lies in or near Sweden."""
    return NORTHINGS[0] <= northing <= NORTHINGS[1] and EASTINGS[0] <= easting <= EASTINGS[1]
