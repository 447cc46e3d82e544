"""Finding persons, seeing what is recorded, erasing them; the list of groups; pages."""

from dataclasses import replace
from datetime import date

import pytest

from graph_service.analysis.groups import GROUP
from graph_service.analysis.network import NETWORK
from graph_service.analysis.result import plain
from graph_service.domain import records as r
from graph_service.domain.caller import LOCAL_CALLER, CallerRole
from graph_service.domain.rights import Agency
from graph_service.domain.schema import KINDS
from graph_service.domain.store_content import Residue
from graph_service.domain.tables import tables_of
from graph_service.domain.use_case import Paging
from graph_service.errors import AccessError, InputError, NotFoundError
from graph_service.services import persons
from graph_service.services.erasing import erase_person
from graph_service.services.importing import import_tables
from graph_service.services.paging import page_by_id, page_of
from graph_service.services.persons import MAX_QUERY, PersonBrief, person, search
from tests.api.city import AS_OF, PROTECTED, VICTIM
from tests.api.serving import ADMIN, City, city_in_memory
from tests.asking import ask
from tests.rival import make

ANALYST = (CallerRole.ANALYST, Agency.POLICE)
EXIT_WORKER = (CallerRole.EXIT_WORKER, Agency.MUNICIPALITY)
OFFICER = (CallerRole.PROBATION, Agency.PROBATION)


@pytest.fixture
def city() -> City:
    return city_in_memory()


def _found(city: City, pair: tuple[CallerRole, Agency], query: str) -> list[str]:
    answer = search(city.place.context(city.caller(*pair)), query=query, as_of=AS_OF)
    return [one.person_id for one in answer.persons]


@pytest.mark.parametrize("query", ["P-0001", "p-0001", "Falk", "fal", " FALK "])
def test_a_person_is_found_by_part_of_id_or_label(city: City, query: str) -> None:
    assert _found(city, ANALYST, query) == ["P-0001"]


def test_names_are_searched_for_those_who_see_them(city: City) -> None:
    assert _found(city, OFFICER, "canary-identity-person-names") == ["P-0001", "P-0002", "P-0003"]
    assert _found(city, ANALYST, "canary-identity-person-names") == []
    briefs = search(city.place.context(city.caller(*ANALYST)), as_of=AS_OF).persons
    assert {(one.names, one.aliases) for one in briefs} == {(None, None)}
    shown = search(city.place.context(city.caller(*ADMIN)), query="Falk", as_of=AS_OF).persons
    assert [(one.names, one.aliases) for one in shown] == [
        (("CANARY-IDENTITY-person-names",), ("CANARY-IDENTITY-person-aliases",))
    ]


def test_whether_somebody_hidden_has_a_name_is_never_told(city: City) -> None:
    hit, miss = (
        search(city.place.context(city.caller(*OFFICER)), query=text, as_of=AS_OF) for text in ("HIDDEN", "nobody")
    )
    assert hit.persons == miss.persons == ()
    assert hit.n_total == miss.n_total == 0
    assert hit.notes == miss.notes


def test_rows_of_one_person_are_one_hit(city: City) -> None:
    same = make.same("SP-1", "P-0001", "P-0002", "2020-01-01")
    import_tables(city.place.context(city.caller(*ADMIN)), tables_of([same]))
    assert _found(city, ANALYST, "Lo") == ["P-0001"]
    detail = person(city.place.context(city.caller(*ANALYST)), person_id="P-0002", as_of=AS_OF)
    assert detail.person_id == "P-0001"
    assert [row.record_id for row in detail.rows] == ["P-0001", "P-0002"]


def test_a_text_that_is_too_long_is_refused(city: City) -> None:
    with pytest.raises(InputError, match="at most 100 characters"):
        search(city.place.context(city.caller(*ADMIN)), query="x" * (MAX_QUERY + 1))


def test_a_query_may_be_a_name_and_is_not_kept(city: City) -> None:
    search(city.place.context(city.caller(*ADMIN)), query="Falk Falksson")
    event = city.place.store.audit_trail()[-1].event
    assert "Falk" not in str(event)
    assert event.details["n_characters"] == 13


def test_records_are_seen_field_by_field(city: City) -> None:
    seen = {
        one.kind: one
        for one in person(city.place.context(city.caller(*ANALYST)), person_id="P-0001", as_of=AS_OF).records
    }
    assert set(seen) == {"membership", "tie", "involvement", "notification", "response", "follow_up"}
    assert seen["membership"].fields["role"] == "leader"
    assert seen["notification"].fields["channel"] == "home"
    assert "help_offered" not in seen["notification"].fields
    assert seen["notification"].n_fields_withheld == 3
    assert seen["response"].fields == {
        "notification_id": "N-1",
        "responded_on": date(2020, 7, 1),
        "response": "accepts_help",
    }


