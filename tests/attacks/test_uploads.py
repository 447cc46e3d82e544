"""Archives that mean harm: each is read in a process of its own, within limits, and the service goes on answering."""

import io
import os
import resource
import signal
import stat
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from benchmarks.bench_uploads import Outcome, archives, attack
from benchmarks.serving import filled
from benchmarks.serving import service as served_apart
from graph_service import uploads
from graph_service.api.app import create_app
from graph_service.domain.tables import tables_of
from graph_service.files import private_folder
from graph_service.settings import Settings
from loaders import reading_process
from loaders.options import LoadOptions
from loaders.reading_process import TASK, Task
from tests.api.city import city as small_city
from tests.api.routes import packed, upload
from tests.api.serving import City, city_in_memory, served

if TYPE_CHECKING:
    from graph_service.uploads import Uploads

CHECK = "/v1/imports/check"
LEAST_MEMORY = 2**27
N_ROWS = 400_000
TRIES = 3
SECRETS = {"GRUPPKARTA_STORE_PASSWORD": "hidden-1", "GRUPPKARTA_AUDIT_KEY": "hidden-2", "GRUPPKARTA_TOKEN": "hidden-3"}

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits on a process are of POSIX")


@pytest.fixture(scope="module")
def city() -> City:
    """The small city in memory."""
    return city_in_memory()


@pytest.fixture(scope="module")
def many_rows() -> bytes:
    """An archive that takes some seconds and more than the least memory to read."""
    rows = "".join(f"S-{number}\n" for number in range(N_ROWS))
    return packed({"sources.csv": f"source_id\n{rows}"})


@contextmanager
def _served(city: City, **limits: int) -> "Iterator[tuple[httpx.Client, Uploads]]":
    settings = Settings(**limits)
    app = create_app(settings, open_store=city.place)
    with served(app, settings) as client:
        yield client, app.state.uploads


def _sent(client: httpx.Client, city: City, archive: bytes) -> httpx.Response:
    return client.post(CHECK, headers=city.headers(), **upload(archive))


def _process_of(taken_in: "Uploads") -> "subprocess.Popen[bytes]":
    """The process that reads, as soon as there is one."""
    until = time.monotonic() + 20
    while not taken_in._processes:
        assert time.monotonic() < until
        time.sleep(0.01)
    return next(iter(taken_in._processes))


def test_an_archive_does_not_take_the_memory_of_the_machine(city: City, many_rows: bytes) -> None:
    with _served(city, read_memory_bytes=LEAST_MEMORY) as (client, _):
        answer = _sent(client, city, many_rows)
        assert (answer.status_code, answer.json()["code"]) == (413, "too_much_to_read")
        assert f"{LEAST_MEMORY} bytes of memory (GRUPPKARTA_READ_MEMORY_BYTES)" in answer.json()["detail"]
        assert "send fewer rows" in answer.json()["detail"]
        assert _sent(client, city, packed({"sources.csv": "source_id\nS-1\n"})).status_code == 200


def test_an_archive_does_not_take_for_ever(city: City, many_rows: bytes) -> None:
    with _served(city, read_s=1) as (client, _):
        answer = _sent(client, city, many_rows)
        assert (answer.status_code, answer.json()["code"]) == (413, "too_much_to_read")
        assert "1 seconds (GRUPPKARTA_READ_S)" in answer.json()["detail"]


def test_an_archive_takes_memory_and_time_if_it_may(city: City, many_rows: bytes) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with _served(city) as (client, _):
        assert _sent(client, city, many_rows).status_code == 200  # the same two limits, as high as by default
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime - before.ru_utime > 1
    assert after.ru_maxrss * 1_024 > LEAST_MEMORY


def test_an_archive_does_not_unpack_to_a_file_without_an_end(city: City) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("sources.csv", b"0" * (LEAST_MEMORY + 1))
    with _served(city, read_memory_bytes=LEAST_MEMORY, max_zip_ratio=10_000) as (client, _):
        answer = _sent(client, city, buffer.getvalue())
        assert (answer.status_code, answer.json()["code"]) == (413, "too_much_to_read")
        assert "GRUPPKARTA_READ_MEMORY_BYTES" in answer.json()["detail"]


@contextmanager
def _being_read(
    city: City, archive: bytes, **limits: int
) -> "Iterator[tuple[httpx.Client, subprocess.Popen[bytes], Future[httpx.Response]]]":
    """An upload under way, with the process that reads it."""
    with _served(city, **limits) as (client, taken_in), ThreadPoolExecutor(1) as pool:
        answer = pool.submit(_sent, client, city, archive)
        yield client, _process_of(taken_in), answer


def test_a_process_that_is_killed_is_told_of_and_nothing_hangs(city: City, many_rows: bytes) -> None:
    with _being_read(city, many_rows) as (client, process, sent):
        os.kill(process.pid, signal.SIGKILL)
        answer = sent.result(20)
        assert (answer.status_code, answer.json()["code"]) == (413, "too_much_to_read")
        assert client.get("/v1/health").status_code == 200


