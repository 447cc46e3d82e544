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
from graph_service.domain.limits import MAX_HINT_LENGTH, MAX_HINTS
from graph_service.domain.load_texts import Refusal, refusal
from graph_service.domain.personal_numbers import holds_number, is_number, may_hold_numbers
from graph_service.domain.report import is_shielded, names_person, shown
from graph_service.domain.schema import INTEGER_LIMITS, MAX_KEY_LENGTH, Field, Key, Kind, Meaning, Shape, Value
from graph_service.domain.tables import Column, Table
from graph_service.domain.text import has_invisible_signs, reads_as_withheld, speaks_of_withheld, with_escapes
from graph_service.errors import RowProblem

FIRST_DAY = date(1900, 1, 1)  # nothing of these tables happened before, and no answer is as of a day outside
LAST_DAY = date(2200, 12, 31)
SPREADSHEET_DAY_0 = date(1899, 12, 30)  # an empty date of a spreadsheet, of which a load remarks
_CENTURY = 100
_MILLENNIUM = 1000


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a row is refused. `columns` are those the rule looked at, the one to show first.

    `other_row` is a row of the same table that the problem is with.
    """

    kind: Kind
    row: int
    columns: tuple[str, ...]
    why: Refusal
    other_row: int | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """What makes a row odd that is loaded all the same; `code` is that of a remark."""

    kind: Kind
    row: int
    column: str
    code: str


def as_problem(finding: Finding, table: Table, *, file: str, line: int | None) -> RowProblem:
    """Turn a finding into what a user is shown: with the value, unless it is an identity or protected."""
    column = finding.columns[0]
    value = shown(finding.kind[column], table.column(column)[finding.row])
    why = finding.why
    if value is not None and why.code == "invisible_character":
        value = with_escapes(value)
    return RowProblem(why.code, file, line, column, value, why.problem, why.remedy)


def nearest(word: str, words: Collection[str]) -> str | None:
    """Return the known word that somebody most likely meant; long ones are not compared, which would take long."""
    if len(word) > MAX_HINT_LENGTH:
        return None
    folded = {candidate.casefold(): candidate for candidate in words if len(candidate) <= MAX_HINT_LENGTH}
    matches = get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[matches[0]] if matches else None


def value_findings(table: Table) -> Iterator[Finding]:
    """Find single values that are missing, unknown words, out of bounds or unfit to be a key."""
    for field, column in zip(table.kind.fields, table.columns, strict=True):
        if not field.nullable and None in column:
            empty = refusal("missing_value", column=field.name, meaning=field.meaning)
            for row, value in enumerate(column):
                if value is None:
                    yield Finding(table.kind, row, (field.name,), empty)
        check = _value_check(field)
        if check is None or (check in _ALL_AT_ONCE and _ALL_AT_ONCE[check](column)):
            continue
        distinct = {value for value in column if value is not None}
        if check is _check_word:
            distinct -= set(field.words)
            no_hint = refusal("unknown_word", column=field.name, words=", ".join(field.words))
            hinted = sorted(map(str, distinct))[:MAX_HINTS]
            refused: dict[Value, Refusal] = dict.fromkeys(distinct, no_hint)
            refused.update({word: _unknown_word(field, word) for word in hinted})
        else:
            refused = {value: why for value in distinct if (why := check(field, value))}
        if refused:
            for row, value in enumerate(column):
                if value in refused:
                    yield Finding(table.kind, row, (field.name,), refused[value])


def value_refusal(field: Field, value: Value) -> Refusal | None:
    """Say why one value is refused in a field, whatever stands beside it."""
    if value is None:
        empty = refusal("missing_value", column=field.name, meaning=field.meaning)
        return None if field.nullable else empty
    check = _value_check(field)
    return None if check is None else check(field, value)


def row_findings(table: Table, *, today: date) -> Iterator[Finding]:
    """Find rows whose values contradict each other, or that say of something after `today` that it happened."""
    yield from _future(table, today)
    for low, high in table.kind.ordered:
        yield from _reversed(table, low, high)
    yield from _self_references(table)
    if table.kind.name == "person":
        yield from _births(table, today)
    specific = _ROW_RULES.get(table.kind.name)
    if specific is not None:
        yield from specific(table)


def _value_check(field: Field) -> Callable[[Field, Value], Refusal | None] | None:
    if field.words:
        return _check_word
    if field.target is not None or isinstance(field.mark, Key):
        return _check_key
    if names_person(field):
        return _check_number_of_person
    if isinstance(field.mark, Meaning) and field.mark.pattern:
        return _check_pattern
    if field.type is date:
        return _check_date
    return _check_number if field.type in {int, float} else None


def _check_word(field: Field, value: Value) -> Refusal | None:
    return None if value in field.words else _unknown_word(field, str(value))


def _unknown_word(field: Field, word: str) -> Refusal:
    near = nearest(word, field.words)
    # The nearest word would give a protected value away.
    words = ", ".join(field.words)
    if near is None or is_shielded(field):
        return refusal("unknown_word", column=field.name, words=words)
    return refusal("unknown_word.near", column=field.name, words=words, near=near)


def _check_key(field: Field, value: Value) -> Refusal | None:
    text = str(value)
    if len(text) > MAX_KEY_LENGTH:
        return refusal("key_too_long", length=len(text), limit=MAX_KEY_LENGTH)
    if has_invisible_signs(text):
        return refusal("invisible_character", column=field.name)
    return refusal("reserved_id") if reads_as_withheld(text) else _check_number_of_person(field, value)


def _check_number_of_person(field: Field, value: Value) -> Refusal | None:
    """A person's id may not even hold such a number; another id, which may begin with a day, may not be one."""
    text = str(value)
    is_one = holds_number(text) if names_person(field) else is_number(text)
    return refusal("personal_number_as_id", column=field.name) if is_one else None


