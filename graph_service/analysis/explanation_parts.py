"""What an explanation is made of: verdicts on records and lanes, with their words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated as A

from graph_service.analysis.cards import Card
from graph_service.analysis.eligibility import Reason
from graph_service.analysis.fields import ShownPrecision
from graph_service.analysis.result import Result
from graph_service.domain.described import Described

VERDICTS: Mapping[str, str] = {
    "counts": "counts",
    "shown_only": "is shown and counts for nothing in the lanes",
    "not_yet": "lies after the day",
    "ended": "had ended by the day",
    "extinguished": "is extinguished by a later drop or acquittal",
    "closes": "closes the case: nothing dated on or before it counts",
    "incident_on_hold": "does not count: the incident is on hold",
    "incident_unfounded": "does not count: the incident is unfounded",
    "incident_not_violent": "does not count: the incident is not of a violent type",
    "incident_not_group_involved": "does not count: no group was involved in the incident",
    "only_believed": "is only believed: it serves to attribute incidents to groups, and nothing else",
    "decision_undated": "counts as believed only: the day of the decision is missing",
    "review_overdue": "does not count: its review is overdue",
    "group_review_overdue": "does not count: the review of the group is overdue",
    "too_old": "is older than its limit",
    "better_status_counts": "does not count beside a higher status in the same incident",
    "group_not_violent": "gives no grounds: the group has no violence index now",
    "role_not_held_well_enough": "gives no grounds: neither held as a fact nor by two independent sources graded B2 or "
    "better",
    "member_only": "is a membership without a role that gives grounds",
}
BARS: Mapping[str, str] = {
    "dead": "dead",
    "person_overdue": "the review of the person is overdue",
    "under_age": "under 15: for social services",
    "exited": "declared an exit later than all their grounds",
    "victim_only": "a victim only, and so in the safety lane alone",
    "in_custody": "in custody",
    "cooling_off": "cooling off after a notification",
    "minor": "a minor",
    "age_unknown": "of unknown age: the rules for minors apply",
    "no_ground": "no dated record that opens this lane",
    "not_needed": "eligible, but not needed: others reach the same persons",
    "no_membership": "no current membership with a source that is good enough",
}
MISSING_TEXTS: Mapping[str, tuple[str, ...]] = {  # by lane; a limit of the policy in braces
    "message": (
        "a conviction in a counted incident, decided in the last {convicted_years} years",
        "a charge in one, decided in the last {charged_years} years",
        "a suspicion in one, decided in the last {suspected_days} days",
        "a weapon seizure in the last {weapon_seizure_days} days",
        "leader or core of a group with a violence index, held as a fact or by two independent sources graded B2",
    ),
    "safety": (
        "to be a victim in a counted incident of the last {victim_days} days",
        "a threat received in the last {threat_received_days} days",
        "to be suspected in an incident whose open retaliation window is against their group",
    ),
    "messenger": ("a current membership graded C3 or better, or by two independent sources",),
}


@dataclass(frozen=True, slots=True)
class RecordVerdict:
    """A record of the person, and what it counts for."""

    record_id: A[
        str,
        Described(
            "the record, as kind:id: an involvement, a fact or a membership", "involvement:V-0009", refers_to="record"
        ),
    ]
    what: A[str, Described("what the record says, in words", "suspect in incident:I-0003 (charged)")]
    on: A[
        date | None,
        Described(
            "day of the decision, else of the incident or the fact, as exact as `precision` says; of a membership its "
            "first day; null: not known",
            date(2020, 11, 5),
        ),
    ]
    precision: ShownPrecision
    verdict: A[
        str,
        Described(
            "code of what the record counts for: counts, or why it does not, such as too_old or only_believed",
            "counts",
            words=tuple(VERDICTS),
        ),
    ]


@dataclass(frozen=True, slots=True)
class LaneVerdict:
    """Whether the person is on a lane, and what keeps them off it."""

    listed: A[bool, Described("whether the person is on the lane", example=True)]
    rank: A[int | None, Described("place in the lane, from 1; null: not on it", 1, unit="rank")]
    points: A[
        int,
        Described(
            "points of the reasons; 0 outside the message lane, and where the person is not on it", 12, unit="points"
        ),
    ]
    is_eligible: A[
        bool,
        Described("whether they may be visited now; false while cooling off, and if not on the lane", example=False),
    ]
    reasons: A[tuple[Reason, ...], Described("why they are on the lane; empty: they are not", None)]
    bars: A[
        tuple[str, ...],
        Described(
            "codes of what keeps them off the lane, such as no_ground or exited, or cooling_off where listed",
            ("cooling_off",),
            words=tuple(BARS),
        ),
    ]
    missing: A[
        tuple[str, ...],
        Described(
            'what would open the lane, any one of them, in words such as "a weapon seizure in the last 730 days"; '
            "empty: no ground is missing",
            (),
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation(Result):
    """A person, lane by lane, and every record that was looked at."""

    person: A[Card, Described("who it is, and what bears on when and how to reach them", None)]
    rows: A[
        tuple[str, ...],
        Described("ids of the persons table that are this one person on the day", ("P-0014",), refers_to="person"),
    ]
    is_alive: A[bool, Described("whether the person is alive on the day, as far as the records say", example=True)]
    lanes: A[
        Mapping[str, LaneVerdict],
        Described("the verdict by lane: message, safety, messenger; empty: the person is withheld", None),
    ]
    records: A[
        tuple[RecordVerdict, ...],
        Described(
            "involvements, facts and memberships of the person, each with its verdict; empty: there are none, or "
            "withheld",
            None,
        ),
    ]
