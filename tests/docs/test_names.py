"""Names say what a thing holds: vague words and one name for two things are counted, and may only fall."""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.needs import REPOSITORY

VAGUE = frozenset(
    (
        "found one own place told known chosen given wanted other others made done seen asked kept thing things stuff"
    ).split()
)
# Uses of vague words in 1,000 uses of names. Lower a limit when the count falls; never raise one.
LIMITS: Mapping[str, int] = MappingProxyType({"graph_service": 1, "loaders": 1, "visualizations": 0})
# Public classes that share a name. A name leaves this list when one of them gets another; none comes in.
SHARED: Mapping[str, frozenset[str]] = MappingProxyType({})
N_SHOWN = 10


def _trees(package: str) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((REPOSITORY / package).rglob("*.py")):
        yield _name(path), ast.parse(path.read_text(encoding="utf-8"))


def _name(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


def _uses(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg


@pytest.mark.parametrize("package", LIMITS)
def test_vague_names_only_become_fewer(package: str) -> None:
    n_uses = 0
    by_file: Counter[str] = Counter()
    by_word: Counter[str] = Counter()
    for file, tree in _trees(package):
        for word in _uses(tree):
            n_uses += 1
            if word in VAGUE:
                by_file[file] += 1
                by_word[word] += 1
    share = 1000 * by_word.total() / n_uses
    most = ", ".join(f"{file} {n}" for file, n in by_file.most_common(N_SHOWN))
    words = ", ".join(f"{word} {n}" for word, n in by_word.most_common(N_SHOWN))
    message = f"{package}: {share:.1f} of 1,000 uses of names are vague; most in {most}; the words: {words}"
    assert share <= LIMITS[package], message
    assert share > LIMITS[package] - 1 or not LIMITS[package], f"lower the limit of {package}: {message}"


def test_a_public_class_name_means_one_thing() -> None:
    places: dict[str, set[str]] = {}
    for package in LIMITS:
        for file, tree in _trees(package):
            for node in ast.walk(tree):
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    places.setdefault(node.name, set()).add(file)
    shared = {name: frozenset(files) for name, files in places.items() if len(files) > 1}
    new = {name: sorted(files) for name, files in shared.items() if not files <= SHARED.get(name, frozenset())}
    assert new == {}, "two public classes of one name: give one another name"
    gone = {name: sorted(files - shared.get(name, frozenset())) for name, files in SHARED.items()}
    assert {name: files for name, files in gone.items() if files} == {}, "take these from the list: they are no more"
