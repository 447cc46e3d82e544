"""Reading workbooks: ours against the plain reader of workbooks beneath it, and the whole load beside.

``python -m benchmarks.bench_formats [ROWS ...]``.
"""

from datetime import date, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter
from python_calamine import CalamineWorkbook

from benchmarks.measure import Line, best_of, finish, saying, show, sizes_asked
from loaders.case_folder import load_case
from loaders.read.formats import open_tables

ROWS = (100_000,)
AIM = 1.5
TODAY = date(2026, 11, 24)
HEADER = (
    "incident_id",
    "occurred_on",
    "precision",
    "type",
    "n_killed",
    "n_injured",
    "group_involved",
    "status",
    "note",
)


def main() -> None:
    """Measure, and end with 1 if the aim is missed."""
    lines = []
    for n_rows in sizes_asked(ROWS):
        with TemporaryDirectory() as folder:
            path = Path(folder) / "incidents.xlsx"
            with saying(f"a workbook of {n_rows} rows"):
                _write(path, n_rows)
            ours, plain, whole = best_of(
                partial(open_tables, path, encoding="utf-8"),
                partial(_plain, path),
                partial(load_case, path, today=TODAY),
            )
        ratio = ours.cpu / plain.cpu
        cells = (f"{n_rows:,}", f"{ours.cpu:.2f}", f"{plain.cpu:.2f}", f"{ratio:.2f}", f"{AIM}", f"{whole.cpu:.2f}")
        lines.append(Line(cells, ratio <= AIM))
    head = ("rows", "ours, s of the processor", "python-calamine", "ratio", "aim", "the whole load")
    finish(all_met=show("An .xlsx to text", head, lines))


def _write(path: Path, n_rows: int) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet("incidents")
        day_format = workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, HEADER)
        for row in range(1, n_rows + 1):
            sheet.write_string(row, 0, f"I-{row:06}")
            sheet.write_datetime(row, 1, date(2019, 1, 1) + timedelta(days=row % 700), day_format)
            sheet.write_row(row, 2, ("day", "shooting", 0, row % 3, "yes", "confirmed", "åäö"))


def _plain(path: Path) -> int:
    """Read all cells as Python's values."""
    with CalamineWorkbook.from_path(path) as workbook:
        return len(workbook.get_sheet_by_index(0).to_python())


if __name__ == "__main__":
    main()
