"""Who may be drawn in: allies of a group that was hit of late, who are not yet in conflict with the other side."""

from dataclasses import dataclass

import numpy as np

from graph_service.analysis.attribution import named_groups, sides
from graph_service.analysis.incidents import FATAL, INJURY, incidents
from graph_service.analysis.retaliation import conflict_sides
from graph_service.analysis.signed_graph import NEGATIVE, POSITIVE, SignedGraph
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, NONE, Snapshot


@dataclass(frozen=True, slots=True)
class AllyOfHarmed:
    """Positions in the signed graph: the group hit, its rival, its ally; and the incident with its day."""

    incident: int
    day: int
    harmed: int
    rival: int
    ally: int
    is_ally_of_rival: bool


@dataclass(frozen=True, slots=True)
class DrawnInAllies:
    """Allies in order, and what makes none: incidents without a day, and groups hit of whom no rival is known."""

    allies: tuple[AllyOfHarmed, ...]
    n_undated: int
    n_without_rival: int


def drawn_in(snapshot: Snapshot, policy: Policy, graph: SignedGraph, *, lineage: bool) -> DrawnInAllies:
    """Return the allies of groups that incidents of the retaliation window hit, in the order in which they are shown.

    The rivals are the suspect groups named that are in conflict with the group hit; only where no group is named,
    those on another side of the incident's own conflict, if they are in conflict with it on the day.
    """
    view, both = incidents(snapshot, policy), sides(snapshot, policy, lineage=lineage)
    harmful = view.counted & ((view.outcome == FATAL) | (view.outcome == INJURY))
    day = view.periods.day
    age = snapshot.day - day
    recent = harmful & (day != NO_DAY) & (age >= 0) & (age <= policy.retaliation.days)
    hit_by = named_groups(both.suspect, policy, recent)
    position = {group: i for i, group in enumerate(graph.group.tolist())}
    signs = graph.signs()
    neighbours: dict[int, dict[int, int]] = {}
    for (a, b), sign in signs.items():
        neighbours.setdefault(a, {})[b] = sign
    allies: list[AllyOfHarmed] = []
    n_without_rival = 0
    for incident, groups in named_groups(both.victim, policy, recent).items():
        for group in groups:
            if group not in position:
                continue
            harmed, happened = position[group], int(day[incident])
            suspects = hit_by.get(incident) or _opposed(snapshot, incident, group, happened, lineage=lineage)
            rivals = [position[h] for h in suspects if h in position and signs.get((harmed, position[h])) == NEGATIVE]
            n_without_rival += not rivals
            allies += [
                AllyOfHarmed(incident, happened, harmed, rival, ally, signs.get((ally, rival)) == POSITIVE)
                for rival in rivals
                for ally, sign in neighbours[harmed].items()
                if sign == POSITIVE and signs.get((ally, rival)) != NEGATIVE
            ]
    allies.sort(key=lambda row: (-row.day, row.incident, row.harmed, row.rival, row.ally))
    undated = harmful & (day == NO_DAY)
    return DrawnInAllies(tuple(allies), len(named_groups(both.victim, policy, undated)), n_without_rival)


def _opposed(snapshot: Snapshot, incident: int, group: int, happened: int, *, lineage: bool) -> list[int]:
    """Return the groups on another side of the incident's own conflict at some time since it."""
    conflict = int(snapshot["incident"]["conflict_id"][incident])
    if conflict == NONE:
        return []
    row = conflict_sides(snapshot, lineage=lineage)[conflict]
    parties = np.unique([party[0] for party in row.parties]).astype(int).tolist()
    return [party for party in parties if row.opposed(group, party, happened, snapshot.day)]
