"""The page as a file: one document, its policy, its data; what a browser does with it stands in tests/browser."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from graph_service.analysis.network import Network, NetworkIncident
from tests.invented_network import invented, network_of, person, tie
from visualizations.draw import draw_html
from visualizations.layout import grouped_layout
from visualizations.numbering import numbered
from visualizations.page import content_security_policy, standalone_html
from visualizations.page_data import incident_day, incident_months, months_of, period_words
from visualizations.scene import compose
from visualizations.tables import MOST_ROWS, tables_html

HANDLING = "RESTRICTED"


def incident(day: date | None, precision: str) -> NetworkIncident:
    return NetworkIncident("I-1", day, precision, "shooting", "none", (), (), (), (), None)


class Reader(HTMLParser):
    """Collect scripts, styles and whatever would load something."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = ""
        self.text: dict[str, str] = {}
        self.loads: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.inside = f"{tag} {found.get('type', '')}".strip() if tag in {"script", "style"} else ""
        self.loads += [f"{tag} {value}" for name, value in attrs if name in {"src", "href", "srcset"} and value]
        self.inline += [name for name, _ in attrs if name.startswith("on") or name == "style"]

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.text[self.inside] = self.text.get(self.inside, "") + data

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""


def read(network: Network, *, persons: bool | None = None) -> Reader:
    reader = Reader()
    reader.feed(draw_html(network, handling=HANDLING, persons=persons))
    return reader


def hashed(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_nothing_is_loaded_and_nothing_runs_from_attributes() -> None:
    reader = read(invented(60))
    assert reader.loads == ["link data:,"]
    assert reader.inline == []


def test_the_policy_allows_exactly_its_own_script_and_style() -> None:
    reader, policy = read(invented(60)), content_security_policy()
    assert sorted(reader.text) == ["script application/json", "script module", "style"]
    assert f"script-src '{hashed(reader.text['script module'])}';" in policy
    assert f"style-src '{hashed(reader.text['style'])}';" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_the_policy_is_the_same_for_every_network() -> None:
    for network in (network_of(), invented(60)):
        found = re.search(r'Content-Security-Policy" content="([^"]*)"', draw_html(network, handling=HANDLING))
        assert found is not None
        assert found[1].replace("&#x27;", "'") == content_security_policy()


def test_the_script_holds_no_import_that_a_file_could_not_follow() -> None:
    script = read(network_of()).text["script module"]
    assert not re.search(r"^(import|export)\b", script, re.MULTILINE)


def test_text_enters_the_page_as_text_alone() -> None:
    script = read(network_of()).text["script module"]
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", script)


def test_the_data_are_the_records_of_the_network() -> None:
    network = invented(60)
    data = json.loads(read(network).text["script application/json"])
    assert [row[0] for row in data["persons"]] == [one.person_id for one in network.persons]
    assert len(data["at"]) == len(network.persons)
    assert [row[5] for row in data["conflicts"]] == [
        [[i.incident_id for i in network.incidents].index(one) for one in conflict.incident_ids]
        for conflict in network.conflicts
    ]
    assert [row[6] for row in data["ties"]] == [list(one.record_ids) for one in network.ties]


@pytest.mark.parametrize(
    "network", [network_of(), network_of(persons=[person(1)]), invented(60)], ids=["empty", "one", "60"]
)
@pytest.mark.parametrize("persons", [True, False])
def test_every_network_makes_a_page(network: Network, persons: bool) -> None:
    assert "{{" not in re.sub(r"<script.*", "", draw_html(network, handling=HANDLING, persons=persons), flags=re.DOTALL)


def test_the_table_names_how_many_persons_it_leaves_out() -> None:
    network = network_of(persons=[person(i) for i in range(MOST_ROWS + 3)])
    text = tables_html(network, numbered(network))
    assert "3 persons with fewest points are not listed here" in text
    assert text.count("data-i=") == MOST_ROWS


def test_braces_in_a_name_are_a_name() -> None:
    network = network_of(persons=[person(1, label="{{data}}")])
    scene = compose(network, grouped_layout(network), handling="{{script}}")
    assert standalone_html(network, scene).count("{{data}}") > 1


def test_without_incidents_the_time_axis_runs_from_the_first_tie_to_the_day() -> None:
    network = network_of(persons=[person(1), person(2)], ties=[tie(1, 2)])
    months = months_of(network)
    assert months.names[0] == "2024-01"
    assert months.names[-1] == "2025-12"


def test_the_time_axis_runs_from_the_first_incident_and_is_a_year_at_least() -> None:
    network = network_of(
        persons=[person(1), person(2)], ties=[tie(1, 2)], incidents=[incident(date(2025, 6, 1), "day")]
    )
    assert months_of(network).names[0] == "2025-01"
    assert months_of(replace(network, incidents=(incident(date(2023, 6, 1), "day"),))).names[0] == "2023-06"


def test_the_time_axis_holds_ten_years_and_what_is_older_stands_at_its_beginning() -> None:
    network = network_of(incidents=[incident(date(1990, 5, 1), "day")])
    months = months_of(network)
    assert months.n_months == 120
    assert months.position(date(1990, 5, 1)) == 0


@pytest.mark.parametrize(
    ("day", "precision", "expected", "words"),
    [
        (date(2024, 3, 5), "day", (2, 2), "2024-03-05"),
        (date(2024, 3, 1), "month", (2, 2), "2024-03"),
        (date(2024, 1, 1), "year", (0, 11), "2024"),
        (date(2024, 1, 1), "unknown", None, None),
        (None, "unknown", None, None),
    ],
)
def test_an_incident_lies_where_its_date_may_be(
    day: date | None, precision: str, expected: tuple[int, int] | None, words: str | None
) -> None:
    months = months_of(network_of(persons=[person(1), person(2)], ties=[tie(1, 2)]))
    assert incident_months(incident(day, precision), months) == expected
    assert incident_day(incident(day, precision)) == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2024, 1, 1), date(2024, 2, 1), "2024-01-01 – 2024-02-01"),
        (date(2024, 1, 1), date(2024, 1, 1), "2024-01-01"),
        (date(2024, 1, 1), None, "since 2024-01-01"),
        (None, date(2024, 2, 1), "until 2024-02-01"),
        (None, None, "undated"),
    ],
)
def test_the_validity_of_a_tie_is_said_in_words(first: date | None, last: date | None, words: str) -> None:
    assert period_words(replace(tie(1, 2), first_on=first, last_on=last)) == words
