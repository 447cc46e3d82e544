"""Every field of every answer on structure, with any of its options, is what the slow implementations give."""

import json
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, replace
from random import Random
from typing import Any

import pytest

from graph_service.analysis.result import to_json
from graph_service.domain.parameters import parameter_fields
from graph_service.domain.policy import default_policy
from graph_service.domain.records import Group, Person, Source
from graph_service.domain.use_case import UseCase
from graph_service.errors import InputError
from tests.asking import compute
from tests.rival import make
from tests.rival.answers import differences
from tests.rival.random_case import Drawn, random_case
from tests.rival.structure_answers import MEASURES, RIVALS
from tests.rival.structure_asked import Asked, RefusedError, graph_notes
from tests.snapshots import snapshot_from
from tests.structure_questions import HEAD, OPTIONS, STRUCTURES, own_parameters, takes
from tests.unit.test_balance import more_quarrels

N_CASES = int(os.environ.get("GRUPPKARTA_RIVAL_CASES", "42"))
TEXTS = ("caveat", "cells_caveat", "removal_caveat")
ALWAYS_THE_SAME: Mapping[str, set[str]] = {  # what small cases, each proven and on one page, cannot vary
    "structure": {"/next_after"},
    "betweenness": {"/next_after"},
    "communities": {"/next_after"},
    "balance": {"/is_proven", "/cover/proven_optimal", "/cover/gap", "/parts/part"},  # two parts: test_balance
}
KINDS = ("co_offending", "kin", "friend", "communication", "other")


def case_for(question: UseCase[Any, Any], seed: int) -> Drawn:
    """Draw a case; for a question of groups one with many alliances and conflicts."""
    drawn = random_case(seed)
    if takes(question, "all_persons"):
        return drawn
    return replace(drawn, records=(*drawn.records, *more_quarrels(seed, drawn)))


def drawn_parameters(question: UseCase[Any, Any], drawn: Drawn, seed: int) -> dict[str, object]:
    """Draw some parameters of a question; about half of them stay as they are by default."""
    dice = Random(seed)
    groups = sorted(row.group_id for row in drawn.records if isinstance(row, Group))
    persons = sorted(row.person_id for row in drawn.records if isinstance(row, Person))
    sources = sorted(row.source_id for row in drawn.records if isinstance(row, Source))
    ends = [f"group:{group}" for group in dice.choices(groups, k=2)]
    ends = ends if dice.random() < 0.4 else dice.sample(persons, 2)
    measures = dice.sample(MEASURES, 4)
    choices: dict[str, list[object]] = {
        "groups": [tuple(dice.sample(groups, dice.randint(1, len(groups))))],
        "all_persons": [True, True, False],
        "kinds": [KINDS, ("kin",), ("co_offending", "friend")],
        "facts_only": [False, False, False, True],
        "min_grade": [None, None, "C3", "A5"],
        "min_strength": [None, None, 1.0, 1.5],
        "window_days": [None, None, 30, 365],
        "without_source": [None, tuple(dice.sample(sources, 2))],
        "lineage": [True, False],
        "measures": [None, tuple(measures)],
        "sort": [None, measures[0]],
        "sampled": [None, 1, 2, 3, 9],
        "phi": [None, 0.05, 0.2, 0.3],
        "start": [ends[0]],
        "end": [ends[1]],
        "avoid": [None, tuple(dice.sample(persons, 1))],
        "max_steps": [None, 1, 2],
        "persons": [tuple(dice.sample(persons, min(len(persons), dice.choice((1, 2, 2, 3)))))],
        "steps": [1, 2],
        "most": [1, 2, 25],
        "states": [("active",), ("active", "dormant", "truce"), ("truce",)],
        "n_alternatives": [0, 3],
        "size": [1, 2, 3],
        "pool": [None, "supervised", tuple(dice.sample(persons, 2))],
        "diagnostics": [False, True],
    }
    names = [field.name for field in parameter_fields(question.parameters) if field.is_required or dice.random() < 0.6]
    if question.name == "common":  # two or more are asked for at the door
        choices["persons"] = [tuple(dice.sample(persons, 2))]
    if question.name == "around":  # or nobody is left out of so few
        choices |= {"most": [1, 1, 25], "steps": [1, 2, 2], "facts_only": [False, True], "window_days": [None, 3_650]}
        choices |= {"min_grade": [None, None, None, "C3"], "min_strength": [None, None, None, 1.0]}
    return {name: dice.choice(choices[name]) for name in sorted(names)}


