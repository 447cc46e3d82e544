"""Who works on a store from the command line: the holder of a token, and what they say it is for."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.callers import SQLITE, opened_for
from graph_service.files.whole_file import owned_descriptor, whole_file

if TYPE_CHECKING:  # heavy: `--help` answers without them
    from graph_service.services.context import Context
    from graph_service.settings import Settings

RECORDS = "Records and access"  # a section of the help
PurposeOption = Annotated[
    str | None,
    typer.Option(
        "--purpose",
        help="What the work on a store is for; written into its audit trail.",
        metavar="TEXT",
        rich_help_panel=RECORDS,
    ),
]
ShowProtectedOption = Annotated[
    bool,
    typer.Option(
        "--show-protected", help="Show protected content of a store, if you may see it.", rich_help_panel=RECORDS
    ),
]


@contextmanager
def at_store(
    url: str | None, settings: "Settings", *, purpose: str | None, shows_protected: bool = False
) -> Iterator["Context"]:
    """Open a store for the holder of the token, and let go of it afterwards."""
    from graph_service.services.access import refusals_noted

    context = opened_for(url, settings, purpose=purpose, shows_protected=shows_protected)
    with closing(context.store), refusals_noted(context):
        yield context


@contextmanager
def opened_backup(path: Path) -> Iterator["Context"]:
    """Open a file of records that a backup wrote; one of an earlier layout is read in today's, and stays as it is."""
    from graph_service.bootstrap import open_store, policy_from, store_at
    from graph_service.domain.schema import LAYOUT_VERSION

    with closing(store_at(f"{SQLITE}{path}")) as file, ExitStack() as stack:
        is_older = file.layout() < LAYOUT_VERSION
        store = stack.enter_context(file.upgrading(commits=False)) if is_older else file
        yield open_store(store, policy_from(None)).context()


def keep_token(path: Path, token: str) -> None:
    """Write a token where its owner alone can read it."""
    path.unlink(missing_ok=True)  # its rights are of no interest
    with whole_file(path) as beside, os.fdopen(owned_descriptor(beside), "w", encoding="utf-8") as file:
        file.write(token + "\n")
