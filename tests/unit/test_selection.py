"""A snapshot without some of its records: what cannot stand without them goes too, all else stays as it was."""

from datetime import date

import numpy as np

from graph_service.domain.selection import without_rows
from graph_service.domain.snapshot import NONE
from tests.rival import make
from tests.snapshots import snapshot_from

DAY = date(2020, 12, 3)
SNAPSHOT = snapshot_from(
    [
        make.source("S"),
        *(make.person(person) for person in "ABC"),
        make.tie("T-1", "A", "B", source_id="S"),
        make.tie("T-2", "A", "C"),
        make.tie("T-3", "B", "C"),
    ],
    DAY,
)


def test_ties_of_a_person_go_with_them_and_others_keep_their_ends() -> None:
    left = without_rows(SNAPSHOT, {"person": np.array([False, True, False])})
    assert left["person"].ids == ("A", "C")
    assert left["tie"].ids == ("T-2",)
    ends = [left["person"].ids[left["tie"][end][0]] for end in ("person_a", "person_b")]
    assert ends == ["A", "C"]


def test_what_may_be_empty_is_emptied() -> None:
    left = without_rows(SNAPSHOT, {"source": np.array([True])})
    assert left["tie"].ids == ("T-1", "T-2", "T-3")
    assert left["tie"]["source_id"].tolist() == [NONE, NONE, NONE]


def test_nothing_left_out_is_the_same() -> None:
    left = without_rows(SNAPSHOT, {})
    assert {name: frame.ids for name, frame in left.frames.items()} == {
        name: tuple(frame.ids) for name, frame in SNAPSHOT.frames.items()
    }