def answer_of(question: UseCase[Any, Any], drawn: Drawn, parameters: Mapping[str, object]) -> dict[str, Any] | None:
    """What is shipped, as plain fields; None where it is refused."""
    every = [record for some in make.case_of(drawn.records).values() for record in some]
    try:
        result = compute(question, snapshot_from(every, drawn.as_of), default_policy(), **parameters)
    except InputError:
        return None
    json.loads(to_json(result))  # as whatever is shown of it is
    return asdict(result)


def disagreement(question: UseCase[Any, Any], drawn: Drawn, parameters: Mapping[str, object]) -> list[str]:
    """Say where the two differ."""
    answer = answer_of(question, drawn, parameters)
    asked = Asked(make.case_of(drawn.records), drawn.as_of, parameters)
    try:
        expected = RIVALS[question.name](asked)
    except RefusedError:
        return [] if answer is None else ["it is refused by the definitions, and answered"]
    if answer is None:
        return ["it is refused, and answered by the definitions"]
    for text in set(TEXTS) & answer.keys():  # words that are the same in every answer
        said, wanted = answer.pop(text), expected.pop(text, "")
        if (said is None) != (wanted is None) or (wanted or "") not in (said or ""):
            return [f"{text} is {said}"]
    head = {name: answer.pop(name) for name in HEAD}
    found = differences(_lists(expected), _lists(answer))
    if (head["measure"], head["as_of"]) != (question.name, drawn.as_of):
        found.append(f"it is headed {head['measure']} of {head['as_of']}")
    if "graph" in answer and question.name != "paths":  # whose graph may be without some persons
        codes = set(graph_notes(asked.graph()))
        notes = {note["code"]: note["n"] for note in head["notes"]}
        known = {"group_has_successor", "no_memberships", "tie_undated", "tie_joined", "tie_too_coarse"}
        found += differences(
            graph_notes(asked.graph()), {code: n for code, n in notes.items() if code in known | codes}
        )
    return found


def _lists(value: object) -> object:
    """The same with lists for tuples."""
    if isinstance(value, dict):
        return {name: _lists(part) for name, part in value.items()}
    return [_lists(part) for part in value] if isinstance(value, tuple | list) else value


@pytest.mark.parametrize("part", range(3))
@pytest.mark.parametrize("question", STRUCTURES, ids=lambda question: question.name)
def test_every_field_of_every_answer_is_what_the_definitions_give(question: UseCase[Any, Any], part: int) -> None:
    for seed in range(part, N_CASES, 3):
        drawn = case_for(question, seed)
        parameters = drawn_parameters(question, drawn, seed)
        assert disagreement(question, drawn, parameters) == [], (seed, parameters)


def test_each_question_has_a_slow_one_and_each_of_its_parameters_is_tried() -> None:
    names = {question.name for question in STRUCTURES}
    assert RIVALS.keys() == OPTIONS.keys() == names
    for question in STRUCTURES:
        assert own_parameters(question) == set(OPTIONS[question.name])
        tried: dict[str, set[object]] = {}
        for seed in range(N_CASES):
            for name, value in drawn_parameters(question, case_for(question, seed), seed).items():
                tried.setdefault(name, set()).add(value)
        assert tried.keys() == {field.name for field in parameter_fields(question.parameters)}
        assert {name for name, values in tried.items() if len(values) < 2} == set()


@pytest.mark.parametrize("question", STRUCTURES, ids=lambda question: question.name)
def test_every_field_of_the_answers_that_are_compared_takes_several_values(question: UseCase[Any, Any]) -> None:
    """A generator that gives the same number each time would prove nothing."""
    met: dict[str, set[str]] = {}
    n_answered = 0
    for seed in range(60):
        drawn = case_for(question, seed)
        asked = Asked(make.case_of(drawn.records), drawn.as_of, drawn_parameters(question, drawn, seed))
        try:
            answer = RIVALS[question.name](asked)
        except RefusedError:
            continue
        n_answered += 1
        for path, value in _leaves(answer):
            met.setdefault(path, set()).add(repr(value))
    assert n_answered > 20
    same = {path for path, values in met.items() if len(values) < 2 and not _is_list(path, met)}
    assert same == ALWAYS_THE_SAME.get(question.name, set())


def _is_list(path: str, met: Collection[str]) -> bool:
    """Whether a place holds rows, and stands among the values only where there are none."""
    return any(other.startswith(f"{path}/") for other in met)


def _leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """The values of an answer, each with its place, whichever row it stands in."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(part, f"{path}/{name}")
    elif isinstance(value, list | tuple) and value and isinstance(value[0], dict | list | tuple):
        for part in value:
            yield from _leaves(part, path)
    else:
        yield path, value
