"""Cohesion of groups against a slow count, and at its edges."""

import random
from datetime import date

import pytest

from graph_service.analysis.cohesion import COHESION
from graph_service.analysis.cohesion_parts import Cohesion
from graph_service.analysis.result import to_json
from graph_service.domain.policy import default_policy
from tests.asking import compute
from tests.rival import make
from tests.rival.make import case_of
from tests.rival.random_case import random_case
from tests.rival.structure_groups import Held, cohesion
from tests.snapshots import snapshot_from

DAY = date(2020, 12, 3)
SMALL: list[object] = [
    make.group("G"),
    make.group("H"),
    *(make.person(person) for person in "ABCDE"),
    *(make.member(f"M-{person}", person, "G") for person in "ABC"),
    make.member("M-C2", "C", "H"),
    make.member("M-D", "D", "H"),
    make.tie("T-1", "A", "B"),
    make.tie("T-2", "B", "C"),
    make.tie("T-3", "C", "D"),
    make.tie("T-4", "D", "E"),
]


def of(records: list[object], as_of: date = DAY, **parameters: object) -> Cohesion:
    return compute(COHESION, snapshot_from(case_records(records), as_of), default_policy(), **parameters)


def case_records(records: list[object]) -> list[object]:
    return [record for some in case_of(records).values() for record in some]


@pytest.mark.parametrize("seed", range(150))
def test_it_is_what_a_slow_count_gives(seed: int) -> None:
    drawn = random_case(seed)
    case = case_of(drawn.records)
    groups = ["G0"] if seed % 3 == 0 and "membership" in case else None  # else named groups are refused
    lineage = seed % 4 != 1
    expected = cohesion(case, drawn.as_of, groups=groups, lineage=lineage)
    result = of(list(drawn.records), drawn.as_of, groups=groups, lineage=lineage)
    now = {
        row.group_id: Held(row.n_members, row.n_ties, row.density, row.mean_degree, row.largest_share)
        for row in result.groups
    }
    assert now == expected.now
    assert {row.group_id: row.ei_index for row in result.groups} == expected.ei
    assert [
        (row.n_members_year_before, row.density_year_before, row.mean_degree_year_before, row.largest_share_year_before)
        for row in result.groups
    ] == [(held.n, held.density, held.mean_degree, held.share) for held in expected.before.values()]
    assert {(cell.group_a, cell.group_b): cell.n_ties for cell in result.cells} == expected.cells
    assert result.n_ties_in_no_cell == expected.n_in_no_cell


def test_a_tie_of_somebody_in_two_groups_stands_in_several_cells() -> None:
    result = of(SMALL)
    assert [(cell.group_a, cell.group_b, cell.n_ties) for cell in result.cells] == [
        ("G", "G", 2), ("G", "H", 2), ("H", "H", 1),
    ]  # fmt: skip
    assert result.n_in_several == 1
    assert "do not add up" in result.cells_caveat


def test_ties_to_persons_without_a_group_are_outside_and_in_no_cell() -> None:
    result = of(SMALL, all_persons=True)
    h = next(row for row in result.groups if row.group_id == "H")
    assert (h.n_ties, h.n_outside) == (1, 2)
    assert h.ei_index == pytest.approx(1 / 3)
    assert result.n_ties_in_no_cell == 1


def test_nobody_one_member_and_two_without_a_tie() -> None:
    assert of([]).groups == ()
    alone = of([make.group("G"), make.group("H"), make.person("A"), make.member("M", "A", "G")]).groups
    assert [(row.n_members, row.density, row.mean_degree, row.largest_share, row.ei_index) for row in alone] == [
        (1, None, 0.0, 1.0, None), (0, None, None, None, None),
    ]  # fmt: skip
    two = [make.person("A"), make.person("B"), make.member("M", "A", "G"), make.member("N", "B", "G")]
    (row,) = of([make.group("G"), *two]).groups
    assert (row.density, row.mean_degree, row.largest_share, row.ei_index) == (0.0, 0.0, 0.5, None)


def test_without_memberships_groups_are_empty_and_every_tie_is_in_no_cell() -> None:
    result = of([make.group("G"), make.person("A"), make.person("B"), make.tie("T", "A", "B")])
    assert (result.graph.n_ties, result.n_ties_in_no_cell, result.cells) == (1, 1, ())
    assert [row.n_members for row in result.groups] == [0]


def test_a_year_before_a_renamed_group_is_what_it_is_on_the_day() -> None:
    records = [
        make.group("NEW", start="2020-06-01"),
        make.group("OLD", end="2020-05-31"),
        make.succession("S-1", "OLD", "NEW", "2020-06-01"),
        *(make.person(person) for person in "ABC"),
        *(make.member(f"M-{person}", person, "OLD", end="2020-05-31") for person in "ABC"),
        *(make.member(f"N-{person}", person, "NEW", start="2020-06-01") for person in "AB"),
        make.tie("T-1", "A", "B", start="2019-01-01"),
        make.tie("T-2", "A", "C", start="2020-01-01"),
    ]
    (row,) = of(records).groups
    assert (row.group_id, row.density, row.n_members_year_before) == ("NEW", 1.0, 3)
    assert row.density_year_before == pytest.approx(1 / 3)
    renamed = of(records, groups=["OLD"])
    assert [one.group_id for one in renamed.groups] == ["NEW"]
    assert "group_has_successor" in {note.code for note in renamed.notes}
    apart = of(records, lineage=False)
    assert [(one.group_id, one.n_members_year_before) for one in apart.groups] == [("NEW", 0)]


def test_a_source_that_is_left_out_takes_its_memberships_along() -> None:
    records = [record for record in SMALL if getattr(record, "membership_id", "") != "M-C2"]
    more = [*records, make.source("X", origin="Y"), make.source("Y"), make.member("M-C2", "C", "H", source_id="X")]
    left_out = of(more, without_source=["Y"])
    assert left_out.groups == of(records).groups
    assert left_out.groups != of(more).groups


def test_the_order_of_rows_and_the_names_of_persons_change_nothing() -> None:
    drawn = random_case(4)
    shuffled = list(drawn.records)
    random.Random(1).shuffle(shuffled)
    assert to_json(of(shuffled, drawn.as_of)) == to_json(of(list(drawn.records), drawn.as_of))
    names = dict(zip("ABCDE", "EDCBA", strict=True))
    renamed: list[object] = [
        make.group("G"),
        make.group("H"),
        *(make.person(person) for person in "ABCDE"),
        *(make.member(f"M-{person}", names[person], "G") for person in "ABC"),
        make.member("M-C2", names["C"], "H"),
        make.member("M-D", names["D"], "H"),
        *(make.tie(f"T-{a}", names[a], names[b]) for a, b in ("AB", "BC", "CD", "DE")),
    ]
    assert of(renamed).groups == of(SMALL).groups
    assert of(renamed).cells == of(SMALL).cells
