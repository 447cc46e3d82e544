"""The contract on the stores that need nothing but Python."""

from tests.contract.store_contract import StoreContract
from tests.contract.stores import InMemory, InOneFile


class TestMemory(InMemory, StoreContract):
    """In memory."""


class TestSQLite(InOneFile, StoreContract):
    """In one file."""
