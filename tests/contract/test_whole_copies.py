"""What every store must do when it takes over all that another one held: records, trail, references, tokens."""

from datetime import UTC, datetime

import pytest

from graph_service.adapters.memory import MemoryStore
from graph_service.domain.audit import AuditEvent, verify
from graph_service.domain.store_content import StoreContent
from graph_service.errors import InputError
from graph_service.ports import GraphStore
from graph_service.services.verifying import verify_store
from graph_service.services.whole_copies import content_from, content_of, lines_of, restore_whole
from tests.api.serving import FixedClock, city_in, open_store_of
from tests.contract.stores import ContractStore, InMemory, InOneFile, OnAServer

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


class WholeContract(ContractStore):
    """One subclass a store."""

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


class TestMemory(InMemory, WholeContract):
    """In memory."""


class TestSQLite(InOneFile, WholeContract):
    """In one file."""


@pytest.mark.xdist_group("neo4j")
class TestNeo4j(OnAServer, WholeContract):
    """As a graph."""
