"""What is accepted in a cell, and what is counted when it was put right."""

from datetime import date
from pathlib import Path

import pytest

from graph_service.domain.schema import KINDS, Value
from loaders.case_folder import Loaded
from loaders.read.typed_columns import MAX_MEMORY, TypedColumn
from tests.unit.loaders.cases import BASE, PERSONS, load, remark

TIES = "tie_id,person_a,person_b,kind,strength,valid_from\n"


def _tie(folder: Path, cells: str) -> Loaded:
    return load(folder, {**BASE, "ties.csv": f"{TIES}T-1,P-0001,P-0002,kin,{cells}\n"})


def _column(loaded: Loaded, kind: str, name: str) -> list[Value]:
    return list(loaded.tables[kind].column(name))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2020-04-17 00:00:00", "date_with_midnight"),
        ("2020-04-17T00:00:00.000", "date_with_midnight"),
        ("2020-04-17 00:00", "date_with_midnight"),
        ("2020/04/17", "date_year_first"),
        ("2020/4/17", "date_year_first"),
        ("2020.04.17", "date_year_first"),
        ("20200417", "date_year_first"),
        ("17/04/2020", "date_day_first"),
        ("17.4.2020", "date_day_first"),
        ("17-04-2020", "date_day_first"),
        ("04/17/2020", "date_month_first"),
    ],
)
def test_a_date_with_one_reading_only_is_read_and_counted(tmp_path: Path, text: str, code: str) -> None:
    loaded = _tie(tmp_path, f"1,{text}")
    assert _column(loaded, "tie", "valid_from") == [date(2020, 4, 17)]
    load_remark = remark(loaded, code)
    assert (load_remark.file, load_remark.column, load_remark.n) == ("ties.csv", "valid_from", 1)
    assert load_remark.text


def test_a_date_whose_day_is_its_month_is_read(tmp_path: Path) -> None:
    loaded = _tie(tmp_path, "1,04/04/2020")
    assert _column(loaded, "tie", "valid_from") == [date(2020, 4, 4)]
    assert remark(loaded, "date_day_first").n == 1


def test_a_plain_date_is_no_remark(tmp_path: Path) -> None:
    loaded = _tie(tmp_path, "1,2020-04-17")
    assert [load_remark.code for load_remark in loaded.report.remarks] == []


@pytest.mark.parametrize(
    ("text", "value"), [('"0,5"', 0.5), ('"0,500"', 0.5), ('"12,25"', 12.25), ('"1234,567"', 1234.567)]
)
def test_a_decimal_comma_with_one_reading_only_is_read_and_counted(tmp_path: Path, text: str, value: float) -> None:
    loaded = _tie(tmp_path, f"{text},")
    assert _column(loaded, "tie", "strength") == [value]
    assert remark(loaded, "decimal_comma").n == 1


def test_bounds_can_settle_what_a_comma_means(tmp_path: Path) -> None:
    text = (
        "incident_id;occurred_on;precision;type;latitude;longitude;group_involved;status\n"
        "I-1;2020-04-17;day;shooting;59,334;-18,068;yes;confirmed\n"
    )
    loaded = load(tmp_path, {"incidents.csv": text})
    assert _column(loaded, "incident", "latitude") == [59.334]
    assert _column(loaded, "incident", "longitude") == [-18.068]
    assert loaded.report.files[0].separator == ";"


def test_whole_numbers_may_come_with_a_point_and_a_zero(tmp_path: Path) -> None:
    loaded = load(
        tmp_path,
        {
            "persons.csv": PERSONS.replace("label", "label,birth_year")
            .replace("Falk", "Falk,1994.0")
            .replace("Lo", "Lo,")
            .replace("Ek", "Ek,2001")
        },
    )
    assert _column(loaded, "person", "birth_year") == [1994, None, 2001]
    assert remark(loaded, "whole_number_with_point").n == 1


def test_booleans_of_a_spreadsheet_are_read_and_counted(tmp_path: Path) -> None:
    text = "person_id,label,protected_identity\nP-1,Falk,TRUE\nP-2,Lo,FALSE\nP-3,Ek,SANT\nP-4,Ask,FALSKT\nP-5,Alm,yes\n"
    loaded = load(tmp_path, {"persons.csv": text})
    assert _column(loaded, "person", "protected_identity") == [True, False, True, False, True]
    assert remark(loaded, "spreadsheet_boolean").n == 4


