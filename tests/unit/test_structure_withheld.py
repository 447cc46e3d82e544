"""A structure is a function of what its caller may see: whatever is changed of who is withheld, no byte changes."""

from collections.abc import Iterator
from dataclasses import fields, replace
from functools import cache
from itertools import islice, pairwise
from typing import Any

import pytest

from graph_service.adapters.memory import MemoryStore
from graph_service.analysis.result import to_json
from graph_service.domain.caller import LOCAL_CALLER, Caller
from graph_service.domain.rights import RIGHTS
from graph_service.domain.schema import kind_of
from graph_service.domain.tables import tables_of
from graph_service.domain.use_case import UseCase
from graph_service.errors import AccessError, GruppkartaError
from graph_service.services.access import authorise
from graph_service.services.context import OpenStore
from graph_service.services.importing import import_tables
from graph_service.services.view import view_of
from tests.api.city import AS_OF
from tests.api.serving import PURPOSE, FixedClock, open_store_of
from tests.asking import ask
from tests.rival import make
from tests.structure_questions import OPTIONS, STRUCTURES, everybody, names_persons, persons_named, takes

SEEN = [f"P-1{i:03}" for i in range(9)]
HIDDEN = {"protected": ("P-HIDDEN-1", "P-HIDDEN-2"), "victim": ("P-HURT-1", "P-HURT-2")}
NAMING = [question for question in STRUCTURES if names_persons(question)]
EVERY_HIDDEN = (*HIDDEN["protected"], *HIDDEN["victim"])
CALLERS = [
    Caller(f"{role.value} of {agency.value}", agency.value, role, PURPOSE, shows_protected=shows)
    for role, agency in RIGHTS
    for shows in (False, True)
]


def may_ask(caller: Caller, question: UseCase[Any, Any]) -> bool:
    """Whether a caller gets an answer to a question at all."""
    try:
        authorise(caller, question.action or question.name)
    except AccessError:
        return False
    return True


@cache
def town() -> tuple[Any, ...]:
    """Nine persons who are seen, with a hidden one at every joint; both kinds of hidden persons in every table."""
    persons = [make.person(person) for person in [*SEEN, *EVERY_HIDDEN]]
    persons = [replace(person, protected_identity=person.person_id in HIDDEN["protected"]) for person in persons]
    groups = {person: f"G-{i % 3}" for i, person in enumerate([*SEEN, *EVERY_HIDDEN])}
    ties = [*pairwise(SEEN), (SEEN[0], SEEN[2]), (SEEN[4], SEEN[8])]
    hidden_ties = [(hidden, SEEN[(2 * i + j) % 9]) for i, hidden in enumerate(EVERY_HIDDEN) for j in (0, 3)]
    sides = [make.party(f"KP-{i}", f"G-{i}", "K", "ab"[i]) for i in (0, 1)]
    suspects = [*SEEN[:2], *EVERY_HIDDEN]
    return (
        make.source("S", "B2"),
        *persons,
        *(make.group(f"G-{i}") for i in range(3)),
        make.conflict("K"),
        make.state("KS", "K", "active"),
        *sides,
        make.alliance("AL", "G-1", "G-2"),
        *(make.member(f"M-{person}", person, group, "core") for person, group in groups.items()),
        *(make.tie(f"T-{a}-{b}", a, b, 1.0 + i % 3, source_id="S") for i, (a, b) in enumerate([*ties, *hidden_ties])),
        make.tie("T-HIDDEN", *EVERY_HIDDEN[:2], 9.0),
        make.incident("I-1", "2020-11-20", injured=1, source_id="S"),
        make.attributed("AT-1", "I-1", "G-0"),
        make.attributed("AT-2", "I-1", "G-1", side="victim"),
        *(make.suspect(f"V-{i}", person, "I-1", on="2020-11-22") for i, person in enumerate(suspects)),
        make.incident("I-2", "2020-10-20", injured=2),
        *(make.victim(f"W-{i}", person, "I-2", "unknown") for i, person in enumerate(HIDDEN["victim"])),
        make.fact("F-1", "P-HIDDEN-1", "weapon_seizure", "2020-11-01"),
        make.supervision("U-1", "P-HIDDEN-2"),
        make.supervision("U-2", SEEN[1]),
    )  # fmt: skip


def opened(records: list[Any] | tuple[Any, ...]) -> OpenStore:
    """A store with some records."""
    store = MemoryStore()
    store.initialise()
    open_store = open_store_of(store, FixedClock())
    import_tables(open_store.context(LOCAL_CALLER), tables_of(records))
    return open_store


def answers(store: OpenStore, question: UseCase[Any, Any], caller: Caller) -> Iterator[str]:
    """The documents a caller gets who names persons that they see, with each of the options; a refusal as its words."""
    asked = persons_named(question, [SEEN[0], SEEN[5]])
    for more in ({}, everybody(question), *({name: value} for name, value in OPTIONS[question.name].items())):
        yield said(store, question, caller, asked | more)
    if "start" in asked:
        yield said(store, question, caller, {"start": "group:G-0", "end": "group:G-1"})


def answers_of_hidden(store: OpenStore, question: UseCase[Any, Any], caller: Caller) -> Iterator[str]:
    """What is said where somebody who is withheld is named, at either place and in any list."""
    seen = persons_named(question, [SEEN[0], SEEN[5]])
    for hidden in EVERY_HIDDEN:
        for persons in ([hidden, SEEN[0]], [SEEN[0], hidden]) if seen else ():
            yield said(store, question, caller, persons_named(question, persons))
        for name in ("avoid", "pool"):
            if takes(question, name):
                yield said(store, question, caller, seen | {name: (SEEN[1], hidden)})


