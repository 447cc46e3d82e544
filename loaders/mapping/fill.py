"""Foreign rows to our columns: renamed, constant, put together, translated, chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from loaders.plan import Constant, Output, Rule, Take, Template, Translate
from loaders.read.budget import Budget
from loaders.table_file import Chunk

TextColumns = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Filled:
    """Rows for one table as text by field; `untranslated` are row, field, text of the cell."""

    columns: TextColumns
    lines: Sequence[int]
    untranslated: Sequence[tuple[int, str, str]] = ()
    n_not_chosen: int = 0
    n_left_out: int = 0


def fill(output: Output, chunk: Chunk, header: Sequence[str], budget: Budget) -> Filled:
    """Make the rows of one table from rows of a file; the text that templates make is taken off a budget."""
    source = dict(zip(header, chunk.columns, strict=True))
    n_rows = len(chunk.lines)
    if not output.where and not any(isinstance(rule, Translate) for rule in output.columns.values()):
        all_rows = range(n_rows)
        columns = {name: _rule_cells(rule, source, all_rows, budget, output) for name, rule in output.columns.items()}
        return Filled(columns, chunk.lines)
    where_rows = [
        row for row in range(n_rows) if all(source[where.column][row].strip() in where.among for where in output.where)
    ]
    rows, expanded_words, expanded_field, n_left_out = _expanded(output, source, where_rows)
    columns = {}
    untranslated: list[tuple[int, str, str]] = []
    for name, rule in output.columns.items():
        words = expanded_words if name == expanded_field else None
        if words is None and isinstance(rule, Translate):
            words = [_first_word(_translated(rule, source[rule.column][row])) for row in rows]
        if words is None or not isinstance(rule, Translate):
            columns[name] = _rule_cells(rule, source, rows, budget, output)
            continue
        columns[name] = [word or "" for word in words]
        untranslated += [(row, name, source[rule.column][rows[row]]) for row, word in enumerate(words) if word is None]
    lines = [chunk.lines[row] for row in rows]
    return Filled(columns, lines, untranslated, n_rows - len(where_rows), n_left_out)


def _expanded(
    output: Output, source: TextColumns, where_rows: list[int]
) -> tuple[list[int], list[str | None], str, int]:
    """Repeat a row for each word it is translated to; at most one rule of an output does so."""
    for name, rule in output.columns.items():
        if isinstance(rule, Translate) and rule.expands:
            rows: list[int] = []
            words: list[str | None] = []
            n_left_out = 0
            for row in where_rows:
                translated = _translated(rule, source[rule.column][row])
                n_left_out += translated == ()
                for word in (None,) if translated is None else translated:
                    rows.append(row)
                    words.append(word)
            return rows, words, name, n_left_out
    return where_rows, [], "", 0


def _translated(rule: Translate, cell: str) -> tuple[str, ...] | None:
    return rule.words.get(cell.strip(), rule.otherwise)


def _first_word(words: tuple[str, ...] | None) -> str | None:
    return None if words is None else words[0]


def _rule_cells(rule: Rule, source: TextColumns, rows: Sequence[int], budget: Budget, output: Output) -> Sequence[str]:
    if isinstance(rule, Constant):
        return [rule.text] * len(rows)
    if isinstance(rule, Template):
        return _put_together(rule, source, rows, budget, output)
    column = source[rule.column]
    return column if isinstance(rule, Take) and isinstance(rows, range) else [column[row] for row in rows]


def _put_together(
    rule: Template, source: TextColumns, rows: Sequence[int], budget: Budget, output: Output
) -> list[str]:
    file = output.file or ""
    pieces = [(text, source.get(column), width) for text, column, width in rule.pieces]
    texts = []
    for row in rows:
        filled_pieces: list[str] = []
        length = 0
        for text, column, width in pieces:
            filled_pieces.append(text)
            if column is None:
                continue
            cell = column[row].strip()
            if not cell:
                filled_pieces = []
                break
            filled_pieces.append(cell.rjust(width, "0"))
            length += len(text) + len(cell)
            if length > budget.limits.max_cell_length:  # too long already: a cell of that length is refused
                break
        budget.take_made(file, length)
        texts.append("".join(filled_pieces))
    return texts
