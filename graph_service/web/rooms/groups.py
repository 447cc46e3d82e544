"""A group: how sure its rank is, what would change it, its incidents, members and conflicts, who was reached."""

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.responses import Response

from graph_service.analysis.conflicts import CONFLICTS, ConflictParameters, Conflicts, Party
from graph_service.analysis.groups import GROUP, GROUPS, GroupParameters
from graph_service.analysis.members import MEMBERS, MemberParameters, MemberRow
from graph_service.analysis.months import MONTHS, MonthParameters
from graph_service.analysis.scorecard import SCORECARD, LineageParameters
from graph_service.analysis.window_names import main_window, short_window
from graph_service.domain.vocabulary import ConflictState
from graph_service.services.frame import answer
from graph_service.web import charts
from graph_service.web.page import N_, Page
from graph_service.web.page_request import PageRequest
from graph_service.web.table_part import part_of

ALL_STATES = tuple(ConflictState)


def groups(request: PageRequest) -> Response:
    """List the groups by id."""
    result = answer(request.held, GROUPS, LineageParameters(), as_of=request.day)
    return request.show(
        "groups.html", title=request.translator.text(TITLE), result=result, part=part_of(request, result.groups)
    )


def group(request: PageRequest) -> Response:
    """Show one group."""
    context, day, spoken = request.held, request.day, request.translator
    detail = answer(context, GROUP, GroupParameters(group_id=request.part("group_id")), as_of=day)
    row = detail.group
    members = answer(context, MEMBERS, MemberParameters(group_id=row.group_id), as_of=day)
    conflicts = answer(context, CONFLICTS, ConflictParameters(states=ALL_STATES), as_of=day)
    card = answer(context, SCORECARD, LineageParameters(), as_of=day)
    months = answer(context, MONTHS, MonthParameters(), as_of=day)
    return request.show(
        "group.html",
        title=row.name,
        result=detail,
        row=row,
        card=card,
        main=main_window(row.windows),
        short=short_window(row.windows),
        members=[member for member in members.members if member.role != "associate"],
        associates=[member for member in members.members if member.role == "associate"],
        member_notes=members.notes,
        reached=_reached(members.members),
        relations=_relations(conflicts, row.group_id),
        conflicts=[entry for entry in conflicts.conflicts if _stands_in(entry.parties, row.group_id)],
        windows=[w for w in conflicts.windows if w.is_open and row.group_id in {w.group_id, w.against}],
        names={each.group_id: each.name for each in card.groups},
        line=charts.evidence_line(spoken, row.evidence, detail.as_of),
        interval=charts.intervals(spoken, [row], len(card.groups))[row.group_id],
        spark=charts.sparks(spoken, months, [row.group_id]).get(row.group_id),
    )


@dataclass(frozen=True, slots=True)
class Reached:
    """Members by when they were last notified: the latest first, and those who never were."""

    notified: tuple[MemberRow, ...]
    never: tuple[MemberRow, ...]


def _reached(members: Iterable[MemberRow]) -> Reached:
    rows = [member for member in members if member.role != "associate"]
    notified = [member for member in rows if member.person.last_notified_on is not None]
    notified.sort(key=lambda member: (member.person.last_notified_on, member.person.person_id), reverse=True)
    return Reached(tuple(notified), tuple(member for member in rows if member.person.last_notified_on is None))


@dataclass(frozen=True, slots=True)
class Relation:
    """Another group, and what stands between: the state of the conflict, or an alliance."""

    group_id: str
    state: str
    conflict_ids: tuple[str, ...]


def _relations(conflicts: Conflicts, group_id: str) -> list[Relation]:
    relations = [
        Relation(pair.group_b if pair.group_a == group_id else pair.group_a, pair.status, pair.conflict_ids)
        for pair in conflicts.pairs
        if group_id in {pair.group_a, pair.group_b}
    ]
    relations += [
        Relation(pair.group_b if pair.group_a == group_id else pair.group_a, "alliance", ())
        for pair in conflicts.alliances
        if group_id in {pair.group_a, pair.group_b}
    ]
    return relations


def _stands_in(parties: Iterable[Party], group_id: str) -> bool:
    return any(party.group_id == group_id for party in parties)


TITLE = N_("Groups")
PAGES = (
    Page(path="/groups", name="groups", title=TITLE, actions=("groups",), show=groups),
    Page(path="/groups/{group_id}", name="group", title=N_("Group"), actions=("groups",), show=group),
)
