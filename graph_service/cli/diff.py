"""The command that compares a case with a store, or with another case."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.callers import RECORDS, PurposeOption, ShowProtectedOption, at_store
from graph_service.cli.files import choices_of
from graph_service.cli.session import (
    AllowColumnOption,
    AsOfOption,
    CaseOption,
    DropForbiddenOption,
    EncodingOption,
    IgnoreUnknownOption,
    JsonOption,
    LoadChoices,
    MappingOption,
    PolicyOption,
    PseudonymKeyOption,
    StoreOption,
    load,
    progress_teller,
)

if TYPE_CHECKING:
    from graph_service.services.comparing import Comparison, DifferingRecord, GroupChange, LaneChange

N_SHOWN = 20  # of a list at a terminal; --json has all
N_CAUSES = 5
WithOption = Annotated[
    Path | None,
    typer.Option(
        "--with",
        help="Another case to compare it with, instead of a store: what was there before.",
        metavar="DIR|FILE",
        rich_help_panel=RECORDS,
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(diff)


def diff(
    case: CaseOption = None,
    store: StoreOption = None,
    other: WithOption = None,
    mapping: MappingOption = None,
    pseudonym_key: PseudonymKeyOption = None,
    encoding: EncodingOption = "utf-8",
    ignore_unknown: IgnoreUnknownOption = False,
    drop_forbidden: DropForbiddenOption = False,
    allow_column: AllowColumnOption = None,
    as_of: AsOfOption = None,
    policy: PolicyOption = None,
    purpose: PurposeOption = None,
    show_protected: ShowProtectedOption = False,
    json: JsonOption = False,
) -> None:
    """Compare a case with a store, or with another case: records by table, and what becomes of scorecard and lanes."""
    from dataclasses import replace

    from graph_service.analysis.result import to_json
    from graph_service.bootstrap import in_memory, policy_from
    from graph_service.errors import ConfigurationError
    from graph_service.services.comparing import as_replaced, compare_case
    from graph_service.settings import Settings

    choices = choices_of(
        case, mapping, encoding, ignore_unknown, drop_forbidden, allow_column, pseudonym_key=pseudonym_key
    )
    settings, tell = Settings(), progress_teller()
    rules = policy_from(policy or settings.policy, limits=settings.limits)
    day = None if as_of is None else as_of.date()
    if other is not None:
        if store is not None:
            message = "compare with a store or with a case, not with both: take away --store or --with"
            raise ConfigurationError(message)
        before, brought = load(LoadChoices(other, mapping, encoding, ignore_unknown, drop_forbidden, ())), load(choices)
        context = in_memory(before.tables, rules)
        day = day or brought.report.case.as_of
        result = compare_case(context, lambda _: brought, as_of=day, afterwards=as_replaced, progress=tell)
    else:
        with at_store(store, settings, purpose=purpose, shows_protected=show_protected) as opened:
            context = replace(opened, policy=rules)
            result = compare_case(context, lambda keys: load(choices, known=keys), as_of=day, progress=tell)
    if json:
        typer.echo(to_json(result), nl=False)
    else:
        _show(result)


def _show(result: "Comparison") -> None:
    from graph_service.cli.reports import remark_lines
    from graph_service.cli.show import console, table

    grid = table("table", "new", "changed", "unchanged", "gone", right=("new", "changed", "unchanged", "gone"))
    for row in result.tables:
        counts = (len(row.new), len(row.changed), row.n_unchanged, len(row.gone))
        grid.add_row(row.table, *map(str, counts))
    console().print(grid)
    for line in (*_record_lines(result), *_consequence_lines(result), *remark_lines(result.remarks)):
        _say(line)


def _record_lines(result: "Comparison") -> Iterator[str]:
    for row in result.tables:
        for word, records in (("new", row.new), ("changed", row.changed), ("gone", row.gone)):
            if records:
                yield f"{row.table} {word}: {_listed([_named(record) for record in records], N_SHOWN, '; ')}"


def _named(record: "DifferingRecord") -> str:
    columns = f" ({', '.join(record.columns)})" if record.columns else ""
    return f"{record.in_words or record.record_id}{columns}"


def _consequence_lines(result: "Comparison") -> Iterator[str]:
    if result.tables_withheld:
        yield f"not compared, since you do not see them: {', '.join(result.tables_withheld)}"
    if result.is_of_what_is_seen:
        yield "computed as if persons who are withheld from you had never been recorded"
    if not result.has_consequences:
        yield "scorecard and lanes were not compared: you may not read them"
        return
    changes = [*map(_group_line, result.groups), *map(_person_line, result.persons)]
    yield f"scorecard and lanes as of {result.as_of}: {'nothing changes' if not changes else ''}".rstrip(": ")
    yield from changes[:N_SHOWN]
    if len(changes) > N_SHOWN:
        yield f"and {len(changes) - N_SHOWN} more; --json has all"


def _group_line(row: "GroupChange") -> str:
    index = f"index {_number(row.index_before)} → {_number(row.index_after)}"
    return f"group {row.group_id}: rank {_rank(row.rank_before)} → {_rank(row.rank_after)}, {index}{_causes(row)}"


def _person_line(row: "LaneChange") -> str:
    ranks = f"rank {_rank(row.rank_before)} → {_rank(row.rank_after)}"
    return f"{row.lane} lane, {row.person_id} {row.change}: {ranks}{_causes(row)}"


def _causes(row: "GroupChange | LaneChange") -> str:
    more = row.n_records - min(N_CAUSES, len(row.records))
    return f"; {_listed(row.records, N_CAUSES, ', ', n_more=more)}" if row.records else ""


def _listed(texts: Sequence[str], n_most: int, between: str, *, n_more: int | None = None) -> str:
    rest = len(texts) - n_most if n_more is None else n_more
    return between.join(texts[:n_most]) + (f"{between}and {rest} more" if rest > 0 else "")


def _rank(rank: int | None) -> str:
    return "–" if rank is None else str(rank)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _say(line: str) -> None:
    from graph_service.cli.fitting import fitted
    from graph_service.domain.text import terminal_text

    typer.echo(fitted(terminal_text(line)))
