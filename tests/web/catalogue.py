"""Brings the catalogues up to what the program says: `python -m tests.web.catalogue`.

Texts that are new come in without a translation, which a test then asks for; texts that are no longer said leave.
"""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import is_dataclass
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import NamedTuple, get_args

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from graph_service.analysis.duplicates_parts import DUPLICATE_WORDS
from graph_service.analysis.explanation_parts import BARS, MISSING_TEXTS, VERDICTS
from graph_service.analysis.note_texts import NOTE_TEXTS
from graph_service.analysis.registry import QUESTIONS
from graph_service.analysis.why_empty import EMPTY_TEXTS
from graph_service.analysis.words import LISTS, REASON_WORDS
from graph_service.domain.described import described_fields
from graph_service.domain.error_texts import ERROR_TEXTS, HINTS, TEXTS_OF_VALUES
from graph_service.domain.load_texts import PROBLEMS, REMARKS, SEE_LINE
from graph_service.domain.parameters import parameter_fields
from graph_service.domain.schema import KINDS
from graph_service.domain.text import in_words
from graph_service.languages.translator import LANGUAGES, LOCALES, SOURCE
from graph_service.services.briefing import LANE_TITLES, PART_NAMES
from graph_service.web.record_fields import label_of
from graph_service.wording.cells import CAVEATS
from graph_service.wording.words import RECORD_TEXTS
from tests.needs import REPOSITORY
from tests.web.reference_texts import texts_of_reference
from visualizations.page_inside import texts_of_page
from visualizations.page_script import texts_of_script

