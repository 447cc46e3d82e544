"""The figures by two implementations: the same rows behind every number, on cases in which much follows upon visits."""

import os
from collections import Counter
from datetime import timedelta
from random import Random

import pytest

from graph_service.analysis.figures.parts import Figures
from graph_service.analysis.figures.question import FIGURES
from graph_service.analysis.figures.small_counts import SMALLEST_TOLD, SUMS
from graph_service.domain.policy import default_policy
from tests.asking import compute
from tests.rival.figures import Asked, Figured
from tests.rival.make import case_of
from tests.rival.random_acts import random_acts
from tests.rival.random_case import Drawn, shrunk
from tests.rival.view import View
from tests.snapshots import snapshot_from

N_CASES = int(os.environ.get("GRUPPKARTA_RIVAL_CASES", "300"))
N_BATCHES = 5
Told = dict[str, dict[str, object]]


def asked_of(drawn: Drawn, seed: int) -> Asked:
    dice = Random(seed)
    last = drawn.as_of - timedelta(days=dice.choice((0, 0, 1, 3)))
    first = last - timedelta(days=dice.choice((0, 1, 30, 400, 2000)))
    return Asked(first, last, dice.choice((None, None, "R0")))


def answered(drawn: Drawn, asked: Asked, **more: object) -> Figures:
    snapshot = snapshot_from(drawn.records, drawn.as_of)
    period = {"from_day": asked.first, "to_day": asked.last, "round_id": asked.round_id}
    return compute(FIGURES, snapshot, default_policy(), **period, **more)


def by_analysis(drawn: Drawn, asked: Asked) -> Told:
    result, told = answered(drawn, asked), {}
    for figure in result.figures:
        keys = {key for row in figure.rows for key in row.counted_in}
        rows: dict[str, object] = {
            key: sorted(
                (row.person_id or _record(row.record_ids, figure.name), str(row.on or ""))
                for row in figure.rows
                if key in row.counted_in
            )
            for key in keys
        }
        days = {number.key: _rounded(number.value) for number in figure.numbers if number.derived_from}
        told[figure.name] = {**rows, **({} if figure.unanswered else days)}
    return {name: told_of for name, told_of in told.items() if told_of}


def _record(record_ids: tuple[str, ...], figure: str) -> str:
    return record_ids[0].partition(":")[2] if figure == "shootings" else ""


def _rounded(value: object) -> object:
    return round(value, 6) if isinstance(value, int | float) else value


def by_rival(drawn: Drawn, asked: Asked) -> Told:
    reckoned = Figured(View(case_of(drawn.records), drawn.as_of), asked).all()
    told: Told = {name: {key: sorted(rows) for key, rows in of.items()} for name, of in reckoned.numbers.items()}
    for name, quartiles in reckoned.quartiles.items():
        told.setdefault(name, {}).update({key: _rounded(value) for key, value in quartiles.items()})
    return {name: told_of for name, told_of in told.items() if told_of}


def differences(drawn: Drawn, asked: Asked) -> list[str]:
    rival, analysis = by_rival(drawn, asked), by_analysis(drawn, asked)
    return [
        f"{name} {key}: rival {rival.get(name, {}).get(key)}, analysis {analysis.get(name, {}).get(key)}"
        for name in sorted(rival.keys() | analysis.keys())
        for key in sorted(rival.get(name, {}).keys() | analysis.get(name, {}).keys())
        if rival.get(name, {}).get(key) != analysis.get(name, {}).get(key)
    ]


@pytest.mark.parametrize("batch", range(N_BATCHES))
def test_both_count_the_same_rows(batch: int) -> None:
    for seed in range(batch, N_CASES, N_BATCHES):
        drawn = random_acts(seed)
        asked = asked_of(drawn, seed)
        if differences(drawn, asked):

            def still_differs(smaller: Drawn, asked: Asked = asked) -> bool:
                has_round = any(getattr(one, "round_id", None) == "R0" for one in smaller.records)
                return (has_round or asked.round_id is None) and bool(differences(smaller, asked))

            smallest = shrunk(drawn, still_differs)
            lines = [
                f"seed {seed}, {drawn.as_of}, {asked}",
                *differences(smallest, asked),
                *map(repr, smallest.records),
            ]
            pytest.fail("\n".join(lines), pytrace=False)


def test_the_cases_ask_for_every_number() -> None:
    """A generator that never makes a stand-in or a spell of unknown start would prove nothing."""
    seen: Counter[str] = Counter()
    for seed in range(min(N_CASES, 300)):
        drawn = random_acts(seed)
        for figure in answered(drawn, asked_of(drawn, seed)).figures:
            seen.update({f"{figure.name} {key.partition(':')[0]}" for row in figure.rows for key in row.counted_in})
            codes = {number.code for number in figure.numbers if not number.derived_from and not figure.unanswered}
            for code in codes - {"reachable"}:
                seen[f"{figure.name} {code}"] += 0
    assert {name: n for name, n in seen.items() if n < 3} == {}


def test_a_number_is_what_its_rows_say() -> None:
    for seed in range(100):
        drawn = random_acts(seed)
        for figure in answered(drawn, asked_of(drawn, seed)).figures:
            for number in figure.numbers:
                if number.derived_from or figure.unanswered or number.code == "reachable":
                    continue
                rows = figure.rows_of(number)
                counted = {
                    "persons": len({row.person_id for row in rows}),
                    "groups": len({group for row in rows for group in row.group_ids}),
                }
                assert number.value == counted.get(number.unit, len(rows)), (seed, figure.name, number)


def test_what_leaves_the_agencies_tells_nothing_small() -> None:
    for seed in range(100):
        drawn = random_acts(seed)
        asked = asked_of(drawn, seed)
        whole, outside = answered(drawn, asked), answered(drawn, asked, outside=True)
        for figure in outside.figures:
            assert figure.rows == ()
            counts = [number.value for number in figure.numbers if isinstance(number.value, int)]
            assert not [value for value in counts if value < SMALLEST_TOLD]
            assert not {"group", "reached", "reachable"} & {number.code for number in figure.numbers}
            for code in SUMS:
                parts = [number for number in figure.numbers if number.code == code]
                hidden = [number.key for number in parts if isinstance(number.value, str)]
                if hidden and len(hidden) < len(parts):
                    total = sum(int(str(whole.figure(figure.name).value(key) or 0)) for key in hidden)
                    assert len(hidden) > 1
                    assert total >= SMALLEST_TOLD
