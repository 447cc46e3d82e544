"""What every result carries, and how a result becomes JSON: the same bytes on every store."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum, StrEnum
from json.encoder import encode_basestring
from math import isfinite
from typing import Annotated as A
from typing import Any, Literal

from graph_service.analysis.columns import CHUNK_ROWS, Coded, Column, Rows, Texts
from graph_service.analysis.note_texts import NOTE_CODES, NOTE_TEXTS, WHOLE_CODES
from graph_service.domain.described import Described
from graph_service.domain.text import WITHHELD_WORD

FLOAT_DIGITS = 6

ParameterValue = str | int | float | bool | None | tuple[str, ...]


class Withheld(StrEnum):
    """What stands where a caller may not see: never a value that could be taken for one."""

    WITHHELD = WITHHELD_WORD


WITHHELD: Literal[Withheld.WITHHELD] = Withheld.WITHHELD
Count = int | Withheld  # of persons; analysis always gives the number, only the projection withholds


@dataclass(frozen=True, slots=True)
class Note:
    """Something hidden, unknown, coarse, overdue or left out, with its count."""

    code: A[str, Described("stable code of what is noted", "on_hold", words=NOTE_CODES)]
    n: A[int, Described("how many there are of what `text` names, always above 0", 2)]
    text: A[str, Described("what is counted, in words that follow the number", "incidents on hold")]

    @property
    def words(self) -> str:
        """The note as it is read; what holds of the whole answer is said without a number."""
        return f"the {self.text}" if self.code in WHOLE_CODES and self.n == 1 else f"{self.n} {self.text}"


def note(code: str, n: int, *, of: str = "", **values: str) -> Note:
    """Return a note in words: its code, of what, how many, and what its text asks for."""
    return Note(code, n, NOTE_TEXTS[f"{code}:{of}" if of else code].text(n, values))


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The head of every result: which measure, of what, how, and what it leaves out."""

    measure: A[str, Described("name of the measure or list", "scorecard")]
    version: A[str, Described("version of the definitions that the numbers follow", "1.0.0")]
    as_of: A[date, Described("the day that the result describes, as seen at its end", date(2020, 12, 3))]
    snapshot_id: A[
        str,
        Described(
            "names the records and the day that were read; the same records and day give the same id",
            "b52d10ef6aaa4aee",
        ),
    ]
    policy: A[
        Mapping[str, str],
        Described(
            "id and version of the policy whose weights, windows and thresholds were used",
            {"id": "gvi-default", "version": "1.0.0"},
        ),
    ]
    parameters: A[
        Mapping[str, ParameterValue],
        Described("what the caller chose, by name of the parameter, defaults included", {"lineage": True}),
    ]
    records_until: A[
        date | None,
        Described(
            "latest day of an incident, or on which a source was collected, of all records; null: no such day is "
            "known. A result of a much later day says little of what happened since",
            date(2020, 11, 29),
        ),
    ]
    seed: A[int | None, Described("seed of the random numbers; null: none were drawn", 0)]
    notes: A[
        tuple[Note, ...],
        Described("what is hidden, unknown, coarse, overdue or left out, each with its count; empty: nothing is", None),
    ]


