"""What an import put aside: listed for those who may write it, joined or dropped by them, and nobody else's to know."""

from datetime import date

import pytest

from graph_service.domain import records as r
from graph_service.domain import vocabulary as v
from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from graph_service.domain.schema import KINDS
from graph_service.domain.tables import tables_of
from graph_service.errors import InputError, NotFoundError, RejectedRowsError
from graph_service.services.aside_records import aside_records, drop_aside, join_aside
from graph_service.services.context import Context
from graph_service.services.importing import import_tables
from graph_service.services.record_reading import history
from tests.api.city import PROTECTED
from tests.api.serving import City, city_in_memory

MUNICIPALITY = (CallerRole.COORDINATOR, Agency.MUNICIPALITY)
POLICE = (CallerRole.COORDINATOR, Agency.POLICE)
CORRECTED = r.Membership(
    membership_id="M-1",
    person_id="P-0002",
    group_id="G-01",
    role=v.Role.ASSOCIATE,
    basis=v.Basis.FACT,
    valid_from=date(2020, 1, 1),
    source_id="S-1",
)
WHY = "they are not ours to say"


@pytest.fixture
def city() -> City:
    return city_in_memory()


def _as(city: City, pair: tuple[CallerRole, Agency]) -> Context:
    return city.place.context(city.caller(*pair))


def test_what_a_partner_brought_of_ours_waits_for_us_and_is_joined_as_a_correction(city: City) -> None:
    import_tables(_as(city, MUNICIPALITY), tables_of([CORRECTED]))
    assert aside_records(_as(city, MUNICIPALITY)) == ()
    (listed,) = aside_records(_as(city, POLICE))
    assert (listed.record, listed.agency) == ("memberships M-1", "municipality")
    looked = join_aside(_as(city, POLICE), [listed.aside_id], dry_run=True)
    assert [one.record_id for one in looked.records] == ["M-1"]
    assert len(aside_records(_as(city, POLICE))) == 1
    assert join_aside(_as(city, POLICE), [listed.aside_id]).has_changed
    assert aside_records(_as(city, POLICE)) == ()
    (row,) = city.place.store.get(KINDS["membership"], ["M-1"]).rows()
    assert row[KINDS["membership"].index["role"]] == v.Role.ASSOCIATE
    (change,) = history(_as(city, POLICE), KINDS["membership"], "M-1").changes
    assert {"role", "valid_from"} <= {cell.column for cell in change.before}
    acts = [entry.event.details.get("act") for entry in city.place.store.audit_trail()]
    assert acts.count("join_aside") == 1


def test_it_is_dropped_with_a_reason_and_nothing_is_written(city: City) -> None:
    import_tables(_as(city, MUNICIPALITY), tables_of([CORRECTED]))
    (listed,) = aside_records(_as(city, POLICE))
    before = city.place.store.content_hash()
    with pytest.raises(InputError, match="say why"):
        drop_aside(_as(city, POLICE), [listed.aside_id], reason="")
    assert drop_aside(_as(city, POLICE), [listed.aside_id], reason=WHY) == 1
    assert (aside_records(_as(city, POLICE)), city.place.store.content_hash()) == ((), before)


def test_what_touches_a_withheld_person_is_not_there_for_who_may_not_see_them(city: City) -> None:
    """Nobody learns by the list, nor by joining, that somebody is withheld."""
    seen = r.Tie(tie_id="T-9", person_a="P-0001", person_b=PROTECTED, kind=v.TieKind.KIN, source_id="S-1")
    import_tables(_as(city, (CallerRole.ANALYST, Agency.POLICE)), tables_of([seen]))
    assert city.place.aside.read()
    assert aside_records(_as(city, POLICE)) == ()
    admin = city.place.context(city.caller(CallerRole.ADMIN, Agency.POLICE, shows_protected=True))
    assert [listed.record for listed in aside_records(admin)] == ["ties T-9"]
    for aside_id in (aside_records(admin)[0].aside_id, "000000000000"):
        with pytest.raises(NotFoundError, match="nothing was put aside under"):
            join_aside(_as(city, POLICE), [aside_id])


def test_what_contradicts_the_store_by_now_is_refused_and_stays_aside(city: City) -> None:
    said = r.Attribution(
        attribution_id="A-9",
        incident_id="I-1",
        group_id="G-01",
        side=v.Side.SUSPECT,
        confidence=0.8,
        basis=v.Basis.FACT,
        source_id="S-1",
    )
    import_tables(_as(city, (CallerRole.ANALYST, Agency.MUNICIPALITY)), tables_of([said]))
    other = r.Attribution(
        attribution_id="A-8",
        incident_id="I-1",
        group_id="G-02",
        side=v.Side.SUSPECT,
        confidence=0.7,
        basis=v.Basis.FACT,
    )
    import_tables(_as(city, POLICE), tables_of([other]))
    (listed,) = aside_records(_as(city, POLICE))
    with pytest.raises(RejectedRowsError):
        join_aside(_as(city, POLICE), [listed.aside_id])
    assert len(aside_records(_as(city, POLICE))) == 1
