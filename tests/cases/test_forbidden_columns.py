"""Columns that must not come in stay out under any name, and the columns beside them come in."""

from pathlib import Path

import pytest

from graph_service.domain.schema import KINDS
from graph_service.errors import ForbiddenColumnsError, InputError
from loaders.check.forbidden import is_forbidden
from loaders.options import LoadOptions
from tests.cases.published_headers import HEADERS, Header
from tests.cases.shared_cases import CASES, folder_of, load, needs_cases

FORBIDDEN = """
Vict Descent;Hispanic;is_hispanic;victim_latino;latina;Latinx;migrant;migrants;tribe;Tribal affiliation;clan;
klan;klantillhörighet;stamtillhörighet;asylsökande;asylstatus;flyktingstatus;refugee_status;residence permit;
utländsk bakgrund;UtlandskBakgrund;utländsk_bakgrund;svensk bakgrund;foreign background;folkgrupp;Folkgrup;folkslag;
modersmål;modersmal;mother tongue;MotherTongue;hemspråk;home language;native_language;förstaspråk;
phone;phone_number;home phone;cellphone;Telephone;telefon;telefonnummer;mobil;mobilnummer;mobiltelefon;hemtelefon;tel;
descent_code;tel_nr;IMEI;imsi;MSISDN;e-mail;email;e-post;epostadress;
photo;photo_url;Foto;fotografi;bild;bild_1;image;profile image;mugshot;headshot;porträtt;photographs;
home_address;hemadress;bostadsadress;folkbokföringsadress;victim address;suspect_addr;residence address;mailing address;
r\u0430ce;\u0435thnicity;ra\u200bce;vic_r\u0430ce;TEL\u0415FON
"""
ADDRESSES = "address;Adress;gatuadress;street;street_name;postnummer;zip;ZIP Code;postcode;postort;full_address"
HARMLESS = """
clandestine;description;decent;latitude;lateral;latency;migration_date;immobile;automobile;microphone;damage;imagination;
telling;hotel;tribute;tribunal;distribution;place;location;block;boro;residence;street_outreach;union_street;
language_of_interview;emailed;phonetic;telegram;zipper;streets_ahead;residence_type;message_version;background
"""


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.replace("\n", "").split(";") if name.strip()]


@pytest.mark.parametrize("name", _names(FORBIDDEN))
@pytest.mark.parametrize("of_incidents", [True, False])
def test_a_column_that_must_not_come_in_is_recognised_in_every_table(name: str, *, of_incidents: bool) -> None:
    assert is_forbidden(name, of_incidents=of_incidents)


@pytest.mark.parametrize("name", _names(ADDRESSES))
def test_an_address_comes_in_where_it_says_where_something_happened_and_nowhere_else(name: str) -> None:
    assert is_forbidden(name)
    assert not is_forbidden(name, of_incidents=True)


@pytest.mark.parametrize("name", _names(HARMLESS))
def test_a_word_that_only_begins_or_ends_like_one_is_no_false_alarm(name: str) -> None:
    assert not is_forbidden(name)


@pytest.mark.parametrize("header", HEADERS, ids=lambda header: header.name)
def test_of_a_published_header_what_must_not_come_in_is_refused_and_nothing_else(header: Header) -> None:
    names = header.columns.split(";")
    refused = {name for name in names if is_forbidden(name.removeprefix("!"), of_incidents=header.of_incidents)}
    assert refused == {name for name in names if name.startswith("!")}


def test_no_column_of_ours_is_refused() -> None:
    assert [name for kind in KINDS.values() for name in kind.names if is_forbidden(name)] == []


@needs_cases
def test_swedish_background_is_refused_by_name() -> None:
    with pytest.raises(ForbiddenColumnsError) as caught:
        load(CASES / "swedish_background" / "case")
    assert caught.value.columns == ("utländsk bakgrund", "modersmål", "folkgrupp")


@needs_cases
def test_swedish_background_is_dropped_on_demand() -> None:
    loaded = load(CASES / "swedish_background" / "case", LoadOptions(drop_forbidden=True))
    file = next(file for file in loaded.report.files if file.file == "persons.csv")
    assert file.columns_dropped == ("utländsk bakgrund", "modersmål", "folkgrupp")


@needs_cases
@pytest.mark.parametrize("drop_forbidden", [True, False])
def test_the_descent_of_los_angeles_comes_in_under_no_other_name(*, drop_forbidden: bool) -> None:
    case = CASES / "lapd_vict_descent"
    options = LoadOptions(mapping=case / "map.toml", drop_forbidden=drop_forbidden)
    with pytest.raises((ForbiddenColumnsError, InputError), match="Vict Descent"):
        load(case / "case", options)


MAPPING = """
[[output]]
from = "t.csv"
into = "incidents"
[output.columns]
incident_id = "id"
precision = { constant = "unknown" }
type = { constant = "shooting" }
group_involved = { constant = "unknown" }
status = { constant = "confirmed" }
"""
TAKEN = {
    "as it is": 'note = "Vict Descent"\n',
    "in a template": 'note = { template = "{id}: {Vict Descent}" }\n',
    "translated": 'note = { column = "Vict Descent", translate = { H = "1" }, otherwise = "" }\n',
    "as a condition": '[output.where]\n"Vict Descent" = ["H"]\n',
}


def _foreign(tmp_path: Path, mapping: str) -> tuple[Path, Path]:
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "t.csv").write_text("id,Vict Descent\n1,H\n2,B\n", encoding="utf-8")
    (tmp_path / "map.toml").write_text(mapping, encoding="utf-8")
    return folder, tmp_path / "map.toml"


@pytest.mark.parametrize("way", TAKEN)
@pytest.mark.parametrize("ignored", ["", '[ignore]\n"t.csv" = ["Vict Descent"]\n'])
@pytest.mark.parametrize("drop_forbidden", [True, False])
def test_no_mapping_takes_such_a_column(tmp_path: Path, way: str, ignored: str, *, drop_forbidden: bool) -> None:
    folder, mapping = _foreign(tmp_path, ignored + MAPPING + TAKEN[way])
    with pytest.raises((ForbiddenColumnsError, InputError), match="Vict Descent"):
        load(folder, LoadOptions(mapping=mapping, drop_forbidden=drop_forbidden))


def test_a_mapping_may_ignore_such_a_column_where_it_is_dropped_and_the_report_says_so(tmp_path: Path) -> None:
    folder, mapping = _foreign(tmp_path, '[ignore]\n"t.csv" = ["Vict Descent"]\n' + MAPPING)
    loaded = load(folder, LoadOptions(mapping=mapping, drop_forbidden=True))
    assert len(loaded.tables["incident"]) == 2
    assert (loaded.report.files[0].columns_dropped, loaded.report.files[0].columns_ignored) == (("Vict Descent",), ())
    assert {remark.code for remark in loaded.report.remarks} == {"column_dropped"}


def test_an_address_is_refused_in_a_table_of_persons(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path, {"persons.csv": "person_id,label,protected_identity,gatuadress\nP1,A,no,x\nP3,B,no,\n"}
    )
    with pytest.raises(ForbiddenColumnsError, match="gatuadress"):
        load(folder)


def test_an_address_of_incidents_becomes_their_place_by_a_mapping(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "t.csv").write_text("id,Address\n1,Torget\n", encoding="utf-8")
    (tmp_path / "map.toml").write_text(MAPPING + 'place = "Address"\n', encoding="utf-8")
    loaded = load(folder, LoadOptions(mapping=tmp_path / "map.toml"))
    assert loaded.tables["incident"].column("place") == ["Torget"]
