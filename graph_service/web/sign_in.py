"""Signing in and out: with a token or an address that works once, and always with what it is for."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import ceil
from typing import Any, Final
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute

from graph_service.domain.caller import Caller
from graph_service.errors import AccessError, AuthenticationError, PurposeMissingError
from graph_service.languages.translator import LANGUAGES, translator
from graph_service.services.access import check_purpose, note_refusal, note_use
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
from graph_service.web.forms import CSRF, check_form, check_origin, form_of, here, local_path
from graph_service.web.headers import HEADERS
from graph_service.web.page import menu_of
from graph_service.web.routes import NamedRoute
from graph_service.web.sessions import Sessions
from graph_service.web.templates import rendered

UNAUTHORISED: Final = 401
FORBIDDEN: Final = 403
TOO_MANY: Final = 429
ONCE: Final = "once"
CARRIED: Final = "carried."  # before the names of fields that are carried along


def routes() -> Sequence[BaseRoute]:
    """Return the routes that nobody needs a session for."""
    return (
        NamedRoute("/sign-in", _endpoint(_form_to_sign_in), methods=["GET"], name="sign_in"),
        NamedRoute("/sign-in", _endpoint(_sign_in), methods=["POST"], name="sign_in"),
        NamedRoute("/sign-out", _endpoint(_sign_out), methods=["POST"], name="sign_out"),
        NamedRoute("/language", _endpoint(_choose_language), methods=["POST"], name="language"),
    )


def asked_first(http: Request, form: FormData) -> Response:
    """Ask who it is before a page is shown; what was typed into a form is carried along, so that nothing is lost.

    But not what the page of another site sends: somebody would sign in, and send it on as their own.
    """
    if http.method != "POST":
        return RedirectResponse(f"/sign-in?{urlencode({'next': here(http)})}", 303)
    check_origin(http)
    typed = tuple((name, value) for name, value in form.multi_items() if isinstance(value, str) and name != CSRF)
    n_files = sum(not isinstance(value, str) and bool(value.filename) for _name, value in form.multi_items())
    response = _page(
        http, status=UNAUTHORISED, next=here(http), carried=typed, has_expired=True, has_files=bool(n_files)
    )
    take_session(http, response)
    return response


def _endpoint(answer: Callable[[Request, FormData], Response]) -> Callable[[Request], Any]:
    async def endpoint(http: Request) -> Response:
        form = await form_of(http) if http.method == "POST" else FormData()
        try:
            response = await run_in_threadpool(answer, http, form)
        finally:
            await form.close()
        response.headers.update(HEADERS)
        return response

    return endpoint


def _form_to_sign_in(http: Request, _form: FormData) -> Response:
    return _page(http, next=local_path(http.query_params.get("next", "/")), once=http.query_params.get(ONCE, ""))


def _sign_in(http: Request, form: FormData) -> Response:
    """Begin a session, or say why not; what else was sent goes on to the page that it was meant for."""
    check_origin(http)
    attempts, address = http.app.state.attempts, http.client.host if http.client else ""
    once, purpose = _text(form, ONCE), _text(form, "purpose")
    target, carried = local_path(_text(form, "next")), _carried(form)
    frame = {"next": target, "carried": carried, "purpose": purpose}
    try:
        check_purpose(purpose)  # first: it costs neither an attempt nor a secret that works once
    except PurposeMissingError:
        return _page(http, status=400, once=once, fault="purpose", **frame)
    if wait := attempts.begin(address):
        seconds = ceil(wait.total_seconds())
        response = _page(http, status=TOO_MANY, once=once, wait=seconds, **frame)
        response.headers["Retry-After"] = str(seconds)
        return response
    try:
        caller = _holder(http, once, _text(form, "token"))
    except AuthenticationError:
        attempts.failed(address, request_id=str(http.scope.get("request_id", "")))
        return _page(http, status=UNAUTHORISED, fault="token", **frame)
    attempts.succeeded(address)
    try:
        acting_caller = acting(caller, purpose=purpose, shows_protected=bool(form.get("shows_protected")))
    except AccessError as error:
        note_refusal(http.app.state.opener.open_store().context(replace(caller, purpose=purpose)), error)
        return _page(http, status=FORBIDDEN, once=once, fault="protected", **frame)
    if once and not http.app.state.sessions.take_once(once):  # somebody was quicker
        return _page(http, status=UNAUTHORISED, fault="token", **frame)
    return _begun(http, acting_caller, target, carried)


def _holder(http: Request, once: str, token: str) -> Caller:
    """Return who holds a token, or was offered an address that works once; it is not used up by looking at it."""
    open_store: OpenStore = http.app.state.opener.open_store()
    sessions: Sessions = http.app.state.sessions
    return caller_of_token(open_store, sessions.offered_to(once)) if once else authenticate(open_store, token)


def _begun(http: Request, caller: Caller, target: str, carried: Sequence[tuple[str, str]]) -> Response:
    """Begin a session and go on; one that the browser had before ends."""
    sessions: Sessions = http.app.state.sessions
    note_use(http.app.state.opener.open_store().context(caller), "sign_in")  # what cannot be noted does not begin
    if earlier := secret_of(http):
        sessions.end(earlier)
    secret, session = sessions.begin(caller.token_id, caller.purpose, shows_protected=caller.shows_protected)
    if carried:
        response = _filled_again(http, target, carried, session.csrf)
    else:
        response = RedirectResponse(_first_page(http, caller) if target == "/" else target, 303)
    give_session(http, response, secret)
    return response


def _first_page(http: Request, caller: Caller) -> str:
    """Where somebody begins: not everybody may open the first page of all."""
    menu = menu_of(caller, http.app.state.pages)
    return menu[0][0] if menu else "/session"


def _sign_out(http: Request, form: FormData) -> Response:
    """End the session, or all that the same token began."""
    check_origin(http)  # without a session as well: the answer takes the cookie away
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
    frame = {"next": "/", "once": "", "carried": (), "fault": "", "purpose": "", "wait": 0}
    expired = {"has_expired": False, "has_files": False}
    return HTMLResponse(rendered("sign_in.html", spoken, {**frame, **expired, **values}), status)


def _filled_again(http: Request, target: str, carried: Sequence[tuple[str, str]], csrf: str) -> Response:
    """Show what was typed before the session ended, to be sent by whoever typed it."""
    spoken = translator(language_of(http))
    return HTMLResponse(rendered("go_on.html", spoken, {"target": target, "carried": carried, "csrf": csrf}))


def _carried(form: FormData) -> tuple[tuple[str, str], ...]:
    """What was typed into another form before; files have to be chosen again."""
    fields = ((name, value) for name, value in form.multi_items() if name.startswith(CARRIED))
    return tuple((name.removeprefix(CARRIED), value) for name, value in fields if isinstance(value, str))


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""
