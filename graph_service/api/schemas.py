"""What the bodies look like: models made from the result classes, field by field, so that they cannot drift apart.

The bodies themselves are written from the results, not through these models; tests hold one against
the other. Every field has an example.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from inspect import cleandoc
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Union, cast, get_args, get_origin, get_type_hints

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, create_model

from graph_service.analysis.conflicts import Conflicts
from graph_service.analysis.explain import Explanation
from graph_service.analysis.lanes import Lane
from graph_service.analysis.network import Network
from graph_service.analysis.registry import Measure
from graph_service.analysis.representatives import Representatives
from graph_service.analysis.scorecard import Scorecard
from graph_service.api.examples import EXAMPLES, EXAMPLES_BY_CLASS
from graph_service.domain.caller import CallerRole
from graph_service.domain.dictionary import TableEntry
from graph_service.domain.policy import Policy
from graph_service.domain.report import LoadReport
from graph_service.domain.rights import Agency
from graph_service.domain.vocabulary import TieKind
from graph_service.ports import WriteSummary
from graph_service.services.auditing import AuditPage, Verification
from graph_service.services.mapping import GroupDetail, GroupList, IncidentList
from graph_service.services.persons import MAX_QUERY, PersonDetail, PersonList
from graph_service.services.tokens import MAX_NAME, MAX_TOKEN_DAYS, TOKEN_DAYS, NewToken, TokenInfo
from graph_service.services.workplace import FIRST_DAY, LAST_DAY

STRICT: Final = ConfigDict(extra="forbid")


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


ISO_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY), BeforeValidator(_iso_date)]
Whole = Annotated[int, BeforeValidator(_whole_number)]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: how the files were read, and what was written."""

    load: LoadReport
    write: WriteSummary


@dataclass(frozen=True, slots=True)
class Measures:
    """All measures."""

    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Dictionary:
    """All tables with their columns."""

    tables: tuple[TableEntry, ...]


@dataclass(frozen=True, slots=True)
class Tokens:
    """All tokens."""

    tokens: tuple[TokenInfo, ...]


@dataclass(frozen=True, slots=True)
class State:
    """How the service stands."""

    status: str
    version: str


class SearchRequest(BaseModel):
    """Whom to look for. A name stands in a body, because addresses are written down on their way."""

    model_config = STRICT

    query: str = Field(
        default="", max_length=MAX_QUERY, examples=["P-0014"], description="Part of an id, label, name or alias"
    )
    as_of: Day | None = Field(default=None, examples=["2020-12-03"], description="The day; default: today")
    after: str | None = Field(default=None, max_length=1000, examples=["P-0014"], description="Cursor: `next_after`")
    limit: Whole = Field(default=100, ge=1, le=1000, examples=[100], description="At most so many on a page")


class PlanRequest(BaseModel):
    """Whom to reach, out of whom. Ids of persons stand in a body, not in an address."""

    model_config = STRICT

    as_of: Day | None = Field(default=None, examples=["2020-12-03"], description="The day; default: today")
    groups: list[str] | None = Field(
        default=None, max_length=1000, examples=[["G-01"]], description="Ids of the groups to reach; default: all"
    )
    pool: list[str] | str | None = Field(
        default=None, examples=["supervised"], description="Ids of persons who may be chosen, or supervised"
    )
    budget: Whole | None = Field(default=None, ge=1, le=10_000, examples=[5], description="At most so many persons")
    n_alternatives: Whole = Field(default=0, ge=0, le=100, examples=[2], description="How many other optimal sets")
    kinds: list[TieKind] | None = Field(
        default=None, min_length=1, max_length=100, examples=[["kin", "friend"]], description="Only ties of these kinds"
    )
    lineage: StrictBool = Field(
        default=True, examples=[True], description="Whether a successor counts for its forerunners"
    )


class TokenRequest(BaseModel):
    """For whom a token is made."""

    model_config = STRICT

    name: str = Field(min_length=1, max_length=MAX_NAME, examples=["analyst 3"], description="Who gets it")
    agency: Agency = Field(examples=["police"], description="His agency")
    role: CallerRole = Field(examples=["analyst"], description="His role, one that his agency has")
    days: Whole = Field(default=TOKEN_DAYS, ge=1, le=MAX_TOKEN_DAYS, examples=[30], description="For how long")


@cache
def model_of(kind: type) -> type[BaseModel]:
    """Return the model of a result class or of a part of one.

    Parameters
    ----------
    kind : type
        A dataclass.

    Returns
    -------
    type[BaseModel]
        With all of its fields, each required, and no other.
    """
    hints = get_type_hints(kind, include_extras=False)
    own: dict[str, Any] = {}
    for field in fields(kind):
        example = EXAMPLES_BY_CLASS.get((kind.__name__, field.name), EXAMPLES.get(field.name))
        given: dict[str, Any] = {} if example is None else {"examples": [example]}
        own[field.name] = (_type_of(hints[field.name]), Field(**given))
    text = cleandoc(kind.__doc__ or "").split("\n\n")[0]
    return create_model(kind.__name__, __config__=STRICT, __doc__=text, **own)


def _type_of(hint: object) -> Any:  # noqa: ANN401  a type for pydantic, whatever it is
    arguments = get_args(hint)
    origin = get_origin(hint)
    if isinstance(hint, UnionType) or origin is Union:
        return Union[tuple(_type_of(one) for one in arguments)]  # noqa: UP007  made from a list
    if origin is Annotated:
        return _type_of(arguments[0])
    if origin is tuple:
        return list[_type_of(arguments[0])]  # type: ignore[misc]  # made at run time
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return dict[str, _type_of(arguments[1])]  # type: ignore[misc]  # made at run time
    if hint is None or hint is NoneType:
        return None
    kind = cast("type", hint)
    if is_dataclass(kind):
        return model_of(kind)
    if issubclass(kind, Enum) or kind in {str, int, float, bool, date, datetime}:
        return kind
    message = f"a body may not hold a {kind.__name__}"
    raise TypeError(message)


SCORECARD = model_of(Scorecard)
GROUPS = model_of(GroupList)
GROUP = model_of(GroupDetail)
CONFLICTS = model_of(Conflicts)
INCIDENTS = model_of(IncidentList)
NETWORK = model_of(Network)
LANE = model_of(Lane)
EXPLANATION = model_of(Explanation)
REPRESENTATIVES = model_of(Representatives)
PERSONS = model_of(PersonList)
PERSON = model_of(PersonDetail)
LOAD_REPORT = model_of(LoadReport)
IMPORTED = model_of(Imported)
MEASURES = model_of(Measures)
DICTIONARY = model_of(Dictionary)
POLICY = model_of(Policy)
NEW_TOKEN = model_of(NewToken)
TOKEN = model_of(TokenInfo)
TOKENS = model_of(Tokens)
AUDIT = model_of(AuditPage)
VERIFICATION = model_of(Verification)
STATE = model_of(State)