def said(store: OpenStore, question: UseCase[Any, Any], caller: Caller, asked: dict[str, Any]) -> str:
    """The document of an answer, or the words of a refusal."""
    try:
        return to_json(replace(ask(store, caller, question, as_of=AS_OF, **asked), snapshot_id=""))
    except GruppkartaError as refused:
        return f"{refused.code}: {refused}"


def names(record: Any, person_id: str) -> bool:  # noqa: ANN401  a record of any kind
    """Whether a record is of a person."""
    return person_id in {getattr(record, field.name) for field in kind_of(record).fields}


def renamed(record: Any, before: str, after: str) -> Any:  # noqa: ANN401  a record of any kind
    """The record with another person in the place of one, ends of a tie in order."""
    changes = {field.name: after for field in fields(record) if getattr(record, field.name) == before}
    record = replace(record, **changes)
    if hasattr(record, "person_a") and record.person_a > record.person_b:
        record = replace(record, person_a=record.person_b, person_b=record.person_a)
    return record


def variants(records: tuple[Any, ...], hidden: frozenset[str]) -> dict[str, list[Any]]:
    """The records with others in the place of those withheld, without them, or with more of them."""
    one = min(hidden)
    another = list(records)
    for i, person in enumerate(sorted(hidden)):
        another = [renamed(record, person, f"P-{i:04}") for record in another]
    pairs = [(seen, person) for seen in SEEN for person in sorted(hidden)]
    return {
        "others": another,
        "nobody": [record for record in records if not any(names(record, person) for person in hidden)],
        "one less": [record for record in records if not names(record, one)],
        "more ties": [*records, *(make.tie(f"T-X{i}", *pair, 9.0) for i, pair in enumerate(pairs))],
        "in all groups": [
            *records,
            *(make.member(f"M-X{i}{person}", person, f"G-{i}", "leader") for i in range(3) for person in hidden),
        ],
    }  # fmt: skip


@cache
def kinds_of_callers() -> tuple[tuple[frozenset[str], Caller], ...]:
    """Every set of persons who are withheld from somebody, with each caller from whom they are."""
    store = opened(town())
    found = []
    for caller in CALLERS:
        context = store.context(caller)
        found.append((view_of(context.snapshot(AS_OF), context.classes).hidden, caller))
    return tuple((hidden, caller) for hidden, caller in found if hidden)


def first_of_each(question: UseCase[Any, Any]) -> dict[frozenset[str], Caller]:
    """Of those who may ask one caller for each set of persons withheld; the others of the same set see the same."""
    found: dict[frozenset[str], Caller] = {}
    for hidden, caller in kinds_of_callers():
        if may_ask(caller, question):
            found.setdefault(hidden, caller)
    return found


def test_somebody_is_withheld_from_every_kind_of_caller() -> None:
    protected, victims = (frozenset(HIDDEN[kind]) for kind in ("protected", "victim"))
    for question in STRUCTURES:
        assert first_of_each(question).keys() == {protected, victims, protected | victims}


@pytest.mark.parametrize("question", STRUCTURES, ids=lambda question: question.name)
def test_no_byte_depends_on_who_is_withheld(question: UseCase[Any, Any]) -> None:
    for hidden, caller in first_of_each(question).items():
        expected = list(answers(opened(town()), question, caller))
        assert not any(person in text for person in hidden for text in expected)
        assert sum(text.startswith("{") for text in expected) >= 2, "and it is answered"
        for name, variant in variants(town(), hidden).items():
            assert list(answers(opened(variant), question, caller)) == expected, (caller.name, name)


@pytest.mark.parametrize("question", NAMING, ids=lambda question: question.name)
def test_who_is_withheld_is_not_known(question: UseCase[Any, Any]) -> None:
    """Whoever names one learns what they would learn of an id that nobody has."""
    for hidden, caller in first_of_each(question).items():
        expected = list(answers_of_hidden(opened(town()), question, caller))
        assert any(text.startswith("not_found") or "not there" in text for text in expected)
        for name in ("nobody", "one less", "more ties", "in all groups"):
            variant = variants(town(), hidden)[name]
            assert list(answers_of_hidden(opened(variant), question, caller)) == expected, (caller.name, name)


@pytest.mark.parametrize("question", STRUCTURES, ids=lambda question: question.name)
def test_all_from_whom_the_same_persons_are_withheld_get_the_same(question: UseCase[Any, Any]) -> None:
    store = opened(town())
    of_hidden: dict[frozenset[str], set[str]] = {}
    for hidden, caller in kinds_of_callers():
        if may_ask(caller, question):
            of_hidden.setdefault(hidden, set()).add("".join(islice(answers(store, question, caller), 2)))
    assert {len(texts) for texts in of_hidden.values()} == {1}


def test_to_whom_everybody_is_shown_those_persons_do_matter() -> None:
    for question in STRUCTURES:
        if question.name != "balance":  # which is of groups, and of incidents that victims do not carry alone
            shown = [
                list(answers(opened(records), question, LOCAL_CALLER))
                for records in (town(), variants(town(), frozenset(EVERY_HIDDEN))["nobody"])
            ]
            assert shown[0] != shown[1], question.name
