"""Commands about a store itself: make one, look at it."""

import sys
from contextlib import closing
from typing import Annotated

import typer

from graph_service.callers import address_of, opened_at, token_file
from graph_service.cli.callers import PurposeOption, at_store, keep_token
from graph_service.cli.copies import backup, copy, restore
from graph_service.cli.session import JsonOption, StoreOption, say
from graph_service.cli.streams import note_written
from graph_service.cli.upgrades import upgrade
from graph_service.cli.verification import purge, verify
from graph_service.errors import StoreUnavailableError

AgencyOption = Annotated[
    str,
    typer.Option(
        "--agency", help="Agency of the first administrator.", metavar="police|municipality|probation_service"
    ),
]
NameOption = Annotated[str, typer.Option("--name", help="Name of the first administrator, for the audit trail.")]
KeepOption = Annotated[
    bool, typer.Option("--keep-token", help="Write the token beside an embedded store, readable by you alone.")
]
stores = typer.Typer(help="Make a store, look into it, copy it and back it up.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (verify, purge, copy, backup, restore, upgrade):
        stores.command()(command)
    app.add_typer(stores, name="store")


@stores.command()
def init(
    store: StoreOption = None, agency: AgencyOption = "police", name: NameOption = "admin", keep: KeepOption = False
) -> None:
    """Make a store where there is none, and print the token of an agency's first administrator, once only."""
    from graph_service.domain.nearest import check_word
    from graph_service.domain.rights import Agency
    from graph_service.services.tokens import first_token, take_back_first
    from graph_service.settings import Settings

    settings = Settings()
    check_word("agency", agency, tuple(Agency))
    open_store = opened_at(store, settings)
    with closing(open_store.store):
        open_store.store.initialise()
        note_written("the store is there; whether an administrator has a token, `gruppkarta store init` says again")
        typer.echo(f"a store is ready ({open_store.store.capabilities.name})")
        token = first_token(open_store, name=name, agency=agency)
        if token is None:
            say(f"an administrator has a token of {agency}, and none was made; `gruppkarta token create` makes more")
            return
        path = token_file(address_of(store, settings)) if keep else None
        if path is not None:
            keep_token(path, token.token)
            say(f"the token of the first administrator is in {path}, for you alone")
            return
        try:
            typer.echo(f"GRUPPKARTA_TOKEN={token.token}")
            sys.stdout.flush()
        except StoreUnavailableError:  # nobody has seen it
            take_back_first(open_store, token.info.token_id)
            raise
    say(f"the token of the first administrator, shown this once; valid to {token.info.expires_at:%Y-%m-%d}")


@stores.command()
def info(store: StoreOption = None, purpose: PurposeOption = None, json: JsonOption = False) -> None:
    """Show what a store holds: records by table, content hash, length of the audit trail."""
    from graph_service.analysis.result import to_json
    from graph_service.cli.fitting import fitted
    from graph_service.cli.show import console, table
    from graph_service.domain.schema import KINDS, SCHEMA_VERSION
    from graph_service.domain.text import counted
    from graph_service.services.access import authorise, note_use
    from graph_service.settings import Settings

    with at_store(store, Settings(), purpose=purpose) as context:
        authorise(context.caller, "store_info")
        counts, content_hash = context.store.counts(), context.store.content_hash()
        n_audit = len(context.store.audit_trail())
        note_use(context, "store_info")
    if json:
        contents = {
            "schema_version": SCHEMA_VERSION,
            "content_hash": content_hash,
            "records": counts,
            "n_audit_entries": n_audit,
        }
        typer.echo(to_json(contents), nl=False)
        return
    grid = table("table", "records", right=("records",))
    for name, kind in KINDS.items():
        if counts.get(name):
            grid.add_row(kind.table, str(counts[name]))
    console().print(grid)
    n_entries = counted(n_audit, "audit entry", "audit entries")
    typer.echo(fitted(f"content {content_hash}, schema version {SCHEMA_VERSION}, {n_entries}"))
