"""All pages, in the order of the menu."""

from graph_service.web.page import Page
from graph_service.web.rooms import (
    access,
    find,
    interface,
    lists,
    log,
    overview,
    persons,
    policy,
    session,
    words,
)

PAGES: tuple[Page, ...] = (
    *overview.PAGES,
    *lists.PAGES,
    *persons.PAGES,
    *find.PAGES,
    *log.PAGES,
    *access.PAGES,
    *policy.PAGES,
    *words.PAGES,
    *interface.PAGES,
    *session.PAGES,
)
