"""Clients and servers that die while Neo4j is written to: all of a write is there, or nothing."""

from collections.abc import Iterator
from contextlib import closing
from threading import Thread

import pytest
from neo4j import Driver, GraphDatabase

from graph_service.adapters.neo4j import Neo4jStore
from graph_service.domain.audit import verify
from graph_service.errors import StoreUnavailableError
from tests.api.serving import city_in, service
from tests.contract.dying_writer import PASSWORD_VARIABLE
from tests.contract.killed_writers import KilledWriterContract
from tests.contract.store_contract import EVENT, NOW, SMALL, content_of, state_of, stored_by
from tests.contract.stores import OnAServer
from tests.neo4j_server.fixture import Neo4jAddress
from tests.neo4j_server.launcher import Neo4jServer
from tests.rival import make

LATER = [make.person(f"X{i:04}") for i in range(2_000)]


@pytest.fixture
def driver(neo4j_address: Neo4jAddress) -> Iterator[Driver]:
    """A connection beside the store's."""
    with GraphDatabase.driver(neo4j_address.uri, auth=(neo4j_address.user, neo4j_address.password)) as made:
        yield made


class TestKilledClients(OnAServer, KilledWriterContract):
    """Processes that die while they write."""

    @property
    def environment(self) -> dict[str, str]:
        return {PASSWORD_VARIABLE: self.server.password}

    @property
    def address(self) -> str:
        return f"{self.server.user}@{self.server.uri}"


def test_readers_wait_while_a_commit_is_under_way(emptied: Neo4jStore, driver: Driver) -> None:
    stored_by(emptied, *SMALL)
    before, seen = state_of(emptied), list[object]()
    reader = Thread(target=lambda: seen.append(state_of(emptied)))
    with driver.session() as session, session.begin_transaction() as writer:
        writer.run("MATCH (s:GruppkartaStore) SET s.content_sum = 'half' WITH s MATCH (p:Person) SET p.label = 'half'")
        driver.execute_query("MATCH (c:GruppkartaCommit) SET c.begun = c.begun + 1")
        reader.start()
        reader.join(2.5)  # longer than it takes to doubt that the writer lives
        assert reader.is_alive()
        writer.rollback()
    driver.execute_query("MATCH (c:GruppkartaCommit) SET c.done = c.begun")
    reader.join()
    assert seen == [before]


def test_the_commit_of_a_dead_writer_holds_nobody_up_for_long(emptied: Neo4jStore, driver: Driver) -> None:
    stored_by(emptied, *SMALL)
    before = state_of(emptied)
    driver.execute_query("MATCH (c:GruppkartaCommit) SET c.begun = c.begun + 1")
    assert state_of(emptied) == before
    ((begun, done),) = driver.execute_query("MATCH (c:GruppkartaCommit) RETURN c.begun, c.done").records
    assert begun == done


def test_looks_are_written_down_while_a_long_import_goes_on(emptied: Neo4jStore) -> None:
    with emptied._transaction() as transaction:
        transaction.set_content_sum(0)
        emptied.record_event(EVENT, recorded_at=NOW)
    assert verify(emptied.audit_trail()).n_entries == 1


def test_a_server_that_dies_in_the_middle_holds_all_of_a_write_or_nothing(mortal: Neo4jServer) -> None:
    server = mortal
    Neo4jAddress(server.uri, *server.auth).empty()
    with closing(Neo4jStore(server.uri, server.auth)) as store:
        store.initialise()
        stored_by(store, *SMALL)
        kill_at(store, server, "audit")
        with pytest.raises(StoreUnavailableError, match="does not answer"):
            stored_by(store, *LATER)
        server.start()
        assert store.verify() == content_of(list(SMALL))
        assert len(store.audit_trail()) == 1
        kill_during_commit(store, server)
        try:
            stored_by(store, *LATER)
        except StoreUnavailableError:
            expected = {content_of(list(SMALL)), content_of([*SMALL, *LATER])}
        else:
            expected = {content_of([*SMALL, *LATER])}
        server.start()
        assert store.verify() in expected
        assert verify(store.audit_trail()).holds
        assert stored_by(store, *LATER).content_hash == content_of([*SMALL, *LATER])


def test_a_service_whose_store_dies_in_mid_request_says_so_and_goes_on_when_it_is_back(mortal: Neo4jServer) -> None:
    Neo4jAddress(mortal.uri, *mortal.auth).empty()
    with closing(Neo4jStore(mortal.uri, mortal.auth)) as store:
        city = city_in(store)
        n_entries = len(store.audit_trail())
        with service(city) as client:
            kill_at(store, mortal, "audit")
            answer = client.get("/v1/persons/P-0001", headers=city.headers())
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
            assert "Falk" not in answer.text
            assert str(mortal.port) not in answer.text
            assert (client.get("/v1/health").status_code, client.get("/v1/ready").status_code) == (200, 503)
            mortal.start()
            assert client.get("/v1/ready").status_code == 200
            assert len(store.audit_trail()) == n_entries
            assert client.get("/v1/persons/P-0001", headers=city.headers()).status_code == 200
        assert len(store.audit_trail()) == n_entries + 1
        assert verify(store.audit_trail()).holds


def kill_at(store: Neo4jStore, server: Neo4jServer, at: str) -> None:
    """Kill the server when the next write comes to a step."""

    def on_step(step: str) -> None:
        if step == at:
            store._on_step = lambda _step: None
            server.kill()

    store._on_step = on_step


def kill_during_commit(store: Neo4jStore, server: Neo4jServer) -> None:
    """Kill the server while it commits the next write: nobody can say on which side it falls."""

    def on_step(step: str) -> None:
        if step == "commit":
            store._on_step = lambda _step: None
            Thread(target=server.kill).start()

    store._on_step = on_step
