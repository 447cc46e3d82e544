"""Published networks, through the command line: what the literature found, exactly."""

from pathlib import Path

import pytest

from tests.cli.run import answered, gruppkarta
from tests.needs import DATA_HOW, SHARED_DATA, needs

MAPPINGS = Path(__file__).parent.parent / "data" / "mappings"
pytestmark = needs("data", available=SHARED_DATA.is_dir(), how=DATA_HOW)
GANG = ("--case", SHARED_DATA / "apwheele_callin", "--mapping", MAPPINGS / "apwheele_callin.toml")
LONDON = ("--case", SHARED_DATA / "london_gang", "--mapping", MAPPINGS / "london_gang.toml", "--drop-forbidden")


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everybody on probation or parole."""
    path = tmp_path_factory.mktemp("pool") / "pool.txt"
    path.write_text("2\n5\n7\n12\n20\n", encoding="utf-8")
    return path


def test_eight_representatives_reach_all_22_and_it_is_proven() -> None:
    found = answered("representatives", *GANG)
    assert (len(found["chosen"]), found["n_reached"], found["n_total"]) == (8, 22, 22)
    assert found["proven_optimal"]
    assert found["gap"] == 0
    assert found["curve"] == [8, 11, 14, 16, 18, 20, 21, 22]
    assert found["unreached"] == []


def test_ties_alone_are_a_calculation_and_no_proposal() -> None:
    found = answered("representatives", *GANG)
    assert found["is_calculation"]
    assert [note["text"] for note in found["notes"] if note["code"] == "calculation"] == [
        "calculation on ties alone: there are no memberships, so it is never a proposal"
    ]
    assert answered("priorities", "--lane", "message", *GANG)["rows"] == []
    assert answered("priorities", "--lane", "messenger", *GANG)["lane"] == "messenger"


def test_a_pool_of_those_supervised_reaches_13_and_names_the_nine_left(pool: Path) -> None:
    by_file = answered("representatives", *GANG, "--pool", pool)
    assert (by_file["n_reached"], by_file["n_total"], by_file["n_pool"]) == (13, 22, 5)
    assert by_file["curve"] == [6, 8, 10, 12, 13]
    assert sorted(by_file["unreached"], key=int) == ["4", "8", "9", "11", "13", "14", "17", "19", "22"]
    supervised = answered("representatives", *GANG, "--pool", "supervised")
    assert supervised["chosen"] == by_file["chosen"]


def test_there_are_exactly_32_optimal_sets() -> None:
    found = answered("representatives", *GANG, "--alternatives", "100")
    sets = {tuple(found["chosen"]), *map(tuple, found["alternatives"])}
    assert (len(sets), len(found["alternatives"])) == (32, 31)
    assert found["alternatives"] == sorted(found["alternatives"])
    assert min(sets) == tuple(found["chosen"])


@pytest.mark.parametrize(("budget", "reach"), [(1, 8), (2, 11), (3, 14), (4, 16), (8, 22), (20, 22)])
def test_a_budget_reaches_the_most_it_can(budget: int, reach: int) -> None:
    found = answered("representatives", *GANG, "--budget", str(budget))
    assert (found["n_reached"], found["proven_optimal"]) == (reach, True)
    assert len(found["chosen"]) == min(budget, 8)


def test_eight_of_the_54_in_london_suffice() -> None:
    found = answered("representatives", *LONDON)
    assert (len(found["chosen"]), found["n_reached"], found["n_total"]) == (8, 54, 54)
    assert found["proven_optimal"]
    assert found["curve"][:3] == [26, 37, 44]


def test_birthplaces_are_refused_by_name_and_nothing_is_loaded() -> None:
    done = gruppkarta("representatives", *LONDON[:-1])
    assert done.code == 3
    assert "birthplace" in done.err
    assert "birthplace_label" in done.err
    assert "--drop-forbidden" in done.err
    assert done.out == ""
