"""The first page: what is most violent now, how sure that is, what changed, what may be answered, what is not known."""

from starlette.responses import Response

from graph_service.analysis.conflicts import CONFLICTS, ConflictParameters, Conflicts
from graph_service.analysis.coverage import COVERAGE
from graph_service.analysis.months import MONTHS, MonthParameters
from graph_service.analysis.scorecard import SCORECARD, LineageParameters
from graph_service.analysis.scorecard_parts import GroupRow, Scorecard
from graph_service.analysis.window_names import main_window, short_window
from graph_service.services.changes import Changes, changes_since, open_windows
from graph_service.services.frame import answer
from graph_service.web import charts
from graph_service.web.page import N_, Page
from graph_service.web.page_request import PageRequest
from graph_service.web.table_part import part_of

N_GROUPS, N_WINDOWS = 30, 20  # rows of a part; each row of a group has two charts


def overview(request: PageRequest) -> Response:
    """Show the groups by rank, the unknown always beside them, what changed, and the windows that are open."""
    context, spoken = request.held, request.translator
    card = answer(context, SCORECARD, LineageParameters(), as_of=request.day)
    conflicts = answer(context, CONFLICTS, ConflictParameters(), as_of=request.day)
    months = answer(context, MONTHS, MonthParameters(), as_of=request.day)
    coverage = answer(context, COVERAGE, LineageParameters(), as_of=request.day)
    part = part_of(request, card.groups, size=N_GROUPS, anchor="groups-heading")
    return request.show(
        "overview.html",
        title=spoken.text(TITLE),
        card=card,
        first=_first(card),
        main=main_window(card.totals) if card.totals else None,
        short=short_window(card.totals) if card.totals else None,
        part=part,
        windows=part_of(request, open_windows(conflicts), size=N_WINDOWS, name="windows", anchor="windows-heading"),
        names={row.group_id: row.name for row in card.groups},
        reached={row.group_id: row.n_notified for row in coverage.groups},
        months=months,
        month_names=charts.month_names(spoken),
        sparks=charts.sparks(spoken, months, [row.group_id for row in part.rows]),
        intervals=charts.intervals(spoken, part.rows, len(card.groups)),
        shootings=charts.shootings(spoken, months),
        changes=_changes(request, card, conflicts),
    )


def _first(card: Scorecard) -> tuple[GroupRow, ...]:
    """The groups that share the first rank."""
    return tuple(row for row in card.groups if row.group_id in card.most_violent)


def _changes(request: PageRequest, card: Scorecard, conflicts: Conflicts) -> Changes | None:
    """What changed since the day that stands in for the last review; None: no day was chosen."""
    since = request.date_of("since")
    return None if since is None or since >= card.as_of else changes_since(request.held, since, card, conflicts)


TITLE = N_("Overview")
PAGES = (Page(path="/", name="overview", title=TITLE, actions=("scorecard",), show=overview, in_menu=True),)
