"""What the analysis that is shipped says of a case, in the plain form."""

from collections.abc import Iterable
from datetime import date

from graph_service.analysis.cards import Card
from graph_service.analysis.conflicts import CONFLICTS
from graph_service.analysis.network import NETWORK
from graph_service.analysis.priorities import PRIORITIES
from graph_service.analysis.priorities_parts import Lane, LaneRow
from graph_service.analysis.representatives import REPRESENTATIVES
from graph_service.analysis.scorecard import SCORECARD
from graph_service.analysis.scorecard_parts import GroupRow, Scorecard, SideCounts
from graph_service.analysis.window_counts import Outcomes, WindowTotals
from graph_service.domain.parameters import ALL_KINDS
from graph_service.domain.policy import default_policy
from graph_service.domain.snapshot import Snapshot
from graph_service.errors import InputError
from tests.asking import compute
from tests.rival.make import case_of
from tests.rival.options import BUDGETS, DEFAULT, N_ALTERNATIVES, Options, Tree
from tests.rival.random_case import Drawn
from tests.snapshots import snapshot_from


def of_analysis(drawn: Drawn, part: str, options: Options = DEFAULT) -> Tree:
    """Ask the analysis."""
    given = [record for some in case_of(drawn.records).values() for record in some]
    snapshot = snapshot_from(given, drawn.as_of)
    if part == "scorecard":
        return _scorecard(compute(SCORECARD, snapshot, default_policy(), lineage=options.lineage))
    if part == "conflicts":
        return _conflicts(snapshot, lineage=options.lineage)
    if part == "network":
        found = compute(NETWORK, snapshot, default_policy(), lineage=options.lineage)
        return {"ties": {f"{one.person_a} {one.person_b}": [one.strength, *sorted(one.kinds)] for one in found.ties}}
    if part == "representatives":
        return _representatives(snapshot, options)
    groups = _listed(options.groups if part == "messenger" else None)
    try:
        answer = compute(PRIORITIES, snapshot, default_policy(), lane=part, groups=groups, lineage=options.lineage)
    except InputError:
        return {"refused": True}
    return _lane(answer)


def _scorecard(table: Scorecard) -> Tree:
    first = table.first_to_kill
    return {
        "order": [row.group_id for row in table.groups],
        "most_violent": list(table.most_violent),
        "groups": {row.group_id: _group(row) for row in table.groups},
        "totals": {name: _totals(one) for name, one in table.totals.items()},
        "first_to_kill": first
        and {
            "held_on": first.held_on,
            "groups": list(first.group_ids),
            "incidents": list(first.incident_ids),
            "day": first.occurred_on,
            "beside": sorted(first.without_named_group),
        },
        "notes": {note.code: note.n for note in table.notes if note.code != "records_end_earlier"},
    }


def _group(row: GroupRow) -> Tree:
    return {
        "is_valid": row.is_valid,
        "rank": row.rank,
        "index": row.violence_index,
        "interval": [row.rank_low, row.rank_high],
        "p_first": row.p_first,
        "spread": [row.spread_violence_index, row.spread_rank],
        "spread_expected": row.spread_expected,
        "worst": [row.worst_case_violence_index, row.worst_case_rank],
        "n_members": row.n_members,
        "n_open_windows": row.n_open_windows,
        "evidence": {
            f"{one.incident_id} {one.side}": [one.confidence, one.outcome, one.is_derived] for one in row.evidence
        },
        "adds": {one.incident_id: one.adds for one in row.evidence if one.adds != 0},
        **{
            name: {"committed": _side(one.committed), "suffered": _side(one.suffered)}
            for name, one in row.windows.items()
        },
    }


def _side(found: SideCounts) -> Tree:
    return {
        "named": _outcomes(found.named),
        "expected": _outcomes(found.expected),
        "victims": [found.victims_low, found.victims_high],
        "hold": found.hold,
        "date_too_coarse": found.date_too_coarse,
        "previous": [found.previous_named, found.previous_expected],
        "trend": found.trend,
        "ratio": found.ratio,
        "share": found.share,
        "per_member": [found.per_member_low, found.per_member_high],
    }