def _check_date(field: Field, value: Value) -> Refusal | None:
    day = cast("date", value)
    if FIRST_DAY <= day <= LAST_DAY or day == SPREADSHEET_DAY_0:
        return None
    if day == date.min:
        return refusal("implausible_date.empty", column=field.name)
    if day > LAST_DAY and field.name == "valid_to":
        return refusal("implausible_date.open_end", column=field.name, year=day.year)
    likely = _likely_year(day.year)
    if likely is None or is_shielded(field):
        return refusal("implausible_date", column=field.name)
    likely_day = f"{likely}{day:-%m-%d}"
    year = f"{day.year:04}"
    return refusal("implausible_date.year", column=field.name, year=year, likely=likely, day=likely_day)


def _likely_year(year: int) -> int | None:
    """Return the year that was meant by one of two digits ("0020"), or by one whose first digits are 10 ("1020")."""
    if year < _CENTURY:
        return year + 2 * _MILLENNIUM if year < _CENTURY // 2 else year + _MILLENNIUM + 9 * _CENTURY
    return year + _MILLENNIUM if _MILLENNIUM <= year < _MILLENNIUM + _CENTURY else None


def _are_plain(keys: Column) -> bool:
    """Whether no key of a column is refused, asked of all at once."""
    texts = [str(key) for key in keys if key is not None]
    together = "".join(texts)
    is_fit = not has_invisible_signs(together) and max(map(len, texts), default=0) <= MAX_KEY_LENGTH
    is_fit = is_fit and not may_hold_numbers("\n".join(texts))
    return is_fit and not (speaks_of_withheld(together) and any(map(reads_as_withheld, texts)))


def _are_plausible(days: Column) -> bool:
    """Whether no day of a column is refused, asked of all at once."""
    distinct = cast("set[date]", set(days) - {None})
    return not distinct or (min(distinct) >= FIRST_DAY and max(distinct) <= LAST_DAY)


_ALL_AT_ONCE: dict[Callable[[Field, Value], Refusal | None], Callable[[Column], bool]] = {
    _check_key: _are_plain,
    _check_number_of_person: _are_plain,
    _check_date: _are_plausible,
}


def _check_pattern(field: Field, value: Value) -> Refusal | None:
    pattern = cast("Meaning", field.mark).pattern
    if re.fullmatch(pattern, str(value), flags=re.ASCII):
        return None
    return refusal("bad_form", column=field.name, meaning=field.meaning)


def _check_number(field: Field, value: Value) -> Refusal | None:
    mark = cast("Meaning", field.mark)
    number = cast("float", value)
    if field.type is int and not INTEGER_LIMITS[0] <= number <= INTEGER_LIMITS[1]:
        return refusal("out_of_bounds.digits", column=field.name)
    if not isfinite(number):
        if field.nullable:
            return refusal("out_of_bounds.finite_optional", column=field.name)
        return refusal("out_of_bounds.finite", column=field.name)
    is_within = (
        (mark.minimum is None or number >= mark.minimum)
        and (mark.maximum is None or number <= mark.maximum)
        and (mark.above is None or number > mark.above)
    )
    if is_within:
        return None
    if field.nullable:
        return refusal("out_of_bounds.optional", column=field.name, bounds=bounds_of(field))
    return refusal("out_of_bounds", column=field.name, bounds=bounds_of(field))


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
                why = refusal("in_future", column=field.name, today=today.isoformat())
                yield Finding(table.kind, row, columns, why)


def _reversed(table: Table, low: str, high: str) -> Iterator[Finding]:
    if table.kind[low].type is date:
        why = refusal("reversed_order.dates", low=low, high=high)
    else:
        why = refusal("reversed_order", low=low, high=high)
    for row, pair in enumerate(zip(table.column(low), table.column(high), strict=True)):
        if None not in pair and pair[0] > pair[1]:  # type: ignore[operator]  # both are of one ordered type
            yield Finding(table.kind, row, (low, high), why)


