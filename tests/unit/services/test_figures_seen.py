"""What callers see of the figures: whoever is withheld leaves an empty row, and makes no difference by who they are."""

from datetime import date

import pytest

from graph_service.analysis.figures.parts import Figures
from graph_service.analysis.figures.question import FIGURES, RESTS_ON
from graph_service.analysis.result import WITHHELD
from graph_service.domain import records as r
from graph_service.domain.caller import LOCAL_CALLER, Caller, CallerRole
from graph_service.domain.rights import RIGHTS, Agency
from graph_service.domain.vocabulary import Answer, CallInStatus, Channel, Recipient, ResponseKind, SupervisionKind
from graph_service.errors import AccessError
from graph_service.services.context import OpenStore
from graph_service.services.projection import project
from graph_service.services.view import view_of
from tests.api.city import AS_OF, PROTECTED, VICTIM, city
from tests.asking import ask
from tests.unit.services.test_projection import place_of, renamed, told

START = date(2015, 1, 1)
ANALYST = Caller("analyst", "police", CallerRole.ANALYST, "weekly review")
OFFICE = Caller("office", "probation_service", CallerRole.COORDINATOR, "weekly review")
READERS = [pair for pair in RIGHTS if pair[0] in FIGURES.rule.roles]


def acts() -> list[object]:
    """The small city, and a visit, an answer, a call-in and custody of each of those who are withheld from some."""
    found = city()
    held = date(2020, 6, 1)
    found.append(r.CallIn(call_in_id="CI-X", held_on=held, status=CallInStatus.HELD))
    for i, person in enumerate((PROTECTED, VICTIM, "P-0001")):
        found += [
            r.Notification(
                notification_id=f"N-X{i}",
                person_id=person,
                delivered_on=date(2020, 11, 2 + i),
                delivered_to=Recipient.PERSON,
                channel=Channel.HOME,
            ),
            r.Response(
                response_id=f"RE-X{i}",
                notification_id=f"N-X{i}",
                responded_on=date(2020, 11, 2 + i),
                response=ResponseKind.HOSTILE,
            ),
            r.Supervision(
                supervision_id=f"SU-X{i}",
                person_id=person,
                kind=SupervisionKind.REMAND,
                valid_from=date(2020, 11, 20),
            ),
            r.Attendance(attendance_id=f"AT-X{i}", call_in_id="CI-X", person_id=person, attended=Answer.YES),
        ]
    return found


@pytest.fixture(scope="module")
def place() -> OpenStore:
    return place_of(acts())


def figures(place: OpenStore, who: Caller) -> Figures:
    return ask(place, who, FIGURES, as_of=AS_OF, from_day=START)


@pytest.mark.parametrize(("hidden", "who"), [(PROTECTED, ANALYST), (VICTIM, OFFICE)], ids=["protected", "victim"])
def test_another_person_in_the_place_of_the_hidden_one_makes_no_difference(
    place: OpenStore, hidden: str, who: Caller
) -> None:
    other = place_of(renamed(acts(), hidden, f"{hidden[:-1]}Z"))
    assert told(figures(place, who)) == told(figures(other, who))


@pytest.mark.parametrize(("hidden", "who"), [(PROTECTED, ANALYST), (VICTIM, OFFICE)], ids=["protected", "victim"])
def test_a_row_of_whoever_is_withheld_is_empty_stands_last_and_is_counted(
    place: OpenStore, hidden: str, who: Caller
) -> None:
    everything, visible = figures(place, LOCAL_CALLER), figures(place, who)
    for name in ("visits", "answers", "detained", "call_ins", "ignored"):
        whole, figure = everything.figure(name), visible.figure(name)
        assert hidden in {row.person_id for row in whole.rows}
        assert len(figure.rows) == len([row for row in whole.rows if row.counted_in])
        blanks = [row for row in figure.rows if row.person_id == WITHHELD]
        assert figure.rows[-len(blanks) :] == tuple(blanks)
        assert {(row.on, row.days, row.group_ids, row.counted_in, row.record_ids) for row in blanks} == {
            (None, None, (), (), ())
        }
        assert figure.value("persons") == whole.value("persons")
    assert [note.n for note in visible.notes if note.code == "person_withheld"] == [1 if hidden == PROTECTED else 2]


@pytest.mark.parametrize("pair", READERS, ids=lambda pair: f"{pair[0]} of {pair[1]}")
def test_rows_are_shown_to_who_sees_the_records_behind_them(place: OpenStore, pair: tuple[CallerRole, Agency]) -> None:
    who = Caller("somebody", pair[1].value, pair[0], "weekly review")
    for figure in figures(place, who).figures:
        assert figure.shows_rows is (RESTS_ON[figure.name] <= RIGHTS[pair])
        assert figure.shows_rows or not figure.rows


@pytest.mark.parametrize("role", [CallerRole.PROBATION, CallerRole.EXIT_WORKER, CallerRole.AUDITOR])
def test_who_reads_no_figures_is_refused(place: OpenStore, role: CallerRole) -> None:
    agency = Agency.MUNICIPALITY if role is CallerRole.EXIT_WORKER else Agency.PROBATION
    with pytest.raises(AccessError, match="may not use figures"):
        figures(place, Caller("somebody", agency.value, role, "weekly review"))


def test_what_is_seen_of_what_leaves_the_agencies_is_what_leaves_them(place: OpenStore) -> None:
    context = place.context(ANALYST)
    whole = ask(place, LOCAL_CALLER, FIGURES, as_of=AS_OF, from_day=START, outside=True)
    view = view_of(context.snapshot(AS_OF), context.classes)
    assert project(whole, view).figures == whole.figures
