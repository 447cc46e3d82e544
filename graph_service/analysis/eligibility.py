"""The grounds of the message and safety lanes: which dated records put a person there, and what they score."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated as A

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.attribution import TOLERANCE
from graph_service.analysis.codes import REASON_CODES
from graph_service.analysis.fields import ShownPrecision
from graph_service.analysis.incidents import CHARGED, CONVICTED, SUSPECTED, SuspectRows, incidents, suspects, victims
from graph_service.analysis.people import overdue
from graph_service.analysis.periods import Periods, within_days, within_years
from graph_service.analysis.person_status import OwnMemberships, current_rows, facts, own_memberships, person_status
from graph_service.analysis.retaliation import retaliation_windows
from graph_service.analysis.violence import listed_groups, ranks, violence
from graph_service.domain.dates import day_of
from graph_service.domain.described import Described
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, IntArray, Snapshot, derived
from graph_service.domain.vocabulary import Basis, FactKind, IncidentStatus, Role, code_of

Mask = NDArray[np.bool_]
_STATUS_WORDS = {CONVICTED: "convicted", CHARGED: "charged", SUSPECTED: "suspected"}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a person is listed, and the records that say so."""

    code: A[str, Described("why, such as convicted or carries_the_message", "charged", words=REASON_CODES)]
    on: A[
        date | None,
        Described(
            "day of the decision in a case, else of the fact or the incident, as exact as `precision` says; null: it "
            "holds now, as a role does",
            date(2020, 11, 5),
        ),
    ]
    precision: ShownPrecision
    points: A[int, Described("points it gives in the message lane; 0 in the others", 4, unit="points")]
    record_ids: A[
        tuple[str, ...],
        Described(
            "records that it rests on, as kind:id", ("involvement:V-0009", "incident:I-0003"), refers_to="record"
        ),
    ]


@dataclass(frozen=True, slots=True)
class Scores:
    """What scores, before anybody asks who may be listed.

    `case` are suspicions inside their limit, the best one of a person in an incident; `seizure` and
    `threat` are positions in `facts`. `gate_role` marks rows of the own memberships that open the gate.
    """

    case: SuspectRows
    seizure: IntArray
    threat: IntArray
    gate_role: Mask
    passes: Mask  # one element a row of the persons table: the gate, whatever the age


@derived
def scores(snapshot: Snapshot, policy: Policy, *, lineage: bool) -> Scores:
    """Find what scores, and who passes the gate of the message lane (age, death and reviews of the person apart)."""
    passes = np.zeros(len(snapshot["person"]), dtype=np.bool_)
    case = _cases(snapshot, policy)
    passes[case.person] = True
    dated = facts(snapshot)
    seizure = _seizures(snapshot, policy)
    threat = ~dated.is_overdue & (dated.kind == code_of(FactKind.THREAT_MADE))
    threat &= within_days(dated.day, snapshot.day, policy.points.threat_made_days)
    passes[dated.person[seizure]] = True
    member_rows = own_memberships(snapshot, lineage=lineage)
    gate_role = _gate_roles(snapshot, policy, member_rows, member_rows.current, lineage=lineage)
    passes[member_rows.rows.person[gate_role]] = True
    return Scores(case, np.flatnonzero(seizure), np.flatnonzero(threat), gate_role, passes)


@derived
def message_reasons(snapshot: Snapshot, policy: Policy, *, lineage: bool) -> dict[int, list[Reason]]:
    """Return the reasons with their points of everybody who passes the gate."""
    scored, points = scores(snapshot, policy, lineage=lineage), policy.points
    reasons: dict[int, list[Reason]] = {int(person): [] for person in np.flatnonzero(scored.passes)}
    worth = {CONVICTED: points.convicted, CHARGED: points.charged, SUSPECTED: points.suspected}
    link_ids, incident_ids = snapshot["involvement"].ids, snapshot["incident"].ids
    case = scored.case
    for row, person, incident, status, decided in zip(
        case.row.tolist(),
        case.person.tolist(),
        case.incident.tolist(),
        case.status.tolist(),
        case.decided.tolist(),
        strict=True,
    ):
        records = (f"involvement:{link_ids[row]}", f"incident:{incident_ids[incident]}")
        reasons[person].append(Reason(_STATUS_WORDS[status], day_of(decided), "day", worth[status], records))
    periods = facts(snapshot).periods
    for code, rows, value in (
        ("weapon_seizure", scored.seizure, points.weapon_seizure),
        ("threat_made", scored.threat, points.threat_made),
    ):
        for (person, _), at in _once_a_day(snapshot, rows).items():
            if person in reasons:
                ids = tuple(f"fact:{snapshot['fact'].ids[row]}" for row in at)
                most_exact = min(at, key=lambda row: int(periods.precision[row]))
                reasons[person].append(Reason(code, *periods.shown(most_exact), value, ids))
    _add_group_reasons(snapshot, policy, reasons, lineage=lineage)
    return reasons


