"""What the reading of one case may still take: rows, bytes, and text that a mapping makes."""

from pathlib import Path

from graph_service.domain.limits import DEFAULT_LIMITS, MAX_PASSES, SETTING_OF, Limits
from graph_service.domain.load_texts import refusal
from loaders.table_file import refused_file

_ROWS = SETTING_OF["max_case_rows"]
_BYTES = SETTING_OF["max_case_bytes"]


class Budget:
    """Counts over all tables of a case, and refuses the file in which a limit is passed."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self.limits = limits
        self._n_bytes = 0
        self._n_rows = 0
        self._n_passed = 0
        self._n_records = 0
        self._n_made = 0

    def take_bytes(self, file: str, n: int) -> None:
        """Count the bytes of a file."""
        self._n_bytes += n
        limit = self.limits.max_case_bytes
        if self._n_bytes > limit:
            raise refused_file(Path(file), None, refusal("too_many_bytes", limit=limit, setting=_BYTES))

    def take_rows(self, file: str, n: int, *, is_first_pass: bool) -> None:
        """Count rows as they are read; a mapping may read a file several times."""
        self._n_passed += n
        self._n_rows += n if is_first_pass else 0
        limit = self.limits.max_case_rows
        if self._n_rows > limit:
            raise refused_file(Path(file), None, refusal("too_many_rows", limit=limit, setting=_ROWS))
        limit *= MAX_PASSES
        if self._n_passed > limit:
            raise refused_file(Path(file), None, refusal("too_many_rows.passes", limit=limit, setting=_ROWS))

    def take_records(self, file: str, n: int) -> None:
        """Count records, of which a mapping may make several from a row."""
        self._n_records += n
        limit = self.limits.max_case_rows
        if self._n_records > limit:
            raise refused_file(Path(file), None, refusal("too_many_rows.records", limit=limit, setting=_ROWS))

    def take_made(self, file: str, n: int) -> None:
        """Count characters that a mapping puts together."""
        self._n_made += n
        limit = self.limits.max_case_bytes
        if self._n_made > limit:
            raise refused_file(Path(file), None, refusal("too_many_bytes.made", limit=limit, setting=_BYTES))
