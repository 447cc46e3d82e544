"""Incidents: a list that can be narrowed, on a time line; and one with everything that hangs on it."""

from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from graph_service.analysis.groups import GROUPS
from graph_service.analysis.incident import INCIDENT, IncidentParameters
from graph_service.analysis.network import INCIDENTS, ListedIncident
from graph_service.analysis.network_incidents import IncidentListParameters
from graph_service.analysis.scorecard import LineageParameters
from graph_service.domain.vocabulary import IncidentType
from graph_service.errors import InputError
from graph_service.services.frame import answer
from graph_service.services.incident_places import at_one_moment
from graph_service.web import charts
from graph_service.web.page import N_, Page
from graph_service.web.page_request import PageRequest

N_SHOWN = 100  # on a page
STATUSES = ("confirmed", "hold")


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to; empty: to nothing."""

    begin: date | None
    end: date | None
    type: str
    group: str
    status: str

    @property
    def is_set(self) -> bool:
        """Whether it leaves anything out."""
        return any((self.begin, self.end, self.type, self.group, self.status))

    def lets_through(self, row: ListedIncident) -> bool:
        """Tell whether an incident stays in the list; one without a date does where no time is asked for."""
        day = row.occurred_on
        if self.begin and (day is None or day < self.begin):
            return False
        if self.end and (day is None or day > self.end):
            return False
        if self.type and row.type != self.type:
            return False
        if self.status and row.status != self.status:
            return False
        return not self.group or self.group in {*row.suspect_groups, *row.victim_groups}


def incidents(request: PageRequest) -> Response:
    """List the incidents that count and those on hold, the latest first."""
    context = request.held
    result = answer(context, INCIDENTS, IncidentListParameters(on_hold=True), as_of=request.day)
    groups = answer(context, GROUPS, LineageParameters(), as_of=request.day)
    sieve = filter_of(request)
    rows = sorted((row for row in result.incidents if sieve.lets_through(row)), key=latest_first)
    start = _start(request)
    shown = rows[start : start + N_SHOWN]
    return request.show(
        "incidents.html",
        title=request.translator.text(TITLE),
        result=result,
        rows=shown,
        n_rows=len(rows),
        start=start,
        n_shown=N_SHOWN,
        sieve=sieve,
        types=sorted({row.type for row in result.incidents} or {kind.value for kind in IncidentType}),
        statuses=STATUSES,
        groups=groups.groups,
        names={row.group_id: row.name for row in groups.groups},
        line=charts.incident_line(request.translator, shown, result.as_of),
    )


def filter_of(request: PageRequest) -> Filter:
    """Return what the address narrows the list to."""
    return Filter(
        begin=request.date_of("begin"),
        end=request.date_of("end"),
        type=request.query("type"),
        group=request.query("group"),
        status=request.query("status"),
    )


def _start(request: PageRequest) -> int:
    text = request.query("start") or "0"
    if not (text.isascii() and text.isdigit() and len(text) <= 9):  # noqa: PLR2004  a billion incidents
        message = f"{text[:20]!r} is not a place in the list: give a whole number, such as {N_SHOWN}"
        raise InputError(message)
    return int(text)


def latest_first(row: ListedIncident) -> tuple[int, str]:
    """Return what the order of the list goes by."""
    return (0 if row.occurred_on is None else -row.occurred_on.toordinal(), row.incident_id)


def incident(request: PageRequest) -> Response:
    """Show one incident, with its place for those who may see places."""
    context, places = at_one_moment(request.context, request.day)
    parameters = IncidentParameters(incident_id=request.part("incident_id"))
    result = answer(context, INCIDENT, parameters, as_of=request.day)
    groups = answer(context, GROUPS, LineageParameters(), as_of=request.day)
    return request.show(
        "incident.html",
        title=result.incident_id,
        result=result,
        place=places.of(result.incident_id),
        places_withheld=places.are_withheld,
        names={row.group_id: row.name for row in groups.groups} | {row.group_id: row.name for row in result.groups},
    )


TITLE = N_("Incidents")
PAGES = (
    Page(path="/incidents", name="incidents", title=TITLE, actions=("incidents",), show=incidents, in_menu=True),
    Page(path="/incidents/{incident_id}", name="incident", title=N_("Incident"), actions=("incidents",), show=incident),
)
