"""What a load did: what came in, what was put right, left out, merged or refused, each with its count."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated as A

from graph_service.domain.described import Described
from graph_service.domain.personal_numbers import HIDDEN, holds_number, resembles_number
from graph_service.domain.schema import Field, Value
from graph_service.domain.vocabulary import DataClass
from graph_service.errors import RowProblem

DEFAULT_TIME_ZONE = "Europe/Stockholm"
PROTECTED = HIDDEN
SHOWN_LENGTH = 80  # characters of a value that a problem shows


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
    delivered_by: A[
        str | None, Described("who delivers it, week after week; null: whoever its name says", "police register")
    ] = None
    copy_id: A[
        str | None, Described("id of the copy that left a store; null: it is not from a store", "3f0a91c2d84e")
    ] = None
    is_partial: A[
        bool,
        Described("whether it is a part of a store, without what its exporter may not see", example=False),
    ] = False
    is_one_day: A[
        bool, Described("whether it shows a store as the day `as_of` sees it, and nothing later", example=False)
    ] = False
    has_marked_formulas: A[
        bool,
        Described("whether an apostrophe stands before texts that a spreadsheet takes for formulas", example=False),
    ] = False


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that was put right, merged or left out, or is odd, with its count."""

    code: A[str, Described("stable code of what was done", "trimmed")]
    file: A[str, Described("the file it was done in", "persons.csv")]
    column: A[str | None, Described("the column it was done in; null: the whole file or whole rows", "label")]
    n: A[int, Described("how many cells, rows, columns or files, as `text` says", 2)]
    text: A[str, Described("what was done, in words", "spaces at the start or end removed")]
    lines: A[
        tuple[int, ...],
        Described("lines of the first rows that are odd, to look at; empty where something was put right", (2, 3)),
    ] = ()


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


def names_person(field: Field) -> bool:
    """Tell whether a field holds the id or the label of a person."""
    return field.target == "person" or field.name in {"person_id", "label"}


def shown(field: Field, value: Value) -> str | None:
    """Return a value as a problem shows it: short, and "(protected)" in the place of what is shielded."""
    if value is None or value in {"", ()}:
        return None
    if is_shielded(field):
        return PROTECTED
    text = "|".join(value) if isinstance(value, tuple) else str(value)
    if holds_number(text) or (names_person(field) and resembles_number(text)):
        return PROTECTED
    return text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"
