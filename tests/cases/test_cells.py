"""How cells come: words for nothing, dates and moments, times, yes and no, coordinates, constants of a mapping."""

from datetime import date
from pathlib import Path

import pytest

from graph_service.domain.report import PROTECTED
from graph_service.errors import InputError, RowProblem
from loaders.case_folder import Loaded, LoadOptions
from tests.cases.shared_cases import loaded_case, mapping_of, needs_cases, refused_case, remarks_of
from tests.unit.loaders.cases import BASE, GROUPS, PERSONS, load, problem, problems, remark

NEW_YORK = 'time_zone = "America/New_York"\n'


def _tie(valid_from: str, valid_to: str = "") -> str:
    return f"person_a,person_b,kind,valid_from,valid_to\nP-0001,P-0002,kin,{valid_from},{valid_to}\n"


def _ties(*days: str, column: str = "valid_from") -> str:
    rows = "".join(f'T-{n},P-0001,P-0002,kin,"{day}"\n' for n, day in enumerate(days))
    return f"tie_id,person_a,person_b,kind,{column}\n{rows}"


def _loaded(folder: Path, *days: str, head: str = "") -> Loaded:
    return load(folder, {**BASE, "ties.csv": _ties(*days), "case.toml": head})


def _refused(folder: Path, *days: str, head: str = "") -> tuple[RowProblem, ...]:
    return problems(folder, {**BASE, "ties.csv": _ties(*days), "case.toml": head})


def _incident(**cells: str) -> str:
    row = {"incident_id": "I-1", "occurred_on": "2020-04-17", "precision": "day", "type": "arson"}
    row |= {"group_involved": "yes", "status": "confirmed", **cells}
    return f"{','.join(row)}\n{','.join(row.values())}\n"


@needs_cases
def test_a_word_for_nothing_is_no_group_and_no_person() -> None:
    refusals = refused_case("unknown_as_group")
    assert {why.code for why in refusals} == {"word_for_nothing"}
    named = {(why.file, why.column, why.value) for why in refusals}
    assert {("groups.csv", "group_id", "UNKNOWN"), ("groups.csv", "group_id", "NONE")} < named
    assert {("persons.csv", "person_id", "UNKNOWN"), ("involvements.csv", "person_id", "UNKNOWN")} < named
    (remedy,) = {why.remedy for why in refusals if why.file == "attributions.csv"}
    assert remedy == "leave the attribution out: what is attributed to nobody counts as unknown already"
    assert len(refusals) == len({(why.file, why.line) for why in refusals})


@pytest.mark.parametrize(
    "word", ["unknown", "(null)", "N/A", "None", "-", "?", "okänd", "#REF!", "nan", "Uppgift saknas"]
)
def test_each_word_is_refused_where_it_names_a_record(tmp_path: Path, word: str) -> None:
    files = {
        "persons.csv": f"{PERSONS}P-4,{word},no\n{word},Ask,no\n",
        "groups.csv": f"{GROUPS}G-3,{word}\n",
        "memberships.csv": "person_id,group_id,role,basis,source_id\n"
        f"P-0001,{word},core,fact,S-01\nP-0001,G-01,core,fact,{word}\n",
    }
    places = [(why.file, why.line, why.column, why.code) for why in problems(tmp_path, {**BASE, **files})]
    assert places == [
        ("persons.csv", 5, "label", "word_for_nothing"),
        ("persons.csv", 6, "person_id", "word_for_nothing"),
        ("groups.csv", 4, "name", "word_for_nothing"),
        ("memberships.csv", 2, "group_id", "word_for_nothing"),
        ("memberships.csv", 3, "source_id", "word_for_nothing"),
    ]


def test_a_word_for_nothing_as_a_name_is_counted(tmp_path: Path) -> None:
    persons = "person_id,label,names,aliases,protected_identity\nP-1,Falk,Nan Lo|unknown,None,no\nP-2,Lo,Unk Ek,,no\n"
    counts = remarks_of(load(tmp_path, {"persons.csv": persons}))
    assert counts["word_for_nothing", "persons.csv", "names"] == 1
    assert counts["word_for_nothing", "persons.csv", "aliases"] == 1


def test_a_name_that_is_refused_is_no_word_for_nothing(tmp_path: Path) -> None:
    marks = "\u0301" * 40
    rows = f"person_id,label,names,protected_identity\nP1,A,a{marks},no\nP2,B,unknown,no\n"
    (bad_cell,) = problems(tmp_path, {"persons.csv": rows})
    assert (bad_cell.code, bad_cell.line, bad_cell.column) == ("too_many_marks", 2, "names")


