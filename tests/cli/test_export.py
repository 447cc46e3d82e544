"""Exports: out of a store and back with the same content, of a day, and the part of it that a caller sees."""

import csv
import json
import tomllib
from contextlib import closing
from pathlib import Path

import pytest

from graph_service.adapters.sqlite import SQLiteStore
from graph_service.domain.report import CaseHead
from graph_service.domain.tables import tables_of
from loaders.case_folder import load_case
from loaders.case_writer import write_case
from loaders.demo_city import DEMO_AS_OF, demo_city
from tests.cli.run import Done, answered, gruppkarta, initialised
from tests.property.store_machine import EVENT, NOW
from tests.rival import make
from tests.unit.loaders.cases import TODAY

PURPOSE = ("--purpose", "tests")
FORMS = ("case", "case.zip", "case.xlsx")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Address of a store with the demo city, and the token of its administrator."""
    folder = tmp_path_factory.mktemp("city")
    write_case(demo_city(), folder / "case", head=CaseHead(name="Demo city", as_of=DEMO_AS_OF))
    address = f"sqlite:///{folder}/city.db"
    token = initialised(address)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("GRUPPKARTA_TOKEN", token)
        done = gruppkarta("import", "--store", address, "--case", folder / "case", *PURPOSE)
    assert done.code == 0, done.err
    return address, token


@pytest.fixture
def city(made: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    """Address of the store; the environment holds the token of its administrator."""
    address, token = made
    monkeypatch.setenv("GRUPPKARTA_TOKEN", token)
    return address


def exported(city: str, *words: str | Path) -> Done:
    done = gruppkarta("export", "--store", city, *PURPOSE, *words)
    assert done.code == 0, done.err
    return done


def content(address: str) -> str:
    return str(answered("store", "info", "--store", address, *PURPOSE)["content_hash"])


@pytest.mark.parametrize("name", FORMS)
def test_all_of_a_store_comes_back_into_an_empty_one_with_the_same_content(
    city: str, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = exported(city, "--out", tmp_path / name, "--whole")
    assert f"read back: the same records, content {content(city)}" in " ".join(done.err.split())
    address = f"sqlite:///{tmp_path}/other.db"
    expected = content(city)
    monkeypatch.setenv("GRUPPKARTA_TOKEN", initialised(address))
    assert gruppkarta("import", "--store", address, "--case", tmp_path / name, *PURPOSE).code == 0
    assert content(address) == expected
    assert {path.stat().st_mode & 0o077 for path in [tmp_path / name, *(tmp_path / "case").glob("*")]} == {0} or not (
        tmp_path / name
    ).exists()


def test_a_part_says_so_in_its_head_bears_the_id_of_the_copy_and_is_not_imported(city: str, tmp_path: Path) -> None:
    result = json.loads(exported(city, "--out", tmp_path / "part", "--json").out)
    head = tomllib.loads((tmp_path / "part/case.toml").read_text(encoding="utf-8"))
    assert (head["partial"], head["copy_id"]) == (True, result["copy_id"])
    assert result["copy_id"] in head["handling"]
    assert (result["is_partial"], result["is_read_back"]) == (True, True)
    assert result["tables_withheld"] == ["contacts", "support_cases"]  # support content is the municipality's
    assert not (tmp_path / "part/support_cases.csv").exists()
    assert "persons.sex" in result["columns_withheld"]
    with (tmp_path / "part/persons.csv").open(encoding="utf-8", newline="") as stream:
        assert {row["sex"] for row in csv.DictReader(stream)} == {""}
    refused = gruppkarta("import", "--store", city, "--case", tmp_path / "part", *PURPOSE)
    assert (refused.code, "this case is a part of a store" in refused.err) == (3, True)
    assert gruppkarta("scorecard", "--case", tmp_path / "part").code == 0


def test_the_trail_says_who_exported_which_copy_and_whom_it_names(city: str, tmp_path: Path) -> None:
    copies = [
        json.loads(exported(city, "--out", tmp_path / name, "--json", *words).out)["copy_id"]
        for name, words in (("part.zip", ()), ("all.xlsx", ("--whole",)))
    ]
    entries = answered("audit", "list", "--store", city, *PURPOSE, "--newest-first")["entries"]
    whole, part = (next(entry for entry in entries if entry["action"] == word) for word in ("export_whole", "export"))
    assert part["details"]["copy"] == f"zip {copies[0]}"
    assert whole["details"]["copy"] == f"xlsx {copies[1]}"
    assert (part["details"]["extent"], whole["details"]["extent"]) == ("part", "whole")
    assert whole["details"]["n_subjects"] == len(demo_city()["person"])
    assert part["details"]["n_subjects"] < len(demo_city()["person"])


def test_only_administrators_export_all(city: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("--name", "analyst 7", "--agency", "police", "--role", "analyst")
    token = answered("token", "create", "--store", city, *PURPOSE, *words)["token"]
    monkeypatch.setenv("GRUPPKARTA_TOKEN", token)
    refused = gruppkarta("export", "--store", city, *PURPOSE, "--out", tmp_path / "all", "--whole")
    assert refused.code == 9
    assert not (tmp_path / "all").exists()
    exported(city, "--out", tmp_path / "part")
    loaded = load_case(tmp_path / "part", today=TODAY).tables
    assert set(loaded["person"].column("names")) == {()}  # analysts see no names
    assert True not in loaded["person"].column("protected_identity")


def test_a_day_holds_nothing_later_and_is_imported_into_an_empty_store_alone(
    city: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exported(city, "--out", tmp_path / "day.zip", "--whole", "--as-of", "2020-06-01")
    loaded = load_case(tmp_path / "day.zip", today=TODAY)
    assert (loaded.report.case.is_one_day, str(loaded.report.case.as_of)) == (True, "2020-06-01")
    assert max(day for day in loaded.tables["incident"].column("occurred_on") if day).isoformat() <= "2020-06-30"  # type: ignore[union-attr]  # days
    refused = gruppkarta("import", "--store", city, "--case", tmp_path / "day.zip", *PURPOSE)
    assert (refused.code, "would take back what was recorded later" in " ".join(refused.err.split())) == (3, True)
    address = f"sqlite:///{tmp_path}/other.db"
    of_city = answered("scorecard", "--store", city, *PURPOSE, "--as-of", "2020-06-01")
    monkeypatch.setenv("GRUPPKARTA_TOKEN", initialised(address))
    assert gruppkarta("import", "--store", address, "--case", tmp_path / "day.zip", *PURPOSE).code == 0
    of_day = answered("scorecard", "--store", address, *PURPOSE, "--as-of", "2020-06-01")
    assert of_day["groups"] == of_city["groups"]


def test_what_a_later_rule_refuses_is_written_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"sqlite:///{tmp_path}/old.db"
    token = initialised(address)
    with closing(SQLiteStore(tmp_path / "old.db")) as store:
        tables = tables_of([make.source("S"), make.group("G1"), make.person("P1")])
        group = tables["group"]
        tables["group"] = type(group)(group.kind, (group.columns[0], ["unknown"], *group.columns[2:]))
        store.write(tables, EVENT, recorded_at=NOW)
    monkeypatch.setenv("GRUPPKARTA_TOKEN", token)
    result = json.loads(exported(address, "--out", tmp_path / "case", "--whole", "--json").out)
    assert not result["is_read_back"]
    (remark,) = result["remarks"]
    assert (remark["code"], remark["file"], remark["column"], remark["n"]) == (
        "word_for_nothing",
        "groups.csv",
        "name",
        1,
    )
    assert "unknown" in (tmp_path / "case/groups.csv").read_text(encoding="utf-8")


def test_a_filled_folder_a_file_and_an_ending_that_is_none_are_refused(city: str, tmp_path: Path) -> None:
    (tmp_path / "filled").mkdir()
    (tmp_path / "filled/letter.txt").write_text("x", encoding="utf-8")
    (tmp_path / "there.zip").write_text("x", encoding="utf-8")
    for name, text in (
        ("filled", "holds something already"),
        ("there.zip", "is there already"),
        ("case.csv", "cannot write .csv"),
    ):
        refused = gruppkarta("export", "--store", city, *PURPOSE, "--out", tmp_path / name)
        assert (refused.code, text in " ".join(refused.err.split())) == (3, True), refused.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["filled", "there.zip"]
    exported(city, "--out", tmp_path / "there.zip", "--force")


def test_a_case_in_memory_becomes_a_workbook_with_its_head(tmp_path: Path) -> None:
    head = CaseHead("A city", "Europe/Oslo", DEMO_AS_OF, "internal")
    write_case(demo_city(), tmp_path / "case", head=head)
    done = gruppkarta("export", "--case", tmp_path / "case", "--out", tmp_path / "case.xlsx")
    assert done.code == 0, done.err
    loaded = load_case(tmp_path / "case.xlsx", today=TODAY)
    assert loaded.report.case == head
    assert {name: len(table) for name, table in loaded.tables.items()} == {
        name: len(table) for name, table in demo_city().items()
    }
