"""Workbooks, the map and the commands in another language: what they say is of the catalogues, and data."""

import re
from collections.abc import Iterator
from datetime import datetime
from html import escape
from pathlib import Path

import openpyxl
import pytest

from graph_service.analysis.contact_graph import FACTS_GRADE
from graph_service.analysis.registry import QUESTIONS
from graph_service.cli.language import speak
from graph_service.languages import translator as languages
from graph_service.languages.translator import translator
from loaders.case_writer import write_case
from loaders.demo_city import EXAMPLE_HEAD, example_case
from tests.cli.run import gruppkarta
from tests.cli.test_lists_out import ASKED
from tests.invented_network import invented
from tests.web.pseudo import PseudoCatalogue, letters_outside
from visualizations.draw import draw_html, draw_pyvis, draw_svg
from visualizations.numbering import linked
from visualizations.page_filters import GRADES
from visualizations.page_script import _modules, texts_of_script

COMMANDS = (
    ("scorecard",),
    ("priorities", "--lane", "message"),
    ("priorities", "--lane", "safety"),
    ("priorities", "--lane", "messenger"),
    ("explain", "P-0001"),
    ("explain", "P-0024"),
    ("conflicts",),
    ("representatives",),
)
# Ids of records, with the names of their kinds; policies, measures of options, groups and a handling mark as recorded.
DATA = re.compile(
    r"\b(?:[a-z_]+:)?[A-Z]{1,3}-\d[\w-]*|\b[A-F][1-6]\b|gvi-default|--after|\bd\d+|[0-9a-f]{16}"
    r"|\b(?:Falk|Hamnen|north|harbour)\b|for practice; nobody is real|a debt and a killing in 2016|police analyst"
    r"|[\w/.-]*\.(?:xlsx|csv|html)"
)
NETWORK = linked(invented(60))


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("languages") / "case"
    write_case(example_case(), folder, head=EXAMPLE_HEAD)
    return folder


