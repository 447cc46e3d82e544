"""What a map is drawn from, by small cases."""

from datetime import date

from graph_service.analysis.network import NETWORK, Network
from graph_service.domain.policy import default_policy
from tests.asking import compute
from tests.rival import make
from tests.snapshots import snapshot_from
from visualizations.page_data import involvement_words, period_words
from visualizations.said import ENGLISH
from visualizations.scene import person_words

DAY = date(2020, 12, 3)
POLICY = default_policy()


def drawn(*records: object, **parameters: object) -> Network:
    """The network of these records."""
    return compute(NETWORK, snapshot_from([*records, make.source("S")], DAY), POLICY, **parameters)


def counts(network: Network) -> dict[str, int]:
    """What the notes count."""
    return {entry.code: entry.n for entry in network.notes}


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
        "P5": ((), "", "none"),  # without a tie, and there all the same
        "D": ((), "", "dead"),
    }
    assert (found["P1"].notified_on, found["P2"].notified_on) == (date(2020, 6, 1), None)


def test_a_tie_says_how_its_sources_are_graded_and_a_person_whether_they_are_under_supervision() -> None:
    network = drawn(
        *TWO_GROUPS,
        make.source("S2", "B2"),
        make.source("S1", "A-"),
        make.tie("T5", "P1", "P2", 1.0, "2020-01-01", source_id="S2"),
        make.tie("T6", "P1", "P2", 1.0, "2020-01-01", source_id="S1"),
        make.supervision("U", "P2", "probation"),
        make.supervision("U2", "P4", "probation", "2019-01-01", "2019-12-31"),
    )
    ties = {(one.person_a, one.person_b): (one.source_ids, one.grades) for one in network.ties}
    assert ties["P1", "P2"] == (("S", "S1", "S2"), ("--", "A-", "B2"))
    assert ties["P2", "P4"] == ((), ())
    assert [one.person_id for one in network.persons if one.is_supervised] == ["P2"]


def test_persons_without_a_tie_stay_or_are_left_out_and_counted_as_asked() -> None:
    assert "person_not_shown" not in counts(drawn(*TWO_GROUPS))
    left = drawn(*TWO_GROUPS, isolates=False)
    assert [one.person_id for one in left.persons] == ["P1", "P2", "P4"]
    assert counts(left)["isolate_not_shown"] == 2  # P3, an associate, and P5
    assert counts(left)["tie_undated"] == 1  # T3


def test_ties_that_are_not_shown_are_counted() -> None:
    same = make.same("E", "P4", "P5", "2020-01-01")
    notes = counts(drawn(*TWO_GROUPS, make.tie("T5", "P4", "P5"), same))
    assert (notes["tie_not_shown"], notes["tie_joined"]) == (1, 1)  # T4 is too old, T5 ties one person to themselves


def test_a_member_of_another_group_is_in_a_group_that_is_not_shown() -> None:
    found = {one.person_id: one for one in drawn(*TWO_GROUPS, groups=("A",)).persons}
    assert (found["P2"].groups, found["P2"].groups_not_shown, found["P2"].role) == ((), ("B",), "")
    assert person_words(ENGLISH, found["P2"], ()) == "P2, in a group not shown (B)"
    assert person_words(ENGLISH, found["P3"], (), ("A",)) == "P3, associate of A"


AT_ODDS = (
    *TWO_GROUPS,
    make.group("C"),
    make.conflict("K"),
    make.state("CS", "K", "active", "2020-01-01"),
    make.party("Q1", "A", "K", "one"),
    make.party("Q2", "B", "K", "two"),
    make.alliance("L", "A", "C"),
)


def test_conflicts_and_alliances_with_groups_that_are_not_shown_are_named_and_counted() -> None:
    found = drawn(*AT_ODDS, groups=("A",))
    (only,) = found.groups
    assert (only.rivals_not_shown, only.allies_not_shown) == (("B",), ("C",))
    notes = counts(found)
    assert (notes["conflict_not_shown"], notes["alliance_not_shown"], notes["group_not_shown"]) == (1, 1, 2)


def test_neighbours_are_the_rivals_and_allies() -> None:
    found = drawn(*AT_ODDS, groups=("A",), neighbours=True)
    assert [one.group_id for one in found.groups] == ["A", "B", "C"]
    assert not {"conflict_not_shown", "alliance_not_shown", "group_not_shown"} & counts(found).keys()
    assert (found.parameters["groups"], found.parameters["neighbours"]) == (("A",), True)


