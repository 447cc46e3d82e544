"""The frame of every use case that reads: one way from a question to an answer, and nobody can forget the audit."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from graph_service.analysis.registry import QUESTIONS
from graph_service.analysis.result import ParameterValue, Result, note
from graph_service.domain.parameters import GROUP_PREFIX, ParameterField, parameter_fields
from graph_service.domain.rights import withholds_persons
from graph_service.domain.snapshot import Snapshot, with_texts
from graph_service.domain.use_case import UseCase
from graph_service.errors import AccessError, WriteConflictError
from graph_service.services.access import authorise, check_recipient, note_use
from graph_service.services.context import Context
from graph_service.services.naming import with_ids
from graph_service.services.paging import page_of
from graph_service.services.projection import project, projected
from graph_service.services.snapshots import ContentChangedError, columns_beside
from graph_service.services.subjects import persons_in, persons_reader
from graph_service.services.view import View, view_of, without_hidden

ATTEMPTS = 5  # while others write
P = TypeVar("P")
T = TypeVar("T")
R = TypeVar("R", bound=Result)


def answer(
    context: Context,
    question: UseCase[P, R],
    parameters: P,
    *,
    as_of: date | None = None,
    after: str | int | None = None,
    limit: int | None = None,
    details: Mapping[str, str | int] | None = None,
    narrow: Callable[[R], R] | None = None,
) -> R:
    """Answer a question as its caller may see it, once it is written down that they saw it.

    Parameters
    ----------
    context : Context
        The open store, and who asks what for.
    question : UseCase[P, R]
        What is asked.
    parameters : P
        How it is asked.
    as_of : date | None
        The day, seen at its end; default today.
    after : str | int | None
        Only rows after this id, or after so many.
    limit : int | None
        At most so many rows; None: all.
    details : Mapping[str, str | int] | None
        More for the audit trail, without names and ids of persons.
    narrow : Callable[[R], R] | None
        Leaves out of what the caller may see what they did not ask for, before it is written down whom they saw.

    Returns
    -------
    R
        The result, or a page of it.
    """
    return in_one_moment(
        lambda: _answered(
            context, question, parameters, as_of=as_of, after=after, limit=limit, details=details, narrow=narrow
        )
    )


def in_one_moment(ask: Callable[[], T]) -> T:
    """Return what is asked with the records of one moment: once more, if somebody wrote meanwhile."""
    for _ in range(ATTEMPTS):
        try:
            return ask()
        except ContentChangedError:
            continue  # with the records of now
    message = "others write to the store so often that no moment of it could be read; try again"
    raise WriteConflictError(message)


def _answered(
    context: Context,
    question: UseCase[P, R],
    parameters: P,
    *,
    as_of: date | None,
    after: str | int | None,
    limit: int | None,
    details: Mapping[str, str | int] | None,
    narrow: Callable[[R], R] | None,
) -> R:
    """Answer with what is in the records at one moment."""
    action = question.action or question.name
    authorise(context.caller, action)
    check_recipient(context, action)

    snapshot = context.snapshot(as_of)
    view = view_of(snapshot, context.classes)
    visible = without_hidden(snapshot, view) if question.on_what_is_seen else snapshot
    if not question.on_what_is_seen:  # in what is seen, a person who is withheld is not known
        _refuse_withheld(view, parameters, action)
    parameters = with_ids(parameters, context.store, visible, view)

    def build() -> R:
        if question.on_what_is_seen:
            records = without_hidden(_with_beside(context, snapshot, question), view) if question.beside else visible
            return _of_what_is_seen(question.compute(records, context.policy, parameters), view)
        return project(question.compute(_with_beside(context, snapshot, question), context.policy, parameters), view)

    if question.cached or question.paging is not None:  # pages of one whole are asked for one after another
        shown = snapshot.once((question.name, context.policy, parameters, view.classes), build)
    else:
        shown = build()
    if question.paging is not None:
        shown = page_of(shown, question.paging, after=after, limit=limit)
    if narrow is not None:
        shown = narrow(shown)

    note_use(
        context,
        action,
        subjects={*persons_in(shown), *_persons_named(parameters)},
        details={**_details(shown, parameters, question), **(details or {})},
    )
    return shown


def _with_beside(context: Context, snapshot: Snapshot, question: UseCase[Any, Any]) -> Snapshot:
    """Return the records with the columns that this question alone is given."""
    if not question.beside:
        return snapshot
    return with_texts(snapshot, columns_beside(context.store, snapshot, question.beside))


def _of_what_is_seen(result: R, view: View) -> R:
    """Say of a structure that persons may be missing from it: to whom none ever would be, nothing is said."""
    if not withholds_persons(view.classes):
        return result
    return replace(result, notes=(*result.notes, note("of_what_is_seen", 1)))


def _refuse_withheld(view: View, parameters: object, action: str) -> None:
    """A list of persons that names withheld ones is refused: the answer would tell about them."""
    for field in parameter_fields(type(parameters)):
        if field.names_persons and field.is_list:
            value = getattr(parameters, field.name)
            n_hidden = len(view.hidden & set(value)) if isinstance(value, tuple) else 0
            if n_hidden:
                message = f"the {field.name} names {n_hidden} persons who are withheld from you; leave them out"
                raise AccessError(message, attempt=action)


def _persons_named(parameters: object) -> Iterator[str]:
    """Persons whom the caller named: they are subjects, whether or not the answer shows them."""
    for field in parameter_fields(type(parameters)):
        value = getattr(parameters, field.name)
        if field.names_persons and isinstance(value, tuple):
            yield from value
        elif field.names_persons and not field.is_list and not _is_group(field, value):
            yield value


def _is_group(field: ParameterField, value: object) -> bool:
    return field.described.or_group and str(value).startswith(GROUP_PREFIX)


def _details(result: Result, parameters: object, question: UseCase[Any, Any]) -> dict[str, str | int]:
    """Of what, and how, as the trail says it: no name and no id of a person."""
    said: dict[str, str | int] = {"snapshot_id": result.snapshot_id, "as_of": result.as_of.isoformat()}
    said["policy"] = f"{result.policy['id']} {result.policy['version']}"
    fields = {field.name: field for field in parameter_fields(type(parameters))}
    required = {
        field.one: getattr(parameters, name)
        for name, field in fields.items()
        if field.is_required and not field.is_private
    }
    for name, value in {**required, **result.parameters}.items():
        field = fields.get(name)
        if field is None or not field.is_private or _is_group(field, value):
            said[name] = _short(value)
        elif isinstance(value, tuple):
            said[f"n_{name}"] = len(value)
    if question.paging is not None and question.paging.key:
        said[f"n_{question.paging.rows}"] = len(getattr(result, question.paging.rows))
    return said


def _short(value: ParameterValue) -> str | int:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return value
    return " ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


def check_declarations(questions: Sequence[UseCase[Any, Any]]) -> None:
    """Refuse a question whose result nobody knows how to show, or whose fields do not say whom they name."""
    for question in questions:
        parameter_fields(question.parameters)
        persons_reader(question.result)
        if question.beside and question.cached:
            message = f"{question.name} is given columns that are kept nowhere: its answer cannot be cached"
            raise TypeError(message)
        if not question.on_what_is_seen and question.result not in projected.registry:
            message = f"nothing says what to hide in a {question.result.__name__}: write a rule in `projection`"
            raise TypeError(message)


check_declarations(QUESTIONS)