def test_a_word_for_nothing_in_free_text_and_in_a_list_of_words_says_nothing_odd(tmp_path: Path) -> None:
    files = {**BASE, "incidents.csv": _incident(group_involved="unknown", place="okänd", note="-")}
    assert [why for why in remarks_of(load(tmp_path, files)) if why[0] == "word_for_nothing"] == []


def test_rows_of_words_for_nothing_are_put_aside(tmp_path: Path) -> None:
    files = {**BASE, "groups.csv": f"{GROUPS}unknown,Unknown\n"}
    loaded = load(tmp_path, files, LoadOptions(quarantine=tmp_path / "aside"))
    assert list(loaded.tables["group"].keys) == ["G-01", "G-02"]


@needs_cases
def test_a_year_of_two_digits_is_refused_with_the_likely_year() -> None:
    (why,) = refused_case("year_0020")
    assert (why.file, why.line, why.column, why.code) == ("incidents.csv", 3, "occurred_on", "implausible_date")
    assert "2020-10-01" in why.remedy


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("0020-04-17", "the year is likely 2020; if so, write 2020-04-17"),
        ("17/04/0025", "the year is likely 2025; if so, write 2025-04-17"),
        ("0095-04-17", "the year is likely 1995"),
        ("1020-04-17", "the year is likely 2020"),
        ("1899-12-31", "correct the year"),
        ("1820-01-01", "correct the year"),
        ("2201-01-01", "correct the year"),
        ("0001-01-01", "leave the cell empty"),
    ],
)
def test_a_day_outside_of_1900_to_2200_is_refused(tmp_path: Path, day: str, words: str) -> None:
    (why,) = _refused(tmp_path, day)
    assert why.code == "implausible_date"
    assert words in why.remedy


def test_the_likely_year_of_what_is_protected_is_not_shown(tmp_path: Path) -> None:
    why = problem(tmp_path, {"persons.csv": "person_id,label,died_on,protected_identity\nP-1,Falk,0020-04-17,no\n"})
    assert (why.code, why.value) == ("implausible_date", PROTECTED)
    assert "2020" not in why.problem + why.remedy


@needs_cases
def test_an_empty_date_of_another_program_is_remarked_by_its_name(tmp_path: Path) -> None:
    case = loaded_case("placeholder_dates_of_persons", LoadOptions(quarantine=tmp_path / "aside"))  # death before birth
    assert remarks_of(case)["empty_date_1900", "persons.csv", "died_on"] == 1


@pytest.mark.parametrize("day", ["1899-12-30", "1900-01-01", "1904-01-01", "1970-01-01"])
def test_each_empty_date_is_remarked(tmp_path: Path, day: str) -> None:
    for text in (day, f"{day} 00:00:00"):
        loaded = _loaded(tmp_path, text)
        told = remark(loaded, f"empty_date_{day[:4]}")
        assert (told.column, told.n) == ("valid_from", 1)
        assert told.text.startswith(f"{day} looks like an empty date of another program")


def test_a_year_alone_is_no_empty_date(tmp_path: Path) -> None:
    files = {**BASE, "incidents.csv": _incident(occurred_on="1970", precision="year")}
    assert [code for code, _, _ in remarks_of(load(tmp_path, files)) if code.startswith("empty_date")] == []


@pytest.mark.parametrize("day", ["9999-12-31", "9999-12-31 00:00:00", "31/12/9999", "9999-12-31T23:59:59Z"])
def test_the_last_day_there_is_is_an_open_end(tmp_path: Path, day: str) -> None:
    loaded = load(tmp_path, {**BASE, "ties.csv": _tie("2020-01-01", day)})
    assert loaded.tables["tie"].column("valid_to") == [None]
    assert (remark(loaded, "open_end").column, remark(loaded, "open_end").n) == ("valid_to", 1)


def test_another_day_far_ahead_is_refused_as_an_end(tmp_path: Path) -> None:
    why = problem(tmp_path, {**BASE, "ties.csv": _tie("2020-01-01", "2999-12-31")})
    assert (why.code, why.remedy) == ("implausible_date", "leave the cell empty if it has not ended")
    assert problem(tmp_path, {**BASE, "ties.csv": _tie("9999-12-31")}).code == "implausible_date"


