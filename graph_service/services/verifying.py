"""Verifying: is what a store holds what was written? Every record, reference, entry of the trail and token is read."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Annotated as A
from typing import TypeVar

from graph_service.domain.audit import AuditEntry
from graph_service.domain.described import Described
from graph_service.domain.schema import ALL_KINDS, KINDS, SERVICE_KINDS
from graph_service.domain.store_content import Residue, StoredToken, check_content, check_service_records
from graph_service.domain.tables import Table, Tables, row_hashes
from graph_service.domain.text import counted
from graph_service.errors import RESTORE, DamagedStoreError, StoreError
from graph_service.ports import GraphStore
from graph_service.services.access import authorise, note_use
from graph_service.services.auditing import FAULT_TEXTS, check_trail
from graph_service.services.context import Context

ATTEMPTS = 3  # while others write
T = TypeVar("T")


class Damage(StrEnum):
    """What of a store is not what was written."""

    STORAGE = "storage"
    RECORDS = "records"
    HASHES = "hashes"
    REFERENCES = "references"
    COUNTS = "counts"
    TRAIL = "trail"
    SUBJECTS = "subjects"
    TOKENS = "tokens"


_OF_RECORDS = frozenset({Damage.STORAGE, Damage.RECORDS, Damage.HASHES, Damage.REFERENCES})
_LOOK = "find out who could write to the store, and compare it with a backup and with the log outside"
_REMEDIES: Mapping[Damage, str] = {
    Damage.STORAGE: "write nothing more to it; restore the last whole backup into a new store, and see to the disk",
    Damage.RECORDS: "restore the last whole backup into a new store",
    Damage.HASHES: "restore the last whole backup into a new store, before more is written",
    Damage.REFERENCES: "restore the last whole backup into a new store",
    Damage.COUNTS: _LOOK,
    Damage.TRAIL: _LOOK,
    Damage.SUBJECTS: "the trail no longer says everywhere whom it concerns; restore a copy of the whole file",
    Damage.TOKENS: "revoke the token and make another (token revoke, token create), and find out who could write",
}


@dataclass(frozen=True, slots=True)
class DamageFinding:
    """Something in a store that is not what was written."""

    damage: A[Damage, Described("which part it is of", Damage.RECORDS)]
    text: A[str, Described("what is wrong, without content", "tables persons: 1 record is not what was written")]
    remedy: A[str, Described("what to do", "restore the last whole backup into a new store")]


@dataclass(frozen=True, slots=True)
class StoreCheck:
    """What a check of a whole store came to."""

    is_whole: A[bool, Described("whether nothing is wrong", example=True)]
    findings: A[tuple[DamageFinding, ...], Described("what is wrong; empty: nothing", None)]
    n_records: A[int, Described("records that were read", 414, unit="records")]
    n_entries: A[int, Described("entries of the trail that follow from one another, from the first on", 8)]
    n_tokens: A[int, Described("tokens that were read", 2)]
    n_tokens_unproved: A[
        int, Described("tokens that were made before the trail noted what a token is: a change of them is not seen", 0)
    ]
    content_hash: A[
        str | None, Described("names the content; null: it cannot be read", "a8d1c2b3e4f5061728394a5b6c7d8e9f")
    ]
    residue: A[
        Residue | None,
        Described("what may still hold erased values; null: it cannot be read", Residue.NOTHING),
    ]
    is_noted: A[
        bool, Described("whether the check is in the audit trail; nothing is written to damaged storage", example=True)
    ]

    @property
    def has_whole_records(self) -> bool:
        """Whether all records are what was written, whatever is wrong beside them."""
        return not any(finding.damage in _OF_RECORDS for finding in self.findings)


@dataclass(slots=True)
class _Check:
    """A check under way."""

    store: GraphStore
    findings: list[DamageFinding] = field(default_factory=list)
    n_new: int = 0
    n_erased: int = 0
    n_service: int = 0
    digests: dict[str, str] = field(default_factory=dict)
    noted: set[str] = field(default_factory=set)  # ids of tokens that the trail knows
    unnamed: set[str] = field(default_factory=set)  # references that no entry has named yet

    def add(self, damage: Damage, text: str) -> None:
        self.findings.append(DamageFinding(damage, text, _REMEDIES[damage]))

    def read(self, damage: Damage, what: Callable[[], T]) -> T | None:
        """Read something; that it cannot be read is a finding."""
        try:
            return what()
        except DamagedStoreError as error:
            self.add(damage, str(error).removesuffix(f": {RESTORE}"))
            return None

    def visit(self, entry: AuditEntry) -> None:
        """Take from an entry of the trail what it says of records, tokens and subjects."""
        details = entry.event.details
        self.n_new += _number(details, "n_new")
        self.n_erased += _number(details, "n_erased") + _number(details, "n_removed")
        self.n_service += _number(details, "n_service_new") - _number(details, "n_service_erased")
        if "token_id" in details:
            self.noted.add(str(details["token_id"]))
        if "token_digest" in details:
            self.digests[str(details["token_id"])] = str(details["token_digest"])
        if self.unnamed and "subjects" in details:
            self.unnamed.difference_update(str(details["subjects"]).split())


def verify_store(context: Context) -> StoreCheck:
    """Read a whole store, compare it with what the writes noted, and say what is wrong and what to do."""
    authorise(context.caller, "store_verify")
    before, check = _moment(context.store), _checked(context.store)
    for _ in range(ATTEMPTS - 1):
        if check.is_whole or before == _moment(context.store):
            break
        before, check = _moment(context.store), _checked(context.store)  # somebody wrote meanwhile
    can_be_noted = not any(finding.damage is Damage.STORAGE for finding in check.findings)
    return replace(check, is_noted=can_be_noted and _is_noted(context, check))


def _is_noted(context: Context, check: StoreCheck) -> bool:
    details = {"n_records": check.n_records, "n_entries": check.n_entries, "n_findings": len(check.findings)}
    try:
        note_use(context, "store_verify", details=details)
    except StoreError:
        if check.is_whole:
            raise
        return False
    return not context.caller.is_local


def _moment(store: GraphStore) -> tuple[object, ...]:
    """What changes when somebody writes; None: it cannot be read."""
    try:
        return store.content_hash(), store.service_hash(), store.tokens()
    except DamagedStoreError:
        return ()


def _checked(store: GraphStore) -> StoreCheck:
    check = _Check(store)
    for text in check.read(Damage.STORAGE, store.storage_faults) or ():
        check.add(Damage.STORAGE, text)
    subjects = check.read(Damage.SUBJECTS, store.subjects)
    tokens = check.read(Damage.TOKENS, store.tokens)
    contents = check.read(Damage.RECORDS, lambda: store.read(ALL_KINDS.values()))
    n_records = 0 if contents is None else sum(len(contents[1][name]) for name in KINDS)
    n_beside = 0 if contents is None else sum(len(contents[1][name]) for name in SERVICE_KINDS)
    check.unnamed = set(map(str, (subjects or {}).values()))
    trail = check.read(Damage.TRAIL, lambda: check_trail(store, visit=check.visit))
    if contents is not None:
        _check_records(check, *contents)
    if trail is not None and trail.fault is not None:
        check.add(Damage.TRAIL, FAULT_TEXTS[trail.fault].format(number=trail.number + 1))
    elif trail is not None:
        if contents is not None and check.n_new - check.n_erased != n_records:
            n_expected = counted(check.n_new - check.n_erased, "record")
            check.add(Damage.COUNTS, f"the trail tells of {n_expected}, and the store holds {n_records}")
        if contents is not None and check.n_service != n_beside:
            n_expected = counted(check.n_service, "correction")
            check.add(Damage.COUNTS, f"the trail tells of {n_expected} or extensions, and the store holds {n_beside}")
        if check.unnamed:
            check.add(Damage.SUBJECTS, f"{counted(len(check.unnamed), 'reference')} to persons are in no entry")
        for text in _tokens_at_fault(check, tokens or ()):
            check.add(Damage.TOKENS, text)
    return StoreCheck(
        is_whole=not check.findings,
        findings=tuple(check.findings),
        n_records=n_records,
        n_entries=0 if trail is None else trail.number,
        n_tokens=len(tokens or ()),
        n_tokens_unproved=sum(token.token_id not in check.digests for token in tokens or ()),
        content_hash=None if contents is None else contents[0],
        residue=check.read(Damage.STORAGE, store.residue),
        is_noted=False,
    )


def _check_records(check: _Check, content_hash: str, tables: Tables) -> None:
    check.read(Damage.RECORDS, lambda: check_content(tables, content_hash))
    check.read(Damage.RECORDS, lambda: check_service_records(tables, check.store.service_hash()))
    hashes = check.read(Damage.HASHES, check.store.record_hashes)
    counts = check.read(Damage.COUNTS, check.store.counts)
    keys = {name: set(table.keys) for name, table in tables.items()}
    for name, kind in ALL_KINDS.items():
        table = tables[name]
        n_twice = len(table) - len(keys[name])
        if n_twice:
            check.add(Damage.RECORDS, f"{kind.table}: {counted(n_twice, 'record')} too many of a key")
        if counts is not None and counts.get(name, len(table)) != len(table):
            check.add(Damage.COUNTS, f"{kind.table}: {len(table)} records were read, and {counts[name]} counted")
        if hashes is not None:
            _check_hashes(check, table, hashes[name])
        for reference in kind.references:
            targets = keys[str(reference.target)]
            n_lost = sum(value is not None and value not in targets for value in table.column(reference.name))
            if n_lost:
                text = f"{kind.table}.{reference.name}: {counted(n_lost, 'reference')} to a record that is not there"
                check.add(Damage.REFERENCES, text)


def _check_hashes(check: _Check, table: Table, hashes: Mapping[str, bytes]) -> None:
    name = table.kind.table
    n_other = sum(hashes.get(key) != row_hash for key, row_hash in zip(table.keys, row_hashes(table), strict=True))
    if n_other:
        check.add(Damage.HASHES, f"{name}: {counted(n_other, 'record')} not of the hash that was kept with it")
    n_unread = len(hashes.keys() - set(table.keys))
    if n_unread:
        check.add(Damage.HASHES, f"{name}: {counted(n_unread, 'record')} cannot be read")


def _tokens_at_fault(check: _Check, tokens: Iterable[StoredToken]) -> Iterator[str]:
    by_id = {token.token_id: token for token in tokens}
    for token_id, token in sorted(by_id.items()):
        if token_id not in check.noted:
            yield f"token {token_id} was never made, as far as the trail says"
        elif check.digests.get(token_id, token.digest) != token.digest:
            yield f"token {token_id} is not what was written: its holder, role, agency, days or secret is another"
    for token_id in sorted(check.digests.keys() - by_id.keys()):
        yield f"token {token_id} was made, and is not there any more"


def _number(details: Mapping[str, str | int], name: str) -> int:
    value = details.get(name, 0)
    return value if isinstance(value, int) else 0
