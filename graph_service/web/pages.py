"""All pages, in the order of the menu."""

from graph_service.web.page import Page
from graph_service.web.rooms import columns, importing, one_record, overview, record, session

PAGES: tuple[Page, ...] = (
    *overview.PAGES,
    *record.PAGES,
    *one_record.PAGES,
    *importing.PAGES,
    *columns.PAGES,
    *session.PAGES,
)
