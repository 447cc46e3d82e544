"""A store of every sort to attack, and what the twins of attacks share."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph_service.adapters.memory import MemoryStore
from graph_service.adapters.sqlite import SQLiteStore
from graph_service.ports import GraphStore
from tests.neo4j_server.fixture import Neo4jAddress


@pytest.fixture(params=["memory", "sqlite", pytest.param("neo4j", marks=pytest.mark.xdist_group("neo4j"))])
def each_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[GraphStore]:
    """Each of the stores, with nothing in it."""
    store: GraphStore
    if request.param == "memory":
        store = MemoryStore()
    elif request.param == "sqlite":
        store = SQLiteStore(tmp_path / "x.db")
    else:
        server: Neo4jAddress = request.getfixturevalue("neo4j_address")
        server.empty()
        store = server.store()
    with closing(store):
        yield store


@pytest.fixture
def open_umask() -> Iterator[None]:
    """As most machines are set up: what does not say otherwise can be read by every user."""
    before = os.umask(0o022)
    yield
    os.umask(before)
