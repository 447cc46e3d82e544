"""What is handed on is whole: the wheel holds the pages, their files and the compiled catalogues."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from graph_service.languages.translator import LANGUAGES, SOURCE
from tests.needs import REPOSITORY

WEB = REPOSITORY / "graph_service" / "web"


def test_the_wheel_holds_templates_files_and_compiled_catalogues(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "-w", str(tmp_path), str(REPOSITORY)], check=True, timeout=300)
    (wheel,) = tmp_path.glob("*.whl")
    with ZipFile(wheel) as opened:
        names = set(opened.namelist())
    files = {path for folder in ("templates", "static") for path in (WEB / folder).rglob("*") if path.is_file()}
    assert len(files) > 10
    assert {path.relative_to(REPOSITORY).as_posix() for path in files} <= names
    for language in LANGUAGES.keys() - {SOURCE}:
        assert f"graph_service/languages/locale/{language}/LC_MESSAGES/gruppkarta.mo" in names
    assert not [name for name in names if "/tests/" in name or name.startswith("tests/")]
