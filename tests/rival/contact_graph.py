"""The graph of contacts by the letter of its definition, record by record."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from graph_service.domain import records
from tests.rival import days
from tests.rival.incidents import happened
from tests.rival.policy import REACH_YEARS
from tests.rival.view import MEMBER_ROLES, Case, Member, View, rows

RETRACTED = (
    records.Tie,
    records.Membership,
    records.Involvement,
    records.Attribution,
    records.Alliance,
    records.ConflictParty,
    records.ConflictStatus,
    records.Fact,
    records.GroupSuccession,
    records.Supervision,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What may be left out."""

    groups: tuple[str, ...] | None = None
    all_persons: bool = False
    kinds: tuple[str, ...] = ("co_offending", "kin", "friend", "communication", "other")
    facts_only: bool = False
    min_grade: str | None = None
    min_strength: float | None = None
    window_days: int | None = None
    without_source: tuple[str, ...] | None = None
    lineage: bool = True


@dataclass(slots=True)
class SlowGraph:
    """Persons, ties with their strength, the chosen groups of each, and what is counted."""

    persons: list[str]
    ties: dict[tuple[str, str], float] = field(default_factory=dict)
    groups: dict[str, set[str]] = field(default_factory=dict)
    n_undated: int = 0
    n_joined: int = 0
    n_successors: int = 0
    records: dict[tuple[str, str], list[dict[str, object]]] = field(default_factory=dict, compare=False)
    n_too_coarse: int = field(default=0, compare=False)
    n_without_memberships: int = field(default=0, compare=False)


def slow_graph(case: Case, as_of: date, options: Options) -> SlowGraph:
    """Build it; groups that are named where there are no memberships are a `ValueError`."""
    view = seen(case, as_of, options)
    named = options.groups
    if named is not None and not view.members and not options.all_persons:
        raise ValueError("no memberships")
    groups = {g for g in view.groups if view.is_valid(g)} if named is None else {view.heir_of[g] for g in named}
    graph = _graph(view, groups, options)
    graph.n_successors = sum(view.heir_of[g] != g for g in set(named or ()))
    return graph


def slow_graph_of_year_before(case: Case, as_of: date, options: Options, groups: Collection[str]) -> SlowGraph:
    """Build that of the same date a year earlier, groups as they are on the day."""
    view = seen(case, as_of, options)
    past = View(view.case, days.years_earlier(as_of, 1), lineage=False)
    past.members = [Member(one.row, past.one_of[one.row.person_id], one.group_id) for one in view.members]
    return _graph(past, groups, options)


def seen(case: Case, as_of: date, options: Options) -> View:
    """Look at a case without the sources that are left out."""
    return View(_without(case, options.without_source or ()), as_of, lineage=options.lineage)


def _graph(view: View, groups: Collection[str], options: Options) -> SlowGraph:
    alive = {person for person in view.persons if view.is_alive(person)}
    of_person: dict[str, set[str]] = {person: set() for person in alive}
    for member in view.members:
        if member.role in MEMBER_ROLES and member.on(view.as_of) and member.group_id in groups:
            of_person.get(member.person_id, set()).add(member.group_id)
    everybody = options.all_persons or not view.members
    persons = sorted(person for person in alive if everybody or of_person[person])
    graph = SlowGraph(persons, groups={person: of_person[person] for person in persons})
    graph.n_without_memberships = 0 if options.all_persons or view.members else len(persons)
    _add_ties(graph, view, options)
    _add_suspects(graph, view, options)
    return graph


