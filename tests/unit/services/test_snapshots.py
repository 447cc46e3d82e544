"""Snapshots are read once for a content, whoever asks first, and let go when there are many."""

from collections.abc import Collection, Mapping
from datetime import date
from threading import Event, Thread

from graph_service.adapters.memory import MemoryStore
from graph_service.domain.caller import LOCAL_CALLER
from graph_service.domain.plain_columns import PlainColumns
from graph_service.domain.snapshot import Snapshot
from graph_service.domain.tables import tables_of
from graph_service.services.importing import import_tables
from graph_service.services.snapshots import DAYS_KEPT, Snapshots, _Content
from tests.api.city import city
from tests.api.serving import FixedClock, open_store_of

DAY = date(2020, 12, 3)


class CountedStore(MemoryStore):
    """Counts how often it is read out, and may say for once that it holds something else."""

    def __init__(self) -> None:
        super().__init__()
        self.n_read = 0
        self.says = ""
        self.while_reading: list[Thread] = []
        self.may_end = Event()

    def columns(self, names: Mapping[str, Collection[str]]) -> tuple[str, PlainColumns]:
        self.n_read += 1
        for thread in self.while_reading:
            thread.start()
            assert self.may_end.wait(timeout=60)
        return super().columns(names)

    def content_hash(self) -> str:
        return self.says or super().content_hash()


class Watched(Snapshots):
    """Tells a store when somebody else has asked for what is being read."""

    def __init__(self, store: CountedStore) -> None:
        super().__init__(store)
        self._counted = store
        self.n_missed = 0

    def _current(self, content_hash: str) -> _Content | None:
        found = super()._current(content_hash)
        self.n_missed += found is None
        if self.n_missed == 3:
            self._counted.may_end.set()
        return found


def test_who_asks_while_another_reads_waits_and_shares() -> None:
    store = CountedStore()
    snapshots, other = Watched(store), list[Snapshot]()
    store.while_reading = [Thread(target=lambda: other.append(snapshots.on(DAY)))]
    first = snapshots.on(DAY)
    store.while_reading[0].join()
    assert other == [first]
    assert store.n_read == 1


def test_another_day_does_not_read_again_and_days_are_let_go() -> None:
    store = CountedStore()
    snapshots = Snapshots(store)
    first = snapshots.on(DAY)
    days = [date(2020, 1, day) for day in range(1, DAYS_KEPT + 1)]
    found = [snapshots.on(day) for day in days]
    assert [snapshots.on(day) for day in days] == found
    assert snapshots.on(DAY) is not first
    assert store.n_read == 1


def test_a_context_that_holds_a_day_goes_on_with_what_was_there() -> None:
    store = MemoryStore()
    store.initialise()
    open_store = open_store_of(store, FixedClock())
    context = open_store.context(LOCAL_CALLER)
    held = context.holding(DAY)
    import_tables(context, tables_of(city()))
    assert len(held.snapshot(DAY)["person"]) == 0
    assert len(context.snapshot(DAY)["person"]) > 0
    assert len(held.snapshot(date(2020, 1, 1))["person"]) > 0  # another day is read as ever


def test_what_is_read_counts_and_not_what_was_said_before() -> None:
    store = CountedStore()
    snapshots = Snapshots(store)
    first = snapshots.on(DAY)
    store.says = "something else"
    again = snapshots.on(DAY)
    assert again.content_hash == first.content_hash
    assert store.n_read == 2