def _births(table: Table, today: date) -> Iterator[Finding]:
    """Nobody is born after the day of loading, or dies before the year of birth."""
    years = cast("Sequence[int | None]", table.column("birth_year"))
    deaths = cast("Sequence[date | None]", table.column("died_on"))
    in_future = refusal("in_future.year", column="birth_year", year=today.year)
    reversed_order = refusal("reversed_order.death")
    for row, (year, died_on) in enumerate(zip(years, deaths, strict=True)):
        if year is not None and year > today.year:
            yield Finding(table.kind, row, ("birth_year",), in_future)
        elif year is not None and died_on is not None and died_on.year < year:
            yield Finding(table.kind, row, ("died_on", "birth_year"), reversed_order)


def _self_references(table: Table) -> Iterator[Finding]:
    kind = table.kind
    pairs = [(kind.key, field.name) for field in kind.node_references if field.target == kind.name]
    if kind.shape is Shape.LINK and kind.ends[0].target == kind.ends[1].target:
        pairs.append((kind.ends[0].name, kind.ends[1].name))
    for first, second in pairs:
        for row, (start, end) in enumerate(zip(table.column(first), table.column(second), strict=True)):
            if start == end and start is not None:
                if kind[second].nullable:
                    why = refusal("self_link.optional", key=start, second=second)
                else:
                    why = refusal("self_link", key=start, first=first, second=second)
                yield Finding(kind, row, (second, first), why)


def _incident(table: Table) -> Iterator[Finding]:
    dates = table.column("occurred_on")
    precisions = table.column("precision")
    for row, (day, precision) in enumerate(zip(dates, precisions, strict=True)):
        if (day is None) != (precision == "unknown"):
            why = refusal("date_missing", precision=precision) if day is None else refusal("date_unexpected")
            yield Finding(table.kind, row, ("occurred_on", "precision"), why)
    counts = [cast("Sequence[int | None]", table.column(name)) for name in ("n_killed", "n_injured", "victims_high")]
    for row, (killed, injured, highest) in enumerate(zip(*counts, strict=True)):
        if highest is not None and (killed or 0) + (injured or 0) > highest:
            why = refusal("more_than_victims_high", n_victims=(killed or 0) + (injured or 0))
            yield Finding(table.kind, row, ("victims_high", "n_killed", "n_injured"), why)


def _involvement(table: Table) -> Iterator[Finding]:
    columns = (table.column(name) for name in ("part", "status", "harm"))
    for row, (part, status, harm) in enumerate(zip(*columns, strict=True)):
        if status is not None and part != "suspect":
            yield Finding(table.kind, row, ("status", "part"), refusal("status_without_suspect", part=part))
        if harm is not None and part != "victim":
            yield Finding(table.kind, row, ("harm", "part"), refusal("harm_without_victim", part=part))


def _notification(table: Table) -> Iterator[Finding]:
    columns = (table.column(name) for name in ("delivered_to", "delivered_on", "planned_on"))
    for row, (recipient, delivered, planned) in enumerate(zip(*columns, strict=True)):
        if recipient is None and delivered is not None:
            yield Finding(table.kind, row, ("delivered_to", "delivered_on"), refusal("delivered_to_missing"))
        elif recipient is not None and delivered is None and planned is None:
            yield Finding(table.kind, row, ("delivered_to", "delivered_on"), refusal("delivered_to_unexpected"))
    for row, attempts in enumerate(table.column("attempted_on")):
        if isinstance(attempts, tuple) and not all(map(_is_day, attempts)):
            why = refusal("bad_form", column="attempted_on", meaning="days such as 2020-12-03")
            yield Finding(table.kind, row, ("attempted_on",), why)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _call_in(table: Table) -> Iterator[Finding]:
    for row, (held_on, status) in enumerate(zip(table.column("held_on"), table.column("status"), strict=True)):
        if held_on is None and status == "held":
            yield Finding(table.kind, row, ("held_on", "status"), refusal("held_on_missing"))
        elif held_on is not None and status != "held":
            yield Finding(table.kind, row, ("held_on", "status"), refusal("held_on_unexpected", status=status))


def _support_case(table: Table) -> Iterator[Finding]:
    for row, (closed_on, status) in enumerate(zip(table.column("closed_on"), table.column("status"), strict=True)):
        is_over = status in _OVER
        if is_over and closed_on is None:
            yield Finding(table.kind, row, ("closed_on", "status"), refusal("closed_on_missing", status=status))
        elif closed_on is not None and not is_over:
            yield Finding(table.kind, row, ("closed_on", "status"), refusal("closed_on_unexpected", status=status))


_OVER = frozenset({"completed", "withdrawn"})
_ROW_RULES: dict[str, Callable[[Table], Iterator[Finding]]] = {
    "incident": _incident,
    "involvement": _involvement,
    "notification": _notification,
    "call_in": _call_in,
    "support_case": _support_case,
}
