"""The report of a load for readers."""

import sys

from graph_service.cli.show import console, show_problems, table
from graph_service.domain.report import LoadReport, Remark
from graph_service.domain.text import terminal_text


def show_report(report: LoadReport) -> None:
    """Print what came in, what was put right, merged, left out or refused."""
    out = console()
    grid = table("table", "read", "loaded", "merged", "quarantined", right=("read", "loaded", "merged", "quarantined"))
    for row in report.tables:
        grid.add_row(row.table, str(row.n_read), str(row.n_loaded), str(row.n_merged), str(row.n_quarantined))
    out.print(grid)
    for remark in report.remarks:
        where = remark.file if remark.column is None else f"{remark.file} {remark.column}"
        sys.stdout.write(terminal_text(f"· {remark.n} × {where}{_lines_of(remark)}: {remark.text}\n"))
    if report.problems:
        show_problems(report.problems, report.n_problems)


def _lines_of(remark: Remark) -> str:
    if not remark.lines:
        return ""
    noun = "line" if len(remark.lines) == 1 else "lines"
    more = ", …" if len(remark.lines) < remark.n else ""
    return f" ({noun} {', '.join(map(str, remark.lines))}{more})"
