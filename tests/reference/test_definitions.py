"""Every line of the definitions, as small cases reckoned by hand: both implementations give these numbers."""

import pytest

from tests.reference.definitions import attribution, groups, incidents, lanes, reach, time
from tests.reference.definitions.case import HandCase
from tests.rival.answers import differences, found_at, of_analysis, of_rival
from tests.rival.random_case import Drawn

CASES = [
    pytest.param(case, id=f"{name}: {case.says}")
    for name, module in (
        ("time", time),
        ("incidents", incidents),
        ("attribution", attribution),
        ("groups", groups),
        ("lanes", lanes),
        ("reach", reach),
    )
    for case in module.CASES
]


def _wrong(answer: object, case: HandCase) -> list[str]:
    """Say where an answer is not as reckoned: (path: reckoned and found)."""
    return [
        text for path, value in case.expected.items() for text in differences(value, found_at(answer, path), path)
    ]


@pytest.mark.parametrize("case", CASES)
def test_the_analysis_gives_what_was_reckoned_by_hand(case: HandCase) -> None:
    drawn = Drawn(tuple(case.records), case.day)
    assert _wrong(of_analysis(drawn, case.part, case.options), case) == []


@pytest.mark.parametrize("case", CASES)
def test_the_rival_gives_what_was_reckoned_by_hand(case: HandCase) -> None:
    drawn = Drawn(tuple(case.records), case.day)
    assert _wrong(of_rival(drawn, case.part, case.options), case) == []
