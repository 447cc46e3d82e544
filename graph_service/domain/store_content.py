"""What a store can do, what it holds, and what may be left of what it held."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import fields as dataclass_fields
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256

from graph_service.domain.audit import AuditEntry, instant_text
from graph_service.domain.schema import KINDS, SERVICE_KINDS
from graph_service.domain.tables import HASH_MODULUS, Table, Tables, hash_sum, row_hashes
from graph_service.domain.writes import Footprints, StoredWrite
from graph_service.errors import RESTORE, DamagedStoreError


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a store can and cannot do, as declared data."""

    name: str
    persistent: bool
    many_processes: bool
    max_rows_per_write: int | None


@dataclass(frozen=True, slots=True)
class StoredToken:
    """The token of a caller: what it may do, and the hash by which it is known; never the token itself."""

    token_id: str
    token_hash: str  # sha256, 64 hex digits
    name: str
    agency: str
    role: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None

    def as_texts(self) -> dict[str, str | None]:
        """Return all that the token is as a store holds it, instants in UTC."""
        values = {field.name: getattr(self, field.name) for field in dataclass_fields(self)}
        return {name: instant_text(value) if isinstance(value, datetime) else value for name, value in values.items()}

    @classmethod
    def from_texts(cls, texts: Mapping[str, object]) -> "StoredToken":
        """Read what `as_texts` wrote; a `ValueError`, `TypeError` or `LookupError` where it is no token."""
        names = ("token_id", "token_hash", "name", "agency", "role")
        revoked = texts.get("revoked_at")
        return cls(
            **{name: _text(texts[name]) for name in names},
            created_at=datetime.fromisoformat(_text(texts["created_at"])),
            expires_at=datetime.fromisoformat(_text(texts["expires_at"])),
            revoked_at=None if revoked is None else datetime.fromisoformat(_text(revoked)),
        )

    @property
    def digest(self) -> str:
        """Names all that the token is: 32 hex digits, noted in the audit trail whenever it is written."""
        fields = (getattr(self, field.name) for field in dataclass_fields(self))
        texts = [value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value for value in fields]
        return sha256(json.dumps(texts).encode()).hexdigest()[:32]


class Residue(StrEnum):
    """What may still hold values that were erased; backups and copies are not counted."""

    NOTHING = "nothing"
    LOG = "write_ahead_log"
    PAGES = "pages"
    SERVER = "database_server"


@dataclass(frozen=True, slots=True)
class StoreContent:
    """All that a store holds: records, audit trail, its references to persons by person id, tokens, and its writes."""

    tables: Tables
    trail: Sequence[AuditEntry]
    subjects: Mapping[str, str]
    tokens: Sequence[StoredToken]
    writes: Sequence[StoredWrite] = ()  # none: it comes from a store that did not number them
    footprints: Footprints = field(default_factory=dict)

    @property
    def n_records(self) -> int:
        """How many records there are, of all kinds."""
        return sum(map(len, self.tables.values()))


def check_content(tables: Tables, content_hash: str) -> None:
    """Compare the sum of the hashes of records with the one kept by the writes.

    Parameters
    ----------
    tables : Tables
        All records of a store; those of the service are passed over.
    content_hash : str
        The content hash of the store.

    Raises
    ------
    DamagedStoreError
        If they are not the records that were written.
    """
    _check_sum([table for name, table in tables.items() if name in KINDS], content_hash, "records")


def check_service_records(tables: Tables, service_hash: str) -> None:
    """Compare the sum of the hashes of what the service added with the one kept by the writes.

    Parameters
    ----------
    tables : Tables
        All records of a store; those of cases are passed over.
    service_hash : str
        The second hash of the store.

    Raises
    ------
    DamagedStoreError
        If they are not the records that were written.
    """
    tables_of_service = [table for name, table in tables.items() if name in SERVICE_KINDS]
    _check_sum(tables_of_service, service_hash, "corrections and extensions")


def _check_sum(tables: Iterable[Table], content_hash: str, what: str) -> None:
    total = sum(hash_sum(row_hashes(table)) for table in tables) % HASH_MODULUS
    if f"{total:032x}" != content_hash:
        message = (
            f"the {what} in the store have the content hash {total:032x}, and {content_hash} was written: "
            f"something else has changed them; {RESTORE}"
        )
        raise DamagedStoreError(message)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
