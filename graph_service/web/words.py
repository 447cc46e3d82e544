"""Codes of results in the words of a language."""

from collections.abc import Iterable

from graph_service.analysis.duplicates_parts import DUPLICATE_WORDS
from graph_service.analysis.eligibility import Reason
from graph_service.analysis.explanation_parts import BARS, VERDICTS
from graph_service.analysis.note_texts import NOTE_TEXTS, WHOLE_CODES
from graph_service.analysis.result import Note
from graph_service.analysis.why_empty import EMPTY_TEXTS, WhyEmpty
from graph_service.analysis.words import REASON_WORDS
from graph_service.domain.load_texts import PROBLEMS, REMARKS, SEE_LINE
from graph_service.domain.messages import always
from graph_service.domain.report import Remark
from graph_service.domain.schema import Kind
from graph_service.errors import RowProblem
from graph_service.languages.translator import Translator


def word(translator: Translator, value: object) -> str:
    """Return a word of the vocabulary, such as `shooting` or `weapon_seizure`, as readers know it."""
    return translator.text(str(value).replace("_", " "))


def reason(translator: Translator, given: Reason) -> str:
    """Return what a person is listed for, without day and points."""
    return translator.text(REASON_WORDS[given.code])


def verdict(translator: Translator, code: str) -> str:
    """Return what a record counts for."""
    return translator.text(VERDICTS[code])


def bar(translator: Translator, code: str) -> str:
    """Return what keeps a person off a lane."""
    return translator.text(BARS[code])


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


def meaning(translator: Translator, text: str) -> str:
    """Return what a column says, as the schema has it."""
    return translator.text(text)


def kind_meaning(translator: Translator, kind: Kind) -> str:
    """Return what a record of a kind is."""
    return translator.text((kind.record.__doc__ or "").partition("\n")[0])


def problem(translator: Translator, refused: RowProblem) -> str:
    """Return why something was refused."""
    for template in SEE_LINE:
        values = always(template).values_in(refused.problem, 1)
        if values is not None:
            inner = _filled_in(translator, _texts_of(refused.code, 0), values["problem"])
            return translator.text(template).format_map({**values, "problem": inner})
    return _filled_in(translator, _texts_of(refused.code, 0), refused.problem)


def remedy(translator: Translator, refused: RowProblem) -> str:
    """Return what to do about it."""
    return _filled_in(translator, _texts_of(refused.code, 1), refused.remedy)


def remark(translator: Translator, noted: Remark) -> str:
    """Return what was put right, merged or left out."""
    texts = [text for code, text in REMARKS.items() if code.partition(".")[0] == noted.code]
    return _filled_in(translator, texts, noted.text)


def _texts_of(code: str, part: int) -> list[str]:
    return [texts[part] for key, texts in PROBLEMS.items() if key.partition(".")[0] == code]


def _filled_in(translator: Translator, templates: Iterable[str], text: str) -> str:
    """Return a text in a language: its values are read out of it; one that no template makes stays as it is."""
    for template in templates:
        values = always(template).values_in(text, 1)
        if values is not None:
            return translator.text(template).format_map(
                {name: _named(translator, text) for name, text in values.items()}
            )
    return text


def _named(translator: Translator, value: str) -> str:
    """Return a column, or the meaning of one, in a language; whatever else stands in a text stays as it is."""
    label = value.replace("_", " ")
    translated = translator.text(label)
    return translated if translated != label and label.islower() else translator.text(value)


def aside_reason(translator: Translator, code: str) -> str:
    """Return why a record was put aside."""
    return translator.text(REMARKS.get(code, code))


def duplicate_reason(translator: Translator, code: str) -> str:
    """Return what speaks for two persons being one, or against it."""
    return translator.text(DUPLICATE_WORDS[code])
