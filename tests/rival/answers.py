"""What both implementations say of a case, in one plain form, so that they can be held against each other.

`of_rival` asks the slow one, `of_analysis` the one that is shipped; the keys of both are the same.
Parts: scorecard, message, safety, messenger, conflicts, representatives.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from graph_service.analysis import conflicts as fast_conflicts
from graph_service.analysis import lanes as fast_lanes
from graph_service.analysis import representatives as fast_representatives
from graph_service.analysis import scorecard as fast_scorecard
from graph_service.analysis.reach import ALL_KINDS
from graph_service.analysis.tally import Outcomes, WindowTotals
from graph_service.domain.policy import default_policy
from graph_service.domain.snapshot import Snapshot
from graph_service.errors import EmptyGraphError
from tests.rival import conflicts, lanes, reach, scorecard
from tests.rival.incidents import Happened, counted, happened, last_call_in, windows
from tests.rival.make import case_of
from tests.rival.random_case import Drawn
from tests.rival.view import View, rows
from tests.snapshots import snapshot_from

Tree = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Options:
    """What is chosen beside the case; groups, kinds and pool are for representatives alone."""

    lineage: bool = True
    groups: tuple[str, ...] | None = None
    kinds: tuple[str, ...] | None = None
    pool: tuple[str, ...] | str | None = None  # ids, or "supervised"


DEFAULT = Options()
PARTS = ("scorecard", "message", "safety", "messenger", "conflicts", "representatives")
N_ALTERNATIVES = 4


def of_rival(drawn: Drawn, part: str, options: Options = DEFAULT) -> Tree:
    """Ask the rival."""
    view = View(case_of(drawn.records), drawn.as_of, lineage=options.lineage)
    if part == "representatives":
        return _rival_representatives(view, options)
    answer = {
        "scorecard": _rival_scorecard,
        "message": _rival_message,
        "safety": _rival_safety,
        "messenger": _rival_messenger,
        "conflicts": _rival_conflicts,
    }
    return answer[part](view)


def of_analysis(drawn: Drawn, part: str, options: Options = DEFAULT) -> Tree:
    """Ask the analysis."""
    given = [record for some in case_of(drawn.records).values() for record in some]
    snapshot = snapshot_from(given, drawn.as_of)
    if part == "scorecard":
        return _scorecard(fast_scorecard.scorecard(snapshot, default_policy(), lineage=options.lineage))
    if part == "conflicts":
        return _conflicts(snapshot, lineage=options.lineage)
    if part == "representatives":
        return _representatives(snapshot, options)
    return _lane(fast_lanes.lane(snapshot, default_policy(), part, lineage=options.lineage))


# -- scorecard

WINDOW_NAMES = {
    "30": "days_30",
    "90": "days_90",
    "365": "days_365",
    "year_to_date": "year_to_date",
    "since_call_in": "since_last_call_in",
}


def _rival_scorecard(view: View) -> Tree:
    table = scorecard.scorecard(view)
    holders = [window.holder for window in conflicts.retaliation_windows(view) if window.closed_by is None]
    return {
        "order": list(table.groups),
        "most_violent": list(table.most_violent),
        "groups": {
            group_id: {
                "is_valid": line.is_valid,
                "rank": line.rank,
                "index": line.index,
                "interval": [line.rank_low, line.rank_high],
                "p_first": line.p_first,
                "spread": [line.index_spread, line.rank_spread],
                "spread_expected": line.expected_spread,
                "worst": [line.index_worst, line.rank_worst],
                "n_members": len(reach.members_of(view, [group_id])),
                "n_open_windows": holders.count(group_id),
                "evidence": _rival_evidence(view, group_id),
                **{
                    WINDOW_NAMES[name]: {
                        "committed": _rival_side(line.committed[name]),
                        "suffered": _rival_side(line.suffered[name]),
                    }
                    for name in line.committed
                },
            }
            for group_id, line in table.groups.items()
        },
        "totals": {WINDOW_NAMES[name]: _rival_totals(view, table, name) for name in windows(view)},
        "first_to_kill": _rival_first(view),
        "notes": _rival_notes(view),
    }


def _rival_side(found: scorecard.Compared) -> Tree:
    low, high = found.now.victims_named["total"]
    return {
        "named": _renamed(found.now.named),
        "expected": _renamed(found.now.expected),
        "victims": [low, high],
        "hold": found.now.hold,
        "date_too_coarse": found.now.date_too_coarse,
        "previous": [found.previous.named["total"], found.previous.expected["total"]],
        "trend": found.trend,
        "ratio": found.ratio,
        "share": found.share,
        "per_member": list(found.per_member),
    }


def _renamed(numbers: Mapping[str, float]) -> Tree:
    return {("incidents" if name == "total" else name): number for name, number in numbers.items()}


def _rival_evidence(view: View, group_id: str) -> Tree:
    return {
        f"{incident_id} {side}": [c, one.outcome, one.side(side).is_derived]
        for incident_id, one in happened(view).items()
        if one.is_counted or one.is_hold
        for side in ("suspect", "victim")
        if (c := one.side(side).c.get(group_id, 0.0)) > 0
    }


def _rival_totals(view: View, table: scorecard.Scorecard, name: str) -> Tree:
    window, before = windows(view)[name]
    inside = [one for one in counted(view).values() if window.place(one.period) == "inside"]
    ranges = [one.victim_range for one in inside]
    return {
        "days": [window.first, window.last],
        "counted": _outcomes_of(inside),
        "previous_counted": sum(before.place(one.period) == "inside" for one in counted(view).values()),
        "victims": [
            sum(low or 0 for low, _ in ranges),
            None if any(high is None for _, high in ranges) else sum(high or 0 for _, high in ranges),
        ],
        "hold": sum(one.is_hold and window.place(one.period) != "outside" for one in happened(view).values()),
        "date_too_coarse": sum(window.place(one.period) == "coarse" for one in counted(view).values()),
        "unknown": [table.unknown[side][name].now.expected["total"] for side in ("suspect", "victim")],
    }


def _outcomes_of(some: Iterable[Happened]) -> Tree:
    found = [one.outcome for one in some]
    return {"incidents": len(found), **{outcome: found.count(outcome) for outcome in scorecard.OUTCOMES}}


def _rival_notes(view: View) -> Tree:
    some = list(counted(view).values())
    listed = view.listed()
    numbers = {
        "group_not_listed": sum(
            one not in listed and index > 0 for one, index in scorecard.violence_index(view).items()
        ),
        "date_not_exact": sum(one.row.precision != "day" for one in some),
        "outcome_unknown": sum(one.outcome == "unknown" for one in some),
        "on_hold": sum(one.is_hold for one in happened(view).values()),
        "attribution_derived": sum(one.suspect_side.is_derived and bool(one.suspect_side.sets) for one in some),
    }
    return {code: n for code, n in numbers.items() if n}


def _rival_first(view: View) -> Tree | None:
    held_on = last_call_in(view)
    if held_on is None:
        return None
    from graph_service.domain.records import CallIn  # noqa: PLC0415

    call_in_id = max(row.call_in_id for row in rows(view.case, CallIn) if row.held_on == held_on)
    found = scorecard.first_to_kill(view, call_in_id)
    return {
        "held_on": held_on,
        "groups": list(found.groups),
        "incidents": list(found.incidents),
        "day": found.day,
        "beside": list(found.beside),
    }


def _scorecard(table: fast_scorecard.Scorecard) -> Tree:
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
        "notes": {note.code: note.n for note in table.notes},
    }


def _group(row: fast_scorecard.GroupRow) -> Tree:
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
        **{
            name: {"committed": _side(one.committed), "suffered": _side(one.suffered)}
            for name, one in row.windows.items()
        },
    }


def _side(found: fast_scorecard.SideCounts) -> Tree:
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
        "days": [found.first_on, found.last_on],
        "counted": _outcomes(found.counted),
        "previous_counted": found.previous_counted,
        "victims": [found.victims_low, found.victims_high],
        "hold": found.hold,
        "date_too_coarse": found.date_too_coarse,
        "unknown": [found.unknown_committed, found.unknown_suffered],
    }


# -- lanes


def _rival_message(view: View) -> Tree:
    found = lanes.lanes(view)
    gated = {one for one in view.persons if lanes.gate_grounds(view, one)}
    kept = {one for one in gated if view.is_alive(one)}
    rested = [one for one in found.message.values() if one.feasibility.eligible_on is not None]
    return {
        "order": list(found.message),
        "under_15": len(found.under_15),
        "exited": sum(bool(lanes.gate_grounds(view, one)) and not view.is_under_15(one) for one in found.exited),
        "dead": sum(not view.is_alive(one) for one in gated),
        "person_overdue": sum(view.persons[one].is_overdue for one in kept),
        "minor": sum(one.is_minor for one in found.message.values()),
        "cooling_off": len(rested),
        "overdue": {table: n for table, n in found.overdue.items() if n},
        "rows": {
            person_id: {
                "rank": one.rank,
                "points": one.total,
                "reach": one.reach,
                "is_minor": one.is_minor,
                "is_eligible": one.feasibility.eligible_on is None,
                "reasons": sorted(f"{point.points} {' '.join(point.record_ids)}".strip() for point in one.points),
                **_rival_card(view, person_id),
            }
            for person_id, one in found.message.items()
        },
    }


def _rival_card(view: View, person_id: str) -> Tree:
    shown = lanes.feasibility(view, person_id)
    age = view.age(person_id)
    return {
        "age": None if age is None else [age - 1, age],
        "in_custody": shown.in_custody,
        "is_supervised": shown.is_supervised,
        "supervised_until": shown.supervised_until,
        "next_meeting_on": shown.next_meeting_on,
        "last_notified_on": shown.notified_on,
    }


def _rival_safety(view: View) -> Tree:
    found = lanes.lanes(view).safety
    return {
        "order": list(found),
        "rows": {
            person_id: {
                "rank": one.rank,
                "reasons": sorted(f"{day} {code} {record_id}" for day, code, record_id in one.grounds),
                **_rival_card(view, person_id),
            }
            for person_id, one in found.items()
        },
    }


def _rival_messenger(view: View) -> Tree:
    found = lanes.messengers(view)
    return {
        "order": list(found.chosen),
        "n_reached": found.n_reached,
        "n_total": found.n_total,
        "also_eligible": len(found.others),
    }


OVERDUE_NOTES = {
    "persons": "person_review_overdue",
    "groups": "group_review_overdue",
    "memberships": "membership_review_overdue",
    "facts": "fact_review_overdue",
    "involvements": "involvement_review_overdue",
}
SAFETY_CODES = {"open_window_against_own_group": "open_window"}


def _lane(lane: fast_lanes.Lane) -> Tree:
    order = [row.person.person_id for row in lane.rows]
    notes = {note.code: note.n for note in lane.notes}
    if lane.lane == "messenger":
        return {
            "order": order,
            "n_reached": lane.n_reached,
            "n_total": lane.n_total,
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
        "cooling_off": notes.get("cooling_off", 0),
        "overdue": {table: notes[code] for table, code in OVERDUE_NOTES.items() if code in notes},
    }


def _row(lane: str, row: fast_lanes.LaneRow) -> Tree:
    if lane == "safety":
        return {
            "reasons": sorted(
                {
                    f"{reason.on} {SAFETY_CODES.get(reason.code, reason.code)} {_ids(reason.record_ids)}"
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


def _card(card: fast_lanes.Card) -> Tree:
    return {
        "age": None if card.age_high is None else [card.age_low, card.age_high],
        "in_custody": card.in_custody,
        "is_supervised": card.is_supervised,
        "supervised_until": card.supervised_until,
        "next_meeting_on": card.next_meeting_on,
        "last_notified_on": card.last_notified_on,
    }


# -- conflicts


def _rival_conflicts(view: View) -> Tree:
    found = {state: conflicts.conflicts(view, states=(state,)) for state in ("active", "truce", "dormant")}
    now = found["active"]
    return {
        "states": {conflict_id: state or "not_active" for conflict_id, state in now.states.items()},
        **{f"pairs {state}": {f"{a} {b}": [*ids] for (a, b), ids in one.pairs.items()} for state, one in found.items()},
        "sides": {conflict_id: conflicts.sides(view, conflict_id) for conflict_id in now.states},
        "chains": {conflict_id: conflicts.chain(view, conflict_id) for conflict_id in now.states},
        "against_unknown": sum(window.closed_by is None and window.against is None for window in now.windows),
        "also_allied": [f"{a} {b}" for a, b in now.allied_in_conflict],
        "alliances": [f"{a} {b}" for a, b in now.allies],
        "windows": {
            f"{window.incident_id} {window.holder} {window.against or '?'}": {
                "day": window.day,
                "is_open": window.closed_by is None,
            }
            for window in now.windows
        },
    }


def _conflicts(snapshot: Snapshot, *, lineage: bool) -> Tree:
    found = {
        state: fast_conflicts.conflicts(snapshot, default_policy(), states=(state,), lineage=lineage)
        for state in ("active", "truce", "dormant")
    }
    now = found["active"]
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
        "against_unknown": sum(note.n for note in now.notes if note.code == "windows_against_unknown"),
        "also_allied": [f"{pair.group_a} {pair.group_b}" for pair in now.pairs if pair.also_allied],
        "alliances": [f"{pair.group_a} {pair.group_b}" for pair in now.alliances],
        "windows": {
            f"{row.incident_id} {row.group_id} {row.against or '?'}": {"day": row.occurred_on, "is_open": row.is_open}
            for row in now.windows
        },
    }


# -- representatives

BUDGETS = (None, 1, 2)


def _rival_representatives(view: View, options: Options) -> Tree:
    graph = reach.reach_graph(view, options.groups, kinds=options.kinds)
    if not graph.persons:
        return {"empty": True}
    if options.pool == "supervised":
        pool = lanes.supervised_pool(view)
    elif options.pool is not None:
        pool = lanes.given_pool(view, options.pool)
    elif reach.is_calculation(view):
        pool = list(graph.persons)
    else:
        pool = lanes.default_pool(view, groups=options.groups)
    pool = [person_id for person_id in pool if person_id in graph.persons]
    found: dict[str, object] = {"n_pool": len(pool)}
    for budget in BUDGETS:
        choice = reach.best(graph, pool, budget=budget)
        found[f"budget {budget}"] = {
            "chosen": list(choice.chosen),
            "printed": list(reach.print_order(graph, choice.chosen)),
            "n_reached": choice.n_reached,
            "n_total": choice.n_total,
            "unreached": list(choice.unreached),
            "curve": list(choice.curve),
            "alternatives": [list(one) for one in choice.optima[1 : N_ALTERNATIVES + 1]],
            "gap": 0,
        }
    return found


def _representatives(snapshot: Snapshot, options: Options) -> Tree:
    found: dict[str, object] = {}
    groups = None if options.groups is None else [snapshot["group"].position[one] for one in options.groups]
    for budget in BUDGETS:
        try:
            choice = fast_representatives.representatives(
                snapshot,
                default_policy(),
                groups=groups,
                pool=options.pool,
                budget=budget,
                n_alternatives=N_ALTERNATIVES,
                kinds=ALL_KINDS if options.kinds is None else options.kinds,
                lineage=options.lineage,
            )
        except EmptyGraphError:
            return {"empty": True}
        found["n_pool"] = choice.n_pool
        found[f"budget {budget}"] = {
            "chosen": list(choice.chosen),
            "printed": [pick.person_id for pick in choice.picks],
            "n_reached": choice.n_reached,
            "n_total": choice.n_total,
            "unreached": list(choice.unreached),
            "curve": list(choice.curve),
            "alternatives": [list(one) for one in choice.alternatives],
            "gap": choice.gap,
        }
    return found


# -- holding them against each other


def differences(one: object, other: object, at: str = "") -> list[str]:
    """Say where two answers differ, each place with both values; floats may differ by 1e-7."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        found = []
        for key in sorted(one.keys() | other.keys()):
            if at.endswith("/evidence") and key not in other:
                continue  # the shipped one lists only what stands behind a printed number
            found += differences(one.get(key, "missing"), other.get(key, "missing"), f"{at}/{key}")
        return found
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [text for i in range(len(one)) for text in differences(one[i], other[i], f"{at}/{i}")]
    if isinstance(one, bool) or isinstance(other, bool):
        return [] if one is other else [f"{at}: {one} and {other}"]
    if isinstance(one, int | float) and isinstance(other, int | float):
        return [] if abs(one - other) < 1e-7 else [f"{at}: {one} and {other}"]
    return [] if one == other else [f"{at}: {_shown(one)} and {_shown(other)}"]


def _shown(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else repr(value)


def found_at(tree: object, path: str) -> object:
    """Look a value up by its path, such as groups/A/rank."""
    for key in path.split("/"):
        if not isinstance(tree, Mapping) or key not in tree:
            return "missing"
        tree = tree[key]
    return tree
