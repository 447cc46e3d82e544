"""The page around the map, in a real browser, from disk and offline."""

import base64
import re
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from tests.browser.conftest import BY_POINTS, HANDLING, NETWORK, N, Open, Opened
from tests.invented_network import network_of
from tests.needs import REPOSITORY
from visualizations.draw import draw_html, draw_svg

STATIC = REPOSITORY / "visualizations" / "static"
SVG = "{http://www.w3.org/2000/svg}"


def lit_persons(opened: Opened) -> int:
    return opened.page.locator("#lit .p").count()


def spot_of(opened: Opened, selector: str, *, share: float) -> tuple[float, float]:
    """Where on the screen a share of a path lies."""
    x, y = opened.page.evaluate(
        "([selector, share]) => { const path = document.querySelector(selector), point = path.getPointAtLength("
        "path.getTotalLength() * share), at = point.matrixTransform(path.getScreenCTM()); return [at.x, at.y]; }",
        [selector, share],
    )
    return float(x), float(y)


def test_it_opens_from_disk_without_a_request_or_a_message(opened: Opened) -> None:
    opened.press("ArrowRight", "2", "t", "t", "+", "-", "0", "Escape")
    assert opened.outside == []
    assert opened.messages == []
    assert opened.status().startswith(f"{N} of {N} persons")


INJECTED = {
    "inline": "node.textContent = 'window.ran = 1'",
    "from a data address": "node.src = 'data:text/javascript,window.ran = 1'",
    "module from a data address": "node.type = 'module'; node.src = 'data:text/javascript,window.ran = 1'",
    "importing a data address": "node.type = 'module'; "
    "node.textContent = 'import \"data:text/javascript,window.ran=1\"'",
    "blob": "node.src = URL.createObjectURL(new Blob(['window.ran = 1'], {type: 'text/javascript'}))",
    "another import map": "node.type = 'importmap'; node.textContent = '{\"imports\": {}}'",
}


@pytest.mark.parametrize("way", INJECTED)
def test_its_policy_lets_no_other_script_run(opened: Opened, way: str) -> None:
    opened.page.evaluate(
        f"() => {{ const node = document.createElement('script'); {INJECTED[way]}; document.body.append(node); }}"
    )
    opened.page.wait_for_timeout(100)
    assert opened.page.evaluate("window.ran") is None
    assert any("Content Security Policy" in message for message in opened.messages)


def test_its_policy_lets_no_module_be_imported_that_is_not_its_own(opened: Opened) -> None:
    outcome = opened.page.evaluate("import('data:text/javascript,window.ran = 1').then(() => 'ran', () => 'refused')")
    assert outcome == "refused"
    assert opened.page.evaluate("window.ran") is None
    assert any("Content Security Policy" in message for message in opened.messages)


def test_a_module_changed_in_the_file_does_not_run(open_file: Open, map_html: str) -> None:
    source = (STATIC / "graph.js").read_bytes()
    changed = source.replace(b"function adjacency", b"window.ran = 1; function adjacency")
    text = map_html.replace(base64.b64encode(source).decode(), base64.b64encode(changed).decode())
    assert text != map_html
    opened = open_file(text, "map.html")
    assert opened.page.evaluate("window.ran") is None
    assert opened.status() == ""
    assert any("Content Security Policy" in message for message in opened.messages)


def test_its_policy_lets_nothing_be_fetched(opened: Opened) -> None:
    failed = opened.page.evaluate("fetch('https://example.org/').then(() => false, () => true)")
    assert failed is True
    assert any("Content Security Policy" in message for message in opened.messages)


def test_searching_a_number_and_enter_chooses_the_person(opened: Opened, select: Callable[[str], None]) -> None:
    person = BY_POINTS[0]
    select(person.person_id)
    assert person.label in opened.details()
    assert opened.page.locator("#lit .chosen-ring").count() == 1
    assert f"{person.points} for documented facts" in opened.details()


def test_searching_a_group_shows_its_members_and_its_estimate(opened: Opened, select: Callable[[str], None]) -> None:
    select(NETWORK.groups[0].group_id)
    assert NETWORK.groups[0].name in opened.details()
    assert f"{NETWORK.groups[0].size_low}–{NETWORK.groups[0].size_high}" in opened.details()
    assert f"{NETWORK.groups[0].n_named} members" in opened.details()


def test_the_details_of_a_person_name_the_records_and_sources_of_each_tie(
    opened: Opened, select: Callable[[str], None]
) -> None:
    tie = NETWORK.ties[0]
    select(tie.person_a)
    assert tie.record_ids[0] in opened.details()
    assert tie.source_ids[0] in opened.details()


def test_the_first_arrow_chooses_the_person_with_most_points(opened: Opened) -> None:
    opened.press("ArrowDown")
    assert BY_POINTS[0].label in opened.details()


def test_another_arrow_goes_to_another_person(opened: Opened) -> None:
    opened.press("ArrowDown")
    first = opened.details()
    opened.press("ArrowLeft")
    assert opened.details() != first
    assert opened.page.get_attribute("#view", "aria-description")


