"""Joining and undoing through the service: what it answers, and what it refuses."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from graph_service.domain.schema import KINDS
from tests.api.city import PROTECTED
from tests.api.serving import City, city_in_memory, service

REASON = "the same birth year, contacts and nickname"
COORDINATOR = (CallerRole.COORDINATOR, Agency.POLICE)
N_AT_ONCE = 8


@pytest.fixture
def city() -> City:
    return city_in_memory()


def _decide(
    client: httpx.Client, city: City, what: str, a: str = "P-0001", b: str = "P-0002", reason: str = REASON
) -> httpx.Response:
    body = {"person_a": a, "person_b": b, "reason": reason}
    return client.post(f"/v1/duplicates/{what}", headers=city.headers(*COORDINATOR), json=body)


def _listed(client: httpx.Client, city: City) -> set[tuple[str, str]]:
    rows = client.get("/v1/duplicates", headers=city.headers(*COORDINATOR)).json()["candidates"]
    return {(row["person_a"], row["person_b"]) for row in rows}


def test_a_pair_is_listed_joined_parted_and_not_listed_again(city: City) -> None:
    with service(city) as client:
        assert ("P-0001", "P-0002") in _listed(client, city)
        joined = _decide(client, city, "join")
        assert (joined.status_code, joined.json()["undone_on"]) == (201, None)
        assert _decide(client, city, "join").status_code == 422
        parted = _decide(client, city, "undo")
        assert (parted.status_code, parted.json()["undone_on"]) == (200, "2020-12-03")
        assert ("P-0001", "P-0002") not in _listed(client, city)


def test_who_is_withheld_is_answered_like_who_is_not_there(city: City) -> None:
    with service(city) as client:
        answers = [_decide(client, city, "join", b=person_id) for person_id in (PROTECTED, "P-NOBODY")]
    assert [answer.status_code for answer in answers] == [404, 404]
    texts = {answer.json()["detail"].replace(PROTECTED, "X").replace("P-NOBODY", "X") for answer in answers}
    assert len(texts) == 1


def test_a_short_reason_is_refused_and_never_said_back(city: City) -> None:
    with service(city) as client:
        answer = _decide(client, city, "join", reason="Falk Falksson")
    assert answer.status_code == 422
    assert "Falksson" not in answer.text


def test_of_many_who_join_a_pair_at_once_one_decides(city: City) -> None:
    with service(city) as client, ThreadPoolExecutor(N_AT_ONCE) as pool:
        answers = list(pool.map(lambda _: _decide(client, city, "join"), range(N_AT_ONCE)))
    assert sorted(answer.status_code for answer in answers) == [201] + [422] * (N_AT_ONCE - 1)
    assert len(city.place.store.read([KINDS["same_person"]])[1]["same_person"]) == 1
