"""Importing: together with what is stored, all or nothing, and written down."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from graph_service.domain import records as r
from graph_service.domain.caller import CallerRole
from graph_service.domain.report import CaseHead, LoadReport
from graph_service.domain.rights import Agency
from graph_service.domain.row_lines import RowLines
from graph_service.domain.tables import Tables, tables_of
from graph_service.domain.vocabulary import Basis, Side
from graph_service.errors import AccessError, RejectedRowsError
from graph_service.services.importing import import_case, import_tables, stored_keys
from tests.api.serving import ADMIN, City, city_in_memory


@pytest.fixture
def city() -> City:
    return city_in_memory()


def _attribution(key: str, group: str, confidence: float) -> r.Attribution:
    return r.Attribution(
        attribution_id=key,
        incident_id="I-1",
        group_id=group,
        side=Side.SUSPECT,
        confidence=confidence,
        basis=Basis.ASSESSMENT,
    )


def test_what_contradicts_the_stored_records_is_refused_and_nothing_is_written(city: City) -> None:
    admin = city.caller(*ADMIN)
    import_tables(city.place.context(admin), tables_of([_attribution("A-1", "G-01", 0.7)]))
    before = (city.place.store.content_hash(), len(city.place.store.audit_trail()))
    with pytest.raises(RejectedRowsError, match="with what is stored"):
        import_tables(city.place.context(admin), tables_of([_attribution("A-2", "G-02", 0.7)]))
    assert (city.place.store.content_hash(), len(city.place.store.audit_trail())) == before


def test_a_record_that_replaces_a_stored_one_is_judged_in_its_place(city: City) -> None:
    admin = city.caller(*ADMIN)
    import_tables(city.place.context(admin), tables_of([_attribution("A-1", "G-01", 0.7)]))
    summary = import_tables(
        city.place.context(admin), tables_of([_attribution("A-1", "G-01", 0.3), _attribution("A-2", "G-02", 0.7)])
    )
    assert (summary.total.n_new, summary.total.n_changed) == (1, 1)


def test_the_event_of_an_import_counts_its_records_and_names_its_persons_by_reference(city: City) -> None:
    new = [r.Person(person_id=f"P-30{i}", label="Ny", protected_identity=False) for i in range(3)]
    import_tables(city.place.context(city.caller(*ADMIN)), tables_of(new))
    event = city.place.store.audit_trail()[-1].event
    assert (event.details["n_records"], event.details["n_new"], event.details["n_subjects"]) == (3, 3, 3)
    assert "P-30" not in str(event)


@dataclass(frozen=True)
class _Loaded:
    tables: Tables
    report: LoadReport = field(default_factory=lambda: LoadReport(CaseHead(), (), (), ()))
    lines: Mapping[str, RowLines] = field(default_factory=dict)


def test_a_check_is_written_down_without_a_change(city: City) -> None:
    before = city.place.store.content_hash()
    tables = tables_of([_attribution("A-1", "G-01", 0.7)])
    imported = import_case(city.place.context(city.caller(*ADMIN)), lambda _known: _Loaded(tables), dry_run=True)
    assert imported.write is None
    event = city.place.store.audit_trail()[-1].event
    assert (event.action, event.details["n_records"]) == ("check", 1)
    assert city.place.store.content_hash() == before


def test_the_keys_of_all_records_are_known(city: City) -> None:
    keys = stored_keys(city.place.store)
    assert keys["group"] == {"G-01", "G-02"}
    assert keys["commitment"] == set()


def test_a_reader_may_not_import(city: City) -> None:
    with pytest.raises(AccessError):
        import_tables(city.place.context(city.caller(CallerRole.PROBATION, Agency.PROBATION)), {})
