"""Workbooks for tests, written by libraries of others: the same cells as .xlsx, .xls and .ods."""

import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import openpyxl
import pytest
import xlwt
from odf.element import Element
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from graph_service.domain.limits import Limits
from graph_service.errors import RejectedRowsError, RowProblem
from loaders.read.budget import Budget
from loaders.read.formats import open_tables
from loaders.table_file import TableFile

Cells = Sequence[Sequence[Any]]
Sheets = Mapping[str, Cells]

SHEETS: Sheets = MappingProxyType(
    {
        "persons": (
            ("person_id", "label", "protected_identity", "birth_year"),
            ("P-0001", "Åsa Öberg", False, 1990),
            ("P-0002", "Älv", False, None),
        ),
        "Groups": (("group_id", "name"), ("G-01", "Norr"), ("G-02", "Söder")),
        "Sources": (("source_id", "reliability", "credibility"), ("S-01", "B", 2)),
        "INCIDENTS": (
            ("incident_id", "occurred_on", "precision", "type", "n_killed", "n_injured", "group_involved", "status"),
            ("I-0001", date(2020, 4, 17), "day", "shooting", 0, 1.0, "yes", "confirmed"),
            ("I-0002", date(2020, 5, 9), "day", "shooting", 1, 0, "yes", "confirmed"),
        ),
        "tom": (),
    }
)


def by_openpyxl(path: Path, sheets: Sheets) -> Path:
    """Write an .xlsx."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    workbook.save(path)
    return path


def by_xlwt(path: Path, sheets: Sheets) -> Path:
    """Write an .xls."""
    workbook = xlwt.Workbook()
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for name, rows in sheets.items():
        sheet = workbook.add_sheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(at, column, value, *([day] if isinstance(value, date) else []))
    workbook.save(str(path))
    return path


def by_odfpy(path: Path, sheets: Sheets) -> Path:
    """Write an .ods."""
    document = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        document.spreadsheet.addElement(table)
        for row in rows:
            line = TableRow()
            table.addElement(line)
            for value in row:
                line.addElement(ods_cell(value))
    document.save(path)
    return path


def ods_cell(value: object, **more: int) -> Element:
    """Return a cell of an .ods."""
    if value is None:
        return TableCell(**more)
    if isinstance(value, bool):
        cell = TableCell(valuetype="boolean", booleanvalue=str(value).lower(), **more)
    elif isinstance(value, date):
        cell = TableCell(valuetype="date", datevalue=value.isoformat(), **more)
    elif isinstance(value, int | float):
        cell = TableCell(valuetype="float", value=value, **more)
    else:
        cell = TableCell(valuetype="string", **more)
    cell.addElement(P(text=str(value)))
    return cell


def covered() -> Element:
    """Return a cell of an .ods that a merged one covers."""
    return CoveredTableCell()


WRITERS: Mapping[str, Callable[[Path, Sheets], Path]] = MappingProxyType(
    {".xlsx": by_openpyxl, ".xls": by_xlwt, ".ods": by_odfpy}
)


def opened(path: Path, **limits: int) -> tuple[TableFile, ...]:
    """Open a file within limits."""
    return open_tables(path, encoding="utf-8", budget=Budget(Limits(**limits)))


def refused(path: Path, **limits: int) -> RowProblem:
    """Open a file that is refused, and return why."""
    with pytest.raises(RejectedRowsError) as caught:
        opened(path, **limits)
    (problem,) = caught.value.problems
    return problem


def repacked(path: Path, changes: dict[str, Callable[[bytes], bytes]]) -> Path:
    """Write a package anew with some parts changed."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, changes[name](content) if name in changes else content)
    return path
