"""Asking a question in a test: as a caller of an open store."""

from datetime import date
from typing import Any, TypeVar

from graph_service.analysis.result import Result, json_chunks
from graph_service.domain.caller import Caller
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import Snapshot
from graph_service.domain.use_case import UseCase
from graph_service.services.context import OpenStore
from graph_service.services.frame import answer

R = TypeVar("R", bound=Result)


def ask(
    open_store: OpenStore,
    caller: Caller,
    question: UseCase[Any, R],
    *,
    as_of: date | None = None,
    after: str | int | None = None,
    limit: int | None = None,
    **parameters: object,
) -> R:
    """Ask through the frame, as the doors do."""
    context = open_store.context(caller)
    return answer(context, question, _values(question, parameters), as_of=as_of, after=after, limit=limit)


def compute(question: UseCase[Any, R], snapshot: Snapshot, policy: Policy, **parameters: object) -> R:
    """Ask the analysis itself, of everything; what it answers can be written."""
    result = question.compute(snapshot, policy, _values(question, parameters))
    for _ in json_chunks(result):
        pass  # a part that a result may not hold is refused here, and not first at a door
    return result


def _values(question: UseCase[Any, R], parameters: dict[str, object]) -> Any:  # noqa: ANN401  of that question
    return question.parameters(**{k: tuple(v) if isinstance(v, list) else v for k, v in parameters.items()})
