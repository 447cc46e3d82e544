"""Routes made from the list of questions: what is declared once is asked, described and answered here."""

from collections.abc import Callable
from inspect import Parameter as Argument
from inspect import Signature
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from graph_service.analysis.registry import QUESTIONS
from graph_service.api.answers import AfterId, AfterRows, Limit, LimitIfAny, as_json, documented, respond
from graph_service.api.checked_route import CheckedRoute
from graph_service.api.parameters import AS_OF_FIELD, argument, body_of, in_body, values_of
from graph_service.api.paths import VERSION
from graph_service.api.schemas import model_of
from graph_service.api.security import PersonalRequest
from graph_service.domain.described import described_fields
from graph_service.domain.parameters import ParameterField, parameter_fields
from graph_service.domain.use_case import UseCase
from graph_service.services.frame import answer
from graph_service.services.subjects import class_within

PAGE = 100
Question = UseCase[Any, Any]


def routes() -> APIRouter:
    """Return a route for every question."""
    router = APIRouter(prefix=VERSION, route_class=CheckedRoute)
    for question in QUESTIONS:
        fields = parameter_fields(question.parameters)
        takes_body = any(in_body(field, question.address) for field in fields)
        not_found = any(field.described.refers_to or field.is_required for field in fields)
        router.add_api_route(
            f"/{question.address}",
            _with_body(question, fields) if takes_body else _with_query(question, fields),
            methods=["POST" if takes_body else "GET"],
            name=_operation(question),
            tags=[question.address.split("/")[0]],
            description=question.summary,
            **documented(
                question.action or question.name,
                model_of(question.result),
                summary=question.question,
                tagged=not takes_body,
                links=_links(question),
                errors=(404,) if not_found else (),
            ),
        )
    return router


def _with_query(question: Question, fields: tuple[ParameterField, ...]) -> Callable[..., Response]:
    def endpoint(request: PersonalRequest, **values: Any) -> Response:  # noqa: ANN401  as the signature says
        as_of = values["as_of"]
        parameters = question.parameters(**values_of(fields, values))
        page = {name: values[name] for name in ("after", "limit") if name in values}
        return respond(
            request,
            question.action or question.name,
            lambda: answer(request.context, question, parameters, as_of=as_of, **page),
            as_of=as_of,
        )

    arguments = [argument(field) for field in (AS_OF_FIELD, *fields)]
    return signed(endpoint, [*arguments, *_paging(question)])


def _with_body(question: Question, fields: tuple[ParameterField, ...]) -> Callable[..., Response]:
    members = (AS_OF_FIELD, *fields)
    name = question.parameters.__name__
    if name == f"{question.result.__name__}Parameters":  # so generators of clients name the `parameters` of the result
        name = f"{question.result.__name__}Request"
    model = body_of(name, members)

    def endpoint(request: PersonalRequest, **arguments: Any) -> Response:  # noqa: ANN401  as the signature says
        values = {field.name: getattr(arguments["body"], field.name) for field in members}
        as_of = values.pop("as_of")
        parameters = question.parameters(**values_of(fields, values))
        return as_json(answer(request.context, question, parameters, as_of=as_of))

    return signed(endpoint, [Argument("body", Argument.KEYWORD_ONLY, annotation=model)])


def signed(endpoint: Callable[..., Response], arguments: list[Argument]) -> Callable[..., Response]:
    """Give an endpoint the signature that the framework reads."""
    request = Argument("request", Argument.KEYWORD_ONLY, annotation=PersonalRequest)
    endpoint.__signature__ = Signature([request, *arguments], return_annotation=Response)  # type: ignore[attr-defined]  # what the framework reads
    return endpoint


def _operation(question: Question) -> str:
    """The name of the operation, one that is a name in every language that clients are written in."""
    return question.name.replace("-", "_")


def _paging(question: Question) -> list[Argument]:
    if question.paging is None:
        return []
    kinds = ((AfterId, None), (Limit, PAGE)) if question.paging.key else ((AfterRows, 0), (LimitIfAny, None))
    return [
        Argument(name, Argument.KEYWORD_ONLY, annotation=kind, default=default)
        for name, (kind, default) in zip(("after", "limit"), kinds, strict=True)
    ]


def _links(question: Question) -> dict[str, Any] | None:
    """Lead from the first row of a list to whatever is asked by the id that it holds."""
    if question.paging is None:
        return None
    rows = next(field for field in described_fields(question.result) if field.name == question.paging.rows)
    paths = _id_paths(class_within(rows.hint))
    links = {}
    for target in QUESTIONS:
        required = [field for field in parameter_fields(target.parameters) if f"{{{field.name}}}" in target.address]
        kinds = {field.described.refers_to for field in required}
        if len(required) == 1 and (kinds := kinds & paths.keys()):
            value = f"$response.body#/{question.paging.rows}/0/{paths[kinds.pop()]}"
            name = _operation(target)
            links[name] = {"operationId": name, "parameters": {required[0].name: value}}
    return links or None


def _id_paths(kind: type | None) -> dict[str, str]:
    """Where a row holds the one id of a record kind, itself or within one part of it."""
    paths: dict[str, str] = {}
    for field in described_fields(kind) if kind is not None else ():
        if field.described.refers_to and field.hint is str:
            paths.setdefault(field.described.refers_to, field.name)
        elif isinstance(field.hint, type) and field.hint is class_within(field.hint):
            for target, path in _id_paths(field.hint).items():
                paths.setdefault(target, f"{field.name}/{path}")
    return paths