def test_a_conflict_within_one_group_is_counted() -> None:
    found = drawn(
        *AT_ODDS,
        make.group("B2"),
        make.succession("S1", "B2", "B", "2020-02-01", kind="merge"),
        make.conflict("K2"),
        make.state("CS2", "K2", "active", "2020-01-01"),
        make.party("Q3", "B", "K2", "one"),
        make.party("Q4", "B2", "K2", "two"),
        make.conflict("K3"),
        make.state("CS3", "K3", "ended", "2020-01-01"),
        make.alliance("L2", "B", "B2"),
    )
    notes = counts(found)
    assert (len(found.conflicts), notes["conflict_within_group"], notes["conflict_not_current"]) == (1, 1, 1)
    assert notes["alliance_within_group"] == 1


def test_a_member_of_both_sides_is_marked_and_counted() -> None:
    found = drawn(*AT_ODDS, make.member("M9", "P1", "B"))
    (both,) = [one for one in found.persons if one.groups_in_conflict]
    assert (both.person_id, both.groups_in_conflict) == ("P1", ("A", "B"))
    assert counts(found)["member_of_both_sides"] == 1


def test_who_is_only_believed_is_no_suspect_and_each_involvement_names_its_own_source() -> None:
    found = drawn(
        *TWO_GROUPS,
        make.source("S2"),
        make.incident("I", "2020-11-01", injured=1, source_id="S"),
        make.suspect("V1", "P1", "I", "charged", "2020-11-03", source_id="S2"),
        make.suspect("V2", "P2", "I", "believed"),
        make.suspect("V3", "P3", "I", "suspected"),  # without its day: believed only
        make.victim("V4", "P4", "I", "injured"),
    )
    (incident,) = found.incidents
    assert (incident.suspects, incident.believed, incident.victims) == (("P1",), ("P2", "P3"), ("P4",))
    assert [(one.record_id, one.status, one.source_id) for one in found.involvements] == [
        ("involvement:V1", "charged", "S2"),
        ("involvement:V2", "believed", None),
        ("involvement:V3", "believed", None),
        ("involvement:V4", None, None),
    ]
    assert [involvement_words(ENGLISH, one) for one in found.involvements] == [
        "charged 2020-11-03",
        "believed to have taken part, not a suspect",
        "believed to have taken part, not a suspect",
        "victim, injured",
    ]
    assert (counts(found)["believed_only"], counts(found)["decision_undated"]) == (2, 1)


def test_a_coarse_date_of_a_tie_is_shown_as_coarse() -> None:
    (line,) = drawn(
        make.person("P1"),
        make.person("P2"),
        make.incident("I", "2020-05", "robbery"),
        make.suspect("V1", "P1", "I", "charged", "2020-05-03"),
        make.suspect("V2", "P2", "I", "suspected", "2020-05-03"),
    ).ties
    assert (line.first_on, line.first_precision) == (date(2020, 5, 1), "month")
    assert period_words(ENGLISH, line) == "2020-05"


def test_an_incident_too_coarse_for_the_time_makes_no_tie_and_is_counted() -> None:
    found = drawn(
        make.person("P1"),
        make.person("P2"),
        make.incident("I", "2017", "robbery"),
        make.suspect("V1", "P1", "I", "charged", "2018-05-03"),
        make.suspect("V2", "P2", "I", "suspected", "2018-05-03"),
    )
    assert (found.ties, counts(found)["tie_too_coarse"]) == ((), 1)


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


def test_periods_are_those_that_began_by_the_day_members_custody_and_deliveries_alone() -> None:
    network = drawn(
        *TWO_GROUPS,
        make.member("M4", "P2", "A", "affiliate", "2018-01-01", "2018-12-31"),
        make.member("M5", "P4", "A", "core", "2021-01-01"),
        make.supervision("U1", "P2", "remand", "2020-01-01", "2020-02-01"),
        make.supervision("U2", "P2", "probation", "2020-02-02"),
        make.notification("N1", "P1", "2020-06-01"),
        make.notification("N2", "P1", "2021-06-01"),
    )
    assert [(one.person_id, one.kind, one.first_on, one.last_on, one.record_id) for one in network.periods] == [
        ("P1", "membership", None, None, "membership:M1"),
        ("P2", "membership", None, None, "membership:M2"),
        ("P2", "membership", date(2018, 1, 1), date(2018, 12, 31), "membership:M4"),
        ("P2", "custody", date(2020, 1, 1), date(2020, 2, 1), "supervision:U1"),
        ("P1", "notified", date(2020, 6, 1), None, "notification:N1"),
    ]
    assert drawn().periods == ()


def test_a_conflict_has_the_states_it_was_in_each_ending_before_the_next() -> None:
    network = drawn(
        *AT_ODDS,
        make.state("CS3", "K", "dormant", "2019-01-01"),
        make.state("CS4", "K", "truce", "2021-01-01"),
    )
    (conflict,) = network.conflicts
    assert [(one.status, one.first_on, one.last_on) for one in conflict.periods] == [
        ("dormant", date(2019, 1, 1), date(2019, 12, 31)),
        ("active", date(2020, 1, 1), None),
    ]
