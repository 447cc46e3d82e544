"""Results for people at a terminal. What is printed here is in the JSON as well, and more."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from shutil import get_terminal_size
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from graph_service.analysis.around import Around
from graph_service.analysis.common_contacts import CommonContacts
from graph_service.analysis.communities import Communities
from graph_service.analysis.conflicts import Conflicts
from graph_service.analysis.duplicates_parts import Duplicates
from graph_service.analysis.explanation_parts import Explanation
from graph_service.analysis.figures.parts import Figures
from graph_service.analysis.paths import Paths
from graph_service.analysis.priorities_parts import Lane
from graph_service.analysis.registry import Measure
from graph_service.analysis.representatives_parts import Representatives
from graph_service.analysis.result import Note, Result, json_chunks
from graph_service.analysis.scorecard_parts import Scorecard
from graph_service.cli.communities import show_communities
from graph_service.cli.duplicates import show_duplicates
from graph_service.cli.fields import show_fields
from graph_service.cli.figures import show_figures
from graph_service.cli.fitting import Grid
from graph_service.cli.language import is_english, spoken
from graph_service.cli.paths import show_around, show_common, show_paths
from graph_service.cli.session import Session, say
from graph_service.cli.show_lists import (
    not_proven,
    show_explanation,
    show_lane,
    show_place,
    show_scorecard,
    show_why_empty,
)
from graph_service.cli.words import dated
from graph_service.domain.text import terminal_text
from graph_service.errors import RowProblem
from graph_service.languages.source import N_
from graph_service.wording import faults, words

PAPER_WIDTH = 120
CAVEAT = N_("Scores rank records, not people's guilt. The software proposes; a named person decides.")


class _PlainConsole(Console):
    """Shows signs that would steer a terminal as what they are: no text of a record acts on the reader's screen."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(terminal_text(segment.text), segment.style)


def console(*, to_stderr: bool = False) -> Console:
    """Return a console as wide as the terminal, or 120 characters where there is none."""
    terminal = get_terminal_size()
    is_terminal = (sys.stderr if to_stderr else sys.stdout).isatty()
    return _PlainConsole(
        width=terminal.columns if is_terminal else PAPER_WIDTH,
        height=terminal.lines,
        highlight=False,
        markup=False,
        soft_wrap=False,
        stderr=to_stderr,
    )


def show_answer(session: Session, result: Result) -> None:
    """Print a result: as JSON, or for readers with its head and notes."""
    if session.as_json:
        sys.stdout.writelines(json_chunks(result))
        return
    out = console()
    show = next((show for kind, show in SHOWN.items() if isinstance(result, kind)), show_fields)
    show(out, result)
    show_notes(out, result.notes)
    t, policy = spoken(), f"{result.policy['id']} {result.policy['version']}"
    head = t.text("As of {day}, policy {policy}, snapshot {snapshot}.")
    if result.records_until:
        head = t.text("As of {day}, records to {until}, policy {policy}, snapshot {snapshot}.")
    values = {"day": result.as_of, "until": result.records_until, "policy": policy, "snapshot": result.snapshot_id}
    out.print(Text(f"{head.format_map(values)} {t.text(CAVEAT)}", style="dim"))
    if session.handling:
        out.print(Text(session.handling, style="bold"))


def show_notes(out: Console, notes: Sequence[Note]) -> None:
    """Print what is hidden, unknown, coarse, overdue or left out."""
    for note in notes:
        out.print(Text(f"· {words.note_in_full(spoken(), note)}", style="dim"))


def table(*columns: str, right: Sequence[str] = ()) -> Grid:
    """Return an empty table."""
    return Grid(columns, right=right)


