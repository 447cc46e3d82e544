"""The contract on a real Neo4j server."""

from contextlib import closing

import pytest

from graph_service.adapters.neo4j import Neo4jStore
from graph_service.errors import ConfigurationError, StoreError, StoreUnavailableError, WriteTooLargeError
from tests.contract.access_contract import AccessContract
from tests.contract.store_contract import SMALL, StoreContract, state_of, stored_by
from tests.contract.stores import OnAServer
from tests.neo4j_server.fixture import Neo4jAddress


class TestNeo4j(OnAServer, StoreContract):
    """Records as a graph."""


class TestNeo4jAccess(OnAServer, AccessContract):
    """Tokens and references."""


def test_too_many_rows_are_refused_before_anything_is_written(emptied: Neo4jStore, neo4j_address: Neo4jAddress) -> None:
    before = state_of(emptied)
    with closing(neo4j_address.store(max_rows=13)) as small:
        with pytest.raises(WriteTooLargeError, match="GRUPPKARTA_STORE_MAX_ROWS"):
            stored_by(small, *SMALL)
        assert state_of(small) == before
        assert stored_by(small, *SMALL[:13]).total.n_new == 13


def test_a_wrong_password_is_a_matter_of_configuration(neo4j_address: Neo4jAddress) -> None:
    wrong = Neo4jStore(neo4j_address.uri, (neo4j_address.user, "wrong"))
    with closing(wrong) as store, pytest.raises(ConfigurationError, match="GRUPPKARTA_STORE_USER"):
        store.content_hash()


def test_a_database_without_a_store_says_how_to_make_one(neo4j_address: Neo4jAddress) -> None:
    neo4j_address.empty()
    with closing(neo4j_address.store()) as store:
        for use in (store.content_hash, store.counts, lambda: stored_by(store, *SMALL)):
            with pytest.raises(StoreError, match="gruppkarta store init"):
                use()


def test_a_server_that_is_away_is_told_as_such() -> None:
    away = Neo4jStore("bolt://127.0.0.1:1", ("neo4j", "none"))
    with closing(away) as store, pytest.raises(StoreUnavailableError, match="does not answer"):
        store.content_hash()


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="bolt://HOST"):
        Neo4jStore("ftp://nowhere", ("neo4j", "none"))
