"""What may stand in the repository: text of our own, in files of a readable length, without a trace of a machine."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.needs import REPOSITORY

MAX_LINES = 400
MAX_LINE_LENGTH = 500  # longer lines are found in what a program made
# Longer on purpose, each with its reason.
LONG_FILES = {
    "graph_service/adapters/neo4j.py": "one store; what it asks and how it writes stand in modules of their own",
    "graph_service/analysis/note_texts.py": "what notes say, all in one place for translators",
    "graph_service/adapters/neo4j_cypher.py": "every statement that is sent to one store",
    "graph_service/adapters/sqlite.py": "one store; its tables and its transaction stand in modules of their own",
    "graph_service/domain/load_texts.py": "what a load says, all in one place for translators",
    "graph_service/domain/records.py": "every record kind, each declared once",
    "graph_service/ports.py": "all that is asked of a store, in one place for whoever writes another",
    "tests/attacks/test_writes.py": "one matrix, the attacks on it, and what happens without the guard",
}
CODE = frozenset({".py", ".js", ".css", ".html"})
# Suffixes of text that people write; a name without a suffix is a script or one of the usual files.
SUFFIXES = CODE | {
    ".po",
    ".ts",
    "",
    ".cff",
    ".csv",
    ".cypher",
    ".gitignore",
    ".json",
    ".md",
    ".svg",
    ".toml",
    ".txt",
    ".service",
    ".timer",
    ".typed",
    ".xml",
    ".yaml",
}
PICTURES = re.compile(r"docs/images/\w+\.png")  # no text; tests/web/test_pictures.py holds them to what pages say
LOCKS = frozenset({"requirements/runtime.txt", "requirements/test.txt"})
HOSTS = re.compile(
    "|".join(
        rf"\b{name}\.(?:{ends})\b"
        for name, ends in {
            "pypi": "org|python",
            "pythonhosted": "org",
            "npmjs": "org|com",
            "repo1?.maven": "org|apache",  # a namespace that all build files name is no address
            "crates": "io",
            "golang": "org",
            "debian": "org",
            "docker": "io|com",
            "githubusercontent": "com",
        }.items()
    )
)
MACHINE_PATH = re.compile(r"(?<![\w.<>~])/(?:work|root|home|Users|tmp)/\w")


def _files() -> list[str]:
    git = shutil.which("git")
    if git is None or not (REPOSITORY / ".git").exists():
        pytest.skip("this is not a git checkout")
    listed = subprocess.run(
        [git, "-c", "safe.directory=*", "ls-files", "-z", "--cached"],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    return sorted(name for name in listed if name and (REPOSITORY / name).is_file())


def _text(name: str) -> str:
    return (REPOSITORY / name).read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def files() -> list[str]:
    return [name for name in _files() if not PICTURES.fullmatch(name)]


def test_every_file_is_of_a_kind_that_people_write(files: list[str]) -> None:
    made = re.compile(r"\.min\.(js|css)$|\.map$|(^|/)(vendor|node_modules|third_party)/")
    assert not [name for name in files if Path(name).suffix not in SUFFIXES or made.search(name)]


def test_every_file_is_text_with_plain_line_ends(files: list[str]) -> None:
    wrong = []
    for name in files:
        text = _text(name)
        if text and (not text.endswith("\n") or "\r" in text or "\0" in text):
            wrong.append(name)
    assert not wrong


def test_no_file_has_lines_as_only_a_program_writes_them(files: list[str]) -> None:
    code = [name for name in files if Path(name).suffix in CODE]
    assert not [name for name in code if any(len(line) > MAX_LINE_LENGTH for line in _text(name).splitlines())]


def test_no_file_names_the_address_of_a_registry(files: list[str]) -> None:
    assert not [(name, found[0]) for name in files if (found := HOSTS.search(_text(name)))]


def test_no_file_names_a_path_of_one_machine(files: list[str]) -> None:
    assert not [(name, found[0]) for name in files if (found := MACHINE_PATH.search(_text(name)))]


def test_a_long_file_is_listed_with_its_reason(files: list[str]) -> None:
    long = {name for name in files if Path(name).suffix in CODE and len(_text(name).splitlines()) > MAX_LINES}
    assert sorted(long - set(LONG_FILES)) == []


def test_nothing_that_others_made_is_kept_but_the_licence_and_the_locks(files: list[str]) -> None:
    assert set(files) >= LOCKS
    assert "European Union Public Licence" in _text("LICENSE")
    assert not [name for name in files if name.startswith(("data/", "dist/", "build/"))]


def test_every_package_says_that_it_is_typed(files: list[str]) -> None:
    assert {f"{package}/py.typed" for package in ("graph_service", "loaders", "visualizations")} <= set(files)
