"""Role by route by field class: who may ask what, and that nothing he may not see is anywhere in the answer."""

import logging
from dataclasses import replace

import httpx
import pytest

from graph_service.adapters.memory import MemoryStore
from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import RIGHTS, Agency
from graph_service.domain.vocabulary import DataClass
from graph_service.services.access import RULES
from graph_service.services.judging import hidden_records
from tests.api.city import (
    AS_OF,
    CANARY,
    PROTECTED,
    PROTECTED_LABEL,
    VICTIM,
    canary,
    city_with_made_up_ids,
    text_classes,
    unseen_texts,
)
from tests.api.routes import (
    FOR_ANY_TOKEN,
    PERSONS_NAMED,
    UNGUARDED,
    Asked,
    all_routes,
    guarded,
    request_to,
    unpacked,
)
from tests.api.serving import PAIRS, City, city_in

ANSWERS = {200, 201}
LOOKS = ("search", "atives", *PERSONS_NAMED)  # with a body
FORMS = ("node-link", "graphml", "gexf", "svg", "pyvis", "pajek-project", "dl", "anx", "i2-table", "geojson")
REFUSED_WITHIN = {
    "POST /v1/tokens/{token_id}/revoke": 404,  # there is no such token, for those who may ask
    "POST /v1/duplicates/join": 422,  # one row is named twice
    "POST /v1/duplicates/undo": 422,
}


@pytest.fixture(scope="module")
def city() -> City:
    """The city in memory, as a folder without ids of links has it."""
    return city_in(MemoryStore(), city_with_made_up_ids())


def _name(pair: tuple[CallerRole, Agency]) -> str:
    return f"{pair[0].value} of {pair[1].value}"


def _may(pair: tuple[CallerRole, Agency], use_case: str) -> bool:
    rule = RULES[use_case]
    return pair[0] in rule.roles and rule.needs <= RIGHTS[pair] - {DataClass.PROTECTED}


def with_measures(path: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}measure=betweenness&size_by=degree&colour_by=cut_persons"


def looks() -> list[Asked]:
    """Every way to look at persons, at the hidden ones as well."""
    found = [one for one in guarded() if one.route.method == "GET" or one.route.template.endswith(LOOKS)]
    for one in list(found):
        if "{person_id}" in one.route.template:
            found += [request_to(one.route, person_id=person) for person in ("P-0002", "P-0003", PROTECTED, VICTIM)]
        if "{form}" in one.route.template:
            forms = [request_to(one.route, form=form) for form in FORMS]
            found += [*forms, *(replace(form, path=with_measures(form.path)) for form in forms)]
        if "{lane}" in one.route.template:
            found += [request_to(one.route, lane=lane) for lane in ("safety", "messenger")]
    return found


@pytest.mark.parametrize("route", all_routes(), ids=lambda route: route.name)
def test_a_route_has_a_rule(route: object) -> None:
    template, use_case = route.template, route.use_case  # type: ignore[attr-defined]  # a Route
    assert use_case in RULES or template in UNGUARDED | FOR_ANY_TOKEN


@pytest.mark.parametrize("asked", guarded(), ids=lambda one: one.route.name)
@pytest.mark.parametrize("pair", PAIRS, ids=_name)
def test_those_may_ask_whom_the_rule_names(
    client: httpx.Client, city: City, pair: tuple[CallerRole, Agency], asked: Asked
) -> None:
    more = asked.more
    if asked.route.name == "POST /v1/tokens":  # of the own agency alone
        more = {
            "json": {**more["json"], "name": f"somebody of {pair[1].value}", "agency": pair[1].value, "role": "auditor"}
        }
    answer = client.request(asked.route.method, asked.path, headers=city.headers(*pair), **more)
    expected = {REFUSED_WITHIN[asked.route.name]} if asked.route.name in REFUSED_WITHIN else ANSWERS
    if (
        asked.route.name == "POST /v1/imports/undo"
    ):  # a dry run; the last import may be another's, or not the last write
        expected = {200, 403, 422}
    may = _may(pair, str(asked.route.use_case))
    assert answer.status_code in (expected if may else {403})
    if not may:
        assert answer.json()["code"] == "not_allowed"


@pytest.mark.parametrize("pair", PAIRS, ids=_name)
def test_nobody_meets_what_he_may_not_see_and_no_log_names_anybody(
    client: httpx.Client, city: City, pair: tuple[CallerRole, Agency], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    context = city.place.context(city.caller(*pair))
    hidden = {key for keys in hidden_records(context, context.classes).values() for key in keys}
    assert len(hidden) > len((PROTECTED, VICTIM))
    told = {}
    for one in looks():
        answer = client.request(one.route.method, one.path, headers=city.headers(*pair), **one.more)
        told[one.path] = str(answer.headers) + unpacked(answer)
    lines = [str(vars(record)) for record in caplog.records if record.name.startswith(("graph_service", "uvicorn"))]
    assert not {
        (secret, path) for secret in unseen_texts(pair) | hidden for path, text in told.items() if secret in text
    }
    assert len(lines) >= len(told)
    assert not [line for line in lines if "P-0001" in line or "HIDDEN" in line or CANARY in line]


def test_the_city_has_a_canary_of_every_class_that_texts_have() -> None:
    assert text_classes() == {DataClass.IDENTITY, DataClass.INTELLIGENCE, DataClass.SUPPORT, DataClass.PROTECTED}


@pytest.mark.parametrize(
    ("pair", "data_class"),
    [
        (pair, data_class)
        for pair in PAIRS
        for data_class in sorted(text_classes() & RIGHTS[pair] - {DataClass.PROTECTED})
    ],
    ids=lambda one: _name(one) if isinstance(one, tuple) else str(one),
)
def test_everybody_meets_what_he_may_see(
    client: httpx.Client, city: City, pair: tuple[CallerRole, Agency], data_class: DataClass
) -> None:
    seen = [client.get(f"/v1/persons/{one}", headers=city.headers(*pair)).text for one in ("P-0001", "P-0002")]
    seen.append(client.get("/v1/conflicts", headers=city.headers(*pair)).text)
    assert any(canary(data_class) in text for text in seen)


@pytest.mark.parametrize("pair", [pair for pair in PAIRS if pair[0] is CallerRole.ADMIN], ids=_name)
def test_an_administrator_meets_protected_persons_only_if_he_asks_for_them(
    client: httpx.Client, city: City, pair: tuple[CallerRole, Agency]
) -> None:
    headers = city.headers(*pair)
    path = f"/v1/persons/{PROTECTED}?as_of={AS_OF.isoformat()}"
    assert PROTECTED_LABEL not in client.get(path, headers=headers).text
    assert PROTECTED_LABEL in client.get(path, headers={**headers, "X-Show-Protected": "yes"}).text


@pytest.mark.parametrize("pair", [pair for pair in PAIRS if pair[0] is not CallerRole.ADMIN], ids=_name)
def test_nobody_else_may_ask_for_protected_persons(
    client: httpx.Client, city: City, pair: tuple[CallerRole, Agency]
) -> None:
    headers = {**city.headers(*pair), "X-Show-Protected": "yes"}
    assert client.get("/v1/persons", headers=headers).status_code == 403
