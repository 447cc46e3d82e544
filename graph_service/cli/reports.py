"""The report of a load for readers."""

import sys
from collections.abc import Iterable, Iterator

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
    for line in remark_lines(report.remarks):
        sys.stdout.write(terminal_text(f"{line}\n"))
    if report.problems:
        show_problems(report.problems, report.n_problems)


def remark_lines(remarks: Iterable[Remark]) -> Iterator[str]:
    """Yield a line for each remark; what was done in several tables or columns is said once, with its counts below."""
    by_text: dict[str, list[str]] = {}
    for remark in remarks:
        where = remark.file if remark.column is None else f"{remark.file} {remark.column}"
        by_text.setdefault(remark.text, []).append(f"{remark.n} × {where}{_lines_of(remark)}")
    for text, counts in by_text.items():
        if len(counts) == 1:
            yield f"· {counts[0]}: {text}"
        else:
            yield f"· {text}"
            yield from (f"    {count}" for count in counts)


def _lines_of(remark: Remark) -> str:
    if not remark.lines:
        return ""
    noun = "line" if len(remark.lines) == 1 else "lines"
    more = ", …" if len(remark.lines) < remark.n else ""
    return f" ({noun} {', '.join(map(str, remark.lines))}{more})"
