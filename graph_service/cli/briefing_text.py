"""A briefing as text, in a language: every line with the records behind it."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain
from typing import TypeVar

from graph_service.analysis.conflicts import WindowRow
from graph_service.analysis.eligibility import Reason
from graph_service.analysis.priorities_parts import LaneRow
from graph_service.analysis.representatives_parts import Representatives
from graph_service.analysis.result import WITHHELD
from graph_service.analysis.scorecard_parts import Evidence, GroupRow
from graph_service.analysis.why_empty import WhyEmpty
from graph_service.cli.show import CAVEAT
from graph_service.domain.dates import day_in_words
from graph_service.languages.translator import Translator, translator
from graph_service.services.briefing import (
    LANE_TITLES,
    N_PICKS,
    N_REASONS,
    N_RECORDS,
    N_YEARS,
    PART_NAMES,
    BriefChanges,
    Briefing,
    BriefLane,
    FirstGroup,
    FirstRows,
)
from graph_service.services.changes import Moved
from graph_service.wording.words import empty_remedy, empty_rule, note, reason, word

T = TypeVar("T")


def briefing_text(brief: Briefing, spoken: Translator | None = None) -> str:
    """Return a briefing as lines of text.

    Parameters
    ----------
    brief : Briefing
        What is told.
    spoken : Translator | None
        The language; None: English.

    Returns
    -------
    str
        Paragraphs with an empty line between them, ending in what must be said of every list.
    """
    return _BriefingText(brief, spoken or translator("en")).whole()


class _BriefingText:
    """The paragraphs of a briefing; each is a list of lines."""

    def __init__(self, brief: Briefing, spoken: Translator) -> None:
        self._brief = brief
        self._spoken = spoken

    def whole(self) -> str:
        """Return all paragraphs."""
        paragraphs = [
            [self._head()],
            [*self._first_groups(), *self._quiet()],
            [*self._unknown(), *self._windows(), *self._months()],
            *([] if self._brief.changes is None else [list(self._changes(self._brief.changes))]),
            *(list(self._lane(lane)) for lane in self._brief.lanes),
            *([] if self._brief.plan is None else [list(self._plan(self._brief.plan))]),
            [*self._not_asked(), self.text(CAVEAT)],
        ]
        return "\n\n".join("\n".join(lines) for lines in paragraphs if lines)

    def text(self, message: str, **values: object) -> str:
        """Return a text in the language, filled in."""
        return self._spoken.text(message).format_map(values)

    def plural(self, singular: str, many: str, n: int, **values: object) -> str:
        """Return the form of a text that belongs to a number, filled in."""
        return self._spoken.plural(singular, many, n).format_map({"n": n, **values})

    def _day(self, day: date, precision: str | None = "day") -> str:
        if precision in {"day", None}:
            return day.isoformat()
        return day_in_words(day, "year") if precision == "year" else self._spoken.day(day, "month")

    def _group(self, row: GroupRow) -> str:
        return f"{row.name} ({row.group_id})"

    def _named_group(self, group_id: str | None) -> str:
        if group_id is None:
            return self.text("unknown")
        name = self._brief.group_names.get(group_id)
        return group_id if name is None else f"{name} ({group_id})"

    def _empty(self, empty: WhyEmpty) -> str:
        return f"{empty_rule(self._spoken, empty)}; {empty_remedy(self._spoken, empty)}"

    def _head(self) -> str:
        card = self._brief.scorecard
        policy = f"{card.policy['id']} {card.policy['version']}"
        return self.text(
            "Briefing as of {day}, policy {policy}, snapshot {snapshot}",
            day=card.as_of,
            policy=policy,
            snapshot=card.snapshot_id,
        )

    def _first_groups(self) -> Iterator[str]:
        brief, card = self._brief, self._brief.scorecard
        n_days = card.totals[brief.main].n_days
        if card.why_empty is not None:
            yield self.text("No group: {why}.", why=self._empty(card.why_empty))
            return
        if not brief.first.rows:
            yield self.text(
                "No group has any violence attributed to it in the last {days} days. Choose a day that the records "
                "reach, or record who is held to have committed the incidents.",
                days=n_days,
            )
            return
        for first in brief.first.rows:
            yield from self._first_group(first)
        if brief.first.n_more:
            yield "  " + self.plural(
                "{n} more group shares the first rank.",
                "{n} more groups share the first rank.",
                brief.first.n_more,
            )
        following = [row for row in brief.groups.rows if row.group_id not in card.most_violent]
        if following:
            rows = "; ".join(f"{self._group(row)} {self._spoken.number(row.violence_index, 1)}" for row in following)
            yield "  " + self.text("Next: {groups}", groups=rows)

    def _first_group(self, first: FirstGroup) -> Iterator[str]:
        row, number = first.group, self._spoken.number
        yield self.text(
            "Most violent now: {group}, index {index}", group=self._group(row), index=number(row.violence_index, 1)
        )
        yield from (f"  {i}. {ground}" for i, ground in enumerate(self._grounds(first), start=1))
        interval = f"{row.rank_low}" if row.rank_low == row.rank_high else f"{row.rank_low}–{row.rank_high}"
        yield "  " + self.text(
            "How sure: first in {share} of draws, rank {interval} in nine of ten; rank {rank} if unknowns are spread",
            share=self._spoken.share(row.p_first),
            interval=interval,
            rank=row.spread_rank,
        )

    def _grounds(self, first: FirstGroup) -> Iterator[str]:
        brief, row, number = self._brief, first.group, self._spoken.number
        totals, year = brief.scorecard.totals, row.windows[brief.main].committed
        yield self.text(
            "{n} named incidents in {days} d ({fatal} fatal, {injury} with injured), {recent} in {short} d",
            n=number(year.named.incidents),
            days=totals[brief.main].n_days,
            fatal=number(year.named.fatal),
            injury=number(year.named.injury),
            recent=number(row.windows[brief.short].committed.named.incidents),
            short=totals[brief.short].n_days,
        )
        yield self.text("weigh most: {incidents}", incidents=", ".join(map(self._incident, first.heaviest)))
        windows = (
            self.plural(
                "{n} open retaliation window it may answer in",
                "{n} open retaliation windows it may answer in",
                row.n_open_windows,
            )
            if row.n_open_windows
            else self.text("no open window")
        )
        yield self.text(
            "latest: {incidents}; trend {trend} on the time before; {windows}",
            incidents=", ".join(incident.incident_id for incident in first.latest),
            trend=f"{'+' if year.trend > 0 else ''}{number(year.trend, 1)}",
            windows=windows,
        )

    def _incident(self, incident: Evidence) -> str:
        day = (
            self.text("undated")
            if incident.occurred_on is None
            else self._day(incident.occurred_on, incident.precision)
        )
        kind, outcome = (
            word(self._spoken, incident.type, "IncidentType"),
            word(self._spoken, incident.outcome, "Outcome"),
        )
        confidence = self.text("confidence {share}", share=self._spoken.share(incident.confidence))
        return f"{incident.incident_id} ({kind}, {outcome}, {day}, {confidence})"

    def _quiet(self) -> Iterator[str]:
        card = self._brief.scorecard
        for each in self._brief.quiet:
            yield "  " + self.text(
                "{note} (latest record: {day})", note=note(self._spoken, each), day=card.records_until
            )

    def _unknown(self) -> Iterator[str]:
        year, number = self._brief.scorecard.totals[self._brief.main], self._spoken.number
        yield self.text(
            "Unknown: of {n} counted incidents in {days} d {unknown} cannot be attributed; {hold} on hold, {coarse} "
            "with a date that is not exact",
            n=number(year.counted.incidents),
            days=year.n_days,
            unknown=number(year.unknown_committed),
            hold=year.hold,
            coarse=year.date_too_coarse,
        )

    def _windows(self) -> Iterator[str]:
        windows = self._brief.windows
        if windows is None:
            return
        if not windows.rows:
            yield self.text("No retaliation window is open on this day.")
            return
        yield self.text("Open retaliation windows: {windows}", windows=self._listed(windows, self._window))

    def _window(self, window: WindowRow) -> str:
        return self.plural(
            "{group} against {against} ({incident}, {n} day left)",
            "{group} against {against} ({incident}, {n} days left)",
            window.days_left,
            group=self._named_group(window.group_id),
            against=self._named_group(window.against),
            incident=window.incident_id,
        )

    def _more(self, n: int) -> str:
        return "; " + self.text("and {n} more", n=n) if n else ""

    def _months(self) -> Iterator[str]:
        if self._brief.months is not None and self._brief.months.years:
            years = (
                f"{year.year}: {' '.join(map(str, year.shootings))}" for year in self._brief.months.years[:N_YEARS]
            )
            yield self.text("Shootings a month, from January: {years}", years="; ".join(years))

    def _changes(self, changes: BriefChanges) -> Iterator[str]:
        yield self.text("Changed since {day}", day=changes.since)
        yield "  " + self.text("Rose: {groups}", groups=self._listed(changes.risen, self._moved))
        yield "  " + self.text("Fell: {groups}", groups=self._listed(changes.fallen, self._moved))
        if self._brief.windows is not None:
            yield "  " + self.text("Windows opened: {windows}", windows=self._listed(changes.opened, self._ends))
            closed = self._listed(changes.closed, self._ends)
            yield "  " + self.text("Windows closed or run out: {windows}", windows=closed)

    def _ends(self, window: WindowRow) -> str:
        return self.text(
            "{group} against {against} ({incident})",
            group=self._named_group(window.group_id),
            against=self._named_group(window.against),
            incident=window.incident_id,
        )

    def _listed(self, entries: FirstRows[T], say: Callable[[T], str]) -> str:
        return "; ".join(map(say, entries.rows)) + self._more(entries.n_more) or self.text("none")

    def _moved(self, moved: Moved) -> str:
        if moved.before is None:
            return self.text("{group} new, rank {rank}", group=self._group(moved.group), rank=moved.group.rank)
        return self.text(
            "{group} from {before} to {rank}",
            group=self._group(moved.group),
            before=moved.before,
            rank=moved.group.rank,
        )

    def _lane(self, brief: BriefLane) -> Iterator[str]:
        lane = brief.lane
        title = self.text(LANE_TITLES[lane.lane])
        yield f"{title} ({self.plural('{n} person', '{n} persons', lane.n_rows)})"
        if lane.why_empty is not None:
            yield "  " + self.text("Nobody: {why}", why=self._empty(lane.why_empty))
        if brief.n_new is not None and self._brief.changes is not None:
            yield "  " + self.text(
                "Since {day}, {new} came onto the list and {left} left it.",
                day=self._brief.changes.since,
                new=brief.n_new,
                left=len(brief.left),
            )
        yield from (f"  {self._row(brief, row)}" for row in lane.rows)
        yield from (f"  · {note(self._spoken, each)}" for each in brief.left_out)

    def _row(self, brief: BriefLane, row: LaneRow) -> str:
        person = row.person
        if person.person_id == WITHHELD.value:
            return f"{row.rank}. {self.text('withheld')}"
        role = word(self._spoken, person.role, "Role") if person.role else ""
        groups = " ".join(filter(None, (", ".join(person.group_ids) or self.text("no group"), role)))
        names = "".join(f" {name}" for name in self._brief.names.get(person.person_id, ()))
        numbers = {
            "message": self.plural("{n} point", "{n} points", row.points),
            "messenger": self.text("+{n} reached", n=self._seen(row.newly_reached)),
        }
        number = f", {numbers[brief.lane.lane]}" if brief.lane.lane in numbers else ""
        marks = list(self._marks(brief, row))
        marked = f" ({', '.join(marks)})" if marks else ""
        reasons = "; ".join(map(self._reason, row.reasons[:N_REASONS]))
        more = self._more(len(row.reasons) - N_REASONS) if len(row.reasons) > N_REASONS else ""
        return f"{row.rank}. {person.person_id}{names} {groups}{number}{marked}: {reasons}{more}"

    def _marks(self, brief: BriefLane, row: LaneRow) -> Iterator[str]:
        person = row.person
        if person.person_id in brief.new:
            yield self.text("new")
        if person.is_minor == "yes":
            yield self.text("minor")
        if person.is_minor == "unknown":
            yield self.text("age not known")
        if person.groups_in_conflict:
            yield self.text("own groups in conflict: {groups}", groups=", ".join(person.groups_in_conflict))
        if person.in_custody:
            yield self.text("in custody")
        if not row.is_eligible and person.cooling_off_until is not None:
            yield self.text("not eligible to {day}", day=person.cooling_off_until)
        if person.next_meeting_on is not None:
            yield self.text("next meeting {day}", day=person.next_meeting_on)

    def _reason(self, each: Reason) -> str:
        day = [self._day(each.on, each.precision)] if each.on else []
        ids = (record_id.partition(":")[2] for record_id in each.record_ids[:N_RECORDS])
        return " ".join((reason(self._spoken, each), *day, f"[{', '.join(ids)}]"))

    def _seen(self, value: object) -> object:
        return self.text("withheld") if value == WITHHELD else value

    def _plan(self, plan: Representatives) -> Iterator[str]:
        first = self._group(self._brief.first.rows[0].group)
        if plan.why_empty is not None:
            yield self.text(
                "Plan for {group}: nobody may be asked: {why}", group=first, why=self._empty(plan.why_empty)
            )
            return
        proof = (
            self.text("proven to be the fewest")
            if plan.proven_optimal
            else self.text("not proven, gap {n}", n=plan.gap)
        )
        picks = [self._pick(pick.person_id) for pick in plan.picks[:N_PICKS]]
        yield self.plural(
            "Plan for {group}: {n} person reaches {reached} of {total} ({proof}): {persons}",
            "Plan for {group}: {n} persons reach {reached} of {total} ({proof}): {persons}",
            len(plan.chosen),
            group=first,
            reached=plan.n_reached,
            total=plan.n_total,
            proof=proof,
            persons=f"{', '.join(picks)}{self._more(max(len(plan.picks) - N_PICKS, 0))}",
        )

    def _pick(self, person_id: str) -> str:
        if person_id == WITHHELD.value:
            return self.text("withheld")
        return " ".join(chain((person_id,), self._brief.names.get(person_id, ())))

    def _not_asked(self) -> Iterator[str]:
        if self._brief.not_asked:
            yield self.text(
                "Not in this briefing, because your role does not see it: {parts}. Ask somebody who sees it to bring "
                "it to the meeting.",
                parts=", ".join(self.text(PART_NAMES[name]) for name in self._brief.not_asked),
            )
