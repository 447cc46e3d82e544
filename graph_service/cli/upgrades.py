"""The command that brings a store of an earlier program to this one."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.callers import address_of, opened_at, token_for
from graph_service.cli.callers import PurposeOption
from graph_service.cli.copies import write_all, write_records
from graph_service.cli.session import FORCE, ForceOption, JsonOption, StoreOption, refuse_existing, say
from graph_service.cli.streams import note_written
from graph_service.cli.whole_backups import check_backup_key
from graph_service.errors import AuthenticationError, InputError

if TYPE_CHECKING:  # numpy stands behind it, and --help must be quick
    from graph_service.services.context import Context
    from graph_service.services.upgrading import Upgraded

KeepOption = Annotated[
    Path | None, typer.Option("--keep", help="File for the copy that is made and checked first.", metavar="FILE")
]
RecordsOnlyOption = Annotated[
    bool,
    typer.Option("--records-only", help="Keep a copy of the records alone; it needs no key."),
]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Do it all, check it, and change nothing.")]


def upgrade(
    store: StoreOption = None,
    keep: KeepOption = None,
    records_only: RecordsOnlyOption = False,
    dry_run: DryRunOption = False,
    force: ForceOption = False,
    purpose: PurposeOption = None,
    json: JsonOption = False,
) -> None:
    """Bring a store that an earlier version made to this one, all or nothing; a checked copy is kept first."""
    from graph_service.services.upgrading import upgrade_store
    from graph_service.settings import Settings

    settings = Settings()
    if keep is None and not dry_run:
        message = "say where the copy is kept: --keep FILE; or look first what would happen, with --dry-run"
        raise InputError(message)
    if keep is not None:
        refuse_existing(keep, force=force, way_out=FORCE)
    key = None if keep is None or records_only else check_backup_key(settings)

    def make_copy(context: "Context") -> None:
        if keep is None:
            return
        if key is None:
            write_records(keep, context)
        else:
            write_all(keep, context, key)
        say(f"wrote {keep}: what the store holds, read as this version reads it, and checked")

    opened = opened_at(store, settings)
    with closing(opened.store):
        secret = token_for(address_of(store, settings), settings)
        if secret is None:
            message = "an upgrade needs the token of an administrator of the store: set GRUPPKARTA_TOKEN"
            raise AuthenticationError(message)
        upgraded = upgrade_store(
            opened, secret, purpose=purpose or settings.purpose or "", keep=make_copy, dry_run=dry_run
        )
    _tell(upgraded, as_json=json)


def _tell(upgraded: "Upgraded", *, as_json: bool) -> None:
    from graph_service.analysis.result import to_json
    from graph_service.cli.fitting import fitted
    from graph_service.domain.text import counted

    if upgraded.is_done:
        note_written("the store was upgraded")
    if as_json:
        typer.echo(to_json(upgraded), nl=False)
        return
    if upgraded.content_hash is None:
        typer.echo(fitted(f"the store has layout version {upgraded.to_layout} already: nothing to do"))
        return
    what = "upgraded" if upgraded.is_done else "would be upgraded, and nothing was changed:"
    layouts = f"from layout version {upgraded.from_layout} to {upgraded.to_layout}"
    n_records = counted(upgraded.n_records, "record")
    typer.echo(fitted(f"{what} {layouts}; {n_records} were read and compared, content {upgraded.content_hash}"))
