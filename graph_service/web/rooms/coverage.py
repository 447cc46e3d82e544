"""Whom the message has reached, by group."""

from starlette.responses import Response

from graph_service.analysis.coverage import COVERAGE
from graph_service.analysis.scorecard import LineageParameters
from graph_service.services.frame import answer
from graph_service.web.page import N_, Page
from graph_service.web.page_request import PageRequest

TITLE = N_("Coverage")


def show_coverage(request: PageRequest) -> Response:
    """Show of each group how many members were notified, and how many are left."""
    result = answer(request.held, COVERAGE, LineageParameters(), as_of=request.day)
    return request.show(
        "coverage.html",
        title=request.translator.text(TITLE),
        result=result,
    )


PAGES = (
    Page(
        path="/coverage",
        name="coverage",
        title=TITLE,
        actions=(COVERAGE.action,),
        show=show_coverage,
        in_menu=True,
    ),
)
