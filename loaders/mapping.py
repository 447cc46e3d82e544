"""Foreign rows to our columns: renamed, constant, put together, translated, chosen, merged."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from graph_service.domain.schema import Kind, Value
from loaders.cells import Refused
from loaders.csv_table import Chunk
from loaders.plan import Constant, Merge, Output, Rule, Take, Template, Translate

Columns = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Filled:
    """Rows for one table as text by field; `untranslated` are row, field, text of the cell."""

    columns: Columns
    lines: Sequence[int]
    untranslated: Sequence[tuple[int, str, str]] = ()
    n_not_chosen: int = 0
    n_left_out: int = 0


UNTRANSLATED = Refused(
    "untranslated_value",
    "the mapping translates no such word",
    'add the word under translate, or say what holds for all others with "otherwise"',
)


def fill(output: Output, chunk: Chunk, header: Sequence[str]) -> Filled:
    """Make the rows of one table from rows of a file.

    Parameters
    ----------
    output : Output
        What to make.
    chunk : Chunk
        Rows of the file.
    header : Sequence[str]
        Its columns.

    Returns
    -------
    Filled
        Columns of text by field, equally long.
    """
    source = dict(zip(header, chunk.columns, strict=True))
    n_rows = len(chunk.lines)
    if not output.where and not any(isinstance(rule, Translate) for rule in output.columns.values()):
        every = range(n_rows)
        return Filled({name: _cells(rule, source, every) for name, rule in output.columns.items()}, chunk.lines)
    chosen = [
        row for row in range(n_rows) if all(source[where.column][row].strip() in where.among for where in output.where)
    ]
    rows, expanded, field, n_left_out = _expanded(output, source, chosen)
    columns: dict[str, Sequence[str]] = {}
    untranslated: list[tuple[int, str, str]] = []
    for name, rule in output.columns.items():
        words = expanded if name == field else None
        if words is None and isinstance(rule, Translate):
            words = [_first(_translated(rule, source[rule.column][row])) for row in rows]
        if words is None or not isinstance(rule, Translate):
            columns[name] = _cells(rule, source, rows)
            continue
        columns[name] = [word or "" for word in words]
        untranslated += [(row, name, source[rule.column][rows[row]]) for row, word in enumerate(words) if word is None]
    lines = [chunk.lines[row] for row in rows]
    return Filled(columns, lines, untranslated, n_rows - len(chosen), n_left_out)


def merge_rows(
    kind: Kind, columns: Sequence[list[Value]], merge: Merge
) -> tuple[list[list[Value]], list[int], dict[str, int]]:
    """Merge rows of one key into the first of them.

    Parameters
    ----------
    kind : Kind
        The kind of the rows.
    columns : Sequence[list[Value]]
        Their values, a list a field.
    merge : Merge
        How to choose where they differ. A column without a rule that differs leaves all rows as they
        are, so that they are refused as one key with two contents.

    Returns
    -------
    tuple[list[list[Value]], list[int], dict[str, int]]
        The merged columns; for each row that came in, the row it went to; how often a column differed.
    """
    rows_of: dict[Value, list[int]] = defaultdict(list)
    for row, key in enumerate(columns[0]):
        rows_of[key].append(row)
    unruled = [column for field, column in zip(kind.fields, columns, strict=True) if field.name not in merge.differ]
    kept: list[list[int]] = []
    for rows in rows_of.values():
        alike = len(rows) == 1 or all(len({column[row] for row in rows}) == 1 for column in unruled)
        kept += [rows] if alike else [[row] for row in rows]
    kept.sort()
    went = [0] * len(columns[0])
    for new, rows in enumerate(kept):
        for row in rows:
            went[row] = new
    differed: dict[str, int] = {}
    merged: list[list[Value]] = []
    for field, column in zip(kind.fields, columns, strict=True):
        if field.name == merge.rows_into:
            merged.append([len(rows) for rows in kept])
            continue
        choose = _CHOICES[merge.differ.get(field.name, "first")]
        values = []
        for rows in kept:
            if len(rows) > 1 and len({column[row] for row in rows}) > 1:
                differed[field.name] = differed.get(field.name, 0) + 1
                values.append(choose([column[row] for row in rows]))
            else:
                values.append(column[rows[0]])
        merged.append(values)
    return merged, went, differed


def _first_known(values: Sequence[Value]) -> Value:
    return next((value for value in values if value is not None), None)


def _least(values: Sequence[Value]) -> Value:
    return min(cast("list[str]", [value for value in values if value is not None]))


def _greatest(values: Sequence[Value]) -> Value:
    return max(cast("list[str]", [value for value in values if value is not None]))


def _nothing(_values: Sequence[Value]) -> Value:
    return None


_CHOICES: Mapping[str, Callable[[Sequence[Value]], Value]] = {
    "first": _first_known,
    "min": _least,
    "max": _greatest,
    "empty": _nothing,
}


def _expanded(output: Output, source: Columns, chosen: list[int]) -> tuple[list[int], list[str | None], str, int]:
    """Repeat a row for each word it is translated to; at most one rule of an output does so."""
    for name, rule in output.columns.items():
        if isinstance(rule, Translate) and rule.expands:
            rows: list[int] = []
            words: list[str | None] = []
            n_left_out = 0
            for row in chosen:
                translated = _translated(rule, source[rule.column][row])
                n_left_out += translated == ()
                for word in (None,) if translated is None else translated:
                    rows.append(row)
                    words.append(word)
            return rows, words, name, n_left_out
    return chosen, [], "", 0


def _translated(rule: Translate, cell: str) -> tuple[str, ...] | None:
    return rule.words.get(cell.strip(), rule.otherwise)


def _first(words: tuple[str, ...] | None) -> str | None:
    return None if words is None else words[0]


def _cells(rule: Rule, source: Columns, rows: Sequence[int]) -> Sequence[str]:
    if isinstance(rule, Constant):
        return [rule.text] * len(rows)
    if isinstance(rule, Template):
        return _put_together(rule, source, rows)
    column = source[rule.column]
    return column if isinstance(rule, Take) and isinstance(rows, range) else [column[row] for row in rows]


def _put_together(rule: Template, source: Columns, rows: Sequence[int]) -> list[str]:
    pieces = [(text, source.get(column), width) for text, column, width in rule.pieces]
    texts = []
    for row in rows:
        parts: list[str] = []
        for text, column, width in pieces:
            parts.append(text)
            if column is None:
                continue
            cell = column[row].strip()
            if not cell:
                parts = []
                break
            parts.append(cell.rjust(width, "0"))
        texts.append("".join(parts))
    return texts
