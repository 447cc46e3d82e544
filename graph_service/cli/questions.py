"""Commands made from the list of questions: what is declared once is asked and answered here."""

import functools
import inspect
from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import typer

from graph_service.analysis.duplicates import DUPLICATES
from graph_service.analysis.network import NETWORK
from graph_service.analysis.registry import QUESTIONS
from graph_service.cli.lists import DecimalCommaOption, ListOutOption, list_file, write_list
from graph_service.cli.session import ForceOption, Session, on_records
from graph_service.cli.show import show_answer
from graph_service.domain.limits import MAX_LIST_BYTES
from graph_service.domain.nearest import check_word
from graph_service.domain.parameters import ParameterField, alternatives, item_type, parameter_fields
from graph_service.domain.use_case import UseCase
from graph_service.errors import InputError
from graph_service.files.plain_file import read_plain
from graph_service.services.frame import answer

PAGE = 100
Question = UseCase[Any, Any]
AfterId = Annotated[str | None, typer.Option("--after", help="Only rows after this id.", metavar="ID")]
AfterRows = Annotated[int, typer.Option("--after", min=0, help="Leave out so many rows at the top.", metavar="N")]
Limit = Annotated[
    int | None,
    typer.Option("--limit", min=1, help=f"Show at most so many rows; default: {PAGE}, and all in a file.", metavar="N"),
]
LimitIfAny = Annotated[
    int | None, typer.Option("--limit", min=1, help="Show at most so many rows; default: all.", metavar="N")
]


def register(app: typer.Typer) -> None:
    """Add a command for every question; the network has one of its own, and so have duplicates, which are decided."""
    for question in QUESTIONS:
        if question not in {NETWORK, DUPLICATES}:
            app.command(question.name, help=help_of(question))(asking(question))


def help_of(question: Question) -> str:
    """Return what the help says of a question."""
    return f"{question.question} {question.summary}."


def asking(question: Question) -> Callable[..., None]:
    """Return the command that asks a question."""
    return on_records(with_parameters(_command(question), question))


def with_parameters(command: Callable[..., None], question: Question) -> Callable[..., None]:
    """Give a command, after its session and the options of its own, those of a question."""
    signature = inspect.signature(command)
    arguments = [
        argument for argument in signature.parameters.values() if argument.kind is not inspect.Parameter.VAR_KEYWORD
    ]
    arguments += [_argument(field) for field in parameter_fields(question.parameters)]
    arguments += _paging(question)

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:  # noqa: ANN401  typer hands over what the signature names
        command(*args, **kwargs)

    keyword = [arguments[0], *(argument.replace(kind=inspect.Parameter.KEYWORD_ONLY) for argument in arguments[1:])]
    run.__signature__ = signature.replace(parameters=keyword)  # type: ignore[attr-defined]  # typer reads it
    return run


