"""What a map, a table or an export says of somebody follows from the records, and what it leaves out is counted.

Each surface is read back into statements; the rival, who reads the records and knows no network, says which are so.
"""

from dataclasses import dataclass
from functools import cache
from random import Random

import pytest
from hypothesis import settings

from graph_service.analysis.network import NETWORK, Network
from graph_service.domain import records
from graph_service.domain.policy import default_policy
from tests.asking import compute
from tests.property.surfaces import Statement, of_gexf, of_graphml, of_json, of_node_link, of_page, of_svg
from tests.rival import days
from tests.rival.conflicts import opposed, state_of
from tests.rival.incidents import FORMAL, counted, happened
from tests.rival.make import case_of
from tests.rival.pools import is_victim_only
from tests.rival.random_case import random_case
from tests.rival.reach import is_in_custody
from tests.rival.view import View, rows
from tests.snapshots import snapshot_from

N_CASES = {"search": 60}.get(settings.get_current_profile_name(), 20)  # as many as ever by .ci/long
POLICY = default_policy()

pytestmark = pytest.mark.xdist_group("statements")  # the cases are drawn once, and each surface of each is read once


@dataclass(frozen=True, slots=True)
class Drawn:
    """A random case, what was asked, and the network that was answered."""

    view: View
    network: Network
    groups: tuple[str, ...] | None
    isolates: bool


@cache
def drawn_cases() -> tuple[Drawn, ...]:
    return tuple(map(drawn_case, range(N_CASES)))


@cache
def said_of(surface: str, seed: int) -> frozenset[Statement]:
    """What a surface of a case says."""
    return frozenset(SURFACES[surface](drawn_cases()[seed].network))


@cache
def true_of(seed: int) -> frozenset[Statement]:
    """What may be said of a case."""
    return frozenset(true_statements(drawn_cases()[seed].view))


def drawn_case(seed: int) -> Drawn:
    dice, drawn = Random(seed), random_case(seed)
    case = case_of(drawn.records)
    view = View(case, drawn.as_of, lineage=seed % 3 != 0)
    groups = sorted(view.groups)
    asked = tuple(sorted(dice.sample(groups, min(len(groups), 2)))) if groups and dice.random() < 0.6 else None
    isolates, neighbours = dice.random() < 0.7, asked is not None and dice.random() < 0.4
    snapshot = snapshot_from([row for some in case.values() for row in some], drawn.as_of)
    network = compute(
        NETWORK, snapshot, POLICY, groups=asked, isolates=isolates, neighbours=neighbours, lineage=view.lineage
    )
    return Drawn(view, network, asked, isolates)


def memberships_on(view: View) -> list[tuple[str, str, records.Membership]]:
    return [(one.person_id, one.group_id, one.row) for one in view.members if one.on(view.as_of)]


def true_statements(view: View) -> set[Statement]:
    """All that may be said of anybody or anything: from the records, whatever is shown."""
    return {*of_persons(view), *of_memberships(view), *of_incidents(view), *of_ties(view), *of_groups(view)}


def of_persons(view: View) -> set[Statement]:
    said: set[Statement] = set()
    for person_id in view.persons:
        said.add(("minor", person_id, view.minor_word(person_id)))
        said.add(("status", person_id, status_of(view, person_id)))
        if not view.groups_of(person_id, view.as_of):
            said.add(("in no group", person_id))
    return said


def status_of(view: View, person_id: str) -> str:
    if not view.is_alive(person_id):
        return "dead"
    if is_in_custody(view, person_id, view.as_of):
        return "in_custody"
    return "victim_only" if is_victim_only(view, person_id) else "none"


def of_memberships(view: View) -> set[Statement]:
    said: set[Statement] = set()
    for person_id, group_id, row in memberships_on(view):
        kind = "associate" if row.role == "associate" else "member"
        said.add((kind, person_id, group_id))
        said.add(("membership", row.membership_id, person_id, group_id, str(row.role), str(row.basis), row.source_id))
    return said


def of_incidents(view: View) -> set[Statement]:
    said: set[Statement] = set()
    for incident_id, one in counted(view).items():
        for row in one.involvements:
            person_id = view.one_of[row.person_id]
            if row.part == "victim" and view.is_held_decision(row.decided_on):
                said.add(("victim", person_id, incident_id))
                said.add(("involvement", row.involvement_id, person_id, incident_id, "victim", row.source_id or ""))
            if row.part == "suspect" and one.best(person_id) is not None:
                what = "suspect" if one.best(person_id) in FORMAL else "believed"
                said.add((what, person_id, incident_id))
                by_row = "suspect" if row.status in FORMAL and row.decided_on is not None else "believed"
                said.add(("involvement", row.involvement_id, person_id, incident_id, by_row, row.source_id or ""))
        said.add(("incident", incident_id, one.outcome, days.printed(one.row.occurred_on, str(one.row.precision))))
    return said


def of_ties(view: View) -> set[Statement]:
    said: set[Statement] = set()
    for tie in rows(view.case, records.Tie):
        a, b = sorted((view.one_of[tie.person_a], view.one_of[tie.person_b]))
        said.add(("tie", a, b, f"tie:{tie.tie_id}"))
        said.add(("tie source", a, b, tie.source_id or ""))
    for incident_id, one in happened(view).items():
        together = one.formal_suspects()
        for a in together:
            for b in together:
                said.add(("tie", a, b, f"incident:{incident_id}"))
                said.add(("tie source", a, b, one.row.source_id or ""))
    return said


