"""The map of places: metres at the mean latitude, marks by type and outcome, coarse places as discs, an outline."""

import json
import re
from xml.etree import ElementTree as ET

import pytest

from graph_service.errors import InputError
from visualizations.boundary import MAX_BYTES, boundary_of
from visualizations.places import METRES_A_DEGREE, PlacedIncident, coarse_radius, draw_places
from visualizations.said import ENGLISH

SVG = "{http://www.w3.org/2000/svg}"
SQUARE = [[15.0, 59.0], [15.2, 59.0], [15.2, 59.1], [15.0, 59.1], [15.0, 59.0]]


def incident(
    number: int, longitude: float, latitude: float, *, type_: str = "shooting", outcome: str = "injury"
) -> PlacedIncident:
    return PlacedIncident(f"I-{number}", type_, outcome, (longitude, latitude), f"I-{number} <b>")


def drawn(*incidents: PlacedIncident, boundary: object = None) -> ET.Element:
    rings = () if boundary is None else boundary_of(json.dumps(boundary).encode())
    return ET.fromstring(draw_places(incidents, title="Places", description="All", t=ENGLISH, boundary=rings))


def marks_of(drawing: ET.Element) -> list[ET.Element]:
    return [node for node in drawing if node.get("class") == "incident"]


def test_a_kilometre_is_as_long_to_the_east_as_to_the_north() -> None:
    east = 0.02 / 0.5150381  # the cosine of 59 degrees
    a, b, c = marks_of(drawn(incident(1, 15.0, 59.0), incident(2, 15.0 + east, 59.0), incident(3, 15.0, 59.02)))
    across = float(b.attrib["cx"]) - float(a.attrib["cx"])
    up = float(a.attrib["cy"]) - float(c.attrib["cy"])
    assert up > 0
    assert across == pytest.approx(up, rel=0.01)


def test_the_bar_is_as_long_as_it_says() -> None:
    drawing = drawn(incident(1, 15.00001, 59.00001), incident(2, 15.00001, 59.10001))
    first, second = marks_of(drawing)
    a_pixel = 0.1 * METRES_A_DEGREE / (float(first.attrib["cy"]) - float(second.attrib["cy"]))
    (bar,) = drawing.findall(f"{SVG}line")
    length = (float(bar.attrib["x2"]) - float(bar.attrib["x1"])) * a_pixel
    assert "2 km" in {node.text for node in drawing.iter(f"{SVG}text")}
    assert length == pytest.approx(2_000, rel=0.02)


@pytest.mark.parametrize(
    ("point", "metres"),
    [((15.0, 59.0), 55_597.5), ((15.2, 59.0), 5_559.75), ((15.21, 59.2), 555.975), ((15.123, 59.1), None)],
)
def test_a_place_is_as_coarse_as_its_decimals_leave_it(point: tuple[float, float], metres: float | None) -> None:
    assert coarse_radius(point) == (metres if metres is None else pytest.approx(metres))


def test_a_coarse_place_is_a_pale_disc_that_lies_within_the_drawing() -> None:
    drawing = drawn(incident(1, 15.21, 59.2), incident(2, 15.2134, 59.2031))
    (disc,) = [node for node in drawing if node.get("class") == "coarse"]
    (title,) = disc
    assert title.text == "place known to 556 m at best"
    assert float(disc.attrib["r"]) > 5 * 5.0
    assert float(disc.attrib["cy"]) - float(disc.attrib["r"]) >= 0
    assert "place known coarsely" in "".join(drawing.itertext())


