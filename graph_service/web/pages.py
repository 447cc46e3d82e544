"""All pages, in the order of the menu."""

from graph_service.web.page import Page
from graph_service.web.rooms import (
    access,
    briefing,
    columns,
    conflicts,
    find,
    groups,
    importing,
    incidents,
    interface,
    lists,
    log,
    one_record,
    overview,
    persons,
    plan,
    policy,
    record,
    session,
    words,
)
from graph_service.web.rooms import map as map_room

PAGES: tuple[Page, ...] = (
    *overview.PAGES,
    *briefing.PAGES,
    *groups.PAGES,
    *lists.PAGES,
    *incidents.PAGES,
    *conflicts.PAGES,
    *map_room.PAGES,
    *plan.PAGES,
    *record.PAGES,
    *one_record.PAGES,
    *importing.PAGES,
    *columns.PAGES,
    *persons.PAGES,
    *find.PAGES,
    *log.PAGES,
    *access.PAGES,
    *policy.PAGES,
    *words.PAGES,
    *interface.PAGES,
    *session.PAGES,
)
