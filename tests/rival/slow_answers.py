"""What the rival says of a case, in the plain form."""

from collections.abc import Iterable, Mapping

from graph_service.domain.records import CallIn, Fact, Involvement
from tests.rival import conflicts, days, gate, lanes, pools, reach, scorecard
from tests.rival.incidents import Happened, counted, happened, last_call_in, windows
from tests.rival.make import case_of
from tests.rival.options import BUDGETS, DEFAULT, N_ALTERNATIVES, Options, Tree
from tests.rival.policy import RETALIATION_DAYS
from tests.rival.random_case import Drawn
from tests.rival.view import View, rows


def of_rival(drawn: Drawn, part: str, options: Options = DEFAULT) -> Tree:
    """Ask the rival."""
    view = View(case_of(drawn.records), drawn.as_of, lineage=options.lineage)
    if part == "representatives":
        return _rival_representatives(view, options)
    if part == "messenger":
        return _rival_messenger(view, options)
    answer = {
        "scorecard": _rival_scorecard,
        "message": _rival_message,
        "safety": _rival_safety,
        "conflicts": _rival_conflicts,
        "network": _rival_network,
    }
    return answer[part](view)


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
                "adds": {
                    incident_id: c * weight
                    for incident_id, weight in scorecard.index_weights(view).items()
                    if (c := counted(view)[incident_id].suspect_side.c.get(group_id, 0.0)) > 0
                },
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
        "days": [window.first, window.last, before.first, before.last],
        "counted": _outcomes_of(inside),
        "previous_counted": sum(before.place(one.period) == "inside" for one in counted(view).values()),
        "victims": [
            sum(low or 0 for low, _ in ranges),
            None if any(high is None for _, high in ranges) else sum(high or 0 for _, high in ranges),
        ],
        "hold": sum(one.is_hold and window.place(one.period) != "outside" for one in happened(view).values()),
        "date_too_coarse": sum(window.place(one.period) == "coarse" for one in counted(view).values()),
        "unknown": [table.unknown[side][name].now.expected["total"] for side in ("suspect", "victim")],
        "unknown outcomes": [_renamed(table.unknown[side][name].now.expected) for side in ("suspect", "victim")],
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
        "decision_undated": _undated(view),
        "attribution_derived": sum(one.suspect_side.is_derived and bool(one.suspect_side.sets) for one in some),
    }
    return {code: n for code, n in numbers.items() if n}


def _undated(view: View) -> int:
    """Count the formal rows of suspects without a day, in incidents that are seen."""
    formal = {"suspected", "charged", "convicted"}
    return sum(
        row.part == "suspect" and row.status in formal and row.decided_on is None and row.incident_id in happened(view)
        for row in rows(view.case, Involvement)
    )


def _rival_first(view: View) -> Tree | None:
    held_on = last_call_in(view)
    if held_on is None:
        return None
    call_in_id = max(row.call_in_id for row in rows(view.case, CallIn) if row.held_on == held_on)
    found = scorecard.first_to_kill(view, call_in_id)
    return {
        "held_on": held_on,
        "groups": list(found.groups),
        "incidents": list(found.incidents),
        "day": found.day,
        "beside": list(found.beside),
    }


