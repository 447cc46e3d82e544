"""Commands that copy a store: into another store, into a file, and back."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.callers import SQLITE, PurposeOption, at_store, opened_for
from graph_service.cli.session import JsonOption, StoreOption, progress_teller, say
from graph_service.errors import GruppkartaError, InputError

if TYPE_CHECKING:  # numpy stands behind it, and --help must be quick
    from graph_service.services.copying import Copied
    from graph_service.settings import Settings

FromArgument = Annotated[str, typer.Argument(help="Address of the store to copy.", metavar="FROM")]
ToArgument = Annotated[str, typer.Argument(help="Address of an empty store.", metavar="TO")]
ResumeOption = Annotated[bool, typer.Option("--resume", help="Go on with a copy that was cut short.")]
OutOption = Annotated[Path, typer.Option("--out", help="File to write; it must not exist.", metavar="FILE")]
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
    _tell(copied, as_json=json)


def backup(out: OutOption, store: StoreOption = None, purpose: PurposeOption = None, json: JsonOption = False) -> None:
    """Copy all records into a file that you alone can read; tokens and the audit trail stay in the store."""
    from graph_service.bootstrap import open_store, store_at
    from graph_service.services.copying import copy_store
    from graph_service.settings import Settings

    if out.exists():
        message = f"{out.name} is there already: name a new file"
        raise InputError(message)
    with at_store(store, Settings(), purpose=purpose) as context:
        file = store_at(f"{SQLITE}{out}")
        with closing(file), _gone_if_it_fails(out):
            file.initialise()
            copied = copy_store(context, open_store(file, context.policy).context(), progress=progress_teller())
    say(f"wrote {out}: it holds personal data, and erasures made after today do not reach into it")
    _tell(copied, as_json=json)


def restore(
    source: BackupOption,
    store: StoreOption = None,
    resume: ResumeOption = False,
    purpose: PurposeOption = None,
    json: JsonOption = False,
) -> None:
    """Copy all records of a backup into an empty store, and prove that both hold the same."""
    from graph_service.bootstrap import open_store, store_at
    from graph_service.services.copying import copy_store
    from graph_service.settings import Settings

    if not source.is_file():
        message = f"there is no file {source.name}: name one that `gruppkarta store backup` wrote"
        raise InputError(message)
    context = opened_for(store, Settings(), purpose=purpose)
    with closing(context.store), closing(store_at(f"{SQLITE}{source}")) as file:
        copied = copy_store(
            open_store(file, context.policy).context(), context, resume=resume, progress=progress_teller()
        )
    _tell(copied, as_json=json)


@contextmanager
def _gone_if_it_fails(path: Path) -> Iterator[None]:
    """Leave no file behind that looks like a backup and is none."""
    try:
        yield
    except GruppkartaError:
        path.unlink(missing_ok=True)
        raise


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
