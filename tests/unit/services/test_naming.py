"""What a caller names: groups by id or name, persons by id alone; nobody learns of one who is withheld."""

import pytest

from graph_service.analysis.betweenness import BETWEENNESS, BetweennessParameters
from graph_service.analysis.explanation import EXPLAIN, PersonParameters
from graph_service.analysis.groups import GROUP, GroupParameters
from graph_service.analysis.named_records import group_positions
from graph_service.analysis.priorities import PRIORITIES, LaneParameters
from graph_service.analysis.priorities_parts import LaneName
from graph_service.analysis.representatives import REPRESENTATIVES, PlanParameters
from graph_service.domain import records as r
from graph_service.domain.nearest import check_word
from graph_service.domain.tables import tables_of
from graph_service.errors import InputError, NotFoundError
from graph_service.services.context import Context
from graph_service.services.erasing import erase_person
from graph_service.services.frame import answer
from graph_service.services.importing import import_tables
from tests.api.city import AS_OF, PROTECTED
from tests.api.serving import ADMIN, City, city_in_memory

MORE_GROUPS = (
    r.Group(group_id="G-03", name="Öst", aliases=("Östra", "Sydost")),
    r.Group(group_id="G-04", name="Väst", aliases=("Sydost",)),
)


@pytest.fixture(scope="module")
def city() -> City:
    """The small city with two more groups, which share an alias."""
    small_city = city_in_memory()
    import_tables(small_city.place.context(small_city.caller(*ADMIN)), tables_of(MORE_GROUPS))
    return small_city


@pytest.fixture
def context(city: City) -> Context:
    return city.place.context(city.caller(*ADMIN))


def _group(context: Context, word: str) -> str:
    return answer(context, GROUP, GroupParameters(group_id=word), as_of=AS_OF).group.group_id


@pytest.mark.parametrize(
    ("word", "group_id"), [("G-01", "G-01"), ("Norr", "G-01"), ("SYD", "G-02"), ("östra", "G-03"), (" Öst ", "G-03")]
)
def test_a_group_is_named_by_id_name_or_alias(context: Context, word: str, group_id: str) -> None:
    assert _group(context, word) == group_id


def test_a_name_of_several_groups_is_refused_with_their_ids(context: Context) -> None:
    with pytest.raises(InputError, match="several groups are called 'Sydost': give the id of one, G-03 or G-04"):
        _group(context, "Sydost")


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("g-01", "did you mean G-01?"),
        ("G1", "did you mean G-01?"),
        ("Nor", r"Norr \(G-01\)"),
        ("Syyd", r"Syd \(G-02\)"),
    ],
)
def test_a_group_that_is_nearly_named_is_suggested(context: Context, word: str, hint: str) -> None:
    with pytest.raises(NotFoundError, match=hint):
        _group(context, word)


def test_the_answer_and_the_trail_hold_ids(context: Context) -> None:
    parameters = LaneParameters(lane=LaneName.MESSAGE, groups=("norr", "G-01", "Syd"))
    lane = answer(context, PRIORITIES, parameters, as_of=AS_OF)
    assert lane.parameters["groups"] == ("G-01", "G-02")
    assert context.store.audit_trail()[-1].event.details["groups"] == "G-01 G-02"


@pytest.mark.parametrize("person_id", ["p-1", "P1", "P-01", "P_1"])
def test_the_id_of_a_person_that_is_written_otherwise_is_suggested(context: Context, person_id: str) -> None:
    with pytest.raises(NotFoundError, match=r"; did you mean P-0001\?"):
        answer(context, EXPLAIN, PersonParameters(person_id=person_id), as_of=AS_OF)


def test_another_person_is_no_suggestion(context: Context) -> None:
    with pytest.raises(NotFoundError, match="no person 'P-11'; ids are as in the persons table"):
        answer(context, EXPLAIN, PersonParameters(person_id="P-11"), as_of=AS_OF)


def test_a_person_is_never_found_by_name_and_the_name_is_not_said_back(context: Context) -> None:
    with pytest.raises(NotFoundError) as caught:
        answer(context, EXPLAIN, PersonParameters(person_id="Åke Exempel"), as_of=AS_OF)
    assert "Åke" not in str(caught.value)


def test_who_is_withheld_is_not_suggested(city: City) -> None:
    for shows_protected in (False, True):
        context = city.place.context(city.caller(*ADMIN, shows_protected=shows_protected))
        with pytest.raises(NotFoundError) as caught:
            answer(context, EXPLAIN, PersonParameters(person_id=PROTECTED.lower()), as_of=AS_OF)
        assert (PROTECTED in str(caught.value)) is shows_protected
        with pytest.raises(InputError) as refused:
            answer(context, REPRESENTATIVES, PlanParameters(pool=(PROTECTED.lower(),)), as_of=AS_OF)
        assert (PROTECTED in str(refused.value)) is shows_protected


def test_a_list_of_persons_names_who_may_be_meant(context: Context) -> None:
    with pytest.raises(InputError, match=r"the pool names persons that are not there: p-1; did you mean P-0001\?"):
        answer(context, REPRESENTATIVES, PlanParameters(pool=("p-1",)), as_of=AS_OF)


def test_nobody_is_erased_for_a_near_id(context: Context) -> None:
    with pytest.raises(NotFoundError, match=r"did you mean P-0001\?"):
        erase_person(context, person_id="p-1", reason="asked for by letter", dry_run=False)


def test_a_measure_that_is_asked_directly_takes_ids_alone(context: Context) -> None:
    snapshot = context.snapshot(AS_OF)
    for word, end in (("G-0", "; did you mean G-0"), ("Norr", "'Norr'$")):
        with pytest.raises(NotFoundError, match=f"there is no group .*{end}"):
            group_positions(snapshot, (word,))


def test_a_source_is_named_by_its_id(context: Context) -> None:
    with pytest.raises(NotFoundError, match=r"there is no source 'nothing'; ids are as in the sources table"):
        answer(context, BETWEENNESS, BetweennessParameters(without_source=("nothing",)), as_of=AS_OF)


def test_a_word_that_is_none_of_a_list_is_refused_with_the_list() -> None:
    check_word("lane", "message", ("message", "safety"))
    with pytest.raises(
        InputError, match=r"there is no lane 'saftey'; it is one of message, safety; did you mean safety\?"
    ):
        check_word("lane", "saftey", ("message", "safety"))
