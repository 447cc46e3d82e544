"""Scorecard, lists and explanations for people at a terminal, in the language of the command."""

from rich.console import Console
from rich.text import Text

from graph_service.analysis.cards import Card
from graph_service.analysis.explanation_parts import Explanation
from graph_service.analysis.priorities_parts import Lane, LaneName
from graph_service.analysis.result import WITHHELD
from graph_service.analysis.scorecard_parts import GroupRow, Scorecard
from graph_service.analysis.why_empty import WhyEmpty
from graph_service.analysis.window_names import main_window, short_window
from graph_service.cli.fitting import Grid
from graph_service.cli.language import spoken
from graph_service.cli.words import amount, dated, days_in_words, number_range, reason_phrase, share
from graph_service.languages.source import N_
from graph_service.wording import words

LANE_NAMES = {"message": N_("message"), "safety": N_("safety"), "messenger": N_("messenger")}


def show_scorecard(out: Console, result: Scorecard) -> None:
    """Print the scorecard."""
    t = spoken()
    names = {row.group_id: row.name for row in result.groups}
    if result.most_violent:
        groups = ", ".join(
            f"{names[group_id]} ({group_id})" if group_id in names else group_id for group_id in result.most_violent
        )
        first = t.text("Most violent now: {groups}").format(groups=groups)
    else:
        first = t.text("No group has any attributed violence of the last 365 days: there is no most violent group.")
    out.print(Text(first, style="bold"))
    if result.why_empty is not None:
        text = t.text("No group: {rule}. To change that: {remedy}.")
        out.print(Text(_filled_in(text, result.why_empty)))
    main, short = main_window(result.totals), short_window(result.totals)
    near, far = days_in_words(short), days_in_words(main)
    numbers = (t.text("index"), t.text("first"), near, far, t.text("expected"), t.text("trend"), t.text("suffered"))
    sizes, moved = (t.text("members"), t.text("size")), (t.text("spread"), t.text("worst"))
    rank = t.text("rank")
    grid = Grid(
        (rank, t.text("group"), t.text("name"), numbers[0], t.text("interval"), *numbers[1:], *sizes, *moved),
        right=(rank, *numbers, sizes[0], *moved),
    )
    for row in result.groups:
        grid.add_row(*_scorecard_cells(row, main, short))
    out.print(grid)
    show_place(out, len(result.groups), result.n_rows, result.next_after)
    out.print(Text(_below(result, main, near, far)))
    if result.first_to_kill is not None:
        out.print(Text(_first_to_kill(result)))


def _below(result: Scorecard, main: str, near: str, far: str) -> str:
    """Say how many incidents there were, and how to read the columns."""
    t, year = spoken(), result.totals[main]
    counts = t.plural(
        "{far}: {n} counted incident, victims {victims}; unattributed: {unattributed} incidents in all; "
        "{hold} on hold, {coarse} dated too coarsely.",
        "{far}: {n} counted incidents, victims {victims}; unattributed: {unattributed} incidents in all; "
        "{hold} on hold, {coarse} dated too coarsely.",
        2 if year.counted.incidents != 1 else 1,
    )
    reading = t.text(
        "{near}, {far}: named incidents. expected, trend, suffered: of {far}. interval: the rank in nine of ten draws. "
        "first: how often first. spread, worst: the rank if unknowns are spread, if all of them were its own."
    )
    counts = counts.format(
        far=far,
        n=t.decimal(f"{year.counted.incidents:g}"),
        victims=number_range(year.victims_low, year.victims_high),
        unattributed=amount(year.unknown_committed),
        hold=year.hold,
        coarse=year.date_too_coarse,
    )
    return f"{counts}\n{reading.format(near=near, far=far)}"


def _first_to_kill(result: Scorecard) -> str:
    first = result.first_to_kill
    if first is None:
        return ""
    t = spoken()
    who = ", ".join(first.group_ids) or t.text("nobody named")
    if first.occurred_on:
        on = t.text("{who} on {day} ({incidents})")
        who = on.format(who=who, day=first.occurred_on, incidents=", ".join(first.incident_ids))
    if first.without_named_group:
        beside = t.text("{who}; before that without a named group: {incidents}")
        who = beside.format(who=who, incidents=", ".join(first.without_named_group))
    text = t.text("First to kill after call-in {call_in} ({held}): {who}.")
    return text.format(call_in=first.call_in_id, held=first.held_on, who=who)


def _scorecard_cells(row: GroupRow, main: str, short: str) -> tuple[str, ...]:
    t, year = spoken(), row.windows[main]
    return (
        str(row.rank),
        row.group_id,
        row.name if row.is_valid else t.text("{group} (ended)").format(group=row.name),
        t.decimal(f"{row.violence_index:.2f}"),
        number_range(row.rank_low, row.rank_high),
        share(row.p_first),
        amount(row.windows[short].committed.named.incidents),
        amount(year.committed.named.incidents),
        amount(year.committed.expected.incidents),
        t.decimal(f"{year.committed.trend:+.2f}"),
        amount(year.suffered.expected.incidents),
        str(row.n_members),
        number_range(row.size_low, row.size_high),
        str(row.spread_rank),
        str(row.worst_case_rank),
    )