@needs_cases
def test_the_month_of_a_published_list_is_not_guessed() -> None:
    options = LoadOptions(mapping=mapping_of("nypd_month_first"), drop_forbidden=True)
    refusals = refused_case("nypd_month_first", options)
    assert [(why.line, why.column, why.code) for why in refusals] == [
        (2, "OCCUR_DATE", "ambiguous_date"),
        (3, "OCCUR_DATE", "ambiguous_date"),
        (4, "OCCUR_DATE", "ambiguous_date"),
    ]
    assert all('date = "%m/%d/%Y"' in why.remedy for why in refusals)


def test_one_cell_that_can_be_read_in_two_ways_leaves_its_column_open(tmp_path: Path) -> None:
    refusals = _refused(tmp_path, "25/08/2020", "03.04.2020", "2020-04-17", "05/05/2020")
    assert [(why.line, why.code) for why in refusals] == [(2, "ambiguous_date"), (3, "ambiguous_date")]
    assert 'date = "%d.%m.%Y" or date = "%m.%d.%Y"' in refusals[1].remedy


def test_a_column_of_which_each_cell_has_one_reading_is_read(tmp_path: Path) -> None:
    loaded = _loaded(tmp_path, "25/08/2020", "05/05/2020", "2020-04-17")
    assert loaded.tables["tie"].column("valid_from") == [date(2020, 8, 25), date(2020, 5, 5), date(2020, 4, 17)]
    assert remark(loaded, "date_day_first").n == 2


def test_an_open_order_puts_the_column_aside_however_late_it_is_seen(tmp_path: Path) -> None:
    days = ["25/08/2020"] * 700 + ["03/04/2020"]
    options = LoadOptions(quarantine=tmp_path / "aside")
    loaded = load(tmp_path, {**BASE, "ties.csv": _ties("2020-04-17", *days)}, options)
    assert list(loaded.tables["tie"].keys) == ["T-0"]
    assert [code for code, _, _ in remarks_of(loaded) if code == "date_day_first"] == []


@needs_cases
def test_midnights_of_utc_are_not_taken_for_days() -> None:
    refusals = refused_case("philadelphia_offsets", LoadOptions(mapping=mapping_of("philadelphia_offsets")))
    assert [(why.line, why.column, why.code) for why in refusals] == [
        (2, "date_", "date_or_instant"),
        (3, "date_", "date_or_instant"),
    ]
    for why in refusals:
        assert "the date 2020-08-02, or 20:00 on 2020-08-01 in America/New_York" in why.problem
        assert 'date = "as written" (2020-08-02) or date = "instant"' in why.remedy


@needs_cases
def test_a_moment_is_the_day_it_was_in_the_time_zone_of_the_case() -> None:
    (why,) = refused_case("utc_remedy")
    assert (why.line, why.code, why.value) == (7, "date_with_time", "2020-01-25 23:33")


def test_each_form_of_a_moment_is_read(tmp_path: Path) -> None:
    moments = [
        *("2024-08-15 17:47:48 +02:00", "2024-08-15 7:47:48 +02:00", "2020-01-25T00:33:44+0100"),
        *("2020-01-25T23:33:44Z", "2020-01-25T23:33:44.000Z", "2020-01-25 00:00:00,000", "2020-01-25T00:00"),
        *("2020-01-25 22:59:59+00", "2020-01-25 11:30 PM UTC", "2020-01-25T23:30:00-05:00", "25.1.2020 0:00"),
    ]
    loaded = _loaded(tmp_path, *moments)
    assert [str(day) for day in loaded.tables["tie"].column("valid_from")] == [
        *("2024-08-15", "2024-08-15", "2020-01-25", "2020-01-26", "2020-01-26", "2020-01-25", "2020-01-25"),
        *("2020-01-25", "2020-01-26", "2020-01-26", "2020-01-25"),
    ]
    assert (remark(loaded, "instant_to_day").n, remark(loaded, "date_with_midnight").n) == (8, 3)


def test_one_hour_that_is_not_midnight_says_that_a_column_holds_moments(tmp_path: Path) -> None:
    loaded = _loaded(tmp_path, "2020-08-02T00:00:00Z", "2020-08-02T01:00:00Z", head=NEW_YORK)
    assert loaded.tables["tie"].column("valid_from") == [date(2020, 8, 1), date(2020, 8, 1)]
    assert remark(loaded, "instant_to_day").n == 2


