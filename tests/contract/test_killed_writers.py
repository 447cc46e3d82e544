"""Writers of a SQLite store that die, and two at once."""

from tests.contract.killed_writers import KilledWriterContract
from tests.contract.stores import InOneFile


class TestSQLite(InOneFile, KilledWriterContract):
    """In one file."""

    @property
    def address(self) -> str:
        return str(self.path)
