"""Every refusal of a row: file, line, column, code, and what to do."""

from pathlib import Path

import pytest

from tests.unit.loaders.cases import BASE, GROUPS, INCIDENTS, PERSONS, SOURCES, load, problem, problems

INVOLVEMENTS = "involvement_id,person_id,incident_id,part,status,decided_on,harm\n"
ATTRIBUTIONS = "attribution_id,incident_id,group_id,side,confidence,joint_set,basis\n"
WIDE_INCIDENTS = (
    "incident_id,occurred_on,precision,occurred_time,type,n_killed,n_injured,victims_low,victims_high,latitude,"
    "group_involved,status,retaliation_for\n"
)

VALID = {
    "persons": "person_id=P-0004 label=Ask protected_identity=no",
    "groups": "group_id=G-01 name=North",
    "memberships": "membership_id=M-1 person_id=P-0001 group_id=G-01 role=core basis=fact source_id=S-01",
    "ties": "tie_id=T-1 person_a=P-0001 person_b=P-0002 kind=kin",
    "incidents": "incident_id=I-1 occurred_on=2020-04-17 precision=day type=arson group_involved=yes status=hold",
    "involvements": "involvement_id=V-1 person_id=P-0001 incident_id=I-0001 part=suspect",
    "attributions": "attribution_id=A-1 incident_id=I-0001 group_id=G-01 side=suspect confidence=0.5 basis=fact",
    "notifications": "notification_id=N-1 person_id=P-0001 delivered_on= delivered_to=",
    "call_ins": "call_in_id=C-1 held_on= status=planned",
    "same_persons": "same_person_id=X-1 person_a=P-0001 person_b=P-0002 decided_by=A decided_on=2020-01-02 reason=one",
    "alliances": "alliance_id=L-1 group_a=G-01 group_b=G-02",
    "group_successions": "group_succession_id=R from_group_id=G-01 to_group_id=G-02 kind=split occurred_on=2020-01-02",
    "facts": "fact_id=F-1 person_id=P-0001 kind=threat_made occurred_on=2020-01-02 precision=day source_id=S-01",
}

