"""A structure is a function of what its caller may see: whatever is changed of who is withheld, no byte changes."""

from dataclasses import fields, replace
from typing import Any

import pytest

from graph_service.adapters.memory import MemoryStore
from graph_service.analysis.registry import QUESTIONS
from graph_service.analysis.result import to_json
from graph_service.domain.caller import LOCAL_CALLER, Caller, CallerRole
from graph_service.domain.parameters import parameter_fields
from graph_service.domain.schema import kind_of
from graph_service.domain.tables import tables_of
from graph_service.domain.use_case import UseCase
from graph_service.services.importing import import_tables
from tests.api.city import AS_OF, PROTECTED, VICTIM, city
from tests.api.serving import FixedClock, open_store_of
from tests.asking import ask
from tests.rival import make

ANALYST = Caller("analyst", "police", CallerRole.ANALYST, "weekly review")
PROBATION = Caller("officer", "probation_service", CallerRole.PROBATION, "weekly review")  # who sees no victims
STRUCTURES = [
    question
    for question in QUESTIONS
    if question.on_what_is_seen and not any(field.is_required for field in parameter_fields(question.parameters))
]


def answer_to(records: list[Any], question: UseCase[Any, Any], caller: Caller, *, everybody: bool) -> str:
    """The document that a caller gets, without the name of the records that it was read from."""
    store = MemoryStore()
    store.initialise()
    open_store = open_store_of(store, FixedClock())
    import_tables(open_store.context(LOCAL_CALLER), tables_of(records))
    takes_everybody = "all_persons" in question.parameters.__dataclass_fields__
    parameters = {"all_persons": True} if everybody and takes_everybody else {}
    return to_json(replace(ask(open_store, caller, question, as_of=AS_OF, **parameters), snapshot_id=""))


def names(record: Any, person_id: str) -> bool:  # noqa: ANN401  a record of any kind
    """Whether a record is of a person."""
    return person_id in {getattr(record, field.name) for field in kind_of(record).fields}


def renamed(record: Any, before: str, after: str) -> Any:  # noqa: ANN401  a record of any kind
    """The record with another person in the place of one, ends of a tie in order."""
    changes = {field.name: after for field in fields(record) if getattr(record, field.name) == before}
    record = replace(record, **changes)
    if hasattr(record, "person_a") and record.person_a > record.person_b:
        record = replace(record, person_a=record.person_b, person_b=record.person_a)
    return record


@pytest.mark.parametrize(("person_id", "caller"), [(PROTECTED, ANALYST), (VICTIM, PROBATION)])
@pytest.mark.parametrize("question", STRUCTURES, ids=lambda question: question.name)
def test_no_byte_depends_on_who_is_withheld(question: UseCase[Any, Any], person_id: str, caller: Caller) -> None:
    records = city()
    variants = {
        "another": [renamed(record, person_id, "P-0000") for record in records],
        "nobody": [record for record in records if not names(record, person_id)],
        "more ties": [*records, *(make.tie(f"T-X{i}", f"P-000{i}", person_id, 3.0) for i in (1, 2, 3))],
    }
    for everybody in (False, True):
        expected = answer_to(records, question, caller, everybody=everybody)
        assert person_id not in expected
        for name, variant in variants.items():
            assert answer_to(variant, question, caller, everybody=everybody) == expected, name
