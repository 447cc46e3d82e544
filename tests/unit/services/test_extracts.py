"""Extracts for another agency, lanes in part, names on request: what they hold, and what is refused."""

from datetime import date

import pytest

from graph_service.analysis.priorities import LaneParameters
from graph_service.analysis.priorities_parts import LaneName
from graph_service.domain import records as r
from graph_service.domain.caller import LOCAL_CALLER, Caller, CallerRole
from graph_service.domain.rights import RIGHTS, Agency, received_by
from graph_service.domain.tables import tables_of
from graph_service.domain.vocabulary import DataClass, SupervisionKind
from graph_service.errors import AccessError, InputError
from graph_service.services.finding import find
from graph_service.services.importing import import_tables
from graph_service.services.lane_filters import LaneFilters, filtered_lane, supervising_agencies
from graph_service.services.person_names import names
from graph_service.services.persons import person, search
from tests.api.city import AS_OF, PROTECTED, VICTIM
from tests.api.serving import ADMIN, City, city_in_memory

MESSAGE = LaneParameters(lane=LaneName.MESSAGE)
SAFETY = LaneParameters(lane=LaneName.SAFETY)
ANALYST = (CallerRole.ANALYST, Agency.POLICE)
OFFICER = (CallerRole.PROBATION, Agency.PROBATION)


@pytest.fixture
def city() -> City:
    return city_in_memory()


def _listed(city: City, caller: Caller, filters: LaneFilters, parameters: LaneParameters = MESSAGE) -> list[str]:
    shown = filtered_lane(city.place.context(caller), parameters, filters, as_of=AS_OF)
    return [row.person.person_id for row in shown.lane.rows]


@pytest.mark.parametrize("pair", RIGHTS, ids=lambda pair: f"{pair[0].value} of {pair[1].value}")
@pytest.mark.parametrize("agency", Agency)
def test_an_extract_is_within_what_its_maker_and_its_agency_see(
    pair: tuple[CallerRole, Agency], agency: Agency
) -> None:
    context = city_in_memory().place.context(Caller("x", pair[1].value, pair[0], "a test", shows_protected=True))
    assert context.made_for(agency).classes == RIGHTS[pair] & received_by(agency)
    assert DataClass.PROTECTED not in context.made_for(agency).classes


def test_an_extract_for_nobody_is_refused(city: City) -> None:
    with pytest.raises(InputError, match="there is no agency 'navy'; it is one of police"):
        city.place.context(LOCAL_CALLER).made_for("navy")


def test_an_extract_withholds_persons_from_every_question(city: City) -> None:
    context = city.place.context(city.caller(*ADMIN, shows_protected=True))
    extract = context.made_for("probation_service")
    assert {PROTECTED, VICTIM} <= {one.person_id for one in search(context, as_of=AS_OF).persons}
    assert not {PROTECTED, VICTIM} & {one.person_id for one in search(extract, as_of=AS_OF).persons}
    assert person(extract, person_id=VICTIM, as_of=AS_OF).records == ()
    with pytest.raises(AccessError, match="municipality may see nothing of priorities"):
        filtered_lane(context.made_for("municipality"), MESSAGE, LaneFilters(), as_of=AS_OF)


def test_without_a_filter_a_lane_is_whole(city: City) -> None:
    shown = filtered_lane(city.place.context(), MESSAGE, LaneFilters(), as_of=None)
    assert (shown.n_listed, shown.n_withheld, shown.change) == (len(shown.lane.rows), 0, None)
    assert not [note for note in shown.lane.notes if note.code == "filtered"]


def test_a_lane_of_whom_an_agency_supervises(city: City) -> None:
    rows = [
        r.Supervision(
            supervision_id="SU-1",
            person_id="P-0001",
            kind=SupervisionKind.PROBATION,
            valid_from=date(2020, 1, 1),
            agency="probation_service",
            next_meeting_on=date(2020, 12, 17),
        ),
        r.Supervision(supervision_id="SU-2", person_id="P-0002", kind=SupervisionKind.PROBATION),
        r.Supervision(
            supervision_id="SU-3",
            person_id="P-0003",
            kind=SupervisionKind.PAROLE,
            valid_to=date(2020, 11, 1),
            agency="elsewhere",
        ),
    ]
    import_tables(city.place.context(city.caller(*ADMIN)), tables_of(rows))
    context = city.place.context(LOCAL_CALLER)
    assert supervising_agencies(context, AS_OF) == ("probation_service",)
    assert _listed(city, LOCAL_CALLER, LaneFilters(agency="probation_service")) == ["P-0001"]
    assert _listed(city, LOCAL_CALLER, LaneFilters(meeting=True)) == ["P-0001"]
    assert set(_listed(city, LOCAL_CALLER, LaneFilters(supervised=True))) == {"P-0001", "P-0002"}
    shown = filtered_lane(context, MESSAGE, LaneFilters(agency="probation_service"), as_of=AS_OF)
    assert [(note.n, note.text) for note in shown.lane.notes if note.code == "filtered"] == [
        (shown.n_listed - 1, "persons of the list are not shown: not supervised by probation_service")
    ]
    assert shown.lane.parameters["agency"] == "probation_service"