# table | what differs from the valid row | column | code | value shown | part of the remedy
REFUSALS = (
    """
persons | label= | label | missing_value | - | fill in label (pseudonym, shown by default)
persons | person_id= | person_id | missing_value | - | fill in person_id
persons | protected_identity= | protected_identity | missing_value | - | fill in protected_identity
persons | protected_identity=maybe | protected_identity | not_yes_or_no | (protected) | write yes or no
persons | protected_identity=yess | protected_identity | not_yes_or_no | (protected) | in small letters
persons | sex=femal | sex | unknown_word | (protected) | use one of female, male, other
persons | birth_year=1820 | birth_year | out_of_bounds | (protected) | correct birth_year
persons | died_on=03/04/2020 | died_on | ambiguous_date | (protected) | write it like 2020-04-17
persons | died_on=2027-01-01 | died_on | in_future | (protected) | correct died_on
persons | person_id=P-{zero_width}4 | person_id | invisible_character | P-\\u200b4 | type the id again
groups | size_low=9 size_high=3 | size_low | reversed_order | 9 | correct size_low and size_high, or swap them
groups | organisation_level=4 | organisation_level | out_of_bounds | 4 | correct organisation_level
groups | organisation_level=two | organisation_level | not_a_whole_number | two | digits only, such as 12
groups | size_high=1,000 | size_high | not_a_whole_number | 1,000 | digits only, such as 12
groups | size_high=9999999999999999999 | size_high | out_of_bounds | 9999999999999999999 | correct size_high
memberships | role=leder | role | unknown_word | leder | did you mean leader? use one of
memberships | role=Core | role | unknown_word | Core | did you mean core? use one of
memberships | role=zzz | role | unknown_word | zzz | use one of leader, core
memberships | valid_from=2021-01-02 valid_to=2021-01-01 | valid_from | reversed_order | 2021-01-02 | or swap them
memberships | valid_from=2020-04 | valid_from | date_not_whole | 2020-04 | write the day
memberships | valid_from=2020 | valid_from | date_not_whole | 2020 | write the day
memberships | person_id=P-0009 | person_id | unknown_reference | P-0009 | correct person_id, or add the row to persons
memberships | person_id=p0001 | person_id | unknown_reference | p0001 | did you mean P-0001?
memberships | source_id= | source_id | missing_value | - | fill in source_id (the source that says so)
ties | person_b=P-0001 | person_b | self_link | P-0001 | correct person_a or person_b, or leave the row out
ties | strength=0 | strength | out_of_bounds | 0.0 | correct strength
ties | strength=nan | strength | not_a_number | nan | decimal point, such as 0.5
ties | strength=1e999 | strength | out_of_bounds | inf | correct strength
ties | strength=1,234 | strength | ambiguous_number | 1,234 | write 1.234 or 1234
ties | strength=½ | strength | not_a_number | ½ | decimal point, such as 0.5
ties | valid_from=43938 | valid_from | spreadsheet_serial | 43938 | counted from 1900 it is 2020-04-17
ties | valid_from=03/04/2020 | valid_from | ambiguous_date | 03/04/2020 | write 2020-04-03 or 2020-03-04
ties | valid_from=2020-02-30 | valid_from | no_such_day | 2020-02-30 | correct it: YYYY-MM-DD
ties | valid_from=13/13/2020 | valid_from | no_such_day | 13/13/2020 | correct it: YYYY-MM-DD
ties | valid_from=17/04/20 | valid_from | not_a_date | 17/04/20 | write it like 2020-04-17
ties | valid_from=٢٠٢٠ | valid_from | not_a_date | ٢٠٢٠ | write it like 2020-04-17
ties | valid_from=2020-04-17T23:15 | valid_from | date_with_time | 2020-04-17T23:15 | date alone: 2020-04-17
incidents | occurred_on= | occurred_on | date_missing | - | or set precision to unknown
incidents | precision=unknown | occurred_on | date_unexpected | 2020-04-17 | or leave occurred_on empty
incidents | occurred_on=2020-04 | occurred_on | date_too_coarse | 2020-04 | set precision to month
incidents | occurred_on=2020 precision=month | occurred_on | date_too_coarse | 2020 | set precision to year
incidents | occurred_on=2026-12 precision=month | occurred_on | in_future | 2026-12-01 | not happened yet
incidents | occurred_on=2020-13 precision=month | occurred_on | no_such_day | 2020-13 | correct it: YYYY-MM-DD
incidents | occurred_on=April precision=month | occurred_on | not_a_date | April | 2020-04 or 2020
incidents | occurred_time=9:5 | occurred_time | bad_form | 9:5 | local time, as 21:40 or 21:40:00
incidents | n_killed=2 n_injured=2 victims_high=3 | victims_high | more_than_victims_high | 3 | raise victims_high
incidents | victims_low=4 victims_high=3 | victims_low | reversed_order | 4 | correct victims_low and
incidents | latitude=91 | latitude | out_of_bounds | 91.0 | correct latitude
incidents | retaliation_for=I-1 | retaliation_for | self_link | I-1 | correct retaliation_for, or leave the cell empty
involvements | part=victim status=charged | status | status_without_suspect | charged | or set part to suspect
involvements | harm=killed | harm | harm_without_victim | (protected) | leave harm empty, or set part to victim
involvements | decided_on=2026-11-25 | decided_on | in_future | 2026-11-25 | correct decided_on
attributions | confidence=1.01 | confidence | out_of_bounds | 1.01 | correct confidence
notifications | delivered_on=2020-01-02 | delivered_to | delivered_to_missing | - | fill in delivered_to
notifications | delivered_to=person | delivered_to | delivered_to_unexpected | person | leave delivered_to empty
call_ins | status=held | held_on | held_on_missing | - | fill in held_on, or correct status
call_ins | held_on=2020-01-02 | held_on | held_on_unexpected | 2020-01-02 | leave held_on empty, or correct status
same_persons | person_b=P-0001 | person_b | self_link | P-0001 | correct person_a or person_b
alliances | group_b=G-01 | group_b | self_link | G-01 | correct group_a or group_b
group_successions | to_group_id=G-01 | to_group_id | self_link | G-01 | correct from_group_id or to_group_id
facts | occurred_on=2020 precision=month | occurred_on | date_too_coarse | 2020 | set precision to year
facts | precision=unknown | precision | unknown_word | unknown | use one of day, month, year
""".replace("{zero_width}", "\u200b")
    .strip()
    .splitlines()
)


