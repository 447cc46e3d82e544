"""All pages, in the order of the menu."""

from graph_service.web.page import Page
from graph_service.web.rooms import (
    access,
    conflicts,
    find,
    groups,
    importing,
    incidents,
    interface,
    lists,
    log,
    map_file,
    one_record,
    overview,
    persons,
    plan,
    policy,
    record,
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
    *record.PAGES,
    *one_record.PAGES,
    *importing.PAGES,
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