@pytest.fixture
def brackets(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every language is that of the brackets."""
    monkeypatch.setattr(languages, "_catalogue", lambda _language: PseudoCatalogue())
    languages.translator.cache_clear()
    yield
    languages.translator.cache_clear()
    speak(None)


def _unsaid(text: str) -> list[str]:
    return letters_outside(escape(DATA.sub(" ", text), quote=False), ())


def _said(case: Path, *words: str, language: str = "sv") -> str:
    done = gruppkarta(*words, "--case", str(case), "--language", language)
    assert done.code == 0, done.err
    return done.out + done.err


@pytest.mark.usefixtures("brackets")
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_says_nothing_beside_texts_and_data(case: Path, words: tuple[str, ...]) -> None:
    said = _said(case, *words)
    assert "⟦" in said
    assert _unsaid(" ".join(said.split())) == []


@pytest.mark.usefixtures("brackets")
@pytest.mark.parametrize("name", ["scorecard", "priorities", "explain", "conflicts", "incidents", "members"])
def test_nor_does_a_workbook(case: Path, tmp_path: Path, name: str) -> None:
    _said(case, name, *ASKED.get(name, []), "--out", str(tmp_path / "a.xlsx"))
    workbook = openpyxl.load_workbook(tmp_path / "a.xlsx")
    for sheet in workbook.worksheets:
        is_of_columns, is_about = sheet.title == workbook.sheetnames[-1], sheet.title == workbook.sheetnames[-2]
        for row in sheet.iter_rows(min_row=2, values_only=True):
            cells = row[:-1] if is_of_columns else row[:1] if is_about else row
            text = "\n".join(cell for cell in cells if isinstance(cell, str))
            assert _unsaid(text) == [], (sheet.title, row)
        assert sheet.title.startswith("⟦"), sheet.title


@pytest.mark.usefixtures("brackets")
@pytest.mark.parametrize("draw", [draw_svg, draw_html, draw_pyvis], ids=["svg", "page", "pyvis"])
def test_nor_does_the_map(draw: object) -> None:
    assert callable(draw)
    text = draw(NETWORK, handling="MARK", language="sv")
    names = {name for group in NETWORK.groups for name in (group.group_id, group.name)}
    names |= {name for person in NETWORK.persons for name in (person.person_id, person.label)}
    names |= {conflict.conflict_id for conflict in NETWORK.conflicts}
    names |= {conflict.name or "" for conflict in NETWORK.conflicts} | {"MARK", "SVG", "Z", "T", NETWORK.snapshot_id}
    names |= {incident.incident_id for incident in NETWORK.incidents} | set(map(str, NETWORK.policy.values()))
    names |= {f"{name}: {value}" for name, value in NETWORK.parameters.items()}
    names |= {*GRADES, FACTS_GRADE}
    body = text.partition("<body>")[2] or text
    assert "⟦" in body
    assert [line for line in letters_outside(body, names - {""}) if "vis-network" not in line] == []


def test_all_that_the_script_says_is_known_before_it_is_sent() -> None:
    """What the pattern does not find would stay in English."""
    sources = "".join(source.decode() for source in _modules().values())
    calls = [call for call in re.findall(r"\btext\(\s*(.)", sources) if call != '"']
    assert calls == ["n"]  # the call within `plural`, whose words stand where it is called
    n_plurals = len(re.findall(r"\bplural\(", sources))
    assert n_plurals == len(re.findall(r'\bplural\([^"]*"[^"]+", "[^"]+"\)', sources)) > 5
    assert {"Close", "step", "steps", "undated"} <= set(texts_of_script())


@pytest.mark.parametrize("name", [question.name for question in QUESTIONS if question.name != "network"])
def test_a_swedish_workbook_has_words_over_its_columns_and_days_in_its_cells(
    case: Path, tmp_path: Path, name: str
) -> None:
    _said(case, name, *ASKED.get(name, []), "--out", str(tmp_path / "a.xlsx"))
    workbook = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert workbook.sheetnames[-2:] == ["Om listan", "Kolumner"]
    for sheet in workbook.worksheets:
        heads = [str(cell.value) for cell in sheet[4]]
        assert len(set(heads)) == len(heads), sheet.title
        assert not [head for head in heads if "_" in head or head != head.strip()]
        assert all(head[:1].isupper() or not head[:1].isalpha() for head in heads)


def test_the_words_are_those_of_the_field(case: Path, tmp_path: Path) -> None:
    _said(case, "priorities", "--lane", "message", "--out", str(tmp_path / "a.xlsx"))
    workbook = openpyxl.load_workbook(tmp_path / "a.xlsx")
    sheet = workbook["Rader"]
    heads = [cell.value for cell in sheet[4]]
    row = dict(zip(heads, [cell.value for cell in sheet[6]], strict=True))
    assert {"Placering", "Person", "Person, pseudonym", "Uppfyller villkoren", "Kräver beslut av två"} <= set(heads)
    assert (row["Person, plats i gruppen"], row["Person, är frihetsberövad"]) == ("kärnmedlem", "ja")
    assert isinstance(row["Person, senast fick budskapet"], datetime)
    assert "sett den 2020-12-03" in str(sheet["A2"].value)
    reasons = {cell.value for cell in workbook["Rader, motivering"]["B"]}
    assert {"misstänkt", "vapenbeslag", "kärnmedlem i en grupp"} <= reasons


def test_csv_is_for_machines_and_the_same_in_each_language(case: Path, tmp_path: Path) -> None:
    for language in ("sv", "en"):
        _said(case, "incidents", "--out", str(tmp_path / f"{language}.csv"), language=language)
    assert (tmp_path / "sv.csv").read_bytes() == (tmp_path / "en.csv").read_bytes()


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_json_is_the_same_in_each_language_and_english_is_what_is_said_unasked(
    case: Path, words: tuple[str, ...]
) -> None:
    assert _said(case, *words, "--json", language="sv") == _said(case, *words, "--json", language="en")
    assert gruppkarta(*words, "--case", str(case)).out in _said(case, *words, language="en")


def test_the_setting_speaks_where_no_option_does(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRUPPKARTA_LANGUAGE", "sv")
    assert gruppkarta("scorecard", "--case", str(case)).out.startswith("Mest våldsam just nu: Falk (G-01)")
    assert _said(case, "scorecard", language="en").find("Most violent now: Falk (G-01)") >= 0
    assert "det finns ingen person 'P-9999'" in gruppkarta("explain", "P-9999", "--case", str(case)).err


def test_a_language_that_there_is_not_is_refused_in_english(case: Path) -> None:
    done = gruppkarta("scorecard", "--case", str(case), "--language", "svenska")
    assert (done.code, done.out) == (3, "")
    assert "there is no language 'svenska'; it is one of sv, en" in done.err


def test_a_decimal_sign_is_that_of_the_language() -> None:
    assert (translator("sv").decimal("+3.25"), translator("en").decimal("+3.25")) == ("+3,25", "+3.25")
