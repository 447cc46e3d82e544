"""What the bodies look like: models made from the result classes, field by field, so that they cannot drift apart.

The bodies themselves are written from the results, not through these models; tests hold one against
the other. Every field has an example.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from datetime import date, datetime
from enum import Enum
from inspect import cleandoc
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

from pydantic import BaseModel, Field, create_model

from graph_service.analysis.registry import Measure
from graph_service.analysis.result import plain
from graph_service.api.parameters import STRICT, Day, Whole
from graph_service.api.problem_types import ProblemTypes
from graph_service.domain.cache import once_per_class
from graph_service.domain.caller import CallerRole
from graph_service.domain.described import Described, DescribedField, described_fields
from graph_service.domain.dictionary import TableEntry
from graph_service.domain.parameters import MAX_ID, alternatives
from graph_service.domain.policy import Policy
from graph_service.domain.rights import Agency
from graph_service.services.auditing import AuditPage, Verification
from graph_service.services.comparing import Comparison
from graph_service.services.importing import CheckedReport, Imported
from graph_service.services.joining import MAX_REASON, MIN_REASON, JoinDecision
from graph_service.services.persons import MAX_QUERY, PersonDetail, PersonList
from graph_service.services.record_reading import RecordHistory, StoredRecord
from graph_service.services.subjects import class_within
from graph_service.services.tokens import MAX_NAME, MAX_TOKEN_DAYS, TOKEN_DAYS, NewToken, TokenInfo
from graph_service.services.undoing import Undone
from graph_service.services.written_records import WrittenRecords


@dataclass(frozen=True, slots=True)
class Measures:
    """All measures."""

    measures: Annotated[tuple[Measure, ...], Described("the measures, in the order in which they are listed", None)]


@dataclass(frozen=True, slots=True)
class Dictionary:
    """All tables with their columns."""

    tables: Annotated[tuple[TableEntry, ...], Described("the tables, in the order of their kinds", None)]


@dataclass(frozen=True, slots=True)
class Tokens:
    """All tokens."""

    tokens: Annotated[tuple[TokenInfo, ...], Described("the tokens, by the instant they were made", None)]


@dataclass(frozen=True, slots=True)
class State:
    """How the service stands."""

    status: Annotated[str, Described("ok, or ready once the store answers", "ok")]
    version: Annotated[str, Described("version of the service", "0.1.0")]


class SearchRequest(BaseModel):
    """Whom to look for. A name stands in a body, because addresses are written down on their way."""

    model_config = STRICT

    query: str = Field(
        default="", max_length=MAX_QUERY, examples=["P-0014"], description="Part of an id, label, name or alias"
    )
    as_of: Day | None = Field(default=None, examples=["2020-12-03"], description="The day; default: today")
    after: str | None = Field(default=None, max_length=1000, examples=["P-0014"], description="Cursor: `next_after`")
    limit: Whole = Field(default=100, ge=1, le=1000, examples=[100], description="At most so many on a page")


class TokenRequest(BaseModel):
    """For whom a token is made."""

    model_config = STRICT

    name: str = Field(min_length=1, max_length=MAX_NAME, examples=["analyst 3"], description="Who gets it")
    agency: Agency = Field(examples=["police"], description="Their agency")
    role: CallerRole = Field(examples=["analyst"], description="Their role, one that the agency has")
    days: Whole = Field(default=TOKEN_DAYS, ge=1, le=MAX_TOKEN_DAYS, examples=[30], description="For how long")


class JoinRequest(BaseModel):
    """Which two rows, and why. They stand in a body, because addresses are written down on their way."""

    model_config = STRICT

    person_a: str = Field(min_length=1, max_length=MAX_ID, examples=["P-0014"], description="Id of a row")
    person_b: str = Field(min_length=1, max_length=MAX_ID, examples=["P-0031"], description="Id of the other row")
    reason: str = Field(
        min_length=MIN_REASON,
        max_length=MAX_REASON,
        examples=["same birth year, contacts and nickname"],
        description="Why, in one line, without names",
    )


def example_of(field: DescribedField) -> object:
    """Return the example of a field; what is described within is its own example."""
    inner = class_within(field.hint)
    if inner is None or field.described.example is not None:
        return field.described.example
    value = {part.name: example_of(part) for part in described_fields(inner)}
    origins = {get_origin(kind) or kind for kind in alternatives(field.hint)}
    if origins & {tuple, Sequence}:
        return [value]
    return (
        {"365": value} if any(isinstance(origin, type) and issubclass(origin, Mapping) for origin in origins) else value
    )


@once_per_class
def model_of(kind: type) -> type[BaseModel]:
    """Return the model of a result class or of a part of one."""
    members: dict[str, Any] = {}
    for field in described_fields(kind):
        described = field.described
        text = f"{described.text} ({described.unit})" if described.unit else described.text
        members[field.name] = (
            _type_of(field.hint, field.described.words),
            Field(description=text, examples=[plain(example_of(field))]),
        )
    text = cleandoc(kind.__doc__ or "").split("\n\n")[0]
    return create_model(kind.__name__, __config__=STRICT, __doc__=text, **members)


def _type_of(hint: object, words: tuple[str, ...] = ()) -> Any:  # noqa: ANN401  a type for pydantic, whatever it is
    arguments = get_args(hint)
    origin = get_origin(hint)
    if isinstance(hint, UnionType) or origin is Union:
        return Union[tuple(_type_of(argument, words) for argument in arguments)]  # noqa: UP007  made from a list
    if origin is Annotated:
        return _type_of(arguments[0])
    if origin in {tuple, Sequence}:
        return list[_type_of(arguments[0], words)]  # type: ignore[misc]  # made at run time
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return dict[str, _type_of(arguments[1])]  # type: ignore[misc]  # made at run time
    if hint is str and words:
        return Literal[tuple(str(word) for word in words)]
    if hint is None or hint is NoneType:
        return None
    kind = cast("type", hint)
    if is_dataclass(kind):
        return model_of(kind)
    if issubclass(kind, Enum) or kind in {str, int, float, bool, date, datetime}:
        return kind
    message = f"a body may not hold a {kind.__name__}"
    raise TypeError(message)


PERSONS = model_of(PersonList)
PERSON = model_of(PersonDetail)
JOIN_DECISION = model_of(JoinDecision)
CHECKED_REPORT = model_of(CheckedReport)
IMPORTED = model_of(Imported)
RECORD = model_of(StoredRecord)
RECORD_HISTORY = model_of(RecordHistory)
RECORDS_WRITTEN = model_of(WrittenRecords)
UNDONE = model_of(Undone)
COMPARISON = model_of(Comparison)
MEASURES = model_of(Measures)
DICTIONARY = model_of(Dictionary)
POLICY = model_of(Policy)
NEW_TOKEN = model_of(NewToken)
TOKEN = model_of(TokenInfo)
TOKENS = model_of(Tokens)
AUDIT = model_of(AuditPage)
VERIFICATION = model_of(Verification)
STATE = model_of(State)
PROBLEMS = model_of(ProblemTypes)
