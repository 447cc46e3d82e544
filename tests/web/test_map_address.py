"""The address of the map: it opens the same view, shows nobody more than they may see, and is what files are of."""

import re
from typing import Any

import httpx
import pytest

from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from graph_service.web.rooms.map import OFFERED, OFFERED_BY_NAME
from tests.api.serving import DAY, City
from tests.needs import IS_LONG
from tests.web.conftest import Open
from tests.web.map_view import MAP, Maps, Network, maps_of, network_of
from tests.web.serving import signed_in

CAMERA_TENTHS = 3  # of a pixel: an address rounds where the middle of the view is
PROBATION = (CallerRole.PROBATION, Agency.PROBATION)


def _again(seen: dict[str, Any]) -> dict[str, Any]:
    """What a reader saw, to be seen again."""
    return seen | {"camera": pytest.approx(seen["camera"], abs=CAMERA_TENTHS)}


@pytest.fixture(scope="module")
def network(large_client: httpx.Client, large_city: City) -> Network:
    return network_of(large_client, large_city)


@pytest.fixture(scope="module")
def maps(large_client: httpx.Client, large_city: City, open_pages: Open) -> Maps:
    return maps_of(large_client, large_city, open_pages)


def test_it_opens_the_same_view_in_another_session(maps: Maps, network: Network) -> None:
    apart = network.apart()
    hidden, pinned = [person for person in network.people if person not in apart][:2]
    with maps() as shown:
        shown.page.uncheck('#groups input[data-group="1"]')
        shown.page.uncheck("#layers input[data-layer=hulls]")
        shown.search(hidden)
        shown.press("h")
        shown.search(pinned)
        shown.press("m")
        shown.page.fill("#from", "6")
        shown.search(apart[0])
        shown.press("2", "t")
        path, first = shown.rested(), shown.seen()
        shown.opened.check()
    assert first["pinned"] == 1
    assert first["hidden"]
    assert not first["tables"]
    with maps(path) as shown:
        assert shown.rested() == path
        assert shown.seen() == _again(first)
        shown.opened.check()


OPEN = ("path", "common", "conflict", "group", "incident", "zoomed")


@pytest.mark.parametrize("what", OPEN if IS_LONG else OPEN[::3])
def test_whatever_is_open_opens_again(maps: Maps, network: Network, what: str) -> None:
    apart = network.apart()
    with maps() as shown:
        if what in {"path", "common"}:
            shown.search(apart[0])
            shown.press("p" if what == "path" else "x")
            shown.search(apart[1])
            shown.press(*(["x"] if what == "common" else []))
        elif what == "zoomed":
            shown.page.locator("#view").focus()
            shown.press("+", "+", "+", "+", "Shift+ArrowLeft")
        else:
            shown.search(network.answer[f"{what}s"][0][f"{what}_id"])
        path, first = shown.rested(), shown.seen()
    assert path != MAP
    with maps(path) as shown:
        assert shown.rested() == path
        assert shown.seen() == _again(first)
        shown.opened.check()


def test_another_role_sees_less_of_it_and_is_not_told_what(
    large_client: httpx.Client, large_city: City, maps: Maps, network: Network
) -> None:
    theirs = network_of(large_client, large_city, PROBATION)
    seen = {person["person_id"] for person in theirs.answer["persons"]}
    unseen = next(person for person in network.people if person not in seen)
    both = next(person for person in network.people if person in theirs.people)
    chosen = f"pinned={unseen}&pinned={both}&person={unseen}&path={unseen}&path={both}"
    path = f"{MAP}&{chosen}&near={unseen}&zoom=2&shift=0+0"
    with maps(path) as shown:
        assert shown.page.locator("#pins .pin").count() == 2
        assert shown.page.locator("#details h2.name").count() == 1
    with maps(path, *PROBATION) as shown:
        assert shown.page.locator("#pins .pin").count() == 1
        whole = rf"\b{unseen}\b"  # and not within the id of another record
        assert not re.search(whole, shown.page.inner_text("body"))
        assert not re.search(whole, shown.page.text_content("#data") or "")
        assert shown.page.locator("#lit .p").count() == 0
        assert unseen not in shown.rested()
        shown.opened.check()


