"""What a case says of itself: case.toml, or [case] of a mapping file."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from graph_service.domain.report import CaseHead
from graph_service.domain.rules import nearest
from graph_service.errors import InputError
from loaders.table_file import TableFile

CASE_FILE = "case.toml"
CASE_SHEET = "case"  # of a workbook: what case.toml says, a row a key
_TEXTS = ("name", "time_zone", "handling", "copy_id", "delivered_by")
# TOML key to field; an export says these of itself
_FLAGS = {"partial": "is_partial", "one_day": "is_one_day", "marked_formulas": "has_marked_formulas"}
_KEYS = ("name", "time_zone", "as_of", "handling", "copy_id", "delivered_by", *_FLAGS)


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
    for key in _FLAGS:
        if not isinstance(content.get(key, False), bool):
            raise InputError(f"{file}: {prefix}{key}: true or false is expected here; write it without quotation marks")
    texts = {key: str(content[key]).strip() for key in _TEXTS if key in content}
    if "time_zone" in texts:
        _check_time_zone(texts["time_zone"], where=f"{file}: {prefix}time_zone")
    flags = {field: bool(content.get(key, False)) for key, field in _FLAGS.items()}
    stated: dict[str, Any] = {**texts, **flags}
    return CaseHead(as_of=_as_of(content.get("as_of"), where=f"{file}: {prefix}as_of"), **stated)


def head_of_sheet(table: TableFile) -> CaseHead:
    """Read the head of a case from the sheet of a workbook: keys in the first column, values in the second."""
    rows = [row for chunk in table.chunks() for row in zip(*chunk.columns, strict=True)]
    content: dict[str, object] = {row[0]: row[-1] for row in rows}
    content |= {key: content[key] == "true" for key in _FLAGS if content.get(key) in {"true", "false"}}
    return case_head(content, file=table.file)


def head_entries(head: CaseHead) -> dict[str, str | date | bool]:
    """Return what a case says of itself by the keys of case.toml, without what it does not say."""
    entries: dict[str, str | date | bool] = {}
    for key in (*_TEXTS, "as_of", *_FLAGS):
        value = getattr(head, _FLAGS.get(key, key))
        if value is not None and value is not False:
            entries[key] = value
    return entries


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
