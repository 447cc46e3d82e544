"""What a form is refused for, in the words of the reader."""

from graph_service.errors import AccessError, GruppkartaError
from graph_service.services.access import note_refusal
from graph_service.statuses import SERVER_FAULT, status_of
from graph_service.web.page_request import PageRequest
from graph_service.wording.faults import fault


def refusal_text(request: PageRequest, error: GruppkartaError) -> str:
    """Return what a form is refused for, in the language of the page; a fault of the service is raised on."""
    if status_of(error) >= SERVER_FAULT:
        raise error
    if isinstance(error, AccessError):
        note_refusal(request.context, error)
    return fault(request.translator, error)
