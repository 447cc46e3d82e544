"""Columns by their names: unknown, missing, twice, forbidden, let through, dropped."""

from pathlib import Path

import pytest

from graph_service.domain.schema import KINDS
from graph_service.errors import ForbiddenColumnsError, RejectedRowsError
from loaders.check.forbidden import is_forbidden, is_personal_number
from loaders.options import LoadOptions
from tests.unit.loaders.cases import BASE, PERSONS, load, problem, problems, remark

FORBIDDEN = """
race RACE perp_race VIC_RACE PerpRace vicrace perprace suspectRace race_code racial_group ras ethnicity Ethnicity_Desc
ethnicty etnicity suspect_ethnicity perceived_ethnicity ethnic_origin etnicitet etncitet etnisk_grupp Etniskt-ursprung
ursprung ursprungsland country_of_origin national_origin origin hudfärg skin_colour ancestry
birthplace birthplace_label brithplace birthplce place_of_birth birth_country birthCountry
BIRTH-COUNTRY country_of_birth
born_in foreign_born födelseland fodelseland FÖDELSELAND födelse_land Födelseort födelseortskod utlandsfödd
nationality nationalty Nationalitet citizenship citizenshp medborgarskap medborgerskap medborgarskapsland
religion relgion religous religious_belief religionstillhörighet trosuppfattning
health health_status HealthNumber halsotillstand hälsa Hälsouppgift sjukdom diagnosis diagnos_kod icd10 nhs_no nhsno
NHSNumber patient_id medical_history disability psykisk_ohälsa missbruk hiv_status
sexual_orientation sexuell_läggning sexuality sexualliv sex_life political_opinion political_party politisk_åsikt
trade_union union union_member fackförbund facklig_tillhörighet fackforening
biometric_id biometrik fingerprint_ref fingeravtryck dna dna_profile genetic_marker genetiska_uppgifter blood_type
""".split()

HARMLESS = """
trace trace_id brace place terrace grace embrace racer placename
place_of_death region regions region_code generic location
birth_year birth_date birthday födelsedatum födelseår fodelsedag birth_month origin_id ursprunglig_id original_id
workplace ethics wealth nation station nationalpark person_id sex vic_sex age perp_age_group national_id rasmus gangs
united union_street credit_union reunion community opinion polite police policy faktura facket_nr media medium general
generation gene geometric community trovardighet role country city lifestyle party conflict_side reporter hospital
boro precinct murder_flag weight ranking prison music arrests convictions residence label names aliases note iris
total_incidents attended_callin impact probation_or_parole x_coord_cd latitude longitude year_from_id role_code 123 _
""".split()


@pytest.mark.parametrize("name", FORBIDDEN)
def test_a_column_that_must_not_come_in_is_recognised(name: str) -> None:
    assert is_forbidden(name)


@pytest.mark.parametrize("name", sorted(set(HARMLESS)))
def test_a_harmless_column_is_no_false_alarm(name: str) -> None:
    assert not is_forbidden(name)


def test_no_column_of_a_record_is_forbidden() -> None:
    assert [name for kind in KINDS.values() for name in kind.names if is_forbidden(name)] == []


@pytest.mark.parametrize(
    "name", ["personnummer", "Person_Nummer", "personnr", "SSN", "victim_ssn", "samordningsnummer"]
)
def test_a_personal_identity_number_is_recognised(name: str) -> None:
    assert is_personal_number(name)
    assert not is_forbidden(name)


def test_a_person_id_is_no_personal_identity_number() -> None:
    assert not is_personal_number("person_id")


def _with(column: str, cell: str = "x") -> dict[str, str]:
    return {"persons.csv": f"person_id,label,protected_identity,{column}\nP-1,Falk,no,{cell}\nP-2,Lo,no,\n"}


def test_a_file_with_a_forbidden_column_is_refused_by_name(tmp_path: Path) -> None:
    files = _with("Etnicitet") | {"incidents.csv": BASE["incidents.csv"].replace("type", "vic_race,type")}
    with pytest.raises(ForbiddenColumnsError) as caught:
        load(tmp_path, files)
    assert caught.value.file == "persons.csv, incidents.csv"
    assert caught.value.columns == ("Etnicitet", "vic_race")
    assert "--drop-forbidden" in str(caught.value)
    assert "--allow-column" in str(caught.value)


def test_forbidden_columns_are_refused_even_when_unknown_ones_are_ignored(tmp_path: Path) -> None:
    with pytest.raises(ForbiddenColumnsError, match="religion"):
        load(tmp_path, _with("religion"), LoadOptions(ignore_unknown=True))


def test_forbidden_columns_can_be_dropped_and_the_report_says_so(tmp_path: Path) -> None:
    loaded = load(tmp_path, _with("religion"), LoadOptions(drop_forbidden=True))
    assert len(loaded.tables["person"]) == 2
    assert loaded.report.files[0].columns_dropped == ("religion",)
    load_remark = remark(loaded, "column_dropped")
    assert (load_remark.file, load_remark.column, load_remark.n) == ("persons.csv", "religion", 1)


