"""The record kinds, each declared once; the metadata of their fields is the schema.

Two shapes only: a *node*, and a *link* with two ends. Declared so that whatever a record refers to
stands above it (an incident may refer to an earlier incident).
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated as A
from typing import TypeVar, dataclass_transform

from graph_service.domain.schema import End, Key, Meaning, Refers, Start, link, node
from graph_service.domain.vocabulary import (
    Answer,
    Basis,
    CallInStatus,
    Channel,
    CommitmentRule,
    ConflictState,
    DataClass,
    DatedPrecision,
    FactKind,
    Harm,
    IncidentStatus,
    IncidentType,
    Initiative,
    NotificationKind,
    Part,
    Precision,
    Recipient,
    Reliability,
    ResponseKind,
    Role,
    Sex,
    Side,
    SuccessionKind,
    SupervisionKind,
    SupportKind,
    SupportStatus,
    SuspectStatus,
    TieKind,
)

R = TypeVar("R", bound=type)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record(kind: R) -> R:
    """Make a frozen dataclass of keyword arguments, in a way that type checkers follow."""
    return dataclass(frozen=True, slots=True, kw_only=True)(kind)  # type: ignore[return-value]  # it returns the class that it was given


_IDENTITY, _INTELLIGENCE = DataClass.IDENTITY, DataClass.INTELLIGENCE
_SUPPORT, _VICTIM, _PROTECTED = DataClass.SUPPORT, DataClass.VICTIM, DataClass.PROTECTED

_VALIDITY = (("valid_from", "valid_to"),)
Note = A[str | None, Meaning("free text, never analysed", _PROTECTED)]
ValidFrom = A[date | None, Meaning("first day, inclusive; empty: unknown start")]
ValidTo = A[date | None, Meaning("last day, inclusive; empty: still valid")]
ReviewBy = A[date | None, Meaning("day by which somebody must look at it again")]
LinkSource = A[str | None, Refers("source", text="the source that says so", data_class=_INTELLIGENCE)]
NodeSource = A[str | None, Refers("source", "FROM_SOURCE", "the source that says so", _INTELLIGENCE)]
AboutPerson = A[str, Refers("person", "ABOUT", "the person it is about")]
Agency = A[str, Meaning("the agency that did it, or is responsible for it")]
ProposalId = A[str | None, Meaning("the proposal that it carries out", since=2)]


@node("sources", "Source")
@record
class Source:
    """Where a piece of knowledge comes from, graded by reliability and credibility."""

    source_id: A[str, Key()]
    agency: A[str | None, Meaning("the agency that holds it")] = None
    reliability: A[Reliability | None, Meaning("A reliable ... E unreliable, F cannot be judged", _INTELLIGENCE)] = None
    credibility: A[
        int | None, Meaning("1 confirmed ... 5 improbable, 6 cannot be judged", _INTELLIGENCE, minimum=1, maximum=6)
    ] = None
    collected_on: A[date | None, Meaning("day of collection", not_future=True)] = None
    handling: A[str | None, Meaning("how it may be passed on", _INTELLIGENCE)] = None
    origin_id: A[
        str | None,
        Meaning("what it goes back to: any word, or a source_id; sources of one origin count as one", _INTELLIGENCE),
    ] = None
    note: Note = None


@node("persons", "Person")
@record
class Person:
    """A person, shown by a pseudonym to all who may not see the name."""

    person_id: A[str, Key()]
    label: A[str, Meaning("pseudonym, shown by default")]
    names: A[tuple[str, ...], Meaning("names", _IDENTITY)] = ()
    aliases: A[tuple[str, ...], Meaning("other names", _IDENTITY)] = ()
    birth_year: A[int | None, Meaning("year of birth", _IDENTITY, minimum=1850, maximum=2200)] = None
    sex: A[Sex | None, Meaning("read by no analysis", _PROTECTED)] = None
    died_on: A[date | None, Meaning("day of death", _IDENTITY, not_future=True)] = None
    protected_identity: A[bool, Meaning("the identity is protected by a decision", _PROTECTED)]
    owner_agency: A[str | None, Meaning("the agency that owns the record")] = None
    review_by: ReviewBy = None
    note: Note = None


@node("groups", "Group", ordered=(*_VALIDITY, ("size_low", "size_high")))
@record
class Group:
    """A group that a source names, never one that was computed."""

    group_id: A[str, Key()]
    name: A[str, Meaning("name in use")]
    aliases: A[tuple[str, ...], Meaning("other names of the group")] = ()
    territory: A[str | None, Meaning("the area it claims", _INTELLIGENCE)] = None
    organisation_level: A[int | None, Meaning("1 loose, 2, 3 organised", minimum=1, maximum=3)] = None
    size_low: A[int | None, Meaning("lowest estimate of its size, persons", minimum=0)] = None
    size_high: A[int | None, Meaning("highest estimate of its size, persons", minimum=0)] = None
    valid_from: ValidFrom = None
    valid_to: ValidTo = None
    source_id: NodeSource = None
    review_by: ReviewBy = None
    note: Note = None


@node("conflicts", "Conflict")
@record
class Conflict:
    """A conflict between groups; its states are records of their own."""

    conflict_id: A[str, Key()]
    name: A[str | None, Meaning("what it is called")] = None
    cause: A[str | None, Meaning("what it is about", _INTELLIGENCE)] = None
    owner: A[str | None, Meaning("who follows it")] = None
    next_review_on: A[date | None, Meaning("day of the next review")] = None
    note: Note = None


@node("conflict_statuses", "ConflictStatus", ordered=_VALIDITY)
@record
class ConflictStatus:
    """What state a conflict was in, from one day to another."""

    conflict_status_id: A[str, Key()]
    conflict_id: A[str, Refers("conflict", "ABOUT", "the conflict")]
    status: A[ConflictState, Meaning("state of the conflict")]
    valid_from: ValidFrom = None
    valid_to: ValidTo = None
    source_id: NodeSource = None
    note: Note = None


@node("incidents", "Incident", ordered=(("victims_low", "victims_high"),))
@record
class Incident:
    """One violent event."""

    incident_id: A[str, Key()]
    occurred_on: A[date | None, Meaning("day it happened, or any day of its month or year", not_future=True)] = None
    precision: A[Precision, Meaning("how exactly the date is known")]
    occurred_time: A[
        str | None, Meaning("local time, as 21:40 or 21:40:00", pattern=r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?")
    ] = None
    type: A[IncidentType, Meaning("what happened")]
    n_killed: A[int | None, Meaning("persons killed", minimum=0)] = None
    n_injured: A[int | None, Meaning("persons injured and not killed", minimum=0)] = None
    victims_low: A[int | None, Meaning("fewest victims there may have been", minimum=0)] = None
    victims_high: A[int | None, Meaning("most victims there may have been", minimum=0)] = None
    place: A[str | None, Meaning("where", _INTELLIGENCE)] = None
    latitude: A[float | None, Meaning("WGS 84, degrees", minimum=-90, maximum=90)] = None
    longitude: A[float | None, Meaning("WGS 84, degrees", minimum=-180, maximum=180)] = None
    group_involved: A[Answer, Meaning("whether a member of a group took part or was hit")]
    status: A[IncidentStatus, Meaning("whether it counts")]
    conflict_id: A[str | None, Refers("conflict", "PART_OF", "the conflict it belongs to")] = None
    retaliation_for: A[str | None, Refers("incident", "RETALIATION_FOR", "the incident it answers")] = None
    source_id: NodeSource = None
    note: Note = None


@node("facts", "Fact")
@record
class Fact:
    """A dated event about a person; convictions are involvements, custody is supervision."""

    fact_id: A[str, Key()]
    person_id: AboutPerson
    kind: A[FactKind, Meaning("what the fact says", _INTELLIGENCE)]
    occurred_on: A[date, Meaning("day, or any day of its month or year", not_future=True)]
    precision: A[DatedPrecision, Meaning("how exactly the date is known")]
    source_id: A[str, Refers("source", "FROM_SOURCE", "the source that says so", _INTELLIGENCE)]
    review_by: ReviewBy = None
    note: Note = None


@node("supervision", "Supervision", ordered=_VALIDITY)
@record
class Supervision:
    """A period under an order of a court; remand and prison are custody."""

    supervision_id: A[str, Key()]
    person_id: AboutPerson
    kind: A[SupervisionKind, Meaning("which order")]
    valid_from: ValidFrom = None
    valid_to: ValidTo = None
    agency: A[str | None, Meaning("the agency in charge")] = None
    next_meeting_on: A[date | None, Meaning("day of the next meeting")] = None
    source_id: NodeSource = None
    note: Note = None


@link("memberships", "MEMBER_OF", ordered=_VALIDITY)
@record
class Membership:
    """A person's place in a group, as a source says."""

    membership_id: A[str, Key()]
    person_id: A[str, Start("person", "the person")]
    group_id: A[str, End("group", "the group")]
    role: A[Role, Meaning("place in the group", _INTELLIGENCE)]
    basis: A[Basis, Meaning("held as a fact, or as an assessment", _INTELLIGENCE)]
    valid_from: ValidFrom = None
    valid_to: ValidTo = None
    source_id: A[str, Refers("source", text="the source that says so", data_class=_INTELLIGENCE)]
    review_by: ReviewBy = None
    note: Note = None


