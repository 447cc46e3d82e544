"""The data dictionary: every table and column, read from the record classes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated as A

from graph_service.domain.described import Described
from graph_service.domain.schema import KINDS, Field, Kind, Meaning

_TYPE_NAMES = {str: "text", int: "whole number", float: "number", bool: "yes or no", date: "date", tuple: "list"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One column of a table."""

    table: A[str, Described("name of the table", "persons")]
    column: A[str, Described("name of the column", "birth_year")]
    type: A[
        str, Described("what a cell holds: text, word, whole number, number, yes or no, date, or list", "whole number")
    ]
    required: A[bool, Described("whether every row must have a value", example=False)]
    default: A[str | None, Described("value of an empty cell, as text; null: none", "1.0")]
    words: A[
        tuple[str, ...],
        Described("the words a cell may hold; empty: the column is not limited to words", ("day", "month", "year")),
    ]
    refers_to: A[str | None, Described("table whose id the column holds; null: it holds none", "groups")]
    bounds: A[str | None, Described("bounds of a number, in words; null: there are none", "0 to 1")]
    not_future: A[bool, Described("whether a date after the day of loading is refused", example=False)]
    data_class: A[
        str, Described("who may see the column: open, identity, intelligence, support, victim or protected", "identity")
    ]
    meaning: A[str, Described("what the column says", "year of birth")]


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table with its columns."""

    table: A[str, Described("name of the table, and of its file", "persons")]
    shape: A[str, Described("shape of its records in the graph: node or link", "node")]
    is_act: A[
        bool, Described("whether its records are acts of the programme, which a store never replaces", example=False)
    ]
    meaning: A[str, Described("what a record is", "A person, shown by a pseudonym to all who may not see the name.")]
    columns: A[tuple[Entry, ...], Described("its columns, in order, the id first", None)]


def data_dictionary(kinds: Iterable[Kind] | None = None) -> tuple[TableEntry, ...]:
    """Describe every table and column."""
    return tuple(
        TableEntry(
            table=kind.table,
            shape=kind.shape.value,
            is_act=kind.is_act,
            meaning=(kind.record.__doc__ or "").strip(),
            columns=tuple(_entry(kind, field) for field in kind.fields),
        )
        for kind in (KINDS.values() if kinds is None else kinds)
    )


def as_text(tables: Sequence[TableEntry]) -> str:
    """Write the dictionary for a terminal."""
    blocks = []
    for table in tables:
        width = max(len(entry.column) for entry in table.columns)
        lines = [f"{table.table} ({_shape(table)}): {table.meaning}"]
        lines += [
            f"  {entry.column:<{width}}  {'required' if entry.required else 'optional'}  "
            f"{_describe(entry)}; class {entry.data_class}"
            for entry in table.columns
        ]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def as_markdown(tables: Sequence[TableEntry]) -> str:
    """Write the dictionary as Markdown."""
    sections = []
    for table in tables:
        lines = [
            f"## {table.table}",
            "",
            f"{table.meaning} ({_shape(table)})",
            "",
            "| column | required | what it holds | who may see it |",
            "|---|---|---|---|",
        ]
        lines += [
            f"| {entry.column} | {'yes' if entry.required else 'no'} "
            f"| {_describe(entry).replace('|', chr(92) + '|')} | {entry.data_class} |"
            for entry in table.columns
        ]
        sections.append("\n".join(lines) + "\n")
    return "\n".join(sections)


def _shape(table: TableEntry) -> str:
    return "act" if table.is_act else table.shape


def _describe(entry: Entry) -> str:
    holds = ", ".join(entry.words) or entry.type
    details = [
        f"refers to {entry.refers_to}" if entry.refers_to else "",
        entry.bounds or "",
        "never in the future" if entry.not_future else "",
        f"default {entry.default}" if entry.default is not None else "",
    ]
    return "; ".join([f"{entry.meaning}: {holds}", *(detail for detail in details if detail)])


def _entry(kind: Kind, field: Field) -> Entry:
    target = KINDS[field.target].table if field.target else None
    return Entry(
        table=kind.table,
        column=field.name,
        type="word" if field.words else _TYPE_NAMES[field.type],
        required=field.required,
        default=None if field.default in {None, ()} else str(field.default),
        words=field.words,
        refers_to=target,
        bounds=bounds_of(field),
        not_future=isinstance(field.mark, Meaning) and field.mark.not_future,
        data_class=field.mark.data_class.value,
        meaning=field.meaning,
    )


def bounds_of(field: Field) -> str | None:
    """Say in words what bounds a number has."""
    mark = field.mark
    if not isinstance(mark, Meaning):
        return None
    if mark.minimum is not None and mark.maximum is not None:
        return f"{mark.minimum:g} to {mark.maximum:g}"
    if mark.minimum is not None:
        return f"at least {mark.minimum:g}"
    if mark.maximum is not None:
        return f"at most {mark.maximum:g}"
    return None if mark.above is None else f"greater than {mark.above:g}"
