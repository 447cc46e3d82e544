"""Checks a case as a whole, row by row and between rows, and merges identical rows."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from graph_service.domain.case_rules import KnownKeys, case_findings, merged, reference_findings
from graph_service.domain.load_texts import see_line
from graph_service.domain.rules import Finding, as_problem, row_findings
from loaders.ledger import Ledger
from loaders.merge.assembly import Assembly


def check_case(
    assemblies: Mapping[str, Assembly], ledger: Ledger, *, stored_keys: KnownKeys, today: date
) -> dict[str, set[int]]:
    """Apply the rules, and return by kind name the rows that merged with an identical one."""
    tables = {name: assembly.table for name, assembly in assemblies.items()}
    findings: list[Finding] = []
    for table in tables.values():
        findings += row_findings(table, today=today)
    findings += reference_findings(tables, known=stored_keys)
    _refuse_findings(findings, assemblies, ledger)
    merged_away = {name: _merge_identical(assembly, assemblies, ledger) for name, assembly in assemblies.items()}
    left_out = {name: merged_away[name] | assembly.bad.keys() for name, assembly in assemblies.items()}
    _refuse_findings(list(case_findings(tables, left_out=left_out)), assemblies, ledger)
    return merged_away


def merged_away_of(assembly: Assembly) -> set[int]:
    """Return the good rows that merge with an identical earlier one, also when some were refused since."""
    good_rows = assembly.good_rows()
    remaining = merged(assembly.table.take(list(good_rows))).kept
    return set(good_rows) - {good_rows[row] for row in remaining}


def _merge_identical(assembly: Assembly, assemblies: Mapping[str, Assembly], ledger: Ledger) -> set[int]:
    good_rows = assembly.good_rows()
    all_good = len(good_rows) == len(assembly.table)
    result = merged(assembly.table if all_good else assembly.table.take(good_rows))
    conflicts = [
        replace(conflict, row=good_rows[conflict.row], other_row=good_rows[conflict.other_row or 0])
        for conflict in result.conflicts
    ]
    _refuse_findings(conflicts, assemblies, ledger)
    remaining = {good_rows[row] for row in result.kept} if result.n_merged else set(good_rows)
    merged_away = set(good_rows) - remaining
    for row in merged_away:
        ledger.remark("identical_rows_merged", assembly.origin(row).file)
    return merged_away


def _refuse_findings(findings: Iterable[Finding], assemblies: Mapping[str, Assembly], ledger: Ledger) -> None:
    """Count findings, but none that only follows from a cell that is refused already."""
    refused: list[tuple[Assembly, Finding]] = []
    for finding in findings:
        assembly = assemblies[finding.kind.name]
        if assembly.bad.get(finding.row, set()).intersection(finding.columns):
            continue
        refused.append((assembly, finding))
        if ledger.only_counts:
            ledger.count_problem()
            continue
        origin = assembly.origin(finding.row)
        problem = as_problem(finding, assembly.table, file=origin.file, line=origin.lines[0] or None)
        text = problem.problem
        if finding.other_row is not None:
            other_origin = assembly.origin(finding.other_row)
            other_file = None if other_origin.file == origin.file else other_origin.file
            text = see_line(text, other_origin.lines[0], other_file)
        ledger.refuse(replace(problem, problem=text, column=origin.column_of(finding.columns[0])))
    # marked only now: two findings of one cell are both told
    for assembly, finding in refused:
        assembly.bad.setdefault(finding.row, set()).add(finding.columns[0])
