"""Every verdict and every bar of an explanation, each by a small case."""

from datetime import date

import pytest

from graph_service.analysis.explanation import EXPLAIN
from graph_service.analysis.explanation_parts import BARS, VERDICTS, Explanation
from graph_service.analysis.priorities import PRIORITIES
from graph_service.domain.policy import default_policy
from graph_service.domain.records import Involvement
from graph_service.domain.vocabulary import Part
from graph_service.errors import InputError, NotFoundError
from tests.asking import compute
from tests.rival import make
from tests.snapshots import snapshot_from

DAY = date(2020, 12, 3)
POLICY = default_policy()


def explained(*records: object, person: str = "P") -> Explanation:
    """The explanation of P among these records."""
    given = [make.person("P"), *records] if not any(getattr(one, "label", "") == "P" for one in records) else records
    return compute(EXPLAIN, snapshot_from([*given, make.source("S")], DAY), POLICY, person_id=person)


def verdict(record_id: str, *records: object) -> str:
    """The verdict on one record."""
    found = {one.record_id: one.verdict for one in explained(*records).records}
    return found[record_id]


SHOT = make.incident("I", "2020-11-01", killed=1)
HIT = (make.incident("I", "2020-11-01", killed=1), make.group("A"), make.attributed("AT", "I", "A"))


@pytest.mark.parametrize(
    ("expected", "records"),
    [
        ("counts", [SHOT, make.suspect("V", "P", "I", "charged", "2020-11-05")]),
        ("not_yet", [SHOT, make.suspect("V", "P", "I", "charged", "2020-12-05")]),
        ("not_yet", [make.incident("I", "2020-12-24"), make.suspect("V", "P", "I", "believed")]),
        ("closes", [SHOT, make.suspect("V", "P", "I", "acquitted", "2020-11-05")]),
        (
            "extinguished",
            [
                SHOT,
                make.suspect("V", "P", "I", "charged", "2020-11-05"),
                make.suspect("W", "P", "I", "dropped", "2020-11-06"),
            ],
        ),
        ("incident_on_hold", [make.incident("I", "2020-11-01", status="hold"), make.suspect("V", "P", "I")]),
        ("incident_unfounded", [make.incident("I", "2020-11-01", status="unfounded"), make.suspect("V", "P", "I")]),
        ("incident_not_violent", [make.incident("I", "2020-11-01", "robbery"), make.suspect("V", "P", "I")]),
        ("incident_not_group_involved", [make.incident("I", "2020-11-01", involved="no"), make.suspect("V", "P", "I")]),
        ("only_believed", [SHOT, make.suspect("V", "P", "I", "believed")]),
        ("decision_undated", [SHOT, make.suspect("V", "P", "I", "convicted")]),
        (
            "review_overdue",
            [SHOT, make.suspect("V", "P", "I", "charged", "2020-11-05", review="2020-12-02")],
        ),
        ("too_old", [make.incident("I", "2012-11-01"), make.suspect("V", "P", "I", "convicted", "2013-01-01")]),
        (
            "better_status_counts",
            [
                SHOT,
                make.suspect("V", "P", "I", "suspected", "2020-11-05"),
                make.suspect("W", "P", "I", "charged", "2020-11-06"),
            ],
        ),
        ("counts", [SHOT, make.victim("V", "P", "I")]),
        ("too_old", [make.incident("I", "2012-11-01"), make.victim("V", "P", "I")]),
    ],
)
def test_each_involvement_has_the_verdict_that_the_lanes_used(expected: str, records: list[object]) -> None:
    assert verdict("involvement:V", *records) == expected


@pytest.mark.parametrize(
    ("expected", "kind", "when", "review"),
    [
        ("counts", "weapon_seizure", "2020-05-01", None),
        ("too_old", "weapon_seizure", "2015-05-01", None),
        ("review_overdue", "weapon_seizure", "2020-05-01", "2020-06-01"),
        ("not_yet", "weapon_seizure", "2020-12-24", None),
        ("counts", "threat_received", "2020-11-01", None),
        ("too_old", "threat_received", "2019-11-01", None),
        ("counts", "exit_declared", "2010-01-01", "2011-01-01"),
        ("too_old", "threat_made", "2019-01-01", None),
    ],
)
def test_each_fact_has_a_verdict(expected: str, kind: str, when: str, review: str | None) -> None:
    assert verdict("fact:F", make.fact("F", "P", kind, when, review=review)) == expected


