"""What the map says of a person beside their records, in a language."""

from graph_service.domain.text import WITHHELD_WORD
from graph_service.languages.source import SOURCE
from graph_service.languages.translator import Translator, translator

ENGLISH = translator(SOURCE)


def label_said(t: Translator, label: str) -> str:
    """Return the label of a person; whoever may not be seen has a word of the language for one."""
    return t.text(WITHHELD_WORD) if label == WITHHELD_WORD else label


def together(t: Translator, names: tuple[str, ...]) -> str:
    """Join names: all of them hold."""
    return f" {t.text('and')} ".join(names)
