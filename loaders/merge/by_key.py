"""Rows of one key merged by the rules of a mapping: what stands where they differ, and how many they were."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import cast

from graph_service.domain.load_texts import refusal
from graph_service.domain.report import shown
from graph_service.domain.schema import Kind, Value
from graph_service.errors import RowProblem
from loaders.ledger import Ledger
from loaders.plan import Merge
from loaders.read.table_part import TablePart


def merge_part(part: TablePart, merge: Merge, ledger: Ledger, *, reports_others: bool) -> None:
    """Merge the rows of a part, in place; rows of a key that has a bad row stay apart, all bad.

    `reports_others` refuses rows also for another row of their key, which is of use only in a quarantine.
    """
    kind = part.output.kind
    keys = part.columns[0]
    bad_keys = {keys[row] for row in part.bad}
    good_rows = [row for row, key in enumerate(keys) if key not in bad_keys]
    for row, key in enumerate(keys) if bad_keys else ():
        if key in bad_keys and row not in part.bad:
            part.bad[row].add(kind.key)
            if reports_others:
                ledger.refuse(_same_key_refused(part, row))
    good_columns = [[column[row] for row in good_rows] for column in part.columns]
    columns, merged_into, differed = merge_rows(kind, good_columns, merge)
    lines: list[list[int]] = [[] for _ in columns[0]]
    for row, merged_row in zip(good_rows, merged_into, strict=True):
        lines[merged_row].append(part.lines[row])
    ledger.remark("rows_merged_by_key", part.file, None, len(good_rows) - len(lines))
    for name, count in differed.items():
        if name in part.output.counted:
            continue  # says how many rows became one, which is counted already
        code = "summed" if name in merge.summed else "differed"
        ledger.remark(code, part.file, part.output.column_of(kind[name]), count)
    bad_rows = sorted(part.bad)
    part.bad = defaultdict(set, {row: part.bad[bad_row] for row, bad_row in enumerate(bad_rows, len(lines))})
    part.columns = [
        [*merged, *(column[row] for row in bad_rows)] for merged, column in zip(columns, part.columns, strict=True)
    ]
    part.lines = [*(row_lines[0] for row_lines in lines), *(part.lines[row] for row in bad_rows)]
    part.more_lines = {row: row_lines[1:] for row, row_lines in enumerate(lines) if len(row_lines) > 1}


def merge_rows(
    kind: Kind, columns: Sequence[list[Value]], merge: Merge
) -> tuple[list[list[Value]], list[int], dict[str, int]]:
    """Merge rows of one key into the first of them; return columns, the row each went to, and how often one differed.

    A column without a rule that differs leaves all rows as they are, so that they are refused as one key with
    two contents.
    """
    rows_of_key: dict[Value, list[int]] = defaultdict(list)
    for row, key in enumerate(columns[0]):
        rows_of_key[key].append(row)
    unruled = [column for field, column in zip(kind.fields, columns, strict=True) if field.name not in merge.differ]
    rows_of_record: list[list[int]] = []
    for rows in rows_of_key.values():
        is_alike = len(rows) == 1 or all(len({column[row] for row in rows}) == 1 for column in unruled)
        rows_of_record += [rows] if is_alike else [[row] for row in rows]
    rows_of_record.sort()
    merged_into = [0] * len(columns[0])
    for record, rows in enumerate(rows_of_record):
        for row in rows:
            merged_into[row] = record
    differed: dict[str, int] = {}
    merged_columns: list[list[Value]] = []
    for field, column in zip(kind.fields, columns, strict=True):
        if field.name in merge.summed:
            merged_columns.append([_total([column[row] for row in rows]) for rows in rows_of_record])
            differed[field.name] = sum(1 for rows in rows_of_record if len(rows) > 1)
            continue
        choose = _CHOICES[merge.differ.get(field.name, "first")]
        values = []
        for rows in rows_of_record:
            if len(rows) > 1 and len({column[row] for row in rows}) > 1:
                differed[field.name] = differed.get(field.name, 0) + 1
                values.append(choose([column[row] for row in rows]))
            else:
                values.append(column[rows[0]])
        merged_columns.append(values)
    return merged_columns, merged_into, differed


def _same_key_refused(part: TablePart, row: int) -> RowProblem:
    key_field = part.output.kind[part.output.kind.key]
    why = refusal("same_key_refused")
    return RowProblem(
        why.code,
        part.file,
        part.lines[row],
        part.output.column_of(key_field),
        shown(key_field, part.columns[0][row]),
        why.problem,
        why.remedy,
    )


def _first_value(values: Sequence[Value]) -> Value:
    return next((value for value in values if value is not None), None)


def _least(values: Sequence[Value]) -> Value:
    return min(cast("list[str]", [value for value in values if value is not None]))


def _greatest(values: Sequence[Value]) -> Value:
    return max(cast("list[str]", [value for value in values if value is not None]))


def _total(values: Sequence[Value]) -> Value:
    """Add up the values that are there; none of nothing."""
    numbers = cast("list[float]", [value for value in values if value is not None])
    return sum(numbers) if numbers else None


def _no_value(_values: Sequence[Value]) -> Value:
    return None


_CHOICES: Mapping[str, Callable[[Sequence[Value]], Value]] = {
    "first": _first_value,
    "min": _least,
    "max": _greatest,
    "empty": _no_value,
}
