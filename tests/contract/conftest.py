"""The server that a test of this folder begins with."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from graph_service.adapters.neo4j import Neo4jStore
from tests.neo4j_server.fixture import Neo4jAddress


@pytest.fixture
def emptied(neo4j_address: Neo4jAddress) -> Iterator[Neo4jStore]:
    """A store on the server of the run, emptied and initialised."""
    neo4j_address.empty()
    with closing(neo4j_address.store()) as made:
        made.initialise()
        yield made
