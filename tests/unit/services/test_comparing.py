"""A case beside a store: what differs, what follows, and nothing of what is withheld."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pytest

from graph_service.bootstrap import in_memory, policy_from
from graph_service.domain import records as r
from graph_service.domain import vocabulary as v
from graph_service.domain.caller import CallerRole
from graph_service.domain.report import CaseHead, LoadReport
from graph_service.domain.rights import Agency
from graph_service.domain.row_lines import RowLines
from graph_service.domain.tables import Tables, tables_of
from graph_service.errors import AccessError
from graph_service.services.comparing import Comparison, as_replaced, compare_case
from graph_service.services.context import Context
from graph_service.services.importing import import_tables
from loaders.demo_city import DEMO_AS_OF, demo_city
from tests.api.city import AS_OF, PROTECTED
from tests.api.serving import ADMIN, City, city_in_memory
from tests.rival import make

POLICY = policy_from(None)


@dataclass(frozen=True)
class _Loaded:
    tables: Tables
    report: LoadReport = field(default_factory=lambda: LoadReport(CaseHead(), (), (), ()))
    lines: Mapping[str, RowLines] = field(default_factory=dict)


def compared(context: Context, records: Sequence[object]) -> Comparison:
    return compare_case(context, lambda _: _Loaded(tables_of(records)), as_of=DEMO_AS_OF)


@pytest.fixture
def demo() -> Context:
    return in_memory(demo_city(), POLICY)


def test_the_same_case_differs_in_nothing(demo: Context) -> None:
    result = compare_case(demo, lambda _: _Loaded(demo_city()), as_of=DEMO_AS_OF)
    assert not result
    assert (result.groups, result.persons, result.has_consequences) == ((), (), True)
    assert {table.table for table in result.tables} == {table.kind.table for table in demo_city().values()}


def test_a_death_takes_a_person_off_their_lane_and_says_by_which_record(demo: Context) -> None:
    stored = {person.person_id: person for person in demo_city()["person"].records()}
    before = compare_case(in_memory({}, POLICY), lambda _: _Loaded(demo_city()), as_of=DEMO_AS_OF)
    listed = next(row.person_id for row in before.persons if row.lane == "message" and row.rank_after == 1)
    result = compared(demo, [replace(stored[listed], died_on=DEMO_AS_OF)])
    (table,) = result.tables
    assert [(record.record_id, record.columns) for record in table.changed] == [(listed, ("died_on",))]
    assert len(table.gone) == len(stored) - 1
    (change,) = [row for row in result.persons if (row.lane, row.person_id) == ("message", listed)]
    assert (change.change, change.rank_before, change.rank_after) == ("left", 1, None)
    assert change.records == (f"persons:{listed}",)
    assert {row.change for row in result.persons if row.person_id != listed} <= {"moved", "entered"}


def test_an_attribution_changes_the_rank_of_its_group(demo: Context) -> None:
    incident = r.Incident(
        incident_id="I-NEW", occurred_on=DEMO_AS_OF, precision=v.Precision.DAY, type=v.IncidentType.SHOOTING,
        n_killed=9, group_involved=v.Answer.YES, status=v.IncidentStatus.CONFIRMED,
    )  # fmt: skip
    last = max(demo_city()["group"].keys)
    attribution = r.Attribution(
        attribution_id="A-NEW", incident_id="I-NEW", group_id=last, side=v.Side.SUSPECT, confidence=1.0,
        basis=v.Basis.FACT,
    )  # fmt: skip
    result = compared(demo, [incident, attribution])
    change = next(row for row in result.groups if row.group_id == last)
    assert change.index_after is not None
    assert change.index_after > (change.index_before or 0)
    assert set(change.records) == {"attributions:A-NEW", "incidents:I-NEW"}
    assert all(
        row.records == () for row in result.groups if row.group_id != last and row.index_before == row.index_after
    )


def test_what_an_import_then_does_is_what_was_told(demo: Context) -> None:
    stored = {person.person_id: person for person in demo_city()["person"].records()}
    brought = [replace(person, died_on=DEMO_AS_OF) for person in list(stored.values())[10:40]]
    result = compared(demo, brought)
    import_tables(demo, tables_of(brought))
    again = compared(demo, brought)
    assert result.persons
    assert (again.groups, again.persons) == ((), ())
    assert again.tables[0].changed == ()


def test_one_case_in_the_place_of_another_takes_away_what_it_does_not_hold() -> None:
    context = in_memory(
        tables_of([make.source("S"), make.person("P1"), make.group("G1"), make.member("M1", "P1", "G1")]), POLICY
    )
    after = tables_of([make.source("S"), make.person("P1"), make.group("G1")])
    result = compare_case(context, lambda _: _Loaded(after), as_of=DEMO_AS_OF, afterwards=as_replaced)
    assert {table.table: len(table.gone) for table in result.tables}["memberships"] == 1


def test_a_made_id_is_told_in_words(demo: Context) -> None:
    key = "0123456789abcdef0123"
    tie = r.Tie(tie_id=key, person_a="P-0001", person_b="P-0002", kind=v.TieKind.KIN)
    (table,) = compared(demo, [tie]).tables
    assert [(record.record_id, record.in_words) for record in table.new] == [
        (key, "ties person_a P-0001, person_b P-0002")
    ]


@pytest.fixture
def city() -> City:
    return city_in_memory()


def _person(person_id: str) -> r.Person:
    return r.Person(person_id=person_id, label="Ny", protected_identity=False)


def threatened(city: City, person_id: str) -> Comparison:
    """What is told of a case in which somebody received a threat."""
    source_id = city.place.store.read()[1]["source"].keys[0]
    fact = r.Fact(
        fact_id="F-NEW",
        person_id=person_id,
        source_id=source_id,
        kind=v.FactKind.THREAT_RECEIVED,
        occurred_on=AS_OF,
        precision=v.DatedPrecision.DAY,
    )
    loaded = _Loaded(tables_of([_person(person_id), fact]))
    return compare_case(city.place.context(city.caller(*ADMIN)), lambda _: loaded, as_of=AS_OF)


def test_a_withheld_person_is_answered_as_one_who_is_not_there(city: City) -> None:
    withheld, absent = threatened(city, PROTECTED), threatened(city, "P-9999")
    assert str(withheld).replace(PROTECTED, "P") == str(absent).replace("P-9999", "P")
    assert withheld.is_of_what_is_seen
    assert [row.change for row in absent.persons if row.person_id == "P-9999"] == ["entered"]


def test_columns_and_tables_that_are_not_seen_are_not_compared(city: City) -> None:
    context = city.place.context(city.caller(CallerRole.ANALYST, Agency.POLICE))
    stored = next(person for person in city.place.store.read()[1]["person"].records() if person.names)
    result = compare_case(
        context, lambda _: _Loaded(tables_of([replace(stored, names=("Another",), label="L")])), as_of=AS_OF
    )
    columns = {column for table in result.tables for record in table.changed for column in record.columns}
    assert columns <= {"label"}
    assert {"contacts", "support_cases"} <= set(result.tables_withheld)


def test_a_comparison_is_written_down_with_those_whom_it_shows_and_changes_nothing(city: City) -> None:
    context = city.place.context(city.caller(*ADMIN))
    before = context.store.content_hash()
    compare_case(context, lambda _: _Loaded(tables_of([_person("P-0001")])), as_of=AS_OF)
    event = context.store.audit_trail()[-1].event
    assert (event.action, event.details["as_of"]) == ("diff", AS_OF.isoformat())
    assert int(event.details["n_subjects"]) > 0
    assert context.store.content_hash() == before


def test_who_may_not_check_an_import_may_not_compare(city: City) -> None:
    with pytest.raises(AccessError):
        compare_case(city.place.context(city.caller(CallerRole.PROBATION, Agency.PROBATION)), lambda _: _Loaded({}))


def test_who_may_not_read_lanes_is_told_of_records_alone(city: City) -> None:
    context = city.place.context(city.caller(CallerRole.SERVICE, Agency.MUNICIPALITY))
    result = compare_case(context, lambda _: _Loaded(tables_of([_person("P-9999")])), as_of=AS_OF)
    assert (result.has_consequences, result.persons) == (False, ())
    assert [record.record_id for table in result.tables for record in table.new] == ["P-9999"]
