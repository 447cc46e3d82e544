"""Stores behind the port: in memory, in a SQLite file, in Neo4j."""
