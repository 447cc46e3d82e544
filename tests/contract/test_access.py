"""Tokens and references on the stores that need nothing but Python."""

from tests.contract.access_contract import AccessContract
from tests.contract.stores import InMemory, InOneFile


class TestMemory(InMemory, AccessContract):
    """In memory."""


class TestSQLite(InOneFile, AccessContract):
    """In one file."""
