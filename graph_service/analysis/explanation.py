"""Why a person is on a list, why not, and what is missing: every record of the person with its verdict."""

from dataclasses import asdict, dataclass
from datetime import date

import numpy as np

from graph_service.analysis.attribution import TOLERANCE
from graph_service.analysis.cards import ROLES, cards, source_grades
from graph_service.analysis.eligibility import exited, is_victim_only, scores
from graph_service.analysis.explanation_parts import MISSING_TEXTS, Explanation, LaneVerdict, RecordVerdict
from graph_service.analysis.header import header
from graph_service.analysis.incidents import SUSPECTED, incidents, suspects
from graph_service.analysis.people import incident_periods, overdue, people, successors
from graph_service.analysis.periods import within_days
from graph_service.analysis.person_status import facts, own_memberships, person_status
from graph_service.analysis.pools import messenger_pool
from graph_service.analysis.priorities import rows_by_person
from graph_service.analysis.priorities_parts import LANES
from graph_service.analysis.result import note
from graph_service.analysis.violence import violence
from graph_service.domain.dates import day_of
from graph_service.domain.parameters import Lineage, PersonId
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, NONE, Snapshot
from graph_service.domain.use_case import UseCase
from graph_service.domain.vocabulary import (
    Answer,
    FactKind,
    IncidentStatus,
    IncidentType,
    Part,
    SuspectStatus,
    code_of,
)
from graph_service.errors import NotFoundError


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonParameters:
    """Which person."""

    person_id: PersonId
    lineage: Lineage = True


def explain(snapshot: Snapshot, policy: Policy, parameters: PersonParameters) -> Explanation:
    """Explain why a person is listed, why not, and what is missing.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        Eligibility, points and limits.
    parameters : PersonParameters
        Whom it is about.

    Returns
    -------
    Explanation
        The three lanes and all records of the person.

    Raises
    ------
    NotFoundError
        If there is no such person.
    """
    person_id, lineage = parameters.person_id, parameters.lineage
    if person_id not in snapshot["person"].position:
        message = f"there is no person {person_id!r}; ids are as in the persons table"
        raise NotFoundError(message)
    person = int(people(snapshot).same[snapshot["person"].position[person_id]])
    ids = snapshot["person"].ids
    rows = people(snapshot).rows_of(person)
    joined = note("joined", len(rows) - 1)
    (card,) = cards(snapshot, policy, [person], lineage=lineage)
    return Explanation(
        **header("explain", snapshot, policy, {"person_id": person_id, "lineage": lineage}, notes=(joined,)),
        person=card,
        rows=tuple(ids[row] for row in rows),
        is_alive=bool(person_status(snapshot, policy).alive[person]),
        lanes={name: _lane_verdict(snapshot, policy, name, person, lineage=lineage) for name in LANES},
        records=(
            *_involvements(snapshot, policy, person, lineage=lineage),
            *_facts(snapshot, policy, person, lineage=lineage),
            *_memberships(snapshot, policy, person, lineage=lineage),
        ),
    )


def _lane_verdict(snapshot: Snapshot, policy: Policy, name: str, person: int, *, lineage: bool) -> LaneVerdict:
    row = rows_by_person(snapshot, policy, name, lineage=lineage).get(snapshot["person"].ids[person])
    if row is not None:
        return LaneVerdict(
            listed=True,
            rank=row.rank,
            points=row.points,
            is_eligible=row.is_eligible,
            reasons=row.reasons,
            bars=() if row.is_eligible else ("cooling_off",),
            missing=(),
        )
    bars = _bars(snapshot, policy, name, person, lineage=lineage)
    opens = {"no_ground", "no_membership"} & set(bars)
    return LaneVerdict(
        listed=False,
        rank=None,
        points=0,
        is_eligible=False,
        reasons=(),
        bars=bars,
        missing=_missing(policy, name) if opens else (),
    )


def _missing(policy: Policy, name: str) -> tuple[str, ...]:
    """What would open a lane, each a phrase of its own."""
    limits = {**asdict(policy.gate), **asdict(policy.safety)}
    return tuple(text.format_map(limits) for text in MISSING_TEXTS[name])


