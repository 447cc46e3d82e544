"""The stores that a contract is held to: one class for each, from which the tests of a contract inherit too."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph_service.adapters.memory import MemoryStore
from graph_service.adapters.neo4j import Neo4jStore
from graph_service.adapters.sqlite import SQLiteStore
from graph_service.ports import GraphStore
from tests.neo4j_server.fixture import Neo4jAddress


class ContractStore(ABC):
    """A store, and a second hold on it that fails."""

    @pytest.fixture
    @abstractmethod
    def store(self) -> Iterator[GraphStore] | GraphStore:
        """An empty, initialised store."""

    @abstractmethod
    def failing(self, store: GraphStore, on_step: Callable[[str], None]) -> GraphStore:
        """The same store with something that is told of each step of a write."""


class InMemory(ContractStore):
    """A store in memory."""

    @pytest.fixture
    def store(self) -> Iterator[GraphStore]:
        with closing(MemoryStore()) as made:
            made.initialise()
            yield made

    def failing(self, store: GraphStore, on_step: Callable[[str], None]) -> GraphStore:
        assert isinstance(store, MemoryStore)
        store._on_step = on_step  # it cannot be opened twice
        return store


class InOneFile(ContractStore):
    """A store in SQLite; `path` is its file."""

    path: Path

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[GraphStore]:
        self.path = tmp_path / "groups.db"
        with closing(SQLiteStore(self.path)) as made:
            made.initialise()
            yield made

    def failing(self, store: GraphStore, on_step: Callable[[str], None]) -> GraphStore:
        return SQLiteStore(self.path, on_step=on_step)


class OnAServer(ContractStore):
    """A store in Neo4j; `server` is where."""

    server: Neo4jAddress

    @pytest.fixture
    def store(self, emptied: Neo4jStore, neo4j_address: Neo4jAddress) -> Iterator[GraphStore] | GraphStore:
        self.server = neo4j_address
        return emptied

    def failing(self, store: GraphStore, on_step: Callable[[str], None]) -> GraphStore:
        assert isinstance(store, Neo4jStore)
        store._on_step = on_step  # one connection for a hundred failures
        return store