@pytest.mark.parametrize(
    ("expected", "records"),
    [
        ("counts", [*HIT, make.member("M", "P", "A", "leader", basis="fact")]),
        ("role_not_held_well_enough", [*HIT, make.member("M", "P", "A", "core")]),
        ("group_not_violent", [make.group("A"), make.member("M", "P", "A", "core", basis="fact")]),
        ("member_only", [*HIT, make.member("M", "P", "A")]),
        ("shown_only", [*HIT, make.member("M", "P", "A", "associate")]),
        ("not_yet", [*HIT, make.member("M", "P", "A", "leader", "2021-01-01")]),
        ("ended", [*HIT, make.member("M", "P", "A", "leader", None, "2020-12-02")]),
        ("review_overdue", [*HIT, make.member("M", "P", "A", "leader", review="2020-12-02")]),
        ("group_review_overdue", [make.group("A", review="2020-12-02"), make.member("M", "P", "A", "leader")]),
    ],
)
def test_each_membership_has_a_verdict(expected: str, records: list[object]) -> None:
    assert verdict("membership:M", *records) == expected


def test_a_witness_counts_for_nothing() -> None:
    witness = Involvement(involvement_id="V", person_id="P", incident_id="I", part=Part.WITNESS)
    assert verdict("involvement:V", SHOT, witness) == "shown_only"


CHARGED = (SHOT, make.suspect("V", "P", "I", "charged", "2020-11-05"))


@pytest.mark.parametrize(
    ("name", "expected", "records"),
    [
        ("message", ("no_ground",), []),
        ("message", ("dead",), [make.person("P", died="2020-12-01"), *CHARGED]),
        ("message", ("person_overdue",), [make.person("P", review="2020-12-02"), *CHARGED]),
        ("message", ("under_age",), [make.person("P", born=2008), *CHARGED]),
        ("message", ("exited",), [*CHARGED, make.fact("F", "P", "exit_declared", "2020-11-20")]),
        ("message", ("victim_only", "no_ground"), [SHOT, make.victim("V", "P", "I")]),
        ("safety", ("no_ground",), []),
        ("safety", ("dead",), [make.person("P", died="2020-12-01")]),
        ("messenger", ("no_membership",), []),
        (
            "messenger",
            ("in_custody",),
            [
                make.group("A"),
                make.source("B", "B2"),
                make.member("M", "P", "A", source_id="B"),
                make.supervision("U", "P", "remand"),
            ],
        ),
        (
            "messenger",
            ("age_unknown",),
            [
                make.person("P", born=None),
                make.group("A"),
                make.source("B", "B2"),
                make.member("M", "P", "A", source_id="B"),
            ],
        ),
        (
            "messenger",
            ("minor",),
            [
                make.person("P", born=2004),
                make.group("A"),
                make.source("B", "B2"),
                make.member("M", "P", "A", source_id="B"),
            ],
        ),
    ],
)
def test_each_bar_is_named(name: str, expected: tuple[str, ...], records: list[object]) -> None:
    found = explained(*records).lanes[name]
    assert (found.listed, found.bars) == (False, expected)
    assert bool(found.missing) == bool({"no_ground", "no_membership"} & set(expected))


def test_who_is_eligible_and_not_needed_is_told_so() -> None:
    both = [
        make.person("A1"),
        make.group("A"),
        make.source("B", "B2"),
        make.member("M", "P", "A", source_id="B"),
        make.member("N", "A1", "A", source_id="B"),
        make.tie("T", "A1", "P"),
    ]
    assert explained(*both).lanes["messenger"].bars == ("not_needed",)
    assert explained(*both, person="A1").lanes["messenger"].listed


def test_who_is_cooling_off_is_listed_and_not_eligible() -> None:
    found = explained(*CHARGED, make.notification("N", "P", "2020-11-20"))
    message = found.lanes["message"]
    assert (message.listed, message.is_eligible, message.bars, message.rank) == (True, False, ("cooling_off",), 1)
    assert found.person.cooling_off_until == date(2021, 2, 18)


def test_any_id_of_a_person_explains_the_whole_person() -> None:
    found = explained(make.person("P"), make.person("Q"), *CHARGED, make.same("E", "P", "Q", "2020-01-01"), person="Q")
    assert (found.person.person_id, found.rows, found.is_alive) == ("P", ("P", "Q"), True)
    assert [note.code for note in found.notes if note.code != "records_end_earlier"] == ["joined"]


def test_an_unknown_person_is_not_found() -> None:
    with pytest.raises(NotFoundError, match="no person 'X'"):
        explained(person="X")


def test_an_unknown_lane_is_refused_with_the_lanes_there_are() -> None:
    with pytest.raises(InputError, match="message, safety, messenger"):
        compute(PRIORITIES, snapshot_from([], DAY), POLICY, lane="risk")


def test_every_verdict_and_bar_has_its_words() -> None:
    assert all(text and not text.endswith(".") for text in (*VERDICTS.values(), *BARS.values()))
