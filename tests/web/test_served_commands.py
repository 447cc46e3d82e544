"""`demo --serve` and `serve --sign-in`: from a fresh folder to a page, by the address that they print."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from graph_service.services.tokens import PREFIX
from tests.api.serving import PURPOSE
from tests.cli.run import gruppkarta
from tests.needs import REPOSITORY

PROGRAM = f"import sys; sys.path.insert(0, {str(REPOSITORY)!r}); from graph_service.cli.main import main; main()"
OFFER = re.compile(r"Sign in, once and within ten minutes: (http://127\.0\.0\.1:\d+/sign-in\?\S+)")


@contextmanager
def started(folder: Path, *words: str, **settings: str) -> Iterator[tuple[subprocess.Popen[str], list[str], str]]:
    """Start a command that serves: the process, what it printed up to the address, and the address."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GRUPPKARTA_")}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *words],
        cwd=folder,
        env={**environment, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        lines = []
        try:
            for line in process.stdout:
                lines.append(line)
                if offer := OFFER.search(line):
                    yield process, lines, offer[1]
                    return
            assert process.stderr is not None
            pytest.fail("".join(lines) + process.stderr.read())
        finally:
            process.kill()


def signed_in_at(address: str, client: httpx.Client) -> httpx.Response:
    """Sign in with an address as a person does: open it, say what for, and send the form."""
    page = client.get(address).text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.partition("</form>")[0]))
    answer = client.post(httpx.URL(address).join("/sign-in"), data={**hidden, "purpose": PURPOSE})
    return client.get(httpx.URL(address).join(answer.headers["location"])) if answer.is_redirect else answer


def test_the_demo_is_served_from_a_fresh_folder_and_again_from_the_same(tmp_path: Path) -> None:
    for _ in range(2):
        with (
            started(tmp_path, "demo", "--serve", "--port", "0") as (process, lines, address),
            httpx.Client(timeout=60, headers={"Accept-Language": "en"}) as client,
        ):
            first = signed_in_at(address, client)
            assert first.status_code == 200
            assert "Most violent now:" in first.text
            assert 'value="2020-12-03"' in first.text  # the day that the demo is about
            assert signed_in_at(address, client).status_code == 401  # it works once
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
            assert process.returncode in {0, 130, -signal.SIGINT}
        assert PREFIX not in "".join(lines) + out + err
        assert "Traceback" not in err


def test_the_service_offers_an_address_to_the_holder_of_the_token(tmp_path: Path) -> None:
    assert gruppkarta("demo", "--out", tmp_path).code == 0
    token = (tmp_path / "city.db.token").read_text(encoding="utf-8").strip()
    (tmp_path / "city.db.token").unlink()
    words = ("serve", "--store", f"sqlite:///{tmp_path / 'city.db'}", "--port", "0", "--sign-in")
    with (
        started(tmp_path, *words, GRUPPKARTA_TOKEN=token) as (process, lines, address),
        httpx.Client(timeout=60, headers={"Accept-Language": "en"}) as client,
    ):
        assert signed_in_at(address, client).status_code == 200
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
    assert token not in "".join(lines) + out + err


def test_without_a_token_there_is_no_address_to_offer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert gruppkarta("demo", "--out", tmp_path).code == 0
    (tmp_path / "city.db.token").unlink()
    monkeypatch.delenv("GRUPPKARTA_TOKEN", raising=False)
    words = ("serve", "--store", f"sqlite:///{tmp_path / 'city.db'}", "--port", "0", "--sign-in")
    for token in (None, "gk_wrong"):
        if token is not None:
            monkeypatch.setenv("GRUPPKARTA_TOKEN", token)
        done = gruppkarta(*words)
        assert done.code != 0
        assert "token" in done.err
        assert "gk_wrong" not in done.err + done.out
