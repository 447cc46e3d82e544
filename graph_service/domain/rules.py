"""Which records are refused, one row at a time: values, words, bounds, dates, and what excludes what.

Pure rules on `Tables`, the same for a case that is loaded and for records that are written to a
store. Rules that need more than one row stand in `case_rules`. Each rule walks whole columns and
goes to single rows only where something is wrong.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from math import isfinite
from typing import cast

from graph_service.domain.dates import period
from graph_service.domain.dictionary import bounds_of
from graph_service.domain.report import is_shielded, shown
from graph_service.domain.schema import INTEGER_LIMITS, MAX_KEY_LENGTH, Field, Key, Kind, Meaning, Shape, Value
from graph_service.domain.tables import Column, Table
from graph_service.errors import RowProblem


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a row is refused. `columns` are those the rule looked at, the one to show first.

    `other_row` is a row of the same table that the problem is with.
    """

    kind: Kind
    row: int
    code: str
    columns: tuple[str, ...]
    problem: str
    remedy: str
    other_row: int | None = None


def as_problem(finding: Finding, table: Table, *, file: str, line: int | None) -> RowProblem:
    """Turn a finding into what a user is shown: with the value, unless it is an identity or protected."""
    column = finding.columns[0]
    value = shown(finding.kind[column], table.column(column)[finding.row])
    return RowProblem(finding.code, file, line, column, value, finding.problem, finding.remedy)


def nearest(word: str, words: Collection[str]) -> str | None:
    """Return the known word that somebody most likely meant."""
    folded = {candidate.casefold(): candidate for candidate in words}
    matches = get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[matches[0]] if matches else None


def value_findings(table: Table) -> Iterator[Finding]:
    """Find single values that are missing, unknown words, out of bounds or unfit to be a key."""
    for field, column in zip(table.kind.fields, table.columns, strict=True):
        if not field.nullable and None in column:
            problem, remedy = f"{field.name} is empty", f"fill in {field.name} ({field.meaning})"
            for row, value in enumerate(column):
                if value is None:
                    yield Finding(table.kind, row, "missing_value", (field.name,), problem, remedy)
        check = _value_check(field)
        if check is None or (check is _check_key and _are_plain(column)):
            continue
        distinct = {value for value in column if value is not None}
        refused = {value: why for value in distinct if (why := check(field, value))}
        if refused:
            for row, value in enumerate(column):
                if value in refused:
                    code, problem, remedy = refused[value]
                    yield Finding(table.kind, row, code, (field.name,), problem, remedy)


def row_findings(table: Table, *, today: date) -> Iterator[Finding]:
    """Find rows whose values contradict each other, or that say of something after `today` that it happened."""
    yield from _future(table, today)
    for low, high in table.kind.ordered:
        yield from _reversed(table, low, high)
    yield from _self_references(table)
    specific = _ROW_RULES.get(table.kind.name)
    if specific is not None:
        yield from specific(table)


Refusal = tuple[str, str, str]  # code, problem, remedy


def _value_check(field: Field) -> Callable[[Field, Value], Refusal | None] | None:
    if field.words:
        return _check_word
    if field.target is not None or isinstance(field.mark, Key):
        return _check_key
    if isinstance(field.mark, Meaning) and field.mark.pattern:
        return _check_pattern
    return _check_number if field.type in {int, float} else None


def _check_word(field: Field, value: Value) -> Refusal | None:
    if value in field.words:
        return None
    near = nearest(str(value), field.words)
    # The nearest word would give a protected value away.
    hint = f"write {near}; " if near and not is_shielded(field) else ""
    return "unknown_word", f"{field.name} holds a word that is not known", f"{hint}known are {', '.join(field.words)}"


def _check_key(field: Field, value: Value) -> Refusal | None:
    text = str(value)
    if len(text) > MAX_KEY_LENGTH:
        return (
            "key_too_long",
            f"an id of {len(text)} characters; at most {MAX_KEY_LENGTH} are kept",
            "give the record a shorter id",
        )
    if not text.isprintable():
        return (
            "invisible_character",
            f"{field.name} holds a character that cannot be seen, so that equal-looking ids would differ",
            "write the id again by hand, without line breaks, tabs or special spaces",
        )
    return None


def _are_plain(keys: Column) -> bool:
    """Whether no key of a column is refused, asked of all at once."""
    texts = [str(key) for key in keys if key is not None]
    return "".join(texts).isprintable() and max(map(len, texts), default=0) <= MAX_KEY_LENGTH


def _check_pattern(field: Field, value: Value) -> Refusal | None:
    pattern = cast("Meaning", field.mark).pattern
    if re.fullmatch(pattern, str(value), flags=re.ASCII):
        return None
    return "bad_form", f"{field.name} is not of the form it must have", f"write it so: {field.meaning}"


def _check_number(field: Field, value: Value) -> Refusal | None:
    mark = cast("Meaning", field.mark)
    number = cast("float", value)
    if field.type is int and not INTEGER_LIMITS[0] <= number <= INTEGER_LIMITS[1]:
        return "out_of_bounds", f"{field.name} has more digits than are kept", f"correct {field.name}"
    is_within = (
        isfinite(number)
        and (mark.minimum is None or number >= mark.minimum)
        and (mark.maximum is None or number <= mark.maximum)
        and (mark.above is None or number > mark.above)
    )
    if is_within:
        return None
    bounds = bounds_of(field) or "finite"
    return "out_of_bounds", f"{field.name} must be {bounds}", f"correct {field.name}, or leave the row out"