def show_conflicts(out: Console, result: Conflicts) -> None:
    """Print conflicts and retaliation windows."""
    t = spoken()
    heads = (t.text("conflict"), t.text("name"), t.text("state"), t.text("since"), t.text("sides"))
    grid = table(*heads, t.text("incidents"), t.text("last"), right=(t.text("incidents"),))
    for row in result.conflicts:
        sides = " – ".join(
            ", ".join(party.name for party in parties)
            for _, parties in groupby(
                sorted(row.parties, key=lambda entry: (entry.side, entry.name)), key=lambda entry: entry.side
            )
        )
        dates = [link for link in row.chain if link.occurred_on]
        last = max(dates, key=lambda link: (link.occurred_on, link.incident_id), default=None)
        grid.add_row(
            row.conflict_id,
            row.name or "",
            words.coded(t, row.status, "ConflictStatus").replace("_", " "),
            str(row.since or ""),
            sides,
            str(len(row.chain)),
            "" if last is None else dated(last.occurred_on, last.precision),
        )
    out.print(grid)
    open_windows = [window for window in result.windows if window.is_open]
    text = t.text("Open retaliation windows: {n} (closed: {closed})")
    text = text.format(n=len(open_windows), closed=len(result.windows) - len(open_windows))
    out.print(Text(text, style="bold"))
    for window in open_windows:
        text = t.plural(
            "{group} may answer {against} for {incident} of {day}; {n} day left",
            "{group} may answer {against} for {incident} of {day}; {n} days left",
            window.days_left,
        )
        values = {
            "group": window.group_id,
            "against": window.against or t.text("nobody named"),
            "incident": window.incident_id,
            "day": dated(window.occurred_on, window.precision),
            "n": window.days_left,
        }
        out.print(Text(f"  {text.format_map(values)}"))


def show_representatives(out: Console, result: Representatives) -> None:
    """Print whom to reach."""
    show_first_picks(out, result, len(result.picks))
    if result.why_empty is not None:
        return
    t = spoken()
    reaches = ", ".join(str(reach) for reach in result.curve) or t.text("nobody")
    out.print(Text(t.text("Best reach of 1, 2, … persons: {reaches}").format(reaches=reaches)))
    if result.unreached:
        text = t.text("Not reached ({n}): {persons}")
        out.print(Text(text.format(n=len(result.unreached), persons=", ".join(result.unreached))))
    for i, members in enumerate(result.alternatives, start=1):
        out.print(Text(t.text("Alternative {n}: {persons}").format(n=i, persons=", ".join(members))))


def show_first_picks(out: Console, result: Representatives, n_shown: int) -> None:
    """Print how many of whom to reach, and the first of them."""
    t = spoken()
    kind = t.text("A calculation on ties alone") if result.is_calculation else t.text("A proposal")
    if result.why_empty is not None:
        text = t.text("{kind}: 0 of {all} reached.").format(kind=kind, all=result.n_total)
        out.print(Text(text, style="bold"))
        show_why_empty(out, result.why_empty)
        return
    proof = t.text("proven to be the fewest")
    if result.parameters["budget"] is not None:
        proof = t.text("proven to reach the most")
    if not result.proven_optimal:
        proof = not_proven(result.gap)
    text = t.text("{kind}: {n} of {pool} in the pool reach {reached} of {all} ({proof}).")
    values = {"kind": kind, "n": len(result.chosen), "pool": result.n_pool, "proof": proof}
    out.print(Text(text.format_map({**values, "reached": result.n_reached, "all": result.n_total}), style="bold"))
    numbers = (t.text("contacts"), t.text("newly reached"))
    grid = table(t.text("person"), t.text("label"), *numbers, right=numbers)
    for pick in result.picks[:n_shown]:
        grid.add_row(pick.person_id, pick.label, str(pick.n_contacts), str(pick.newly_reached))
    out.print(grid)
    show_place(out, min(n_shown, len(result.picks)), len(result.picks), None)


def show_measures(measures: Sequence[Measure]) -> None:
    """Print the measures."""
    grid = table("measure", "question", "summary", "parameters", "source")
    for measure in measures:
        grid.add_row(measure.name, measure.question, measure.summary, ", ".join(measure.parameters), measure.reference)
    console().print(grid)


def show_problems(problems: Sequence[RowProblem], n_total: int) -> None:
    """Print why rows were refused, to standard error."""
    for problem in problems:
        line = "" if problem.line is None else f":{problem.line}"
        column = "" if problem.column is None else f" {problem.column}"
        value = "" if problem.value is None else f" = {problem.value}"
        text = f"{problem.problem}; {problem.remedy}"
        if not is_english():
            text = f"{faults.problem(spoken(), problem)}; {faults.remedy(spoken(), problem)}"
        say(f"{problem.file}{line}{column}{value}: {text} [{problem.code}]")
    if n_total > len(problems):
        say(spoken().text("… and {n} more").format(n=n_total - len(problems)))


SHOWN: Mapping[type[Result], Callable[[Console, Any], None]] = {
    Scorecard: show_scorecard,
    Conflicts: show_conflicts,
    Lane: show_lane,
    Explanation: show_explanation,
    Representatives: show_representatives,
    Paths: show_paths,
    CommonContacts: show_common,
    Around: show_around,
    Communities: show_communities,
    Duplicates: show_duplicates,
    Figures: show_figures,
}
