"""The demo city: every figure the programme reports, asked of the records, and what the rows as a whole must be."""

import os
import re
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from graph_service.domain.case_rules import check_tables
from graph_service.domain.records import (
    Attribution,
    CallIn,
    Contact,
    Fact,
    FollowUp,
    Group,
    Incident,
    IncreasedFocus,
    Membership,
    Notification,
    Person,
    Response,
    Round,
    Supervision,
    SupportCase,
)
from graph_service.domain.schema import KINDS
from graph_service.domain.tables import hash_sum, row_hashes
from graph_service.domain.vocabulary import (
    Answer,
    CallInStatus,
    Channel,
    FactKind,
    IncidentStatus,
    Initiative,
    ResponseKind,
    Role,
    SupervisionKind,
    SupportKind,
    SupportStatus,
)
from loaders.demo_city import DEMO_AS_OF, demo_city
from tests.unit.demo_rows import (
    city,
    counted_shootings,
    days_of_messages,
    delivered,
    detained_since,
    every,
    groups_of,
    is_valid,
)

START = date(2018, 10, 24)
NOVEMBER = date(2020, 11, 1)


def content_hash() -> str:
    return f"{hash_sum(one for table in demo_city().values() for one in row_hashes(table)):032x}"


def november_visits() -> list[Notification]:
    return delivered(NOVEMBER)


def may_round() -> Round:
    (one,) = (one for one in every(Round) if one.starts_on.year == 2020 and one.starts_on.month == 5)
    return one


def may_visits() -> list[Notification]:
    return [one for one in every(Notification) if one.round_id == may_round().round_id and one.delivered_on]


def answers(visits: list[Notification]) -> Counter[ResponseKind]:
    keys = {one.notification_id for one in visits}
    return Counter(one.response for one in every(Response) if one.notification_id in keys)


def ignoring() -> str:
    """Return who was visited in November, ignored it, and was found with a weapon afterwards."""
    ignored = {one.notification_id for one in every(Response) if one.response is ResponseKind.IGNORES}
    armed = {row.person_id: row.occurred_on for row in _facts(FactKind.WEAPON_SEIZURE)}
    (person,) = (
        one.person_id
        for one in november_visits()
        if one.notification_id in ignored and one.delivered_on and armed.get(one.person_id, START) > one.delivered_on
    )
    return person


def _facts(kind: FactKind) -> list[Fact]:
    return [one for one in every(Fact) if one.kind is kind]


@pytest.mark.parametrize(("year", "number"), [(2017, 65), (2018, 47), (2019, 34)])
def test_shootings_of_a_year_are_as_reported(year: int, number: int) -> None:
    assert len(counted_shootings(date(year, 1, 1), date(year, 12, 31))) == number


def test_there_were_19_shootings_from_1_january_to_3_december_2020() -> None:
    assert len(counted_shootings(date(2020, 1, 1), DEMO_AS_OF)) == 19


def test_three_agencies_own_records_and_act_together() -> None:
    assert {one.owner_agency for one in every(Person)} == {"police", "municipality", "probation"}
    assert {agency for one in every(Notification) for agency in one.agencies} == {"police", "municipality", "probation"}


def test_24_persons_in_groups_tied_to_lethal_violence_were_visited_in_recent_weeks() -> None:
    fatal = {
        one.incident_id
        for one in every(Incident)
        if one.n_killed and one.status is IncidentStatus.CONFIRMED and one.group_involved is Answer.YES
        and one.occurred_on and one.occurred_on > DEMO_AS_OF - timedelta(365)
    }  # fmt: skip
    tied = {one.group_id for one in every(Attribution) if one.incident_id in fatal and one.confidence >= 0.5}
    visits = november_visits()
    assert len({one.person_id for one in visits}) == len(visits) == 24
    assert all(one.delivered_on and groups_of(one.person_id, one.delivered_on) & tied for one in visits)


def test_some_of_the_talks_were_held_at_a_probation_meeting_and_handed_over_there() -> None:
    held = {one.notification_id: one for one in november_visits() if one.channel is Channel.PROBATION_MEETING}
    assert held
    assert all("probation" in one.agencies for one in held.values())
    outside = (SupervisionKind.PROBATION, SupervisionKind.PAROLE)
    supervised = [one for one in every(Supervision) if one.kind in outside]
    for visit in held.values():
        day = visit.delivered_on or DEMO_AS_OF
        assert any(one.person_id == visit.person_id and is_valid(one, day) for one in supervised)
    handed = {one.notification_id for one in every(FollowUp) if one.agency == "probation"}
    assert held.keys() <= handed


def test_a_visit_says_which_message_was_given_and_what_help_was_offered() -> None:
    visits = november_visits()
    assert all(one.message_version and one.help_offered and one.delivered_to for one in visits)
    assert Counter(one.legal_exposure_given for one in visits)[True] > 12


def test_5_persons_wanted_help_on_the_spot() -> None:
    assert answers(november_visits())[ResponseKind.WANTS_HELP_ON_THE_SPOT] == 5


def test_persons_visited_got_in_touch_later_themselves() -> None:
    first = {one.person_id: one.delivered_on for one in reversed(delivered(START))}
    later = [
        one
        for one in every(Contact)
        if one.initiative is Initiative.PERSON and (day := first.get(one.person_id)) and one.contacted_on > day
    ]
    assert len(later) >= 5


