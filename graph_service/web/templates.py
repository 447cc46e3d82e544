"""Templates: every value is escaped, a name that is not there is an error, texts come from the catalogues."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from graph_service.domain.text import WITHHELD_WORD, xml_text
from graph_service.languages.translator import LANGUAGES, Translator
from graph_service.wording import faults, words

FOLDER: Final = Path(__file__).parent
STATIC: Final = FOLDER / "static"


def rendered(template: str, translator: Translator, values: Mapping[str, Any]) -> str:
    """Return a template, filled in, in a language."""
    return xml_text(_environment(translator).get_template(template).render(values))


@cache
def static_files() -> Mapping[str, bytes]:
    """Return the files that pages load, by name."""
    return {path.name: path.read_bytes() for path in sorted(STATIC.iterdir()) if path.is_file()}


@cache
def version_of(name: str) -> str:
    """Return what the address of a file holds so that a browser keeps it until it changes."""
    return sha256(static_files()[name]).hexdigest()[:12]


@cache
def _environment(translator: Translator) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension
        translator.catalogue.gettext, translator.catalogue.ngettext, newstyle=True
    )
    environment.globals |= {"language": translator.language, "languages": LANGUAGES, "static": _static}
    environment.filters |= _filters(translator)
    environment.policies["ext.i18n.trimmed"] = True
    return environment


def _filters(translator: Translator) -> Mapping[str, Callable[..., object]]:
    """What templates make values readable with."""
    by_code: dict[str, Callable[..., object]] = {
        "word": words.word,
        "part": words.part,
        "label": words.label,
        "note": words.note,
        "reason": words.reason,
        "verdict": words.verdict,
        "bar": words.bar,
        "missing": words.missing,
        "agency": words.agency,
        "empty_rule": words.empty_rule,
        "empty_remedy": words.empty_remedy,
        "meaning": words.meaning,
        "kind_meaning": words.kind_meaning,
        "problem": faults.problem,
        "remedy": faults.remedy,
        "remark": faults.remark,
        "duplicate_reason": words.duplicate_reason,
        "aside_reason": words.aside_reason,
        "day": _day,
        "long_day": _long_day,
        "number": _number,
        "decimal": _decimal,
        "share": _share,
        "seen": _seen,
    }
    filters: dict[str, Callable[..., object]] = {
        name: partial(function, translator) for name, function in by_code.items()
    }
    return {**filters, "instant": translator.instant, "capitalize_first": _capitalized}


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]


def _long_day(translator: Translator, value: date | None, precision: str | None = "day") -> str:
    return "–" if value is None else translator.day(value, precision or "day")


def _share(translator: Translator, value: float | None) -> str:
    return "–" if value is None else translator.share(value)


def _static(name: str) -> str:
    return f"/static/{version_of(name)}/{name}"


def _day(translator: Translator, value: date | datetime | None, precision: str | None = "day") -> Markup:
    """A date as machines and readers both read it, as exactly as it is known."""
    if value is None:
        return Markup("–")
    exact = value.isoformat()
    text = exact if precision in {"day", None, ""} else translator.day(value, precision)
    return Markup(f'<time datetime="{escape(exact)}">{escape(text)}</time>')  # noqa: S704  escaped


def _number(translator: Translator, value: object, decimals: int = 2) -> str:
    if value is None:
        return "–"
    return translator.number(value, decimals) if isinstance(value, int | float) else _seen(translator, value)


def _decimal(translator: Translator, value: float | None) -> str:
    """A number with one decimal, also where it is whole: in a column they stand below each other."""
    return "–" if value is None else translator.number(value, 1, is_padded=True)


def _seen(translator: Translator, value: object) -> str:
    """A value, or in words that it is withheld."""
    if value is None or value == "":
        return "–"
    return translator.text("withheld") if str(value) == WITHHELD_WORD else str(value)
