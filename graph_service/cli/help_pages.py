"""The page that --help prints: what a command does, then each option with its meaning, at any width."""

from collections.abc import Iterator, Sequence
from operator import attrgetter
from shutil import get_terminal_size
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from graph_service.cli.callers import RECORDS
from graph_service.cli.fitting import wrapped

MAX_WIDTH = 100
TERM_WIDTH = 28  # of the left column, where there are two
NARROW = 70  # below, what an option means stands under it
INDENT = "  "
KEEP = "Keep a store and serve it"  # a section of the list of commands
Row = tuple[str, str]


class HelpPage:
    """A help page of our own form."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401  typer keeps these classes to itself
        """Write the page."""
        formatter.write(help_page(self, ctx.command_path, min(get_terminal_size().columns, MAX_WIDTH)))


class Command(HelpPage, TyperCommand):
    """A command with such a page."""


class CommandGroup(HelpPage, TyperGroup):
    """A group of commands with such a page."""


def with_help_pages(app: typer.Typer) -> None:
    """Give all commands of an application, and of the groups in it, this form of help."""
    app.info.cls = CommandGroup
    for command in app.registered_commands:
        command.cls = Command
    for group in app.registered_groups:
        if group.typer_instance is not None:
            group.cls = CommandGroup
            with_help_pages(group.typer_instance)


def help_page(command: Any, path: str, width: int) -> str:  # noqa: ANN401  as above
    """Return the page."""
    inside = getattr(command, "commands", {})
    arguments = [parameter for parameter in command.params if parameter.param_type_name == "argument"]
    options = [parameter for parameter in command.params if parameter.param_type_name == "option"]
    needed = [_term(option) for option in options if option.required]
    words = [path, *map(_argument, arguments), *needed, *_command_word(command), "[OPTIONS]"]
    lines = [*wrapped("Usage: " + " ".join(words), width, further=INDENT), "", *wrapped(command.help, width), ""]
    sections: dict[str, list[Row]] = {}
    title_of = attrgetter("rich_help_panel")
    for name, member in inside.items():
        sections.setdefault(title_of(member) or "Commands", []).append((name, _first_sentence(member.help)))
    for argument in arguments:
        sections.setdefault("Arguments", []).append((_argument(argument), argument.help))
    for option in options:
        sections.setdefault(title_of(option) or "Options", []).append((_term(option), _meaning(option)))
    sections.setdefault("Options", []).append(("-h, --help", "Show this page."))
    for title, rows in sorted(sections.items(), key=lambda section: section[0] == RECORDS):
        lines += [f"{title}:", *_listed(rows, width), ""]
    return "\n".join([*lines, *(wrapped(command.epilog, width) if command.epilog else [])]).rstrip() + "\n"


def _listed(rows: Sequence[Row], width: int) -> Iterator[str]:
    column = min(max(len(term) for term, _ in rows) + 2 * len(INDENT), TERM_WIDTH)
    for term, text in rows:
        head = f"{INDENT}{term}"
        if width < NARROW:
            yield head
            yield from wrapped(text, width, indent=INDENT * 3)
            continue
        if len(head) + len(INDENT) > column:
            yield head
            head = ""
        first, *others = wrapped(text, width, indent=" " * column)
        yield head.ljust(column) + first.lstrip()
        yield from others


def _command_word(command: Any) -> list[str]:  # noqa: ANN401  as above
    """The word for a command of a group, which may do something by itself."""
    if not getattr(command, "commands", {}):
        return []
    return ["[COMMAND]" if command.invoke_without_command else "COMMAND"]


def _argument(argument: Any) -> str:  # noqa: ANN401  as above
    name = str(argument.metavar or argument.name.upper())
    return name if argument.required else f"[{name}]"


def _term(option: Any) -> str:  # noqa: ANN401  as above
    names = ", ".join(option.opts)
    return names if option.is_flag else f"{names} {option.metavar or option.name.upper()}"


def _meaning(option: Any) -> str:  # noqa: ANN401  as above
    default = option.default
    words = [option.help, "Must be given."] if option.required else [option.help]
    if isinstance(default, str | int) and not isinstance(default, bool) and default:
        words.append(f"Default: {default}.")
    return " ".join(words)


def _first_sentence(text: str) -> str:
    """What a command does, in its first sentence."""
    text = " ".join(text.split())
    ends = [text.find(sign) + 1 for sign in ("? ", ". ") if sign in text]
    return text[: min(ends)] if ends else text
