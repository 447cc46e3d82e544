"""Commands about possible duplicates: list them, join two rows, undo that."""

import functools
import inspect
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.analysis.duplicates import DUPLICATES
from graph_service.cli.callers import PurposeOption, at_store
from graph_service.cli.questions import asking, help_of
from graph_service.cli.session import JsonOption, StoreOption
from graph_service.cli.streams import note_written
from graph_service.cli.usage import WrongLineError

if TYPE_CHECKING:  # numpy stands behind it, and --help must be quick
    from graph_service.services.joining import JoinDecision

FirstArgument = Annotated[str, typer.Argument(help="Id of a person.", metavar="PERSON")]
SecondArgument = Annotated[str, typer.Argument(help="Id of the other person.", metavar="PERSON")]
JoinReason = Annotated[str, typer.Option("--reason", help="Why, in 20 characters or more; kept with the record.")]
UndoReason = Annotated[
    str, typer.Option("--reason", help="Why, without names, in 20 characters or more; written to the audit trail.")
]


def register(app: typer.Typer) -> None:
    """Add the question, and below it the commands that decide."""
    group = typer.Typer(help=help_of(DUPLICATES))
    group.callback(invoke_without_command=True, help=help_of(DUPLICATES))(_listing())
    group.command()(join)
    group.command()(undo)
    app.add_typer(group, name=DUPLICATES.name, rich_help_panel="Ask")


def join(
    person_a: FirstArgument,
    person_b: SecondArgument,
    reason: JoinReason,
    store: StoreOption = None,
    purpose: PurposeOption = None,
    json: JsonOption = False,
) -> None:
    """Decide that two rows are one person; every list then counts them once. It can be undone."""
    from graph_service.services.joining import join as join_persons
    from graph_service.settings import Settings

    with at_store(store, Settings(), purpose=purpose) as context:
        decision = join_persons(context, person_a=person_a, person_b=person_b, reason=reason)
    _print(decision, f"{decision.person_a} and {decision.person_b} are one person from now on", as_json=json)


def undo(
    person_a: FirstArgument,
    person_b: SecondArgument,
    reason: UndoReason,
    store: StoreOption = None,
    purpose: PurposeOption = None,
    json: JsonOption = False,
) -> None:
    """Undo that two rows are one person; the record of it stays, and the pair is not proposed again."""
    from graph_service.services.joining import undo as undo_join
    from graph_service.settings import Settings

    with at_store(store, Settings(), purpose=purpose) as context:
        decision = undo_join(context, person_a=person_a, person_b=person_b, reason=reason)
    _print(decision, f"{decision.person_a} and {decision.person_b} are two persons from now on", as_json=json)


def _print(decision: "JoinDecision", text: str, *, as_json: bool) -> None:
    from graph_service.analysis.result import to_json

    note_written(text)
    typer.echo(to_json(decision) if as_json else f"{text} [same_person:{decision.same_person_id}]", nl=not as_json)


def _listing() -> Any:  # noqa: ANN401  typer reads the signature
    """Return the question as what the group of commands does by itself."""
    ask = asking(DUPLICATES)

    @functools.wraps(ask)
    def run(context: typer.Context, **options: Any) -> None:  # noqa: ANN401  as the signature says
        if context.invoked_subcommand is None:
            ask(**options)
            return
        named = [name for name in options if _is_given(context, name)]
        if named:
            message = f"--{named[0].replace('_', '-')} stands before the command: options follow it"
            raise WrongLineError(message)

    first = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    signature = inspect.signature(ask)
    run.__signature__ = signature.replace(parameters=[first, *signature.parameters.values()])  # type: ignore[attr-defined]  # typer reads it
    run.__annotations__ = {"context": typer.Context, **ask.__annotations__}
    return run


def _is_given(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"
