"""`diff`: a case beside a store or another case, as text and as JSON."""

import csv
from pathlib import Path

import pytest

from graph_service.domain.report import CaseHead
from loaders.case_writer import write_case
from loaders.demo_city import DEMO_AS_OF, demo_city
from tests.cli.run import answered, gruppkarta, initialised

PURPOSE = ("--purpose", "tests")
GONE = "A-0302"  # of a suspect group, in an incident of the last days
AS_OF = ("--as-of", str(DEMO_AS_OF))


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The demo city, and the same after a death, without an attribution, and with thirty more sources."""
    folder = tmp_path_factory.mktemp("cases")
    for name in ("before", "after"):
        write_case(demo_city(), folder / name, head=CaseHead(name="Demo city", as_of=DEMO_AS_OF))
    persons = rows_of(folder / "after/persons.csv")
    persons[14][6] = "2020-11-01"
    write_rows(folder / "after/persons.csv", persons)
    attributions = rows_of(folder / "after/attributions.csv")
    write_rows(folder / "after/attributions.csv", [row for row in attributions if row[0] != GONE])
    sources = rows_of(folder / "after/sources.csv")
    empty = [""] * (len(sources[0]) - 1)
    write_rows(folder / "after/sources.csv", [*sources, *([f"S-N{i:02}", *empty] for i in range(30))])
    return folder / "before", folder / "after"


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def write_rows(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def test_two_cases_are_compared_by_table_with_what_follows(cases: tuple[Path, Path]) -> None:
    before, after = cases
    done = gruppkarta("diff", "--case", after, "--with", before)
    assert done.code == 0, done.err
    text = " ".join(done.out.split())
    assert "persons changed: P-0014 (died_on)" in text
    assert f"attributions gone: {GONE}" in text
    assert "S-N19; and 10 more" in text
    assert f"scorecard and lanes as of {DEMO_AS_OF}" in text
    result = answered("diff", "--case", after, "--with", before)
    tables = {table["table"]: table for table in result["tables"]}
    assert len(tables["sources"]["new"]) == 30
    assert [record["record_id"] for record in tables["attributions"]["gone"]] == [GONE]
    assert any(f"attributions:{GONE}" in row["records"] for row in result["groups"])


def test_the_same_case_changes_nothing(cases: tuple[Path, Path]) -> None:
    before, _ = cases
    done = gruppkarta("diff", "--case", before, "--with", before)
    assert "nothing changes" in done.out


def test_a_store_is_compared_and_not_written(
    cases: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after = cases
    address = f"sqlite:///{tmp_path}/city.db"
    monkeypatch.setenv("GRUPPKARTA_TOKEN", initialised(address))
    assert gruppkarta("import", "--store", address, "--case", before, *PURPOSE).code == 0
    content = answered("store", "info", "--store", address, *PURPOSE)["content_hash"]
    result = answered("diff", "--store", address, "--case", after, *AS_OF, *PURPOSE, "--show-protected")
    tables = {table["table"]: table for table in result["tables"]}
    assert [(record["record_id"], record["columns"]) for record in tables["persons"]["changed"]] == [
        ("P-0014", ["died_on"])
    ]
    assert [record["record_id"] for record in tables["attributions"]["gone"]] == [GONE]
    assert result["tables_withheld"] == ["contacts", "support_cases"]
    assert answered("store", "info", "--store", address, *PURPOSE)["content_hash"] == content
    withheld = gruppkarta("diff", "--store", address, "--case", after, *AS_OF, *PURPOSE)
    assert "as if persons who are withheld from you had never been recorded" in " ".join(withheld.out.split())


def test_a_store_and_another_case_are_not_both_compared_with(cases: tuple[Path, Path]) -> None:
    before, after = cases
    done = gruppkarta("diff", "--case", after, "--with", before, "--store", "sqlite:///x.db")
    assert (done.code, "take away --store or --with" in " ".join(done.err.split())) == (8, True)