def of_groups(view: View) -> set[Statement]:
    said: set[Statement] = set()
    today = days.Span(view.as_of, view.as_of)
    for conflict in rows(view.case, records.Conflict):
        for a, b in opposed(view, conflict.conflict_id, today):
            said.add(("conflict", *sorted((a, b)), f"conflict:{conflict.conflict_id}"))
    for alliance in rows(view.case, records.Alliance):
        a, b = sorted((view.heir_of[alliance.group_a], view.heir_of[alliance.group_b]))
        if days.valid_on(alliance.valid_from, alliance.valid_to, view.as_of):
            said.add(("alliance", a, b, f"alliance:{alliance.alliance_id}"))
    return said


SURFACES = {
    "json": of_json, "node-link": of_node_link, "graphml": of_graphml, "gexf": of_gexf, "svg": of_svg, "page": of_page,
}  # fmt: skip


@pytest.mark.parametrize("surface", SURFACES)
def test_every_statement_of_every_surface_follows_from_the_records(surface: str) -> None:
    n_said = 0
    for seed in range(N_CASES):
        said = said_of(surface, seed)
        n_said += len(said)
        assert said - true_of(seed) == set()
    assert n_said > 5 * N_CASES


@pytest.mark.parametrize("surface", ["node-link", "graphml", "gexf", "page"])
def test_every_surface_says_what_the_json_says_of_those_it_shows(surface: str) -> None:
    kinds = {"member", "membership", "involvement", "tie", "tie source", "conflict", "alliance"}
    for seed, drawn in enumerate(drawn_cases()):
        said = said_of(surface, seed)
        shown = {one[1] for one in said if one[0] == "status"}
        missing = {one for one in said_of("json", seed) - said if one[0] in kinds and one[1] in shown}
        if surface != "page":  # an edge to a group that is no node stands as an attribute alone, and is counted
            groups = {group.group_id for group in drawn.network.groups}
            missing = {one for one in missing if one[0] != "membership" or one[3] in groups}
        assert missing == set()


def test_everything_that_is_not_shown_is_counted() -> None:
    seen: set[str] = set()
    for drawn in drawn_cases():
        view, network = drawn.view, drawn.network
        notes = {entry.code: entry.n for entry in network.notes}
        seen |= notes.keys()
        shown = {one.person_id for one in network.persons}
        assert len(shown) + notes.get("person_not_shown", 0) + notes.get("isolate_not_shown", 0) == len(view.persons)
        assert {one.record_id for one in network.memberships} == {
            f"membership:{row.membership_id}" for person, _, row in memberships_on(view) if person in shown
        }
        own = [group_id for group_id in view.groups if view.heir_of[group_id] == group_id]
        assert len(network.groups) + notes.get("group_not_shown", 0) == len(own)
        n_incidents = len(network.incidents) + notes.get("incident_not_counted", 0) + notes.get("incident_not_shown", 0)
        assert n_incidents == len(happened(view))
        stored = {record for tie in network.ties for record in tie.record_ids if record.startswith("tie:")}
        n_ties = len(stored) + notes.get("tie_not_shown", 0) + notes.get("tie_joined", 0)
        assert n_ties == len(rows(view.case, records.Tie))
        conflicts = {record for one in network.conflicts for record in one.record_ids if record.startswith("conflict:")}
        kinds = ("not_shown", "of_others", "within_group", "not_current")
        not_drawn = sum(notes.get(f"conflict_{kind}", 0) for kind in kinds)
        assert len(conflicts) + not_drawn == len(rows(view.case, records.Conflict))
        alliances = {record for one in network.alliances for record in one.record_ids}
        current = [
            one for one in rows(view.case, records.Alliance) if days.valid_on(one.valid_from, one.valid_to, view.as_of)
        ]
        codes = ("alliance_not_shown", "alliance_of_others", "alliance_within_group")
        assert len(alliances) + sum(notes.get(code, 0) for code in codes) == len(current)
        for one in network.groups:  # what is said of these groups names one of them
            assert not {*one.rivals_not_shown, *one.allies_not_shown} & {group.group_id for group in network.groups}
        beside = any(one.rivals_not_shown for one in network.groups)
        assert beside or "conflict_not_shown" not in notes
        links = {
            (person, incident_id)
            for incident_id, one in counted(view).items()
            if incident_id in {row.incident_id for row in network.incidents}
            for person in (*one.suspects(), *one.victims)
        }
        assert notes.get("involvement_not_shown", 0) == sum(person not in shown for person, _ in links)
    assert {"person_not_shown", "group_not_shown", "incident_not_shown", "conflict_not_shown", "tie_not_shown"} <= seen


def test_a_person_of_another_group_is_never_said_to_be_in_none() -> None:
    n_elsewhere = 0
    for drawn in drawn_cases():
        for one in drawn.network.persons:
            n_elsewhere += bool(one.groups_not_shown)
            assert {*one.groups, *one.groups_not_shown} == drawn.view.groups_of(one.person_id, drawn.view.as_of)
    assert n_elsewhere > 0


def test_state_of_conflicts_drawn_is_that_of_the_records() -> None:
    for drawn in drawn_cases():
        for one in drawn.network.conflicts:
            ids = [record.partition(":")[2] for record in one.record_ids if record.startswith("conflict:")]
            states = [state_of(drawn.view, conflict_id) for conflict_id in ids]
            assert one.status in {str(state.status) for state in states if state is not None}
