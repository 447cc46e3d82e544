"""The command `gruppkarta`. Heavy libraries are imported where they are used, so that --help is quick."""

import os
import sys
from typing import Annotated

import typer

import graph_service
from graph_service.cli import audit, demo, files, persons, questions, reference, schema, service, stores, tokens
from graph_service.cli.exits import MEANINGS, exit_code
from graph_service.cli.session import say
from graph_service.errors import GruppkartaError, RejectedRowsError

ABOUT = (
    "Network analysis for group violence intervention: which group is most violent now, whom to reach first, and why."
)

app = typer.Typer(
    name="gruppkarta",
    help=ABOUT,
    epilog="Exit codes: " + "; ".join(f"{code} {text}" for code, text in MEANINGS.items()) + ".",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(show: bool) -> None:
    if show:
        typer.echo(f"gruppkarta {graph_service.__version__}")
        raise typer.Exit


@app.callback(help=ABOUT)
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Say what the whole is for."""


for module in (demo, files, questions, reference, persons, stores, tokens, audit, service, schema):
    module.register(app)


def main() -> None:
    """Run the command line; a deliberate error ends with its exit code and one message."""
    try:
        app()
    except GruppkartaError as error:
        if isinstance(error, RejectedRowsError):
            from graph_service.cli.show import show_problems

            show_problems(error.problems, error.n_total)
        say(f"gruppkarta: {error} [{error.code}]")
        sys.exit(exit_code(error))
    except BrokenPipeError:  # the reader of the output has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


if __name__ == "__main__":
    main()
