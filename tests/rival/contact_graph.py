"""The graph of contacts by the letter of its definition, record by record."""

from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import combinations

from graph_service.domain import records
from tests.rival import days
from tests.rival.incidents import happened
from tests.rival.policy import REACH_YEARS
from tests.rival.view import MEMBER_ROLES, Case, View, rows

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


def slow_graph(case: Case, as_of: object, options: Options) -> SlowGraph:
    """Build it; groups that are named where there are no memberships are a `ValueError`."""
    case = _without(case, options.without_source or ())
    view = View(case, as_of, lineage=options.lineage)  # type: ignore[arg-type]  # a date
    named = options.groups
    if named is not None and not view.members and not options.all_persons:
        raise ValueError("no memberships")
    groups = {g for g in view.groups if view.is_valid(g)} if named is None else {view.heir_of[g] for g in named}
    alive = {person for person in view.persons if view.is_alive(person)}
    of_person: dict[str, set[str]] = {person: set() for person in alive}
    for member in view.members:
        if member.role in MEMBER_ROLES and member.on(view.as_of) and member.group_id in groups:
            of_person.get(member.person_id, set()).add(member.group_id)
    everybody = options.all_persons or not view.members
    persons = sorted(person for person in alive if everybody or of_person[person])
    graph = SlowGraph(persons, groups={person: of_person[person] for person in persons})
    graph.n_successors = sum(view.heir_of[g] != g for g in set(named or ()))
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


def _add_suspects(graph: SlowGraph, view: View, options: Options) -> None:
    if "co_offending" not in options.kinds or (options.min_strength or 0) > 1:
        return
    for one in happened(view).values():
        if one.row.status != "confirmed" or one.day is None:
            continue
        if _span(view, options).place(one.period) != "inside":
            continue
        if options.min_grade is not None and not _is_graded(view, one.row.source_id, [options.min_grade]):
            continue
        for pair in combinations(sorted(set(one.formal_suspects()) & set(graph.persons)), 2):
            graph.ties[pair] = max(1.0, graph.ties.get(pair, 0.0))


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
