"""Charts of the pages: results of questions with the words of a language, drawn as SVG."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from markupsafe import Markup

from graph_service.analysis.conflicts import ChainLink, ConflictRow, Conflicts
from graph_service.analysis.months import GroupMonths, MonthList
from graph_service.analysis.network import ListedIncident
from graph_service.analysis.representatives_parts import Representatives
from graph_service.analysis.scorecard_parts import Evidence, GroupRow
from graph_service.domain.dates import period
from graph_service.languages.translator import Translator
from graph_service.web.page import N_
from graph_service.wording.words import word
from visualizations.charts.conflict_matrix import STATES, MatrixCell, conflict_matrix
from visualizations.charts.rank_interval import rank_interval
from visualizations.charts.reach_curve import CurveWords, reach_curve_chart
from visualizations.charts.sparkline import sparkline
from visualizations.charts.time_line import Band, IncidentMark, TimeLane, time_line
from visualizations.charts.year_months import YearWords, year_months

SPARK_MONTHS = 24
LINE_DAYS = 730  # of the time line of a group
KINDS = (
    ("fatal", N_("fatal")),
    ("injury", N_("with injured")),
    ("none", N_("nobody hurt")),
    ("unknown", N_("outcome not known")),
    ("hold", N_("on hold")),
)


def sparks(spoken: Translator, months: MonthList, group_ids: Collection[str]) -> Mapping[str, Markup]:
    """Return of some groups the named incidents a month of the last two years, to the one scale of all groups."""
    highest = max((max(row.committed_named[-SPARK_MONTHS:]) for row in months.groups), default=0)
    shown = set(group_ids)
    return {row.group_id: _spark(spoken, row, highest) for row in months.groups if row.group_id in shown}


def _spark(spoken: Translator, row: GroupMonths, highest: int) -> Markup:
    values = row.committed_named[-SPARK_MONTHS:]
    said = spoken.text("{n} incidents in {months} months, at most {most} in one month").format(
        n=sum(values), months=len(values), most=max(values)
    )
    title = spoken.text("Incidents a month attributed to {group}").format(group=row.name)
    return Markup(sparkline(values, title=title, description=said, highest=highest))  # noqa: S704  escaped where drawn


def intervals(spoken: Translator, rows: Iterable[GroupRow], n_ranks: int) -> Mapping[str, Markup]:
    """Return of some groups the rank with the likely range, among so many."""
    drawn = {}
    for row in rows:
        title = spoken.text("Likely range of the rank of {group}").format(group=row.name)
        said = spoken.text("Rank {rank}, likely {low} to {high} of {n}").format(
            rank=row.rank, low=row.rank_low, high=row.rank_high, n=n_ranks
        )
        chart = rank_interval(row.rank, row.rank_low, row.rank_high, n_ranks, title=title, description=said)
        drawn[row.group_id] = Markup(chart)  # noqa: S704  escaped where drawn
    return drawn


def month_names(spoken: Translator) -> tuple[str, ...]:
    """Return the short names of the months."""
    names = spoken.locale.months["stand-alone"]["abbreviated"]
    return tuple(str(names[month]).rstrip(".") for month in range(1, 13))


def shootings(spoken: Translator, months: MonthList) -> Markup:
    """Return the shootings a month of this year against earlier years."""
    this_year, *earlier = months.years
    span = "–".join(dict.fromkeys(str(year.year) for year in (earlier[-1], earlier[0]))) if earlier else ""
    words = YearWords(
        months=month_names(spoken),
        this_year=str(this_year.year),
        earlier=spoken.text("lowest to highest of {years}").format(years=span),
        mean=spoken.text("mean of these years"),
    )
    said = "; ".join(f"{year.year}: {', '.join(map(str, year.shootings))}" for year in months.years)
    return Markup(  # noqa: S704  escaped where drawn
        year_months(
            this_year.shootings,
            [year.shootings for year in earlier],
            words,
            title=spoken.text("Shootings a month this year against earlier years"),
            description=said,
        )
    )


def matrix(spoken: Translator, conflicts: Conflicts, names: Mapping[str, str]) -> Markup:
    """Return the groups that stand in a conflict or an alliance against each other."""
    opposed = {group for pair in conflicts.pairs for group in (pair.group_a, pair.group_b)}
    groups = sorted(opposed | {group for pair in conflicts.alliances for group in (pair.group_a, pair.group_b)})
    position = {group: i for i, group in enumerate(groups)}
    cells: dict[tuple[int, int], MatrixCell] = {}
    for pair in conflicts.pairs:
        words = f"{names.get(pair.group_a, pair.group_a)} – {names.get(pair.group_b, pair.group_b)}"
        said = f"{words}: {word(spoken, pair.status, 'ConflictState')} ({', '.join(pair.conflict_ids)})"
        cells[position[pair.group_a], position[pair.group_b]] = MatrixCell(pair.status, pair.also_allied, said)
    for ally in conflicts.alliances:
        at = position[ally.group_a], position[ally.group_b]
        words = f"{names.get(ally.group_a, ally.group_a)} – {names.get(ally.group_b, ally.group_b)}"
        cells.setdefault(at, MatrixCell(None, is_allied=True, words=f"{words}: {spoken.text('alliance')}"))
    return Markup(  # noqa: S704  escaped where drawn
        conflict_matrix(
            [names.get(group, group) for group in groups],
            cells,
            {**{state: word(spoken, state, "ConflictState") for state in STATES}, "alliance": spoken.text("alliance")},
            title=spoken.text("Conflicts and alliances between groups"),
            description="; ".join(cell.words for _, cell in sorted(cells.items())),
        )
    )


def reach(spoken: Translator, plan: Representatives) -> Markup:
    """Return how many hear the message, by how many are asked."""
    words = CurveWords(
        persons_asked=spoken.text("persons who are asked"),
        reached=spoken.text("persons reached"),
        everybody=spoken.text("all {n} to be reached").format(n=plan.n_total),
    )
    said = "; ".join(f"{i}: {n}" for i, n in enumerate(plan.curve, 1))
    title = spoken.text("How many are reached, by how many are asked")
    return Markup(reach_curve_chart(plan.curve, plan.n_total, words, title=title, description=said))  # noqa: S704  as above


def evidence_line(spoken: Translator, evidence: Sequence[Evidence], as_of: date) -> Markup:
    """Return the incidents of a group over two years: committed above, suffered below."""
    lanes = []
    for side, name in (("suspect", spoken.text("committed")), ("victim", spoken.text("was hit"))):
        marks = [_mark(spoken, entry, entry.status) for entry in evidence if entry.side == side]
        lanes.append(TimeLane(name, [mark for mark in marks if mark is not None and mark.last >= _begin(as_of)]))
    return _line(spoken, lanes, _begin(as_of), as_of, spoken.text("Incidents on a time line"))


def incident_line(spoken: Translator, incidents: Iterable[ListedIncident], as_of: date) -> Markup:
    """Return incidents in one lane a type."""
    rows: dict[str, list[IncidentMark]] = {}
    for entry in incidents:
        mark = _mark(spoken, entry, entry.status)
        if mark is not None:
            rows.setdefault(word(spoken, entry.type, "IncidentType"), []).append(mark)
    first = min((mark.first for marks in rows.values() for mark in marks), default=_begin(as_of))
    lanes = [TimeLane(name, rows[name]) for name in sorted(rows)]
    return _line(spoken, lanes, first, as_of, spoken.text("Incidents on a time line"))


def conflict_line(spoken: Translator, conflict: ConflictRow, names: Mapping[str, str], as_of: date) -> Markup:
    """Return the chain of a conflict: a lane for each group that committed, its states behind, answers as arcs."""
    lanes: dict[str, list[IncidentMark]] = {party.name: [] for party in conflict.parties}
    unnamed: list[IncidentMark] = []
    for link in conflict.chain:
        mark = _mark(spoken, link, "confirmed", answers=link.retaliation_for or "")
        if mark is not None:
            name = names.get(link.suspect_groups[0], link.suspect_groups[0]) if link.suspect_groups else ""
            (lanes.setdefault(name, []) if name else unnamed).append(mark)
    if unnamed:
        lanes[spoken.text("nobody named")] = unnamed
    first = min((mark.first for marks in lanes.values() for mark in marks), default=_begin(as_of)) - timedelta(days=20)
    bands = [
        Band(
            max(state.valid_from or first, first),
            min(state.valid_to or as_of, as_of),
            state.status,
            f"{word(spoken, state.status, 'ConflictState')} {state.valid_from or '?'}–{state.valid_to or ''}",
        )
        for state in conflict.history
        if (state.valid_to or as_of) >= first
    ]
    rows = [TimeLane(name, marks) for name, marks in lanes.items()]
    return _line(spoken, rows, first, as_of, spoken.text("The conflict on a time line"), bands)


def _begin(as_of: date) -> date:
    return as_of - timedelta(days=LINE_DAYS)


def _mark(
    spoken: Translator, entry: Evidence | ListedIncident | ChainLink, status: str, *, answers: str = ""
) -> IncidentMark | None:
    day = entry.occurred_on
    if day is None or entry.precision == "unknown":
        return None
    first, last = period(day, entry.precision)
    words = f"{entry.incident_id}, {spoken.day(day, entry.precision)}, {word(spoken, entry.type, 'IncidentType')}"
    return IncidentMark(first, last, "hold" if status == "hold" else entry.outcome, words, entry.incident_id, answers)


def _line(
    spoken: Translator,
    lanes: Sequence[TimeLane],
    first: date,
    last: date,
    title: str,
    bands: Sequence[Band] = (),
) -> Markup:
    kinds = {mark.kind for lane in lanes for mark in lane.marks}
    said = "; ".join(f"{lane.name}: {len(lane.marks)}" for lane in lanes)
    legend = [(kind, spoken.text(words)) for kind, words in KINDS if kind in kinds]
    return Markup(  # noqa: S704  escaped where drawn
        time_line(lanes, first, last, title=title, description=said, bands=bands, legend=legend)
    )
