"""Foreign rows to our columns: renamed, constant, put together, translated, chosen, repeated, looked up."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from graph_service.domain.load_texts import Refusal, refusal
from loaders.mapping.lookups import MappingContext
from loaders.mapping.rules import (
    CellReading,
    Condition,
    Constant,
    Count,
    EachOf,
    FirstOf,
    Lookup,
    Rule,
    Sweref99,
    Take,
    Template,
    UnorderedPair,
)
from loaders.mapping.sweref99 import is_within, latitude_longitude
from loaders.plan import Output
from loaders.read.budget import Budget
from loaders.table_file import Chunk

TextColumns = Mapping[str, Sequence[str]]
_UNTRANSLATED = refusal("untranslated_value")
_NOT_LOOKED_UP = refusal("lookup_missing")
_NO_NUMBER = refusal("no_personal_number")
_NO_PLACE = refusal("not_sweref99")
_DECIMALS = 9  # of a degree: a tenth of a millimetre


@dataclass(frozen=True, slots=True)
class Filled:
    """Rows for one table as text by field; `refused` are row, field, text of the cell, and why."""

    columns: TextColumns
    lines: Sequence[int]
    refused: Sequence[tuple[int, str, str, Refusal]] = ()
    n_not_chosen: int = 0
    n_left_out: int = 0
    remarks: Counter[tuple[str, str]] = field(default_factory=Counter)  # by code and column of the file


@dataclass(frozen=True, slots=True)
class _Unfit:
    """A cell that nothing can be made of; its text is shown unless it is empty."""

    text: str
    why: Refusal


Text = str | _Unfit
Texts = Sequence[Text]


def fill(output: Output, chunk: Chunk, header: Sequence[str], budget: Budget, context: MappingContext) -> Filled:
    """Make the rows of one table from rows of a file; what is made is taken off a budget."""
    filling = _Filling(output, dict(zip(header, chunk.columns, strict=True)), budget, context)
    return filling.filled(chunk.lines)


class _Filling:
    """The rows that are made of a chunk: which row of it each comes from, and the texts of each of our columns."""

    def __init__(self, output: Output, source: TextColumns, budget: Budget, context: MappingContext) -> None:
        self._output = output
        self._source = source
        self._budget = budget
        self._context = context
        self._file = output.file or ""
        self._rows: Sequence[int] = ()
        self._slots: Sequence[int] | None = None  # which of several columns a record is made of
        self._texts: dict[str, Texts] = {}
        self._remarks: Counter[tuple[str, str]] = Counter()
        self._n_left_out = 0

    def filled(self, lines: Sequence[int]) -> Filled:
        """Make the rows, step by step: each step may repeat rows, or leave some out."""
        self._rows = range(len(lines))
        self._choose()
        n_not_chosen = len(lines) - len(self._rows)
        self._budget.take_records(self._file, len(self._rows))
        if self._output.repeated:
            self._repeat()
        self._texts = {name: self._texts_of(rule) for name, rule in self._output.columns.items()}
        if self._output.split:
            self._split()
        self._translate()
        self._pseudonymise()
        refused = [
            (row, name, text.text, text.why)
            for name, texts in self._texts.items()
            if _may_be_unfit(self._output.columns[name])
            for row, text in enumerate(texts)
            if isinstance(text, _Unfit)
        ]
        columns = {name: _fit(self._output.columns[name], texts) for name, texts in self._texts.items()}
        is_whole = isinstance(self._rows, range) and len(self._rows) == len(lines)
        lines_of_rows = lines if is_whole else [lines[row] for row in self._rows]
        return Filled(columns, lines_of_rows, refused, n_not_chosen, self._n_left_out, self._remarks)

    def _choose(self) -> None:
        """Leave only rows that fulfil all conditions."""
        output = self._output
        if output.where:
            self._rows = [row for row in self._rows if _fulfils(self._source, row, output.where)]
        if output.where_filled:
            is_empty = {column: self._emptiness(column) for column in output.where_filled}
            self._rows = [
                row
                for row in self._rows
                if not any(is_empty[column](self._source[column][row]) for column in output.where_filled)
            ]

    def _emptiness(self, column: str) -> Callable[[str], bool]:
        """Return what tells whether a cell of a column is empty, as the rules that read the column say."""
        readings = [rule.reading for rule in self._output.columns.values() if column in rule.columns]
        return lambda cell: not cell.strip() or any(reading.is_empty(cell) for reading in readings)

    def _repeat(self) -> None:
        """Repeat each row for each of several columns, but for those in which it has no cell."""
        rules = list(self._output.repeated.values())
        rows: list[int] = []
        slots: list[int] = []
        n_empty: Counter[str] = Counter()
        for row in self._rows:
            for slot in range(len(rules[0].columns)):
                if all(rule.reading.is_empty(self._source[rule.columns[slot]][row]) for rule in rules):
                    n_empty[rules[0].columns[slot]] += 1
                    continue
                rows.append(row)
                slots.append(slot)
        self._budget.take_records(self._file, max(0, len(rows) - len(self._rows)))
        self._rows, self._slots = rows, slots
        self._remarks.update({("values_left_out", column): n for column, n in n_empty.items()})

    def _split(self) -> None:
        """Repeat each row for each value of a cell that may hold several."""
        split = self._output.split
        first = next(iter(split.values()))
        all_parts: list[Texts] = []
        n_empty = 0
        for text in self._texts[next(iter(split))]:
            parts: Texts = first.reading.parts(text) if isinstance(text, str) else [text]
            n_empty += not parts
            self._budget.take_records(self._file, max(0, len(parts) - 1))
            all_parts.append(parts)
        self._spread(all_parts, list(split))
        self._remarks["values_left_out", _column_shown(first)] += n_empty

    def _spread(self, all_parts: Sequence[Texts], names: Sequence[str]) -> None:
        """Put in the place of each row one for each of its parts, which go into the columns of these names."""
        origin = [index for index, parts in enumerate(all_parts) for _ in parts]
        self._rows = [self._rows[index] for index in origin]
        texts_of_parts = [part for parts in all_parts for part in parts]
        self._texts = {
            name: texts_of_parts if name in names else [texts[index] for index in origin]
            for name, texts in self._texts.items()
        }

    def _translate(self) -> None:
        expanding = ""
        for name, rule in self._output.columns.items():
            translation = rule.reading.translation
            if self._output.kind[name].type is tuple and rule.reading.split:
                self._texts[name] = [self._list_of(rule.reading, text) for text in self._texts[name]]
            elif translation and translation.expands:
                expanding = name
            elif translation:
                answers = (_translated(rule.reading, text) for text in self._texts[name])
                self._texts[name] = [text for (text,) in answers]
        if expanding:
            reading = self._output.columns[expanding].reading
            all_words = [_translated(reading, text) for text in self._texts[expanding]]
            self._n_left_out = sum(1 for words in all_words if not words)
            self._budget.take_records(self._file, sum(max(0, len(words) - 1) for words in all_words))
            self._spread(all_words, [expanding])

    def _list_of(self, reading: CellReading, text: Text) -> Text:
        """Put the values of a cell into the form of our lists."""
        if isinstance(text, _Unfit):
            return text
        parts = reading.parts(text)
        words = [word for part in parts for word in _translated(reading, part)] if reading.translation else parts
        unfit = next((word for word in words if isinstance(word, _Unfit)), None)
        return unfit or "|".join(word for word in words if isinstance(word, str))

    def _pseudonymise(self) -> None:
        for name, rule in self._output.columns.items():
            if rule.reading.pseudonym and not isinstance(rule, UnorderedPair):
                self._texts[name] = [self._pseudonym(text) for text in self._texts[name]]

    def _pseudonym(self, text: Text) -> Text:
        if not isinstance(text, str) or not text.strip() or self._context.pseudonyms is None:
            return "" if isinstance(text, str) else text
        return self._context.pseudonyms.of(text) or _Unfit("", _NO_NUMBER)

    def _texts_of(self, rule: Rule) -> Texts:
        """Return the texts that a rule takes or makes, before they are split, translated and replaced."""
        if isinstance(rule, Constant):
            return [rule.text] * len(self._rows)
        if isinstance(rule, Count):
            return [str(int(_fulfils(self._source, row, rule.conditions))) for row in self._rows]
        if isinstance(rule, Template):
            return self._put_together(rule)
        if isinstance(rule, FirstOf):
            columns = [self._source[column] for column in rule.columns]
            is_empty = rule.reading.is_empty
            return [next((cells[row] for cells in columns if not is_empty(cells[row])), "") for row in self._rows]
        if isinstance(rule, UnorderedPair | Sweref99):
            return [self._of_two(rule, *cells) for cells in self._cells(rule)]
        texts = self._taken(rule)
        if isinstance(rule, Lookup):
            return [self._looked_up(rule, text) for text in texts]
        return texts

    def _taken(self, rule: Take | EachOf | Lookup) -> Sequence[str]:
        if self._slots is not None and len(rule.columns) > 1:
            columns = [self._source[column] for column in rule.columns]
            texts: Sequence[str] = [columns[slot][row] for row, slot in zip(self._rows, self._slots, strict=True)]
        else:
            column = self._source[rule.columns[0]]
            texts = column if isinstance(self._rows, range) else [column[row] for row in self._rows]
        return ["" if rule.reading.is_empty(text) else text for text in texts] if rule.reading.empties else texts

    def _cells(self, rule: Template | UnorderedPair | Sweref99) -> Iterator[tuple[str, ...]]:
        """Return the cells of several columns in each row, blank where they say nothing."""
        columns = [self._source[column] for column in rule.columns]
        is_empty = rule.reading.is_empty if rule.reading.empties else str.isspace
        for row in self._rows:
            yield tuple("" if is_empty(cells[row]) else cells[row].strip() for cells in columns)

    def _put_together(self, rule: Template) -> list[str]:
        texts = []
        for cells in self._cells(rule):
            filled_pieces: list[str] = []
            length = 0
            for (text, _, width), cell in zip(rule.pieces, (*cells, None), strict=True):
                filled_pieces.append(text)
                if cell is None:
                    continue
                if not cell:
                    filled_pieces = []
                    break
                filled_pieces.append(cell.rjust(width, "0"))
                length += len(text) + len(cell)
                if length > self._budget.limits.max_cell_length:  # too long already: a cell of that length is refused
                    break
            self._budget.take_made(self._file, length)
            texts.append("".join(filled_pieces))
        return texts

    def _of_two(self, rule: UnorderedPair | Sweref99, first: str, second: str) -> Text:
        if not first or not second:
            return ""
        if isinstance(rule, Sweref99):
            return _degrees(rule, first, second)
        texts: list[Text] = [first, second]
        if rule.reading.pseudonym:
            texts = [self._pseudonym(text) for text in texts]
        cells = [text for text in texts if isinstance(text, str)]
        if len(cells) < len(texts):
            return _Unfit("", _NO_NUMBER)
        self._budget.take_made(self._file, len(first) + len(second))
        # a plus sign inside of an id must not read as the one between two
        return "+".join(sorted(cell.replace("%", "%25").replace("+", "%2B") for cell in cells))

    def _looked_up(self, rule: Lookup, text: str) -> Text:
        key = text.strip()
        if not key:
            return ""
        answer = self._context.lookups[rule].get(key, rule.otherwise)
        return _Unfit(key, _NOT_LOOKED_UP) if answer is None else "" if rule.reading.is_empty(answer) else answer


def _may_be_unfit(rule: Rule) -> bool:
    reading = rule.reading
    return bool(reading.translation or reading.pseudonym) or isinstance(rule, Lookup | Sweref99)


def _fit(rule: Rule, texts: Texts) -> Sequence[str]:
    """Return texts with nothing in the place of those of which nothing could be made."""
    if not _may_be_unfit(rule):
        return cast("Sequence[str]", texts)
    return [text if isinstance(text, str) else "" for text in texts]


def _column_shown(rule: Rule) -> str:
    return rule.columns[0] if rule.columns else ""


def _fulfils(source: TextColumns, row: int, conditions: Sequence[Condition]) -> bool:
    return all(source[condition.column][row].strip() in condition.among for condition in conditions)


def _translated(reading: CellReading, text: Text) -> Texts:
    if isinstance(text, _Unfit) or reading.translation is None:
        return (text,)
    words = reading.translation.of(text)
    return (_Unfit(text, _UNTRANSLATED),) if words is None else words


def _degrees(rule: Sweref99, northing: str, easting: str) -> Text:
    try:
        north, east = (float(text.replace(",", ".")) for text in (northing, easting))
    except ValueError:
        return _Unfit(f"{northing}, {easting}", _NO_PLACE)
    if not is_within(north, east):
        return _Unfit(f"{northing}, {easting}", _NO_PLACE)
    latitude, longitude = latitude_longitude(north, east)
    return f"{latitude if rule.is_latitude else longitude:.{_DECIMALS}f}"
