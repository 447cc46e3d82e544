"""The records of one day answer as all records do when they are asked about that day, and hold nothing later."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from graph_service.analysis.conflicts import CONFLICTS, ConflictParameters
from graph_service.analysis.groups import GROUPS
from graph_service.analysis.priorities import PRIORITIES, LaneParameters
from graph_service.analysis.priorities_parts import LANES, LaneName
from graph_service.analysis.result import Result, plain
from graph_service.analysis.scorecard import SCORECARD, LineageParameters
from graph_service.bootstrap import in_memory, policy_from
from graph_service.domain import records as r
from graph_service.domain import vocabulary as v
from graph_service.domain.case_rules import check_tables
from graph_service.domain.one_day import AHEAD, BEGINS, BEGINS_IF_ALONE, LATER, seen_on
from graph_service.domain.schema import KINDS
from graph_service.domain.tables import Tables, tables_of
from graph_service.services.frame import answer
from loaders.demo_city import DEMO_AS_OF, demo_city
from tests.rival import make
from tests.rival.random_case import random_case

POLICY = policy_from(None)
DAY = date(2020, 6, 1)
BEFORE, AFTER = date(2020, 5, 1), date(2020, 7, 1)


def answers(tables: Tables, day: date) -> list[object]:
    """What the lists of the weekly meeting say; not how far the records reach, and how many of all are overdue."""
    context = in_memory(tables, POLICY)
    results: list[Result] = [answer(context, SCORECARD, LineageParameters(), as_of=day)]
    results.append(answer(context, GROUPS, LineageParameters(), as_of=day))
    results.append(answer(context, CONFLICTS, ConflictParameters(), as_of=day))
    results += [answer(context, PRIORITIES, LaneParameters(lane=LaneName(lane)), as_of=day) for lane in LANES]
    return [_without_extent(plain(result)) for result in results]


def _without_extent(document: Any) -> object:  # noqa: ANN401  JSON has no closed type
    ends = ("records_end_earlier", "review_overdue")
    notes = [note for note in document["notes"] if not note["code"].endswith(ends)]
    return {**document, "notes": notes, "snapshot_id": "", "records_until": ""}


@pytest.mark.parametrize("day", [date(2018, 5, 5), date(2020, 1, 31), date(2020, 6, 1), DEMO_AS_OF])
def test_the_demo_city_of_a_day_answers_as_the_whole_does(day: date) -> None:
    assert answers(seen_on(demo_city(), day), day) == answers(demo_city(), day)


@pytest.mark.parametrize("seed", range(60))
def test_a_random_case_of_a_day_answers_as_the_whole_does_and_breaks_no_rule(seed: int) -> None:
    drawn = random_case(seed)
    tables = tables_of(drawn.records)
    of_day = seen_on(tables, drawn.as_of)
    assert answers(of_day, drawn.as_of) == answers(tables, drawn.as_of)
    today = date(2030, 1, 1)
    assert faults(of_day, today) <= faults(tables, today)


def faults(tables: Tables, today: date) -> set[tuple[str, str, str]]:
    findings = check_tables(tables, today=today)
    return {(found.why.code, found.kind.name, tables[found.kind.name].keys[found.row]) for found in findings}


def test_every_date_of_every_kind_is_a_beginning_comes_later_or_lies_ahead() -> None:
    named = {name: {column} for name, column in {**BEGINS, **BEGINS_IF_ALONE}.items()}
    for name, (column, _) in LATER.items():
        named.setdefault(name, set()).add(column)
    for name, columns in AHEAD.items():
        assert not named.get(name, set()) & columns
        named.setdefault(name, set()).update(columns)
    dates = {name: {field.name for field in kind.fields if field.type is date} for name, kind in KINDS.items()}
    assert named == {name: columns for name, columns in dates.items() if columns}


def of_day(records: Sequence[object]) -> list[object]:
    given = tables_of([r.Source(source_id="S"), make.person("P1"), make.person("P2"), make.group("G1"), *records])
    tables = seen_on(given, DAY)
    fixed = {"S", "P1", "P2", "G1"}
    return [
        record
        for table in tables.values()
        for record in table.records()
        if str(next(iter(_values(record)))) not in fixed
    ]


def _values(record: object) -> list[object]:
    return [getattr(record, field.name) for field in fields(record)]  # type: ignore[arg-type]  # a record


@pytest.mark.parametrize(
    "record",
    [
        make.incident("I1", "2020-06-02"),
        make.incident("I1", "2020-07"),
        make.incident("I1", "2021"),
        make.member("M1", "P1", "G1", start="2020-06-02"),
        make.tie("T1", "P1", "P2", start="2020-06-02"),
        make.same("SP1", "P1", "P2", "2020-06-02"),
        make.notification("N1", "P1", "2020-06-02"),
        r.Source(source_id="S2", collected_on=AFTER),
        r.Round(round_id="R1", name="R", starts_on=AFTER),
        r.Contact(contact_id="C1", person_id="P1", contacted_on=AFTER, initiative=v.Initiative.PERSON, agency="police"),
    ],
)
def test_what_came_later_is_left_out(record: object) -> None:
    assert of_day([record]) == []


@pytest.mark.parametrize(
    "record",
    [
        make.incident("I1", "2020-06-01"),
        make.incident("I1", "2020-06"),
        make.incident("I1", "2020"),
        make.incident("I1", None),
        make.member("M1", "P1", "G1", start="2020-05-01", end="2020-12-31"),
        make.same("SP1", "P1", "P2", "2020-06-01"),
        r.FollowUp(follow_up_id="F1", person_id="P1", due_on=AFTER, agency="police"),
    ],
)
def test_what_was_known_or_lies_ahead_stays_as_it_is(record: object) -> None:
    assert of_day([record]) == [record]


def test_what_hangs_on_something_later_goes_with_it() -> None:
    later = make.incident("I1", "2020-06-02")
    notification = make.notification("N1", "P1", "2020-06-02")
    response = r.Response(response_id="R1", notification_id="N1", responded_on=BEFORE, response=v.ResponseKind.DECLINES)
    assert of_day([later, make.suspect("V1", "P1", "I1", None), notification, response]) == []


def test_a_group_of_later_stays_where_something_names_it() -> None:
    later = make.group("G2", start="2020-06-02")
    membership = make.member("M1", "P1", "G2")
    assert of_day([later]) == []
    assert of_day([later, membership]) == [later, membership]


def test_what_was_filled_in_later_is_empty_and_its_state_is_the_one_before() -> None:
    planned = r.Notification(
        notification_id="N1", person_id="P1", planned_on=BEFORE, delivered_on=AFTER, delivered_to=v.Recipient.PERSON,
        channel=v.Channel.HOME, agencies=("police",), help_offered=("work",), family_present=True,
    )  # fmt: skip
    case = r.SupportCase(
        support_case_id="C1", person_id="P1", opened_on=BEFORE, closed_on=AFTER, kind=v.SupportKind.WORK,
        status=v.SupportStatus.COMPLETED, agency="municipality",
    )  # fmt: skip
    call_in = r.CallIn(call_in_id="K1", planned_on=AFTER, held_on=AFTER, status=v.CallInStatus.HELD)
    attendance = r.Attendance(
        attendance_id="A1", call_in_id="K1", person_id="P1", invited_on=BEFORE, attended=v.Answer.YES
    )
    died = make.person("P3", died="2020-07-01")
    (person, notification, support, called, attended) = of_day([died, planned, case, call_in, attendance])
    assert person == make.person("P3")
    assert notification == r.Notification(
        notification_id="N1", person_id="P1", planned_on=BEFORE, delivered_to=v.Recipient.PERSON
    )
    assert (support.closed_on, support.status) == (None, v.SupportStatus.ACTIVE)  # type: ignore[attr-defined]  # a support case
    assert called == r.CallIn(call_in_id="K1", planned_on=AFTER, status=v.CallInStatus.PLANNED)
    assert attended == r.Attendance(
        attendance_id="A1", call_in_id="K1", person_id="P1", invited_on=BEFORE, attended=v.Answer.UNKNOWN
    )
