"""The first page: what is most violent now, how sure that is, what changed, what may be answered, what is not known."""

from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from graph_service.analysis.conflicts import CONFLICTS, ConflictParameters, Conflicts, WindowRow
from graph_service.analysis.coverage import COVERAGE
from graph_service.analysis.months import MONTHS, MonthParameters
from graph_service.analysis.scorecard import SCORECARD, LineageParameters
from graph_service.analysis.scorecard_parts import GroupRow, Scorecard
from graph_service.analysis.window_names import main_window, short_window
from graph_service.services.frame import answer
from graph_service.web import charts
from graph_service.web.page import N_, Page
from graph_service.web.page_request import PageRequest


@dataclass(frozen=True, slots=True)
class Moved:
    """A group whose rank is another one than on the earlier day; `before` is None where it had none."""

    group: GroupRow
    before: int | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What is another than on an earlier day."""

    since: date
    risen: tuple[Moved, ...]
    fallen: tuple[Moved, ...]
    opened: tuple[WindowRow, ...]
    closed: tuple[WindowRow, ...]


def overview(request: PageRequest) -> Response:
    """Show the groups by rank, the unknown always beside them, what changed, and the windows that are open."""
    context, spoken = request.held, request.translator
    card = answer(context, SCORECARD, LineageParameters(), as_of=request.day)
    conflicts = answer(context, CONFLICTS, ConflictParameters(), as_of=request.day)
    months = answer(context, MONTHS, MonthParameters(), as_of=request.day)
    coverage = answer(context, COVERAGE, LineageParameters(), as_of=request.day)
    return request.show(
        "overview.html",
        title=spoken.text(TITLE),
        card=card,
        first=_first(card),
        main=main_window(card.totals) if card.totals else None,
        short=short_window(card.totals) if card.totals else None,
        windows=_open(conflicts),
        names={row.group_id: row.name for row in card.groups},
        reached={row.group_id: row.n_notified for row in coverage.groups},
        months=months,
        month_names=charts.month_names(spoken),
        sparks=charts.sparks(spoken, months),
        intervals=charts.intervals(spoken, card),
        shootings=charts.shootings(spoken, months),
        changes=_changes(request, card, conflicts),
    )


def _first(card: Scorecard) -> tuple[GroupRow, ...]:
    """The groups that share the first rank."""
    return tuple(row for row in card.groups if row.group_id in card.most_violent)


def _open(conflicts: Conflicts) -> list[WindowRow]:
    return sorted((window for window in conflicts.windows if window.is_open), key=lambda window: window.days_left)


def _changes(request: PageRequest, card: Scorecard, conflicts: Conflicts) -> Changes | None:
    """What the same questions said on the day that stands in for the last review; None: no day was chosen."""
    since = request.date_of("since")
    if since is None or since >= card.as_of:
        return None
    context = request.held
    earlier = answer(context, SCORECARD, LineageParameters(), as_of=since)
    windows = answer(context, CONFLICTS, ConflictParameters(), as_of=since)
    ranks = {row.group_id: row.rank for row in earlier.groups}
    moved = [Moved(row, ranks.get(row.group_id)) for row in card.groups]
    now, then = ({_key(window): window for window in _open(result)} for result in (conflicts, windows))
    return Changes(
        since=since,
        risen=tuple(entry for entry in moved if entry.before is None or entry.group.rank < entry.before),
        fallen=tuple(entry for entry in moved if entry.before is not None and entry.group.rank > entry.before),
        opened=tuple(window for key, window in now.items() if key not in then),
        closed=tuple(window for key, window in then.items() if key not in now),
    )


def _key(window: WindowRow) -> tuple[str, str, str | None]:
    return window.incident_id, window.group_id, window.against


TITLE = N_("Overview")
PAGES = (Page(path="/", name="overview", title=TITLE, actions=("scorecard",), show=overview, in_menu=True),)
