"""The projection: what a caller may see of a result that was computed on everything.

A person is *withheld* from a caller when the identity is protected, or when they are a victim and the
caller does not see victims. Then nothing of them is shown anywhere: a list keeps their place and says
"withheld", a network draws all who are withheld as one dot without ties, and a count in which they are
the only one who is not shown, or from which their ties could be told, says "withheld" too. What is not
computed at all stays absent: a count that nobody has says nothing.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import singledispatch
from typing import TypeVar, cast

from graph_service.analysis.cards import Card
from graph_service.analysis.columns import Rows
from graph_service.analysis.conflicts import ConflictRow, Conflicts, DrawnIn
from graph_service.analysis.coverage import Coverage
from graph_service.analysis.explanation_parts import Explanation
from graph_service.analysis.figures.parts import Figures
from graph_service.analysis.groups import GroupDetail, GroupList
from graph_service.analysis.incident import IncidentDetail, InvolvedPerson
from graph_service.analysis.members import Members
from graph_service.analysis.months import MonthList
from graph_service.analysis.network import (
    IncidentList,
    Network,
    NetworkIncident,
    NetworkInvolvement,
    NetworkMembership,
    NetworkPerson,
    NetworkTie,
)
from graph_service.analysis.network_period_parts import NetworkPeriod
from graph_service.analysis.priorities_parts import Lane, LaneRow
from graph_service.analysis.representatives_parts import Pick, Representatives
from graph_service.analysis.result import WITHHELD, Count, Note, ParameterValue, Result, note
from graph_service.analysis.scorecard_parts import Scorecard
from graph_service.domain.rights import withholds_persons
from graph_service.domain.vocabulary import DataClass
from graph_service.services.figures_seen import figure_seen, n_withheld
from graph_service.services.view import View

R = TypeVar("R", bound=Result)
T = TypeVar("T")
OfIncident = TypeVar("OfIncident", bound=NetworkIncident)
OfGroups = TypeVar("OfGroups", Scorecard, GroupList)
BLANK = Card(
    person_id=WITHHELD.value,
    label=WITHHELD.value,
    is_minor="unknown",
    age_low=None,
    age_high=None,
    group_ids=(),
    groups_in_conflict=(),
    role="",
    grade="",
    in_custody=False,
    is_supervised=False,
    supervised_until=None,
    next_meeting_on=None,
    last_notified_on=None,
    cooling_off_until=None,
    has_exited=False,
)  # a row whose person_id is "withheld" says nothing of the person


def project(result: R, view: View) -> R:
    """Return what a caller may see of a result."""
    return cast("R", projected(result, view))


@singledispatch
def projected(result: Result, _view: View) -> Result:
    """Return what is shown of a result; a class without a rule of its own is refused when the rules are checked."""
    message = f"nothing says what to hide in a {type(result).__name__}"
    raise TypeError(message)


@projected.register(Scorecard)
@projected.register(GroupList)
def _groups(result: OfGroups, view: View) -> OfGroups:
    alone = _groups_with_one_hidden(result, view)
    rows = tuple(replace(row, n_members=WITHHELD) if row.group_id in alone else row for row in result.groups)
    return replace(result, groups=rows, notes=_noted(result, n_counts=len(alone & {row.group_id for row in rows})))


@projected.register
def _coverage(result: Coverage, view: View) -> Coverage:
    alone = _groups_with_one_hidden(result, view)
    rows = tuple(
        replace(row, n_members=WITHHELD, n_notified=WITHHELD) if row.group_id in alone else row for row in result.groups
    )
    n_counts = sum(row.group_id in alone for row in rows)
    return replace(result, groups=rows, notes=_noted(result, n_counts=n_counts))


@projected.register
def _figures(result: Figures, view: View) -> Figures:
    shown = tuple(figure_seen(figure, view) for figure in result.figures)
    return replace(result, figures=shown, notes=_noted(result, n_persons=n_withheld(result, view)))


@projected.register
def _conflicts(result: Conflicts, view: View) -> Conflicts:
    rows = tuple(replace(row, persons=_drawn_in(row, view)) for row in result.conflicts)
    n = sum(person.person_id in view.hidden for row in result.conflicts for person in row.persons)
    return replace(result, conflicts=rows, notes=_noted(result, n_persons=n))


@projected.register
def _lane(result: Lane, view: View) -> Lane:
    hide_new = result.lane == "messenger" and view.touches(row.person.person_id for row in result.rows)
    rows = tuple(_lane_row(row, view, hide_new=hide_new) for row in result.rows)
    n = sum(row.person.person_id in view.hidden for row in result.rows)
    n += sum(person_id in view.hidden for person_id in result.unreached)
    n_ages = 0 if DataClass.IDENTITY in view.classes else len(rows)
    n_counts = sum(WITHHELD in {row.reach, row.newly_reached} for row in rows)
    notes = _noted(result, n_persons=n, n_counts=n_counts, n_ages=n_ages)
    return replace(result, rows=rows, unreached=view.names(result.unreached), notes=notes)


@projected.register
def _explanation(result: Explanation, view: View) -> Explanation:
    if result.person.person_id not in view.hidden:
        n_ages = 0 if DataClass.IDENTITY in view.classes else 1
        return replace(result, person=_card(result.person, view), notes=_noted(result, n_ages=n_ages))
    return replace(
        result,
        parameters=_parameters(result.parameters, view),
        person=BLANK,
        rows=(),
        is_alive=False,
        lanes={},
        records=(),
        notes=_noted(replace(result, notes=()), n_persons=1),
    )


@projected.register
def _representatives(result: Representatives, view: View) -> Representatives:
    named = {
        *result.chosen,
        *result.unreached,
        *(person_id for members in result.alternatives for person_id in members),
    }
    hide_new = view.touches(pick.person_id for pick in result.picks)
    picks = tuple(_pick(pick, view, hide_new=hide_new) for pick in result.picks)
    n_counts = sum(WITHHELD in {pick.n_contacts, pick.newly_reached} for pick in picks)
    return replace(
        result,
        parameters=_parameters(result.parameters, view),
        chosen=view.names(result.chosen),
        picks=picks,
        unreached=view.names(result.unreached),
        out_of_reach=view.names(result.out_of_reach),
        alternatives=tuple(view.names(members) for members in result.alternatives),
        notes=_noted(result, n_persons=len(named & view.hidden), n_counts=n_counts),
    )


@projected.register
def _network(result: Network, view: View) -> Network:
    alone = _groups_with_one_hidden(result, view)
    everybody, ties = Rows.of(NetworkPerson, result.persons), Rows.of(NetworkTie, result.ties)
    memberships = _of_seen(Rows.of(NetworkMembership, result.memberships), view)
    involvements = _of_seen(Rows.of(NetworkInvolvement, result.involvements), view)
    persons = _of_seen(everybody, view)
    is_hidden_tie = ties.coded("person_a").among(view.hidden) | ties.coded("person_b").among(view.hidden)
    n = len(everybody) - len(persons)
    return replace(
        result,
        persons=persons.followed_by(_ONE_DOT) if n else persons,
        groups=tuple(replace(row, n_named=WITHHELD) if row.group_id in alone else row for row in result.groups),
        memberships=memberships,
        periods=_of_seen(Rows.of(NetworkPeriod, result.periods), view),
        ties=ties.at(~is_hidden_tie),
        incidents=_of_whom_is_seen(Rows.of(NetworkIncident, result.incidents), view),
        involvements=involvements,
        notes=(
            *_noted(result, n_persons=n, n_counts=len(alone & {row.group_id for row in result.groups})),
            *records_left_out(view.classes),
        ),
    )


def records_left_out(classes: frozenset[DataClass]) -> tuple[Note, ...]:
    """Say that records may be left out, to whomever some ever would be; how many would tell about one person."""
    return (note("record_withheld", 1),) if withholds_persons(classes) else ()


def _of_seen(rows: Rows[T], view: View) -> Rows[T]:
    """Leave out the rows of persons who are hidden."""
    return rows.at(~rows.coded("person_id").among(view.hidden))


def _of_whom_is_seen(incidents: Rows[NetworkIncident], view: View) -> Rows[NetworkIncident]:
    """Name those who are hidden once, last, in each list of persons."""
    columns = {name: incidents.listed(name) for name in ("suspects", "believed", "victims")}
    return incidents.with_columns(
        {name: column.joined(column.among(view.hidden), WITHHELD.value) for name, column in columns.items()}
    )


@projected.register
def _group_detail(result: GroupDetail, view: View) -> GroupDetail:
    if result.group.group_id not in _groups_with_one_hidden(result, view):
        return result
    return replace(result, group=replace(result.group, n_members=WITHHELD), notes=_noted(result, n_counts=1))


@projected.register
def _months(result: MonthList, _view: View) -> MonthList:
    """Counts of incidents, as those of the scorecard: they count no persons."""
    return result


@projected.register
def _members(result: Members, view: View) -> Members:
    """Leave out who is hidden: a row without a name would say how many they are."""
    rows = tuple(
        replace(row, person=_card(row.person, view))
        for row in result.members
        if row.person.person_id not in view.hidden
    )
    n_ages = 0 if DataClass.IDENTITY in view.classes else len(rows)
    return replace(result, members=rows, notes=(*_noted(result, n_ages=n_ages), *records_left_out(view.classes)))


@projected.register
def _incident_detail(result: IncidentDetail, view: View) -> IncidentDetail:
    shown = tuple(person for person in result.persons if person.person_id not in view.hidden)
    hidden = [person for person in result.persons if person.person_id in view.hidden]
    blanks = tuple(_involved_blank(part) for part in dict.fromkeys(person.part for person in hidden))
    n = len({person.person_id for person in hidden})
    return replace(result, persons=(*shown, *blanks), notes=_noted(result, n_persons=n))


def _involved_blank(part: str) -> InvolvedPerson:
    return InvolvedPerson(
        person_id=WITHHELD.value,
        label=WITHHELD.value,
        part=part,
        status=None,
        decided_on=None,
        harm=None,
        verdict=None,
        record_id=None,
        source_id=None,
        grade=None,
    )


@projected.register
def _incident_list(result: IncidentList, view: View) -> IncidentList:
    named = {
        person
        for incident in result.incidents
        for person in (*incident.suspects, *incident.believed, *incident.victims)
    }
    rows = tuple(_incident(incident, view) for incident in result.incidents)
    return replace(result, incidents=rows, notes=_noted(result, n_persons=len(named & view.hidden)))


_ONE_DOT = NetworkPerson(
    person_id=WITHHELD.value,
    label=WITHHELD.value,
    groups=(),
    groups_not_shown=(),
    groups_in_conflict=(),
    role="",
    status="none",
    is_minor="unknown",
    is_supervised=False,
    notified_on=None,
    points=0,
    reasons=(),
)


def _incident(incident: OfIncident, view: View) -> OfIncident:
    linked = (incident.suspects, incident.believed, incident.victims)
    if view.hidden.isdisjoint(person for persons in linked for person in persons):
        return incident
    suspects, believed, victims = (_once(view.names(persons)) for persons in linked)
    return replace(incident, suspects=suspects, believed=believed, victims=victims)


def _once(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _groups_with_one_hidden(result: Result, view: View) -> set[str]:
    hidden = view.members[bool(result.parameters["lineage"])]
    return {group for group, n in hidden.items() if n == 1}


def _count(n: Count | None, *, hide: bool) -> Count | None:
    return WITHHELD if hide and n is not None else n


def _drawn_in(row: ConflictRow, view: View) -> tuple[DrawnIn, ...]:
    shown = tuple(person for person in row.persons if person.person_id not in view.hidden)
    blank = DrawnIn(WITHHELD.value, WITHHELD.value, WITHHELD.value)
    return (*shown, *(blank for _ in range(len(row.persons) - len(shown))))


def _card(card: Card, view: View) -> Card:
    return card if DataClass.IDENTITY in view.classes else replace(card, age_low=None, age_high=None)


def _lane_row(row: LaneRow, view: View, *, hide_new: bool) -> LaneRow:
    person_id = row.person.person_id
    if person_id in view.hidden:
        return replace(
            row,
            person=BLANK,
            reach=_count(row.reach, hide=True),
            newly_reached=_count(row.newly_reached, hide=True),
            is_eligible=False,
            needs_elevated_approval=False,
            reasons=(),
        )
    card = _card(row.person, view)
    if card is row.person and not hide_new and person_id not in view.contacts:
        return row
    return replace(
        row,
        person=card,
        reach=_count(row.reach, hide=person_id in view.contacts),
        newly_reached=_count(row.newly_reached, hide=hide_new),
    )


def _pick(pick: Pick, view: View, *, hide_new: bool) -> Pick:
    if pick.person_id in view.hidden:
        return Pick(WITHHELD.value, WITHHELD.value, n_contacts=WITHHELD, newly_reached=WITHHELD, reaches=())
    return replace(
        pick,
        n_contacts=WITHHELD if pick.person_id in view.contacts else pick.n_contacts,
        newly_reached=WITHHELD if hide_new else pick.newly_reached,
        reaches=tuple(person_id for person_id in pick.reaches if person_id not in view.hidden),
    )


def _parameters(parameters: Mapping[str, ParameterValue], view: View) -> dict[str, ParameterValue]:
    """What the caller asked for; an id that is withheld is not said back."""
    return {
        name: view.names(value) if isinstance(value, tuple) else view.name(value) if isinstance(value, str) else value
        for name, value in parameters.items()
    }


def _noted(result: Result, *, n_persons: int = 0, n_counts: int = 0, n_ages: int = 0) -> tuple[Note, ...]:
    more = (
        note("person_withheld", n_persons),
        note("count_withheld", n_counts),
        note("age_withheld", n_ages),
    )
    return (*result.notes, *(entry for entry in more if entry.n))