def test_two_steps_light_more_persons_than_one(opened: Opened) -> None:
    opened.press("ArrowDown", "1")
    n_in_one_step = lit_persons(opened)
    opened.press("2")
    assert lit_persons(opened) > n_in_one_step > 1


def test_going_round_the_contacts_and_enter_chooses_a_contact(opened: Opened) -> None:
    opened.press("ArrowDown", "n")
    assert opened.page.locator("#lit .cursor-ring").count() == 1
    before = opened.details()
    opened.press("Enter")
    assert opened.details() != before
    assert opened.page.locator("#lit .cursor-ring").count() == 0


def test_a_path_shows_each_step_with_its_record(opened: Opened, select: Callable[[str], None]) -> None:
    tie = NETWORK.ties[0]
    select(tie.person_a)
    opened.press("p")
    assert "choose the other person" in opened.page.inner_text("#hint")
    select(tie.person_b)
    assert "1 step, a shortest path" in opened.details()
    assert tie.record_ids[0] in opened.details()


def test_hiding_a_person_is_counted_and_undone(opened: Opened) -> None:
    opened.press("ArrowDown", "h")
    assert opened.status().startswith(f"{N - 1} of {N} persons")
    assert "1 hidden by hand" in opened.status()
    opened.press("z")
    assert opened.status().startswith(f"{N} of {N} persons")
    assert "hidden" not in opened.status()


def test_escape_goes_back_step_by_step(opened: Opened) -> None:
    opened.press("ArrowDown", "n", "t")
    opened.press("Escape")
    assert opened.page.is_hidden("#table")
    opened.press("Escape")
    assert opened.page.locator("#lit .cursor-ring").count() == 0
    opened.press("Escape")
    assert "Choose a person" in opened.details()


def test_switching_a_group_off_hides_its_members_and_undo_brings_them_back(opened: Opened) -> None:
    opened.page.uncheck('#groups input[data-group="0"]')
    assert not opened.status().startswith(f"{N} of")
    assert opened.page.is_hidden('.hull[data-group="0"]')
    opened.page.click("#undo")
    assert opened.status().startswith(f"{N} of {N} persons")
    assert opened.page.is_checked('#groups input[data-group="0"]')


def test_no_groups_hides_everybody(opened: Opened) -> None:
    opened.page.click("#no-groups")
    assert opened.status().startswith(f"0 of {N} persons")
    opened.page.click("#all-groups")
    assert opened.status().startswith(f"{N} of {N} persons")


def test_switching_a_layer_off_hides_lines_and_badges(opened: Opened) -> None:
    opened.page.uncheck('#layers input[data-layer="conflicts badges"]')
    assert opened.page.is_hidden("#conflicts .conflict >> nth=0")
    assert opened.page.is_hidden("#badges .badge >> nth=0")


def test_a_shorter_period_counts_fewer_incidents_everywhere(opened: Opened) -> None:
    def total() -> int:
        return sum(map(int, opened.page.locator(".badge text").all_text_contents()))

    whole = total()
    opened.page.fill("#from", str(int(opened.page.get_attribute("#from", "max") or 0) - 6))
    assert 0 < total() < whole
    assert re.search(r"\d+ ties", opened.status())
    assert opened.page.locator("#histogram .in").count() == 7


def test_playing_moves_the_period_and_stops_when_asked(opened: Opened) -> None:
    whole = opened.page.inner_text("#span")
    opened.press("Space")
    assert opened.page.inner_text("#play") == "Pause"
    assert opened.page.inner_text("#span") != whole
    opened.press("Space")
    assert opened.page.inner_text("#play") == "Play"


def test_the_table_holds_every_person_and_chooses_the_same(opened: Opened) -> None:
    opened.press("t")
    assert opened.page.locator("#persons-table tbody tr").count() == len(NETWORK.persons)
    opened.page.click("#persons-table tbody tr >> nth=3")
    assert BY_POINTS[3].label in opened.details()
    assert opened.page.locator("#table tr.chosen").count() == 1


def test_the_table_is_sorted_by_a_click_on_its_head(opened: Opened) -> None:
    opened.press("t")
    opened.page.click("#persons-table thead th >> nth=0")
    numbers = opened.page.locator("#persons-table tbody th").all_inner_texts()
    assert numbers == sorted(numbers)
    opened.page.click("#persons-table thead th >> nth=0")
    assert opened.page.locator("#persons-table tbody th").all_inner_texts() == numbers[::-1]


def test_a_click_on_a_dot_chooses_it_and_a_click_on_paper_lets_go(opened: Opened) -> None:
    opened.page.click(f'#persons .p[data-i="{NETWORK.persons.index(BY_POINTS[0])}"]')
    assert BY_POINTS[0].label in opened.details()
    opened.page.mouse.click(240, 60)
    assert "Choose a person" in opened.details()


