"""Questions of paths through the frame: who is withheld is not there, and who is named or shown is written down."""

from dataclasses import replace
from typing import Any

import pytest

from graph_service.adapters.memory import MemoryStore
from graph_service.analysis.around import AROUND
from graph_service.analysis.common_contacts import COMMON
from graph_service.analysis.paths import PATHS
from graph_service.analysis.result import Result, to_json
from graph_service.domain import records as r
from graph_service.domain.caller import LOCAL_CALLER, Caller, CallerRole
from graph_service.domain.schema import kind_of
from graph_service.domain.tables import tables_of
from graph_service.domain.use_case import UseCase
from graph_service.errors import InputError, NotFoundError
from graph_service.services.context import OpenStore
from graph_service.services.importing import import_tables
from tests.api.city import AS_OF, PROTECTED, city
from tests.api.serving import FixedClock, open_store_of
from tests.asking import ask
from tests.rival import make

ANALYST = Caller("analyst", "police", CallerRole.ANALYST, "weekly review")
QUESTIONS: dict[str, tuple[UseCase[Any, Any], dict[str, Any]]] = {
    "paths": (PATHS, {"start": "P-0001", "end": "P-0003"}),
    "paths of groups": (PATHS, {"start": "Norr", "end": "G-02"}),
    "paths without some": (PATHS, {"start": "P-0001", "end": "P-0003", "avoid": ["P-0002"], "max_steps": 5}),
    "common": (COMMON, {"persons": ["P-0001", "P-0003"]}),
    "around": (AROUND, {"persons": ["P-0001"], "steps": 2}),
}
NAMING: dict[str, tuple[UseCase[Any, Any], dict[str, Any]]] = {
    "start": (PATHS, {"start": "?", "end": "P-0003"}),
    "end": (PATHS, {"start": "P-0001", "end": "?"}),
    "end beside a group": (PATHS, {"start": "Norr", "end": "?"}),
    "avoid": (PATHS, {"start": "P-0001", "end": "P-0003", "avoid": ["P-0002", "?"]}),
    "common": (COMMON, {"persons": ["P-0001", "?"]}),
    "around": (AROUND, {"persons": ["?"]}),
}


def opened(records: list[object]) -> OpenStore:
    """A store of some records, and a tie between the two groups, so that there is a path."""
    store = MemoryStore()
    store.initialise()
    open_store = open_store_of(store, FixedClock())
    bridge = make.tie("T-9", "P-0002", "P-0003", source_id="S-1")
    import_tables(open_store.context(LOCAL_CALLER), tables_of([*records, bridge]))
    return open_store


def without_protected() -> list[object]:
    return [row for row in city() if not any(getattr(row, f.name) == PROTECTED for f in kind_of(row).fields)]


def changed() -> dict[str, list[object]]:
    """The city with nobody in the place of the protected person, with another, and with more ties of theirs."""
    more = [make.tie("T-8", PROTECTED, "P-0003", source_id="S-1"), make.tie("T-7", "P-0002", PROTECTED)]
    renamed = [_renamed(row) for row in city()]
    return {"nobody": without_protected(), "another": renamed, "more ties": [*city(), *more]}


def _renamed(row: Any) -> object:  # noqa: ANN401  a record of any kind
    changes = {f.name: "P-0009" for f in kind_of(row).fields if getattr(row, f.name) == PROTECTED}
    renamed = replace(row, **changes)
    if isinstance(renamed, r.Tie):
        a, b = sorted((renamed.person_a, renamed.person_b))
        return replace(renamed, person_a=a, person_b=b)
    return renamed


def told(result: Result) -> str:
    return to_json(replace(result, snapshot_id=""))


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("change", ["nobody", "another", "more ties"])
def test_the_bytes_are_the_same_whoever_is_withheld(name: str, change: str) -> None:
    question, parameters = QUESTIONS[name]
    answer = told(ask(opened(city()), ANALYST, question, as_of=AS_OF, **parameters))
    assert told(ask(opened(changed()[change]), ANALYST, question, as_of=AS_OF, **parameters)) == answer
    assert PROTECTED not in answer
    assert "leaves out everybody who is withheld" in answer


