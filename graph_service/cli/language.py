"""The language in which a command speaks: what its option says, else the setting, else English."""

from contextvars import ContextVar
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.callers import RECORDS
from graph_service.domain.nearest import check_word
from graph_service.errors import GruppkartaError

if TYPE_CHECKING:  # its numbers and days take a tenth of a second to import, and --help must be quick
    from graph_service.languages.translator import Translator

LanguageOption = Annotated[
    str | None,
    typer.Option(
        "--language",
        help="Language of tables, sentences, workbooks and maps; default: GRUPPKARTA_LANGUAGE, else English.",
        metavar="sv|en",
        rich_help_panel=RECORDS,
    ),
]
_ENGLISH = "en"
_language: ContextVar[str] = ContextVar("language", default=_ENGLISH)


def speak(language: str | None) -> str:
    """Have what the command says from here on be in a language; None: in English.

    Parameters
    ----------
    language : str | None
        As the option or the setting has it.

    Returns
    -------
    str
        The language.

    Raises
    ------
    InputError
        If it is none of those that there are.
    """
    if language is not None and language != _ENGLISH:
        from graph_service.languages.translator import LANGUAGES

        check_word("language", language, LANGUAGES)
    _language.set(language or _ENGLISH)
    return language or _ENGLISH


def spoken() -> "Translator":
    """Return what is said in the language of the command."""
    from graph_service.languages.translator import translator

    return translator(_language.get())


def is_english() -> bool:
    """Say whether the command speaks English, in which results and errors are written."""
    return _language.get() == _ENGLISH


def told(error: GruppkartaError) -> str:
    """Return what an error says, in the language of the command where the text is in a table."""
    if is_english():
        return str(error)
    from graph_service.wording.faults import fault

    return fault(spoken(), error)