def test_text_is_trimmed_and_normalised_and_both_are_counted(tmp_path: Path) -> None:
    text = "group_id,name,territory\n G-1 ,Asen,A\u030asen \nG-2,A\u030as,Öster\nG-3,Ek,\u00a0\n"
    loaded = load(tmp_path, {"groups.csv": text})
    assert _column(loaded, "group", "group_id") == ["G-1", "G-2", "G-3"]
    assert _column(loaded, "group", "name") == ["Asen", "Ås", "Ek"]
    assert _column(loaded, "group", "territory") == ["Åsen", "Öster", None]
    counts = {(load_remark.code, load_remark.column): load_remark.n for load_remark in loaded.report.remarks}
    assert counts == {
        ("trimmed", "group_id"): 1,
        ("normalised", "name"): 1,
        ("normalised", "territory"): 1,
        ("trimmed", "territory"): 2,
    }


def test_words_and_references_are_trimmed_too(tmp_path: Path) -> None:
    loaded = load(
        tmp_path,
        {**BASE, "ties.csv": "tie_id,person_a,person_b,kind,valid_from\nT-1, P-0001,P-0002 , kin, 2020-01-02\n"},
    )
    assert next(iter(loaded.tables["tie"].rows()))[1:4] == ("P-0001", "P-0002", "kin")
    assert sum(load_remark.n for load_remark in loaded.report.remarks if load_remark.code == "trimmed") == 4


def test_signs_that_are_not_shown_are_kept_and_counted(tmp_path: Path) -> None:
    text = "person_id,label,aliases,protected_identity\nP1,Al\x02fa,a|b\x1bc,no\n"
    loaded = load(tmp_path, {"persons.csv": text})
    assert _column(loaded, "person", "label") == ["Al\x02fa"]
    counts = {(load_remark.code, load_remark.column): load_remark.n for load_remark in loaded.report.remarks}
    assert counts == {("control_signs", "label"): 1, ("control_signs", "aliases"): 1}


def test_lists_are_cut_trimmed_and_normalised(tmp_path: Path) -> None:
    text = "group_id,name,aliases\nG-1,a,N | Norr||A\u030as\nG-2,b,\nG-3,c,one\n"
    loaded = load(tmp_path, {"groups.csv": text})
    assert _column(loaded, "group", "aliases") == [("N", "Norr", "Ås"), (), ("one",)]
    assert {load_remark.code: load_remark.n for load_remark in loaded.report.remarks} == {
        "empty_list_part": 1,
        "trimmed": 1,
        "normalised": 1,
    }


def test_an_empty_cell_takes_the_default(tmp_path: Path) -> None:
    loaded = _tie(tmp_path, ",")
    assert _column(loaded, "tie", "strength") == [1.0]
    assert _column(loaded, "tie", "valid_from") == [None]


def test_coarse_dates_are_read_where_a_precision_goes_with_them(tmp_path: Path) -> None:
    header = "incident_id,occurred_on,precision,type,group_involved,status\n"
    rows = [
        "I-1,2020-04,month",
        "I-2,2020,year",
        "I-3,2020-04,year",
        "I-4,2020-04-17,month",
        "I-5,,unknown",
        "I-6,2026,year",
    ]
    loaded = load(tmp_path, {"incidents.csv": header + "".join(f"{row},shooting,yes,confirmed\n" for row in rows)})
    assert _column(loaded, "incident", "occurred_on") == [
        date(2020, 4, 1),
        date(2020, 1, 1),
        date(2020, 4, 1),
        date(2020, 4, 17),
        None,
        date(2026, 1, 1),
    ]


def test_ids_like_personal_numbers_are_counted(tmp_path: Path) -> None:
    text = "person_id,label,protected_identity\n19900101-1234,Falk,no\nP-2,900101+1234,no\nP-2020-04-17,Lo,no\n"
    loaded = load(tmp_path, {"persons.csv": text})
    found = [
        (load_remark.column, load_remark.n)
        for load_remark in loaded.report.remarks
        if load_remark.code == "personal_number"
    ]
    assert found == [("label", 1), ("person_id", 1)]


def test_the_smaller_id_comes_first_and_the_swap_is_counted(tmp_path: Path) -> None:
    text = "tie_id,person_a,person_b,kind\nT-1,P-0002,P-0001,kin\nT-2,P-0002,P-0003,kin\n"
    loaded = load(tmp_path, {**BASE, "ties.csv": text})
    assert [row[1:3] for row in loaded.tables["tie"].rows()] == [("P-0001", "P-0002"), ("P-0002", "P-0003")]
    assert remark(loaded, "ends_swapped").n == 1


def test_a_column_of_very_many_values_is_read_without_remembering_them_all() -> None:
    column = TypedColumn(KINDS["tie"]["strength"])
    for begin in range(0, MAX_MEMORY + 2_000, 1_000):
        column.extend([str(i) for i in range(begin, begin + 1_000)])
    column.extend(["7", "x"])
    assert column.values[-2:] == [7.0, None]
    assert [(row, text) for row, text, _ in column.refused] == [(MAX_MEMORY + 2_001, "x")]