def _add_ties(graph: SlowGraph, view: View, options: Options) -> None:
    for tie in rows(view.case, records.Tie):
        ends = {view.one_of[tie.person_a], view.one_of[tie.person_b]}
        if (
            ends <= set(graph.persons)
            and tie.kind in options.kinds
            and days.valid_within(tie.valid_from, tie.valid_to, _span(view, options))
            and (options.min_strength is None or tie.strength >= options.min_strength)
            and _is_graded(view, tie.source_id, _wanted(options))
        ):
            if len(ends) == 1:
                graph.n_joined += 1
                continue
            graph.n_undated += tie.valid_from is None and tie.valid_to is None
            a, b = sorted(ends)
            graph.ties[a, b] = max(tie.strength, graph.ties.get((a, b), 0.0))
            shown = [(day, "day" if day else None) for day in (tie.valid_from, tie.valid_to)]
            record = _record(view, f"tie:{tie.tie_id}", str(tie.kind), tie.strength, tie.source_id, shown)
            graph.records.setdefault((a, b), []).append(record)


def _record(
    view: View,
    record_id: str,
    kind: str,
    strength: float,
    source_id: str | None,
    days_shown: Sequence[tuple[date | None, str | None]],
) -> dict[str, object]:
    """What is shown of a record that ties two persons."""
    first, last = days_shown
    source = view.sources[source_id] if source_id is not None else None
    return {
        "record_id": record_id,
        "kind": kind,
        "strength": strength,
        "source_id": source_id,
        "grade": source and f"{source.reliability or '-'}{source.credibility or '-'}",
        "first_on": first[0],
        "first_precision": first[1],
        "last_on": last[0],
        "last_precision": last[1],
    }


def _add_suspects(graph: SlowGraph, view: View, options: Options) -> None:
    if "co_offending" not in options.kinds or (options.min_strength or 0) > 1:
        return
    for one in happened(view).values():
        if one.row.status != "confirmed":
            continue
        place = _span(view, options).place(one.period)
        graph.n_too_coarse += place == "coarse" and len(set(one.formal_suspects())) > 1
        if place != "inside" or one.period is None:
            continue
        if options.min_grade is not None and not _is_graded(view, one.row.source_id, [options.min_grade]):
            continue
        for pair in combinations(sorted(set(one.formal_suspects()) & set(graph.persons)), 2):
            graph.ties[pair] = max(1.0, graph.ties.get(pair, 0.0))
            shown, source_id = (one.period.first, str(one.row.precision)), one.row.source_id
            record = _record(view, f"incident:{one.incident_id}", "co_offending", 1.0, source_id, [shown] * 2)
            if not any(_says_so(told, record) for told in graph.records.get(pair, ())):
                graph.records.setdefault(pair, []).append(record)


def _says_so(told: dict[str, object], incident: dict[str, object]) -> bool:
    """Whether a tie of the same source says what an incident says, at least as strongly."""
    is_same = told["kind"] == "co_offending" and told["source_id"] == incident["source_id"] is not None
    return is_same and str(told["record_id"]).startswith("tie:") and float(str(told["strength"])) >= 1.0


def _span(view: View, options: Options) -> days.Span:
    if options.window_days is not None:
        return days.Span(view.as_of - (options.window_days - 1) * days.ONE_DAY, view.as_of)
    return days.Span(days.years_earlier(view.as_of, REACH_YEARS) + days.ONE_DAY, view.as_of)


def _wanted(options: Options) -> list[str]:
    return [grade for grade in ("B2" if options.facts_only else None, options.min_grade) if grade]


def _is_graded(view: View, source_id: str | None, wanted: list[str]) -> bool:
    """At least as good in letter and digit as each grade wanted; F, 6 and what is missing never are."""
    if not wanted:
        return True
    if source_id is None:
        return False
    source = view.sources[source_id]
    if source.reliability is None or source.credibility is None:
        return False
    return all(str(source.reliability) <= grade[0] and source.credibility <= int(grade[1]) for grade in wanted)


def _without(case: Case, source_ids: Collection[str]) -> Case:
    gone = set(source_ids)
    sources = {row.source_id: row for row in rows(case, records.Source)}
    for _ in sources:
        gone |= {name for name, row in sources.items() if row.origin_id in gone and row.origin_id in sources}
    return {
        name: [row for row in of_kind if not (isinstance(row, RETRACTED) and getattr(row, "source_id", None) in gone)]
        for name, of_kind in case.items()
    }
