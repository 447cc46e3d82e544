"""How a load is done, and what it gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from graph_service.domain.case_rules import NOTHING_KNOWN, KnownKeys
from graph_service.domain.limits import DEFAULT_LIMITS, Limits
from graph_service.domain.report import LoadReport
from graph_service.domain.row_lines import RowLines
from graph_service.domain.tables import Table
from graph_service.errors import InputError

ENCODINGS = ("utf-8", "cp1252")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """How a load is done.

    Parameters
    ----------
    mapping : Path | None
        A mapping file for foreign tables.
    encoding : str
        utf-8 (with or without a byte order mark) or cp1252.
    ignore_unknown : bool
        Load without unknown columns, and count them.
    drop_forbidden : bool
        Load without columns that must not come in, and record them.
    allow_columns : frozenset[str]
        Columns that only look forbidden, by their name in the file.
    quarantine : Path | None
        An empty or new folder for rows that are refused; without it one bad row refuses the whole load.
    max_problems : int
        How many problems are given in full, at least 1; all are counted.
    known : KnownKeys
        Keys of records that exist elsewhere, by kind name, so that the case may refer to them.
    pseudonym_key : bytes | None
        The key with which a mapping replaces numbers of persons by pseudonyms.
    limits : Limits
        How much is read before the case is refused.
    reads_swedish : bool
        Whether columns of words take the Swedish words too, beside the codes.
    """

    mapping: Path | None = None
    encoding: str = "utf-8"
    ignore_unknown: bool = False
    drop_forbidden: bool = False
    allow_columns: frozenset[str] = frozenset()
    quarantine: Path | None = None
    max_problems: int = 100
    known: KnownKeys = field(default_factory=lambda: NOTHING_KNOWN)
    pseudonym_key: bytes | None = field(default=None, repr=False)
    limits: Limits = DEFAULT_LIMITS
    reads_swedish: bool = True

    def __post_init__(self) -> None:
        if self.encoding not in ENCODINGS:
            raise InputError(f"encoding {self.encoding!r} is not read; use one of {', '.join(ENCODINGS)}")
        if self.max_problems < 1:
            raise InputError(f"max_problems is {self.max_problems}; give 1 or more")


@dataclass(frozen=True, slots=True)
class Loaded:
    """Records by kind name (kinds without a record are missing), and what the load did."""

    tables: Mapping[str, Table]
    report: LoadReport
    lines: Mapping[str, RowLines] = field(default_factory=dict)  # where the rows of each table were read
