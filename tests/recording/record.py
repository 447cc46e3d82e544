"""Records what every command and every route answers: `python -m tests.recording.record FOLDER`.

It asks through the command line and through the application of the service alone, so that the same
recording can be made of another state of the code, and compared with `python -m tests.recording.compare`.
An answer to work on a store ends with what was written to the audit trail meanwhile.
"""

import contextlib
import hashlib
import io
import json
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from unittest.mock import patch

from graph_service.cli.main import main
from tests.recording import commands, requests
from tests.recording.callers import (
    ADMIN,
    ANALYST,
    AUDITOR,
    CALLERS,
    COORDINATOR,
    EXIT_WORKER,
    FEW_CALLERS,
    NO_PURPOSE,
    NO_TOKEN,
    PURPOSE,
    SHOWING_ADMIN,
    Asking,
)
from tests.recording.cases import DEMO, Case, lay_out, published
from tests.recording.client import Client, client_of
from tests.recording.masks import Masks
from tests.recording.requests import Ask

ENVIRONMENT = {"COLUMNS": "100", "TERM": "dumb", "GRUPPKARTA_AUDIT_KEY": "a key for recordings only, kept nowhere"}
NOT_IN_HEADERS = frozenset({"content-length", "date", "server"})
ONLY_THAT_IT_IS_THERE = frozenset({"etag", "x-request-id"})
UNORDERED = re.compile(r"token list|GET /v1/tokens")  # tokens of one second stand in the order of their random ids
READER = "recorder"  # reads the audit trail; what it does is not recorded


