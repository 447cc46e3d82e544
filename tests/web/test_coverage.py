"""Whom the message has reached, by group: the numbers of the interface, those withheld included."""

import re

import httpx
import pytest

from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from tests.api.serving import DAY, City
from tests.web.conftest import Open
from tests.web.serving import signed_in

OFFICER = (CallerRole.PROBATION, Agency.PROBATION)
ROW = re.compile(
    r'groups/([^?"]+)\?[^"]*#members-heading">([^<]+)<.*?#reached-heading">([^<]+)<'
    r'.*?<td class="n" data-value="[^"]*">([^<]+)</td>',
    re.DOTALL,
)


@pytest.mark.parametrize("pair", [(CallerRole.COORDINATOR, Agency.POLICE), OFFICER], ids=str)
def test_a_page_shows_the_numbers_of_the_interface(
    large_client: httpx.Client, large_city: City, pair: tuple[CallerRole, Agency]
) -> None:
    groups = large_client.get(f"/v1/coverage?{DAY}", headers=large_city.headers(*pair)).json()["groups"]
    with signed_in(large_client.base_url, large_city, *pair) as browser:
        rows = ROW.findall(browser.get(f"/coverage?{DAY}").text)
    expected = []
    for row in groups:
        members, notified = row["n_members"], row["n_notified"]
        left = str(members - notified) if isinstance(members, int) else "withheld"
        expected.append((row["group_id"], str(members), str(notified), left))
    assert rows == expected


def test_a_day_without_groups_says_what_to_do(large_client: httpx.Client, large_city: City) -> None:
    with signed_in(large_client.base_url, large_city, language="sv") as browser:
        assert "Välj en annan dag ovan" in browser.get("/coverage?as_of=1990-01-01").text


@pytest.mark.parametrize("width", [390, 1280])
def test_a_browser_shows_whom_the_message_reached(
    open_pages: Open, large_client: httpx.Client, large_city: City, width: int
) -> None:
    with open_pages(large_client, large_city, width=width) as opened:
        opened.go(f"/coverage?{DAY}")
        opened.check()
        assert opened.page.locator("h1").inner_text() == "Vilka har nåtts"
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