def _rival_message(view: View) -> Tree:
    found = lanes.lanes(view)
    gated = {one for one in view.persons if gate.gate_grounds(view, one)}
    kept = {one for one in gated if view.is_alive(one)}
    rested = [one for one in found.message.values() if one.feasibility.eligible_on is not None]
    return {
        "order": list(found.message),
        "under_15": len(found.under_15),
        "exited": sum(bool(gate.gate_grounds(view, one)) and not view.is_under_15(one) for one in found.exited),
        "dead": sum(not view.is_alive(one) for one in gated),
        "person_overdue": sum(view.persons[one].is_overdue for one in kept),
        "minor": sum(one.is_minor == "yes" for one in found.message.values()),
        "age_unknown": sum(one.is_minor == "unknown" for one in found.message.values()),
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
    shown = pools.feasibility(view, person_id)
    age = view.age(person_id)
    return {
        "age": None if age is None else [age - 1, age],
        "in_custody": shown.in_custody,
        "is_supervised": shown.is_supervised,
        "supervised_until": shown.supervised_until,
        "next_meeting_on": shown.next_meeting_on,
        "last_notified_on": shown.notified_on,
        "cooling_off_until": None if shown.eligible_on is None else shown.eligible_on - days.ONE_DAY,
        "groups": sorted({one.group_id for one in view.current_memberships(person_id)}),
        "role": pools.best_role(view, person_id),
    }


def _rival_safety(view: View) -> Tree:
    found = lanes.lanes(view).safety
    return {
        "order": list(found),
        "rows": {
            person_id: {
                "rank": one.rank,
                "reasons": sorted(f"{_printed(view, code, key)} {code} {key}" for _, code, key in one.grounds),
                **_rival_card(view, person_id),
            }
            for person_id, one in found.items()
        },
    }


def _printed(view: View, code: str, key: str) -> str:
    """The date of an incident or a fact, as exact as it is known."""
    if code == "threat_received":
        (fact,) = (row for row in rows(view.case, Fact) if row.fact_id == key)
        return days.printed(fact.occurred_on, str(fact.precision))
    return days.printed(view.incidents[key].occurred_on, str(view.incidents[key].precision))


def _rival_messenger(view: View, options: Options) -> Tree:
    if reach.is_calculation(view) and options.groups is not None:
        return {"refused": True}
    found = lanes.messengers(view, groups=options.groups)
    return {
        "proven": bool(found.chosen or found.others),
        "order": list(found.chosen),
        "n_reached": found.n_reached,
        "n_total": found.n_total,
        "rows": {
            person_id: {"rank": rank, "reach": reach_of, "newly_reached": newly}
            for rank, (person_id, reach_of, newly) in enumerate(found.told, start=1)
        },
        "also_eligible": len(found.others),
    }


def _rival_conflicts(view: View) -> Tree:
    found = {state: conflicts.conflicts(view, states=(state,)) for state in ("active", "truce", "dormant")}
    now = found["active"]
    return {
        "states": {conflict_id: state or "not_active" for conflict_id, state in now.states.items()},
        **{f"pairs {state}": {f"{a} {b}": [*ids] for (a, b), ids in one.pairs.items()} for state, one in found.items()},
        "sides": {conflict_id: conflicts.sides(view, conflict_id) for conflict_id in now.states},
        "chains": {conflict_id: conflicts.chain(view, conflict_id) for conflict_id in now.states},
        "status of pairs": {f"{a} {b}": state for (a, b), state in conflicts.states_of_pairs(view).items()},
        "against_unknown": sum(window.closed_by is None and window.against is None for window in now.windows),
        "also_allied": [f"{a} {b}" for a, b in now.allied_in_conflict],
        "alliances": [f"{a} {b}" for a, b in now.allies],
        "windows": {
            f"{window.incident_id} {window.holder} {window.against or '?'}": {
                "day": _printed(view, "incident", window.incident_id),
                "is_open": window.closed_by is None,
                "days": [(view.as_of - window.day).days, RETALIATION_DAYS - (view.as_of - window.day).days],
            }
            for window in now.windows
        },
    }


def may_be_chosen(drawn: Drawn, options: Options) -> list[str]:
    """Return the pool of representatives."""
    view = View(case_of(drawn.records), drawn.as_of, lineage=options.lineage)
    return _pool(view, reach.reach_graph(view, options.groups, kinds=options.kinds), options)


def _rival_representatives(view: View, options: Options) -> Tree:
    graph = reach.reach_graph(view, options.groups, kinds=options.kinds)
    if reach.is_calculation(view) and options.groups is not None:
        return {"refused": True}
    pool = _pool(view, graph, options)
    must = {view.one_of[person_id] for person_id in options.must or ()}
    if not must <= set(pool):
        return {"refused": True}
    if not graph.persons:
        return {"empty": True}
    found: dict[str, object] = {"n_pool": len(pool), "n_undated": graph.n_undated, "n_projected": graph.n_projected}
    for budget in BUDGETS:
        if budget is not None and budget < len(must):
            found[f"budget {budget}"] = {"refused": True}
            continue
        choice = reach.best(graph, pool, budget=budget, must=must)
        printed = reach.print_order(graph, choice.chosen)
        found[f"budget {budget}"] = {
            "chosen": list(choice.chosen),
            "printed": list(printed),
            "reaches": [
                sorted(graph.reached([one]) - graph.reached(printed[:place])) for place, one in enumerate(printed)
            ],
            "n_reached": choice.n_reached,
            "n_total": choice.n_total,
            "unreached": list(choice.unreached),
            "out_of_reach": sorted(set(graph.persons) - graph.reached(pool)),
            "curve": list(choice.curve),
            "alternatives": [list(one) for one in choice.optima[1 : N_ALTERNATIVES + 1]],
            "gap": 0,
            "proven": bool(pool),
        }
    return found


def _pool(view: View, graph: reach.Graph, options: Options) -> list[str]:
    """Return who may be chosen in a graph, by id."""
    if options.pool == "supervised":
        pool = pools.supervised_pool(view)
    elif options.pool is not None:
        pool = pools.given_pool(view, options.pool)
    elif reach.is_calculation(view):
        pool = [one for one in graph.persons if not pools.is_victim_only(view, one)]
    else:
        pool = pools.default_pool(view, groups=options.groups)
    barred = {view.one_of[person_id] for person_id in options.must_not or ()}
    return sorted(set(pool) & set(graph.persons) - barred)


def _rival_network(view: View) -> Tree:
    return {
        "ties": {f"{a} {b}": [strength, *sorted(kinds)] for (a, b), (strength, kinds) in reach.all_ties(view).items()}
    }
