"""Shared cases of later deliveries: store and case answer alike afterwards."""

from pathlib import Path

import pytest

from tests.cases.shared_cases import CASES, needs_cases
from tests.cli.run import answered, gruppkarta, initialised

PURPOSE = ("--purpose", "weekly review")


@needs_cases
def test_a_corrected_row_replaces_the_wrong_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = CASES / "correction_is_no_correction"
    store = f"sqlite:///{tmp_path / 'x.db'}"
    monkeypatch.setenv("GRUPPKARTA_TOKEN", initialised(store))
    assert gruppkarta("import", "--case", folder / "before", "--store", store, *PURPOSE).code == 0
    looked = gruppkarta("check", "--case", folder / "case", "--store", store, *PURPOSE)
    assert "0 new, 1 changed, 19 unchanged" in " ".join(looked.err.split())
    done = gruppkarta("import", "--case", folder / "case", "--store", store, *PURPOSE)
    assert "0 new, 1 changed, 19 unchanged" in done.out
    as_of = ("--as-of", "2020-12-31")
    of_store = answered("explain", "P1", "--store", store, *as_of, *PURPOSE)
    of_case = answered("explain", "P1", "--case", folder / "case", *as_of)
    assert of_store["lanes"] == of_case["lanes"]
    records = answered("person", "P1", "--store", store, *as_of, *PURPOSE)["records"]
    keys = [record["record_id"] for record in records if record["kind"] == "membership"]
    shown = ("--show-protected", "--store", store, *PURPOSE)
    told = [gruppkarta("record", "history", "membership", key, *shown).out for key in keys]
    assert any("memberships.csv line 2" in " ".join(text.split()) for text in told)
    shown_first = gruppkarta("import", "--undo", "--dry-run", "--store", store, *PURPOSE)
    instant = shown_first.err.rpartition("--imported-at ")[2].split()[0]
    other = gruppkarta("import", "--undo", "--imported-at", "2019-12-03T08:00:00", "--store", store, *PURPOSE)
    assert (other.code, "look again at which would be taken back" in " ".join(other.err.split())) == (3, True)
    assert gruppkarta("import", "--undo", "--imported-at", "then", "--store", store, *PURPOSE).code != 0
    assert gruppkarta("import", "--imported-at", instant, "--store", store, *PURPOSE).code != 0
    undone = gruppkarta("import", "--undo", "--imported-at", instant, "--store", store, *PURPOSE)
    assert (undone.code, "1 as before" in undone.out) == (0, True)
    again = gruppkarta("import", "--undo", "--store", store, *PURPOSE)
    assert (again.code, "no import to take back" in again.err) == (3, True)


@needs_cases
def test_what_is_not_delivered_any_more_is_told_and_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = CASES / "correction_is_no_correction" / "case"
    store = f"sqlite:///{tmp_path / 'x.db'}"
    monkeypatch.setenv("GRUPPKARTA_TOKEN", initialised(store))
    assert gruppkarta("import", "--case", folder, "--store", store, *PURPOSE).code == 0
    shorter = tmp_path / "shorter"
    shorter.mkdir()
    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8").replace("P3,P4,kin\n", "").replace("2020-12-31", "2021-01-07")
        (shorter / path.name).write_text(text, encoding="utf-8")
    told = gruppkarta("check", "--case", shorter, "--store", store, *PURPOSE)
    assert "gone: 1 record of ties not delivered any more" in told.out
    assert "person_a P3, person_b P4" in told.out
    done = gruppkarta("import", "--case", shorter, "--store", store, "--gone", "end", *PURPOSE)
    assert "1 ended" in done.out
