"""Incidents: a list that can be narrowed, on a time line; and one with everything that hangs on it."""

from starlette.responses import Response

from graph_service.analysis.groups import GROUPS, GroupList
from graph_service.analysis.incident import INCIDENT, IncidentParameters
from graph_service.analysis.scorecard import LineageParameters
from graph_service.domain.vocabulary import IncidentType
from graph_service.services.frame import answer
from graph_service.services.incident_filters import IncidentFilters, filtered_incidents
from graph_service.services.incident_places import at_one_moment
from graph_service.web import charts
from graph_service.web.page import N_, Page
from graph_service.web.page_request import PageRequest
from graph_service.web.table_part import asked_part, part_at

N_SHOWN = 60  # rows of a part, each drawn on the time line
STATUSES = ("confirmed", "hold")


def incidents(request: PageRequest) -> Response:
    """List the incidents that count and those on hold, the latest first."""
    context = request.held
    groups = answer(context, GROUPS, LineageParameters(), as_of=request.day)
    sieve = filter_of(request, groups)
    shown = filtered_incidents(context, sieve, as_of=request.day, cut=asked_part(request, size=N_SHOWN))
    result = shown.incidents
    part = part_at(request, result.incidents, shown.n_passing, size=N_SHOWN)
    return request.show(
        "incidents.html",
        title=request.translator.text(TITLE),
        result=result,
        part=part,
        sieve=sieve,
        types=sorted(shown.types or {kind.value for kind in IncidentType}),
        statuses=STATUSES,
        groups=groups.groups,
        names={row.group_id: row.name for row in groups.groups},
        line=charts.incident_line(request.translator, part.rows, result.as_of),
    )


def filter_of(request: PageRequest, groups: GroupList) -> IncidentFilters:
    """Return what the address narrows the list to."""
    group = request.query("group")
    return IncidentFilters(
        begin=request.date_of("begin"),
        end=request.date_of("end"),
        type=request.query("type"),
        group=next((row.group_id for row in groups.groups if row.name.casefold() == group.casefold()), group),
        status=request.query("status"),
    )


def incident(request: PageRequest) -> Response:
    """Show one incident, with its place for those who may see places."""
    incident_id = request.part("incident_id")
    context, places = at_one_moment(request.context, request.day, incident_id)
    parameters = IncidentParameters(incident_id=incident_id)
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
