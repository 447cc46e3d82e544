"""Records that an import put aside: listed for those who may write them, and joined to the store or dropped by them."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import blake2b
from typing import Annotated as A
from typing import cast

from graph_service.domain.case_rules import record_in_words
from graph_service.domain.described import Described
from graph_service.domain.schema import BY_TABLE, KINDS, Kind, Row, Value
from graph_service.domain.tables import Table, Tables, table_of
from graph_service.errors import GruppkartaError, NotFoundError
from graph_service.services.access import authorise, note_use
from graph_service.services.context import Context
from graph_service.services.judging import judge
from graph_service.services.record_reading import persons_of
from graph_service.services.single_records import check_reason
from graph_service.services.single_writes import WRITE, write_single
from graph_service.services.written_records import WrittenRecords

ID_BYTES = 6


@dataclass(frozen=True, slots=True)
class AsideRecord:
    """A record that was put aside, and that the caller may write."""

    aside_id: A[str, Described("names what was put aside", "9fd461153c9f")]
    put_aside_at: A[datetime, Described("instant of the import", datetime(2020, 12, 3, 8, 15, tzinfo=UTC))]
    role: A[str, Described("role of who imported it", "analyst")]
    agency: A[str, Described("their agency", "municipality")]
    why: A[str, Described("why it was put aside, as the report of the import says it", "of_another_agency")]
    record: A[str, Described("table and id of the record, or what it is made of", "memberships M-0001")]


def aside_records(context: Context) -> tuple[AsideRecord, ...]:
    """List what was put aside of which the caller may write all; of the rest nobody learns that it is there."""
    authorise(context.caller, WRITE)
    lines = list(_writable(context))
    note_use(context, "record_read", subjects=[person for line in lines for person in line.persons], details=_ASIDE)
    return tuple(line.listed for line in lines)


def join_aside(context: Context, aside_ids: Collection[str], *, dry_run: bool = False) -> WrittenRecords:
    """Write records that were put aside; one that replaces another keeps what stood there in a correction.

    Parameters
    ----------
    context : Context
        The open store, and who asks what for.
    aside_ids : Collection[str]
        Which of them.
    dry_run : bool
        Only say what would be written.

    Returns
    -------
    WrittenRecords
        What was written.

    Raises
    ------
    NotFoundError
        If one of them is not there for the caller.
    RejectedRowsError
        If they contradict what is stored by now.
    """
    authorise(context.caller, WRITE)
    lines = _named(context, aside_ids)

    def prepare() -> Tables:
        rows: dict[str, dict[str, Row]] = {}
        for line in lines:  # of one record several times, the last word
            rows.setdefault(line.kind.name, {})[str(line.row[0])] = line.row
        return {name: table_of(KINDS[name], list(some.values())) for name, some in rows.items()}

    written = write_single(
        context, prepare, WRITE, {"act": "join_aside"}, reason="put aside by an import, and joined", dry_run=dry_run
    )
    if not dry_run:
        _forget(context, aside_ids)
    return replace(written, remarks=())


def drop_aside(context: Context, aside_ids: Collection[str], *, reason: str) -> int:
    """Decide that records which were put aside are not to be written, and return how many; they are gone then."""
    authorise(context.caller, WRITE)
    check_reason(reason)
    lines = _named(context, aside_ids)
    subjects = [person for line in lines for person in line.persons]
    details: dict[str, str | int] = {"act": "drop_aside", "n_records": len(lines), "reason": reason}
    note_use(context, WRITE, subjects=subjects, details=details)
    _forget(context, aside_ids)
    return len(lines)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of what was put aside, and the record in it."""

    listed: AsideRecord
    kind: Kind
    row: Row

    @property
    def persons(self) -> list[str]:
        return persons_of(self.kind, self.row)


_ASIDE = {"aside": "yes"}


def _named(context: Context, aside_ids: Collection[str]) -> list[_Line]:
    lines = [line for line in _writable(context) if line.listed.aside_id in set(aside_ids)]
    missing = set(aside_ids) - {line.listed.aside_id for line in lines}
    if missing or not aside_ids:
        message = f"nothing was put aside under {', '.join(sorted(missing)) or 'no id'}; see gruppkarta record aside"
        raise NotFoundError(message)
    return lines


def _writable(context: Context) -> Iterator[_Line]:
    for text in context.aside.read():
        line = _line(text)
        if line is not None and _may_write_all(context, table_of(line.kind, [line.row])):
            yield line


def _line(text: str) -> _Line | None:
    """Read a line; None where it is none, such as of a table that is no more."""
    try:
        entry = json.loads(text)
        kind = BY_TABLE[entry["table"]]
        row = tuple(_value(kind, name, entry["record"].get(name)) for name in kind.names)
        table = table_of(kind, [row])
        listed = AsideRecord(
            _id_of(text),
            datetime.fromisoformat(entry["put_aside_at"]),
            str(entry["role"]),
            str(entry["agency"]),
            str(entry["why"]),
            record_in_words(table, 0),
        )
    except (ValueError, LookupError, TypeError, AttributeError):
        return None
    return _Line(listed, kind, row)


def _value(kind: Kind, name: str, value: object) -> Value:
    field = kind[name]
    if value is None:
        return () if field.type is tuple else None
    if field.type is tuple:
        return tuple(map(str, cast("list[object]", value)))
    return date.fromisoformat(str(value)) if field.type is date else cast("Value", value)


def _may_write_all(context: Context, table: Table) -> bool:
    """Whether the caller may write a record whole: nothing of it is put aside again, told or in silence."""
    if context.caller.is_local:
        return True
    try:
        judged = judge(context, {table.kind.name: table})
    except GruppkartaError:
        return False
    return not judged.aside


def _id_of(text: str) -> str:
    return blake2b(text.encode(), digest_size=ID_BYTES).hexdigest()


def _forget(context: Context, aside_ids: Collection[str]) -> None:
    context.aside.forget(lambda text: _id_of(text) in set(aside_ids))
