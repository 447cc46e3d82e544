"""The difference of two days on the map: the same positions, ghosts of what left, rings round what came."""

import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from graph_service.analysis.network import Network, NetworkAlliance, NetworkConflict
from graph_service.analysis.network_difference import network_difference
from graph_service.errors import InputError
from graph_service.languages.translator import translator
from tests.invented_network import group, invented, network_of, person, tie
from visualizations.changes import change_rows, sentence
from visualizations.draw import draw_html, draw_svg
from visualizations.ghosts import place_ghosts
from visualizations.layout import GROUPS_FIRST, Layout, grouped_layout
from visualizations.marks import Scene
from visualizations.numbering import linked
from visualizations.said import ENGLISH
from visualizations.scene import compose
from visualizations.separation import SPACING

HANDLING = "RESTRICTED"
SVG = "{http://www.w3.org/2000/svg}"
SINCE = date(2025, 6, 1)
WHOLE = linked(invented(120))
GONE = {WHOLE.persons[i].person_id for i in (3, 40, 77, 110)}
NEW = {WHOLE.persons[i].person_id for i in (5, 50)}


def without(network: Network, persons: set[str]) -> Network:
    return replace(
        network,
        persons=tuple(one for one in network.persons if one.person_id not in persons),
        ties=tuple(one for one in network.ties if not {one.person_a, one.person_b} & persons),
        memberships=tuple(one for one in network.memberships if one.person_id not in persons),
    )


EARLIER = replace(without(WHOLE, NEW), as_of=SINCE, conflicts=WHOLE.conflicts[1:])
LATER = replace(without(WHOLE, GONE), conflicts=WHOLE.conflicts[:-1])


@pytest.fixture(scope="module")
def layout() -> Layout:
    return grouped_layout(LATER)


@pytest.fixture(scope="module")
def scene(layout: Layout) -> Scene:
    return compose(LATER, layout, handling=HANDLING, earlier=EARLIER)


def test_what_is_still_there_stands_where_it_stands_without_the_other_day(scene: Scene, layout: Layout) -> None:
    alone = compose(LATER, layout, handling=HANDLING)
    assert [(dot.x, dot.y) for dot in scene.dots] == [(dot.x, dot.y) for dot in alone.dots]
    assert "rings" not in draw_svg(LATER, handling=HANDLING)


def test_the_same_days_give_the_same_bytes() -> None:
    assert draw_html(LATER, handling=HANDLING, earlier=EARLIER) == draw_html(LATER, handling=HANDLING, earlier=EARLIER)


def test_who_left_stands_near_their_contacts_and_over_nobody(layout: Layout) -> None:
    ghosts = place_ghosts(network_difference(EARLIER, LATER), EARLIER, LATER, layout)
    assert set(ghosts.persons) == GONE
    spots = np.array([*layout.persons, *ghosts.persons.values()])
    distances = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1)) + np.eye(len(spots)) * SPACING
    assert distances[len(layout.persons) :].min() >= 0.9 * SPACING
    at = {one.person_id: layout.persons[i] for i, one in enumerate(LATER.persons)}
    width = np.ptp(layout.persons[:, 0])
    for person_id, spot in ghosts.persons.items():
        near = [
            at[end]
            for one in EARLIER.ties
            for end, start in ((one.person_a, one.person_b), (one.person_b, one.person_a))
            if start == person_id and end in at
        ]
        if near:
            assert np.hypot(*(np.mean(near, axis=0) - spot)) < width / 6


def test_a_group_that_left_stands_amid_its_members_and_whoever_is_alone_below_the_map() -> None:
    later = network_of(persons=[person(1), person(2)], ties=[tie(1, 2)])
    earlier = replace(
        network_of(
            persons=[person(1, groups=["G-01"]), person(2), person(7)],
            groups=[group(1, name="Mill")],
            ties=[tie(1, 2)],
        ),
        as_of=SINCE,
    )
    layout = grouped_layout(later)
    ghosts = place_ghosts(network_difference(earlier, later), earlier, later, layout)
    low = float(layout.persons[:, 1].max())
    assert np.hypot(*(layout.persons[0] - ghosts.groups["G-01"])) < 5 * SPACING
    assert ghosts.persons["P-0007"][1] > low
    picture = draw_svg(later, handling=HANDLING, earlier=earlier)
    assert re.search(r'<g id="ghosts".*>Mill<', picture, re.DOTALL)