def test_support_is_for_the_municipality(city: City) -> None:
    detail = person(city.place.context(city.caller(*EXIT_WORKER)), person_id="P-0001", as_of=AS_OF)
    assert [one.kind for one in detail.records] == ["notification", "response", "support_case", "follow_up"]
    (row,) = detail.rows
    assert row.fields["names"] == ("CANARY-IDENTITY-person-names",)
    (left_out, tables) = detail.notes
    assert left_out.code == "record_withheld"
    assert tables.text.startswith("tables are withheld from you: facts, memberships")


def test_a_tie_is_left_out_if_its_other_end_is_hidden(city: City) -> None:
    detail = person(city.place.context(city.caller(*ANALYST)), person_id="P-0001", as_of=AS_OF)
    ends = {one.fields["person_b"] for one in detail.records if one.kind == "tie"}
    assert ends == {"P-0002"}


def test_a_hidden_person_has_no_rows_and_no_records(city: City) -> None:
    detail = person(city.place.context(city.caller(*ANALYST)), person_id=PROTECTED, as_of=AS_OF)
    assert (detail.person_id, detail.label, detail.rows, detail.records) == ("withheld", "withheld", (), ())
    assert PROTECTED not in str(plain(detail))
    assert city.place.store.audit_trail()[-1].event.details["n_subjects"] == 1


def test_everybody_whom_a_detail_names_is_a_subject(city: City) -> None:
    person(city.place.context(city.caller(*ADMIN, shows_protected=True)), person_id="P-0001", as_of=AS_OF)
    assert city.place.store.audit_trail()[-1].event.details["n_subjects"] == 3


def test_a_person_who_is_not_there_is_not_found(city: City) -> None:
    with pytest.raises(NotFoundError, match="no person 'P-9999'"):
        person(city.place.context(city.caller(*ADMIN)), person_id="P-9999")


def test_the_local_caller_sees_and_leaves_no_trace(city: City) -> None:
    before = len(city.place.store.audit_trail())
    assert len(search(city.place.context(LOCAL_CALLER)).persons) == 5
    assert person(city.place.context(LOCAL_CALLER), person_id=VICTIM).rows
    assert len(city.place.store.audit_trail()) == before


def test_an_erased_person_is_gone_with_every_record_and_the_trail_forgets_him(city: City) -> None:
    admin = city.caller(*ADMIN)
    person(city.place.context(admin), person_id="P-0001", as_of=AS_OF)
    before = city.place.store.content_hash()
    would = erase_person(city.place.context(admin), person_id="P-0001", reason="the review said so", dry_run=True)
    assert (city.place.store.content_hash(), would.is_done) == (before, False)
    assert city.place.store.audit_trail()[-1].event.details["dry_run"] == "yes"
    erased = erase_person(city.place.context(admin), person_id="P-0001", reason="the review said so", dry_run=False)
    assert erased == replace(would, is_done=True, residue=Residue.NOTHING)
    assert (erased.n_records, sum(erased.records.values()), erased.stay) == (8, 8, ())  # and one of support
    assert not len(city.place.store.get(KINDS["person"], {"P-0001"}))
    assert _found(city, ADMIN, "P-0001") == []
    event = city.place.store.audit_trail()[-2].event
    assert (event.action, event.details["reason"], event.details["n_subjects"]) == ("erase", "the review said so", 1)
    assert "P-0001" not in str(city.place.store.audit_trail())


def test_whoever_is_held_to_be_the_same_person_stays_and_is_named(city: City) -> None:
    same = make.same("SP-9", "P-0001", "P-0002", "2020-06-01")
    import_tables(city.place.context(city.caller(*ADMIN)), tables_of([same]))
    for one, other in (("P-0001", "P-0002"), ("P-0002", "P-0001")):
        would = erase_person(
            city.place.context(city.caller(*ADMIN)), person_id=one, reason="the review said so", dry_run=True
        )
        assert would.stay == (other,)
        assert would.records["same_persons"] == 1


@pytest.mark.parametrize("reason", ["", "too short", "x" * 501, "two\nlines of a reason"])
def test_an_erasure_has_a_reason(city: City, reason: str) -> None:
    with pytest.raises(InputError, match="say why"):
        erase_person(city.place.context(city.caller(*ADMIN)), person_id="P-0001", reason=reason, dry_run=False)