def test_the_language_is_changed_and_the_view_stays(maps: Maps, network: Network) -> None:
    with maps(language="en") as shown:
        shown.search(network.people[0])
        shown.page.click("button[lang=sv]")
        shown.page.wait_for_selector("html[lang=sv]")
        assert f"person={network.people[0]}" in shown.page.url
        shown.page.wait_for_selector("#lit .chosen-ring", state="attached")


def test_what_the_service_is_asked_for_is_in_it(large_client: httpx.Client, large_city: City) -> None:
    with signed_in(large_client.base_url, large_city) as browser:
        whole = browser.get(MAP).text
        one = browser.get(f"{MAP}&group=G-01&kind=kin&size_by=degree").text
        more = browser.get(f"{MAP}&group=G-01&neighbours=yes").text
        neither = browser.get(f"{MAP}&group=G-99&kind=none&size_by=wealth").text
    hulls = [page.count('class="hull"') for page in (whole, one, more, neither)]
    assert hulls[1] == 1 < hulls[2] < hulls[0] == hulls[3]
    assert '<option value="G-01" selected>' in one
    assert 'name="kind" value="kin" checked' in one
    assert '<option value="degree" selected>' in one
    assert "G-99" not in re.sub(r'name="next" value="[^"]*"', "", neither)


@pytest.mark.parametrize("form", [*OFFERED, *OFFERED_BY_NAME, "svg", "node-link"])
def test_files_bear_the_id_of_their_copy_and_are_logged(
    large_client: httpx.Client, large_city: City, form: str
) -> None:
    with signed_in(large_client.base_url, large_city) as browser:
        answer = browser.get(f"/map/file?{DAY}&form={form}&group=G-01")
    copy_id = answer.headers["x-copy-id"]
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="map-2020-12-03-{copy_id}.')
    assert form == "xlsx" or f"Copy {copy_id} for admin of police, police." in answer.text
    assert f"{form} {copy_id}" in log_of(large_client, large_city)


def log_of(client: httpx.Client, city: City) -> str:
    """The latest entries of the audit trail."""
    return client.get("/v1/audit?limit=20&newest_first=true", headers=city.headers()).text


def test_the_page_bears_the_id_of_its_copy_too(large_client: httpx.Client, large_city: City) -> None:
    with signed_in(large_client.base_url, large_city) as browser:
        pages = [browser.get(MAP).text for _ in range(2)]
    copies = [re.findall(r"Copy ([0-9a-f]{12}) for admin of police", page)[0] for page in pages]
    assert copies[0] != copies[1]
    assert f"map {copies[1]}" in log_of(large_client, large_city)


def test_the_page_is_sent_as_few_bytes_to_those_who_take_it_so(large_client: httpx.Client, large_city: City) -> None:
    with signed_in(large_client.base_url, large_city) as browser:
        small = browser.get(MAP)
        whole = browser.get(MAP, headers={"Accept-Encoding": "identity"})
    assert small.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in whole.headers
    assert small.num_bytes_downloaded < whole.num_bytes_downloaded / 4
    assert 'id="map-page"' in small.text
    assert len(small.content) == len(whole.content)


def test_a_form_that_there_is_not_is_told(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city) as browser:
        answer = browser.get(f"/map/file?{DAY}&form=pyvis")
    assert (answer.status_code, "Cannot write" in answer.text) == (422, True)


def test_a_module_is_there_under_its_version_alone(large_client: httpx.Client, large_city: City) -> None:
    with signed_in(large_client.base_url, large_city) as browser:
        page = browser.get(MAP).text
        (entry,) = re.findall(r'<script type="module" src="(/static/\w+/map/controls\.js)">', page)
        answer = browser.get(entry)
        assert answer.headers["content-type"].startswith("text/javascript")
        assert "immutable" in answer.headers["cache-control"]
        assert "#map/" not in answer.text
        for wrong in ("/static/000000000000/map/controls.js", entry.replace("controls", "nothing"), f"{entry}/x"):
            assert browser.get(wrong).status_code == 404
