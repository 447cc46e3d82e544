"""Stores that are frozen, slow, full or read-only: what each command and each route says, and how soon."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread, Timer
from time import monotonic

import pytest

from graph_service.adapters.neo4j import Neo4jStore
from graph_service.api.app import create_app
from graph_service.errors import StoreUnavailableError, WriteConflictError
from graph_service.settings import Settings
from tests.api.routes import guarded, packed, upload
from tests.api.serving import City, city_in, served, service
from tests.cli.run import gruppkarta, initialised
from tests.contract.failing_stores import CONDITIONS, asked_under, import_example, run_commands, run_routes
from tests.contract.store_contract import EVENT, NOW, stored_by
from tests.neo4j_server.fixture import Neo4jAddress
from tests.neo4j_server.launcher import Neo4jServer
from tests.rival import make

TIMEOUT_S = 2
SLACK_S = 8  # for a machine that others use; without a limit it is 120 s
STOPPED, UNAVAILABLE = 6, 7
WRITER = """
import sqlite3, sys, time
sql = sqlite3.connect(sys.argv[1], isolation_level=None)
sql.execute("BEGIN IMMEDIATE")
print("holds", flush=True)
sys.stdin.read()
"""


REFUSED = 422
NEEDS_NO_STORE = {"POST /v1/duplicates/join", "POST /v1/duplicates/undo"}  # a person is named twice


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_store_that_cannot_be_written_is_told_as_such_by_every_command_and_route(condition: str) -> None:
    """Readers too: nobody gets an answer of which the trail cannot say that they got it."""
    said = asked_under(condition)
    of_commands = [one for one in said if " /v1/" not in one.name]
    of_routes = {one.name: one for one in said if " /v1/" in one.name}
    assert (of_routes["GET /v1/health"].before, of_routes.pop("GET /v1/health").after) == (200, 200)
    assert {one.name: one.before for one in of_commands if one.before} == {}
    assert {one.name: one.after for one in of_commands if one.after != UNAVAILABLE} == {}
    assert all("see to its rights, its disk and free space [store_unavailable]" in one.message for one in of_commands)
    assert {name: one.after for name, one in of_routes.items() if one.after != 503} == {}
    assert not [one.name for one in said if "Traceback" in one.message or "groups.db" in of_routes]
    assert len(of_routes) == len({asked.route.name for asked in guarded()})


def test_a_file_that_a_frozen_process_writes_to_is_told_as_such_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"sqlite:///{tmp_path / 'groups.db'}"
    token = initialised(address)
    monkeypatch.setenv("GRUPPKARTA_TOKEN", token)  # first: a variable that stays would fail whatever runs later
    import_example(address, tmp_path / "case")
    monkeypatch.setenv("GRUPPKARTA_STORE_TIMEOUT_S", "1")
    writer = [sys.executable, "-c", WRITER, str(tmp_path / "groups.db")]
    with subprocess.Popen(writer, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        process.send_signal(signal.SIGSTOP)
        try:
            commands = run_commands(address, tmp_path)
            with served(create_app(Settings(store=address, store_timeout_s=1))) as client:
                routes = run_routes(client, token, at_once=12)
        finally:
            process.send_signal(signal.SIGKILL)
    assert {(code, "[write_conflict]" in text, "try again" in text) for _, code, text in commands} == {
        (STOPPED, True, True)
    }
    # there is no such token, and no such incident in the example
    nothing_to_write = dict.fromkeys(("POST /v1/tokens/{token_id}/revoke", "GET /v1/incidents/{incident_id}"), 404)
    nothing_to_write |= dict.fromkeys(NEEDS_NO_STORE, REFUSED)
    assert {name: status for name, status, _ in routes if status != 503} == nothing_to_write
    assert gruppkarta("store", "verify", "--store", address, "--purpose", "tests").code == 0


@pytest.fixture(scope="module")
def city(mortal: Neo4jServer) -> Iterator[City]:
    """The small city in a server that can be frozen."""
    Neo4jAddress(mortal.uri, *mortal.auth).empty()
    with closing(Neo4jStore(mortal.uri, mortal.auth)) as store:
        yield city_in(store)


@pytest.fixture
def hurried(city: City, mortal: Neo4jServer) -> Iterator[Neo4jStore]:
    """The same store, opened by somebody who does not wait for long; it has connections that are open already."""
    with closing(Neo4jStore(mortal.uri, mortal.auth, timeout_s=TIMEOUT_S)) as store:
        assert store.content_hash() == city.place.store.content_hash()
        yield store


def seconds(work: Callable[[], object]) -> float:
    """How long something takes, whether or not it succeeds."""
    begin = monotonic()
    try:
        work()
    except (StoreUnavailableError, WriteConflictError):
        return monotonic() - begin
    return -1.0


def test_a_frozen_server_is_told_as_such_by_every_command_and_route_in_time(
    city: City, mortal: Neo4jServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("GRUPPKARTA_") and "TEST" not in name]:
        monkeypatch.delenv(name)
    token = city.tokens[next(iter(city.tokens))]
    monkeypatch.setenv("GRUPPKARTA_TOKEN", token)
    monkeypatch.setenv("GRUPPKARTA_STORE_PASSWORD", mortal.password)
    monkeypatch.setenv("GRUPPKARTA_STORE_TIMEOUT_S", "1")
    assert gruppkarta("schema", "--example", tmp_path / "case").code == 0
    settings = Settings(store=mortal.uri, store_timeout_s=TIMEOUT_S)
    with served(create_app(settings)) as client:
        client.get("/v1/ready")
        with mortal.frozen():
            begin = monotonic()
            commands = run_commands(mortal.uri, tmp_path)
            per_command = (monotonic() - begin) / len(commands)
            begin = monotonic()
            routes = run_routes(client, token, at_once=settings.threads)
            per_route = (monotonic() - begin) / (len(routes) / settings.threads)
            assert client.get("/v1/health").status_code == 200
    assert {(code, "[store_unavailable]" in text, "Traceback" in text) for _, code, text in commands} == {
        (UNAVAILABLE, True, False)
    }
    assert {status for _, status, _ in routes} == {503}
    assert per_command < 1 + SLACK_S
    assert per_route < TIMEOUT_S + SLACK_S


def test_reads_and_writes_on_open_connections_to_a_frozen_server_end_in_time(
    hurried: Neo4jStore, mortal: Neo4jServer
) -> None:
    waits = {
        "content hash": hurried.content_hash,
        "columns": lambda: hurried.columns({"person": ["label"]}),
        "look": lambda: hurried.record_event(EVENT, recorded_at=NOW),
        "import": lambda: stored_by(hurried, make.person("Frozen")),
    }
    taken: dict[str, float] = {}
    with mortal.frozen():
        threads = [Thread(target=lambda name=name: taken.update({name: seconds(waits[name])})) for name in waits]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert {name: taken_s for name, taken_s in taken.items() if not 0 <= taken_s < TIMEOUT_S + SLACK_S} == {}
    assert hurried.verify() == hurried.content_hash()


def test_twin_without_the_watch_a_read_hangs_as_long_as_the_server_is_frozen(
    hurried: Neo4jStore, mortal: Neo4jServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph_service.adapters.neo4j_watch._cut", lambda _session: None)
    reader = Thread(target=hurried.content_hash)
    with mortal.frozen():
        reader.start()
        reader.join(2 * TIMEOUT_S)
        assert reader.is_alive()
    reader.join()


def test_a_slow_server_is_waited_for(city: City, mortal: Neo4jServer) -> None:
    with service(city) as client, mortal.frozen():
        Timer(1.0, lambda: mortal.send(signal.SIGCONT)).start()
        assert client.get("/v1/scorecard", headers=city.headers()).status_code == 200


@pytest.mark.parametrize("step", ["put sources", "audit", "commit"])
def test_a_server_that_freezes_during_an_import_leaves_all_of_it_or_nothing(
    city: City, hurried: Neo4jStore, mortal: Neo4jServer, step: str
) -> None:
    before = hurried.content_hash()
    rows = f"source_id,agency\nS-{step.replace(' ', '-')},police\n"

    def on_step(reached: str) -> None:
        if reached == step:
            hurried._on_step = lambda _step: None
            mortal.send(signal.SIGSTOP)

    hurried._on_step = on_step
    place = type(city.place)(hurried, type(city.place.snapshots)(hurried), city.place.policy, city.place.clock)
    with served(create_app(Settings(), open_store=place)) as client:
        begin = monotonic()
        try:
            answer = client.post("/v1/imports", headers=city.headers(), **upload(packed({"sources.csv": rows})))
            taken_s = monotonic() - begin
        finally:
            mortal.send(signal.SIGCONT)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert taken_s < 2 * (TIMEOUT_S + SLACK_S)
        again = client.post("/v1/imports", headers=city.headers(), **upload(packed({"sources.csv": rows})))
        assert again.status_code == 201
    assert hurried.verify() != before


def test_a_writer_that_holds_the_lock_for_long_is_not_waited_for_without_end(hurried: Neo4jStore, city: City) -> None:
    store = city.place.store
    assert isinstance(store, Neo4jStore)
    with store._transaction():
        with pytest.raises(WriteConflictError, match="another writer has held the store for 2 s; try again"):
            stored_by(hurried, make.person("Waiting"))
        hurried.record_event(EVENT, recorded_at=NOW)
