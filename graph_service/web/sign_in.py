"""Signing in and out: with a token or an address that works once, and always with what it is for."""

from collections.abc import Callable, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from graph_service.domain.caller import Caller
from graph_service.errors import AccessError, AuthenticationError, PurposeMissingError
from graph_service.languages.translator import LANGUAGES, translator
from graph_service.services.access import check_purpose, note_use
from graph_service.services.context import OpenStore
from graph_service.services.tokens import acting, authenticate, caller_of_token
from graph_service.web.cookies import (
    give_language,
    give_session,
    is_over_tls,
    language_of,
    secret_of,
    take_session,
)
from graph_service.web.forms import CSRF, check_form, check_origin, form_of, local_path
from graph_service.web.headers import HEADERS
from graph_service.web.sessions import Sessions
from graph_service.web.templates import rendered

UNAUTHORISED: Final = 401
TOO_MANY: Final = 429
ONCE: Final = "once"
_OURS: Final = frozenset({"token", ONCE, "purpose", "next", "shows_protected", CSRF})


def routes() -> Sequence[BaseRoute]:
    """Return the routes that nobody needs a session for."""
    return (
        Route("/sign-in", _endpoint(_form_to_sign_in), methods=["GET"], name="sign_in"),
        Route("/sign-in", _endpoint(_sign_in), methods=["POST"], name="sign_in"),
        Route("/sign-out", _endpoint(_sign_out), methods=["POST"], name="sign_out"),
        Route("/language", _endpoint(_choose_language), methods=["POST"], name="language"),
    )


def asked_first(http: Request, form: FormData) -> Response:
    """Ask who it is before a page is shown; what was typed into a form is carried along, so that nothing is lost."""
    if http.method == "POST":
        return _page(http, status=UNAUTHORISED, next=_here(http), carried=_carried(form), has_expired=True)
    return RedirectResponse(f"/sign-in?{urlencode({'next': _here(http)})}", 303)


def _endpoint(answer: Callable[[Request, FormData], Response]) -> Callable[[Request], Any]:
    async def endpoint(http: Request) -> Response:
        form = await form_of(http) if http.method == "POST" else FormData()
        response = await run_in_threadpool(answer, http, form)
        response.headers.update(HEADERS)
        return response

    return endpoint


def _form_to_sign_in(http: Request, _form: FormData) -> Response:
    return _page(http, next=local_path(http.query_params.get("next", "/")), once=http.query_params.get(ONCE, ""))


def _sign_in(http: Request, form: FormData) -> Response:
    """Begin a session, or say why not; what else was sent goes on to the page that it was meant for."""
    check_origin(http)
    attempts, address = http.app.state.attempts, http.client.host if http.client else ""
    target = local_path(_text(form, "next"))
    carried = _carried(form)
    if wait := attempts.wait_of(address):
        seconds = max(1, round(wait.total_seconds()))
        response = _page(http, status=TOO_MANY, next=target, carried=carried, wait=seconds)
        response.headers["Retry-After"] = str(seconds)
        return response
    open_store: OpenStore = http.app.state.opener.open_store()
    sessions: Sessions = http.app.state.sessions
    once, purpose = _text(form, ONCE), _text(form, "purpose")
    shows_protected = bool(form.get("shows_protected"))
    try:
        if once:
            check_purpose(purpose)  # a secret that works once is not used up by a purpose left out
            caller = caller_of_token(open_store, sessions.take_once(once))
        else:
            caller = authenticate(open_store, _text(form, "token"))
        caller = acting(caller, purpose=purpose, shows_protected=shows_protected)
    except PurposeMissingError:
        return _page(http, status=400, next=target, once=once, carried=carried, fault="purpose", purpose=purpose)
    except (AuthenticationError, AccessError) as error:
        fault = "token" if isinstance(error, AuthenticationError) else "protected"
        if isinstance(error, AuthenticationError):
            attempts.failed(address)
        return _page(http, status=UNAUTHORISED, next=target, carried=carried, fault=fault, purpose=purpose)
    attempts.succeeded(address)
    return _begun(http, caller, target, carried)


def _begun(http: Request, caller: Caller, target: str, carried: Sequence[tuple[str, str]]) -> Response:
    """Begin a session and go on; one that the browser had before ends."""
    sessions: Sessions = http.app.state.sessions
    if earlier := secret_of(http):
        sessions.end(earlier)
    secret, session = sessions.begin(caller.token_id, caller.purpose, shows_protected=caller.shows_protected)
    note_use(http.app.state.opener.open_store().context(caller), "sign_in")
    response = _filled_again(http, target, carried, session.csrf) if carried else RedirectResponse(target, 303)
    give_session(http, response, secret)
    return response


def _sign_out(http: Request, form: FormData) -> Response:
    """End the session, or all that the same token began."""
    sessions: Sessions = http.app.state.sessions
    secret = secret_of(http)
    session = sessions.of(secret) if secret else None
    if session is not None:
        check_form(http, form, session)
        if form.get("everywhere"):
            sessions.end_all(session.token_id)
        sessions.end(secret)
        http.app.state.drafts.drop_all(session.csrf)
    response = RedirectResponse("/sign-in", 303)
    take_session(http, response)
    return response


def _choose_language(http: Request, form: FormData) -> Response:
    check_origin(http)
    language = _text(form, "language")
    response = RedirectResponse(local_path(_text(form, "next")), 303)
    if language in LANGUAGES:
        give_language(response, language, secure=is_over_tls(http))
    return response


def _page(http: Request, *, status: int = 200, **values: Any) -> Response:  # noqa: ANN401  as the template asks
    spoken = translator(language_of(http))
    frame = {"next": "/", "once": "", "carried": (), "has_expired": False, "fault": "", "purpose": "", "wait": 0}
    return HTMLResponse(rendered("sign_in.html", spoken, {**frame, **values}), status)


def _filled_again(http: Request, target: str, carried: Sequence[tuple[str, str]], csrf: str) -> Response:
    """Show what was typed before the session ended, to be sent by whoever typed it."""
    spoken = translator(language_of(http))
    return HTMLResponse(rendered("go_on.html", spoken, {"target": target, "carried": carried, "csrf": csrf}))


def _carried(form: FormData) -> tuple[tuple[str, str], ...]:
    """What was typed into a form: all but what signing in takes for itself; files have to be chosen again."""
    prefix = "carried."
    again = [(name.removeprefix(prefix), value) for name, value in form.multi_items() if name.startswith(prefix)]
    fields = again or [(name, value) for name, value in form.multi_items() if name not in _OURS]
    return tuple((name, value) for name, value in fields if isinstance(value, str) and name != CSRF)


def _here(http: Request) -> str:
    return local_path(http.url.path + (f"?{http.url.query}" if http.url.query else ""))


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""
