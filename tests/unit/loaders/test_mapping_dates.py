"""Dates of which a mapping says how they are written."""

from datetime import date
from pathlib import Path

import pytest

from loaders.case_folder import LoadOptions
from tests.needs import SHARED_DATA, needs
from tests.unit.loaders.cases import load, problem, remark
from tests.unit.loaders.mapped import load_mapped, options, rows_of

CASES = SHARED_DATA.parent / "cases"
needs_cases = needs("data", available=CASES.is_dir(), how="set GRUPPKARTA_TEST_DATA to the folder beside the cases")
EVENTS = (
    '[[output]]\nfrom = "events.csv"\ninto = "incidents"\n[output.columns]\nincident_id = "key"\n'
    'precision = { constant = "day" }\ntype = { constant = "shooting" }\ngroup_involved = { constant = "unknown" }\n'
    'status = { constant = "confirmed" }\n'
)


@needs_cases
def test_a_day_that_an_export_dressed_up_as_an_instant_is_taken_as_written(tmp_path: Path) -> None:
    folder = CASES / "philadelphia_offsets"
    mapping = (folder / "map.toml").read_text("utf-8")
    mapping = mapping.replace('occurred_on = "date_"', 'occurred_on = { column = "date_", date = "as written" }')
    loaded = load_mapped(tmp_path, mapping, {"phl.csv": (folder / "case" / "phl.csv").read_bytes()})
    assert rows_of(loaded, "incident", "occurred_on") == [(date(2020, 8, 2),)]
    assert remark(loaded, "date_as_written").n == 2


@needs_cases
def test_the_table_that_new_york_publishes_is_read_month_first(tmp_path: Path) -> None:
    folder = CASES / "nypd_month_first"
    mapping = (folder / "map.toml").read_text("utf-8")
    mapping = mapping.replace('"OCCUR_DATE"', '{ column = "OCCUR_DATE", date = "%m/%d/%Y" }')
    mapping = mapping.replace("[output.merge.differ]", '[output.merge.differ]\noccurred_time = "first"')
    path = options(tmp_path, mapping).mapping
    files = {"nypd.csv": (folder / "case" / "nypd.csv").read_bytes()}
    loaded = load(tmp_path, files, LoadOptions(mapping=path, drop_forbidden=True))
    assert rows_of(loaded, "incident", "occurred_on") == [(date(2020, 8, 2),), (date(2020, 8, 25),)]


@pytest.mark.parametrize(
    ("form", "text", "day"),
    [
        ('"%m/%d/%Y"', "08/02/2020", date(2020, 8, 2)),
        ('"%d/%m -%y"', "17/4 -20", date(2020, 4, 17)),
        ('"%d %b %Y"', "17 Apr 2020", date(2020, 4, 17)),
        ('"%Y-%j"', "2020-108", date(2020, 4, 17)),
        ('"%m/%d/%Y"', "2020-08-25", date(2020, 8, 25)),
        ('"as written"', "2020-04-17", date(2020, 4, 17)),
        ('"as written"', "2020-04-17T22:00:00.000Z", date(2020, 4, 17)),
        ('"instant"', "2020-04-17T22:00:00.000Z", date(2020, 4, 18)),
        ('"instant"', "2020-04-17 21:59:59+00", date(2020, 4, 17)),
        ('"instant"', "2020-04-17 7:47:48 +02:00", date(2020, 4, 17)),
        ('"instant", time_zone = "America/New_York"', "2020-04-17 20:00", date(2020, 4, 18)),
    ],
)
def test_a_date_is_read_by_the_form_that_the_mapping_names(tmp_path: Path, form: str, text: str, day: date) -> None:
    mapping = EVENTS + f'occurred_on = {{ column = "day", date = {form} }}\n'
    loaded = load_mapped(tmp_path, mapping, {"events.csv": f"key,day\na,{text}\n"})
    assert rows_of(loaded, "incident", "occurred_on") == [(day,)]


def test_an_instant_is_read_in_the_time_zone_of_the_case_and_counted(tmp_path: Path) -> None:
    mapping = (
        '[case]\ntime_zone = "America/New_York"\n' + EVENTS + ('occurred_on = { column = "day", date = "instant" }\n')
    )
    loaded = load_mapped(tmp_path, mapping, {"events.csv": "key,day\na,2020-04-17T01:00:00Z\n"})
    assert rows_of(loaded, "incident", "occurred_on") == [(date(2020, 4, 16),)]
    assert remark(loaded, "instant_to_day").n == 1


@pytest.mark.parametrize(
    ("form", "text", "code"),
    [
        ("%m/%d/%Y", "25/08/2020", "not_in_form"),
        ("%m/%d/%Y", "2020-08-32", "not_in_form"),
        ("%Y-%d-%m", "2020-08-25", "not_in_form"),
        ("%m/%d/%Y", "02/30/2020", "not_in_form"),
        ("as written", "17/4 2020", "not_a_moment"),
        ("as written", "2020-02-30T00:00Z", "no_such_day"),
        ("instant", "2020-04-17", "not_a_moment"),
        ("instant", "2020-04-17T25:00:00Z", "not_a_moment"),
        ("instant", "2020-04-17 12:00", "moment_without_zone"),
        ("instant", "0001-01-01T00:00:00+14:00", "no_such_day"),
    ],
)
def test_a_date_of_another_form_is_refused(tmp_path: Path, form: str, text: str, code: str) -> None:
    mapping = EVENTS + f'occurred_on = {{ column = "day", date = "{form}" }}\n'
    refusal = problem(tmp_path, {"events.csv": f"key,day\na,{text}\n"}, options(tmp_path, mapping))
    assert (refusal.line, refusal.column, refusal.value, refusal.code) == (2, "day", text, code)


def test_a_form_may_name_a_month_where_dates_may_be_coarse(tmp_path: Path) -> None:
    mapping = EVENTS.replace('"day"', '"month"') + 'occurred_on = { column = "day", date = "%m/%Y" }\n'
    loaded = load_mapped(tmp_path, mapping, {"events.csv": "key,day\na,04/2020\n"})
    assert rows_of(loaded, "incident", "occurred_on") == [(date(2020, 4, 1),)]
