"""What the definitions say is refused: each sentence with a case that is refused, and its neighbour that is not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from graph_service.domain import records as r
from graph_service.domain import vocabulary as v
from graph_service.domain.case_rules import check_tables
from graph_service.domain.tables import tables_of
from tests.rival.make import (
    attributed,
    call_in,
    case_of,
    fact,
    group,
    incident,
    notification,
    person,
    same,
    source,
    succession,
    suspect,
    victim,
)

TODAY = date(2020, 12, 3)
TODAY_TEXT, TOMORROW = "2020-12-03", "2020-12-04"
A_AND_B = [group("A"), group("B")]


def _refused(records: Sequence[object]) -> set[str]:
    given = [record for some in case_of(records).values() for record in some]
    return {one.kind.table for one in check_tables(tables_of(given), today=TODAY)}


def _dated(day: str) -> dict[str, list[object]]:
    """One record for each date that may not lie ahead."""
    on = date.fromisoformat(day)
    one = [person("P1")]
    delivered = notification("N", "P1", TODAY_TEXT)
    return {
        "occurred_on of an incident": [incident("I", day)],
        "occurred_on of a fact": [*one, fact("F", "P1", "threat_made", day)],
        "occurred_on of a succession": [*A_AND_B, succession("S", "A", "B", day)],
        "decided_on of an involvement": [*one, incident("I", TODAY_TEXT), suspect("V", "P1", "I", "charged", day)],
        "decided_on of one person": [*one, person("P2"), same("J", "P1", "P2", day)],
        "collected_on": [replace(source("Q"), collected_on=on)],
        "assessed_on": [*A_AND_B, incident("I", TODAY_TEXT), replace(attributed("A1", "I", "A"), assessed_on=on)],
        "delivered_on": [*one, notification("N", "P1", day)],
        "held_on": [call_in("C", day)],
        "died_on": [person("P1", died=day)],
        "responded_on": [
            *one,
            delivered,
            r.Response(response_id="R", notification_id="N", responded_on=on, response=v.ResponseKind.DECLINES),
        ],
        "contacted_on": [
            *one,
            r.Contact(contact_id="C", contacted_on=on, initiative=v.Initiative.PERSON, agency="town", person_id="P1"),
        ],
        "opened_on": [
            *one,
            r.SupportCase(
                support_case_id="C",
                opened_on=on,
                kind=v.SupportKind.WORK,
                status=v.SupportStatus.ACTIVE,
                agency="town",
                person_id="P1",
            ),
        ],
        "done_on": [*one, r.FollowUp(follow_up_id="U", due_on=TODAY, done_on=on, agency="town", person_id="P1")],
    }


@pytest.mark.parametrize("what", sorted(_dated(TODAY_TEXT)))
def test_a_date_in_the_future_is_refused_against_the_day_of_loading(what: str) -> None:
    assert _refused(_dated(TODAY_TEXT)[what]) == set()
    assert len(_refused(_dated(TOMORROW)[what])) == 1


def test_every_other_date_may_lie_ahead() -> None:
    ahead = date(2030, 1, 1)
    records: list[object] = [
        person("P1", review="2030-01-01"),
        group("A", "2030-01-01", "2030-02-01", review="2030-01-01"),
        notification("N", "P1", None, planned="2030-01-01"),
        call_in("C", None, "planned", "2030-01-01"),
        person("P2"),
        same("J", "P1", "P2", TODAY_TEXT, "2030-01-01"),
        r.Round(round_id="R", name="winter", starts_on=ahead, ends_on=ahead),
        r.FollowUp(follow_up_id="U", person_id="P1", due_on=ahead, agency="town"),
    ]
    assert _refused(records) == set()


@pytest.mark.parametrize(
    ("says", "good", "bad"),
    [
        (
            "sum over sets <= 1",
            [attributed("A1", "I", "A", 0.5), attributed("A2", "I", "B", 0.5)],
            [attributed("A1", "I", "A", 0.5), attributed("A2", "I", "B", 0.6)],
        ),
        (
            "a joint set counts once in the sum",
            [attributed("A1", "I", "A", 0.9, joint="j"), attributed("A2", "I", "B", 0.9, joint="j")],
            [attributed("A1", "I", "A", 0.9, joint="j"), attributed("A2", "I", "B", 0.9, joint="k")],
        ),
        (
            "the sides are summed apart",
            [attributed("A1", "I", "A", 0.9), attributed("A2", "I", "B", 0.9, "victim")],
            [attributed("A1", "I", "A", 0.9, "victim"), attributed("A2", "I", "B", 0.9, "victim")],
        ),
        (
            "rows that share joint_set carry equal confidence",
            [attributed("A1", "I", "A", 0.3, joint="j"), attributed("A2", "I", "B", 0.3, joint="j")],
            [attributed("A1", "I", "A", 0.3, joint="j"), attributed("A2", "I", "B", 0.4, joint="j")],
        ),
        (
            "two rows with the same incident, side, group and joint_set are refused",
            [attributed("A1", "I", "A", 0.3, joint="j"), attributed("A2", "I", "A", 0.3, joint="k")],
            [attributed("A1", "I", "A", 0.3, joint="j"), attributed("A2", "I", "A", 0.3, joint="j")],
        ),
        (
            "an empty joint_set counts as one value",
            [attributed("A1", "I", "A", 0.3), attributed("A2", "I", "A", 0.3, joint="k")],
            [attributed("A1", "I", "A", 0.3), attributed("A2", "I", "A", 0.4)],
        ),
    ],
)
def test_attributions_that_contradict_each_other_are_refused(says: str, good: list[object], bad: list[object]) -> None:
    assert _refused([*A_AND_B, incident("I", TODAY_TEXT), *good]) == set(), says
    assert _refused([*A_AND_B, incident("I", TODAY_TEXT), *bad]) == {"attributions"}, says


def test_an_incident_without_a_group_that_is_attributed_is_refused() -> None:
    for involved, refused in (("yes", False), ("unknown", False), ("no", True)):
        records = [*A_AND_B, incident("I", TODAY_TEXT, involved=involved), attributed("A1", "I", "A", 0.3)]
        assert bool(_refused(records)) == refused


@pytest.mark.parametrize(
    ("harm", "row", "is_refused"),
    [
        ("killed", incident("I", TODAY_TEXT, killed=2, injured=0), False),
        ("killed", incident("I", TODAY_TEXT, killed=1, injured=0), True),
        ("injured", incident("I", TODAY_TEXT, killed=0, injured=2), False),
        ("injured", incident("I", TODAY_TEXT, killed=0, injured=1), True),
        ("injured", incident("I", TODAY_TEXT, killed=None, injured=None), False),
        ("unharmed", incident("I", TODAY_TEXT, killed=0, injured=0), False),
        ("injured", incident("I", TODAY_TEXT, killed=None, injured=None, bounds=(1, 2)), False),
    ],
)
def test_more_linked_killed_and_injured_than_stated_is_refused(harm: str, row: object, *, is_refused: bool) -> None:
    two = [person("P1"), person("P2"), victim("V1", "P1", "I", harm), victim("V2", "P2", "I", harm)]
    assert bool(_refused([row, *two])) == is_refused


def test_a_call_in_has_a_day_if_and_only_if_it_was_held() -> None:
    assert _refused([call_in("C", None, "held")]) == {"call_ins"}
    assert _refused([call_in("C", TODAY_TEXT, "planned")]) == {"call_ins"}
    assert _refused([call_in("C", TODAY_TEXT), call_in("E", None, "cancelled")]) == set()


def test_a_delivery_says_to_whom() -> None:
    delivered = notification("N", "P1", TODAY_TEXT)
    assert _refused([person("P1"), delivered]) == set()
    assert _refused([person("P1"), replace(delivered, delivered_to=None)]) == {"notifications"}
