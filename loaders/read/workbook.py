"""Reads workbooks (.xlsx, .xlsm, .xls, .ods): each sheet that is not empty is a table.

What a workbook holds is looked through first (`xlsx_scan`, `xls_scan`, `ods_scan`), so that no file can take all
memory; cells then become the text that a CSV file of the sheet would have, dates as 2020-04-17.
"""

import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from graph_service.domain.limits import Limits
from graph_service.domain.load_texts import refusal
from graph_service.domain.schema import BY_TABLE
from graph_service.errors import BadArchiveError
from graph_service.files.plain_file import open_entry
from loaders.archive import DAMAGE, check_package
from loaders.read.budget import Budget
from loaders.read.ods_scan import scan_ods
from loaders.read.sheet_scan import SheetScan
from loaders.read.sheet_table import sheet_table
from loaders.read.text_table import TextTable
from loaders.read.workbook_kind import BINARY_WORKBOOK, COMPOUND, CONTENT, ENCRYPTED, WORKBOOK, ZIP
from loaders.read.xls_scan import scan_xls
from loaders.read.xlsx_scan import scan_xlsx
from loaders.table_file import refused_file, unreadable_file

_MACROS = "vbaproject.bin"


def open_workbook(path: Path, _encoding: str, budget: Budget) -> tuple[TextTable, ...]:
    """Open a workbook and read its sheets; what it is, its content says, not its name.

    Hidden sheets and sheets of charts are passed over, unless they are named like one of our tables.
    """
    try:
        with open_entry(path) as stream:
            content = stream.read(budget.limits.max_case_bytes + 1)
    except OSError as error:
        raise unreadable_file(path, error) from error
    put_right: Counter[str] = Counter()
    scans = _scans(path, content, budget.limits, put_right)
    tables: list[tuple[str, TextTable]] = []
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as workbook:
            for sheet in workbook.sheets_metadata:
                if sheet.typ is not SheetTypeEnum.WorkSheet:
                    continue
                if sheet.visible is not SheetVisibleEnum.Visible and sheet.name.lower() not in BY_TABLE:
                    put_right["hidden_sheets"] += 1
                    continue
                table = sheet_table(
                    path,
                    workbook.get_sheet_by_name(sheet.name),
                    scans.get(sheet.name, SheetScan()),
                    budget,
                )
                if table is None:
                    put_right["empty_sheets"] += 1
                else:
                    tables.append((sheet.name, table))
    except BaseException as error:
        if not _is_of_reader(error):
            raise
        raise refused_file(path, None, refusal("damaged_workbook")) from error
    if not tables:
        raise refused_file(path, None, refusal("empty_workbook"))
    for name, table in tables:
        is_lone = len(tables) == 1 and (name.lower() not in BY_TABLE or path.stem.lower() in BY_TABLE)
        table.sheet = name
        table.file = path.name if is_lone else f"{path.name}: {name}"
    tables[0][1].put_right.update(put_right)
    return tuple(table for _, table in tables)


def _is_of_reader(error: BaseException) -> bool:
    """Tell whether the reader of workbooks has failed: its parts in Rust may end with an error of their own kind."""
    return type(error).__module__ in {"python_calamine", "pyo3_runtime"} or isinstance(
        error, ValueError | OverflowError | OSError | IndexError
    )


def _scans(path: Path, content: bytes, limits: Limits, put_right: Counter[str]) -> dict[str, SheetScan]:
    """Look through the file by its kind; refuse what is no workbook, or one that is locked or cannot be read."""
    if content.startswith(COMPOUND):
        if ENCRYPTED in content:
            raise refused_file(path, None, refusal("encrypted_workbook"))
        return scan_xls(path, content, limits)
    if not content.startswith(ZIP):
        raise refused_file(path, None, refusal("not_a_workbook"))
    try:
        check_package(BytesIO(content), limits)
        with zipfile.ZipFile(BytesIO(content)) as package:
            return _scans_of_package(path, package, limits, put_right)
    except BadArchiveError as error:
        problem, _, remedy = str(error).partition("; ")
        raise refused_file(path, None, refusal("unsafe_workbook", problem=problem, remedy=remedy)) from error
    except (*DAMAGE, KeyError) as error:
        raise refused_file(path, None, refusal("damaged_workbook")) from error


def _scans_of_package(
    path: Path, package: zipfile.ZipFile, limits: Limits, put_right: Counter[str]
) -> dict[str, SheetScan]:
    names = {name.lower() for name in package.namelist()}
    if len(names) < len(package.namelist()):
        raise refused_file(path, None, refusal("damaged_workbook"))
    if WORKBOOK in names:
        put_right["macros_passed_over"] += any(name.endswith(_MACROS) for name in names)
        return scan_xlsx(path, package, limits)
    if CONTENT in names:
        if b"manifest:encryption-data" in package.read("META-INF/manifest.xml"):
            raise refused_file(path, None, refusal("encrypted_workbook"))
        return scan_ods(path, package, limits)
    if BINARY_WORKBOOK in names:
        raise refused_file(path, None, refusal("not_a_workbook.binary"))
    raise refused_file(path, None, refusal("not_a_workbook"))
