"""What a load did: what came in, what was put right, left out, merged or refused, each with its count."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from graph_service.domain.schema import Field, Value
from graph_service.domain.vocabulary import DataClass
from graph_service.errors import RowProblem

DEFAULT_TIME_ZONE = "Europe/Stockholm"
PROTECTED = "(protected)"
SHOWN_LENGTH = 80  # characters of a value that a problem shows

REMARKS: Mapping[str, str] = MappingProxyType(
    {
        "trimmed": "leading or trailing spaces were taken off",
        "normalised": "text was brought to Unicode NFC",
        "empty_list_part": "empty parts of a list were left out",
        "date_with_midnight": "a date with the time 00:00:00 was read as the date",
        "date_year_first": "a date like 2020/04/17 or 20200417 was read as 2020-04-17",
        "date_day_first": "a date like 17/04/2020, which has one reading only, was read day first",
        "date_month_first": "a date like 04/17/2020, which has one reading only, was read month first",
        "decimal_comma": "a decimal comma was read as a point",
        "whole_number_with_point": "a whole number written like 2.0 was read as 2",
        "spreadsheet_boolean": "TRUE and FALSE (SANT, FALSKT) were read as yes and no",
        "personal_number": "looks like a personal identity number; use a pseudonym as the id and label",
        "blank_rows": "rows without any cell were passed over",
        "ends_swapped": "ends of undirected links were swapped, the smaller id first",
        "key_generated": "records without an id of their own got one made from their content",
        "identical_rows_merged": "rows identical to an earlier one were merged with it",
        "rows_merged_by_key": "rows of one key were merged by the rules of the mapping",
        "differed": "rows of one key differed here; the mapping's rule chose the value",
        "rows_not_chosen": "rows were left out by a condition of the mapping",
        "rows_left_out": "rows were left out by a translation of the mapping to an empty list",
        "column_ignored": "the column was not loaded (unknown, or ignored by the mapping); cells that held something",
        "column_dropped": "the column must not come in and was not loaded; cells that held something",
        "column_allowed": "a column that looks forbidden was let through",
        "file_ignored": "the file is no table and was not read",
        "quarantined": "rows were put aside",
    }
)


@dataclass(frozen=True, slots=True)
class CaseHead:
    """What a case says of itself."""

    name: str | None = None
    time_zone: str = DEFAULT_TIME_ZONE
    as_of: date | None = None
    handling: str | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that was put right, merged or left out, with its count."""

    code: str
    file: str
    column: str | None
    n: int
    text: str


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file as it was read; `n_rows` counts its rows without the header and blank rows."""

    file: str
    encoding: str
    separator: str
    n_rows: int
    columns_ignored: tuple[str, ...] = ()
    columns_dropped: tuple[str, ...] = ()
    columns_allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableReport:
    """Records of one table: `n_read` is always the sum of the other three."""

    table: str
    n_read: int
    n_loaded: int
    n_merged: int
    n_quarantined: int


@dataclass(frozen=True, slots=True)
class LoadReport:
    """The whole load; `problems` are the first of `n_problems`."""

    case: CaseHead
    files: tuple[FileReport, ...]
    tables: tuple[TableReport, ...]
    remarks: tuple[Remark, ...]
    problems: tuple[RowProblem, ...] = ()
    n_problems: int = 0

    @property
    def n_loaded(self) -> int:
        """Records that were loaded."""
        return sum(one.n_loaded for one in self.tables)

    @property
    def n_quarantined(self) -> int:
        """Records that were put aside."""
        return sum(one.n_quarantined for one in self.tables)


def is_shielded(field: Field) -> bool:
    """Tell whether messages must not show values of a field.

    Parameters
    ----------
    field : Field
        A field.

    Returns
    -------
    bool
        True for identities and protected content.
    """
    return field.mark.data_class in {DataClass.IDENTITY, DataClass.VICTIM, DataClass.PROTECTED}


def shown(field: Field, value: Value) -> str | None:
    """Return a value as a problem shows it.

    Parameters
    ----------
    field : Field
        The field it belongs to.
    value : Value
        The value, or the text of the cell.

    Returns
    -------
    str | None
        A short text, "(protected)" for identities and protected content, None for nothing.
    """
    if value is None or value in {"", ()}:
        return None
    if is_shielded(field):
        return PROTECTED
    text = "|".join(value) if isinstance(value, tuple) else str(value)
    return text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"
