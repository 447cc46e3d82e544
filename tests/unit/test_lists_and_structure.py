"""Ties choose among those who are eligible; they make nobody eligible, give no points, and warn nobody."""

import random
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import grimp
import pytest

from graph_service.analysis.duplicates import DUPLICATES
from graph_service.analysis.priorities import PRIORITIES
from graph_service.analysis.priorities_parts import Lane, LaneRow
from graph_service.analysis.registry import QUESTIONS
from graph_service.analysis.result import to_json
from graph_service.domain.caller import Caller
from graph_service.domain.policy import default_policy
from graph_service.domain.records import Person, Tie
from graph_service.domain.rights import RIGHTS
from tests.api.city import AS_OF, city
from tests.api.serving import PURPOSE
from tests.asking import ask, compute
from tests.needs import REPOSITORY
from tests.rival import make
from tests.rival.random_case import Drawn, random_case
from tests.snapshots import snapshot_from
from tests.structure_questions import STRUCTURES
from tests.unit.test_structure_withheld import may_ask, opened

LISTS = ("priorities", "explanation", "scorecard")  # what is said of persons, or of what gives them points
# What the network shows of ties and periods: read by structure, no part of it.
OF_THE_NETWORK = {"network_parts", "network_period_parts", "network_ties"}


def without_ties(records: Iterable[object], _seed: int) -> list[object]:
    """All ties deleted."""
    return [record for record in records if not isinstance(record, Tie)]


def rewired(records: Iterable[object], seed: int) -> list[object]:
    """Every tie between two others, drawn anew, and as many again."""
    every = list(records)
    dice = random.Random(seed)
    persons = sorted(record.person_id for record in every if isinstance(record, Person))
    changed = [_rewired(record, dice, persons) if isinstance(record, Tie) else record for record in every]
    n_more = sum(isinstance(record, Tie) for record in every) + 3
    pairs = [dice.sample(persons, 2) for _ in range(n_more)]
    return [*changed, *(make.tie(f"T-MORE-{i}", a, b) for i, (a, b) in enumerate(pairs))]


def _rewired(tie: Tie, dice: random.Random, persons: list[str]) -> Tie:
    a, b = sorted(dice.sample(persons, 2))
    return replace(tie, person_a=a, person_b=b)


def reweighted(records: Iterable[object], seed: int) -> list[object]:
    """Every tie of another strength."""
    dice = random.Random(seed)
    return [
        replace(record, strength=record.strength * dice.choice((0.01, 7.0, 1_000.0)))
        if isinstance(record, Tie)
        else record
        for record in records
    ]


CHANGES = (without_ties, rewired, reweighted)
Change = Callable[[Iterable[object], int], list[object]]


def gate_and_points(lane: Lane) -> str:
    """The message lane by person, but for what ties may change: whom each reaches, and the order of equal points."""
    rows: list[LaneRow] = sorted(lane.rows, key=lambda row: row.person.person_id)
    points = [row.points for row in lane.rows]
    assert points == sorted(points, key=lambda n: -(n or 0))
    return to_json(replace(lane, rows=tuple(replace(row, rank=0, reach=None) for row in rows)))


def lane_of(name: str, records: list[object], drawn: Drawn) -> Lane:
    """A lane of a case."""
    return compute(PRIORITIES, snapshot_from(records, drawn.as_of), default_policy(), lane=name)


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_happens_to_ties_no_byte_of_gate_points_and_warnings_changes(change: Change) -> None:
    n_listed = n_warned = n_other_reach = 0
    for seed in range(26):
        drawn = random_case(seed)
        records = [record for some in make.case_of(drawn.records).values() for record in some]
        changed = change(records, seed)
        before, after = (lane_of("message", some, drawn) for some in (records, changed))
        assert gate_and_points(after) == gate_and_points(before), seed
        warned = lane_of("safety", records, drawn)
        assert to_json(lane_of("safety", changed, drawn)) == to_json(warned), seed
        n_listed, n_warned = n_listed + len(before.rows), n_warned + len(warned.rows)
        n_other_reach += before.rows != after.rows
    assert min(n_listed, n_warned) > 8, "these cases list and warn somebody"
    assert change is reweighted or n_other_reach > 1, "and ties do choose among them"


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(("role", "agency"), RIGHTS)
def test_nor_of_what_a_caller_sees_of_them(role: Any, agency: Any, change: Change) -> None:  # noqa: ANN401  of that table
    caller = Caller("somebody", agency.value, role, PURPOSE)
    if not may_ask(caller, PRIORITIES):
        return
    seen = [
        ask(opened(records), caller, PRIORITIES, as_of=AS_OF, lane="safety") for records in (city(), change(city(), 1))
    ]
    assert len({to_json(replace(lane, snapshot_id="")) for lane in seen}) == 1
    assert seen[0].rows


BESIDE = "graph_service.analysis.person_measures"  # what puts measures of structure beside a network


def contract() -> dict[str, Any]:
    """The contract that keeps lists of individuals apart from structure."""
    text = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    contracts = tomllib.loads(text)["tool"]["importlinter"]["contracts"]
    (found,) = (one for one in contracts if one["name"] == "Lists of individuals know nothing of structure")
    return dict(found)


def read_by(modules: Iterable[str]) -> set[str]:
    """The modules of analysis that some modules import, by however many steps, and they themselves."""
    graph, some = grimp.build_graph("graph_service"), set(modules)
    found = some.union(*(graph.find_upstream_modules(module) for module in some))
    return {module for module in found if module.startswith("graph_service.analysis.")}


def test_the_contract_names_every_module_of_structure() -> None:
    """Whatever a question of structure, or that of duplicates, reads and no list does: no new module is forgotten."""
    of_lists = read_by(contract()["source_modules"])
    of_structure = read_by(question.compute.__module__ for question in (*STRUCTURES, DUPLICATES)) - of_lists
    shared = {f"graph_service.analysis.{name}" for name in OF_THE_NETWORK}
    assert set(contract()["forbidden_modules"]) == (of_structure - shared) | {BESIDE}


def test_the_contract_starts_from_every_list() -> None:
    assert {f"graph_service.analysis.{name}" for name in LISTS} <= set(contract()["source_modules"])
    lists = {question.compute.__module__ for question in QUESTIONS if issubclass(question.result, Lane)}
    assert lists <= set(contract()["source_modules"])
