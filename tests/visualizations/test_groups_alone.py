"""The map of very many persons: groups first, each leading to its own map, and no person carried along."""

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from graph_service.analysis.network import Network, NetworkConflict, NetworkIncident
from tests.invented_network import group, invented, network_of, person, tie
from visualizations.draw import draw_html, draw_svg, picture
from visualizations.group_links import ties_between_groups
from visualizations.groups_alone import OPEN_WITH
from visualizations.layout import MOST_ROWS
from visualizations.lines import MOST_BUNDLES
from visualizations.numbering import linked, numbered, numbered_groups

HANDLING = "RESTRICTED"


def incident(number: int, day: date | None, precision: str = "day") -> NetworkIncident:
    return NetworkIncident(f"I-{number}", day, precision, "shooting", "none", (), (), ("P-0001",), (), (), None)


@pytest.fixture(scope="module")
def country() -> Network:
    n = MOST_ROWS + 10
    return network_of(
        persons=[person(i, groups=[f"G-{1 + i % 4:02d}"] if i % 5 else []) for i in range(1, n + 1)],
        groups=[group(i, n_named=n // 5) for i in range(1, 5)],
        ties=[tie(i, i + 1) for i in range(1, n)],
        conflicts=[NetworkConflict("C-1", "", "G-01", "G-02", "active", (), ("I-1",), (), ())],
        incidents=[
            incident(1, date(2025, 3, 1)),
            incident(2, date(2025, 3, 9)),
            incident(3, date(2025, 4, 1)),
            incident(4, None, "unknown"),
            incident(5, date(2025, 1, 1), "year"),
        ],
    )


def data_of(page: str) -> dict[str, Any]:
    text = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert text is not None
    return dict(json.loads(text[1]))


def rows_of(data: dict[str, Any], table: str) -> list[dict[str, Any]]:
    return [dict(zip(data["tables"][table]["columns"], row, strict=True)) for row in data["tables"][table]["rows"]]


def test_a_page_of_a_country_carries_groups_and_incidents_by_their_numbers(country: Network) -> None:
    page = draw_html(country, handling=HANDLING)
    data = data_of(page)
    assert "P-0" not in page
    assert [row["id"] for row in rows_of(data, "groups")] == ["G-01", "G-02", "G-03", "G-04"]
    assert [row["id"] for row in rows_of(data, "incidents")] == ["I-1"]
    assert [data["tables"][name]["rows"] for name in ("persons", "ties", "memberships", "involvements")] == [[]] * 4
    march, april = (data["months"].index(month) for month in ("2025-03", "2025-04"))
    assert rows_of(data, "incidentCounts") == [
        {"first": None, "last": None, "n": 1},
        {"first": data["months"].index("2025-01"), "last": data["months"].index("2025-12"), "n": 1},
        {"first": march, "last": march, "n": 1},
        {"first": april, "last": april, "n": 1},
    ]


def test_what_a_page_of_a_country_leaves_out_is_said(country: Network) -> None:
    page = draw_html(country, handling=HANDLING)
    n = len(country.persons)
    assert f"{n} persons are neither drawn nor listed" in page
    assert "5 incidents are counted, and listed only if a conflict names them" in page
    assert f"{n} persons are not listed here: the map of each group has its own." in page
    assert f'data-all="{n}"' in page
    assert re.search(rf"no group shown</span><small>{sum(not one.groups for one in country.persons)}<", page)


def test_up_to_what_a_table_lists_persons_stay_on_the_page() -> None:
    network = linked(invented(60))
    data = data_of(draw_html(network, handling=HANDLING, persons=False))
    assert len(rows_of(data, "persons")) == len(network.persons)
    assert data["settings"]["listsPersons"] is True
    assert rows_of(data, "incidentCounts") == []


def test_each_group_leads_to_its_own_map(country: Network) -> None:
    settings = data_of(picture(country, "page", handling=HANDLING, opens="/map?group=").text)["settings"]
    assert (settings["opens"], settings["listsPersons"]) == ("/map?group=", False)
    settings = data_of(draw_html(country, handling=HANDLING))["settings"]
    assert (settings["opens"], settings["openWith"]) == ("", OPEN_WITH)


def test_ties_between_groups_are_those_of_the_first_groups_of_both_ends() -> None:
    network = linked(invented(300))
    numbers = numbered(network)
    ends = [(numbers.first_group(pair.a), numbers.first_group(pair.b)) for pair in numbers.tie_ends]
    pairs = Counter((min(pair), max(pair)) for pair in ends if min(pair) >= 0 and pair[0] != pair[1])
    assert ties_between_groups(network) == dict(sorted(pairs.items()))


def test_weak_ties_between_groups_have_no_line_once_there_are_too_many_and_are_counted() -> None:
    n = 60
    groups = [group(i) for i in range(1, n + 1)]
    persons = [person(i, groups=[f"G-{i:02d}"]) for i in range(1, n + 1)]
    pairs = [(a, b) for a in range(1, n + 1) for b in range(a + 1, n + 1)]
    more = [person(100, groups=["G-59"])]
    network = network_of(persons=[*persons, *more], groups=groups, ties=[*(tie(*pair) for pair in pairs), tie(60, 100)])
    drawn = picture(network, "svg", handling=HANDLING, persons=False)
    assert len(drawn.scene.bundles) == MOST_BUNDLES
    assert max(bundle.n_ties for bundle in drawn.scene.bundles) == 2
    assert {entry.code: entry.n for entry in drawn.scene.notes}["bundle_not_drawn"] == len(pairs) - MOST_BUNDLES


def test_groups_alone_are_numbered_as_with_their_persons() -> None:
    network = linked(invented(120))
    broken = replace(network, persons=network.persons[1:], groups=network.groups[1:])
    alone, whole = numbered_groups(broken), numbered(broken)
    assert (alone.conflict_sides, alone.alliance_sides) == (whole.conflict_sides, whole.alliance_sides)
    assert sorted(alone.notes, key=str) == sorted(whole.notes, key=str)
    assert alone.ties == ()


def test_many_groups_make_the_same_map_each_time() -> None:
    groups = [replace(group(1), group_id=f"G-{i:03d}", name=f"Area {i}") for i in range(320)]
    conflicts = [
        NetworkConflict(f"C-{i}", "", f"G-{i:03d}", f"G-{i + 7:03d}", "active", (), (), (), ())
        for i in range(0, 300, 10)
    ]
    network = network_of(groups=groups, conflicts=conflicts)
    assert draw_svg(network, handling=HANDLING, persons=False) == draw_svg(network, handling=HANDLING, persons=False)
