"""A language that nobody speaks: every text of the catalogues stands in ⟦ ⟧, so that a text from elsewhere shows."""

import re
from collections.abc import Collection, Iterator
from gettext import NullTranslations
from html.parser import HTMLParser
from typing import Final

from babel import Locale

from graph_service.analysis.words import LISTS
from graph_service.domain.schema import KINDS
from graph_service.languages.translator import LANGUAGES, REGIONS
from graph_service.services.tokens import FIRST_ADMIN
from tests.api.serving import PURPOSE, City

SPOKEN: Final = ("title", "aria-label", "aria-description", "placeholder", "alt", "label")
OWN_NAMES: Final = frozenset({"Gruppkarta", *LANGUAGES.values()})
DATA_TAGS: Final = frozenset({"script", "style", "code", "pre", "kbd", "samp", "textarea"})
VOID: Final = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
_VALUE = re.compile(r"%\(\w+\)[a-z]|\{\w+\}")
_SAID = re.compile("⟦[^⟦⟧]*⟧")
_LETTERS = re.compile(r"[^\W\d_]+")


class PseudoCatalogue(NullTranslations):
    """Texts in ⟦ ⟧; the values within them stand outside, for they are no texts of the catalogue."""

    def gettext(self, message: str) -> str:
        return _in_brackets(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return _in_brackets(msgid1 if n == 1 else msgid2)

    def pgettext(self, _context: str, message: str) -> str:
        return _in_brackets(message)


def _in_brackets(message: str) -> str:
    return f"⟦{_VALUE.sub(lambda value: f'⟧{value[0]}⟦', message)}⟧"


class _Texts(HTMLParser):
    """What a page says: its text, and the attributes that readers are told."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.text: list[str] = []
        self.attributes: list[str] = []

    @property
    def _is_data(self) -> bool:
        return any(is_data for _tag, is_data in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.text.append("\n")
        is_data = tag in DATA_TAGS or named.get("translate") == "no"
        if not is_data and not self._is_data:
            self.attributes += [named[name] for name in SPOKEN if name in named]
            if tag == "input" and named.get("type") in {"submit", "button", "reset"}:
                self.attributes.append(named.get("value", ""))
        if tag not in VOID:
            self.open.append((tag, is_data))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        self.text.append("\n")
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._is_data:
            self.text.append(data)


def letters_outside(html: str, data: Collection[str]) -> list[str]:
    """Say what a page says that stands in no catalogue and is no data; what it marks as `translate="no"` is data."""
    page = _Texts()
    page.feed(html)
    page.close()
    return [line for text in ("".join(page.text), *page.attributes) for line in _unsaid(text, data)]


def _unsaid(text: str, data: Collection[str]) -> Iterator[str]:
    while _SAID.search(text):
        text = _SAID.sub(" ", text)
    longest_first = sorted(data, key=lambda value: (-len(value), value))
    if longest_first:
        text = re.sub(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", " ", text)
    yield from (" ".join(line.split()) for line in text.splitlines() if _LETTERS.search(line))


def data_of(city: City) -> set[str]:
    """What pages may say as it stands: ids, labels, names and notes on record, never the words of a list."""
    store = city.place.store
    names = {kind.name: [field.name for field in kind.fields if field.type in {str, tuple}] for kind in KINDS.values()}
    _, columns = store.columns(names)
    values = [value for of_kind in columns.values() for column in of_kind.values() for value in column]
    texts = {
        part
        for value in values
        for part in (value if isinstance(value, tuple | list) else (value,))
        if isinstance(part, str) and len(part.strip()) > 1
    }
    holders = {text for token in store.tokens() for text in (token.name, token.token_id)}
    words = {word for words in LISTS.values() for pair in words.items() for word in pair}
    months = {
        name.rstrip(".")
        for region in REGIONS.values()
        for form in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for name in Locale.parse(region).months[form][width].values()
    }
    grades = {f"{letter}{number}" for letter in "ABCDEF" for number in "123456"}
    policy = city.place.policy
    ours = {*OWN_NAMES, PURPOSE, policy.id, policy.version, FIRST_ADMIN.name, "XLSX", "CSV"}
    return {" ".join(text.split()) for text in texts - words} | months | holders | grades | ours