def _bars(snapshot: Snapshot, policy: Policy, name: str, person: int, *, lineage: bool) -> tuple[str, ...]:
    stand = person_status(snapshot, policy)
    codes = [code for code, bar in (("dead", ~stand.alive), ("person_overdue", stand.is_overdue)) if bar[person]]
    if name == "safety":
        return tuple(codes) or ("no_ground",)
    if is_victim_only(snapshot, policy, lineage=lineage)[person]:
        codes.append("victim_only")
    if exited(snapshot, policy, lineage=lineage)[person]:
        codes.append("exited")
    if name == "message":
        if stand.is_under_age[person]:
            codes.append("under_age")
        if not scores(snapshot, policy, lineage=lineage).passes[person]:
            codes.append("no_ground")
        return tuple(codes)
    pool = messenger_pool(snapshot, policy, lineage=lineage)
    if person not in pool.records:
        codes.append("no_membership")
    bars = (
        ("in_custody", stand.in_custody),
        ("cooling_off", stand.is_cooling_off),
        ("minor", stand.is_minor & stand.is_age_known),
        ("age_unknown", ~stand.is_age_known),
    )
    codes += [code for code, bar in bars if bar[person]]
    return tuple(codes) or ("not_needed",)


def _involvements(snapshot: Snapshot, policy: Policy, person: int, *, lineage: bool) -> list[RecordVerdict]:
    links, frame = snapshot["involvement"], snapshot["incident"]
    parts, states = tuple(Part), tuple(SuspectStatus)
    verdicts = []
    for row in np.flatnonzero(people(snapshot).same[links["person_id"]] == person).tolist():
        incident, part = int(links["incident_id"][row]), parts[links["part"][row]]
        status = links["status"][row]
        word = "" if status == NONE else f" ({states[status].value})"
        what = f"{part.value} in incident:{frame.ids[incident]}{word}"
        decided = _date(int(links["decided_on"][row]))
        on, precision = incident_periods(snapshot).shown(incident) if decided is None else (decided, "day")
        verdict = involvement_verdict(snapshot, policy, row, lineage=lineage)
        verdicts.append(RecordVerdict(f"involvement:{links.ids[row]}", what, on, precision, verdict))
    return verdicts


def involvement_verdict(snapshot: Snapshot, policy: Policy, row: int, *, lineage: bool) -> str:
    """Return the code of what an involvement counts for on the lanes."""
    links, day = snapshot["involvement"], snapshot.day
    incident = int(links["incident_id"][row])
    status = int(links["status"][row])
    if links["decided_on"][row] > day or not incident_periods(snapshot).seen[incident]:
        return "not_yet"
    if links["part"][row] == code_of(Part.WITNESS):
        return "shown_only"
    is_victim = links["part"][row] == code_of(Part.VICTIM)
    if not is_victim and status in (code_of(SuspectStatus.DROPPED), code_of(SuspectStatus.ACQUITTED)):
        return "closes"
    standing_rows = suspects(snapshot)
    at = np.flatnonzero(standing_rows.row == row)
    if not is_victim and not len(at):
        return "extinguished"
    of_incident = incident_verdict(snapshot, policy, incident)
    if of_incident != "counts":
        return of_incident
    if overdue(snapshot, "involvement")[row]:
        return "review_overdue"
    if is_victim:
        day_of_incident = incident_periods(snapshot).day[incident : incident + 1]
        return "counts" if within_days(day_of_incident, day, policy.safety.victim_days)[0] else "too_old"
    if standing_rows.status[at[0]] < SUSPECTED:
        return "decision_undated" if status >= SUSPECTED else "only_believed"
    case = scores(snapshot, policy, lineage=lineage).case
    if row in case.row:
        return "counts"
    same = (case.person == standing_rows.person[at[0]]) & (case.incident == incident)
    return "better_status_counts" if same.any() else "too_old"


