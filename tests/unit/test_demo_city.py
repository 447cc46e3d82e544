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
    return f"{hash_sum(row_hash for table in demo_city().values() for row_hash in row_hashes(table)):032x}"


def november_visits() -> list[Notification]:
    return delivered(NOVEMBER)


def may_round() -> Round:
    (may,) = (row for row in every(Round) if row.starts_on.year == 2020 and row.starts_on.month == 5)
    return may


def may_visits() -> list[Notification]:
    return [
        notification
        for notification in every(Notification)
        if notification.round_id == may_round().round_id and notification.delivered_on
    ]


def answers(visits: list[Notification]) -> Counter[ResponseKind]:
    keys = {visit.notification_id for visit in visits}
    return Counter(response.response for response in every(Response) if response.notification_id in keys)


def ignoring() -> str:
    """Return who was visited in November, ignored it, and was found with a weapon afterwards."""
    ignored = {response.notification_id for response in every(Response) if response.response is ResponseKind.IGNORES}
    armed = {row.person_id: row.occurred_on for row in _facts(FactKind.WEAPON_SEIZURE)}
    (person,) = (
        notification.person_id
        for notification in november_visits()
        if notification.notification_id in ignored
        and notification.delivered_on
        and armed.get(notification.person_id, START) > notification.delivered_on
    )
    return person


def _facts(kind: FactKind) -> list[Fact]:
    return [fact for fact in every(Fact) if fact.kind is kind]


@pytest.mark.parametrize(("year", "number"), [(2017, 65), (2018, 47), (2019, 34)])
def test_shootings_of_a_year_are_as_reported(year: int, number: int) -> None:
    assert len(counted_shootings(date(year, 1, 1), date(year, 12, 31))) == number


def test_there_were_19_shootings_from_1_january_to_3_december_2020() -> None:
    assert len(counted_shootings(date(2020, 1, 1), DEMO_AS_OF)) == 19


def test_three_agencies_own_records_and_act_together() -> None:
    assert {person.owner_agency for person in every(Person)} == {"police", "municipality", "probation"}
    assert {agency for notification in every(Notification) for agency in notification.agencies} == {
        "police",
        "municipality",
        "probation",
    }


def test_24_persons_in_groups_tied_to_lethal_violence_were_visited_in_recent_weeks() -> None:
    fatal = {
        incident.incident_id
        for incident in every(Incident)
        if incident.n_killed and incident.status is IncidentStatus.CONFIRMED and incident.group_involved is Answer.YES
        and incident.occurred_on and incident.occurred_on > DEMO_AS_OF - timedelta(365)
    }  # fmt: skip
    tied = {
        attribution.group_id
        for attribution in every(Attribution)
        if attribution.incident_id in fatal and attribution.confidence >= 0.5
    }
    visits = november_visits()
    assert len({visit.person_id for visit in visits}) == len(visits) == 24
    assert all(visit.delivered_on and groups_of(visit.person_id, visit.delivered_on) & tied for visit in visits)


def test_some_of_the_talks_were_held_at_a_probation_meeting_and_handed_over_there() -> None:
    held = {
        notification.notification_id: notification
        for notification in november_visits()
        if notification.channel is Channel.PROBATION_MEETING
    }
    assert held
    assert all("probation" in visit.agencies for visit in held.values())
    outside = (SupervisionKind.PROBATION, SupervisionKind.PAROLE)
    supervised = [supervision for supervision in every(Supervision) if supervision.kind in outside]
    for visit in held.values():
        day = visit.delivered_on or DEMO_AS_OF
        assert any(
            supervision.person_id == visit.person_id and is_valid(supervision, day) for supervision in supervised
        )
    handed = {follow_up.notification_id for follow_up in every(FollowUp) if follow_up.agency == "probation"}
    assert held.keys() <= handed


def test_a_visit_says_which_message_was_given_and_what_help_was_offered() -> None:
    visits = november_visits()
    assert all(visit.message_version and visit.help_offered and visit.delivered_to for visit in visits)
    assert Counter(visit.legal_exposure_given for visit in visits)[True] > 12


def test_5_persons_wanted_help_on_the_spot() -> None:
    assert answers(november_visits())[ResponseKind.WANTS_HELP_ON_THE_SPOT] == 5


def test_persons_visited_got_in_touch_later_themselves() -> None:
    first = {notification.person_id: notification.delivered_on for notification in reversed(delivered(START))}
    later = [
        contact
        for contact in every(Contact)
        if contact.initiative is Initiative.PERSON
        and (day := first.get(contact.person_id))
        and contact.contacted_on > day
    ]
    assert len(later) >= 5


