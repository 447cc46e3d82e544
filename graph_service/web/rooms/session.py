"""Who has signed in: role, agency, purpose, and how to sign out, here or everywhere."""

from starlette.responses import Response

from graph_service.errors import AccessError, PurposeMissingError
from graph_service.services.access import note_refusal
from graph_service.services.tokens import acting
from graph_service.web.cookies import secret_of
from graph_service.web.page import N_, Page
from graph_service.web.page_request import PageRequest

TITLE = N_("Your session")


def session(request: PageRequest) -> Response:
    """Show who it is and what for."""
    return _page(request, purpose=request.context.purpose)


def change_purpose(request: PageRequest) -> Response:
    """Go on with another purpose."""
    purpose = str(request.form.get("purpose", "")).strip()
    shows_protected = bool(request.form.get("shows_protected"))
    try:
        acting(request.context.caller, purpose=purpose, shows_protected=shows_protected)
    except PurposeMissingError:
        return _page(request, status=400, purpose=purpose, fault="purpose")
    except AccessError as error:
        note_refusal(request.context, error)
        return _page(request, status=403, purpose=purpose, fault="protected")
    sessions = request.http.app.state.sessions
    sessions.change(secret_of(request.http), purpose=purpose, shows_protected=shows_protected)
    return request.go("/session")


def _page(request: PageRequest, *, purpose: str, fault: str = "", status: int = 200) -> Response:
    classes = sorted(data_class.value for data_class in request.context.classes)
    title = request.translator.text(TITLE)
    return request.show("session.html", status=status, title=title, classes=classes, purpose=purpose, fault=fault)


PAGES = (Page(path="/session", name="session", title=TITLE, actions=(), show=session, act=change_purpose),)