def _wait_for(path: Path, text: bytes) -> bytes:
    until = time.monotonic() + 20
    while text not in (content := path.read_bytes()):
        assert time.monotonic() < until
        time.sleep(0.01)
    return content


def test_what_an_archive_makes_of_its_process_finds_no_secret(
    city: City, many_rows: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    with _being_read(city, many_rows) as (_, process, _answer):
        place = Path("/proc", str(process.pid))
        _wait_for(place / "cmdline", b"reading_process")  # until then it is a copy of this process
        environment = (place / "environ").read_bytes()
        assert b"hidden" not in environment
        assert b"GRUPPKARTA" not in environment
        open_files = [str(path.readlink()) for path in (place / "fd").iterdir()]
        assert not [path for path in open_files if path.startswith("socket:")]
        process.kill()


def test_what_an_archive_makes_of_its_process_finds_secrets_if_all_is_handed_on(
    city: City, many_rows: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(uploads, "ENVIRONMENT", tuple(os.environ))
    with _being_read(city, many_rows) as (_, process, _answer):
        place = Path("/proc", str(process.pid))
        _wait_for(place / "cmdline", b"reading_process")
        assert b"hidden-1" in (place / "environ").read_bytes()
        process.kill()


def test_a_process_ends_itself_when_the_service_is_gone(tmp_path: Path, many_rows: bytes) -> None:
    (tmp_path / "case.zip").write_bytes(many_rows)
    task = Task(LoadOptions(), datetime(2020, 12, 3, tzinfo=UTC), 2**31, 1)

    def code_of(task: Task) -> int:
        folder = tmp_path / str(task.seconds)
        folder.mkdir()
        (folder / TASK).write_text("".join(f"{line}\n" for line in task.lines()), encoding="ascii")
        with (tmp_path / "case.zip").open("rb") as archive:
            command = [sys.executable, "-m", reading_process.__name__, str(folder)]
            return subprocess.run(command, stdin=archive, check=False).returncode

    assert code_of(task) in {-signal.SIGALRM, -signal.SIGXCPU}
    assert code_of(replace(task, seconds=600)) == 0


def _most_at_once(city: City, **limits: int) -> tuple[int, list[httpx.Response]]:
    """Upload ten archives at once; how many processes read at once, and what was answered."""
    archive = packed({"sources.csv": "source_id\n" + "".join(f"S-{number}\n" for number in range(5_000))})
    with _served(city, **limits) as (client, taken_in), ThreadPoolExecutor(10) as pool:
        sent = [pool.submit(_sent, client, city, archive) for _ in range(10)]
        most = 0
        while not all(future.done() for future in sent):
            most = max(most, len(taken_in._processes))
            time.sleep(0.002)
        return most, [future.result() for future in sent]


def test_many_archives_at_once_do_not_start_as_many_processes(city: City) -> None:
    most, answers = _most_at_once(city, readers=1, max_uploads=4)
    refused = [answer for answer in answers if answer.status_code != 200]
    assert most == 1
    assert 0 < len(refused) <= 6
    for answer in refused:
        assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "busy", "5")


def test_many_archives_at_once_start_as_many_processes_as_they_may(city: City) -> None:
    most, answers = _most_at_once(city, readers=10, max_uploads=10)
    assert most > 2
    assert {answer.status_code for answer in answers} == {200}


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for what is temporary, with nothing of others in it."""
    monkeypatch.setattr(private_folder, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_nobody_else_reads_what_is_uploaded_and_nothing_of_it_stays(
    city: City, many_rows: bytes, temporary: Path
) -> None:
    with _being_read(city, many_rows) as (_, process, answer):
        (folder,) = temporary.glob(f"{private_folder.PREFIX}*")
        (within,) = (path for path in folder.iterdir() if path.name != private_folder.LOCK)
        assert {stat.S_IMODE(path.stat().st_mode) for path in (folder, within)} == {0o700}
        process.kill()
        answer.result(20)
        assert [path.name for path in folder.iterdir()] == [private_folder.LOCK]
    assert not list(temporary.iterdir())


def test_hostile_archives_at_once_do_not_keep_the_service_from_saying_that_it_lives(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'city.db'}"
    with served_apart(url, filled(tables_of(small_city()), url)) as running:
        outcomes: list[Outcome] = []
        while len(outcomes) < TRIES and not any(outcome.is_met for outcome in outcomes):  # others use the machine too
            outcomes.append(attack(running, archives(20, most_rows=10_000), at_once=20))
            assert sum(outcomes[-1].statuses.values()) == 20
            assert not [status for status in outcomes[-1].statuses if status.startswith("5")]
    seconds = [f"idle {outcome.idle_s:.3f}, under attack {outcome.slowest_s:.3f}" for outcome in outcomes]
    assert outcomes[-1].is_met, seconds
