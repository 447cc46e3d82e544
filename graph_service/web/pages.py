"""All pages, in the order of the menu."""

from graph_service.web.page import Page
from graph_service.web.rooms import importing, overview, record, session

PAGES: tuple[Page, ...] = (
    *overview.PAGES,
    *record.PAGES,
    *importing.PAGES,
    *session.PAGES,
)
