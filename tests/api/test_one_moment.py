"""An import that commits while an answer is made: all of the answer is of before it, or all of after it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import httpx
import pytest
from fastapi import FastAPI

from graph_service.adapters.memory import MemoryStore
from graph_service.api.app import create_app
from graph_service.api.response_cache import ResponseCache
from graph_service.domain.audit import AuditEvent
from graph_service.domain.plain_columns import PlainColumns
from graph_service.domain.tables import tables_of
from graph_service.settings import Settings
from tests.api.city import AS_OF
from tests.api.city import city as city_records
from tests.api.routes import Asked, Route, guarded
from tests.api.serving import START, City, city_in, served

N_READS = 4  # of a store, that an answer may come in between
T = TypeVar("T")
EVENT = AuditEvent("import", "analyst 3", "tests", {})
PERSON: Any = next(record for record in city_records() if getattr(record, "label", "") == "Falk")
GROUP: Any = next(record for record in city_records() if getattr(record, "name", "") == "Norr")
RECORDS: Mapping[str, list[Any]] = {
    "before": [PERSON, GROUP],
    "after": [
        replace(PERSON, label="renamed", names=("Renamed Person",), aliases=("Renamed",), birth_year=1901),
        replace(GROUP, name="Renamed", aliases=("Norr",)),
    ],
}


class Interrupted(MemoryStore):
    """A store into which somebody writes after one of its reads."""

    def __init__(self) -> None:
        super().__init__()
        self.n_reads = 0
        self.writes_after: int | None = None
        self.moment = "before"

    def write_moment(self, moment: str) -> None:
        self.writes_after, self.moment = None, moment
        self.write(tables_of(RECORDS[moment]), EVENT, recorded_at=START)

    def content_hash(self) -> str:
        return self._told(super().content_hash())

    def columns(self, names: Mapping[str, Collection[str]]) -> tuple[str, PlainColumns]:
        return self._told(super().columns(names))

    def _columns_of(self, keys: Mapping[str, Collection[str]]) -> tuple[str, PlainColumns]:
        return self._told(super()._columns_of(keys))

    def _told(self, value: T) -> T:
        self.n_reads += 1
        if self.n_reads - 1 == self.writes_after:
            self.write_moment("after")
        return value


ASKED = [
    asked
    for asked in guarded()
    if not asked.route.template.startswith(("/v1/imports", "/v1/tokens", "/v1/audit", "/v1/export", "/v1/duplicates/"))
    and (asked.route.method == "GET" or not asked.route.template.startswith("/v1/records"))
    and asked.route.template != "/v1/network/{form}"  # its copies have ids
    and not asked.route.template.endswith("/history")  # each of the moments below adds to it
]
ASKED += [
    Asked(Route("POST", "/v1/search", "search"), "/v1/search", {"json": {"query": query}}) for query in ("ren", "falk")
]
ASKED += [
    Asked(Route("GET", "/v1/groups/{group_id}", "group"), "/v1/groups/Norr", {"params": {"as_of": AS_OF.isoformat()}})
]


@dataclass(frozen=True, slots=True)
class Serving:
    """A service of a city."""

    city: City
    app: FastAPI
    client: httpx.Client


@pytest.fixture(scope="module")
def serving() -> Iterator[Serving]:
    """The small city in a store into which somebody writes, and a client of its service."""
    city = city_in(Interrupted())
    app = create_app(Settings(), open_store=city.place)
    with served(app) as client:
        yield Serving(city, app, client)


def answers(serving: Serving, asked: Asked) -> tuple[set[str], list[str]]:
    """The answers of before and after, and those that were made while the one became the other."""
    city, store = serving.city, serving.city.place.store
    assert isinstance(store, Interrupted)

    def ask() -> str:
        serving.app.state.responses = ResponseCache()  # an answer that is kept is not made
        answer = serving.client.request(asked.route.method, asked.path, headers=city.headers(), **asked.more)
        assert answer.status_code in {200, 404}, answer.text
        return answer.text if answer.status_code == 200 else str(answer.json()["detail"])

    whole = set()
    for moment in ("after", "before"):
        store.write_moment(moment)
        whole.add(ask())
    mixed = []
    for n_read in range(N_READS):
        store.write_moment("before")
        store.n_reads, store.writes_after = 0, n_read
        mixed.append(ask())
    return whole, mixed


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: f"{asked.route.method} {asked.path} {asked.more}")
def test_every_answer_is_of_one_moment(serving: Serving, asked: Asked) -> None:
    whole, mixed = answers(serving, asked)
    assert set(mixed) <= whole


def test_twin_without_the_comparison_a_person_page_holds_what_was_never_together(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph_service.services.snapshots._check_moment", lambda *_: None)
    (asked,) = (one for one in ASKED if one.route.template == "/v1/persons/{person_id}")
    whole, mixed = answers(serving, asked)
    assert set(mixed) - whole