def test_who_may_see_everybody_sees_the_paths_over_them() -> None:
    place = opened(changed()["more ties"])
    parameters: dict[str, Any] = {"start": "P-0001", "end": "P-0003"}
    seen, everything = (ask(place, caller, PATHS, as_of=AS_OF, **parameters) for caller in (ANALYST, LOCAL_CALLER))
    assert (seen.n_paths, everything.n_paths) == (1, 2)


@pytest.mark.parametrize("name", NAMING)
def test_who_is_withheld_is_answered_in_the_very_words_for_one_who_is_not_there(name: str) -> None:
    question, parameters = NAMING[name]
    messages = []
    for records in (city(), without_protected()):
        values: dict[str, Any] = {key: _filled(value) for key, value in parameters.items()}
        with pytest.raises(NotFoundError) as refusal:
            ask(opened(records), ANALYST, question, as_of=AS_OF, **values)
        messages.append((type(refusal.value), str(refusal.value)))
    assert messages[0] == messages[1]
    assert f"there is no person {'or group ' if question is PATHS and name != 'avoid' else ''}" in messages[0][1]


def _filled(value: object) -> object:
    if isinstance(value, list):
        return [PROTECTED if word == "?" else word for word in value]
    return PROTECTED if value == "?" else value


@pytest.mark.parametrize("name", QUESTIONS)
def test_who_is_named_or_shown_is_written_down_and_no_id_stands_in_the_trail(name: str) -> None:
    question, parameters = QUESTIONS[name]
    place = opened(without_protected())
    result = ask(place, ANALYST, question, as_of=AS_OF, **parameters)
    event = place.store.audit_trail()[-1].event
    assert event.action == question.name
    assert "P-000" not in str(event.details)
    shown = {person for person in ("P-0001", "P-0002", "P-0003") if f'"{person}"' in to_json(result)}
    named = {word for value in parameters.values() if isinstance(value, list) for word in value}
    assert event.details["n_subjects"] == len(shown | named)


def test_the_groups_at_the_ends_stand_in_the_trail() -> None:
    place = opened(city())
    ask(place, ANALYST, PATHS, as_of=AS_OF, start="Norr", end="SYD")
    details = place.store.audit_trail()[-1].event.details
    assert (details["start"], details["end"]) == ("group:G-01", "group:G-02")


def test_an_id_of_a_person_wins_over_a_group_of_that_name_and_a_sign_marks_the_group() -> None:
    place = opened([*city(), r.Group(group_id="P-0002", name="Väst"), r.Group(group_id="G-03", name="P-0003")])
    result = ask(place, LOCAL_CALLER, PATHS, as_of=AS_OF, start="P-0001", end="P-0002")
    assert (result.end.person_id, result.end.group_id) == ("P-0002", None)
    with pytest.raises(InputError, match="the group 'P-0002' has no member in the graph"):
        ask(place, LOCAL_CALLER, PATHS, as_of=AS_OF, start="G-01", end="group:P-0002")
    with pytest.raises(InputError, match="the group 'G-03' has no member in the graph"):
        ask(place, LOCAL_CALLER, PATHS, as_of=AS_OF, start="G-01", end="group:P-0003")


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("p-0001", "there is no person or group 'p-0001'; did you mean P-0001?"),
        ("Nor", r"there is no person or group 'Nor'; did you mean Norr \(G-01\)?"),
        ("Anna Andersson", "there is no person or group of that name: persons are named by an id alone"),
        ("group:Nor", r"there is no group 'Nor'; did you mean Norr \(G-01\)?"),
    ],
)
def test_what_is_nearly_right_is_suggested(word: str, message: str) -> None:
    with pytest.raises(NotFoundError, match=message):
        ask(opened(city()), ANALYST, PATHS, as_of=AS_OF, start=word, end="P-0001")
