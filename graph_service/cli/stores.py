"""Commands about a store itself: make one, look at it."""

from typing import TYPE_CHECKING

import typer

from graph_service.cli.session import JsonOption, StoreOption
from graph_service.domain.caller import Caller

if TYPE_CHECKING:  # numpy stands behind it, and --help must be quick
    from graph_service.services.workplace import Workplace

stores = typer.Typer(help="Make a store, look at it.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands.

    Parameters
    ----------
    app : typer.Typer
        The command line.
    """
    app.add_typer(stores, name="store")


def open_store(url: str | None) -> "tuple[Workplace, Caller]":
    """Open a store for work.

    Parameters
    ----------
    url : str | None
        Its address; None: that of the settings.

    Returns
    -------
    tuple[Workplace, Caller]
        The store opened, and who asks.

    Raises
    ------
    ConfigurationError
        If no store is named.
    """
    from graph_service.bootstrap import store_at, workplace
    from graph_service.domain.caller import LOCAL_CALLER
    from graph_service.domain.policy import default_policy
    from graph_service.errors import ConfigurationError
    from graph_service.settings import Settings

    settings = Settings()
    address = url or settings.store
    if address is None:
        message = "say which store: --store URL, such as sqlite:///groups.db"
        raise ConfigurationError(message)
    password = None if settings.store_password is None else settings.store_password.get_secret_value()
    return workplace(store_at(address, user=settings.store_user, password=password), default_policy()), LOCAL_CALLER


@stores.command()
def init(store: StoreOption = None) -> None:
    """Make a store where there is none; harmless where there is one."""
    place, _ = open_store(store)
    place.store.initialise()
    typer.echo(f"a store is ready ({place.store.capabilities.name})")


@stores.command()
def info(store: StoreOption = None, json: JsonOption = False) -> None:
    """Say what a store holds: records by kind, content hash, last entries of the audit trail."""
    from graph_service.analysis.result import to_json
    from graph_service.cli.show import console, table
    from graph_service.domain.schema import KINDS, SCHEMA_VERSION

    place, _ = open_store(store)
    counts, content_hash = place.store.counts(), place.store.content_hash()
    n_audit = len(place.store.audit_trail())
    if json:
        found = {
            "schema_version": SCHEMA_VERSION,
            "content_hash": content_hash,
            "records": counts,
            "n_audit_entries": n_audit,
        }
        typer.echo(to_json(found), nl=False)
        return
    made = table("table", "records", right=("records",))
    for name, kind in KINDS.items():
        if counts.get(name):
            made.add_row(kind.table, str(counts[name]))
    console().print(made)
    typer.echo(f"content {content_hash}, schema version {SCHEMA_VERSION}, {n_audit} audit entries")
