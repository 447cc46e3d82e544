"""How records lie in Neo4j: the Cypher of each kind, constant text built from the schema, with parameters.

A node kind is a label, a link kind a relationship type. References of a node are relationships, and
not properties; those of a link are properties, as nothing can point from a relationship. What is not
given is not there. Only names that the schema has checked become text; values are always parameters.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import LiteralString, TypeVar, cast

from graph_service.domain.plain_columns import Plain
from graph_service.domain.schema import (
    ALL_KINDS,
    IDENTIFIER,
    KINDS,
    LAYOUT_VERSION,
    End,
    Field,
    Kind,
    Refers,
    Shape,
    Start,
    Value,
)
from graph_service.domain.writes import Footprint

STORE, COMMIT, TRAIL = "GruppkartaStore", "GruppkartaCommit", "GruppkartaTrail"  # one node each
AUDIT, SUBJECT, TOKEN = "AuditEntry", "AuditSubject", "AccessToken"
WRITE, BEFORE = "GkWrite", "GkBefore"
# The first stores were marked 1 like the second ones, and counted their writes on the store node.
LAYOUT = "CASE WHEN s.n_writes IS NULL THEN s.schema_version ELSE 0 END"
_FOOTPRINT = ("first_write", "last_write", "last_delivery", "delivered_hash")
BATCH_ROWS = 5_000
T = TypeVar("T")
_EPOCH = "date('1970-01-01')"
# collect() passes over null and columns would go out of step: these stand for what is not given.
NOTHING: Mapping[type, str | int | float] = {int: -(2**63), float: -1.7e308, date: -(2**31), bool: -1}
_NOTHING_TEXT = "\x00\x00nothing"


def cypher(text: str) -> LiteralString:
    """Mark text as constant: it holds names of the schema alone, which are checked where a kind is declared."""
    return cast("LiteralString", text)  # type: ignore[redundant-cast]  # mypy takes it for str, pyright does not


def label(kind: Kind) -> str:
    """Return the label of a node kind."""
    return kind.labels[""]


def schema_statements() -> dict[str, LiteralString]:
    """Return the constraints and indexes of a store, by name; each is harmless where it exists."""
    keys = {
        STORE: "id",
        COMMIT: "id",
        TRAIL: "id",
        AUDIT: "number",
        SUBJECT: "person_id",
        TOKEN: "token_id",
        WRITE: "number",
    }
    texts = {
        f"key_{label}": f"CREATE CONSTRAINT key_{label} IF NOT EXISTS FOR (n:{label}) REQUIRE n.{key} IS UNIQUE"
        for label, key in keys.items()
    }
    for kind in ALL_KINDS.values():
        for name in kind.labels.values():
            pattern = f"(n:{name})" if kind.shape is Shape.NODE else f"()-[n:{name}]-()"
            unique = f"CREATE CONSTRAINT key_{name} IF NOT EXISTS FOR {pattern} REQUIRE n.{kind.key} IS UNIQUE"
            texts[f"key_{name}"] = unique
            for field in _property_references(kind):
                index = f"{field.name}_{name}"
                texts[index] = f"CREATE INDEX {index} IF NOT EXISTS FOR {pattern} ON (n.{field.name})"
    return {name: cypher(text) for name, text in texts.items()}


def marker_statement() -> LiteralString:
    """Mark a database as a store, if it is not one yet: takes `$start`, the first chain."""
    return cypher(
        f"MERGE (c:{COMMIT} {{id: 1}}) ON CREATE SET c.begun = 0, c.done = 0 "
        f"MERGE (t:{TRAIL} {{id: 1}}) ON CREATE SET t.number = 0, t.chain = $start "
        f"MERGE (s:{STORE} {{id: 1}}) ON CREATE SET s.schema_version = {LAYOUT_VERSION}, "
        f"s.content_sum = '{0:032x}', s.service_sum = '{0:032x}', s.undoable = 0"
    )


def layout_statement() -> LiteralString:
    """Read the `version` of the layout."""
    return cypher(f"MATCH (s:{STORE}) RETURN {LAYOUT} AS version")


def trail_statement() -> LiteralString:
    """Take the lock on the trail node, then read `number` and `chain`; a match before the lock may be of before it."""
    return cypher(
        f"MATCH (t:{TRAIL}) SET t.is_locked = true REMOVE t.is_locked WITH t "
        f"MATCH (u:{TRAIL}) RETURN u.number AS number, u.chain AS chain"
    )


def checked_trail_statement() -> LiteralString:
    """Return `trail_statement` with the schema version of the store."""
    return cypher(
        f"MATCH (s:{STORE}) WITH {LAYOUT} AS version "
        f"MATCH (t:{TRAIL}) SET t.is_locked = true REMOVE t.is_locked WITH version, t "
        f"MATCH (u:{TRAIL}) RETURN version, u.number AS number, u.chain AS chain"
    )


def lock_statement() -> LiteralString:
    """Take the lock on the store node, held until the commit has been applied; gives `version`."""
    return cypher(f"MATCH (s:{STORE}) SET s.is_locked = true REMOVE s.is_locked RETURN {LAYOUT} AS version")


def commits_statement() -> LiteralString:
    """Read the numbers of commits, `begun` and `done`."""
    return cypher(f"MATCH (c:{COMMIT}) RETURN c.begun AS begun, c.done AS done")


def commit_begun_statement() -> LiteralString:
    """Tell readers of a commit, and give its `number`; only the writer who holds the store's lock runs it."""
    return cypher(f"MATCH (c:{COMMIT}) SET c.begun = c.begun + 1 RETURN c.begun AS number")


