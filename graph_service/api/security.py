"""Who asks: a bearer token says who, a header says what for."""

from dataclasses import dataclass
from threading import Lock
from typing import Annotated, Literal

from fastapi import Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic.json_schema import SkipJsonSchema

from graph_service.bootstrap import opened
from graph_service.domain.caller import Caller
from graph_service.errors import AuthenticationError
from graph_service.services.access import MAX_PURPOSE, MIN_PURPOSE
from graph_service.services.tokens import acting, authenticate
from graph_service.services.workplace import Workplace
from graph_service.settings import Settings

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
ShowsProtected = Annotated[
    Literal["yes"] | SkipJsonSchema[None],
    Header(alias="X-Show-Protected", description="Asks for protected identities; for those who may see them"),
]


class Opener:
    """Opens the store when it is first needed, so that the service starts while the store is down.

    Parameters
    ----------
    settings : Settings
        Which store.
    place : Workplace | None
        One that is open already; whoever opened it closes it.
    """

    def __init__(self, settings: Settings, place: Workplace | None = None) -> None:
        self.settings = settings
        self._place = place
        self._is_own = place is None
        self._lock = Lock()

    def place(self) -> Workplace:
        """Return the open store.

        Returns
        -------
        Workplace
            The same for all requests.

        Raises
        ------
        StoreUnavailableError
            If it cannot be reached.
        """
        with self._lock:
            if self._place is None:
                self._place = opened(self.settings)
            return self._place

    def close(self) -> None:
        """Let go of a store that was opened here."""
        with self._lock:
            if self._is_own and self._place is not None:
                self._place.store.close()


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a request is worked on: the open store, who asks, and the request itself."""

    place: Workplace
    caller: Caller
    request: Request


def opener_of(request: Request) -> Opener:
    """Return what opens the store of an application.

    Parameters
    ----------
    request : Request
        A request to it.

    Returns
    -------
    Opener
        Made with the application.
    """
    opener = request.app.state.opener
    assert isinstance(opener, Opener)  # noqa: S101  set by create_app
    return opener


def place_of(request: Request) -> Workplace:
    """Return the open store of an application.

    Parameters
    ----------
    request : Request
        A request to it.

    Returns
    -------
    Workplace
        The store.
    """
    return opener_of(request).place()


Place = Annotated[Workplace, Depends(place_of)]


def known_caller(place: Place, credentials: Credentials) -> Caller:
    """Return who holds the token of a request.

    Parameters
    ----------
    place : Place
        The store.
    credentials : Credentials
        What stands in the header Authorization.

    Returns
    -------
    Caller
        Without a purpose.

    Raises
    ------
    AuthenticationError
        If there is no token, or none that is valid.
    """
    if credentials is None:
        message = "send a token: 'Authorization: Bearer TOKEN'"
        raise AuthenticationError(message)
    return authenticate(place, credentials.credentials)


Known = Annotated[Caller, Depends(known_caller)]


def open_desk(request: Request, place: Place, caller: Known) -> Desk:
    """Return where a request for nothing personal is worked on.

    Parameters
    ----------
    request : Request
        The request.
    place : Place
        The store.
    caller : Known
        Who asks.

    Returns
    -------
    Desk
        The three together.
    """
    return Desk(place, caller, request)


def personal_desk(
    request: Request, place: Place, caller: Known, purpose: Purpose, shows_protected: ShowsProtected = None
) -> Desk:
    """Return where a request for personal data is worked on.

    Parameters
    ----------
    request : Request
        The request.
    place : Place
        The store.
    caller : Known
        Who asks.
    purpose : Purpose
        What for.
    shows_protected : ShowsProtected
        Whether he asks for protected content.

    Returns
    -------
    Desk
        The three together.
    """
    told = acting(caller, purpose=_as_sent(purpose), shows_protected=shows_protected is not None)
    return Desk(place, told, request)


OpenDesk = Annotated[Desk, Depends(open_desk)]
PersonalDesk = Annotated[Desk, Depends(personal_desk)]


def _as_sent(header: str) -> str:
    """Headers are read as Latin-1; callers write UTF-8."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header
