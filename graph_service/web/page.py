"""What a page is: an address, a name, whom it is for, and what shows it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from graph_service.domain.caller import Caller
from graph_service.languages.source import N_ as N_  # noqa: PLC0414  rooms take it here
from graph_service.services.access import may_use
from graph_service.web.page_request import PageRequest

Shown = Callable[[PageRequest], Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page: who may do none of its use cases has no page of it, and no link to it; one without is for everybody.

    `act` answers the forms of the page. A page in the menu stands there under its title, in the order of the list.
    """

    path: str
    name: str
    title: str
    actions: tuple[str, ...]
    show: Shown | None = None
    act: Shown | None = None
    in_menu: bool = False
    takes_files: bool = False  # its forms may be as large as an archive that is sent to the interface


def may_open(caller: Caller, page: Page) -> bool:
    """Tell whether a caller may do one of the use cases that a page is for."""
    return not page.actions or any(may_use(caller, action) for action in page.actions)


def menu_of(caller: Caller, pages: Sequence[Page]) -> tuple[tuple[str, str], ...]:
    """Return path and title of the pages in the menu of a caller; the first of them is where they begin."""
    return tuple((page.path, page.title) for page in pages if page.in_menu and may_open(caller, page))
