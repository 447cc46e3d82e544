"""`gruppkarta briefing`: the briefing of the demo for every store and day, and in every language."""

import re
from datetime import date
from html import escape
from pathlib import Path

import pytest
from babel import Locale

from graph_service.callers import opened_for
from graph_service.cli.briefing_text import briefing_text
from graph_service.domain.rights import Agency
from graph_service.domain.use_case import Rule
from graph_service.errors import AccessError
from graph_service.languages.translator import REGIONS, Translator, translator
from graph_service.services import access
from graph_service.services.briefing import LANE_TITLES, Briefing, briefing
from graph_service.settings import Settings
from hatch_build import compile_catalogues
from loaders.case_writer import write_case
from loaders.demo_city import EXAMPLE_HEAD, example_case
from tests.api.city import AS_OF
from tests.api.serving import ADMIN, City, city_in_memory
from tests.cli.run import answered, gruppkarta, initialised
from tests.web.pseudo import PseudoCatalogue, data_of, letters_outside

NAME = "CANARY-IDENTITY-person-names"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str, str]:
    """Address and token of the store of a demo, and what the demo printed."""
    folder = tmp_path_factory.mktemp("briefing")
    done = gruppkarta("demo", "--out", folder)
    assert done.code == 0, done.err
    return f"sqlite:///{folder / 'city.db'}", (folder / "city.db.token").read_text().strip(), done.out