def test_in_may_23_persons_were_visited_over_two_weeks_in_place_of_call_ins() -> None:
    days = [one.delivered_on for one in may_visits() if one.delivered_on]
    assert len({one.person_id for one in may_visits()}) == len(days) == 23
    assert (max(days) - min(days)).days < 14
    first, last = may_round().starts_on, may_round().ends_on
    assert last is not None
    cancelled = [one.planned_on for one in every(CallIn) if one.status is CallInStatus.CANCELLED]
    assert any(day and first <= day <= last for day in cancelled)


def test_7_of_the_23_sought_the_exit_programme_and_2_of_them_were_helped_to_move() -> None:
    visited = {one.person_id: one.delivered_on for one in may_visits() if one.delivered_on}
    opened = [one for one in every(SupportCase) if one.opened_on > visited.get(one.person_id, DEMO_AS_OF)]
    exits = {one.person_id for one in opened if one.kind is SupportKind.EXIT_PROGRAMME}
    moved = {
        one.person_id
        for one in opened
        if one.kind is SupportKind.RELOCATION and one.status is SupportStatus.COMPLETED
    }  # fmt: skip
    assert (len(exits), len(moved), moved <= exits) == (7, 2, True)


def test_more_than_100_persons_were_visited_since_the_start_and_several_more_than_once() -> None:
    visits = Counter(one.person_id for one in delivered(START))
    assert len(visits) == 112
    assert sum(number > 1 for number in visits.values()) >= 10
    assert delivered(date(2000, 1, 1), START - timedelta(1)) == []


def test_call_ins_were_held_until_the_pandemic_and_then_replaced_by_notifications() -> None:
    held = [one.held_on for one in every(CallIn) if one.status is CallInStatus.HELD]
    cancelled = [one.planned_on for one in every(CallIn) if one.status is CallInStatus.CANCELLED]
    assert max(day for day in held if day) < date(2020, 3, 1)
    assert all(day and day > date(2020, 3, 1) for day in cancelled)
    assert len(held) == 5
    assert cancelled


def test_one_of_the_most_violent_group_ignored_the_message_and_is_remanded_after_a_weapon_was_found() -> None:
    person = ignoring()
    (visit,) = (one for one in november_visits() if one.person_id == person)
    (focus,) = (one for one in every(IncreasedFocus) if one.ends_on is None)
    (seizure,) = (one for one in _facts(FactKind.WEAPON_SEIZURE) if one.person_id == person)
    (remand,) = (one for one in every(Supervision) if one.person_id == person and one.kind is SupervisionKind.REMAND)
    assert groups_of(person, DEMO_AS_OF) == {focus.group_id}
    assert visit.delivered_on is not None
    assert remand.valid_from is not None
    assert visit.delivered_on < focus.starts_on < seizure.occurred_on < remand.valid_from
    assert is_valid(remand)


def test_his_membership_is_an_assessment_with_a_source_and_a_date() -> None:
    rows = [one for one in every(Membership) if one.person_id == ignoring()]
    assert all(one.source_id and one.valid_from and one.review_by for one in rows)
    assert {one.role for one in rows} == {Role.CORE}


def test_over_40_persons_are_detained_now_as_suspects_or_convicted() -> None:
    assert len(detained_since()) == 44
    kinds = {one.kind for one in every(Supervision) if is_valid(one) and one.person_id in detained_since()}
    assert {SupervisionKind.REMAND, SupervisionKind.PRISON} <= kinds


def test_a_majority_of_the_detained_had_been_at_a_call_in_or_had_a_notification_before() -> None:
    since = detained_since()
    before = [one for one, day in since.items() if any(heard < day for heard in days_of_messages(one))]
    assert len(before) > len(since) / 2


def test_increased_focus_has_a_reason_a_start_and_an_end() -> None:
    focuses = every(IncreasedFocus)
    assert all(one.reason and one.measures for one in focuses)
    assert [one.end_reason is not None for one in focuses] == [one.ends_on is not None for one in focuses]
    assert Counter(one.ends_on is None for one in focuses) == {False: 3, True: 1}


def test_there_are_about_400_persons_in_12_groups_that_exist_now() -> None:
    assert 380 <= len(every(Person)) <= 420
    assert sum(one.valid_to is None for one in every(Group)) == 12


def test_every_kind_of_record_has_rows() -> None:
    assert list(city()) == list(KINDS)


def test_no_row_is_refused() -> None:
    assert check_tables(city(), today=DEMO_AS_OF) == []


def test_every_field_is_filled_somewhere() -> None:
    empty = {
        f"{name}.{field.name}"
        for name, table in city().items()
        for field, column in zip(table.kind.fields, table.columns, strict=True)
        if field.name != "note" and not any(value not in (None, ()) for value in column)
    }
    assert empty == set()


def test_labels_and_names_are_neutral() -> None:
    for person in every(Person):
        assert re.fullmatch(r"P-\d{4}", person.label)
        assert all(re.fullmatch(r"Demo \d{4}", name) for name in person.names)


def test_the_same_rows_are_made_every_time_whatever_the_seed_of_hashes() -> None:
    ask = "from tests.unit.test_demo_city import content_hash; print(content_hash())"
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    command, root = [sys.executable, "-c", ask], Path(__file__).parents[2]
    other = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, check=True)
    assert other.stdout.strip() == content_hash()


def test_the_rows_are_those_of_this_version() -> None:
    assert content_hash() == "d1e48c2438369767a30abe96ff79e12d"