def test_midnight_of_another_offset_is_a_moment(tmp_path: Path) -> None:
    loaded = _loaded(tmp_path, "2020-08-02T00:00:00+02:00", "2020-01-02 00:00 +01")
    assert loaded.tables["tie"].column("valid_from") == [date(2020, 8, 2), date(2020, 1, 2)]


@pytest.mark.parametrize(
    "text", ["2020-08-02 24:00:00Z", "2020-08-02 13:00 PM", "2020-08-02T10:00:00+99:00", "2020-08-02T"]
)
def test_a_moment_that_there_is_not_is_no_date(tmp_path: Path, text: str) -> None:
    assert [why.code for why in _refused(tmp_path, text)] == ["not_a_date"]


def test_an_order_that_is_open_stays_so_with_a_time(tmp_path: Path) -> None:
    assert [why.code for why in _refused(tmp_path, "08/02/2020 11:30:00 PM", "13/13/2020 10:00")] == [
        "ambiguous_date",
        "no_such_day",
    ]


def test_moments_of_what_is_protected_are_refused_without_their_day(tmp_path: Path) -> None:
    why = problem(tmp_path, {"persons.csv": "person_id,label,died_on,protected_identity\nP-1,A,2020-04-17T00:00Z,no\n"})
    assert (why.code, why.value) == ("date_or_instant", PROTECTED)
    assert "2020" not in why.problem + why.remedy


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("0:30", "00:30"),
        ("9:05:07", "09:05:07"),
        ("12:30 PM", "12:30"),
        ("12:30 am", "00:30"),
        ("1:05:00 p.m.", "13:05:00"),
        ("12.30", "12:30"),
        ("kl. 7.15", "07:15"),
        ("23:30:00.000", "23:30:00"),
        ("1899-12-30 23:30:00", "23:30:00"),
    ],
)
def test_a_time_in_another_form_is_put_right_and_counted(tmp_path: Path, text: str, time: str) -> None:
    loaded = load(tmp_path, {**BASE, "incidents.csv": _incident(occurred_time=text)})
    assert loaded.tables["incident"].column("occurred_time") == [time]
    assert remark(loaded, "time_rewritten").n == 1


@pytest.mark.parametrize("text", ["24:00", "13:00 PM", "0:30 PM", "7", "2330", "12:60", "\uff11\uff12:30"])
def test_what_is_no_time_is_refused(tmp_path: Path, text: str) -> None:
    assert problem(tmp_path, {**BASE, "incidents.csv": _incident(occurred_time=text)}).code == "bad_form"


@pytest.mark.parametrize(
    ("text", "is_yes"),
    [
        ("ja", True),
        ("Nej", False),
        ("true", True),
        ("False", False),
        ("1", True),
        ("0", False),
        ("Yes", True),
        ("J", True),
    ],
)
def test_yes_and_no_in_other_words_are_counted(tmp_path: Path, text: str, *, is_yes: bool) -> None:
    files = {"persons.csv": f"person_id,label,protected_identity\nP-1,Falk,{text}\n"}
    loaded = load(tmp_path, {**files, "incidents.csv": _incident(group_involved=text)})
    assert loaded.tables["person"].column("protected_identity") == [is_yes]
    assert loaded.tables["incident"].column("group_involved") == ["yes" if is_yes else "no"]
    counts = remarks_of(loaded)
    assert counts["other_yes_or_no", "persons.csv", "protected_identity"] == 1
    assert counts["other_yes_or_no", "incidents.csv", "group_involved"] == 1


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone", "code"),
    [
        ("0", "0", "Europe/Stockholm", "zero_coordinates"),
        ("18.07", "59.33", "Europe/Stockholm", "swapped_coordinates"),
        ("-73.9", "40.8", "America/New_York", "swapped_coordinates"),
        ("59.33", "18.07", "Europe/Stockholm", None),
        ("40.8", "-73.9", "America/New_York", None),
        ("0", "36.8", "Africa/Nairobi", None),
        ("65.58", "22.15", "Europe/Stockholm", None),
    ],
)
def test_coordinates_that_look_wrong_are_remarked(
    tmp_path: Path, latitude: str, longitude: str, zone: str, code: str | None
) -> None:
    incidents = _incident(latitude=latitude, longitude=longitude)
    loaded = load(tmp_path, {"incidents.csv": incidents, "case.toml": f'time_zone = "{zone}"\n'})
    odd = {code for code, _, column in remarks_of(loaded) if column == "latitude"}
    assert odd == ({code} if code else set())


