"""How a result becomes JSON."""

import json
import math
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum
from types import MappingProxyType

import pytest

from graph_service.analysis.result import WITHHELD, Note, Result, plain, to_json


class Colour(StrEnum):
    """Words."""

    RED = "red"


class Level(Enum):
    """Numbers."""

    HIGH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Result):
    """A result of a measure."""

    scores: dict[str, float]


def _answer() -> Answer:
    return Answer(
        measure="reach",
        version="1",
        as_of=date(2024, 6, 30),
        snapshot_id="00ff",
        policy=MappingProxyType({"id": "gvi-default", "version": "1"}),
        parameters={"kinds": ("kin", "friend"), "budget": None},
        records_until=date(2024, 6, 1),
        seed=7,
        notes=(Note("overdue", 2, "2 records wait for review"),),
        scores={"P-0014": 0.12345678},
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (3, 3),
        ("Ängeln", "Ängeln"),
        (Colour.RED, "red"),
        (Level.HIGH, 3),
        (date(2024, 2, 29), "2024-02-29"),
        ((1, "a"), [1, "a"]),
        ([date(2024, 1, 1)], ["2024-01-01"]),
        ({Colour.RED: (1,), 2: None}, {"red": [1], "2": None}),
        (Note("a", 1, "b"), {"code": "a", "n": 1, "text": "b"}),
    ],
)
def test_parts_become_plain(value: object, expected: object) -> None:
    assert plain(value) == expected


@pytest.mark.parametrize(("value", "expected"), [(0.1 + 0.2, 0.3), (2 / 3, 0.666667), (1e-9, 0.0)])
def test_numbers_are_rounded_to_six_decimals(value: float, expected: float) -> None:
    assert plain(value) == expected


def test_there_is_no_negative_zero() -> None:
    assert math.copysign(1, plain(-1e-9)) == 1


def test_a_flag_stays_a_flag() -> None:
    assert plain(value=True) is True


@pytest.mark.parametrize(
    "value", [{1, 2}, object(), b"bytes", Note, 1j], ids=["set", "object", "bytes", "class", "complex"]
)
def test_what_a_result_may_not_hold_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="a result may not hold a"):
        plain(value)


def test_a_document_has_sorted_keys_readable_letters_and_a_last_line_feed() -> None:
    assert to_json({"b": "ö", "a": 1}) == '{\n  "a": 1,\n  "b": "ö"\n}\n'


@pytest.mark.parametrize(
    "value",
    [
        _answer(),
        [_answer(), {}, [], (), ((),), {"a": {}}, "", None, True, False, 0, -7, 10**30],
        {"b": 1, "a": [1.5, 1e-9, -0.0, 1e16, 2e-7, 0.1 + 0.2], 3: "three", Colour.RED: Colour.RED},
        {"text": 'quote " backslash \\ line\n tab\t nul\x00 \u2028 é 😀 </script>', 'key "': Level.HIGH},
        date(2024, 2, 29),
        WITHHELD,
    ],
    ids=["result", "containers", "numbers", "text", "day", "word"],
)
def test_a_document_is_what_the_library_writes(value: object) -> None:
    expected = json.dumps(plain(value), ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False) + "\n"
    assert to_json(value) == expected


def test_a_document_of_what_a_result_may_not_hold_is_refused() -> None:
    with pytest.raises(TypeError, match="a result may not hold a set"):
        to_json({"a": [{1, 2}]})


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_number_that_is_none_is_no_json(value: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json({"score": value})


def test_a_whole_result_carries_its_head() -> None:
    assert json.loads(to_json(_answer())) == {
        "measure": "reach",
        "records_until": "2024-06-01",
        "version": "1",
        "as_of": "2024-06-30",
        "snapshot_id": "00ff",
        "policy": {"id": "gvi-default", "version": "1"},
        "parameters": {"kinds": ["kin", "friend"], "budget": None},
        "seed": 7,
        "notes": [{"code": "overdue", "n": 2, "text": "2 records wait for review"}],
        "scores": {"P-0014": 0.123457},
    }
