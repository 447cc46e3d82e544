"""A store that is away when the service starts, comes back, and dies under a request."""

import json
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from graph_service.adapters.memory import MemoryStore
from graph_service.api.app import create_app
from graph_service.api.observability import JsonLines
from graph_service.domain.plain_columns import PlainColumns
from graph_service.errors import GruppkartaError, StoreUnavailableError
from graph_service.settings import Settings
from tests.api.routes import guarded
from tests.api.serving import City, city_in, served, service


class FailingStore(MemoryStore):
    """A store that can be switched off: at once, or at one step of a write."""

    def __init__(self) -> None:
        super().__init__(on_step=self._step)
        self.is_down = False
        self.dies_at = ""

    def content_hash(self) -> str:
        self._check()
        return super().content_hash()

    def columns(self, names: Mapping[str, Collection[str]]) -> tuple[str, PlainColumns]:
        self._check()
        return super().columns(names)

    def _check(self) -> None:
        if self.is_down:
            message = "nobody answers at the secret address of the store"
            raise StoreUnavailableError(message)

    def _step(self, step: str) -> None:
        if self.dies_at and step.startswith(self.dies_at):
            self.is_down = True
        self._check()


@pytest.fixture
def failing() -> tuple[City, FailingStore]:
    """The small city in a store that can be switched off."""
    store = FailingStore()
    return city_in(store), store


@pytest.mark.parametrize("asked", guarded(), ids=lambda one: one.route.name)
def test_a_store_that_is_down_is_told_as_such_and_no_more(failing: tuple[City, FailingStore], asked: object) -> None:
    city, store = failing
    store.is_down = True
    with service(city) as client:
        method, path, more = asked.route.method, asked.path, asked.more  # type: ignore[attr-defined]  # an Asked
        answer = client.request(method, path, headers=city.headers(), **more)
    if asked.route.use_case not in {"token_revoke", "audit_list", "duplicates_join", "duplicates_undo"}:  # type: ignore[attr-defined]  # an Asked
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "5"
    assert "secret address" not in answer.text


def test_a_service_lives_while_the_store_is_down_and_is_ready_when_it_is_back(
    failing: tuple[City, FailingStore],
) -> None:
    city, store = failing
    with service(city) as client:
        store.is_down = True
        assert (client.get("/v1/health").status_code, client.get("/v1/ready").status_code) == (200, 503)
        store.is_down = False
        assert client.get("/v1/ready").status_code == 200
        assert client.get("/v1/scorecard", headers=city.headers()).status_code == 200


@pytest.mark.parametrize("step", ["put", "commit"])
def test_an_import_under_which_the_store_dies_leaves_nothing(failing: tuple[City, FailingStore], step: str) -> None:
    city, store = failing
    before = (store.content_hash(), len(store.audit_trail()))
    (asked,) = (one for one in guarded() if one.route.name == "POST /v1/imports")
    store.dies_at = step
    with service(city) as client:
        answer = client.post(asked.path, headers=city.headers(), **asked.more)
    assert answer.status_code == 503
    store.is_down, store.dies_at = False, ""
    assert (store.content_hash(), len(store.audit_trail())) == before


def test_nobody_gets_an_answer_that_cannot_be_written_down(failing: tuple[City, FailingStore]) -> None:
    city, store = failing
    store.dies_at = "commit"
    with service(city) as client:
        answer = client.get("/v1/persons/P-0001", headers=city.headers())
    assert answer.status_code == 503
    assert "Falk" not in answer.text


BROKEN: dict[str, tuple[bytes | None, str]] = {
    "missing": (None, "there is no store at groups.db"),
    "empty": (b"", "there is no store at groups.db"),
    "no database": (b"Falk and Lo\n" * 1000, "groups.db: SQLITE_NOTADB"),
    "cut short": (b"SQLite format 3\x00" + bytes(84), "groups.db"),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_service_starts_without_a_store_that_it_can_read_and_says_what_is_wrong_to_the_log_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, broken: str
) -> None:
    content, cause = BROKEN[broken]
    path = tmp_path / "secret" / "groups.db"
    path.parent.mkdir()
    if content is not None:
        path.write_bytes(content)
    with served(create_app(Settings(store=f"sqlite:///{path}"))) as client:
        assert client.get("/v1/health").status_code == 200
        answer = client.get("/v1/ready")
    assert (answer.status_code, answer.json()["code"]) == (503, "store_unavailable")
    assert answer.headers["retry-after"] == "5"
    assert "groups.db" not in answer.text
    (line,) = (json.loads(JsonLines().format(one)) for one in caplog.records if one.message == "cannot answer")
    assert line["request_id"] == answer.headers["x-request-id"]
    assert line["cause"].startswith(cause)
    assert not [one for one in caplog.records if "secret" in str(vars(one)) or "Falk" in str(vars(one))]


def test_a_service_without_a_store_is_not_ready(caplog: pytest.LogCaptureFixture) -> None:
    with served(create_app(Settings())) as client:
        assert client.get("/v1/ready").status_code == 503
    assert "say which store: --store URL" in " ".join(str(vars(one).get("cause")) for one in caplog.records)


def test_what_else_fails_within_stands_in_the_log_by_its_code_alone(caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(Settings())

    @app.get("/fails")
    def fails() -> None:
        raise GruppkartaError("the name of somebody")

    with served(app) as client:
        assert client.get("/fails").status_code == 500
    (line,) = (json.loads(JsonLines().format(one)) for one in caplog.records if one.message == "cannot answer")
    assert (line["code"], "cause" in line) == ("error", False)
