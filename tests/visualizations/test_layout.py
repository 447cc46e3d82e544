"""Positions: inside and outside of discs, apart from each other, the same each time."""

import random
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import pdist

from graph_service.errors import InputError
from tests.invented_network import group, invented, network_of, person, tie
from visualizations.layout import GROUPS_FIRST, MAX_PERSONS, grouped_layout
from visualizations.separation import LEAST, SPACING


@pytest.mark.parametrize("n_persons", [60, 350, 1_000])
def test_members_lie_in_their_disc_and_all_others_outside_every_disc(n_persons: int) -> None:
    layout = grouped_layout(invented(n_persons), persons=True)
    apart = np.hypot(*(layout.persons[:, None] - layout.centres[None]).transpose(2, 0, 1))
    inside = layout.home >= 0
    assert (apart[inside, layout.home[inside]] <= layout.radii[layout.home[inside]]).all()
    assert (apart[~inside] > layout.radii[None]).all()


@pytest.mark.parametrize("n_persons", [60, 350, 1_500])
def test_no_two_dots_are_nearer_than_the_least_distance(n_persons: int) -> None:
    layout = grouped_layout(invented(n_persons), persons=True)
    assert pdist(layout.persons).min() >= SPACING * LEAST


@pytest.mark.parametrize("n_persons", [350, 1_600])
def test_no_two_discs_overlap(n_persons: int) -> None:
    layout = grouped_layout(invented(n_persons))
    apart = np.hypot(*(layout.centres[:, None] - layout.centres[None]).transpose(2, 0, 1))
    gaps = apart - layout.radii[:, None] - layout.radii[None] + np.eye(len(layout.radii)) * 1e6
    assert gaps.min() > 0


def test_a_person_in_two_groups_is_drawn_outside_of_both() -> None:
    groups = [group(1), group(2)]
    members = [person(i, groups=[f"G-0{i % 2 + 1}"]) for i in range(2, 12)]
    layout = grouped_layout(network_of(persons=[person(1, groups=["G-01", "G-02"]), *members], groups=groups))
    assert layout.home[0] == -1
    assert (np.hypot(*(layout.centres - layout.persons[0]).T) > layout.radii).all()


def test_those_who_know_only_each_other_share_a_disc_without_a_group() -> None:
    network = network_of(
        persons=[person(1, groups=["G-01"]), *map(person, range(2, 6))],
        groups=[group(1)],
        ties=[tie(2, 3), tie(3, 4)],
    )
    layout = grouped_layout(network)
    assert layout.home.tolist() == [0, 1, 1, 1, -1]
    assert layout.isolated == (4,)


def test_those_without_group_and_tie_stand_in_rows_as_wide_as_the_map() -> None:
    layout = grouped_layout(network_of(persons=[person(i) for i in range(1, 401)]))
    width, height = np.ptp(layout.persons, axis=0)
    assert layout.isolated == tuple(range(400))
    assert height < width < 4 * height


def test_the_contact_of_a_contact_is_placed_with_them() -> None:
    network = network_of(
        persons=[person(1, groups=["G-01"]), person(2), person(3)], groups=[group(1)], ties=[tie(1, 2), tie(2, 3)]
    )
    layout = grouped_layout(network)
    assert layout.isolated == ()
    assert len(layout.radii) == 1
    assert np.hypot(*(layout.persons[2] - layout.persons[0])) < 4 * SPACING


def test_persons_are_drawn_up_to_a_number_unless_asked_for() -> None:
    assert grouped_layout(invented(GROUPS_FIRST)).shows_persons
    assert not grouped_layout(invented(GROUPS_FIRST + 1)).shows_persons
    assert grouped_layout(invented(GROUPS_FIRST + 1), persons=True).shows_persons
    assert not grouped_layout(invented(40), persons=False).shows_persons


def test_more_persons_than_a_picture_holds_are_refused() -> None:
    network = invented(MAX_PERSONS + 1)
    with pytest.raises(InputError, match="choose groups"):
        grouped_layout(network, persons=True)


def test_another_seed_gives_another_map() -> None:
    network = invented(60)
    one, other = grouped_layout(network, seed=1), grouped_layout(network, seed=2)
    assert not np.array_equal(one.persons, other.persons)


def test_the_shared_random_numbers_are_left_as_they_were() -> None:
    network = invented(60)
    random.seed(5)
    state = random.getstate()
    first = grouped_layout(network).persons
    assert random.getstate() == state
    random.seed(6)
    assert np.array_equal(grouped_layout(network).persons, first)


SAME_BYTES = """
import hashlib
from tests.invented_network import invented
from visualizations.draw import draw_html, draw_pyvis, draw_svg
network = invented(80)
for draw in (draw_svg, draw_html, draw_pyvis):
    print(hashlib.sha256(draw(network, handling="RESTRICTED").encode()).hexdigest())
"""


def digests(hash_seed: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", SAME_BYTES],
        env={"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout


def test_other_processes_draw_the_same_bytes() -> None:
    assert digests("1") == digests("2")


@st.composite
def networks(draw: st.DrawFn) -> tuple[int, list[list[str]], list[tuple[int, int]]]:
    n_persons, n_groups = draw(st.integers(0, 14)), draw(st.integers(0, 4))
    ids = [f"G-{i:02d}" for i in range(1, n_groups + 1)]
    own = [draw(st.lists(st.sampled_from(ids), unique=True, max_size=3)) if ids else [] for _ in range(n_persons)]
    pairs = st.tuples(st.integers(1, max(1, n_persons)), st.integers(1, max(1, n_persons)))
    ties = {(min(a, b), max(a, b)) for a, b in draw(st.lists(pairs, max_size=12)) if a != b}
    return n_groups, own, sorted(ties)


@settings(max_examples=60)
@given(networks())
def test_any_small_network_is_laid_out_with_dots_apart(
    drawn: tuple[int, list[list[str]], list[tuple[int, int]]],
) -> None:
    n_groups, own, ties = drawn
    layout = grouped_layout(
        network_of(
            persons=[person(i, groups=groups) for i, groups in enumerate(own, start=1)],
            groups=[group(i) for i in range(1, n_groups + 1)],
            ties=[tie(a, b) for a, b in ties],
        )
    )
    assert np.isfinite(layout.persons).all()
    assert len(own) < 2 or pdist(layout.persons).min() >= SPACING * LEAST - 1e-6
