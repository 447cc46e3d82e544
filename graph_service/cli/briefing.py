"""The briefing: one screen for a meeting, every line with the records behind it."""

from datetime import date

import typer

from graph_service.analysis.conflicts import CONFLICTS, ConflictParameters
from graph_service.analysis.priorities import PRIORITIES, LaneParameters
from graph_service.analysis.priorities_parts import Lane, LaneName, LaneRow
from graph_service.analysis.representatives import REPRESENTATIVES, PlanParameters
from graph_service.analysis.result import WITHHELD
from graph_service.analysis.scorecard import SCORECARD, LineageParameters
from graph_service.analysis.scorecard_parts import Evidence, GroupRow, Scorecard
from graph_service.analysis.window_names import main_window, short_window
from graph_service.analysis.words import REASON_WORDS
from graph_service.cli.fitting import fitted
from graph_service.cli.show import CAVEAT
from graph_service.cli.words import amount, days_in_words, number_range
from graph_service.domain.dates import day_in_words
from graph_service.domain.text import counted, terminal_text
from graph_service.services.context import Context
from graph_service.services.frame import answer

LEFT_OUT = {
    "exited": "declared an exit",
    "under_age": "under 15, for social services",
    "person_overdue": "with an overdue review",
    "cooling_off": "cooling off",
}
QUIET = "records_end_earlier"
N_LISTED = 5
N_REASONS = 2


def print_briefing(context: Context, as_of: date) -> None:
    """Print which group is most violent now, what is unknown, whom to reach, and why."""
    context = context.holding(as_of)
    card = answer(context, SCORECARD, LineageParameters(), as_of=as_of)
    lines = [
        f"Briefing as of {as_of}, policy {context.policy.id} {context.policy.version}, snapshot {card.snapshot_id}",
        "",
    ]
    lines += _group_lines(card)
    lines += _unknown_lines(context, as_of, card)
    for name, title in (
        (LaneName.MESSAGE, "Message: whom to reach first"),
        (LaneName.SAFETY, "Safety: whom to warn"),
        (LaneName.MESSENGER, "Messenger: who could carry the message to all groups"),
    ):
        lines += _lane_lines(answer(context, PRIORITIES, LaneParameters(lane=name), as_of=as_of), title)
    if card.most_violent:
        lines += _plan_lines(context, as_of, card.most_violent[0])
    lines += [CAVEAT]
    typer.echo(fitted(terminal_text("\n".join(lines))))


def _group_lines(card: Scorecard) -> list[str]:
    if not card.most_violent:
        why = f": {card.why_empty.rule}; {card.why_empty.remedy}" if card.why_empty is not None else ""
        return [f"No group has any attributed violence of the last 365 days{why}.", *_quiet(card), ""]
    rows = [row for row in card.groups if row.group_id in card.most_violent]
    next_rows = [row for row in card.groups if row.group_id not in card.most_violent][:2]
    lines = []
    for row in rows:
        lines.append(f"Most violent now: {row.name} ({row.group_id}), index {row.violence_index:.1f}")
        lines += [f"  {i}. {reason}" for i, reason in enumerate(_three_reasons(row), start=1)]
        interval = number_range(row.rank_low, row.rank_high)
        lines.append(
            f"  How sure: first in {row.p_first:.0%} of draws, rank {interval} in nine of ten; "
            f"rank {row.spread_rank} if unknowns are spread"
        )
    lines.append("  Next: " + "; ".join(f"{row.name} ({row.group_id}) {row.violence_index:.1f}" for row in next_rows))
    return [*lines, *_quiet(card), ""]


def _quiet(card: Scorecard) -> list[str]:
    """Say where the records end long before the day: a forgotten day must not read as peace."""
    return [
        f"  {note.n} {note.text} (latest record: {card.records_until})" for note in card.notes if note.code == QUIET
    ]


def _three_reasons(row: GroupRow) -> list[str]:
    main, short = main_window(row.windows), short_window(row.windows)
    year, quarter = row.windows[main].committed, row.windows[short].committed
    heaviest = sorted(
        (incident for incident in row.evidence if incident.adds > 0),
        key=lambda incident: (-incident.adds, incident.incident_id),
    )
    recent = [incident for incident in row.evidence if incident.side == "suspect" and incident.adds > 0][:3]
    worst = ", ".join(_incident(incident) for incident in heaviest[:3])
    windows = (
        f"{counted(row.n_open_windows, 'open retaliation window')} it may answer in"
        if row.n_open_windows
        else "no open window"
    )
    counts = (
        f"{amount(year.named.incidents)} named incidents in {days_in_words(main)} ({amount(year.named.fatal)} fatal, "
        f"{amount(year.named.injury)} with injured), {amount(quarter.named.incidents)} in {days_in_words(short)}"
    )
    latest = ", ".join(incident.incident_id for incident in recent)
    trend = f"trend {year.trend:+.1f} on the time before"
    return [counts, f"weigh most: {worst}", f"latest: {latest}; {trend}; {windows}"]