@derived
def latest_grounds(snapshot: Snapshot, policy: Policy, *, lineage: bool) -> dict[int, int]:
    """Return the day of the most recent ground of the safety lane of each person, in which order they are listed."""
    return {
        person: max(day for day, _ in grounds)
        for person, grounds in _grounds(snapshot, policy, lineage=lineage).items()
    }


@derived
def safety_reasons(snapshot: Snapshot, policy: Policy, *, lineage: bool) -> dict[int, list[Reason]]:
    """Return the grounds of the safety lane, whoever the person is."""
    return {
        person: [
            reason
            for _, reason in sorted(set(entries), key=lambda entry: (-entry[0], entry[1].code, entry[1].record_ids))
        ]
        for person, entries in _grounds(snapshot, policy, lineage=lineage).items()
    }


@derived
def _grounds(snapshot: Snapshot, policy: Policy, *, lineage: bool) -> dict[int, list[tuple[int, Reason]]]:
    """Return the grounds of the safety lane with the day that stands for each."""
    view, rules, day = incidents(snapshot, policy), policy.safety, snapshot.day
    link_ids, incident_ids = snapshot["involvement"].ids, snapshot["incident"].ids
    stale = overdue(snapshot, "involvement")
    dated_reasons: dict[int, list[tuple[int, Reason]]] = {}

    def add(person: int, code: str, periods: Periods, row: int, ids: tuple[str, ...]) -> None:
        reason = Reason(code, *periods.shown(row), 0, ids)
        dated_reasons.setdefault(person, []).append((int(periods.day[row]), reason))

    hurt = victims(snapshot)
    if len(hurt.row):
        days = view.periods.day[hurt.incident]
        recent = view.counted[hurt.incident] & within_days(days, day, rules.victim_days) & ~stale[hurt.row]
        for i in np.flatnonzero(recent).tolist():
            records = (f"involvement:{link_ids[hurt.row[i]]}", f"incident:{incident_ids[hurt.incident[i]]}")
            add(int(hurt.person[i]), "victim", view.periods, int(hurt.incident[i]), records)
    dated = facts(snapshot)
    threatened = (dated.kind == code_of(FactKind.THREAT_RECEIVED)) & ~dated.is_overdue
    threatened &= within_days(dated.day, day, rules.threat_received_days)
    for i in np.flatnonzero(threatened).tolist():
        row = int(dated.row[i])
        add(int(dated.person[i]), "threat_received", dated.periods, row, (f"fact:{snapshot['fact'].ids[row]}",))
    for person, incident, ids in _exposed(snapshot, policy, lineage=lineage):
        add(person, "open_window_against_own_group", view.periods, incident, ids)
    return dated_reasons


@derived
def exited(snapshot: Snapshot, policy: Policy, *, lineage: bool) -> Mask:
    """Say who declared an exit later than everything that would score, and than every current membership."""
    exit_day, dated = person_status(snapshot, policy).exit_day, facts(snapshot)
    scored = scores(snapshot, policy, lineage=lineage)
    member_rows = own_memberships(snapshot, lineage=lineage)
    latest = np.full(len(exit_day), NO_DAY, dtype=np.int64)
    if len(scored.case.row):
        np.maximum.at(latest, scored.case.person, incidents(snapshot, policy).periods.day[scored.case.incident])
    for rows in (scored.seizure, scored.threat):
        np.maximum.at(latest, dated.person[rows], dated.day[rows])
    np.maximum.at(latest, member_rows.rows.person[member_rows.current], member_rows.rows.begins[member_rows.current])
    return (exit_day != NO_DAY) & (exit_day > latest)


