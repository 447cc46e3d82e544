"""What the map says of a person beside their records, in a language."""

from typing import Final

from graph_service.domain.text import WITHHELD_WORD
from graph_service.languages.source import N_, SOURCE
from graph_service.languages.translator import Translator, translator
from graph_service.wording.words import word

ENGLISH = translator(SOURCE)
STATUS_WORDS: Final = {"none": "", "victim_only": N_("victim only"), "in_custody": N_("in custody"), "dead": N_("dead")}


def label_said(t: Translator, label: str) -> str:
    """Return the label of a person; whoever may not be seen has a word of the language for one."""
    return t.text(WITHHELD_WORD) if label == WITHHELD_WORD else label


def together(t: Translator, names: tuple[str, ...]) -> str:
    """Join names: all of them hold."""
    return f" {t.text('and')} ".join(names)


def kind_words(t: Translator, kind: str) -> str:
    """Return what a kind of tie is called."""
    return word(t, kind, "TieKind")
