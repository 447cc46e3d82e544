"""A command line that is wrong: one message that says what, what may be meant, and where it is described."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
import typer.main

from graph_service.domain.nearest import did_you_mean, nearest

WRONG_LINE = 2  # the exit code
_WORDS = (
    (r"Input should be a valid integer.*", "give a whole number"),
    (r"Input should be a valid number.*", "give a number"),
    (r"Input should be greater than or equal to (.+)", r"give at least \1"),
    (r"Input should be less than or equal to (.+)", r"give at most \1"),
    (r"Value error, ('.*') does not match the formats .*", r"\1 is no day; write it like 2020-12-03"),
)


class WrongLineError(typer.TyperException):
    """A command line that cannot be understood."""


@dataclass(frozen=True, slots=True)
class Line:
    """A command line, as far as it can be followed."""

    command: Any  # typer keeps the classes of commands to itself
    path: str
    words: Sequence[str]  # after the command

    @property
    def options(self) -> list[str]:
        """All options of the command."""
        names = (name for parameter in self.command.params for name in (*parameter.opts, *parameter.secondary_opts))
        return [name for name in names if name.startswith("--")]


def line_of(command: Any, words: Sequence[str]) -> Line:  # noqa: ANN401  its class is not public
    """Follow the words from the whole command to the one that they name."""
    path, rest = ["gruppkarta"], list(words)
    while rest and rest[0] in getattr(command, "commands", {}):
        command = command.commands[rest[0]]
        path.append(rest.pop(0))
    return Line(command, " ".join(path), rest)


def refuse_repeated(line: Line) -> None:
    """Refuse an option that is given twice and takes one value: the first would be lost without a word."""
    names = list(_options_in(line))
    for parameter in line.command.params:
        n_uses = sum(name in parameter.opts for name in names)
        if n_uses > 1 and not parameter.multiple and not parameter.is_flag:
            message = f"{parameter.opts[0]} is given {n_uses} times and takes one value"
            raise WrongLineError(message)


def what_is_wrong(error: typer.TyperException, line: Line) -> str:
    """Return the message for a command line that is wrong."""
    return f"gruppkarta: {_in_words(error, line)} (see {line.path} --help) [bad_usage]"


def _options_in(line: Line) -> Iterator[str]:
    """Yield the options of a line, without what are their values."""
    with_value = {
        name for parameter in line.command.params if not getattr(parameter, "is_flag", True) for name in parameter.opts
    }
    words = iter(line.words)
    for word in words:
        if word == "--":
            return
        name, separator, _ = word.partition("=")
        if name.startswith("-"):
            yield name
            if name in with_value and not separator:
                next(words, None)


def is_call_for_help(error: typer.TyperException) -> bool:
    """Say whether a group of commands was named alone, and its help is to be shown."""
    return type(error).__name__ == "NoArgsIsHelpError"


def _in_words(error: typer.TyperException, line: Line) -> str:
    kind, text = type(error).__name__, error.format_message().strip()
    parameter = getattr(error, "param", None)
    if kind == "NoSuchOption":
        return _no_option(str(getattr(error, "option_name", "")), line)
    if kind == "MissingParameter" and parameter is not None:
        is_option = parameter.param_type_name == "option"
        name = " ".join((*parameter.opts[:1], parameter.metavar or "")) if is_option else parameter.metavar
        return f"{name.strip()} is missing: {parameter.help[:1].lower()}{parameter.help[1:].rstrip('.')}"
    if kind == "BadParameter" and parameter is not None:
        return f"{parameter.opts[0]}: {_value_in_words(error.message)}"
    if match := re.fullmatch(r"No such command '(.*?)'\..*", text, flags=re.DOTALL):
        return f"there is no command {match[1]!r}{did_you_mean(nearest(match[1], line.command.commands)[:1])}"
    if match := re.fullmatch(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", text):
        option = "--store" if "://" in match[1] else "--case" if Path(match[1]).exists() else ""
        if option in line.options:
            return f"{match[1]!r} is more than the command takes{did_you_mean([f'{option} {match[1]}'])}"
        return "there are more words than the command takes; put quotes around a text with spaces"  # perhaps a name
    if match := re.fullmatch(r"Option '(.*)' requires an argument\.", text):
        return f"{match[1]} takes a value, and none follows"
    if match := re.fullmatch(r"Option '(.*)' does not take a value\.", text):
        return f"{match[1]} takes no value"
    return text


def _no_option(option: str, line: Line) -> str:
    if any(word in getattr(line.command, "commands", {}) for word in line.words):
        return f"{option} stands before the command: options follow it"
    near = nearest(option.lstrip("-"), [name.lstrip("-") for name in line.options])
    return f"there is no option {option}{did_you_mean([f'--{name}' for name in near[:1]])}"


def _value_in_words(text: str) -> str:
    for pattern, words in _WORDS:
        if match := re.fullmatch(pattern, text.rstrip("."), flags=re.DOTALL):
            return match.expand(words)
    return text.rstrip(".")
