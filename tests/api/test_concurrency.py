"""Many at once: nobody waits for the day of another, and the trail stays whole."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path
from threading import Barrier, Event

import anyio
import httpx
import pytest
from anyio.to_thread import current_default_thread_limiter

from graph_service.adapters.memory import MemoryStore
from graph_service.adapters.sqlite import SQLiteStore
from graph_service.api.app import create_app
from graph_service.api.server import server_of
from graph_service.domain.audit import verify
from graph_service.domain.snapshot import Snapshot
from graph_service.ports import GraphStore
from graph_service.services.context import OpenStore
from graph_service.services.snapshots import Snapshots
from graph_service.settings import Settings
from tests.api.city import AS_OF
from tests.api.routes import packed, upload
from tests.api.serving import City, city_in, city_in_memory, listening, served, service

SLOW = date(2019, 1, 1)


class Halting(Snapshots):
    """Takes its time for one day: until it is told to go on."""

    def __init__(self, store: GraphStore) -> None:
        super().__init__(store)
        self.has_begun, self.may_end = Event(), Event()

    def on(self, as_of: date) -> Snapshot:
        if as_of == SLOW:
            self.has_begun.set()
            assert self.may_end.wait(timeout=60)
        return super().on(as_of)


def test_a_request_for_a_day_that_takes_long_does_not_hold_up_others() -> None:
    city = city_in_memory()
    halting = Halting(city.place.store)
    place = OpenStore(city.place.store, halting, city.place.policy, city.place.clock)
    with served(create_app(Settings(), open_store=place)) as client, ThreadPoolExecutor(1) as pool:
        slow = pool.submit(client.get, "/v1/scorecard", headers=city.headers(), params={"as_of": str(SLOW)})
        assert halting.has_begun.wait(timeout=60)
        others = [
            client.get("/v1/scorecard", headers=city.headers(), params={"as_of": str(day)})
            for day in (AS_OF, date(2018, 1, 1), date(2017, 1, 1))
        ]
        is_waiting = not slow.done()
        halting.may_end.set()
        assert slow.result().status_code == 200
    assert [answer.status_code for answer in others] == [200, 200, 200]
    assert is_waiting


@pytest.fixture(params=["memory", "sqlite"])
def city(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[City]:
    """The small city in a store."""
    store: GraphStore = MemoryStore() if request.param == "memory" else SQLiteStore(tmp_path / "city.db")
    with closing(store):
        yield city_in(store)


def test_the_interface_is_described_once_however_many_ask_first() -> None:
    app, all_ask = create_app(Settings()), Barrier(4)

    def ask(_: int) -> object:
        all_ask.wait()
        return app.openapi()

    with ThreadPoolExecutor(4) as pool:
        assert len({id(found) for found in pool.map(ask, range(4))}) == 1


def test_no_more_requests_are_worked_on_at_once_than_the_settings_say() -> None:
    app = create_app(Settings(threads=3))

    async def threads() -> float:
        async with app.router.lifespan_context(app):
            return current_default_thread_limiter().total_tokens

    with ThreadPoolExecutor(1) as apart:  # this thread may run the loop of a browser
        assert apart.submit(anyio.run, threads).result() == 3


def test_many_at_once_are_all_answered_alike_and_all_written_down(city: City) -> None:
    paths = ["/v1/scorecard", "/v1/network", "/v1/priorities/message", "/v1/persons/P-0001"]
    n_before = len(city.place.store.audit_trail())

    def ask(path: str) -> httpx.Response:
        return client.get(path, headers=city.headers(), params={"as_of": AS_OF.isoformat()})

    with service(city) as client, ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, paths * 10))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == len(paths)
    trail = city.place.store.audit_trail()
    assert len(trail) == n_before + len(answers)
    assert verify(trail).holds


def test_readers_see_all_of_an_import_or_nothing(city: City) -> None:
    rows = "".join(f"P-{i},N,no\n" for i in range(5_000, 5_200))
    case = upload(packed({"persons.csv": f"person_id,label,protected_identity\n{rows}"}))

    def count(_: int) -> int:
        found = client.get("/v1/persons", headers=city.headers(), params={"limit": "1"})
        return int(found.json()["n_total"])

    with service(city) as client, ThreadPoolExecutor(4) as pool:
        seen = pool.map(count, range(20))
        imported = client.post("/v1/imports", headers=city.headers(), **case)
        counts = set(seen)
        after = count(0)
    assert imported.status_code == 201
    assert counts <= {4, 204}
    assert after == 204


def test_two_processes_may_share_a_file(tmp_path: Path) -> None:
    """Each has its own snapshots, and sees at once what the other has written."""
    path = tmp_path / "city.db"
    with closing(SQLiteStore(path)) as first, closing(SQLiteStore(path)) as second:
        one = city_in(first)
        place = OpenStore(second, Snapshots(second), one.place.policy, one.place.clock)
        with served(create_app(Settings(), open_store=place)) as other, service(one) as client:
            case = upload(packed({"persons.csv": "person_id,label,protected_identity\nP-9000,Ny,no\n"}))
            assert other.get("/v1/persons/P-9000", headers=one.headers()).status_code == 404
            assert client.post("/v1/imports", headers=one.headers(), **case).status_code == 201
            assert other.get("/v1/persons/P-9000", headers=one.headers()).status_code == 200
        assert verify(second.audit_trail()).holds


def test_a_request_under_way_is_answered_when_the_service_stops() -> None:
    city = city_in_memory()
    halting, is_stopping = Halting(city.place.store), Event()
    place = OpenStore(city.place.store, halting, city.place.policy, city.place.clock)
    server = server_of(create_app(Settings(), open_store=place), Settings())
    stop = server.shutdown

    async def shutdown(sockets: list[socket.socket] | None = None) -> None:
        is_stopping.set()
        await stop(sockets)

    server.shutdown = shutdown  # type: ignore[method-assign]  # to know when it has begun
    with listening() as (sockets, address), ThreadPoolExecutor(2) as pool, httpx.Client(base_url=address) as client:
        running = pool.submit(server.run, sockets=sockets)
        slow = pool.submit(client.get, "/v1/scorecard", headers=city.headers(), params={"as_of": str(SLOW)}, timeout=60)
        assert halting.has_begun.wait(timeout=60)
        server.should_exit = True
        assert is_stopping.wait(timeout=60)
        halting.may_end.set()
        assert slow.result().status_code == 200
        running.result()
