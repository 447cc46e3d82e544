"""Codes of results in the words of a language."""

from graph_service.analysis.eligibility import Reason
from graph_service.analysis.explanation_parts import BARS, MISSING_TEXTS, VERDICTS
from graph_service.analysis.note_texts import NOTE_TEXTS, WHOLE_CODES
from graph_service.analysis.result import Note
from graph_service.analysis.why_empty import EMPTY_TEXTS, WhyEmpty
from graph_service.analysis.words import REASON_WORDS
from graph_service.domain.messages import always
from graph_service.domain.rights import Agency
from graph_service.languages.translator import Translator


def word(translator: Translator, value: object) -> str:
    """Return a word of the vocabulary, such as `shooting` or `weapon_seizure`, as readers know it."""
    return translator.text(str(value).replace("_", " "))


def agency(translator: Translator, name: str) -> str:
    """Return the name of an agency; one that is none of those that run the programme stays as it is recorded."""
    return word(translator, name) if name in set(Agency) else name


def reason(translator: Translator, given: Reason) -> str:
    """Return what a person is listed for, without day and points."""
    return translator.text(REASON_WORDS[given.code])


def verdict(translator: Translator, code: str) -> str:
    """Return what a record counts for."""
    return translator.text(VERDICTS[code])


def bar(translator: Translator, code: str) -> str:
    """Return what keeps a person off a lane."""
    return translator.text(BARS[code])


def missing(translator: Translator, phrase: str) -> str:
    """Return what would open a lane: the limit in it is read out of the English phrase."""
    for text in (text for texts in MISSING_TEXTS.values() for text in texts):
        values = always(text).values_in(phrase, 1)
        if values is not None:
            return translator.text(text).format_map(values)
    return phrase


def empty_rule(translator: Translator, empty: WhyEmpty) -> str:
    """Return the rule that left nobody or nothing."""
    return translator.text(EMPTY_TEXTS[empty.code][0])


def empty_remedy(translator: Translator, empty: WhyEmpty) -> str:
    """Return what would fill it."""
    return translator.text(EMPTY_TEXTS[empty.code][1])


def note(translator: Translator, counted: Note) -> str:
    """Return a note as it is read: what holds of the whole answer is said without a number."""
    text = note_text(translator, counted)
    if counted.code in WHOLE_CODES and counted.n == 1:
        return translator.text("the {text}").format(text=text)
    return f"{translator.number(counted.n)} {text}"


def note_text(translator: Translator, counted: Note) -> str:
    """Return the text of a note in a language: its values are read out of the English text that it carries."""
    for code, message in NOTE_TEXTS.items():
        if code.partition(":")[0] == counted.code:
            values = message.values_in(counted.text, counted.n)
            if values is not None:
                return translator.message(message, counted.n, values)
    return counted.text
