"""The members of a group: role, what says so and how old that is, and whom the message has reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated as A

import numpy as np

from graph_service.analysis.cards import ROLES, Card, cards, source_grades
from graph_service.analysis.fields import GroupId, GroupName
from graph_service.analysis.header import header
from graph_service.analysis.left_out import review_notes
from graph_service.analysis.named_records import group_positions
from graph_service.analysis.people import alive, overdue, people, successors
from graph_service.analysis.result import Result
from graph_service.domain.dates import day_of
from graph_service.domain.described import Described
from graph_service.domain.parameters import GroupId as GroupIdParameter
from graph_service.domain.parameters import Lineage
from graph_service.domain.policy import Policy
from graph_service.domain.snapshot import NO_DAY, Snapshot
from graph_service.domain.use_case import UseCase
from graph_service.domain.vocabulary import Basis, Role
from graph_service.errors import NotFoundError

_BASES = tuple(Basis)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A living person with a membership of the group on the day."""

    person: A[Card, Described("who it is; role and grade there are of all their groups", None)]
    role: A[str, Described("best role in this group; an associate is no member", "core", words=tuple(Role))]
    basis: A[str, Described("how that role is held: fact, or an assessment", "fact", words=tuple(Basis))]
    grade: A[
        str,
        Described(
            "best grade of a source of that role: reliability A to F, then credibility 1 to 6, - where one is missing",
            "B2",
        ),
    ]
    since: A[date | None, Described("first day of that role; null: not known", date(2019, 5, 1))]
    reported_on: A[
        date | None,
        Described(
            "latest day on which a source of a membership in this group was collected; null: not known",
            date(2020, 11, 1),
        ),
    ]
    days_since_report: A[
        int | None, Described("days from then to the day of the result; null: not known", 32, unit="days")
    ]
    is_review_overdue: A[
        bool,
        Described(
            "whether the review of all these memberships is overdue: they count for nothing in lanes and pools",
            example=False,
        ),
    ]
    record_ids: A[
        tuple[str, ...],
        Described("memberships that say so, as kind:id", ("membership:M-0006",), refers_to="record"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Members(Result):
    """Who belongs to a group on the day, as far as the caller may know them."""

    group_id: GroupId
    name: GroupName
    members: A[
        tuple[MemberRow, ...],
        Described("members and associates, by role and then by id; whoever is withheld is left out", None),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberParameters:
    """Of which group."""

    group_id: GroupIdParameter
    lineage: Lineage = True


def members(snapshot: Snapshot, policy: Policy, parameters: MemberParameters) -> Members:
    """Return who is leader, core, affiliate or associate of a group on the day, and what says so.

    Parameters
    ----------
    snapshot : Snapshot
        The records.
    policy : Policy
        Ages and days of rest.
    parameters : MemberParameters
        Which group.

    Returns
    -------
    Members
        By role, then id.

    Raises
    ------
    NotFoundError
        If there is no such group, or it had become another by the day.
    """
    group_id, lineage = parameters.group_id, parameters.lineage
    (group,) = group_positions(snapshot, (group_id,)) or ()
    if successors(snapshot, lineage=lineage)[group] != group:
        message = f"group {group_id!r} has no members of its own on {snapshot.as_of}: it became another"
        raise NotFoundError(message)
    rows_of = _rows_of(snapshot, group, lineage=lineage)
    persons = sorted(rows_of)
    rows = [
        _member(snapshot, card, rows_of[person])
        for person, card in zip(persons, cards(snapshot, policy, persons, lineage=lineage), strict=True)
    ]
    return Members(
        **header(
            "members",
            snapshot,
            policy,
            {"group_id": group_id, "lineage": lineage},
            notes=review_notes(snapshot),
        ),
        group_id=group_id,
        name=snapshot["group"].texts["name"][group],
        members=tuple(sorted(rows, key=lambda row: (ROLES.index(row.role), row.person.person_id))),
    )


def _rows_of(snapshot: Snapshot, group: int, *, lineage: bool) -> dict[int, list[int]]:
    """Rows of the memberships table valid on the day, by living person."""
    frame = snapshot["membership"]
    if not len(frame):
        return {}
    of_group = successors(snapshot, lineage=lineage)[frame["group_id"]] == group
    person = people(snapshot).same[frame["person_id"]]
    rows = np.flatnonzero(of_group & frame.valid_on(snapshot.day) & alive(snapshot)[person]).tolist()
    rows_of: dict[int, list[int]] = {}
    for row in rows:
        rows_of.setdefault(int(person[row]), []).append(row)
    return rows_of


def _member(snapshot: Snapshot, card: Card, rows: Sequence[int]) -> MemberRow:
    frame, grades = snapshot["membership"], source_grades(snapshot)

    def strength(row: int) -> tuple[int, str, int]:
        return int(frame["role"][row]), grades[frame["source_id"][row]], row

    best = min(rows, key=strength)
    begins = int(frame["valid_from"][best])
    collected_on = snapshot["source"]["collected_on"]
    collected = [int(collected_on[frame["source_id"][row]]) for row in rows]
    last = max((day for day in collected if NO_DAY < day <= snapshot.day), default=NO_DAY)
    return MemberRow(
        person=card,
        role=ROLES[frame["role"][best]],
        basis=_BASES[frame["basis"][best]].value,
        grade=grades[frame["source_id"][best]],
        since=None if begins == NO_DAY else day_of(begins),
        reported_on=None if last == NO_DAY else day_of(last),
        days_since_report=None if last == NO_DAY else snapshot.day - last,
        is_review_overdue=bool(overdue(snapshot, "membership")[rows].all()),
        record_ids=tuple(f"membership:{frame.ids[row]}" for row in rows),
    )


MEMBERS = UseCase(
    name="members",
    question="Who belongs to a group, and how old is what says so?",
    summary="Members and associates of a group by role, with grade and age of the last report, and when they were "
    "last notified",
    address="groups/{group_id}/members",
    action="groups",
    parameters=MemberParameters,
    result=Members,
    compute=members,
)