def test_a_false_alarm_let_through_is_still_an_unknown_column(tmp_path: Path) -> None:
    refusal = problem(tmp_path, _with("race_day"), LoadOptions(allow_columns=frozenset({"race_day"})))
    assert (refusal.code, refusal.column) == ("unknown_column", "race_day")


def test_a_false_alarm_let_through_is_recorded(tmp_path: Path) -> None:
    options = LoadOptions(allow_columns=frozenset({"race_day"}), ignore_unknown=True)
    loaded = load(tmp_path, _with("race_day"), options)
    assert loaded.report.files[0].columns_allowed == ("race_day",)
    assert loaded.report.files[0].columns_ignored == ("race_day",)
    assert remark(loaded, "column_allowed").column == "race_day"


def test_an_unknown_column_is_refused_with_the_nearest_known(tmp_path: Path) -> None:
    refusal = problem(tmp_path, _with("birth_yaer"))
    assert (refusal.file, refusal.line, refusal.column, refusal.code) == (
        "persons.csv",
        1,
        "birth_yaer",
        "unknown_column",
    )
    assert refusal.remedy.startswith("did you mean birth_year? ")
    assert "--ignore-unknown" in refusal.remedy


def test_an_unknown_column_like_no_other_is_refused_without_a_guess(tmp_path: Path) -> None:
    assert problem(tmp_path, _with("zzzz")).remedy.startswith("rename it")


def test_unknown_columns_can_be_ignored_and_are_counted(tmp_path: Path) -> None:
    loaded = load(tmp_path, _with("shoe_size"), LoadOptions(ignore_unknown=True))
    assert loaded.report.files[0].columns_ignored == ("shoe_size",)
    load_remark = remark(loaded, "column_ignored")
    assert (load_remark.file, load_remark.column, load_remark.n) == ("persons.csv", "shoe_size", 1)


def test_a_personal_identity_number_that_is_ignored_is_remarked_on(tmp_path: Path) -> None:
    loaded = load(tmp_path, _with("personnummer"), LoadOptions(ignore_unknown=True))
    assert remark(loaded, "personal_number").column == "personnummer"


def test_a_missing_column_is_refused(tmp_path: Path) -> None:
    refusal = problem(tmp_path, {"persons.csv": "person_id,label\nP-1,Falk\n"})
    assert (refusal.file, refusal.line, refusal.column) == ("persons.csv", 1, "protected_identity")
    assert refusal.code == "missing_column"
    assert refusal.remedy == "add the column protected_identity (the identity is protected by a decision)"


def test_a_missing_column_is_recognised_under_a_similar_name(tmp_path: Path) -> None:
    refusals = problems(tmp_path, {"persons.csv": "person_id,lable,protected_identity\nP-1,Falk,no\n"})
    assert [(refusal.code, refusal.column) for refusal in refusals] == [
        ("missing_column", "label"),
        ("unknown_column", "lable"),
    ]
    assert refusals[0].remedy.startswith("is it lable? rename it; otherwise add the column label")


def test_a_node_table_needs_its_key(tmp_path: Path) -> None:
    refusal = problem(tmp_path, {"groups.csv": "name\nNorth\n"})
    assert (refusal.code, refusal.column) == ("missing_column", "group_id")


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    refusal = problem(tmp_path, {"groups.csv": "group_id,name,name\nG-1,North,Nord\n"})
    assert (refusal.file, refusal.line, refusal.column, refusal.code) == ("groups.csv", 1, "name", "duplicate_column")
    assert "rename" in refusal.remedy


def test_a_filled_column_without_a_name_is_refused(tmp_path: Path) -> None:
    refusal = problem(tmp_path, {"groups.csv": "\ngroup_id,name,\nG-1,North,x\n"})
    assert (refusal.file, refusal.line, refusal.column, refusal.code) == ("groups.csv", 2, None, "unnamed_column")
    assert refusal.problem == "column 3 has no name"
    assert "remove the column" in refusal.remedy


def test_headers_are_checked_before_any_row(tmp_path: Path) -> None:
    refusals = problems(tmp_path, {"persons.csv": PERSONS + ",,\n,Ask,no\n", "groups.csv": "group_id,nam\nG-1,North\n"})
    assert {refusal.code for refusal in refusals} == {"missing_column", "unknown_column"}


def test_problems_beyond_the_limit_are_counted(tmp_path: Path) -> None:
    with pytest.raises(RejectedRowsError) as caught:
        load(tmp_path, {"persons.csv": PERSONS + ",Ask,no\n" * 7}, LoadOptions(max_problems=3))
    assert (len(caught.value.problems), caught.value.n_total) == (3, 7)
