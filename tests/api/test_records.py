"""Single records over HTTP: on the version that was seen, once a key, and refused with what to do."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import httpx
import pytest

from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from tests.api.city import PROTECTED
from tests.api.serving import City, city_in_memory, service

WHY = "the role was misread"
MEMBERSHIP = "/v1/records/membership/M-1"


@pytest.fixture
def city() -> City:
    return city_in_memory()


@pytest.fixture
def client(city: City) -> Iterator[httpx.Client]:
    with service(city) as client:
        client.headers = httpx.Headers(city.headers())
        yield client


def _correct(client: httpx.Client, tag: str, **more: object) -> httpx.Response:
    body = {"act": "correct", "values": {"role": "affiliate"}, "reason": WHY, **more}
    return client.patch(MEMBERSHIP, json=body, headers={"If-Match": tag})


def test_a_record_is_made_read_corrected_and_has_a_history(client: httpx.Client) -> None:
    values = {"membership_id": "M-9", "person_id": "P-0002", "group_id": "G-02", "role": "associate", "basis": "fact"}
    made = client.post("/v1/records/membership", json={"values": values | {"source_id": "S-1"}})
    assert (made.status_code, made.json()["records"][0]["record_id"]) == (201, "M-9")
    read = client.get("/v1/records/membership/M-9")
    assert (read.headers["etag"], read.json()["recorded_by_agency"]) == (made.headers["etag"], "police")
    body = {"act": "correct", "values": {"role": "core"}, "reason": WHY}
    changed = client.patch("/v1/records/membership/M-9", json=body, headers={"If-Match": read.headers["etag"]})
    assert (changed.status_code, changed.json()["has_changed"]) == (200, True)
    assert changed.headers["etag"] != read.headers["etag"]
    history = client.get("/v1/records/membership/M-9/history").json()
    assert [change["before"] for change in history["changes"]] == [
        [{"column": "role", "text": "associate", "is_withheld": False}]
    ]
    assert history["changes"][0]["reason"] is None  # protected, and not asked for
    shown = client.get("/v1/records/membership/M-9/history", headers={"X-Show-Protected": "yes"}).json()
    assert shown["changes"][0]["reason"] == WHY


def test_a_change_names_the_version_that_was_seen(client: httpx.Client) -> None:
    tag = client.get(MEMBERSHIP).headers["etag"]
    assert _correct(client, tag).status_code == 200
    late = _correct(client, tag, values={"role": "leader"})
    assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
    assert "in role" in late.json()["detail"]
    assert _correct(client, "*", values={"role": "leader"}).status_code == 200


def test_an_act_is_filled_once(client: httpx.Client) -> None:
    values = {"notification_id": "N-9", "person_id": "P-0002", "planned_on": "2020-12-02"}
    assert client.post("/v1/records/notification", json={"values": values}).status_code == 201
    delivered = {"delivered_on": "2020-12-02", "delivered_to": "person", "agencies": ["police", "municipality"]}
    path, anything = "/v1/records/notification/N-9", {"If-Match": "*"}
    filled = client.patch(path, json={"act": "fill", "values": delivered}, headers=anything)
    assert (filled.status_code, filled.json()["has_changed"]) == (200, True)
    again = client.patch(path, json={"act": "fill", "values": {"delivered_on": "2020-12-01"}}, headers=anything)
    assert (again.status_code, again.json()["code"]) == (409, "act_exists")


def test_an_incident_comes_with_all_that_is_said_of_it(client: httpx.Client) -> None:
    texts = {"incident_id": "I-9", "occurred_on": "2020-12-01", "precision": "day", "type": "shooting"}
    incident = {**texts, "n_injured": 1, "group_involved": "yes", "status": "confirmed", "source_id": "S-9"}
    said = {"incident_id": "I-9", "group_id": "G-01", "side": "suspect", "confidence": 0.8, "basis": "fact"}
    records = {"source": [{"source_id": "S-9"}], "incident": [incident], "attribution": [said]}
    made = client.post("/v1/records", json={"records": records})
    assert made.status_code == 201, made.text
    assert [one["kind"] for one in made.json()["records"]] == ["source", "incident", "attribution"]
    refused = client.post(
        "/v1/records", json={"records": {"attribution": [said | {"confidence": 0.9, "group_id": "G-02"}]}}
    )
    assert refused.json()["code"] == "rejected_rows"


def test_a_request_that_is_sent_again_is_done_once(client: httpx.Client) -> None:
    body = {"values": {"group_id": "G-9", "name": "Väst"}}
    key = {"Idempotency-Key": "key-00000001"}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: client.post("/v1/records/group", json=body, headers=key), range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.headers["etag"] for answer in answers}) == 1
    assert sum(answer.json()["has_changed"] for answer in answers) == 1
    other = client.post("/v1/records/group", json={"values": {"group_id": "G-8", "name": "Öst"}}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "request_reused")


def test_two_who_change_one_record_at_once(client: httpx.Client) -> None:
    tag = client.get(MEMBERSHIP).headers["etag"]
    roles = ("affiliate", "associate", "leader", "affiliate")
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda role: _correct(client, tag, values={"role": role}).status_code, roles))
    assert min(answers) == 200
    assert set(answers) <= {200, 412}
    assert len(client.get(f"{MEMBERSHIP}/history").json()["changes"]) == 1


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("GET", "/history", None),
        ("PATCH", "", {"act": "correct", "values": {"review_by": "2021-01-01"}, "reason": WHY}),
        ("POST", "/extensions", {"kept_until": "2021-06-30", "reason": WHY}),
    ],
)
def test_a_withheld_record_is_answered_like_none(
    city: City, client: httpx.Client, method: str, path: str, body: dict[str, object] | None
) -> None:
    answers = []
    for person in (PROTECTED, "P-NOBODY"):
        headers = {**city.headers(CallerRole.COORDINATOR, Agency.MUNICIPALITY), "If-Match": "*"}
        answer = client.request(method, f"/v1/records/person/{person}{path}", json=body, headers=headers)
        answers.append((answer.status_code, answer.json()["detail"].replace(person, "X")))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"act": "correct", "values": {"role": "core"}}, "needs a reason"),
        ({"act": "fill", "values": {"role": "core"}, "reason": WHY}, "takes none"),
        ({"act": "end", "reason": WHY}, "give `on`"),
        ({"act": "correct", "on": "2020-11-01", "values": {"role": "core"}, "reason": WHY}, "goes with the act end"),
        ({"act": "correct", "values": {"rolle": "core"}, "reason": WHY}, "did you mean role"),
        ({"act": "correct", "values": {"role": "ledare"}, "reason": WHY}, "not in its list"),
    ],
)
def test_what_cannot_be_done_is_refused_with_what_to_do(
    client: httpx.Client, body: dict[str, object], words: str
) -> None:
    answer = client.patch(MEMBERSHIP, json=body, headers={"If-Match": "*"})
    assert (answer.status_code, words in answer.json()["detail"]) == (422, True), answer.text


def test_an_id_with_a_slash_is_one_id(client: httpx.Client) -> None:
    assert client.post("/v1/records/group", json={"values": {"group_id": "G/9", "name": "Väst"}}).status_code == 201
    assert client.get(f"/v1/records/group/{quote('G/9', safe='')}").json()["record_id"] == "G/9"


def test_kept_longer(client: httpx.Client) -> None:
    body = {"kept_until": "2021-06-30", "reason": "still in force, looked at"}
    answer = client.post(f"{MEMBERSHIP}/extensions", json=body)
    assert (answer.status_code, answer.json()["kept_until"]) == (201, "2021-06-30")
