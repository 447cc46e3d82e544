"""All pages, in the order of the menu."""

from graph_service.web.page import Page
from graph_service.web.rooms import overview, session

PAGES: tuple[Page, ...] = (
    *overview.PAGES,
    *session.PAGES,
)
