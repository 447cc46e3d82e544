"""Stores as the first version of the program made them, and whoever worked with them left them."""

import sqlite3
from contextlib import closing
from pathlib import Path

from neo4j import GraphDatabase

from graph_service.adapters.sqlite_tables import definitions
from tests.neo4j_server.fixture import Neo4jAddress

# As the first version wrote them, word for word.
FIRST_TABLES = {
    "gk_store": "CREATE TABLE gk_store (id INTEGER PRIMARY KEY CHECK (id = 1), schema_version INTEGER NOT NULL, "
    "content_sum TEXT NOT NULL)",
    "gk_audit": "CREATE TABLE gk_audit (number INTEGER PRIMARY KEY, recorded_at TEXT NOT NULL, action TEXT NOT NULL, "
    "actor TEXT NOT NULL, purpose TEXT NOT NULL, details TEXT NOT NULL, chain TEXT NOT NULL)",
    "gk_subject": "CREATE TABLE gk_subject (person_id TEXT PRIMARY KEY, reference TEXT NOT NULL UNIQUE)",
    "gk_token": "CREATE TABLE gk_token (token_id TEXT PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, "
    "name TEXT NOT NULL, agency TEXT NOT NULL, role TEXT NOT NULL, created_at TEXT NOT NULL, "
    "expires_at TEXT NOT NULL, revoked_at TEXT)",
}
FIRST_CONSTRAINTS = {
    "gk_store": ("GruppkartaStore", "id"),
    "gk_audit": ("AuditEntry", "number"),
    "gk_subject": ("AuditSubject", "person_id"),
    "gk_token": ("AccessToken", "token_id"),
}


SECOND_STATEMENTS = (Path(__file__).parent / "layout_1.txt").read_text(encoding="utf-8").rstrip(";\n").split(";\n")
LATER_TABLES = ("corrections", "extensions", "answered_requests", "gk_write", "gk_before")
LATER_LABELS = ("Correction", "Extension", "AnsweredRequest", "GkWrite")
LATER_PROPERTIES = ("first_write", "last_write", "last_delivery", "delivered_hash", "attempted_on", "checklist")


def as_second_sqlite(path: Path) -> dict[tuple[str, str], str]:
    """Give a file of today the tables of layout 1, word for word; return the definitions that it has then."""
    with closing(sqlite3.connect(path)) as sql:
        sql.execute("PRAGMA foreign_keys = OFF")
        sql.execute("PRAGMA legacy_alter_table = ON")  # references to a table go on naming it
        for text in [text for text in SECOND_STATEMENTS if text.startswith("CREATE TABLE")]:
            name = text.split()[2].strip('"')
            sql.execute(f'ALTER TABLE "{name}" RENAME TO "{name}_later"')
            sql.execute(text)
            columns = ", ".join(f'"{row[1]}"' for row in sql.execute(f'PRAGMA table_info("{name}")'))
            sql.execute(f'INSERT INTO "{name}" SELECT {columns} FROM "{name}_later"')
            sql.execute(f'DROP TABLE "{name}_later"')
        for name in LATER_TABLES:
            sql.execute(f"DROP TABLE {name}")
        for text in [text for text in SECOND_STATEMENTS if text.startswith("CREATE INDEX")]:
            sql.execute(text)
        sql.execute("UPDATE gk_store SET schema_version = 1")
        sql.commit()
        sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return definitions(sql)


def as_second_neo4j(address: Neo4jAddress) -> None:
    """Give a database of today the nodes, properties and constraints of layout 1."""
    removed = ", ".join(f"r.{name}" for name in LATER_PROPERTIES)
    with GraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver:
        driver.execute_query(f"MATCH (r) REMOVE {removed}")
        driver.execute_query(f"MATCH ()-[r]->() REMOVE {removed}")
        driver.execute_query("MATCH (n:GkWrite|GkBefore|Correction|Extension) DETACH DELETE n")
        driver.execute_query("MATCH (s:GruppkartaStore) SET s.schema_version = 1 REMOVE s.service_sum, s.undoable")
        for label in LATER_LABELS:
            driver.execute_query(f"DROP CONSTRAINT key_{label} IF EXISTS")


def as_first_sqlite(path: Path) -> dict[tuple[str, str], str]:
    """Give a file of today the tables of the first version; return the definitions that it has then."""
    as_second_sqlite(path)
    with closing(sqlite3.connect(path)) as sql:
        sql.execute("PRAGMA foreign_keys = OFF")
        for name, text in FIRST_TABLES.items():
            sql.execute(f"ALTER TABLE {name} RENAME TO {name}_later")
            sql.execute(text)
            sql.execute(f"INSERT INTO {name} SELECT * FROM {name}_later")
            sql.execute(f"DROP TABLE {name}_later")
        sql.commit()
        sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return definitions(sql)


def as_first_neo4j(address: Neo4jAddress) -> None:
    """Give a database of today the nodes and constraints of the first version."""
    as_second_neo4j(address)
    with GraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver:
        driver.execute_query(
            "MATCH (s:GruppkartaStore), (t:GruppkartaTrail), (c:GruppkartaCommit) "
            "SET s.audit_number = t.number, s.audit_chain = t.chain, s.n_writes = t.number DETACH DELETE t, c"
        )
        for label in ("GruppkartaStore", "GruppkartaCommit", "GruppkartaTrail"):
            driver.execute_query(f"DROP CONSTRAINT key_{label} IF EXISTS")
        for name, (label, key) in FIRST_CONSTRAINTS.items():
            driver.execute_query(f"DROP CONSTRAINT key_{label} IF EXISTS")
            driver.execute_query(f"CREATE CONSTRAINT {name} FOR (n:{label}) REQUIRE n.{key} IS UNIQUE")


def without_first_constraints(address: Neo4jAddress) -> None:
    """Take away what the first version left, for whoever uses the server next."""
    with GraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver:
        for name in FIRST_CONSTRAINTS:
            driver.execute_query(f"DROP CONSTRAINT {name} IF EXISTS")


def constraints_of(address: Neo4jAddress) -> set[str]:
    """Names of all constraints of a database."""
    with GraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver:
        records, _, _ = driver.execute_query("SHOW CONSTRAINTS YIELD name")
        return {record["name"] for record in records}
