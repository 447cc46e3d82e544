"""Records in few words, for cases written by hand: what a case does not care about has a plain default."""

from collections.abc import Iterable
from datetime import date

from graph_service.domain import records as r
from graph_service.domain import vocabulary as v
from graph_service.domain.schema import kind_of


def case_of(given: Iterable[object]) -> dict[str, list[object]]:
    """Sort records by kind name; a source "S" (ungraded) is added if nothing else brings it."""
    found: dict[str, list[object]] = {}
    for record in given:
        found.setdefault(kind_of(record).name, []).append(record)
    sources = found.setdefault("source", [])
    if not any(isinstance(one, r.Source) and one.source_id == "S" for one in sources):
        sources.append(r.Source(source_id="S"))
    return found


def day(text: str | None) -> date | None:
    """Read an ISO date; None stays None."""
    return None if text is None else date.fromisoformat(text)


def must(text: str) -> date:
    """Read an ISO date."""
    return date.fromisoformat(text)


def dated(text: str | None) -> tuple[date | None, v.Precision]:
    """Read 2020, 2020-04, 2020-04-01 or None (unknown) as a date with its precision."""
    if text is None:
        return None, v.Precision.UNKNOWN
    parts = [int(one) for one in text.split("-")]
    precision = (v.Precision.YEAR, v.Precision.MONTH, v.Precision.DAY)[len(parts) - 1]
    year, month, number = (*parts, 1, 1)[:3]
    return date(year, month, number), precision


def source(source_id: str, grade: str = "", origin: str | None = None) -> r.Source:
    """A source; `grade` as "B2", "" for none."""
    return r.Source(
        source_id=source_id,
        reliability=v.Reliability(grade[0]) if grade and grade[0].isalpha() else None,
        credibility=int(grade[-1]) if grade and grade[-1].isdigit() else None,
        origin_id=origin,
    )


def person(person_id: str, born: int | None = 1980, *, died: str | None = None, review: str | None = None) -> r.Person:
    """A grown person."""
    return r.Person(
        person_id=person_id,
        label=person_id,
        birth_year=born,
        died_on=day(died),
        protected_identity=False,
        review_by=day(review),
    )


def group(
    group_id: str,
    start: str | None = None,
    end: str | None = None,
    *,
    size: tuple[int | None, int | None] = (None, None),
    review: str | None = None,
) -> r.Group:
    """A group that is valid unless said otherwise."""
    return r.Group(
        group_id=group_id,
        name=group_id,
        valid_from=day(start),
        valid_to=day(end),
        size_low=size[0],
        size_high=size[1],
        review_by=day(review),
    )


def member(
    membership_id: str,
    person_id: str,
    group_id: str,
    role: str = "affiliate",
    start: str | None = None,
    end: str | None = None,
    *,
    basis: str = "assessment",
    source_id: str = "S",
    review: str | None = None,
) -> r.Membership:
    """A membership, an assessment of an ungraded source unless said otherwise."""
    return r.Membership(
        membership_id=membership_id,
        person_id=person_id,
        group_id=group_id,
        role=v.Role(role),
        basis=v.Basis(basis),
        valid_from=day(start),
        valid_to=day(end),
        source_id=source_id,
        review_by=day(review),
    )


def incident(
    incident_id: str,
    when: str | None,
    type_: str = "shooting",
    *,
    killed: int | None = 0,
    injured: int | None = 0,
    bounds: tuple[int | None, int | None] = (None, None),
    involved: str = "yes",
    status: str = "confirmed",
    conflict: str | None = None,
    answers: str | None = None,
    source_id: str | None = None,
) -> r.Incident:
    """A confirmed shooting without victims unless said otherwise; `when` as for `dated`."""
    occurred_on, precision = dated(when)
    return r.Incident(
        incident_id=incident_id,
        occurred_on=occurred_on,
        precision=precision,
        type=v.IncidentType(type_),
        n_killed=killed,
        n_injured=injured,
        source_id=source_id,
        victims_low=bounds[0],
        victims_high=bounds[1],
        group_involved=v.Answer(involved),
        status=v.IncidentStatus(status),
        conflict_id=conflict,
        retaliation_for=answers,
    )


def suspect(
    involvement_id: str,
    person_id: str,
    incident_id: str,
    status: str | None = "suspected",
    on: str | None = None,
    *,
    review: str | None = None,
    source_id: str | None = None,
) -> r.Involvement:
    """A suspect row."""
    return r.Involvement(
        source_id=source_id,
        involvement_id=involvement_id,
        person_id=person_id,
        incident_id=incident_id,
        part=v.Part.SUSPECT,
        status=None if status is None else v.SuspectStatus(status),
        decided_on=day(on),
        review_by=day(review),
    )


def victim(
    involvement_id: str,
    person_id: str,
    incident_id: str,
    harm: str | None = "unharmed",
    *,
    on: str | None = None,
    review: str | None = None,
) -> r.Involvement:
    """A victim row."""
    return r.Involvement(
        involvement_id=involvement_id,
        person_id=person_id,
        incident_id=incident_id,
        part=v.Part.VICTIM,
        decided_on=day(on),
        harm=None if harm is None else v.Harm(harm),
        review_by=day(review),
    )


