"""What a record class says of its kind, and which mistakes are found when it is declared."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

import pytest

from graph_service.domain import schema
from graph_service.domain.records import Incident, Person
from graph_service.domain.schema import (
    BY_TABLE,
    KINDS,
    End,
    Key,
    Kind,
    Meaning,
    Refers,
    Shape,
    Start,
    kind_of,
    link,
    node,
    record_of,
    row_of,
)
from graph_service.domain.vocabulary import Answer, DataClass, IncidentStatus, IncidentType, Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A kind of node that only these tests know."""

    meeting_id: Annotated[str, Key()]
    held_on: Annotated[date | None, Meaning("day it was held", not_future=True)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SatBeside:
    """A kind of link that only these tests know."""

    link_id: Annotated[str, Key()]
    left: Annotated[str, Start("person")]
    right: Annotated[str, End("person")]
    source_id: Annotated[str | None, Refers("source")] = None


@pytest.fixture(autouse=True)
def _forget_declared_kinds(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    kept = [(registry, dict(registry)) for registry in (KINDS, BY_TABLE, schema._KIND_OF)]
    yield
    for registry, content in kept:
        registry.clear()
        registry.update(content)  # type: ignore[arg-type]  # each gets back its own


def test_a_kind_is_named_after_its_class() -> None:
    node("meetings", "Meeting")(Meeting)
    link("sat_beside", "SAT_BESIDE")(SatBeside)
    assert KINDS["meeting"].record is Meeting
    assert KINDS["sat_beside"].record is SatBeside


def test_a_kind_is_found_by_its_table_and_by_its_records() -> None:
    node("meetings", "Meeting")(Meeting)
    assert BY_TABLE["meetings"] is KINDS["meeting"]
    assert kind_of(Meeting(meeting_id="M-1")) is KINDS["meeting"]


def test_declaring_gives_the_class_back() -> None:
    assert node("meetings", "Meeting")(Meeting) is Meeting


def test_what_a_declaration_says_stands_in_the_kind() -> None:
    node("meetings", "Meeting", is_act=True, ordered=[("held_on", "held_on")])(Meeting)
    link("sat_beside", {"a": "SAT_LEFT_OF", "b": "SAT_RIGHT_OF"}, by="source_id", undirected=True)(SatBeside)
    meeting, beside = KINDS["meeting"], KINDS["sat_beside"]
    assert (meeting.shape, meeting.is_act, meeting.ordered) == (Shape.NODE, True, (("held_on", "held_on"),))
    assert (meeting.labels, meeting.by, meeting.undirected) == ({"": "Meeting"}, "", False)
    assert (beside.shape, beside.is_act, beside.undirected, beside.by) == (Shape.LINK, False, True, "source_id")
    assert beside.labels == {"a": "SAT_LEFT_OF", "b": "SAT_RIGHT_OF"}


def test_the_ends_of_a_link_are_its_start_and_its_end() -> None:
    start, end = KINDS["membership"].ends
    assert (start.name, start.target, end.name, end.target) == ("person_id", "person", "group_id", "group")


def test_only_a_node_has_references_that_become_relationships() -> None:
    assert [field.name for field in KINDS["incident"].node_references] == [
        field.name for field in KINDS["incident"].references
    ]
    assert KINDS["membership"].references
    assert KINDS["membership"].node_references == ()


def test_the_key_comes_first_and_a_field_is_found_by_its_name() -> None:
    kind = KINDS["person"]
    assert kind.key == kind.names[0] == "person_id"
    assert kind["birth_year"].type is int


@pytest.mark.parametrize(
    ("kind", "name", "type_", "nullable", "required", "default"),
    [
        ("person", "person_id", str, False, True, None),
        ("person", "names", tuple, False, False, ()),
        ("person", "birth_year", int, True, False, None),
        ("person", "died_on", date, True, False, None),
        ("person", "protected_identity", bool, False, True, None),
    ],
)
def test_a_field_says_its_type_and_whether_it_must_be_given(
    kind: str, name: str, type_: type, nullable: bool, required: bool, default: object
) -> None:
    field = KINDS[kind][name]
    assert (field.type, field.nullable, field.required, field.default) == (type_, nullable, required, default)


def test_an_enumerated_field_lists_its_words_and_another_lists_none() -> None:
    assert KINDS["incident"]["type"].words == tuple(IncidentType)
    assert KINDS["person"]["label"].words == ()


def test_a_field_says_what_it_means_and_what_it_refers_to() -> None:
    assert KINDS["person"]["birth_year"].meaning == "year of birth"
    assert KINDS["person"]["birth_year"].target is None
    assert KINDS["tie"]["source_id"].target == "source"


def test_a_record_survives_being_a_row() -> None:
    person = Person(
        person_id="P-0014", label="Falk", names=("A", "B"), protected_identity=False, died_on=date(2024, 1, 2)
    )
    assert record_of(KINDS["person"], row_of(person)) == person


def test_words_of_a_row_become_members_and_lists_become_tuples() -> None:
    kind = KINDS["incident"]
    incident = Incident(
        incident_id="I-0001",
        occurred_on=date(2024, 1, 2),
        precision=Precision.DAY,
        type=IncidentType.SHOOTING,
        group_involved=Answer.YES,
        status=IncidentStatus.CONFIRMED,
    )
    words = tuple(str(value) if isinstance(value, StrEnum) else value for value in row_of(incident))
    assert record_of(kind, words) == incident
    assert isinstance(record_of(kind, words).type, IncidentType)


def test_a_list_of_a_row_becomes_a_tuple() -> None:
    person = Person(person_id="P-0014", label="Falk", protected_identity=False, names=("A", "B"))
    row = tuple(list(value) if isinstance(value, tuple) else value for value in row_of(person))
    assert record_of(KINDS["person"], row) == person  # type: ignore[arg-type]  # as a store may give it


def test_a_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        record_of(KINDS["person"], ("P-0014",))


def test_a_word_outside_the_vocabulary_is_refused() -> None:
    kind = KINDS["incident"]
    row = tuple("theft" if name == "type" else None for name in kind.names)
    with pytest.raises(ValueError, match="'theft' is not a valid IncidentType"):
        record_of(kind, row)


@pytest.mark.parametrize("name", ["two words", "drop;table", "1st", "", "naïve"])
def test_a_table_whose_name_is_no_identifier_is_refused(name: str) -> None:
    with pytest.raises(TypeError, match="not an identifier"):
        node(name, "Meeting")(Meeting)


def test_a_relationship_whose_name_is_no_identifier_is_refused() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Note:
        note_id: Annotated[str, Key()]
        person_id: Annotated[str, Refers("person", "IS ABOUT")]

    with pytest.raises(TypeError, match=r"not an identifier among .*IS ABOUT"):
        node("notes", "Note")(Note)


def test_a_link_with_one_end_is_refused() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Half:
        link_id: Annotated[str, Key()]
        left: Annotated[str, Start("person")]

    with pytest.raises(TypeError, match="half: needs one key, first, and two ends"):
        link("halves", "HALF")(Half)


def test_a_node_with_ends_is_refused() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Torn:
        torn_id: Annotated[str, Key()]
        left: Annotated[str, Start("person")]
        right: Annotated[str, End("person")]

    with pytest.raises(TypeError, match="torn: needs one key, first, and two ends"):
        node("torns", "Torn")(Torn)


def test_a_key_that_is_not_first_is_refused() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Late:
        text: Annotated[str, Meaning("text")]
        late_id: Annotated[str, Key()]

    with pytest.raises(TypeError, match="late: needs one key, first"):
        node("lates", "Late")(Late)


def test_two_keys_are_refused() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Twice:
        one_id: Annotated[str, Key()]
        two_id: Annotated[str, Key()]

    with pytest.raises(TypeError, match="twice: needs one key, first"):
        node("twices", "Twice")(Twice)


def test_a_field_without_metadata_is_refused() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Bare:
        bare_id: str

    with pytest.raises(TypeError, match="bare_id: a field of a record needs Annotated metadata"):
        node("bares", "Bare")(Bare)


def test_a_refused_kind_is_not_registered() -> None:
    with pytest.raises(TypeError, match="not an identifier"):
        node("sat beside", "SatBeside")(SatBeside)
    assert "sat_beside" not in KINDS


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_what_a_kind_refers_to_is_declared_above_it_or_is_itself(kind: Kind) -> None:
    order = list(KINDS)
    for field in kind.references:
        assert order.index(str(field.target)) <= order.index(kind.name)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_ordered_columns_exist_and_are_comparable(kind: Kind) -> None:
    for first, second in kind.ordered:
        assert kind[first].type is kind[second].type


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_labels_chosen_by_a_field_cover_its_vocabulary(kind: Kind) -> None:
    if kind.by:
        assert set(kind.labels) == set(kind[kind.by].words)
    else:
        assert set(kind.labels) == {""}


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_node_names_a_relationship_for_each_reference(kind: Kind) -> None:
    for field in kind.node_references:
        assert isinstance(field.mark, Refers)
        assert field.mark.relationship


def test_names_and_birth_are_classed_as_identity() -> None:
    person = KINDS["person"]
    classes = {name: person[name].mark.data_class for name in ("names", "aliases", "birth_year", "died_on")}
    assert set(classes.values()) == {DataClass.IDENTITY}


def test_the_marks_have_a_text_of_their_own() -> None:
    assert (Key().text, Start("person").text, End("person").text) == (
        "id of the record",
        "start of the link",
        "end of the link",
    )
