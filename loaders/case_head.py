"""What a case says of itself: case.toml, or [case] of a mapping file."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from graph_service.domain.report import CaseHead
from graph_service.domain.rules import nearest
from graph_service.errors import InputError

CASE_FILE = "case.toml"
_KEYS = ("name", "time_zone", "as_of", "handling", "delivered_by")
_TEXTS = ("name", "time_zone", "handling", "delivered_by")


def case_head(content: object, *, file: str, prefix: str = "") -> CaseHead:
    """Read the head of a case from a table of a TOML file; `file` and `prefix` say in messages where it stands."""
    if not isinstance(content, Mapping):
        raise InputError(f"{file}: {prefix.rstrip('.')}: a table is expected here; write [case]")
    for key in content:
        if key not in _KEYS:
            near = nearest(key, _KEYS)
            remedy = f"did you mean {near}?" if near else f"known are {', '.join(_KEYS)}"
            raise InputError(f"{file}: {prefix}{key}: no such key; {remedy}")
    for key in _TEXTS:
        if key in content and not (isinstance(content[key], str) and content[key].strip()):
            raise InputError(f"{file}: {prefix}{key}: text is expected here; write it in quotation marks")
    texts = {key: str(content[key]).strip() for key in _TEXTS if key in content}
    if "time_zone" in texts:
        _check_time_zone(texts["time_zone"], where=f"{file}: {prefix}time_zone")
    return CaseHead(as_of=_as_of(content.get("as_of"), where=f"{file}: {prefix}as_of"), **texts)


def _check_time_zone(name: str, *, where: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        if not available_timezones():  # a machine without time zone data cannot tell
            return
        raise InputError(f"{where}: no such time zone: {name!r}; write it like Europe/Stockholm") from error


def _as_of(value: object, *, where: str) -> date | None:
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise InputError(f"{where}: {value!r} is not a date; write it like 2020-08-20") from error
    raise InputError(f"{where}: a date is expected here; write it like 2020-08-20")