@link("ties", "TIED_TO", undirected=True, ordered=_VALIDITY)
@record
class Tie:
    """A tie between two persons, the same from both sides."""

    tie_id: A[str, Key()]
    person_a: A[str, Start("person", "one person, the smaller id")]
    person_b: A[str, End("person", "the other person")]
    kind: A[TieKind, Meaning("what ties them", _INTELLIGENCE)]
    strength: A[float, Meaning("greater than 0, larger is closer", above=0)] = 1.0
    valid_from: ValidFrom = None
    valid_to: ValidTo = None
    source_id: LinkSource = None
    note: Note = None


@link("conflict_parties", "PARTY_TO", ordered=_VALIDITY)
@record
class ConflictParty:
    """A group on a side of a conflict."""

    conflict_party_id: A[str, Key()]
    group_id: A[str, Start("group", "the group")]
    conflict_id: A[str, End("conflict", "the conflict")]
    side: A[str, Meaning("a word that names the side")]
    valid_from: ValidFrom = None
    valid_to: ValidTo = None
    source_id: LinkSource = None
    note: Note = None


@link("conflict_persons", "DRAWN_INTO", ordered=_VALIDITY)
@record
class ConflictPerson:
    """A person drawn into a conflict; shown, but counted in no number."""

    conflict_person_id: A[str, Key()]
    person_id: A[str, Start("person", "the person")]
    conflict_id: A[str, End("conflict", "the conflict")]
    side: A[str, Meaning("a word that names the side")]
    valid_from: ValidFrom = None
    valid_to: ValidTo = None
    source_id: LinkSource = None
    note: Note = None


