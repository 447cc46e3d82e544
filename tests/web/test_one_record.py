"""One record in a browser: seen, filled in, corrected with a reason, ended, kept longer, with what became of it."""

import re
from collections.abc import Iterator

import httpx
import pytest

from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from tests.api.city import PROTECTED
from tests.api.serving import City, city_in_memory
from tests.web.conftest import Open
from tests.web.serving import signed_in, site

ANALYST = (CallerRole.ANALYST, Agency.POLICE)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
INCIDENT = "/record/incident/I-1"


@pytest.fixture
def writable() -> Iterator[tuple[httpx.Client, City]]:
    """A city of its own, for what is written."""
    city = city_in_memory()
    with site(city) as client:
        yield client, city


def typed(browser: httpx.Client, address: str, act: str) -> dict[str, str]:
    """The fields of a form as a browser would send them, with nothing typed over."""
    page = browser.get(address, params={"act": act}).text
    form = page[page.index('id="change"') :]
    fields = dict(HIDDEN.findall(form))
    kind = address.split("/")[2]
    fields |= {f"{kind}.0.{name.removeprefix('was.')}": text for name, text in fields.items() if name[:4] == "was."}
    return fields | {"do": "save"}


def test_a_correction_needs_a_reason_is_kept_below_and_says_what_it_moves(writable: tuple[httpx.Client, City]) -> None:
    client, city = writable
    with signed_in(client.base_url, city) as browser:
        fields = typed(browser, INCIDENT, "correct") | {"incident.0.status": "unfounded"}
        refused = browser.post(INCIDENT, data=fields)
        answer = browser.post(INCIDENT, data=fields | {"reason": "it was a firework"})
        page = browser.get(answer.headers["location"]).text
        below = browser.get(INCIDENT).text
    assert refused.status_code == 422
    assert 'value="unfounded" selected' in refused.text
    assert answer.status_code == 303
    assert "What it moves" in page
    assert "Status: confirmed" in re.sub(r"\s+", " ", below)


def test_who_saw_an_earlier_version_is_shown_what_was_changed_beside_what_they_typed(
    writable: tuple[httpx.Client, City],
) -> None:
    client, city = writable
    with signed_in(client.base_url, city) as first, signed_in(client.base_url, city) as second:
        mine, theirs = (typed(browser, INCIDENT, "correct") for browser in (first, second))
        second.post(INCIDENT, data=theirs | {"incident.0.n_injured": "3", "reason": "counted anew"})
        answer = first.post(INCIDENT, data=mine | {"incident.0.n_killed": "1", "reason": "died in hospital"})
        assert answer.status_code == 412
        assert "Somebody has changed it in the meantime" in answer.text
        assert re.search(r'name="incident.0.n_killed"[^>]* value="1"', answer.text)
        assert re.search(r'name="incident.0.n_injured"[^>]* value="3"', answer.text)
        again = mine | dict(HIDDEN.findall(answer.text[answer.text.index('id="change"') :]))
        again |= {"incident.0.n_killed": "1", "incident.0.n_injured": "3", "reason": "died in hospital"}
        assert first.post(INCIDENT, data=again).status_code == 303
        stored = dict(
            re.findall(r'name="was\.(n_\w+)" value="(\d)"', first.get(INCIDENT, params={"act": "correct"}).text)
        )
    assert stored == {"n_killed": "1", "n_injured": "3"}


def test_an_act_is_filled_in_and_what_stands_there_stays(writable: tuple[httpx.Client, City]) -> None:
    client, city = writable
    with signed_in(client.base_url, city) as browser:
        made = browser.get("/record/round").text
        fields = dict(HIDDEN.findall(made[made.index('class="record"') :]))
        fields |= {"round.0.name": "autumn", "round.0.starts_on": "2020-11-01", "do": "save"}
        saved = browser.get(browser.post("/record/round", data=fields).headers["location"]).text
        address = re.findall(r'href="(/record/round/[^"]+)"', saved)[0]
        page = browser.get(address, params={"act": "fill"}).text
        assert 'name="round.0.name"' not in page
        ended = browser.post(address, data=typed(browser, address, "end") | {"day": "2020-11-30"})
        assert ended.status_code == 303
        assert "2020-11-30" in browser.get(address).text


def test_a_record_is_kept_longer_once(writable: tuple[httpx.Client, City]) -> None:
    client, city = writable
    with signed_in(client.base_url, city) as browser:
        fields = typed(browser, INCIDENT, "extend") | {"day": "2021-06-30", "reason": "looked at, still in force"}
        answers = [browser.post(INCIDENT, data=fields) for _ in range(2)]
        late = browser.post(INCIDENT, data=fields | {"day": "2019-01-01", "key": "another key of it"})
        page = browser.get(INCIDENT).text
    assert [answer.status_code for answer in answers] == [303, 303]
    assert late.status_code == 422
    assert "2021-06-30" in page


def test_who_is_withheld_has_no_record_and_no_form(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city, *ANALYST) as browser:
        assert browser.get(f"/record/person/{PROTECTED}").status_code == 404
        assert browser.get("/record/person/nobody").status_code == 404
        page = browser.get("/record/person/P-0001").text
    assert "CANARY-IDENTITY" not in page
    assert "CANARY-PROTECTED" not in page


def test_what_is_withheld_is_not_written_over(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city) as browser:
        page = browser.get(INCIDENT, params={"act": "correct"}).text
    assert 'name="incident.0.note"' not in page
    assert "CANARY-PROTECTED" not in page


@pytest.mark.parametrize("width", [390, 1280])
def test_it_holds_in_a_real_browser(writable: tuple[httpx.Client, City], open_pages: Open, width: int) -> None:
    client, city = writable
    with open_pages(client, city, width=width) as opened:
        opened.go(f"{INCIDENT}?act=correct")
        opened.check()
        opened.page.fill("[id='incident.0.n_injured']", "2")
        opened.page.fill("#reason", "counted anew")
        opened.page.click("form.record button.main")
        opened.page.wait_for_selector(".told")
        opened.go(INCIDENT)
        opened.check()