def _outcomes(found: Outcomes) -> Tree:
    return {
        "incidents": found.incidents,
        "fatal": found.fatal,
        "injury": found.injury,
        "none": found.none,
        "unknown": found.unknown,
    }


def _totals(found: WindowTotals) -> Tree:
    return {
        "days": [found.first_on, found.last_on, found.previous_first_on, found.previous_last_on],
        "counted": _outcomes(found.counted),
        "previous_counted": found.previous_counted,
        "victims": [found.victims_low, found.victims_high],
        "hold": found.hold,
        "date_too_coarse": found.date_too_coarse,
        "unknown": [found.unknown_committed, found.unknown_suffered],
        "unknown outcomes": [_outcomes(found.unknown_committed_outcomes), _outcomes(found.unknown_suffered_outcomes)],
    }


OVERDUE_NOTES = {
    "persons": "person_review_overdue",
    "groups": "group_review_overdue",
    "memberships": "membership_review_overdue",
    "facts": "fact_review_overdue",
    "involvements": "involvement_review_overdue",
}


SAFETY_CODES = {"open_window_against_own_group": "open_window"}


def _lane(lane: Lane) -> Tree:
    order = [row.person.person_id for row in lane.rows]
    notes = {note.code: note.n for note in lane.notes}
    if lane.lane == "messenger":
        return {
            "order": order,
            "proven": lane.proven_optimal,
            "n_reached": lane.n_reached,
            "n_total": lane.n_total,
            "rows": {
                row.person.person_id: {"rank": row.rank, "reach": row.reach, "newly_reached": row.newly_reached}
                for row in lane.rows
            },
            "also_eligible": notes.get("eligible_not_needed", 0),
        }
    found = {row.person.person_id: {"rank": row.rank, **_row(lane.lane, row), **_card(row.person)} for row in lane.rows}
    if lane.lane == "safety":
        return {"order": order, "rows": found}
    return {
        "order": order,
        "rows": found,
        "under_15": notes.get("under_age", 0),
        "exited": notes.get("exited", 0),
        "dead": notes.get("dead", 0),
        "person_overdue": notes.get("person_overdue", 0),
        "minor": notes.get("minor", 0),
        "age_unknown": notes.get("age_unknown", 0),
        "cooling_off": notes.get("cooling_off", 0),
        "overdue": {table: notes[code] for table, code in OVERDUE_NOTES.items() if code in notes},
    }


def _printed(day: date | None, precision: str | None) -> str:
    """The date as its precision leaves it."""
    return "" if day is None else day.isoformat()[: {"month": 7, "year": 4}.get(precision or "")]


def _row(lane: str, row: LaneRow) -> Tree:
    if lane == "safety":
        return {
            "reasons": sorted(
                {
                    f"{_printed(reason.on, reason.precision)} "
                    f"{SAFETY_CODES.get(reason.code, reason.code)} {_ids(reason.record_ids)}"
                    for reason in row.reasons
                }
            )
        }
    return {
        "points": row.points,
        "reach": row.reach,
        "is_minor": row.person.is_minor,
        "is_eligible": row.is_eligible,
        "reasons": sorted(
            f"{reason.points} {'' if _is_of_group(reason.code) else _ids(reason.record_ids)}".strip()
            for reason in row.reasons
            if reason.points
        ),
    }


def _is_of_group(code: str) -> bool:
    return code.startswith("group") or code in {"leader", "core"}


def _ids(record_ids: Iterable[str]) -> str:
    named = [one.split(":", 1) for one in record_ids]
    return " ".join(sorted(key for kind, key in named if kind in {"incident", "fact"}))