@link("alliances", "ALLIED_WITH", undirected=True, ordered=_VALIDITY)
@record
class Alliance:
    """Two groups that are allied."""

    alliance_id: A[str, Key()]
    group_a: A[str, Start("group", "one group, the smaller id")]
    group_b: A[str, End("group", "the other group")]
    valid_from: ValidFrom = None
    valid_to: ValidTo = None
    source_id: LinkSource = None
    note: Note = None


@link(
    "involvements",
    {Part.SUSPECT: "SUSPECT_IN", Part.VICTIM: "VICTIM_IN", Part.WITNESS: "WITNESS_IN"},
    by="part",
)
@record
class Involvement:
    """What a person was to an incident: suspect, victim or witness."""

    involvement_id: A[str, Key()]
    person_id: A[str, Start("person", "the person")]
    incident_id: A[str, End("incident", "the incident")]
    part: A[Part, Meaning("suspect, victim or witness", _INTELLIGENCE)]
    status: A[SuspectStatus | None, Meaning("how far the case has come; suspects only", _INTELLIGENCE)] = None
    decided_on: A[date | None, Meaning("day of that decision", not_future=True)] = None
    harm: A[Harm | None, Meaning("what it did to the victim; victims only", _VICTIM)] = None
    source_id: LinkSource = None
    review_by: ReviewBy = None
    note: Note = None


