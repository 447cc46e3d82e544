"""The report of a load for readers."""

import sys
from collections.abc import Iterable, Iterator, Mapping

from graph_service.cli.show import console, show_problems, table
from graph_service.domain.report import LoadReport, Remark
from graph_service.domain.text import counted, terminal_text
from graph_service.domain.write_summary import GoneRecords, KindCounts


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


def counts_in_words(total: KindCounts) -> str:
    """Say how many records are new, changed and unchanged; what else there is of them only where there is some."""
    more = (
        (total.n_filled, "filled"),
        (total.n_left_older, "left as a later delivery says"),
        (total.n_corrected_here, "left as corrected here"),
    )
    parts = [f"{total.n_new} new", f"{total.n_changed} changed", *(f"{n} {what}" for n, what in more if n)]
    return ", ".join([*parts, f"{total.n_unchanged} unchanged"])


def gone_lines(gone: Mapping[str, GoneRecords], *, is_done: bool) -> Iterator[str]:
    """Yield lines that say which records their deliverer brings no more, and what becomes of them."""
    for table_name, records in gone.items():
        would = "" if is_done else "would be "
        fates = [
            f"{n} {would}{what}" for n, what in ((records.n_ended, "ended"), (records.n_removed, "taken out")) if n
        ]
        rest = records.n - records.n_ended - records.n_removed
        fates += [f"{rest} left as they are"] if rest and fates else []
        after = f" ({', '.join(fates)})" if fates else ""
        yield terminal_text(f"· gone: {counted(records.n, 'record')} of {table_name} not delivered any more{after}")
        more = ["…"] if len(records.records) < records.n else []
        yield from (terminal_text(f"    {words}") for words in (*records.records, *more))


def _lines_of(remark: Remark) -> str:
    if not remark.lines:
        return ""
    noun = "line" if len(remark.lines) == 1 else "lines"
    more = ", …" if len(remark.lines) < remark.n else ""
    return f" ({noun} {', '.join(map(str, remark.lines))}{more})"
