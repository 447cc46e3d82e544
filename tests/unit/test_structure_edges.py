"""Nobody, one person, isolates, several parts, equal scores: what is not defined is null, and nothing else is."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import is_dataclass
from datetime import date
from typing import Any, NoReturn, get_args, get_type_hints

import pytest

from graph_service.analysis.key_players import KEY_PLAYERS
from graph_service.analysis.result import to_json
from graph_service.domain.described import Described
from graph_service.domain.policy import default_policy
from graph_service.domain.use_case import UseCase
from graph_service.errors import InputError, NotFoundError
from tests.asking import compute
from tests.property.test_structure_rival import disagreement
from tests.rival import make
from tests.rival.random_case import Drawn
from tests.snapshots import snapshot_from
from tests.structure_questions import HEAD, OPTIONS, STRUCTURES, persons_named

DAY = date(2020, 12, 3)
GRAPHS: Mapping[str, tuple[int, tuple[str, ...]]] = {  # persons, and who is tied to whom
    "nobody": (0, ()),
    "one person": (1, ()),
    "isolates": (3, ()),
    "several parts": (6, ("12", "23", "45")),
    "equal scores": (4, ("12", "23", "34", "14")),
}
NO_HOLES = (
    "rows.constraint rows.effective_size rows.effective_size_unweighted rows.efficiency rows.efficiency_unweighted"
)
NO_PLACE = f"{NO_HOLES} rows.ei_index rows.eigenvector rows.pagerank"
ONE_PAGE = "next_after"
EXACT = f"{ONE_PAGE} rows.betweenness_standard_error"
NO_TIES = "largest_eigenvalue phi"
UNDATED = "first_on first_precision last_on last_precision source_id grade".split()  # of the records of these ties
OF_RECORDS = " ".join(f"ties.records.{name}" for name in UNDATED)
OF_STEPS = " ".join(f"paths.steps.records.{name}" for name in UNDATED)
OF_PERSONS = "start.group_id end.group_id"
SINGLE_MEMBERS = "groups.density groups.density_year_before"
NO_COMMUNITY = f"{ONE_PAGE} modularity best_seed stability adjusted_rand mutual_information"
NO_CAMP = "groups.camp groups.part"
NO_TRIADS = "balance groups.balance"
OF_REACH = "removal_caveat measures.before"
NO_SET = f"{OF_REACH} measures.value measures.others_only measures.bound"
BOTH = "measures.others_only measures.before"  # the one of fragmentation, the other of reach
UNKNOWN, REFUSED = NotFoundError, InputError

# What is null in each answer; a refusal where somebody must be named, or left over, who is not there.
NULL: Mapping[str, Mapping[str, str | type[Exception]]] = {
    "summary": {
        "nobody": "n_in_largest n_ties_in_largest density mean_degree transitivity mean_clustering largest_core "
        "n_in_largest_core diameter mean_distance fragmentation distance_weighted_fragmentation n_ties_within_groups "
        "n_ties_between_groups n_ties_without_group",
        "one person": "density transitivity mean_distance fragmentation distance_weighted_fragmentation",
        "isolates": "transitivity mean_distance",
        "several parts": "",
        "equal scores": "",
    },
    "structure": {
        "nobody": f"{ONE_PAGE} {NO_TIES}",
        "one person": f"{EXACT} {NO_TIES} {NO_PLACE} rows.betweenness_normalized rows.closeness rows.harmonic "
        "rows.inter_centrality",
        "isolates": f"{EXACT} {NO_TIES} {NO_PLACE} rows.inter_centrality",
        "several parts": f"{EXACT} {NO_PLACE}",
        "equal scores": EXACT,
    },
    "betweenness": {
        "nobody": ONE_PAGE,
        "one person": f"{ONE_PAGE} rows.standard_error rows.normalized",
        "isolates": f"{ONE_PAGE} rows.standard_error",
        "several parts": f"{ONE_PAGE} rows.standard_error",
        "equal scores": f"{ONE_PAGE} rows.standard_error",
    },
    "paths": {
        "nobody": UNKNOWN,
        "one person": REFUSED,
        "isolates": f"{OF_PERSONS} n_steps",
        "several parts": f"{OF_PERSONS} n_steps",
        "equal scores": f"{OF_PERSONS} {OF_STEPS}",
    },
    "common": {
        "nobody": UNKNOWN,
        "one person": REFUSED,
        "isolates": "",
        "several parts": "",
        "equal scores": "",
    },
    "around": {
        "nobody": UNKNOWN,
        "one person": "",
        "isolates": "",
        "several parts": OF_RECORDS,
        "equal scores": OF_RECORDS,
    },
    "cohesion": {
        "nobody": "",
        "one person": f"{SINGLE_MEMBERS} groups.ei_index",
        "isolates": f"{SINGLE_MEMBERS} groups.ei_index",
        "several parts": f"{SINGLE_MEMBERS} groups.ei_index",
        "equal scores": SINGLE_MEMBERS,
    },
    "communities": {
        "nobody": NO_COMMUNITY,
        "one person": NO_COMMUNITY,
        "isolates": NO_COMMUNITY,
        "several parts": ONE_PAGE,
        "equal scores": ONE_PAGE,
    },
    "balance": {
        "nobody": "balance",
        "one person": f"{NO_TRIADS} {NO_CAMP}",
        "isolates": f"{NO_TRIADS} {NO_CAMP}",
        "several parts": f"{NO_TRIADS} {NO_CAMP} edges.balance",
        "equal scores": f"{NO_TRIADS} edges.balance",
    },
    "key-players": {
        "nobody": NO_SET,
        "one person": NO_SET,
        "isolates": OF_REACH,
        "several parts": OF_REACH,
        "equal scores": OF_REACH,
    },
}


RING = [f"P-{i}" for i in range(1, 5)]
# Of four in a ring each is as good as the next: one rank, all the ways and all the sets, in the order of ids.
EQUAL: Mapping[str, Mapping[str, list[object]]] = {
    "summary": {"degree_distribution": [[{"degree": 2, "n_persons": 4}]]},
    "structure": {"rows.person_id": [*RING], "rows.rank": [1] * 4},
    "betweenness": {"rows.person_id": [*RING], "rows.rank": [1] * 4},
    "paths": {"paths.person_ids": [["P-1", "P-4"]], "paths.number": [1]},
    "common": {"contacts": [[]]},
    "around": {"persons.person_id": ["P-2", "P-3"], "persons.weakest": [1.0, 1.0]},
    "cohesion": {"groups.group_id": ["G-1", "G-2", "G-3", "G-4"], "groups.ei_index": [1.0] * 4},
    "communities": {
        "communities.n_persons": [2, 2],
        "rows.community": [1, 1, 2, 2],
        "rows.person_id": ["P-1", "P-2", "P-3", "P-4"],
    },
    "balance": {"groups.camp": [1] * 4, "parts.is_only_split": ["yes"], "cover.group_ids": [["G-1", "G-2"]]},
    "key-players": {"measures.n_sets": [6, 6]},
}


def records_of(name: str) -> list[object]:
    """Persons P-1, P-2, …, each in a group of their own; groups of persons who are tied are allied."""
    n, pairs = GRAPHS[name]
    ties = [(pair[0], pair[1]) for pair in pairs]
    return [
        *([make.source("S")] if n else []),
        *(make.person(f"P-{i}") for i in range(1, n + 1)),
        *(make.group(f"G-{i}") for i in range(1, n + 1)),
        *(make.member(f"M-{i}", f"P-{i}", f"G-{i}") for i in range(1, n + 1)),
        *(make.tie(f"T-{a}{b}", f"P-{a}", f"P-{b}") for a, b in ties),
        *(make.alliance(f"AL-{a}{b}", f"G-{a}", f"G-{b}") for a, b in ties),
    ]


def document(question: UseCase[Any, Any], graph: str, **parameters: object) -> Any:  # noqa: ANN401  a document
    """The answer as it is read by others, without its head; the last person and the first are named where one must."""
    ends = ("P-1", f"P-{max(1, GRAPHS[graph][0])}")
    asked = persons_named(question, ends) | parameters
    text = to_json(compute(question, snapshot_from(records_of(graph), DAY), default_policy(), **asked))
    found = json.loads(text, parse_constant=refuse)
    return {name: value for name, value in found.items() if name not in HEAD}


def refuse(word: str) -> NoReturn:
    """NaN and infinities are no JSON."""
    raise AssertionError(word)


def nulls(value: object, path: str = "") -> Iterator[str]:
    """Where there is null."""
    if value is None:
        yield path
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from nulls(part, f"{path}.{name}".removeprefix("."))
    elif isinstance(value, list):
        for part in value:
            yield from nulls(part, path)


def test_it_is_stated_of_each_question_and_each_graph() -> None:
    assert NULL.keys() == {question.name for question in STRUCTURES}
    assert {tuple(of_graphs) for of_graphs in NULL.values()} == {tuple(GRAPHS)}


@pytest.mark.parametrize("graph", GRAPHS)
@pytest.mark.parametrize("question", STRUCTURES, ids=lambda question: question.name)
def test_what_is_not_defined_is_null_and_nothing_else_is(question: UseCase[Any, Any], graph: str) -> None:
    expected = NULL[question.name][graph]
    if isinstance(expected, str):
        assert set(nulls(document(question, graph))) == set(expected.split())
    else:
        with pytest.raises(expected):
            document(question, graph)


@pytest.mark.parametrize("graph", GRAPHS)
@pytest.mark.parametrize("question", STRUCTURES, ids=lambda question: question.name)
def test_they_are_what_the_definitions_give(question: UseCase[Any, Any], graph: str) -> None:
    n = GRAPHS[graph][0]
    asked = persons_named(question, ("P-1", f"P-{max(n, 1)}"))
    if not asked or n:
        assert disagreement(question, Drawn(tuple(records_of(graph)), DAY), asked) == []


@pytest.mark.parametrize("graph", GRAPHS)
@pytest.mark.parametrize("question", STRUCTURES, ids=lambda question: question.name)
def test_with_any_other_option_the_answer_is_json_or_a_refusal(question: UseCase[Any, Any], graph: str) -> None:
    for name, value in OPTIONS[question.name].items():
        with suppress(InputError, NotFoundError):
            document(question, graph, **{name: value})


def test_what_would_leave_too_few_to_fall_apart_is_refused() -> None:
    for graph in ("nobody", "one person"):
        with pytest.raises(InputError, match="fewer than two are left, and nothing can fall apart"):
            document(KEY_PLAYERS, graph, diagnostics=True, size=1)
    assert set(nulls(document(KEY_PLAYERS, "isolates", diagnostics=True, size=1))) == set(BOTH.split())


@pytest.mark.parametrize("question", STRUCTURES, ids=lambda question: question.name)
def test_equal_scores_share_a_place_and_stand_by_id(question: UseCase[Any, Any]) -> None:
    found = document(question, "equal scores")
    assert {path: list(values_at(found, path)) for path in EQUAL[question.name]} == EQUAL[question.name]


def values_at(value: object, path: str) -> Iterator[object]:
    """The values at a place, row by row."""
    name, _, rest = path.partition(".")
    if isinstance(value, list):
        for part in value:
            yield from values_at(part, path)
    elif isinstance(value, dict):
        found = value[name]
        yield from values_at(found, rest) if rest else [found]


@pytest.mark.parametrize("question", STRUCTURES, ids=lambda question: question.name)
def test_every_field_that_may_be_null_says_when(question: UseCase[Any, Any]) -> None:
    silent = {name for name, described in optional_fields(question.result) if "null:" not in described.text}
    assert silent == set()


def optional_fields(result: type) -> Iterator[tuple[str, Described]]:
    """The fields of a result and of its rows that may be None, with what is said of them."""
    for name, hint in get_type_hints(result, include_extras=True).items():
        kind, *more = get_args(hint) or (hint,)
        described = [mark for mark in more if isinstance(mark, Described)]
        if described and type(None) in get_args(kind):
            yield name, described[0]
        for part in get_args(kind):
            if is_dataclass(part) and isinstance(part, type):
                yield from optional_fields(part)
