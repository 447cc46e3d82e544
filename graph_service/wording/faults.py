"""What went wrong, in the language of the reader."""

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

from graph_service.analysis.words import LISTS
from graph_service.domain.error_texts import ERROR_TEXTS, HINTS, LISTS_OF_VALUES, TEXTS_OF_VALUES
from graph_service.domain.load_texts import PROBLEMS, REMARKS, SEE_LINE
from graph_service.domain.messages import always
from graph_service.domain.report import Remark
from graph_service.errors import GruppkartaError, RowProblem
from graph_service.wording.words import word

if TYPE_CHECKING:
    from graph_service.languages.translator import Translator


def fault(translator: "Translator", error: GruppkartaError) -> str:
    """Return what an error says: in the language where its template is in a table, else as it stands."""
    text = str(error)
    for hint in HINTS:
        head, mark, tail = text.rpartition(hint.partition("{")[0])
        if mark and (values := always(hint).values_in(mark + tail, 1)) is not None:
            return _filled_in(translator, head, ERROR_TEXTS) + _said(translator, hint, values)
    return _filled_in(translator, text, ERROR_TEXTS)


def problem(translator: "Translator", refused: RowProblem) -> str:
    """Return why a row of a file or a form was refused."""
    return _with_line(translator, refused.problem, _texts_of(refused.code)[0])


def remedy(translator: "Translator", refused: RowProblem) -> str:
    """Return what to do about it."""
    return _filled_in(translator, refused.remedy, _texts_of(refused.code)[1])


def remark(translator: "Translator", noted: Remark) -> str:
    """Return what a load put right, merged or left out."""
    texts = tuple(text for code, text in REMARKS.items() if code.partition(".")[0] == noted.code)
    return _filled_in(translator, noted.text, texts)


def _with_line(translator: "Translator", text: str, problems: tuple[str, ...]) -> str:
    """Return a problem, which may end with the line that it is with."""
    for template in _longest_first(SEE_LINE):
        if (values := always(template).values_in(text, 1)) is not None:
            inner = _filled_in(translator, values["problem"], problems)
            return translator.text(template).format_map({**values, "problem": inner})
    return _filled_in(translator, text, problems)


def _filled_in(translator: "Translator", text: str, templates: tuple[str, ...]) -> str:
    """Return a text in the language: the template that says most of it, filled in with the values it was made with."""
    for template in _longest_first(templates):
        values = always(template).values_in(text, 1)
        if values is not None:
            return _said(translator, template, values)
    return text


def _said(translator: "Translator", template: str, values: Mapping[str, str]) -> str:
    said = {name: _value(translator, name, value) for name, value in values.items()}
    return translator.text(template).format_map(said)


def _value(translator: "Translator", name: str, value: str) -> str:
    """Return a value as readers know it: words of lists, and texts within texts; all else is data."""
    code = value.strip("'")
    if code in LISTS.get(LISTS_OF_VALUES.get(name, ""), {}):
        return word(translator, code, LISTS_OF_VALUES[name])
    if name == "problem":
        return _with_line(translator, value, _ALL_PROBLEMS)
    return _filled_in(translator, value, TEXTS_OF_VALUES.get(name, ()))


@cache
def _texts_of(code: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Problems and remedies of a code with its variants."""
    pairs = [pair for key, pair in PROBLEMS.items() if key.partition(".")[0] == code]
    return tuple(problem for problem, _ in pairs), tuple(remedy for _, remedy in pairs)


@cache
def _longest_first(templates: tuple[str, ...]) -> tuple[str, ...]:
    """Order templates by how much of them is text; one that is nothing but a value says nothing, and is left out."""
    lengths = {template: len(re.sub(r"\{\w+\}", "", template)) for template in templates}
    return tuple(sorted((each for each in lengths if lengths[each]), key=lambda each: (-lengths[each], each)))


_ALL_PROBLEMS: Final = tuple(dict.fromkeys(problem for problem, _ in PROBLEMS.values()))
