"""The map of a country in a real browser: groups first, by pointer and by keyboard, and what came since a day."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.browser.conftest import HANDLING, NETWORK, Open
from tests.invented_network import group, network_of, person
from visualizations.draw import draw_html, picture
from visualizations.layout import MOST_ROWS

COUNTRY = network_of(
    persons=[person(i, groups=["G-01"]) for i in range(MOST_ROWS + 5)],
    groups=[group(1, name="Mill", n_named=MOST_ROWS), group(2, name="Quay")],
    incidents=NETWORK.incidents,
)


@pytest.mark.parametrize("opens", ["/map?as_of=2025-12-31&group=", ""])
def test_a_group_leads_to_its_own_map_by_keyboard_too(open_file: Open, opens: str) -> None:
    opened = open_file(picture(COUNTRY, "page", handling=HANDLING, opens=opens).text, "map.html")
    n = len(NETWORK.incidents)
    assert opened.status() == f"2 groups, {n} incidents; persons on the map of each group"
    opened.press("t")
    opened.page.locator("#groups-table tbody button").first.focus()
    opened.press("Enter")
    if opens:
        assert opened.page.get_attribute("#details .own-map a", "href") == f"{opens}G-01"
    else:
        assert "gruppkarta network --group G-01 --out map.html" in opened.details()
    assert "Members" not in opened.details()
    opened.page.fill("#from", opened.page.get_attribute("#from", "max") or "")
    assert int(re.findall(r"(\d+) incident", opened.status())[0]) < n
    assert opened.messages == []


def test_rings_follow_the_filters_and_what_changed_can_be_switched_off(open_file: Open) -> None:
    new = {NETWORK.persons[0].person_id, NETWORK.persons[3].person_id}
    earlier = replace(
        NETWORK,
        as_of=NETWORK.as_of - timedelta(days=100),
        persons=tuple(one for one in NETWORK.persons if one.person_id not in new),
        ties=tuple(one for one in NETWORK.ties if not {one.person_a, one.person_b} & new),
        memberships=tuple(one for one in NETWORK.memberships if one.person_id not in new),
    )
    later = replace(NETWORK, ties=NETWORK.ties[:-3])
    opened = open_file(draw_html(later, handling=HANDLING, earlier=earlier), "map.html")
    page = opened.page
    assert "persons: 2 came" in page.inner_text("#since")
    rings = page.locator("#rings circle[data-i]:not([stroke-dasharray])")
    assert rings.count() == len(new)
    page.click("#no-groups")
    assert page.locator("#rings circle[data-i]:not(.off)").count() == 0
    assert page.locator("#rings [data-tie]:not(.off)").count() == 0
    page.click("#all-groups")
    page.uncheck('[data-layer="ghosts rings"]')
    assert page.is_hidden("#rings")
    assert page.is_hidden("#ghosts")
    opened.press("t")
    came = page.locator("#changes-table tbody tr", has_text="came").first
    came.locator("button").click()
    assert next(one.label for one in NETWORK.persons if one.person_id in new) in opened.details()
    assert opened.messages == []
