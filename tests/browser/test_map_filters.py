"""What a reader filters is what the page shows, fits, prints and says; on every screen."""

import re
from collections.abc import Callable

import pytest

from tests.browser.conftest import BY_POINTS, HANDLING, NETWORK, N, Open, Opened


def test_tables_follow_the_filters_and_say_so(opened: Opened) -> None:
    members = sum("G-000" in one.groups for one in NETWORK.persons)
    opened.page.uncheck('#groups input[data-group="0"]')
    opened.press("t")
    shown = opened.page.locator("#persons-table tbody tr:visible").count()
    assert N - members <= shown < N
    assert opened.page.inner_text("#persons-table-count") == f"{shown} of {N}"
    assert opened.page.is_hidden('#groups-table tr[data-g="0"]')
    beside = sum("G-000" in {one.group_a, one.group_b} for one in NETWORK.conflicts)
    assert opened.page.locator("#conflicts-table tbody tr:visible").count() == len(NETWORK.conflicts) - beside
    opened.page.emulate_media(media="print")
    assert opened.page.is_hidden("#view")
    assert "1 of 13 groups switched off" in opened.page.inner_text("#table-head")
    assert HANDLING in opened.page.inner_text("#table-head")


def test_a_shorter_period_counts_fewer_ties_and_incidents_in_the_tables(opened: Opened) -> None:
    def total(table: str, column: int) -> int:
        return sum(map(int, opened.page.locator(f"#{table} tbody td:nth-child({column})").all_text_contents()))

    opened.press("t")
    ties, incidents = total("persons-table", 8), total("conflicts-table", 6)
    opened.page.fill("#from", opened.page.get_attribute("#from", "max") or "")
    assert total("persons-table", 8) < ties
    assert total("conflicts-table", 6) < incidents


def test_ties_are_filtered_by_kind_and_grade_and_persons_by_role_and_supervision(opened: Opened) -> None:
    page = opened.page

    def n_ties() -> int:
        return int(re.findall(r"(\d+) ties?", opened.status())[0])

    everything = opened.status()
    page.uncheck("#kinds input >> nth=0")
    without_kind = n_ties()
    assert without_kind < len(NETWORK.ties)
    page.select_option("#least-grade", "C3")
    assert n_ties() < without_kind
    page.check("#supervised-only")
    page.uncheck('#roles input[data-role="core"]')
    supervised = sum(one.is_supervised and one.role != "core" for one in NETWORK.persons)
    assert opened.status().startswith(f"{supervised} of {N} persons")
    opened.press("t")
    assert page.locator("#persons-table tbody tr:visible").count() == supervised
    assert page.text_content("#table-filtered") == (
        f"Filtered: 1 of {len({kind for tie in NETWORK.ties for kind in tie.kinds})} kinds of ties switched off; "
        f"1 of {len({one.role for one in NETWORK.persons})} roles switched off; only ties graded C3 or better; "
        "only persons under supervision"
    )
    opened.press("t")
    for _ in range(4):
        page.click("#undo")
    assert opened.status() == everything
    assert page.is_checked("#kinds input >> nth=0")
    assert page.input_value("#least-grade") == ""
    assert not page.is_checked("#supervised-only")


def test_facts_alone_are_ties_of_a_good_source_and_joint_suspects(opened: Opened) -> None:
    opened.page.check("#facts-only")
    good = sum(bool({"A1", "A2", "B1", "B2"} & set(tie.grades)) for tie in NETWORK.ties)
    assert 0 < good < len(NETWORK.ties)
    assert f", {good} ties," in opened.status()


def test_what_is_fitted_and_printed_is_what_is_shown(opened: Opened) -> None:
    def width_on_paper() -> float:
        opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        box = opened.page.evaluate("document.querySelector('#hulls path:not(.off)').getBoundingClientRect().width")
        opened.page.evaluate("dispatchEvent(new Event('afterprint'))")
        return float(box)

    for position in range(1, len(NETWORK.groups)):
        opened.page.uncheck(f'#groups input[data-group="{position}"]')
    opened.page.uncheck('#groups input[data-group="-1"]')
    before = opened.page.locator('.hull[data-group="0"]').bounding_box()
    opened.page.click("#reset")
    opened.page.wait_for_timeout(400)
    after = opened.page.locator('.hull[data-group="0"]').bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] > 1.5 * before["width"]
    alone = width_on_paper()
    opened.page.click("#all-groups")
    assert alone > 1.5 * width_on_paper()


def test_the_axis_says_what_it_shows(opened: Opened) -> None:
    words = opened.page.inner_text("#axis")
    assert words.startswith("Incidents per month, at most ")
    assert words.endswith("Groups, roles and conflicts are those of 2025-12-31, in every period.")


def test_who_is_only_believed_is_never_called_a_suspect(opened: Opened, select: Callable[[str], None]) -> None:
    suspected = {person_id for one in NETWORK.incidents for person_id in one.suspects}
    believed = next(person_id for one in NETWORK.incidents for person_id in one.believed if person_id not in suspected)
    select(believed)
    assert "believed to have taken part, not a suspect" in opened.details()
    assert "charged" not in opened.details()


def test_a_membership_an_involvement_and_a_conflict_name_their_own_records_and_sources(
    opened: Opened, select: Callable[[str], None]
) -> None:
    link = NETWORK.involvements[0]
    select(link.person_id)
    assert f"{link.record_id}; source S-2" in opened.details()
    assert f"membership:M-{link.person_id}-0; source S-1" in opened.details()
    opened.press("Escape")
    opened.page.locator("#badges .badge").first.click()
    assert "conflict_party:CP-0-" in opened.details()
    assert "S-5" in opened.details()


@pytest.mark.parametrize("size", [(390, 844), (640, 400), (960, 540)], ids=["phone", "200 % of 1280", "200 % of 1920"])
def test_on_a_narrow_screen_nothing_is_cut_off_and_panels_are_called(
    open_file: Open, map_html: str, size: tuple[int, int]
) -> None:
    opened = open_file(map_html, "map.html")
    opened.page.set_viewport_size({"width": size[0], "height": size[1]})
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    view = opened.page.locator("#view").bounding_box()
    assert view is not None
    assert view["width"] == size[0]
    assert view["height"] > 0.4 * size[1]
    assert opened.page.is_hidden("#left")
    opened.page.click("#show-filters")
    opened.page.fill("#search", BY_POINTS[0].person_id)
    opened.page.press("#search", "Enter")
    opened.page.click("#show-filters")
    assert opened.page.is_hidden("#left")
    assert BY_POINTS[0].label in opened.details()
    opened.page.click("#details .close")
    assert opened.page.is_hidden("#details")
    assert opened.messages == []


def test_two_fingers_draw_the_map_nearer(opened: Opened) -> None:
    opened.page.evaluate(
        """() => {
          const view = document.getElementById("view");
          const send = (type, id, x, y) => view.dispatchEvent(new PointerEvent(type, {
            pointerId: id, pointerType: "touch", clientX: x, clientY: y, bubbles: true, button: 0}));
          send("pointerdown", 1, 500, 400);
          send("pointerdown", 2, 600, 400);
          send("pointermove", 2, 900, 400);
          send("pointerup", 1, 500, 400);
          send("pointerup", 2, 900, 400);
        }"""
    )
    opened.page.wait_for_function("() => document.querySelector('.labels[display=inline]').dataset.zoom > 1")
