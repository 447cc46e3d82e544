"""All pages, in the order of the menu."""

from graph_service.web.page import Page
from graph_service.web.rooms import conflicts, groups, incidents, map_file, overview, plan, session

PAGES: tuple[Page, ...] = (
    *overview.PAGES,
    *groups.PAGES,
    *incidents.PAGES,
    *conflicts.PAGES,
    *plan.PAGES,
    *map_file.PAGES,
    *session.PAGES,
)
