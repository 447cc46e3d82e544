"""What a map is drawn from, by small cases."""

from datetime import date

from graph_service.analysis.network import NETWORK, Network
from graph_service.domain.policy import default_policy
from tests.asking import compute
from tests.rival import make
from tests.snapshots import snapshot_from

DAY = date(2020, 12, 3)
POLICY = default_policy()


def drawn(*records: object, groups: tuple[str, ...] | None = None) -> Network:
    """The network of these records."""
    return compute(NETWORK, snapshot_from([*records, make.source("S")], DAY), POLICY, groups=groups)


TWO_GROUPS = (
    make.group("A", size=(5, 9)),
    make.group("B"),
    *(make.person(one) for one in ("P1", "P2", "P3", "P4", "P5")),
    make.member("M1", "P1", "A", "core"),
    make.member("M2", "P2", "B", "leader"),
    make.member("M3", "P3", "A", "associate"),
    make.tie("T1", "P1", "P2", 2.0, "2019-05-01", "2019-08-01", kind="kin", source_id="S"),
    make.tie("T2", "P1", "P2", 3.0, "2020-01-01", kind="friend"),
    make.tie("T3", "P2", "P4"),
    make.tie("T4", "P1", "P4", 1.0, "2010-01-01", "2011-01-01"),
)


def test_persons_have_their_groups_role_and_status() -> None:
    found = {
        one.person_id: one
        for one in drawn(
            *TWO_GROUPS,
            make.person("D", died="2020-01-01"),
            make.tie("T5", "D", "P1"),
            make.supervision("U", "P2", "prison"),
            make.incident("I", "2020-11-01", killed=0, injured=1),
            make.victim("V", "P4", "I", "injured"),
            make.notification("N", "P1", "2020-06-01"),
        ).persons
    }
    assert {one: (p.groups, p.role, p.status) for one, p in found.items()} == {
        "P1": (("A",), "core", "none"),
        "P2": (("B",), "leader", "in_custody"),
        "P3": ((), "associate", "none"),
        "P4": ((), "", "victim_only"),
        "D": ((), "", "dead"),
    }
    assert (found["P1"].notified_on, found["P2"].notified_on) == (date(2020, 6, 1), None)


def test_whoever_has_no_place_on_the_map_is_counted() -> None:
    notes = {note.code: note.n for note in drawn(*TWO_GROUPS).notes}
    assert notes["person_not_shown"] == 1  # P5
    assert notes["tie_undated"] == 1  # T3


def test_all_that_ties_two_persons_is_one_line_with_its_records() -> None:
    ties = {(one.person_a, one.person_b): one for one in drawn(*TWO_GROUPS).ties}
    assert set(ties) == {("P1", "P2"), ("P2", "P4")}  # the tie of 2010 is too old
    line = ties["P1", "P2"]
    assert (line.kinds, line.strength, line.first_on, line.last_on) == (("friend", "kin"), 3.0, date(2019, 5, 1), None)
    assert (line.record_ids, line.source_ids) == (("tie:T1", "tie:T2"), ("S",))


def test_a_pair_suspected_together_is_drawn_once_and_names_the_incident() -> None:
    found = drawn(
        make.person("P1"),
        make.person("P2"),
        make.incident("I", "2020-05-01", "robbery"),
        make.suspect("V1", "P1", "I", "charged", "2020-05-03"),
        make.suspect("V2", "P2", "I", "suspected", "2020-05-03"),
    )
    (line,) = found.ties
    assert (line.kinds, line.record_ids, line.strength) == (("co_offending",), ("incident:I",), 1.0)
    assert (line.first_on, line.last_on) == (date(2020, 5, 1), date(2020, 5, 1))
    assert {note.code: note.n for note in found.notes}["tie_projected"] == 1


def test_a_conflict_counts_the_incidents_between_the_two() -> None:
    found = drawn(
        *TWO_GROUPS,
        make.conflict("C"),
        make.state("CS", "C", "truce", "2020-01-01"),
        make.party("Q1", "A", "C", "one"),
        make.party("Q2", "B", "C", "two"),
        make.alliance("L", "A", "B"),
        make.incident("I1", "2020-10-01", injured=1),
        make.attributed("X1", "I1", "A"),
        make.attributed("X2", "I1", "B", side="victim"),
        make.incident("I2", "2020-10-02"),
        make.attributed("X3", "I2", "B", 0.4),
        make.attributed("X4", "I2", "A", side="victim"),
    )
    (line,) = found.conflicts
    assert (line.group_a, line.group_b, line.status, line.incident_ids) == ("A", "B", "truce", ("I1",))
    assert [(one.group_a, one.group_b, one.record_ids) for one in found.alliances] == [("A", "B", ("alliance:L",))]
    assert [(one.incident_id, one.suspect_groups, one.victim_groups) for one in found.incidents] == [
        ("I1", ("A",), ("B",)),
        ("I2", (), ("A",)),
    ]


def test_one_group_comes_with_those_tied_to_its_members() -> None:
    found = drawn(*TWO_GROUPS, groups=("A",))
    assert [one.group_id for one in found.groups] == ["A"]
    assert [one.person_id for one in found.persons] == ["P1", "P2", "P3"]
    assert [(one.person_a, one.person_b) for one in found.ties] == [("P1", "P2")]
    assert found.parameters["groups"] == ("A",)


def test_no_records_make_an_empty_network() -> None:
    found = drawn()
    assert (found.persons, found.groups, found.ties, found.conflicts, found.incidents) == ((), (), (), (), ())
