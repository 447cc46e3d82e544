"""Who works on a store from this machine: the holder of a token. The service has callers of its own."""

import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from graph_service.domain.limits import MAX_SECRET_BYTES
from graph_service.errors import AuthenticationError, ConfigurationError, GruppkartaError
from graph_service.files.plain_file import read_plain

if TYPE_CHECKING:  # heavy: `--help` answers without them
    from graph_service.domain.policy import Policy
    from graph_service.services.context import Context, OpenStore
    from graph_service.settings import Settings

SQLITE = "sqlite:///"


def opened_for(
    url: str | None,
    settings: "Settings",
    *,
    purpose: str | None,
    shows_protected: bool = False,
    policy: "Policy | None" = None,
    token: str | None = None,
) -> "Context":
    """Open a store for the holder of the token: that one, or what settings and the file beside the store say."""
    from graph_service.services.access import refusals_noted
    from graph_service.services.tokens import acting, authenticate

    open_store = opened_at(url, settings, policy=policy)
    try:
        secret = token or token_for(address_of(url, settings), settings)
        if secret is None:
            open_store.store.tokens()  # where there is no store, that is what must be said
            message = (
                "work on a store needs a token: set GRUPPKARTA_TOKEN; `gruppkarta store init` prints the first one"
            )
            raise AuthenticationError(message)
        caller = authenticate(open_store, secret)
        meant = purpose or settings.purpose or ""
        with refusals_noted(open_store.context(replace(caller, purpose=meant))):
            caller = acting(caller, purpose=meant, shows_protected=shows_protected)
    except GruppkartaError:
        open_store.store.close()
        raise
    return open_store.context(caller)


def opened_at(url: str | None, settings: "Settings", *, policy: "Policy | None" = None) -> "OpenStore":
    """Open a store that lasts longer than the command."""
    from graph_service.bootstrap import opened

    if address_of(url, settings) == "memory:":
        message = "a store in memory ends with the command: load tables with --case DIR, or name a store that stays"
        raise ConfigurationError(message)
    return opened(settings, url=url, policy=policy)


def address_of(url: str | None, settings: "Settings") -> str:
    """Return the address of the store to work on; empty: none is named."""
    return settings.store or "" if url is None else url


def token_file(url: str) -> Path | None:
    """Return where the token of an embedded store lies, if it lies beside it."""
    return Path(url.removeprefix(SQLITE) + ".token") if url.startswith(SQLITE) else None


def token_for(url: str, settings: "Settings") -> str | None:
    """Return the token of the caller, or the one that lies beside an embedded store; None: there is none."""
    if settings.token is not None:
        return settings.token.get_secret_value()
    path = token_file(url)
    if path is None or not path.is_file():
        return None
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        message = f"the token in {path.name} can be read by others; take their rights away (chmod 600)"
        raise ConfigurationError(message)
    try:
        return read_plain(path, max_bytes=MAX_SECRET_BYTES).decode("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        message = f"the token in {path.name} cannot be read: set GRUPPKARTA_TOKEN instead, or see to the file"
        raise ConfigurationError(message) from error