def plain(value: object) -> Any:  # noqa: ANN401  JSON has no closed type
    """Turn a result into dicts, lists and scalars; dates become ISO text, floats 6 decimals.

    Parameters
    ----------
    value : object
        A result or a part of one.

    Returns
    -------
    Any
        What `json.dumps` takes.

    Raises
    ------
    TypeError
        If a part is of a type that results do not hold.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return round(value, FLOAT_DIGITS) + 0.0  # + 0.0 turns -0.0 into 0.0
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list | Rows):
        return [plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    message = f"a result may not hold a {type(value).__name__}"
    raise TypeError(message)


def to_json(result: object) -> str:
    """Write a result as JSON with sorted keys, ending in a line feed.

    The text is that of `json.dumps` with an indent of 2 on what `plain` makes, written in one go: the encoder
    of the library is several times slower when it indents, and a table of a whole country is long.

    Parameters
    ----------
    result : object
        A result.

    Returns
    -------
    str
        The document.

    Raises
    ------
    TypeError
        If a part is of a type that results do not hold.
    ValueError
        If a number is no number.
    """
    return "".join(json_chunks(result))


def json_chunks(result: object) -> Iterator[str]:
    """Write a result as `to_json` does, in parts: a table that is kept as columns is never there as a whole.

    Parameters
    ----------
    result : object
        A result.

    Yields
    ------
    str
        The next part of the document.

    Raises
    ------
    TypeError
        If a part is of a type that results do not hold.
    ValueError
        If a number is no number.
    """
    before = "{\n  "
    for name in sorted(field.name for field in fields(result)) if isinstance(result, Result) else ():
        value = getattr(result, name)
        yield f'{before}"{name}": '
        before = ",\n  "
        if isinstance(value, Rows):
            yield from _row_chunks(value, "\n  ")
        else:
            yield _text(value, "\n  ")
    yield "\n}\n" if isinstance(result, Result) else _text(result, "\n") + "\n"


_Writer = Callable[[Any, str], str]  # a value, and a line feed with the indent that its own lines have


_KNOWN: dict[type, _Writer] = {}  # filled as types come by


def _text(value: object, margin: str) -> str:
    kind = type(value)
    writer = _KNOWN.get(kind)
    if writer is None:
        writer = _KNOWN[kind] = _writer_of(kind)
    return writer(value, margin)


def _writer_of(kind: type) -> _Writer:
    """In the order in which `plain` asks what a value is."""
    for base, writer in _WRITERS:
        if issubclass(kind, base):
            return writer
    if is_dataclass(kind):
        return _record_writer(sorted(field.name for field in fields(kind)))
    message = f"a result may not hold a {kind.__name__}"
    raise TypeError(message)


def _record_writer(names: list[str]) -> _Writer:
    keys = [(f'"{name}": ', name) for name in names]

    def write(value: object, margin: str) -> str:
        inner = margin + _INDENT
        return _lines("{}", inner, margin, [key + _text(getattr(value, name), inner) for key, name in keys])

    return write


def _write_number(value: float, _margin: str) -> str:
    if not isfinite(value):
        message = f"{value} is not JSON compliant"
        raise ValueError(message)
    return repr(float(round(value, FLOAT_DIGITS) + 0.0))


def _write_mapping(value: Mapping[object, object], margin: str) -> str:
    inner = margin + _INDENT
    by_name = {str(key): item for key, item in value.items()}
    names = sorted(by_name)
    return _lines("{}", inner, margin, [f"{encode_basestring(name)}: {_text(by_name[name], inner)}" for name in names])


def _write_list(value: Iterable[object], margin: str) -> str:
    inner = margin + _INDENT
    return _lines("[]", inner, margin, [_text(item, inner) for item in value])


def _lines(brackets: str, inner: str, margin: str, parts: list[str]) -> str:
    return f"{brackets[0]}{inner}{f',{inner}'.join(parts)}{margin}{brackets[1]}" if parts else brackets


def _write_rows(value: Rows[object], margin: str) -> str:
    return "".join(_row_chunks(value, margin))


def _row_chunks(rows: Rows[Any], margin: str) -> Iterator[str]:
    """Write rows as a list of records: each column as texts with its key before them, then all that stand in a row."""
    if not len(rows):
        yield "[]"
        return
    record = margin + _INDENT
    names = sorted(rows.columns)
    columns = [_column_texts(name, rows.columns[name], record + _INDENT, "," * bool(i)) for i, name in enumerate(names)]
    begin = f"[{record}{{"
    for start in range(0, len(rows), CHUNK_ROWS):
        texts = [texts_of(slice(start, start + CHUNK_ROWS)) for texts_of in columns]
        yield begin
        yield f"{record}}},{record}{{".join(map("".join, zip(*texts, strict=True)))
        begin = f"{record}}},{record}{{"
    yield f"{record}}}{margin}]"


def _column_texts(name: str, column: Column, margin: str, before: str) -> Texts:
    key = f'{before}{margin}"{name}": '
    if isinstance(column, Coded):
        return column.texts(lambda values: _texts(values, margin, key))
    inner = margin + _INDENT
    parts = {"begin": f"{key}[{inner}", "between": f",{inner}", "end": f"{margin}]", "empty": f"{key}[]"}
    return column.texts(lambda values: _texts(values, inner), **parts)


def _texts(values: Sequence[Any], margin: str, key: str = "") -> list[str]:
    if all(type(value) is str for value in values):
        return [key + encode_basestring(value) for value in values]
    return [key + _text(value, margin) for value in values]


_INDENT = "  "
_WRITERS: tuple[tuple[type, _Writer], ...] = (
    (type(None), lambda _value, _margin: "null"),
    (bool, lambda value, _margin: "true" if value else "false"),
    (int, lambda value, _margin: int.__repr__(value)),
    (Enum, lambda value, margin: _text(value.value, margin)),
    (str, lambda value, _margin: encode_basestring(value)),
    (float, _write_number),
    (date, lambda value, _margin: f'"{value.isoformat()}"'),
    (Mapping, _write_mapping),
    (tuple, _write_list),
    (list, _write_list),
    (Rows, _write_rows),
)
