"""Measures and words: what every number answers, what every word of the tables is called, what notes say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from inspect import getdoc, getmembers, isclass

from starlette.responses import Response

from graph_service.analysis.note_texts import NOTE_TEXTS
from graph_service.analysis.registry import MEASURES
from graph_service.domain import vocabulary
from graph_service.web.page import N_, Page
from graph_service.web.page_request import PageRequest

TITLE = N_("Words")
MANY = 2
VALUE = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class WordList:
    """The words that a column may hold."""

    name: str
    heading: str
    words: tuple[StrEnum, ...]


def word_lists() -> Iterator[WordList]:
    """Yield the lists of words of the vocabulary, by name."""
    for name, words in getmembers(vocabulary, isclass):
        if issubclass(words, StrEnum) and words is not StrEnum:
            yield WordList(name, (getdoc(words) or "").partition("\n")[0].rstrip("."), tuple(words))


def show_words(request: PageRequest) -> Response:
    """Show measures, words and notes."""
    translator = request.translator
    notes = {code: translator.plural(text.one, text.many, MANY) for code, text in NOTE_TEXTS.items()}
    return request.show(
        "words.html",
        title=translator.text(TITLE),
        measures=MEASURES,
        lists=tuple(word_lists()),
        notes=sorted({(VALUE.sub("…", text), code) for code, text in notes.items()}),
    )


PAGES = (Page(path="/words", name="words", title=TITLE, actions=(), show=show_words, in_menu=True),)
