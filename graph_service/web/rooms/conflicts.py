"""Conflicts: who stands against whom, and one with its parties, its history, its chain and who may answer."""

from dataclasses import replace

from starlette.responses import Response

from graph_service.analysis.conflicts import CONFLICTS, ConflictParameters, ConflictRow, Conflicts
from graph_service.analysis.groups import GROUPS
from graph_service.analysis.scorecard import LineageParameters
from graph_service.domain.vocabulary import ConflictState
from graph_service.errors import NotFoundError
from graph_service.services.changes import open_windows
from graph_service.services.frame import answer
from graph_service.web import charts
from graph_service.web.page import N_, Page
from graph_service.web.page_request import PageRequest
from graph_service.web.table_part import ShownPart, part_of

N_SHOWN, N_WINDOWS = 40, 20  # rows of a part; the groups of each are drawn against each other


def conflicts(request: PageRequest) -> Response:
    """List the conflicts, under the groups against the groups."""
    result, names = _answers(request)
    part = part_of(request, result.conflicts, size=N_SHOWN)
    return request.show(
        "conflicts.html",
        title=request.translator.text(TITLE),
        result=result,
        names=names,
        part=part,
        matrix=charts.matrix(request.translator, _of_part(result, part), names),
        alliances=part_of(request, result.alliances, name="alliances"),
        windows=part_of(request, open_windows(result), size=N_WINDOWS, name="windows", anchor="windows-heading"),
    )


def _of_part(result: Conflicts, part: ShownPart[ConflictRow]) -> Conflicts:
    """Return what stands between the groups of the conflicts that are shown, where not all are."""
    if len(part.rows) == part.n_rows:
        return result
    groups = {party.group_id for row in part.rows for party in row.parties}
    return replace(
        result,
        pairs=tuple(pair for pair in result.pairs if {pair.group_a, pair.group_b} <= groups),
        alliances=tuple(pair for pair in result.alliances if {pair.group_a, pair.group_b} <= groups),
    )


def conflict(request: PageRequest) -> Response:
    """Show one conflict."""
    key = request.part("conflict_id")
    result, names = _answers(request)
    row = next((row for row in result.conflicts if row.conflict_id == key), None)
    if row is None:
        message = f"there is no conflict {key!r}; check the id"
        raise NotFoundError(message)
    names = {**names, **{party.group_id: party.name for party in row.parties}}
    groups, incidents = {party.group_id for party in row.parties}, {link.incident_id for link in row.chain}
    windows = [
        window
        for window in result.windows
        if window.incident_id in incidents or {window.group_id, window.against} <= groups
    ]
    return request.show(
        "conflict.html",
        title=row.name or row.conflict_id,
        result=result,
        row=row,
        names=names,
        windows=windows,
        line=charts.conflict_line(request.translator, row, names, result.as_of),
    )


def _answers(request: PageRequest) -> tuple[Conflicts, dict[str, str]]:
    context = request.held
    result = answer(context, CONFLICTS, ConflictParameters(states=tuple(ConflictState)), as_of=request.day)
    groups = answer(context, GROUPS, LineageParameters(), as_of=request.day)
    named = {party.group_id: party.name for row in result.conflicts for party in row.parties}
    return result, named | {row.group_id: row.name for row in groups.groups}


TITLE = N_("Conflicts")
PAGES = (
    Page(path="/conflicts", name="conflicts", title=TITLE, actions=("conflicts",), show=conflicts, in_menu=True),
    Page(path="/conflicts/{conflict_id}", name="conflict", title=N_("Conflict"), actions=("conflicts",), show=conflict),
)
