"""Checks each value of a part of a table by the schema, and counts what looks like a personal number."""

import re
from dataclasses import replace

from graph_service.domain.rules import Finding, as_problem, value_findings
from loaders.ledger import Ledger
from loaders.read.table_part import TablePart

_PERSONAL_NUMBER = re.compile(r"\b(?:\d\d)?\d{6}[-+]\d{4}\b")


def check_values(part: TablePart, ledger: Ledger) -> None:
    """Refuse values that the schema does not allow, but none of a cell that is refused already."""
    if part.output.kind.name == "person":
        _count_personal_numbers(part, ledger)
    for finding in value_findings(part.table):
        name = finding.columns[0]
        if name not in part.bad.get(finding.row, ()) and name not in part.output.counted:
            _refuse(part, finding, ledger)


def check_counted(part: TablePart, ledger: Ledger) -> None:
    """Refuse numbers of merged rows that the schema does not allow in the column into which they were added up."""
    summed = part.output.merge.summed if part.output.merge else frozenset()
    for finding in value_findings(part.table) if summed else ():
        if finding.columns[0] in summed and finding.row not in part.bad:
            _refuse(part, finding, ledger)


def _refuse(part: TablePart, finding: Finding, ledger: Ledger) -> None:
    name = finding.columns[0]
    part.bad[finding.row].add(name)
    if ledger.only_counts:
        ledger.count_problem()
        return
    problem = as_problem(finding, part.table, file=part.file, line=part.lines[finding.row] or None)
    ledger.refuse(replace(problem, column=part.output.column_of(part.output.kind[name])))


def _count_personal_numbers(part: TablePart, ledger: Ledger) -> None:
    for name in ("person_id", "label"):
        count = sum(1 for value in part.table.column(name) if _PERSONAL_NUMBER.search(str(value)))
        ledger.remark("personal_number", part.file, part.output.column_of(part.output.kind[name]), count)
