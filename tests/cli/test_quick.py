"""gruppkarta quick: a map and first answers from tables without a mapping; questions, refusals, what is kept."""

import random
import re
from html import unescape
from pathlib import Path

import pytest

from graph_service import open_case
from tests.cli.run import gruppkarta
from visualizations.layout import GROUPS_FIRST

PAIRS = "from,to,weight,remark\nP-1,P-2,2,a\nP-2,P-3,1,b\nP-3,P-1,4,c\nP-3,P-4,1,d\n"


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.csv"
    path.write_text(PAIRS, encoding="utf-8")
    return path


def _many_pairs(path: Path, n_rows: int = 10_000, n_persons: int = 3_000) -> Path:
    chance = random.Random(7)
    lines = ["from,to"]
    while len(lines) <= n_rows:
        a, b = int(n_persons * chance.random() ** 2), chance.randrange(n_persons)
        if a != b:
            lines.append(f"P-{a:04},P-{b:04}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_list_of_pairs_gives_map_measures_and_a_plan_by_one_command(pairs: Path, tmp_path: Path) -> None:
    out = tmp_path / "map.html"
    done = gruppkarta("quick", pairs, "--out", out)
    assert done.code == 0, done.err
    for text in (
        "#   from    one end of the tie",
        "#   remark  not used",
        "#   nobody has a protected identity",
        "#   every tie is of the kind other",
        "The network as a whole",
        "density: 0.667",
        "Who stands where, the first 10 by contacts",
        "A calculation on ties alone: 1 of 4 in the pool reach 4 of 4 (proven to be the fewest).",
        "nothing is stored, and no look is logged",
    ):
        assert text in done.out
    assert f"wrote {out}: 4 persons" in done.err
    assert "P-4" in out.read_text(encoding="utf-8")


def test_what_was_understood_can_be_kept_and_loads_the_same(pairs: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "understood.toml"
    done = gruppkarta("quick", pairs, "--save-mapping", mapping)
    assert done.code == 0, done.err
    assert mapping.read_text(encoding="utf-8").strip() in done.out
    checked = gruppkarta("check", "--case", pairs, "--mapping", mapping)
    assert (checked.code, checked.err) == (0, "")
    again = gruppkarta("quick", pairs, "--save-mapping", mapping)
    assert (again.code, "is there already" in again.err) == (3, True)
    assert gruppkarta("quick", pairs, "--save-mapping", mapping, "--force").code == 0


def test_what_is_not_sure_is_asked_for_as_a_wrong_line(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("from,name,x\na,b,c\nd,e,f\n", encoding="utf-8")
    done = gruppkarta("quick", path, "--out", tmp_path / "map.html")
    assert (done.code, done.out) == (2, "")
    asked = "odd.csv: which column is the other end? give --target COL: there are from, name, x"
    assert asked in done.err
    assert "[bad_usage]" in done.err
    assert not (tmp_path / "map.html").exists()
    assert gruppkarta("quick", path, "--target", "name").code == 0


def test_all_questions_are_asked_at_once(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.csv").write_text("from,name,x\na,b,c\n", encoding="utf-8")
    done = gruppkarta("quick", tmp_path / "one.csv", tmp_path / "two.csv")
    assert (done.code, done.err.count("which column is the other end?")) == (2, 2)


def test_a_column_that_must_not_come_in_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("from,to,religion\na,b,x\nb,c,y\n", encoding="utf-8")
    done = gruppkarta("quick", path)
    assert (done.code, "[forbidden_columns]" in done.err) == (3, True)
    assert gruppkarta("quick", path, "--drop-forbidden").code == 0


def test_a_bad_row_is_refused_with_its_line_or_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("from,to\na,b\nb,b\nb,c\n", encoding="utf-8")
    done = gruppkarta("quick", path)
    assert (done.code, "pairs.csv:3" in done.err) == (3, True)
    done = gruppkarta("quick", path, "--quarantine", tmp_path / "bad")
    assert (done.code, "3 persons, 2 ties" in done.out) == (0, True), done.err
    assert "b,b,3" in (tmp_path / "bad" / "pairs.csv").read_text(encoding="utf-8")


def test_a_folder_of_tables_is_taken_as_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "pairs.csv").write_text("from,to\nP-1,P-2\nP-2,P-3\n", encoding="utf-8")
    (folder / "people.csv").write_text("id,gang\nP-1,Mill\nP-2,Quay\nP-3,Quay\n", encoding="utf-8")
    done = gruppkarta("quick", folder, "--out", tmp_path / "map.svg")
    assert done.code == 0, done.err
    assert "Quay" in (tmp_path / "map.svg").read_text(encoding="utf-8")
    assert "every membership is an assessment, none a fact" in done.out
    assert "A proposal" in done.out


def test_tables_without_a_tie_say_so(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("id,gang\nP-1,Mill\nP-2,Quay\n", encoding="utf-8")
    done = gruppkarta("quick", path, "--out", tmp_path / "map.html")
    assert done.code == 0, done.err
    assert "Nobody is tied to anybody" in done.out
    assert (tmp_path / "map.html").exists()


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("nowhere.csv",), 3, "nowhere.csv"),
        (("pairs.csv", "pairs.csv"), 3, "two tables have the same name"),
        (("pairs.csv", "--out", "map.doc"), 3, "cannot write .doc"),
        (("pairs.csv", "--source", "fro"), 2, "there is no column 'fro'; give --source COL: did you mean from?"),
        ((), 2, "FILE..."),
    ],
)
def test_what_is_wrong_is_said(
    pairs: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: int, message: str
) -> None:
    monkeypatch.chdir(pairs.parent)
    done = gruppkarta("quick", *words)
    assert done.code == code
    assert message in done.err


def test_ten_thousand_rows_give_a_picture_of_those_with_the_most_contacts(tmp_path: Path) -> None:
    path, out = _many_pairs(tmp_path / "calls.csv"), tmp_path / "map.svg"
    opened = open_case(path)
    assert len(opened.network().persons) > GROUPS_FIRST
    opened.save_network(out)
    svg = unescape(out.read_text(encoding="utf-8"))
    n_left_out = len(opened.network().persons) - GROUPS_FIRST
    assert f"{n_left_out} persons are not drawn: they have fewer contacts than those who are" in svg
    degrees = opened.structure(measures=["degree"]).rows
    drawn = set(re.findall(r"P-\d{4}", svg))
    assert {row.person_id for row in degrees[:20]} <= drawn
    assert degrees[-1].person_id not in drawn
