"""Commands that copy a store: into another store, into a file, and back."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.callers import SQLITE
from graph_service.cli.callers import PurposeOption, at_store, opened_backup
from graph_service.cli.session import (
    FORCE,
    ForceOption,
    JsonOption,
    StoreOption,
    progress_teller,
    refuse_existing,
    say,
)
from graph_service.cli.streams import note_written
from graph_service.cli.whole_backups import check_backup_key, is_whole_backup, restore_whole_backup, write_whole
from graph_service.errors import DamagedStoreError, InputError
from graph_service.files.whole_file import whole_file

if TYPE_CHECKING:  # numpy stands behind it, and --help must be quick
    from graph_service.services.context import Context
    from graph_service.services.copying import Copied
    from graph_service.services.verifying import StoreCheck
    from graph_service.services.whole_copies import WholeCopy
    from graph_service.settings import Settings

N_SHOWN = 5  # findings in one line
FromArgument = Annotated[str, typer.Argument(help="Address of the store to copy.", metavar="FROM")]
ToArgument = Annotated[str, typer.Argument(help="Address of an empty store.", metavar="TO")]
ResumeOption = Annotated[bool, typer.Option("--resume", help="Go on with a copy that was cut short.")]
WithTrailOption = Annotated[
    bool,
    typer.Option(
        "--with-trail",
        help="The audit trail and the tokens too; the file is encrypted with GRUPPKARTA_BACKUP_KEY.",
    ),
]
OutOption = Annotated[Path, typer.Option("--out", help="File to write.", metavar="FILE")]
BackupOption = Annotated[Path, typer.Option("--from", help="File that a backup wrote.", metavar="FILE")]


def copy(
    source: FromArgument,
    target: ToArgument,
    resume: ResumeOption = False,
    purpose: PurposeOption = None,
    json: JsonOption = False,
) -> None:
    """Copy all records into an empty store, and prove by the content hash that both hold the same."""
    from graph_service.services.copying import copy_store
    from graph_service.settings import Settings

    settings = Settings()
    with (
        at_store(source, settings, purpose=purpose) as context,
        at_store(target, _for_target(settings), purpose=purpose) as target_context,
    ):
        copied = copy_store(context, target_context, resume=resume, progress=progress_teller())
    note_written("the copy is whole")
    _tell(copied, as_json=json)


def backup(
    out: OutOption,
    store: StoreOption = None,
    with_trail: WithTrailOption = False,
    force: ForceOption = False,
    purpose: PurposeOption = None,
    json: JsonOption = False,
) -> None:
    """Check all records, and copy them into a file for you alone; tokens and the audit trail only if asked for."""
    from graph_service.services.verifying import verify_store
    from graph_service.settings import Settings

    refuse_existing(out, force=force, way_out=FORCE)
    settings = Settings()
    if with_trail:
        _back_up_whole(out, store, settings, purpose=purpose, as_json=json)
        return
    with at_store(store, settings, purpose=purpose) as context:
        check = verify_store(context)
        if not check.has_whole_records:
            raise DamagedStoreError(_damage("the store", check))
        copied = write_records(out, context)
    note_written(f"the backup is whole, in {out.name}")
    if not check.is_whole:
        say(f"all records are in the backup; beside them, {_damage('the store', check)}")
    say(f"wrote {out}: it holds personal data, and erasures made after today do not reach into it")
    _tell(copied, as_json=json)


def restore(
    source: BackupOption,
    store: StoreOption = None,
    resume: ResumeOption = False,
    purpose: PurposeOption = None,
    json: JsonOption = False,
) -> None:
    """Check a backup, copy all that it holds into an empty store, and prove that both hold the same."""
    from graph_service.services.copying import copy_store
    from graph_service.services.verifying import verify_store
    from graph_service.settings import Settings

    settings = Settings()
    if is_whole_backup(source):
        whole = restore_whole_backup(source, store, settings)
        note_written("all of the backup is in the store")
        _tell_whole(whole, as_json=json)
        return
    with at_store(store, settings, purpose=purpose) as context, opened_backup(source) as opened:
        check = verify_store(opened)
        if not check.is_whole:
            raise DamagedStoreError(_damage(source.name, check) + "; nothing was restored: take another backup")
        copied = copy_store(opened, context, resume=resume, progress=progress_teller())
    note_written("all of the backup is in the store")
    _tell(copied, as_json=json)


def _back_up_whole(out: Path, store: str | None, settings: "Settings", *, purpose: str | None, as_json: bool) -> None:
    """Copy all that a store holds, if nothing of it is damaged: such a copy could not be restored."""
    from graph_service.services.verifying import verify_store

    key = check_backup_key(settings)
    with at_store(store, settings, purpose=purpose) as context:
        check = verify_store(context)
        if not check.is_whole:
            raise DamagedStoreError(_damage("the store", check) + "; without --with-trail its records can be saved")
        whole = write_all(out, context, key)
    note_written(f"the backup is whole, in {out.name}")
    say(f"wrote {out}, sealed with the key in GRUPPKARTA_BACKUP_KEY: without that key nobody can open it, nor can you")
    _tell_whole(whole, as_json=as_json)


def write_records(out: Path, context: "Context") -> "Copied":
    """Copy all records of a store into a file, and check it before it takes its name."""
    from graph_service.bootstrap import open_store, store_at
    from graph_service.services.copying import copy_store
    from graph_service.services.verifying import verify_store

    with _written(out) as beside:
        with closing(store_at(f"{SQLITE}{beside}")) as file:
            file.initialise()
            copied = copy_store(context, open_store(file, context.policy).context(), progress=progress_teller())
        with opened_backup(beside) as written:
            check = verify_store(written)
        if not check.is_whole:
            raise DamagedStoreError(_damage("the backup just written", check))
    return copied


def write_all(out: Path, context: "Context", key: bytes) -> "WholeCopy":
    """Copy all that a store holds into a sealed file, and check it before it takes its name."""
    with _written(out) as beside:
        return write_whole(beside, context, key)


@contextmanager
def _written(path: Path) -> Iterator[Path]:
    """Give the name of the file to write, and say where it cannot be written."""
    try:
        with whole_file(path.resolve()) as beside:
            yield beside
    except OSError as error:
        reason = (error.strerror or str(error) or "it failed").lower()
        message = f"cannot write {path}: {reason}; name another file or folder"
        raise InputError(message) from error


def _damage(what: str, check: "StoreCheck") -> str:
    """Say in one line what is wrong with a store."""
    texts = "; ".join(f"{finding.damage}: {finding.text}" for finding in check.findings[:N_SHOWN])
    more = len(check.findings) - N_SHOWN
    return f"{what} is not what was written: {texts}" + (f"; and {more} more" if more > 0 else "")


def _tell_whole(whole: "WholeCopy", *, as_json: bool) -> None:
    from graph_service.analysis.result import to_json
    from graph_service.cli.fitting import fitted
    from graph_service.domain.text import counted

    if as_json:
        typer.echo(to_json(whole), nl=False)
        return
    n_entries = counted(whole.n_entries, "audit entry", "audit entries")
    n_records, n_tokens = counted(whole.n_records, "record"), counted(whole.n_tokens, "token")
    typer.echo(fitted(f"{n_records}, {n_entries}, {n_tokens}; content {whole.content_hash}, the same in both"))


def _for_target(settings: "Settings") -> "Settings":
    """The same settings, with the password and token of the store that the copy goes to."""
    changed = {
        "store_password": settings.target_password or settings.store_password,
        "token": settings.target_token or settings.token,
    }
    return settings.model_copy(update=changed)


def _tell(copied: "Copied", *, as_json: bool) -> None:
    from graph_service.analysis.result import to_json
    from graph_service.cli.fitting import fitted
    from graph_service.domain.text import counted

    if as_json:
        typer.echo(to_json(copied), nl=False)
    else:
        n_records = counted(copied.n_records, "record")
        typer.echo(fitted(f"{n_records}, {copied.n_new} of them new; content {copied.content_hash}, the same in both"))
