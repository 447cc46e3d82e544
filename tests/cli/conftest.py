"""Fixtures of the command line's tests: a real database server for the whole run."""

from tests.neo4j_server.fixture import neo4j_address

__all__ = ["neo4j_address"]
