"""Numbers of persons become keyed pseudonyms, and stand nowhere else: not in records, errors, or a quarantine."""

import hmac
import os
from base64 import b32encode
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

import pytest

from graph_service.errors import ConfigurationError, InputError, RejectedRowsError
from loaders.case_folder import LoadOptions
from loaders.mapping.pseudonyms import MIN_KEY_BYTES, Pseudonyms, new_key, read_key
from tests.unit.loaders.cases import TODAY, load, problem, problems, remark
from tests.unit.loaders.mapped import PSEUDONYM_KEY, load_mapped, options, rows_of

NUMBER, SAME, ANOTHER, WRONG = "19811218-9876", "8112189876", "701063-2391", "811218-9875"
DIGITS = ("8112189876", "811218-9876", "701063-2391", "811218-9875")
PERSONS = (
    '[[output]]\nfrom = "people.csv"\ninto = "persons"\n[output.columns]\n'
    'person_id = { column = "pnr", pseudonym = true }\nlabel = { column = "pnr", pseudonym = true }\n'
    'protected_identity = { constant = "no" }\n'
)
TIES = (
    '[[output]]\nfrom = "pairs.csv"\ninto = "ties"\n[output.columns]\n'
    'tie_id = { pair = ["a", "b"], pseudonym = true }\nkind = "kind"\n'
    'person_a = { column = "a", pseudonym = true }\nperson_b = { column = "b", pseudonym = true }\n'
)


def _pseudonym(number: str) -> str:
    digest = hmac.new(PSEUDONYM_KEY, b"gruppkarta: pseudonym of a person\0" + number.encode(), sha256).digest()
    return "P-" + b32encode(digest).decode()[:12]


def test_a_person_has_one_pseudonym_in_every_file_and_way_of_writing(tmp_path: Path) -> None:
    files = {
        "people.csv": f"pnr\n{NUMBER}\n{ANOTHER}\n",
        "pairs.csv": f"a,b,kind\n{SAME},19{ANOTHER},friend\n{ANOTHER},811218-9876,friend\n",
    }
    loaded = load_mapped(tmp_path, PERSONS + TIES, files)
    first, second = _pseudonym("198112189876"), _pseudonym("197010632391")
    assert rows_of(loaded, "person", "person_id", "label") == [(first, first), (second, second)]
    ends = sorted([first, second])
    assert rows_of(loaded, "tie", "tie_id", "person_a", "person_b") == [("+".join(ends), *ends)]
    assert remark(loaded, "identical_rows_merged").n == 1
    assert not any(load_remark.code == "personal_number" for load_remark in loaded.report.remarks)
    assert not any(digits in str((asdict(loaded.report), loaded.tables)) for digits in DIGITS)


def test_another_key_gives_other_pseudonyms() -> None:
    one, another = (Pseudonyms(key, TODAY).of(NUMBER) for key in (PSEUDONYM_KEY, PSEUDONYM_KEY[::-1]))
    assert one == _pseudonym("198112189876") != another


def test_neither_the_key_nor_what_holds_it_is_shown(tmp_path: Path) -> None:
    loading = options(tmp_path, PERSONS)
    assert PSEUDONYM_KEY.decode() not in repr(loading) + repr(Pseudonyms(PSEUDONYM_KEY, TODAY))


@pytest.mark.parametrize("text", [WRONG, "19811318-9876", "Falk", "811218"])
def test_what_is_no_number_is_refused_and_not_shown(tmp_path: Path, text: str) -> None:
    refusals = problems(tmp_path, {"people.csv": f"pnr\n{text}\n"}, options(tmp_path, PERSONS))
    assert [(refusal.line, refusal.column, refusal.value, refusal.code) for refusal in refusals] == [
        (2, "pnr", None, "no_personal_number")
    ] * 2
    assert text not in str(refusals)


def test_a_number_that_is_not_given_is_not_given(tmp_path: Path) -> None:
    refusals = problems(tmp_path, {"people.csv": "pnr,x\n,1\n"}, _ignoring(tmp_path, PERSONS))
    assert {refusal.code for refusal in refusals} == {"missing_value"}


