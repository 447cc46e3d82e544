"""Every use of the service writes exactly one audit event; refused ones write none."""

import httpx
import pytest

from graph_service.domain.audit import verify
from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from tests.api.city import PROTECTED, VICTIM
from tests.api.routes import Asked, guarded, request_to
from tests.api.serving import PURPOSE, City

DECIDE = ("/v1/duplicates/", "/v1/imports/undo")  # asked here so that they change nothing
CONTENT = [
    one for one in guarded() if "{token_id}" not in one.route.template and not one.route.template.startswith(DECIDE)
]
EXIT_WORKER = (CallerRole.EXIT_WORKER, Agency.MUNICIPALITY)


@pytest.mark.parametrize("asked", CONTENT, ids=lambda one: one.route.name)
def test_a_use_writes_one_event(client: httpx.Client, city: City, asked: Asked) -> None:
    before = len(city.place.store.audit_trail())
    answer = client.request(asked.route.method, asked.path, headers=city.headers(), **asked.more)
    assert answer.is_success
    (entry,) = city.place.store.audit_trail(after=before)
    event = entry.event
    assert (event.action, event.actor, event.purpose) == (asked.route.use_case, "admin of police", PURPOSE)
    assert entry.recorded_at == city.clock.now()


def test_no_event_holds_what_names_a_person(client: httpx.Client, city: City) -> None:
    before = len(city.place.store.audit_trail())
    for route in ("/v1/persons/P-0001", "/v1/persons/P-0001/explanation"):
        assert client.get(route, headers=city.headers()).is_success
    for route, body in (("/v1/search", {"query": "P-0001"}), ("/v1/representatives", {"pool": ["P-0001", "P-0002"]})):
        assert client.post(route, headers=city.headers(), json=body).is_success
    events = [entry.event for entry in city.place.store.audit_trail(after=before)]
    assert len(events) == 4
    assert not [event for event in events if "P-000" in str((event.action, event.details))]


@pytest.mark.parametrize("asked", [one for one in CONTENT if one.route.method == "GET"], ids=lambda one: one.route.name)
def test_a_use_that_is_refused_writes_none(client: httpx.Client, city: City, asked: Asked) -> None:
    before = len(city.place.store.audit_trail())
    answer = client.get(asked.path, headers={**city.headers(), "X-Purpose": ""}, **asked.more)
    assert answer.status_code == 400
    assert len(city.place.store.audit_trail()) == before


def test_an_answer_that_the_caller_has_already_is_an_event_too(client: httpx.Client, city: City) -> None:
    tag = client.get("/v1/scorecard", headers=city.headers()).headers["etag"]
    before = len(city.place.store.audit_trail())
    assert client.get("/v1/scorecard", headers={**city.headers(), "If-None-Match": tag}).status_code == 304
    (entry,) = city.place.store.audit_trail(after=before)
    assert entry.event.details["unchanged"] == "yes"


def test_the_trail_names_nobody_and_knows_everybody_who_was_seen(client: httpx.Client, city: City) -> None:
    before = len(city.place.store.audit_trail())
    for person in ("P-0001", PROTECTED, VICTIM):
        client.get(f"/v1/persons/{person}", headers=city.headers())
        client.get(f"/v1/persons/{person}/explanation", headers=city.headers())
        client.post("/v1/search", headers=city.headers(), json={"query": person})
    entries = city.place.store.audit_trail(after=before)
    assert not [entry for entry in entries if "P-" in str(entry.event.details)]
    looks = [entry for entry in entries if entry.event.action in {"person", "explain"}]
    assert all(int(entry.event.details["n_subjects"]) >= 1 for entry in looks)
    of_one = {str(entry.event.details["subjects"]) for entry in looks if entry.event.action == "explain"}
    assert len(of_one) == 3


def test_a_copy_that_leaves_the_service_is_known_by_its_id(client: httpx.Client, city: City) -> None:
    answer = client.get("/v1/network/graphml", headers=city.headers())
    copy_id = answer.headers["x-copy-id"]
    assert copy_id in answer.text
    assert city.place.store.audit_trail()[-1].event.details["copy"] == f"graphml {copy_id}"


def test_who_asks_for_protected_persons_is_written_down(client: httpx.Client, city: City) -> None:
    client.get("/v1/persons", headers={**city.headers(), "X-Show-Protected": "yes"})
    assert city.place.store.audit_trail()[-1].event.details["shows_protected"] == "yes"


def test_the_trail_is_whole_and_is_read_a_page_at_a_time(client: httpx.Client, city: City) -> None:
    numbers: list[int] = []
    after: int | None = 0
    headers = city.headers(CallerRole.AUDITOR, Agency.MUNICIPALITY)
    n_before = len(city.place.store.audit_trail())
    while after is not None and after < n_before:
        page = client.get("/v1/audit", headers=headers, params={"after": after, "limit": 7}).json()
        numbers += [entry["number"] for entry in page["entries"]]
        after = page["next_after"]
    assert numbers[:n_before] == list(range(1, n_before + 1))
    assert verify(city.place.store.audit_trail()).holds
    assert client.get("/v1/audit/verification", headers=headers).json()["is_whole"] is True


def test_an_exit_worker_sees_support_and_no_intelligence(client: httpx.Client, city: City) -> None:
    answer = client.get("/v1/persons/P-0001", headers=city.headers(*EXIT_WORKER)).json()
    kinds = {record["kind"] for record in answer["records"]}
    assert "support_case" in kinds
    assert not kinds & {"membership", "tie", "involvement", "fact", "conflict_person"}


def test_the_police_do_not_see_that_there_is_a_support_case(client: httpx.Client, city: City) -> None:
    answers = [client.get(f"/v1/persons/{one}", headers=city.headers()).json() for one in ("P-0001", "P-0003")]
    withheld = [[note for note in answer["notes"] if note["code"] == "table_withheld"] for answer in answers]
    assert withheld[0] == withheld[1] != []
    assert "support_case" not in {record["kind"] for answer in answers for record in answer["records"]}


def test_a_sample_request_fills_every_parameter() -> None:
    assert not [one.path for one in guarded() if "{" in one.path]
    assert request_to(guarded()[0].route).path
