"""Codes of results and words of the vocabulary as phrases for readers."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from inspect import getmembers, isclass
from typing import Final

from graph_service.analysis.balance import RivalState
from graph_service.analysis.codes import CONFLICT_STATES
from graph_service.analysis.figures.words import (
    CATEGORY_WORDS,
    FIGURE_WORDS,
    NUMBER_WORDS,
    SMALL_WORDS,
    UNANSWERED,
    UNITS,
)
from graph_service.analysis.incidents import OUTCOMES
from graph_service.analysis.priorities_parts import LaneName
from graph_service.domain import vocabulary
from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from graph_service.domain.schema import KINDS
from graph_service.domain.text import in_words
from graph_service.domain.writes import WriteHow

REASON_WORDS: Mapping[str, str] = {
    "convicted": "convicted",
    "charged": "charged",
    "suspected": "suspected",
    "weapon_seizure": "weapon seized",
    "threat_made": "threat made",
    "leader": "leader of a group",
    "core": "core of a group",
    "group_ranked_first": "own group ranks first",
    "group_ranked_second_or_third": "own group ranks second or third",
    "group_violent": "own group is violent",
    "group_holds_open_window": "own group holds an open retaliation window",
    "victim": "victim",
    "threat_received": "threat received",
    "open_window_against_own_group": "open retaliation window against own group",
    "carries_the_message": "member, by a source that is good enough",
}

# Words that are more than their code without underscores, by the list that they stand in.
_PHRASES: Mapping[str, Mapping[str, str]] = {
    "SuspectStatus": {"believed": "believed involved (not a suspect)"},
    "Role": {"associate": "associate (not a member)"},
    "TieKind": {
        "co_offending": "co-offending",
        "co_arrest": "arrested together",
        "co_resident": "live together",
        "observed_together": "seen together",
    },
    "Outcome": {"injury": "with injured", "none": "nobody hurt", "unknown": "outcome unknown"},
    "LaneName": {"messenger": "messengers"},
    "Reliability": {
        "A": "A (reliable)",
        "B": "B (usually reliable)",
        "C": "C (fairly reliable)",
        "D": "D (usually not reliable)",
        "E": "E (not reliable)",
        "F": "F (cannot be judged)",
    },
}


def _list_of(name: str, codes: Iterable[str]) -> Mapping[str, str]:
    phrases = _PHRASES.get(name, {})
    return {code: phrases.get(code, in_words(code)) for code in map(str, codes)}


CHANGES: Final = ("entered", "left", "moved", "changed")  # of a row, between two states of the records

# Lists of words by their names, each code with its English phrase: enums by the names of their types.
LISTS: Final[Mapping[str, Mapping[str, str]]] = {
    **{
        name: _list_of(name, kind)
        for name, kind in getmembers(vocabulary, isclass)
        if issubclass(kind, StrEnum) and kind is not StrEnum
    },
    **{kind.__name__: _list_of(kind.__name__, kind) for kind in (CallerRole, Agency, LaneName, RivalState)},
    "ConflictStatus": _list_of("ConflictStatus", CONFLICT_STATES),
    "Outcome": _list_of("Outcome", OUTCOMES),
    "Table": _list_of("Table", [kind.table for kind in KINDS.values()]),
    "WriteHow": _list_of("WriteHow", WriteHow),
    "Change": _list_of("Change", CHANGES),
    "Figure": FIGURE_WORDS,
    "FigureNumber": NUMBER_WORDS,
    "FigureCategory": CATEGORY_WORDS,
    "FigureUnit": _list_of("FigureUnit", UNITS),
    "SmallCount": SMALL_WORDS,
    "Unanswered": UNANSWERED,
}
