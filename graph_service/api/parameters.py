"""Parameters of questions as a route takes them: in the address, in the query, or in a body where they name persons."""

import re
from collections.abc import Sequence
from dataclasses import MISSING
from datetime import date
from enum import StrEnum
from inspect import Parameter as Argument
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from fastapi import Path, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, create_model
from pydantic.json_schema import SkipJsonSchema

from graph_service.api.paths import decoded
from graph_service.domain.parameters import (
    FIRST_DAY,
    LAST_DAY,
    MAX_ID,
    AsOf,
    ParameterField,
    alternatives,
    item_type,
)

STRICT: Final = ConfigDict(extra="forbid")
ISO_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
MAX_NAME: Final = 200


def _iso_date(value: object) -> object:
    """Dates are written as 2020-12-03 and in no other way: no number is a date."""
    if isinstance(value, date) or (isinstance(value, str) and ISO_DATE.match(value)):
        return value
    raise ValueError("write the day as YYYY-MM-DD")


def _whole_number(value: object) -> object:
    """A text is no number, nor is a yes; 5.0 is one."""
    if isinstance(value, str | bool):
        raise ValueError("write a whole number")  # noqa: TRY004  pydantic takes no other error
    return value


class _Absent:
    value: SkipJsonSchema[None]


Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY), BeforeValidator(_iso_date)]
Whole = Annotated[int, BeforeValidator(_whole_number)]  # bounds stand before the validator, or are not described
AS_OF = get_args(AsOf)[1]
AS_OF_FIELD = ParameterField("as_of", date | None, AS_OF, None)


def in_body(field: ParameterField, address: str) -> bool:
    """Say whether a parameter that may name persons is no part of the address, which others write down."""
    return field.names_persons and f"{{{field.name}}}" not in address


def argument(field: ParameterField) -> Argument:
    """Return the argument of a route that takes a parameter from its path or query."""
    described = field.described
    hint: Any
    kind: Any
    item: Any
    if field.is_required:
        hint = Annotated[
            _plain(field),
            BeforeValidator(decoded),
            Path(description=described.text, examples=[described.example], **_length(field)),
        ]
        return Argument(field.name, Argument.KEYWORD_ONLY, annotation=hint)
    if field.is_list:
        item = item_type(field.hint)
        inner: Any = Annotated[str, Query(min_length=1, max_length=MAX_NAME)] if item is str else item
        items: Any = Annotated[_list_of(inner), Field(**_bounds(field))]
        hint = Annotated[items | _absent(), Query(alias=field.one, description=described.text)]
        return Argument(field.name, Argument.KEYWORD_ONLY, annotation=hint, default=None)
    kind = Day if date in alternatives(field.hint) else _plain(field)
    if bounds := _bounds(field):
        kind = Annotated[kind, Field(**bounds)]
    query = Query(alias=described.in_query or None, description=described.text, examples=[described.example])
    if type(None) in get_args(field.hint):
        kind = kind | _absent()
    return Argument(field.name, Argument.KEYWORD_ONLY, annotation=Annotated[kind, query], default=field.default)


def body_of(name: str, fields: Sequence[ParameterField]) -> type[BaseModel]:
    """Return the model of a body that takes parameters."""
    members: dict[str, Any] = {}
    for field in fields:
        described = field.described
        example = list(described.example) if isinstance(described.example, tuple) else described.example
        default = ... if field.is_required else None if field.is_list else field.default
        members[field.name] = (
            _body_type(field),
            Field(default=default, description=described.text, examples=[example]),
        )
    return create_model(name, __config__=STRICT, **members)


def values_of(fields: Sequence[ParameterField], values: dict[str, Any]) -> dict[str, Any]:
    """Return what was given, lists as tuples; what was not given is left to its default."""
    arguments = {}
    for field in fields:
        value = values[field.name]
        if value is None and field.default is not MISSING:
            continue
        arguments[field.name] = tuple(value) if isinstance(value, list) else value
    return arguments


def _body_type(field: ParameterField) -> Any:  # noqa: ANN401  a type for pydantic
    kinds: list[Any] = []
    described = field.described
    for kind in alternatives(field.hint):
        if get_origin(kind) is tuple:
            (item,) = get_args(kind)[:1]
            bounds = {} if field.names_persons and not described.each else _bounds(field)
            item = Annotated[item, Field(min_length=1, max_length=MAX_ID)] if item is str and described.each else item
            kinds.append(Annotated[_list_of(item), Field(fail_fast=True, **bounds)])  # a long list may be all wrong
        elif kind is int:
            kinds.append(Annotated[int, Field(**_bounds(field)), BeforeValidator(_whole_number)])
        elif kind is str:
            kinds.append(Annotated[str, Field(**(_bounds(field) or _length(field)))])
        else:
            kinds.append({date: Day, bool: StrictBool}.get(kind, kind))
    may_be_absent = (field.is_list and not field.is_required) or type(None) in get_args(field.hint)
    return Union[(*kinds, None)] if may_be_absent else kinds[0]


def _plain(field: ParameterField) -> Any:  # noqa: ANN401  a type for the framework
    (kind,) = alternatives(field.hint)
    return kind if get_origin(kind) is Literal or issubclass(kind, StrEnum | str | int | float | bool) else str


def _length(field: ParameterField) -> dict[str, Any]:
    is_text = _plain(field) is str
    return {"min_length": 1, "max_length": field.described.maximum or MAX_ID} if is_text else {}


def _bounds(field: ParameterField) -> dict[str, Any]:
    described = field.described
    if field.is_list:
        return {"min_length": described.minimum or None, "max_length": described.maximum}
    if int in alternatives(field.hint):
        return {"ge": described.minimum, "le": described.maximum}
    return {"pattern": f"^{described.pattern}$"} if described.pattern else {}


def _list_of(item: Any) -> Any:  # noqa: ANN401  a type made at run time
    return list.__class_getitem__(item)


def _absent() -> Any:  # noqa: ANN401  None, which the description does not name: the parameter is left out
    return get_type_hints(_Absent, include_extras=True)["value"]
