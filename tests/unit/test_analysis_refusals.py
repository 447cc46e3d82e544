"""What the analyses refuse to be asked, each with what is wrong and what there is."""

from datetime import date

import numpy as np
import pytest

from graph_service.analysis.conflicts import CONFLICTS
from graph_service.analysis.person_status import graded, origins
from graph_service.analysis.representatives import REPRESENTATIVES
from graph_service.domain.policy import default_policy
from graph_service.domain.snapshot import NONE
from graph_service.errors import InputError
from tests.asking import compute
from tests.rival import make
from tests.snapshots import snapshot_from

POLICY = default_policy()
SNAPSHOT = snapshot_from(
    [make.source("S"), make.person("P"), make.group("A"), make.member("M", "P", "A")], date(2020, 12, 3)
)


def test_a_state_of_conflicts_that_is_not_known_is_refused() -> None:
    with pytest.raises(InputError, match="no such state: warm; they are"):
        compute(CONFLICTS, SNAPSHOT, POLICY, states=["warm"])


def test_a_budget_below_one_is_refused() -> None:
    with pytest.raises(InputError, match="the budget is 0; it must be at least 1"):
        compute(REPRESENTATIVES, SNAPSHOT, POLICY, budget=0)


def test_a_kind_of_tie_that_is_not_known_is_refused() -> None:
    with pytest.raises(InputError, match="no such kind of tie: neighbour; they are"):
        compute(REPRESENTATIVES, SNAPSHOT, POLICY, kinds=["neighbour"])


def test_a_person_of_the_pool_who_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="persons that are not there: P-9"):
        compute(REPRESENTATIVES, SNAPSHOT, POLICY, pool=["P", "P-9"])


def test_sources_that_name_each_other_as_origin_are_one_source() -> None:
    circle = [make.source("S-1", origin="S-2"), make.source("S-2", origin="S-1"), make.source("S-3", origin="S-2")]
    numbers = origins(snapshot_from([*circle, make.source("S-4")], date(2020, 12, 3))).tolist()
    assert numbers[0] == numbers[1] == numbers[2] != numbers[3]


def test_no_source_is_graded_where_there_are_none() -> None:
    snapshot = snapshot_from([make.person("P")], date(2020, 12, 3))
    assert graded(snapshot, np.array([NONE, NONE], dtype=np.int64), (1, 2)).tolist() == [False, False]
