"""Names of persons who are shown without them: read when somebody asks, and written down as a use of its own."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Annotated as A

from graph_service.analysis.header import header
from graph_service.analysis.result import Result
from graph_service.domain.described import Described
from graph_service.domain.parameters import Parameter
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import Snapshot
from graph_service.domain.use_case import UseCase
from graph_service.services.context import Context
from graph_service.services.frame import answer
from graph_service.services.persons import PersonBrief, briefs
from graph_service.services.projection import projected
from graph_service.services.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class NameParameters:
    """Whose names."""

    person_ids: A[tuple[str, ...], Parameter("Persons by id", ("P-0014",), refers_to="person")]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameList(Result):
    """Persons with their names, by id."""

    persons: A[tuple[PersonBrief, ...], Described("the persons named, by id", None)]


def names(context: Context, *, person_ids: Collection[str], as_of: date | None = None) -> NameList:
    """Return the names of some persons, for callers who may see them; `AccessError` if one is withheld from them."""
    question = UseCase(
        name="names",
        question="What are they called?",
        summary="Names of some persons",
        address="names",
        parameters=NameParameters,
        result=NameList,
        compute=partial(_names, context),
    )
    return answer(context, question, NameParameters(person_ids=tuple(sorted(set(person_ids)))), as_of=as_of)


@projected.register
def _name_list(result: NameList, _view: View) -> NameList:
    return result  # made for its caller


def _names(context: Context, snapshot: Snapshot, policy: Policy, parameters: NameParameters) -> NameList:
    person_ids = parameters.person_ids
    return NameList(
        **header("names", snapshot, policy, {"person_ids": person_ids}),
        persons=briefs(context, snapshot, person_ids, sees_names=True),
    )
