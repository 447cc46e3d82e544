"""Records that may be one are remarked with their lines and the remedy; the load goes on."""

from pathlib import Path

import pytest

from graph_service.domain.load_texts import REMARKS
from graph_service.domain.look_alikes import plain_form, plain_forms
from tests.cases.shared_cases import CASES, doubts, folder_of, load, needs_cases

ALIKE = (
    ("P-a1", "P-A1"),
    ("00123", "123"),
    ("P 1", "P  1"),
    ("Gd 6046", "Gd-6046"),
    ("P1", "\u04201"),  # a Cyrillic letter
    ("A1", "\u03911"),  # a Greek one
    ("K 1234/20", "k-1234-20"),
    ("P-007", "P7"),
    ("\uff211", "a1"),  # a wide letter
)
DIFFERENT = (("1-11", "11-1"), ("P1", "P2"), ("P10", "P1"), ("P-100", "P-10"), ("A", "B"), ("2020-1-12", "2020-11-2"))
PERSONS = "person_id,label,protected_identity\n"


@needs_cases
def test_ids_that_look_alike_are_remarked() -> None:
    assert doubts(load(CASES / "look_alike_ids" / "case")) == {"look_alike_ids person_id": (2, 3)}


@needs_cases
def test_an_incident_under_two_ids_is_remarked() -> None:
    loaded = load(CASES / "incident_twice_under_two_ids" / "case")
    assert doubts(loaded) == {"incidents_alike incident_id": (2, 3)}


@pytest.mark.parametrize("pair", ALIKE)
def test_two_ids_that_somebody_may_have_typed_for_one_are_remarked(tmp_path: Path, pair: tuple[str, str]) -> None:
    files = {"persons.csv": PERSONS + "".join(f'"{key}",L,no\n' for key in (*pair, "P3", "P1x")), "memberships.csv": ""}
    files["memberships.csv"] = "person_id,group_id,role,basis,source_id\n"
    assert doubts(load(folder_of(tmp_path, files))) == {"look_alike_ids person_id": (2, 3)}


@pytest.mark.parametrize("pair", DIFFERENT)
def test_other_ids_are_not(tmp_path: Path, pair: tuple[str, str]) -> None:
    files = {"persons.csv": PERSONS + "".join(f"{key},L,no\n" for key in pair)}
    files["memberships.csv"] = "person_id,group_id,role,basis,source_id\n"
    assert doubts(load(folder_of(tmp_path, files))) == {}


def test_the_form_of_many_words_is_that_of_each() -> None:
    words = [*(word for pair in (*ALIKE, *DIFFERENT) for word in pair), "a\nb", "", "- -", "Å-1"]
    assert plain_forms(words) == [plain_form(word) for word in words]
    assert plain_forms(words[:-4]) == [plain_form(word) for word in words[:-4]]
    assert plain_forms([]) == []


@pytest.mark.parametrize("table", ["incidents", "groups", "sources", "conflicts"])
def test_every_table_to_whose_ids_others_refer_is_looked_at(tmp_path: Path, table: str) -> None:
    rows = {
        "incidents": "incident_id,precision,type,group_involved,status\n{},unknown,shooting,yes,confirmed\n",
        "groups": "group_id,name\n{},N{}\n",
        "sources": "source_id\n{}\n",
        "conflicts": "conflict_id\n{}\n",
    }[table]
    header, row = rows.splitlines()
    content = "\n".join([header, row.replace("{}", "x-1"), row.replace("{}", "X1").replace("NX1", "other"), ""])
    files = {f"{table}.csv": content, "memberships.csv": "person_id,group_id,role,basis,source_id\n"}
    assert list(doubts(load(folder_of(tmp_path, files)))) == [f"look_alike_ids {table[:-1]}_id"]


@pytest.mark.parametrize(
    ("first", "second", "succession", "is_alike"),
    [
        ("North,", "north,", "", True),
        ("North,", "South,Nor-th|The South", "", True),
        ("North,N 1", "South,N1", "", True),
        ("North,North", "South,", "", False),  # its own name as an alias
        ("North,", "North,", "G1,G2,rename,2020-01-01", False),
        ("North,", "North,", "G2,G1,rename,2020-01-01", False),
    ],
)
def test_groups_of_one_name_or_alias_are_remarked_unless_one_became_the_other(
    tmp_path: Path, first: str, second: str, succession: str, *, is_alike: bool
) -> None:
    files = {"groups.csv": f"group_id,name,aliases\nG1,{first}\nG2,{second}\n"}
    files["group_successions.csv"] = f"from_group_id,to_group_id,kind,occurred_on\n{succession}\n"
    assert doubts(load(folder_of(tmp_path, files))) == ({"groups_alike name": (2, 3)} if is_alike else {})