@derived
def is_victim_only(snapshot: Snapshot, policy: Policy, *, lineage: bool) -> Mask:
    """Say who is a victim, without any ground of the message lane and no member on the day: in no pool.

    Age and overdue reviews are left aside: whose grounds are only to be reviewed is more than a victim.
    """
    rows, n, dated = victims(snapshot), len(snapshot["person"]), facts(snapshot)
    founded = snapshot["incident"]["status"] != code_of(IncidentStatus.UNFOUNDED)
    victim, member = np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.bool_)
    if len(rows.row):
        victim[rows.person[founded[rows.incident] & ~overdue(snapshot, "involvement")[rows.row]]] = True
    members = own_memberships(snapshot, lineage=lineage)
    member[members.rows.person[members.current]] = True
    has_ground = np.zeros(n, dtype=np.bool_)
    roles = _gate_roles(snapshot, policy, members, members.rows.on(snapshot.day), lineage=lineage)
    has_ground[members.rows.person[roles]] = True
    has_ground[_cases(snapshot, policy, overdue_too=True).person] = True
    has_ground[dated.person[_seizures(snapshot, policy, overdue_too=True)]] = True
    return victim & ~member & ~has_ground


def _seizures(snapshot: Snapshot, policy: Policy, *, overdue_too: bool = False) -> Mask:
    """Say of each fact seen whether it is a seizure inside its limit."""
    dated = facts(snapshot)
    seizure = (dated.kind == code_of(FactKind.WEAPON_SEIZURE)) & (overdue_too | ~dated.is_overdue)
    return seizure & within_days(dated.day, snapshot.day, policy.gate.weapon_seizure_days)


def _cases(snapshot: Snapshot, policy: Policy, *, overdue_too: bool = False) -> SuspectRows:
    """Return suspicions inside their limit, the best one of a person in an incident."""
    rows, gate = suspects(snapshot), policy.gate
    if not len(rows.row):
        return rows
    inside = (rows.status == CONVICTED) & within_years(rows.decided, snapshot.as_of, gate.convicted_years)
    inside |= (rows.status == CHARGED) & within_years(rows.decided, snapshot.as_of, gate.charged_years)
    inside |= (rows.status == SUSPECTED) & within_days(rows.decided, snapshot.day, gate.suspected_days)
    inside &= incidents(snapshot, policy).counted[rows.incident]
    inside &= overdue_too | ~overdue(snapshot, "involvement")[rows.row]
    rows = rows.chosen(inside)
    order = np.lexsort(
        (rows.row, -rows.decided.astype(np.int64), -rows.status.astype(np.int64), rows.incident, rows.person)
    )
    pair = (rows.person.astype(np.int64) * len(snapshot["incident"]) + rows.incident)[order]
    best = np.ones(len(pair), dtype=np.bool_)
    best[1:] = pair[1:] != pair[:-1]
    is_best = np.zeros(len(pair), dtype=np.bool_)
    is_best[order[best]] = True
    return rows.chosen(is_best)


def _gate_roles(snapshot: Snapshot, policy: Policy, member_rows: OwnMemberships, among: Mask, *, lineage: bool) -> Mask:
    """Leader or core of a group with V > 0, held as a fact or by two sources of different origin, both B2 or better."""
    rows, frame = member_rows.rows, snapshot["membership"]
    leading = among & np.isin(rows.role, (code_of(Role.LEADER), code_of(Role.CORE)))
    if len(rows.row):
        leading &= violence(snapshot, policy, lineage=lineage).index[rows.group] > TOLERANCE
    as_fact = leading & (frame["basis"][rows.row] == code_of(Basis.FACT))
    candidates = np.flatnonzero(leading & member_rows.b2)
    sourced: dict[tuple[int, int], set[int]] = {}
    pairs = list(zip(rows.person[candidates].tolist(), rows.group[candidates].tolist(), strict=True))
    for pair, origin in zip(pairs, member_rows.origin[candidates].tolist(), strict=True):
        sourced.setdefault(pair, set()).add(origin)
    by_two = np.zeros(len(leading), dtype=np.bool_)
    by_two[candidates] = [len(sourced[pair]) > 1 for pair in pairs]
    return as_fact | by_two


def _once_a_day(snapshot: Snapshot, rows: IntArray) -> dict[tuple[int, int], tuple[int, ...]]:
    """Return the facts (rows of the table) of each person on each day, of some positions in `facts`."""
    dated = facts(snapshot)
    rows_of: dict[tuple[int, int], tuple[int, ...]] = {}
    for at in sorted(rows.tolist(), key=lambda row: (dated.day[row], row)):
        key = (int(dated.person[at]), int(dated.day[at]))
        rows_of[key] = (*rows_of.get(key, ()), int(dated.row[at]))
    return rows_of