def _incident(incident: Evidence) -> str:
    day = day_in_words(incident.occurred_on, incident.precision) if incident.occurred_on else "undated"
    what = f"{incident.type}, {incident.outcome}, {day}, c {incident.confidence:g}"
    return f"{incident.incident_id} ({what})"


def _unknown_lines(context: Context, as_of: date, card: Scorecard) -> list[str]:
    main = main_window(card.totals)
    year = card.totals[main]
    conflicts = answer(context, CONFLICTS, ConflictParameters(), as_of=as_of)
    open_windows = [window for window in conflicts.windows if window.is_open]
    shown = ", ".join(
        f"{window.group_id}→{window.against or 'unknown'} ({window.incident_id}, {window.days_left} d left)"
        for window in open_windows[:4]
    )
    unknown = (
        f"Unknown: of {year.counted.incidents:g} counted incidents in {days_in_words(main)} "
        f"{amount(year.unknown_committed)} cannot be attributed; {year.hold} on hold, "
        f"{year.date_too_coarse} dates too coarse"
    )
    return [unknown, f"Open retaliation windows: {len(open_windows)}" + (f": {shown}" if shown else ""), ""]


def _lane_lines(lane: Lane, title: str) -> list[str]:
    counts = "".join(f"; {note.n} {LEFT_OUT[note.code]}" for note in lane.notes if note.code in LEFT_OUT)
    lines = [f"{title} ({counted(len(lane.rows), 'person')}{counts})"]
    if lane.why_empty is not None:
        lines.append(f"  Nobody: {lane.why_empty.rule}; {lane.why_empty.remedy}")
    return [*lines, *(f"  {_row(lane, row)}" for row in lane.rows[:N_LISTED]), ""]


def _row(lane: Lane, row: LaneRow) -> str:
    person = row.person
    if person.person_id == WITHHELD.value:
        return f"{row.rank}. withheld from this caller"
    marks = [
        mark
        for mark, on in (
            ("minor", person.is_minor == "yes"),
            ("age not known", person.is_minor == "unknown"),
            (f"member of groups in conflict: {', '.join(person.groups_in_conflict)}", bool(person.groups_in_conflict)),
            ("in custody", person.in_custody),
            (f"not eligible to {person.cooling_off_until}", not row.is_eligible),
        )
        if on
    ]
    groups = " ".join(word for word in (", ".join(person.group_ids) or "no group", person.role) if word)
    number = {"message": f"{row.points} points", "safety": "", "messenger": f"+{row.newly_reached} reached"}[lane.lane]
    reasons = "; ".join(
        " ".join(
            (
                REASON_WORDS[reason.code],
                *([day_in_words(reason.on, reason.precision or "day")] if reason.on else []),
                f"[{reason.record_ids[0]}]",
            )
        )
        for reason in row.reasons[:N_REASONS]
    )
    n_more = len(row.reasons) - N_REASONS
    more = f" (+{n_more} more)" if n_more > 0 else ""
    head = f"{row.rank}. {person.person_id} {groups}" + (f", {number}" if number else "")
    marked = f" ({', '.join(marks)})" if marks else ""
    return f"{head}{marked}: {reasons}{more}"


def _plan_lines(context: Context, as_of: date, group_id: str) -> list[str]:
    plan = answer(context, REPRESENTATIVES, PlanParameters(groups=(group_id,)), as_of=as_of)
    if plan.why_empty is not None:
        return [f"Plan for {group_id}: nobody may be asked: {plan.why_empty.rule}; {plan.why_empty.remedy}", ""]
    proof = "proven to be the fewest" if plan.proven_optimal else f"not proven, gap {plan.gap}"
    verb = "reaches" if len(plan.chosen) == 1 else "reach"
    who = f"{counted(len(plan.chosen), 'person')} {verb}"
    head = f"Plan for {group_id}: {who} {plan.n_reached} of {counted(plan.n_total, 'member')} ({proof})"
    return [f"{head}: {', '.join(plan.chosen)}", ""]