def _cells(text: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in text.split())


@pytest.mark.parametrize("example", REFUSALS)
def test_a_bad_row_is_refused_with_its_place_and_what_to_do(tmp_path: Path, example: str) -> None:
    table, differing, column, code, value, remedy = example.split(" | ")
    row = _cells(VALID[table]) | _cells(differing)
    text = ",".join(row) + "\n" + ",".join(f'"{cell}"' if cell else "" for cell in row.values()) + "\n"
    refusal = problem(tmp_path, {**BASE, f"{table}.csv": text})
    assert (refusal.file, refusal.line, refusal.column) == (f"{table}.csv", 2, column)
    assert (refusal.code, refusal.value or "-") == (code, value)
    assert remedy in refusal.remedy


@pytest.mark.parametrize("table", VALID)
def test_the_rows_that_refusals_start_from_are_accepted(tmp_path: Path, table: str) -> None:
    row = _cells(VALID[table])
    text = ",".join(row) + "\n" + ",".join(row.values()) + "\n"
    files = BASE if table != "groups" else {}
    assert load(tmp_path, {**files, f"{table}.csv": text}).report.n_problems == 0


def test_a_planned_notification_may_say_whom_it_will_be_delivered_to(tmp_path: Path) -> None:
    text = "notification_id,person_id,planned_on,delivered_to\nN-1,P-0001,2020-05-04,guardian\n"
    assert len(load(tmp_path, {**BASE, "notifications.csv": text}).tables["notification"]) == 1


def test_an_id_that_is_too_long_is_refused(tmp_path: Path) -> None:
    refusal = problem(tmp_path, {"persons.csv": PERSONS + f"{'P' * 1001},Ask,no\n"})
    assert (refusal.file, refusal.line, refusal.column, refusal.code) == ("persons.csv", 5, "person_id", "key_too_long")
    assert refusal.value == "P" * 79 + "…"
    assert "shorter id" in refusal.remedy


@pytest.mark.parametrize("row", ["P-0004,Ask", "P-0004,Ask,no,no"])
def test_a_row_with_too_few_or_too_many_cells_is_refused(tmp_path: Path, row: str) -> None:
    refusal = problem(tmp_path, {"persons.csv": PERSONS + row + "\n"})
    assert (refusal.file, refusal.line, refusal.column, refusal.code) == ("persons.csv", 5, None, "ragged_row")
    assert refusal.problem == f"the row has {row.count(',') + 1} cells, the header 3"
    assert "one cell per column" in refusal.remedy


def test_no_message_of_a_protected_value_holds_the_value(tmp_path: Path) -> None:
    header = "person_id,label,names,birth_year,sex,died_on,protected_identity\n"
    rows = ["P-1,Falk,,1799,,,no", "P-2,Lo,,,mann,,no", "P-3,Ek,,,,2020-04-17 23:15,no", "P-4,Ask,,,,43938,no"]
    refusals = problems(tmp_path, {"persons.csv": header + "\n".join(rows) + "\n"})
    text = " ".join(
        f"{refusal.value} {refusal.problem} {refusal.remedy}" for refusal in refusals if refusal.code != "unknown_word"
    )
    assert len(refusals) == 4
    assert not any(secret in text.replace("write it like 2020-04-17", "") for secret in ("1799", "2020-04-17", "43938"))
    assert "mann" not in " ".join(f"{refusal.problem} {refusal.value}" for refusal in refusals)


