"""How much a reader takes in before it refuses: one place for every limit on files."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

MAX_NAME_LENGTH: Final = 200  # characters of the name of a column
MAX_FOLDER_ENTRIES: Final = 1_000  # files and folders in a case folder
MAX_OUTPUTS: Final = 500  # tables that one mapping makes
MAX_HEADER_LINES: Final = 1_000  # lines above the header
MAX_SHEET_CELLS: Final = 20_000_000  # from the first to the last of each sheet of a workbook, empty ones too
MAX_TITLE_ROWS: Final = 20  # rows above the header of a sheet
MAX_EXPANSION: Final = 10  # records that one word of a mapping is translated to
MAX_SOURCES: Final = 100  # columns of which a mapping takes the first or each
MAX_LOOKUPS: Final = 20  # columns of other files in which a mapping looks something up
MAX_WORD_LENGTH: Final = 1_000  # characters of a text in a mapping
MAX_PASSES: Final = 10  # times that a mapping may read as many rows as a case may have
MAX_MARKS: Final = 30  # combining marks on one letter, as in the Stream-Safe Text Format of Unicode
MAX_HINTS: Final = 1_000  # words or ids of a column for which a similar one is looked for
MAX_HINT_LENGTH: Final = 100  # characters of a word for which a similar one is looked for
MAX_LIST_BYTES: Final = 16_000_000  # a file of ids, one a line
MOST_CELL_LENGTH: Final = 131_072  # what the reader of the standard library takes; no setting goes beyond
MOST_TOML_NESTING: Final = 100  # the parser recurses
MAX_GRAPH_CELLS: Final = 50_000_000  # attributes by nodes or edges of a graph file, and cells of a matrix
MAX_NESTING: Final = 100  # elements of a graph file within one another
MAX_TOKEN_BYTES: Final = 1_048_576  # a tag or a text of XML
MAX_SECRET_BYTES: Final = 65_536  # a file that holds one token


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What an operator may change by a setting; the defaults keep a load below 2 GiB of memory.

    Parameters
    ----------
    max_case_rows : int
        Rows of all tables of a case, blank and refused ones too, and records that a mapping makes of them.
    max_case_bytes : int
        Bytes of all tables of a case.
    max_columns : int
        Columns of one table.
    max_cell_length : int
        Characters of one cell.
    max_toml_bytes : int
        Bytes of one TOML file.
    max_toml_keys : int
        Parts of all keys of one TOML file; `a.b = 1` has two.
    max_toml_nesting : int
        Parts of one key, and brackets within one another.
    max_zip_entries : int
        Files in an archive.
    max_zip_bytes : int
        Bytes that an archive unpacks to.
    max_zip_ratio : int
        Times that a file in an archive may grow.
    """

    max_case_rows: int = 1_000_000
    max_case_bytes: int = 256_000_000
    max_columns: int = 2_000
    max_cell_length: int = 100_000
    max_toml_bytes: int = 1_048_576
    max_toml_keys: int = 50_000
    max_toml_nesting: int = 10
    max_zip_entries: int = 200
    max_zip_bytes: int = 512_000_000
    max_zip_ratio: int = 200


DEFAULT_LIMITS: Final = Limits()
SETTING_OF = MappingProxyType({name: f"GRUPPKARTA_{name.upper()}" for name in Limits.__slots__})
