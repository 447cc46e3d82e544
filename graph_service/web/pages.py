"""All pages, in the order of the menu."""

from graph_service.web.page import Page
from graph_service.web.rooms import find, lists, overview, persons, session

PAGES: tuple[Page, ...] = (
    *overview.PAGES,
    *lists.PAGES,
    *persons.PAGES,
    *find.PAGES,
    *session.PAGES,
)