@pytest.fixture
def _at(demo: tuple[str, str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"STORE": demo[0], "TOKEN": demo[1], "PURPOSE": "weekly review"}.items():
        monkeypatch.setenv(f"GRUPPKARTA_{name}", value)


@pytest.fixture(scope="module")
def city() -> City:
    return city_in_memory()


def brief_of(city: City, **how: date | bool) -> Briefing:
    context = city.place.context(city.caller(*ADMIN))
    return briefing(context, as_of=AS_OF, **how)  # type: ignore[arg-type]  # a test names what it gives


@pytest.mark.usefixtures("_at")
def test_it_is_what_the_demo_prints(demo: tuple[str, str, str]) -> None:
    done = gruppkarta("briefing", "--as-of", "2020-12-03")
    assert (done.code, done.err) == (0, "")
    assert done.out == demo[2].partition("Wrote ")[0]


@pytest.mark.usefixtures("_at")
@pytest.mark.parametrize("day", ["2020-06-01", "2019-12-31", "2021-06-01"])
def test_on_another_day_it_is_what_the_questions_answer(day: str) -> None:
    said = gruppkarta("briefing", "--as-of", day, "--since", "2019-06-01").out
    card = answered("scorecard", "--as-of", day)
    first = next(row for row in card["groups"] if row["group_id"] in card["most_violent"])
    assert f"Most violent now: {first['name']} ({first['group_id']}), index {first['violence_index']:.1f}" in said
    assert f"Briefing as of {day}, policy gvi-default 1.0.0, snapshot {card['snapshot_id']}" in said
    assert "Changed since 2019-06-01" in said
    for lane, title in LANE_TITLES.items():
        rows = answered("priorities", "--lane", lane, "--as-of", day)["rows"]
        assert f"{title} ({len(rows)} person{'' if len(rows) == 1 else 's'})" in said
        block = said[said.index(title) :].partition("\n\n")[0]
        assert re.findall(r"^  \d+\. (\S+)", block, re.MULTILINE) == [row["person"]["person_id"] for row in rows[:5]]


@pytest.mark.usefixtures("_at")
def test_as_json_it_holds_the_answers() -> None:
    brief = answered("briefing", "--as-of", "2020-12-03", "--since", "2020-09-03")
    assert brief["scorecard"] == answered("scorecard", "--as-of", "2020-12-03")
    assert [lane["lane"]["lane"] for lane in brief["lanes"]] == list(LANE_TITLES)
    assert brief["changes"]["since"] == "2020-09-03"


@pytest.mark.usefixtures("_at")
def test_a_day_to_compare_with_that_is_no_earlier_one_is_refused() -> None:
    done = gruppkarta("briefing", "--as-of", "2020-12-03", "--since", "2020-12-03")
    assert (done.code, done.out) == (3, "")
    assert "choose an earlier day to compare with" in done.err


@pytest.mark.usefixtures("_at")
def test_long_after_the_last_record_it_says_so() -> None:
    said = gruppkarta("briefing", "--as-of", "2023-06-01").out
    assert "No group has any violence attributed to it in the last 365 days. Choose a day" in said
    assert "what happened since is not in the records (latest record: 2020-12-03)" in said


def test_a_case_in_memory_is_told_with_its_handling(tmp_path: Path) -> None:
    write_case(example_case(), tmp_path / "case", head=EXAMPLE_HEAD)
    done = gruppkarta("briefing", "--case", tmp_path / "case")
    assert done.code == 0, done.err
    assert done.out.endswith(f"a named person decides.\n{EXAMPLE_HEAD.handling}\n")


def test_an_empty_store_says_what_to_do_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"sqlite:///{tmp_path / 'empty.db'}"
    monkeypatch.setenv("GRUPPKARTA_TOKEN", initialised(address))
    done = gruppkarta("briefing", "--store", address, "--purpose", "weekly review", "--as-of", "2020-12-03")
    assert done.code == 0, done.err
    assert "No group: there are no groups in the records; load groups, and" in done.out
    assert "No retaliation window is open on this day." in done.out
    assert "Nobody: nobody has grounds for the safety lane; load victims" in done.out


def test_names_are_told_on_request_alone(city: City) -> None:
    assert NAME not in briefing_text(brief_of(city))
    assert NAME in briefing_text(brief_of(city, with_names=True))


def test_a_part_that_its_reader_may_not_ask_for_is_said(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    barred = ("priorities", "conflicts", "months", "representatives")
    monkeypatch.setattr(access, "RULES", {**access.RULES, **dict.fromkeys(barred, Rule(frozenset()))})
    said = briefing_text(brief_of(city, since=date(2020, 6, 1)))
    assert (
        "Not in this briefing, because your role does not see it: retaliation windows, incidents by month, the three "
        "lists of persons, the plan for the first group." in said
    )
    assert "Message:" not in said
    assert "Open retaliation windows:" not in said
    assert "Windows opened:" not in said


def test_another_agency_that_may_see_nothing_of_it_gets_none(city: City) -> None:
    context = city.place.context(city.caller(*ADMIN)).made_for(Agency.MUNICIPALITY)
    with pytest.raises(AccessError, match="may see nothing of scorecard"):
        briefing(context, as_of=AS_OF)


@pytest.mark.parametrize("since", [None, date(2020, 6, 1)])
def test_in_another_language_nothing_of_it_stays_english(city: City, since: date | None) -> None:
    spoken = Translator("sv", Locale.parse(REGIONS["sv"]), PseudoCatalogue())
    brief = briefing(city.place.context(city.caller(*ADMIN)), as_of=AS_OF, since=since)
    said = briefing_text(brief, spoken)
    assert letters_outside(f"<p>{escape(said)}</p>", data_of(city) | {brief.scorecard.snapshot_id}) == []


@pytest.mark.usefixtures("_at")
def test_in_swedish_it_says_the_same_numbers() -> None:
    compile_catalogues()
    context = opened_for(None, Settings(), purpose="weekly review")
    brief = briefing(context, as_of=date(2020, 12, 3), since=date(2020, 9, 3))
    context.store.close()
    english, swedish = (briefing_text(brief, translator(language)) for language in ("en", "sv"))
    assert "Mest våldsam just nu: Falk (G-01), index 11,2" in swedish
    assert len(swedish.splitlines()) == len(english.splitlines())
    ids = re.compile(r"\b[A-Z]{1,2}-\d+")
    assert ids.findall(swedish) == ids.findall(english)
