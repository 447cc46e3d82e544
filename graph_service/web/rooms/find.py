"""Finding: whatever the search box is given, by id, label or name; what is just that is opened at once."""

from starlette.responses import Response

from graph_service.services.finding import Match, Matches, find
from graph_service.services.persons import MAX_QUERY
from graph_service.web.page import N_, Page
from graph_service.web.page_request import PageRequest

TITLE = N_("Find")
KIND_TITLES = {
    "person": N_("Persons"),
    "group": N_("Groups"),
    "incident": N_("Incidents"),
    "conflict": N_("Conflicts"),
}


def show_matches(request: PageRequest) -> Response:
    """Show what holds the text, or go to the one that is just that."""
    query = request.query("query")
    is_too_long = len(query) > MAX_QUERY
    matches = find(request.held, query=query, as_of=request.day) if query and not is_too_long else None
    if matches is not None and matches.only is not None:
        return request.go(_address(request, matches.only))
    return request.show(
        "find.html",
        title=request.translator.text(TITLE),
        query=query,
        is_too_long=is_too_long,
        most_signs=MAX_QUERY,
        found=matches,
        kinds=() if matches is None else _by_kind(request, matches),
    )


def _address(request: PageRequest, match: Match) -> str:
    return request.record(f"{match.kind}:{match.record_id}")


def _by_kind(request: PageRequest, matches: Matches) -> tuple[dict[str, object], ...]:
    return tuple(
        {
            "kind": kind,
            "title": request.translator.text(KIND_TITLES[kind]),
            "n_total": matches.n_total[kind],
            "matches": [(match, _address(request, match)) for match in matches.matches if match.kind == kind],
        }
        for kind in matches.searched
        if matches.n_total[kind]
    )


PAGES = (Page(path="/find", name="find", title=TITLE, actions=("search",), show=show_matches),)
