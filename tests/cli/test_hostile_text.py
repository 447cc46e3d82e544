"""No text of a record acts on the terminal of its reader, in an answer or in a refusal."""

from pathlib import Path

import pytest

from graph_service.domain.tables import tables_of
from loaders.case_writer import write_case
from tests.cli.run import gruppkarta
from tests.rival import make

HOSTILE = "Al\x1b[2Jfa\x9b31m"
STEERING = {"\x1b", "\x9b"}
SHOWING = ("explain P", "person P", "persons")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    records = [make.source("S"), make.person("P"), make.group("G"), make.member("M", "P", "G", start="2020-01-01")]
    write_case(tables_of(records), tmp_path / "case")
    for table in ("persons.csv", "groups.csv"):
        path = tmp_path / "case" / table
        path.write_text(path.read_text(encoding="utf-8").replace(",P,", f",{HOSTILE},"), encoding="utf-8")
    return tmp_path / "case"


@pytest.mark.parametrize("words", [*SHOWING, "priorities --lane messenger", "groups", "check"])
def test_what_is_printed_steers_nothing(case: Path, words: str) -> None:
    days = [] if words == "check" else ["--as-of", "2020-12-03"]
    printed = gruppkarta(*words.split(), "--case", case, *days)
    assert printed.code == 0, printed.err
    assert not STEERING & set(printed.out + printed.err)
    assert ("[2Jfa" in printed.out) is (words in SHOWING)


def test_a_refusal_steers_nothing(case: Path) -> None:
    (case / "ties.csv").write_text(f"tie_id,person_a,person_b,kind\nT,P,{HOSTILE},friend\n", encoding="utf-8")
    printed = gruppkarta("check", "--case", case)
    assert printed.code == 3
    assert "ties.csv" in printed.err
    assert not STEERING & set(printed.out + printed.err)
