"""The report of a load for readers."""

import sys

from graph_service.cli.show import console, show_problems, table
from graph_service.domain.report import LoadReport


def show_report(report: LoadReport) -> None:
    """Print what came in, what was put right, merged, left out or refused."""
    out = console()
    made = table("table", "read", "loaded", "merged", "quarantined", right=("read", "loaded", "merged", "quarantined"))
    for one in report.tables:
        made.add_row(one.table, str(one.n_read), str(one.n_loaded), str(one.n_merged), str(one.n_quarantined))
    out.print(made)
    for remark in report.remarks:
        where = remark.file if remark.column is None else f"{remark.file} {remark.column}"
        sys.stdout.write(f"· {remark.n} × {where}: {remark.text}\n")
    if report.problems:
        show_problems(report.problems, report.n_problems)