def commit_ended_statement() -> LiteralString:
    """Tell readers of the end of commit `$number`, which may come late."""
    return cypher(f"MATCH (c:{COMMIT}) WHERE c.done < $number SET c.done = $number")


def batches(rows: list[T]) -> Iterator[list[T]]:
    """Cut rows into what one statement takes, `BATCH_ROWS` at most."""
    for start in range(0, len(rows), BATCH_ROWS):
        yield rows[start : start + BATCH_ROWS]


def footprint(of: Footprint) -> dict[str, int | str | None]:
    """Return the properties of a footprint."""
    return dict(zip(_FOOTPRINT, of.as_plain(), strict=True))


def footprint_of(row: Mapping[str, object]) -> Footprint:
    """Read what `footprint` gave."""
    return Footprint.from_plain([row.get(name) for name in _FOOTPRINT])


def property_fields(kind: Kind) -> list[Field]:
    """Return the fields that are properties: all but the ends of a link and the references of a node."""
    references = set(kind.node_references) | {field for field in kind.fields if isinstance(field.mark, Start | End)}
    return [field for field in kind.fields if field not in references]


def _property_references(kind: Kind) -> list[Field]:
    return [field for field in kind.fields if isinstance(field.mark, Refers)] if kind.shape is Shape.LINK else []


def target_of(field: Field) -> Kind:
    """Return the kind that a reference names."""
    return KINDS[str(field.target)]


def relationship(field: Field) -> str:
    """Return the relationship type of a node's reference."""
    if not isinstance(field.mark, Refers) or not IDENTIFIER.match(field.mark.relationship):
        message = f"{field.name} is no reference of a node"
        raise TypeError(message)
    return field.mark.relationship


def matched(kind: Kind, name: str, by: str) -> str:
    """Return the pattern of a record `r`; `by` is the expression of its key."""
    if kind.shape is Shape.NODE:
        return f"(r:{name} {{{kind.key}: {by}}})"
    return f"()-[r:{name} {{{kind.key}: {by}}}]->()"


