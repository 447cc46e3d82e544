"""Who has signed in: role, agency, purpose, and how to sign out, here or everywhere."""

from starlette.responses import Response

from graph_service.services.access import check_purpose
from graph_service.services.tokens import acting
from graph_service.web.cookies import secret_of
from graph_service.web.page import N_, Page
from graph_service.web.page_request import PageRequest

TITLE = N_("Your session")


def session(request: PageRequest) -> Response:
    """Show who it is and what for."""
    classes = sorted(data_class.value for data_class in request.context.classes)
    return request.show("session.html", title=request.translator.text(TITLE), classes=classes)


def change_purpose(request: PageRequest) -> Response:
    """Go on with another purpose."""
    purpose = str(request.form.get("purpose", "")).strip()
    check_purpose(purpose)
    shows_protected = bool(request.form.get("shows_protected"))
    acting(request.context.caller, purpose=purpose, shows_protected=shows_protected)
    sessions = request.http.app.state.sessions
    sessions.change(secret_of(request.http), purpose=purpose, shows_protected=shows_protected)
    return request.go("/session")


PAGES = (Page(path="/session", name="session", title=TITLE, actions=(), show=session, act=change_purpose),)