INCIDENTS = "incident_id,occurred_on,precision,occurred_time,type,place,latitude,longitude,group_involved,status\n"


@pytest.mark.parametrize(
    ("first", "second", "is_alike"),
    [
        ("2020-10-01,day,,shooting,Torget,,", "2020-10-01,day,,shooting,torget,,", True),
        ("2020-10-01,day,,shooting,,55.6,13.0", "2020-10-01,day,23:10,shooting,Torget,55.6,13.0", True),
        ("2020-10-01,day,23:10,shooting,,55.6,13.0", "2020-10-01,day,23:10,shooting,Torget,55.6,13.0", True),
        ("2020-10-01,day,22:10,shooting,Torget,,", "2020-10-01,day,23:10,shooting,Torget,,", False),
        ("2020-10-01,day,,shooting,,0,0", "2020-10-01,day,,shooting,,0,0", False),  # nowhere
        ("2020-10-01,day,,shooting,,,", "2020-10-01,day,,shooting,,,", False),
        ("2020-10-01,day,,shooting,Torget,,", "2020-10-02,day,,shooting,Torget,,", False),
        ("2020-10-01,day,,shooting,Torget,,", "2020-10-01,day,,stabbing,Torget,,", False),
        ("2020-10,month,,shooting,Torget,,", "2020-10,month,,shooting,Torget,,", False),
    ],
)
def test_incidents_of_one_day_type_and_place_are_remarked(
    tmp_path: Path, first: str, second: str, *, is_alike: bool
) -> None:
    files = {"incidents.csv": f"{INCIDENTS}I1,{first},yes,confirmed\nI2,{second},yes,confirmed\n"}
    assert doubts(load(folder_of(tmp_path, files))) == ({"incidents_alike incident_id": (2, 3)} if is_alike else {})


@pytest.mark.parametrize("second_day", ["2020-10-01,day", "2020-10,month", ",unknown"])
def test_incidents_that_share_somebody_killed_are_remarked_where_their_days_may_be_one(
    tmp_path: Path, second_day: str
) -> None:
    files = {
        "incidents.csv": "incident_id,occurred_on,precision,type,group_involved,status\n"
        f"I1,2020-10-01,day,shooting,yes,confirmed\nI2,{second_day},stabbing,yes,confirmed\n",
        "involvements.csv": "person_id,incident_id,part,harm\nP3,I1,victim,killed\nP3,I2,victim,killed\n",
    }
    assert doubts(load(folder_of(tmp_path, files))) == {"incidents_alike incident_id": (2, 3)}


@pytest.mark.parametrize(
    ("first", "second", "undone_on", "expected"),
    [
        ("1995,male,", "1996,male,", "", {"joined_persons_differ birth_year": (2, 3)}),
        ("1995,male,", ",female,", "", {"joined_persons_differ sex": (2, 3)}),
        ("1995,,2020-01-01", "1995,,2020-01-02", "", {"joined_persons_differ died_on": (2, 3)}),
        ("1995,male,", ",,2020-01-01", "", {}),
        ("1995,male,", "1996,female,", "2020-06-01", {}),
    ],
)
def test_joined_persons_who_contradict_each_other_are_remarked(
    tmp_path: Path, first: str, second: str, undone_on: str, expected: dict[str, tuple[int, ...]]
) -> None:
    files = {
        "persons.csv": "person_id,label,protected_identity,birth_year,sex,died_on\n"
        f"P1,A,no,{first}\nP3,B,no,{second}\n",
        "same_persons.csv": "person_a,person_b,decided_by,decided_on,reason,undone_on\n"
        f"P1,P3,Unit 1,2020-02-01,one,{undone_on}\n",
    }
    assert doubts(load(folder_of(tmp_path, files))) == expected


@pytest.mark.parametrize("code", ["look_alike_ids", "groups_alike", "incidents_alike", "joined_persons_differ"])
def test_a_remark_on_what_may_be_one_says_what_to_do(code: str) -> None:
    assert ": " in REMARKS[code]


def test_a_remark_names_its_first_lines_and_counts_all(tmp_path: Path) -> None:
    rows = "".join(f"X-{number},L,no\nx{number},L,no\n" for number in range(1, 20))
    files = {"persons.csv": PERSONS + rows, "memberships.csv": "person_id,group_id,role,basis,source_id\n"}
    (remark,) = load(folder_of(tmp_path, files)).report.remarks
    assert (remark.n, remark.lines) == (38, tuple(range(2, 12)))