def test_one_key_with_two_contents_refuses_every_row_of_it_and_names_the_other(tmp_path: Path) -> None:
    text = "group_id,name\nG-01,North\nG-02,South\nG-01,Norden\nG-01,North\n"
    first, second, third = problems(tmp_path, {"groups.csv": text})
    assert [row_refusal.line for row_refusal in (first, second, third)] == [2, 4, 5]
    assert {row_refusal.code for row_refusal in (first, second, third)} == {"key_with_two_contents"}
    assert "they differ in name (see line 4)" in first.problem
    assert "(see line 2)" in second.problem
    assert "(see line 4)" in third.problem
    assert "give each record a group_id of its own" in first.remedy


def test_unequal_confidence_inside_a_joint_set_is_refused(tmp_path: Path) -> None:
    text = ATTRIBUTIONS + "A-1,I-0001,G-01,suspect,0.4,j,fact\nA-2,I-0001,G-02,suspect,0.5,j,fact\n"
    refusals = problems(tmp_path, {**BASE, "attributions.csv": text})
    assert [(refusal.line, refusal.column, refusal.code, refusal.value) for refusal in refusals] == [
        (2, "confidence", "unequal_joint_set", "0.4"),
        (3, "confidence", "unequal_joint_set", "0.5"),
    ]
    assert "give all rows of the set the same" in refusals[0].remedy


def test_sets_of_one_side_that_sum_over_one_are_refused(tmp_path: Path) -> None:
    text = ATTRIBUTIONS + "A-1,I-0001,G-01,suspect,0.6,,fact\nA-2,I-0001,G-02,suspect,0.5,,fact\n"
    refusals = problems(tmp_path, {**BASE, "attributions.csv": text})
    assert [(refusal.line, refusal.code) for refusal in refusals] == [(2, "sets_over_one"), (3, "sets_over_one")]
    assert "add up to 1.1" in refusals[0].problem
    assert "one joint_set" in refusals[0].remedy


def test_joint_sets_count_once_and_sides_apart(tmp_path: Path) -> None:
    text = ATTRIBUTIONS + (
        "A-1,I-0001,G-01,suspect,0.9,j,fact\nA-2,I-0001,G-02,suspect,0.9,j,fact\n"
        "A-3,I-0001,G-01,suspect,0.1,,fact\nA-4,I-0001,G-02,victim,1,,fact\n"
    )
    assert len(load(tmp_path, {**BASE, "attributions.csv": text}).tables["attribution"]) == 4


def test_ten_tenths_are_not_over_one(tmp_path: Path) -> None:
    groups = "group_id,name\n" + "".join(f"G-{i},g\n" for i in range(10))
    rows = "".join(f"A-{i},I-0001,G-{i},suspect,0.1,,fact\n" for i in range(10))
    loaded = load(tmp_path, {**BASE, "groups.csv": groups, "attributions.csv": ATTRIBUTIONS + rows})
    assert len(loaded.tables["attribution"]) == 10


def test_an_attribution_twice_is_refused_with_an_empty_joint_set_as_a_value(tmp_path: Path) -> None:
    text = ATTRIBUTIONS + "A-1,I-0001,G-01,suspect,0.2,,fact\nA-2,I-0001,G-01,suspect,0.3,,fact\n"
    refusals = problems(tmp_path, {**BASE, "attributions.csv": text})
    assert [(refusal.line, refusal.column, refusal.code) for refusal in refusals] == [
        (2, "group_id", "attribution_twice"),
        (3, "group_id", "attribution_twice"),
    ]
    assert "see line 3" in refusals[0].problem
    assert "its own joint_set" in refusals[0].remedy


