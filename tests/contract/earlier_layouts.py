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


def as_first_sqlite(path: Path) -> dict[tuple[str, str], str]:
    """Give a file of today the tables of the first version; return the definitions that it has then."""
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
