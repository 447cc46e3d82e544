"""Codes of results in the words of a language."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from graph_service.analysis.duplicates_parts import DUPLICATE_WORDS
from graph_service.analysis.eligibility import Reason
from graph_service.analysis.explanation_parts import BARS, MISSING_TEXTS, VERDICTS
from graph_service.analysis.note_texts import NOTE_TEXTS, WHOLE_CODES
from graph_service.analysis.result import Note
from graph_service.analysis.why_empty import EMPTY_TEXTS, WhyEmpty
from graph_service.analysis.words import LISTS, REASON_WORDS
from graph_service.domain.load_texts import REMARKS
from graph_service.domain.messages import always
from graph_service.domain.rights import Agency
from graph_service.domain.schema import Kind
from graph_service.domain.text import WITHHELD_WORD, in_words
from graph_service.domain.vocabulary import Part, SuspectStatus
from graph_service.languages.source import SOURCE

if TYPE_CHECKING:  # commands import this module before they know whether they speak
    from graph_service.languages.translator import Translator

# What a record of a person says, as explanations have it.
RECORD_TEXTS: Final = (
    "suspect in incident:{incident} ({status})",
    "{part} in incident:{incident} ({status})",
    "{part} in incident:{incident}",
    "{role} of group:{group} ({grade})",
)


def word(translator: "Translator", value: object, of: str = "") -> str:
    """Return a word of a list, such as `shooting` or `weapon_seizure`, as readers know it.

    The list is that of the enum where the value is of one (`{{ caller.role|word }}`), and is named for a plain text
    (`{{ row.part|word("Part") }}`, names as in `LISTS`): `suspect` is another word as a part than as a side. A text of
    no list that is known beforehand, as values of a policy are, is looked up in all.
    """
    if value is None or value == "":
        return "–"
    code = str(value)
    if code == WITHHELD_WORD:
        return translator.text("withheld")
    if not of and isinstance(value, StrEnum) and type(value).__name__ in LISTS:
        of = type(value).__name__
    if of:
        return translator.word(LISTS[of][code], of)
    name = next((name for name, words in LISTS.items() if code in words), "")
    return translator.word(LISTS[name][code], name) if name else code.replace("_", " ")


def label(translator: "Translator", name: str) -> str:
    """Return what a kind, a table or a column of records is called."""
    return translator.text(in_words(name))


def part(translator: "Translator", value: object, status: object = None) -> str:
    """Return what a person was to an incident; nobody is called a suspect who is only believed to be involved."""
    if str(value) == Part.SUSPECT:
        return word(translator, status or SuspectStatus.BELIEVED, "SuspectStatus")
    return word(translator, value, "Part")


def agency(translator: "Translator", name: str) -> str:
    """Return the name of an agency; one that is none of those that run the programme stays as it is recorded."""
    return word(translator, name, "Agency") if name in set(Agency) else name


def reason(translator: "Translator", given: Reason) -> str:
    """Return what a person is listed for, without day and points."""
    return translator.text(REASON_WORDS[given.code])


def verdict(translator: "Translator", code: str) -> str:
    """Return what a record counts for."""
    return translator.text(VERDICTS[code])


def bar(translator: "Translator", code: str) -> str:
    """Return what keeps a person off a lane."""
    return translator.text(BARS[code])


def missing(translator: "Translator", phrase: str) -> str:
    """Return what would open a lane: the limit in it is read out of the English phrase."""
    for text in (text for texts in MISSING_TEXTS.values() for text in texts):
        values = always(text).values_in(phrase, 1)
        if values is not None:
            return translator.text(text).format_map(values)
    return phrase


def empty_rule(translator: "Translator", empty: WhyEmpty) -> str:
    """Return the rule that left nobody or nothing."""
    return translator.text(EMPTY_TEXTS[empty.code][0])


def empty_remedy(translator: "Translator", empty: WhyEmpty) -> str:
    """Return what would fill it."""
    return translator.text(EMPTY_TEXTS[empty.code][1])


def note(translator: "Translator", counted: Note) -> str:
    """Return a note as it is read: what holds of the whole answer is said without a number."""
    text = note_text(translator, counted)
    if counted.code in WHOLE_CODES and counted.n == 1:
        return translator.text("the {text}").format(text=text)
    return f"{translator.number(counted.n)} {text}"


def note_in_full(translator: "Translator", counted: Note) -> str:
    """Return a note as it is read, its number as the English text has it."""
    return counted.words if translator.language == SOURCE else note(translator, counted)


def note_text(translator: "Translator", counted: Note) -> str:
    """Return the text of a note in a language: its values are read out of the English text that it carries."""
    for code, message in NOTE_TEXTS.items():
        if code.partition(":")[0] == counted.code:
            values = message.values_in(counted.text, counted.n)
            if values is not None:
                named = {name: _labels(translator, name, value) for name, value in values.items()}
                return translator.message(message, counted.n, named)
    return counted.text


def _labels(translator: "Translator", name: str, value: str) -> str:
    """Return what tables and fields that a note names are called; any other value is as it stands."""
    if name not in {"tables", "fields"}:
        return value
    return ", ".join(label(translator, each) for each in value.split(", "))


def meaning(translator: "Translator", text: str) -> str:
    """Return what a column says, as the schema has it."""
    return translator.text(text)


def kind_meaning(translator: "Translator", kind: Kind) -> str:
    """Return what a record of a kind is."""
    return translator.text((kind.record.__doc__ or "").partition("\n")[0])


def aside_reason(translator: "Translator", code: str) -> str:
    """Return why a record was put aside."""
    return translator.text(REMARKS.get(code, code))


def duplicate_reason(translator: "Translator", code: str) -> str:
    """Return what speaks for two persons being one, or against it."""
    return translator.text(DUPLICATE_WORDS[code])


def coded(translator: "Translator", value: object, of: str = "") -> str:
    """Return a word of a list as `word` does; in English the code, which is an English word, and which outputs keep."""
    if value is None or value == "":
        return ""
    return str(value) if translator.language == SOURCE else word(translator, value, of)


def record_says(translator: "Translator", what: str) -> str:
    """Return what a record of a person says, as an explanation has it: its parts are read out of the English phrase."""
    if translator.language == SOURCE:
        return what
    for template in RECORD_TEXTS:
        values = always(template).values_in(what, 1)
        if values is not None:
            return translator.text(template).format_map(_parts_in_words(translator, values))
    return coded(translator, what, "FactKind") if what in LISTS["FactKind"] else what


def _parts_in_words(translator: "Translator", values: Mapping[str, str]) -> dict[str, str]:
    lists = {"part": "Part", "status": "SuspectStatus", "role": "Role"}
    return {name: word(translator, value, lists[name]) if name in lists else value for name, value in values.items()}
