"""Words for nothing ("unknown", "N/A", "-") where a table would have an id, a label or a name."""

from itertools import chain
from typing import cast

from graph_service.domain.load_texts import Refusal, refusal
from graph_service.domain.nothing import is_word_for_nothing, words_for_nothing_in
from graph_service.domain.report import shown
from graph_service.domain.schema import Field, Kind, Value
from graph_service.errors import RowProblem
from loaders.ledger import Ledger
from loaders.read.table_part import TablePart

_LABELS = {("person", "label"), ("group", "name")}  # by which a record is shown
_NAMES = frozenset({"name", "names", "aliases"})


def check_words_for_nothing(part: TablePart, ledger: Ledger) -> None:
    """Refuse such words as id, label or end of a link, where all that is not known would become one record.

    Of names and other names they are only counted: somebody may be called so.
    """
    kind = part.output.kind
    for field, column in zip(kind.fields, part.columns, strict=True):
        if field.name not in part.output.columns:
            continue
        if _names_a_record(kind, field):
            _refuse_words(part, field, column, ledger)
        elif field.name in _NAMES:
            texts = _texts(field, column)
            words = _not_kept(part, field, words_for_nothing_in(set(texts)))
            count = sum(text in words for text in texts) if words else 0
            ledger.remark("word_for_nothing", part.file, part.output.column_of(field), count)


def word_refusal(kind: Kind, field: Field, value: Value) -> Refusal | None:
    """Say why a value is refused if it is a word for nothing, in a field that names a record."""
    is_word = _names_a_record(kind, field) and value is not None and is_word_for_nothing(str(value))
    return _why(kind, field) if is_word else None


def _names_a_record(kind: Kind, field: Field) -> bool:
    return field.name == kind.key or field.target is not None or (kind.name, field.name) in _LABELS


def _texts(field: Field, column: list[Value]) -> list[str]:
    if field.type is tuple:
        return list(chain.from_iterable(cast("list[tuple[str, ...]]", filter(None, column))))  # None: a bad cell
    return [str(value) for value in column if value is not None]


def _not_kept(part: TablePart, field: Field, words: set[str]) -> set[str]:
    """Leave out words that the mapping keeps as values."""
    reading = part.output.reading_of(field.name)
    return {word for word in words if not reading.keeps(word)}


def _refuse_words(part: TablePart, field: Field, column: list[Value], ledger: Ledger) -> None:
    distinct = set(column)
    distinct.discard(None)
    words = _not_kept(part, field, words_for_nothing_in(cast("set[str]", distinct)))
    if not words:
        return
    why = _why(part.output.kind, field)
    name = part.output.column_of(field)
    for row, value in enumerate(column):
        bad = part.bad.get(row, ())
        if value not in words or field.name in bad or part.output.kind.key in bad:
            continue
        part.bad[row].add(field.name)
        if ledger.only_counts:
            ledger.count_problem()
            continue
        line = part.lines[row] or None
        ledger.refuse(RowProblem(why.code, part.file, line, name, shown(field, value), why.problem, why.remedy))


def _why(kind: Kind, field: Field) -> Refusal:
    if field.name == kind.key:
        return refusal("word_for_nothing", column=field.name)
    if field.target is None:
        return refusal("word_for_nothing.label", column=field.name)
    if field.nullable:
        return refusal("word_for_nothing.empty", column=field.name)
    if kind.name == "attribution":
        return refusal("word_for_nothing.attribution", column=field.name)
    return refusal("word_for_nothing.end", column=field.name)
