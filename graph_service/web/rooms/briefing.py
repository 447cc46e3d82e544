"""The briefing: what a meeting reads before it decides, on a screen and on two printed sides."""

from starlette.responses import Response

from graph_service.analysis.result import WITHHELD
from graph_service.services import briefing
from graph_service.services.access import may_receive, may_use
from graph_service.web import charts
from graph_service.web.page import N_, Page
from graph_service.web.page_request import PageRequest

TITLE = N_("Briefing")


def show_briefing(request: PageRequest) -> Response:
    """Show the briefing without names."""
    return _shown(request, with_names=False)


def show_names(request: PageRequest) -> Response:
    """Show the briefing with the names of those who are listed, which is written down."""
    return _shown(request, with_names=True)


def _shown(request: PageRequest, *, with_names: bool) -> Response:
    context, spoken = request.held, request.translator
    brief = briefing.briefing(context, as_of=request.day, since=request.date_of("since"), with_names=with_names)
    months = brief.months
    return request.show(
        "briefing.html",
        title=spoken.text(TITLE),
        brief=brief,
        card=brief.scorecard,
        intervals=charts.intervals(spoken, brief.groups.rows, len(brief.scorecard.groups)),
        shootings=None if months is None else charts.shootings(spoken, months),
        years=() if months is None else months.years[: briefing.N_YEARS],
        month_names=charts.month_names(spoken),
        lane_headings={name: spoken.text(heading) for name, heading in briefing.LANE_TITLES.items()},
        not_asked=[spoken.text(briefing.PART_NAMES[name]) for name in brief.not_asked],
        may_name=may_use(context.caller, "names") and may_receive(context, "names") and _lists_anybody(brief),
        with_names=with_names,
        n_reasons=briefing.N_REASONS,
        n_records=briefing.N_RECORDS,
        n_picks=briefing.N_PICKS,
    )


def _lists_anybody(brief: briefing.Briefing) -> bool:
    return any(row.person.person_id != WITHHELD for lane in brief.lanes for row in lane.lane.rows)


PAGES = (
    Page(path="/briefing", name="briefing", title=TITLE, actions=("scorecard",), show=show_briefing, act=show_names),
)
