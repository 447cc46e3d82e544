"""Groups, as the scorecard has them: all of them in short, or one with the incidents behind its numbers."""

from dataclasses import dataclass, fields
from typing import Annotated as A

from graph_service.analysis.fields import (
    GroupId,
    GroupIsValid,
    GroupName,
    GroupRank,
    NMembers,
    NOpenWindows,
    SizeHigh,
    SizeLow,
    ViolenceIndex,
)
from graph_service.analysis.header import header_of
from graph_service.analysis.named_records import group_positions
from graph_service.analysis.result import Result
from graph_service.analysis.scorecard import LineageParameters, scorecard
from graph_service.analysis.scorecard_parts import GroupRow
from graph_service.domain.described import Described
from graph_service.domain.parameters import GroupId as GroupIdParameter
from graph_service.domain.parameters import Lineage
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import Snapshot, derived
from graph_service.domain.use_case import Paging, UseCase
from graph_service.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class GroupBrief:
    """A group in the list of groups."""

    group_id: GroupId
    name: GroupName
    is_valid: GroupIsValid
    rank: GroupRank
    violence_index: ViolenceIndex
    n_members: NMembers
    size_low: SizeLow
    size_high: SizeHigh
    n_open_windows: NOpenWindows


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupList(Result):
    """Groups by id, a page at a time."""

    groups: A[tuple[GroupBrief, ...], Described("groups of the scorecard, by id; on a page, a part of them", None)]
    n_total: A[int, Described("groups on all pages together", 14, unit="groups")]
    next_after: A[
        str | None,
        Described(
            "last id of this page, after which the next begins; null: no group follows", "G-03", refers_to="group"
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDetail(Result):
    """One group as the scorecard has it, with the incidents behind its numbers."""

    group: A[GroupRow, Described("the row of the group in the scorecard", None)]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupParameters:
    """Which group."""

    group_id: GroupIdParameter
    lineage: Lineage = True


@derived
def groups(snapshot: Snapshot, policy: Policy, parameters: LineageParameters) -> GroupList:
    """List the groups of the scorecard by id."""
    ranking = scorecard(snapshot, policy, parameters)
    names = [field.name for field in fields(GroupBrief)]
    rows = (GroupBrief(**{name: getattr(row, name) for name in names}) for row in ranking.groups)
    by_id = tuple(sorted(rows, key=lambda row: row.group_id))
    return GroupList(**header_of(ranking, "groups"), groups=by_id, n_total=len(by_id), next_after=None)


def group(snapshot: Snapshot, policy: Policy, parameters: GroupParameters) -> GroupDetail:
    """Return the row of one group, or a `NotFoundError`: it is unknown, or has no row of its own on the day."""
    group_id = parameters.group_id
    group_positions(snapshot, (group_id,))
    ranking = scorecard(snapshot, policy, LineageParameters(lineage=parameters.lineage))
    row = next((row for row in ranking.groups if row.group_id == group_id), None)
    if row is None:
        message = f"group {group_id!r} has no row of its own on {snapshot.as_of}: it was not valid, or became another"
        raise NotFoundError(message)
    return GroupDetail(**header_of(ranking, "group"), group=row)


GROUPS = UseCase(
    name="groups",
    question="Which groups are there?",
    summary="The groups of the scorecard by id, each with its rank, index, members and size",
    address="groups",
    parameters=LineageParameters,
    result=GroupList,
    compute=groups,
    paging=Paging("groups", key="group_id"),
)
GROUP = UseCase(
    name="group",
    question="What stands behind the numbers of a group?",
    summary="One group as the scorecard has it, with the incidents behind its numbers",
    address="groups/{group_id}",
    action="groups",
    parameters=GroupParameters,
    result=GroupDetail,
    compute=group,
)