def _ignoring(folder: Path, mapping: str, *, quarantine: Path | None = None) -> LoadOptions:
    path = options(folder, mapping).mapping
    return LoadOptions(mapping=path, pseudonym_key=PSEUDONYM_KEY, ignore_unknown=True, quarantine=quarantine)


def test_a_quarantine_holds_pseudonyms_and_can_be_loaded_again(tmp_path: Path) -> None:
    files = {
        "people.csv": f"pnr\n{NUMBER}\n{ANOTHER}\n",
        "pairs.csv": f"a,b,kind,note\n{NUMBER},{ANOTHER},boss,saw {SAME}\n{NUMBER},{WRONG},friend,\n",
    }
    aside = tmp_path / "aside"
    loaded = load(tmp_path, files, _ignoring(tmp_path, PERSONS + TIES, quarantine=aside))
    assert len(loaded.tables["person"]) == 2
    text = (aside / "pairs.csv").read_text("utf-8")
    assert not any(digits in text for digits in DIGITS)
    assert text.splitlines()[1].startswith(f"{_pseudonym('198112189876')},{_pseudonym('197010632391')},boss,saw (prot")
    assert text.splitlines()[2].startswith(f"{_pseudonym('198112189876')},(protected),friend,")
    corrected = text.replace("boss", "friend").splitlines()[:2]
    again = load(
        tmp_path,
        {"people.csv": files["people.csv"], "pairs.csv": "\n".join(corrected) + "\n"},
        _ignoring(tmp_path, PERSONS + TIES),
    )
    assert len(again.tables["tie"]) == 1


def test_pseudonyms_need_a_key(tmp_path: Path) -> None:
    path = options(tmp_path, PERSONS).mapping
    with pytest.raises(InputError) as caught:
        load(tmp_path, {"people.csv": f"pnr\n{NUMBER}\n"}, LoadOptions(mapping=path))
    assert str(caught.value) == (
        "map.toml: output[1].columns: pseudonyms are made with a key, and there is none; "
        "name its file with --pseudonym-key or GRUPPKARTA_PSEUDONYM_KEY_FILE"
    )


@pytest.mark.parametrize("rule", ['"pnr"', '{ template = "P-{pnr}" }', '{ first_of = ["pnr"] }'])
def test_a_column_of_numbers_cannot_be_taken_elsewhere_as_it_is(tmp_path: Path, rule: str) -> None:
    mapping = PERSONS + f"aliases = {rule}\n"
    with pytest.raises(InputError, match=r"map.toml: output\[1\].columns.aliases: pnr of people.csv holds numbers"):
        load_mapped(tmp_path, mapping, {"people.csv": f"pnr\n{NUMBER}\n"})


def test_a_look_up_by_number_works_and_shows_none(tmp_path: Path) -> None:
    mapping = PERSONS + (
        'sex = { lookup = "more.csv", by = "pnr", key = "nr", take = "sex" }\n[ignore]\n"more.csv" = []\n'
    )
    files = {"people.csv": f"pnr\n{NUMBER}\n", "more.csv": f"nr,sex\n{NUMBER},male\n"}
    assert rows_of(load_mapped(tmp_path, mapping, files), "person", "sex") == [("male",)]
    refusal = problem(tmp_path, files | {"people.csv": f"pnr\n{ANOTHER}\n"}, options(tmp_path, mapping))
    assert refusal.code == "lookup_missing"
    assert ANOTHER not in str(refusal)
    refusal = problem(
        tmp_path, files | {"more.csv": f"nr,sex\n{NUMBER},male\n{NUMBER},male\n"}, options(tmp_path, mapping)
    )
    assert refusal.code == "lookup_not_unique"
    assert NUMBER not in str(refusal)


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("persons.csv", "person_id,label,protected_identity\n{},Falk,no\n"),
        ("persons.csv", "person_id,label,protected_identity\nP-{},Falk,no\n"),
        ("persons.csv", "person_id,label,protected_identity\nP-1,nr {},no\n"),
        ("groups.csv", "group_id,name\n{},North\n"),
        ("sources.csv", "source_id\n{}\n"),
    ],
)
@pytest.mark.parametrize("number", [NUMBER, SAME, ANOTHER])
def test_a_number_as_an_id_or_label_is_refused_and_not_shown(
    tmp_path: Path, name: str, table: str, number: str
) -> None:
    refusal = problem(tmp_path, {name: table.format(number)})
    assert (refusal.code, refusal.value) == ("personal_number_as_id", "(protected)")
    assert number not in str(refusal)


