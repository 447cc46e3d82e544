"""Published data sets come in by the mappings of this repository, with the published counts."""

from collections import Counter
from datetime import date

import pytest

from graph_service.domain.schema import Row
from graph_service.errors import ForbiddenColumnsError
from loaders.case_folder import Loaded, LoadOptions, load_case
from tests.needs import DATA_HOW, REPOSITORY, SHARED_DATA, needs

MAPPINGS = REPOSITORY / "tests" / "data" / "mappings"
TODAY = date(2026, 11, 24)

pytestmark = needs("data", available=(SHARED_DATA / "london_gang").is_dir(), how=DATA_HOW)


def _load(folder: str, mapping: str, *, drop_forbidden: bool = False) -> Loaded:
    options = LoadOptions(mapping=MAPPINGS / f"{mapping}.toml", drop_forbidden=drop_forbidden)
    return load_case(SHARED_DATA / folder, options=options, today=TODAY)


def _counts(loaded: Loaded) -> dict[str, int]:
    return {name: len(table) for name, table in loaded.tables.items()}


def _rows(loaded: Loaded, kind: str, *names: str) -> list[Row]:
    table = loaded.tables[kind]
    return list(zip(*(table.column(name) for name in names), strict=True))


def test_the_call_in_network_has_22_persons_and_24_ties_in_48_rows() -> None:
    loaded = _load("apwheele_callin", "apwheele_callin")
    assert _counts(loaded) == {"person": 22, "supervision": 5, "tie": 24}
    ties = next(one for one in loaded.report.tables if one.table == "ties")
    assert (ties.n_read, ties.n_merged, ties.n_loaded) == (48, 24, 24)
    assert sorted(int(str(person)) for (person,) in _rows(loaded, "supervision", "person_id")) == [2, 5, 7, 12, 20]


@pytest.mark.parametrize(
    ("mapping", "persons", "incidents", "parts"),
    [
        ("stlouis_crime", 829, 551, {"suspect": 682 + 41, "victim": 558 + 41, "witness": 195}),
        ("stlouis_freeman", 870, 555, {"suspect": 682 + 41, "victim": 569 + 41, "witness": 195}),
    ],
)
def test_st_louis_has_the_published_roles_and_both_roles_are_two_involvements(
    mapping: str, persons: int, incidents: int, parts: dict[str, int]
) -> None:
    loaded = _load("stlouis_crime", mapping)
    assert (len(loaded.tables["person"]), len(loaded.tables["incident"])) == (persons, incidents)
    assert Counter(part for (part,) in _rows(loaded, "involvement", "part")) == parts


def test_two_crimes_of_freemans_557_stand_twice_in_his_list() -> None:
    loaded = _load("stlouis_crime", "stlouis_freeman")
    incidents = next(one for one in loaded.report.tables if one.table == "incidents")
    assert (incidents.n_read, incidents.n_merged) == (557, 2)


def test_no_name_of_st_louis_is_loaded() -> None:
    loaded = _load("stlouis_crime", "stlouis_crime")
    assert {names for (names,) in _rows(loaded, "person", "names")} == {()}
    assert all(label == f"P-{key}" for key, label in _rows(loaded, "person", "person_id", "label"))
    ignored = [(one.column, one.n) for one in loaded.report.remarks if one.code == "column_ignored"]
    assert ignored == [("name", 829)]


def test_the_london_network_is_refused_for_its_columns_on_birthplace() -> None:
    with pytest.raises(ForbiddenColumnsError) as caught:
        _load("london_gang", "london_gang")
    assert (caught.value.file, caught.value.columns) == ("nodes.csv", ("birthplace", "birthplace_label"))


def test_the_london_network_loads_without_them_as_ties_alone() -> None:
    loaded = _load("london_gang", "london_gang", drop_forbidden=True)
    assert _counts(loaded) == {"person": 54, "tie": 315}
    assert Counter(strength for (strength,) in _rows(loaded, "tie", "strength")) == {1: 182, 2: 92, 3: 25, 4: 16}
    assert loaded.report.files[0].columns_dropped == ("birthplace", "birthplace_label")


def test_new_york_is_refused_for_its_columns_on_race() -> None:
    with pytest.raises(ForbiddenColumnsError) as caught:
        _load("nypd_shootings", "nypd_shootings")
    assert caught.value.columns == ("perp_race", "vic_race")


def test_new_york_has_2198_incidents_in_2882_rows() -> None:
    loaded = _load("nypd_shootings", "nypd_shootings", drop_forbidden=True)
    assert _counts(loaded) == {"incident": 2_198}
    (table,) = loaded.report.tables
    assert (table.n_read, table.n_merged) == (2_882, 684)
    assert {low for (low,) in _rows(loaded, "incident", "victims_low")} == {1}
    assert sum(int(str(high)) for (high,) in _rows(loaded, "incident", "victims_high")) == 2_882


def test_a_murder_in_any_row_of_an_incident_makes_it_fatal() -> None:
    loaded = _load("nypd_shootings", "nypd_shootings", drop_forbidden=True)
    lines = (SHARED_DATA / "nypd_shootings" / "sample_2021_2022H1.csv").read_text(encoding="utf-8").splitlines()
    place = lines[0].split(",").index("statistical_murder_flag")
    fatal = {line.split(",")[0] for line in lines[1:] if line.split(",")[place] in {"true", "Y"}}
    found = {str(key) for key, killed in _rows(loaded, "incident", "incident_id", "n_killed") if killed == 1}
    assert found == fatal