def test_a_click_on_a_badge_lists_the_incidents_of_the_conflict(opened: Opened) -> None:
    opened.page.click("#badges .badge >> nth=0")
    conflict = NETWORK.conflicts[0]
    assert conflict.conflict_id in opened.details()
    assert all(incident in opened.details() for incident in conflict.incident_ids)


def test_a_click_on_an_alliance_names_its_record(opened: Opened) -> None:
    opened.page.mouse.click(*spot_of(opened, ".alliance path", share=0.5))
    assert NETWORK.alliances[0].record_ids[0] in opened.details()


def test_a_click_on_the_name_of_a_group_shows_the_group(opened: Opened) -> None:
    opened.page.click('#group-names text[data-group="1"]')
    assert "Estimate" in opened.details()
    assert NETWORK.groups[1].name in opened.details()


def test_dragging_moves_the_map_and_chooses_nobody(opened: Opened) -> None:
    before = opened.page.get_attribute("#world", "transform")
    opened.page.mouse.move(600, 400)
    opened.page.mouse.down()
    opened.page.mouse.move(700, 450, steps=4)
    opened.page.mouse.up()
    opened.page.wait_for_function(
        "before => document.getElementById('world').getAttribute('transform') !== before", arg=before
    )
    assert "Choose a person" in opened.details()


def test_the_wheel_draws_nearer_and_then_more_persons_are_named(opened: Opened) -> None:
    opened.page.mouse.move(650, 430)
    opened.page.mouse.wheel(0, -900)
    opened.page.wait_for_function("() => document.querySelector('.labels[display=inline]').dataset.zoom > 1")
    assert opened.page.locator(".labels[display=inline]").count() == 2  # the texts, and their halos below


def test_on_paper_the_picture_stands_alone_with_its_legend_on_one_sheet(opened: Opened) -> None:
    sheet = opened.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", sheet)) == 1
    opened.page.emulate_media(media="print")
    assert opened.page.is_visible("#furniture")
    assert opened.page.is_hidden("header")
    assert opened.page.is_hidden("#left")


def test_paper_says_what_was_filtered(opened: Opened) -> None:
    opened.press("ArrowDown", "h")
    opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert opened.page.text_content("#filtered") == "Filtered: 1 person hidden by hand"
    box = opened.page.get_attribute("#map", "viewBox")
    assert box is not None
    assert box.startswith("0 0 1120 ")


def test_the_saved_picture_is_the_one_shown_and_stands_alone(opened: Opened) -> None:
    opened.page.uncheck('#groups input[data-group="0"]')
    opened.press("ArrowDown")
    with opened.page.expect_download() as download:
        opened.page.click("#save")
    text = download.value.path().read_text(encoding="utf-8")
    drawing = ET.fromstring(text)
    hulls = [path for path in drawing.iter(f"{SVG}path") if path.get("class") == "hull"]
    assert len(hulls) == len(NETWORK.groups) - 1
    assert "1 of 13 groups switched off" in text
    assert opened.messages == []


def test_with_groups_only_a_person_is_found_through_search_and_table(open_file: Open) -> None:
    opened = open_file(draw_html(NETWORK, handling=HANDLING, persons=False), "groups.html")
    assert "persons in the table alone" in opened.status()
    opened.press("/")
    opened.page.keyboard.type(BY_POINTS[0].person_id)
    opened.press("Enter", "ArrowDown", "2", "c", "h", "z", "t")
    assert opened.page.locator("#persons-table tbody tr").count() == len(NETWORK.persons)
    opened.page.click("#groups-table tbody tr >> nth=0")
    assert "MEMBERS" in opened.details()
    assert opened.messages == []


def test_the_picture_alone_opens_without_a_request_or_a_message(open_file: Open) -> None:
    opened = open_file(draw_svg(NETWORK, handling=HANDLING), "map.svg")
    assert opened.page.locator("#persons > *").count() == len(NETWORK.persons)
    assert opened.outside == []
    assert opened.messages == []


def test_incidents_dated_too_coarsely_for_a_period_are_counted_beside_it(open_file: Open) -> None:
    incidents = NETWORK.incidents
    undated = tuple(replace(incident, occurred_on=None, precision="unknown") for incident in incidents[:3])
    network = replace(NETWORK, incidents=(*undated, *incidents[3:]))
    opened = open_file(draw_html(network, handling=HANDLING), "map.html")
    assert f"{len(incidents)} incidents" in opened.status()
    assert "coarsely" not in opened.status()
    opened.page.fill("#from", "1")
    assert "3 dated too coarsely" in opened.status()


def test_an_empty_map_says_so(open_file: Open) -> None:
    opened = open_file(draw_html(network_of(), handling=HANDLING), "map.html")
    opened.press("ArrowDown", "1", "n", "p", "h", "z", "t", "Escape", "Escape", "Space")
    assert "No persons and no groups on this day" in (opened.page.text_content("#map") or "")
    assert opened.messages == []