def incident_verdict(snapshot: Snapshot, policy: Policy, incident: int) -> str:
    """Return the code of what an incident counts for."""
    if incidents(snapshot, policy).counted[incident]:
        return "counts"
    frame = snapshot["incident"]
    if frame["status"][incident] == code_of(IncidentStatus.UNFOUNDED):
        return "incident_unfounded"
    if frame["group_involved"][incident] == code_of(Answer.NO):
        return "incident_not_group_involved"
    if tuple(IncidentType)[frame["type"][incident]].value not in policy.incidents.violent_types:
        return "incident_not_violent"
    return "incident_on_hold"


def _facts(snapshot: Snapshot, policy: Policy, person: int, *, lineage: bool) -> list[RecordVerdict]:
    frame, dated, kinds = snapshot["fact"], facts(snapshot), tuple(FactKind)
    found_scores = scores(snapshot, policy, lineage=lineage)
    counted = {*dated.row[found_scores.seizure].tolist(), *dated.row[found_scores.threat].tolist()}
    index = {int(row): i for i, row in enumerate(dated.row.tolist())}
    verdicts = []
    for row in np.flatnonzero(people(snapshot).same[frame["person_id"]] == person).tolist():
        kind = kinds[frame["kind"][row]]
        if row not in index:
            verdict = "not_yet"
        elif kind is FactKind.EXIT_DECLARED:
            verdict = "counts"
        elif dated.is_overdue[index[row]]:
            verdict = "review_overdue"
        elif kind is FactKind.THREAT_RECEIVED:
            at = dated.day[index[row] : index[row] + 1]
            verdict = "counts" if within_days(at, snapshot.day, policy.safety.threat_received_days)[0] else "too_old"
        else:
            verdict = "counts" if row in counted else "too_old"
        on, precision = dated.periods.shown(row)
        verdicts.append(RecordVerdict(f"fact:{frame.ids[row]}", kind.value, on, precision, verdict))
    return verdicts


def _memberships(snapshot: Snapshot, policy: Policy, person: int, *, lineage: bool) -> list[RecordVerdict]:
    frame, member_rows, day = snapshot["membership"], own_memberships(snapshot, lineage=lineage), snapshot.day
    group = successors(snapshot, lineage=lineage)
    index = violence(snapshot, policy, lineage=lineage).index
    gate = set(member_rows.rows.row[scores(snapshot, policy, lineage=lineage).gate_role].tolist())
    grades, verdicts = source_grades(snapshot), []
    for row in np.flatnonzero(people(snapshot).same[frame["person_id"]] == person).tolist():
        role, of_group = ROLES[frame["role"][row]], int(group[frame["group_id"][row]])
        begins, ends = int(frame["valid_from"][row]), int(frame["valid_to"][row])
        if begins > day:
            verdict = "not_yet"
        elif ends != NO_DAY and ends < day:
            verdict = "ended"
        elif role == "associate":
            verdict = "shown_only"
        elif overdue(snapshot, "membership")[row]:
            verdict = "review_overdue"
        elif overdue(snapshot, "group")[of_group]:
            verdict = "group_review_overdue"
        elif row in gate:
            verdict = "counts"
        elif role == "affiliate":
            verdict = "member_only"
        else:
            verdict = "role_not_held_well_enough" if index[of_group] > TOLERANCE else "group_not_violent"
        what = f"{role} of group:{snapshot['group'].ids[of_group]} ({grades[frame['source_id'][row]]})"
        precision = None if begins == NO_DAY else "day"
        verdicts.append(RecordVerdict(f"membership:{frame.ids[row]}", what, _date(begins), precision, verdict))
    return verdicts


def _date(day: int) -> date | None:
    return None if day == NO_DAY else day_of(day)


EXPLAIN = UseCase(
    name="explain",
    question="Why is this person listed, why not, and what is missing?",
    summary="Verdict on every record of a person, lane by lane",
    address="persons/{person_id}/explanation",
    parameters=PersonParameters,
    result=Explanation,
    compute=explain,
    unit="records",
    reference="EU directive 2016/680, articles 6, 7 and 11",
)
