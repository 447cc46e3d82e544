"""Tokens and purposes over HTTP."""

import httpx
import pytest

from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from tests.api.routes import FOR_ANY_TOKEN, Asked, guarded
from tests.api.serving import ADMIN, City, city_in_memory, service

AUDITOR = (CallerRole.AUDITOR, Agency.POLICE)


@pytest.mark.parametrize("asked", guarded(), ids=lambda one: one.route.name)
def test_nobody_is_answered_without_a_token(client: httpx.Client, asked: Asked) -> None:
    answer = client.request(asked.route.method, asked.path, headers={"X-Purpose": "weekly review"}, **asked.more)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("asked", guarded(), ids=lambda one: one.route.name)
def test_nobody_is_answered_without_a_purpose(client: httpx.Client, city: City, asked: Asked) -> None:
    headers = {"Authorization": city.headers()["Authorization"]}
    answer = client.request(asked.route.method, asked.path, headers=headers, **asked.more)
    assert (answer.status_code, answer.json()["code"]) == (400, "purpose_missing")


@pytest.mark.parametrize("purpose", ["", "ab", "x" * 201])
def test_a_purpose_is_a_line_of_text(client: httpx.Client, city: City, purpose: str) -> None:
    answer = client.get("/v1/groups", headers={**city.headers(), "X-Purpose": purpose})
    assert (answer.status_code, answer.json()["code"]) == (400, "purpose_missing")


def test_a_purpose_may_be_swedish(client: httpx.Client, city: City) -> None:
    headers = [(b"authorization", city.headers()["Authorization"].encode()), (b"x-purpose", "veckomöte".encode())]
    assert client.get("/v1/groups", headers=headers).status_code == 200
    assert city.place.store.audit_trail()[-1].event.purpose == "veckomöte"


@pytest.mark.parametrize("path", sorted(FOR_ANY_TOKEN))
def test_what_is_not_personal_needs_a_token_and_no_purpose(client: httpx.Client, city: City, path: str) -> None:
    bearer = {"Authorization": city.headers(*AUDITOR)["Authorization"]}
    assert client.get(path).status_code == 401
    assert client.get(path, headers=bearer).status_code == 200


@pytest.mark.parametrize(
    "authorization",
    ["Bearer gk_unknown", "Bearer", "Basic YTpi", "gk_unknown", "Bearer åäö"],
    ids=["unknown", "empty", "basic", "bare", "letters"],
)
def test_a_token_that_is_unknown_or_none_is_refused_alike(client: httpx.Client, authorization: str) -> None:
    headers = [(b"authorization", authorization.encode("latin-1")), (b"x-purpose", b"weekly review")]
    answer = client.get("/v1/groups", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


def test_a_token_expires_and_its_holder_is_told_no_more_than_a_stranger() -> None:
    city = city_in_memory()
    with service(city) as client:
        stranger = client.get("/v1/groups", headers={**city.headers(), "Authorization": "Bearer gk_unknown"}).json()
        city.clock.later(days=90)
        late = client.get("/v1/groups", headers=city.headers())
    assert late.status_code == 401
    assert {**late.json(), "request_id": ""} == {**stranger, "request_id": ""}


def test_a_token_is_made_used_listed_and_revoked() -> None:
    city = city_in_memory()
    with service(city) as client:
        wanted = {"name": "analyst 9", "agency": "police", "role": "analyst", "days": 1}
        made = client.post("/v1/tokens", headers=city.headers(), json=wanted).json()
        bearer = {"Authorization": f"Bearer {made['token']}", "X-Purpose": "weekly review"}
        assert client.get("/v1/groups", headers=bearer).status_code == 200
        listed = client.get("/v1/tokens", headers=city.headers())
        assert made["info"] in listed.json()["tokens"]
        assert made["token"] not in listed.text
        revoked = client.post(f"/v1/tokens/{made['info']['token_id']}/revoke", headers=city.headers())
        assert revoked.json()["is_valid"] is False
        assert client.get("/v1/groups", headers=bearer).status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [{"role": "king"}, {"agency": "army"}, {"role": "exit_worker"}, {"days": 0}, {"days": 366}, {"name": " "}],
    ids=str,
)
def test_a_token_is_for_a_role_of_an_agency_for_some_days(
    client: httpx.Client, city: City, wrong: dict[str, object]
) -> None:
    wanted = {"name": "analyst 9", "agency": "police", "role": "analyst", **wrong}
    answer = client.post("/v1/tokens", headers=city.headers(*ADMIN), json=wanted)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_input")