def put_statements(kind: Kind, name: str, *, replacing: bool) -> list[tuple[str | None, LiteralString]]:
    """Return the statements that store `$rows`, each with the reference whose rows alone it takes, None for all.

    A row has a key, properties, and a value a reference. `replacing`: the nodes are there already;
    links that are replaced have been deleted before.
    """
    if kind.shape is Shape.LINK:
        start, end = kind.ends
        a, b = target_of(start), target_of(end)
        text = (
            f"UNWIND $rows AS row MATCH (a:{label(a)} {{{a.key}: row.{start.name}}}) "
            f"MATCH (b:{label(b)} {{{b.key}: row.{end.name}}}) CREATE (a)-[r:{name}]->(b) SET r = row.properties"
        )
        return [(None, cypher(text))]
    if replacing:
        statements: list[tuple[str | None, str]] = [
            (None, f"UNWIND $rows AS row MATCH (r:{name} {{{kind.key}: row.key}}) SET r = row.properties"),
        ]
        statements += [
            (None, f"UNWIND $rows AS row MATCH (:{name} {{{kind.key}: row.key}})-[r:{relationship(f)}]->() DELETE r")
            for f in kind.node_references
        ]
    else:
        statements = [(None, f"UNWIND $rows AS row CREATE (r:{name}) SET r = row.properties")]
    statements += [
        (
            field.name,
            (
                f"UNWIND $rows AS row MATCH (r:{name} {{{kind.key}: row.key}}) "
                f"MATCH (t:{label(target_of(field))} {{{target_of(field).key}: row.{field.name}}}) "
                f"CREATE (r)-[:{relationship(field)}]->(t)"
            ),
        )
        for field in kind.node_references
    ]
    return [(field, cypher(text)) for field, text in statements]


def delete_statement(kind: Kind, name: str) -> LiteralString:
    """Remove the records of `$keys`."""
    how = "DETACH DELETE r" if kind.shape is Shape.NODE else "DELETE r"
    return cypher(f"UNWIND $keys AS key MATCH {matched(kind, name, 'key')} {how}")


def referring_statement(kind: Kind, source: Kind, field: Field) -> LiteralString:
    """Find the records of `source` whose `field` names one of `$keys`; gives `key`."""
    types = "|".join(source.labels.values())
    node = f"(t:{label(kind)} {{{kind.key}: key}})"
    if source.shape is Shape.NODE:
        match = f"{node}<-[:{relationship(field)}]-(r:{types})"
    elif isinstance(field.mark, Start):
        match = f"{node}-[r:{types}]->()"
    elif isinstance(field.mark, End):
        match = f"{node}<-[r:{types}]-()"
    else:
        match = f"()-[r:{types} {{{field.name}: key}}]->()"
    return cypher(f"UNWIND $keys AS key MATCH {match} RETURN DISTINCT r.{source.key} AS key")


def count_statement(kind: Kind, name: str) -> LiteralString:
    """Count records, as `n`; answered from the counts the database keeps."""
    pattern = f"(r:{name})" if kind.shape is Shape.NODE else f"()-[r:{name}]->()"
    return cypher(f"MATCH {pattern} RETURN count(r) AS n")


def hashes_statement(kind: Kind, name: str) -> LiteralString:
    """Read the key and the hash kept with each record, as `key` and `value`."""
    pattern = f"(r:{name})" if kind.shape is Shape.NODE else f"()-[r:{name}]->()"
    return cypher(f"MATCH {pattern} RETURN r.{kind.key} AS key, r.record_hash AS value")


def _record_pattern(kind: Kind, name: str) -> str:
    return f"(r:{name})" if kind.shape is Shape.NODE else f"()-[r:{name}]->()"


def footprints_statement(kind: Kind, name: str, *, by_keys: bool) -> LiteralString:
    """Read the footprints of records, of `$keys` or of all; a record of before there were numbers has none."""
    one_by_one = f"UNWIND $keys AS key MATCH {matched(kind, name, 'key')}"
    match = one_by_one if by_keys else f"MATCH {_record_pattern(kind, name)}"
    return cypher(
        f"{match} RETURN r.{kind.key} AS key, coalesce(r.first_write, 0) AS first_write, "
        "coalesce(r.last_write, 0) AS last_write, coalesce(r.last_delivery, 0) AS last_delivery, "
        "r.delivered_hash AS delivered_hash"
    )


def keys_made_by_statement(kind: Kind, name: str) -> LiteralString:
    """Find the records that write `$number` made; gives `key`."""
    return cypher(f"MATCH {_record_pattern(kind, name)} WHERE r.first_write = $number RETURN r.{kind.key} AS key")


