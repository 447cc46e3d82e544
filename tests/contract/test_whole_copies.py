"""What every store must do when it takes over all that another one held: records, trail, references, tokens."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph_service.adapters.memory import MemoryStore
from graph_service.adapters.neo4j import Neo4jStore
from graph_service.adapters.sqlite import SQLiteStore
from graph_service.domain.audit import AuditEvent, verify
from graph_service.errors import InputError
from graph_service.ports import GraphStore, StoreContent
from graph_service.services.verifying import verify_store
from graph_service.services.whole_copies import content_from, content_of, lines_of, restore_whole
from tests.api.serving import FixedClock, city_in, open_store_of
from tests.neo4j_server.fixture import Neo4jAddress

NOW = datetime(2020, 12, 3, 8, 0, tzinfo=UTC)
EVENT = AuditEvent("restore", "store restore", "tests", {})


class StepFailedError(Exception):
    """Raised by a test in the middle of a write."""


def state_of(store: GraphStore) -> tuple[object, ...]:
    """All that a store holds."""
    content_hash, tables = store.read()
    rows = {name: [tuple(row) for row in table.rows()] for name, table in tables.items()}
    return content_hash, rows, store.audit_trail(), store.subjects(), store.tokens()


@pytest.fixture(scope="module")
def content() -> StoreContent:
    """All that a store with a city, its trail and a token for every role holds."""
    source = MemoryStore()
    city = city_in(source)
    source.record_event(AuditEvent("look", "a", "tests", {}, ("P-0001", "P-0002")), recorded_at=city.clock.now())
    return content_of(source)


class WholeContract(ABC):
    """One subclass a store."""

    @pytest.fixture
    @abstractmethod
    def store(self) -> Iterator[GraphStore] | GraphStore:
        """A new store."""

    @abstractmethod
    def failing(self, store: GraphStore, on_step: Callable[[str], None]) -> GraphStore:
        """The same store with something that is told of each step of a write."""

    def test_all_that_a_store_held_comes_back_and_the_trail_goes_on(
        self, store: GraphStore, content: StoreContent
    ) -> None:
        lines = list(lines_of(content, layout=1))
        restored = restore_whole(open_store_of(store, FixedClock()), content_from(lines, layout=1))
        assert (restored.n_records, restored.n_tokens) == (content.n_records, len(content.tokens))
        assert list(content.tokens) == store.tokens()
        assert content.subjects == store.subjects()
        trail = store.audit_trail()
        assert trail[:-1] == list(content.trail)
        assert (trail[-1].event.action, verify(trail).holds) == ("restore", True)
        assert verify_store(open_store_of(store, FixedClock()).context()).is_whole
        store.record_event(EVENT, recorded_at=NOW)
        assert verify(store.audit_trail()).holds

    def test_a_store_that_was_written_to_is_not_filled(self, store: GraphStore, content: StoreContent) -> None:
        store.record_event(EVENT, recorded_at=NOW)
        before = state_of(store)
        with pytest.raises(InputError, match="goes into a store that is new"):
            store.fill(content, EVENT, recorded_at=NOW)
        assert state_of(store) == before

    def test_a_filling_that_fails_at_any_step_leaves_nothing(self, store: GraphStore, content: StoreContent) -> None:
        before = state_of(store)
        steps: list[str] = []
        fail_at = "content sum", "audit", "put subjects", "put token", "commit"
        for step_to_fail in fail_at:

            def fail(step: str, step_to_fail: str = step_to_fail) -> None:
                if step == step_to_fail:
                    steps.append(step)
                    raise StepFailedError(step)

            with pytest.raises(StepFailedError):
                self.failing(store, fail).fill(content, EVENT, recorded_at=NOW)
            assert state_of(store) == before
        assert tuple(steps) == fail_at


class TestMemory(WholeContract):
    """In memory."""

    @pytest.fixture
    def store(self) -> GraphStore:
        return MemoryStore()

    def failing(self, store: GraphStore, on_step: Callable[[str], None]) -> GraphStore:
        store._on_step = on_step  # type: ignore[attr-defined]  # a store in memory cannot be opened twice
        return store


class TestSQLite(WholeContract):
    """In one file."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[GraphStore]:
        self.path = tmp_path / "groups.db"
        with closing(SQLiteStore(self.path)) as made:
            made.initialise()
            yield made

    def failing(self, store: GraphStore, on_step: Callable[[str], None]) -> GraphStore:
        return SQLiteStore(self.path, on_step=on_step)


@pytest.mark.xdist_group("neo4j")
class TestNeo4j(WholeContract):
    """As a graph."""

    @pytest.fixture
    def store(self, neo4j_address: Neo4jAddress) -> Iterator[GraphStore]:
        neo4j_address.empty()
        with closing(Neo4jStore(neo4j_address.uri, (neo4j_address.user, neo4j_address.password))) as made:
            made.initialise()
            yield made

    def failing(self, store: GraphStore, on_step: Callable[[str], None]) -> GraphStore:
        store._on_step = on_step  # type: ignore[attr-defined]  # one connection for all failures
        return store
