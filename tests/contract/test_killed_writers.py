"""Writers of a SQLite store that die, and two at once."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph_service.adapters.sqlite import SQLiteStore
from graph_service.ports import GraphStore
from tests.contract.killed_writers import KilledWriterContract


class TestSQLite(KilledWriterContract):
    """In one file."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[GraphStore]:
        self.path = tmp_path / "groups.db"
        with closing(SQLiteStore(self.path)) as made:
            made.initialise()
            yield made

    @property
    def address(self) -> str:
        return str(self.path)
