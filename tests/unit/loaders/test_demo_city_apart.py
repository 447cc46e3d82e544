"""The demo city stands apart: no stage of a load knows it, and it knows the records alone."""

import ast
from collections.abc import Iterator
from pathlib import Path

import loaders

_ROOT = Path(loaders.__file__).parent


def _imports(folder: Path, pattern: str) -> Iterator[tuple[str, str]]:
    """Yield the path of each module and what it imports."""
    for path in sorted(folder.glob(pattern)):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                yield path.relative_to(_ROOT).as_posix(), node.module
            elif isinstance(node, ast.Import):
                yield from ((path.relative_to(_ROOT).as_posix(), alias.name) for alias in node.names)


def test_no_other_module_of_the_loaders_imports_the_demo_city() -> None:
    importing = {
        path
        for path, module in _imports(_ROOT, "**/*.py")
        if module.startswith("loaders.demo_city") and not path.startswith("demo_city/")
    }
    assert importing == set()


def test_the_demo_city_uses_of_this_project_only_the_domain() -> None:
    modules = {
        module
        for _, module in _imports(_ROOT / "demo_city", "*.py")
        if module.split(".")[0] in {"graph_service", "loaders", "visualizations"}
    }
    outside = {module for module in modules if not module.startswith(("loaders.demo_city", "graph_service.domain."))}
    assert modules
    assert outside == set()
