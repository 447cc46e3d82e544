"""A write under way: the primitives that an adapter gives to the one algorithm of writing (`graph_service.writing`)."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from secrets import token_hex
from typing import final

from graph_service.domain.admission import possible_keys
from graph_service.domain.audit import AuditEntry, AuditEvent, next_entry
from graph_service.domain.schema import Kind
from graph_service.domain.store_content import StoredToken
from graph_service.domain.tables import Table
from graph_service.domain.writes import BeforeImage, Footprint, StoredWrite

SUBJECT_BYTES = 8
MAX_SUBJECTS_NAMED = 10_000  # in one audit event; more are counted only

Step = Callable[[str], None]  # told before each group of statements; for tests that fail or die there


def no_step(_step: str) -> None:
    """Let the write go on."""


class Transaction(ABC):
    """A write under way, alone on its store. Leaving its `with` block commits; an exception rolls all back."""

    @abstractmethod
    def hashes(self, kind: Kind, keys: Collection[str]) -> dict[str, bytes]:
        """Return the hashes of those of the records that exist, by key."""

    @abstractmethod
    def rows(self, kind: Kind, keys: Collection[str] | None = None) -> Table:
        """Return those of the records that exist, ordered by key; without keys, all."""

    @abstractmethod
    def footprints(self, kind: Kind, keys: Collection[str]) -> dict[str, Footprint]:
        """Return the footprints of those of the records that exist, by key."""

    @abstractmethod
    def keys_of_others(self, kind: Kind, whose: tuple[str, str]) -> set[str]:
        """Return the keys of records that somebody else delivered last, or that depart from what was delivered."""

    @abstractmethod
    def keys_made_by(self, kind: Kind, number: int) -> set[str]:
        """Return the keys of records that a write made."""

    @abstractmethod
    def put(
        self, table: Table, hashes: Sequence[bytes], footprints: Sequence[Footprint], *, replaced: Collection[str]
    ) -> None:
        """Store records; `replaced` are the keys among them that exist already."""

    @abstractmethod
    def mark(self, kind: Kind, footprints: Mapping[str, Footprint]) -> None:
        """Give records that exist, and stay as they are, another footprint."""

    @abstractmethod
    def delete(self, kind: Kind, keys: Collection[str]) -> None:
        """Remove records that exist."""

    @abstractmethod
    def referring(self, kind: Kind, keys: Collection[str]) -> dict[str, set[str]]:
        """Return the keys of records that refer to these, by kind name."""

    @abstractmethod
    def content_sum(self) -> int:
        """Return the sum of all record hashes."""

    @abstractmethod
    def set_content_sum(self, value: int) -> None:
        """Store the sum of all record hashes."""

    @abstractmethod
    def service_sum(self) -> int:
        """Return the sum of all hashes of records of the service."""

    @abstractmethod
    def set_service_sum(self, value: int) -> None:
        """Store the sum of all hashes of records of the service."""

    @abstractmethod
    def writes(self) -> list[StoredWrite]:
        """Return all writes, in order."""

    @abstractmethod
    def append_write(self, write: StoredWrite) -> None:
        """Note a write."""

    @abstractmethod
    def undoable(self) -> int:
        """Return the number of the write that can be taken back; 0: none."""

    @abstractmethod
    def before_images(self) -> list[BeforeImage]:
        """Return what the write that can be taken back found."""

    @abstractmethod
    def keep_before(self, number: int, images: Sequence[BeforeImage]) -> None:
        """Keep what a write found in the place of what is kept; number 0 and nothing: forget it."""

    @abstractmethod
    def audit_head(self) -> tuple[int, str]:
        """Return number and chain of the last audit entry; (0, `CHAIN_START`) if there is none."""

    @abstractmethod
    def append_audit(self, entry: AuditEntry) -> None:
        """Append to the audit trail; subjects stand in its details by reference already."""

    def append_trail(self, entries: Sequence[AuditEntry]) -> None:
        """Append entries that are chained already."""
        for entry in entries:
            self.append_audit(entry)

    @abstractmethod
    def subject_references(self, person_ids: Collection[str]) -> dict[str, str]:
        """Return the references by which the audit trail names those of the persons who have one."""

    @abstractmethod
    def put_subject_references(self, references: Mapping[str, str]) -> None:
        """Store references of persons who have none."""

    @abstractmethod
    def delete_subject_references(self, person_ids: Collection[str]) -> None:
        """Forget by which references the audit trail names persons; harmless for those who have none."""

    @abstractmethod
    def put_token(self, token: StoredToken) -> None:
        """Store a token; one with the same id is replaced."""

    @final
    def audit(self, event: AuditEvent, recorded_at: datetime) -> None:
        """Chain an event to the audit trail; the instant has its time zone."""
        number, chain = self.audit_head()
        self.append_audit(next_entry(event, recorded_at, number=number + 1, previous=chain))

    @final
    def record(self, event: AuditEvent, more: Mapping[str, str | int], recorded_at: datetime) -> None:
        """Append an event with more details, its subjects by reference: together with the change or the look."""
        subjects = sorted(possible_keys(event.subjects))
        details = {**event.details, **more}
        if subjects:
            details["n_subjects"] = len(subjects)
        if 0 < len(subjects) <= MAX_SUBJECTS_NAMED:
            references = self.subject_references(subjects)
            fresh = {person_id: token_hex(SUBJECT_BYTES) for person_id in subjects if person_id not in references}
            if fresh:
                self.put_subject_references(fresh)
            details["subjects"] = " ".join(sorted((references | fresh).values()))
        self.audit(AuditEvent(event.action, event.actor, event.purpose, details), recorded_at)
