"""Names of persons and groups, and the order of rows, change nothing in any answer on structure."""

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

import pytest

from graph_service.analysis.result import to_json
from graph_service.domain.policy import default_policy
from graph_service.domain.use_case import UseCase
from graph_service.errors import InputError
from tests.asking import compute
from tests.property.test_structure_rival import case_for
from tests.rival import make
from tests.rival.random_case import Drawn
from tests.snapshots import snapshot_from
from tests.structure_questions import HEAD, OPTIONS, STRUCTURES, everybody, persons_named

N_CASES = 8
Names = Mapping[str, str]


def text_of(question: UseCase[Any, Any], drawn: Drawn, asked: Mapping[str, object], order: int | None = None) -> str:
    """The document of an answer, or the words of a refusal."""
    records = [record for some in make.case_of(drawn.records).values() for record in some]
    if order is not None:
        random.Random(order).shuffle(records)
    try:
        return to_json(compute(question, snapshot_from(records, drawn.as_of), default_policy(), **asked))
    except InputError as refused:
        return str(refused)


def asked_of(question: UseCase[Any, Any], names: Names) -> list[dict[str, object]]:
    """A question of two persons, as it is by default and with all options."""
    named = persons_named(question, [names["P0"], names["P1"]]) | everybody(question)
    return [named, named | dict(OPTIONS[question.name])] if OPTIONS[question.name] else [named]


def same_names(drawn: Drawn) -> Names:
    """Each person and each group by its own name."""
    keys = ("person_id", "group_id")
    ids = [getattr(record, key) for record in drawn.records for key in keys if hasattr(record, key)]
    return {name: name for name in ids}


def renamed(drawn: Drawn, names: Names) -> Drawn:
    """The case with other names of persons and groups, ends of ties and of alliances in order."""
    return replace(drawn, records=tuple(_renamed(record, names) for record in drawn.records))


def _renamed(record: Any, names: Names) -> Any:  # noqa: ANN401  a record of any kind
    values = {field.name: getattr(record, field.name) for field in fields(record)}
    changes = {name: names[value] for name, value in values.items() if isinstance(value, str) and value in names}
    for a, b in (("person_a", "person_b"), ("group_a", "group_b")):
        if a in changes and changes[a] > changes[b]:
            changes[a], changes[b] = changes[b], changes[a]
    return replace(record, **changes)


@pytest.mark.parametrize("question", STRUCTURES, ids=lambda question: question.name)
def test_the_order_of_rows_changes_no_byte(question: UseCase[Any, Any]) -> None:
    n_answered = 0
    for seed in range(N_CASES):
        drawn = case_for(question, seed)
        for asked in asked_of(question, same_names(drawn)):
            text = text_of(question, drawn, asked)
            assert text_of(question, drawn, asked, order=seed) == text, (seed, asked)
            n_answered += text.startswith("{")
    assert n_answered > N_CASES / 2


@pytest.mark.parametrize("question", STRUCTURES, ids=lambda question: question.name)
def test_names_in_the_same_order_change_nothing_but_themselves(question: UseCase[Any, Any]) -> None:
    """P0, P1, … become A-P0-X, A-P1-X, …: every byte is the same once the names are put back."""
    for seed in range(N_CASES):
        drawn = case_for(question, seed)
        names = {name: f"A-{name}-X" for name in same_names(drawn)}
        for before, after in zip(asked_of(question, same_names(drawn)), asked_of(question, names), strict=True):
            text = text_of(question, renamed(drawn, names), after)
            assert text.replace("A-", "").replace("-X", "") == text_of(question, drawn, before), (seed, before)


@pytest.mark.parametrize("question", STRUCTURES, ids=lambda question: question.name)
def test_other_names_give_the_same_numbers(question: UseCase[Any, Any]) -> None:
    """Any names: what goes by id, as where equal scores stand, is left out as `BY_ID` says of each question."""
    n_answered = 0
    for seed in range(N_CASES):
        drawn = case_for(question, seed)
        ids = sorted(same_names(drawn))
        persons, groups = ([name for name in ids if name[0] == letter] for letter in "PG")
        dice = random.Random(seed)
        names = dict(zip(persons, dice.sample(persons, len(persons)), strict=True))
        names |= dict(zip(groups, dice.sample(groups, len(groups)), strict=True))
        if any(type(record).__name__ in GOES_BY_ID for record in drawn.records):
            continue
        (before, after) = (asked_of(question, some)[0] for some in (same_names(drawn), names))
        texts = text_of(question, drawn, before), text_of(question, renamed(drawn, names), after)
        assert [text.startswith("{") for text in texts] in ([True, True], [False, False])
        if texts[0].startswith("{"):
            n_answered += 1
            back = {new: old for old, new in names.items()}
            strip = BY_ID[question.name]
            numbers = [named(strip(json.loads(text)), some) for text, some in zip(texts, ({}, back), strict=True)]
            assert numbers[0] == numbers[1], seed
    assert n_answered > 1


GOES_BY_ID = {"SamePerson"}  # of joined rows the smallest id stands for all, with its own values


def named(value: Any, names: Names) -> Any:  # noqa: ANN401  a document
    """A document with names put back, and lists in an order that does not depend on them; without the head."""
    if isinstance(value, dict):
        kept = {name: named(part, names) for name, part in value.items() if name not in HEAD | {"number", "part"}}
        for a, b in (("person_a", "person_b"), ("group_a", "group_b"), ("n_at_a", "n_at_b")):
            if a in kept:
                kept |= {a: sorted([kept[a], kept[b]], key=str), b: None}
        return kept
    if isinstance(value, list):
        return sorted((named(part, names) for part in value), key=lambda part: json.dumps(part, sort_keys=True))
    return names.get(value, value) if isinstance(value, str) else value


def without(*left_out: str) -> Callable[[Any], Any]:
    """Leave out fields that go by id where several are as good."""

    def strip(value: Any) -> Any:  # noqa: ANN401  a document
        if isinstance(value, dict):
            return {name: strip(part) for name, part in value.items() if name not in left_out}
        return [strip(part) for part in value] if isinstance(value, list) else value

    return strip


# Of several best partitions, splits and covers one is shown; of parts alike that with the smallest id is the largest.
BY_ID: Mapping[str, Callable[[Any], Any]] = {
    "summary": without("diameter", "n_ties_in_largest"),
    "structure": without("eigenvector", "pagerank"),
    "betweenness": without(),
    "paths": without("person_ids", "labels", "steps"),
    "common": without(),
    "around": without(),
    "cohesion": without(),
    "communities": without(*"communities groups rows best_seed stability adjusted_rand mutual_information".split()),
    "balance": without("camp", "disagrees", "cover"),
    "key-players": without(),
}
