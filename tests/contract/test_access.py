"""Tokens and references on the stores that need nothing but Python."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph_service.adapters.memory import MemoryStore
from graph_service.adapters.sqlite import SQLiteStore
from graph_service.ports import GraphStore
from tests.contract.access_contract import AccessContract


class TestMemory(AccessContract):
    """In memory."""

    @pytest.fixture
    def store(self) -> Iterator[GraphStore]:
        with closing(MemoryStore()) as made:
            made.initialise()
            yield made


class TestSQLite(AccessContract):
    """In one file."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[GraphStore]:
        with closing(SQLiteStore(tmp_path / "groups.db")) as made:
            made.initialise()
            yield made
