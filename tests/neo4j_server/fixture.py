"""Which server the tests use: a named one, one in Docker, or one of our own; and how to empty it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from neo4j import GraphDatabase

from graph_service.adapters.neo4j import Neo4jStore
from graph_service.ports import DEFAULT_MAX_ROWS
from graph_service.transaction import Step, no_step
from tests.needs import require
from tests.neo4j_server.jars import LTS
from tests.neo4j_server.launcher import Neo4jServer

NEO4J_HOW = (
    "install Java 17 and Maven (Debian: apt-get install openjdk-17-jre-headless maven), start a Docker engine, "
    "or set GRUPPKARTA_TEST_NEO4J_URI, _USER and _PASSWORD to a server that may be emptied"
)


@dataclass(frozen=True, slots=True)
class Neo4jAddress:
    """A server that answers, and may be emptied."""

    uri: str
    user: str
    password: str

    def empty(self) -> None:
        """Remove all nodes and relationships; constraints stay."""
        with GraphDatabase.driver(self.uri, auth=(self.user, self.password)) as driver, driver.session() as session:
            session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS").consume()

    def store(self, *, max_rows: int = DEFAULT_MAX_ROWS, on_step: Step = no_step) -> Neo4jStore:
        """Open the store on it, whatever it holds."""
        return Neo4jStore(self.uri, (self.user, self.password), max_rows=max_rows, on_step=on_step)


def require_own_server() -> None:
    """Go on only where the tests can start a server of their own, which they may kill."""
    require("neo4j", available=bool(shutil.which("java") and shutil.which("mvn")), how=NEO4J_HOW)


def version_wanted() -> str:
    """Return the version that the tests start: the long-term one, unless the environment names another."""
    return os.environ.get("GRUPPKARTA_TEST_NEO4J_VERSION", LTS)


@pytest.fixture(scope="session")
def neo4j_address() -> Iterator[Neo4jAddress]:
    """A Neo4j server for the whole run; tests empty it before they use it."""
    uri = os.environ.get("GRUPPKARTA_TEST_NEO4J_URI")
    with ExitStack() as stack:
        if uri is not None:
            user = os.environ.get("GRUPPKARTA_TEST_NEO4J_USER", "neo4j")
            yield Neo4jAddress(uri, user, os.environ.get("GRUPPKARTA_TEST_NEO4J_PASSWORD", ""))
        elif (found := _in_docker(stack)) is not None:
            yield found
        else:
            require_own_server()
            server = stack.enter_context(Neo4jServer(version=version_wanted()))
            yield Neo4jAddress(server.uri, *server.auth)


@pytest.fixture(scope="session")
def mortal() -> Iterator[Neo4jServer]:
    """A server of the tests' own, which they kill, freeze and start again, and whose files they read."""
    require_own_server()
    with Neo4jServer(version=version_wanted()) as server:
        yield server


def _in_docker(stack: ExitStack) -> Neo4jAddress | None:
    """Start a container, if the library is there and an engine answers."""
    if "DOCKER_HOST" not in os.environ and not Path("/var/run/docker.sock").exists():
        return None
    try:
        from testcontainers.community.neo4j import Neo4jContainer  # noqa: PLC0415  an optional way
    except ModuleNotFoundError:
        return None
    try:
        container = stack.enter_context(Neo4jContainer(f"neo4j:{version_wanted()}-community"))
    except Exception:
        return None
    return Neo4jAddress(container.get_connection_url(), container.username, container.password)
