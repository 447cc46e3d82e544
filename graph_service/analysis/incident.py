"""One incident: what it counts for, whom it is attributed to and by what, who is involved, what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import Annotated as A

import numpy as np

from graph_service.analysis.attribution import is_named, sides, stated_sets
from graph_service.analysis.cards import source_grades
from graph_service.analysis.conflicts import WindowRow, window_rows
from graph_service.analysis.explanation import incident_verdict, involvement_verdict
from graph_service.analysis.explanation_parts import VERDICTS
from graph_service.analysis.fields import (
    DatePrecision,
    GroupId,
    GroupName,
    IncidentId,
    IncidentTypeWord,
    Label,
    OccurredOn,
    OutcomeWord,
    PersonId,
)
from graph_service.analysis.header import header
from graph_service.analysis.incidents import OUTCOMES, incidents
from graph_service.analysis.left_out import undated_decisions
from graph_service.analysis.people import people, successors
from graph_service.analysis.result import Result, note
from graph_service.analysis.violence import violence
from graph_service.domain.dates import day_of
from graph_service.domain.described import Described
from graph_service.domain.parameters import MAX_ID, Lineage, Parameter
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, NO_INT, NONE, Snapshot
from graph_service.domain.use_case import UseCase
from graph_service.domain.vocabulary import (
    Answer,
    Harm,
    IncidentStatus,
    IncidentType,
    Part,
    Precision,
    Side,
    SuspectStatus,
    code_of,
)
from graph_service.errors import NotFoundError

Grade = A[
    str | None,
    Described(
        "grade of that source: reliability A to F, then credibility 1 to 6, - where one is missing; null: no source",
        "B2",
    ),
]


@dataclass(frozen=True, slots=True)
class AttributedGroup:
    """A group on a side of the incident."""

    side: A[str, Described("on which side the group stood", "suspect", words=tuple(Side))]
    group_id: GroupId
    name: GroupName
    confidence: A[float, Described("probability that the group took part on that side", 0.9, unit="probability")]
    is_named: A[bool, Described("whether that is enough to name the group", example=True)]
    is_derived: A[
        bool,
        Described("whether it was derived from memberships on the day of the incident, by no source", example=False),
    ]
    adds: A[
        float,
        Described(
            "what the incident adds to the violence index of the group; 0 on the victim side, and where it does not "
            "count",
            4.1,
            unit="weighted incidents",
        ),
    ]
    record_ids: A[
        tuple[str, ...],
        Described("attributions that say so, as kind:id; empty: derived", ("attribution:A-0003",), refers_to="record"),
    ]
    source_ids: A[tuple[str, ...], Described("sources of these records", ("S-0007",), refers_to="source")]
    grades: A[tuple[str, ...], Described("grades of these sources, in their order", ("B2",))]


@dataclass(frozen=True, slots=True)
class InvolvedPerson:
    """A person in the incident, by one record."""

    person_id: PersonId
    label: Label
    part: A[str, Described("suspect or victim; witnesses are not shown", "suspect", words=("suspect", "victim"))]
    status: A[
        str | None,
        Described(
            "of a suspect, what is on record: believed (no suspicion), suspected, charged, convicted, dropped or "
            "acquitted; null: a victim, or withheld",
            "charged",
            words=tuple(SuspectStatus),
        ),
    ]
    decided_on: A[date | None, Described("day of the decision; null: not known, or there is none", date(2020, 11, 5))]
    harm: A[
        str | None,
        Described("what was done to a victim; null: not known, or no victim", "injured", words=tuple(Harm)),
    ]
    verdict: A[
        str | None,
        Described(
            "code of what the record counts for in the lanes: counts, or why it does not; null: withheld",
            "counts",
            words=tuple(VERDICTS),
        ),
    ]
    record_id: A[
        str | None,
        Described("the record, as kind:id; null: withheld", "involvement:V-0009", refers_to="record"),
    ]
    source_id: A[
        str | None,
        Described("the source of the involvement itself; null: none is recorded", "S-0007", refers_to="source"),
    ]
    grade: Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentDetail(Result):
    """One incident as of the day."""

    incident_id: IncidentId
    occurred_on: OccurredOn
    precision: DatePrecision
    type: IncidentTypeWord
    outcome: OutcomeWord
    status: A[str, Described("confirmed, hold or unfounded, as recorded", "confirmed", words=tuple(IncidentStatus))]
    group_involved: A[
        str,
        Described("whether a member of a group took part or was hit, as recorded", "yes", words=tuple(Answer)),
    ]
    verdict: A[
        str,
        Described("code of what the incident counts for: counts, or why it does not", "counts", words=tuple(VERDICTS)),
    ]
    victims_low: A[int, Described("killed and injured, at least", 1, unit="persons")]
    victims_high: A[int | None, Described("killed and injured, at most; null: no upper bound", 2, unit="persons")]
    source_id: A[
        str | None, Described("the source of the incident; null: none is recorded", "S-0007", refers_to="source")
    ]
    grade: Grade
    conflict_id: A[
        str | None, Described("the conflict that it is a part of; null: none is recorded", "C-01", refers_to="conflict")
    ]
    conflict_name: A[str | None, Described("name of that conflict; null: it has none", "Norr and Hamnen")]
    retaliation_for: A[
        str | None,
        Described("the earlier incident that it answers; null: none is recorded", "I-0002", refers_to="incident"),
    ]
    answered_by: A[
        tuple[str, ...], Described("later incidents on record as its answer, by id", ("I-0009",), refers_to="incident")
    ]
    unknown_committed: A[
        float, Described("probability that is attributed to no group on the suspect side", 0.1, unit="probability")
    ]
    unknown_suffered: A[
        float, Described("probability that is attributed to no group on the victim side", 0.0, unit="probability")
    ]
    groups: A[
        tuple[AttributedGroup, ...],
        Described("groups on the suspect side, then on the victim side, the most probable first", None),
    ]
    persons: A[
        tuple[InvolvedPerson, ...],
        Described("persons involved, suspects first; those withheld stand last, as one of each part", None),
    ]
    windows: A[
        tuple[WindowRow, ...],
        Described("retaliation windows that it opened, while they last, those closed meanwhile included", None),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentParameters:
    """Which incident."""

    incident_id: A[
        str,
        Parameter("Id of an incident", "I-0003", each="incident", refers_to="incident", minimum=1, maximum=MAX_ID),
    ]
    lineage: Lineage = True


def incident(snapshot: Snapshot, policy: Policy, parameters: IncidentParameters) -> IncidentDetail:
    """Return one incident with the records behind it.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        What counts, and for how long a window is open.
    parameters : IncidentParameters
        Which incident.

    Returns
    -------
    IncidentDetail
        Also of an incident that does not count, which says why.

    Raises
    ------
    NotFoundError
        If there is none, or it lies after the day.
    """
    key, lineage = parameters.incident_id, parameters.lineage
    frame, view = snapshot["incident"], incidents(snapshot, policy)
    row = frame.position.get(key, NONE)
    if row == NONE or not view.periods.seen[row]:
        message = f"there is no incident {key!r} by {snapshot.as_of}; check the id, and the day"
        raise NotFoundError(message)
    conflict, answers = int(frame["conflict_id"][row]), int(frame["retaliation_for"][row])
    source, grade = _source(snapshot, int(frame["source_id"][row]))
    high = int(view.victims_high[row])
    links, both = snapshot["involvement"], sides(snapshot, policy, lineage=lineage)
    of_incident = links["incident_id"] == row
    witnesses = links["person_id"][of_incident & (links["part"] == code_of(Part.WITNESS))]
    later = np.flatnonzero((frame["retaliation_for"] == row) & view.periods.seen).tolist()
    return IncidentDetail(
        **header(
            "incident",
            snapshot,
            policy,
            {"incident_id": key, "lineage": lineage},
            notes=(note("witness_not_shown", len(set(witnesses.tolist()))), undated_decisions(snapshot)),
        ),
        incident_id=key,
        occurred_on=_date(int(frame["occurred_on"][row])),
        precision=tuple(Precision)[frame["precision"][row]].value,
        type=tuple(IncidentType)[frame["type"][row]].value,
        outcome=OUTCOMES[view.outcome[row]],
        status=tuple(IncidentStatus)[frame["status"][row]].value,
        group_involved=tuple(Answer)[frame["group_involved"][row]].value,
        verdict=incident_verdict(snapshot, policy, row),
        victims_low=max(int(view.victims_low[row]), 0),
        victims_high=None if high == NO_INT else high,
        source_id=source,
        grade=grade,
        conflict_id=None if conflict == NONE else snapshot["conflict"].ids[conflict],
        conflict_name=None if conflict == NONE else snapshot["conflict"].texts["name"][conflict],
        retaliation_for=None if answers == NONE else frame.ids[answers],
        answered_by=tuple(frame.ids[answer] for answer in later),
        unknown_committed=float(both.suspect.unknown[row]),
        unknown_suffered=float(both.victim.unknown[row]),
        groups=_groups(snapshot, policy, row, lineage=lineage),
        persons=_persons(snapshot, policy, np.flatnonzero(of_incident).tolist(), lineage=lineage),
        windows=tuple(w for w in window_rows(snapshot, policy, lineage=lineage) if w.incident_id == key),
    )


def _groups(snapshot: Snapshot, policy: Policy, row: int, *, lineage: bool) -> tuple[AttributedGroup, ...]:
    both, frame = sides(snapshot, policy, lineage=lineage), snapshot["group"]
    scored = violence(snapshot, policy, lineage=lineage)
    weight = dict(zip(scored.incident.tolist(), scored.weight.tolist(), strict=True)).get(row, 0.0)
    rows = []
    for side, of_side in ((Side.SUSPECT, both.suspect), (Side.VICTIM, both.victim)):
        records = _records(snapshot, row, side, lineage=lineage)
        shares = of_side.of(row) or _stated(snapshot, row, side, lineage=lineage)
        for group, confidence in shares.items():
            sources = [
                _source(snapshot, int(snapshot["attribution"]["source_id"][at])) for at in records.get(group, ())
            ]
            rows.append(
                AttributedGroup(
                    side=side.value,
                    group_id=frame.ids[group],
                    name=frame.texts["name"][group],
                    confidence=confidence,
                    is_named=is_named(confidence, policy),
                    is_derived=bool(of_side.derived[row]),
                    adds=confidence * weight if side is Side.SUSPECT else 0.0,
                    record_ids=tuple(f"attribution:{snapshot['attribution'].ids[at]}" for at in records.get(group, ())),
                    source_ids=tuple(source for source, _ in sources if source is not None),
                    grades=tuple(grade for _, grade in sources if grade is not None),
                )
            )
    order = tuple(Side)
    return tuple(sorted(rows, key=lambda entry: (order.index(Side(entry.side)), -entry.confidence, entry.group_id)))


def _records(snapshot: Snapshot, row: int, side: Side, *, lineage: bool) -> Mapping[int, list[int]]:
    """Rows of the attributions table that name a group on a side of an incident."""
    frame = snapshot["attribution"]
    records: dict[int, list[int]] = {}
    for at in np.flatnonzero((frame["incident_id"] == row) & (frame["side"] == code_of(side))).tolist():
        records.setdefault(int(successors(snapshot, lineage=lineage)[frame["group_id"][at]]), []).append(at)
    return records


def _stated(snapshot: Snapshot, row: int, side: Side, *, lineage: bool) -> Mapping[int, float]:
    """What sources say of an incident that is not judged, as it is unfounded or not violent."""
    only = np.zeros(len(snapshot["incident"]), dtype=np.bool_)
    only[row] = True
    shares: dict[int, list[float]] = {}
    for groups, confidence in stated_sets(snapshot, only, side, lineage=lineage).get(row, ()):
        for group in groups:
            shares.setdefault(group, []).append(confidence)
    return {group: fsum(amounts) for group, amounts in shares.items()}


def _persons(snapshot: Snapshot, policy: Policy, rows: list[int], *, lineage: bool) -> tuple[InvolvedPerson, ...]:
    links, frame = snapshot["involvement"], snapshot["person"]
    parts, states, harms = tuple(Part), tuple(SuspectStatus), tuple(Harm)
    persons = []
    for row in rows:
        part, status, harm = parts[links["part"][row]], int(links["status"][row]), int(links["harm"][row])
        if part is Part.WITNESS or links["decided_on"][row] > snapshot.day:
            continue
        person = int(people(snapshot).same[links["person_id"][row]])
        source, grade = _source(snapshot, int(links["source_id"][row]))
        persons.append(
            InvolvedPerson(
                person_id=frame.ids[person],
                label=frame.texts["label"][person],
                part=part.value,
                status=None if status == NONE else states[status].value,
                decided_on=_date(int(links["decided_on"][row])),
                harm=None if harm == NONE else harms[harm].value,
                verdict=involvement_verdict(snapshot, policy, row, lineage=lineage),
                record_id=f"involvement:{links.ids[row]}",
                source_id=source,
                grade=grade,
            )
        )
    order = [part.value for part in parts]
    return tuple(sorted(persons, key=lambda entry: (order.index(entry.part), entry.person_id, entry.record_id or "")))


def _source(snapshot: Snapshot, source: int) -> tuple[str | None, str | None]:
    """The id and the grade of a source."""
    return (None, None) if source == NONE else (snapshot["source"].ids[source], source_grades(snapshot)[source])


def _date(day: int) -> date | None:
    return None if day == NO_DAY else day_of(day)


INCIDENT = UseCase(
    name="incident",
    question="What is known of an incident, and what does it count for?",
    summary="One incident with the groups that it is attributed to, by which source and how surely, the persons "
    "involved, its conflict and its retaliation windows",
    address="incidents/{incident_id}",
    action="incidents",
    parameters=IncidentParameters,
    result=IncidentDetail,
    compute=incident,
)
