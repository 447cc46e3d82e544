"""Copying: whole or in parts, resumed, and proven by the content hash."""

from dataclasses import replace

import pytest

from graph_service.adapters.memory import MemoryStore
from graph_service.domain.tables import tables_of
from graph_service.errors import InputError
from graph_service.services.context import OpenStore
from graph_service.services.copying import Copied, copy_store
from graph_service.services.importing import import_tables
from graph_service.services.tokens import acting, authenticate, first_token
from tests.api.serving import ADMIN, City, FixedClock, city_in_memory, open_store_of
from tests.rival import make


class _SmallWrites(MemoryStore):
    """A store that takes few rows at a time."""

    capabilities = replace(MemoryStore.capabilities, max_rows_per_write=7)


@pytest.fixture
def city() -> City:
    return city_in_memory()


def copied(city: City, target: OpenStore, *, resume: bool = False) -> Copied:
    """Copy the city into a target that is empty of tokens."""
    receiver = acting(authenticate(target, first_token(target, anew=True).token), purpose="copy")
    return copy_store(city.place.context(city.caller(*ADMIN)), target.context(receiver), resume=resume)


def emptied(store: MemoryStore) -> OpenStore:
    """A workplace of a new store."""
    store.initialise()
    return open_store_of(store, FixedClock())


def test_a_copy_in_one_write_has_the_content_of_its_source(city: City) -> None:
    target = emptied(MemoryStore())
    done = copied(city, target)
    assert done.n_writes == 1
    assert done.n_new == done.n_records == sum(city.place.store.counts().values())
    assert target.store.content_hash() == done.content_hash == city.place.store.content_hash()


def test_a_copy_in_parts_has_the_content_of_its_source(city: City) -> None:
    target = emptied(_SmallWrites())
    done = copied(city, target)
    assert done.n_writes == -(-done.n_records // 7)
    assert target.store.content_hash() == city.place.store.content_hash()


def test_an_incident_that_answers_another_is_copied_after_it(city: City) -> None:
    incidents = [make.incident(f"X-{at:02d}", f"2020-11-{20 - at:02d}") for at in range(14)]
    chain = [replace(one, retaliation_for=f"X-{at + 1:02d}") for at, one in enumerate(incidents[:-1])]
    import_tables(city.place.context(city.caller(*ADMIN)), tables_of([make.source("S"), *chain, incidents[-1]]))
    target = emptied(_SmallWrites())
    copied(city, target)
    assert target.store.content_hash() == city.place.store.content_hash()


def test_the_last_part_may_be_full(city: City) -> None:
    n_more = -sum(city.place.store.counts().values()) % 7
    more = [make.source(f"X-{at}") for at in range(n_more or 7)]
    import_tables(city.place.context(city.caller(*ADMIN)), tables_of(more))
    done = copied(city, emptied(_SmallWrites()))
    assert done.n_records == 7 * done.n_writes


def test_a_store_with_records_is_copied_into_only_to_resume(city: City) -> None:
    target = emptied(MemoryStore())
    copied(city, target)
    with pytest.raises(InputError, match="name an empty store"):
        copied(city, target)
    assert copied(city, target, resume=True).n_new == 0


def test_a_target_that_holds_other_records_too_is_no_copy(city: City) -> None:
    target = emptied(MemoryStore())
    admin = acting(authenticate(target, first_token(target, anew=True).token), purpose="set-up")
    import_tables(target.context(admin), tables_of([make.source("S-OTHER")]))
    before = target.store.content_hash()
    with pytest.raises(InputError, match="1 records that are not in the source: copy into an empty store"):
        copied(city, target, resume=True)
    assert target.store.content_hash() == before
