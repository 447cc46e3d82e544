"""Deliveries in every store."""

import pytest

from tests.contract.delivery_contract import DeliveryContract
from tests.contract.stores import InMemory, InOneFile, OnAServer


class TestMemory(InMemory, DeliveryContract):
    """In memory."""


class TestSQLite(InOneFile, DeliveryContract):
    """In one file."""


@pytest.mark.xdist_group("neo4j")
class TestNeo4j(OnAServer, DeliveryContract):
    """As a graph."""
