"""Arguments of a question as Python gives them: words, lists, days; what is wrong is said with what may be meant."""

import inspect
import operator
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal, get_args, get_origin

from graph_service.domain.nearest import check_word, did_you_mean, nearest
from graph_service.domain.parameters import ParameterField, alternatives, item_type, parameter_fields
from graph_service.domain.use_case import UseCase
from graph_service.errors import InputError

PAGE_ARGUMENTS = ("after", "limit")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
Question = UseCase[Any, Any]


def signature_of(question: Question) -> inspect.Signature:
    """Return the signature of the method that asks a question: what must be said stands first."""
    fields = sorted(parameter_fields(question.parameters), key=lambda field: not field.is_required)
    arguments = [inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
    for field in fields:
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD if field.is_required else inspect.Parameter.KEYWORD_ONLY
        default = inspect.Parameter.empty if field.is_required else field.default
        arguments.append(inspect.Parameter(field.name, kind, default=default, annotation=field.hint))
    more = {"as_of": date | str | None}
    if question.paging is not None:
        more |= {"after": (str if question.paging.key else int) | None, "limit": int | None}
    arguments += [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=hint)
        for name, hint in more.items()
    ]
    return inspect.Signature(arguments, return_annotation=question.result)


def doc_of(question: Question) -> str:
    """Return the docstring of the method that asks a question."""
    lines = [question.question, "", f"{question.summary}.", "", "Parameters", "----------"]
    signature = signature_of(question).parameters
    for field in parameter_fields(question.parameters):
        lines += [f"{field.name} : {_type_words(signature[field.name].annotation)}", f"    {field.described.text}."]
    lines += ["as_of : date | str | None", "    The day, seen at its end; default: that of the case, else today."]
    if question.paging is not None:
        lines += ["after, limit", "    Only rows after this one, and at most so many."]
    lines += ["", "Returns", "-------", question.result.__name__, f"    {_first_line(question.result)}"]
    return "\n".join(lines)


def bound(name: str, signature: inspect.Signature, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a call by name; one that is not there, or lacking, is an `InputError`."""
    names = [parameter for parameter in signature.parameters if parameter != "self"]
    for word in kwargs:
        if word not in names:
            meant = did_you_mean(nearest(word, names)[:1]) or f"; there are {', '.join(names)}"
            message = f"{name} has no parameter {word!r}{meant}"
            raise InputError(message)
    try:
        values = dict(signature.bind(None, *args, **kwargs).arguments)
    except TypeError as error:
        message = f"{name}: {error}; it is {name}{signature_without_self(signature)}"
        raise InputError(message) from None
    values.pop("self")
    return values


def signature_without_self(signature: inspect.Signature) -> str:
    """Return the names of arguments as one calls them."""
    names = [
        parameter.name if parameter.default is parameter.empty else f"{parameter.name}=…"
        for parameter in list(signature.parameters.values())[1:]
    ]
    return f"({', '.join(names)})"


def parameters_of(question: Question, values: Mapping[str, Any]) -> Any:  # noqa: ANN401  the class of the question
    """Return the parameters of a question, each value checked and brought into its type."""
    fields = {field.name: field for field in parameter_fields(question.parameters)}
    checked = {name: _value(fields[name], value) for name, value in values.items()}
    return question.parameters(**{name: value for name, value in checked.items() if value is not None})


def day_of(value: object, name: str = "as_of") -> date | None:
    """Return a day that is given as a date, a moment or text such as 2020-12-03."""
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    message = f"{name} is {value!r}, which is no day; write it like '2020-12-03'"
    raise InputError(message)


def _value(field: ParameterField, value: Any) -> Any:  # noqa: ANN401  as the hint of the field says
    if value is None:
        if field.is_required:
            _refuse(field, value)
        return None
    kinds = alternatives(field.hint)
    words = [word for kind in kinds if get_origin(kind) is Literal for word in get_args(kind)]
    if isinstance(value, str) and value in words:
        return value
    item = item_type(field.hint)
    if item is not None:
        values = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, Iterable) else ()
        if not isinstance(value, str | Iterable):
            _refuse(field, value)
        _check_bounds(field, len(values), "has")
        return tuple(_single(field, item, entry) for entry in values)
    return _single(field, kinds[0], value)


def _single(field: ParameterField, kind: Any, value: Any) -> Any:  # noqa: ANN401  as the hint says
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        check_word(field.one.replace("_", " "), str(value), tuple(kind))
        return kind(str(value))
    if kind is bool:
        return value if isinstance(value, bool) else _refuse(field, value)
    if kind is date:
        return day_of(value, field.name)
    if kind in {int, float} and not isinstance(value, bool):
        try:
            number = operator.index(value) if kind is int else float(value)
        except (TypeError, ValueError):
            return _refuse(field, value)
        if isinstance(number, int):
            _check_bounds(field, number, "is")
        return number
    if kind is str and isinstance(value, str) and value:
        if field.described.pattern and not re.fullmatch(field.described.pattern, value):
            _refuse(field, value)
        return value
    return _refuse(field, value)


def _check_bounds(field: ParameterField, number: int, verb: str) -> None:
    low, high = field.described.minimum, field.described.maximum
    if number < low or (high is not None and number > high):
        bounds = f"from {low} to {high}" if high is not None else f"at least {low}"
        message = f"{field.name} {verb} {number}; give {bounds}"
        raise InputError(message)


def _refuse(field: ParameterField, value: object) -> None:
    shown = "none" if value is None else f"a {type(value).__name__}" if field.is_private else repr(value)
    message = f"{field.name} cannot be {shown}: {field.described.text}; such as {field.described.example!r}"
    raise InputError(message)


def _type_words(hint: object) -> str:
    text = inspect.formatannotation(hint)
    return re.sub(r"\b(?:[a-z_]+\.)+([A-Z])", r"\1", text).replace("typing.", "")


def _first_line(kind: type) -> str:
    return (kind.__doc__ or "").strip().splitlines()[0]