def _card(card: Card) -> Tree:
    return {
        "age": None if card.age_high is None else [card.age_low, card.age_high],
        "in_custody": card.in_custody,
        "is_supervised": card.is_supervised,
        "supervised_until": card.supervised_until,
        "next_meeting_on": card.next_meeting_on,
        "last_notified_on": card.last_notified_on,
        "cooling_off_until": card.cooling_off_until,
        "groups": sorted(card.group_ids),
        "role": f"{card.role} {card.grade}".strip(),
    }


def _conflicts(snapshot: Snapshot, *, lineage: bool) -> Tree:
    found = {
        state: compute(CONFLICTS, snapshot, default_policy(), states=(state,), lineage=lineage)
        for state in ("active", "truce", "dormant")
    }
    now = found["active"]
    at_all = compute(CONFLICTS, snapshot, default_policy(), states=tuple(found), lineage=lineage)
    return {
        "states": {row.conflict_id: row.status for row in now.conflicts},
        **{
            f"pairs {state}": {f"{pair.group_a} {pair.group_b}": [*pair.conflict_ids] for pair in one.pairs}
            for state, one in found.items()
        },
        "sides": {
            row.conflict_id: sorted(
                {f"{one.group_id} {one.side}" for one in row.parties}
                | {f"{one.person_id} {one.side}" for one in row.persons}
            )
            for row in now.conflicts
        },
        "chains": {row.conflict_id: sorted(one.incident_id for one in row.chain) for row in now.conflicts},
        "status of pairs": {f"{pair.group_a} {pair.group_b}": pair.status for pair in at_all.pairs},
        "against_unknown": sum(note.n for note in now.notes if note.code == "windows_against_unknown"),
        "also_allied": [f"{pair.group_a} {pair.group_b}" for pair in now.pairs if pair.also_allied],
        "alliances": [f"{pair.group_a} {pair.group_b}" for pair in now.alliances],
        "windows": {
            f"{row.incident_id} {row.group_id} {row.against or '?'}": {
                "day": _printed(row.occurred_on, row.precision),
                "is_open": row.is_open,
                "days": [row.days_since, row.days_left],
            }
            for row in now.windows
        },
    }


def _listed(ids: Iterable[str] | None) -> tuple[str, ...] | None:
    return None if ids is None else tuple(ids)


def _representatives(snapshot: Snapshot, options: Options) -> Tree:
    found: dict[str, object] = {}
    for budget in BUDGETS:
        try:
            choice = compute(
                REPRESENTATIVES,
                snapshot,
                default_policy(),
                groups=_listed(options.groups),
                pool=options.pool if options.pool is None or isinstance(options.pool, str) else tuple(options.pool),
                budget=budget,
                n_alternatives=N_ALTERNATIVES,
                kinds=ALL_KINDS if options.kinds is None else tuple(options.kinds),
                must=options.must,
                must_not=options.must_not,
                lineage=options.lineage,
            )
        except InputError:
            found[f"budget {budget}"] = {"refused": True}
            continue
        if not choice.n_total:
            assert choice.why_empty is not None
            return {"empty": True}
        found["n_pool"] = choice.n_pool
        found["n_undated"] = sum(note.n for note in choice.notes if note.code == "tie_undated")
        found["n_projected"] = sum(note.n for note in choice.notes if note.code == "tie_projected")
        found[f"budget {budget}"] = {
            "chosen": list(choice.chosen),
            "printed": [pick.person_id for pick in choice.picks],
            "reaches": [list(pick.reaches) for pick in choice.picks],
            "n_reached": choice.n_reached,
            "n_total": choice.n_total,
            "unreached": list(choice.unreached),
            "out_of_reach": list(choice.out_of_reach),
            "curve": list(choice.curve),
            "alternatives": [list(one) for one in choice.alternatives],
            "gap": choice.gap,
            "proven": choice.proven_optimal,
        }
    return {"refused": True} if all(answer == {"refused": True} for answer in found.values()) else found
