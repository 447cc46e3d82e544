"""What a load did: what came in, what was put right, left out, merged or refused, each with its count."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Annotated as A

from graph_service.domain.described import Described
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

    name: A[str | None, Described("name of the case; null: it has none", "Invented city, autumn 2020")] = None
    time_zone: A[str, Described("time zone of its dates, as in the IANA database", "Europe/Stockholm")] = (
        DEFAULT_TIME_ZONE
    )
    as_of: A[
        date | None, Described("day that the case proposes for results; null: it proposes none", date(2020, 12, 3))
    ] = None
    handling: A[
        str | None, Described("how the case may be passed on; null: it does not say", "for the working group")
    ] = None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that was put right, merged or left out, with its count."""

    code: A[str, Described("stable code of what was done", "trimmed")]
    file: A[str, Described("the file it was done in", "persons.csv")]
    column: A[str | None, Described("the column it was done in; null: the whole file or whole rows", "label")]
    n: A[int, Described("how many cells, rows, columns or files, as `text` says", 2)]
    text: A[str, Described("what was done, in words", "leading or trailing spaces were taken off")]


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file as it was read."""

    file: A[str, Described("name of the file", "persons.csv")]
    encoding: A[str, Described("character encoding it was read in", "utf-8")]
    separator: A[str, Described("sign between its columns", ",")]
    n_rows: A[int, Described("rows in the file, the header and blank rows left out", 414, unit="rows")]
    columns_ignored: A[
        tuple[str, ...], Described("columns not loaded: unknown, or ignored by the mapping", ("comment",))
    ] = ()
    columns_dropped: A[
        tuple[str, ...], Described("columns that must not come in, and were not loaded", ("home_address",))
    ] = ()
    columns_allowed: A[
        tuple[str, ...],
        Described("columns that look forbidden, and were let through by name", ("address_of_incident",)),
    ] = ()


@dataclass(frozen=True, slots=True)
class TableReport:
    """Records of one table: read, and what became of them."""

    table: A[str, Described("name of the table", "persons")]
    n_read: A[int, Described("records read: the sum of the other three", 414, unit="records")]
    n_loaded: A[int, Described("records loaded", 413, unit="records")]
    n_merged: A[int, Described("records merged with another of the same content or key", 1, unit="records")]
    n_quarantined: A[int, Described("records put aside because something is wrong with them", 0, unit="records")]


@dataclass(frozen=True, slots=True)
class LoadReport:
    """The whole load."""

    case: A[CaseHead, Described("what the case says of itself", None)]
    files: A[tuple[FileReport, ...], Described("the files that were read", None)]
    tables: A[tuple[TableReport, ...], Described("records by table: read, loaded, merged and put aside", None)]
    remarks: A[tuple[Remark, ...], Described("what was put right, merged or left out, each with its count", None)]
    problems: A[
        tuple[RowProblem, ...], Described("the first problems; `n_problems` says how many there are", None)
    ] = ()
    n_problems: A[int, Described("problems in all, those not listed included", 0, unit="problems")] = 0

    @property
    def n_loaded(self) -> int:
        """Records that were loaded."""
        return sum(table.n_loaded for table in self.tables)

    @property
    def n_quarantined(self) -> int:
        """Records that were put aside."""
        return sum(table.n_quarantined for table in self.tables)


def is_shielded(field: Field) -> bool:
    """Tell whether messages must not show values of a field."""
    return field.mark.data_class in {DataClass.IDENTITY, DataClass.VICTIM, DataClass.PROTECTED}


def shown(field: Field, value: Value) -> str | None:
    """Return a value as a problem shows it: short, and "(protected)" in the place of what is shielded."""
    if value is None or value in {"", ()}:
        return None
    if is_shielded(field):
        return PROTECTED
    text = "|".join(value) if isinstance(value, tuple) else str(value)
    return text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"
