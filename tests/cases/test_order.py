"""What cannot follow what: refused where it is sure, remarked where it may be right."""

from pathlib import Path

import pytest

from tests.cases.shared_cases import CASES, doubts, folder_of, load, needs_cases, where

INCIDENTS = "incident_id,occurred_on,precision,type,group_involved,status,retaliation_for\n"
PERSONS = "person_id,label,protected_identity,birth_year,died_on\n"
PARTS = "person_id,incident_id,part,status,decided_on,harm\n"


def _incidents(*rows: str) -> dict[str, str]:
    lines = [f"{row.split(',', maxsplit=3)[0]},{row.split(',')[1]},{row.split(',')[2]}" for row in rows]
    answers = [row.split(",")[3] for row in rows]
    pairs = zip(lines, answers, strict=True)
    return {"incidents.csv": INCIDENTS + "".join(f"{line},shooting,yes,confirmed,{answer}\n" for line, answer in pairs)}


def _parts(*rows: str) -> dict[str, str]:
    return {"involvements.csv": PARTS + "".join(f"{row}\n" for row in rows)}


@needs_cases
def test_an_answer_before_its_cause_is_refused() -> None:
    folder = CASES / "answer_before_its_cause" / "case"
    assert where(folder) == [("answer_before_its_cause", "incidents.csv", 3)]


@needs_cases
def test_a_charge_before_the_deed_is_refused() -> None:
    assert where(CASES / "charged_before_the_deed" / "case") == [("decided_before_the_deed", "involvements.csv", 2)]


@needs_cases
def test_an_answer_before_delivery_and_a_late_invitation_are_remarked() -> None:
    assert doubts(load(CASES / "answered_before_delivered" / "case")) == {
        "answered_before_delivered responded_on": (2,),
        "invited_after_held invited_on": (2,),
    }


@pytest.mark.parametrize(
    ("cause", "answer", "is_sure", "is_doubtful"),
    [
        ("2020-10-01,day", "2020-10-01,day", False, False),
        ("2020-10-01,day", "2020-10-02,day", False, False),
        ("2020-10-02,day", "2020-10-01,day", True, False),
        ("2020-10-02,day", "2020-09,month", True, False),
        ("2020-10-02,day", "2020-10,month", False, True),
        ("2020-10-01,day", "2020-10,month", False, False),  # the first day of a month is before none of it
        ("2020-10,month", "2020-10-31,day", False, False),
        ("2020-10,month", "2020-10-30,day", False, True),
        ("2020-10,month", "2020-10,month", False, True),
        ("2021,year", "2020,year", True, False),
        ("2020,year", "2020-03,month", False, True),
        ("2020,year", "2021,year", False, False),
        ("2020,year", ",unknown", False, False),
    ],
)
def test_an_answer_is_refused_where_its_dates_surely_lie_before(
    tmp_path: Path, cause: str, answer: str, *, is_sure: bool, is_doubtful: bool
) -> None:
    folder = folder_of(tmp_path, _incidents(f"I1,{cause},", f"I2,{answer},I1"))
    if is_sure:
        assert where(folder) == [("answer_before_its_cause", "incidents.csv", 3)]
    else:
        assert doubts(load(folder)) == ({"order_not_settled retaliation_for": (3,)} if is_doubtful else {})


def test_a_circle_of_answers_is_refused_at_each_of_them_and_no_answer_to_the_circle_is(tmp_path: Path) -> None:
    rows = [f"I{number},2020,year,I{number % 3 + 1}" for number in (1, 2, 3)]
    folder = folder_of(tmp_path, _incidents(*rows, "I4,2020,year,I1"))
    assert where(folder) == [("circle_of_answers", "incidents.csv", line) for line in (2, 3, 4)]


def test_a_circle_with_a_sure_step_back_is_refused_for_that_step_alone(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, _incidents("I1,2020-10-01,day,I2", "I2,2020-10-05,day,I1"))
    assert where(folder) == [("answer_before_its_cause", "incidents.csv", 2)]


def test_a_long_chain_of_answers_is_walked_once(tmp_path: Path) -> None:
    rows = ["I0,2020-10-01,day,", *(f"I{number},2020-10-01,day,I{number - 1}" for number in range(1, 20_000))]
    assert doubts(load(folder_of(tmp_path, _incidents(*rows)))) == {}