def _future(table: Table, today: date) -> Iterator[Finding]:
    for field in table.kind.fields:
        if not (isinstance(field.mark, Meaning) and field.mark.not_future):
            continue
        column = cast("Sequence[date | None]", table.column(field.name))
        if not {day for day in column if day is not None and day > today}:
            continue
        coarse = field.name == "occurred_on" and "precision" in table.kind.index
        precisions = cast("Sequence[str | None]", table.column("precision") if coarse else [None] * len(table))
        columns = (field.name, "precision") if coarse else (field.name,)
        for row, (day, precision) in enumerate(zip(column, precisions, strict=True)):
            if day is not None and period(day, precision or "day")[0] > today:
                yield Finding(
                    table.kind,
                    row,
                    "in_future",
                    columns,
                    f"{field.name} lies after {today.isoformat()}, the day of loading",
                    f"correct {field.name}: what has not happened yet is not a record",
                )


def _reversed(table: Table, low: str, high: str) -> Iterator[Finding]:
    for row, pair in enumerate(zip(table.column(low), table.column(high), strict=True)):
        if None not in pair and pair[0] > pair[1]:  # type: ignore[operator]  # both are of one ordered type
            yield Finding(
                table.kind,
                row,
                "reversed_order",
                (low, high),
                f"{low} is greater than {high}",
                f"swap or correct {low} and {high}",
            )


def _self_references(table: Table) -> Iterator[Finding]:
    kind = table.kind
    pairs = [(kind.key, field.name) for field in kind.node_references if field.target == kind.name]
    if kind.shape is Shape.LINK and kind.ends[0].target == kind.ends[1].target:
        pairs.append((kind.ends[0].name, kind.ends[1].name))
    for first, second in pairs:
        for row, (start, end) in enumerate(zip(table.column(first), table.column(second), strict=True)):
            if start == end and start is not None:
                yield Finding(
                    kind,
                    row,
                    "self_link",
                    (second, first),
                    f"the row joins {start} to itself",
                    f"correct {first} or {second}, or leave the row out",
                )


def _only_with(table: Table, name: str, condition: str, word: str) -> Iterator[Finding]:
    """`name` may be filled only where `condition` holds `word`."""
    for row, (value, state) in enumerate(zip(table.column(name), table.column(condition), strict=True)):
        if value is not None and state != word:
            yield Finding(
                table.kind,
                row,
                f"{name}_without_{word}",
                (name, condition),
                f"{name} is for a {word} only, and {condition} is {state}",
                f"empty {name}, or set {condition} to {word}",
            )


def _together(table: Table, name: str, partner: str, *, word: str | None = None) -> Iterator[Finding]:
    """`name` is filled if and only if `partner` is (or holds a word)."""
    for row, (value, state) in enumerate(zip(table.column(name), table.column(partner), strict=True)):
        is_set = state is not None if word is None else state == word
        if (value is not None) == is_set:
            continue
        condition = f"{partner} is filled" if word is None else f"{partner} is {word}"
        if is_set:
            code = f"{name}_missing"
            problem = f"{name} is empty although {condition}"
            remedy = f"fill in {name}, or correct {partner}"
        else:
            code = f"{name}_unexpected"
            problem = f"{name} is filled, but only goes where {condition}"
            remedy = f"empty {name}, or correct {partner}"
        yield Finding(table.kind, row, code, (name, partner), problem, remedy)


def _incident(table: Table) -> Iterator[Finding]:
    dates = table.column("occurred_on")
    precisions = table.column("precision")
    for row, (day, precision) in enumerate(zip(dates, precisions, strict=True)):
        if (day is None) != (precision == "unknown"):
            yield Finding(
                table.kind,
                row,
                "date_missing" if day is None else "date_unexpected",
                ("occurred_on", "precision"),
                f"occurred_on is {'empty' if day is None else 'filled'} and precision is {precision}",
                "precision is unknown if and only if occurred_on is empty: correct one of them",
            )
    counts = [cast("Sequence[int | None]", table.column(name)) for name in ("n_killed", "n_injured", "victims_high")]
    for row, (killed, injured, highest) in enumerate(zip(*counts, strict=True)):
        if highest is not None and (killed or 0) + (injured or 0) > highest:
            yield Finding(
                table.kind,
                row,
                "more_than_victims_high",
                ("victims_high", "n_killed", "n_injured"),
                f"n_killed and n_injured are {(killed or 0) + (injured or 0)} together, more than victims_high",
                "raise victims_high, or correct the counts",
            )


def _involvement(table: Table) -> Iterator[Finding]:
    yield from _only_with(table, "status", "part", "suspect")
    yield from _only_with(table, "harm", "part", "victim")


def _notification(table: Table) -> Iterator[Finding]:
    yield from _together(table, "delivered_to", "delivered_on")


def _call_in(table: Table) -> Iterator[Finding]:
    yield from _together(table, "held_on", "status", word="held")


_ROW_RULES: dict[str, Callable[[Table], Iterator[Finding]]] = {
    "incident": _incident,
    "involvement": _involvement,
    "notification": _notification,
    "call_in": _call_in,
}
