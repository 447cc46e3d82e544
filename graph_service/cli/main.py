"""The command `gruppkarta`. Heavy libraries are imported where they are used, so that --help is quick."""

import logging
import os
import sys
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

import typer
import typer.main

import graph_service
from graph_service.cli import (
    audit,
    briefing,
    demo,
    diff,
    export,
    files,
    joining,
    persons,
    questions,
    quick,
    records,
    reference,
    schema,
    service,
    stores,
    tokens,
)
from graph_service.cli.exits import MEANINGS, exit_code
from graph_service.cli.help_pages import KEEP, with_help_pages
from graph_service.cli.language import speak, told
from graph_service.cli.session import say
from graph_service.cli.streams import patient_streams
from graph_service.cli.usage import WRONG_LINE, is_call_for_help, line_of, refuse_repeated, what_is_wrong
from graph_service.errors import GruppkartaError, RejectedRowsError

SECTIONS: Mapping[str, tuple[Any, ...]] = {
    "Try it, load a case, draw the network": (demo, quick, schema, files, diff, export),
    "Ask": (briefing, questions, joining, persons, reference),
    KEEP: (records, stores, tokens, audit, service),
}  # modules with a `register`, as the help lists their commands
ABOUT = (
    "Network analysis for group violence intervention: which group is most violent now, whom to reach first, and why."
)

app = typer.Typer(
    name="gruppkarta",
    help=ABOUT,
    epilog="Exit codes: " + "; ".join(f"{code} {text}" for code, text in MEANINGS.items()) + ".",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
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


for panel, modules in SECTIONS.items():
    n_commands = len(app.registered_commands)
    for module in modules:
        module.register(app)
    for command in app.registered_commands[n_commands:]:
        command.rich_help_panel = command.rich_help_panel or panel
for group in app.registered_groups:
    group.rich_help_panel = group.rich_help_panel if isinstance(group.rich_help_panel, str) else KEEP
with_help_pages(app)


def main() -> None:
    """Run the command line; a deliberate error ends with its exit code and one message."""
    patient_streams()
    logging.getLogger("neo4j").addHandler(logging.NullHandler())  # what its driver has to say is said by the error
    sys.exit(_ended())


def _ended() -> int:
    """Run the command line, and return the exit code."""
    command = _whole_command()
    line = line_of(command, sys.argv[1:])
    speak(None)
    try:
        _tell_unknown_settings()
        refuse_repeated(line)
        code = command(prog_name="gruppkarta", standalone_mode=False)
        sys.stdout.flush()
    except GruppkartaError as error:
        if isinstance(error, RejectedRowsError):
            from graph_service.cli.show import show_problems

            show_problems(error.problems, error.n_total)
        say(f"gruppkarta: {told(error)} [{error.code}]")
        return exit_code(error)
    except typer.TyperException as error:
        if is_call_for_help(error):
            typer.echo(error.message)
        else:
            say(what_is_wrong(error, line))
        return WRONG_LINE
    return code if isinstance(code, int) else 0


@cache
def _whole_command() -> Any:  # noqa: ANN401  its class is not public
    """Build all commands, once: it takes a tenth of a second."""
    return typer.main.get_command(app)


def _tell_unknown_settings() -> None:
    names = [name for name in os.environ if name.upper().startswith("GRUPPKARTA_")]
    if names:
        from graph_service.settings import unknown_variables

        for text in unknown_variables(names):
            say(f"gruppkarta: {text}")


if __name__ == "__main__":
    main()