@link("attributions", "ATTRIBUTED_TO")
@record
class Attribution:
    """The probability that a group took part on a side of an incident."""

    attribution_id: A[str, Key()]
    incident_id: A[str, Start("incident", "the incident")]
    group_id: A[str, End("group", "the group")]
    side: A[Side, Meaning("suspect or victim")]
    confidence: A[float, Meaning("probability, 0 to 1", _INTELLIGENCE, minimum=0, maximum=1)]
    joint_set: A[str | None, Meaning("groups with the same word acted jointly")] = None
    basis: A[Basis, Meaning("held as a fact, or as an assessment", _INTELLIGENCE)]
    assessed_on: A[date | None, Meaning("day of the assessment", not_future=True)] = None
    source_id: LinkSource = None
    note: Note = None


@link("same_persons", "SAME_AS", undirected=True, ordered=(("decided_on", "undone_on"),))
@record
class SamePerson:
    """A decision that two rows are one person; can be undone."""

    same_person_id: A[str, Key()]
    person_a: A[str, Start("person", "one row, the smaller id")]
    person_b: A[str, End("person", "the other row")]
    decided_by: A[str, Meaning("who decided")]
    decided_on: A[date, Meaning("day of the decision", not_future=True)]
    reason: A[str, Meaning("why", _PROTECTED)]
    undone_on: A[date | None, Meaning("day it was undone; from then on they are two again")] = None
    note: Note = None


@link("group_successions", "SUCCEEDED_BY")
@record
class GroupSuccession:
    """A group that was renamed, split or merged into another."""

    group_succession_id: A[str, Key()]
    from_group_id: A[str, Start("group", "the earlier group")]
    to_group_id: A[str, End("group", "the later group")]
    kind: A[SuccessionKind, Meaning("how it happened")]
    occurred_on: A[date, Meaning("day it happened", not_future=True)]
    source_id: LinkSource = None
    note: Note = None


@node("rounds", "Round", is_act=True, ordered=(("starts_on", "ends_on"),))
@record
class Round:
    """A campaign of notifications."""

    round_id: A[str, Key()]
    name: A[str, Meaning("what it is called")]
    starts_on: A[date, Meaning("first day")]
    ends_on: A[date | None, Meaning("last day")] = None
    note: Note = None


@node("notifications", "Notification", is_act=True)
@record
class Notification:
    """A custom notification: one message to one person."""

    notification_id: A[str, Key()]
    person_id: AboutPerson
    round_id: A[str | None, Refers("round", "PART_OF", "the round it belongs to")] = None
    planned_on: A[date | None, Meaning("planned day")] = None
    delivered_on: A[date | None, Meaning("day of delivery", not_future=True)] = None
    delivered_to: A[Recipient | None, Meaning("who received it, or will; required once it is delivered")] = None
    channel: A[Channel | None, Meaning("where")] = None
    agencies: A[tuple[str, ...], Meaning("agencies that took part")] = ()
    message_version: A[str | None, Meaning("which version of the message")] = None
    legal_exposure_given: A[bool | None, Meaning("the legal exposure was explained", _INTELLIGENCE)] = None
    help_offered: A[tuple[str, ...], Meaning("help that was offered", _SUPPORT)] = ()
    family_present: A[bool | None, Meaning("family was there", _SUPPORT)] = None
    kind: A[NotificationKind | None, Meaning("empty: a custom notification", since=2)] = None
    proposal_id: ProposalId = None
    attempted_on: A[tuple[str, ...], Meaning("days on which nobody was met", since=2)] = ()
    responsible: A[str | None, Meaning("the agency that is to deliver it", since=2)] = None
    note: Note = None


@node("responses", "Response", is_act=True)
@record
class Response:
    """How a notified person took the message."""

    response_id: A[str, Key()]
    notification_id: A[str, Refers("notification", "ABOUT", "the notification")]
    responded_on: A[date, Meaning("day", not_future=True)]
    response: A[ResponseKind, Meaning("how the message was taken")]
    note: Note = None