def test_nobody_else_may_erase_and_nobody_who_is_not_there_is_erased(city: City) -> None:
    with pytest.raises(AccessError):
        erase_person(
            city.place.context(city.caller(*OFFICER)), person_id="P-0001", reason="the review said so", dry_run=False
        )
    with pytest.raises(NotFoundError):
        erase_person(
            city.place.context(city.caller(*ADMIN)), person_id="P-9999", reason="the review said so", dry_run=False
        )


def test_a_group_is_shown_with_the_incidents_behind_its_numbers(city: City) -> None:
    found = ask(city.place, city.caller(*ANALYST), GROUP, group_id="G-01", as_of=AS_OF)
    assert found.group.group_id == "G-01"
    assert {one.incident_id for one in found.group.evidence} == {"I-1"}
    assert found.measure == "group"


def test_a_group_that_is_not_on_the_scorecard_is_not_found(city: City) -> None:
    admin = city.caller(*ADMIN)
    gone = r.Group(group_id="G-00", name="Gone", valid_to=date(2010, 1, 1))
    import_tables(city.place.context(admin), tables_of([gone]))
    with pytest.raises(NotFoundError, match="no row of its own on 2020-12-03"):
        ask(city.place, admin, GROUP, group_id="G-00", as_of=AS_OF)
    with pytest.raises(NotFoundError, match=r"did you mean G-00\?"):
        ask(city.place, admin, GROUP, group_id="G-0", as_of=AS_OF)
    with pytest.raises(NotFoundError, match=r"there is no group 'xyz'$"):
        ask(city.place, admin, NETWORK, groups=["xyz"])


@pytest.mark.parametrize(
    ("after", "limit", "expected"),
    [
        (None, None, (("a", "b", "c"), None)),
        (None, 2, (("a", "b"), "b")),
        ("b", 2, (("c",), None)),
        ("aa", 1, (("b",), "b")),
        ("c", 1, ((), None)),
        (None, 3, (("a", "b", "c"), None)),
    ],
)
def test_a_page_begins_after_an_id(
    after: str | None, limit: int | None, expected: tuple[tuple[str, ...], str | None]
) -> None:
    assert page_by_id(["a", "b", "c"], key=str, after=after, limit=limit) == expected


@pytest.mark.parametrize(
    ("after", "limit", "expected"),
    [
        (0, None, (("c", "a", "b"), None)),
        (0, 2, (("c", "a"), 2)),
        (2, 2, (("b",), None)),
        (1, 1, (("a",), 2)),
        (3, 1, ((), None)),
        (9, None, ((), None)),
        (0, 3, (("c", "a", "b"), None)),
    ],
)
def test_a_page_of_rows_in_an_order_of_their_own_begins_after_so_many(
    city: City, after: int, limit: int | None, expected: tuple[tuple[str, ...], int | None]
) -> None:
    found = persons.search(city.place.context(city.caller(*ADMIN)), as_of=AS_OF)
    rows = tuple(PersonBrief(name, name, None, None) for name in "cab")
    page = page_of(replace(found, persons=rows, next_after=None), Paging("persons"), after=after, limit=limit)
    assert (tuple(row.label for row in page.persons), page.next_after) == expected


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(2201, 1, 1)])
def test_a_day_that_cannot_be_meant_is_refused(city: City, day: date) -> None:
    with pytest.raises(InputError, match="give a day from 1900-01-01 to 2200-12-31"):
        city.place.context().snapshot(day)


def test_days_of_one_content_share_the_records_and_few_are_kept(city: City) -> None:
    first = city.place.context().snapshot(date(2020, 1, 1))
    others = [city.place.context().snapshot(date(2020, 1, day)) for day in range(2, 12)]
    assert {id(one.frames) for one in others} == {id(first.frames)}
    assert city.place.context().snapshot(date(2020, 1, 11)) is others[-1]
    assert city.place.context().snapshot(date(2020, 1, 1)) is not first


def test_a_change_of_the_store_is_seen_at_once(city: City) -> None:
    before = city.place.context().snapshot(AS_OF)
    changed = replace(r.Person(person_id="P-2000", label="Ny", protected_identity=False), owner_agency="police")
    import_tables(city.place.context(city.caller(*ADMIN)), tables_of([changed]))
    after = city.place.context().snapshot(AS_OF)
    assert (len(after["person"]), len(before["person"])) == (6, 5)
    assert persons.search(city.place.context(city.caller(*ADMIN)), query="Ny", as_of=AS_OF).n_total == 1
