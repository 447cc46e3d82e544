"""A plan with persons who must, and who must not be chosen, against every set of the pool tried one by one."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.adapters.memory import MemoryStore
from graph_service.analysis.representatives import REPRESENTATIVES
from graph_service.analysis.representatives_parts import Representatives
from graph_service.domain.caller import LOCAL_CALLER
from graph_service.domain.records import Group, Membership, Person, SamePerson, Source, Tie
from graph_service.domain.tables import tables_of
from graph_service.domain.vocabulary import Basis, Role, TieKind
from graph_service.errors import InputError
from graph_service.services.context import OpenStore
from graph_service.services.importing import import_tables
from tests.api.serving import FixedClock, open_store_of
from tests.asking import ask

AS_OF = date(2020, 12, 3)
PERSONS = [f"P-{i}" for i in range(7)]
PAIRS = list(combinations(range(len(PERSONS)), 2))
Pairs = list[tuple[int, int]]


def place_of(pairs: Pairs, *more: object) -> OpenStore:
    store = MemoryStore()
    store.initialise()
    place = open_store_of(store, FixedClock())
    records: list[object] = [*more, Group(group_id="G-1", name="Norr"), Source(source_id="S-1")]
    for key in PERSONS:
        records.append(Person(person_id=key, label=key, birth_year=1990, protected_identity=False))
        records.append(
            Membership(
                membership_id=f"M-{key}",
                person_id=key,
                group_id="G-1",
                role=Role.CORE,
                basis=Basis.FACT,
                source_id="S-1",
            )
        )
    for a, b in pairs:
        records.append(Tie(tie_id=f"T-{a}{b}", person_a=PERSONS[a], person_b=PERSONS[b], kind=TieKind.FRIEND))
    import_tables(place.context(LOCAL_CALLER), tables_of(records))
    return place


def heard(members: tuple[str, ...], pairs: Pairs) -> set[str]:
    ties = {frozenset((PERSONS[a], PERSONS[b])) for a, b in pairs}
    return {key for key in PERSONS if key in members or any(frozenset((key, one)) in ties for one in members)}


def sets_with(must: set[str], must_not: set[str]) -> Iterator[tuple[str, ...]]:
    pool = [key for key in PERSONS if key not in must_not]
    for n in range(len(must), len(pool) + 1):
        yield from (members for members in combinations(pool, n) if must <= set(members))


def plan(pairs: Pairs, **parameters: Any) -> Representatives:  # noqa: ANN401  of the question
    return ask(place_of(pairs), LOCAL_CALLER, REPRESENTATIVES, as_of=AS_OF, **parameters)


asked = st.tuples(
    st.lists(st.sampled_from(PAIRS), unique=True, max_size=12),
    st.sets(st.sampled_from(PERSONS), max_size=3),
    st.sets(st.sampled_from(PERSONS), max_size=2),
)


@settings(max_examples=80, deadline=None)
@given(asked, st.integers(0, 4))
def test_the_smallest_set_with_and_without_them_is_chosen(
    request: tuple[Pairs, set[str], set[str]], n_alternatives: int
) -> None:
    pairs, must, must_not = request
    must -= must_not
    all_reach = heard(tuple(key for key in PERSONS if key not in must_not), pairs)
    fitting = [members for members in sets_with(must, must_not) if heard(members, pairs) == all_reach]
    n = min(len(members) for members in fitting)
    smallest = sorted(members for members in fitting if len(members) == n)
    result = plan(pairs, must=sorted(must), must_not=sorted(must_not), n_alternatives=n_alternatives)
    assert result.chosen in smallest
    assert result.proven_optimal
    assert result.gap == 0
    assert set(result.unreached) == set(result.out_of_reach) == set(PERSONS) - all_reach
    assert set(result.alternatives) <= set(smallest) - {result.chosen}
    assert len(result.alternatives) == min(n_alternatives, len(smallest) - 1)
    assert result.curve[-1] == result.n_reached


@settings(max_examples=80, deadline=None)
@given(asked, st.integers(1, 4))
def test_on_a_budget_they_are_among_the_best(request: tuple[Pairs, set[str], set[str]], budget: int) -> None:
    pairs, must, must_not = request
    must = set(sorted(must - must_not)[:budget])
    most = max(len(heard(members, pairs)) for members in sets_with(must, must_not) if len(members) <= budget)
    result = plan(pairs, must=sorted(must), must_not=sorted(must_not), budget=budget)
    assert must <= set(result.chosen)
    assert not must_not & set(result.chosen)
    assert len(result.chosen) <= budget
    assert (result.n_reached, result.gap) == (most, 0)
    assert len(result.curve) == len(result.chosen)


@settings(max_examples=40, deadline=None)
@given(asked)
def test_whom_each_newly_reaches_is_said_once_and_adds_up(request: tuple[Pairs, set[str], set[str]]) -> None:
    pairs, must, must_not = request
    result = plan(pairs, must=sorted(must - must_not), must_not=sorted(must_not))
    named = [key for pick in result.picks for key in pick.reaches]
    assert sorted(named) == sorted({*PERSONS} - {*result.unreached})
    assert [len(pick.reaches) for pick in result.picks] == [pick.newly_reached for pick in result.picks]
    for pick in result.picks:
        assert set(pick.reaches) <= heard((pick.person_id,), pairs)


def test_who_is_left_out_as_asked_is_counted() -> None:
    result = plan([], must_not=["P-3"])
    assert [(note.n, note.text) for note in result.notes if note.code == "must_not"] == [
        (1, "person of the pool is left out, as was asked")
    ]


def test_who_must_be_chosen_has_to_be_in_the_pool() -> None:
    with pytest.raises(InputError, match="of those who must be chosen, 1 cannot be: not in the pool"):
        plan([], must=["P-1"], pool=["P-2"])
    with pytest.raises(InputError, match="of those who must be chosen, 1 cannot be: not in the pool"):
        plan([], must=["P-1"], must_not=["P-1"])


def test_a_budget_holds_those_who_must_be_chosen() -> None:
    with pytest.raises(InputError, match="at most 1 may be chosen, and 2 must be"):
        plan([], must=["P-1", "P-2"], budget=1)


def test_a_person_in_two_records_may_be_named_by_both() -> None:
    joined = SamePerson(
        same_person_id="J-1", person_a="P-1", person_b="P-2", decided_by="A", decided_on=AS_OF, reason="same form"
    )
    place = place_of([], joined)
    result = ask(place, LOCAL_CALLER, REPRESENTATIVES, as_of=AS_OF, must=["P-1", "P-2"], budget=1)
    assert result.chosen == ("P-1",)
