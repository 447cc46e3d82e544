"""Who asks: a bearer token says who, a header says what for."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue, SkipJsonSchema
from pydantic_core import CoreSchema

from graph_service.domain.caller import Caller
from graph_service.errors import AuthenticationError
from graph_service.opener import Opener
from graph_service.services.access import MAX_PURPOSE, MIN_PURPOSE
from graph_service.services.context import Context, OpenStore
from graph_service.services.tokens import acting, authenticate

bearer = HTTPBearer(
    auto_error=False, scheme_name="token", description="A token, as `gruppkarta token create` prints it"
)
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
Purpose = Annotated[
    str,
    Header(
        alias="X-Purpose",
        min_length=MIN_PURPOSE,
        max_length=MAX_PURPOSE,
        description="What it is for, in one line; written to the audit trail",
        examples=["weekly review"],
    ),
]


class ShowProtected(StrEnum):
    """The one word that asks for protected identities."""

    YES = "yes"

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describe it as an enumeration: generators of clients refuse a constant in a header."""
        described = handler(schema)
        inner = handler.resolve_ref_schema(described)
        inner.pop("const", None)
        inner["enum"] = [word.value for word in cls]
        return described


ShowsProtected = Annotated[
    ShowProtected | SkipJsonSchema[None],
    Header(alias="X-Show-Protected", description="Asks for protected identities; for those who may see them"),
]


@dataclass(frozen=True, slots=True)
class RequestContext:
    """A request, and what a use case takes from whoever sent it."""

    context: Context
    http: Request


def opener_of(request: Request) -> Opener:
    """Return what opens the store of an application."""
    opener = request.app.state.opener
    assert isinstance(opener, Opener)  # noqa: S101  set by create_app
    return opener


def open_store_of(request: Request) -> OpenStore:
    """Return the open store of an application."""
    return opener_of(request).open_store()


Opened = Annotated[OpenStore, Depends(open_store_of)]


def known_caller(request: Request, open_store: Opened, credentials: Credentials) -> Caller:
    """Return who holds the token of a request, without a purpose; an `AuthenticationError` if nobody does."""
    caller = getattr(request.state, "caller", None)
    if isinstance(caller, Caller):  # judged already, before the body was read
        return caller
    if credentials is None:
        message = "send a token: 'Authorization: Bearer TOKEN'"
        raise AuthenticationError(message)
    request.state.caller = authenticate(open_store, credentials.credentials)
    return request.state.caller  # type: ignore[no-any-return]  # as just put there


Known = Annotated[Caller, Depends(known_caller)]


def impersonal_request(request: Request, open_store: Opened, caller: Known) -> RequestContext:
    """Return a request for nothing personal: it needs no purpose."""
    return _asked(open_store.context(caller), request)


def personal_request(
    request: Request, open_store: Opened, caller: Known, purpose: Purpose, shows_protected: ShowsProtected = None
) -> RequestContext:
    """Return a request for personal data, with what it is for."""
    meant = _as_sent(purpose)
    _asked(open_store.context(replace(caller, purpose=meant)), request)
    acting_caller = acting(caller, purpose=meant, shows_protected=shows_protected is not None)
    return _asked(open_store.context(acting_caller), request)


def _asked(context: Context, request: Request) -> RequestContext:
    """Keep by whom a request is, for the event that is written if it is refused."""
    request.state.context = context
    return RequestContext(context, request)


ImpersonalRequest = Annotated[RequestContext, Depends(impersonal_request)]
PersonalRequest = Annotated[RequestContext, Depends(personal_request)]


def _as_sent(header: str) -> str:
    """Headers are read as Latin-1; callers write UTF-8."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header