@pytest.mark.parametrize(
    ("occurred_on", "decided_on", "is_sure", "is_doubtful"),
    [
        ("2020-11-15,day", "2020-11-15", False, False),
        ("2020-11-15,day", "2020-11-14", True, False),
        ("2020-11,month", "2020-10-31", True, False),
        ("2020-11,month", "2020-11-29", False, True),
        ("2020-11,month", "2020-11-30", False, False),
        ("2020,year", "2020-06-01", False, True),
        (",unknown", "1999-06-01", False, False),
    ],
)
def test_a_decision_is_refused_where_it_is_surely_before_the_incident(
    tmp_path: Path, occurred_on: str, decided_on: str, *, is_sure: bool, is_doubtful: bool
) -> None:
    files = _incidents(f"I1,{occurred_on},") | _parts(f"P1,I1,suspect,charged,{decided_on},")
    folder = folder_of(tmp_path, files)
    if is_sure:
        assert where(folder) == [("decided_before_the_deed", "involvements.csv", 2)]
    else:
        assert doubts(load(folder)) == ({"order_not_settled decided_on": (2,)} if is_doubtful else {})


@pytest.mark.parametrize(
    ("part", "died_on", "is_sure", "is_doubtful"),
    [
        ("suspect", "2020-10-31", True, False),
        ("suspect", "2020-11-01", False, True),
        ("suspect", "2020-11-30", False, False),
        ("victim", "2020-10-31", False, True),
        ("victim", "2020-11-01", False, False),
        ("witness", "2020-10-31", False, True),
    ],
)
def test_nobody_is_suspected_after_their_own_death(
    tmp_path: Path, part: str, died_on: str, *, is_sure: bool, is_doubtful: bool
) -> None:
    files = {"persons.csv": f"{PERSONS}P1,Alfa,no,1995,{died_on}\nP3,Bravo,no,,\n"}
    folder = folder_of(tmp_path, files | _incidents("I1,2020-11,month,") | _parts(f"P1,I1,{part},,,"))
    if is_sure:
        assert where(folder) == [("suspected_after_death", "involvements.csv", 2)]
    else:
        assert doubts(load(folder)) == ({"involved_after_death incident_id": (2,)} if is_doubtful else {})


def test_a_suspect_killed_before_is_remarked_and_not_who_died_later_of_it(tmp_path: Path) -> None:
    files = _incidents("I1,2020-10-01,day,", "I2,2020-11-15,day,") | _parts(
        "P1,I1,victim,,,killed", "P1,I2,suspect,,,", "P3,I1,victim,,,killed", "P3,I2,suspect,,,"
    )
    files |= {"persons.csv": f"{PERSONS}P1,Alfa,no,1995,\nP3,Bravo,no,,2020-12-01\n"}
    assert doubts(load(folder_of(tmp_path, files))) == {"involved_after_death incident_id": (3,)}


def test_somebody_killed_on_two_days_is_refused_in_both_incidents(tmp_path: Path) -> None:
    files = _incidents("I1,2020-10-01,day,", "I2,2020-11-15,day,", "I3,2020-11,month,")
    folder = folder_of(tmp_path, files | _parts(*(f"P1,I{number},victim,,,killed" for number in (1, 2, 3))))
    assert where(folder) == [("killed_twice", "involvements.csv", line) for line in (2, 3, 4)]


def test_two_rows_of_one_person_killed_on_two_days_are_refused(tmp_path: Path) -> None:
    files = _incidents("I1,2020-10-01,day,", "I2,2020-11-15,day,")
    files |= _parts("P1,I1,victim,,,killed", "P3,I2,victim,,,killed")
    assert doubts(load(folder_of(tmp_path, files))) == {}
    files["same_persons.csv"] = "person_a,person_b,decided_by,decided_on,reason\nP1,P3,Unit 1,2020-12-01,one\n"
    assert where(folder_of(tmp_path, files)) == [("killed_twice", "involvements.csv", line) for line in (2, 3)]


@pytest.mark.parametrize(
    ("birth_year", "died_on", "code"),
    [
        ("2026", "", None),
        ("2027", "", "in_future"),
        ("1995", "1995-01-01", None),
        ("1995", "1994-12-31", "reversed_order"),
    ],
)
def test_nobody_is_born_after_loading_or_dies_before_birth(
    tmp_path: Path, birth_year: str, died_on: str, code: str | None
) -> None:
    folder = folder_of(tmp_path, {"persons.csv": f"{PERSONS}P1,Alfa,no,{birth_year},{died_on}\nP3,Bravo,no,,\n"})
    if code is None:
        assert len(load(folder).tables["person"]) == 2
    else:
        assert where(folder) == [(code, "persons.csv", 2)]
