"""Texts, days and numbers in a language.

English texts are the messages themselves; the catalogue of another language holds its own text for each. A text
that changes with a number has a form for one and a form for many, as each language needs them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Final

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent, get_decimal_symbol

from graph_service.domain.dates import day_in_words
from graph_service.domain.messages import Message
from graph_service.errors import ConfigurationError
from graph_service.languages.source import SOURCE as SOURCE  # noqa: PLC0414  who translates takes it here

LANGUAGES: Final[Mapping[str, str]] = {"sv": "Svenska", "en": "English"}  # by the name that each gives itself
DEFAULT: Final = "sv"  # where neither is asked for
REGIONS: Final[Mapping[str, str]] = {"sv": "sv_SE", "en": "en_GB"}  # by whose habits days and numbers are written
DOMAIN: Final = "gruppkarta"
LOCALES: Final = Path(__file__).parent / "locale"
DECIMALS: Final = 2


@dataclass(frozen=True, slots=True)
class Translator:
    """What is said in one language."""

    language: str
    locale: Locale
    catalogue: NullTranslations

    def text(self, message: str) -> str:
        """Return a text in the language; what has no translation stays in English."""
        return self.catalogue.gettext(message) if message else ""

    def word(self, message: str, context: str) -> str:
        """Return a word in the language: the context names the list that it stands in, for it may stand in several."""
        return self.catalogue.pgettext(context, message)

    def plural(self, one: str, many: str, n: int) -> str:
        """Return the form of a text that belongs to a number."""
        return self.catalogue.ngettext(one, many, n)

    def message(self, message: Message, n: int, values: Mapping[str, str]) -> str:
        """Return a message that follows its number, filled in."""
        text = self.text(message.one) if message.one == message.many else self.plural(message.one, message.many, n)
        return text.format_map(values)

    def day(self, day: date, precision: str = "day") -> str:
        """Return a date in running text, as exactly as it is known: 3 december 2020, december 2020, 2020."""
        if precision == "day":
            return str(format_date(day, "long", locale=self.locale))
        return day_in_words(day, precision) if precision == "year" else str(format_date(day, "LLLL y", self.locale))

    def instant(self, instant: datetime) -> str:
        """Return an instant in running text, in its own time zone."""
        return str(format_datetime(instant, "medium", locale=self.locale))

    def number(self, value: float, decimals: int = DECIMALS, *, is_padded: bool = False) -> str:
        """Return a number with at most so many decimals, none where it is whole; or with just so many, for a column."""
        return _number(self.language, round(value, decimals) + 0, f"#,##0.{('0' if is_padded else '#') * decimals}")

    def decimal(self, number: str) -> str:
        """Return a number that is written already with the decimal sign of the language."""
        return number.replace(".", _decimal_sign(self.locale))

    def share(self, value: float) -> str:
        """Return a share as a percentage without decimals."""
        return str(format_percent(value, "#,##0\u00a0%" if self.language == "sv" else "#,##0%", locale=self.locale))


@cache
def _decimal_sign(locale: Locale) -> str:
    return str(get_decimal_symbol(locale))


@cache
def translator(language: str) -> Translator:
    """Return what is said in a language.

    Parameters
    ----------
    language : str
        One of `LANGUAGES`.

    Returns
    -------
    Translator
        The same for everybody who asks for the language.

    Raises
    ------
    ConfigurationError
        If there is no such language, or its catalogue was not compiled.
    """
    if language not in LANGUAGES:
        message = f"there is no language {language!r}; there are {', '.join(LANGUAGES)}"
        raise ConfigurationError(message)
    return Translator(language, Locale.parse(REGIONS[language]), _catalogue(language))


def preferred(accept_language: str, fallback: str = DEFAULT) -> str:
    """Return the language that a browser asks for most, by its header Accept-Language.

    Parameters
    ----------
    accept_language : str
        The header, such as ``sv-SE,sv;q=0.9,en;q=0.8``; empty: there is none.
    fallback : str
        The language where it asks for none of `LANGUAGES`, or for several alike.

    Returns
    -------
    str
        One of `LANGUAGES`.
    """
    weights: dict[str, float] = {}
    for part in accept_language.split(",")[:20]:
        tag, _, rest = part.partition(";")
        language = tag.partition("-")[0].strip().lower()
        weight = _weight(rest)
        if language in LANGUAGES and weight > 0:
            weights[language] = max(weights.get(language, 0.0), weight)
    return max(weights, key=lambda language: (weights[language], language == fallback), default=fallback)


def _weight(rest: str) -> float:
    """Read how much a language is wanted, from 0 (not at all) to 1; what says nothing of it is 1, what is wrong 0."""
    name, _, value = rest.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0


@lru_cache(maxsize=10_000)
def _number(language: str, value: float, pattern: str) -> str:
    """Return a number by a pattern; the same few stand on every page."""
    return str(format_decimal(value, pattern, locale=Locale.parse(REGIONS[language])))


def _catalogue(language: str) -> NullTranslations:
    if language == SOURCE:
        return NullTranslations()
    path = LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    try:
        with path.open("rb") as file:
            return GNUTranslations(file)
    except OSError as error:
        message = f"the texts in {language!r} were not compiled: install again, or run `python hatch_build.py`"
        raise ConfigurationError(message) from error
