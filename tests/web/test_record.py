"""Recording in a browser: forms made from the schema, refused and filled again, saved once, and what that moves."""

import re
from collections.abc import Iterator, Mapping

import httpx
import pytest

from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from tests.api.city import PROTECTED, VICTIM
from tests.api.serving import City, city_in_memory
from tests.web.conftest import Open
from tests.web.serving import csrf_of, signed_in, site

FIELD = re.compile(r'name="(key|incident\.0\.incident_id|person\.0\.person_id)" value="([^"]+)"')
COORDINATOR = (CallerRole.COORDINATOR, Agency.MUNICIPALITY)
HOSTILE = '"><script>alert(1)</script>\u202e\u200b'


@pytest.fixture
def writable() -> Iterator[tuple[httpx.Client, City]]:
    """A city of its own, for what is written."""
    city = city_in_memory()
    with site(city) as client:
        yield client, city


def whole_incident(page: str) -> dict[str, str]:
    """An incident with two persons, an attribution and a new source, as somebody types it."""
    proposed = dict(FIELD.findall(page))
    incident = {"occurred_on": "2020-12-01", "precision": "day", "type": "shooting", "n_injured": "1"}
    incident |= {"group_involved": "yes", "status": "confirmed", "incident_id": proposed["incident.0.incident_id"]}
    suspect = {"person_id": "P-0001", "part": "suspect", "status": "suspected", "decided_on": "2020-12-02"}
    injured = {"person_id": "P-0003", "part": "victim", "harm": "injured"}
    attribution = {"group_id": "G-01", "side": "suspect", "confidence": "0.8", "basis": "assessment"}
    return {
        "csrf": csrf_of(page),
        "key": proposed["key"],
        "source_from": "new",
        "source.0.source_id": "S-77",
        "rows.involvement": "2",
        "rows.attribution": "2",
        **_fields("incident.0", incident),
        **_fields("involvement.0", suspect),
        **_fields("involvement.1", injured),
        **_fields("attribution.0", attribution),
    }


def _fields(prefix: str, cells: Mapping[str, str]) -> dict[str, str]:
    return {f"{prefix}.{column}": text for column, text in cells.items()}


def n_records(city: City) -> int:
    return sum(city.place.store.counts().values())


def test_an_incident_with_all_that_is_said_of_it_is_one_write_and_says_what_it_moves(
    writable: tuple[httpx.Client, City],
) -> None:
    client, city = writable
    with signed_in(client.base_url, city) as browser:
        answer = browser.post("/record/incident", data=whole_incident(browser.get("/record/incident").text))
        assert answer.status_code == 303
        page = browser.get(answer.headers["location"]).text
    assert "5 records are saved" in page
    assert re.search(r"Norr</a>.*?</td><td class=\"n\">2</td><td class=\"n\">1</td>", page)


def test_a_form_that_is_sent_twice_is_saved_once_and_answered_the_same(writable: tuple[httpx.Client, City]) -> None:
    client, city = writable
    with signed_in(client.base_url, city) as browser:
        fields = whole_incident(browser.get("/record/incident").text)
        first = browser.post("/record/incident", data=fields)
        n_after = n_records(city)
        second = browser.post("/record/incident", data=fields)
        page = browser.get(second.headers["location"]).text
    assert (first.headers["location"], n_after) == (second.headers["location"], n_records(city))
    assert "Rank before" in page


def test_a_refused_form_comes_back_as_it_was_with_the_faults_beside_the_fields(
    writable: tuple[httpx.Client, City],
) -> None:
    client, city = writable
    before = n_records(city)
    with signed_in(client.base_url, city) as browser:
        fields = whole_incident(browser.get("/record/incident").text)
        wrong = {"incident.0.n_injured": "one", "involvement.1.person_id": "P-9999", "incident.0.place": HOSTILE}
        answer = browser.post("/record/incident", data=fields | wrong)
    assert answer.status_code == 422
    assert n_records(city) == before
    assert 'id="incident.0.n_injured-fault"' in answer.text
    assert 'id="involvement.1.person_id-fault"' in answer.text
    assert 'value="one"' in answer.text
    assert fields["incident.0.incident_id"] in answer.text
    assert "<script>alert" not in answer.text


def test_rows_are_added_and_references_searched_without_scripts(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city) as browser:
        fields = whole_incident(browser.get("/record/incident").text)
        more = browser.post("/record/incident", data=fields | {"do": "add:involvement"})
        found = browser.post(
            "/record/incident",
            data=fields | {"involvement.1.person_id": "Falk", "do": "search:involvement.1.person_id"},
        )
    assert (more.status_code, found.status_code) == (200, 200)
    assert 'name="involvement.2.person_id"' in more.text
    assert 'name="pick.involvement.1.person_id" value="P-0001"' in found.text
    assert 'value="2020-12-01"' in found.text


def test_what_was_picked_is_taken(writable: tuple[httpx.Client, City]) -> None:
    client, city = writable
    with signed_in(client.base_url, city) as browser:
        fields = whole_incident(browser.get("/record/incident").text)
        picked = {"involvement.1.person_id": "Falk", "pick.involvement.1.person_id": "P-0002"}
        answer = browser.post("/record/incident", data=fields | picked)
    assert answer.status_code == 303


