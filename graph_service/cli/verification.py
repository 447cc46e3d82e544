"""The command that checks a whole store, or a backup."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.callers import PurposeOption, at_store, opened_backup
from graph_service.cli.exits import EXIT_CODES
from graph_service.cli.session import JsonOption, StoreOption, say
from graph_service.cli.whole_backups import is_whole_backup, read_whole
from graph_service.errors import DamagedStoreError

if TYPE_CHECKING:  # numpy stands behind it, and --help must be quick
    from graph_service.services.verifying import StoreCheck

BackupOption = Annotated[
    Path | None, typer.Option("--from", help="Check a file that a backup wrote, without a token.", metavar="FILE")
]


def verify(
    store: StoreOption = None, source: BackupOption = None, purpose: PurposeOption = None, json: JsonOption = False
) -> None:
    """Check that every record, reference, audit entry and token is what was written; else say what to do."""
    from graph_service.services.verifying import verify_store
    from graph_service.settings import Settings

    if source is None:
        with at_store(store, Settings(), purpose=purpose) as context:
            check = verify_store(context)
    elif is_whole_backup(source):
        _, check = read_whole(source, Settings())
    else:
        with opened_backup(source) as context:
            check = verify_store(context)
    _tell(check, as_json=json)
    if not check.is_whole:
        if source is None and not check.is_noted:
            say("this check is not in the audit trail: nothing is written to storage that is damaged")
        raise typer.Exit(EXIT_CODES[DamagedStoreError])


def purge(store: StoreOption = None, purpose: PurposeOption = None, json: JsonOption = False) -> None:
    """Take away what is left of erased values in the files of a store, and say what may still hold some."""
    from graph_service.analysis.result import to_json
    from graph_service.cli.fitting import fitted
    from graph_service.services.erasing import RESIDUE_TEXTS
    from graph_service.services.erasing import purge as purge_store
    from graph_service.settings import Settings

    with at_store(store, Settings(), purpose=purpose) as context:
        done = purge_store(context)
    if json:
        typer.echo(to_json(done), nl=False)
    else:
        typer.echo(fitted(RESIDUE_TEXTS[done.residue]))


def _tell(check: "StoreCheck", *, as_json: bool) -> None:
    from graph_service.analysis.result import to_json
    from graph_service.cli.fitting import fitted
    from graph_service.domain.store_content import Residue
    from graph_service.domain.text import counted
    from graph_service.services.erasing import RESIDUE_TEXTS

    if as_json:
        typer.echo(to_json(check), nl=False)
        return
    for finding in check.findings:
        typer.echo(fitted(f"{finding.damage}: {finding.text}"))
        typer.echo(fitted(f"  {finding.remedy}"))
    read = ", ".join(
        (
            counted(check.n_records, "record"),
            counted(check.n_entries, "audit entry", "audit entries"),
            counted(check.n_tokens, "token"),
        )
    )
    if check.is_whole:
        typer.echo(fitted(f"whole: {read}; content {check.content_hash}"))
    else:
        typer.echo(fitted(f"damaged: {counted(len(check.findings), 'finding')}; {read} were read"))
    if check.residue not in {None, Residue.NOTHING}:
        say(RESIDUE_TEXTS[check.residue])
    if check.n_tokens_unproved:
        n_tokens = counted(check.n_tokens_unproved, "token")
        say(f"{n_tokens} made before the trail noted what a token is: a change of those would not be noticed")
