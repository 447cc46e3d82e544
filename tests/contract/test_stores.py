"""The contract on the stores that need nothing but Python."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph_service.adapters.memory import MemoryStore
from graph_service.adapters.sqlite import SQLiteStore
from graph_service.ports import GraphStore
from tests.contract.store_contract import StoreContract


class TestMemory(StoreContract):
    """In memory."""

    @pytest.fixture
    def store(self) -> Iterator[GraphStore]:
        with closing(MemoryStore()) as made:
            made.initialise()
            yield made

    def failing(self, store: GraphStore, on_step: Callable[[str], None]) -> GraphStore:
        store._on_step = on_step  # type: ignore[attr-defined]  # a store in memory cannot be opened twice
        return store


class TestSQLite(StoreContract):
    """In one file."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[GraphStore]:
        self.path = tmp_path / "groups.db"
        with closing(SQLiteStore(self.path)) as made:
            made.initialise()
            yield made

    def failing(self, store: GraphStore, on_step: Callable[[str], None]) -> GraphStore:
        return SQLiteStore(self.path, on_step=on_step)
