"""Out of a store on a server, in any form, and into an empty one: the content hash is the same."""

from contextlib import closing

from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.adapters.memory import MemoryStore
from tests.neo4j_server.fixture import Neo4jAddress
from tests.property.exported_states import SEEDS, TEXTS, comes_back, state


def test_what_leaves_a_server_comes_back(neo4j_address: Neo4jAddress) -> None:
    @settings(max_examples=4)
    @given(seed=SEEDS, texts=st.lists(TEXTS, min_size=1, max_size=20))
    def holds(seed: int, texts: list[str]) -> None:
        neo4j_address.empty()
        with closing(neo4j_address.store()) as source, closing(MemoryStore()) as target:
            source.initialise()
            comes_back(source, target, state(seed, texts))
        neo4j_address.empty()
        with closing(MemoryStore()) as source, closing(neo4j_address.store()) as target:
            target.initialise()
            comes_back(source, target, state(seed, texts))

    holds()
