"""Languages: every text in every language, the words of the field, the wish of a browser, days and numbers."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import StrEnum

import httpx
import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from graph_service.analysis.words import LISTS
from graph_service.domain import vocabulary
from graph_service.domain.schema import KINDS
from graph_service.errors import ConfigurationError
from graph_service.languages.translator import LANGUAGES, REGIONS, SOURCE, preferred, translator
from graph_service.settings import Settings
from graph_service.wording.words import part, word
from loaders.read.swedish_words import SWEDISH
from tests.api.serving import City
from tests.docs.test_glossary import SECTIONS
from tests.needs import REPOSITORY
from tests.web.catalogue import PARTS, Text, path_of, texts, written
from tests.web.serving import site

TRANSLATED = [language for language in LANGUAGES if language != SOURCE]
FILES = [(language, name) for language in TRANSLATED for name in PARTS]
_PLACES = re.compile(r"%\((\w+)\)s|(?<!\{)\{(\w+)\}(?!\})")


class Elsewhere(StrEnum):
    """An enum of no list."""

    TRUCE = "truce"


def _messages(language: str, name: str) -> Iterator[Message]:
    with path_of(language, name).open("rb") as file:
        yield from (message for message in read_po(file, locale=language) if message.id)


def _forms(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, tuple | list) else (str(value or ""),)


@pytest.mark.parametrize(("language", "name"), FILES)
def test_a_catalogue_is_what_the_program_says_now(language: str, name: str) -> None:
    assert path_of(language, name).read_text(encoding="utf-8") == written(language, name)


@pytest.mark.parametrize(("language", "name"), FILES)
def test_every_text_is_translated_in_every_form_and_none_is_in_doubt(language: str, name: str) -> None:
    messages = list(_messages(language, name))
    assert [each.id for each in messages if not all(_forms(each.string)) or each.fuzzy] == []
    assert {len(_forms(each.id)) == len(_forms(each.string)) for each in messages} == {True}


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_text_stands_twice_or_without_use(language: str) -> None:
    keys = [(each.context, _forms(each.id)[0]) for name in PARTS for each in _messages(language, name)]
    assert [key for key, n in Counter(keys).items() if n > 1] == []
    assert {Text(one, None, context) for context, one in keys} == {
        Text(text.one, None, text.context) for of_part in texts().values() for text in of_part
    }


@pytest.mark.parametrize(("language", "name"), FILES)
def test_what_is_filled_in_is_the_same_in_every_language(language: str, name: str) -> None:
    for message in _messages(language, name):
        english = {place for form in _forms(message.id) for place in _PLACES.findall(form)}
        forms = [set(_PLACES.findall(form)) for form in _forms(message.string)]
        assert set().union(*forms) == english, message.id
        assert all(form == forms[-1] for form in forms) or len(forms) > 1, message.id


@pytest.mark.parametrize(("language", "name"), FILES)
def test_spaces_and_ends_of_a_text_are_those_of_the_english_one(language: str, name: str) -> None:
    def ends(text: str) -> tuple[bool, bool, str]:
        return text[:1].isspace(), text[-1:].isspace(), text[-1:] if text[-1:] in ".:?" else ""

    for message in _messages(language, name):
        for english, form in zip(_forms(message.id), _forms(message.string), strict=True):
            assert ends(form) == ends(english), english
            assert "  " not in form, english


def test_every_list_of_the_vocabulary_has_words() -> None:
    lists = {field.type.__name__: field.words for kind in KINDS.values() for field in kind.fields if field.words}
    assert {name: tuple(LISTS[name]) for name in lists} == lists


@pytest.mark.parametrize("name", SWEDISH)
def test_the_swedish_word_that_is_shown_is_read(name: str) -> None:
    shown = {code: translator("sv").word(phrase, name) for code, phrase in LISTS[name].items()}
    assert shown == {code: SWEDISH[name][code].split(", ")[0] for code in LISTS[name]}


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (f"{kind.table}.{field.name}", field.type.__name__)
        for kind in KINDS.values()
        for field in kind.fields
        if field.words
    ]
    + [
        ("--lane", "LaneName"),
        ("--role", "CallerRole"),
        ("--agency", "Agency"),
        ("outcome", "Outcome"),
        ("data_class", "DataClass"),
    ],
)
def test_the_glossary_has_the_swedish_word_that_is_shown(place: str, name: str) -> None:
    for code, swedish, _meaning in SECTIONS[place]:
        if (code := code.strip("`")) in LISTS[name]:
            assert word(translator("sv"), code, name) in {swedish, f"{code} ({swedish})"}


@pytest.mark.parametrize(
    ("value", "of", "sv", "en"),
    [
        (vocabulary.ConflictState.ACTIVE, "", "pågående", "active"),
        ("active", "SupportStatus", "pågår", "active"),
        (vocabulary.Side.SUSPECT, "", "misstänkt sida", "suspect"),
        (vocabulary.SuspectStatus.BELIEVED, "", "bedöms inblandad (ej misstänkt)", "believed involved (not a suspect)"),
        (vocabulary.Role.ASSOCIATE, "", "i kretsen kring gruppen (ej medlem)", "associate (not a member)"),
        ("probation", "CallerRole", "frivård", "probation"),
        ("probation", "SupervisionKind", "skyddstillsyn", "probation"),
        (Elsewhere.TRUCE, "", "vapenvila", "truce"),
        ("shooting", "", "skottlossning", "shooting"),
        ("a_word_of_no_list", "", "a word of no list", "a word of no list"),
        ("withheld", "Role", "visas inte (behörighet)", "withheld"),
        (None, "Role", "–", "–"),
        ("", "", "–", "–"),
    ],
)
def test_a_word_is_that_of_its_list(value: object, of: str, sv: str, en: str) -> None:
    assert (word(translator("sv"), value, of), word(translator("en"), value, of)) == (sv, en)


def test_every_word_of_a_template_names_its_list() -> None:
    """Values of enums have one, and those of a policy are of no list that a template could name."""
    folder = REPOSITORY / "graph_service" / "web" / "templates"
    of_enums = {
        "caller.role|word",
        "value|word",
        "word|word",
        "data_class|word",
        "needed|word",
        "role|word",
        "each|word",
    }
    for path in folder.glob("*.html"):
        uses = set(re.findall(r"[\w.\[\]]+\|word(?!\()", path.read_text(encoding="utf-8")))
        assert uses <= of_enums, path.name


def test_nobody_is_called_a_suspect_who_is_only_believed_to_be_involved() -> None:
    swedish = translator("sv")
    assert part(swedish, "suspect") == part(swedish, "suspect", "believed") == "bedöms inblandad (ej misstänkt)"
    assert part(swedish, "suspect", "charged") == "åtalad"
    assert part(swedish, "victim", None) == "brottsoffer"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "sv"),
        ("sv", "sv"),
        ("en", "en"),
        ("sv-SE,sv;q=0.9,en-US;q=0.8,en;q=0.7", "sv"),
        ("en-GB,en;q=0.9,sv;q=0.8", "en"),
        ("de-DE,de;q=0.9,en;q=0.3", "en"),
        ("fi,nb;q=0.9", "sv"),
        ("*", "sv"),
        ("en;q=0.5,sv;q=0.5", "sv"),
        ("EN-us", "en"),
        (" en ; q=0.4 , sv ; q=0.6 ", "sv"),
        ("en;Q=0.9,sv;q=0.1", "en"),
        ("sv;q=0,en;q=0.1", "en"),
        ("sv;q=0", "sv"),
        ("en;q=nan,sv;q=0.1", "sv"),
        ("en;q=inf,sv;q=0.1", "sv"),
        ("en;q=-1,sv;q=0.1", "sv"),
        ("en;q=high,sv;q=0.1", "sv"),
        ("en;level=1,sv;q=0.9", "en"),
        ("english,swedish", "sv"),
        ("svenska;q=1,en;q=0.2", "en"),
        (",,;q=1,en", "en"),
        ("de," * 20 + "en", "sv"),
    ],
)
def test_the_language_is_the_one_that_a_browser_asks_for_most(header: str, language: str) -> None:
    assert preferred(header) == language


@given(st.text(alphabet=st.sampled_from("sven-SE,;q=01. *é\x00"), max_size=60), st.sampled_from(sorted(LANGUAGES)))
def test_whatever_is_asked_there_is_a_language(header: str, fallback: str) -> None:
    assert preferred(header, fallback) in LANGUAGES


@pytest.mark.parametrize(("setting", "language"), [(None, "sv"), ("sv", "sv"), ("en", "en")])
def test_the_setting_is_for_browsers_that_ask_for_neither(city: City, setting: str | None, language: str) -> None:
    def of(client: httpx.Client, **headers: str) -> str | None:
        match = re.search(r'<html lang="(\w+)">', client.get("/sign-in", headers=headers).text)
        return match and match[1]

    with site(city, Settings(language=setting)) as client:
        assert of(client, **{"Accept-Language": "fi"}) == language
        assert of(client, **{"Accept-Language": "en"}) == "en"
        assert of(client, **{"Accept-Language": "en", "Cookie": "gruppkarta_language=sv"}) == "sv"
        assert of(client, **{"Accept-Language": "fi", "Cookie": "gruppkarta_language=fi"}) == language


@pytest.mark.parametrize("language", ["de", "", "sv_SE", "../sv"])
def test_a_setting_for_another_language_is_refused(language: str) -> None:
    with pytest.raises(ConfigurationError, match=f"GRUPPKARTA_LANGUAGE is '{re.escape(language)}': give sv or en"):
        Settings(language=language)
    with pytest.raises(ConfigurationError, match="there is no language"):
        translator(language)


def test_the_languages_of_the_setting_are_those_that_there_are() -> None:
    assert set(REGIONS) == set(LANGUAGES)
    assert [Settings(language=each).language for each in LANGUAGES] == list(LANGUAGES)


@pytest.mark.parametrize(
    ("value", "decimals", "sv", "en"),
    [
        (0, 2, "0", "0"),
        (3, 2, "3", "3"),
        (3.0, 2, "3", "3"),
        (2.5, 2, "2,5", "2.5"),
        (2.456, 2, "2,46", "2.46"),
        (2.456, 1, "2,5", "2.5"),
        (2.04, 1, "2", "2"),
        (2.4, 0, "2", "2"),
        (12345, 2, "12\u00a0345", "12,345"),
        (1234567.891, 2, "1\u00a0234\u00a0567,89", "1,234,567.89"),
        (-0.5, 2, "-0,5", "-0.5"),
    ],
)
def test_numbers_are_written_as_each_language_writes_them(value: float, decimals: int, sv: str, en: str) -> None:
    assert (translator("sv").number(value, decimals), translator("en").number(value, decimals)) == (sv, en)


@pytest.mark.parametrize(
    ("value", "sv", "en"),
    [(0, "0\u00a0%", "0%"), (0.5, "50\u00a0%", "50%"), (0.974, "97\u00a0%", "97%"), (1, "100\u00a0%", "100%")],
)
def test_shares_are_percentages(value: float, sv: str, en: str) -> None:
    assert (translator("sv").share(value), translator("en").share(value)) == (sv, en)


@pytest.mark.parametrize(
    ("precision", "sv", "en"),
    [
        ("day", "3 december 2020", "3 December 2020"),
        ("month", "december 2020", "December 2020"),
        ("year", "2020", "2020"),
    ],
)
def test_days_are_no_more_exact_than_they_are_known(precision: str, sv: str, en: str) -> None:
    day = date(2020, 12, 3)
    assert (translator("sv").day(day, precision), translator("en").day(day, precision)) == (sv, en)


def test_instants_have_their_own_time() -> None:
    instant = datetime(2020, 12, 3, 8, 5, tzinfo=UTC)
    assert translator("sv").instant(instant) == "3 dec. 2020 08:05:00"
    assert translator("en").instant(instant) == "3 Dec 2020, 08:05:00"
