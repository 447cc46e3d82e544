"""Brings the catalogues up to what the program says: `python -m tests.web.catalogue`.

Texts that are new come in without a translation, which a test then asks for; texts that are no longer said leave.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from inspect import getmembers, isclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from graph_service.analysis.duplicates_parts import DUPLICATE_WORDS
from graph_service.analysis.explanation_parts import BARS, VERDICTS
from graph_service.analysis.note_texts import NOTE_TEXTS
from graph_service.analysis.priorities_parts import LaneName
from graph_service.analysis.why_empty import EMPTY_TEXTS
from graph_service.analysis.words import REASON_WORDS
from graph_service.domain import vocabulary
from graph_service.domain.caller import CallerRole
from graph_service.domain.load_texts import PROBLEMS, REMARKS, SEE_LINE
from graph_service.domain.rights import Agency
from graph_service.domain.schema import KINDS
from graph_service.domain.writes import WriteHow
from graph_service.languages.translator import LANGUAGES, LOCALES, SOURCE
from graph_service.services.comparing import CHANGE_WORDS
from graph_service.web.record_fields import label_of
from tests.needs import REPOSITORY

HEADER = """# Texts in {language} ({name}): {part}. `python -m tests.web.catalogue` brings in what is new.
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""
Text = str | tuple[str, str]
KEYWORDS = {"_": None, "N_": None, "text": None, "gettext": None, "plural": (1, 2), "ngettext": (1, 2)}
METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "silent": "false", "newstyle_gettext": "true"}}


def texts_of_pages() -> Iterator[Text]:
    """Everything that templates and pages say themselves."""
    folder = REPOSITORY / "graph_service" / "web"
    for _file, _line, text, _comments, _context in extract_from_dir(folder, METHODS, OPTIONS, KEYWORDS):
        yield text if isinstance(text, str) else (text[0], text[1])


def texts_of_words() -> Iterator[Text]:
    """The words of the vocabulary, of roles, agencies and field classes, as pages write them."""
    lists = [
        kind for _name, kind in getmembers(vocabulary, isclass) if issubclass(kind, StrEnum) and kind is not StrEnum
    ]
    for kind in (*lists, CallerRole, Agency):
        for member in kind:
            yield member.value.replace("_", " ")


def texts_of_results() -> Iterator[Text]:
    """What results say by code: notes, reasons, verdicts, what keeps somebody off a lane, why a list is empty."""
    yield "the {text}"
    yield from (text for text in REASON_WORDS.values())
    yield from VERDICTS.values()
    yield from BARS.values()
    for rule, remedy in EMPTY_TEXTS.values():
        yield from (rule, remedy)
    for message in NOTE_TEXTS.values():
        yield message.one if message.one == message.many else (message.one, message.many)


def texts_of_records() -> Iterator[Text]:
    """What forms say of records: kinds, tables, columns and their meaning; what duplicates and changes are called."""
    for kind in KINDS.values():
        yield from (kind.name.replace("_", " "), kind.table.replace("_", " "), f"Record {kind.name.replace('_', ' ')}")
        yield (kind.record.__doc__ or "").partition("\n")[0]
        for field in kind.fields:
            yield from (label_of(field), field.name.replace("_", " "), field.meaning)
    yield from DUPLICATE_WORDS.values()
    yield from (*CHANGE_WORDS, *WriteHow, *LaneName)


def texts_of_loads() -> Iterator[Text]:
    """What a load says of files and cells, and what to do."""
    for problem, remedy in PROBLEMS.values():
        yield from (problem, remedy)
    yield from REMARKS.values()
    yield from SEE_LINE


PARTS = {
    "pages": texts_of_pages,
    "words": texts_of_words,
    "results": texts_of_results,
    "records": texts_of_records,
    "loads": texts_of_loads,
}


def texts() -> dict[str, list[Text]]:
    """All texts by the catalogue that they stand in, each once, in the order of their letters."""
    seen: set[str] = set()
    parts = {}
    for part, texts_of in PARTS.items():
        plurals = {text[0]: text for text in texts_of() if isinstance(text, tuple)}
        singles = {text: text for text in texts_of() if isinstance(text, str)}
        by_key: dict[str, Text] = {**singles, **plurals}
        parts[part] = [by_key[key] for key in sorted(by_key.keys() - seen)]
        seen |= by_key.keys()
    return parts


def path_of(language: str, part: str) -> Path:
    """Where a catalogue stands."""
    return LOCALES / language / "LC_MESSAGES" / f"{part}.po"


def translations(path: Path, language: str) -> dict[str, Message]:
    """The messages of a catalogue by their English text."""
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {_key(message.id): message for message in read_po(file, locale=language) if message.id}


def brought_up(language: str, part: str, current: Iterable[Text], earlier: dict[str, Message]) -> Catalog:
    """A catalogue of the texts of now with the translations that are there."""
    catalogue = Catalog(locale=language)
    for text in current:
        message = earlier.get(_key(text))
        is_same_shape = message is not None and isinstance(message.string, tuple) == isinstance(text, tuple)
        catalogue.add(text, message.string if message is not None and is_same_shape else None)
    return catalogue


def _key(text: object) -> str:
    return str(text[0]) if isinstance(text, tuple | list) else str(text)


def main() -> None:
    """Write every catalogue anew."""
    for language in LANGUAGES:
        if language == SOURCE:
            continue
        earlier: dict[str, Message] = {}
        for part in PARTS:
            earlier |= translations(path_of(language, part), language)
        for part, current in texts().items():
            catalogue = brought_up(language, part, current, earlier)
            body = BytesIO()
            write_po(body, catalogue, omit_header=True, width=110, no_location=True)
            text = HEADER.format(language=language, name=LANGUAGES[language], part=part, plurals=catalogue.plural_forms)
            path_of(language, part).write_text(f"{text}{body.getvalue().decode()}", encoding="utf-8")


if __name__ == "__main__":
    main()
