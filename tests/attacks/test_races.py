"""What an attacker wants with a race: to write by rights that were judged before somebody was protected."""

from dataclasses import replace
from typing import Any

import pytest

from graph_service.adapters.memory import MemoryStore
from graph_service.domain import records as r
from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from graph_service.domain.schema import KINDS
from graph_service.domain.tables import tables_of
from graph_service.domain.write_summary import WriteSummary
from graph_service.errors import WriteConflictError
from graph_service.ports import GraphStore
from graph_service.services import importing
from graph_service.services.context import Context
from graph_service.services.deliveries import Brought, PlannedImport
from graph_service.services.importing import import_tables
from tests.api.serving import ADMIN, City, city_in

FALK = r.Person(person_id="P-0001", label="Falk", protected_identity=False)


@pytest.fixture
def city(each_store: GraphStore) -> City:
    return city_in(each_store)


def _protect_meanwhile(city: City, monkeypatch: pytest.MonkeyPatch, *, n_times: int = 1) -> list[str]:
    """Let an administrator protect somebody, and write on, between the judging of another's write and the write."""
    done: list[str] = []
    judged_by = importing._judged

    def judged(context: Context, brought: Brought) -> PlannedImport:
        result = judged_by(context, brought)
        if context.caller.role is not CallerRole.ADMIN and len(done) < n_times:
            done.append(f"Falk {len(done)}")
            admin = city.place.context(city.caller(*ADMIN))
            import_tables(admin, tables_of([replace(FALK, label=done[-1], protected_identity=True)]))
        return result

    monkeypatch.setattr(importing, "_judged", judged)
    return done


def _is_protected(city: City) -> bool:
    (row,) = city.place.store.get(KINDS["person"], {"P-0001"}).rows()
    return bool(row[KINDS["person"].index["protected_identity"]])


def test_to_lift_a_protection_that_was_set_after_the_write_was_judged(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    _protect_meanwhile(city, monkeypatch)
    analyst = city.place.context(city.caller(CallerRole.ANALYST, Agency.POLICE))
    import_tables(analyst, tables_of([FALK]))
    assert _is_protected(city)


def test_the_harm_where_a_write_does_not_ask_on_what_it_was_judged(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    _protect_meanwhile(city, monkeypatch)
    write = city.place.store.write

    def unguarded(*args: Any, only_on: str, **more: Any) -> WriteSummary:  # noqa: ANN401  as the store takes them
        return write(*args, **more)

    monkeypatch.setattr(city.place.store, "write", unguarded)
    import_tables(city.place.context(city.caller(CallerRole.ANALYST, Agency.POLICE)), tables_of([FALK]))
    assert not _is_protected(city)


def test_to_be_judged_again_and_again_without_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    city = city_in(MemoryStore())
    done = _protect_meanwhile(city, monkeypatch, n_times=10**6)
    with pytest.raises(WriteConflictError, match="other records have been written"):
        import_tables(city.place.context(city.caller(CallerRole.ANALYST, Agency.POLICE)), tables_of([FALK]))
    assert len(done) == importing.ATTEMPTS
