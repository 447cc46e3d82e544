"""The graph of contacts: who is in it, which ties are, and what may be left out."""

from datetime import date

import pytest

from graph_service.analysis.contact_graph import GraphParameters, contact_graph, graph_size
from graph_service.domain.policy import default_policy
from graph_service.errors import InputError, NotFoundError
from tests.rival import make
from tests.snapshots import snapshot_from

DAY = date(2020, 12, 3)
RECORDS: list[object] = [
    make.source("S"),
    make.source("S-2", origin="S-3"),
    make.source("S-3"),
    make.group("G"),
    make.group("H"),
    *(make.person(person) for person in "ABCDE"),
    make.member("M-A", "A", "G", start="2020-01-01"),
    make.member("M-B", "B", "G", start="2020-01-01"),
    make.member("M-C", "C", "H", start="2020-01-01"),
    make.tie("T-1", "A", "B", source_id="S-2"),
    make.tie("T-2", "B", "C", strength=2.0, source_id="S"),
    make.tie("T-3", "C", "D"),
]


def edges(**parameters: object) -> set[str]:
    snapshot = snapshot_from(RECORDS, DAY)
    graph = contact_graph(snapshot, default_policy(), GraphParameters(**parameters))  # type: ignore[arg-type]  # as told
    ids = [snapshot["person"].ids[row] for row in graph.person.tolist()]
    return {ids[start] + ids[end] for start, end in zip(graph.start.tolist(), graph.end.tolist(), strict=True)}


def test_members_of_all_groups_are_in_it_and_others_are_not() -> None:
    assert edges() == {"AB", "BC"}


def test_the_members_of_one_group_alone() -> None:
    assert edges(groups=("G",)) == {"AB"}


def test_every_living_person_may_be_in_it() -> None:
    assert edges(all_persons=True) == {"AB", "BC", "CD"}


def test_an_isolate_is_a_component_of_its_own() -> None:
    graph = contact_graph(snapshot_from(RECORDS, DAY), default_policy(), GraphParameters(all_persons=True))
    size = graph_size(graph)
    assert (size.n_persons, size.n_ties, size.n_components) == (5, 3, 2)


def test_nobody_makes_an_empty_graph() -> None:
    graph = contact_graph(snapshot_from([], DAY), default_policy(), GraphParameters())
    assert graph_size(graph).n_components == 0


def test_a_grade_that_there_is_not_is_refused() -> None:
    with pytest.raises(InputError, match="no such grade: F9; write a letter"):
        edges(min_grade="F9")


def test_a_source_that_there_is_not_is_refused() -> None:
    with pytest.raises(NotFoundError, match="there is no source 'S-9'"):
        edges(without_source=("S-9",))


def test_strong_ties_alone() -> None:
    assert edges(min_strength=1.5, all_persons=True) == {"BC"}


def test_what_goes_back_to_a_retracted_source_goes_with_it() -> None:
    assert edges(without_source=("S-3",), all_persons=True) == {"BC", "CD"}
    assert edges(without_source=("S",), all_persons=True) == {"AB", "CD"}