def attributed(
    attribution_id: str,
    incident_id: str,
    group_id: str,
    confidence: float = 1.0,
    side: str = "suspect",
    joint: str | None = None,
) -> r.Attribution:
    """An explicit attribution."""
    return r.Attribution(
        attribution_id=attribution_id,
        incident_id=incident_id,
        group_id=group_id,
        side=v.Side(side),
        confidence=confidence,
        joint_set=joint,
        basis=v.Basis.ASSESSMENT,
    )


def fact(fact_id: str, person_id: str, kind: str, when: str, *, review: str | None = None) -> r.Fact:
    """A fact about a person."""
    occurred_on, precision = dated(when)
    if occurred_on is None:
        message = "a fact is dated"
        raise ValueError(message)
    return r.Fact(
        fact_id=fact_id,
        person_id=person_id,
        kind=v.FactKind(kind),
        occurred_on=occurred_on,
        precision=v.DatedPrecision(str(precision)),
        source_id="S",
        review_by=day(review),
    )


def succession(succession_id: str, old: str, new: str, on: str, kind: str = "rename") -> r.GroupSuccession:
    """A group that went on in another."""
    return r.GroupSuccession(
        group_succession_id=succession_id,
        from_group_id=old,
        to_group_id=new,
        kind=v.SuccessionKind(kind),
        occurred_on=must(on),
    )


def same(same_person_id: str, a: str, b: str, on: str, undone: str | None = None) -> r.SamePerson:
    """Two rows that are one person."""
    return r.SamePerson(
        same_person_id=same_person_id,
        person_a=min(a, b),
        person_b=max(a, b),
        decided_by="analyst",
        decided_on=must(on),
        reason="fingerprint",
        undone_on=day(undone),
    )


def tie(
    tie_id: str,
    a: str,
    b: str,
    strength: float = 1.0,
    start: str | None = None,
    end: str | None = None,
    *,
    kind: str = "friend",
    source_id: str | None = None,
) -> r.Tie:
    """A tie, undated unless said otherwise."""
    return r.Tie(
        tie_id=tie_id,
        person_a=min(a, b),
        person_b=max(a, b),
        kind=v.TieKind(kind),
        strength=strength,
        valid_from=day(start),
        valid_to=day(end),
        source_id=source_id,
    )


def conflict(conflict_id: str) -> r.Conflict:
    """A conflict."""
    return r.Conflict(conflict_id=conflict_id)


def party(
    party_id: str, group_id: str, conflict_id: str, side: str, start: str | None = None, end: str | None = None
) -> r.ConflictParty:
    """A group on a side of a conflict."""
    return r.ConflictParty(
        conflict_party_id=party_id,
        group_id=group_id,
        conflict_id=conflict_id,
        side=side,
        valid_from=day(start),
        valid_to=day(end),
    )


def drawn_in(
    row_id: str, person_id: str, conflict_id: str, side: str, start: str | None = None, end: str | None = None
) -> r.ConflictPerson:
    """A person drawn into a conflict."""
    return r.ConflictPerson(
        conflict_person_id=row_id,
        person_id=person_id,
        conflict_id=conflict_id,
        side=side,
        valid_from=day(start),
        valid_to=day(end),
    )


def state(
    status_id: str, conflict_id: str, status: str, start: str | None = None, end: str | None = None
) -> r.ConflictStatus:
    """What state a conflict was in."""
    return r.ConflictStatus(
        conflict_status_id=status_id,
        conflict_id=conflict_id,
        status=v.ConflictState(status),
        valid_from=day(start),
        valid_to=day(end),
    )


def alliance(alliance_id: str, a: str, b: str, start: str | None = None, end: str | None = None) -> r.Alliance:
    """Two groups that stand together."""
    return r.Alliance(
        alliance_id=alliance_id, group_a=min(a, b), group_b=max(a, b), valid_from=day(start), valid_to=day(end)
    )


def call_in(call_in_id: str, held: str | None = None, status: str = "held", planned: str | None = None) -> r.CallIn:
    """A call-in."""
    return r.CallIn(call_in_id=call_in_id, held_on=day(held), planned_on=day(planned), status=v.CallInStatus(status))


def supervision(
    supervision_id: str,
    person_id: str,
    kind: str = "probation",
    start: str | None = None,
    end: str | None = None,
    *,
    meeting: str | None = None,
) -> r.Supervision:
    """A period under an order."""
    return r.Supervision(
        supervision_id=supervision_id,
        person_id=person_id,
        kind=v.SupervisionKind(kind),
        valid_from=day(start),
        valid_to=day(end),
        next_meeting_on=day(meeting),
    )


def notification(
    notification_id: str, person_id: str, delivered: str | None, to: str = "person", planned: str | None = None
) -> r.Notification:
    """A custom notification, delivered if a day is given."""
    return r.Notification(
        notification_id=notification_id,
        person_id=person_id,
        planned_on=day(planned),
        delivered_on=day(delivered),
        delivered_to=None if delivered is None else v.Recipient(to),
    )
