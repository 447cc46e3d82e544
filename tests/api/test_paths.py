"""Ids in addresses: every id reaches its own record, and never another one."""

from urllib.parse import quote

import httpx
import pytest

from graph_service.domain import records as r
from graph_service.domain.tables import tables_of
from graph_service.services.importing import import_tables
from tests.api.city import AS_OF
from tests.api.serving import ADMIN, City, city_in_memory, service

IDS = ("K 1234/20", "P1", "P1/", "P1/explanation", "100%", "50%2F", "a:b", "a.b", "..", "å?#&")
DAY = {"as_of": AS_OF.isoformat()}


@pytest.fixture(scope="module")
def city() -> City:
    city = city_in_memory()
    persons = [r.Person(person_id=key, label=f"label of {key}", protected_identity=False) for key in IDS]
    groups = [r.Group(group_id=f"G {key}", name=f"name of {key}") for key in IDS]
    import_tables(city.place.context(city.caller(*ADMIN)), tables_of([*persons, *groups]))
    return city


@pytest.mark.parametrize("key", [key for key in IDS if key != ".."])  # clients take that part away themselves
def test_an_id_reaches_its_own_record(city: City, key: str) -> None:
    with service(city) as client:
        path = f"/v1/persons/{quote(key, safe='')}"
        person = client.get(path, headers=city.headers(), params=DAY)
        head = client.head(path, headers=city.headers(), params=DAY)
        why = client.get(f"/v1/persons/{quote(key, safe='')}/explanation", headers=city.headers(), params=DAY)
        group = client.get(f"/v1/groups/{quote(f'G {key}', safe='')}", headers=city.headers(), params=DAY)
    assert (person.status_code, person.json()["person_id"]) == (200, key)
    assert (head.status_code, head.headers["etag"]) == (200, person.headers["etag"])
    assert (why.status_code, why.json()["person"]["person_id"]) == (200, key)
    assert (group.status_code, group.json()["group"]["group_id"]) == (200, f"G {key}")


def test_a_slash_too_many_leads_nowhere(city: City) -> None:
    with service(city) as client:
        answer: httpx.Response = client.get("/v1/persons/P1/", headers=city.headers(), params=DAY)
    assert answer.status_code == 404