def delivered_statement(kind: Kind, name: str, *, by_others: bool) -> LiteralString:
    """Find records that the writes `$numbers` delivered last, or did not, or that depart from it; gives `key`."""
    is_delivered = "coalesce(r.last_delivery, 0) IN $numbers"
    where = f"r.delivered_hash IS NOT NULL OR NOT {is_delivered}" if by_others else is_delivered
    return cypher(f"MATCH {_record_pattern(kind, name)} WHERE {where} RETURN r.{kind.key} AS key")


def mark_statement(kind: Kind, name: str) -> LiteralString:
    """Give the records of `$rows` another footprint; what is not given is removed."""
    return cypher(f"UNWIND $rows AS row MATCH {matched(kind, name, 'row.key')} SET r += row.footprint")


def writes_statement() -> LiteralString:
    """Read all writes, as `n`."""
    return cypher(f"MATCH (n:{WRITE}) RETURN n{{.*}} AS n ORDER BY n.number")


def read_statement(kind: Kind, name: str, names: Sequence[str], *, by_keys: bool = False) -> LiteralString:
    """Read records out as one row of lists, a list a column; takes `$nothing_<name>` for columns that may be empty."""
    pattern = _read_pattern(kind, name, names, by_keys=by_keys)
    optional = list[str]()
    expressions = list[str]()
    for column in names:
        field = kind[column]
        if isinstance(field.mark, Start | End):
            end = "a" if isinstance(field.mark, Start) else "b"
            expression = f"{end}.{target_of(field).key}"
        elif field in kind.node_references:
            target = target_of(field)
            optional.append(f"OPTIONAL MATCH (r)-[:{relationship(field)}]->(t_{column}:{label(target)})")
            expression = f"t_{column}.{target.key}"
        elif field.type is date:
            expression = f"duration.inDays({_EPOCH}, r.{column}).days"
        elif field.type is bool:
            expression = f"toInteger(r.{column})"
        else:
            expression = f"r.{column}"
        if field.nullable:
            expression = f"coalesce({expression}, $nothing_{column})"
        expressions.append(f"collect({expression}) AS {column}")
    return cypher(" ".join([pattern, *optional, "RETURN", ", ".join(expressions)]))


def _read_pattern(kind: Kind, name: str, names: Sequence[str], *, by_keys: bool) -> str:
    where = f" {{{kind.key}: key}}" if by_keys else ""
    unwind = "UNWIND $keys AS key " if by_keys else ""
    if kind.shape is Shape.NODE:
        return f"{unwind}MATCH (r:{name}{where})"
    start, end = kind.ends
    a = f"(a:{label(target_of(start))})" if start.name in names else "()"
    b = f"(b:{label(target_of(end))})" if end.name in names else "()"
    return f"{unwind}MATCH {a}-[r:{name}{where}]->{b}"


def nothing_parameters(kind: Kind, names: Sequence[str]) -> dict[str, str | int | float | list[str]]:
    """Return what stands for an empty value, by parameter of `read_statement`."""
    return {f"nothing_{name}": _nothing(kind[name]) for name in names if kind[name].nullable}


def _nothing(field: Field) -> str | int | float | list[str]:
    return [_NOTHING_TEXT] if field.type is tuple else NOTHING.get(field.type, _NOTHING_TEXT)


def plain(field: Field, values: Sequence[Plain]) -> Sequence[Plain]:
    """Turn a column that Neo4j gave into plain values: what stands for nothing becomes None, a list a tuple."""
    nothing = _nothing(field) if field.nullable else None
    if field.type is tuple:
        return [None if value == nothing else tuple(value) for value in values]  # type: ignore[arg-type]  # a list
    if field.type is bool:
        return [None if value == nothing else bool(value) for value in values]
    return [None if value == nothing else value for value in values] if field.nullable else values


def sent(field: Field, value: Value) -> Value | list[str]:
    """Turn a value into what the driver takes: lists for tuples, reals for reals."""
    if isinstance(value, tuple):
        return list(value)
    return float(value) if field.type is float and isinstance(value, int) else value
