"""What went wrong, as a page that says what to do next."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from graph_service.languages.translator import Translator
from graph_service.web.page import N_
from graph_service.web.page_request import PageRequest
from graph_service.web.templates import rendered

NOT_FOUND = 404
TITLES = {
    400: N_("The request could not be read"),
    401: N_("Sign in first"),
    403: N_("You may not do this"),
    404: N_("There is no such page"),
    405: N_("There is no such page"),
    409: N_("It is there already"),
    412: N_("Somebody has changed it in the meantime"),
    413: N_("That is too much at once"),
    422: N_("Something in the address or the form is wrong"),
    503: N_("The service cannot answer just now"),
}
FAULT = N_("Something went wrong here")
AFTER_A_FAULT = N_("Load the page again. If it goes wrong again, give the number below to whoever runs the service.")
NO_SUCH_ADDRESS = N_("Check the address, or go to the first page.")  # where no search box stands
REMEDIES = {
    403: N_("Ask the administrator of your agency if you need it for your work. That you tried was noted in the log."),
    404: N_("Check the address, or look for a person, a group or an incident in the search box."),
    503: N_("Wait a moment and load the page again. Nothing that was saved is lost."),
}


def problem_page(http: Request, translator: Translator, status: int, detail: str | None) -> Response:
    """Return a page that says what went wrong; in the frame of the pages where somebody is signed in."""
    request: PageRequest | None = getattr(http.state, "page_request", None)
    remedy = REMEDIES.get(status, AFTER_A_FAULT if status not in TITLES else "")
    if request is None and status == NOT_FOUND:
        remedy = NO_SUCH_ADDRESS
    values = {
        "title": translator.text(TITLES.get(status, FAULT)),
        "detail": detail,
        "remedy": translator.text(remedy),
        "request_id": str(http.scope.get("request_id", "")),
    }
    if request is not None:
        return request.where_the_day_may_be_wrong().show("problem.html", status=status, **values)
    return HTMLResponse(rendered("problem_signed_out.html", translator, values), status)
