"""Structures of groups are computed as if those withheld from their caller had never been recorded."""

from dataclasses import replace
from typing import Any

import pytest

from graph_service.adapters.memory import MemoryStore
from graph_service.analysis.balance import BALANCE
from graph_service.analysis.cohesion import COHESION
from graph_service.analysis.communities import COMMUNITIES
from graph_service.analysis.result import Result, to_json
from graph_service.domain.caller import LOCAL_CALLER, Caller, CallerRole
from graph_service.domain.schema import kind_of
from graph_service.domain.tables import tables_of
from graph_service.domain.use_case import UseCase
from graph_service.services.context import OpenStore
from graph_service.services.importing import import_tables
from tests.api.city import AS_OF, PROTECTED, city
from tests.api.serving import FixedClock, open_store_of
from tests.asking import ask
from tests.rival import make

ANALYST = Caller("analyst", "police", CallerRole.ANALYST, "weekly review")
QUESTIONS: tuple[UseCase[Any, Any], ...] = (COHESION, COMMUNITIES, BALANCE)


def _shown(records: list[object], question: UseCase[Any, Any], caller: Caller = ANALYST) -> str:
    result: Result = ask(_open(records), caller, question, as_of=AS_OF)
    return to_json(replace(result, snapshot_id="", records_until=None))


def _open(records: list[object]) -> OpenStore:
    store = MemoryStore()
    store.initialise()
    open_store = open_store_of(store, FixedClock())
    import_tables(open_store.context(LOCAL_CALLER), tables_of(records))
    return open_store


def _names_the_protected(record: object) -> bool:
    return PROTECTED in {getattr(record, field.name) for field in kind_of(record).fields}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_without_the_protected_person_the_answer_is_the_same(question: UseCase[Any, Any]) -> None:
    fewer = [record for record in city() if not _names_the_protected(record)]
    assert _shown(city(), question) == _shown(fewer, question)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_another_tie_of_the_protected_person_changes_nothing(question: UseCase[Any, Any]) -> None:
    more = [*city(), make.tie("T-MORE", "P-0001", PROTECTED), make.tie("T-MORE-2", "P-0002", PROTECTED)]
    assert _shown(more, question) == _shown(city(), question)


def test_to_whom_everything_is_shown_it_does_change() -> None:
    more = [*city(), make.member("M-MORE", PROTECTED, "G-02", source_id="S-1")]
    assert _shown(more, COHESION, LOCAL_CALLER) != _shown(city(), COHESION, LOCAL_CALLER)
    assert _shown(more, COHESION) == _shown(city(), COHESION)
