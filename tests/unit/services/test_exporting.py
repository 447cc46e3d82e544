"""What an export holds for whom: rows, columns and what is said of them, all of one moment."""

from dataclasses import replace
from datetime import date

import pytest

from graph_service.domain import records as r
from graph_service.domain import vocabulary as v
from graph_service.domain.caller import CallerRole
from graph_service.domain.record_changes import changes_by_entity
from graph_service.domain.report import CaseHead
from graph_service.domain.rights import Agency
from graph_service.domain.seen_tables import keys_concerning, without_keys
from graph_service.domain.table_diff import table_diffs
from graph_service.domain.tables import tables_of
from graph_service.errors import AccessError, InputError, WriteConflictError
from graph_service.services.exporting import records_to_export, refuse_part
from graph_service.services.importing import import_tables
from tests.api.city import PROTECTED
from tests.api.serving import ADMIN, City, city_in_memory
from tests.rival import make


@pytest.fixture
def city() -> City:
    return city_in_memory()


def test_an_administrator_gets_all_or_the_part_that_they_see(city: City) -> None:
    context = city.place.context(city.caller(*ADMIN))
    whole, part = records_to_export(context, is_whole=True), records_to_export(context)
    stored = city.place.store.read()[1]
    assert {name: len(table) for name, table in whole.tables.items()} == {
        name: len(table) for name, table in stored.items() if len(table)
    }
    assert (whole.said.is_partial, part.said.is_partial) == (False, True)
    assert (whole.said.tables_withheld, whole.said.columns_withheld) == ((), ())
    assert PROTECTED not in part.tables["person"].keys
    assert whole.said.content_hash == part.said.content_hash == city.place.store.content_hash()


def test_what_may_not_be_empty_says_no_or_that_it_is_withheld(city: City) -> None:
    joined = r.SamePerson(
        same_person_id="SP-1",
        person_a="P-0001",
        person_b="P-0009",
        decided_by="analyst 3",
        decided_on=date(2020, 5, 1),
        reason="one fingerprint",
    )
    another = r.Person(person_id="P-0009", label="Nio", protected_identity=False)
    import_tables(city.place.context(city.caller(*ADMIN)), tables_of([another, joined]))
    context = city.place.context(city.caller(CallerRole.COORDINATOR, Agency.POLICE))
    tables = records_to_export(context).tables
    assert set(tables["same_person"].column("reason")) == {"withheld"}
    assert set(tables["person"].column("protected_identity")) == {False}


def test_an_auditor_exports_nothing_and_a_coordinator_not_all(city: City) -> None:
    with pytest.raises(AccessError):
        records_to_export(city.place.context(city.caller(CallerRole.AUDITOR, Agency.POLICE)))
    with pytest.raises(AccessError):
        records_to_export(city.place.context(city.caller(CallerRole.COORDINATOR, Agency.POLICE)), is_whole=True)


def test_records_and_who_is_withheld_are_of_one_moment_or_nothing_leaves(city: City) -> None:
    context = city.place.context(city.caller(*ADMIN))
    stale = replace(context, held=context.snapshot(None))
    import_tables(context, tables_of([r.Source(source_id="S-NEW")]))
    with pytest.raises(WriteConflictError):
        records_to_export(stale)


def test_a_part_of_a_part_stays_one(city: City) -> None:
    records = records_to_export(city.place.context(), as_of=date(2020, 6, 1))  # the user of a case
    head = records.head(CaseHead("A part", is_partial=True), handling="internal", copy_id="")
    assert (head.name, head.is_partial, head.is_one_day, head.as_of) == ("A part", True, True, date(2020, 6, 1))


@pytest.mark.parametrize(
    ("head", "is_empty", "is_refused"),
    [
        (CaseHead(), False, False),
        (CaseHead(is_partial=True), True, True),
        (CaseHead(is_one_day=True), True, False),
        (CaseHead(is_one_day=True), False, True),
    ],
)
def test_a_part_of_a_store_is_not_loaded_as_the_whole(head: CaseHead, is_empty: bool, is_refused: bool) -> None:
    if not is_refused:
        refuse_part(head, is_empty=is_empty)
        return
    with pytest.raises(InputError, match="work on it with --case"):
        refuse_part(head, is_empty=is_empty)


def test_records_that_concern_somebody_go_with_them_however_many_steps_away() -> None:
    response = r.Response(
        response_id="R1", notification_id="N1", responded_on=date(2020, 6, 1), response=v.ResponseKind.DECLINES
    )
    records = [make.source("S"), make.person("P1"), make.person("P2"), make.notification("N1", "P1", "2020-05-01")]
    tables = tables_of([*records, response, make.tie("T1", "P1", "P2")])
    concerning = keys_concerning(tables, {"P1"})
    assert concerning == {"person": {"P1"}, "notification": {"N1"}, "response": {"R1"}, "tie": {"T1"}}
    remaining = {name: list(table.keys) for name, table in without_keys(tables, concerning).items() if len(table)}
    assert remaining == {"source": ["S"], "person": ["P2"]}


def test_an_optional_reference_to_what_is_gone_is_emptied_and_a_needed_one_takes_its_record_along() -> None:
    incidents = [make.incident("I1", "2020-05-01"), make.incident("I2", "2020-05-02", answers="I1")]
    tables = tables_of([make.source("S"), make.person("P1"), *incidents, make.suspect("V1", "P1", "I1", None)])
    remaining = without_keys(tables, {"incident": {"I1"}})
    assert list(remaining["incident"].keys) == ["I2"]
    assert remaining["incident"].column("retaliation_for") == [None]
    assert len(remaining["involvement"]) == 0


def test_a_change_touches_what_it_names_and_spreads_from_incidents_and_changed_nodes() -> None:
    before = tables_of(
        [
            make.source("S"),
            make.person("P1"),
            make.person("P2"),
            make.group("G1"),
            make.incident("I1", "2020-05-01"),
            make.suspect("V1", "P1", "I1", None),
            make.member("M1", "P2", "G1"),
        ]
    )
    changed = tables_of([make.attributed("A1", "I1", "G1", 0.9), make.source("S", "B2")])
    after = {**before, **changed}
    changes = changes_by_entity(before, after, table_diffs(before, after))
    assert changes["incident", "I1"] == ["attributions:A1"]
    assert changes["person", "P1"] == ["attributions:A1"]  # a suspect in the incident
    assert changes["person", "P2"] == ["sources:S"]  # the membership names the source
    assert changes["group", "G1"] == ["attributions:A1", "sources:S"]