def test_rings_and_ghosts_are_counted_by_what_came_and_left(scene: Scene) -> None:
    drawn = ET.fromstring(draw_svg(LATER, handling=HANDLING, earlier=EARLIER))
    rings = drawn.find(f".//{SVG}g[@id='rings']")
    ghosts = drawn.find(f".//{SVG}g[@id='ghosts']")
    assert rings is not None
    assert ghosts is not None
    marked = [
        int(node.attrib["data-i"])
        for node in rings
        if "data-i" in node.attrib and "stroke-dasharray" not in node.attrib
    ]
    assert {LATER.persons[i].person_id for i in marked} == NEW
    assert len([node for node in ghosts if node.get("class") == "ghost"]) == len(GONE)
    before = {(one.person_a, one.person_b) for one in EARLIER.ties}
    came = [one for one in LATER.ties if (one.person_a, one.person_b) not in before]
    assert len([node for node in rings if "data-tie" in node.attrib]) == len(came) > 0
    assert len([node for node in rings if "data-a" in node.attrib]) == 1
    assert scene.changes is not None
    assert scene.changes.sentence in "".join(drawn.itertext())


def test_a_conflict_that_left_is_a_ghost_between_its_groups_and_a_new_alliance_is_marked() -> None:
    groups = [group(1, name="Mill", n_named=1), group(2, name="Quay", n_named=1)]
    persons = [person(1, groups=["G-01"]), person(2, groups=["G-02"])]
    conflict = NetworkConflict("C-1", "", "G-01", "G-02", "active", (), (), (), ())
    alliance = NetworkAlliance("G-01", "G-02", (), ())
    earlier = replace(network_of(persons=persons, groups=groups, conflicts=[conflict]), as_of=SINCE)
    later = network_of(persons=persons, groups=groups, alliances=[alliance])
    picture = draw_svg(later, handling=HANDLING, earlier=earlier)
    assert "conflict between G-01 and G-02, no longer there" in picture
    assert len(re.findall(r'<path data-a="0" data-b="1" d="[^"]*" stroke-width="1"/>', picture)) == 1
    cooler = replace(conflict, status="truce")
    picture = draw_svg(replace(later, conflicts=(cooler,)), handling=HANDLING, earlier=earlier)
    assert re.search(r'<circle data-a="0" data-b="1" [^>]*stroke-dasharray', picture)


def test_the_sentence_names_each_sort_that_moved_in_both_languages() -> None:
    difference = network_difference(EARLIER, LATER)
    words = sentence(difference, ENGLISH)
    assert words.startswith("Since 2025-06-01: persons: 2 came, 4 left; memberships: ")
    assert "conflicts: 1 came, 1 left" in words
    assert sentence(difference, translator("sv")).startswith("Sedan 2025-06-01: personer: 2 tillkom, 4 föll bort; ")
    same = network_difference(replace(LATER, as_of=SINCE), LATER)
    assert sentence(same, ENGLISH) == "Since 2025-06-01: nothing is another"


def test_the_table_has_a_row_for_each_and_says_what_was_before_and_what_is_now() -> None:
    changed = replace(LATER.persons[0], status="in_custody", is_supervised=True)
    later = replace(LATER, persons=(changed, *LATER.persons[1:]))
    difference = network_difference(EARLIER, later)
    rows = change_rows(difference, EARLIER, later, ENGLISH)
    moves = (difference.persons, difference.groups, difference.memberships, difference.ties, difference.conflicts)
    assert len(rows) == sum(sort.n for sort in moves) + difference.alliances.n
    cells, position = next(row for row in rows if row[0][2] == "changed" and row[0][0] == "person")
    assert position == 0
    assert "status: in custody" in cells[4]
    assert "in custody" not in cells[3]
    page = draw_html(later, handling=HANDLING, earlier=EARLIER)
    assert f'data-all="{len(rows)}"' in page


def test_who_has_too_few_contacts_to_be_drawn_did_not_leave() -> None:
    n = GROUPS_FIRST + 20
    later = network_of(persons=[person(i) for i in range(n)], ties=[tie(i, i + 1) for i in range(n - 1)])
    earlier = replace(later, as_of=SINCE)
    assert "nothing is another" in draw_svg(later, handling=HANDLING, earlier=earlier)


def test_where_groups_alone_are_drawn_persons_have_no_marks() -> None:
    picture = draw_svg(LATER, handling=HANDLING, earlier=EARLIER, persons=False)
    assert "data-tie" not in picture
    assert 'class="ghost"' not in picture
    assert re.search(r'<circle data-a="\d+" data-b="\d+"', picture)


def test_a_later_day_is_refused() -> None:
    with pytest.raises(InputError, match="choose an earlier day"):
        draw_svg(EARLIER, handling=HANDLING, earlier=LATER)