def test_in_may_23_persons_were_visited_over_two_weeks_in_place_of_call_ins() -> None:
    days = [notification.delivered_on for notification in may_visits() if notification.delivered_on]
    assert len({notification.person_id for notification in may_visits()}) == len(days) == 23
    assert (max(days) - min(days)).days < 14
    first, last = may_round().starts_on, may_round().ends_on
    assert last is not None
    cancelled = [call_in.planned_on for call_in in every(CallIn) if call_in.status is CallInStatus.CANCELLED]
    assert any(day and first <= day <= last for day in cancelled)


def test_7_of_the_23_sought_the_exit_programme_and_2_of_them_were_helped_to_move() -> None:
    visited = {
        notification.person_id: notification.delivered_on for notification in may_visits() if notification.delivered_on
    }
    opened = [
        support_case
        for support_case in every(SupportCase)
        if support_case.opened_on > visited.get(support_case.person_id, DEMO_AS_OF)
    ]
    exits = {support_case.person_id for support_case in opened if support_case.kind is SupportKind.EXIT_PROGRAMME}
    moved = {
        support_case.person_id
        for support_case in opened
        if support_case.kind is SupportKind.RELOCATION and support_case.status is SupportStatus.COMPLETED
    }  # fmt: skip
    assert (len(exits), len(moved), moved <= exits) == (7, 2, True)


def test_more_than_100_persons_were_visited_since_the_start_and_several_more_than_once() -> None:
    visits = Counter(notification.person_id for notification in delivered(START))
    assert len(visits) == 112
    assert sum(number > 1 for number in visits.values()) >= 10
    assert delivered(date(2000, 1, 1), START - timedelta(1)) == []


def test_call_ins_were_held_until_the_pandemic_and_then_replaced_by_notifications() -> None:
    held = [call_in.held_on for call_in in every(CallIn) if call_in.status is CallInStatus.HELD]
    cancelled = [call_in.planned_on for call_in in every(CallIn) if call_in.status is CallInStatus.CANCELLED]
    assert max(day for day in held if day) < date(2020, 3, 1)
    assert all(day and day > date(2020, 3, 1) for day in cancelled)
    assert len(held) == 5
    assert cancelled


def test_one_of_the_most_violent_group_ignored_the_message_and_is_remanded_after_a_weapon_was_found() -> None:
    person = ignoring()
    (visit,) = (notification for notification in november_visits() if notification.person_id == person)
    (focus,) = (increased_focus for increased_focus in every(IncreasedFocus) if increased_focus.ends_on is None)
    (seizure,) = (fact for fact in _facts(FactKind.WEAPON_SEIZURE) if fact.person_id == person)
    (remand,) = (
        supervision
        for supervision in every(Supervision)
        if supervision.person_id == person and supervision.kind is SupervisionKind.REMAND
    )
    assert groups_of(person, DEMO_AS_OF) == {focus.group_id}
    assert visit.delivered_on is not None
    assert remand.valid_from is not None
    assert visit.delivered_on < focus.starts_on < seizure.occurred_on < remand.valid_from
    assert is_valid(remand)


def test_his_membership_is_an_assessment_with_a_source_and_a_date() -> None:
    rows = [membership for membership in every(Membership) if membership.person_id == ignoring()]
    assert all(row.source_id and row.valid_from and row.review_by for row in rows)
    assert {row.role for row in rows} == {Role.CORE}


def test_over_40_persons_are_detained_now_as_suspects_or_convicted() -> None:
    assert len(detained_since()) == 44
    kinds = {
        supervision.kind
        for supervision in every(Supervision)
        if is_valid(supervision) and supervision.person_id in detained_since()
    }
    assert {SupervisionKind.REMAND, SupervisionKind.PRISON} <= kinds


def test_a_majority_of_the_detained_had_been_at_a_call_in_or_had_a_notification_before() -> None:
    since = detained_since()
    before = [person for person, day in since.items() if any(heard < day for heard in days_of_messages(person))]
    assert len(before) > len(since) / 2


def test_increased_focus_has_a_reason_a_start_and_an_end() -> None:
    focuses = every(IncreasedFocus)
    assert all(focuse.reason and focuse.measures for focuse in focuses)
    assert [focuse.end_reason is not None for focuse in focuses] == [focuse.ends_on is not None for focuse in focuses]
    assert Counter(focuse.ends_on is None for focuse in focuses) == {False: 3, True: 1}


def test_there_are_about_400_persons_in_12_groups_that_exist_now() -> None:
    assert 380 <= len(every(Person)) <= 420
    assert sum(group.valid_to is None for group in every(Group)) == 12


def test_every_kind_of_record_has_rows() -> None:
    assert list(city()) == list(KINDS)


def test_no_row_is_refused() -> None:
    assert check_tables(city(), today=DEMO_AS_OF) == []


def test_every_field_is_filled_somewhere() -> None:
    empty = {
        f"{name}.{field.name}"
        for name, table in city().items()
        for field, column in zip(table.kind.fields, table.columns, strict=True)
        if field.name != "note" and not field.came_later and not any(value not in (None, ()) for value in column)
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
