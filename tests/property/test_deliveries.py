"""A dry run says what the import then does, to the row, whatever is stored and whatever is delivered."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from graph_service.adapters.memory import MemoryStore
from graph_service.domain.caller import CallerRole
from graph_service.domain.delivery import Delivery, GoneChoice
from graph_service.domain.report import CaseHead, LoadReport
from graph_service.domain.rights import Agency
from graph_service.domain.row_lines import RowLines
from graph_service.domain.schema import KINDS, kind_of
from graph_service.domain.tables import Tables, tables_of
from graph_service.domain.vocabulary import Recipient
from graph_service.domain.write_summary import WriteSummary
from graph_service.domain.writes import WriteHow
from graph_service.errors import ActExistsError, GruppkartaError
from graph_service.services.importing import CheckedReport, Imported, import_case
from graph_service.services.undoing import undo_import
from graph_service.services.verifying import verify_store
from tests.api.serving import City, city_in
from tests.contract.delivery_contract import EVENT, NOW, corrections, held
from tests.rival import make

BEGINNING: list[Any] = [make.source("S"), *(make.person(f"P{i}") for i in range(3)), make.group("G0"), make.group("G1")]
_number = st.integers(0, 2)
_person = _number.map(lambda i: f"P{i}")
_day = st.sampled_from([None, date(2020, 10, 1), date(2020, 10, 2)])
_notification = st.builds(
    lambda key, person, planned, delivered: replace(
        make.notification(key, person, "2020-10-01"),
        planned_on=planned,
        delivered_on=delivered,
        delivered_to=None if delivered is None else Recipient.PERSON,
    ),
    _number.map(lambda i: f"N{i}"),
    _person,
    _day,
    _day,
)
_record: st.SearchStrategy[Any] = st.one_of(
    st.builds(make.person, _person, st.sampled_from([1990, 2001])),
    st.builds(make.group, st.sampled_from(["G0", "G1", "G2"])),
    st.builds(make.incident, _number.map(lambda i: f"I{i}"), st.sampled_from(["2020-05-01", "2020-06"])),
    st.builds(
        make.member,
        _number.map(lambda i: f"M{i}"),
        _person,
        st.sampled_from(["G0", "G1"]),
        st.sampled_from(["core", "leader"]),
        st.sampled_from([None, "2020-09-01"]),
    ),
    _notification,
)
_records = st.lists(
    _record, max_size=7, unique_by=lambda record: (kind_of(record).name, getattr(record, kind_of(record).key))
)
_deliveries = st.builds(
    Delivery,
    deliverer=st.sampled_from(["register", "other"]),
    as_of=st.sampled_from([None, date(2020, 11, 1), date(2020, 11, 8), date(2020, 11, 15)]),
    is_forced=st.booleans(),
    gone=st.sampled_from(GoneChoice),
)
_steps = st.lists(st.tuples(st.sampled_from(["import", "record", "undo"]), _records, _deliveries), max_size=6)


@dataclass(frozen=True)
class _Loaded:
    tables: Tables
    report: LoadReport
    lines: Mapping[str, RowLines] = field(default_factory=dict)


def _imported(
    city: City, pair: tuple[CallerRole, Agency], records: list[Any], delivery: Delivery, *, dry_run: bool
) -> Imported | type[GruppkartaError]:
    loaded = _Loaded(tables_of(records), LoadReport(CaseHead(), (), (), ()))
    try:
        return import_case(
            city.place.context(city.caller(*pair)), lambda _known: loaded, delivery=delivery, dry_run=dry_run
        )
    except GruppkartaError as error:
        return type(error)


@given(steps=_steps, pair=st.sampled_from([(CallerRole.ADMIN, Agency.POLICE), (CallerRole.ANALYST, Agency.POLICE)]))
def test_a_dry_run_is_what_the_import_then_does(
    steps: list[tuple[str, list[Any], Delivery]], pair: tuple[CallerRole, Agency]
) -> None:
    city = city_in(MemoryStore(), tables_of(BEGINNING))
    store = city.place.store
    for how, records, delivery in steps:
        before = held(store)
        brought = [*BEGINNING[:1], *records] if how == "import" else records
        if how == "record":
            try:
                store.write(tables_of(brought), EVENT, recorded_at=NOW, how=WriteHow.RECORD)
            except GruppkartaError:
                assert held(store) == before
            continue
        planned = _imported(city, pair, brought, delivery, dry_run=True)
        assert held(store) == before
        done = _imported(city, pair, brought, delivery, dry_run=False)
        if isinstance(planned, type):
            assert planned is done
            assert held(store) == before
            continue
        assert isinstance(planned.load, CheckedReport)
        assert isinstance(done, Imported)
        assert isinstance(done.write, WriteSummary)
        assert {name: n for name, n in done.write.kinds.items() if n.n_removed == 0} == planned.load.would_write
        assert done.write.gone == planned.load.gone
        _check_rows(before, held(store), done.write)
        if how == "undo" and held(store) != before:
            undo_import(city.place.context(city.caller(*pair)))
            assert held(store) == before
    assert verify_store(city.place.context()).is_whole
    acts = [correction.of for correction in corrections(store) if correction.of.startswith("notifications:")]
    assert acts == []  # nothing that is filled of an act was changed


def _check_rows(before: tuple[Any, ...], after: tuple[Any, ...], summary: WriteSummary) -> None:
    """Count the rows that are new, changed and gone by what is there."""
    for name in KINDS:
        rows_before = {row[0]: row for row in before[2][name]}
        rows_after = {row[0]: row for row in after[2][name]}
        gone = summary.gone.get(KINDS[name].table)
        n_ended, n_removed = (gone.n_ended, gone.n_removed) if gone else (0, 0)
        counts = summary.kinds.get(name)
        n_new, n_changed = (counts.n_new, counts.n_changed + counts.n_filled) if counts else (0, 0)
        assert len(rows_after.keys() - rows_before.keys()) == n_new
        assert len(rows_before.keys() - rows_after.keys()) == n_removed
        assert sum(rows_after.get(key, row) != row for key, row in rows_before.items()) == n_changed + n_ended


def test_an_act_that_says_otherwise_is_refused_by_both() -> None:
    city = city_in(MemoryStore(), tables_of(BEGINNING))
    pair = (CallerRole.ADMIN, Agency.POLICE)
    act = make.notification("N1", "P1", "2020-10-01")
    _imported(city, pair, [act], Delivery(), dry_run=False)
    other = replace(act, delivered_on=date(2020, 10, 2))
    assert _imported(city, pair, [other], Delivery(), dry_run=True) is ActExistsError
    assert _imported(city, pair, [other], Delivery(), dry_run=False) is ActExistsError
