"""Whom the message has reached: of each group, how many members were notified in person."""

from collections import Counter
from dataclasses import dataclass
from typing import Annotated as A

from graph_service.analysis.fields import GroupId, GroupName, NMembers
from graph_service.analysis.header import header
from graph_service.analysis.person_status import person_status
from graph_service.analysis.result import WITHHELD, Count, Result, Withheld
from graph_service.analysis.scorecard import LineageParameters, member_pairs, members_on
from graph_service.analysis.violence import listed_groups
from graph_service.domain.described import Described
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, Snapshot, derived
from graph_service.domain.use_case import UseCase


@dataclass(frozen=True, slots=True)
class GroupCoverage:
    """How far the message has come in a group."""

    group_id: GroupId
    name: GroupName
    n_members: NMembers
    n_notified: A[
        Count,
        Described(
            "those of them to whom a notification was delivered in person by the day, however long ago; "
            '"withheld" where the number would tell about one person',
            6,
            unit="persons",
        ),
    ]

    @property
    def n_left(self) -> Count:
        """Members who are still to be notified."""
        if isinstance(self.n_members, Withheld) or isinstance(self.n_notified, Withheld):
            return WITHHELD
        return self.n_members - self.n_notified


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage(Result):
    """Whom the message has reached, by group."""

    groups: A[tuple[GroupCoverage, ...], Described("groups of the scorecard, by id", None)]


@derived
def coverage(snapshot: Snapshot, policy: Policy, parameters: LineageParameters) -> Coverage:
    """Count of each group the living members, and those who were ever notified in person."""
    lineage, frame = parameters.lineage, snapshot["group"]
    group_of, person_of = member_pairs(snapshot, lineage=lineage)
    is_notified = person_status(snapshot, policy).last_notified[person_of] != NO_DAY
    n_members, n_notified = members_on(snapshot, lineage=lineage), Counter(group_of[is_notified].tolist())
    listed = sorted(listed_groups(snapshot, policy, lineage=lineage))
    return Coverage(
        **header("coverage", snapshot, policy, {"lineage": lineage}),
        groups=tuple(
            GroupCoverage(frame.ids[group], frame.texts["name"][group], n_members.get(group, 0), n_notified[group])
            for group in listed
        ),
    )


COVERAGE = UseCase(
    name="coverage",
    question="How many members of each group have been reached?",
    summary="Of each group the named members, and how many of them were ever notified in person",
    address="coverage",
    action="groups",
    parameters=LineageParameters,
    result=Coverage,
    compute=coverage,
    cached=True,
)
