"""All pages, in the order of the menu."""

from graph_service.web.page import Page
from graph_service.web.rooms import (
    access,
    conflicts,
    find,
    groups,
    incidents,
    interface,
    lists,
    log,
    map_file,
    overview,
    persons,
    plan,
    policy,
    session,
    words,
)

PAGES: tuple[Page, ...] = (
    *overview.PAGES,
    *groups.PAGES,
    *lists.PAGES,
    *incidents.PAGES,
    *conflicts.PAGES,
    *plan.PAGES,
    *persons.PAGES,
    *find.PAGES,
    *map_file.PAGES,
    *log.PAGES,
    *access.PAGES,
    *policy.PAGES,
    *words.PAGES,
    *interface.PAGES,
    *session.PAGES,
)
