"""The figures of the programme on the demo city, as they were reported."""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, cast

import pytest

from graph_service.analysis.figures.parts import Figures, Value
from graph_service.analysis.figures.question import FIGURES, RESTS_ON
from graph_service.analysis.figures.small_counts import without_small_counts
from graph_service.analysis.figures.words import FIGURE_WORDS, NUMBER_WORDS
from graph_service.analysis.result import WITHHELD
from graph_service.domain.policy import default_policy
from graph_service.domain.records import Incident
from graph_service.domain.schema import KINDS
from graph_service.domain.vocabulary import IncidentStatus
from graph_service.errors import InputError
from loaders.demo_city import DEMO_AS_OF
from tests.asking import compute
from tests.snapshots import snapshot_from
from tests.unit.demo_rows import every

START, NOVEMBER, MAY = date(2018, 10, 24), date(2020, 11, 1), "R-0002"
Edit = tuple[str, str, str, date]  # kind of record, its id, a column, the new day
REPORTED: dict[str, Value] = {  # of November 2020, unless they are for no period
    "visits visits": 24,
    "visits persons": 24,
    "visits again": 4,
    "lethal_violence persons": 24,
    "lethal_violence committed": 15,
    "lethal_violence suffered": 14,
    "answers answer:wants_help_on_the_spot": 5,
    "answers any_answer:wants_help_on_the_spot": 5,
    "not_found persons": 2,
    "since_start persons": 112,
    "since_start more_than_once": 20,
    "detained persons": 44,
    "detained reached_before": 31,
    "ignored persons": 1,
    "shootings year:2017": 65,
    "shootings year:2018": 47,
    "shootings year:2019": 34,
    "shootings year:2020": 19,
    "shootings to_date:2017": 63,
    "shootings to_date:2018": 42,
    "shootings to_date:2019": 30,
    "shootings to_date:2020": 19,
    "incident_to_visit median_days": 9.5,
}


def records(edit: Edit | None = None) -> list[object]:
    """All records of the demo city, with one day edited."""
    found: list[object] = [row for kind in KINDS.values() for row in every(cast("type[object]", kind.record))]
    if edit is None:
        return found
    name, key, column, day = edit
    kind = KINDS[name]
    (edited,) = (row for row in found if isinstance(row, kind.record) and getattr(row, kind.key) == key)
    assert getattr(edited, column) != day
    changed: Any = replace(edited, **{column: day})  # type: ignore[type-var]  # every record is a dataclass
    return [changed if row is edited else row for row in found]


def figures(edit: Edit | None = None, **parameters: object) -> Figures:
    return compute(FIGURES, snapshot_from(records(edit), DEMO_AS_OF), default_policy(), **parameters)


def numbers(result: Figures) -> dict[str, Value]:
    return {f"{figure.name} {number.key}": number.value for figure in result.figures for number in figure.numbers}


@cache
def unedited(since: date) -> dict[str, Value]:
    return numbers(figures(from_day=since))


@pytest.mark.parametrize("number", REPORTED)
def test_a_figure_of_november_is_as_reported(number: str) -> None:
    assert unedited(NOVEMBER)[number] == REPORTED[number]


def test_november_is_what_is_shown_where_nothing_is_asked_for() -> None:
    result = figures()
    assert (result.from_day, result.to_day) == (NOVEMBER, DEMO_AS_OF)
    assert numbers(result) == unedited(NOVEMBER)


def test_the_figures_of_the_round_of_may_are_as_reported() -> None:
    result = figures(round_id=MAY)
    told = numbers(result)
    assert result.from_day == date(2020, 5, 11)
    assert (told["visits visits"], told["exit_programme persons"], told["moved persons"]) == (23, 7, 2)
    assert told["incident_to_visit median_days"] == 61


def test_since_the_start_14_persons_got_in_touch_after_58_days() -> None:
    told = unedited(START)
    assert (told["in_touch persons"], told["in_touch median_days"]) == (14, 58)


def test_one_person_ignored_the_message_and_was_found_with_a_weapon_after_9_days_and_remanded_after_10() -> None:
    rows = [row for row in figures().figure("ignored").rows if "persons" in row.counted_in]
    assert len({row.person_id for row in rows}) == 1
    assert [(row.counted_in[1], row.days) for row in rows] == [("weapon_seizure", 9), ("remand", 10)]


def test_a_suspicion_of_a_deed_that_was_unfounded_is_none() -> None:
    found = [
        replace(row, status=IncidentStatus.UNFOUNDED)
        if isinstance(row, Incident) and row.incident_id == "I-0310"
        else row
        for row in records()
    ]
    result = compute(FIGURES, snapshot_from(found, DEMO_AS_OF), default_policy(), from_day=START)
    of_it = [row for row in figures(from_day=START).figure("ignored").rows if "incident:I-0310" in row.record_ids]
    assert (len(of_it), unedited(START)["ignored suspicion"], numbers(result)["ignored suspicion"]) == (3, 16, 13)


def test_the_answers_add_up_to_the_visits() -> None:
    for since in (NOVEMBER, START):
        told = unedited(since)
        answers = [value for key, value in told.items() if key.startswith("answers answer:")]
        assert sum(value for value in answers if isinstance(value, int)) == told["visits visits"]


def test_lists_have_no_numbers_until_a_weekly_review_is_frozen() -> None:
    figure = figures().figure("lists")
    assert figure.unanswered == "no_weekly_review"
    assert {number.value for number in figure.numbers} == {None}


def test_every_figure_has_words_and_says_what_it_rests_on() -> None:
    result = figures(from_day=START)
    assert [figure.name for figure in result.figures] == list(FIGURE_WORDS)
    assert RESTS_ON.keys() == FIGURE_WORDS.keys()
    assert {number.code for figure in result.figures for number in figure.numbers} == NUMBER_WORDS.keys()


def test_a_period_must_begin_before_it_ends_and_end_by_the_day() -> None:
    with pytest.raises(InputError, match="begins on 2020-12-02 and ends on 2020-12-01"):
        figures(from_day=date(2020, 12, 2), to_day=date(2020, 12, 1))
    with pytest.raises(InputError, match="ends on 2020-12-04, after the day looked at"):
        figures(to_day=date(2020, 12, 4))


def test_the_days_that_few_rows_stand_behind_are_withheld() -> None:
    figure = without_small_counts(figures(from_day=date(2020, 5, 11), to_day=date(2020, 5, 31)).figure("in_touch"))
    assert figure.value("persons") == "fewer_than_5"
    assert figure.value("median_days") == WITHHELD
    assert figure.rows == ()


def test_where_the_only_small_part_is_hidden_the_next_smallest_is_too() -> None:
    figure = without_small_counts(figures(from_day=START).figure("answers"))
    assert figure.value("answer:no_answer") == "fewer_than_5"
    assert [number.key for number in figure.numbers if number.value == WITHHELD] == [
        "answer:hostile",
        "any_answer:hostile",
    ]
    assert figure.value("answer:ignores") == 18
