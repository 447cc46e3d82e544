"""The first page: what a coordinator reads on a Thursday morning."""

import httpx

from tests.api.serving import DAY, City
from tests.web.serving import signed_in


def test_who_has_not_signed_in_is_asked_to_and_led_back(client: httpx.Client) -> None:
    answer = client.get(f"/?{DAY}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2F%3Fas_of%3D2020-12-03")


def test_it_names_the_most_violent_group_and_what_is_not_known(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city) as browser:
        page = browser.get(f"/?{DAY}").text
    assert "Most violent now:" in page
    assert "attributed to no group" in page