def test_only_whom_a_filter_shows_was_looked_at(city: City) -> None:
    context = city.place.context(city.caller(*OFFICER))
    whole = filtered_lane(context, MESSAGE, LaneFilters(), as_of=AS_OF).lane
    part = filtered_lane(context, MESSAGE, LaneFilters(new=True, since=date(2020, 11, 26)), as_of=AS_OF).lane
    assert part.rows == ()
    *_, all_seen, _earlier, none_seen = city.place.store.audit_trail()
    n_seen = sum(row.person.person_id != "withheld" for row in whole.rows)
    assert all_seen.event.details["n_subjects"] == n_seen > 0
    assert not none_seen.event.details.get("n_subjects")


def test_rows_joined_since_are_the_same_person_on_both_days(city: City) -> None:
    before = set(_listed(city, LOCAL_CALLER, LaneFilters(since=date(2020, 11, 28), new=True)))
    joined = r.SamePerson(
        same_person_id="SP-1",
        person_a="P-0001",
        person_b="P-0002",
        decided_by="a test",
        decided_on=date(2020, 12, 1),
        reason="they are one",
    )
    import_tables(city.place.context(city.caller(*ADMIN)), tables_of([joined]))
    context = city.place.context(LOCAL_CALLER)
    change = filtered_lane(context, MESSAGE, LaneFilters(since=date(2020, 11, 28)), as_of=AS_OF).change
    assert before == set()
    assert change is not None
    assert (change.new, change.left) == (frozenset(), ())


def test_a_day_to_compare_with_is_before_the_day(city: City) -> None:
    with pytest.raises(InputError, match="2020-12-03 is not before 2020-12-03"):
        filtered_lane(city.place.context(), MESSAGE, LaneFilters(since=AS_OF), as_of=AS_OF)


def test_who_left_is_told_as_far_as_the_caller_sees_them(city: City) -> None:
    later = date(2021, 11, 25)  # a victim is listed for 365 days
    shown = filtered_lane(city.place.context(), SAFETY, LaneFilters(since=AS_OF), as_of=later)
    assert shown.change is not None
    assert [card.person_id for card in shown.change.left] != []
    seen = filtered_lane(
        city.place.context(city.caller(*OFFICER)), SAFETY, LaneFilters(since=AS_OF), as_of=later
    ).change
    assert seen is not None
    assert not {PROTECTED, VICTIM, "withheld"} & {card.person_id for card in seen.left}


def test_names_are_for_who_sees_them_and_of_nobody_withheld(city: City) -> None:
    named = names(city.place.context(city.caller(*OFFICER)), person_ids=["P-0002", "P-0001"], as_of=AS_OF)
    assert [(one.person_id, one.names) for one in named.persons] == [
        ("P-0001", ("CANARY-IDENTITY-person-names",)),
        ("P-0002", ("CANARY-IDENTITY-person-names",)),
    ]
    with pytest.raises(AccessError, match="may not use names"):
        names(city.place.context(city.caller(*ANALYST)), person_ids=["P-0001"])
    with pytest.raises(AccessError, match="withheld from you"):
        names(city.place.context(city.caller(*OFFICER)), person_ids=[PROTECTED])


def test_finding_says_by_what_and_which_is_just_that(city: City) -> None:
    found = find(city.place.context(), query="norr", as_of=AS_OF)
    assert [(match.kind, match.record_id, match.by, match.is_exact) for match in found.matches] == [
        ("group", "G-01", "name", True)
    ]
    assert found.only == found.matches[0]
    everything = find(city.place.context(), query="0", as_of=AS_OF)
    assert everything.only is None
    assert {match.kind for match in everything.matches} == {"person", "group", "conflict"}


def test_records_that_are_referred_to_stand_beside_those_of_a_person(city: City) -> None:
    detail = person(city.place.context(city.caller(*ADMIN)), person_id="P-0001", as_of=AS_OF)
    assert {(one.kind, one.record_id) for one in detail.referred} == {
        ("group", "G-01"),
        ("incident", "I-1"),
        ("source", "S-1"),
    }
    assert not any("note" in one.fields for one in detail.referred)  # protected, and not asked for
    helper = city.caller(CallerRole.EXIT_WORKER, Agency.MUNICIPALITY)
    assert person(city.place.context(helper), person_id="P-0001", as_of=AS_OF).referred == ()
