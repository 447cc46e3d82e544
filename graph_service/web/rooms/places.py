"""Where incidents happened, for those who may see places: a drawing of our own, and the same as a table."""

from dataclasses import replace
from pathlib import Path

from markupsafe import Markup
from starlette.responses import Response

from graph_service.analysis.groups import GROUPS
from graph_service.analysis.network import ListedIncident
from graph_service.analysis.scorecard import LineageParameters
from graph_service.domain.dates import day_in_words
from graph_service.domain.vocabulary import IncidentStatus, IncidentType
from graph_service.errors import InputError
from graph_service.files.plain_file import read_plain
from graph_service.languages.translator import Translator
from graph_service.services.frame import answer
from graph_service.services.incident_filters import filtered_incidents
from graph_service.services.incident_places import at_one_moment, hides_place
from graph_service.web.page import N_, Page
from graph_service.web.page_request import PageRequest
from graph_service.web.rooms.incidents import filter_of
from graph_service.wording.words import word
from visualizations.boundary import MAX_BYTES, Ring, boundary_of
from visualizations.places import FILL_WORDS, PlacedIncident, coarse_radius, draw_places

MOST_ROWS = 1_000  # of the table; the drawing shows all


def places(request: PageRequest) -> Response:
    """Draw and list the incidents that count, at their places; of whom nobody may know, neither the place."""
    context, of_incidents = at_one_moment(request.context, request.day)
    groups = answer(context, GROUPS, LineageParameters(), as_of=request.day)
    sieve = filter_of(request, groups)
    counted = filtered_incidents(context, replace(sieve, status=IncidentStatus.CONFIRMED.value), as_of=request.day)
    rows = counted.incidents.incidents
    hidden = [row for row in rows if hides_place(row)]
    shown = [(row, of_incidents.of(row.incident_id)) for row in rows if not hides_place(row)]
    drawn = [(row, where.point) for row, where in shown if where.point is not None]
    spoken = request.translator
    boundary, is_readable = _boundary(request.http.app.state.opener.settings.boundary)
    said = spoken.text(
        "{n} of {all} incidents with a place, drawn by longitude and latitude; the table below lists them"
    )
    title = spoken.text(TITLE)
    drawing = draw_places(
        [
            PlacedIncident(row.incident_id, row.type, row.outcome, point, _description(spoken, row))
            for row, point in drawn
        ],
        title=title,
        description=said.format(n=len(drawn), all=len(rows)),
        t=spoken,
        boundary=boundary,
    )
    return request.show(
        "places.html",
        title=title,
        result=counted.incidents,
        sieve=sieve,
        types=sorted(counted.types or {kind.value for kind in IncidentType}),
        groups=groups.groups,
        names={row.group_id: row.name for row in groups.groups},
        drawing=Markup(drawing),  # noqa: S704  escaped where drawn
        rows=[(row, where, where.point and coarse_radius(where.point)) for row, where in shown][:MOST_ROWS],
        n_rows=len(rows),
        n_drawn=len(drawn),
        n_hidden=len(hidden),
        n_without=len(shown) - len(drawn),
        n_more=max(0, len(shown) - MOST_ROWS),
        is_boundary_readable=is_readable,
    )


def _description(spoken: Translator, row: ListedIncident) -> str:
    day = "" if row.occurred_on is None else f", {day_in_words(row.occurred_on, row.precision)}"
    return f"{row.incident_id}: {word(spoken, row.type, 'IncidentType')}, {spoken.text(FILL_WORDS[row.outcome])}{day}"


def _boundary(path: Path | None) -> tuple[tuple[Ring, ...], bool]:
    """Return the outline that the settings name, and whether it could be read: the map is of use without it, too."""
    if path is None:
        return (), True
    try:
        return boundary_of(read_plain(path, max_bytes=MAX_BYTES)), True
    except (OSError, InputError):
        return (), False


TITLE = N_("Incidents on the map")
PAGES = (Page(path="/map/places", name="places", title=TITLE, actions=("incidents",), show=places),)
