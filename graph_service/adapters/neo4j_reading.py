"""How what Neo4j answers becomes columns, tokens and hashes; what was never written there is damage."""

from collections.abc import Callable, Mapping, Sequence
from typing import LiteralString, cast

from neo4j import Query

from graph_service.adapters import neo4j_cypher as text
from graph_service.adapters.neo4j_cypher import batches
from graph_service.domain.admission import check_stored
from graph_service.domain.plain_columns import Plain
from graph_service.domain.schema import Kind
from graph_service.domain.store_content import StoredToken
from graph_service.domain.writes import Footprint, StoredWrite
from graph_service.errors import RESTORE, DamagedStoreError, StoreError

Run = Callable[..., list[dict[str, list[Plain]]]]
NO_STORE = "there is no store in this database: make one with gruppkarta store init"


def runner(run: Callable[..., object]) -> Run:
    """Return a function that runs a statement and gives its rows."""

    def answered(statement: LiteralString | Query, **parameters: object) -> list[dict[str, list[Plain]]]:
        return [dict(record) for record in run(statement, parameters)]  # type: ignore[attr-defined]  # a Result

    return answered


def hash_of(value: object) -> bytes:
    """A record that has lost its hash, or has another thing in its place, has none: no record has that."""
    try:
        return bytes.fromhex(str(value))
    except ValueError:
        return b""


def refuse_layout(run: Run, check: Callable[[int], None]) -> None:
    """Check the layout of a store, if there is one: what is missing may be missing because it has another."""
    for row in run(text.layout_statement()):
        check(int(str(row["version"])))


def commits_in(run: Run, check: Callable[[int], None]) -> tuple[int, int]:
    """Return the number of the last commit that has begun, and of the last that is known to have ended."""
    rows = run(text.commits_statement())
    if not rows:
        refuse_layout(run, check)
        raise StoreError(NO_STORE)
    return int(str(rows[0]["begun"])), int(str(rows[0]["done"]))


def content_hash_in(run: Run, check: Callable[[int], None]) -> str:
    """Return the content hash kept by the writes, if the layout bears the check."""
    statement = text.cypher(f"MATCH (s:{text.STORE}) RETURN s.content_sum AS value, {text.LAYOUT} AS version")
    rows = run(statement)
    if not rows:
        raise StoreError(NO_STORE)
    check(int(str(rows[0]["version"])))
    return str(rows[0]["value"])


def read_columns(
    run: Run, kind: Kind, names: Sequence[str], *, keys: Sequence[str] | None = None
) -> dict[str, Sequence[Plain]]:
    """Read columns and put them in the order of the keys, by code point, which the database does not promise."""
    with_key = names if kind.key in names else [kind.key, *names]
    columns: dict[str, list[Plain]] = {name: [] for name in with_key}
    parameters = text.nothing_parameters(kind, with_key)
    for label in kind.labels.values():
        statement = text.read_statement(kind, label, with_key, by_keys=keys is not None)
        for batch in [None] if keys is None else batches(list(keys)):
            more = parameters if batch is None else {**parameters, "keys": batch}
            (row,) = run(statement, **more)
            for name in with_key:
                columns[name] += row[name]
    if len({len(column) for column in columns.values()}) > 1:  # a value that must be there is not
        message = f"records of {kind.table} have lost values that they must have: {RESTORE}"
        raise DamagedStoreError(message)
    order = sorted(range(len(columns[kind.key])), key=[str(key) for key in columns[kind.key]].__getitem__)
    try:
        by_name = {name: text.plain(kind[name], [columns[name][i] for i in order]) for name in names}
        check_stored(kind, by_name)
    except TypeError as error:
        message = f"{kind.table} holds a value that was never written there: {RESTORE}"
        raise DamagedStoreError(message) from error
    return by_name


def footprints_in(run: Run, kind: Kind, keys: Sequence[str] | None = None) -> dict[str, Footprint]:
    """Return the footprints of records that exist, by key; without keys, of all."""
    footprints: dict[str, Footprint] = {}
    for name in kind.labels.values():
        statement = text.footprints_statement(kind, name, by_keys=keys is not None)
        for batch in [None] if keys is None else batches(list(keys)):
            rows = run(statement) if batch is None else run(statement, keys=batch)
            footprints.update((str(row["key"]), text.footprint_of(row)) for row in rows)
    return footprints


def writes_in(run: Run) -> list[StoredWrite]:
    """Return all writes, in order."""
    return [StoredWrite.from_texts(cast("Mapping[str, object]", row["n"])) for row in run(text.writes_statement())]


def keys_delivered_in(run: Run, kind: Kind, whose: tuple[str, str], *, by_others: bool = False) -> set[str]:
    """Return the keys of records that somebody delivered last; or of those that they did not, or that depart."""
    numbers = [write.number for write in writes_in(run) if write.is_of(whose)]
    return {
        str(row["key"])
        for name in kind.labels.values()
        for row in run(text.delivered_statement(kind, name, by_others=by_others), numbers=numbers)
    }


def token_of(row: Mapping[str, Plain]) -> StoredToken:
    """Return a token from the properties of its node."""
    try:
        return StoredToken.from_texts(row)
    except (ValueError, TypeError, LookupError) as error:
        message = f"a token in the store is none any more: {RESTORE}"
        raise DamagedStoreError(message) from error
