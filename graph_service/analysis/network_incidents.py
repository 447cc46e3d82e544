"""Incidents as they are drawn and listed: which groups they name, who is linked to them, and by which records."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated as A

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.attribution import named_groups, names_group, sides
from graph_service.analysis.columns import Coded, Column, Listed, Rows, coded, days, lists, optional
from graph_service.analysis.header import header
from graph_service.analysis.incidents import OUTCOMES, incidents, suspects, victims
from graph_service.analysis.left_out import undated_decisions
from graph_service.analysis.network_parts import IncidentList, ListedIncident, NetworkIncident, NetworkInvolvement
from graph_service.analysis.people import people
from graph_service.analysis.result import Note, note
from graph_service.analysis.scorecard import LineageParameters
from graph_service.domain.parameters import Parameter
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NONE, IntArray, Snapshot, derived
from graph_service.domain.use_case import Paging, UseCase
from graph_service.domain.vocabulary import Harm, IncidentStatus, IncidentType, Part, Precision, SuspectStatus, code_of

Mask = NDArray[np.bool_]
Linked = Mapping[int, Collection[int]]  # incident -> persons


@dataclass(frozen=True, slots=True)
class Acts:
    """Counted incidents that are drawn, in order, with the groups they name and the persons linked to them.

    `suspects` are suspected, charged or convicted; `believed` are only believed to have taken part.
    """

    incident: Sequence[int]
    suspect_groups: Mapping[int, Sequence[int]]
    victim_groups: Mapping[int, Sequence[int]]
    suspects: Linked
    believed: Linked
    victims: Linked


def acts_of(
    snapshot: Snapshot, policy: Policy, groups: Collection[int] | None, *, lineage: bool, on_hold: bool = False
) -> Acts:
    """Return all counted incidents, or those that name one of some groups; also those on hold if they are asked for."""
    both, view = sides(snapshot, policy, lineage=lineage), incidents(snapshot, policy)
    counted = view.counted | view.on_hold if on_hold else view.counted
    if groups is not None:
        naming = np.zeros(len(counted), dtype=np.bool_)
        for side in (both.suspect, both.victim):
            naming[side.incident[names_group(side, policy) & np.isin(side.group, list(groups))]] = True
        counted = counted & naming
    by, against = (named_groups(side, policy, counted) for side in (both.suspect, both.victim))
    rows, hurt = suspects(snapshot), victims(snapshot)
    formal = _linked(rows.incident[rows.formal], rows.person[rows.formal], counted)
    believed = _linked(rows.incident, rows.person, counted)
    return Acts(
        np.flatnonzero(counted).tolist(),
        by,
        against,
        formal,
        {incident: persons - formal.get(incident, set()) for incident, persons in believed.items()},
        _linked(hurt.incident, hurt.person, counted),
    )


def _linked(incident: IntArray, person: IntArray, counted: Mask) -> dict[int, set[int]]:
    persons_of: dict[int, set[int]] = {}
    if len(incident):
        mask = counted[incident]
        for of_incident, of_person in zip(incident[mask].tolist(), person[mask].tolist(), strict=True):
            persons_of.setdefault(of_incident, set()).add(of_person)
    return persons_of


def incident_rows(snapshot: Snapshot, policy: Policy, acts: Acts, shown: Mask) -> Rows[NetworkIncident]:
    """Return the incidents with those of the persons linked to them who are shown."""
    view, frame = incidents(snapshot, policy), snapshot["incident"]
    ids, group_ids, rows = snapshot["person"].ids, snapshot["group"].ids, np.array(acts.incident, dtype=np.int64)

    def persons(linked: Linked) -> Listed:
        column = lists([sorted(linked.get(incident, ())) for incident in acts.incident], ids)
        return column.kept(shown[column.codes])

    columns: dict[str, Column] = {
        "incident_id": Coded(rows, frame.ids),
        "occurred_on": days(frame["occurred_on"][rows]),
        "precision": Coded(frame["precision"][rows], [precision.value for precision in Precision]),
        "type": Coded(frame["type"][rows], [kind.value for kind in IncidentType]),
        "outcome": Coded(view.outcome[rows], OUTCOMES),
        "suspect_groups": lists([acts.suspect_groups.get(incident, ()) for incident in acts.incident], group_ids),
        "victim_groups": lists([acts.victim_groups.get(incident, ()) for incident in acts.incident], group_ids),
        "suspects": persons(acts.suspects),
        "believed": persons(acts.believed),
        "victims": persons(acts.victims),
        "source_id": optional(frame["source_id"][rows], snapshot["source"].ids),
    }
    return Rows(NetworkIncident, columns)


def involvement_rows(snapshot: Snapshot, acts: Acts, shown: Mask) -> Rows[NetworkInvolvement]:
    """Return every record that links a person who is shown to one of the incidents, in the order of the table."""
    is_drawn = np.zeros(len(snapshot["incident"]), dtype=np.bool_)
    is_drawn[list(acts.incident)] = True
    accused, hurt, frame = suspects(snapshot), victims(snapshot), snapshot["involvement"]
    if len(accused.row):
        accused = accused.chosen(is_drawn[accused.incident] & shown[accused.person])
    mask = is_drawn[hurt.incident] & shown[hurt.person] if len(hurt.row) else np.zeros(0, dtype=np.bool_)
    nothing = np.full(len(accused.row), NONE), np.full(int(mask.sum()), NONE)
    row = np.concatenate([accused.row, hurt.row[mask]]).astype(np.int64)
    order = np.argsort(row)
    row = row[order]
    harm = np.concatenate([nothing[0], hurt.harm[mask]])[order]
    status = np.concatenate([accused.status, nothing[1]])[order].astype(np.int64)
    person = np.concatenate([accused.person, hurt.person[mask]])[order].astype(np.int64)
    incident = np.concatenate([accused.incident, hurt.incident[mask]])[order].astype(np.int64)
    columns: dict[str, Column] = {
        "person_id": Coded(person, snapshot["person"].ids),
        "incident_id": Coded(incident, snapshot["incident"].ids),
        "part": Coded((order >= len(accused.row)).astype(np.int64), (Part.SUSPECT.value, Part.VICTIM.value)),
        "status": optional(status, [status.value for status in SuspectStatus]),
        "decided_on": days(frame["decided_on"][row]),
        "harm": optional(harm, [harm.value for harm in Harm]),
        "record_id": coded([f"involvement:{frame.ids[key]}" for key in row.tolist()]),
        "source_id": optional(frame["source_id"][row], snapshot["source"].ids),
    }
    return Rows(NetworkInvolvement, columns)


def notes_on_incidents(snapshot: Snapshot, policy: Policy, acts: Acts, shown: Mask) -> tuple[Note, ...]:
    """Count the incidents that are not drawn, and who is linked to those that are and does not stand as a suspect."""
    view, frame = incidents(snapshot, policy), snapshot["involvement"]
    n_counted = int(view.counted.sum())
    drawn = np.array(acts.incident, dtype=np.int64)
    n_on_hold = int(view.on_hold[drawn].sum())  # of those that are drawn
    persons_of = people(snapshot).same[frame["person_id"]] if len(frame) else frame["person_id"]
    is_witness = np.isin(frame["incident_id"], acts.incident) & (frame["part"] == code_of(Part.WITNESS))
    linked = {
        (incident, person)
        for entry in (acts.suspects, acts.believed, acts.victims)
        for incident, persons in entry.items()
        for person in persons
    }
    suspected = {person for persons in acts.suspects.values() for person in persons}
    believed = {person for persons in acts.believed.values() for person in persons if shown[person]}
    return (
        note("believed_only", len(believed - suspected)),
        note("incident_not_counted", int(view.periods.seen.sum()) - n_counted - n_on_hold),
        note("incident_not_shown", n_counted - int(view.counted[drawn].sum())),
        note("involvement_not_shown", sum(not shown[person] for _, person in linked)),
        note("witness_not_shown", len(set(persons_of[is_witness].tolist()))),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentListParameters(LineageParameters):
    """Which incidents."""

    on_hold: A[bool, Parameter("Also incidents on hold, which are in no number", example=True, each="on_hold")] = False


@derived
def counted_incidents(snapshot: Snapshot, policy: Policy, parameters: IncidentListParameters) -> IncidentList:
    """Return the incidents that count, as the network has them, with everybody linked to them."""
    everybody = np.ones(len(snapshot["person"]), dtype=np.bool_)
    acts = acts_of(snapshot, policy, None, lineage=parameters.lineage, on_hold=parameters.on_hold)
    rows = incident_rows(snapshot, policy, acts, everybody)
    status = snapshot["incident"]["status"][np.array(acts.incident, dtype=np.int64)]
    columns = {**rows.columns, "status": Coded(status, [word.value for word in IncidentStatus])}
    listed = Rows(ListedIncident, columns).records
    notes = (
        *notes_on_incidents(snapshot, policy, acts, everybody),
        undated_decisions(snapshot),
    )
    return IncidentList(
        **header(
            "incidents",
            snapshot,
            policy,
            {"lineage": parameters.lineage, "on_hold": parameters.on_hold},
            notes=notes,
        ),
        incidents=listed,
        n_total=len(listed),
        next_after=None,
    )


INCIDENTS = UseCase(
    name="incidents",
    question="Which incidents count?",
    summary="The incidents that count by id, with the groups and persons linked to them",
    address="incidents",
    parameters=IncidentListParameters,
    result=IncidentList,
    compute=counted_incidents,
    paging=Paging("incidents", key="incident_id"),
)