def test_one_coordinate_without_the_other_says_nothing(tmp_path: Path) -> None:
    loaded = load(tmp_path, {"incidents.csv": _incident(latitude="", longitude="0")})
    assert [code for code, _, column in remarks_of(loaded) if column == "latitude"] == []


@pytest.mark.parametrize(
    ("column", "constant", "words"),
    [
        ("status", "confirmd", "status holds a word that is not in its list; did you mean confirmed?"),
        ("occurred_on", "03/04/2020", "occurred_on can be read in two ways"),
        ("occurred_on", "0020-04-17", "the year is likely 2020"),
        ("n_killed", "many", "n_killed is not a whole number"),
        ("n_killed", "-1", "n_killed must be at least 0"),
        ("conflict_id", "unknown", "conflict_id is a word for nothing; leave the cell empty"),
        ("precision", "", "precision is empty; fill in precision"),
    ],
)
def test_a_bad_constant_is_named_by_its_key(tmp_path: Path, column: str, constant: str, words: str) -> None:
    columns = {"incident_id": '"id"', "occurred_on": '"day"', "precision": '{ constant = "day" }'}
    columns |= {"type": '{ constant = "arson" }', "group_involved": '{ constant = "yes" }'}
    columns |= {"status": '{ constant = "confirmed" }', column: f'{{ constant = "{constant}" }}'}
    mapping = tmp_path / "map.toml"
    lines = "".join(f"{name} = {rule}\n" for name, rule in columns.items())
    mapping.write_text(f'[[output]]\nfrom = "a.csv"\ninto = "incidents"\n[output.columns]\n{lines}', encoding="utf-8")
    content = "id,day\n1,2020-04-17\n" if column != "occurred_on" else "id\n1\n"
    with pytest.raises(InputError) as caught:
        load(tmp_path, {"a.csv": content}, LoadOptions(mapping=mapping))
    assert str(caught.value).startswith(f"map.toml: output[1].columns.{column}.constant: ")
    assert words in str(caught.value)


def _told(folder: Path, case: str, column: str, rule: str) -> LoadOptions:
    """Return options with the mapping of a case, in which a column is told by another rule."""
    mapping = folder / "map.toml"
    text = mapping_of(case).read_text(encoding="utf-8")
    assert f'= "{column}"' in text
    mapping.write_text(text.replace(f'= "{column}"', f"= {rule}"), encoding="utf-8")
    return LoadOptions(mapping=mapping, drop_forbidden=True)


@needs_cases
def test_a_mapping_says_which_order_a_published_list_has(tmp_path: Path) -> None:
    rule = '{ column = "OCCUR_DATE", date = "%m/%d/%Y" }'
    loaded = loaded_case("nypd_month_first", _told(tmp_path, "nypd_month_first", "OCCUR_DATE", rule))
    assert loaded.tables["incident"].column("occurred_on") == [date(2020, 8, 2), date(2020, 8, 25)]


@needs_cases
@pytest.mark.parametrize(("form", "day"), [("as written", date(2020, 8, 2)), ("instant", date(2020, 8, 1))])
def test_a_mapping_says_whether_midnights_are_days_or_moments(tmp_path: Path, form: str, day: date) -> None:
    rule = f'{{ column = "date_", date = "{form}" }}'
    mapping = _told(tmp_path, "philadelphia_offsets", "date_", rule)
    loaded = loaded_case("philadelphia_offsets", mapping)
    assert loaded.tables["incident"].column("occurred_on") == [day]


@pytest.mark.parametrize("keep", ['["none", "?"]', "true"])
def test_a_mapping_keeps_a_word_for_nothing_as_a_value(tmp_path: Path, keep: str) -> None:
    mapping = tmp_path / "map.toml"
    rules = f'group_id = {{ column = "id", keep = {keep} }}\nname = {{ column = "name", keep = {keep} }}\n'
    mapping.write_text(f'[[output]]\nfrom = "a.csv"\ninto = "groups"\n[output.columns]\n{rules}', encoding="utf-8")
    loaded = load(tmp_path, {"a.csv": "id,name\nNone,?\n"}, LoadOptions(mapping=mapping))
    assert list(loaded.tables["group"].keys) == ["None"]
