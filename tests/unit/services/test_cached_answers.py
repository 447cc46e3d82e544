"""Answers that stay with their snapshot: computed once for those who see the same, and never handed to others."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from graph_service.adapters.memory import MemoryStore
from graph_service.analysis.conflicts import CONFLICTS, ConflictParameters, Conflicts
from graph_service.analysis.result import WITHHELD
from graph_service.domain import records as r
from graph_service.domain.caller import Caller, CallerRole
from graph_service.domain.tables import tables_of
from graph_service.domain.use_case import UseCase
from graph_service.domain.vocabulary import ConflictState
from graph_service.errors import AccessError
from graph_service.services.context import OpenStore
from graph_service.services.frame import answer, check_declarations
from graph_service.services.importing import import_tables
from graph_service.services.paging import Cut
from tests.api.city import AS_OF, PROTECTED, city
from tests.api.serving import FixedClock, open_store_of

ADMIN = Caller("admin", "police", CallerRole.ADMIN, "weekly review", shows_protected=True)
ANALYST = Caller("analyst", "police", CallerRole.ANALYST, "weekly review")
OTHER_ANALYST = replace(ANALYST, name="analyst 2")
ALL = ConflictParameters(states=tuple(ConflictState))


@pytest.fixture
def place() -> Iterator[OpenStore]:
    store = MemoryStore()
    store.initialise()
    opened = open_store_of(store, FixedClock())
    import_tables(opened.context(), tables_of(city()))
    yield opened
    store.close()


def _asked(place: OpenStore, caller: Caller, parameters: ConflictParameters = ALL) -> Conflicts:
    return answer(place.context(caller), CONFLICTS, parameters, as_of=AS_OF)


def _persons(result: Conflicts) -> set[str]:
    return {person.person_id for row in result.conflicts for person in row.persons}


def test_who_sees_the_same_is_given_the_same(place: OpenStore) -> None:
    first = _asked(place, ANALYST)
    assert _asked(place, OTHER_ANALYST) is first
    assert _asked(place, ANALYST, ConflictParameters()) is not first


def test_what_one_sees_is_not_handed_to_another(place: OpenStore) -> None:
    for _ in range(2):
        assert _persons(_asked(place, ADMIN)) == {PROTECTED}
        assert _persons(_asked(place, ANALYST)) == {WITHHELD}


def test_each_look_is_written_down(place: OpenStore) -> None:
    for caller in (ANALYST, OTHER_ANALYST):
        _asked(place, caller)
    actors = [entry.event.actor for entry in place.store.audit_trail() if entry.event.action == "conflicts"]
    assert actors == ["analyst", "analyst 2"]


def test_who_may_not_ask_is_refused_after_others_have(place: OpenStore) -> None:
    _asked(place, ANALYST)
    with pytest.raises(AccessError):
        _asked(place, replace(ANALYST, role=CallerRole.AUDITOR))


def test_another_policy_of_the_same_name_is_another_answer(place: OpenStore) -> None:
    first = _asked(place, ANALYST)
    shorter = replace(place.policy, retaliation=replace(place.policy.retaliation, days=1))
    assert hash(shorter) == hash(place.policy)
    assert _asked(replace(place, policy=shorter), ANALYST).windows != first.windows


def test_what_changed_in_the_store_is_another_answer(place: OpenStore) -> None:
    first = _asked(place, ANALYST)
    conflict = next(record for record in city() if isinstance(record, r.Conflict))
    import_tables(place.context(), tables_of([replace(conflict, name="another name")]))
    assert _asked(place, ANALYST) is not first


def test_columns_that_are_kept_nowhere_stay_out_of_answers_that_are_cached() -> None:
    question: UseCase[ConflictParameters, Conflicts] = replace(CONFLICTS, beside={"person": ("names",)})
    with pytest.raises(TypeError, match="cannot be cached"):
        check_declarations([question])


@pytest.mark.parametrize(
    ("cut", "n_rows", "expected"),
    [
        (Cut(), 5, [0, 1, 2, 3, 4]),
        (Cut(0, 2), 5, [0, 1]),
        (Cut(2, 2), 5, [2, 3]),
        (Cut(4, 2), 5, [4]),
        (Cut(99, 2), 5, [4]),
        (Cut(99, 2), 4, [2, 3]),
        (Cut(3, 2), 5, [3, 4]),
        (Cut(5, 2), 0, []),
    ],
)
def test_past_the_end_the_last_part_is_shown(cut: Cut, n_rows: int, expected: list[int]) -> None:
    assert list(cut.of(range(n_rows))) == expected