def test_a_number_at_the_end_of_a_tie_is_refused_and_never_suggested(tmp_path: Path) -> None:
    files = {
        "persons.csv": f"person_id,label,protected_identity\n{NUMBER},Falk,no\nP-2,Lo,no\n",
        "ties.csv": f"person_a,person_b,kind\n{NUMBER.replace('-', '')},P-2,friend\n19811218 9876,P-2,friend\n",
    }
    refusals = problems(tmp_path, files)
    assert {refusal.code for refusal in refusals} == {"personal_number_as_id", "unknown_reference"}
    assert not any(digits in str([refusal for refusal in refusals if refusal.line != 3]) for digits in DIGITS)
    assert not any(digits in refusal.problem + refusal.remedy for refusal in refusals for digits in DIGITS)


def test_a_quarantine_of_our_own_tables_hides_numbers_too(tmp_path: Path) -> None:
    files = {"persons.csv": f"person_id,label,protected_identity,note\n{NUMBER},Falk,no,{SAME}\nP-2,Lo,no,\n"}
    load(tmp_path, files, LoadOptions(quarantine=tmp_path / "aside", ignore_unknown=True))
    text = (tmp_path / "aside" / "persons.csv").read_text("utf-8")
    assert text.splitlines()[1].startswith("(protected),Falk,no,(protected),2,")


def test_a_date_and_a_serial_number_name_an_incident(tmp_path: Path) -> None:
    header = "incident_id,occurred_on,precision,type,group_involved,status\n"
    row = "I-811218-9876,2020-04-17,day,shooting,yes,confirmed\n"
    assert len(load(tmp_path, {"incidents.csv": header + row}).tables["incident"]) == 1


def test_a_key_that_was_made_is_read(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text(f"{new_key()}\n", encoding="ascii")
    path.chmod(0o600)
    assert len(read_key(path)) == 2 * MIN_KEY_BYTES


@pytest.mark.parametrize(("text", "match"), [("short", "could be guessed"), (None, "cannot be read")])
def test_a_key_that_is_none_is_refused(tmp_path: Path, text: str | None, match: str) -> None:
    path = tmp_path / "key"
    if text is not None:
        path.write_text(text, encoding="ascii")
        path.chmod(0o600)
    with pytest.raises(ConfigurationError, match=match):
        read_key(path)


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text(new_key(), encoding="ascii")
    path.chmod(0o640)
    with pytest.raises(ConfigurationError, match="may be read by others"):
        read_key(path)


def test_a_matrix_named_by_numbers_is_a_network_of_pseudonyms(tmp_path: Path) -> None:
    mapping = (
        '[[output]]\nfrom = "m.csv"\ninto = "persons"\nmatrix = "rows"\n[output.columns]\n'
        'person_id = { column = "row", pseudonym = true }\nlabel = { column = "row", pseudonym = true }\n'
        'protected_identity = { constant = "no" }\n'
        '[[output]]\nfrom = "m.csv"\ninto = "ties"\nmatrix = true\n[output.columns]\nkind = { constant = "friend" }\n'
        'person_a = { column = "row", pseudonym = true }\nperson_b = { column = "column", pseudonym = true }\n'
    )
    loaded = load_mapped(tmp_path, mapping, {"m.csv": f",{NUMBER},{ANOTHER}\n{NUMBER},0,1\n{ANOTHER},1,0\n"})
    assert len(loaded.tables["tie"]) == 1
    with pytest.raises(RejectedRowsError) as caught:
        load_mapped(tmp_path, mapping, {"m.csv": f",{NUMBER},{NUMBER}\n{NUMBER},0,1\n{ANOTHER},1,0\n"})
    assert not any(digits in f"{caught.value} {caught.value.problems}" for digits in DIGITS)