def group_points(snapshot: Snapshot, policy: Policy, *, lineage: bool) -> Mapping[int, tuple[str, int]]:
    """Return the points that a group of one's own gives: code and points, for groups with V > 0."""
    index = violence(snapshot, policy, lineage=lineage).index
    listed = listed_groups(snapshot, policy, lineage=lineage)
    rank = dict(zip(listed, ranks([float(index[group]) for group in listed]), strict=True))
    points, worth = policy.points, {}
    for group in np.flatnonzero(index > TOLERANCE).tolist():
        position = rank.get(group)
        if position == 1:
            worth[group] = ("group_ranked_first", points.group_first)
        elif position in (2, 3):
            worth[group] = ("group_ranked_second_or_third", points.group_second_or_third)
        else:
            worth[group] = ("group_violent", points.group_other)
    return worth


def _add_group_reasons(snapshot: Snapshot, policy: Policy, reasons: dict[int, list[Reason]], *, lineage: bool) -> None:
    member_rows, ids = own_memberships(snapshot, lineage=lineage), snapshot["membership"].ids
    of_group = group_points(snapshot, policy, lineage=lineage)
    open_windows: dict[int, list[str]] = {}
    for window in retaliation_windows(snapshot, policy, lineage=lineage):
        if window.is_open:
            open_windows.setdefault(window.victim_group, []).append(
                f"incident:{snapshot['incident'].ids[window.incident]}"
            )
    worth = {code_of(Role.LEADER): policy.points.leader, code_of(Role.CORE): policy.points.core}
    words = {code_of(Role.LEADER): "leader", code_of(Role.CORE): "core"}
    group_ids, positions = snapshot["group"].ids, current_rows(member_rows, reasons)
    rows: dict[int, list[tuple[int, int, int]]] = {}
    columns = (
        member_rows.rows.person[positions],
        member_rows.rows.role[positions],
        member_rows.rows.row[positions],
        member_rows.rows.group[positions],
    )
    for person, *entry in zip(*(column.tolist() for column in columns), strict=True):
        rows.setdefault(person, []).append(tuple(entry))
    for person, mine in rows.items():
        reasons_of = reasons[person]
        role, membership, _ = min(mine)
        if role in worth:
            reasons_of.append(Reason(words[role], None, None, worth[role], (f"membership:{ids[membership]}",)))
        scored = [(-of_group[group][1], group, membership) for _, membership, group in mine if group in of_group]
        if scored:
            _, group, membership = min(scored)
            code, value = of_group[group]
            reasons_of.append(
                Reason(code, None, None, value, (f"membership:{ids[membership]}", f"group:{group_ids[group]}"))
            )
        windows = sorted({record for _, _, group in mine for record in open_windows.get(group, ())})
        if windows:
            reasons_of.append(Reason("group_holds_open_window", None, None, policy.points.open_window, tuple(windows)))


def _exposed(snapshot: Snapshot, policy: Policy, *, lineage: bool) -> list[tuple[int, int, tuple[str, ...]]]:
    """Suspects of an incident whose open window is against a group of theirs, on the day or on the incident's.

    Person, incident, records.
    """
    rows, stale = suspects(snapshot), overdue(snapshot, "involvement")
    member_rows = own_memberships(snapshot, lineage=lineage)
    usable = ~overdue(snapshot, "membership")[member_rows.rows.row]
    if len(member_rows.rows.row):
        usable &= ~overdue(snapshot, "group")[member_rows.rows.group]
    exposed: list[tuple[int, int, tuple[str, ...]]] = []
    for window in retaliation_windows(snapshot, policy, lineage=lineage):
        if not window.is_open or window.against is None:
            continue
        member = usable & (member_rows.rows.group == window.against)
        member &= member_rows.rows.on(window.day) | member_rows.rows.on(snapshot.day)
        members = set(member_rows.rows.person[member].tolist())
        mask = (rows.incident == window.incident) & rows.formal & ~stale[rows.row]
        for row, person in zip(rows.row[mask].tolist(), rows.person[mask].tolist(), strict=True):
            if person in members:
                records = (
                    f"involvement:{snapshot['involvement'].ids[row]}",
                    f"incident:{snapshot['incident'].ids[window.incident]}",
                )
                exposed.append((person, window.incident, records))
    return exposed
