"""The real service on 127.0.0.1: a server in a thread, tokens for every role, and what goes through it."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Thread

import httpx
from starlette.types import ASGIApp

from graph_service.adapters.memory import MemoryStore
from graph_service.api.app import create_app
from graph_service.api.server import server_of
from graph_service.domain.caller import Caller, CallerRole
from graph_service.domain.policy import default_policy
from graph_service.domain.rights import RIGHTS, Agency
from graph_service.domain.tables import Tables, tables_of
from graph_service.ports import GraphStore
from graph_service.services.context import OpenStore
from graph_service.services.importing import import_tables
from graph_service.services.snapshots import Snapshots
from graph_service.services.tokens import acting, authenticate, create_token, first_token
from graph_service.settings import Settings
from tests.api.city import AS_OF, city

PURPOSE = "weekly review"
START = datetime.fromisoformat("2020-12-03T08:00:00+00:00")
PAIRS = tuple(RIGHTS)
ADMIN = (CallerRole.ADMIN, Agency.POLICE)


@dataclass(slots=True)
class FixedClock:
    """A clock that moves when a test moves it."""

    instant: datetime = START

    def today(self) -> date:
        return self.instant.date()

    def now(self) -> datetime:
        return self.instant

    def later(self, **by: float) -> None:
        self.instant += timedelta(**by)


@dataclass(frozen=True, slots=True)
class City:
    """The small city in a store, with a token for every role of every agency."""

    place: OpenStore
    clock: FixedClock
    tokens: Mapping[tuple[CallerRole, Agency], str] = field(repr=False)

    def caller(self, role: CallerRole, agency: Agency, *, shows_protected: bool = False) -> Caller:
        known = authenticate(self.place, self.tokens[role, agency])
        return acting(known, purpose=PURPOSE, shows_protected=shows_protected)

    def headers(self, role: CallerRole = ADMIN[0], agency: Agency = ADMIN[1]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[role, agency]}", "X-Purpose": PURPOSE}


def open_store_of(store: GraphStore, clock: FixedClock) -> OpenStore:
    """Open a store for work under a clock of the test."""
    return OpenStore(store, Snapshots(store), default_policy(), clock)


def city_in(store: GraphStore, tables: Tables | None = None) -> City:
    """Put the small city, or what stands for it, and a token for every role into a store."""
    store.initialise()
    clock = FixedClock()
    place = open_store_of(store, clock)
    admins = {
        agency: acting(authenticate(place, first_token(place, agency=agency.value, anew=True).token), purpose="set-up")
        for agency in Agency
    }
    import_tables(place.context(admins[Agency.POLICE]), tables_of(city()) if tables is None else tables)
    tokens = {
        (role, agency): create_token(
            place.context(admins[agency]), name=f"{role.value} of {agency.value}", agency=agency.value, role=role.value
        ).token
        for role, agency in PAIRS
    }
    return City(place, clock, tokens)


def city_in_memory() -> City:
    """The small city in memory."""
    return city_in(MemoryStore())


@contextmanager
def listening() -> Iterator[tuple[list[socket.socket], str]]:
    """A free port that listens already, so that nobody waits for a server; and its address.

    Named by its protocol: without that the event loop does not switch the sending delay off, 40 ms an answer.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as opened:
        opened.bind(("127.0.0.1", 0))
        opened.listen()
        yield [opened], f"http://127.0.0.1:{opened.getsockname()[1]}"


@contextmanager
def served(app: ASGIApp, settings: Settings | None = None) -> Iterator[httpx.Client]:
    """Serve an application and return a client of it."""
    with listening() as (sockets, address):
        server = server_of(app, settings or Settings())
        thread = Thread(target=server.run, kwargs={"sockets": sockets})
        thread.start()
        try:
            with httpx.Client(base_url=address, timeout=60) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def service(found: City, settings: Settings | None = None) -> Iterator[httpx.Client]:
    """Serve a city."""
    settings = settings or Settings()
    with served(create_app(settings, open_store=found.place), settings) as client:
        yield client


DAY = f"as_of={AS_OF.isoformat()}"
