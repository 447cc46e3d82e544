"""A real Neo4j server for the tests: one that is named, one in Docker, or one of our own from Maven Central."""
