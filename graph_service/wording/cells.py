"""Results as tables in the words of a language: what columns, sheets and cells are called.

In English, in which fields are named, names and codes stay as they are: what reads such a file relies on them.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from re import fullmatch
from typing import TYPE_CHECKING, Any, Final

from graph_service.analysis.duplicates_parts import DUPLICATE_WORDS
from graph_service.analysis.explanation_parts import BARS, VERDICTS
from graph_service.analysis.figures.words import CATEGORY_WORDS
from graph_service.analysis.why_empty import EMPTY_TEXTS
from graph_service.analysis.words import LISTS, REASON_WORDS
from graph_service.domain.described import Described
from graph_service.domain.text import WITHHELD_WORD
from graph_service.languages.source import N_, SOURCE
from graph_service.wording.words import agency, label, missing, record_says, word

if TYPE_CHECKING:
    from graph_service.languages.translator import Translator

# Words that stand in results and in no list of the vocabulary.
CODES: Final[Mapping[str, str]] = {
    "dead": N_("dead"),
    "in_custody": N_("in custody"),
    "victim_only": N_("victim only"),
    "none": N_("none"),
    "not_active": N_("not active"),
    "longer": N_("longer"),
    "paths": N_("paths"),
    "weighted_reach": N_("weighted reach"),
    "weighted_fragmentation": N_("weighted fragmentation"),
}
PHRASES: Final[tuple[Mapping[str, str], ...]] = (REASON_WORDS, VERDICTS, BARS, DUPLICATE_WORDS)
LISTS_OF_FIELDS: Final = {"kinds": "TieKind", "side": "Side", "part": "Part", "role": "Role"}
FIELD_NAMES: Final[Mapping[str, str]] = {  # of fields whose name is another word elsewhere, and of windows
    "outcome": N_("outcome of it"),
    "year_to_date": N_("this year"),
    "since_last_call_in": N_("since the last call-in"),
}
CAVEATS: Final = frozenset({"caveat", "cells_caveat", "removal_caveat"})
_OF = "of "  # before the name of a column that says to which row a row belongs


def heading(translator: "Translator", name: str) -> str:
    """Return what stands over a column, such as `person.n_contacts`: part by part, from the outside in."""
    if translator.language == SOURCE:
        return name
    if name.startswith(_OF):
        return translator.text("Of {column}").format(column=_path(translator, name.removeprefix(_OF)))
    path = _path(translator, name)
    return path[:1].upper() + path[1:]


def sheet_title(translator: "Translator", name: str) -> str:
    """Return what a sheet is called: a list, or a list within the rows of another."""
    return name if translator.language == SOURCE else heading(translator, name.replace(" ", "."))


def cell_text(translator: "Translator", value: str, described: Described | None, name: str) -> str:
    """Return a text of a result: a word of a list, or a sentence, in the language; all else is data, and stays.

    Parameters
    ----------
    translator : Translator
        Of the language.
    value : str
        What stands in the result.
    described : Described | None
        What its field says.
    name : str
        Of the field, with those around it: `lanes.message.missing`.

    Returns
    -------
    str
        As it is read.
    """
    field = name.rpartition(".")[2]
    if translator.language == SOURCE or not value:
        return value
    if value == WITHHELD_WORD:
        return translator.text("withheld")
    if field in _SENTENCES:
        return str(_SENTENCES[field](translator, value))
    codes = described.words if described else ()
    if value in codes or field in LISTS_OF_FIELDS:
        return _coded(translator, value, codes, LISTS_OF_FIELDS.get(field, ""))
    return value


def label_of_measure(translator: "Translator", name: str) -> str:
    """Return what a measure or a list is called."""
    return name if translator.language == SOURCE else label(translator, name.replace("-", "_"))


def yes_or_no(translator: "Translator", value: bool) -> str:  # noqa: FBT001  what is said
    """Return what is said of what holds, or does not."""
    return word(translator, "yes" if value else "no", "Answer")


def _coded(translator: "Translator", value: str, codes: Iterable[str], of: str) -> str:
    name = of or _list_of(tuple(map(str, codes)))
    if value in LISTS.get(name, {}):
        return word(translator, value, name)
    phrases = next((phrases for phrases in PHRASES if set(map(str, codes)) <= set(phrases)), CODES)
    return translator.text(phrases[value]) if value in phrases else value


@cache
def _list_of(codes: tuple[str, ...]) -> str:
    """Return the list that holds most of some codes; a list of few words before one of many."""
    shared = {name: len(set(codes) & set(words)) for name, words in LISTS.items()}
    return max(shared, key=lambda name: (shared[name], -len(LISTS[name])))


def _path(translator: "Translator", name: str) -> str:
    """Say a path from the outside in: what is said twice once, and nothing of what each window says itself."""
    said = (_part(translator, part) for part in name.split(".") if part != "windows" or name == part)
    return ", ".join(dict.fromkeys(said))


def _part(translator: "Translator", name: str) -> str:
    window = fullmatch(r"days_(\d+)", name)
    if window:
        return translator.text("{n} d").format(n=window[1])
    for of in ("LaneName", "Outcome"):  # lists by lane, counts by outcome
        if name in LISTS[of]:
            return word(translator, name, of)
    if name in FIELD_NAMES:
        return translator.text(FIELD_NAMES[name])
    return name if name.isdecimal() else label(translator, name)


def _empty_text(translator: "Translator", value: str) -> str:
    return translator.text(value) if any(value in texts for texts in EMPTY_TEXTS.values()) else value


def _plain(translator: "Translator", value: str) -> str:
    return translator.text(value)


def _category(translator: "Translator", value: str) -> str:
    return word(translator, value, "FigureCategory") if value in CATEGORY_WORDS else value


_SENTENCES: Final[Mapping[str, Any]] = {
    **dict.fromkeys(CAVEATS, _plain),
    "what": record_says,
    "missing": missing,
    "rule": _empty_text,
    "remedy": _empty_text,
    "owner": agency,
    "category": _category,
    "measure": label_of_measure,
}
