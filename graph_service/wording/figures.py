"""What the figures of the programme say in the words of a language: their names, numbers and categories."""

from typing import TYPE_CHECKING

from graph_service.analysis.figures.parts import Figure, FigureNumber, Value
from graph_service.analysis.figures.words import CATEGORY_WORDS
from graph_service.wording.words import word

if TYPE_CHECKING:
    from graph_service.languages.translator import Translator


def figure_title(translator: "Translator", figure: Figure) -> str:
    """Return what a figure is called."""
    return word(translator, figure.name, "Figure")


def number_label(translator: "Translator", number: FigureNumber) -> str:
    """Return what a number counts."""
    return word(translator, number.code, "FigureNumber")


def category_label(translator: "Translator", number: FigureNumber) -> str:
    """Return of which agency, place, answer, year, group, round or call-in a number is."""
    if number.name:
        return number.name
    return word(translator, number.category, "FigureCategory") if number.category in CATEGORY_WORDS else number.category


def number_text(translator: "Translator", value: Value) -> str:
    """Return a number as it is read, or why it is not told."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return word(translator, value, "" if value == "withheld" else "SmallCount")
    return translator.number(value, 2)


def unanswered_text(translator: "Translator", figure: Figure) -> str:
    """Return why a figure has no numbers; empty: it has."""
    return word(translator, figure.unanswered, "Unanswered") if figure.unanswered else ""
