"""Signs that no text should hold: every form stays well-formed, and nothing acts on a terminal."""

import csv
import json
from datetime import date
from io import StringIO
from xml.etree import ElementTree as ET

import pytest

from graph_service.analysis.network import NETWORK
from graph_service.analysis.person_measures import NO_MEASURES
from graph_service.domain.policy import default_policy
from graph_service.domain.text import terminal_text, xml_text
from graph_service.exports import EXPORT_FORMS, ExportForm, NetworkFileParameters
from graph_service.interchange.i2_table import HEADER
from tests.asking import compute
from tests.rival import make
from tests.snapshots import snapshot_from

HOSTILE = "Al\x02fa\x1b[31m\x00\uffff"
RECORDS = [
    make.source("S"),
    make.group("A:B"),
    *(make.person(key) for key in ("A", "A:B", "B:C", "C", HOSTILE)),
    make.member("M", HOSTILE, "A:B", start="2020-01-01"),
    make.tie("T-1", "A:B", "C"),
    make.tie("T-2", "A", "B:C", strength=2.5),
    make.tie("T-3", "A", HOSTILE),
]
NETWORK_OF_ALL = compute(NETWORK, snapshot_from(RECORDS, date(2020, 12, 3)), default_policy())


@pytest.mark.parametrize("form", EXPORT_FORMS, ids=[form.name for form in EXPORT_FORMS])
def test_every_form_is_well_formed_whatever_a_text_holds(form: ExportForm) -> None:
    text = form.write(NETWORK_OF_ALL, NO_MEASURES, f"mark {HOSTILE}", NetworkFileParameters(incidents=True)).text
    assert not {"\x00", "\x02", "\x1b"} & set(text)
    if form.name == "page":  # what the page writes into the drawing later
        assert "\\u0002" not in text
    if form.suffix in {".json", ".geojson"}:
        json.loads(text)
    elif form.suffix == ".csv":
        assert {len(row) for row in csv.reader(StringIO(text), strict=True)} == {len(HEADER)}
    elif form.suffix in {".net", ".paj", ".dl"}:
        assert text.count('"') % 2 == 0
    elif form.suffix != ".html":
        ET.fromstring(text)


def test_no_two_edges_share_an_id_and_ties_have_weights() -> None:
    form = next(form for form in EXPORT_FORMS if form.name == "node-link")
    edges = json.loads(form.write(NETWORK_OF_ALL, NO_MEASURES, "mark", NetworkFileParameters()).text)["edges"]
    assert len({edge["key"] for edge in edges}) == len(edges)
    assert {edge["weight"] for edge in edges if edge["kind"] == "tie"} == {1.0, 2.5}


def test_signs_that_steer_are_shown_as_replaced() -> None:
    assert terminal_text("a\x1b[2Jb\u202ec\n\td") == "a\ufffd[2Jb\ufffdc\n\td"
    assert xml_text("a\x02b") == "a\ufffdb"
