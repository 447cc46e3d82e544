"""A request for a page: who asks, for what, in which language, and the answer as a page of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import compile_path

from graph_service.domain.parameters import FIRST_DAY, LAST_DAY
from graph_service.errors import InputError
from graph_service.languages.translator import Translator
from graph_service.services.access import may_use
from graph_service.services.context import Context
from graph_service.web.forms import here, path_of
from graph_service.web.sessions import BrowserSession
from graph_service.web.templates import rendered
from graph_service.wording.words import word

DAY = "as_of"
_OWN_PAGES = {"person": "persons", "group": "groups", "incident": "incidents", "conflict": "conflicts"}


def _quoted(part: str) -> str:
    """Return a part of a path, escaped; most are ids that need none."""
    return part if part.isascii() and part.replace("-", "").isalnum() else quote(part, safe="")


def anchor(record_id: str) -> str:
    """Return the name by which a record is led to within a page; it holds no sign that an address would change."""
    return quote(record_id, safe="").replace("%", "_")


@dataclass(frozen=True, slots=True)
class PageRequest:
    """What a page is made from."""

    http: Request
    context: Context
    session: BrowserSession
    translator: Translator
    page: str  # name of the page that is asked for
    menu: tuple[tuple[str, str], ...]  # path and title of the pages that the caller may open
    form: FormData = field(default_factory=FormData)
    reads_day: bool = True

    @property
    def day(self) -> date | None:
        """The day that the address asks for; None: today."""
        return self.date_of(DAY) if self.reads_day else None

    def date_of(self, name: str) -> date | None:
        """Return a day of the address; None: it is not there."""
        text = self.query(name)
        if not text:
            return None
        try:
            day = date.fromisoformat(text)
        except ValueError as error:
            message = f"{text[:20]!r} is not a day: write it as 2020-12-03"
            raise InputError(message) from error
        if not FIRST_DAY <= day <= LAST_DAY:
            message = f"cannot look at {day}: give a day from {FIRST_DAY} to {LAST_DAY}"
            raise InputError(message)
        return day

    def where_the_day_may_be_wrong(self) -> "PageRequest":
        """Return the request, without its day if that is none: a page must be able to say so."""
        try:
            _ = self.day
        except InputError:
            return replace(self, reads_day=False)
        return self

    @property
    def day_of_links(self) -> date | None:
        """The day that links keep: that of the address, unless it is none, as on the page that says so."""
        try:
            return self.day
        except InputError:
            return None

    @property
    def held(self) -> Context:
        """The context of one moment: all questions of a page are asked of the same records."""
        return self.context.holding(self.day)

    def query(self, name: str) -> str:
        """Return a value of the address, without blanks around it; empty: it is not there."""
        return self.http.query_params.get(name, "").strip()

    def part(self, name: str) -> str:
        """Return a part of the path as it was meant: a slash within an id is no slash of the address."""
        return str(self.http.path_params[name]).replace("%2F", "/").replace("%25", "%")

    def address(self, *parts: str, **query: object) -> str:
        """Return the address of a page within the service, on the same day; parts of the path are escaped."""
        path = "/" + "/".join(map(_quoted, parts))
        day = self.day_of_links
        if not query:  # as most links are
            return f"{path}?{DAY}={day}" if day else path
        values = {DAY: day, **query}
        text = urlencode([(name, str(value)) for name, value in values.items() if value not in {None, ""}])
        return f"{path}?{text}" if text else path

    def again(self, anchor: str = "", **query: object) -> str:
        """Return the address of this page with all that it asks for, but for some values of the query."""
        rest = [(name, value) for name, value in self.http.query_params.multi_items() if name not in query]
        text = urlencode([*rest, *((name, str(value)) for name, value in query.items() if value not in {None, ""})])
        return f"{self.path}{'?' if text else ''}{text}{'#' if anchor else ''}{anchor}"

    def link(self, *parts: str, **query: object) -> str:
        """Return the address of a page, or nothing where there is no such page, or none for the caller."""
        address = self.address(*parts, **query)
        path = address.partition("?")[0]
        for page in self.http.app.state.pages:
            is_open = not page.actions or any(may_use(self.context.caller, action) for action in page.actions)
            if page.show and is_open and compile_path(page.path)[0].match(path):
                return address
        return ""

    def record(self, record_id: str, person_id: str = "") -> str:
        """Return where a record stands, named as kind:id: on a page of its own, else on that of the person."""
        kind, _, key = record_id.partition(":")
        if kind in _OWN_PAGES:
            return self.address(_OWN_PAGES[kind], key)
        return f"{self.address('persons', person_id)}#{anchor(record_id)}" if person_id else ""

    def with_day(self, path: str) -> str:
        """Return the address of a path of the list of pages, on the same day."""
        return f"{path}?{urlencode({DAY: self.day_of_links})}" if self.day_of_links else path

    @property
    def here(self) -> str:
        """The address of this page, with all that it asks for; after a form, the page without it."""
        return here(self.http) if self.http.method == "GET" else self.path

    @property
    def path(self) -> str:
        """The path of this page, as its address has it."""
        return path_of(self.http)

    @property
    def mark(self) -> str:
        """What stands on every page, printed ones too: for whom it was made."""
        caller = self.context.caller
        text = self.translator.text("For {name}, {agency}. Not to be passed on.")
        return text.format(name=caller.name, agency=word(self.translator, caller.agency, "Agency"))

    def show(self, template: str, *, status: int = 200, **values: Any) -> Response:  # noqa: ANN401  as templates ask
        """Return a page as HTML."""
        return HTMLResponse(rendered(template, self.translator, {**self._frame(), **values}), status)

    def go(self, address: str) -> Response:
        """Send the browser on to a page, after a form was carried out."""
        return RedirectResponse(address, 303)

    def _frame(self) -> Mapping[str, Any]:
        """What the frame of every page shows."""
        caller = self.context.caller
        home = self.menu[0][0] if self.menu else "/session"
        frame = {"request": self, "session": self.session, "caller": caller, "menu": self.menu}
        return {**frame, "home": self.with_day(home), "may_search": may_use(caller, "search")}
