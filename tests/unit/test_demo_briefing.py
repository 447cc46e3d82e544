"""The demo city as a coordinator meets it: the briefing must make sense, and agree with what the programme did."""

from datetime import date
from functools import cache

import pytest

from graph_service.analysis.priorities import PRIORITIES
from graph_service.analysis.priorities_parts import Lane
from graph_service.analysis.retaliation import retaliation_windows
from graph_service.analysis.scorecard import SCORECARD
from graph_service.analysis.scorecard_parts import Scorecard
from graph_service.domain.policy import default_policy
from graph_service.domain.records import IncreasedFocus
from graph_service.domain.snapshot import Snapshot
from loaders.demo_city import DEMO_AS_OF
from tests.asking import compute
from tests.snapshots import snapshot_from
from tests.unit.demo_rows import city, every

FALK, HAMNEN, KVARNEN, TORGET = "G-01", "G-02", "G-03", "G-04"


@cache
def snapshot() -> Snapshot:
    return snapshot_from((record for table in city().values() for record in table.records()), DEMO_AS_OF)


@cache
def card(day: date = DEMO_AS_OF) -> Scorecard:
    return compute(SCORECARD, snapshot().on(day), default_policy())


def listed(name: str) -> Lane:
    return compute(PRIORITIES, snapshot(), default_policy(), lane=name)


def test_one_group_is_most_violent_and_it_is_not_certain_which() -> None:
    first, second = card().groups[:2]
    assert card().most_violent == (first.group_id,) == (FALK,)
    assert 0.6 < first.p_first < 0.95
    assert second.rank_low == 1


def test_the_scorecard_lists_12_groups_and_one_that_ended_within_the_year() -> None:
    assert [row.is_valid for row in card().groups].count(True) == 12
    assert [row.name for row in card().groups if not row.is_valid] == ["Gruvan"]


def test_much_is_unknown_and_said_so() -> None:
    year = card().totals["days_365"]
    assert 0.2 < year.unknown_committed / year.counted.incidents < 0.6
    assert year.hold == 3
    assert year.date_too_coarse == 2


def test_three_retaliation_windows_are_open_and_three_are_closed() -> None:
    windows = retaliation_windows(snapshot(), default_policy(), lineage=True)
    ids = snapshot()["group"].ids
    standing = {(ids[w.victim_group], None if w.against is None else ids[w.against]) for w in windows if w.is_open}
    assert standing == {(HAMNEN, FALK), ("G-08", "G-07"), (TORGET, None)}
    assert {kind for w in windows for kind, _ in w.closed_by} == {"incident", "conflict_status"}
    assert sum(not w.is_open for w in windows) == 3


@pytest.mark.parametrize(("name", "low", "high"), [("message", 30, 60), ("safety", 10, 25)])
def test_a_lane_is_short_enough_to_be_talked_through(name: str, low: int, high: int) -> None:
    assert low <= len(listed(name).rows) <= high


def test_of_the_message_lane_some_can_be_visited_now_some_rest_and_some_are_detained() -> None:
    rows = listed("message").rows
    assert sum(row.is_eligible and not row.person.in_custody for row in rows) >= 15
    assert sum(not row.is_eligible for row in rows) >= 5
    assert sum(row.person.in_custody for row in rows) >= 10
    assert any(row.is_eligible and row.person.next_meeting_on for row in rows)


def test_a_person_stands_in_the_message_lane_and_in_the_safety_lane() -> None:
    message, safety = ({row.person.person_id for row in listed(name).rows} for name in ("message", "safety"))
    assert message & safety
    assert safety - message


def test_who_is_not_on_the_message_lane_is_counted_with_the_reason() -> None:
    notes = {note.code: note.n for note in listed("message").notes}
    assert notes["under_age"] == 1
    assert notes["exited"] == 2
    assert notes["dead"] >= 1
    assert notes["person_overdue"] >= 1


def test_the_most_violent_group_was_so_when_its_member_was_visited() -> None:
    assert card(date(2020, 11, 12)).most_violent == (FALK,)


def test_increased_focus_fell_on_the_group_that_the_promise_names() -> None:
    for focus in every(IncreasedFocus):
        then = card(focus.starts_on)
        if focus.reason.startswith("most violent"):
            assert then.most_violent == (focus.group_id,)
        else:
            assert then.first_to_kill is not None
            assert then.first_to_kill.group_ids == (focus.group_id,)
            assert focus.incident_id in then.first_to_kill.incident_ids