def show_lane(out: Console, result: Lane) -> None:
    """Print a lane."""
    t = spoken()
    out.print(Text(_lane_head(result), style="bold"))
    if result.why_empty is not None:
        show_why_empty(out, result.why_empty)
        return
    rank, number = t.text("rank"), {"message": t.text("points"), "safety": "", "messenger": t.text("new")}[result.lane]
    grid = Grid(
        (
            *(rank, t.text("person"), *([number] if number else [])),
            *(t.text("groups, role"), t.text("state"), t.text("reasons")),
        ),
        right=(rank, number),
    )
    for row in result.rows:
        value = [str(row.points if result.lane == "message" else row.newly_reached)] if number else []
        role = f" {words.coded(t, row.person.role, 'Role')} {row.person.grade}" if row.person.role else ""
        groups = ", ".join(row.person.group_ids) + role
        reasons = "\n".join(reason_phrase(reason) for reason in row.reasons)
        grid.add_row(str(row.rank), _name(row.person), *value, groups, card_state(row.person), reasons)
    out.print(grid)
    show_place(out, len(result.rows), result.n_rows, result.next_after)


def _lane_head(result: Lane) -> str:
    """Say how many are on a lane; of messengers also how many they reach, and whether fewer could."""
    t = spoken()
    if result.lane == "message":
        text = t.plural("Message lane: {n} person.", "Message lane: {n} persons.", result.n_rows)
        return text.format(n=result.n_rows)
    if result.lane == "safety":
        text = t.plural("Safety lane: {n} person.", "Safety lane: {n} persons.", result.n_rows)
        return text.format(n=result.n_rows)
    text = t.plural(
        "{n} person carries the message to {reached} of {all} members ({proof}).",
        "{n} persons carry the message to {reached} of {all} members ({proof}).",
        result.n_rows,
    )
    proof = t.text("proven to be the fewest") if result.proven_optimal else not_proven(result.gap)
    if result.why_empty is not None:
        proof = t.text("nobody may be asked")
    return text.format(n=result.n_rows, reached=result.n_reached, all=result.n_total, proof=proof)


def not_proven(gap: object) -> str:
    """Say that a set may not be the best, and by how much at most."""
    return spoken().text("not proven, gap {gap}").format(gap=gap)


def show_why_empty(out: Console, why: WhyEmpty) -> None:
    """Say what left it empty, and what would fill it."""
    out.print(Text(_filled_in(spoken().text("Nobody: {rule}. To change that: {remedy}."), why)))


def _filled_in(text: str, why: WhyEmpty) -> str:
    t = spoken()
    return text.format(rule=words.empty_rule(t, why), remedy=words.empty_remedy(t, why))


def show_place(out: Console, n_shown: int, n_rows: int, next_after: int | None) -> None:
    """Say of a page that it is one."""
    if n_shown < n_rows:
        t = spoken()
        text = t.text("{n} of {all} rows") if next_after is None else t.text("{n} of {all} rows; the next: {option}")
        out.print(Text(text.format(n=n_shown, all=n_rows, option=f"--after {next_after}"), style="dim"))


def card_state(card: Card) -> str:
    """Return what a list says of a person beside the reasons."""
    t = spoken()
    if card.person_id == WITHHELD.value:
        return t.text("withheld from you")
    age = t.text("age not known")
    if card.age_high is not None:
        age = t.text("{low} or {high}").format(low=card.age_low, high=card.age_high)
    said = [t.text("{age}, elevated approval").format(age=age) if card.is_minor != "no" else age]
    if card.groups_in_conflict:
        text = t.text("member of groups in conflict: {groups}")
        said.append(text.format(groups=", ".join(card.groups_in_conflict)))
    if card.in_custody:
        said.append(t.text("in custody"))
    elif card.is_supervised:
        until = card.supervised_until
        said.append(t.text("supervised to {day}").format(day=until) if until else t.text("supervised to open"))
    if card.next_meeting_on:
        said.append(t.text("meeting {day}").format(day=card.next_meeting_on))
    if card.cooling_off_until:
        said.append(t.text("not eligible to {day}").format(day=card.cooling_off_until))
    elif card.last_notified_on:
        said.append(t.text("notified {day}").format(day=card.last_notified_on))
    return "; ".join(said)


def show_explanation(out: Console, result: Explanation) -> None:
    """Print why a person is listed or not."""
    t = spoken()
    out.print(Text(f"{_name(result.person)}: {card_state(result.person)}", style="bold"))
    for lane_name, verdict in result.lanes.items():
        lane = t.text(LANE_NAMES[lane_name])
        if verdict.listed:
            text = t.text("{lane}: listed, rank {rank}")
            if lane_name == LaneName.MESSAGE:  # no other lane has points
                text += ", " + t.plural("{n} point", "{n} points", verdict.points)
            if not verdict.is_eligible:
                text += ", " + t.text("not eligible yet")
            out.print(Text(text.format(lane=lane, rank=verdict.rank, n=verdict.points)))
            for reason in verdict.reasons:
                out.print(Text(f"  {reason_phrase(reason)}"))
        else:
            bars = "; ".join(words.bar(t, bar) for bar in verdict.bars)
            out.print(Text(t.text("{lane}: not listed: {bars}").format(lane=lane, bars=bars)))
            for missing in verdict.missing:
                out.print(Text("  " + t.text("would need {what}").format(what=words.missing(t, missing))))
    grid = Grid((t.text("record"), t.text("what"), t.text("on"), t.text("verdict")))
    for record in result.records:
        grid.add_row(
            record.record_id,
            words.record_says(t, record.what),
            dated(record.on, record.precision),
            words.verdict(t, record.verdict),
        )
    out.print(grid)


def _name(card: Card) -> str:
    return card.person_id if card.label == card.person_id else f"{card.person_id} {card.label}"
