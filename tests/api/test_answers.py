"""What the bodies are: the bytes of the command line, in the shape that is described, with a tag."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import BaseModel, TypeAdapter
from starlette.requests import Request

from graph_service.analysis.around import Around
from graph_service.analysis.common_contacts import CommonContacts
from graph_service.analysis.conflicts import Conflicts
from graph_service.analysis.explanation_parts import Explanation
from graph_service.analysis.groups import GroupDetail, GroupList
from graph_service.analysis.network import IncidentList, Network
from graph_service.analysis.paths import Paths
from graph_service.analysis.priorities_parts import Lane
from graph_service.analysis.result import Result
from graph_service.analysis.scorecard_parts import Scorecard
from graph_service.api import answers, schemas
from graph_service.api.app import create_app
from graph_service.api.security import RequestContext
from graph_service.domain.caller import CallerRole
from graph_service.domain.rights import Agency
from graph_service.domain.tables import tables_of
from graph_service.settings import Settings
from loaders.case_writer import write_case
from tests.api.city import AS_OF
from tests.api.city import city as records
from tests.api.routes import packed
from tests.api.serving import City, city_in_memory, service
from tests.cli.run import gruppkarta

DAY = {"as_of": AS_OF.isoformat()}
SAME = {
    "scorecard": ("scorecard", "/v1/scorecard"),
    "conflicts": ("conflicts", "/v1/conflicts"),
    "message": ("priorities --lane message", "/v1/priorities/message"),
    "safety": ("priorities --lane safety", "/v1/priorities/safety"),
    "messenger": ("priorities --lane messenger", "/v1/priorities/messenger"),
    "explain": ("explain P-0001", "/v1/persons/P-0001/explanation"),
    "persons": ("persons", "/v1/persons"),
    "network": ("network --out network.graphml", "/v1/network"),
}
MODELS: list[tuple[str, type[BaseModel]]] = [
    ("/v1/health", schemas.STATE),
    ("/v1/ready", schemas.STATE),
    ("/v1/scorecard", schemas.model_of(Scorecard)),
    ("/v1/groups", schemas.model_of(GroupList)),
    ("/v1/groups/G-01", schemas.model_of(GroupDetail)),
    ("/v1/conflicts", schemas.model_of(Conflicts)),
    ("/v1/incidents", schemas.model_of(IncidentList)),
    ("/v1/network", schemas.model_of(Network)),
    ("/v1/priorities/message", schemas.model_of(Lane)),
    ("/v1/priorities/safety", schemas.model_of(Lane)),
    ("/v1/priorities/messenger", schemas.model_of(Lane)),
    ("/v1/persons", schemas.PERSONS),
    ("/v1/persons/P-0001", schemas.PERSON),
    ("/v1/persons/P-0001/explanation", schemas.model_of(Explanation)),
    ("/v1/persons/P-HIDDEN-PROTECTED/explanation", schemas.model_of(Explanation)),
    ("/v1/measures", schemas.MEASURES),
    ("/v1/schema", schemas.DICTIONARY),
    ("/v1/policy", schemas.POLICY),
    ("/v1/tokens", schemas.TOKENS),
    ("/v1/audit", schemas.AUDIT),
    ("/v1/audit/verification", schemas.VERIFICATION),
]
PROBATION = (CallerRole.PROBATION, Agency.PROBATION)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small city as a folder of tables."""
    folder = tmp_path_factory.mktemp("case")
    write_case(tables_of(records()), folder)
    return folder