HEADER = """# Texts in {language} ({name}): {part}. `python -m tests.web.catalogue` brings in what is new.
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""
TEMPLATES = [("**/templates/**.html", "jinja2")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "silent": "false", "newstyle_gettext": "true"}}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
PAGES_FOLDER = REPOSITORY / "graph_service" / "web"
SAYING = {
    "commands": ("graph_service/cli", "graph_service/exports.py"),
    "files": ("graph_service/interchange", "graph_service/list_files.py", "graph_service/wording"),
    "map": ("visualizations",),
}  # catalogues of what modules outside the pages say, and where these are


class Text(NamedTuple):
    """A text of the program: `many` is its form after a number, `context` the list of words that it stands in."""

    one: str
    many: str | None = None
    context: str | None = None


def texts_of_templates() -> Iterator[Text]:
    """Everything that templates say."""
    for _file, _line, text, _comments, _context in extract_from_dir(PAGES_FOLDER, TEMPLATES, OPTIONS, KEYWORDS):
        yield Text(text) if isinstance(text, str) else Text(text[0], text[1])


def texts_of_modules(*folders: Path) -> Iterator[Text]:
    """Everything that modules say: what is marked with `N_`, or stands where it is translated."""
    for path in sorted(path for folder in folders for path in (folder.rglob("*.py") if folder.is_dir() else [folder])):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
                texts = [part.value for part in node.args if isinstance(part, ast.Constant) and part.value]
                if name in {"N_", "text"} and texts and re.search(r"[^\W\d_]", str(texts[0])):
                    yield Text(str(texts[0]))
                elif name == "plural" and len(texts) > 1:
                    yield Text(str(texts[0]), str(texts[1]))


def texts_of_pages() -> Iterator[Text]:
    """Everything that templates and pages say themselves."""
    yield from texts_of_templates()
    yield from texts_of_modules(PAGES_FOLDER)


def texts_of_briefing() -> Iterator[Text]:
    """What the parts of a briefing are called."""
    yield from map(Text, (*LANE_TITLES.values(), *PART_NAMES.values()))


def texts_of_commands() -> Iterator[Text]:
    """Everything that commands say in a language."""
    yield from _said_in("commands")


def texts_of_files() -> Iterator[Text]:
    """Everything that lists for spreadsheets say: of themselves, and what results say of their fields."""
    yield from _said_in("files")
    for kind in _kinds_of_results():
        for field in described_fields(kind):
            yield Text(in_words(field.name))
            yield from (Text(text) for text in (field.described.text, field.described.unit) if text)
            if field.name in CAVEATS:
                yield Text(field.described.example)
    for question in QUESTIONS:
        yield Text(question.name.replace("-", " "))
        yield from (Text(in_words(field.name)) for field in parameter_fields(question.parameters))
    yield from map(Text, RECORD_TEXTS)


def texts_of_map() -> Iterator[Text]:
    """Everything that the map says: in its modules, its page and its script."""
    yield from _said_in("map")
    yield from map(Text, (*texts_of_page(), *texts_of_script()))


def _said_in(part: str) -> Iterator[Text]:
    yield from texts_of_modules(*(REPOSITORY / folder for folder in SAYING[part]))


def _kinds_of_results() -> list[type]:
    """Every class of which results are made, once."""
    found: dict[type, None] = {}
    waiting: list[object] = [question.result for question in QUESTIONS]
    while waiting:
        hint = waiting.pop()
        waiting += get_args(hint)
        if isinstance(hint, type) and is_dataclass(hint) and hint not in found:
            found[hint] = None
            waiting += [field.hint for field in described_fields(hint)]
    return list(found)


def texts_of_words() -> Iterator[Text]:
    """The words of all lists: one that stands in two may be two in another language."""
    for name, words in LISTS.items():
        yield from (Text(phrase, context=name) for phrase in words.values())


def texts_of_results() -> Iterator[Text]:
    """What results say by code: notes, reasons, verdicts, what keeps somebody off a lane, why a list is empty."""
    yield Text("the {text}")
    yield from map(Text, REASON_WORDS.values())
    yield from map(Text, VERDICTS.values())
    yield from map(Text, BARS.values())
    for texts_of_lane in MISSING_TEXTS.values():
        yield from map(Text, texts_of_lane)
    for rule, remedy in EMPTY_TEXTS.values():
        yield from (Text(rule), Text(remedy))
    for message in NOTE_TEXTS.values():
        yield Text(message.one, None if message.one == message.many else message.many)


def texts_of_loading() -> Iterator[Text]:
    """What a load says by code: problems, what to do about them, and what is counted."""
    for problem, remedy in PROBLEMS.values():
        yield from (Text(problem), Text(remedy))
    yield from map(Text, (*SEE_LINE, *REMARKS.values()))


def texts_of_errors() -> Iterator[Text]:
    """What other errors say that pages may show."""
    yield from map(Text, (*ERROR_TEXTS, *HINTS, *chain.from_iterable(TEXTS_OF_VALUES.values())))


def texts_of_records() -> Iterator[Text]:
    """What forms say of records: kinds, tables, columns and their meaning; what duplicates are called."""
    for kind in KINDS.values():
        name, table = in_words(kind.name), in_words(kind.table)
        yield from map(Text, (name, table, f"Record {name}", (kind.record.__doc__ or "").partition("\n")[0]))
        for field in kind.fields:
            yield from map(Text, (label_of(field), in_words(field.name), field.meaning))
    yield from map(Text, DUPLICATE_WORDS.values())


PARTS: dict[str, Callable[[], Iterable[Text]]] = {
    "pages": texts_of_pages,
    "briefing": texts_of_briefing,
    "words": texts_of_words,
    "results": texts_of_results,
    "loading": texts_of_loading,
    "errors": texts_of_errors,
    "reference": lambda: map(Text, texts_of_reference()),
    "records": texts_of_records,
    "commands": texts_of_commands,
    "files": texts_of_files,
    "map": texts_of_map,
}


def texts() -> dict[str, list[Text]]:
    """All texts by the catalogue that they stand in, each once, in the order of their letters."""
    seen: set[tuple[str, str]] = set()
    parts = {}
    for part, texts_of in PARTS.items():
        by_key: dict[tuple[str, str], Text] = {}
        for text in texts_of():
            if text.many is not None or _key(text) not in by_key:
                by_key[_key(text)] = text
        parts[part] = [by_key[key] for key in sorted(by_key.keys() - seen)]
        seen |= by_key.keys()
    return parts


def path_of(language: str, part: str) -> Path:
    """Where a catalogue stands."""
    return LOCALES / language / "LC_MESSAGES" / f"{part}.po"


def translations(path: Path, language: str) -> dict[tuple[str, str], Message]:
    """The messages of a catalogue by their list of words and English text."""
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {_key_of(message): message for message in read_po(file, locale=language) if message.id}


def brought_up(language: str, current: Iterable[Text], earlier: dict[tuple[str, str], Message]) -> Catalog:
    """A catalogue of the texts of now with the translations that are there."""
    catalogue = Catalog(locale=language)
    for text in current:
        message = earlier.get(_key(text))
        forms = text.one if text.many is None else (text.one, text.many)
        is_same_shape = message is not None and isinstance(message.string, tuple) == isinstance(forms, tuple)
        string = message.string if message is not None and is_same_shape else None
        catalogue.add(forms, string, context=text.context)
    return catalogue


def written(language: str, part: str) -> str:
    """A catalogue file as it should stand, with the translations that are in any."""
    earlier: dict[tuple[str, str], Message] = {}
    for each in PARTS:
        earlier |= translations(path_of(language, each), language)
    catalogue = brought_up(language, texts()[part], earlier)
    body = BytesIO()
    write_po(body, catalogue, omit_header=True, width=110, no_location=True)
    head = HEADER.format(language=language, name=LANGUAGES[language], part=part, plurals=catalogue.plural_forms)
    return f"{head}{body.getvalue().decode()}"


def _key(text: Text) -> tuple[str, str]:
    return text.context or "", text.one


def _key_of(message: Message) -> tuple[str, str]:
    one = message.id[0] if isinstance(message.id, tuple | list) else message.id
    return message.context or "", str(one)


def main() -> None:
    """Write every catalogue anew."""
    files = {
        path_of(language, part): written(language, part)
        for language in LANGUAGES
        if language != SOURCE
        for part in PARTS
    }
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
