"""Values of typed formats (workbooks, Parquet, JSON lines) to the text that the stages for CSV read."""

from collections.abc import Callable, Mapping, Sequence
from datetime import MAXYEAR, date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

_SECONDS_PER_HOUR = 3_600
_MOST_WHOLE = 1e15  # beyond, not every whole number is one of these
_HALF_SECOND = timedelta(microseconds=500_000)


def texts_of(values: Sequence[Any]) -> Sequence[str] | None:
    """Return the values of a column as text; None: one of them is no single value, but a list or a record."""
    kinds = set(map(type, values))
    if kinds <= {str}:
        return values
    writers: dict[type, Callable[[Any], str]] = {}
    for kind in kinds:
        writer = _writer(kind)
        if writer is None:
            return None
        writers[kind] = writer
    if len(kinds - {str}) > 1:  # 1, 1.0 and True are equal, and are written differently
        return [writers[type(value)](value) for value in values]
    texts = {value: writers[type(value)](value) for value in set(values)}
    return list(map(texts.__getitem__, values))


def text_of(value: object) -> str | None:
    """Return a value as text; None: it is no single value."""
    writer = _writer(type(value))
    return None if writer is None else writer(value)


def _writer(kind: type) -> Callable[[Any], str] | None:
    return next((_WRITERS[base] for base in kind.__mro__ if base in _WRITERS), None)


def _number(value: float) -> str:
    if value != value:  # noqa: PLR0124  not a number: as frames write what is missing
        return ""
    value += 0.0  # turns -0.0 into 0.0
    return f"{value:.0f}" if value.is_integer() and abs(value) < _MOST_WHOLE else repr(value)


def _decimal(value: Decimal) -> str:
    if not value.is_finite():
        return "" if value.is_nan() else str(value)
    return f"{value:.0f}" if value == value.to_integral_value() else f"{value.normalize():f}"


def _moment(value: datetime) -> str:
    """Write a moment, to the second; at midnight it is a day, as workbooks keep days so."""
    if value.tzinfo is not None:
        return value.isoformat(" ")
    value = _to_second(value)
    if value.time() == time():
        return value.date().isoformat()
    return value.isoformat(" ", "seconds" if value.second else "minutes")


def _to_second(value: datetime) -> datetime:
    """Round: a workbook keeps a time as a fraction of the day, so that 23:33 may stand there as 23:32:59.999997."""
    if value.microsecond == 0 or value.year == MAXYEAR:
        return value
    return (value + _HALF_SECOND).replace(microsecond=0)


def _time(value: time) -> str:
    return value.isoformat("seconds" if value.second or value.microsecond else "minutes")


def _duration(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    sign = "-" if seconds < 0 else ""
    hours, rest = divmod(abs(seconds), _SECONDS_PER_HOUR)
    minutes, seconds = divmod(rest, 60)
    return f"{sign}{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


_WRITERS: Mapping[type, Callable[[Any], str]] = MappingProxyType(
    {
        type(None): lambda _: "",
        str: str,
        bool: lambda value: "yes" if value else "no",
        int: str,
        float: _number,
        Decimal: _decimal,
        datetime: _moment,
        date: date.isoformat,
        time: _time,
        timedelta: _duration,
    }
)
