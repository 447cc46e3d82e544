"""The pages put together: routes, sessions, errors, headers."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from graph_service.bootstrap import SystemClock
from graph_service.domain.cache import BoundedCache
from graph_service.domain.caller import Caller
from graph_service.errors import AccessError, AuthenticationError, GruppkartaError, StoreUnavailableError
from graph_service.languages.translator import Translator, translator
from graph_service.opener import Opener
from graph_service.ports import Clock
from graph_service.services.access import note_refusal
from graph_service.services.context import Context
from graph_service.services.tokens import acting, caller_of_token
from graph_service.statuses import RETRY_AFTER_S, SERVER_FAULT, STATUS, note_cause, status_of
from graph_service.uploads import Uploads
from graph_service.web import sign_in
from graph_service.web.attempts import Attempts
from graph_service.web.cookies import language_of, secret_of
from graph_service.web.drafts import Drafts
from graph_service.web.forms import check_form, form_of
from graph_service.web.headers import HEADERS
from graph_service.web.interface_document import operations_of
from graph_service.web.page import Page, may_open, menu_of
from graph_service.web.page_request import PageRequest
from graph_service.web.pages import PAGES
from graph_service.web.problem_page import problem_page
from graph_service.web.routes import NamedRoute
from graph_service.web.sessions import BrowserSession, Sessions
from graph_service.web.static_files import map_file, static_file
from graph_service.wording.faults import fault

FIGURES_KEPT = 12


def create_site(
    opener: Opener,
    uploads: Uploads,
    pages: tuple[Page, ...] = PAGES,
    clock: Clock | None = None,
    describe_interface: Callable[[], Mapping[str, Any]] = dict,
) -> Starlette:
    """Put the pages together; the store is opened when the first of them needs it.

    Parameters
    ----------
    opener : Opener
        Opens the store of the service, and holds its settings.
    uploads : Uploads
        Takes files in, and has them read.
    pages : tuple[Page, ...]
        The pages.
    clock : Clock | None
        By which sessions end; default: that of the machine.
    describe_interface : Callable[[], Mapping[str, Any]]
        Describes the interface for other programs, in the form of OpenAPI.

    Returns
    -------
    Starlette
        The application; its ``state.sessions`` begin, find and end sessions.
    """
    settings = opener.settings
    clock = clock or SystemClock()
    routes: list[BaseRoute] = [
        NamedRoute("/static/{version}/{name}", static_file, name="static"),
        NamedRoute("/static/{version}/map/{name}", map_file, name="static_map"),
        *sign_in.routes(),
        *(_route(page) for page in pages),
    ]
    site = Starlette(
        routes=routes, exception_handlers={GruppkartaError: _deliberate, HTTPException: _http, Exception: _unexpected}
    )
    site.state.opener, site.state.pages = opener, pages
    site.state.describe_interface = describe_interface
    site.state.operations = cache(lambda: operations_of(describe_interface()))
    site.state.sessions = Sessions(
        clock.now,
        idle=timedelta(minutes=settings.session_idle_minutes),
        longest=timedelta(minutes=settings.session_minutes),
    )
    site.state.figures = BoundedCache(FIGURES_KEPT)  # of the map: to compose one takes most of the time
    site.state.attempts = Attempts(clock.now)
    site.state.uploads, site.state.drafts = uploads, Drafts(clock.now)
    site.router.redirect_slashes = False  # a path with one more or less may be another record
    return site


def _route(page: Page) -> NamedRoute:
    async def endpoint(http: Request) -> Response:
        if page.takes_files and http.method == "POST":
            response = await _with_files(page, http)
        else:
            form = await form_of(http) if http.method == "POST" else FormData()
            try:
                response = await run_in_threadpool(_answer, page, http, form)
            finally:
                await form.close()  # files that were sent
        response.headers.update(HEADERS)
        return response

    methods = [*(["GET"] if page.show else []), *(["POST"] if page.act else [])]
    return NamedRoute(page.path, endpoint, methods=methods, name=page.name)


async def _with_files(page: Page, http: Request) -> Response:
    """Answer a form with a file: nothing of it is taken in before it is sure who sends it, and that they may."""
    if await run_in_threadpool(_begun, page, http) is None:
        return await run_in_threadpool(sign_in.asked_first, http, FormData())
    with http.app.state.uploads.taken_in():
        form = await form_of(http)
        try:
            return await run_in_threadpool(_answer, page, http, form)
        finally:
            await form.close()


def _begun(page: Page, http: Request) -> BrowserSession | None:
    """Return the session of a request; None: they sign in first. Who may not open the page is refused."""
    sessions: Sessions = http.app.state.sessions
    secret = secret_of(http)
    session = sessions.of(secret) if secret else None
    caller = None if session is None else _caller(http, session)
    if session is None or caller is None:
        return None
    context = http.app.state.opener.open_store().context(caller, language=language_of(http))
    http.state.context = context
    spoken, menu = translator(context.language), menu_of(caller, http.app.state.pages)
    http.state.page_request = PageRequest(http, context, session, spoken, page.name, menu)
    if not may_open(caller, page):
        message = f"the role {caller.role.value} of {caller.agency} has no access to this page"
        raise AccessError(message, attempt=page.actions[0])
    return session


def _answer(page: Page, http: Request, form: FormData) -> Response:
    session = _begun(page, http)
    if session is None:
        return sign_in.asked_first(http, form)
    request = replace(http.state.page_request, form=form)
    http.state.page_request = request
    http.app.state.drafts.drop_old()
    if http.method == "POST":
        check_form(http, form, session)
        assert page.act is not None  # noqa: S101  no route else
        return page.act(request)
    assert page.show is not None  # noqa: S101  no route else
    return page.show(request)


def _caller(http: Request, session: BrowserSession) -> Caller | None:
    """Who holds the token of the session now; None once it was revoked or has expired."""
    try:
        caller = caller_of_token(http.app.state.opener.open_store(), session.token_id)
    except AuthenticationError:
        http.app.state.sessions.end_all(session.token_id)
        return None
    return acting(caller, purpose=session.purpose, shows_protected=session.shows_protected)


def _deliberate(http: Request, error: Exception) -> Response:
    assert isinstance(error, GruppkartaError)  # noqa: S101  registered for it
    context = getattr(http.state, "context", None)
    if isinstance(error, AccessError) and isinstance(context, Context):
        note_refusal(context, error)
    status = status_of(error)
    if status >= SERVER_FAULT:
        note_cause(str(http.scope.get("request_id", "")), error)
    return _as_page(http, status, None if status >= SERVER_FAULT else error)


def _http(http: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  registered for it
    response = _as_page(http, error.status_code, None)
    response.headers.update(error.headers or {})  # which methods there are
    return response


def _unexpected(http: Request, _error: Exception) -> Response:
    """Whatever it is, it must not tell the reader what it holds; the outermost layer logs where it was."""
    return _as_page(http, SERVER_FAULT, None)


def _as_page(http: Request, status: int, error: GruppkartaError | None) -> Response:
    spoken: Translator = translator(language_of(http))
    response = problem_page(http, spoken, status, None if error is None else fault(spoken, error))
    if status == STATUS[StoreUnavailableError]:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    response.headers.update(HEADERS)
    return response