def test_type_is_the_shape_and_outcome_the_filling() -> None:
    drawing = drawn(
        incident(1, 15.0, 59.00001, outcome="fatal"),
        incident(2, 15.0, 59.01001, type_="explosion", outcome="none"),
        incident(3, 15.0, 59.02001, type_="robbery", outcome="unknown"),
    )
    fatal, harmless, unknown = marks_of(drawing)
    assert (fatal.tag, harmless.tag, unknown.tag) == (f"{SVG}circle", f"{SVG}path", f"{SVG}path")
    assert len({node.attrib["fill"] for node in (fatal, harmless)}) == 2
    assert "stroke-dasharray" in unknown.attrib
    words = "".join(drawing.itertext())
    for said in ("shooting", "explosion", "other kinds, or several", "fatal", "nobody hurt", "outcome not known"):
        assert said in words
    assert "stabbing" not in words


def test_incidents_on_one_spot_are_one_mark_with_their_number_and_the_gravest_outcome() -> None:
    drawing = drawn(
        incident(1, 15.00001, 59.0),
        incident(2, 15.00001, 59.0, outcome="fatal"),
        incident(3, 15.00001, 59.0, type_="stabbing", outcome="none"),
    )
    (mark,) = marks_of(drawing)
    alone = drawn(incident(2, 15.00001, 59.0, outcome="fatal"))
    assert mark.attrib["fill"] == marks_of(alone)[0].attrib["fill"]
    (title,) = mark
    assert title.text == "I-1 <b>; I-2 <b>; I-3 <b>"
    assert [node.text for node in drawing if node.get("class") == "n"] == ["3"]


def test_no_incident_makes_a_drawing_all_the_same_and_the_same_bytes_each_time() -> None:
    assert marks_of(drawn()) == []
    one = draw_places([incident(1, 15.0, 59.0)], title="a", description="b", t=ENGLISH)
    assert one == draw_places([incident(1, 15.0, 59.0)], title="a", description="b", t=ENGLISH)
    assert "nan" not in one


@pytest.mark.parametrize(
    "document",
    [
        {"type": "Polygon", "coordinates": [SQUARE]},
        {"type": "MultiPolygon", "coordinates": [[SQUARE]]},
        {"type": "Feature", "properties": None, "geometry": {"type": "LineString", "coordinates": SQUARE}},
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "geometry": None},
                {"type": "Feature", "geometry": {"type": "Point", "coordinates": [15, 59]}},
                {
                    "type": "Feature",
                    "geometry": {
                        "type": "GeometryCollection",
                        "geometries": [{"type": "MultiLineString", "coordinates": [SQUARE]}],
                    },
                },
            ],
        },
    ],
    ids=["polygon", "multipolygon", "feature", "collection"],
)
def test_an_outline_of_every_kind_is_drawn_below_the_incidents(document: object) -> None:
    drawing = drawn(incident(1, 15.1, 59.05), boundary=document)
    (outline,) = [node for node in drawing if node.get("class") == "outline"]
    assert outline.attrib["d"].endswith("z")
    assert list(drawing).index(outline) < list(drawing).index(marks_of(drawing)[0])
    corners = re.findall(r"[ML](\S+) (\S+?)(?=[LMz])", outline.attrib["d"])
    assert len(corners) == len(SQUARE)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "is no GeoJSON"),
        (b"[]", "is no GeoJSON"),
        (b'{"type": "Circle"}', "is no GeoJSON"),
        (b'{"type": "Polygon", "coordinates": [[[200, 59], [15, 59]]]}', "is no GeoJSON"),
        (b'{"type": "LineString", "coordinates": [[15, 59], [15, 59]]}', "is no GeoJSON"),
        (b'{"type": "LineString", "coordinates": [["a", 59], [15, 59]]}', "is no GeoJSON"),
        (b"[" * 100_000, "is no GeoJSON"),
        (b'{"type": "Point", "coordinates": [15, 59]}', "holds no line and no polygon"),
        (b" " * (MAX_BYTES + 1), "simplify its lines"),
        (
            json.dumps(
                {"type": "LineString", "coordinates": [[0, 0], *[[1, i / 10_000] for i in range(200_001)]]}
            ).encode(),
            "may have 200000 points",
        ),
    ],
)
def test_what_is_no_outline_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        boundary_of(content)
