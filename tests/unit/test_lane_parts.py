"""A lane of some groups, and the order in which representatives are printed."""

from datetime import date

from graph_service.analysis.priorities import PRIORITIES
from graph_service.analysis.reach import reach_graph
from graph_service.analysis.representatives import in_print_order
from graph_service.domain.policy import default_policy
from tests.asking import compute
from tests.rival import make
from tests.snapshots import snapshot_from

DAY = date(2020, 12, 3)
POLICY = default_policy()


def test_a_lane_of_one_group_counts_whom_it_leaves_out() -> None:
    records: list[object] = [make.source("S"), make.incident("I", "2020-11-01", killed=1)]
    for at, group in enumerate("AB"):
        person = f"P-{at}"
        records += [make.person(person), make.group(group), make.member(f"M-{at}", person, group, start="2020-01-01")]
        records += [make.suspect(f"V-{at}", person, "I", "charged", "2020-11-05")]
    snapshot = snapshot_from(records, DAY)
    whole = compute(PRIORITIES, snapshot, POLICY, lane="message")
    part = compute(PRIORITIES, snapshot, POLICY, lane="message", groups=["A"])
    assert [row.person.person_id for row in whole.rows] == ["P-0", "P-1"]
    assert [row.person.person_id for row in part.rows] == ["P-0"]
    assert [note.n for note in part.notes if note.code == "other_groups"] == [1]


def test_whose_hearers_were_reached_already_comes_later() -> None:
    persons = "ABCDEFG"
    records: list[object] = [make.source("S"), make.group("G")]
    records += [make.person(one) for one in persons]
    records += [make.member(f"M-{one}", one, "G", start="2020-01-01") for one in persons]
    pairs = [("A", "C"), ("A", "D"), ("A", "E"), ("B", "C"), ("B", "D"), ("F", "G")]
    records += [make.tie(f"T-{a}{b}", a, b) for a, b in pairs]
    graph = reach_graph(snapshot_from(records, DAY), POLICY, None, kinds=["friend"], lineage=True)
    place = {one: at for at, one in enumerate(persons)}
    order = in_print_order(graph, [place["A"], place["B"], place["F"]])
    assert order == [(place["A"], 4), (place["F"], 2), (place["B"], 1)]