def values_of(question: Question, options: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters that were given; what was not given is left to its default."""
    values: dict[str, Any] = {}
    for field in parameter_fields(question.parameters):
        value = options[field.name]
        if value is not None and (choices := _choices(field)):
            for word in value if isinstance(value, list) else [value]:
                check_word(field.one.replace("_", " "), word, choices)
        if field.default is True:
            values[field.name] = not value
        elif _is_file(field):
            values[field.name] = _persons(value, field)
        elif isinstance(value, datetime):
            values[field.name] = value.date()
        elif value is not None and value != []:
            values[field.name] = tuple(value) if isinstance(value, list) else value
    return values


def _command(question: Question) -> Callable[..., None]:
    def command(
        session: Session,
        out: ListOutOption = None,
        decimal_comma: DecimalCommaOption = False,
        force: ForceOption = False,
        **options: Any,  # noqa: ANN401  as the signature says
    ) -> None:
        file = None if out is None else list_file(session, out, decimal_comma=decimal_comma, force=force)
        page = {name: options[name] for name in ("after", "limit") if question.paging is not None}
        if file is None and question.paging is not None and question.paging.key:
            page["limit"] = page["limit"] or PAGE
        parameters = question.parameters(**values_of(question, options))
        details = file.details if file else None
        result = answer(session.context, question, parameters, as_of=session.as_of, details=details, **page)
        if file is not None:
            write_list(session, file, question, result)
        if file is None or session.as_json:
            show_answer(session, result)

    return command


def _argument(field: ParameterField) -> inspect.Parameter:
    described = field.described
    name, text = field.one.replace("_", "-"), f"{described.text}."
    kind = next((kind for kind in alternatives(field.hint) if kind in {int, float, date}), str)
    what = name.rpartition("-")[2].upper()
    hint: Any
    default: Any = inspect.Parameter.empty if field.is_required else None
    if field.is_required and described.refers_to:
        kinds: Any = list[str] if field.is_list else str
        metavar = f"{name.upper()}..." if field.is_list else name.upper()
        hint = Annotated[kinds, typer.Argument(help=text, metavar=metavar)]
    elif field.default is True:
        hint, default = Annotated[bool, typer.Option(f"--no-{name}", help=f"{described.off}.")], False
    elif field.default is False:
        hint, default = Annotated[bool, typer.Option(f"--{name}", help=text)], False
    elif _is_file(field):
        words = [*_words(field), "FILE"]
        help_text = f"{text} A file has one person id per line."
        hint = Annotated[str | None, typer.Option(f"--{name}", help=help_text, metavar="|".join(words))]
    elif field.is_list:
        choices = ", ".join(_choices(field))
        help_text = f"{text} {f'They are {choices}. ' if choices else ''}May be given several times."
        hint = Annotated[list[str] | None, typer.Option(f"--{name}", help=help_text, metavar=what)]
    elif field.is_required:
        hint = Annotated[str, typer.Option(f"--{name}", help=text, metavar="|".join(_choices(field)) or None)]
    elif kind is date:
        hint = Annotated[datetime | None, typer.Option(f"--{name}", help=text, metavar="DATE", formats=["%Y-%m-%d"])]
    else:
        bounds: dict[str, Any] = {"min": described.minimum, "max": described.maximum} if kind is int else {}
        hint = Annotated[kind | None, typer.Option(f"--{name}", help=text, metavar="N" if bounds else what, **bounds)]
    return inspect.Parameter(field.name, inspect.Parameter.KEYWORD_ONLY, annotation=hint, default=default)


def _paging(question: Question) -> list[inspect.Parameter]:
    if question.paging is None:
        return []
    kinds = ((AfterId, None), (Limit, None)) if question.paging.key else ((AfterRows, 0), (LimitIfAny, None))
    return [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=default)
        for name, (kind, default) in zip(("after", "limit"), kinds, strict=True)
    ]


def _is_file(field: ParameterField) -> bool:
    """Say whether a list of persons stands in a file: one whose items have a name of their own is given one by one."""
    return field.is_list and field.names_persons and not field.described.each


def _choices(field: ParameterField) -> tuple[str, ...]:
    """The words of which a parameter takes one or several; empty: it takes other values."""
    kind = item_type(field.hint) or field.hint
    return tuple(kind) if isinstance(kind, type) and issubclass(kind, StrEnum) else ()


def _words(field: ParameterField) -> tuple[str, ...]:
    """The words that may stand in place of a list of persons."""
    return tuple(word for kind in alternatives(field.hint) if get_origin(kind) is Literal for word in get_args(kind))


def _persons(name: str | None, field: ParameterField) -> tuple[str, ...] | str | None:
    """Read persons from a file with one id a line, or a CSV table whose first column is person_id."""
    words = _words(field)
    if name is None or name in words:
        return name
    path = Path(name)
    try:
        raw = read_plain(path, max_bytes=MAX_LIST_BYTES)
        lines = raw.decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        instead = "".join(f"{word!r}, or " for word in words)
        message = f"cannot read the {field.one} {path.name}: give {instead}a file in UTF-8 with one person id a line"
        raise InputError(message) from error
    if len(raw) > MAX_LIST_BYTES:
        message = f"the {field.one} {path.name} is larger than {MAX_LIST_BYTES} bytes: give one person id a line"
        raise InputError(message)
    cells = [line.replace(";", ",").split(",")[0].strip().strip('"') for line in lines]
    ids = tuple(cell for i, cell in enumerate(cells) if cell and not (i == 0 and cell == "person_id"))
    if not ids:
        message = f"the {field.one} {path.name} names nobody: one person id a line"
        raise InputError(message)
    return ids
