"""The whole service: the interface for other systems and the pages for people, on one store."""

from typing import Final

from fastapi import FastAPI
from starlette.routing import Match, Mount
from starlette.types import Scope

from graph_service.api.app import create_app
from graph_service.api.paths import VERSION
from graph_service.ports import Clock
from graph_service.services.context import OpenStore
from graph_service.settings import Settings
from graph_service.web.pages import PAGES
from graph_service.web.sessions import Sessions
from graph_service.web.site import create_site

DOCUMENTATION: Final = f"{VERSION}/docs"  # pages, among the addresses of the interface


class _Pages(Mount):
    """Everything that is no address of the interface, so that whoever mistypes one is told so in its own way."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Tell whether an address is one of the pages."""
        path = scope.get("path", "")
        is_page = path == DOCUMENTATION or path.startswith(f"{DOCUMENTATION}/")
        is_interface = path == VERSION or path.startswith(f"{VERSION}/")
        return (Match.NONE, {}) if is_interface and not is_page else super().matches(scope)


def create_service(settings: Settings, *, open_store: OpenStore | None = None, clock: Clock | None = None) -> FastAPI:
    """Put the service together; the store is opened when it is first needed.

    Parameters
    ----------
    settings : Settings
        Of the service.
    open_store : OpenStore | None
        A store that is open already; default: the one that the settings name.
    clock : Clock | None
        By which sessions end; default: that of the machine.

    Returns
    -------
    FastAPI
        The application.
    """
    upload_paths = {page.path for page in PAGES if page.takes_files}
    app = create_app(settings, open_store=open_store, upload_paths=upload_paths)
    site = create_site(app.state.opener, app.state.uploads, clock=clock, describe_interface=app.openapi)
    app.state.site = site
    app.router.routes.append(_Pages("/", site, name="pages"))
    return app


def sessions_of(app: FastAPI) -> Sessions:
    """Return the sessions of a service, for an address that lets somebody sign in once."""
    sessions = app.state.site.state.sessions
    assert isinstance(sessions, Sessions)  # noqa: S101  set by create_site
    return sessions
