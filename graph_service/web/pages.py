"""All pages, in the order of the menu."""

from graph_service.web.page import Page
from graph_service.web.rooms import access, interface, log, overview, policy, session, words

PAGES: tuple[Page, ...] = (
    *overview.PAGES,
    *log.PAGES,
    *access.PAGES,
    *policy.PAGES,
    *words.PAGES,
    *interface.PAGES,
    *session.PAGES,
)
