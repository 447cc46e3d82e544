"""Folders and archives as macOS and Windows make them are read; what these leave there is passed over and counted."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from graph_service.domain.limits import DEFAULT_LIMITS
from graph_service.errors import BadArchiveError, InputError
from loaders.archive import unpack
from loaders.case_folder import Loaded
from loaders.options import LoadOptions
from tests.api.routes import upload
from tests.api.serving import City, city_in_memory, service
from tests.cases.shared_cases import BASE, CASES, folder_of, load, needs_cases, problems, where

LEFT_BEHIND = (
    "._persons.csv",
    ".DS_Store",
    "Thumbs.db",
    "thumbs.db",
    "desktop.ini",
    "Desktop.ini",
    "ehthumbs.db",
    "~$a.csv",
)
PICTURES = ("karta.png", "karta.JPG", "persons.png", "foto.heic", "map.svg")


@pytest.fixture(scope="module")
def city() -> City:
    """A small city in memory."""
    return city_in_memory()


@pytest.fixture(scope="module")
def client(city: City) -> Iterator[httpx.Client]:
    """A client of a service over it."""
    with service(city) as opened:
        yield opened


def _passed_over(loaded: Loaded) -> list[str]:
    return [remark.file for remark in loaded.report.remarks if remark.code == "file_ignored"]


def _packed(files: dict[str, str]) -> io.BytesIO:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo("x")
            info.filename = name  # as it is: the constructor changes separators by system
            archive.writestr(info, content)
    buffer.seek(0)
    return buffer


@needs_cases
def test_files_that_systems_leave_are_passed_over_and_counted() -> None:
    loaded = load(CASES / "hidden_and_system_files" / "case")
    assert sorted(_passed_over(loaded)) == ["._persons.csv", "Thumbs.db", "desktop.ini", "karta.png"]
    assert len(loaded.tables["person"]) == 4


@needs_cases
@pytest.mark.parametrize("path", ["/v1/imports/check", "/v1/imports"])
def test_the_archive_of_a_mac_is_read_and_what_it_added_is_counted(client: httpx.Client, city: City, path: str) -> None:
    archive = (CASES / "zip_of_a_mac" / "case.zip").read_bytes()
    answer = client.post(path, headers=city.headers(), **upload(archive))
    assert answer.is_success, answer.text
    report = answer.json() if path.endswith("check") else answer.json()["load"]
    skipped = [remark["file"] for remark in report["remarks"] if remark["code"] == "file_ignored"]
    assert len(skipped) == 9
    assert "case/.DS_Store" in skipped
    assert "__MACOSX/case/._persons.csv" in skipped


@pytest.mark.parametrize("name", [*LEFT_BEHIND, *PICTURES])
def test_what_is_no_table_is_passed_over_in_a_folder_and_in_an_archive(tmp_path: Path, name: str) -> None:
    assert _passed_over(load(folder_of(tmp_path, {name: "x"}))) == [name]
    unpacked = tmp_path / "unpacked"
    unpacked.mkdir()
    skipped = unpack(
        _packed({f"case/{file}": text for file, text in {**BASE, name: "x"}.items()}), unpacked, DEFAULT_LIMITS
    )
    assert len(skipped) + len(_passed_over(load(unpacked))) == 1


@pytest.mark.parametrize("form", ["{}", "case/{}", "case\\{}"])
def test_an_archive_is_read_with_either_separator_and_one_folder_deep(tmp_path: Path, form: str) -> None:
    files = {form.format(name): text for name, text in BASE.items()}
    if form != "{}":
        files |= {form.format(""): "", "__MACOSX/a/b/._c.csv": "", "__MACOSX\\._persons.csv": ""}
    skipped = unpack(_packed(files), tmp_path, DEFAULT_LIMITS)
    assert skipped == (() if form == "{}" else ("__MACOSX/a/b/._c.csv", "__MACOSX/._persons.csv"))
    assert len(load(tmp_path).tables["person"]) == 4


@pytest.mark.parametrize(
    "name", ["..\\persons.csv", "__MACOSX/../persons.csv", "C:\\persons.csv", "\\persons.csv", "a/b/persons.csv"]
)
def test_an_archive_that_leads_elsewhere_is_refused_with_either_separator(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadArchiveError, match="leads out of the archive"):
        unpack(_packed({name: "x"}), tmp_path, DEFAULT_LIMITS)
    assert list(tmp_path.iterdir()) == []


def test_an_archive_of_nothing_but_what_a_system_added_is_empty(tmp_path: Path) -> None:
    with pytest.raises(BadArchiveError, match="empty"):
        unpack(_packed({"__MACOSX/._persons.csv": "x"}), tmp_path, DEFAULT_LIMITS)


def test_a_folder_around_the_folder_of_the_case_is_looked_into(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "case_2020", {})
    (tmp_path / "case_2020" / ".DS_Store").write_text("x", encoding="utf-8")
    (tmp_path / "case_2020" / "__MACOSX").mkdir()
    loaded = load(folder.parent)
    assert len(loaded.tables["person"]) == 4
    assert loaded.report.case.name == "t"


def test_two_folders_are_not_chosen_from(tmp_path: Path) -> None:
    folder_of(tmp_path / "both", {})
    (tmp_path / "both" / "earlier").mkdir()
    with pytest.raises(InputError, match=r"no table in the case folder both; .*--mapping.*gruppkarta quick"):
        load(tmp_path / "both")


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("report.docx", "save its table as a CSV file"),
        ("data.db", "save its table as a CSV file"),
        ("persons.db", "save its table as persons.csv"),
        ("memberhips.docx", "save its table as memberships.csv"),
    ],
)
def test_a_table_is_guessed_by_the_name_alone_and_not_by_its_ending(tmp_path: Path, name: str, remedy: str) -> None:
    (problem,) = problems(folder_of(tmp_path, {name: "x"}))
    assert (problem.code, problem.file) == ("no_table", name)
    assert problem.remedy.startswith(remedy)


@pytest.mark.parametrize("name", ["persons.xls", "memberhips.xlsx"])
def test_a_workbook_that_is_none_is_told_as_such(tmp_path: Path, name: str) -> None:
    (problem,) = problems(folder_of(tmp_path, {name: "x"}))
    assert (problem.code, problem.file) == ("not_a_workbook", name)


def test_a_header_that_fits_nothing_is_one_problem_and_the_remedy_names_the_ways_out(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"ties.csv": "from;to;how often\nP1;P2;3\n", "zzzz.csv": "a,b\n1,2\n"})
    (other_table,) = problems(folder)
    assert "--mapping" in other_table.remedy
    (folder / "zzzz.csv").unlink()
    (problem,) = problems(folder)
    assert (problem.code, problem.file, problem.line) == ("header_fits_nothing", "ties.csv", 1)
    assert "--mapping" in problem.remedy
    assert "gruppkarta quick ties.csv" in problem.remedy


def test_a_header_of_which_one_column_fits_is_told_column_by_column(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"ties.csv": "person_a,to\nP1,P2\n"})
    codes = {code for code, _, _ in where(folder, LoadOptions())}
    assert codes == {"missing_column", "unknown_column"}
