"""Every line of the definitions, as small cases reckoned by hand: both implementations give these numbers."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from graph_service.domain.case_rules import check_tables
from graph_service.domain.tables import tables_of
from tests.reference.definitions import (
    attribution,
    bars,
    conflicts,
    gate,
    groups,
    incidents,
    index,
    lanes,
    optimum,
    outcomes,
    persons,
    reach,
    retaliation,
    time,
)
from tests.reference.definitions.case import HandCase
from tests.rival.answers import differences, found_at, of_analysis, of_rival
from tests.rival.make import case_of
from tests.rival.random_case import Drawn, random_case

MODULES = (
    attribution,
    bars,
    conflicts,
    gate,
    groups,
    incidents,
    index,
    lanes,
    optimum,
    outcomes,
    persons,
    reach,
    retaliation,
    time,
)
CASES = [
    pytest.param(case, id=f"{module.__name__.rsplit('.', 1)[-1]}: {case.says}")
    for module in MODULES
    for case in module.CASES
]


def _wrong(answer: object, case: HandCase) -> list[str]:
    """Say where an answer is not as reckoned: (path: reckoned and found)."""
    return [text for path, value in case.expected.items() for text in differences(value, found_at(answer, path), path)]


@pytest.mark.parametrize("case", CASES)
def test_the_analysis_gives_what_was_reckoned_by_hand(case: HandCase) -> None:
    drawn = Drawn(tuple(case.records), case.day)
    assert _wrong(of_analysis(drawn, case.part, case.options), case) == []


@pytest.mark.parametrize("case", CASES)
def test_the_rival_gives_what_was_reckoned_by_hand(case: HandCase) -> None:
    drawn = Drawn(tuple(case.records), case.day)
    assert _wrong(of_rival(drawn, case.part, case.options), case) == []


# Order between records is asked for at loading alone: what a store of before holds is answered from all the same.
OF_ORDER = {
    "answer_before_its_cause",
    "circle_of_answers",
    "decided_before_the_deed",
    "killed_twice",
    "suspected_after_death",
}


def _refused(records: Iterable[object], today: date) -> list[str]:
    given = [record for some in case_of(records).values() for record in some]
    findings = [one for one in check_tables(tables_of(given), today=today) if one.why.code not in OF_ORDER]
    return [f"{one.kind.table} row {one.row}: {one.why.problem}" for one in findings]


@pytest.mark.parametrize("case", CASES)
def test_a_hand_reckoned_case_holds_nothing_that_a_loader_refuses(case: HandCase) -> None:
    assert _refused(case.records, date(2026, 11, 24)) == []


def test_a_random_case_holds_nothing_that_a_loader_refuses() -> None:
    cases = [random_case(seed) for seed in range(200)]
    assert [text for drawn in cases for text in _refused(drawn.records, drawn.as_of + timedelta(days=30))] == []