class Recorder:
    """Asks, and keeps the masked answers by their names.

    Parameters
    ----------
    folder : Path
        The working folder; commands run in it, so that no answer holds a path of a machine.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.answers: dict[str, str] = {}
        self._masks = Masks()
        self._audits: dict[str, tuple[str, int]] = {}  # by store: token of the reader, last number read

    def watch(self, store: str) -> None:
        """Record from now on what is written to the audit trail of a store."""
        words = (
            f"token create --store {store} --purpose recording --name {READER} --agency police --role auditor --json"
        )
        _, out, err = _run(shlex.split(words), {})
        assert out, err
        self._audits[store] = (str(json.loads(out)["token"]), 0)
        self._audited(store)

    def command(self, name: str, words: str, *, store: str | None = None, token: str | None = None) -> None:
        """Run a command and keep its answer."""
        code, out, err = _run(shlex.split(words), {} if token is None else {"GRUPPKARTA_TOKEN": token})
        parts = [f"$ gruppkarta {words}", f"exit {code}", "--- stdout", out, "--- stderr", err]
        written = self.folder / "out"
        for path in sorted(written.rglob("*")):
            if path.is_file():
                parts += [f"--- {path.relative_to(self.folder).as_posix()}", _content(path)]
        _remove(written)
        written.mkdir()
        self._keep(name, parts, store)

    def request(self, name: str, client: Client, ask: Ask, headers: Mapping[str, str], case: Case) -> None:
        """Send a request and keep its answer."""
        path = ask.path_on(case.day)
        content, about = ask.content_on(case.day)
        # a request says its id, which is also that of a copy
        sent = {"X-Request-ID": "recorded-request", **headers, **about, **ask.headers}
        response = client.request(ask.method, path, content, sent)
        if ask.sends_tag:
            sent["If-None-Match"] = response.headers.get("etag", "")
            response = client.request(ask.method, path, content, sent)
        said = [
            f"{key}: {'present' if key in ONLY_THAT_IT_IS_THERE else value}"
            for key, value in sorted(response.headers.items())
            if key not in NOT_IN_HEADERS
        ]
        parts = [f"{ask.method} {path}", f"status {response.status_code}", *said, "--- body", response.text]
        self._keep(name, parts, case.store)

    def _keep(self, name: str, parts: Iterable[str], store: str | None) -> None:
        if name in self.answers:
            raise ValueError(f"two answers of one name: {name}")
        text = "\n".join(parts)
        if store in self._audits:
            text += "\n--- audit\n" + "".join(self._audited(store))
        text = self._masks.applied(text)
        if UNORDERED.search(name):
            text = "\n".join(sorted(text.splitlines()))
        self.answers[name] = f"# {name}\n{text.rstrip()}\n"

    def _audited(self, store: str) -> Iterator[str]:
        token, after = self._audits[store]
        words = f"audit list --store {store} --purpose recording --json --limit 10000 --after {after}"
        code, out, err = _run(shlex.split(words), {"GRUPPKARTA_TOKEN": token})
        if code != "0":
            return iter([f"the audit trail cannot be read: exit {code}: {err}"])
        entries = json.loads(out)["entries"]
        self._audits[store] = (token, max([after, *(int(entry["number"]) for entry in entries)]))
        lines = []
        for entry in entries:
            if entry["actor"] != READER:
                told = {key: entry[key] for key in sorted(entry) if key not in {"number", "chain", "recorded_at"}}
                lines.append(json.dumps(told, ensure_ascii=False, sort_keys=True) + "\n")
        return iter(lines)


def recorded(*, is_whole: bool = True) -> dict[str, str]:
    """Return all masked answers by their names.

    Parameters
    ----------
    is_whole : bool
        Whether to ask the published cases too, where their data are at hand, and the demo city by all callers.

    Returns
    -------
    dict[str, str]
        In the order they were asked.
    """
    with tempfile.TemporaryDirectory(prefix="recording-") as name:
        folder = Path(name)
        lay_out(folder)
        for made in ("out", "kept"):
            (folder / made).mkdir()
        with _environment(), contextlib.chdir(folder):
            recorder = Recorder(folder)
            _record_general(recorder)
            for case in (DEMO, *(published() if is_whole else ())):
                _record_case(recorder, case, CALLERS if is_whole and case.by_all_callers else FEW_CALLERS)
    return recorder.answers


def digests(answers: Mapping[str, str]) -> dict[str, str]:
    """Return the first half of the SHA-256 of each answer."""
    return {name: hashlib.sha256(text.encode()).hexdigest()[:32] for name, text in sorted(answers.items())}


def as_json(of_answers: Mapping[str, str]) -> str:
    """Write digests, one a line, in the order of the names."""
    return json.dumps(of_answers, ensure_ascii=False, indent=0, sort_keys=True) + "\n"


def write(answers: Mapping[str, str], folder: Path) -> None:
    """Write answers and their digests into a folder; answers that are there already are removed."""
    texts = folder / "answers"
    _remove(texts)
    texts.mkdir(parents=True)
    for number, (name, text) in enumerate(answers.items(), start=1):
        slug = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:80]
        (texts / f"{number:04}-{slug}.txt").write_text(text, encoding="utf-8", newline="\n")
    (folder / "answers.json").write_text(as_json(digests(answers)), encoding="utf-8")


def _record_general(recorder: Recorder) -> None:
    for words in commands.general():
        recorder.command(f"general/cli/{words}", words)
    for words in commands.loading():
        recorder.command(f"general/cli/{words}", words)


def _record_case(recorder: Recorder, case: Case, callers: Sequence[Asking]) -> None:
    _make_store(recorder, case)
    recorder.watch(case.store)
    admins = {agency: _admin_token(case, agency) for agency in ("municipality", "probation_service")}
    tokens = {asking.name: _token(case, asking, admins) for asking in CALLERS}
    in_memory = set(commands.questions(case) if case is DEMO else commands.short_questions(case))
    for words in (*commands.questions(case), *(commands.days() if case is DEMO else ())):
        dated = words if "--as-of" in words else f"{words} --as-of {case.day}"
        if words in in_memory:
            recorder.command(f"{case.name}/cli-case/{words}", f"{dated} {case.load}")
        _ask_store(recorder, case, ADMIN, dated, f"cli/{words}", tokens)
    for words in commands.short_questions(case):
        dated = f"{words} --as-of {case.day}"
        for asking in (ANALYST, EXIT_WORKER, SHOWING_ADMIN, AUDITOR, NO_PURPOSE):
            _ask_store(recorder, case, asking, dated, f"cli-{asking.name}/{words}", tokens)
    _record_service(recorder, case, tokens, callers)
    for words in commands.work_on_store(case):
        again = sum(name.startswith(f"{case.name}/cli/{words}") for name in recorder.answers)
        label = f"{words} (again: {again})" if f"{case.name}/cli/{words}" in recorder.answers else words
        recorder.command(f"{case.name}/cli/{label}", _for_purpose(words), store=case.store)
    for words in commands.auditing(case):
        label = f"{words} (again)" if f"{case.name}/cli-auditor-police/{words}" in recorder.answers else words
        line = f"{words} --purpose '{PURPOSE}'"
        recorder.command(f"{case.name}/cli-auditor-police/{label}", line, store=case.store, token=tokens[AUDITOR.name])


def _for_purpose(words: str) -> str:
    return words if words.startswith("store init") else f"{words} --purpose '{PURPOSE}'"


def _make_store(recorder: Recorder, case: Case) -> None:
    if case is DEMO:
        recorder.command(f"{case.name}/cli/demo", "demo --out demo")
        files = [f"--- {name}\n{Path('demo', name).read_text(encoding='utf-8')}" for name in ("map.svg", "map.html")]
        name = f"{case.name}/cli/demo (its files)"
        recorder.answers[name] = "\n".join([f"# {name}", *files])
        return
    Path(case.name).mkdir()
    recorder.command(f"{case.name}/cli/store init", f"store init --store {case.store} --keep-token")
    words = f"import --store {case.store} {case.load} --purpose '{PURPOSE}'"
    recorder.command(f"{case.name}/cli/import", words)


def _admin_token(case: Case, agency: str) -> str:
    code, out, err = _run(shlex.split(f"store init --store {case.store} --agency {agency}"), {})
    assert code == "0", err
    return out.partition("GRUPPKARTA_TOKEN=")[2].split()[0]


def _token(case: Case, asking: Asking, admins: Mapping[str, str]) -> str | None:
    if asking.agency is None:
        return None
    words = (
        f"token create --store {case.store} --purpose '{PURPOSE}' --json "
        f"--name {asking.name} --agency {asking.agency} --role {asking.role}"
    )
    environment = {"GRUPPKARTA_TOKEN": admins[asking.agency]} if asking.agency in admins else {}
    code, out, err = _run(shlex.split(words), environment)
    assert code == "0", err
    return str(json.loads(out)["token"])


def _ask_store(
    recorder: Recorder, case: Case, asking: Asking, words: str, name: str, tokens: Mapping[str, str | None]
) -> None:
    purpose = "" if asking.purpose is None else f" --purpose '{asking.purpose}'"
    protected = " --show-protected" if asking.shows_protected else ""
    line = f"{words} --store {case.store}{purpose}{protected}"
    recorder.command(f"{case.name}/{name}", line, store=case.store, token=tokens[asking.name])


def _record_service(
    recorder: Recorder, case: Case, tokens: Mapping[str, str | None], callers: Sequence[Asking]
) -> None:
    asked: list[tuple[Asking, Iterable[Ask]]] = [(asking, requests.by_every_caller(case)) for asking in callers]
    asked.append((COORDINATOR, requests.with_every_parameter(case)))
    asked += [(asking, requests.changes(case)) for asking in callers]
    asked += [(ADMIN, requests.administration()), (AUDITOR, requests.auditing())]
    if case is DEMO:
        asked.append((ADMIN, requests.uploads(case)))
    with client_of(case.store) as client:
        for asking, asks in asked:
            headers = _headers(asking, tokens[asking.name])
            for ask in asks:
                name = f"{case.name}/api/{asking.name}/{ask.name}"
                label = f"{name} (again)" if name in recorder.answers else name
                recorder.request(label, client, ask, headers, case)
        metrics = Ask("GET", "/metrics", dated=False)
        recorder.request(f"{case.name}/api/{NO_TOKEN.name}/{metrics.name}", client, metrics, {}, case)


def _headers(asking: Asking, token: str | None) -> dict[str, str]:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    if asking.purpose is not None:
        headers["X-Purpose"] = asking.purpose
    if asking.shows_protected:
        headers["X-Show-Protected"] = "yes"
    return headers


def _run(words: list[str], environment: Mapping[str, str]) -> tuple[str, str, str]:
    """Run a command in this process; return its exit code or its fault, and what it wrote."""
    out, err, code = io.StringIO(), io.StringIO(), "0"
    with (
        patch.object(sys, "argv", ["gruppkarta", *words]),
        patch.object(sys.modules["__main__"], "__package__", None),  # or usage names how this program was started
        patch.dict(os.environ, environment),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as exit_:
            code = str(exit_.code or 0)
        except Exception as error:
            code = f"fault {type(error).__name__}: {error}"
    return code, out.getvalue(), err.getvalue()


@contextlib.contextmanager
def _environment() -> Iterator[None]:
    """Leave out of the environment what would change answers."""
    with patch.dict(os.environ, ENVIRONMENT):
        for name in list(os.environ):
            is_setting = name.startswith("GRUPPKARTA_") and not name.startswith(("GRUPPKARTA_TEST", "GRUPPKARTA_REQ"))
            if name not in ENVIRONMENT and (is_setting or name in {"NO_COLOR", "FORCE_COLOR"}):
                del os.environ[name]
        yield


def _content(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return "no text"


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    if len(sys.argv) not in {2, 3} or sys.argv[2:] not in ([], ["own"]):
        sys.exit("usage: python -m tests.recording.record FOLDER [own]")
    write(recorded(is_whole=len(sys.argv) == 2), Path(sys.argv[1]))