@pytest.mark.parametrize("name", SAME)
def test_the_service_answers_the_bytes_that_the_command_prints(
    client: httpx.Client, city: City, case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    command, path = SAME[name]
    monkeypatch.chdir(tmp_path)
    printed = gruppkarta(*command.split(), "--case", case, "--as-of", AS_OF.isoformat(), "--json")
    assert printed.code == 0, printed.err
    answer = client.get(path, headers={**city.headers(), "X-Show-Protected": "yes"}, params=DAY)
    assert answer.text == printed.out


@pytest.mark.parametrize("name", ["measures", "schema"])
def test_what_is_not_personal_is_the_same_too(client: httpx.Client, city: City, name: str) -> None:
    assert client.get(f"/v1/{name}", headers=city.headers()).text == gruppkarta(name, "--json").out


def test_a_plan_is_the_same_too(client: httpx.Client, city: City, case: Path) -> None:
    printed = gruppkarta(
        "representatives", "--case", case, "--as-of", str(AS_OF), "--alternatives", "2", "--budget", "2", "--json"
    )
    wanted = {**DAY, "n_alternatives": 2, "budget": 2}
    headers = {**city.headers(), "X-Show-Protected": "yes"}
    assert client.post("/v1/representatives", headers=headers, json=wanted).text == printed.out


@pytest.mark.parametrize(
    ("command", "wanted", "model"),
    [
        ("paths P-0001 P-0002 --max-steps 4", {"start": "P-0001", "end": "P-0002", "max_steps": 4}, Paths),
        ("paths Norr Norr --avoid P-0002", {"start": "Norr", "end": "Norr", "avoid": ["P-0002"]}, Paths),
        ("common P-0001 P-0002", {"persons": ["P-0001", "P-0002"]}, CommonContacts),
        ("around P-0001 --steps 2", {"persons": ["P-0001"], "steps": 2}, Around),
    ],
)
def test_questions_of_paths_are_the_same_too_and_as_described(
    client: httpx.Client, city: City, case: Path, command: str, wanted: dict[str, object], model: type[Result]
) -> None:
    printed = gruppkarta(*command.split(), "--case", case, "--as-of", str(AS_OF), "--json")
    headers = {**city.headers(), "X-Show-Protected": "yes"}
    answer = client.post(f"/v1/{command.split(maxsplit=1)[0]}", headers=headers, json={**DAY, **wanted})
    assert answer.text == printed.out
    TypeAdapter(schemas.model_of(model)).validate_json(answer.content, strict=False)


@pytest.mark.parametrize(
    ("path", "wanted", "status"),
    [
        ("/v1/paths", {"start": "P-0001"}, 422),
        ("/v1/paths", {"start": "P-0001", "end": ""}, 422),
        ("/v1/paths", {"start": "P-0001", "end": "P-0002", "max_steps": 0}, 422),
        ("/v1/paths", {"start": "P-0001", "end": "P-0002", "min_grade": "Z9"}, 422),
        ("/v1/paths", {"start": "P-0001", "end": "nobody"}, 404),
        ("/v1/common", {"persons": ["P-0001"]}, 422),
        ("/v1/common", {}, 422),
        ("/v1/around", {"persons": []}, 422),
        ("/v1/around", {"persons": ["P-0001"], "steps": 3}, 422),
        ("/v1/around", {"persons": ["P-0001"], "colour": "red"}, 422),
        ("/v1/around", {"persons": ["nobody"]}, 404),
    ],
)
def test_what_a_question_of_paths_may_not_be_asked(
    client: httpx.Client, city: City, path: str, wanted: dict[str, object], status: int
) -> None:
    assert client.post(path, headers=city.headers(), json={**DAY, **wanted}).status_code == status


@pytest.mark.parametrize("pair", [(CallerRole.ADMIN, Agency.POLICE), PROBATION], ids=["admin", "probation"])
@pytest.mark.parametrize(("path", "model"), MODELS, ids=[path for path, _ in MODELS])
def test_a_body_has_the_shape_that_is_described(
    client: httpx.Client, city: City, pair: tuple[CallerRole, Agency], path: str, model: type[BaseModel]
) -> None:
    answer = client.get(path, headers=city.headers(*pair), params=DAY if "as_of" in path else {})
    if answer.status_code != 403:
        assert answer.status_code == 200
        TypeAdapter(model).validate_json(answer.content, strict=False)


def test_a_tag_is_the_same_for_the_same_question_and_rights(client: httpx.Client, city: City) -> None:
    first, second = (client.get("/v1/scorecard", headers=city.headers(), params=DAY) for _ in range(2))
    assert first.headers["etag"] == second.headers["etag"]
    assert first.headers["vary"] == "Authorization, X-Show-Protected"


@pytest.mark.parametrize(
    ("headers", "params"),
    [
        ({"X-Show-Protected": "yes"}, DAY),
        ({}, {"as_of": "2020-12-02"}),
        ({}, {**DAY, "lineage": "false"}),
    ],
    ids=["rights", "day", "query"],
)
def test_a_tag_differs_with_rights_day_and_question(
    client: httpx.Client, city: City, headers: dict[str, str], params: dict[str, str]
) -> None:
    one = client.get("/v1/scorecard", headers=city.headers(), params=DAY)
    other = client.get("/v1/scorecard", headers={**city.headers(), **headers}, params=params)
    assert one.headers["etag"] != other.headers["etag"]


def test_roles_that_see_different_things_have_different_tags(client: httpx.Client, city: City) -> None:
    tags = {
        client.get("/v1/scorecard", headers=city.headers(*pair), params=DAY).headers["etag"]
        for pair in ((CallerRole.ADMIN, Agency.POLICE), (CallerRole.ANALYST, Agency.POLICE), PROBATION)
    }
    assert len(tags) == 3


def test_an_answer_that_the_caller_has_is_not_sent_again_until_records_change() -> None:
    city = city_in_memory()
    with service(city) as client:
        tag = client.get("/v1/scorecard", headers=city.headers(), params=DAY).headers["etag"]
        has = {**city.headers(), "If-None-Match": f'"other", W/{tag}'}
        same = client.get("/v1/scorecard", headers=has, params=DAY)
        assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
        assert same.headers["vary"] == "Authorization, X-Show-Protected"
        client.post("/v1/search", headers=city.headers(), json={})
        assert client.get("/v1/scorecard", headers=has, params=DAY).status_code == 304
        files = {"archive": ("case.zip", _case(), "application/zip")}
        assert client.post("/v1/imports", headers=city.headers(), files=files).status_code == 201
        assert client.get("/v1/scorecard", headers=has, params=DAY).status_code == 200


def test_a_tag_opens_nothing_to_those_who_may_not_ask_even_if_they_reckon_it_themselves(
    client: httpx.Client, city: City
) -> None:
    auditor = (CallerRole.AUDITOR, Agency.POLICE)
    scope = {"type": "http", "path": "/v1/scorecard", "query_string": b"", "headers": [], "server": ("x", 80)}
    request = RequestContext(city.place.context(city.caller(*auditor)), Request(scope))
    reckoned = answers._tag(request, city.place.context().snapshot(None).snapshot_id)
    for tag in (reckoned, client.get("/v1/scorecard", headers=city.headers()).headers["etag"]):
        answer = client.get("/v1/scorecard", headers={**city.headers(*auditor), "If-None-Match": tag})
        assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/v1/groups", "/v1/persons", "/v1/incidents"])
def test_pages_together_are_the_whole(client: httpx.Client, city: City, path: str) -> None:
    (name,) = {"groups", "persons", "incidents"} & set(path.split("/"))
    whole = client.get(path, headers=city.headers(), params=DAY).json()
    found: list[Any] = []
    after: dict[str, str] = {}
    for _ in range(whole["n_total"]):
        page = client.get(path, headers=city.headers(), params={**DAY, **after, "limit": "1"}).json()
        assert page["n_total"] == whole["n_total"]
        found += page[name]
        after = {"after": str(page["next_after"])}
    assert found == whole[name]
    assert after == {"after": "None"}


@pytest.mark.parametrize(
    ("path", "name"),
    [("/v1/scorecard", "groups"), ("/v1/priorities/message", "rows"), ("/v1/priorities/safety", "rows")],
)
def test_pages_of_a_ranking_are_parts_of_the_whole_and_only_they_are_written_down_as_seen(
    client: httpx.Client, city: City, path: str, name: str
) -> None:
    headers = {**city.headers(), "X-Show-Protected": "yes"}
    whole = client.get(path, headers=headers, params=DAY).json()
    found: list[Any] = []
    after: int | None = 0
    while after is not None:
        page = client.get(path, headers=headers, params={**DAY, "after": str(after), "limit": "1"}).json()
        n_subjects = city.place.store.audit_trail()[-1].event.details.get("n_subjects", 0)
        assert n_subjects == (name == "rows")
        assert {**page, name: None, "next_after": None} == {**whole, name: None}
        found += page[name]
        after = page["next_after"]
    assert found == whole[name]
    assert whole["n_rows"] == len(whole[name]) > 0


def test_everything_that_is_said_of_persons_stays_out_of_caches(client: httpx.Client, city: City) -> None:
    for path, _ in MODELS:
        headers = client.get(path, headers=city.headers()).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "server" not in headers
        assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    ("form", "media_type", "ending"),
    [
        ("node-link", "application/json", "json"),
        ("graphml", "application/graphml+xml", "graphml"),
        ("gexf", "application/gexf+xml", "gexf"),
        ("svg", "image/svg+xml", "svg"),
        ("pyvis", "text/html; charset=utf-8", "html"),
    ],
)
def test_a_file_is_an_attachment_in_a_sandbox(
    client: httpx.Client, city: City, form: str, media_type: str, ending: str
) -> None:
    answer = client.get(f"/v1/network/{form}", headers=city.headers(), params=DAY)
    copy_id = answer.headers["x-copy-id"]
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"] == f'attachment; filename="network-{AS_OF}-{copy_id}.{ending}"'
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert copy_id in answer.text
    assert "Falk" in answer.text


def test_a_request_keeps_the_id_that_its_sender_gave_it_if_it_is_plain(client: httpx.Client) -> None:
    assert (
        client.get("/v1/health", headers={"X-Request-ID": "abc-0123456789"}).headers["x-request-id"] == "abc-0123456789"
    )
    assert client.get("/v1/health", headers={"X-Request-ID": "a name; x"}).headers["x-request-id"] != "a name; x"


def test_numbers_of_the_service_name_routes_and_nothing_that_was_asked(client: httpx.Client, city: City) -> None:
    client.get("/v1/persons/P-0001", headers=city.headers())
    client.get("/P-0001")
    client.request("BREW", "/v1/health")
    text = client.get("/metrics").text
    assert 'route="/v1/persons/{person_id}",status="200"' in text
    assert 'method="GET",route="none",status="404"' in text
    assert 'method="other"' in text
    assert "P-0001" not in text


def test_every_route_is_described_and_no_script_of_others_is_loaded(client: httpx.Client) -> None:
    described = create_app(Settings()).openapi()
    assert client.get("/v1/openapi.json").json() == described
    assert client.get("/docs").status_code == client.get("/redoc").status_code == 404


def _case() -> bytes:
    return packed({"sources.csv": "source_id,agency\nS-9,police\n"})