def test_nobody_learns_by_searching_who_is_withheld(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city, *COORDINATOR) as browser:
        for query in ("P-HIDDEN", "LABEL", ""):
            page = browser.get("/find/choices", params={"kind": "person", "query": query}).text
            assert PROTECTED not in page
            assert VICTIM not in page
        assert "CANARY-INTELLIGENCE" not in browser.get("/find/choices?kind=incident").text


def test_a_form_has_only_what_its_writer_may_write_and_says_so(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city, *COORDINATOR) as browser:
        page = browser.get("/record/incident").text
        refused = browser.get("/record/fact")
    assert 'name="incident.0.place"' not in page
    assert "your role does not write it" in page
    assert refused.status_code == 403


def test_an_expired_session_loses_nothing_that_was_typed(writable: tuple[httpx.Client, City]) -> None:
    client, city = writable
    with signed_in(client.base_url, city) as browser:
        fields = whole_incident(browser.get("/record/incident").text)
        browser.cookies.clear()
        again = browser.post("/record/incident", data=fields)
        assert again.status_code == 401
        carried = dict(re.findall(r'name="(carried\.[^"]+)" value="([^"]*)"', again.text))
        token = {"token": city.tokens[CallerRole.ADMIN, Agency.POLICE], "purpose": "weekly review"}
        going_on = browser.post("/sign-in", data={**carried, **token, "next": "/record/incident"})
        sent = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', going_on.text))
        answer = browser.post("/record/incident", data=sent)
    assert answer.status_code == 303


def test_somebody_alike_is_shown_before_a_person_is_made(writable: tuple[httpx.Client, City]) -> None:
    client, city = writable
    before = city.place.store.counts()["person"]
    with signed_in(client.base_url, city) as browser:
        page = browser.get("/record/person").text
        fields = {**dict(FIELD.findall(page)), "csrf": csrf_of(page)}
        named = {
            "person_id": fields.pop("person.0.person_id"),
            "label": "Ny",
            "names": "Invented Name",
            "birth_year": "1990",
        }
        fields |= _fields("person.0", named | {"protected_identity": "no"})
        first = browser.post("/record/person", data=fields)
        twin = {"key": "another key", "person.0.person_id": "P-TWIN", "person.0.names": "Name Invented"}
        asked = browser.post("/record/person", data=fields | twin)
        n_asked = city.place.store.counts()["person"]
        made = browser.post("/record/person", data=fields | twin | {"do": "save:another"})
    assert (first.status_code, asked.status_code, made.status_code) == (303, 200, 303)
    assert "may be this person" in asked.text
    assert named["person_id"] in asked.text
    assert (n_asked, city.place.store.counts()["person"]) == (before + 1, before + 2)


def test_who_does_not_see_names_is_not_told_who_is_alike(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city, CallerRole.ANALYST, Agency.POLICE) as browser:
        page = browser.get("/record/person").text
    assert 'name="person.0.names"' not in page


def test_a_form_from_elsewhere_writes_nothing(client: httpx.Client, city: City) -> None:
    with signed_in(client.base_url, city) as browser:
        fields = whole_incident(browser.get("/record/incident").text)
        assert browser.post("/record/incident", data=fields | {"csrf": "guessed"}).status_code == 403


@pytest.mark.parametrize("width", [390, 1280])
def test_an_incident_is_recorded_in_a_real_browser(
    writable: tuple[httpx.Client, City], open_pages: Open, width: int
) -> None:
    client, city = writable
    with open_pages(client, city, width=width) as opened:
        page = opened.page
        opened.go("/record/incident")
        opened.check()
        page.fill("[id='incident.0.occurred_on']", "2020-12-01")
        page.fill("[id='incident.0.n_injured']", "1")
        for column, word in {"type": "shooting", "group_involved": "yes", "status": "confirmed"}.items():
            page.select_option(f"[id='incident.0.{column}']", word)
        for row, (label, part) in enumerate((("Falk", "suspect"), ("Lo", "suspect"))):
            page.locator(f"[id='involvement.{row}.person_id']").press_sequentially(label)
            page.click(f"[id='involvement.{row}.person_id-choices'] [data-id]")
            page.select_option(f"[id='involvement.{row}.part']", part)
            page.select_option(f"[id='involvement.{row}.status']", "suspected")
            page.fill(f"[id='involvement.{row}.decided_on']", "2020-12-02")
        page.fill("[id='attribution.0.group_id']", "G-01")
        page.fill("[id='attribution.0.confidence']", "0.8")
        page.select_option("[id='attribution.0.side']", "suspect")
        page.select_option("[id='attribution.0.basis']", "assessment")
        page.click("button.main")
        assert page.locator("#moved-heading").is_visible()
        assert "Norr" in page.locator("table").first.inner_text()
        opened.check()


def test_it_is_recorded_without_scripts(writable: tuple[httpx.Client, City], open_pages: Open) -> None:
    client, city = writable
    with open_pages(client, city, scripts=False) as opened:
        page = opened.page
        opened.go("/record/membership")
        page.check("[name=source_from][value=existing]")
        page.fill("#source", "S-1")
        page.fill("[id='membership.0.person_id']", "Ek")
        page.click("button[value='search:membership.0.person_id']")
        page.check("[name='pick.membership.0.person_id'][value=P-0003]")
        page.fill("[id='membership.0.group_id']", "G-01")
        page.select_option("[id='membership.0.role']", "affiliate")
        page.select_option("[id='membership.0.basis']", "fact")
        page.click("button.main")
        assert page.locator(".told").is_visible()