@node("contacts", "Contact", is_act=True)
@record
class Contact:
    """A contact after the message."""

    contact_id: A[str, Key()]
    person_id: AboutPerson
    contacted_on: A[date, Meaning("day", not_future=True)]
    initiative: A[Initiative, Meaning("who got in touch", _SUPPORT)]
    agency: Agency
    note: Note = None


@node("support_cases", "SupportCase", is_act=True, ordered=(("opened_on", "closed_on"),))
@record
class SupportCase:
    """Help that a person gets."""

    support_case_id: A[str, Key()]
    person_id: AboutPerson
    opened_on: A[date, Meaning("day it was opened", not_future=True)]
    closed_on: A[date | None, Meaning("day it was closed")] = None
    kind: A[SupportKind, Meaning("what help", _SUPPORT)]
    status: A[SupportStatus, Meaning("where it stands", _SUPPORT)]
    agency: Agency
    note: Note = None


@node("follow_ups", "FollowUp", is_act=True)
@record
class FollowUp:
    """Something that is to be done after a message."""

    follow_up_id: A[str, Key()]
    person_id: AboutPerson
    notification_id: A[str | None, Refers("notification", "PART_OF", "the notification it follows")] = None
    due_on: A[date, Meaning("day it is due")]
    done_on: A[date | None, Meaning("day it was done", not_future=True)] = None
    agency: Agency
    outcome: A[str | None, Meaning("what came of it", _SUPPORT)] = None
    note: Note = None


@node("call_ins", "CallIn", is_act=True)
@record
class CallIn:
    """A meeting with many at once."""

    call_in_id: A[str, Key()]
    held_on: A[date | None, Meaning("day it was held; empty unless it was held", not_future=True)] = None
    planned_on: A[date | None, Meaning("planned day")] = None
    status: A[CallInStatus, Meaning("where it stands")]
    capacity: A[int | None, Meaning("places", minimum=0)] = None
    place: A[str | None, Meaning("where", since=2)] = None
    checklist: A[tuple[str, ...], Meaning("what has been prepared", since=2)] = ()
    note: Note = None


@node("attendances", "Attendance", is_act=True)
@record
class Attendance:
    """A person invited to a call-in."""

    attendance_id: A[str, Key()]
    call_in_id: A[str, Refers("call_in", "HELD_AT", "the call-in")]
    person_id: AboutPerson
    group_id: A[str | None, Refers("group", "REPRESENTS", "the group they represented")] = None
    invited_on: A[date | None, Meaning("day of the invitation")] = None
    attended: A[Answer, Meaning("whether they came")]
    absence_reason: A[str | None, Meaning("why they did not come", _PROTECTED, since=2)] = None
    stand_in_for: A[str | None, Meaning("the attendance_id of whoever they stood in for", since=2)] = None
    proposal_id: ProposalId = None
    note: Note = None


@node("commitments", "Commitment", is_act=True, ordered=_VALIDITY)
@record
class Commitment:
    """A promise given at a call-in."""

    commitment_id: A[str, Key()]
    call_in_id: A[str, Refers("call_in", "HELD_AT", "the call-in")]
    rule: A[CommitmentRule, Meaning("which promise")]
    valid_from: A[date, Meaning("first day, inclusive")]
    valid_to: ValidTo = None
    told_back_on: A[date | None, Meaning("day the groups were told that it was kept", not_future=True, since=2)] = None
    note: Note = None


@node("increased_focuses", "IncreasedFocus", is_act=True, ordered=(("starts_on", "ends_on"),))
@record
class IncreasedFocus:
    """Increased focus on a group, with its reason and its end."""

    increased_focus_id: A[str, Key()]
    group_id: A[str, Refers("group", "ABOUT", "the group")]
    reason: A[str, Meaning("why", _INTELLIGENCE)]
    incident_id: A[str | None, Refers("incident", "BECAUSE_OF", "the incident that led to it")] = None
    starts_on: A[date, Meaning("first day")]
    measures: A[tuple[str, ...], Meaning("what is done", _INTELLIGENCE)] = ()
    ends_on: A[date | None, Meaning("last day")] = None
    end_reason: A[str | None, Meaning("why it ended")] = None
    note: Note = None
