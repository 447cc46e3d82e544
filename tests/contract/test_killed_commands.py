"""Commands killed while they import, erase, restore, copy, back up or make a token; `.ci/long` kills many more."""

from pathlib import Path

import pytest

from tests.contract.killed_commands import Place, client_killed, server_killed
from tests.needs import IS_LONG
from tests.neo4j_server.fixture import Neo4jAddress
from tests.neo4j_server.launcher import Neo4jServer


def emptied(path: Path) -> None:
    """Remove a store with the files beside it."""
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A store in a file."""
    folder = tmp_path_factory.mktemp("killed")
    path = folder / "groups.db"
    return Place(f"sqlite:///{path}", lambda: emptied(path), folder)


@pytest.fixture(scope="module")
def neo4j(tmp_path_factory: pytest.TempPathFactory, mortal: Neo4jServer) -> Place:
    """A store in a server that may be killed."""
    folder, server = tmp_path_factory.mktemp("killed"), Neo4jAddress(mortal.uri, *mortal.auth)
    environment = {"GRUPPKARTA_STORE_PASSWORD": mortal.password, "GRUPPKARTA_TARGET_PASSWORD": mortal.password}
    return Place(mortal.uri, server.empty, folder, environment)


@pytest.mark.parametrize(
    ("name", "step"), [("import", 1), ("erase", 4), ("token", 2), ("restore", 12), ("backup", 9), ("correct", 2)]
)
def test_a_command_that_is_killed_leaves_a_file_as_before_or_as_after(sqlite: Place, name: str, step: int) -> None:
    client_killed(sqlite, name, step)


@pytest.mark.parametrize(("name", "step"), [("correct", 3), *((("erase", 5), ("copy", 15)) if IS_LONG else ())])
def test_a_command_that_is_killed_leaves_a_server_as_before_or_as_after(neo4j: Place, name: str, step: int) -> None:
    client_killed(neo4j, name, step)


def test_a_server_that_is_killed_under_a_command_is_as_before_or_as_after(neo4j: Place, mortal: Neo4jServer) -> None:
    server_killed(neo4j, "token", 2, mortal.kill, mortal.start)