def test_an_attribution_of_an_incident_without_a_group_is_refused(tmp_path: Path) -> None:
    files = {
        **BASE,
        "incidents.csv": INCIDENTS.replace(",yes,", ",no,"),
        "attributions.csv": ATTRIBUTIONS + "A-1,I-0001,G-01,suspect,0.2,,fact\n",
    }
    refusal = problem(tmp_path, files)
    assert (refusal.file, refusal.line, refusal.column, refusal.value) == (
        "attributions.csv",
        2,
        "incident_id",
        "I-0001",
    )
    assert refusal.code == "group_not_involved"
    assert "to yes or unknown" in refusal.remedy


@pytest.mark.parametrize(
    ("rows", "column", "text"),
    [
        ("V-1,P-0001,I-0001,victim,,,killed\n", "n_killed", "1 victim is linked"),
        (
            "V-1,P-0001,I-0001,victim,,,injured\nV-2,P-0002,I-0001,victim,,,injured\n",
            "n_injured",
            "2 victims are linked",
        ),
    ],
)
def test_more_linked_victims_than_stated_are_refused(tmp_path: Path, rows: str, column: str, text: str) -> None:
    refusal = problem(tmp_path, {**BASE, "involvements.csv": INVOLVEMENTS + rows})
    assert (refusal.file, refusal.line, refusal.column, refusal.code) == (
        "incidents.csv",
        2,
        column,
        "more_linked_than_stated",
    )
    assert text in refusal.problem
    assert f"raise {column}" in refusal.remedy


def test_more_linked_victims_than_the_upper_bound_are_refused(tmp_path: Path) -> None:
    incidents = WIDE_INCIDENTS + "I-0001,2020-04-17,day,,shooting,,,1,1,,yes,confirmed,\n"
    rows = "V-1,P-0001,I-0001,victim,,,killed\nV-2,P-0002,I-0001,victim,,,injured\n"
    refusal = problem(tmp_path, {**BASE, "incidents.csv": incidents, "involvements.csv": INVOLVEMENTS + rows})
    assert (refusal.column, refusal.value, refusal.code) == ("victims_high", "1", "more_linked_than_stated")


def test_victims_joined_to_one_person_and_a_later_death_count_once(tmp_path: Path) -> None:
    files = {
        **BASE,
        "incidents.csv": INCIDENTS.replace(",0,1,", ",1,1,"),
        "same_persons.csv": "same_person_id,person_a,person_b,decided_by,decided_on,reason,undone_on\n"
        "X-1,P-0002,P-0001,A. Berg,2020-05-01,one,\n",
        "involvements.csv": INVOLVEMENTS
        + "V-1,P-0001,I-0001,victim,,,injured\nV-2,P-0002,I-0001,victim,,,killed\nV-3,P-0003,I-0001,victim,,,injured\n",
    }
    assert len(load(tmp_path, files).tables["involvement"]) == 3


def test_a_bad_cell_brings_no_second_problem_about_the_same_cell(tmp_path: Path) -> None:
    text = WIDE_INCIDENTS + "I-1,43938,day,,shooting,,,,,,yes,confirmed,\n"
    assert problem(tmp_path, {"incidents.csv": text}).code == "spreadsheet_serial"


def test_a_row_with_several_faults_shows_them_all(tmp_path: Path) -> None:
    text = WIDE_INCIDENTS + "I-1,2020-04-17,day,,shot,2,x,4,3,91,yes,confirmed,I-9\n"
    refusals = problems(tmp_path, {"incidents.csv": text})
    assert [refusal.code for refusal in refusals] == [
        "out_of_bounds",
        "not_a_whole_number",
        "unknown_reference",
        "unknown_word",
        "reversed_order",
    ]  # by column


def test_problems_come_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    files = {
        "groups.csv": GROUPS + "G-03,\n",
        "persons.csv": PERSONS + "P-0004,,no\n,Ask,no\n",
        "sources.csv": SOURCES + "S-02,H,1\n",
    }
    refusals = problems(tmp_path, files)
    assert [(refusal.file, refusal.line) for refusal in refusals] == [
        ("sources.csv", 3),
        ("persons.csv", 5),
        ("persons.csv", 6),
        ("groups.csv", 4),
    ]
