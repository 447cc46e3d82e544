"""Incidents as of the day: which count, how they ended, how many were hurt, who stands suspected."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.people import incident_periods, people
from graph_service.analysis.periods import Periods
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, NO_INT, IntArray, Snapshot, derived
from graph_service.domain.vocabulary import (
    Answer,
    Harm,
    IncidentStatus,
    IncidentType,
    Part,
    SuspectStatus,
    code_of,
)

Mask = NDArray[np.bool_]

FATAL, INJURY, NO_HARM, NOT_KNOWN = range(4)
OUTCOMES = ("fatal", "injury", "none", "unknown")  # by the numbers above
BELIEVED, SUSPECTED, CHARGED, CONVICTED = (
    code_of(SuspectStatus.BELIEVED),
    code_of(SuspectStatus.SUSPECTED),
    code_of(SuspectStatus.CHARGED),
    code_of(SuspectStatus.CONVICTED),
)
_CLOSING = (code_of(SuspectStatus.DROPPED), code_of(SuspectStatus.ACQUITTED))
_FORMAL = (SUSPECTED, CHARGED, CONVICTED)


@dataclass(frozen=True, slots=True)
class Incidents:
    """One element an incident, in the order of the ids.

    `counted` and `on_hold` exclude what is not yet seen. `victims_high` is `NO_INT` where it is open.
    """

    periods: Periods
    counted: Mask
    on_hold: Mask
    outcome: IntArray
    victims_low: IntArray
    victims_high: IntArray


@dataclass(frozen=True, slots=True)
class SuspectRows:
    """Rows of the involvements table that suspect somebody and stand as of the day, by person, then incident.

    `status` is believed, suspected, charged or convicted: a formal status without its day counts as
    believed. Rows that a drop or an acquittal extinguishes are not here.
    """

    row: IntArray
    person: IntArray
    incident: IntArray
    status: IntArray
    decided: IntArray

    @property
    def formal(self) -> Mask:
        """Rows of persons suspected, charged or convicted."""
        return self.status >= SUSPECTED

    def chosen(self, mask: Mask) -> "SuspectRows":
        """Return some of the rows."""
        return SuspectRows(
            self.row[mask], self.person[mask], self.incident[mask], self.status[mask], self.decided[mask]
        )


@dataclass(frozen=True, slots=True)
class VictimRows:
    """Rows of the involvements table that name a victim, in the order of the table."""

    row: IntArray
    person: IntArray
    incident: IntArray
    harm: IntArray


@derived
def incidents(snapshot: Snapshot, policy: Policy) -> Incidents:
    """Say which incidents count, and what they did."""
    frame = snapshot["incident"]
    periods = incident_periods(snapshot)
    violent = np.isin(frame["type"], [code_of(IncidentType(word)) for word in policy.incidents.violent_types])
    eligible = periods.seen & violent & (frame["group_involved"] != code_of(Answer.NO))
    count = _counts(snapshot)
    low, high = frame["victims_low"], frame["victims_high"]
    outcome = np.full(len(frame), NOT_KNOWN, dtype=np.int8)
    outcome[(count.killed == 0) & (count.injured == 0) & count.is_complete] = NO_HARM
    outcome[(count.injured >= 1) | (low >= 1)] = INJURY
    outcome[count.killed >= 1] = FATAL
    bounded = (low != NO_INT) | (high != NO_INT)
    least = count.killed + count.injured
    from_links = np.where(count.n_linked > 0, least + count.n_unknown, NO_INT)
    return Incidents(
        periods=periods,
        counted=eligible & (frame["status"] == code_of(IncidentStatus.CONFIRMED)),
        on_hold=eligible & (frame["status"] == code_of(IncidentStatus.HOLD)),
        outcome=outcome,
        victims_low=np.where(bounded & ~count.is_complete, np.maximum(low, least), least),
        victims_high=np.where(count.is_complete, least, np.where(bounded, high, from_links)),
    )


@derived
def suspects(snapshot: Snapshot) -> SuspectRows:
    """Return the suspicions that stand as of the day."""
    links = snapshot["involvement"]
    if not len(links):
        nothing = np.zeros(0, dtype=np.int32)
        return SuspectRows(nothing, nothing, nothing, nothing, nothing)
    is_past = incident_periods(snapshot).seen
    row = np.flatnonzero(
        (links["part"] == code_of(Part.SUSPECT)) & (links["decided_on"] <= snapshot.day) & is_past[links["incident_id"]]
    )
    person = people(snapshot).same[links["person_id"][row]]
    incident, status = links["incident_id"][row], links["status"][row]
    decided = links["decided_on"][row].astype(np.int64)
    order = np.lexsort((row, incident, person))
    row, person, incident, decided, status = (column[order] for column in (row, person, incident, decided, status))
    closing = np.isin(status, _CLOSING)
    pair = person.astype(np.int64) * len(snapshot["incident"]) + incident
    _, of_pair = np.unique(pair, return_inverse=True)
    closed_until = np.full(of_pair.max(initial=-1) + 1, NO_DAY, dtype=np.int64)  # NO_DAY: never closed
    always = np.iinfo(np.int64).max
    np.maximum.at(closed_until, of_pair[closing], np.where(decided == NO_DAY, always, decided)[closing])
    until = closed_until[of_pair]
    stands = ~closing & ((until == NO_DAY) | ((decided != NO_DAY) & (decided > until)))
    formal = np.isin(status, _FORMAL) & (decided != NO_DAY)
    return SuspectRows(row, person, incident, np.where(formal, status, BELIEVED), decided).chosen(stands)


@derived
def victims(snapshot: Snapshot) -> VictimRows:
    """Return the victims seen as of the day."""
    links = snapshot["involvement"]
    is_past = incident_periods(snapshot).seen
    mask = (links["part"] == code_of(Part.VICTIM)) & (links["decided_on"] <= snapshot.day)
    if len(links):
        mask &= is_past[links["incident_id"]]
    row = np.flatnonzero(mask)
    person = people(snapshot).same[links["person_id"][row]] if len(row) else links["person_id"][row]
    return VictimRows(row, person, links["incident_id"][row], links["harm"][row])


@dataclass(frozen=True, slots=True)
class _VictimCounts:
    """Killed and injured of each incident, and the persons linked as its victims, those of unknown harm apart."""

    killed: IntArray
    injured: IntArray
    is_complete: Mask  # both counts: stated, or of linked victims whose harm is all known
    n_linked: IntArray
    n_unknown: IntArray


def _counts(snapshot: Snapshot) -> _VictimCounts:
    """Count killed and injured: as stated, else as linked.

    Three victims linked to one incident, killed, injured and not known: 1 killed, 1 injured, not complete.
    """
    frame = snapshot["incident"]
    links = victims(snapshot)
    n_persons = max(1, len(snapshot["person"]))
    # of several rows of one person the worst harm holds: killed is 0, injured 1 ...; not given is unknown, the last
    severity = np.where(links.harm < 0, code_of(Harm.UNKNOWN), links.harm).astype(np.int64)
    pair = links.incident.astype(np.int64) * n_persons + links.person
    order = np.lexsort((severity, pair))
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = pair[order][1:] != pair[order][:-1]
    incident, harm = links.incident[order[first]], severity[order[first]]
    n_linked, n_killed, n_injured, n_unknown = (
        np.bincount(incident[mask], minlength=len(frame))
        for mask in (
            harm >= 0,
            harm == code_of(Harm.KILLED),
            harm == code_of(Harm.INJURED),
            harm == code_of(Harm.UNKNOWN),
        )
    )
    killed, injured = frame["n_killed"], frame["n_injured"]
    unbounded = (frame["victims_low"] == NO_INT) & (frame["victims_high"] == NO_INT)
    from_links = (n_linked > 0) & (n_unknown == 0) & unbounded
    return _VictimCounts(
        killed=np.where(killed == NO_INT, n_killed, killed),
        injured=np.where(injured == NO_INT, n_injured, injured),
        is_complete=((killed != NO_INT) | from_links) & ((injured != NO_INT) | from_links),
        n_linked=n_linked,
        n_unknown=n_unknown,
    )
