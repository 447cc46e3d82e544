"""The first page: what is most violent now, how sure that is, what may be answered, what is not known."""

from starlette.responses import Response

from graph_service.analysis.conflicts import CONFLICTS, ConflictParameters
from graph_service.analysis.scorecard import SCORECARD, LineageParameters
from graph_service.analysis.scorecard_parts import Scorecard
from graph_service.analysis.window_names import main_window, short_window
from graph_service.services.frame import answer
from graph_service.web.page import N_, Page
from graph_service.web.page_request import PageRequest


def overview(request: PageRequest) -> Response:
    """Show the groups by rank, the unknown always beside them, and the windows that are open."""
    context = request.held
    card = answer(context, SCORECARD, LineageParameters(), as_of=request.day)
    conflicts = answer(context, CONFLICTS, ConflictParameters(), as_of=request.day)
    open_windows = sorted((window for window in conflicts.windows if window.is_open), key=lambda w: w.days_left)
    return request.show(
        "overview.html",
        title=request.translator.text(TITLE),
        card=card,
        first=_first(card),
        main=main_window(card.totals) if card.totals else None,
        short=short_window(card.totals) if card.totals else None,
        windows=open_windows,
        names={row.group_id: row.name for row in card.groups},
    )


def _first(card: Scorecard) -> tuple[object, ...]:
    """The groups that share the first rank."""
    return tuple(row for row in card.groups if row.group_id in card.most_violent)


TITLE = N_("Overview")
PAGES = (Page(path="/", name="overview", title=TITLE, actions=("scorecard",), show=overview, in_menu=True),)
