"""Results for people at a terminal. What is printed here is in the JSON as well, and more."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from shutil import get_terminal_size
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from graph_service.analysis.around import Around
from graph_service.analysis.cards import Card
from graph_service.analysis.common_contacts import CommonContacts
from graph_service.analysis.communities import Communities
from graph_service.analysis.conflicts import Conflicts
from graph_service.analysis.duplicates_parts import Duplicates
from graph_service.analysis.explanation_parts import BARS, VERDICTS, Explanation
from graph_service.analysis.paths import Paths
from graph_service.analysis.priorities_parts import Lane
from graph_service.analysis.registry import Measure
from graph_service.analysis.representatives_parts import Representatives
from graph_service.analysis.result import WITHHELD, Note, Result, json_chunks
from graph_service.analysis.scorecard_parts import GroupRow, Scorecard
from graph_service.analysis.why_empty import WhyEmpty
from graph_service.analysis.window_names import main_window, short_window
from graph_service.cli.communities import show_communities
from graph_service.cli.duplicates import show_duplicates
from graph_service.cli.fields import show_fields
from graph_service.cli.fitting import Grid
from graph_service.cli.paths import show_around, show_common, show_paths
from graph_service.cli.session import Session, say
from graph_service.cli.words import (
    amount,
    days_in_words,
    number_range,
    reason_phrase,
)
from graph_service.domain.dates import day_in_words
from graph_service.domain.text import counted, terminal_text
from graph_service.errors import RowProblem

PAPER_WIDTH = 120
CAVEAT = "Scores rank records, not people's guilt. The software proposes; a named person decides."


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
    reach = f"records to {result.records_until}, " if result.records_until else ""
    policy = f"{result.policy['id']} {result.policy['version']}"
    head = f"As of {result.as_of}, {reach}policy {policy}, snapshot {result.snapshot_id}."
    out.print(Text(f"{head} {CAVEAT}", style="dim"))
    if session.handling:
        out.print(Text(session.handling, style="bold"))


def show_notes(out: Console, notes: Sequence[Note]) -> None:
    """Print what is hidden, unknown, coarse, overdue or left out."""
    for note in notes:
        out.print(Text(f"· {note.words}", style="dim"))


def table(*columns: str, right: Sequence[str] = ()) -> Grid:
    """Return an empty table."""
    return Grid(columns, right=right)


def show_scorecard(out: Console, result: Scorecard) -> None:
    """Print the scorecard."""
    names = {row.group_id: row.name for row in result.groups}
    if result.most_violent:
        out.print(
            Text(
                "Most violent now: "
                + ", ".join(
                    f"{names[group_id]} ({group_id})" if group_id in names else group_id
                    for group_id in result.most_violent
                ),
                style="bold",
            )
        )
    else:
        out.print(
            Text(
                "No group has any attributed violence of the last 365 days: there is no most violent group.",
                style="bold",
            )
        )
    if result.why_empty is not None:
        out.print(Text(f"No group: {result.why_empty.rule}. To change that: {result.why_empty.remedy}."))
    main, short = main_window(result.totals), short_window(result.totals)
    year, near, far = result.totals[main], days_in_words(short), days_in_words(main)
    numbers = ("index", "first", near, far, "expected", "trend", "suffered", "members", "spread", "worst")
    grid = table(
        *("rank", "group", "name", "index", "interval", "first", near, far),
        *("expected", "trend", "suffered", "members", "size", "spread", "worst"),
        right=("rank", *numbers),
    )
    for row in result.groups:
        grid.add_row(*_scorecard_cells(row, main, short))
    out.print(grid)
    _show_place(out, len(result.groups), result.n_rows, result.next_after)
    out.print(
        Text(
            f"{far}: {year.counted.incidents:g} counted incidents, "
            f"victims {number_range(year.victims_low, year.victims_high)}; unattributed: "
            f"{amount(year.unknown_committed)} incidents in all; {year.hold} on hold, "
            f"{year.date_too_coarse} dated too coarsely.\n{near}, {far}: named incidents. "
            f"expected, trend, suffered: of {far}. interval: the rank in nine of ten draws. "
            "first: how often first. spread, worst: the rank if unknowns are spread, if all of them were its own."
        )
    )
    if result.first_to_kill is not None:
        first = result.first_to_kill
        who = ", ".join(first.group_ids) or "nobody named"
        on = f" on {first.occurred_on} ({', '.join(first.incident_ids)})" if first.occurred_on else ""
        beside = (
            f"; before that without a named group: {', '.join(first.without_named_group)}"
            if first.without_named_group
            else ""
        )
        out.print(Text(f"First to kill after call-in {first.call_in_id} ({first.held_on}): {who}{on}{beside}."))


def _scorecard_cells(row: GroupRow, main: str, short: str) -> tuple[str, ...]:
    year = row.windows[main]
    return (
        str(row.rank),
        row.group_id,
        row.name if row.is_valid else f"{row.name} (ended)",
        f"{row.violence_index:.2f}",
        number_range(row.rank_low, row.rank_high),
        f"{row.p_first:.0%}",
        amount(row.windows[short].committed.named.incidents),
        amount(year.committed.named.incidents),
        amount(year.committed.expected.incidents),
        f"{year.committed.trend:+.2f}",
        amount(year.suffered.expected.incidents),
        str(row.n_members),
        number_range(row.size_low, row.size_high),
        str(row.spread_rank),
        str(row.worst_case_rank),
    )


def show_conflicts(out: Console, result: Conflicts) -> None:
    """Print conflicts and retaliation windows."""
    grid = table("conflict", "name", "state", "since", "sides", "incidents", "last", right=("incidents",))
    for row in result.conflicts:
        sides = " – ".join(
            ", ".join(party.name for party in parties)
            for _, parties in groupby(
                sorted(row.parties, key=lambda entry: (entry.side, entry.name)), key=lambda entry: entry.side
            )
        )
        dated = [link for link in row.chain if link.occurred_on]
        last = max(dated, key=lambda link: (link.occurred_on, link.incident_id), default=None)
        grid.add_row(
            row.conflict_id,
            row.name or "",
            row.status.replace("_", " "),
            str(row.since or ""),
            sides,
            str(len(row.chain)),
            "" if last is None else _day(last.occurred_on, last.precision),
        )
    out.print(grid)
    open_windows = [window for window in result.windows if window.is_open]
    out.print(
        Text(
            f"Open retaliation windows: {len(open_windows)} (closed: {len(result.windows) - len(open_windows)})",
            style="bold",
        )
    )
    for window in open_windows:
        out.print(
            Text(
                f"  {window.group_id} may answer {window.against or 'nobody named'} for {window.incident_id} "
                f"of {_day(window.occurred_on, window.precision)}; "
                f"{window.days_left} {'day' if window.days_left == 1 else 'days'} left"
            )
        )


def show_lane(out: Console, result: Lane) -> None:
    """Print a lane."""
    if result.lane == "messenger":
        proof = "proven to be the fewest" if result.proven_optimal else f"not proven, gap {result.gap}"
        if result.why_empty is not None:
            proof = "nobody may be asked"
        out.print(
            Text(
                f"{counted(result.n_rows, 'person')} {'carries' if result.n_rows == 1 else 'carry'} the message to "
                f"{result.n_reached} of {result.n_total} members ({proof}).",
                style="bold",
            )
        )
    else:
        out.print(Text(f"{result.lane.capitalize()} lane: {counted(result.n_rows, 'person')}.", style="bold"))
    if result.why_empty is not None:
        _show_why_empty(out, result.why_empty)
        return
    number = {"message": "points", "safety": "", "messenger": "new"}[result.lane]
    grid = table(
        "rank", "person", *([number] if number else []), "groups, role", "state", "reasons", right=("rank", number)
    )
    for row in result.rows:
        value = [str(row.points if result.lane == "message" else row.newly_reached)] if number else []
        groups = ", ".join(row.person.group_ids) + (f" {row.person.role} {row.person.grade}" if row.person.role else "")
        reasons = "\n".join(reason_phrase(reason) for reason in row.reasons)
        name = (
            row.person.person_id
            if row.person.label == row.person.person_id
            else f"{row.person.person_id} {row.person.label}"
        )
        grid.add_row(str(row.rank), name, *value, groups, card_state(row.person), reasons)
    out.print(grid)
    _show_place(out, len(result.rows), result.n_rows, result.next_after)


def _show_why_empty(out: Console, why: WhyEmpty) -> None:
    """Say what left it empty, and what would fill it."""
    out.print(Text(f"Nobody: {why.rule}. To change that: {why.remedy}."))


def _show_place(out: Console, n_shown: int, n_rows: int, next_after: int | None) -> None:
    """Say of a page that it is one."""
    if n_shown < n_rows:
        more = "" if next_after is None else f"; the next: --after {next_after}"
        out.print(Text(f"{n_shown} of {n_rows} rows{more}", style="dim"))


def card_state(card: Card) -> str:
    """Return what a list says of a person beside the reasons."""
    if card.person_id == WITHHELD.value:
        return "withheld from this caller"
    age = "age not known" if card.age_high is None else f"{card.age_low} or {card.age_high}"
    words = [f"{age}, elevated approval" if card.is_minor != "no" else age]
    if card.groups_in_conflict:
        words.append(f"member of groups in conflict: {', '.join(card.groups_in_conflict)}")
    if card.in_custody:
        words.append("in custody")
    elif card.is_supervised:
        words.append(f"supervised to {card.supervised_until or 'open'}")
    if card.next_meeting_on:
        words.append(f"meeting {card.next_meeting_on}")
    if card.cooling_off_until:
        words.append(f"not eligible to {card.cooling_off_until}")
    elif card.last_notified_on:
        words.append(f"notified {card.last_notified_on}")
    return "; ".join(words)


def show_explanation(out: Console, result: Explanation) -> None:
    """Print why a person is listed or not."""
    card = result.person
    name = card.person_id if card.label == card.person_id else f"{card.person_id} {card.label}"
    out.print(Text(f"{name}: {card_state(card)}", style="bold"))
    for lane_name, verdict in result.lanes.items():
        if verdict.listed:
            wait = "" if verdict.is_eligible else ", not eligible yet"
            out.print(Text(f"{lane_name}: listed, rank {verdict.rank}, {verdict.points} points{wait}"))
            for reason in verdict.reasons:
                out.print(Text(f"  {reason_phrase(reason)}"))
        else:
            out.print(Text(f"{lane_name}: not listed: {'; '.join(BARS[bar] for bar in verdict.bars)}"))
            for missing in verdict.missing:
                out.print(Text(f"  would need {missing}"))
    grid = table("record", "what", "on", "verdict")
    for record in result.records:
        grid.add_row(record.record_id, record.what, _day(record.on, record.precision), VERDICTS[record.verdict])
    out.print(grid)


def _day(on: date | None, precision: str | None) -> str:
    return "" if on is None else day_in_words(on, precision or "day")


def show_representatives(out: Console, result: Representatives) -> None:
    """Print whom to reach."""
    show_first_picks(out, result, len(result.picks))
    if result.why_empty is not None:
        return
    out.print(Text(f"Best reach of 1, 2, … persons: {', '.join(str(reach) for reach in result.curve) or 'nobody'}"))
    if result.unreached:
        out.print(Text(f"Not reached ({len(result.unreached)}): {', '.join(result.unreached)}"))
    for i, members in enumerate(result.alternatives, start=1):
        out.print(Text(f"Alternative {i}: {', '.join(members)}"))


def show_first_picks(out: Console, result: Representatives, n_shown: int) -> None:
    """Print how many of whom to reach, and the first of them."""
    kind = "A calculation on ties alone" if result.is_calculation else "A proposal"
    if result.why_empty is not None:
        out.print(Text(f"{kind}: 0 of {result.n_total} reached.", style="bold"))
        _show_why_empty(out, result.why_empty)
        return
    proof = "proven to be the fewest" if result.proven_optimal else f"not proven, gap {result.gap}"
    if result.parameters["budget"] is not None:
        proof = "proven to reach the most" if result.proven_optimal else f"not proven, gap {result.gap}"
    out.print(
        Text(
            f"{kind}: {len(result.chosen)} of {result.n_pool} in the pool reach "
            f"{result.n_reached} of {result.n_total} ({proof}).",
            style="bold",
        )
    )
    grid = table("person", "label", "contacts", "newly reached", right=("contacts", "newly reached"))
    for pick in result.picks[:n_shown]:
        grid.add_row(pick.person_id, pick.label, str(pick.n_contacts), str(pick.newly_reached))
    out.print(grid)
    _show_place(out, min(n_shown, len(result.picks)), len(result.picks), None)


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
        say(f"{problem.file}{line}{column}{value}: {problem.problem}; {problem.remedy} [{problem.code}]")
    if n_total > len(problems):
        say(f"… and {n_total - len(problems)} more")


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
}
