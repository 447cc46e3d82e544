"""Checks the header of a file: which columns are used, ignored, dropped, unknown, missing or forbidden."""

from collections import Counter
from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from graph_service.domain.case_rules import is_keyless_allowed
from graph_service.domain.load_texts import Refusal, refusal
from graph_service.domain.personal_numbers import without_numbers
from graph_service.domain.rules import nearest
from graph_service.errors import InputError, RowProblem
from loaders.check.forbidden import is_forbidden
from loaders.ledger import Ledger
from loaders.options import LoadOptions
from loaders.plan import Output, Plan
from loaders.table_file import TableFile

BOOKKEEPING = ("_line", "_problems", "_extra")  # what a quarantine adds to a table


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """What becomes of the columns of one file."""

    ignored: tuple[str, ...]
    dropped: tuple[str, ...]
    allowed: tuple[str, ...]
    forbidden: tuple[str, ...]


def check_header(
    table: TableFile, plan: Plan, outputs: Sequence[Output], options: LoadOptions, ledger: Ledger
) -> ColumnUse:
    """Check the columns of a file against what its outputs read; InputError if a mapping names one it does not have."""
    header = frozenset(table.header)
    kinds = {output.kind.name for output in outputs}
    of_incidents = "incident" in kinds and "person" not in kinds
    suspicious = [name for name in table.header if is_forbidden(name, of_incidents=of_incidents)]
    forbidden = [name for name in suspicious if name not in options.allow_columns]
    use = ColumnUse(
        ignored=(),
        dropped=tuple(forbidden) if options.drop_forbidden else (),
        allowed=tuple(name for name in suspicious if name in options.allow_columns),
        forbidden=() if options.drop_forbidden else tuple(forbidden),
    )
    is_matrix = any(output.matrix for output in outputs)
    _check_names(table, ledger, has_corner=is_matrix)
    if plan.mapping is None:
        used: set[str] = set(outputs[0].kind.names)
        ignored: Collection[str] = BOOKKEEPING
        if header.isdisjoint(used):
            if not use.forbidden:
                why = refusal("header_fits_nothing", table=outputs[0].kind.table, file=table.file)
                ledger.refuse(_header_problem(table, None, why))
            return use
        _check_required(table, header, outputs[0], ledger)
    else:
        used = {column for output in outputs for column in output.used}
        used |= {*(column for _, column in plan.looked_up(table.file)), *(table.header if is_matrix else ())}
        ignored = plan.ignored.get(table.file, ())
        _check_mapped(table, header, plan, outputs, use)
    passed_over = {"", *used, *forbidden}
    rest = [name for name in dict.fromkeys(table.header) if name not in passed_over]
    known = frozenset(rest if options.ignore_unknown or table.is_foreign else ignored)
    missing = [name for name in (outputs[0].kind.names if plan.mapping is None else ()) if name not in header]
    for name in rest:
        if name not in known:
            ledger.refuse(_unknown_column(table, name, missing, plan.mapping))
    return replace(use, ignored=tuple(name for name in rest if name in known))


def _check_names(table: TableFile, ledger: Ledger, *, has_corner: bool) -> None:
    for number, name in enumerate(table.header, 1):
        if not name and not (has_corner and number == 1):
            ledger.refuse(_header_problem(table, None, refusal("unnamed_column", number=number)))
    for name, count in Counter(table.header).items():
        if name and count > 1:
            ledger.refuse(_header_problem(table, name, refusal("duplicate_column", column=name)))


def _check_required(table: TableFile, header: AbstractSet[str], output: Output, ledger: Ledger) -> None:
    kind = output.kind
    unknown = [name for name in table.header if name not in kind.names]
    for field in kind.fields:
        is_generated = field.name == kind.key and is_keyless_allowed(kind)
        if field.required and field.name not in header and not is_generated:
            near = nearest(field.name, unknown)
            if near is None:
                why = refusal("missing_column", column=field.name, meaning=field.meaning)
            else:
                why = refusal("missing_column.near", column=field.name, meaning=field.meaning, near=near)
            ledger.refuse(_header_problem(table, field.name, why))


def _check_mapped(
    table: TableFile, header: AbstractSet[str], plan: Plan, outputs: Sequence[Output], use: ColumnUse
) -> None:
    dropped = frozenset(use.dropped)
    listed = [(f"ignore.{table.file!r}", column) for column in plan.ignored.get(table.file, ())]
    for output in outputs:
        if not output.matrix:
            listed += output.used_by_key
        elif use.dropped:
            problem = f"{table.file} is read as a matrix, and its column {use.dropped[0]} must not come in"
            remedy = "take it out of the file, or let it in with --allow-column if it only looks so"
            raise InputError(f"{plan.mapping}: {output.name}.matrix: {problem}; {remedy}")
    listed += plan.looked_up(table.file)
    for key, column in listed:
        if column not in header:
            near = nearest(column, table.header)
            names = ", ".join(map(without_numbers, table.header))
            remedy = f"did you mean {without_numbers(near)}?" if near else f"there are {names}"
            raise InputError(f"{plan.mapping}: {key}: {table.file} has no column {column}; {remedy}")
        if column in dropped and not key.startswith("ignore."):
            problem = f"the column {column} of {table.file} must not come in and is dropped"
            raise InputError(f"{plan.mapping}: {key}: {problem}; do not use it")


def _unknown_column(table: TableFile, name: str, missing: Sequence[str], mapping: str | None) -> RowProblem:
    if mapping is not None:
        return _header_problem(table, name, refusal("unknown_column.mapping", column=name, mapping=mapping))
    near = nearest(name, missing)
    if near is None:
        return _header_problem(table, name, refusal("unknown_column", column=name))
    return _header_problem(table, name, refusal("unknown_column.near", column=name, near=near))


def _header_problem(table: TableFile, column: str | None, why: Refusal) -> RowProblem:
    """A column may be named by the number of a person, as in a matrix."""
    name = None if column is None else without_numbers(column)
    problem, remedy = without_numbers(why.problem), without_numbers(why.remedy)
    return RowProblem(why.code, table.file, table.header_line, name, None, problem, remedy)
